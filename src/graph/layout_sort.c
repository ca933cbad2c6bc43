/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies into leaves: halves of halves, each time across the longer side. */
#include <math.h>

#include "base/random.h"
#include "graph/layout_tree.h"

/* Puts the k-th smallest along the axis in its place, smaller ones before it (Hoare's selection). */
static void select_kth(struct item *v, size_t n, size_t k, int axis)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        float a = v[low].at[axis], b = v[low + (high - low) / 2].at[axis], c = v[high].at[axis];
        float pivot = most(least(a, b), least(most(a, b), c));
        size_t i = low, j = high;
        for (;;) {
            while (v[i].at[axis] < pivot)
                i++;
            while (v[j].at[axis] > pivot)
                j--;
            if (i >= j) break;
            struct item swap = v[i];
            v[i++] = v[j];
            v[j--] = swap;
        }
        /* Now all before i are at most the pivot, all after j at least. */
        if (i > j) {
            if (k <= j)
                high = j;
            else if (k >= i)
                low = i;
            else
                return;
        } else if (k < i) {
            high = i - 1;
        } else if (k > i) {
            low = i + 1;
        } else {
            return;
        }
    }
}

/* Gives a cell's two halves their leaves, and their bodies along the longer side. */
static void halve(struct sg_tree *t, uint32_t cell)
{
    struct cell *c = &t->cells[cell];
    size_t begin = first_of(c), end = last_of(t, c);
    uint32_t half = c->n / 2;
    float low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (size_t k = begin; k < end; k++)
        for (int a = 0; a < 2; a++) {
            low[a] = least(low[a], t->items[k].at[a]);
            high[a] = most(high[a], t->items[k].at[a]);
        }
    int axis = high[1] - low[1] > high[0] - low[0];
    select_kth(t->items + begin, end - begin, (size_t)half * LEAF, axis);
    struct cell *left = &t->cells[left_half(cell)], *right = &t->cells[right_half(t->cells, cell)];
    left->first = c->first;
    left->n = half;
    right->first = c->first + half;
    right->n = c->n - half;
}

/* Bodies in one place push each other nowhere: they are moved by about a hundred thousandth of the whole, each its own
 * way. */
static void part(const struct sg_tree *t, const struct cell *leaf)
{
    struct item *v = t->items + first_of(leaf);
    size_t n = last_of(t, leaf) - first_of(leaf);
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            if (v[i].at[0] != v[k].at[0] || v[i].at[1] != v[k].at[1]) continue;
            uint64_t seed = v[i].i;
            float hair = 2e-5f / t->shrink;
            t->bodies->x[v[i].i] += hair * (float)(sg_random_unit(&seed) - 0.5);
            t->bodies->y[v[i].i] += hair * (float)(sg_random_unit(&seed) - 0.5);
            break;
        }
}

static void sort_branch(void *ctx, size_t task, unsigned thread)
{
    struct sg_tree *t = ctx;
    (void)thread;
    uint32_t root = t->branch[task].cell;
    for (uint32_t c = root; c < root + 2 * t->cells[root].n - 1; c++) {
        if (t->cells[c].n > 1)
            halve(t, c);
        else
            part(t, &t->cells[c]);
    }
}

void sg_tree_sort(struct sg_tree *t, struct sg_pool *pool)
{
    const struct sg_bodies *b = t->bodies;
    if (t->n != b->n) {
        t->n = b->n;
        for (size_t i = 0; i < b->n; i++)
            t->items[i].i = (uint32_t)i;
    }
    for (size_t i = 0; i < b->n; i++) {
        struct item *v = &t->items[i];
        v->at[0] = b->x[v->i];
        v->at[1] = b->y[v->i];
    }
    t->n_leaves = (uint32_t)((t->n + LEAF - 1) / LEAF);
    t->cells[0].first = 0;
    t->cells[0].n = t->n_leaves;
    /* The top is halved here, in preorder; what is small enough is a branch for any thread. */
    uint32_t small = t->n_leaves / BRANCHES + 1, stack[DEEPEST];
    size_t depth = 0;
    t->n_branches = 0;
    stack[depth++] = 0;
    while (depth > 0) {
        uint32_t c = stack[--depth];
        if (t->cells[c].n <= small) {
            t->branch[t->n_branches++] = (struct branch){ .cell = c };
            continue;
        }
        halve(t, c);
        stack[depth++] = right_half(t->cells, c);
        stack[depth++] = left_half(c);
    }
    sg_pool_run(pool, t->n_branches, sort_branch, t);
}
