/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ForceAtlas2's rounds: forces, then a step whose length follows the swing of the whole and of each node. */
#include <math.h>
#include <stdlib.h>

#include "graph/layout_internal.h"

enum {
    CHUNK = 1024,    /* nodes that a thread takes at once; sums are added up chunk by chunk, in order */
    CALM_ROUNDS = 5, /* so many calm rounds in a row, and it has settled */
    COOL_ROUNDS = 20 /* at the end, each with shorter steps than the one before: they take the trembling out */
};

/* Calm: a node moves by less than this share of the picture's radius in the mean. */
static const double CALM = 2e-3;
/* The tree's order is too old when the mean node has moved by this share of a leaf's width since. */
static const double AGED = 0.5;

struct sums {
    double swing, traction, moved, square;
};
struct settle {
    struct sg_level *l;
    const struct sg_forces *f;
    struct sg_tree *tree;
    struct sums *sums;
    float *fx, *fy, *old_fx, *old_fy, *stiff, *floats;
    double size; /* root of the mean square of the distance from the centre */
    double speed, efficiency, cool;
    bool is_rising; /* the speed is still finding its height: small steps are no sign of rest */
};

static size_t chunks(const struct sg_level *l)
{
    return (l->n + CHUNK - 1) / CHUNK;
}

static struct sums add_up(const struct settle *s)
{
    struct sums all = { 0 };
    for (size_t k = 0; k < chunks(s->l); k++) {
        all.swing += s->sums[k].swing;
        all.traction += s->sums[k].traction;
        all.moved += s->sums[k].moved;
        all.square += s->sums[k].square;
    }
    return all;
}

/* What the neighbours pull at node i; `stiff` gets how fast that falls when the node gives way. */
static void attract(const struct settle *s, uint32_t i, double *fx, double *fy, double *stiff)
{
    const struct sg_level *l = s->l;
    float x = l->x[i], y = l->y[i];
    double sx = 0, sy = 0, sum = 0;
    if (!s->f->is_linlog && !l->radius) {
        for (size_t e = l->row[i]; e < l->row[i + 1]; e++) {
            uint32_t j = l->end[e];
            sx += l->pull[e] * (l->x[j] - x);
            sy += l->pull[e] * (l->y[j] - y);
            sum += l->pull[e];
        }
    } else {
        for (size_t e = l->row[i]; e < l->row[i + 1]; e++) {
            uint32_t j = l->end[e];
            double dx = l->x[j] - x, dy = l->y[j] - y, d = sqrt(dx * dx + dy * dy), f = l->pull[e];
            if (l->radius) d -= l->radius[i] + l->radius[j];
            if (d <= 0) continue;
            if (s->f->is_linlog) f *= log1p(d) / d;
            sx += f * dx;
            sy += f * dy;
            sum += f;
        }
    }
    *fx += sx;
    *fy += sy;
    *stiff = sum;
}

static void push_and_pull(void *ctx, size_t chunk, unsigned thread)
{
    struct settle *s = ctx;
    const struct sg_level *l = s->l;
    struct sums sums = { 0 };
    (void)thread;
    for (uint32_t i = (uint32_t)(chunk * CHUNK); i < l->n && i < (chunk + 1) * CHUNK; i++) {
        double mass = l->mass[i], x = l->x[i], y = l->y[i], repulsion = s->f->scaling * mass, stiff;
        double fx = s->fx[i] * repulsion, fy = s->fy[i] * repulsion;
        attract(s, i, &fx, &fy, &stiff);
        double gravity = s->f->gravity * mass, d = sqrt(x * x + y * y);
        if (s->f->is_strong_gravity)
            stiff += gravity;
        else
            gravity = d > 0 ? gravity / d : 0;
        fx -= gravity * x;
        fy -= gravity * y;
        double ox = s->old_fx[i], oy = s->old_fy[i];
        s->fx[i] = (float)fx;
        s->fy[i] = (float)fy;
        s->stiff[i] = (float)stiff;
        sums.swing += mass * sqrt((fx - ox) * (fx - ox) + (fy - oy) * (fy - oy));
        sums.traction += mass * sqrt((fx + ox) * (fx + ox) + (fy + oy) * (fy + oy)) / 2;
    }
    s->sums[chunk] = sums;
}

/* The speed of the whole, as the authors' own program sets it (Gephi's ForceAtlas2.java, jitter tolerance 1). */
static void set_speed(struct settle *s)
{
    struct sums all = add_up(s);
    double n = s->l->n, tolerance = 0.05 * sqrt(n);
    if (!(all.swing > 0)) return;
    double jitter = fmax(sqrt(tolerance), fmin(10, tolerance * all.traction / (n * n)));
    if (all.swing > 2 * all.traction) {
        if (s->efficiency > 0.05) s->efficiency *= 0.5;
        jitter = fmax(jitter, 1);
    }
    double target = jitter * s->efficiency * all.traction / all.swing;
    if (all.swing > jitter * all.traction) {
        if (s->efficiency > 0.05) s->efficiency *= 0.7;
    } else if (s->speed < 1000) {
        s->efficiency *= 1.3;
    }
    s->is_rising = target > 1.5 * s->speed;
    s->speed += fmin(target - s->speed, 0.5 * s->speed);
}

static void step(void *ctx, size_t chunk, unsigned thread)
{
    struct settle *s = ctx;
    const struct sg_level *l = s->l;
    struct sums sums = { 0 };
    (void)thread;
    for (uint32_t i = (uint32_t)(chunk * CHUNK); i < l->n && i < (chunk + 1) * CHUNK; i++) {
        double fx = s->fx[i], fy = s->fy[i], sx = fx - s->old_fx[i], sy = fy - s->old_fy[i];
        double force = sqrt(fx * fx + fy * fy), swing = l->mass[i] * sqrt(sx * sx + sy * sy);
        double factor = s->speed / (1 + sqrt(s->speed * swing));
        if (l->radius) factor = fmin(0.1 * factor, 10 / force);
        /* Not beyond the place where the attraction would be used up, and never through the whole picture. */
        factor = fmin(factor, 1 / (double)s->stiff[i]) * s->cool;
        double move = fmin(force * factor, 0.5 * s->size);
        if (force > 0 && isfinite(move)) {
            l->x[i] += (float)(fx / force * move);
            l->y[i] += (float)(fy / force * move);
            sums.moved += move;
        }
        s->old_fx[i] = s->fx[i];
        s->old_fy[i] = s->fy[i];
        sums.square += (double)l->x[i] * l->x[i] + (double)l->y[i] * l->y[i];
    }
    s->sums[chunk] = sums;
}

/* One round; `ret_moved` gets how far the mean node went.  False without memory. */
static bool round_of(struct settle *s, struct sg_pool *pool, bool is_sorted, double *ret_moved)
{
    const struct sg_level *l = s->l;
    struct sg_bodies bodies = { l->n, l->x, l->y, l->mass, l->radius };
    if (!sg_tree_repel(s->tree, pool, &bodies, s->f->theta, (float)s->size, is_sorted, s->fx, s->fy)) return false;
    sg_pool_run(pool, chunks(l), push_and_pull, s);
    set_speed(s);
    sg_pool_run(pool, chunks(l), step, s);
    struct sums all = add_up(s);
    s->size = fmax(sqrt(all.square / l->n), 1e-6);
    *ret_moved = all.moved / l->n;
    return true;
}

static bool rounds(struct settle *s, struct sg_pool *pool, struct sg_run *run)
{
    double leaf = sqrt(100.0 / s->l->n), aged = INFINITY; /* a leaf's width as a share of the picture's radius */
    unsigned calm = 0, left = run->cap, cool = left / 4 < COOL_ROUNDS ? left / 4 + 1 : COOL_ROUNDS;
    for (run->rounds = 0; left > 0; run->rounds++, left--) {
        bool is_sorted = aged < AGED * leaf;
        double moved;
        s->cool = left <= cool ? (double)left / cool : 1;
        if (!round_of(s, pool, is_sorted, &moved)) return false;
        aged = (is_sorted ? aged : 0) + moved / s->size;
        calm = !s->is_rising && moved < CALM * s->size ? calm + 1 : 0;
        if (run->stops && calm >= CALM_ROUNDS && left > cool) {
            run->is_settled = true;
            left = cool + 1;
        }
        if (run->progress) run->progress(run->progress_ctx, run->rounds + 1, run->rounds + left);
    }
    return true;
}

bool sg_level_settle(struct sg_level *l, const struct sg_forces *f, struct sg_pool *pool, struct sg_run *run)
{
    struct settle s = { .l = l, .f = f, .speed = 1, .efficiency = 1 };
    size_t n = l->n;
    double square = 0;
    for (size_t i = 0; i < n; i++)
        square += (double)l->x[i] * l->x[i] + (double)l->y[i] * l->y[i];
    s.size = fmax(sqrt(square / (double)n), 1e-6);
    s.tree = sg_tree_new(n, sg_pool_threads(pool));
    s.sums = calloc(chunks(l), sizeof *s.sums);
    s.floats = calloc(n, 5 * sizeof *s.floats);
    bool is_fine = s.tree && s.sums && s.floats;
    if (is_fine) {
        s.fx = s.floats;
        s.fy = s.fx + n;
        s.old_fx = s.fy + n;
        s.old_fy = s.old_fx + n;
        s.stiff = s.old_fy + n;
        is_fine = rounds(&s, pool, run);
    }
    sg_tree_free(s.tree);
    free(s.sums);
    free(s.floats);
    return is_fine;
}
