/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/communities.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/communities_internal.h"

static const unsigned MAX_ITERATIONS = 20;
static const double MAX_RESOLUTION = 1e9;
static const double WARMTH = 0.01; /* of the mean weight; the authors' choice of their theta */

static bool leiden_init(struct sg_leiden *l, const struct sg_adjacency *g, const struct sg_communities_options *options)
{
    size_t n = g->n_nodes, n_slots = g->start[n];
    *l = (struct sg_leiden){
        .resolution = options->resolution > 0 ? options->resolution : 1,
        .total = g->total > 0 ? g->total : 1, /* without an edge there is nothing to divide by */
        .warmth = n_slots ? WARMTH * g->total / (double)n_slots : 0,
        .random = options->seed,
        .community = malloc(n * sizeof *l->community),
        .volume = malloc(n * sizeof *l->volume),
        .size = malloc(n * sizeof *l->size),
        .part = malloc(n * sizeof *l->part),
        .part_volume = malloc(n * sizeof *l->part_volume),
        .part_cut = malloc(n * sizeof *l->part_cut),
        .link = calloc(n, sizeof *l->link),
        .near = malloc(n * sizeof *l->near),
        .chance = malloc(n * sizeof *l->chance),
        .order = malloc(n * sizeof *l->order),
        .empty = malloc(n * sizeof *l->empty),
        .is_waiting = malloc(n),
    };
    return l->community && l->volume && l->size && l->part && l->part_volume && l->part_cut && l->link && l->near &&
           l->chance && l->order && l->empty && l->is_waiting;
}

static void leiden_release(struct sg_leiden *l)
{
    void *const all[] = { l->community, l->volume, l->size,   l->part,  l->part_volume, l->part_cut,
                          l->link,      l->near,   l->chance, l->order, l->empty,       l->is_waiting };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

static size_t count_communities(const struct sg_leiden *l)
{
    size_t n = 0;
    for (size_t c = 0; c < l->graph->n_nodes; c++)
        n += l->size[c] > 0;
    return n;
}

/*
 * From the level at hand up to the one where each community is a single node: `at` follows the nodes of the graph
 * itself. A node of a higher level is a part, and parts are connected; so are the communities in the end.
 */
static bool climb(struct sg_leiden *l, const struct sg_adjacency *g, uint32_t *at, bool *moved)
{
    struct sg_adjacency level = { 0 };
    bool is_fine = true;
    l->graph = g;
    for (size_t i = 0; i < g->n_nodes; i++)
        at[i] = (uint32_t)i;
    while (is_fine) {
        bool moved_here = sg_leiden_move(l);
        *moved |= moved_here;
        if (count_communities(l) == l->graph->n_nodes) break;
        uint32_t n_parts = sg_leiden_refine(l);
        if (n_parts == l->graph->n_nodes) {
            if (moved_here) continue;
            /* Nothing moves and nothing merges: only gains of rounding's size hold these communities together. */
            for (uint32_t i = 0; i < n_parts; i++)
                l->community[i] = i;
            break;
        }
        for (size_t i = 0; i < g->n_nodes; i++)
            at[i] = l->part[at[i]];
        struct sg_adjacency next;
        is_fine = sg_leiden_aggregate(l, n_parts, &next);
        sg_adjacency_release(&level);
        level = next;
        l->graph = &level;
    }
    for (size_t i = 0; is_fine && i < g->n_nodes; i++)
        at[i] = l->community[at[i]];
    sg_adjacency_release(&level);
    l->graph = g;
    return is_fine;
}

static bool run(struct sg_leiden *l, const struct sg_adjacency *g, unsigned iterations)
{
    uint32_t *at = malloc(g->n_nodes * sizeof *at);
    bool is_fine = at != NULL, moved = true;
    for (uint32_t i = 0; i < g->n_nodes; i++)
        l->community[i] = i;
    for (unsigned k = 0; is_fine && moved && k < iterations; k++) {
        moved = false;
        is_fine = climb(l, g, at, &moved);
        if (is_fine) memcpy(l->community, at, g->n_nodes * sizeof *at);
    }
    free(at);
    return is_fine;
}

struct group {
    uint32_t size, first, id;
    bool is_isolated;
};

static int by_size(const void *a, const void *b)
{
    const struct group *p = a, *q = b;
    if (p->size != q->size) return p->size > q->size ? -1 : 1;
    if (p->is_isolated != q->is_isolated) return p->is_isolated ? 1 : -1;
    return p->first < q->first ? -1 : p->first > q->first;
}

/* Renumbers the communities as graph.h promises; false without memory. */
static bool number_communities(struct sg_leiden *l, const struct sg_adjacency *g, size_t *ret_n)
{
    size_t n = 0;
    struct group *groups = malloc(g->n_nodes * sizeof *groups);
    if (!groups) return false;
    memset(l->size, 0, g->n_nodes * sizeof *l->size);
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        uint32_t c = l->community[i];
        if (l->size[c]++ == 0) {
            l->near[c] = (uint32_t)n;
            groups[n++] = (struct group){ .first = i, .id = c, .is_isolated = g->start[i] == g->start[i + 1] };
        }
        groups[l->near[c]].size++;
    }
    qsort(groups, n, sizeof *groups, by_size);
    for (uint32_t k = 0; k < n; k++)
        l->near[groups[k].id] = k;
    for (size_t i = 0; i < g->n_nodes; i++)
        l->community[i] = l->near[l->community[i]];
    free(groups);
    *ret_n = n;
    return true;
}

/* Over communities: the share of the weight inside less what chance would put there. */
static double modularity(struct sg_leiden *l, const struct sg_adjacency *g, size_t n_communities)
{
    double inside = 0, chance = 0;
    if (!(g->total > 0)) return 0;
    memset(l->volume, 0, n_communities * sizeof *l->volume);
    for (size_t i = 0; i < g->n_nodes; i++) {
        l->volume[l->community[i]] += g->strength[i] / g->total;
        for (size_t s = g->start[i]; s < g->start[i + 1]; s++)
            if (l->community[g->to[s]] == l->community[i]) inside += g->weight[s] / g->total;
    }
    for (size_t c = 0; c < n_communities; c++)
        chance += l->volume[c] * l->volume[c];
    return inside - l->resolution * chance;
}

enum sg_code sg_graph_communities(const struct sg_graph *g, const struct sg_communities_options *options,
                                  uint32_t *ret_community, size_t *ret_n, double *ret_modularity, struct sg_err *err)
{
    struct sg_adjacency rows = { 0 };
    struct sg_leiden l = { 0 };
    size_t n = 0;
    double q = 0;
    if (!(options->resolution >= 0 && options->resolution <= MAX_RESOLUTION))
        return sg_fail(err, SG_EINPUT, "the resolution is %g; it must lie between 0 and %g", options->resolution,
                       MAX_RESOLUTION);
    enum sg_code code = sg_adjacency_init(&rows, g, err);
    if (code != SG_OK || g->n_nodes == 0) goto out;
    if (!leiden_init(&l, &rows, options) ||
        !run(&l, &rows, options->iterations ? options->iterations : MAX_ITERATIONS) ||
        !number_communities(&l, &rows, &n)) {
        code = sg_fail_nomem(err, "communities");
        goto out;
    }
    q = modularity(&l, &rows, n);
    memcpy(ret_community, l.community, g->n_nodes * sizeof *ret_community);
out:
    if (code == SG_OK) {
        *ret_n = n;
        if (ret_modularity) *ret_modularity = q;
    }
    leiden_release(&l);
    sg_adjacency_release(&rows);
    return code;
}
