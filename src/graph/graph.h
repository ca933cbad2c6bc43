/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graphs as plain arrays: where to put the nodes so that a person can read them. */
#ifndef SG_GRAPH_GRAPH_H
#define SG_GRAPH_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Nodes are numbered 0..n_nodes-1.  Arrays are borrowed; those marked may be NULL. */
struct sg_graph {
    size_t n_nodes, n_edges;
    const uint32_t *from, *to; /* n_edges each, below n_nodes; self-edges are ignored */
    const double *weight;      /* n_edges, > 0; NULL: 1 each */
    const double *radius;      /* n_nodes, for the removal of overlaps; NULL: none is removed */
};
struct sg_layout_options {
    uint64_t seed;       /* of the starting places: the same seed gives the same picture */
    unsigned iterations; /* 0: as the size asks for */
    double gap;          /* least free space between two discs */
};

/*
 * Places by forces: linked nodes attract, all repel, a weak pull keeps the parts together, and discs that overlap are
 * pushed apart at the end.  `ret_x`, `ret_y` hold n_nodes values and are touched on success only; the centre of the
 * picture is 0,0, the unit that of `radius`.  Method and source: doc/method/layout.md.
 * O(iterations · (n log n + m)).  SG_EINPUT when an edge names a node that is not there or a weight is no positive
 * number.
 */
enum sg_code sg_graph_layout(const struct sg_graph *g, const struct sg_layout_options *options, double *ret_x,
                             double *ret_y, struct sg_err *err) SG_CHECKED;

#endif
