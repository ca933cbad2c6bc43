/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/fs.h"
#include "cli/entry_answer.h"
#include "cli/page.h"
#include "cli/reject_file.h"
#include "indicators/indicators.h"
#include "report/lookalike.h"

struct values {
    const char *rejects;
    uint64_t limit;
    bool json, strict;
};
static const struct values defaults = { .limit = 50 };

enum { SHOWN_REJECTS = 5 };

struct reading {
    const char *feed;
    struct reject_file rejects;
    uint64_t n;
    struct sg_buf line;
};

static void take_reject(void *ctx, const struct sg_indicator_reject *r)
{
    struct reading *reading = ctx;
    if (reading->n++ < SHOWN_REJECTS)
        say("%s:%" PRIu64 ": rejected: %s", sg_path_name(reading->feed), r->row, r->reason);
    if (!reading->rejects.file) return;
    sg_buf_clear(&reading->line);
    struct sg_json_out j = sg_json_out(&reading->line, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "feed", sg_path_name(reading->feed));
    sg_json_ku64(&j, "row", r->row);
    sg_json_ktext(&j, "reason", r->reason);
    sg_json_kstr(&j, "raw", r->raw);
    sg_json_object_end(&j);
    sg_buf_char(&reading->line, '\n');
    reject_file_put(&reading->rejects, &reading->line);
}

static enum sg_code read_feeds(struct context *ctx, const struct values *v, int n, char **feeds,
                               struct sg_indicators *x, struct sg_err *err)
{
    struct reading r = { 0 };
    SG_TRY(reject_file_open(&r.rejects, v->rejects, (const char *const *)feeds, (size_t)n, err));
    enum sg_code code = SG_OK;
    for (int i = 0; i < n && code == SG_OK; i++) {
        r.feed = feeds[i];
        code = sg_indicators_read(x, feeds[i], take_reject, &r, err);
    }
    sg_indicators_finish(x);
    if (code == SG_OK) code = reject_file_close(&r.rejects, err);
    reject_file_release(&r.rejects);
    if (r.n && v->strict) ctx->status = EXIT_REJECTED;
    if (r.n > SHOWN_REJECTS)
        say("%" PRIu64 " rows were rejected%s", r.n, v->rejects ? "" : "; --rejects FILE keeps them");
    sg_buf_release(&r.line);
    return code;
}

static enum sg_code answer(struct context *ctx, const struct values *v, const struct sg_indicators *x,
                           struct sg_err *err)
{
    struct sg_entry_options o = { .indicators = x, .least = SG_MEDIUM };
    struct sg_entry *e = NULL;
    sg_auto_buf document = { 0 }, text = { 0 };
    const struct sg_entry_report_options options = { .with_content = true,
                                                     .max_list = v->limit,
                                                     .color = ctx->term.color,
                                                     .columns = ctx->term.columns };
    SG_TRY(entry_find(ctx, &o, &e, err));
    enum sg_code code = entry_keep(ctx, "indicators", e, &document, err);
    if (code == SG_OK && !v->json) code = sg_report_entry_text(e, &options, &text, err);
    if (code == SG_OK) out_write(v->json ? sg_buf_view(&document) : sg_buf_view(&text));
    sg_entry_free(e);
    return code;
}

static enum sg_code run_indicators(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    struct sg_indicators *x = NULL;
    SG_TRY(sg_indicators_new(&x, err));
    enum sg_code code = read_feeds(ctx, v, n_args, args, x, err);
    /* Kept, it would stand for what an earlier feed found. */
    if (code == SG_OK && !x->n)
        code = sg_fail(err, SG_EINPUT,
                       "%s: no indicator in it can be looked for in a case: no domain, URL, mail address, IP address "
                       "or SHA-256 (doc/formats/indicators.md)",
                       n_args > 1 ? "the feeds" : sg_path_name(args[0]));
    if (code == SG_OK) code = answer(ctx, v, x, err);
    sg_indicators_free(x);
    return code;
}

static const struct option_row options[] = {
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N", "how many are told as text (50)", NULL, 1,
      1000000000 },
    { "rejects", 0, OPTION_TEXT, offsetof(struct values, rejects), "FILE",
      "keep the rows that cannot be read there, with the reason", NULL, 0, 0 },
    { "strict", 0, OPTION_FLAG, offsetof(struct values, strict), NULL, "exit status 3 when a row could not be read",
      NULL, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document: doc/formats/entry-json.md", NULL,
      0, 0 },
    { NULL },
};
static const char *const usage[] = { "indicators FEED… [--json]", NULL };
static const char *const description[] = {
    "Looks for indicators that others published in everything that the case carries: domains and what lies below them, "
    "addresses (URLs), mail addresses, IP addresses of servers and links, and SHA-256 of files. FEEDs are STIX 2 "
    "bundles, MISP events or CSV, as you have them; nothing is fetched. Each match is told with its feed, what the "
    "feed says of it, and where in the case it stands.",
    "What a feed says of who is behind an indicator is the feed's word. Kinds that nothing here can match (MD5, file "
    "names, patterns) are counted and named.",
    NULL,
};
static const struct example examples[] = {
    { "sillage indicators misp-event.json", "Every indicator of an event that the case carries." },
    { "sillage indicators bundle.json.gz domains.csv --json", "Two feeds at once, for a program." },
    { NULL, NULL },
};
const struct command command_indicators = {
    .name = "indicators",
    .summary = "look for published indicators (STIX, MISP, CSV) in the case",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE | NEEDS_WRITER,
    .run = run_indicators,
};
