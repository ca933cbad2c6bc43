/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/communities.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/communities_internal.h"

static const uint32_t NO_PART = UINT32_MAX;

/* Every node is a part of its own. */
static void part_all(struct sg_leiden *l)
{
    const struct sg_adjacency *g = l->graph;
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        l->part[i] = i;
        l->part_volume[i] = g->strength[i];
        l->part_cut[i] = 0;
        for (size_t s = g->start[i]; s < g->start[i + 1]; s++)
            if (l->community[g->to[s]] == l->community[i]) l->part_cut[i] += g->weight[s];
    }
}

/* Tied to the rest of its community at least as much as chance would have it. */
static bool is_well_connected(const struct sg_leiden *l, uint32_t part, double volume_of_all)
{
    double volume = l->part_volume[part];
    return l->part_cut[part] >= sg_leiden_toll(l, volume, volume_of_all - volume);
}

/* The parts of its community that node `i` has an edge to; returns how many are in `near`. */
static size_t look_around(struct sg_leiden *l, uint32_t i)
{
    const struct sg_adjacency *g = l->graph;
    size_t n = 0;
    for (size_t s = g->start[i]; s < g->start[i + 1]; s++) {
        uint32_t u = g->to[s], p = l->part[u];
        if (l->community[u] != l->community[i]) continue;
        if (l->link[p] == 0) l->near[n++] = p;
        l->link[p] += g->weight[s];
    }
    return n;
}

/*
 * exp(-behind / warmth), not to the last place but with the same bits on every machine: 2^-x, straight lines between
 * whole x, at most 6 % above.
 */
static double chance(double behind, double warmth)
{
    static const double LN_2 = 0.6931471805599453, NEVER = 60; /* 2^-60 is nothing beside 1 */
    double halvings = behind / warmth / LN_2;
    if (behind <= 0) return 1;
    if (!(halvings < NEVER)) return 0;
    int whole = (int)halvings;
    return ldexp(1 - (halvings - whole) / 2, -whole);
}

/* Draws one of the parts in `near` that is worth joining, better ones far more often; NO_PART when none is. */
static uint32_t draw_part(struct sg_leiden *l, uint32_t i, size_t n)
{
    double most = 0, sum = 0, volume_of_all = l->volume[l->community[i]];
    size_t n_fit = 0;
    for (size_t k = 0; k < n; k++) {
        uint32_t p = l->near[k];
        double gain = l->link[p] - sg_leiden_toll(l, l->graph->strength[i], l->part_volume[p]);
        if (gain < 0 || !is_well_connected(l, p, volume_of_all)) continue;
        most = fmax(most, gain);
        l->near[n_fit] = p; /* never ahead of the one that is read */
        l->chance[n_fit++] = gain;
    }
    for (size_t k = 0; k < n_fit; k++) {
        l->chance[k] = chance(most - l->chance[k], l->warmth);
        sum += l->chance[k];
    }
    double at = sum * sg_leiden_draw(l, UINT32_MAX) / UINT32_MAX;
    for (size_t k = 0; k < n_fit; k++) {
        if (at < l->chance[k]) return l->near[k];
        at -= l->chance[k];
    }
    return NO_PART;
}

static void join_part(struct sg_leiden *l, uint32_t i, uint32_t p, double link)
{
    l->part[i] = p;
    l->part_volume[p] += l->part_volume[i];
    l->part_cut[p] += l->part_cut[i] - 2 * link;
    l->size[p]++;
}

/* Numbers the parts without gaps, in the order of their first nodes. */
static uint32_t number_parts(struct sg_leiden *l)
{
    uint32_t n = 0, n_nodes = (uint32_t)l->graph->n_nodes;
    for (uint32_t i = 0; i < n_nodes; i++)
        l->near[i] = NO_PART;
    for (uint32_t i = 0; i < n_nodes; i++) {
        uint32_t *number = &l->near[l->part[i]];
        if (*number == NO_PART) *number = n++;
        l->part[i] = *number;
    }
    return n;
}

uint32_t sg_leiden_refine(struct sg_leiden *l)
{
    const struct sg_adjacency *g = l->graph;
    part_all(l);
    sg_leiden_shuffle(l);
    for (uint32_t i = 0; i < g->n_nodes; i++)
        l->size[i] = 1; /* of parts from here on */
    for (size_t k = 0; k < g->n_nodes; k++) {
        uint32_t i = l->order[k];
        if (l->part[i] != i || l->size[i] > 1 || !is_well_connected(l, i, l->volume[l->community[i]])) continue;
        size_t n = look_around(l, i);
        uint32_t p = draw_part(l, i, n);
        if (p != NO_PART) join_part(l, i, p, l->link[p]);
        for (size_t s = g->start[i]; s < g->start[i + 1]; s++)
            l->link[l->part[g->to[s]]] = 0;
    }
    return number_parts(l);
}

/* The nodes of part p are order[first[p]] .. order[first[p + 1] - 1]. */
static void sort_by_part(struct sg_leiden *l, uint32_t n_parts, size_t *first)
{
    uint32_t n = (uint32_t)l->graph->n_nodes;
    memset(first, 0, ((size_t)n_parts + 1) * sizeof *first);
    for (uint32_t i = 0; i < n; i++)
        first[l->part[i] + 1]++;
    for (size_t p = 0; p < n_parts; p++)
        first[p + 1] += first[p];
    for (uint32_t i = 0; i < n; i++)
        l->order[first[l->part[i]]++] = i;
    memmove(first + 1, first, n_parts * sizeof *first);
    first[0] = 0;
}

/* The row of part `p` at the end of `a`: its nodes' edges to other parts. */
static void add_row(struct sg_leiden *l, const size_t *first, uint32_t p, struct sg_adjacency *a)
{
    const struct sg_adjacency *g = l->graph;
    size_t n = 0, end = a->start[p];
    for (size_t k = first[p]; k < first[p + 1]; k++) {
        uint32_t i = l->order[k];
        a->strength[p] += g->strength[i];
        for (size_t s = g->start[i]; s < g->start[i + 1]; s++) {
            uint32_t q = l->part[g->to[s]];
            if (q == p) continue;
            if (l->link[q] == 0) l->near[n++] = q;
            l->link[q] += g->weight[s];
        }
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t q = l->near[k];
        a->to[end] = q;
        a->weight[end++] = l->link[q];
        l->link[q] = 0;
    }
    a->start[p + 1] = end;
}

/* Communities of parts, numbered anew so that each number is below n_parts; there are no more of them than parts. */
static void lift_communities(struct sg_leiden *l, uint32_t n_parts, const size_t *first)
{
    uint32_t n = 0;
    for (size_t c = 0; c < l->graph->n_nodes; c++)
        l->near[c] = NO_PART;
    for (uint32_t p = 0; p < n_parts; p++) { /* part p's first node is at or after p: nothing is overwritten unread */
        uint32_t *number = &l->near[l->community[l->order[first[p]]]];
        if (*number == NO_PART) *number = n++;
        l->community[p] = *number;
    }
}

bool sg_leiden_aggregate(struct sg_leiden *l, uint32_t n_parts, struct sg_adjacency *ret)
{
    const struct sg_adjacency *g = l->graph;
    struct sg_adjacency a = { .n_nodes = n_parts, .total = g->total };
    size_t n_slots = g->start[g->n_nodes], *first = malloc(((size_t)n_parts + 1) * sizeof *first);
    a.start = calloc((size_t)n_parts + 1, sizeof *a.start);
    a.strength = calloc((size_t)n_parts + 1, sizeof *a.strength);
    a.to = malloc((n_slots + 1) * sizeof *a.to); /* more than is needed, and never touched beyond */
    a.weight = malloc((n_slots + 1) * sizeof *a.weight);
    bool is_fine = first && a.start && a.strength && a.to && a.weight;
    if (is_fine) {
        sort_by_part(l, n_parts, first);
        for (uint32_t p = 0; p < n_parts; p++)
            add_row(l, first, p, &a);
        lift_communities(l, n_parts, first);
    } else {
        sg_adjacency_release(&a);
    }
    free(first);
    *ret = a;
    return is_fine;
}
