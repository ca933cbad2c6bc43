/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/backbone.md. */
#include <math.h>
#include <stdlib.h>

#include "graph/adjacency_internal.h"

/* Where node `i` stands in the row of node `row`; it is there. */
static size_t find(const struct sg_adjacency *a, uint32_t row, uint32_t i)
{
    size_t low = a->start[row], high = a->start[row + 1];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (a->to[middle] <= i)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The logarithm of (1 - w/s)^(k-1): how likely a node with k edges of strength s has one this heavy by chance. */
static double log_alpha_at(const struct sg_adjacency *a, uint32_t i, double weight)
{
    size_t degree = a->start[i + 1] - a->start[i];
    if (degree < 2) return 0; /* its only edge: nothing to compare with */
    return (double)(degree - 1) * log1p(-fmin(weight / a->strength[i], 1));
}

double sg_log_alpha(const struct sg_adjacency *a, uint32_t i, uint32_t k)
{
    if (i == k) return 0;
    size_t degree_i = a->start[i + 1] - a->start[i], degree_k = a->start[k + 1] - a->start[k];
    double weight = a->weight[degree_i < degree_k ? find(a, i, k) : find(a, k, i)];
    return fmin(log_alpha_at(a, i, weight), log_alpha_at(a, k, weight));
}

enum sg_code sg_graph_disparity(const struct sg_graph *g, double *ret_log_alpha, struct sg_err *err)
{
    struct sg_adjacency rows = { 0 };
    enum sg_code code = sg_adjacency_init(&rows, g, err);
    for (size_t e = 0; code == SG_OK && e < g->n_edges; e++)
        ret_log_alpha[e] = sg_log_alpha(&rows, g->from[e], g->to[e]);
    sg_adjacency_release(&rows);
    return code;
}
