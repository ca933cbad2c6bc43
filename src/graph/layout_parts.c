/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/disjoint_internal.h"
#include "graph/layout_parts.h"

static const float PULL_LEAST = 1e-6f, PULL_MOST = 1e6f; /* so that sums of pulls stay numbers */

void sg_parts_release(struct sg_parts *p)
{
    free(p->first);
    free(p->node);
    free(p->all.radius);
    sg_level_release(&p->all);
    memset(p, 0, sizeof *p);
}

struct sg_level sg_parts_level(const struct sg_parts *p, size_t part)
{
    uint32_t from = p->first[part];
    return (struct sg_level){
        .n = sg_parts_size(p, part),
        .row = p->all.row + from, /* its values count from the whole's beginning, and so do `end` and `pull` */
        .end = p->all.end,
        .pull = p->all.pull,
        .mass = p->all.mass + from,
        .radius = p->all.radius ? p->all.radius + from : NULL,
        .x = p->all.x + from,
        .y = p->all.y + from,
    };
}

/* ---- Finding them */

struct part {
    uint32_t smallest, size, first;
};

static int compare_parts(const void *a, const void *b)
{
    const struct part *p = a, *q = b;
    if (p->size != q->size) return p->size > q->size ? -1 : 1;
    return (p->smallest > q->smallest) - (p->smallest < q->smallest);
}

/* Fills first, node and `place`: the new number of each node. */
static enum sg_code split(struct sg_parts *p, const struct sg_graph *g, uint32_t *place, struct sg_err *err)
{
    uint32_t *up = place; /* needed no more when the places are known */
    sg_disjoint_init(up, p->n_nodes);
    for (size_t e = 0; e < g->n_edges; e++)
        sg_disjoint_unite(up, g->from[e], g->to[e]);
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_nodes; i++)
        n += up[i] == i;
    struct part *parts = calloc(n + 1, sizeof *parts);
    uint32_t *rank = calloc(p->n_nodes, sizeof *rank);
    p->first = calloc(n + 1, sizeof *p->first);
    if (!parts || !rank || !p->first) {
        free(parts);
        free(rank);
        return sg_fail_nomem(err, "a layout");
    }
    for (uint32_t i = 0, k = 0; i < p->n_nodes; i++) {
        uint32_t root = sg_disjoint_root(up, i);
        if (root == i) {
            rank[i] = k;
            parts[k++].smallest = i;
        }
        parts[rank[root]].size++;
    }
    qsort(parts, n, sizeof *parts, compare_parts);
    for (uint32_t k = 0; k < n; k++) {
        p->first[k + 1] = p->first[k] + parts[k].size;
        rank[parts[k].smallest] = p->first[k];
    }
    p->n = n;
    for (uint32_t i = 0; i < p->n_nodes; i++)
        p->node[rank[sg_disjoint_root(up, i)]++] = i;
    for (uint32_t at = 0; at < p->n_nodes; at++)
        place[p->node[at]] = at;
    free(parts);
    free(rank);
    return SG_OK;
}

/* ---- The rows */

static void weigh(struct sg_parts *p, const struct sg_graph *g, const uint32_t *place)
{
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] == g->to[e]) continue;
        p->all.row[place[g->from[e]] + 1]++;
        p->all.row[place[g->to[e]] + 1]++;
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        p->all.mass[i] = 1 + (float)p->all.row[i + 1];
        p->all.row[i + 1] += p->all.row[i];
    }
    for (size_t i = 0; g->radius && i < g->n_nodes; i++)
        p->all.radius[place[i]] = (float)g->radius[i];
}

static float pull_of(const struct sg_graph *g, const struct sg_layout_options *o, size_t e)
{
    double w = g->weight && o->edge_influence > 0 ? pow(g->weight[e], o->edge_influence) : 1;
    return fmaxf(PULL_LEAST, fminf(PULL_MOST, (float)fmin(w, 1e9)));
}

/* `at` counts how much of each row is filled. */
static void fill_rows(struct sg_parts *p, const struct sg_graph *g, const struct sg_layout_options *o,
                      const uint32_t *place, const uint32_t *part_first, uint32_t *at)
{
    struct sg_level *l = &p->all;
    float mean = 1 + 2 * (float)((double)l->row[g->n_nodes] / 2 / (double)g->n_nodes);
    for (size_t e = 0; e < g->n_edges; e++) {
        if (g->from[e] == g->to[e]) continue;
        uint32_t a = place[g->from[e]], b = place[g->to[e]], first = part_first[a];
        float pull = pull_of(g, o, e);
        if (o->is_outbound) pull *= mean / l->mass[a];
        size_t i = l->row[a] + at[a]++, k = l->row[b] + at[b]++;
        l->end[i] = b - first;
        l->end[k] = a - first;
        l->pull[i] = l->pull[k] = pull;
    }
}

enum sg_code sg_parts_init(struct sg_parts *p, const struct sg_graph *g, const struct sg_layout_options *o,
                           struct sg_err *err)
{
    size_t n = p->n_nodes = g->n_nodes;
    uint32_t *place = calloc(n, sizeof *place), *at = calloc(n, sizeof *at), *part_first = calloc(n, sizeof *at);
    struct sg_level *l = &p->all;
    p->node = calloc(n, sizeof *p->node);
    l->n = (uint32_t)n;
    l->row = calloc(n + 1, sizeof *l->row);
    l->end = calloc(g->n_edges + 1, 2 * sizeof *l->end);
    l->pull = calloc(g->n_edges + 1, 2 * sizeof *l->pull);
    l->mass = calloc(n, sizeof *l->mass);
    l->x = calloc(n, sizeof *l->x);
    l->y = calloc(n, sizeof *l->y);
    if (g->radius) l->radius = calloc(n, sizeof *l->radius);
    bool is_fine = place && at && part_first && p->node && l->row && l->end && l->pull && l->mass && l->x && l->y &&
                   (l->radius || !g->radius);
    enum sg_code code = is_fine ? split(p, g, place, err) : sg_fail_nomem(err, "a layout");
    if (code == SG_OK) {
        for (size_t k = 0; k < p->n; k++)
            for (uint32_t i = p->first[k]; i < p->first[k + 1]; i++)
                part_first[i] = p->first[k];
        weigh(p, g, place);
        fill_rows(p, g, o, place, part_first, at);
    }
    free(place);
    free(at);
    free(part_first);
    return code;
}
