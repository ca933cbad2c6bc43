/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layout's files share.  Method: doc/method/layout.md. */
#ifndef SG_GRAPH_LAYOUT_INTERNAL_H
#define SG_GRAPH_LAYOUT_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "graph/graph.h"

/* ---- Threads: a call runs `task` for 0..n_tasks-1 in any order, by any thread, and comes back when all are done.  A
 * task must not touch what another one writes; that is what makes the result independent of their number. */
struct sg_pool;
typedef void sg_pool_task(void *ctx, size_t task, unsigned thread);
/* `n_threads` from 1 on; fewer when the system gives no more.  NULL without memory. */
struct sg_pool *sg_pool_new(unsigned n_threads);
void sg_pool_free(struct sg_pool *pool);
/* A NULL pool is the calling thread alone. */
unsigned sg_pool_threads(const struct sg_pool *pool);
void sg_pool_run(struct sg_pool *pool, size_t n_tasks, sg_pool_task *task, void *ctx);

/* ---- Repulsion: the sums of m_j (p_i - p_j) / |p_i - p_j|^2 over all bodies j, by multipoles over a balanced tree. */
struct sg_tree;
/* A tree for up to n bodies; NULL without memory. */
struct sg_tree *sg_tree_new(size_t n, unsigned n_threads);
void sg_tree_free(struct sg_tree *t);
struct sg_bodies {
    size_t n;
    float *x, *y;        /* two bodies in one place are moved apart by a hair when the tree is sorted */
    const float *mass;   /* > 0 */
    const float *radius; /* NULL: bodies are points; else near ones repel from rim to rim (ForceAtlas2's adjustSizes) */
};
/*
 * `scale` is about the size of the whole; `is_sorted` says that a tree for these bodies in about these places is there:
 * sorting is the dear part, and a tree that is a few rounds old is as exact, only slower.  Writes n sums into fx and
 * fy. False without memory.  O(n).
 */
bool sg_tree_repel(struct sg_tree *t, struct sg_pool *pool, const struct sg_bodies *b, float theta, float scale,
                   bool is_sorted, float *fx, float *fy);

/* ---- A connected graph on which the forces work: rows of neighbours, and where the nodes are. */
struct sg_level {
    uint32_t n;
    size_t *row;   /* n+1: where a node's neighbours begin in `end` and `pull` */
    uint32_t *end; /* the neighbours */
    float *pull;   /* how strongly each attracts */
    float *mass;   /* degree + 1, of a coarse node the sum */
    float *radius; /* NULL: points */
    float *x, *y;
    uint32_t *into; /* of a level that was made coarser: the coarse node that each went into */
};
void sg_level_release(struct sg_level *l);

/* Settings with their defaults filled in. */
struct sg_forces {
    uint64_t seed;
    bool is_linlog, is_strong_gravity, prevents_overlap;
    float gravity, scaling, theta;
};
struct sg_run {
    unsigned cap;    /* rounds at most */
    bool stops;      /* when settled; else exactly `cap` rounds */
    unsigned rounds; /* done */
    bool is_settled;
    void (*progress)(void *ctx, unsigned done, unsigned total);
    void *progress_ctx;
};
/* Moves the level's nodes by the forces; false without memory. */
bool sg_level_settle(struct sg_level *l, const struct sg_forces *f, struct sg_pool *pool, struct sg_run *run);
/* Gives a level its starting places by laying out coarser copies of it; false without memory. */
bool sg_level_start(struct sg_level *l, const struct sg_forces *f, struct sg_pool *pool);
/* Half to a quarter of the nodes; `ret` owns its arrays, l->into is set.  False without memory. */
bool sg_level_coarsen(struct sg_level *l, uint64_t seed, struct sg_level *ret);

/* ---- At the end. */
/* Pushes discs apart until none overlap or the rounds are used up; false without memory.  About O(n) a round. */
bool sg_overlap_remove(size_t n, double *x, double *y, const double *radius, double gap);

#endif
