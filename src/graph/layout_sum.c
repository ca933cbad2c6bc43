/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the repulsion.  Lanes are bodies or source cells, sixteen in any case: a machine with wider
 * vectors does the same sums in the same order, only more of them at once. */
#include <math.h>
#include <string.h>

#include "graph/layout_tree.h"

#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define CLONES
#endif

typedef float lanes __attribute__((vector_size(LEAF * sizeof(float))));

/* Keeps 1/d^2 finite where a body meets itself: its own term is then 0 as it should be. */
static const float HAIR = 1e-20f;

CLONES void sg_sum_near(uint32_t leaf, const uint32_t *sources, size_t n, const struct sorted *b)
{
    lanes x, y, fx, fy;
    size_t at = (size_t)leaf * LEAF;
    memcpy(&x, b->x + at, sizeof x);
    memcpy(&y, b->y + at, sizeof y);
    memcpy(&fx, b->fx + at, sizeof fx);
    memcpy(&fy, b->fy + at, sizeof fy);
    for (size_t s = 0; s < n; s++) {
        size_t from = (size_t)sources[s] * LEAF;
        for (size_t j = from; j < from + LEAF; j++) {
            lanes dx = x - b->x[j], dy = y - b->y[j];
            lanes f = b->mass[j] / (dx * dx + dy * dy + HAIR);
            fx += dx * f;
            fy += dy * f;
        }
    }
    memcpy(b->fx + at, &fx, sizeof fx);
    memcpy(b->fy + at, &fy, sizeof fy);
}

/* ForceAtlas2's adjustSizes: by the free space between the discs, and 100 times as hard as at distance 1 when they
 * overlap. */
CLONES void sg_sum_near_discs(uint32_t leaf, const uint32_t *sources, size_t n, float push, const struct sorted *b)
{
    size_t at = (size_t)leaf * LEAF;
    for (size_t s = 0; s < n; s++) {
        size_t from = (size_t)sources[s] * LEAF;
        for (size_t j = from; j < from + LEAF; j++) {
            for (size_t i = at; i < at + LEAF; i++) {
                float dx = b->x[i] - b->x[j], dy = b->y[i] - b->y[j];
                float space = sqrtf(dx * dx + dy * dy) - b->radius[i] - b->radius[j];
                float f = space > 0 ? b->mass[j] / (space * space + HAIR) : space < 0 ? b->mass[j] * push : 0;
                b->fx[i] += dx * f;
                b->fy[i] += dy * f;
            }
        }
    }
}

/* With D = target - source and w = z - target, the source's a_k / (D + w)^(k+1) is the sum over l of
 * (-1)^l choose(k+l, l) a_k w^l / D^(k+l+1); terms with k + l > ORDER are left out. */
CLONES void sg_sum_far(const struct cell *cells, const uint32_t *sources, size_t n, struct cell *target)
{
    enum { FIELDS = 3 + 2 * (ORDER - 1) };
    lanes re[ORDER + 1] = { 0 }, im[ORDER + 1] = { 0 };
    for (size_t base = 0; base < n; base += LEAF) {
        float tile[FIELDS][LEAF] = { 0 };
        size_t used = n - base < LEAF ? n - base : LEAF;
        for (size_t k = 0; k < LEAF; k++)
            tile[0][k] = 1;
        for (size_t k = 0; k < used; k++) {
            const struct cell *c = &cells[sources[base + k]];
            tile[0][k] = target->x - c->x;
            tile[1][k] = target->y - c->y;
            tile[2][k] = c->mass;
            for (int f = 0; f < FIELDS - 3; f++)
                tile[3 + f][k] = c->moment[f];
        }
        lanes field[FIELDS], pr[ORDER + 2], pi[ORDER + 2];
        memcpy(field, tile, sizeof field);
        lanes inverse = 1.0f / (field[0] * field[0] + field[1] * field[1]);
        pr[1] = field[0] * inverse;
        pi[1] = -field[1] * inverse;
#pragma GCC unroll 8
        for (int k = 2; k <= ORDER + 1; k++) {
            pr[k] = pr[k - 1] * pr[1] - pi[k - 1] * pi[1];
            pi[k] = pr[k - 1] * pi[1] + pi[k - 1] * pr[1];
        }
#pragma GCC unroll 8
        for (int l = 0; l <= ORDER; l++) {
            re[l] += field[2] * pr[l + 1];
            im[l] += field[2] * pi[l + 1];
#pragma GCC unroll 8
            for (int k = 2; k <= ORDER - l; k++) {
                lanes ar = field[2 * k - 1] * sg_choose[k + l][l], ai = field[2 * k] * sg_choose[k + l][l];
                re[l] += ar * pr[k + l + 1] - ai * pi[k + l + 1];
                im[l] += ar * pi[k + l + 1] + ai * pr[k + l + 1];
            }
        }
    }
    for (int l = 0; l <= ORDER; l++) {
        float r = 0, i = 0;
        for (int k = 0; k < LEAF; k++) {
            r += re[l][k];
            i += im[l][k];
        }
        target->local[2 * l] += l % 2 ? -r : r;
        target->local[2 * l + 1] += l % 2 ? -i : i;
    }
}

CLONES void sg_sum_local(const struct cell *leaf, const struct sorted *b)
{
    size_t at = (size_t)leaf->first * LEAF;
    lanes x, y, re, im;
    memcpy(&x, b->x + at, sizeof x);
    memcpy(&y, b->y + at, sizeof y);
    x -= leaf->x;
    y -= leaf->y;
    re = x * 0 + leaf->local[2 * ORDER];
    im = x * 0 + leaf->local[2 * ORDER + 1];
    for (int l = ORDER - 1; l >= 0; l--) {
        lanes r = re * x - im * y + leaf->local[2 * l];
        im = re * y + im * x + leaf->local[2 * l + 1];
        re = r;
    }
    im = -im; /* the repulsion is the conjugate */
    memcpy(b->fx + at, &re, sizeof re);
    memcpy(b->fy + at, &im, sizeof im);
}
