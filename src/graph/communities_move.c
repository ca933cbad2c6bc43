/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/communities.md. */
#include <string.h>

#include "base/random.h"
#include "graph/communities_internal.h"

/* A gain that is smaller than this share of a node's strength is rounding: moving for it might never end. */
static const double LEAST_GAIN = 1e-10;

uint32_t sg_leiden_draw(struct sg_leiden *l, uint32_t n)
{
    return sg_random_below(&l->random, n);
}

void sg_leiden_shuffle(struct sg_leiden *l)
{
    uint32_t n = (uint32_t)l->graph->n_nodes;
    for (uint32_t i = 0; i < n; i++)
        l->order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = sg_leiden_draw(l, i), node = l->order[i - 1];
        l->order[i - 1] = l->order[k];
        l->order[k] = node;
    }
}

/* Sizes and volumes of the communities as they are, and which have no node. */
static void count(struct sg_leiden *l)
{
    size_t n = l->graph->n_nodes;
    memset(l->size, 0, n * sizeof *l->size);
    memset(l->volume, 0, n * sizeof *l->volume);
    for (size_t i = 0; i < n; i++) {
        l->size[l->community[i]]++;
        l->volume[l->community[i]] += l->graph->strength[i];
    }
    l->n_empty = 0;
    for (size_t c = n; c > 0; c--)
        if (l->size[c - 1] == 0) l->empty[l->n_empty++] = (uint32_t)(c - 1);
}

/* The weight from node `i` to each community around it, into `link`; returns how many communities are in `near`. */
static size_t look_around(struct sg_leiden *l, uint32_t i)
{
    const struct sg_adjacency *g = l->graph;
    size_t n = 0;
    for (size_t s = g->start[i]; s < g->start[i + 1]; s++) {
        uint32_t c = l->community[g->to[s]];
        if (l->link[c] == 0) l->near[n++] = c;
        l->link[c] += g->weight[s];
    }
    return n;
}

/* Where node `i` is best off; its own community unless another one is truly better. */
static uint32_t best_community(struct sg_leiden *l, uint32_t i)
{
    uint32_t own = l->community[i], best = own;
    double strength = l->graph->strength[i];
    size_t n = look_around(l, i);
    double stay = l->link[own] - sg_leiden_toll(l, strength, l->volume[own] - strength);
    double most = stay + LEAST_GAIN * strength;
    for (size_t k = 0; k < n; k++) {
        uint32_t c = l->near[k];
        double gain = l->link[c] - sg_leiden_toll(l, strength, l->volume[c]);
        l->link[c] = 0;
        if (c == own || gain <= most) continue;
        most = gain;
        best = c;
    }
    /* Alone costs nothing and gains nothing.  While some community has two nodes another one is empty. */
    if (most < 0 && l->size[own] > 1) best = l->empty[l->n_empty - 1];
    return best;
}

static void change_community(struct sg_leiden *l, uint32_t i, uint32_t to)
{
    uint32_t from = l->community[i];
    double strength = l->graph->strength[i];
    l->community[i] = to;
    if (l->size[to]++ == 0) l->n_empty--; /* only the last empty one is ever chosen */
    l->volume[to] += strength;
    l->volume[from] -= strength;
    if (--l->size[from] > 0) return;
    l->volume[from] = 0; /* what rounding left */
    l->empty[l->n_empty++] = from;
}

bool sg_leiden_move(struct sg_leiden *l)
{
    const struct sg_adjacency *g = l->graph;
    size_t n = g->n_nodes, head = 0, waiting = n;
    bool moved = false;
    count(l);
    sg_leiden_shuffle(l);
    memset(l->is_waiting, 1, n);
    while (waiting > 0) {
        uint32_t i = l->order[head];
        head = head + 1 == n ? 0 : head + 1;
        waiting--;
        l->is_waiting[i] = 0;
        uint32_t to = best_community(l, i);
        if (to == l->community[i]) continue;
        change_community(l, i, to);
        moved = true;
        for (size_t s = g->start[i]; s < g->start[i + 1]; s++) {
            uint32_t u = g->to[s];
            if (l->is_waiting[u] || l->community[u] == to) continue;
            l->is_waiting[u] = 1;
            l->order[head + waiting < n ? head + waiting : head + waiting - n] = u;
            waiting++;
        }
    }
    return moved;
}
