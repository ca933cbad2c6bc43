/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the parts, each laid out about 0,0, to one picture. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "graph/layout_parts.h"

/* The share of the picture that is covered by discs before the crowded places are pushed apart: more would crowd it,
 * less would leave dots that nobody can see. */
static const double COVERED_LEAST = 0.02, COVERED_MOST = 0.25;

struct arrangement {
    const struct sg_parts *p;
    double gap, scale, *x, *y, *radius; /* radius: of the nodes; NULL: points */
    double *reach;                      /* of the parts: from their middle to the farthest rim */
    atomic_bool is_short;               /* of memory */
};

/* The area that a part takes, as that of a disc over which its nodes are spread evenly. */
static double area_of(const struct sg_parts *p, size_t part)
{
    struct sg_level l = sg_parts_level(p, part);
    double square = 0;
    for (uint32_t i = 0; i < l.n; i++)
        square += (double)l.x[i] * l.x[i] + (double)l.y[i] * l.y[i];
    return 2 * 3.141592653589793 * square / l.n;
}

static double scale_of(const struct sg_parts *p, double gap)
{
    double area = 0, discs = 0;
    for (size_t k = 0; k < p->n && sg_parts_size(p, k) > 1; k++) {
        area += area_of(p, k);
        for (uint32_t i = p->first[k]; i < p->first[k + 1]; i++) {
            double r = (double)p->all.radius[i] + gap / 2;
            discs += 3.141592653589793 * r * r;
        }
    }
    if (!(area > 0 && discs > 0)) return 1;
    return fmax(sqrt(discs / (COVERED_MOST * area)), fmin(1, sqrt(discs / (COVERED_LEAST * area))));
}

static double middle(const double *v, size_t n)
{
    double low = v[0], high = v[0];
    for (size_t i = 1; i < n; i++) {
        low = fmin(low, v[i]);
        high = fmax(high, v[i]);
    }
    return (low + high) / 2;
}

static void settle_part(void *ctx, size_t part, unsigned thread)
{
    struct arrangement *a = ctx;
    struct sg_level l = sg_parts_level(a->p, part);
    double *x = a->x + a->p->first[part], *y = a->y + a->p->first[part], reach = 0;
    const double *radius = a->radius ? a->radius + a->p->first[part] : NULL;
    (void)thread;
    for (uint32_t i = 0; i < l.n; i++) {
        x[i] = l.x[i] * a->scale;
        y[i] = l.y[i] * a->scale;
    }
    if (radius && l.n > 1 && !sg_overlap_remove(l.n, x, y, radius, a->gap)) a->is_short = true;
    double mx = middle(x, l.n), my = middle(y, l.n);
    for (uint32_t i = 0; i < l.n; i++) {
        x[i] -= mx;
        y[i] -= my;
        reach = fmax(reach, hypot(x[i], y[i]) + (radius ? radius[i] : 0));
    }
    a->reach[part] = reach;
}

/* How far a part's middle must be from its neighbours' on a ring, as an angle about the picture's middle. */
static double half_angle(double reach, double ring)
{
    return asin(fmin(1, reach / ring));
}

/* The parts after the largest, set around it ring by ring; each ring is as full as it can be, then evened out. */
static void set_in_rings(struct arrangement *a, double margin)
{
    const struct sg_parts *p = a->p;
    double used = a->reach[0];
    for (size_t k = 1; k < p->n;) {
        double widest = 0, turn = 0, ring = 0;
        size_t end = k;
        for (; end < p->n; end++) {
            double reach = a->reach[end] + margin / 2;
            if (reach >
                widest) { /* sorted by nodes, not by reach: the ring may have to be wider than its first asks for */
                widest = reach;
                ring = used + margin / 2 + widest;
                turn = 0;
                for (size_t i = k; i < end; i++)
                    turn += 2 * half_angle(a->reach[i] + margin / 2, ring);
            }
            double angle = 2 * half_angle(reach, ring);
            if (end > k && turn + angle > 6.283185307179586) break;
            turn += angle;
        }
        double spare = fmax(0, (6.283185307179586 - turn) / (double)(end - k)), at = -1.5707963267948966;
        for (size_t i = k; i < end; i++) {
            double half = half_angle(a->reach[i] + margin / 2, ring) + spare / 2;
            if (i > k) at += half;
            for (uint32_t v = p->first[i]; v < p->first[i + 1]; v++) {
                a->x[v] += ring * cos(at);
                a->y[v] += ring * sin(at);
            }
            at += half;
        }
        used = ring + widest - margin / 2;
        k = end;
    }
}

static void hand_out(const struct arrangement *a, double *ret_x, double *ret_y)
{
    size_t n = a->p->n_nodes;
    double mx = middle(a->x, n), my = middle(a->y, n);
    for (size_t at = 0; at < n; at++) {
        ret_x[a->p->node[at]] = a->x[at] - mx;
        ret_y[a->p->node[at]] = a->y[at] - my;
    }
}

bool sg_parts_arrange(const struct sg_parts *p, const struct sg_graph *g, const struct sg_layout_options *o,
                      struct sg_pool *pool, double *ret_x, double *ret_y)
{
    size_t n = p->n_nodes;
    struct arrangement a = { .p = p, .gap = o->gap, .scale = 1 };
    if (g->radius && !o->prevents_overlap) a.scale = scale_of(p, o->gap);
    a.x = calloc(n, sizeof *a.x);
    a.y = calloc(n, sizeof *a.y);
    a.reach = calloc(p->n, sizeof *a.reach);
    a.radius = g->radius ? calloc(n, sizeof *a.radius) : NULL;
    bool is_fine = a.x && a.y && a.reach && (a.radius || !g->radius);
    if (is_fine) {
        for (size_t at = 0; a.radius && at < n; at++)
            a.radius[at] = g->radius[p->node[at]];
        sg_pool_run(pool, p->n, settle_part, &a);
        is_fine = !a.is_short;
    }
    if (is_fine) {
        uint32_t largest = sg_parts_size(p, 0);
        double spacing = largest > 1 ? a.scale * sqrt(area_of(p, 0) / largest) : 1;
        set_in_rings(&a, o->gap + spacing / 2);
        hand_out(&a, ret_x, ret_y);
    }
    free(a.x);
    free(a.y);
    free(a.reach);
    free(a.radius);
    return is_fine;
}
