/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushing discs apart.  Each round a grid finds the pairs that overlap; discs of very unlike size stand in grids of
 * their own, so that a few large ones do not make the small ones' cells crowded. */
#include <math.h>
#include <stdlib.h>

#include "graph/layout_internal.h"

enum {
    ROUNDS = 600,
    PATIENCE = 25, /* rounds before the whole is made wider */
    CLASSES = 24,  /* of size, each twice the one before */
    FEW = 24       /* discs compared each with each */
};

static const double WIDER = 1.08, TOUCH = 1e-6;

struct grid {
    size_t n, n_buckets;
    double *x, *y;
    const double *radius;
    double gap;
    double reach[CLASSES]; /* the largest radius of a class, -1: it is empty */
    uint8_t *tier;
    uint32_t *begin, *disc; /* buckets of discs */
};

/* Parts two discs by half of what they overlap each; discs in one place are parted along a direction that their
 * numbers give, so that the result is the same every time. */
static bool part(struct grid *g, size_t i, size_t j)
{
    double need = g->radius[i] + g->radius[j] + g->gap, dx = g->x[j] - g->x[i], dy = g->y[j] - g->y[i];
    double d2 = dx * dx + dy * dy;
    if (d2 >= need * need * (1 - TOUCH)) return false;
    double d = sqrt(d2);
    if (d < 1e-9) {
        double angle = 2.399963229728653 * (double)(i + j + 1); /* the golden angle */
        dx = cos(angle);
        dy = sin(angle);
        d = 1;
        need += 1;
    }
    double move = (need - d) / (2 * d) * 1.01;
    g->x[i] -= dx * move;
    g->y[i] -= dy * move;
    g->x[j] += dx * move;
    g->y[j] += dy * move;
    return true;
}

static bool part_few(struct grid *g)
{
    bool has_moved = false;
    for (size_t i = 0; i < g->n; i++)
        for (size_t j = i + 1; j < g->n; j++)
            has_moved |= part(g, i, j);
    return has_moved;
}

/* A cell of a class is as wide as two of its discs, so a disc of the class or a smaller one meets only those of the
 * nine cells about it. */
static double cell_of(const struct grid *g, int tier)
{
    return 2 * g->reach[tier] + g->gap + 1e-9;
}

static size_t bucket(const struct grid *g, int tier, int64_t cx, int64_t cy)
{
    uint64_t h = (uint64_t)cx * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)cy * UINT64_C(0xc2b2ae3d27d4eb4f) ^
                 (uint64_t)tier * UINT64_C(0x165667b19e3779f9);
    return (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9) >> 32 & (g->n_buckets - 1);
}

static int64_t cell_at(double v, double cell)
{
    return (int64_t)floor(fmax(-1e15, fmin(1e15, v / cell)));
}

static size_t bucket_of(const struct grid *g, size_t i)
{
    double cell = cell_of(g, g->tier[i]);
    return bucket(g, g->tier[i], cell_at(g->x[i], cell), cell_at(g->y[i], cell));
}

static void fill(struct grid *g)
{
    for (size_t b = 0; b <= g->n_buckets + 1; b++)
        g->begin[b] = 0;
    for (size_t i = 0; i < g->n; i++)
        g->begin[bucket_of(g, i) + 2]++;
    for (size_t b = 0; b < g->n_buckets; b++)
        g->begin[b + 2] += g->begin[b + 1];
    for (size_t i = 0; i < g->n; i++)
        g->disc[g->begin[bucket_of(g, i) + 1]++] = (uint32_t)i;
}

/* Each pair is met once: from its smaller class, within a class from its smaller number. */
static bool part_from(struct grid *g, size_t i, int tier)
{
    bool has_moved = false;
    double cell = cell_of(g, tier);
    int64_t cx = cell_at(g->x[i], cell), cy = cell_at(g->y[i], cell);
    for (int k = 0; k < 9; k++) {
        size_t b = bucket(g, tier, cx + k % 3 - 1, cy + k / 3 - 1);
        for (uint32_t at = g->begin[b]; at < g->begin[b + 1]; at++) {
            uint32_t j = g->disc[at];
            if (g->tier[j] == tier && (tier > g->tier[i] || i < j)) has_moved |= part(g, i, j);
        }
    }
    return has_moved;
}

static bool part_many(struct grid *g)
{
    bool has_moved = false;
    fill(g);
    for (size_t i = 0; i < g->n; i++)
        for (int tier = g->tier[i]; tier < CLASSES; tier++)
            if (g->reach[tier] >= 0) has_moved |= part_from(g, i, tier);
    return has_moved;
}

static bool init(struct grid *g)
{
    g->n_buckets = 1;
    while (g->n_buckets < g->n)
        g->n_buckets *= 2;
    g->tier = malloc(g->n);
    g->begin = malloc((g->n_buckets + 2) * sizeof *g->begin);
    g->disc = malloc(g->n * sizeof *g->disc);
    if (!g->tier || !g->begin || !g->disc) return false;
    double most = 0;
    for (size_t i = 0; i < g->n; i++)
        most = fmax(most, g->radius[i]);
    for (int tier = 0; tier < CLASSES; tier++)
        g->reach[tier] = -1;
    for (size_t i = 0; i < g->n; i++) {
        double share = (g->radius[i] + g->gap / 2) / (most + g->gap / 2);
        int below = share > 0 ? (int)fmin(CLASSES - 1, floor(-log2(share))) : CLASSES - 1;
        g->tier[i] = (uint8_t)(CLASSES - 1 - (below > 0 ? below : 0));
        g->reach[g->tier[i]] = fmax(g->reach[g->tier[i]], g->radius[i]);
    }
    return true;
}

bool sg_overlap_remove(size_t n, double *x, double *y, const double *radius, double gap)
{
    struct grid g = { .n = n, .x = x, .y = y, .radius = radius, .gap = gap };
    bool is_fine = n <= FEW || init(&g);
    for (int round = 1; is_fine && round <= ROUNDS; round++) {
        if (!(n <= FEW ? part_few(&g) : part_many(&g))) break;
        for (size_t i = 0; round % PATIENCE == 0 && i < n; i++) {
            x[i] *= WIDER;
            y[i] *= WIDER;
        }
    }
    free(g.tier);
    free(g.begin);
    free(g.disc);
    return is_fine;
}
