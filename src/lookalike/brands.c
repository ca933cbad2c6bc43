/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Protected texts inside longer ones.  A walk begins only where the next five symbols begin some text: a table of bits
 * tells. From there a trie is followed, whose edges are kept in a hash table; at most LOOK_FOLD_MAX steps from each
 * beginning.
 */
#include <stdlib.h>

#include "lookalike/lookalike_internal.h"

#define NO_VALUE UINT32_MAX

struct edge {
    uint64_t key; /* node and symbol; 0: free */
    uint32_t node;
};
struct look_trie {
    struct edge *edges; /* open addressing, at most half full */
    size_t n_edges, cap;
    uint32_t *values; /* of each node; NO_VALUE: nothing ends here */
    size_t n_nodes, cap_nodes;
    uint64_t *begins; /* bits, by the hash of the first symbols */
    unsigned bits;
    uint64_t *hashes; /* of the beginnings, until built */
    size_t n_hashes, cap_hashes;
};

struct look_trie *look_trie_new(void)
{
    struct look_trie *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->cap = 1024;
    t->cap_nodes = 512;
    t->edges = calloc(t->cap, sizeof *t->edges);
    t->values = calloc(t->cap_nodes, sizeof *t->values);
    if (!t->edges || !t->values) {
        look_trie_free(t);
        return NULL;
    }
    t->values[0] = NO_VALUE;
    t->n_nodes = 1;
    return t;
}

void look_trie_free(struct look_trie *t)
{
    if (!t) return;
    free(t->edges);
    free(t->values);
    free(t->begins);
    free(t->hashes);
    free(t);
}

static inline uint64_t key_of(uint32_t node, uint8_t symbol)
{
    return ((uint64_t)node << 8 | symbol) + 1;
}

static struct edge *edge_at(struct edge *edges, size_t cap, uint64_t key)
{
    size_t i = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (cap - 1);
    while (edges[i].key && edges[i].key != key)
        i = (i + 1) & (cap - 1);
    return &edges[i];
}

static bool widen(struct look_trie *t)
{
    struct edge *more = calloc(t->cap * 2, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < t->cap; i++)
        if (t->edges[i].key) *edge_at(more, t->cap * 2, t->edges[i].key) = t->edges[i];
    free(t->edges);
    t->edges = more;
    t->cap *= 2;
    return true;
}

static bool new_node(struct look_trie *t, uint32_t *ret)
{
    if (t->n_nodes == t->cap_nodes) {
        uint32_t *more = reallocarray(t->values, t->cap_nodes * 2, sizeof *more);
        if (!more) return false;
        t->values = more;
        t->cap_nodes *= 2;
    }
    t->values[t->n_nodes] = NO_VALUE;
    *ret = (uint32_t)t->n_nodes++;
    return true;
}

static bool note_beginning(struct look_trie *t, const uint8_t *s)
{
    if (t->n_hashes == t->cap_hashes) {
        size_t cap = t->cap_hashes ? t->cap_hashes * 2 : 256;
        uint64_t *more = reallocarray(t->hashes, cap, sizeof *more);
        if (!more) return false;
        t->hashes = more;
        t->cap_hashes = cap;
    }
    t->hashes[t->n_hashes++] = look_hash(s, LOOK_INSIDE_LEAST);
    return true;
}

bool look_trie_add(struct look_trie *t, const uint8_t *s, size_t n, uint32_t value)
{
    uint32_t node = 0;
    if (n < LOOK_INSIDE_LEAST) return true;
    if (!note_beginning(t, s)) return false;
    for (size_t i = 0; i < n; i++) {
        struct edge *e = edge_at(t->edges, t->cap, key_of(node, s[i]));
        if (!e->key) {
            uint32_t fresh = 0;
            if (t->n_edges * 2 >= t->cap && !widen(t)) return false;
            if (!new_node(t, &fresh)) return false;
            *edge_at(t->edges, t->cap, key_of(node, s[i])) = (struct edge){ key_of(node, s[i]), fresh };
            t->n_edges++;
            node = fresh;
        } else
            node = e->node;
    }
    if (t->values[node] == NO_VALUE || value < t->values[node]) t->values[node] = value;
    return true;
}

bool look_trie_build(struct look_trie *t)
{
    t->bits = 10;
    while (t->bits < 26 && ((size_t)1 << t->bits) < t->n_hashes * 32)
        t->bits++;
    t->begins = calloc((size_t)1 << (t->bits - 6), sizeof *t->begins);
    if (!t->begins) return false;
    for (size_t i = 0; i < t->n_hashes; i++) {
        uint64_t m = (t->hashes[i] * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - t->bits);
        t->begins[m >> 6] |= UINT64_C(1) << (m & 63);
    }
    free(t->hashes);
    t->hashes = NULL;
    return true;
}

static bool walk_from(const struct look_trie *t, const uint8_t *s, size_t n, size_t from, look_trie_take take,
                      void *ctx)
{
    uint32_t node = 0;
    for (size_t i = from; i < n; i++) {
        const struct edge *e = edge_at(t->edges, t->cap, key_of(node, s[i]));
        if (!e->key) return true;
        node = e->node;
        if (t->values[node] != NO_VALUE && !take(ctx, t->values[node], from, i + 1)) return false;
    }
    return true;
}

void look_trie_walk(const struct look_trie *t, const uint8_t *s, size_t n, look_trie_take take, void *ctx)
{
    for (size_t from = 0; from + LOOK_INSIDE_LEAST <= n; from++) {
        uint64_t m = (look_hash(s + from, LOOK_INSIDE_LEAST) * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - t->bits);
        if ((t->begins[m >> 6] >> (m & 63)) & 1)
            if (!walk_from(t, s, n, from, take, ctx)) return;
    }
}
