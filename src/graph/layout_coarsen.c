/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coarser copies of a graph.  A coarse node is a few nodes in one place: masses and pulls add up, so the forces on it
 * are the sums of the forces on them, and its place needs no rescaling when they are let out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "graph/layout_internal.h"

enum { GROUP_MAX = 4, LEVELS_MAX = 48, COARSEST = 20, ROUNDS_LEAST = 40, ROUNDS_MOST = 300, ROUNDS_NODES = 1000000 };
#define NOBODY UINT32_MAX

void sg_level_release(struct sg_level *l)
{
    free(l->row);
    free(l->end);
    free(l->pull);
    free(l->mass);
    free(l->x);
    free(l->y);
    free(l->into);
    memset(l, 0, sizeof *l);
}

/* Groups under way: who is in which, how many, and who waits at a node for a companion. */
struct groups {
    uint32_t *into, *size, *waits, *order;
    uint32_t n;
};

/* The group of the neighbour that pulls hardest for its mass and has room, NOBODY when none has; `ret_best` is the
 * neighbour that pulls hardest for its mass of all.  Light neighbours first: hubs would swallow everything. */
static uint32_t best_group(const struct sg_level *l, const struct groups *g, uint32_t i, uint32_t *ret_best)
{
    uint32_t found = NOBODY;
    double best = -1, best_of_all = -1;
    *ret_best = NOBODY;
    for (size_t e = l->row[i]; e < l->row[i + 1]; e++) {
        uint32_t j = l->end[e], into = g->into[j];
        double score = (double)l->pull[e] / l->mass[j];
        if (score > best_of_all) {
            best_of_all = score;
            *ret_best = j;
        }
        if (into != NOBODY && g->size[into] >= GROUP_MAX) continue;
        if (into != NOBODY) score /= 4.0 * g->size[into]; /* a free neighbour before one that has company */
        if (score > best) {
            best = score;
            found = j;
        }
    }
    return found;
}

static void join(struct groups *g, uint32_t i, uint32_t j)
{
    if (g->into[j] == NOBODY) {
        g->into[j] = g->n++;
        g->size[g->into[j]] = 1;
    }
    g->into[i] = g->into[j];
    g->size[g->into[i]]++;
}

static void group(const struct sg_level *l, uint64_t seed, struct groups *g)
{
    for (uint32_t i = 0; i < l->n; i++) {
        g->into[i] = g->waits[i] = NOBODY;
        g->order[i] = i;
    }
    for (uint32_t i = l->n; i > 1; i--) {
        uint32_t k = (uint32_t)(sg_random_unit(&seed) * i), swap = g->order[i - 1];
        g->order[i - 1] = g->order[k];
        g->order[k] = swap;
    }
    for (uint32_t k = 0; k < l->n; k++) {
        uint32_t i = g->order[k], best, found;
        if (g->into[i] != NOBODY) continue;
        found = best_group(l, g, i, &best);
        if (found != NOBODY) {
            join(g, i, found);
        } else if (best != NOBODY && g->waits[best] != NOBODY) { /* two leaves of one hub */
            join(g, i, g->waits[best]);
            g->waits[best] = NOBODY;
        } else {
            g->into[i] = g->n++; /* alone so far */
            g->size[g->into[i]] = 1;
            if (best != NOBODY) g->waits[best] = i;
        }
    }
}

/* The coarse rows; `at` (one a coarse node) says where a coarse neighbour stands in the row under way. */
static void fill_rows(const struct sg_level *l, const struct groups *g, const uint32_t *first, const uint32_t *members,
                      size_t *at, struct sg_level *c)
{
    size_t n = 0;
    for (uint32_t k = 0; k < c->n; k++)
        at[k] = SIZE_MAX;
    for (uint32_t k = 0; k < c->n; k++) {
        size_t begin = c->row[k] = n;
        for (uint32_t m = first[k]; m < first[k + 1]; m++) {
            uint32_t i = members[m];
            c->mass[k] += l->mass[i];
            for (size_t e = l->row[i]; e < l->row[i + 1]; e++) {
                uint32_t to = g->into[l->end[e]];
                if (to == k) continue;
                if (at[to] == SIZE_MAX || at[to] < begin) {
                    at[to] = n;
                    c->end[n] = to;
                    c->pull[n++] = 0;
                }
                c->pull[at[to]] += l->pull[e];
            }
        }
    }
    c->row[c->n] = n;
}

static bool build(const struct sg_level *l, const struct groups *g, struct sg_level *c)
{
    size_t n_ends = l->row[l->n] - l->row[0];
    c->n = g->n;
    c->row = calloc(c->n + 1, sizeof *c->row);
    c->end = malloc((n_ends + 1) * sizeof *c->end);
    c->pull = malloc((n_ends + 1) * sizeof *c->pull);
    c->mass = calloc(c->n, sizeof *c->mass);
    c->x = calloc(c->n, sizeof *c->x);
    c->y = calloc(c->n, sizeof *c->y);
    uint32_t *first = calloc(c->n + 2, sizeof *first), *members = calloc(l->n, sizeof *members);
    size_t *at = calloc(c->n, sizeof *at);
    bool is_fine = c->row && c->end && c->pull && c->mass && c->x && c->y && first && members && at;
    if (is_fine) {
        for (uint32_t i = 0; i < l->n; i++)
            first[g->into[i] + 2]++;
        for (uint32_t k = 0; k < c->n; k++)
            first[k + 2] += first[k + 1];
        for (uint32_t i = 0; i < l->n; i++)
            members[first[g->into[i] + 1]++] = i;
        fill_rows(l, g, first, members, at, c);
        uint32_t *end = realloc(c->end, (c->row[c->n] + 1) * sizeof *end);
        if (end) c->end = end;
        float *pull = realloc(c->pull, (c->row[c->n] + 1) * sizeof *pull);
        if (pull) c->pull = pull;
    }
    free(first);
    free(members);
    free(at);
    return is_fine;
}

bool sg_level_coarsen(struct sg_level *l, uint64_t seed, struct sg_level *ret)
{
    struct groups g = { .into = calloc(l->n, sizeof *g.into),
                        .size = calloc(l->n, sizeof *g.size),
                        .waits = calloc(l->n, sizeof *g.waits),
                        .order = calloc(l->n, sizeof *g.order) };
    bool is_fine = g.into && g.size && g.waits && g.order;
    memset(ret, 0, sizeof *ret);
    if (is_fine) {
        group(l, seed, &g);
        is_fine = build(l, &g, ret);
    }
    if (is_fine) {
        free(l->into);
        l->into = g.into;
        g.into = NULL;
    } else {
        sg_level_release(ret);
    }
    free(g.into);
    free(g.size);
    free(g.waits);
    free(g.order);
    return is_fine;
}

/* ---- The start */

/* On a disc about as large as the forces will make it: the repulsion of all against the pull of the mean edge. */
static void scatter(struct sg_level *l, const struct sg_forces *f)
{
    uint64_t seed = f->seed;
    double mass = 0;
    for (uint32_t i = 0; i < l->n; i++)
        mass += l->mass[i];
    double radius = sqrt(f->scaling * mass);
    for (uint32_t i = 0; i < l->n; i++) {
        double r = radius * sqrt(sg_random_unit(&seed)), angle = 6.283185307179586 * sg_random_unit(&seed);
        l->x[i] = (float)(r * cos(angle));
        l->y[i] = (float)(r * sin(angle));
    }
}

/* Each node near its coarse node, within a disc whose share of the picture is that node's share of the mass. */
static void let_out(const struct sg_level *coarse, uint64_t seed, struct sg_level *l)
{
    double mass = 0, square = 0;
    for (uint32_t k = 0; k < coarse->n; k++) {
        mass += coarse->mass[k];
        square += (double)coarse->x[k] * coarse->x[k] + (double)coarse->y[k] * coarse->y[k];
    }
    double size = sqrt(square / coarse->n);
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t k = l->into[i];
        double r = size * sqrt(coarse->mass[k] / mass);
        l->x[i] = coarse->x[k] + (float)(r * (sg_random_unit(&seed) - 0.5));
        l->y[i] = coarse->y[k] + (float)(r * (sg_random_unit(&seed) - 0.5));
    }
}

bool sg_level_start(struct sg_level *l, const struct sg_forces *f, struct sg_pool *pool)
{
    struct sg_level coarse[LEVELS_MAX];
    size_t n = 0;
    bool is_fine = true;
    for (struct sg_level *at = l; is_fine && n < LEVELS_MAX && at->n > COARSEST; at = &coarse[n - 1]) {
        is_fine = sg_level_coarsen(at, f->seed + n, &coarse[n]);
        if (!is_fine) break;
        n++;
        if (coarse[n - 1].n > at->n - at->n / 10) break;
    }
    scatter(n ? &coarse[n - 1] : l, f);
    for (size_t k = n; is_fine && k-- > 0;) {
        /* Small levels are cheap, and what they get wrong the larger ones hardly mend. */
        unsigned cap = ROUNDS_NODES / coarse[k].n;
        struct sg_run run = { .cap = cap < ROUNDS_LEAST  ? ROUNDS_LEAST
                                     : cap > ROUNDS_MOST ? ROUNDS_MOST
                                                         : cap,
                              .stops = true };
        is_fine = sg_level_settle(&coarse[k], f, coarse[k].n < 2000 ? NULL : pool, &run);
        if (is_fine) let_out(&coarse[k], f->seed ^ (k + 1), k ? &coarse[k - 1] : l);
    }
    while (n > 0)
        sg_level_release(&coarse[--n]);
    return is_fine;
}
