/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/layout.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph_internal.h"

static const double REPULSION = 60.0, GRAVITY = 1.2, TOLERANCE = 1.0;

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double unit(uint64_t *state)
{
    return (double)(split_mix(state) >> 11) / 9007199254740992.0;
}

static enum sg_code check(const struct sg_graph *g, struct sg_err *err)
{
    if (g->n_nodes >= UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "a layout of %zu nodes is asked for; fewer than 2^32 can be laid out",
                       g->n_nodes);
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] >= g->n_nodes || g->to[e] >= g->n_nodes)
            return sg_fail(err, SG_EINPUT, "edge %zu joins nodes %u and %u, but there are only %zu nodes", e,
                           g->from[e], g->to[e], g->n_nodes);
        if (g->weight && !(g->weight[e] > 0 && isfinite(g->weight[e])))
            return sg_fail(err, SG_EINPUT, "edge %zu has the weight %g; it must be a positive number", e, g->weight[e]);
    }
    for (size_t i = 0; g->radius && i < g->n_nodes; i++)
        if (!(g->radius[i] >= 0 && isfinite(g->radius[i])))
            return sg_fail(err, SG_EINPUT, "node %zu has the radius %g; it must be zero or more", i, g->radius[i]);
    return SG_OK;
}

/* Starting places on a disc; a body's mass is its degree and one. */
static void scatter(const struct sg_graph *g, uint64_t seed, struct body *b)
{
    double spread = 12 * sqrt((double)g->n_nodes) + 1;
    for (size_t i = 0; i < g->n_nodes; i++) {
        double r = spread * sqrt(unit(&seed)), angle = 6.283185307179586 * unit(&seed);
        b[i] = (struct body){ .x = r * cos(angle), .y = r * sin(angle), .mass = 1 };
    }
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] == g->to[e]) continue;
        b[g->from[e]].mass++;
        b[g->to[e]].mass++;
    }
}

static void attract(const struct sg_graph *g, struct body *b)
{
    for (size_t e = 0; e < g->n_edges; e++) {
        struct body *p = &b[g->from[e]], *q = &b[g->to[e]];
        double w = g->weight ? sqrt(g->weight[e]) : 1, dx = (q->x - p->x) * w, dy = (q->y - p->y) * w;
        p->fx += dx;
        p->fy += dy;
        q->fx -= dx;
        q->fy -= dy;
    }
}

/* A body that swings back and forth moves less, all move less while the whole swings. */
static void move(struct body *b, size_t n, double *speed)
{
    double swing = 0, traction = 0;
    for (size_t i = 0; i < n; i++) {
        swing += b[i].mass * hypot(b[i].fx - b[i].old_fx, b[i].fy - b[i].old_fy);
        traction += b[i].mass * hypot(b[i].fx + b[i].old_fx, b[i].fy + b[i].old_fy) / 2;
    }
    double target = swing > 0 ? TOLERANCE * traction / swing : *speed;
    *speed = fmin(target, *speed * 1.5);
    for (size_t i = 0; i < n; i++) {
        double swings = hypot(b[i].fx - b[i].old_fx, b[i].fy - b[i].old_fy), force = hypot(b[i].fx, b[i].fy);
        double factor = 0.1 * *speed / (1 + sqrt(*speed * b[i].mass * swings));
        if (force > 0) factor = fmin(factor, 10 / force);
        b[i].x += b[i].fx * factor;
        b[i].y += b[i].fy * factor;
        b[i].old_fx = b[i].fx;
        b[i].old_fy = b[i].fy;
        b[i].fx = b[i].fy = 0;
    }
}

static bool settle(const struct sg_graph *g, unsigned rounds, struct body *b)
{
    struct quadtree tree = { 0 };
    bool is_fine = sg_quadtree_init(&tree, g->n_nodes);
    double speed = 1;
    for (unsigned k = 0; k < rounds && is_fine; k++) {
        is_fine = sg_quadtree_build(&tree, b, g->n_nodes);
        for (size_t i = 0; is_fine && i < g->n_nodes; i++) {
            sg_quadtree_repel(&tree, b, (uint32_t)i, REPULSION);
            double d = hypot(b[i].x, b[i].y) + 1e-9;
            b[i].fx -= GRAVITY * b[i].mass * b[i].x / sqrt(d);
            b[i].fy -= GRAVITY * b[i].mass * b[i].y / sqrt(d);
        }
        attract(g, b);
        move(b, g->n_nodes, &speed);
    }
    sg_quadtree_release(&tree);
    return is_fine;
}

static void centre(double *v, size_t n)
{
    double low = v[0], high = v[0];
    for (size_t i = 1; i < n; i++) {
        low = fmin(low, v[i]);
        high = fmax(high, v[i]);
    }
    for (size_t i = 0; i < n; i++)
        v[i] -= (low + high) / 2;
}

enum sg_code sg_graph_layout(const struct sg_graph *g, const struct sg_layout_options *options, double *ret_x,
                             double *ret_y, struct sg_err *err)
{
    SG_TRY(check(g, err));
    size_t n = g->n_nodes;
    if (n == 0) return SG_OK;
    enum sg_code code = SG_OK;
    struct body *b = calloc(n, sizeof *b);
    double *x = calloc(n, sizeof *x), *y = calloc(n, sizeof *y);
    unsigned rounds = options->iterations ? options->iterations : n < 500 ? 800 : n < 5000 ? 400 : 150;
    if (!b || !x || !y) {
        code = sg_fail_nomem(err, "a layout");
        goto out;
    }
    scatter(g, options->seed, b);
    if (n > 1 && !settle(g, rounds, b)) {
        code = sg_fail_nomem(err, "a layout");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = b[i].x;
        y[i] = b[i].y;
    }
    if (g->radius && !sg_overlap_remove(n, x, y, g->radius, options->gap)) {
        code = sg_fail_nomem(err, "a layout");
        goto out;
    }
    centre(x, n);
    centre(y, n);
    memcpy(ret_x, x, n * sizeof *x);
    memcpy(ret_y, y, n * sizeof *y);
out:
    free(b);
    free(x);
    free(y);
    return code;
}
