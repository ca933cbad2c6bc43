/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question, the finding in sentences, and what it does not show. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/coordination_telling.h"
#include "report/report.h"
#include "report/say.h"

enum { EVIDENCE_LETTERS = 200 };

/* ---- words ---- */

void telling_evidence(struct sg_buf *out, const char *text)
{
    if (!text) {
        out->failed = true;
        return;
    }
    size_t len = strlen(text), end = 0;
    for (int i = 0; i < EVIDENCE_LETTERS && end < len; i++)
        sg_utf8_next(text, len, &end);
    sg_buf_add(out, text, end);
    if (end < len) sg_buf_text(out, "…");
}

void telling_account(struct sg_buf *out, const struct step_telling *t, uint32_t account)
{
    const struct sg_step_account *a = &t->c->accounts[account];
    sg_auto_buf name = { 0 };
    if (*a->name)
        sg_say_name(&name, a->platform, sg_str(a->name));
    else
        sg_buf_text(&name, "an account without a name");
    telling_evidence(out, sg_buf_cstr(&name));
    if (!t->has_platforms) return;
    sg_buf_text(out, " on ");
    telling_evidence(out, a->platform);
}

void telling_share(struct sg_buf *out, double share)
{
    sg_buf_printf(out, "%.3g %%", share * 100);
}

void telling_seconds(struct sg_buf *out, double seconds)
{
    if (!isfinite(seconds))
        sg_buf_text(out, "unknown");
    else if (seconds < 10 && seconds != floor(seconds))
        sg_buf_printf(out, "%.1f seconds", seconds);
    else
        sg_say_gap(out, (int64_t)fmax(fmin(seconds, 1e12), -1e12) * SG_SECOND);
}

size_t telling_most(const struct step_telling *t, size_t n, size_t otherwise)
{
    size_t most = t->o->max_list ? t->o->max_list : otherwise;
    return most && n > most ? most : n;
}

/* What the accounts of a layer have in common: "the same link", "reposts of the same post". */
static const char *kind_words(enum sg_coaction by)
{
    static const char *const words[SG_COACTIONS] = {
        "reposts of the same post",        "the same link",  "the same domain",      "the same hashtag",
        "the same two hashtags in a post", "the same text",  "nearly the same text", "replies to the same account",
        "mentions of the same account",    "the same media", "the same object",
    };
    return by < SG_COACTIONS ? words[by] : "";
}

static void time_span(struct sg_buf *out, sg_time us)
{
    telling_seconds(out, (double)us / (double)SG_SECOND);
}

/* ---- the question ---- */

static void opening(struct step_telling *t)
{
    const struct sg_coordination *c = t->c;
    sg_auto_buf words = { 0 };
    if (*c->settings.query)
        sg_buf_printf(&words, "Who acted in step in '%s': ", c->settings.query);
    else
        sg_buf_text(&words, "Who acted in step in the whole case: ");
    sg_say_many(&words, (int64_t)c->n_posts_asked, "post", "posts");
    if (c->from != SG_TIME_NONE) {
        sg_buf_text(&words, ", compared from ");
        sg_say_time(&words, c->from, SG_TO_MINUTE);
        sg_buf_text(&words, " to ");
        sg_say_time(&words, c->to, SG_TO_MINUTE);
    }
    sg_buf_text(&words, ". A co-action: two accounts do the same within ");
    if (c->settings.is_window_estimated)
        sg_buf_text(&words, "a window that these data suggest for each kind.");
    else {
        time_span(&words, c->settings.window);
        sg_buf_text(&words, " of each other.");
    }
    sg_buf_text(&words, " Ten who do it at once make 45. An event: one post with one such thing.");
    if (c->settings.like != SG_LIKE_SILLAGE)
        sg_buf_printf(&words, " Definitions: as in %s.",
                      (const char *[]){ "Sillage", "CooRTweet", "CooRnet",
                                        "the Coordination Network Toolkit" }[c->settings.like]);
    report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

static void layer_counts(struct sg_buf *words, const struct sg_step_layer *l)
{
    sg_buf_printf(words, "%s: ", kind_words(l->by));
    sg_say_many(words, (int64_t)l->n_events, "event", "events");
    sg_buf_text(words, " of ");
    sg_say_many(words, l->n_accounts, "account", "accounts");
    sg_buf_text(words, " at ");
    sg_say_many(words, (int64_t)l->n_objects, "object", "objects");
    if (l->n_pairs == 0) {
        sg_buf_text(words, ", no co-action");
        return;
    }
    sg_buf_text(words, ", ");
    sg_say_many(words, (int64_t)l->n_pairs, "pair", "pairs");
    sg_buf_text(words, " with ");
    sg_say_many(words, (int64_t)l->total_weight, "co-action", "co-actions");
}

/* Of the pairs just told. */
static void below(struct sg_buf *words, const struct sg_step_layer *l)
{
    if (l->n_below == 0) return;
    sg_buf_text(words, ", ");
    if (l->n_below < l->n_pairs) {
        sg_say_count(words, (int64_t)l->n_below);
        sg_buf_text(words, " of the pairs");
    } else
        sg_buf_text(words, l->n_pairs == 1 ? "the pair" : "all the pairs");
    sg_buf_text(words, " below the minimum and left out");
}

static void left_out(struct sg_buf *words, uint64_t n, const char *one, const char *many)
{
    if (n == 0) return;
    sg_buf_text(words, "; ");
    sg_say_many(words, (int64_t)n, one, many);
}

static void layers(struct step_telling *t)
{
    for (size_t i = 0; i < t->c->n_layers; i++) {
        const struct sg_step_layer *l = &t->c->layers[i];
        sg_auto_buf words = { 0 };
        layer_counts(&words, l);
        if (l->window != t->c->settings.window || t->c->settings.is_window_estimated) {
            sg_buf_text(&words, " within ");
            time_span(&words, l->window);
        }
        below(&words, l);
        left_out(&words, l->n_crowded, "event at a crowded moment joined nobody",
                 "events at crowded moments joined nobody");
        left_out(&words, l->n_without_account, "event without a known account is left out",
                 "events without a known account are left out");
        left_out(&words, l->n_short, "text too short to say anything is left out",
                 "texts too short to say anything are left out");
        left_out(&words, l->n_unchecked, "text was not compared with all that may be near it",
                 "texts were not compared with all that may be near them");
        sg_buf_char(&words, '.');
        report_page_indent(&t->page, 2);
        report_page_words(&t->page, PAGE_PLAIN, &words);
        if (l->granularity > SG_SECOND && l->granularity > l->window / 2) {
            sg_buf_text(&words, " All its times are multiples of ");
            time_span(&words, l->granularity);
            sg_buf_text(&words, ": who acted within the window cannot be told from who acted in the same moment.");
            report_page_words(&t->page, PAGE_ALERT, &words);
        }
    }
    report_page_end(&t->page);
}

/* ---- the finding ---- */

static uint32_t n_grouped(const struct sg_coordination *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->n_groups; i++)
        n += c->groups[i].n_members;
    return n;
}

static void in_groups(struct sg_buf *words, const struct sg_coordination *c)
{
    sg_say_many(words, n_grouped(c), "account", "accounts");
    sg_buf_text(words, " in ");
    sg_say_many(words, (int64_t)c->n_groups, "group", "groups");
}

static void rate(struct sg_buf *words, const struct sg_coordination *c)
{
    sg_buf_text(words, " (false-discovery rate ");
    telling_share(words, c->settings.fdr);
    sg_buf_char(words, ')');
}

static void found(struct step_telling *t, struct sg_buf *words)
{
    const struct sg_coordination *c = t->c;
    if (c->n_groups)
        in_groups(words, c);
    else
        sg_say_many(words, (int64_t)c->n_significant, "pair of accounts", "pairs of accounts");
    sg_buf_text(words, " acted in step more often than chance explains");
    rate(words, c);
    report_page_words(&t->page, PAGE_BOLD, words);
    if (c->n_groups) {
        sg_buf_text(words, ": ");
        sg_say_many(words, (int64_t)c->n_significant, "pair was found", "pairs were found");
    } else
        sg_buf_printf(words, ", but no %u of them hang together as a group: found", c->settings.min_group);
    sg_buf_text(words, " among ");
    sg_say_many(words, (int64_t)c->n_tests, "pair that could have been.", "pairs that could have been.");
    sg_buf_text(words, " On average at most ");
    telling_share(words, c->settings.fdr);
    sg_buf_text(words, " of what is found is chance after all.");
    report_page_words(&t->page, PAGE_PLAIN, words);
}

/* The pair that came nearest to being found, or NULL. */
static const struct sg_step_pair *nearest(const struct sg_coordination *c)
{
    const struct sg_step_pair *best = NULL;
    for (size_t i = 0; i < c->n_pairs; i++)
        if (!best || c->pairs[i].p < best->p) best = &c->pairs[i];
    return best;
}

/* What it would have taken: Benjamini and Hochberg's first step. */
static void nothing_found(struct step_telling *t, struct sg_buf *words)
{
    const struct sg_coordination *c = t->c;
    sg_buf_text(words, "No two accounts acted in step more often than chance explains");
    rate(words, c);
    sg_buf_char(words, '.');
    report_page_words(&t->page, PAGE_BOLD, words);
    if (c->n_tests) {
        sg_buf_text(words, " Among ");
        sg_say_many(words, (int64_t)c->n_tests, "pair", "pairs");
        sg_buf_printf(words,
                      " that could have been found, a single one would have needed a p-value of %.2g or less "
                      "(how likely chance alone does as much)",
                      c->settings.fdr / (double)c->n_tests);
    }
    const struct sg_step_pair *p = nearest(c);
    if (!p) {
        sg_buf_printf(words, "%s no pair reached the minimum of %u co-actions.", c->n_tests ? ";" : "",
                      c->settings.min_weight);
    } else {
        sg_buf_text(words, c->n_tests ? "; the nearest, " : " The nearest, ");
        telling_account(words, t, p->a);
        sg_buf_text(words, " and ");
        telling_account(words, t, p->b);
        sg_buf_printf(words, ", had %.2g: ", p->p);
        sg_say_many(words, p->joint, "joint act", "joint acts");
        sg_buf_printf(words, " where chance gives %.2g.", p->expected);
    }
    report_page_words(&t->page, PAGE_PLAIN, words);
}

static void untested(struct step_telling *t, struct sg_buf *words)
{
    const struct sg_coordination *c = t->c;
    uint64_t n_above = 0;
    for (size_t i = 0; i < c->n_pairs; i++)
        n_above += c->pairs[i].is_above;
    sg_say_many(words, (int64_t)c->n_pairs, "pair of accounts", "pairs of accounts");
    sg_buf_text(words, " did the same within the window at least ");
    if (c->settings.min_weight > 1)
        sg_buf_printf(words, "%u times", c->settings.min_weight);
    else
        sg_buf_text(words, "once");
    if (c->settings.edge_percentile > 0) {
        sg_buf_text(words, "; ");
        sg_say_count(words, (int64_t)n_above);
        sg_buf_printf(words, " of them have a weight above %.4g, the one at percentile %.4g", c->weight_cut,
                      c->settings.edge_percentile * 100);
    }
    if (c->n_groups) {
        sg_buf_text(words, ", with ");
        in_groups(words, c);
    }
    sg_buf_char(words, '.');
    report_page_words(&t->page, PAGE_BOLD, words);
    report_page_say(
        &t->page, PAGE_ALERT,
        " Significance was not asked for: chance alone gives pairs too, and a percentile always cuts some.");
}

static void finding(struct step_telling *t)
{
    sg_auto_buf words = { 0 };
    report_page_gap(&t->page);
    if (!coordination_is_tested(t->c))
        untested(t, &words);
    else if (t->c->n_significant)
        found(t, &words);
    else
        nothing_found(t, &words);
    report_page_end(&t->page);
}

static void closing(struct step_telling *t)
{
    report_page_head(&t->page, "What this does not show");
    report_page_indent(&t->page, 2);
    report_page_say(
        &t->page, PAGE_PLAIN,
        "In step is not on orders: fans of one thing, a newsroom's accounts, people at one event, or one person "
        "with two accounts do the same at the same time too. Who comes first need not lead. Nothing here says who "
        "stands behind an account, or that a program does. What was not collected was not compared.");
    report_page_end(&t->page);
}

enum sg_code sg_report_coordination_text(const struct sg_coordination *c,
                                         const struct sg_coordination_report_options *o, struct sg_buf *out,
                                         struct sg_err *err)
{
    struct step_telling t = { .page = { .out = out, .columns = o->columns ? o->columns : 80, .color = o->color },
                              .c = c,
                              .o = o,
                              .has_platforms = coordination_has_platforms(c) };
    opening(&t);
    layers(&t);
    finding(&t);
    tell_groups(&t);
    tell_pairs(&t);
    tell_common(&t);
    tell_sweep(&t);
    tell_null(&t);
    tell_signals(&t);
    closing(&t);
    report_page_release(&t.page);
    return sg_buf_check(out, err);
}
