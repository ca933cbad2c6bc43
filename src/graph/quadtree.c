/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph_internal.h"

enum { DEEPEST = 40 }; /* bodies closer than size/2^40 share a leaf */

static const double THETA = 1.0; /* a cell this wide, seen from distance 1, counts as one body */

bool sg_quadtree_init(struct quadtree *t, size_t n_bodies)
{
    memset(t, 0, sizeof *t);
    t->next = calloc(n_bodies ? n_bodies : 1, sizeof *t->next);
    return t->next != NULL;
}

void sg_quadtree_release(struct quadtree *t)
{
    free(t->cells);
    free(t->next);
    memset(t, 0, sizeof *t);
}

/* Index of a fresh cell, 0 without memory (0 is the root, never a child). */
static uint32_t add_cell(struct quadtree *t, double left, double top, double size)
{
    if (t->n_cells == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 1024;
        struct cell *cells = cap < UINT32_MAX ? realloc(t->cells, cap * sizeof *cells) : NULL;
        if (!cells) return 0;
        t->cells = cells;
        t->cap = cap;
    }
    t->cells[t->n_cells] = (struct cell){ .left = left, .top = top, .size = size, .first = NO_BODY };
    return (uint32_t)t->n_cells++;
}

static unsigned quarter(const struct cell *c, double x, double y)
{
    return (x >= c->left + c->size / 2 ? 1u : 0u) | (y >= c->top + c->size / 2 ? 2u : 0u);
}

/* The child of `at` that holds the place, made when missing; 0 without memory. */
static uint32_t descend(struct quadtree *t, uint32_t at, double x, double y)
{
    unsigned q = quarter(&t->cells[at], x, y);
    if (!t->cells[at].child[q]) {
        double half = t->cells[at].size / 2;
        uint32_t made =
            add_cell(t, t->cells[at].left + (q & 1 ? half : 0), t->cells[at].top + (q & 2 ? half : 0), half);
        if (!made) return 0;
        t->cells[at].child[q] = made;
    }
    return t->cells[at].child[q];
}

static bool is_inner(const struct cell *c)
{
    return c->child[0] || c->child[1] || c->child[2] || c->child[3];
}

static bool insert(struct quadtree *t, const struct body *bodies, uint32_t i)
{
    uint32_t at = 0;
    for (int depth = 0; depth < DEEPEST; depth++) {
        uint32_t held = t->cells[at].first;
        if (!is_inner(&t->cells[at]) && held == NO_BODY) break;
        if (held != NO_BODY) { /* a leaf becomes an inner cell: its body moves down */
            uint32_t child = descend(t, at, bodies[held].x, bodies[held].y);
            if (!child) return false;
            t->cells[child].first = held;
            t->cells[at].first = NO_BODY;
        }
        at = descend(t, at, bodies[i].x, bodies[i].y);
        if (!at) return false;
    }
    t->next[i] = t->cells[at].first;
    t->cells[at].first = i;
    return true;
}

/* Children stand behind their parents, so one pass from the end sums up every cell. */
static void weigh(struct quadtree *t, const struct body *bodies)
{
    for (size_t k = t->n_cells; k-- > 0;) {
        struct cell *c = &t->cells[k];
        double mass = 0, x = 0, y = 0;
        for (uint32_t i = c->first; i != NO_BODY; i = t->next[i]) {
            mass += bodies[i].mass;
            x += bodies[i].mass * bodies[i].x;
            y += bodies[i].mass * bodies[i].y;
        }
        for (int q = 0; q < 4; q++) {
            if (!c->child[q]) continue;
            const struct cell *d = &t->cells[c->child[q]];
            mass += d->mass;
            x += d->mass * d->x;
            y += d->mass * d->y;
        }
        c->mass = mass;
        c->x = mass > 0 ? x / mass : c->left;
        c->y = mass > 0 ? y / mass : c->top;
    }
}

bool sg_quadtree_build(struct quadtree *t, const struct body *bodies, size_t n)
{
    double left = bodies[0].x, right = left, top = bodies[0].y, bottom = top;
    for (size_t i = 1; i < n; i++) {
        left = fmin(left, bodies[i].x);
        right = fmax(right, bodies[i].x);
        top = fmin(top, bodies[i].y);
        bottom = fmax(bottom, bodies[i].y);
    }
    t->n_cells = 0;
    size_t before = t->n_cells;
    add_cell(t, left, top, fmax(right - left, bottom - top) + 1e-9);
    if (t->n_cells == before) return false;
    for (size_t i = 0; i < n; i++)
        if (!insert(t, bodies, (uint32_t)i)) return false;
    weigh(t, bodies);
    return true;
}

static void push(struct body *b, double x, double y, double mass, double strength)
{
    double dx = b->x - x, dy = b->y - y, d2 = dx * dx + dy * dy;
    if (d2 < 1e-12) return; /* in one place: the overlap's removal parts them */
    double f = strength * b->mass * mass / d2;
    b->fx += dx * f;
    b->fy += dy * f;
}

void sg_quadtree_repel(const struct quadtree *t, struct body *bodies, uint32_t i, double strength)
{
    uint32_t stack[4 * (DEEPEST + 2)];
    size_t n = 0;
    stack[n++] = 0;
    while (n > 0) {
        const struct cell *c = &t->cells[stack[--n]];
        double dx = bodies[i].x - c->x, dy = bodies[i].y - c->y;
        if (is_inner(c) && c->size * c->size < THETA * THETA * (dx * dx + dy * dy)) {
            push(&bodies[i], c->x, c->y, c->mass, strength);
            continue;
        }
        for (uint32_t j = c->first; j != NO_BODY; j = t->next[j])
            if (j != i) push(&bodies[i], bodies[j].x, bodies[j].y, bodies[j].mass, strength);
        for (int q = 0; q < 4; q++)
            if (c->child[q]) stack[n++] = c->child[q];
    }
}
