/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a story that is too large to read: one choice for pictures and pages. */
#include <math.h>
#include <stdlib.h>

#include "graph/graph.h"
#include "report/map_model.h"
#include "report/say.h"

enum { ROOTS_KEPT = 50 }; /* the earliest roots that others relayed stay in any case */

void map_choice_release(struct map_choice *c)
{
    if (!c) return;
    map_model_release(&c->shown);
    free(c->place);
    memset(c, 0, sizeof *c);
}

/* The whole without edges from a node to itself, as the backbone takes and gives it. */
struct whole {
    const struct map_model *m;
    const struct sg_story *s;
    uint32_t *edges, *from, *to; /* edges: numbers in the model, rising */
    double *weight, *score;
    uint8_t *must_node, *must_edge, *keeps_node, *keeps_edge;
    size_t n_edges;
};

static void whole_release(struct whole *w)
{
    free(w->edges);
    free(w->from);
    free(w->to);
    free(w->weight);
    free(w->score);
    free(w->must_node);
    free(w->must_edge);
    free(w->keeps_node);
    free(w->keeps_edge);
}
#define auto_whole __attribute__((cleanup(whole_release))) struct whole

static enum sg_code whole_init(struct whole *w, struct sg_err *err)
{
    size_t nodes = w->m->n_nodes + 1, edges = w->m->n_edges + 1;
    w->edges = calloc(edges, sizeof *w->edges);
    w->from = calloc(edges, sizeof *w->from);
    w->to = calloc(edges, sizeof *w->to);
    w->weight = calloc(edges, sizeof *w->weight);
    w->score = calloc(nodes, sizeof *w->score);
    w->must_node = calloc(nodes, 1);
    w->must_edge = calloc(edges, 1);
    w->keeps_node = calloc(nodes, 1);
    w->keeps_edge = calloc(edges, 1);
    if (!w->edges || !w->from || !w->to || !w->weight || !w->score || !w->must_node || !w->must_edge ||
        !w->keeps_node || !w->keeps_edge)
        return sg_fail_nomem(err, "choosing what a map shows");
    for (uint32_t i = 0; i < w->m->n_edges; i++) {
        const struct map_edge *e = &w->m->edges[i];
        if (e->from == e->to) continue;
        w->edges[w->n_edges] = i;
        w->from[w->n_edges] = e->from;
        w->to[w->n_edges] = e->to;
        w->weight[w->n_edges++] = map_edge_weight(e);
    }
    for (size_t i = 0; i < w->m->n_nodes; i++) {
        const struct map_node *v = &w->m->nodes[i];
        w->score[i] = 2.0 * v->n_out + v->n_in + log2(2 + (double)(v->audience > 0 ? v->audience : 0)) / 4;
    }
    return SG_OK;
}

/* ---- what stays in any case ---- */

static void keep_post(struct whole *w, uint32_t post)
{
    w->must_node[w->m->node_of[post]] = 1;
}

/* Both ends of a link, and the edge that it is in. */
static void keep_link(struct whole *w, uint32_t link)
{
    if (link == SG_NO_INDEX) return;
    const struct sg_story_link *l = &w->s->links[link];
    struct map_edge key = { .from = w->m->node_of[l->parent],
                            .to = w->m->node_of[l->child],
                            .kind = (enum sg_link_kind)l->kind };
    w->must_node[key.from] = w->must_node[key.to] = 1;
    size_t low = 0, high = w->n_edges;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (map_edge_compare(&w->m->edges[w->edges[mid]], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < w->n_edges && map_edge_compare(&w->m->edges[w->edges[low]], &key) == 0) w->must_edge[low] = 1;
}

static void keep_what_is_told(struct whole *w)
{
    const struct sg_story *s = w->s;
    for (size_t i = 0; i < s->n_chain; i++) {
        keep_post(w, s->chain[i].post);
        keep_link(w, s->chain[i].link);
        keep_link(w, s->chain[i].also);
    }
    for (size_t i = 0; i < s->n_firsts; i++) {
        keep_post(w, s->firsts[i].post);
        keep_link(w, s->firsts[i].link);
    }
    if (s->milestone != SG_NO_INDEX) keep_post(w, s->milestone);
    for (uint32_t i = 0, n = 0; i < s->n_posts && n < ROOTS_KEPT; i++) {
        if (!s->posts[i].is_root || !s->posts[i].is_ordered || w->m->nodes[w->m->node_of[i]].n_out == 0) continue;
        keep_post(w, i);
        n++;
    }
}

/* ---- the part ---- */

struct rank {
    double score;
    uint32_t node;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct rank *r = a, *q = b;
    if (r->score != q->score) return r->score > q->score ? -1 : 1;
    return (r->node > q->node) - (r->node < q->node);
}

static bool is_alone(const struct map_node *v)
{
    return v->n_in + v->n_out == 0;
}

static enum sg_code take_part(struct map_choice *c, const struct whole *w, struct sg_err *err)
{
    const struct map_model *m = w->m;
    struct rank *ranks = calloc(m->n_nodes + 1, sizeof *ranks);
    c->place = calloc(m->n_nodes + 1, sizeof *c->place);
    c->shown.nodes = calloc(m->n_nodes + 1, sizeof *c->shown.nodes);
    c->shown.edges = calloc(w->n_edges + 1, sizeof *c->shown.edges);
    if (!ranks || !c->place || !c->shown.nodes || !c->shown.edges) {
        free(ranks);
        return sg_fail_nomem(err, "the part of the map that is shown");
    }
    size_t n = 0;
    for (uint32_t i = 0; i < m->n_nodes; i++) {
        c->place[i] = SG_NO_INDEX;
        if (w->keeps_node[i]) ranks[n++] = (struct rank){ w->score[i] + (m->nodes[i].is_chain ? 1e12 : 0), i };
    }
    qsort(ranks, n, sizeof *ranks, compare_ranks);
    for (size_t k = 0; k < n; k++) {
        c->place[ranks[k].node] = (uint32_t)k;
        c->shown.nodes[c->shown.n_nodes++] = m->nodes[ranks[k].node];
    }
    free(ranks);
    for (size_t i = 0; i < w->n_edges; i++) {
        if (!w->keeps_edge[i]) continue;
        struct map_edge e = m->edges[w->edges[i]];
        e.from = c->place[e.from];
        e.to = c->place[e.to];
        c->shown.edges[c->shown.n_edges++] = e;
    }
    if (c->shown.n_edges) qsort(c->shown.edges, c->shown.n_edges, sizeof *c->shown.edges, map_edge_compare);
    return SG_OK;
}

enum sg_code map_choose(struct map_choice *c, const struct map_model *m, const struct sg_story *s,
                        const struct map_limits *limits, struct sg_err *err)
{
    auto_whole w = { .m = m, .s = s };
    SG_TRY(whole_init(&w, err));
    keep_what_is_told(&w);
    struct sg_graph g = { m->n_nodes, w.n_edges, w.from, w.to, w.weight, NULL };
    struct sg_backbone_options options = { limits->max_nodes, limits->max_edges, w.must_node, w.must_edge, w.score };
    struct sg_backbone_counts counts;
    SG_TRY(sg_graph_backbone(&g, &options, w.keeps_node, w.keeps_edge, &counts, err));
    struct map_choice made = { .n_hidden_nodes = counts.hidden_nodes,
                               .n_hidden_edges = counts.hidden_edges,
                               .n_alone = counts.hidden_isolated };
    for (size_t i = 0; i < m->n_nodes && !limits->with_alone; i++) {
        if (!w.keeps_node[i] || !is_alone(&m->nodes[i])) continue;
        w.keeps_node[i] = 0;
        made.n_alone++;
    }
    enum sg_code code = take_part(&made, &w, err);
    if (code == SG_OK)
        *c = made;
    else
        map_choice_release(&made);
    return code;
}
