/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graphs as plain arrays: where to put the nodes so that a person can read them. */
#ifndef SG_GRAPH_GRAPH_H
#define SG_GRAPH_GRAPH_H

#include <stdbool.h>
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
struct sg_layout_result {
    unsigned iterations; /* of the largest part, on the whole of it */
    bool is_settled;     /* it came to rest before the cap */
    size_t n_parts;      /* connected parts, nodes without an edge counted each */
};

/* Zeroed is a sensible default; the settings mean what they mean in ForceAtlas2. */
struct sg_layout_options {
    uint64_t seed;          /* of the starting places: the same seed gives the same picture */
    unsigned iterations;    /* exactly so many; 0: until settled, with a cap that the size gives */
    double gap;             /* least free space between two discs at the end */
    bool is_linlog;         /* attraction by the logarithm of the distance: tighter communities */
    bool is_strong_gravity; /* grows with the distance from the centre */
    bool is_outbound;       /* "dissuade hubs": an edge attracts less the more its source has */
    bool prevents_overlap;  /* counts distances from rim to rim while it runs; needs radius */
    double gravity;         /* 0: 1; below 0: none */
    double scaling;         /* of the repulsion; 0: 10 */
    double theta;           /* opening angle of the approximation; 0: 0.5 */
    double edge_influence;  /* an edge attracts by weight to this power; 0: 0.5; below 0: weights do not count */
    unsigned threads;       /* 0: as many as the machine has, at most 8.  No influence on the result */
    void (*progress)(void *ctx, unsigned done, unsigned total); /* by the calling thread; NULL: not wanted */
    void *progress_ctx;
    struct sg_layout_result *ret_result; /* NULL: not wanted */
};

/*
 * ForceAtlas2: linked nodes attract, all repel, gravity pulls to the centre.  Each connected part is laid out alone,
 * from a start that the same forces gave to ever coarser copies of it; then discs that overlap are pushed apart (when
 * there are radii), and the other parts are set in rows below the largest.  `ret_x`, `ret_y` hold n_nodes values and
 * are touched on success only; the centre of the picture is 0,0, the unit that of `radius`.  The result is the same
 * with any number of threads.  Method and source: doc/method/layout.md.  O(iterations * (n + m)).  SG_EINPUT when an
 * edge names a node that is not there, a weight is no positive number, the weights add up to more than a number can
 * hold, a radius is no number from 0 to a million, or a setting is not finite or out of range; SG_ELIMIT from 2^32 - 1
 * nodes on.
 */
enum sg_code sg_graph_layout(const struct sg_graph *g, const struct sg_layout_options *options, double *ret_x,
                             double *ret_y, struct sg_err *err) SG_CHECKED;

struct sg_communities_options {
    uint64_t seed;       /* of the order in which nodes are visited: the same seed gives the same communities */
    double resolution;   /* higher gives more and smaller communities; 0: 1.0 */
    unsigned iterations; /* runs of the whole method; 0: until one moves nothing, at most 20 */
};

/*
 * Communities by the Leiden method with modularity; the weights of both directions and of parallel edges are added up.
 * Every community is connected.  `ret_community` gets n_nodes numbers from 0 on: the largest community is 0, equal
 * sizes are settled by the smallest node, and nodes without an edge come last, each alone.  `ret_n` gets how many there
 * are, `ret_modularity` (NULL: not wanted) the modularity at this resolution, 0 when there is no edge.  Outputs are
 * touched on success only.  Method and source: doc/method/communities.md.  O(iterations * m) in practice.
 * SG_EINPUT when an edge names a node that is not there, a weight is no positive number, the weights add up to more
 * than a number can hold, or the resolution is not between 0 and 1e9.
 */
enum sg_code sg_graph_communities(const struct sg_graph *g, const struct sg_communities_options *options,
                                  uint32_t *ret_community, size_t *ret_n, double *ret_modularity,
                                  struct sg_err *err) SG_CHECKED;

/*
 * The significance of every edge by the disparity filter: the natural logarithm of alpha at the end where it is less,
 * so 0 (not significant at all) or below.  Parallel edges and both directions count as one; a self-edge gets 0.
 * `ret_log_alpha` holds n_edges values and is touched on success only.  Method and source: doc/method/backbone.md.
 * O(m log m).  Errors as above.
 */
enum sg_code sg_graph_disparity(const struct sg_graph *g, double *ret_log_alpha, struct sg_err *err) SG_CHECKED;

struct sg_backbone_options {
    size_t max_nodes, max_edges;   /* how much can be shown; 0: no limit */
    const uint8_t *must_keep;      /* n_nodes, not 0: kept in any case; NULL: none */
    const uint8_t *must_keep_edge; /* n_edges, not 0: kept in any case, with both ends; NULL: none */
    const double *score;           /* n_nodes, higher is kept first; NULL: the sum of the weights of a node's edges */
};
struct sg_backbone_counts {
    size_t kept_nodes, hidden_nodes; /* hidden_nodes: those with an edge */
    size_t hidden_isolated;          /* those without; the three add up to n_nodes */
    size_t kept_edges, hidden_edges; /* add up to n_edges */
    double hidden_weight;            /* of the hidden edges */
};

/*
 * Which nodes and edges to show when there are too many to read.  Nodes go by score, must_keep first; one whose
 * neighbours are all hidden is hidden too, and nodes without an edge come last.  Of the edges between kept nodes a
 * maximum spanning forest is always kept, then the most significant (sg_graph_disparity over the whole graph), ties by
 * weight, then by number.  Within both limits nothing is hidden.  What must be kept and the forest are kept even when
 * that is more than the limit; else the limits hold.  `ret_keeps_node` (n_nodes) and `ret_keeps_edge` (n_edges) get 0
 * or 1; `ret` may be NULL; outputs are touched on success only.  Method and source: doc/method/backbone.md.
 * O(m log m).  SG_EINPUT as above and when a score is not finite.
 */
enum sg_code sg_graph_backbone(const struct sg_graph *g, const struct sg_backbone_options *options,
                               uint8_t *ret_keeps_node, uint8_t *ret_keeps_edge, struct sg_backbone_counts *ret,
                               struct sg_err *err) SG_CHECKED;

#endif
