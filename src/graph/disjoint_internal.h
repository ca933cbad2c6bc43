/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of nodes that grow together: `up` leads each node, step by step, to the smallest of its set. */
#ifndef SG_GRAPH_DISJOINT_INTERNAL_H
#define SG_GRAPH_DISJOINT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each node alone. */
static inline void sg_disjoint_init(uint32_t *up, size_t n)
{
    for (size_t i = 0; i < n; i++)
        up[i] = (uint32_t)i;
}

/* The smallest node of i's set.  Halves the way there: O(log n) amortised. */
static inline uint32_t sg_disjoint_root(uint32_t *up, uint32_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

/* Makes one set of two; false when they are one already. */
static inline bool sg_disjoint_unite(uint32_t *up, uint32_t i, uint32_t k)
{
    uint32_t a = sg_disjoint_root(up, i), b = sg_disjoint_root(up, k);
    up[a > b ? a : b] = a > b ? b : a;
    return a != b;
}

#endif
