/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of graphs share: a graph under construction, and numbers that look drawn. */
#ifndef SG_TESTS_GRAPH_NET_H
#define SG_TESTS_GRAPH_NET_H

#include "graph/graph.h"
#include "unit.h"

enum { MAX_NODES = 1200, MAX_EDGES = 12000 };

struct net {
    uint32_t from[MAX_EDGES], to[MAX_EDGES];
    double weight[MAX_EDGES];
    size_t n, m;
};

static inline void add(struct net *net, uint32_t a, uint32_t b, double weight)
{
    assert_true(net->m < MAX_EDGES);
    net->from[net->m] = a;
    net->to[net->m] = b;
    net->weight[net->m++] = weight;
}

static inline uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* Edges of the weights 1 to max_weight, some from a node to itself, some twice. */
static inline void add_at_random(struct net *net, uint64_t *random, size_t n_edges, uint32_t max_weight)
{
    for (size_t e = 0; e < n_edges; e++) {
        uint32_t a = draw(random, (uint32_t)net->n), b = draw(random, (uint32_t)net->n);
        add(net, a, b, 1 + draw(random, max_weight));
    }
}

static inline struct sg_graph graph_of(const struct net *net)
{
    return (struct sg_graph){
        .n_nodes = net->n, .n_edges = net->m, .from = net->from, .to = net->to, .weight = net->weight
    };
}

#endif
