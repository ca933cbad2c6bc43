/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/coordination_options.h"

#include <string.h>

#include "base/text.h"

#define NOT_SAID UINT64_MAX
enum { WORD_BYTES = 40, THREADS_MOST = 64, SHUFFLES_MOST = 10000 };
#define MEMORY_LEAST ((uint64_t)16 << 20)

const struct coordination_values coordination_defaults = { .fast = -1,
                                                           .min_weight = NOT_SAID,
                                                           .min_participation = NOT_SAID,
                                                           .min_group = NOT_SAID,
                                                           .max_crowd = NOT_SAID,
                                                           .shingle = NOT_SAID,
                                                           .shuffles = NOT_SAID,
                                                           .seed = NOT_SAID,
                                                           .threads = NOT_SAID,
                                                           .fdr = -1,
                                                           .edge_percentile = -1,
                                                           .similarity = -1 };

/* ---- words ---- */

static enum sg_code unknown_kind(struct sg_str word, struct sg_err *err)
{
    const char *names[SG_COACTIONS + 1];
    sg_auto_buf known = { 0 };
    for (int i = 0; i < SG_COACTIONS; i++) {
        names[i] = sg_coaction_name((enum sg_coaction)i);
        sg_buf_printf(&known, "%s%s", i == 0 ? "" : i + 1 < SG_COACTIONS ? ", " : " and ", names[i]);
    }
    names[SG_COACTIONS] = NULL;
    char asked[WORD_BYTES];
    size_t len = word.len < sizeof asked - 1 ? word.len : sizeof asked - 1;
    memcpy(asked, word.data, len);
    asked[len] = '\0';
    const char *near = option_nearest(asked, names), *list = sg_buf_cstr(&known);
    if (near) return sg_fail(err, SG_EUSAGE, "--by knows no \"%s\"; did you mean \"%s\"?", asked, near);
    return sg_fail(err, SG_EUSAGE, "--by knows no \"%s\", but %s", asked, list ? list : "other words");
}

/* "link,hashtag" to a mask. */
static enum sg_code read_kinds(const char *list, uint32_t *ret, struct sg_err *err)
{
    uint32_t mask = 0;
    for (const char *at = list;; at++) {
        size_t len = strcspn(at, ",");
        struct sg_str word = sg_str_trim(sg_str_n(at, len));
        enum sg_coaction by = sg_coaction_from(word);
        if (word.len == 0) return sg_fail(err, SG_EUSAGE, "--by takes words parted by commas, such as link,hashtag");
        if (by == SG_COACTIONS) return unknown_kind(word, err);
        mask |= UINT32_C(1) << by;
        at += len;
        if (!*at) break;
    }
    *ret = mask;
    return SG_OK;
}

static enum sg_code read_window(const char *text, struct sg_coordination_options *o, struct sg_err *err)
{
    int64_t us;
    if (strcmp(text, "auto") == 0) {
        o->estimates_window = true;
    } else if (strcmp(text, "sweep") == 0) {
        o->sweeps = true;
    } else if (sg_duration_parse(sg_str(text), &us, NULL) == SG_OK && us >= 0) {
        o->estimates_window = false;
        o->window = us;
    } else
        return sg_fail(err, SG_EUSAGE,
                       "--window takes a duration such as 10s, 5m or 2h, \"auto\" or \"sweep\", not \"%s\"", text);
    return SG_OK;
}

/* "512M", "2G": bytes. */
static enum sg_code read_memory(const char *text, size_t *ret, struct sg_err *err)
{
    size_t len = strlen(text);
    char unit = len ? text[len - 1] : '\0';
    unsigned shift = unit == 'k' || unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
    uint64_t n = 0;
    bool is_read = sg_parse_u64(sg_str_n(text, len - (shift > 0)), &n, NULL) == SG_OK && n <= SIZE_MAX >> shift;
    if (!is_read || n << shift < MEMORY_LEAST)
        return sg_fail(err, SG_EUSAGE, "--memory takes a size from 16M on, such as 512M or 2G, not \"%s\"", text);
    *ret = (size_t)(n << shift);
    return SG_OK;
}

/* ---- what was said, over what holds otherwise ---- */

static void take_u32(uint64_t said, uint32_t *ret)
{
    if (said != NOT_SAID) *ret = (uint32_t)said;
}

static void take_share(double said, double *ret)
{
    if (said >= 0) *ret = said;
}

static enum sg_code check(const struct coordination_values *v, const struct sg_coordination_options *o,
                          struct sg_err *err)
{
    if (!o->estimates_window && o->fast_window > o->window)
        return sg_fail(err, SG_EUSAGE, "--fast is a window inside the window: it cannot be wider than that");
    if (o->only_pairs && (o->with_signals || o->sweeps || o->shuffles || o->with_text))
        return sg_fail(
            err, SG_EUSAGE,
            "--only-pairs gives pairs and weights and nothing after: leave out --signals, --text, --shuffles and "
            "--window sweep");
    if (o->only_pairs && v->fdr > 0) return sg_fail(err, SG_EUSAGE, "--only-pairs tests nothing: leave out --fdr");
    if (o->shuffles && !(o->fdr > 0))
        return sg_fail(err, SG_EUSAGE, "--shuffles checks the test, which --fdr 0 leaves out%s",
                       o->like == SG_LIKE_SILLAGE ? "" : " (as --like does): add --fdr 0.05");
    return SG_OK;
}

enum sg_code coordination_options(const struct coordination_values *v, struct sg_coordination_options *ret,
                                  struct sg_err *err)
{
    struct sg_coordination_options o;
    sg_coordination_options_default(&o);
    sg_coordination_like(&o, (enum sg_like)v->like);
    if (v->by) SG_TRY(read_kinds(v->by, &o.kinds, err));
    if (v->window) SG_TRY(read_window(v->window, &o, err));
    if (v->memory) SG_TRY(read_memory(v->memory, &o.memory, err));
    if (v->fast >= 0) o.fast_window = v->fast;
    take_u32(v->min_weight, &o.min_weight);
    take_u32(v->min_participation, &o.min_participation);
    take_u32(v->min_group, &o.min_group);
    take_u32(v->max_crowd, &o.max_crowd);
    take_u32(v->shingle, &o.shingle);
    take_u32(v->shuffles, &o.shuffles);
    if (v->seed != NOT_SAID) o.seed = v->seed;
    if (v->threads != NOT_SAID) o.threads = (unsigned)v->threads;
    take_share(v->fdr, &o.fdr);
    take_share(v->edge_percentile, &o.edge_percentile);
    take_share(v->similarity, &o.similarity);
    o.without_reposts |= v->without_reposts;
    o.with_signals = v->with_signals;
    o.with_text = v->with_text;
    o.only_pairs = v->only_pairs;
    o.only_weights = v->only_pairs && v->pairs && !v->json && !v->output; /* all that the pairs' file holds */
    SG_TRY(check(v, &o, err));
    *ret = o;
    return SG_OK;
}

/* ---- the table ---- */

#define AT(field) offsetof(struct coordination_values, field)
const struct option_row coordination_option_rows[] = {
    { "by", 'b', OPTION_TEXT, AT(by), "LIST",
      "what counts as doing the same, parted by commas: repost, link, domain, hashtag, hashtag-pair, text, near-text, "
      "reply, mention, media, object (repost, link, hashtag, near-text, reply, media and object, as far as the "
      "evidence has them)",
      NULL, 0, 0 },
    { "window", 'w', OPTION_TEXT, AT(window), "TIME|auto|sweep",
      "how far apart two posts may lie (60s); auto: what the data suggest; sweep: the answer at a row of windows "
      "besides",
      NULL, 0, 0 },
    { "fast", 0, OPTION_DURATION, AT(fast), "TIME",
      "count besides what lay within this narrower window, for --json and -o", NULL, 0, 0 },
    { "like", 0, OPTION_CHOICE, AT(like), "PEER",
      "definitions and defaults of another program: coortweet, coornet or cnt; what is said besides holds (sillage)",
      sg_like_names, 0, 0 },
    { "fdr", 0, OPTION_SHARE, AT(fdr), "SHARE",
      "false-discovery rate: how many of the pairs found may be chance (0.05); 0: no test", NULL, 0, 0 },
    { "min-weight", 0, OPTION_COUNT, AT(min_weight), "N", "co-actions that a pair needs to be looked at (2)", NULL, 1,
      UINT32_MAX },
    { "min-participation", 0, OPTION_COUNT, AT(min_participation), "N",
      "different posts of an account that must take part (2)", NULL, 0, UINT32_MAX },
    { "min-group", 0, OPTION_COUNT, AT(min_group), "N", "accounts that make a group (3)", NULL, 2, UINT32_MAX },
    { "edge-percentile", 0, OPTION_SHARE, AT(edge_percentile), "SHARE",
      "mark the pairs whose weight lies above this share of all weights (--json and -o have the marks); without a test "
      "groups are made of them",
      NULL, 0, 0 },
    { "max-crowd", 0, OPTION_COUNT, AT(max_crowd), "N",
      "accounts at one thing within the window from which on it says nothing (1,000; 0: no limit)", NULL, 0,
      UINT32_MAX },
    { "without-reposts", 0, OPTION_FLAG, AT(without_reposts), NULL,
      "reposts count as reposts only, not for the links and words that they carry along", NULL, 0, 0 },
    { "similarity", 0, OPTION_SHARE, AT(similarity), "SHARE",
      "near-text: how much of their word shingles two texts share (0.7)", NULL, 0, 0 },
    { "shingle", 0, OPTION_COUNT, AT(shingle), "N", "near-text: words in a shingle (2)", NULL, 1, 8 },
    { "shuffles", 0, OPTION_COUNT, AT(shuffles), "N",
      "check the test on so many copies of the data with the accounts shuffled (0)", NULL, 0, SHUFFLES_MOST },
    { "signals", 0, OPTION_FLAG, AT(with_signals), NULL, "figures of how the members of groups post", NULL, 0, 0 },
    { "text", 0, OPTION_FLAG, AT(with_text), NULL, "posts' texts too, which are left out otherwise", NULL, 0, 0 },
    { "only-pairs", 0, OPTION_FLAG, AT(only_pairs), NULL, "pairs and weights, nothing after: no test, no groups", NULL,
      0, 0 },
    { "json", 0, OPTION_FLAG, AT(json), NULL, "one JSON document", NULL, 0, 0 },
    { "pairs", 0, OPTION_TEXT, AT(pairs), "FILE.csv",
      "write a line a pair: account_a,account_b,weight; '-' is standard output", NULL, 0, 0 },
    { "output", 'o', OPTION_TEXT, AT(output), "FILE",
      "write the graph; its suffix is the format: gexf, graphml, csv or json; '-' is standard output", NULL, 0, 0 },
    { "format", 'f', OPTION_TEXT, AT(format), "FORMAT", "the format, whatever the suffix", NULL, 0, 0 },
    { "seed", 0, OPTION_COUNT, AT(seed), "N", "of shuffles, groups and the graph's layout (1)", NULL, 0, INT64_MAX },
    { "memory", 0, OPTION_TEXT, AT(memory), "SIZE", "for counting pairs before they go to a file in TMPDIR (512M)",
      NULL, 0, 0 },
    { "threads", 0, OPTION_COUNT, AT(threads), "N",
      "at work at a time (all processors, at most 8); the answer is the same", NULL, 0, THREADS_MOST },
    { NULL },
};
