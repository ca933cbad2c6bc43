/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_GRAPH_GRAPH_INTERNAL_H
#define SG_GRAPH_GRAPH_INTERNAL_H

#include <stdbool.h>

#include "graph/graph.h"

/* A node of the layout: where it is, how hard it repels, and the forces of this round and the last. */
struct body {
    double x, y, mass, fx, fy, old_fx, old_fy;
};

/* Barnes and Hut's tree over the bodies, rebuilt each round in the same memory. */
struct cell {
    double x, y, mass; /* centre of mass */
    double left, top, size;
    uint32_t child[4]; /* 0: none */
    uint32_t first;    /* a leaf's bodies as a list, NO_BODY when it is none */
};
struct quadtree {
    struct cell *cells;
    uint32_t *next; /* of a body in its leaf's list */
    size_t n_cells, cap;
};
#define NO_BODY UINT32_MAX

/* Both false without memory. */
bool sg_quadtree_init(struct quadtree *t, size_t n_bodies);
bool sg_quadtree_build(struct quadtree *t, const struct body *bodies, size_t n);
void sg_quadtree_release(struct quadtree *t);
/* Adds to body `i` the repulsion of all others, `strength` · masses / distance. */
void sg_quadtree_repel(const struct quadtree *t, struct body *bodies, uint32_t i, double strength);

/* Pushes discs apart until none overlap or the rounds are used up; false without memory. */
bool sg_overlap_remove(size_t n, double *x, double *y, const double *radius, double gap);

#endif
