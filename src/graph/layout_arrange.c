/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the parts, each laid out about 0,0, to one picture. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "graph/layout_parts.h"

/* The share of the picture that is covered by discs before the crowded places are pushed apart: more would crowd it,
 * less would leave dots that nobody can see. */
static const double COVERED_LEAST = 0.02, COVERED_MOST = 0.25;
static const double WIDE = 1.8; /* a screen, less what stands around a picture */

/* Half a part's width and height about its middle. */
struct extent {
    double w, h;
    uint32_t part;
};
struct arrangement {
    const struct sg_parts *p;
    double gap, scale, *x, *y, *radius; /* radius: of the nodes; NULL: points */
    struct extent *extent;              /* of the parts, rims included */
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

/* Turns a part about 0,0 so that its long axis lies flat: pages and screens are wider than high. */
static void lay_flat(double *x, double *y, size_t n)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        mx += x[i] / (double)n;
        my += y[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    double turn = -0.5 * atan2(2 * xy, xx - yy), co = cos(turn), si = sin(turn);
    for (size_t i = 0; i < n; i++) {
        double flat = x[i] * co - y[i] * si;
        y[i] = x[i] * si + y[i] * co;
        x[i] = flat;
    }
}

static void settle_part(void *ctx, size_t part, unsigned thread)
{
    struct arrangement *a = ctx;
    struct sg_level l = sg_parts_level(a->p, part);
    double *x = a->x + a->p->first[part], *y = a->y + a->p->first[part];
    const double *radius = a->radius ? a->radius + a->p->first[part] : NULL;
    (void)thread;
    for (uint32_t i = 0; i < l.n; i++) {
        x[i] = l.x[i] * a->scale;
        y[i] = l.y[i] * a->scale;
    }
    if (radius && l.n > 1 && !sg_overlap_remove(l.n, x, y, radius, a->gap)) a->is_short = true;
    lay_flat(x, y, l.n);
    double mx = middle(x, l.n), my = middle(y, l.n);
    struct extent e = { .part = (uint32_t)part };
    for (uint32_t i = 0; i < l.n; i++) {
        x[i] -= mx;
        y[i] -= my;
        e.w = fmax(e.w, fabs(x[i]) + (radius ? radius[i] : 0));
        e.h = fmax(e.h, fabs(y[i]) + (radius ? radius[i] : 0));
    }
    a->extent[part] = e;
}

static int compare_heights(const void *a, const void *b)
{
    const struct extent *e = a, *f = b;
    if (e->h != f->h) return e->h > f->h ? -1 : 1;
    return (e->part > f->part) - (e->part < f->part);
}

/* The parts after the largest, set below it in rows as words are set on a page: the highest first, each row centred,
 * and so wide that the whole is about WIDE times as wide as high where no part alone is wider. */
static void set_in_rows(struct arrangement *a, double margin)
{
    const struct sg_parts *p = a->p;
    struct extent *rest = a->extent + 1;
    size_t n = p->n - 1;
    double top = a->extent[0].h + margin, area = 0, widest = 2 * a->extent[0].w;
    double across = 4 * margin; /* there is room for a name beside a node */
    for (size_t k = 0; k < n; k++) {
        area += (2 * rest[k].w + across) * (2 * rest[k].h + margin);
        widest = fmax(widest, 2 * rest[k].w + across);
    }
    double high = WIDE * 2 * a->extent[0].h; /* width = WIDE * (height of the largest + area / width) */
    double width = fmax(widest, (high + sqrt(high * high + 4 * WIDE * area)) / 2);
    qsort(rest, n, sizeof *rest, compare_heights);
    for (size_t k = 0, end; k < n; k = end) {
        double used = 0, left;
        for (end = k; end < n && (end == k || used + 2 * rest[end].w + across <= width); end++)
            used += 2 * rest[end].w + across;
        left = -used / 2;
        for (size_t i = k; i < end; i++) {
            double x = left + rest[i].w + across / 2, y = top + rest[k].h;
            for (uint32_t v = p->first[rest[i].part]; v < p->first[rest[i].part + 1]; v++) {
                a->x[v] += x;
                a->y[v] += y;
            }
            left += 2 * rest[i].w + across;
        }
        top += 2 * rest[k].h + margin;
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
    a.extent = calloc(p->n, sizeof *a.extent);
    a.radius = g->radius ? calloc(n, sizeof *a.radius) : NULL;
    bool is_fine = a.x && a.y && a.extent && (a.radius || !g->radius);
    if (is_fine) {
        for (size_t at = 0; a.radius && at < n; at++)
            a.radius[at] = g->radius[p->node[at]];
        sg_pool_run(pool, p->n, settle_part, &a);
        is_fine = !a.is_short;
    }
    if (is_fine) {
        uint32_t largest = sg_parts_size(p, 0);
        double spacing = largest > 1 ? a.scale * sqrt(area_of(p, 0) / largest) : 1;
        set_in_rows(&a, o->gap + spacing / 4);
        hand_out(&a, ret_x, ret_y);
    }
    free(a.x);
    free(a.y);
    free(a.extent);
    free(a.radius);
    return is_fine;
}
