/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a story is in the page's document: nodes by the backbone, the posts of these nodes, the links between those.
 */
#include <stdlib.h>

#include "report/web_internal.h"

void web_release(struct web *w)
{
    map_model_release(&w->all);
    map_choice_release(&w->net);
    free(w->posts);
    free(w->accounts);
    free(w->links);
    free(w->post_at);
    free(w->account_at);
    free(w->link_at);
    free(w->x);
    free(w->y);
    free(w->community);
}

static enum sg_code make_room(struct web *w, struct sg_err *err)
{
    const struct sg_story *s = w->s;
    w->posts = calloc(s->n_posts + 1, sizeof *w->posts);
    w->post_at = calloc(s->n_posts + 1, sizeof *w->post_at);
    w->accounts = calloc(s->n_accounts + 1, sizeof *w->accounts);
    w->account_at = calloc(s->n_accounts + 1, sizeof *w->account_at);
    w->links = calloc(s->n_links + 1, sizeof *w->links);
    w->link_at = calloc(s->n_links + 1, sizeof *w->link_at);
    if (!w->posts || !w->post_at || !w->accounts || !w->account_at || !w->links || !w->link_at)
        return sg_fail_nomem(err, "the page's document");
    return SG_OK;
}

/* ---- posts ---- */

/* What a post counts when there are too many, from the least on: repetitions, others, those with a link, roots that
 * were relayed, and those that the answer names. */
enum { RANK_REPEATED, RANK_OTHER, RANK_LINKED, RANK_ROOT, RANK_TOLD };

struct rank {
    int64_t audience;
    uint32_t post;
    uint8_t rank;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct rank *r = a, *q = b;
    if (r->rank != q->rank) return r->rank > q->rank ? -1 : 1;
    if (r->audience != q->audience) return r->audience > q->audience ? -1 : 1;
    return (r->post > q->post) - (r->post < q->post);
}

static void rise(uint8_t *rank, uint32_t post, uint8_t to)
{
    if (post != SG_NO_INDEX && rank[post] < to) rank[post] = to;
}

static void rise_link(const struct sg_story *s, uint8_t *rank, uint32_t link, uint8_t to)
{
    if (link == SG_NO_INDEX) return;
    rise(rank, s->links[link].parent, to);
    rise(rank, s->links[link].child, to);
}

static void rank_posts(const struct web *w, uint8_t *rank)
{
    const struct sg_story *s = w->s;
    for (uint32_t i = 0; i < s->n_posts; i++)
        rank[i] = s->posts[i].duplicate_of == SG_NO_INDEX ? RANK_OTHER : RANK_REPEATED;
    for (uint32_t i = 0; i < s->n_links; i++) {
        uint32_t parent = s->links[i].parent;
        rise_link(s, rank, i, RANK_LINKED);
        if (s->posts[parent].is_root && s->posts[parent].is_ordered) rise(rank, parent, RANK_ROOT);
    }
    for (size_t i = 0; i < s->n_chain; i++) {
        rise(rank, s->chain[i].post, RANK_TOLD);
        rise_link(s, rank, s->chain[i].link, RANK_TOLD);
        rise_link(s, rank, s->chain[i].also, RANK_TOLD);
    }
    for (size_t i = 0; i < s->n_firsts; i++) {
        rise(rank, s->firsts[i].post, RANK_TOLD);
        rise_link(s, rank, s->firsts[i].link, RANK_TOLD);
    }
    rise(rank, s->milestone, RANK_TOLD);
    for (size_t i = 0; i < w->net.shown.n_nodes; i++) /* a node that is a post is nothing without it */
        rise(rank, w->net.shown.nodes[i].post, RANK_TOLD);
    for (uint32_t i = 0; i < s->n_posts; i++) /* what is repeated goes with its repetition */
        if (rank[i] == RANK_TOLD) rise(rank, s->posts[i].duplicate_of, RANK_TOLD);
}

static enum sg_code choose_posts(struct web *w, struct sg_err *err)
{
    const struct sg_story *s = w->s;
    size_t most = w->o->max_posts ? w->o->max_posts : SG_PAGE_POSTS, n = 0;
    uint8_t *rank = calloc(s->n_posts + 1, 1);
    struct rank *ranks = calloc(s->n_posts + 1, sizeof *ranks);
    if (!rank || !ranks) {
        free(rank);
        free(ranks);
        return sg_fail_nomem(err, "choosing the page's posts");
    }
    rank_posts(w, rank);
    for (uint32_t i = 0; i < s->n_posts; i++) {
        w->post_at[i] = SG_NO_INDEX;
        if (w->net.place[w->all.node_of[i]] != SG_NO_INDEX)
            ranks[n++] = (struct rank){ s->posts[i].audience, i, rank[i] };
    }
    if (n > most) qsort(ranks, n, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < n && (i < most || ranks[i].rank == RANK_TOLD); i++)
        w->post_at[ranks[i].post] = 0;
    free(rank);
    free(ranks);
    for (uint32_t i = 0; i < s->n_posts; i++) {
        if (w->post_at[i] == SG_NO_INDEX) continue;
        w->post_at[i] = (uint32_t)w->n_posts;
        w->posts[w->n_posts++] = i;
    }
    return SG_OK;
}

/* ---- what hangs on them ---- */

static void choose_accounts(struct web *w)
{
    for (uint32_t i = 0; i < w->s->n_accounts; i++)
        w->account_at[i] = SG_NO_INDEX;
    for (size_t i = 0; i < w->n_posts; i++) {
        uint32_t account = w->s->posts[w->posts[i]].account;
        if (account != SG_NO_INDEX) w->account_at[account] = 0;
    }
    for (size_t i = 0; i < w->net.shown.n_nodes; i++)
        if (w->net.shown.nodes[i].account != SG_NO_INDEX) w->account_at[w->net.shown.nodes[i].account] = 0;
    for (uint32_t i = 0; i < w->s->n_accounts; i++) {
        if (w->account_at[i] == SG_NO_INDEX) continue;
        w->account_at[i] = (uint32_t)w->n_accounts;
        w->accounts[w->n_accounts++] = i;
    }
}

static void choose_links(struct web *w)
{
    for (uint32_t i = 0; i < w->s->n_links; i++) {
        const struct sg_story_link *l = &w->s->links[i];
        w->link_at[i] = SG_NO_INDEX;
        if (w->post_at[l->child] == SG_NO_INDEX || w->post_at[l->parent] == SG_NO_INDEX) continue;
        w->link_at[i] = (uint32_t)w->n_links;
        w->links[w->n_links++] = i;
    }
}

enum sg_code web_init(struct web *w, struct sg_err *err)
{
    const struct sg_map_options map = { .nodes = SG_MAP_ACCOUNTS, .with_inferred = true };
    const struct map_limits limits = { w->o->max_nodes ? w->o->max_nodes : SG_PAGE_NODES,
                                       w->o->max_edges ? w->o->max_edges : SG_PAGE_EDGES, true };
    SG_TRY(make_room(w, err));
    SG_TRY(map_model_init(&w->all, w->s, &map, err));
    SG_TRY(map_choose(&w->net, &w->all, w->s, &limits, err));
    SG_TRY(choose_posts(w, err));
    choose_accounts(w);
    choose_links(w);
    for (size_t i = 0; i < w->s->n_posts; i++)
        if (i == 0 || w->s->posts[i].time < w->t0) w->t0 = w->s->posts[i].time;
    w->t0 -= (w->t0 % 1000 + 1000) % 1000;
    return SG_OK;
}
