/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph taken apart into its connected parts, and the picture put together from theirs. */
#ifndef SG_GRAPH_LAYOUT_PARTS_H
#define SG_GRAPH_LAYOUT_PARTS_H

#include "graph/layout_internal.h"

/* Nodes are renumbered part by part, the largest first, equal ones by their smallest node.  Zeroed is empty and valid.
 */
struct sg_parts {
    size_t n, n_nodes;
    uint32_t *first; /* n+1: where a part's nodes begin */
    uint32_t *node;  /* the number that each had */
    struct sg_level all;
};

/* `o` has its defaults filled in, the edges are checked.  O(n log n + m). */
enum sg_code sg_parts_init(struct sg_parts *p, const struct sg_graph *g, const struct sg_layout_options *o,
                           struct sg_err *err) SG_CHECKED;
void sg_parts_release(struct sg_parts *p);
static inline uint32_t sg_parts_size(const struct sg_parts *p, size_t part)
{
    return p->first[part + 1] - p->first[part];
}
/* A part as a level that owns nothing but its `into`. */
struct sg_level sg_parts_level(const struct sg_parts *p, size_t part);

/*
 * Scales the picture so that its discs have room and can be seen (not when they did their part in the forces), pushes
 * those apart that overlap, sets the other parts in rows below the largest, and writes the places in the graph's own
 * numbers.  False without memory.  About O(n).
 */
bool sg_parts_arrange(const struct sg_parts *p, const struct sg_graph *g, const struct sg_layout_options *o,
                      struct sg_pool *pool, double *ret_x, double *ret_y);

#endif
