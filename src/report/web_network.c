/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's network and time axis. */
#include <math.h>
#include <stdlib.h>

#include "graph/graph.h"
#include "report/map_files.h"
#include "report/timeline.h"
#include "report/web_internal.h"

void web_hundredths(struct sg_json_out *j, double v)
{
    sg_auto_buf text = { 0 };
    map_hundredths(&text, v);
    sg_json_raw(j, sg_buf_view(&text));
    j->out->failed |= text.failed;
}

/* ---- places ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void web_unit_radii(double *r, size_t n, double *sorted)
{
    if (n == 0) return;
    memcpy(sorted, r, n * sizeof *r);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    double unit = sorted[n / 2];
    for (size_t i = 0; i < n; i++)
        r[i] /= unit;
}

/* Discs of radius 1 to 4 by audience and relays, and as much room between two of them as the middle one's radius. */
static enum sg_code place(struct web *w, double *r, double *sorted, struct sg_err *err)
{
    const struct map_model *m = &w->net.shown;
    map_model_radii(m, 1, 3, r);
    web_unit_radii(r, m->n_nodes, sorted);
    struct sg_layout_result result = { 0 };
    const struct sg_layout_options options = { .seed = w->o->seed, .gap = 1, .ret_result = &result };
    SG_TRY(map_model_layout_with(m, r, &options, w->x, w->y, err));
    w->n_iterations = result.iterations;
    return map_model_communities(m, w->o->seed, w->community, &w->n_communities, &w->modularity, err);
}

enum sg_code web_place(struct web *w, struct sg_err *err)
{
    size_t n = w->net.shown.n_nodes + 1;
    double *r = calloc(n, sizeof *r), *sorted = calloc(n, sizeof *sorted);
    w->x = calloc(n, sizeof *w->x);
    w->y = calloc(n, sizeof *w->y);
    w->community = calloc(n, sizeof *w->community);
    enum sg_code code = r && sorted && w->x && w->y && w->community ? place(w, r, sorted, err)
                                                                    : sg_fail_nomem(err, "the page's network");
    free(r);
    free(sorted);
    return code;
}

/* ---- network ---- */

enum { NODE_GHOST = 1, NODE_ROOT = 2, NODE_CHAIN = 4 };

static unsigned node_flags(const struct map_node *v)
{
    return (v->is_ghost ? NODE_GHOST : 0u) | (v->is_root ? NODE_ROOT : 0u) | (v->is_chain ? NODE_CHAIN : 0u);
}

void web_places(struct sg_json_out *j, const char *key, const double *v, size_t n)
{
    sg_json_key(j, key);
    sg_json_array(j);
    for (size_t i = 0; i < n; i++)
        web_hundredths(j, v[i]);
    sg_json_array_end(j);
}

static void nodes(struct sg_json_out *j, const struct web *w)
{
    const struct map_node *v = w->net.shown.nodes;
    size_t n = w->net.shown.n_nodes;
    sg_json_key(j, "nodes");
    sg_json_object(j);
    WEB_COLUMN(j, "account", n, i, v[i].post == SG_NO_INDEX ? web_index(w->account_at, v[i].account) : -1);
    WEB_COLUMN(j, "post", n, i, web_index(w->post_at, v[i].post));
    WEB_COLUMN(j, "platform", n, i, v[i].platform);
    web_places(j, "x", w->x, n);
    web_places(j, "y", w->y, n);
    WEB_COLUMN(j, "community", n, i, w->community[i]);
    WEB_COLUMN(j, "posts", n, i, v[i].n_posts);
    WEB_COLUMN(j, "in", n, i, v[i].n_in);
    WEB_COLUMN(j, "out", n, i, v[i].n_out);
    WEB_COLUMN(j, "audience", n, i, v[i].audience);
    WEB_COLUMN(j, "first", n, i, web_ms(w, v[i].first));
    WEB_COLUMN(j, "last", n, i, web_ms(w, v[i].last));
    WEB_COLUMN(j, "flags", n, i, node_flags(&v[i]));
    sg_json_object_end(j);
}

static void edges(struct sg_json_out *j, const struct web *w)
{
    const struct map_edge *e = w->net.shown.edges;
    size_t n = w->net.shown.n_edges;
    sg_json_key(j, "edges");
    sg_json_object(j);
    WEB_COLUMN(j, "from", n, i, e[i].from);
    WEB_COLUMN(j, "to", n, i, e[i].to);
    WEB_COLUMN(j, "kind", n, i, e[i].kind);
    WEB_COLUMN(j, "weight", n, i, e[i].weight);
    WEB_COLUMN(j, "first", n, i, web_ms(w, e[i].first));
    WEB_COLUMN(j, "last", n, i, web_ms(w, e[i].last));
    sg_json_key(j, "confidence");
    sg_json_array(j);
    for (size_t i = 0; i < n; i++)
        web_hundredths(j, e[i].confidence);
    sg_json_array_end(j);
    WEB_COLUMN(j, "chain", n, i, e[i].is_chain);
    sg_json_object_end(j);
}

void web_network(struct sg_json_out *j, const struct web *w)
{
    sg_json_key(j, "network");
    sg_json_object(j);
    nodes(j, w);
    edges(j, w);
    sg_json_ku64(j, "communities", w->n_communities);
    sg_json_kdouble(j, "modularity", w->modularity);
    sg_json_object_end(j);
}

/* ---- axis ---- */

/* The timeline's own axis, its places as shares of its length. */
enum sg_code web_axis(struct sg_json_out *j, const struct web *w, struct sg_err *err)
{
    struct timeline t = { 0 };
    sg_time time[2 * AXIS_PIECES_MAX];
    double place[2 * AXIS_PIECES_MAX];
    size_t n = 0;
    SG_TRY(timeline_plan(&t, w->s, 1200, err));
    const struct axis_piece *first = &t.axis.pieces[0], *last = &t.axis.pieces[t.axis.n - 1];
    for (const struct axis_piece *p = first; p <= last; p++)
        for (int end = 0; end < 2; end++) {
            sg_time at = end ? p->to : p->from;
            double share = ((end ? p->x1 : p->x0) - first->x0) / fmax(last->x1 - first->x0, 1e-9);
            if (n && (web_ms(w, at) <= web_ms(w, time[n - 1]) || share <= place[n - 1])) continue;
            time[n] = at;
            place[n++] = share;
        }
    timeline_release(&t);
    sg_json_key(j, "axis");
    sg_json_object(j);
    WEB_COLUMN(j, "time", n, i, web_ms(w, time[i]));
    sg_json_key(j, "place");
    sg_json_array(j);
    for (size_t i = 0; i < n; i++)
        sg_json_double(j, place[i]);
    sg_json_array_end(j);
    sg_json_object_end(j);
    return SG_OK;
}
