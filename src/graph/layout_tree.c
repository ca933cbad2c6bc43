/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The repulsion's tree: halves of halves of the bodies, down to leaves of sixteen.  Cells stand in preorder, so a
 * branch is one run of cells over one run of leaves, and no cell needs a pointer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/layout_tree.h"

/* What is left out of an expansion is far smaller than what a cell taken as one body leaves out: at the same opening
 * angle cells may be this much nearer. */
static const float REACH = 1.3f;

static bool push(struct scratch *s, struct list *l, uint32_t v)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 256;
        uint32_t *grown = realloc(l->v, cap * sizeof *grown);
        if (!grown) {
            s->is_short = true;
            return false;
        }
        l->v = grown;
        l->cap = cap;
    }
    l->v[l->n++] = v;
    return true;
}

struct sg_tree *sg_tree_new(size_t n, unsigned n_threads)
{
    struct sg_tree *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    size_t leaves = (n + LEAF - 1) / LEAF, padded = leaves * LEAF;
    t->n_threads = n_threads;
    t->items = calloc(n ? n : 1, sizeof *t->items);
    t->cells = calloc(leaves ? 2 * leaves : 1, sizeof *t->cells);
    t->floats = calloc(padded ? padded : 1, 6 * sizeof *t->floats);
    t->scratch = calloc(n_threads, sizeof *t->scratch);
    if (!t->items || !t->cells || !t->floats || !t->scratch) {
        sg_tree_free(t);
        return NULL;
    }
    t->b = (struct sorted){ t->floats,
                            t->floats + padded,
                            t->floats + 2 * padded,
                            t->floats + 3 * padded,
                            t->floats + 4 * padded,
                            t->floats + 5 * padded };
    return t;
}

void sg_tree_free(struct sg_tree *t)
{
    if (!t) return;
    for (unsigned i = 0; t->scratch && i < t->n_threads; i++) {
        free(t->scratch[i].waiting.v);
        free(t->scratch[i].far.v);
        free(t->scratch[i].near.v);
    }
    free(t->top.waiting.v);
    free(t->top.far.v);
    free(t->top.near.v);
    free(t->scratch);
    free(t->items);
    free(t->cells);
    free(t->floats);
    free(t);
}

/* ---- Upward: moments */

static void multiply(float *re, float *im, float x, float y)
{
    float r = *re * x - *im * y;
    *im = *re * y + *im * x;
    *re = r;
}

static void gather_leaf(struct sg_tree *t, struct cell *c)
{
    const struct sg_bodies *from = t->bodies;
    const struct sorted *b = &t->b;
    size_t begin = first_of(c), end = last_of(t, c);
    float mass = 0, x = 0, y = 0, r2 = 0;
    c->left = c->top = INFINITY;
    c->right = c->low = -INFINITY;
    for (size_t k = begin; k < begin + LEAF; k++) {
        uint32_t i = t->items[k < end ? k : end - 1].i;
        b->x[k] = from->x[i] * t->shrink;
        b->y[k] = from->y[i] * t->shrink;
        b->mass[k] = k < end ? from->mass[i] : 0;
        b->radius[k] = from->radius ? from->radius[i] * t->shrink : 0;
        mass += b->mass[k];
        x += b->mass[k] * b->x[k];
        y += b->mass[k] * b->y[k];
        c->left = least(c->left, b->x[k]);
        c->right = most(c->right, b->x[k]);
        c->top = least(c->top, b->y[k]);
        c->low = most(c->low, b->y[k]);
    }
    c->mass = mass;
    c->x = x / mass;
    c->y = y / mass;
    memset(c->moment, 0, sizeof c->moment);
    for (size_t k = begin; k < end; k++) {
        float dx = b->x[k] - c->x, dy = b->y[k] - c->y, re = b->mass[k] * dx, im = b->mass[k] * dy;
        r2 = most(r2, dx * dx + dy * dy);
        for (int p = 0; p < ORDER - 1; p++) {
            multiply(&re, &im, dx, dy);
            c->moment[2 * p] += re;
            c->moment[2 * p + 1] += im;
        }
    }
    c->r = sqrtf(r2);
}

/* Adds a half's moments, moved to the whole's centre: sums of choose(k,j) a_j d^(k-j). */
static void add_half(struct cell *whole, const struct cell *half)
{
    float dx = half->x - whole->x, dy = half->y - whole->y, re[ORDER + 1], im[ORDER + 1];
    re[0] = 1;
    im[0] = 0;
    for (int k = 1; k <= ORDER; k++) {
        re[k] = re[k - 1];
        im[k] = im[k - 1];
        multiply(&re[k], &im[k], dx, dy);
    }
    for (int k = 2; k <= ORDER; k++) {
        float r = half->mass * re[k], i = half->mass * im[k];
        for (int j = 2; j <= k; j++) {
            float ar = sg_choose[k][j] * half->moment[2 * j - 4], ai = sg_choose[k][j] * half->moment[2 * j - 3];
            r += ar * re[k - j] - ai * im[k - j];
            i += ar * im[k - j] + ai * re[k - j];
        }
        whole->moment[2 * k - 4] += r;
        whole->moment[2 * k - 3] += i;
    }
}

static void gather_cell(struct sg_tree *t, uint32_t cell)
{
    struct cell *c = &t->cells[cell];
    if (c->n == 1) {
        gather_leaf(t, c);
        return;
    }
    const struct cell *a = &t->cells[left_half(cell)], *b = &t->cells[right_half(t->cells, cell)];
    c->mass = a->mass + b->mass;
    c->x = (a->mass * a->x + b->mass * b->x) / c->mass;
    c->y = (a->mass * a->y + b->mass * b->y) / c->mass;
    c->left = least(a->left, b->left);
    c->right = most(a->right, b->right);
    c->top = least(a->top, b->top);
    c->low = most(a->low, b->low);
    float by_halves = most(hypotf(a->x - c->x, a->y - c->y) + a->r, hypotf(b->x - c->x, b->y - c->y) + b->r);
    float by_corners = hypotf(most(c->right - c->x, c->x - c->left), most(c->low - c->y, c->y - c->top));
    c->r = least(by_halves, by_corners);
    memset(c->moment, 0, sizeof c->moment);
    add_half(c, a);
    add_half(c, b);
}

static void gather_branch(void *ctx, size_t task, unsigned thread)
{
    struct sg_tree *t = ctx;
    (void)thread;
    uint32_t root = t->branch[task].cell;
    for (uint32_t c = root + 2 * t->cells[root].n - 1; c-- > root;)
        gather_cell(t, c);
}

/* ---- Downward: polynomials, then bodies */

/* The polynomial about the whole's centre, moved to the half's: sums of choose(k,l) b_k d^(k-l). */
static void hand_down(const struct cell *whole, struct cell *half)
{
    float dx = half->x - whole->x, dy = half->y - whole->y;
    memcpy(half->local, whole->local, sizeof half->local);
    for (int l = 0; l < ORDER; l++) /* Horner's scheme, once for each coefficient */
        for (int k = ORDER - 1; k >= l; k--) {
            half->local[2 * k] += half->local[2 * k + 2] * dx - half->local[2 * k + 3] * dy;
            half->local[2 * k + 1] += half->local[2 * k + 2] * dy + half->local[2 * k + 3] * dx;
        }
}

/*
 * What the sources in waiting[begin,end) do to the cell: by its polynomial where they are far enough, by opening the
 * larger of the two where not.  Sources that wait for the cell's halves are pushed behind `end`.
 */
static void look(struct sg_tree *t, struct scratch *s, uint32_t cell, size_t begin, size_t end)
{
    struct cell *c = &t->cells[cell];
    s->far.n = s->near.n = 0;
    for (size_t k = begin; k < end; k++) {
        uint32_t stack[DEEPEST];
        size_t depth = 0;
        stack[depth++] = s->waiting.v[k];
        while (depth > 0) {
            uint32_t i = stack[--depth];
            const struct cell *source = &t->cells[i];
            float dx = source->x - c->x, dy = source->y - c->y, reach = source->r + c->r;
            if (reach * reach < t->theta * t->theta * (dx * dx + dy * dy)) {
                push(s, &s->far, i);
            } else if (c->n == 1 && source->n == 1) {
                push(s, &s->near, source->first);
            } else if (c->n == 1 || (source->n > 1 && source->r > c->r)) {
                stack[depth++] = right_half(t->cells, i);
                stack[depth++] = left_half(i);
            } else {
                push(s, &s->waiting, i);
            }
        }
    }
    sg_sum_far(t->cells, s->far.v, s->far.n, c);
    if (c->n > 1) return;
    sg_sum_local(c, &t->b);
    if (t->bodies->radius)
        sg_sum_near_discs(c->first, s->near.v, s->near.n, 100 / (t->shrink * t->shrink), &t->b);
    else
        sg_sum_near(c->first, s->near.v, s->near.n, &t->b);
}

static void hand_out(const struct sg_tree *t, const struct cell *leaf)
{
    for (size_t k = first_of(leaf), end = last_of(t, leaf); k < end; k++) {
        uint32_t i = t->items[k].i;
        t->fx[i] = t->b.fx[k] * t->shrink;
        t->fy[i] = t->b.fy[k] * t->shrink;
    }
}

/* A cell and all below it; the depth is that of the tree, below 32. */
static void descend(struct sg_tree *t, struct scratch *s, uint32_t cell, size_t begin, size_t end)
{
    size_t mark = s->waiting.n;
    look(t, s, cell, begin, end);
    if (t->cells[cell].n == 1) {
        hand_out(t, &t->cells[cell]);
    } else {
        uint32_t half[2] = { left_half(cell), right_half(t->cells, cell) };
        size_t pushed = s->waiting.n;
        for (int h = 0; h < 2; h++) {
            hand_down(&t->cells[cell], &t->cells[half[h]]);
            descend(t, s, half[h], mark, pushed);
        }
    }
    s->waiting.n = mark;
}

static void descend_branch(void *ctx, size_t task, unsigned thread)
{
    struct sg_tree *t = ctx;
    struct scratch *s = &t->scratch[thread];
    const struct branch *b = &t->branch[task];
    s->waiting.n = 0;
    for (size_t k = b->begin; k < b->end; k++)
        if (!push(s, &s->waiting, t->top.waiting.v[k])) return;
    descend(t, s, b->cell, 0, s->waiting.n);
}

/* The cells above the branches, in preorder; what waits for a branch stays in the list.  `next` counts branches. */
static void descend_top(struct sg_tree *t, uint32_t cell, size_t begin, size_t end, size_t *next)
{
    if (t->branch[*next].cell == cell) {
        t->branch[*next].begin = begin;
        t->branch[*next].end = end;
        ++*next;
        return;
    }
    size_t mark = t->top.waiting.n;
    look(t, &t->top, cell, begin, end);
    size_t pushed = t->top.waiting.n;
    uint32_t half[2] = { left_half(cell), right_half(t->cells, cell) };
    for (int h = 0; h < 2; h++) {
        hand_down(&t->cells[cell], &t->cells[half[h]]);
        descend_top(t, half[h], mark, pushed, next);
    }
}

/* The cells above the branches have smaller numbers than the halves below them. */
static void gather_top(struct sg_tree *t)
{
    size_t k = t->n_branches;
    uint32_t c = 2 * t->n_leaves - 1;
    while (c > 0) {
        if (k > 0 && c == t->branch[k - 1].cell + 2 * t->cells[t->branch[k - 1].cell].n - 1)
            c = t->branch[--k].cell; /* done by its thread */
        else
            gather_cell(t, --c);
    }
}

bool sg_tree_repel(struct sg_tree *t, struct sg_pool *pool, const struct sg_bodies *b, float theta, float scale,
                   bool is_sorted, float *fx, float *fy)
{
    t->bodies = b;
    t->theta = least(REACH * theta, 0.9f);
    t->shrink = ldexpf(1, -ilogbf(scale)); /* a power of two loses no digits */
    t->fx = fx;
    t->fy = fy;
    if (!is_sorted) sg_tree_sort(t, pool);
    sg_pool_run(pool, t->n_branches, gather_branch, t);
    gather_top(t);
    memset(t->cells[0].local, 0, sizeof t->cells[0].local);
    t->top.waiting.n = 0;
    t->top.is_short = !push(&t->top, &t->top.waiting, 0);
    if (t->top.is_short) return false;
    size_t next = 0;
    descend_top(t, 0, 0, 1, &next);
    if (t->top.is_short) return false;
    sg_pool_run(pool, t->n_branches, descend_branch, t);
    for (unsigned i = 0; i < t->n_threads; i++)
        if (t->scratch[i].is_short) return false;
    return true;
}
