/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the repulsion's tree and the sums over them.  Places are complex numbers z = x + iy, in which the repulsion
 * of mass m at c is the conjugate of m / (z - c).  Method: doc/method/layout.md. */
#ifndef SG_GRAPH_LAYOUT_TREE_H
#define SG_GRAPH_LAYOUT_TREE_H

#include "graph/layout_internal.h"

enum {
    LEAF = 16,     /* bodies: what one step of the inner loops takes, whatever the width of the machine's vectors */
    BRANCHES = 64, /* that threads take */
    DEEPEST = 64,  /* more than the tree can be: its depth is log2 of the leaves, below 32 */
    ORDER = 3      /* of the expansions */
};

/* A cell stands for its bodies (m_j, z_j) by their moments about the centre of mass, and for the repulsion of what is
 * far from it by a polynomial about the same centre. */
struct cell {
    float x, y, r, mass;           /* centre of mass, a disc around it that holds all */
    float left, right, top, low;   /* a rectangle that holds all */
    uint32_t first, n;             /* its leaves; two halves, of n/2 leaves and the rest, when n > 1 */
    float moment[2 * (ORDER - 1)]; /* sums of m_j (z_j - c)^k for k = 2..ORDER; k = 0 is `mass`, k = 1 vanishes */
    float local[2 * (ORDER + 1)];  /* coefficients of (z - c)^l for l = 0..ORDER */
};

/* Bodies in the tree's order, rounded up to whole leaves with bodies of no mass. */
struct sorted {
    float *x, *y, *mass, *radius, *fx, *fy;
};

/* Adds to the target's polynomial what the source cells do to it. */
void sg_sum_far(const struct cell *cells, const uint32_t *sources, size_t n, struct cell *target);
/* Writes the polynomial's value at each body of a leaf into its fx and fy. */
void sg_sum_local(const struct cell *leaf, const struct sorted *b);
/* Adds to fx and fy of a leaf's bodies what the bodies of the source leaves do to them, body by body; the second from
 * rim to rim, and by `push` per length where discs overlap. */
void sg_sum_near(uint32_t leaf, const uint32_t *sources, size_t n, const struct sorted *b);
void sg_sum_near_discs(uint32_t leaf, const uint32_t *sources, size_t n, float push, const struct sorted *b);

/* Binomial coefficients. */
static const float sg_choose[ORDER + 1][ORDER + 1] = { { 1 }, { 1, 1 }, { 1, 2, 1 }, { 1, 3, 3, 1 } };

/* What the sorting moves about. */
struct item {
    float at[2];
    uint32_t i;
};
struct list {
    uint32_t *v;
    size_t n, cap;
};
/* A cell with all below it: work for one thread. */
struct branch {
    uint32_t cell;
    size_t begin, end; /* of `waiting`: sources that it has still to look at */
};
/* What a thread needs on its way down. */
struct scratch {
    struct list waiting, far, near;
    bool is_short; /* of memory */
};
struct sg_tree {
    size_t n; /* bodies, when it was last sorted */
    uint32_t n_leaves;
    struct item *items;
    struct cell *cells;
    struct sorted b;
    float *floats;
    struct branch branch[2 * BRANCHES]; /* none has less than a 128th of the leaves */
    size_t n_branches;
    struct scratch *scratch, top;
    unsigned n_threads;
    /* of the call under way */
    const struct sg_bodies *bodies;
    float theta, shrink, *fx, *fy;
};

static inline uint32_t left_half(uint32_t cell)
{
    return cell + 1;
}

static inline uint32_t right_half(const struct cell *cells, uint32_t cell)
{
    return cell + 2 * (cells[cell].n / 2);
}

static inline size_t first_of(const struct cell *c)
{
    return (size_t)c->first * LEAF;
}

static inline size_t last_of(const struct sg_tree *t, const struct cell *c)
{
    size_t last = (size_t)(c->first + c->n) * LEAF;
    return last < t->n ? last : t->n;
}

/* Plain comparisons become one instruction each; fminf and fmaxf, which heed what is no number, become calls. */
static inline float least(float a, float b)
{
    return a < b ? a : b;
}

static inline float most(float a, float b)
{
    return a > b ? a : b;
}

/* Gives all cells their leaves and the bodies their leaf, and says which branches threads may take.  O(n log n). */
void sg_tree_sort(struct sg_tree *t, struct sg_pool *pool);

#endif
