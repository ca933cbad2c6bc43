/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links that carrying the same things suggests, on one platform.  After the recency and popularity weights of DeVerna
 * et al. 2024 (arXiv 2410.21554); formula and limits: doc/method/inferred-links.md.
 */
#include <math.h>
#include <stdlib.h>

#include "trace/trace_internal.h"

enum { MAX_RECENT = 64, MAX_WALKED = 256, MAX_LISTS = 64, MAX_CANDIDATES = 512 };
static const double least_confidence = 0.2;

/* Children of each post over explicit links, ascending: who points to the same thing. */
struct pointing {
    uint32_t *of_parent, *children;
};

struct candidate {
    uint32_t post;
    uint16_t n_rare;
    bool has_parent;
};

struct search {
    const struct trace_set *set;
    const struct sg_story *story;
    const struct trace_carries *carries;
    const uint32_t *links_of;
    struct pointing pointing;
    int64_t window;
    uint32_t rare;           /* carried by at most so many posts */
    uint32_t *stamp, *place; /* per post: the last child that met it, and where in `found` it is */
    struct candidate found[MAX_CANDIDATES];
    size_t n_found;
};

static bool may_link(const struct sg_story *s, const struct sg_story_post *p)
{
    return trace_counts(p) && p->is_ordered && p->is_match && p->account != SG_NO_INDEX &&
           s->accounts[p->account].name[0];
}

/* Walks one ascending list back from the child; meets at most MAX_RECENT posts of its platform. */
static void meet(struct search *x, const uint32_t *list, size_t n, uint32_t child, bool is_parent)
{
    const struct sg_story_post *posts = x->story->posts, *c = &posts[child];
    size_t lo = 0, hi = n; /* the first that is not before the child */
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (list[middle] < child)
            lo = middle + 1;
        else
            hi = middle;
    }
    unsigned met = 0;
    size_t end = lo > MAX_WALKED ? lo - MAX_WALKED : 0;
    for (size_t i = lo; i > end && met < MAX_RECENT; i--) {
        uint32_t k = list[i - 1];
        const struct sg_story_post *p = &posts[k];
        if (c->time - p->time > x->window) break;
        if (p->platform != c->platform || p->account == c->account || !may_link(x->story, p) || !trace_is_before(p, c))
            continue;
        met++;
        if (x->stamp[k] != child) {
            if (x->n_found == MAX_CANDIDATES) return;
            x->stamp[k] = child;
            x->place[k] = (uint32_t)x->n_found;
            x->found[x->n_found++] = (struct candidate){ .post = k };
        }
        if (is_parent)
            x->found[x->place[k]].has_parent = true;
        else
            x->found[x->place[k]].n_rare++;
    }
}

/* |A and B| / |A or B| over things carried; `ret_common` gets |A and B|. */
static double jaccard(const struct trace_carries *c, uint32_t a, uint32_t b, uint32_t *ret_common)
{
    uint32_t i = c->of_post[a], i_end = c->of_post[a + 1], j = c->of_post[b], j_end = c->of_post[b + 1];
    uint32_t common = 0, all = (i_end - i) + (j_end - j);
    while (i < i_end && j < j_end) {
        if (c->objects[i] == c->objects[j]) {
            common++;
            i++;
            j++;
        } else if (c->objects[i] < c->objects[j]) {
            i++;
        } else {
            j++;
        }
    }
    *ret_common = common;
    return all ? (double)common / (all - common) : 0;
}

static bool has_own_parent(const struct search *x, uint32_t child)
{
    const struct sg_story *s = x->story;
    for (uint32_t i = x->links_of[child]; i < x->links_of[child + 1]; i++)
        if (s->posts[s->links[i].parent].platform == s->posts[child].platform) return true;
    return false;
}

static void find_candidates(struct search *x, uint32_t child)
{
    const struct trace_carries *c = x->carries;
    x->n_found = 0;
    unsigned lists = 0;
    for (uint32_t i = x->links_of[child]; i < x->links_of[child + 1] && lists < MAX_LISTS; i++, lists++) {
        uint32_t parent = x->story->links[i].parent, from = x->pointing.of_parent[parent];
        meet(x, x->pointing.children + from, x->pointing.of_parent[parent + 1] - from, child, true);
    }
    for (uint32_t i = c->of_post[child]; i < c->of_post[child + 1] && lists < MAX_LISTS; i++) {
        uint32_t o = c->objects[i], from = c->on_object[o], n = c->on_object[o + 1] - from;
        if (n < 2 || n > x->rare) continue;
        lists++;
        meet(x, c->posts + from, n, child, false);
    }
}

/* The most probable parent among those found; false when none is probable enough. */
static bool choose(const struct search *x, uint32_t child, struct sg_story_link *ret)
{
    const struct sg_story_post *posts = x->story->posts;
    double sum = 1; /* the weight of an unseen source: what a fresh candidate of unknown audience would have */
    double best = 0, best_shared = 0;
    uint32_t parent = SG_NO_INDEX;
    for (size_t i = 0; i < x->n_found; i++) {
        const struct candidate *f = &x->found[i];
        if (!f->has_parent && f->n_rare < 2) continue;
        uint32_t common;
        double shared = jaccard(x->carries, child, f->post, &common);
        if (common == 0) continue;
        const struct sg_story_post *p = &posts[f->post];
        double gap = (double)(posts[child].time - p->time);
        double audience = p->audience > 0 ? (double)p->audience : 0;
        double weight = exp(-4 * gap / (double)x->window) * log2(2 + audience) * shared;
        sum += weight;
        if (weight > best || (weight == best && f->post < parent)) {
            best = weight;
            best_shared = shared;
            parent = f->post;
        }
    }
    double confidence = best / sum * best_shared;
    if (parent == SG_NO_INDEX || confidence < least_confidence) return false;
    *ret = (struct sg_story_link){ .child = child,
                                   .parent = parent,
                                   .kind = SG_LINK_CO_OBJECT,
                                   .method = "co-object",
                                   .confidence = (float)(confidence > 0.99 ? 0.99 : confidence) };
    return true;
}

static bool index_pointing(const struct sg_story *s, struct pointing *ret)
{
    struct pointing g = { .of_parent = calloc(s->n_posts + 2, sizeof *g.of_parent),
                          .children = malloc((s->n_links + 1) * sizeof *g.children) };
    if (!g.of_parent || !g.children) {
        free(g.of_parent);
        free(g.children);
        return false;
    }
    for (size_t i = 0; i < s->n_links; i++)
        g.of_parent[s->links[i].parent + 2]++;
    for (size_t p = 2; p <= s->n_posts + 1; p++)
        g.of_parent[p] += g.of_parent[p - 1];
    for (size_t i = 0; i < s->n_links; i++) /* links are sorted by child */
        g.children[g.of_parent[s->links[i].parent + 1]++] = s->links[i].child;
    *ret = g;
    return true;
}

static enum sg_code search_all(struct search *x, const bool *has_link, struct trace_inferred *out, struct sg_err *err)
{
    for (uint32_t i = 0; i < x->story->n_posts; i++) {
        if (has_link[i] || !may_link(x->story, &x->story->posts[i]) || has_own_parent(x, i)) continue;
        find_candidates(x, i);
        struct sg_story_link link;
        if (!choose(x, i, &link)) continue;
        TRACE_ROOM(out->links, out->cap, out->n, "inferred links", err);
        out->links[out->n++] = link;
    }
    return SG_OK;
}

enum sg_code trace_infer_co_object(const struct trace_set *set, const struct trace_carries *carries, int64_t window,
                                   const uint32_t *links_of, struct trace_inferred *out, struct sg_err *err)
{
    const struct sg_story *s = set->story;
    struct search *x = calloc(1, sizeof *x);
    bool *has_link = calloc(s->n_posts + 1, sizeof *has_link);
    enum sg_code code = SG_OK;
    if (!x || !has_link || !(x->stamp = malloc((s->n_posts + 1) * sizeof *x->stamp)) ||
        !(x->place = malloc((s->n_posts + 1) * sizeof *x->place)) || !index_pointing(s, &x->pointing)) {
        code = sg_fail_nomem(err, "inferred links");
        goto out;
    }
    x->set = set;
    x->story = s;
    x->carries = carries;
    x->links_of = links_of;
    x->window = window;
    size_t n_matches = 0;
    for (size_t i = 0; i < s->n_posts; i++) {
        x->stamp[i] = SG_NO_INDEX;
        if (s->posts[i].is_match && trace_counts(&s->posts[i])) n_matches++;
    }
    x->rare = n_matches / 10 > 2 ? (uint32_t)(n_matches / 10) : 2;
    /* Equal words say more than equal things: a post explained by them is left alone. */
    for (size_t i = 0; i < out->n; i++)
        has_link[out->links[i].child] = true;
    code = search_all(x, has_link, out, err);
out:
    if (x) {
        free(x->stamp);
        free(x->place);
        free(x->pointing.of_parent);
        free(x->pointing.children);
    }
    free(x);
    free(has_link);
    return code;
}
