/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links that equal words suggest.  Method, formula and limits: doc/method/inferred-links.md. */
#include <math.h>
#include <stdlib.h>

#include "trace/trace_internal.h"

enum { MIN_LETTERS = 20, MAX_LOOKED_AT = 256 };

struct carrier {
    uint64_t fingerprint;
    uint32_t post, account;
};

static int by_text(const void *pa, const void *pb)
{
    const struct carrier *a = pa, *b = pb;
    if (a->fingerprint != b->fingerprint) return a->fingerprint < b->fingerprint ? -1 : 1;
    return a->post < b->post ? -1 : a->post > b->post; /* time order */
}

/* What a post's explicit links say about whose words it repeats. */
struct said {
    bool is_settled;  /* it names the very post */
    uint32_t account; /* it names only whose post it is; SG_NO_INDEX: it says nothing */
};
static struct said what_links_say(const struct sg_story *s, const uint32_t *links_of, uint32_t post)
{
    struct said said = { .account = SG_NO_INDEX };
    for (uint32_t i = links_of[post]; i < links_of[post + 1]; i++) {
        const struct sg_story_link *l = &s->links[i];
        if (l->kind != SG_LINK_REPOST && l->kind != SG_LINK_QUOTE) continue;
        const struct sg_story_post *parent = &s->posts[l->parent];
        if (parent->is_ghost && parent->id[0] == '\0')
            said.account = parent->account;
        else
            said.is_settled = true;
    }
    return said;
}

static bool is_linked(const struct sg_story *s, const uint32_t *links_of, uint32_t child, uint32_t parent)
{
    for (uint32_t i = links_of[child]; i < links_of[child + 1]; i++)
        if (s->links[i].parent == parent) return true;
    return false;
}

/* The earliest carrier in the window [lo, j) that post j can have taken the words from, or SG_NO_INDEX. */
static uint32_t find_original(const struct sg_story *s, const struct carrier *group, size_t lo, size_t j,
                              uint32_t named)
{
    size_t i = lo, end = j - lo > MAX_LOOKED_AT ? lo + MAX_LOOKED_AT : j;
    if (named != SG_NO_INDEX)
        while (i < end && group[i].account != named)
            i++;
    if (i >= end) return SG_NO_INDEX;
    /* When the earliest overlaps the child's minute, so do all the later ones: nothing says who came first. */
    return trace_is_before(&s->posts[group[i].post], &s->posts[group[j].post]) ? group[i].post : SG_NO_INDEX;
}

static float confidence_of(uint32_t letters, int64_t gap, int64_t window, uint32_t n_sources)
{
    double length = 1 - exp2(-(double)letters / 40);
    double recency = 1 / (1 + 4 * (double)gap / (double)window);
    double choice = 1 / (1 + log2(n_sources ? n_sources : 1));
    double c = length * recency * choice;
    return (float)(c < 0.01 ? 0.01 : c > 0.99 ? 0.99 : c);
}

struct window {
    uint32_t *carried; /* per account: how many posts of the window */
    uint32_t n_accounts;
};
static void enter(struct window *w, uint32_t account)
{
    if (w->carried[account]++ == 0) w->n_accounts++;
}
static void leave(struct window *w, uint32_t account)
{
    if (--w->carried[account] == 0) w->n_accounts--;
}

static enum sg_code infer_post(const struct trace_set *set, const struct carrier *group, size_t lo, size_t j,
                               int64_t window, const uint32_t *links_of, const struct window *w,
                               struct trace_inferred *out, struct sg_err *err)
{
    const struct sg_story *s = set->story;
    uint32_t child = group[j].post;
    struct said said = what_links_say(s, links_of, child);
    /* An account that had these words already repeats itself. */
    if (lo == j || said.is_settled || w->carried[group[j].account] > 0) return SG_OK;
    uint32_t parent = find_original(s, group, lo, j, said.account);
    if (parent == SG_NO_INDEX || is_linked(s, links_of, child, parent)) return SG_OK;
    /* The second of grace lets an earlier post point to a later one: that is who came first, then. */
    if (is_linked(s, links_of, parent, child)) return SG_OK;
    uint32_t n_sources = said.account == SG_NO_INDEX ? w->n_accounts : 1;
    TRACE_ROOM(out->links, out->cap, out->n, "inferred links", err);
    out->links[out->n++] =
        (struct sg_story_link){ .child = child,
                                .parent = parent,
                                .kind = SG_LINK_SAME_TEXT,
                                .method = "same-text",
                                .confidence =
                                    confidence_of(set->extra[child].letters,
                                                  s->posts[child].time - s->posts[parent].time, window, n_sources) };
    return SG_OK;
}

static enum sg_code infer_group(const struct trace_set *set, const struct carrier *group, size_t n, int64_t window,
                                const uint32_t *links_of, struct window *w, struct trace_inferred *out,
                                struct sg_err *err)
{
    const struct sg_story_post *posts = set->story->posts;
    size_t lo = 0;
    for (size_t j = 0; j < n; j++) {
        while (posts[group[j].post].time - posts[group[lo].post].time > window)
            leave(w, group[lo++].account);
        SG_TRY(infer_post(set, group, lo, j, window, links_of, w, out, err));
        enter(w, group[j].account);
    }
    while (lo < n)
        leave(w, group[lo++].account);
    return SG_OK;
}

enum sg_code trace_infer_same_text(const struct trace_set *set, int64_t window, const uint32_t *links_of,
                                   struct trace_inferred *out, struct sg_err *err)
{
    const struct sg_story *s = set->story;
    struct carrier *all = malloc((s->n_posts + 1) * sizeof *all);
    struct window w = { .carried = calloc(s->n_accounts + 1, sizeof *w.carried) };
    enum sg_code code = all && w.carried ? SG_OK : sg_fail_nomem(err, "inferred links");
    size_t n = 0;
    for (uint32_t i = 0; i < s->n_posts && code == SG_OK; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (trace_counts(p) && p->is_ordered && p->fingerprint && set->extra[i].letters >= MIN_LETTERS &&
            !(p->flags & SG_POST_SUMMARY) && p->account != SG_NO_INDEX && s->accounts[p->account].name[0])
            all[n++] = (struct carrier){ .fingerprint = p->fingerprint, .post = i, .account = p->account };
    }
    if (code == SG_OK && n) qsort(all, n, sizeof *all, by_text);
    for (size_t from = 0, to; from < n && code == SG_OK; from = to) {
        for (to = from + 1; to < n && all[to].fingerprint == all[from].fingerprint; to++) {
        }
        if (to - from > 1) code = infer_group(set, all + from, to - from, window, links_of, &w, out, err);
    }
    free(all);
    free(w.carried);
    return code;
}
