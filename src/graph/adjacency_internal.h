/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph seen from its nodes: each with its neighbours, direction forgotten. */
#ifndef SG_GRAPH_ADJACENCY_INTERNAL_H
#define SG_GRAPH_ADJACENCY_INTERNAL_H

#include "graph/graph.h"

/* The neighbours of node i are to[start[i]] .. to[start[i + 1] - 1].  Zeroed is empty and valid. */
struct sg_adjacency {
    size_t n_nodes;
    size_t *start; /* n_nodes + 1 */
    uint32_t *to;
    double *weight;
    double *strength; /* of a node: its edges' weights added up; where nodes stand for groups, twice their inside too */
    double total;     /* all strengths, so twice the weight of all edges */
};

/* SG_EINPUT or SG_ELIMIT when an edge or a weight is not what graph.h promises.  O(m). */
enum sg_code sg_graph_check_edges(const struct sg_graph *g, struct sg_err *err) SG_CHECKED;

/*
 * Fills `ret`, which the caller releases, also after a failure.  Each neighbour stands once in a row, rows are in
 * the order of the neighbours' numbers, the weights of parallel edges and of both directions are added up, self-edges
 * are left out.  Checks the edges.  O(n + m), 24 bytes an edge and as much again while it is built.
 */
enum sg_code sg_adjacency_init(struct sg_adjacency *ret, const struct sg_graph *g, struct sg_err *err) SG_CHECKED;
void sg_adjacency_release(struct sg_adjacency *a);

/* As sg_graph_disparity, of one edge between nodes `i` and `k`; it is there.  O(log degree). */
double sg_log_alpha(const struct sg_adjacency *a, uint32_t i, uint32_t k);

#endif
