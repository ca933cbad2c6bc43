/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "graph/adjacency_internal.h"

enum sg_code sg_graph_check_edges(const struct sg_graph *g, struct sg_err *err)
{
    double sum = 0;
    if (g->n_nodes >= UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "the graph has %zu nodes; fewer than 2^32 - 1 can be worked on", g->n_nodes);
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] >= g->n_nodes || g->to[e] >= g->n_nodes)
            return sg_fail(err, SG_EINPUT, "edge %zu joins nodes %u and %u, but there are only %zu nodes", e,
                           g->from[e], g->to[e], g->n_nodes);
        if (g->weight && !(g->weight[e] > 0 && isfinite(g->weight[e])))
            return sg_fail(err, SG_EINPUT, "edge %zu has the weight %g; it must be a positive number", e, g->weight[e]);
        sum += g->weight ? g->weight[e] : 1;
    }
    if (!isfinite(4 * sum)) /* every edge counts twice in the total; the rest is room for rounding */
        return sg_fail(err, SG_EINPUT, "the weights of %zu edges add up to more than a number can hold", g->n_edges);
    return SG_OK;
}

static bool allocate(struct sg_adjacency *a, size_t n_nodes, size_t n_slots)
{
    *a = (struct sg_adjacency){ .n_nodes = n_nodes };
    a->start = calloc(n_nodes + 1, sizeof *a->start);
    a->to = malloc((n_slots + 1) * sizeof *a->to);
    a->weight = malloc((n_slots + 1) * sizeof *a->weight);
    a->strength = calloc(n_nodes + 1, sizeof *a->strength);
    return a->start && a->to && a->weight && a->strength;
}

/* One after the other takes its place in the row of `at`; start[at] is then where the next one goes. */
static void put(struct sg_adjacency *a, uint32_t at, uint32_t neighbour, double weight)
{
    size_t slot = a->start[at]++;
    a->to[slot] = neighbour;
    a->weight[slot] = weight;
}

/* After all rows are full each start lies where the next row begins: moves them back. */
static void rewind_rows(struct sg_adjacency *a)
{
    for (size_t i = a->n_nodes; i > 0; i--)
        a->start[i] = a->start[i - 1];
    a->start[0] = 0;
}

static void fill(struct sg_adjacency *a, const struct sg_graph *g)
{
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] == g->to[e]) continue;
        put(a, g->from[e], g->to[e], g->weight ? g->weight[e] : 1);
        put(a, g->to[e], g->from[e], g->weight ? g->weight[e] : 1);
    }
    rewind_rows(a);
}

/* The same rows, each in order: whoever reads the nodes in order and hands each to its neighbours fills them so. */
static void fill_in_order(struct sg_adjacency *a, const struct sg_adjacency *loose)
{
    for (size_t i = 0; i < a->n_nodes; i++)
        for (size_t s = loose->start[i]; s < loose->start[i + 1]; s++)
            put(a, loose->to[s], (uint32_t)i, loose->weight[s]);
    rewind_rows(a);
}

static void merge_parallels(struct sg_adjacency *a)
{
    size_t end = 0, read = 0;
    for (size_t i = 0; i < a->n_nodes; i++) {
        size_t row = end;
        for (; read < a->start[i + 1]; read++) {
            double w = a->weight[read];
            a->strength[i] += w;
            if (end > row && a->to[end - 1] == a->to[read]) {
                a->weight[end - 1] += w;
                continue;
            }
            a->to[end] = a->to[read];
            a->weight[end++] = w;
        }
        a->total += a->strength[i];
        a->start[i] = row;
    }
    a->start[a->n_nodes] = end;
}

enum sg_code sg_adjacency_init(struct sg_adjacency *ret, const struct sg_graph *g, struct sg_err *err)
{
    struct sg_adjacency loose = { 0 };
    size_t n_slots = 0;
    *ret = loose;
    SG_TRY(sg_graph_check_edges(g, err));
    for (size_t e = 0; e < g->n_edges; e++)
        n_slots += g->from[e] != g->to[e] ? 2 : 0;
    if (!allocate(&loose, g->n_nodes, n_slots) || !allocate(ret, g->n_nodes, n_slots)) {
        sg_adjacency_release(&loose);
        return sg_fail_nomem(err, "a graph's neighbours");
    }
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] == g->to[e]) continue;
        loose.start[g->from[e] + 1]++;
        loose.start[g->to[e] + 1]++;
    }
    for (size_t i = 0; i < g->n_nodes; i++)
        ret->start[i + 1] = loose.start[i + 1] += loose.start[i];
    fill(&loose, g);
    fill_in_order(ret, &loose);
    sg_adjacency_release(&loose);
    merge_parallels(ret);
    return SG_OK;
}

void sg_adjacency_release(struct sg_adjacency *a)
{
    free(a->start);
    free(a->to);
    free(a->weight);
    free(a->strength);
    *a = (struct sg_adjacency){ 0 };
}
