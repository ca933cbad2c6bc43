/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups with what they carried, and the strongest pairs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/coordination_telling.h"
#include "report/say.h"

enum { MEMBERS = 12, OBJECTS = 4, PAIRS = 20, TESTED_COLUMNS = 47, UNTESTED_COLUMNS = 19 };

static void comma(struct sg_buf *words, size_t i)
{
    if (i) sg_buf_text(words, ", ");
}

static void left(struct sg_buf *words, uint64_t n)
{
    if (n == 0) return;
    sg_buf_text(words, " and ");
    sg_say_count(words, (int64_t)n);
    sg_buf_text(words, " more");
}

static void members(struct step_telling *t, const struct sg_step_group *g)
{
    sg_auto_buf words = { 0 };
    size_t shown = g->n_members < MEMBERS ? g->n_members : MEMBERS;
    for (size_t i = 0; i < shown; i++) {
        comma(&words, i);
        telling_account(&words, t, t->c->members[g->first_member + i]);
    }
    left(&words, g->n_members - shown);
    report_page_indent(&t->page, 6);
    report_page_words(&t->page, PAGE_BOLD, &words);
}

static void object_words(struct sg_buf *words, const struct sg_step_object *o)
{
    if (o->by == SG_BY_HASHTAG && *o->value && *o->value != '#') sg_buf_char(words, '#');
    if (*o->value)
        telling_evidence(words, o->value);
    else
        sg_buf_printf(words, "a %s", o->by == SG_BY_NEAR_TEXT ? "text in several wordings" : sg_coaction_name(o->by));
}

/* What was carried, where it bears no names.  Told by both kinds, one text would be counted twice. */
static void texts(struct sg_buf *words, const struct sg_step_group *g)
{
    uint32_t same = 1u << SG_BY_TEXT, near = 1u << SG_BY_NEAR_TEXT;
    if (g->kinds == same)
        sg_say_many(words, g->n_objects, "text", "texts");
    else if (g->kinds == near)
        sg_say_many(words, g->n_objects, "wording", "different wordings");
    else
        sg_buf_text(words, "texts");
}

static void carried(struct step_telling *t, const struct sg_step_group *g)
{
    if (g->n_objects_kept == 0) return;
    sg_auto_buf words = { 0 };
    size_t shown = 0;
    for (uint32_t i = 0; i < g->n_objects_kept && shown < OBJECTS; i++) {
        const struct sg_step_object *o = &t->c->objects[t->c->group_objects[g->first_object + i]];
        if (!*o->value) continue; /* texts: --text and --json show them */
        comma(&words, shown++);
        object_words(&words, o);
    }
    if (shown == 0)
        texts(&words, g);
    else
        left(&words, g->n_objects > shown ? g->n_objects - shown : 0);
    report_page_indent(&t->page, 6);
    report_page_say(&t->page, PAGE_PLAIN, "carried ");
    report_page_words(&t->page, PAGE_PLAIN, &words);
}

static void timing(struct step_telling *t, const struct sg_step_group *g)
{
    sg_auto_buf words = { 0 };
    report_page_indent(&t->page, 6);
    sg_buf_text(&words, "half within ");
    telling_seconds(&words, g->median_gap);
    sg_buf_text(&words, " of each other, nine of ten within ");
    telling_seconds(&words, g->p90_gap);
    if (g->from != SG_TIME_NONE) {
        sg_buf_text(&words, "; from ");
        sg_say_time(&words, g->from, SG_TO_MINUTE);
        sg_buf_text(&words, " to ");
        sg_say_time(&words, g->to, SG_TO_MINUTE);
    }
    if (g->leader != SG_NO_INDEX) {
        sg_buf_text(&words, "; ");
        telling_account(&words, t, g->leader);
        sg_buf_text(&words, " comes first most often (");
        sg_buf_printf(&words, "%.0f %% of its co-actions)", g->leader_share * 100);
    }
    report_page_words(&t->page, PAGE_PLAIN, &words);
}

static void group(struct step_telling *t, size_t i)
{
    const struct sg_step_group *g = &t->c->groups[i];
    sg_auto_buf words = { 0 };
    report_page_indent(&t->page, 2);
    sg_buf_printf(&words, "%2zu. ", i + 1);
    sg_say_many(&words, g->n_members, "account", "accounts");
    sg_buf_text(&words, ", ");
    sg_say_many(&words, g->n_pairs, "pair", "pairs");
    sg_buf_text(&words, ", ");
    sg_say_many(&words, (int64_t)g->weight, "co-action", "co-actions");
    sg_buf_text(&words, " by ");
    coordination_kinds(&words, g->kinds, ", ");
    report_page_words(&t->page, PAGE_PLAIN, &words);
    members(t, g);
    timing(t, g);
    carried(t, g);
    if (*g->tags) {
        report_page_indent(&t->page, 6);
        sg_buf_printf(&words, "consistent with, no more: %s (%s)", g->tags, sg_disarm_release);
        report_page_words(&t->page, PAGE_FAINT, &words);
    }
    report_page_end(&t->page);
}

void tell_groups(struct step_telling *t)
{
    size_t n = t->c->n_groups, shown = telling_most(t, n, 0);
    if (n == 0) return;
    report_page_head(&t->page, "Groups");
    for (size_t i = 0; i < shown; i++)
        group(t, i);
    if (shown < n) report_page_and_more(&t->page, n - shown);
}

/* ---- pairs ---- */

static int compare_strength(const void *x, const void *y)
{
    const struct sg_step_pair *a = *(const struct sg_step_pair *const *)x, *b = *(const struct sg_step_pair *const *)y;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    if (a->q != b->q) return a->q < b->q ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void chance(struct sg_buf *words, double v)
{
    char text[24];
    snprintf(text, sizeof text, v > 0 ? "%.2g" : "0", v);
    sg_buf_printf(words, " %9s", text);
}

static void pair(struct step_telling *t, const struct sg_step_pair *p)
{
    sg_auto_buf words = { 0 };
    bool is_tested = coordination_is_tested(t->c);
    report_page_indent(&t->page, 2);
    sg_buf_printf(&words, "%7llu", (unsigned long long)p->weight);
    if (is_tested) {
        sg_buf_printf(&words, " %7u", p->joint);
        chance(&words, p->expected);
        chance(&words, p->q);
    }
    if (isfinite(p->mean_gap))
        sg_buf_printf(&words, " %7.1f  ", p->mean_gap);
    else
        sg_buf_text(&words, "       ?  ");
    report_page_words(&t->page, PAGE_PLAIN, &words);
    if (t->page.columns >= 80) t->page.indent = is_tested ? TESTED_COLUMNS : UNTESTED_COLUMNS;
    telling_account(&words, t, p->a);
    sg_buf_text(&words, " and ");
    telling_account(&words, t, p->b);
    report_page_words(&t->page, PAGE_BOLD, &words);
    sg_buf_text(&words, " (");
    coordination_kinds(&words, p->kinds, ", ");
    sg_buf_char(&words, ')');
    if (p->kinds) report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

/* What the columns say, for who is to quote them. */
static void legend(struct step_telling *t)
{
    bool is_tested = coordination_is_tested(t->c);
    report_page_gap(&t->page);
    report_page_indent(&t->page, 2);
    report_page_say(
        &t->page, PAGE_FAINT,
        "weight: co-actions, each kind for itself: two posts with the same text and the same link are two. ");
    if (is_tested)
        report_page_say(
            &t->page, PAGE_FAINT,
            "joint: how often they did it together, as the test counts: a burst is once, and texts that are "
            "near through others are one. expected: how often chance gives that. q: the least "
            "false-discovery rate at which the pair is found. ");
    report_page_say(&t->page, PAGE_FAINT, "gap s: seconds apart, on average.");
    report_page_end(&t->page);
}

void tell_pairs(struct step_telling *t)
{
    const struct sg_coordination *c = t->c;
    const struct sg_step_pair **found = malloc((c->n_pairs + 1) * sizeof *found);
    size_t n = 0;
    if (!found) {
        t->page.out->failed = true;
        return;
    }
    for (size_t i = 0; i < c->n_pairs; i++)
        if (sg_coordination_is_found(c, &c->pairs[i])) found[n++] = &c->pairs[i];
    if (n) {
        size_t shown = telling_most(t, n, PAIRS);
        qsort(found, n, sizeof *found, compare_strength);
        report_page_head(&t->page, "The strongest pairs");
        report_page_indent(&t->page, 2);
        report_page_say(&t->page, PAGE_FAINT,
                        coordination_is_tested(c) ? " weight   joint  expected         q   gap s  accounts"
                                                  : " weight   gap s  accounts");
        report_page_end(&t->page);
        for (size_t i = 0; i < shown; i++)
            pair(t, found[i]);
        if (shown < n) report_page_and_more(&t->page, n - shown);
        legend(t);
    }
    free(found);
}
