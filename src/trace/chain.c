/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The milestone, and the way from a root to it.  Method: doc/method/origin.md. */
#include <stdlib.h>

#include "trace/trace_internal.h"

enum { MAX_REFINED = 64 };

/* ---- milestone ---- */

static bool is_of_account(const struct sg_story *s, const struct sg_story_post *p, struct sg_str name,
                          struct sg_buf *key, struct sg_buf *wanted)
{
    if (p->account == SG_NO_INDEX) return false;
    sg_buf_clear(key);
    sg_buf_clear(wanted);
    sg_account_key(key, sg_str(""), sg_str(s->accounts[p->account].name));
    sg_account_key(wanted, sg_str(""), name);
    return !key->failed && !wanted->failed && sg_str_same(sg_buf_view(key), sg_buf_view(wanted));
}

/* The first match of the account whose time decides, else any first match, else its first post. */
static uint32_t find_of_account(const struct sg_story *s, struct sg_str name)
{
    uint32_t best = SG_NO_INDEX;
    int best_rank = 0;
    sg_auto_buf key = { 0 }, wanted = { 0 };
    for (uint32_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (!trace_counts(p)) continue;
        int rank = 1 + 2 * p->is_match + p->is_ordered;
        if (rank > best_rank && is_of_account(s, p, name, &key, &wanted)) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static uint32_t find_post(const struct sg_story *s, const struct trace_target *t)
{
    for (uint32_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (p->is_ghost) continue;
        if (p->post == t->post || (t->url.len && sg_str_is(t->url, p->url)))
            return p->duplicate_of == SG_NO_INDEX ? i : p->duplicate_of;
    }
    return SG_NO_INDEX;
}

static uint32_t find_largest(const struct sg_story *s)
{
    uint32_t best = SG_NO_INDEX;
    for (uint32_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (!trace_counts(p) || !p->is_match || !p->is_ordered) continue;
        const struct sg_story_post *b = best == SG_NO_INDEX ? NULL : &s->posts[best];
        if (!b || (b->is_root && !p->is_root) || (b->is_root == p->is_root && p->audience > b->audience)) best = i;
    }
    return best;
}

/* What may be said of the post that find_largest chose: a root, or a post without a clock, may have reached more. */
static const char *why_largest(const struct sg_story *s)
{
    if (s->milestone == SG_NO_INDEX) return "largest audience";
    const struct sg_story_post *m = &s->posts[s->milestone];
    if (m->audience < 0) return "the earliest, since audiences are not known";
    bool is_surpassed = false;
    for (uint32_t i = 0; i < s->n_posts && !is_surpassed; i++) {
        const struct sg_story_post *p = &s->posts[i];
        bool is_same = m->account != SG_NO_INDEX && p->account == m->account;
        is_surpassed = trace_counts(p) && p->is_match && !is_same && p->audience > m->audience;
    }
    if (!is_surpassed) return "largest audience";
    return m->is_root ? "largest audience at a known time"
                      : "largest audience among those who passed it on at a known time";
}

static enum sg_code find_milestone(struct sg_story *s, const struct trace_target *t, struct sg_err *err)
{
    s->milestone_why = "asked for";
    switch (t->kind) {
    case TRACE_TO_AUDIENCE:
        s->milestone = find_largest(s);
        s->milestone_why = why_largest(s);
        return SG_OK;
    case TRACE_TO_ACCOUNT:
        s->milestone = find_of_account(s, t->account);
        break;
    case TRACE_TO_POST:
        s->milestone = find_post(s, t);
        break;
    }
    if (s->milestone == SG_NO_INDEX)
        return sg_fail(err, SG_ENOTFOUND,
                       "--to %s: the story holds no such post: see its accounts and posts with "
                       "'search', or ask a wider query",
                       t->asked);
    return SG_OK;
}

/* ---- the way ---- */

/* What is known of a post while the way is sought. */
struct node {
    uint32_t root; /* the earliest root that it reaches */
    uint32_t step; /* the link that leads there, or SG_NO_INDEX at the root itself */
    uint32_t next; /* the next link to look at */
    uint8_t state; /* 0 new, 1 open, 2 done */
};

static bool may_stand(const struct sg_story_post *p)
{
    return trace_counts(p) && p->is_ordered;
}

/* A parent that may stand in the chain before the child: known, of known time, not later. */
static bool is_step(const struct sg_story *s, const struct sg_story_link *l)
{
    const struct sg_story_post *parent = &s->posts[l->parent];
    return !sg_link_is_inferred(l->kind) && may_stand(parent);
}

static void take(const struct sg_story *s, struct node *nodes, uint32_t post, uint32_t link)
{
    const struct sg_story_link *l = &s->links[link];
    struct node *n = &nodes[post];
    uint32_t root = nodes[l->parent].root;
    /* Posts stand in time order, so the smaller index is the earlier one. */
    if (n->step == SG_NO_INDEX || root < n->root || (root == n->root && l->parent < s->links[n->step].parent)) {
        n->root = root;
        n->step = link;
    }
}

/* Depth first with a stack of our own: evidence decides how deep it goes.  A link back to an open post would close a
 * circle, which times to the minute allow, and is passed over. */
static void walk(const struct sg_story *s, const uint32_t *links_of, struct node *nodes, uint32_t *stack, uint32_t from)
{
    size_t depth = 0;
    stack[depth++] = from;
    nodes[from] = (struct node){ .root = from, .step = SG_NO_INDEX, .next = links_of[from], .state = 1 };
    while (depth) {
        uint32_t post = stack[depth - 1];
        struct node *n = &nodes[post];
        if (n->next == links_of[post + 1]) {
            n->state = 2;
            if (--depth) {
                struct node *above = &nodes[stack[depth - 1]];
                take(s, nodes, stack[depth - 1], above->next++);
            }
            continue;
        }
        const struct sg_story_link *l = &s->links[n->next];
        if (!is_step(s, l) || nodes[l->parent].state == 1) {
            n->next++;
        } else if (nodes[l->parent].state == 2) {
            take(s, nodes, post, n->next++);
        } else {
            nodes[l->parent] =
                (struct node){ .root = l->parent, .step = SG_NO_INDEX, .next = links_of[l->parent], .state = 1 };
            stack[depth++] = l->parent;
        }
    }
}

/* The best inferred parent of a post on its own platform, or SG_NO_INDEX. */
static uint32_t inferred_of(const struct sg_story *s, const uint32_t *links_of, uint32_t post, bool same_platform)
{
    for (uint32_t i = links_of[post]; i < links_of[post + 1]; i++) /* the most confident first */
        if (sg_link_is_inferred(s->links[i].kind) && may_stand(&s->posts[s->links[i].parent]) &&
            (!same_platform || s->posts[s->links[i].parent].platform == s->posts[post].platform))
            return i;
    return SG_NO_INDEX;
}

static uint32_t explicit_between(const struct sg_story *s, const uint32_t *links_of, uint32_t child, uint32_t parent)
{
    for (uint32_t i = links_of[child]; i < links_of[child + 1]; i++)
        if (s->links[i].parent == parent && !sg_link_is_inferred(s->links[i].kind)) return i;
    return SG_NO_INDEX;
}

struct way {
    struct sg_story_step *steps; /* from the milestone back */
    size_t n, cap;
};

static enum sg_code add_step(struct way *w, struct sg_story_step step, struct sg_err *err)
{
    TRACE_ROOM(w->steps, w->cap, w->n, "the chain", err);
    w->steps[w->n++] = step;
    return SG_OK;
}

/*
 * Post B points across platforms to A; if B's own platform holds a C, from which B was probably taken, and C itself
 * points to A, then the way was A, C, B.  Adds the steps B, C … that end in `link` to A.
 */
static enum sg_code add_hop(const struct sg_story *s, const uint32_t *links_of, uint32_t link, struct way *w,
                            struct sg_err *err)
{
    uint32_t a = s->links[link].parent, b = s->links[link].child;
    for (int i = 0; i < MAX_REFINED && s->posts[a].platform != s->posts[b].platform; i++) {
        uint32_t inferred = inferred_of(s, links_of, b, true);
        if (inferred == SG_NO_INDEX) break;
        uint32_t c = s->links[inferred].parent, from_c = explicit_between(s, links_of, c, a);
        if (from_c == SG_NO_INDEX || s->posts[a].time > s->posts[c].time || s->posts[c].time >= s->posts[b].time) break;
        SG_TRY(add_step(w, (struct sg_story_step){ .post = b, .link = inferred, .also = link }, err));
        b = c;
        link = from_c;
    }
    return add_step(w, (struct sg_story_step){ .post = b, .link = link, .also = SG_NO_INDEX }, err);
}

static enum sg_code find_way(const struct sg_story *s, const uint32_t *links_of, struct node *nodes, uint32_t *stack,
                             struct way *w, struct sg_err *err)
{
    uint32_t at = s->milestone;
    walk(s, links_of, nodes, stack, at);
    if (nodes[at].step == SG_NO_INDEX) { /* nothing seen leads to it: what probably did, if anything */
        uint32_t inferred = inferred_of(s, links_of, at, false);
        if (inferred != SG_NO_INDEX) {
            SG_TRY(add_step(w, (struct sg_story_step){ .post = at, .link = inferred, .also = SG_NO_INDEX }, err));
            at = s->links[inferred].parent;
            if (nodes[at].state == 0) walk(s, links_of, nodes, stack, at);
        }
    }
    while (nodes[at].step != SG_NO_INDEX) {
        SG_TRY(add_hop(s, links_of, nodes[at].step, w, err));
        at = s->links[nodes[at].step].parent;
    }
    return add_step(w, (struct sg_story_step){ .post = at, .link = SG_NO_INDEX, .also = SG_NO_INDEX }, err);
}

enum sg_code trace_chain(struct sg_story *s, const uint32_t *links_of, const struct trace_target *target,
                         struct sg_err *err)
{
    SG_TRY(find_milestone(s, target, err));
    if (s->milestone == SG_NO_INDEX) return SG_OK;
    struct node *nodes = calloc(s->n_posts, sizeof *nodes);
    uint32_t *stack = malloc(s->n_posts * sizeof *stack);
    struct way way = { 0 };
    enum sg_code code =
        nodes && stack ? find_way(s, links_of, nodes, stack, &way, err) : sg_fail_nomem(err, "the chain");
    if (code == SG_OK && !(s->chain = sg_story_alloc(s, way.n, sizeof *s->chain)))
        code = sg_fail_nomem(err, "the chain");
    if (code == SG_OK) {
        for (size_t i = 0; i < way.n; i++)
            s->chain[i] = way.steps[way.n - 1 - i];
        s->n_chain = way.n;
    }
    free(way.steps);
    free(nodes);
    free(stack);
    return code;
}
