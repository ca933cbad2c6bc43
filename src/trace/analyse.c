/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loaded set becomes a story: order, duplicates, links, roots, firsts, chain, counts.  No store is needed. */
#include <stdlib.h>
#include <string.h>

#include "trace/trace_internal.h"

static void mark_roots(struct sg_story *s, const uint32_t *links_of)
{
    for (size_t i = 0; i < s->n_posts; i++) {
        struct sg_story_post *p = &s->posts[i];
        p->is_root = trace_counts(p);
        for (uint32_t k = links_of[i]; k < links_of[i + 1] && p->is_root; k++)
            if (!sg_link_is_inferred(s->links[k].kind) && !s->posts[s->links[k].parent].is_ghost) p->is_root = false;
        s->n_roots += p->is_root;
    }
}

static enum sg_code add_inferred(struct trace_set *set, const struct trace_carries *carries,
                                 const struct sg_origin_options *o, const uint32_t *links_of, struct sg_err *err)
{
    struct sg_story *s = set->story;
    struct trace_inferred found = { 0 };
    enum sg_code code = trace_infer_same_text(set, o->same_text_window, links_of, &found, err);
    if (code == SG_OK) code = trace_infer_co_object(set, carries, o->co_object_window, links_of, &found, err);
    if (code == SG_OK && found.n) {
        struct sg_story_link *links = sg_story_alloc(s, s->n_links + found.n, sizeof *links);
        if (links) {
            if (s->n_links) memcpy(links, s->links, s->n_links * sizeof *links);
            memcpy(links + s->n_links, found.links, found.n * sizeof *links);
            s->links = links;
            s->n_links += found.n;
        } else {
            code = sg_fail_nomem(err, "inferred links");
        }
    }
    free(found.links);
    return code;
}

static void count_links(struct sg_story *s)
{
    uint32_t n_missing = 0;
    for (size_t i = 0; i < s->n_links; i++) {
        if (sg_link_is_inferred(s->links[i].kind)) {
            s->n_inferred++;
            continue;
        }
        s->n_explicit++;
        n_missing += s->posts[s->links[i].parent].is_ghost;
    }
    s->missing_share = s->n_explicit ? (double)n_missing / s->n_explicit : 0;
}

static enum sg_code count_posts(struct sg_story *s, struct sg_err *err)
{
    bool *has_match = calloc(s->n_accounts + 1, sizeof *has_match);
    if (!has_match) return sg_fail_nomem(err, "the story's accounts");
    sg_time coarse_from = SG_TIME_NONE, coarse_to = SG_TIME_NONE;
    s->from = s->to = SG_TIME_NONE;
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (p->is_ghost) {
            s->n_ghosts++;
            s->platforms[p->platform].n_ghosts++;
            continue;
        }
        if (p->duplicate_of != SG_NO_INDEX) {
            s->n_duplicates++;
            continue;
        }
        s->n_evidence++;
        s->n_matches += p->is_match;
        s->platforms[p->platform].n_posts++;
        s->accounts[p->account].n_posts++;
        if (p->is_match && s->accounts[p->account].name[0] && !has_match[p->account]) {
            has_match[p->account] = true;
            s->n_match_accounts++;
        }
        sg_time *from = p->is_ordered ? &s->from : &coarse_from, *to = p->is_ordered ? &s->to : &coarse_to;
        if (*from == SG_TIME_NONE) *from = p->time; /* posts stand in time order */
        *to = p->time;
        s->n_coarse += !p->is_ordered;
    }
    if (s->from == SG_TIME_NONE) {
        s->from = coarse_from;
        s->to = coarse_to;
    }
    free(has_match);
    return SG_OK;
}

/* The link that says how a post came: the first explicit one whose parent is in the evidence, else to a ghost, else
 * inferred; links stand in that order but for ghosts. */
static uint32_t explain(const struct sg_story *s, const uint32_t *links_of, uint32_t post)
{
    uint32_t ghost = SG_NO_INDEX, inferred = SG_NO_INDEX;
    for (uint32_t i = links_of[post]; i < links_of[post + 1]; i++) {
        const struct sg_story_link *l = &s->links[i];
        if (sg_link_is_inferred(l->kind)) {
            if (inferred == SG_NO_INDEX) inferred = i;
        } else if (!s->posts[l->parent].is_ghost) {
            return i;
        } else if (ghost == SG_NO_INDEX) {
            ghost = i;
        }
    }
    return ghost != SG_NO_INDEX ? ghost : inferred;
}

static enum sg_code find_firsts(struct sg_story *s, const uint32_t *links_of, struct sg_err *err)
{
    s->firsts = sg_story_alloc(s, s->n_platforms + 1, sizeof *s->firsts);
    uint32_t *n_coarse = calloc(s->n_platforms + 1, sizeof *n_coarse);
    bool *has_first = calloc(s->n_platforms + 1, sizeof *has_first);
    enum sg_code code = s->firsts && n_coarse && has_first ? SG_OK : sg_fail_nomem(err, "the first posts");
    for (uint32_t i = 0; i < s->n_posts && code == SG_OK; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (!trace_counts(p) || has_first[p->platform]) continue;
        if (!p->is_ordered) {
            n_coarse[p->platform]++;
            continue;
        }
        has_first[p->platform] = true;
        s->firsts[s->n_firsts++] = (struct sg_story_first){ .post = i,
                                                            .link = explain(s, links_of, i),
                                                            .n_coarse_earlier = n_coarse[p->platform] };
    }
    free(n_coarse);
    free(has_first);
    return code;
}

static int by_period(const void *pa, const void *pb)
{
    const struct sg_story_period *a = pa, *b = pb;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* The periods that touch the story, the quarter of a year before it or the week after it. */
static enum sg_code find_periods(struct sg_story *s, const struct sg_origin_options *o, struct sg_err *err)
{
    if (s->from == SG_TIME_NONE || o->n_calendar == 0) return SG_OK;
    s->calendar = sg_story_alloc(s, o->n_calendar, sizeof *s->calendar);
    if (!s->calendar) return sg_fail_nomem(err, "the calendar");
    sg_time from = s->from - 90 * SG_DAY, to = s->to + 7 * SG_DAY;
    for (size_t i = 0; i < o->n_calendar; i++) {
        const struct sg_story_period *p = &o->calendar[i];
        if (p->from > to || p->to < from) continue;
        const char *name = sg_story_string(s, sg_str(p->name));
        if (!name) return sg_fail_nomem(err, "the calendar");
        s->calendar[s->n_calendar++] = (struct sg_story_period){ .name = name, .from = p->from, .to = p->to };
    }
    if (s->n_calendar) qsort(s->calendar, s->n_calendar, sizeof *s->calendar, by_period);
    return SG_OK;
}

/* Everything after the explicit links are there. */
static enum sg_code analyse_links(struct trace_set *set, const struct trace_carries *carries,
                                  const struct sg_origin_options *o, const struct trace_target *target,
                                  uint32_t **links_of, struct sg_err *err)
{
    struct sg_story *s = set->story;
    SG_TRY(trace_links_sort(s, links_of, err));
    if (o->with_inferred) {
        SG_TRY(add_inferred(set, carries, o, *links_of, err));
        free(*links_of);
        *links_of = NULL;
        SG_TRY(trace_links_sort(s, links_of, err));
    }
    mark_roots(s, *links_of);
    count_links(s);
    SG_TRY(count_posts(s, err));
    SG_TRY(find_firsts(s, *links_of, err));
    SG_TRY(trace_chain(s, *links_of, target, err));
    return find_periods(s, o, err);
}

enum sg_code trace_analyse(struct trace_set *set, const struct sg_origin_options *options,
                           const struct trace_target *target, struct sg_err *err)
{
    struct sg_story *s = set->story;
    s->milestone = SG_NO_INDEX;
    s->milestone_why = "";
    if (!s->query) s->query = "";
    struct sg_origin_options o = *options;
    if (o.same_text_window < 1) o.same_text_window = 1;
    if (o.co_object_window < 1) o.co_object_window = 1;
    SG_TRY(trace_ghosts_add(set, err));
    SG_TRY(trace_posts_sort(set, err));
    struct trace_carries carries = { 0 };
    SG_TRY(trace_carries_index(set, &carries, err));
    uint32_t *links_of = NULL;
    enum sg_code code = trace_duplicates(set, &carries, err);
    if (code == SG_OK) code = trace_links_make(set, err);
    if (code == SG_OK) code = analyse_links(set, &carries, &o, target, &links_of, err);
    free(links_of);
    trace_carries_release(&carries);
    s->n_contradictions = set->n_contradictions;
    s->n_self_links = set->n_self_links;
    return code;
}
