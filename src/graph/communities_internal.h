/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_GRAPH_COMMUNITIES_INTERNAL_H
#define SG_GRAPH_COMMUNITIES_INTERNAL_H

#include <stdbool.h>

#include "graph/adjacency_internal.h"

/*
 * One run of the method over one level: the graph itself, or what is left after its nodes were put together.  All
 * arrays hold one value for each node of the graph itself, and groups (communities, parts) are numbered like nodes:
 * there are never more of them.
 */
struct sg_leiden {
    const struct sg_adjacency *graph; /* this level */
    double resolution, total;         /* `total` is that of the graph itself, which no level changes */
    double warmth;                    /* how far below the best a merge may lie to be drawn now and then */
    uint64_t random;

    uint32_t *community; /* of each node of this level */
    double *volume;      /* of each community: strengths added up */
    uint32_t *size;      /* of each community: nodes of this level */

    uint32_t *part; /* of each node: its part of its community, after the refinement */
    double *part_volume;
    double *part_cut; /* weight from the part to the rest of its community */

    double *link;    /* weight from the node at hand to each group; all 0 between two nodes */
    uint32_t *near;  /* the groups that have a link */
    double *chance;  /* of each group in `near` */
    uint32_t *order; /* the nodes, shuffled; also the queue, and the nodes by part */
    uint32_t *empty; /* the communities without a node */
    size_t n_empty;
    uint8_t *is_waiting; /* in the queue */
};

/* What joining a group of this volume costs a node (or a part) of this strength. */
static inline double sg_leiden_toll(const struct sg_leiden *l, double strength, double volume)
{
    return l->resolution * (strength / l->total) * volume;
}

/* The next random number below `n`, which is not 0. */
uint32_t sg_leiden_draw(struct sg_leiden *l, uint32_t n);
/* The nodes of this level in `order`, shuffled. */
void sg_leiden_shuffle(struct sg_leiden *l);

/* Moves nodes one by one to the community that gains most until no node that saw a change wants to move; false when
 * none moved.  Amortised over the edges of nodes that moved. */
bool sg_leiden_move(struct sg_leiden *l);
/* Divides each community into parts that are connected; returns how many.  `part` then holds numbers below that, in the
 * order of each part's first node.  O(m). */
uint32_t sg_leiden_refine(struct sg_leiden *l);
/* The graph whose nodes are the parts, in `ret`, which the caller releases; `community` becomes that of the parts.
 * False without memory.  O(m). */
bool sg_leiden_aggregate(struct sg_leiden *l, uint32_t n_parts, struct sg_adjacency *ret);

#endif
