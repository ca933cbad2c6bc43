/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside the finding: what was weighed down, other windows, shuffles, figures of the members. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/coordination_telling.h"
#include "report/say.h"

enum { COMMON = 20 };

static int compare_common(const void *x, const void *y)
{
    const struct sg_step_common *a = *(const struct sg_step_common *const *)x,
                                *b = *(const struct sg_step_common *const *)y;
    if (a->n_events != b->n_events) return a->n_events > b->n_events ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void common_row(struct step_telling *t, const struct sg_step_common *m)
{
    const struct sg_step_object *o = &t->c->objects[m->object];
    sg_auto_buf words = { 0 };
    report_page_indent(&t->page, 2);
    if (o->by == SG_BY_HASHTAG && *o->value != '#') sg_buf_char(&words, '#');
    telling_evidence(&words, o->value);
    report_page_words(&t->page, PAGE_BOLD, &words);
    sg_buf_printf(&words, " (%s): ", sg_coaction_name(o->by));
    sg_say_many(&words, m->n_events, "event", "events");
    sg_buf_text(&words, " of ");
    sg_say_many(&words, m->n_accounts, "account", "accounts");
    sg_buf_text(&words, ", up to ");
    sg_say_count(&words, m->largest_crowd);
    sg_buf_printf(&words, " within the window: there a joint act counts %.2g.", m->least_weight);
    report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

/* Texts bear no names: how many there are, in one line. */
static void common_texts(struct step_telling *t, size_t n, uint64_t crowd, double weight)
{
    sg_auto_buf words = { 0 };
    if (n == 0) return;
    report_page_indent(&t->page, 2);
    sg_say_many(&words, (int64_t)n, "text", "texts");
    sg_buf_text(&words, ": up to ");
    sg_say_count(&words, (int64_t)crowd);
    sg_buf_printf(&words, " posts within the window: there a joint act counts %.2g.", weight);
    report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

/* Only the test weighs: without one every co-action counts 1. */
void tell_common(struct step_telling *t)
{
    const struct sg_coordination *c = t->c;
    if (c->n_common == 0 || !coordination_is_tested(c)) return;
    const struct sg_step_common **named = malloc(c->n_common * sizeof *named);
    size_t n = 0;
    uint64_t crowd = 0;
    double weight = 1;
    if (!named) {
        t->page.out->failed = true;
        return;
    }
    for (size_t i = 0; i < c->n_common; i++) {
        const struct sg_step_common *m = &c->common[i];
        if (*c->objects[m->object].value)
            named[n++] = m;
        else {
            crowd = m->largest_crowd > crowd ? m->largest_crowd : crowd;
            weight = fmin(weight, m->least_weight);
        }
    }
    size_t shown = telling_most(t, n, COMMON);
    qsort(named, n, sizeof *named, compare_common);
    report_page_head(&t->page, "Weighed down in the test: so many carry it at once that it says little");
    for (size_t i = 0; i < shown; i++)
        common_row(t, named[i]);
    if (shown < n) report_page_and_more(&t->page, n - shown);
    common_texts(t, c->n_common - n, crowd, weight);
    free(named);
}

/* To the right of a column. */
static void right(struct sg_buf *words, int columns, uint64_t n)
{
    sg_auto_buf number = { 0 };
    sg_say_count(&number, (int64_t)n);
    sg_buf_printf(words, "%*s", columns, sg_buf_cstr(&number) ? number.data : "");
}

static void sweep_row(struct step_telling *t, const struct sg_sweep_row *s)
{
    sg_auto_buf words = { 0 };
    report_page_indent(&t->page, 2);
    right(&words, 10, s->n_pairs);
    right(&words, 10, s->n_significant);
    right(&words, 8, s->n_groups);
    right(&words, 10, s->n_accounts);
    if (isfinite(s->overlap) && (s->n_groups || t->c->n_groups)) /* nobody and nobody have nothing in common */
        sg_buf_printf(&words, "%10.0f%%  ", s->overlap * 100);
    else
        sg_buf_printf(&words, "%11s  ", "-");
    telling_seconds(&words, (double)s->window / (double)SG_SECOND);
    report_page_words(&t->page, s->window == t->c->settings.window ? PAGE_BOLD : PAGE_PLAIN, &words);
}

void tell_sweep(struct step_telling *t)
{
    if (t->c->n_sweep == 0) return;
    report_page_head(&t->page, "The same at other windows");
    report_page_indent(&t->page, 2);
    report_page_say(&t->page, PAGE_FAINT, "     pairs     found  groups  accounts  in common  window");
    for (size_t i = 0; i < t->c->n_sweep; i++)
        sweep_row(t, &t->c->sweep[i]);
    report_page_end(&t->page);
}

void tell_null(struct step_telling *t)
{
    const struct sg_null_check *n = &t->c->null;
    if (n->runs == 0) return;
    sg_auto_buf words = { 0 };
    report_page_head(&t->page, "The same with the accounts shuffled");
    report_page_indent(&t->page, 2);
    sg_buf_text(&words, "In ");
    sg_say_many(&words, n->runs, "shuffle", "shuffles");
    sg_buf_printf(
        &words,
        " that keep who posts how often and what is popular when, %u gave a group, and %.3g pairs were found on "
        "average (%.3g at most).",
        n->runs_with_group, n->pairs_mean, n->pairs_max);
    if (isfinite(n->observed_over_expected))
        sg_buf_printf(&words, " The joint acts in them were %.3g times what the formula expects.",
                      n->observed_over_expected);
    report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

/* ---- figures ---- */

/* A figure of an account by its name in the document; NaN when it could not be told. */
static double figure(const struct sg_signals *s, const char *name)
{
    const struct {
        const char *name;
        double value;
    } figures[] = {
        { "gap_entropy_bits", s->gap_entropy },
        { "repeated_gaps", s->repeated_gaps },
        { "round_seconds", s->round_seconds },
        { "longest_rest_h", s->longest_rest },
        { "repost_share", s->repost_share },
        { "reply_share", s->reply_share },
        { "median_reaction_s", s->median_reaction },
        { "fast_reactions", s->fast_reactions },
        { "copied_texts", s->copied_texts },
        { "repeated_texts", s->repeated_texts },
        { "client_share", s->client_share },
        { "name_template", s->is_name_template },
        { "like_names", s->n_like_name },
        { "created_near", s->created == SG_TIME_NONE ? (double)NAN : s->n_created_near },
        { "started_near", s->first_post == SG_TIME_NONE ? (double)NAN : s->n_started_near },
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (strcmp(figures[i].name, name) == 0) return figures[i].value;
    return NAN;
}

static int compare_doubles(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* "gap_entropy_bits: half below 1.2, from 0.4 to 2.1 (12 accounts)." and whose range stands beside it. */
static void figure_row(struct step_telling *t, const struct sg_signal_reference *r, double *values)
{
    const struct sg_coordination *c = t->c;
    size_t n = 0;
    for (size_t i = 0; i < c->n_signals; i++) {
        double v = figure(&c->signals[i], r->name);
        if (isfinite(v)) values[n++] = v;
    }
    report_page_indent(&t->page, 2);
    report_page_say(&t->page, PAGE_BOLD, r->name);
    sg_auto_buf words = { 0 };
    if (n == 0)
        sg_buf_text(&words, ": could not be told.");
    else {
        qsort(values, n, sizeof *values, compare_doubles);
        sg_buf_printf(&words, ": %.3g in the middle, from %.3g to %.3g", values[(n - 1) / 2], values[0], values[n - 1]);
        sg_buf_text(&words, " (");
        sg_say_many(&words, (int64_t)n, "account", "accounts");
        sg_buf_text(&words, ").");
    }
    report_page_words(&t->page, PAGE_PLAIN, &words);
    if (isfinite(r->low) && isfinite(r->high)) sg_buf_printf(&words, " Usual: %.3g to %.3g.", r->low, r->high);
    if (*r->source) sg_buf_printf(&words, " [%s]", r->source);
    report_page_words(&t->page, PAGE_FAINT, &words);
}

void tell_signals(struct step_telling *t)
{
    const struct sg_coordination *c = t->c;
    if (c->n_signals == 0) return;
    double *values = malloc(c->n_signals * sizeof *values);
    if (!values) {
        t->page.out->failed = true;
        return;
    }
    report_page_head(&t->page, "How the members post: figures, of which no score is made");
    for (const struct sg_signal_reference *r = sg_signal_references; r->name; r++)
        figure_row(t, r, values);
    report_page_end(&t->page);
    report_page_indent(&t->page, 2);
    report_page_say(&t->page, PAGE_PLAIN, "--json has them account by account.");
    report_page_end(&t->page);
    free(values);
}
