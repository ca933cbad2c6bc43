/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One post in two sources.  The rules stand in doc/method/origin.md: (a) one identity, done while loading; (b) same
 * account, moment and words; (c) one side is a summary or has no words: same account, minute and hashtags, and no
 * other candidate.  Nothing is merged: the repetition stays in the story and names what it repeats.
 */
#include <stdlib.h>

#include "trace/trace_internal.h"

enum { MIN_LETTERS = 8, MAX_COMPARED = 256 };

struct candidate {
    uint64_t key;   /* what all members of a group share, besides the account */
    sg_time moment; /* rule (b): the day, rule (c): the minute */
    uint64_t source;
    uint32_t account, post;
    uint8_t score; /* of the row: words and native id */
};

static bool has_own_words(const struct sg_story_post *p, const struct trace_extra *x)
{
    return !(p->flags & SG_POST_SUMMARY) && x->letters > 0;
}

static struct candidate candidate_of(const struct trace_set *set, uint32_t i, uint64_t key, sg_time moment)
{
    const struct sg_story_post *p = &set->story->posts[i];
    const struct trace_extra *x = &set->extra[i];
    return (struct candidate){ .key = key,
                               .moment = moment,
                               .source = x->source,
                               .account = p->account,
                               .post = i,
                               .score = (uint8_t)(2 * has_own_words(p, x) + (p->id[0] != '\0')) };
}

/* Within a group the row that stays comes first. */
static int by_group(const void *pa, const void *pb)
{
    const struct candidate *a = pa, *b = pb;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    if (a->moment != b->moment) return a->moment < b->moment ? -1 : 1;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    return a->post < b->post ? -1 : a->post > b->post;
}

static bool same_group(const struct candidate *a, const struct candidate *b)
{
    return a->account == b->account && a->key == b->key && a->moment == b->moment;
}

static sg_time floor_to(sg_time t, int64_t step)
{
    sg_time rest = t % step;
    return rest < 0 ? t - rest - step : t - rest;
}

static bool same_moment(const struct sg_story_post *a, const struct sg_story_post *b)
{
    int64_t seconds = a->precision > b->precision ? a->precision : b->precision;
    int64_t step = (seconds ? seconds : 1) * SG_SECOND;
    return floor_to(a->time, step) == floor_to(b->time, step);
}

static void repeat(struct trace_set *set, uint32_t repeated, uint32_t keeper)
{
    struct sg_story_post *p = set->story->posts;
    p[repeated].duplicate_of = keeper;
    if (p[repeated].is_match) p[keeper].is_match = true; /* the query found this post, in the other guise */
}

/* A keeper takes at most one row of each source: two equal posts in one source are two posts. */
static bool has_taken(const struct candidate *group, const uint32_t *keeper_of, size_t upto, uint32_t keeper,
                      uint64_t source)
{
    size_t from = upto > MAX_COMPARED ? upto - MAX_COMPARED : 0;
    for (size_t i = from; i < upto; i++)
        if (group[i].source == source && keeper_of[i] == keeper) return true;
    return false;
}

/* Rule (b) in one group, best row first; bounded, so that a flood of equal posts costs no square. */
static void mark_same_words(struct trace_set *set, const struct candidate *group, size_t n, uint32_t *keeper_of)
{
    const struct sg_story_post *p = set->story->posts;
    for (size_t i = 0; i < n; i++) {
        keeper_of[i] = group[i].post;
        size_t from = i > MAX_COMPARED ? i - MAX_COMPARED : 0;
        for (size_t k = from; k < i; k++) {
            uint32_t keeper = group[k].post;
            if (keeper_of[k] != keeper || group[k].source == group[i].source) continue;
            if (!same_moment(&p[keeper], &p[group[i].post])) continue;
            if (has_taken(group, keeper_of, i, keeper, group[i].source)) continue;
            keeper_of[i] = keeper;
            repeat(set, group[i].post, keeper);
            break;
        }
    }
}

static bool is_named(const struct trace_set *set, const struct sg_story_post *p)
{
    return trace_counts(p) && p->account != SG_NO_INDEX && set->story->accounts[p->account].name[0] != '\0';
}

static void same_words(struct trace_set *set, struct candidate *all, uint32_t *keeper_of)
{
    size_t n = 0;
    for (uint32_t i = 0; i < set->n_posts; i++) {
        const struct sg_story_post *p = &set->story->posts[i];
        if (is_named(set, p) && p->fingerprint && set->extra[i].letters >= MIN_LETTERS)
            all[n++] = candidate_of(set, i, p->fingerprint, floor_to(p->time, SG_DAY));
    }
    if (n) qsort(all, n, sizeof *all, by_group);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_group(&all[from], &all[to]); to++) {
        }
        if (to - from > 1) mark_same_words(set, all + from, to - from, keeper_of);
    }
}

/* A hash of the post's set of hashtags; 0 when it has none. */
static uint64_t tags_of(const struct trace_carries *c, uint32_t post)
{
    uint64_t hash = 0;
    for (uint32_t i = c->of_post[post]; i < c->of_post[post + 1]; i++)
        if (c->kinds[c->objects[i]] == SG_OBJECT_HASHTAG) {
            uint64_t pair[2] = { hash, c->objects[i] };
            hash = sg_siphash(pair, sizeof pair) | 1;
        }
    return hash;
}

/* Rule (c). */
static void same_tags(struct trace_set *set, const struct trace_carries *carries, struct candidate *all)
{
    struct sg_story_post *p = set->story->posts;
    size_t n = 0;
    for (uint32_t i = 0; i < set->n_posts; i++) {
        uint64_t tags;
        if (is_named(set, &p[i]) && p[i].is_ordered && (tags = tags_of(carries, i)) != 0)
            all[n++] = candidate_of(set, i, tags, floor_to(p[i].time, SG_MINUTE));
    }
    if (n) qsort(all, n, sizeof *all, by_group);
    for (size_t from = 0, to; from < n; from = to) {
        size_t n_full = 0, n_bare = 0;
        for (to = from; to < n && same_group(&all[from], &all[to]); to++)
            if (has_own_words(&p[all[to].post], &set->extra[all[to].post]))
                n_full++;
            else
                n_bare++;
        /* The full one sorts first: it has the better score. */
        if (n_full == 1 && n_bare == 1 && all[from].source != all[from + 1].source)
            repeat(set, all[from + 1].post, all[from].post);
    }
}

/* One that stayed by rule (b) may repeat another by rule (c). */
static void shorten(struct sg_story *s)
{
    for (size_t i = 0; i < s->n_posts; i++) {
        uint32_t keeper = s->posts[i].duplicate_of;
        if (keeper == SG_NO_INDEX) continue;
        while (s->posts[keeper].duplicate_of != SG_NO_INDEX)
            keeper = s->posts[keeper].duplicate_of;
        s->posts[i].duplicate_of = keeper;
        if (s->posts[i].is_match) s->posts[keeper].is_match = true;
    }
}

enum sg_code trace_duplicates(struct trace_set *set, const struct trace_carries *carries, struct sg_err *err)
{
    struct candidate *all = malloc((set->n_posts + 1) * sizeof *all);
    uint32_t *keeper_of = malloc((set->n_posts + 1) * sizeof *keeper_of);
    enum sg_code code = SG_OK;
    if (all && keeper_of) {
        same_words(set, all, keeper_of);
        same_tags(set, carries, all);
        shorten(set->story);
    } else {
        code = sg_fail_nomem(err, "the search for duplicates");
    }
    free(all);
    free(keeper_of);
    return code;
}
