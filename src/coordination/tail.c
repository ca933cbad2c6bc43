/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upper tails of weighted sums of Poisson and binomial variables. */
#include <math.h>
#include <string.h>

#include "coordination/chance_internal.h"

enum { EXACT_CELLS = 512 };
static const double EXACT_DEPTH = 300; /* exp(-300) is far from the smallest double */
static const double LEAST_P = 1e-300;

/* ---- exact: all terms are positive, so that small tails keep all their digits ---- */

struct exact {
    double cell[EXACT_CELLS]; /* P(sum of the parts so far = k), k < t */
    double over;              /* P(it is >= t) */
    uint32_t t;
};

/* P(X = j) for j < n into `pmf`, P(X >= j) for j <= n into `tail`. */
static void distribution(const struct tail_part *part, uint32_t n, double *pmf, double *tail)
{
    double chance = part->trials > 0 ? part->mean / part->trials : 0;
    double odds = chance / (1 - chance);
    double term = part->trials > 0 ? exp(part->trials * log1p(-chance)) : exp(-part->mean), beyond = 0;
    uint32_t j = 0;
    for (;; j++) {
        if (j < n)
            pmf[j] = term;
        else
            beyond += term;
        if (part->trials > 0)
            term *= (part->trials - j) / (j + 1) * odds;
        else
            term *= part->mean / (j + 1);
        if ((part->trials > 0 && j >= part->trials) || (j >= n && j > part->mean && term <= beyond * 1e-17)) break;
    }
    while (++j < n)
        pmf[j] = 0; /* more than there are trials */
    tail[n] = beyond;
    for (j = n; j-- > 0;)
        tail[j] = tail[j + 1] + pmf[j];
}

static void exact_init(struct exact *e, uint32_t t)
{
    e->t = t;
    e->over = 0;
    memset(e->cell, 0, t * sizeof *e->cell);
    e->cell[0] = 1;
}

static void exact_add(struct exact *e, const struct tail_part *part)
{
    double pmf[EXACT_CELLS + 1], tail[EXACT_CELLS + 1];
    uint32_t w = part->weight, n = (e->t + w - 1) / w; /* n of it reach t alone */
    distribution(part, n, pmf, tail);
    for (uint32_t k = e->t; k-- > 0;) {
        if (e->cell[k] > 0) e->over += e->cell[k] * tail[(e->t - k + w - 1) / w];
        double sum = 0;
        for (uint32_t j = 0; j * w <= k; j++)
            sum += pmf[j] * e->cell[k - j * w];
        e->cell[k] = sum;
    }
}

/* ---- saddlepoint ---- */

struct cumulants {
    double k, k1, k2; /* the generating function's logarithm and its derivatives */
};

static struct cumulants cumulants(const struct tail_part *parts, size_t n, double s)
{
    struct cumulants r = { 0 };
    for (size_t i = 0; i < n; i++) {
        double w = parts[i].weight, m = parts[i].trials;
        if (m > 0) {
            double p = parts[i].mean / m, grown = p * exp(w * s), tilted = grown / (1 - p + grown);
            r.k += m * log1p(p * expm1(w * s));
            r.k1 += w * m * tilted;
            r.k2 += w * w * m * tilted * (1 - tilted);
        } else {
            double grown = parts[i].mean * exp(w * s);
            r.k += parts[i].mean * expm1(w * s);
            r.k1 += w * grown;
            r.k2 += w * w * grown;
        }
    }
    return r;
}

/* The s at which the tilted mean is t.  The mean grows with s, so halving is safe where Newton's step is not. */
static double saddle(const struct tail_part *parts, size_t n, double t)
{
    double low = -1, high = 1;
    while (low > -600 && cumulants(parts, n, low).k1 > t)
        low *= 2;
    while (high < 80 && cumulants(parts, n, high).k1 < t)
        high *= 2;
    double s = 0;
    for (int i = 0; i < 200; i++) {
        struct cumulants c = cumulants(parts, n, s);
        if (fabs(c.k1 - t) <= 1e-11 * t) break;
        if (c.k1 < t)
            low = s;
        else
            high = s;
        s -= (c.k1 - t) / c.k2;
        if (!(s > low && s < high)) s = (low + high) / 2;
    }
    return s;
}

static double normal_above(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

/* With the correction for lattices (Daniels, "Tail probability approximations", Int. Stat. Review 55, 1987). */
static double saddle_tail(const struct tail_part *parts, size_t n, double t, double span)
{
    struct cumulants at0 = cumulants(parts, n, 0);
    double s = saddle(parts, n, t);
    struct cumulants c = cumulants(parts, n, s);
    double half = s * t - c.k, z = copysign(sqrt(2 * fmax(half, 0)), s);
    if (fabs(z) < 1e-2) return normal_above((t - span / 2 - at0.k1) / sqrt(at0.k2));
    double u = -expm1(-s * span) / span * sqrt(c.k2);
    return normal_above(z) + exp(-half) * 0.3989422804014327 * (1 / u - 1 / z);
}

static uint32_t common_divisor(uint32_t a, uint32_t b)
{
    while (b) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

double tail_at_least(const struct tail_part *parts, size_t n, uint64_t t)
{
    if (t == 0) return 1;
    struct tail_part used[2 * FULL_WEIGHT];
    double largest = 0, certain = 0, all = 0; /* `all`: logarithm of the chance that every trial succeeds */
    double depth = 0;                         /* and that of the least chance of no success at all, negated */
    uint32_t span = 0;
    size_t n_used = 0;
    for (size_t i = 0; i < n; i++) {
        struct tail_part p = parts[i];
        if (!(p.mean > 0)) continue;
        if (p.trials > 0 && p.mean >= p.trials * (1 - 1e-12)) { /* no chance at all */
            certain += p.weight * p.trials;
            continue;
        }
        largest += p.trials > 0 ? p.weight * p.trials : INFINITY;
        if (p.trials > 0) all += p.trials * log(p.mean / p.trials);
        depth = fmax(depth, p.trials > 0 ? -p.trials * log1p(-p.mean / p.trials) : p.mean);
        span = common_divisor(span, p.weight);
        used[n_used++] = p;
    }
    double rest = ceil(((double)t - certain) / (span ? span : 1)) * (span ? span : 1);
    if (rest <= 0) return 1;
    if (rest > largest) return LEAST_P;
    double p;
    if (rest <= EXACT_CELLS && depth < EXACT_DEPTH) {
        struct exact e;
        exact_init(&e, (uint32_t)rest);
        for (size_t i = 0; i < n_used; i++)
            exact_add(&e, &used[i]);
        p = e.over;
    } else if (rest == largest) {
        p = exp(all);
    } else {
        p = saddle_tail(used, n_used, rest, span);
    }
    return p >= 1 ? 1 : p > LEAST_P ? p : LEAST_P;
}
