/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the layout share: graphs with planted communities, and a layout that must succeed. */
#ifndef SG_TESTS_GRAPH_ROOM_H
#define SG_TESTS_GRAPH_ROOM_H

#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "graph/layout_internal.h"

enum { NODES = 6000, EDGES = 40000 };

/* Room for the larger graphs. */
struct room {
    uint32_t from[EDGES], to[EDGES];
    double weight[EDGES], radius[NODES], x[NODES], y[NODES], other_x[NODES], other_y[NODES];
    size_t n_edges;
};

static inline struct room *new_room(void)
{
    struct room *r = calloc(1, sizeof *r);
    assert_non_null(r);
    return r;
}

static inline void join(struct room *r, size_t from, size_t to)
{
    assert_true(r->n_edges < EDGES);
    r->from[r->n_edges] = (uint32_t)from;
    r->to[r->n_edges] = (uint32_t)to;
    r->weight[r->n_edges++] = 1;
}

/* Communities of `size` nodes from `begin` on: about `inside` edges a node in them, `across` between them. */
static inline void plant(struct room *r, size_t begin, size_t n, size_t size, double inside, double across)
{
    uint64_t seed = 5;
    for (size_t k = 0; k < (size_t)(inside * (double)n); k++) {
        size_t a = (size_t)(sg_random_unit(&seed) * (double)n);
        join(r, begin + a, begin + a / size * size + (size_t)(sg_random_unit(&seed) * (double)size));
    }
    for (size_t k = 0; k < (size_t)(across * (double)n); k++)
        join(r, begin + (size_t)(sg_random_unit(&seed) * (double)n),
             begin + (size_t)(sg_random_unit(&seed) * (double)n));
}

static inline void lay_out(const struct sg_graph *g, const struct sg_layout_options *o, double *x, double *y)
{
    struct sg_err err = { 0 };
    if (sg_graph_layout(g, o, x, y, &err) != SG_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < g->n_nodes; i++)
        if (!isfinite(x[i]) || !isfinite(y[i])) fail_msg("node %zu is nowhere", i);
}

#endif
