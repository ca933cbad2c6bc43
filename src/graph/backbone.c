/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/backbone.md. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "graph/adjacency_internal.h"
#include "graph/disjoint_internal.h"

/* A node or an edge in a queue: higher first, ties by `then`, then by number. */
struct ranked {
    double first, then;
    size_t index;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    if (p->first != q->first) return p->first > q->first ? -1 : 1;
    if (p->then != q->then) return p->then > q->then ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

/* The choice while it is made. */
struct choice {
    const struct sg_graph *g;
    const struct sg_backbone_options *options;
    struct sg_adjacency rows;
    struct ranked *ranked; /* all nodes, later the edges */
    struct ranked *around; /* some of a node's neighbours */
    uint32_t *tree;        /* that each node is in, as sg_disjoint has it */
    uint8_t *keeps_node, *keeps_edge;
    uint8_t *is_waiting; /* nodes whose turn has come, but no neighbour is kept yet */
    size_t n_nodes, n_edges, max_nodes, max_edges;
};

static bool choice_init(struct choice *c)
{
    size_t n = c->g->n_nodes, m = c->g->n_edges;
    c->max_nodes = c->options->max_nodes ? c->options->max_nodes : SIZE_MAX;
    c->max_edges = c->options->max_edges ? c->options->max_edges : SIZE_MAX;
    c->ranked = calloc((n > m ? n : m) + 1, sizeof *c->ranked);
    c->around = calloc(n + 1, sizeof *c->around);
    c->tree = calloc(n + 1, sizeof *c->tree);
    c->keeps_node = calloc(n + 1, 1);
    c->keeps_edge = calloc(m + 1, 1);
    c->is_waiting = calloc(n + 1, 1);
    return c->ranked && c->around && c->tree && c->keeps_node && c->keeps_edge && c->is_waiting;
}

static void choice_release(struct choice *c)
{
    sg_adjacency_release(&c->rows);
    free(c->ranked);
    free(c->around);
    free(c->tree);
    free(c->keeps_node);
    free(c->keeps_edge);
    free(c->is_waiting);
}

static void keep_node(struct choice *c, size_t i)
{
    c->n_nodes += !c->keeps_node[i];
    c->keeps_node[i] = 1;
    c->is_waiting[i] = 0;
}

static void keep_edge(struct choice *c, size_t e)
{
    c->n_edges += !c->keeps_edge[e];
    c->keeps_edge[e] = 1;
}

static void keep_what_must_be(struct choice *c)
{
    for (size_t i = 0; c->options->must_keep && i < c->g->n_nodes; i++)
        if (c->options->must_keep[i]) keep_node(c, i);
    for (size_t e = 0; c->options->must_keep_edge && e < c->g->n_edges; e++) {
        if (!c->options->must_keep_edge[e]) continue;
        keep_edge(c, e);
        keep_node(c, c->g->from[e]);
        keep_node(c, c->g->to[e]);
    }
}

static double score(const struct choice *c, size_t i)
{
    return c->options->score ? c->options->score[i] : c->rows.strength[i];
}

static size_t room(const struct choice *c)
{
    return c->n_nodes < c->max_nodes ? c->max_nodes - c->n_nodes : 0;
}

/* The turn of node `i`: it is kept if a neighbour is, and so are the neighbours that have been waiting for it. */
static void try_node(struct choice *c, size_t i)
{
    size_t n_waiting = 0;
    bool has_kept = false;
    for (size_t s = c->rows.start[i]; s < c->rows.start[i + 1]; s++) {
        size_t k = c->rows.to[s];
        has_kept |= c->keeps_node[k];
        if (c->is_waiting[k]) c->around[n_waiting++] = (struct ranked){ score(c, k), 0, k };
    }
    if (!has_kept && !(n_waiting && room(c) > 1)) {
        c->is_waiting[i] = 1;
        return;
    }
    keep_node(c, i);
    qsort(c->around, n_waiting, sizeof *c->around, by_rank);
    for (size_t k = 0; k < n_waiting && room(c); k++)
        keep_node(c, c->around[k].index);
}

static void choose_nodes(struct choice *c)
{
    size_t n = c->g->n_nodes;
    for (size_t i = 0; i < n; i++)
        c->ranked[i] = (struct ranked){ score(c, i), 0, i };
    if (n > 1) qsort(c->ranked, n, sizeof *c->ranked, by_rank);
    if (n <= c->max_nodes)
        for (size_t i = 0; i < n; i++)
            keep_node(c, i);
    for (size_t k = 0; k < n && room(c); k++) {
        size_t i = c->ranked[k].index;
        if (!c->keeps_node[i]) try_node(c, i);
    }
    for (size_t k = 0; k < n && room(c); k++) {
        size_t i = c->ranked[k].index;
        if (c->rows.start[i] == c->rows.start[i + 1]) keep_node(c, i);
    }
}

static double weight_of(const struct sg_graph *g, size_t e)
{
    return g->weight ? g->weight[e] : 1;
}

/* Edges between kept nodes that are not kept yet, in the order of the choice; returns how many. */
static size_t rank_edges(struct choice *c, bool by_significance)
{
    const struct sg_graph *g = c->g;
    size_t n = 0;
    for (size_t e = 0; e < g->n_edges; e++) {
        if (!c->keeps_node[g->from[e]] || !c->keeps_node[g->to[e]]) continue;
        if (by_significance && c->keeps_edge[e]) continue;
        double w = weight_of(g, e);
        c->ranked[n++] = by_significance ? (struct ranked){ -sg_log_alpha(&c->rows, g->from[e], g->to[e]), w, e }
                                         : (struct ranked){ w, 0, e };
    }
    if (n > 1) qsort(c->ranked, n, sizeof *c->ranked, by_rank);
    return n;
}

/* A maximum spanning forest: J. B. Kruskal, Proceedings of the American Mathematical Society 7(1), 1956. */
static void keep_forest(struct choice *c)
{
    size_t n = rank_edges(c, false);
    sg_disjoint_init(c->tree, c->g->n_nodes);
    for (size_t k = 0; k < n; k++) {
        size_t e = c->ranked[k].index;
        if (sg_disjoint_unite(c->tree, c->g->from[e], c->g->to[e])) keep_edge(c, e);
    }
}

static void choose_edges(struct choice *c)
{
    keep_forest(c);
    size_t n = rank_edges(c, true);
    for (size_t k = 0; k < n && c->n_edges < c->max_edges; k++)
        keep_edge(c, c->ranked[k].index);
}

static struct sg_backbone_counts count(const struct choice *c)
{
    struct sg_backbone_counts n = { .kept_nodes = c->n_nodes, .kept_edges = c->n_edges };
    for (size_t i = 0; i < c->g->n_nodes; i++)
        if (!c->keeps_node[i]) ++*(c->rows.start[i] < c->rows.start[i + 1] ? &n.hidden_nodes : &n.hidden_isolated);
    for (size_t e = 0; e < c->g->n_edges; e++) {
        if (c->keeps_edge[e]) continue;
        n.hidden_edges++;
        n.hidden_weight += weight_of(c->g, e);
    }
    return n;
}

static enum sg_code check_scores(const struct sg_graph *g, const double *score, struct sg_err *err)
{
    for (size_t i = 0; score && i < g->n_nodes; i++)
        if (!isfinite(score[i]))
            return sg_fail(err, SG_EINPUT, "node %zu has the score %g; it must be a finite number", i, score[i]);
    return SG_OK;
}

enum sg_code sg_graph_backbone(const struct sg_graph *g, const struct sg_backbone_options *options,
                               uint8_t *ret_keeps_node, uint8_t *ret_keeps_edge, struct sg_backbone_counts *ret,
                               struct sg_err *err)
{
    struct choice c = { .g = g, .options = options };
    SG_TRY(check_scores(g, options->score, err));
    enum sg_code code = sg_adjacency_init(&c.rows, g, err);
    if (code == SG_OK && !choice_init(&c)) code = sg_fail_nomem(err, "a graph's backbone");
    if (code == SG_OK) {
        keep_what_must_be(&c);
        choose_nodes(&c);
        choose_edges(&c);
        if (g->n_nodes) memcpy(ret_keeps_node, c.keeps_node, g->n_nodes);
        if (g->n_edges) memcpy(ret_keeps_edge, c.keeps_edge, g->n_edges);
        if (ret) *ret = count(&c);
    }
    choice_release(&c);
    return code;
}
