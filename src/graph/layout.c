/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout from end to end.  Method: doc/method/layout.md. */
#include <stdlib.h>
#include <unistd.h>

#include "graph/adjacency_internal.h"
#include "graph/layout_parts.h"

enum { THREADS_MAX = 8, LARGE = 2000 }; /* nodes of a part on which the threads work together */

static const double SETTING_MAX = 1e6;

struct layout {
    const struct sg_layout_options *options;
    struct sg_forces forces;
    struct sg_parts parts;
    struct sg_pool *pool;
    struct sg_run first; /* of the largest part */
    size_t n_large;
    atomic_bool is_short; /* of memory */
};

static enum sg_code check_setting(const char *name, double value, double least, double most, struct sg_err *err)
{
    if (value >= least && value <= most) return SG_OK;
    return sg_fail(err, SG_EINPUT, "the layout's setting %s is %g; it must be from %g to %g", name, value, least, most);
}

static enum sg_code check(const struct sg_graph *g, const struct sg_layout_options *o, struct sg_err *err)
{
    SG_TRY(sg_graph_check_edges(g, err));
    for (size_t i = 0; g->radius && i < g->n_nodes; i++)
        if (!(g->radius[i] >= 0 && g->radius[i] <= SETTING_MAX))
            return sg_fail(err, SG_EINPUT, "node %zu has the radius %g; it must be from 0 to %g", i, g->radius[i],
                           SETTING_MAX);
    SG_TRY(check_setting("gap", o->gap, 0, SETTING_MAX, err));
    SG_TRY(check_setting("gravity", o->gravity, -SETTING_MAX, SETTING_MAX, err));
    SG_TRY(check_setting("scaling", o->scaling, 0, SETTING_MAX, err));
    SG_TRY(check_setting("theta", o->theta, 0, 2, err));
    SG_TRY(check_setting("edge_influence", o->edge_influence, -8, 8, err));
    return SG_OK;
}

static struct sg_layout_options with_defaults(struct sg_layout_options o)
{
    if (o.gravity == 0) o.gravity = 1;
    if (o.gravity < 0) o.gravity = 0;
    if (o.scaling == 0) o.scaling = 10;
    if (o.theta == 0) o.theta = 0.5;
    if (o.edge_influence == 0) o.edge_influence = 0.5;
    if (o.threads == 0) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        o.threads = n > 0 && n < THREADS_MAX ? (unsigned)n : THREADS_MAX;
    }
    if (o.threads > THREADS_MAX) o.threads = THREADS_MAX;
    return o;
}

static void lay_out(struct layout *w, size_t part, struct sg_pool *pool)
{
    struct sg_level l = sg_parts_level(&w->parts, part);
    if (l.n == 1 || w->is_short) return;
    if (!w->forces.prevents_overlap) l.radius = NULL;
    unsigned cap = l.n < 10000 ? 1000 : l.n < 100000 ? 500 : 200;
    struct sg_run run = { .stops = w->options->iterations == 0 };
    run.cap = run.stops ? cap : w->options->iterations;
    if (part == 0) {
        run.progress = w->options->progress;
        run.progress_ctx = w->options->progress_ctx;
    }
    if (!sg_level_start(&l, &w->forces, pool) || !sg_level_settle(&l, &w->forces, pool, &run)) w->is_short = true;
    free(l.into);
    if (part == 0) w->first = run;
}

static void lay_out_small(void *ctx, size_t task, unsigned thread)
{
    struct layout *w = ctx;
    (void)thread;
    lay_out(w, w->n_large + task, NULL);
}

static enum sg_code run(struct layout *w, const struct sg_graph *g, double *x, double *y, struct sg_err *err)
{
    SG_TRY(sg_parts_init(&w->parts, g, w->options, err));
    w->pool = sg_pool_new(w->options->threads);
    if (!w->pool) return sg_fail_nomem(err, "a layout");
    /* The largest by the calling thread in any case: it is the one that tells of its progress. */
    while (w->n_large < w->parts.n && (w->n_large == 0 || sg_parts_size(&w->parts, w->n_large) >= LARGE)) {
        lay_out(w, w->n_large, sg_parts_size(&w->parts, w->n_large) >= LARGE ? w->pool : NULL);
        w->n_large++;
    }
    sg_pool_run(w->pool, w->parts.n - w->n_large, lay_out_small, w);
    if (w->is_short || !sg_parts_arrange(&w->parts, g, w->options, w->pool, x, y))
        return sg_fail_nomem(err, "a layout");
    return SG_OK;
}

enum sg_code sg_graph_layout(const struct sg_graph *g, const struct sg_layout_options *options, double *ret_x,
                             double *ret_y, struct sg_err *err)
{
    SG_TRY(check(g, options, err));
    struct sg_layout_options o = with_defaults(*options);
    struct layout w = { .options = &o, .first.is_settled = true }; /* what has nowhere to go is at rest */
    w.forces = (struct sg_forces){ o.seed,           o.is_linlog,      o.is_strong_gravity, o.prevents_overlap,
                                   (float)o.gravity, (float)o.scaling, (float)o.theta };
    enum sg_code code = g->n_nodes ? run(&w, g, ret_x, ret_y, err) : SG_OK;
    if (code == SG_OK && o.ret_result)
        *o.ret_result = (struct sg_layout_result){ w.first.rounds, w.first.is_settled, w.parts.n };
    sg_pool_free(w.pool);
    sg_parts_release(&w.parts);
    return code;
}
