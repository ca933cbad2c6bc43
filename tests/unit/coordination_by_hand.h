/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers made by hand, without a store. */
#ifndef SG_TESTS_COORDINATION_BY_HAND_H
#define SG_TESTS_COORDINATION_BY_HAND_H

#include <stdlib.h>
#include <string.h>

#include "coordination/coordination_internal.h"

static inline int by_hand_compare(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return x->post < y->post ? -1 : x->post > y->post;
}

/* Sorts `events`, fills `first`; the layer borrows both them and the crossings.  Repeats of (object, post) are for the
 * caller to avoid. */
static inline struct layer layer_by_hand(struct event *events, size_t n, uint32_t n_objects)
{
    struct layer l = { .by = SG_BY_HASHTAG, .events = events, .n_events = n, .n_objects = n_objects };
    qsort(events, n, sizeof *events, by_hand_compare);
    l.first = calloc((size_t)n_objects + 1, sizeof *l.first);
    assert_non_null(l.first);
    for (size_t i = 0; i < n; i++)
        l.first[events[i].object + 1]++;
    for (uint32_t o = 0; o < n_objects; o++)
        l.first[o + 1] += l.first[o];
    return l;
}

static inline struct pairs pairs_by_hand(const struct layer *l, const struct sweep_request *r)
{
    struct sg_err err = { 0 };
    struct pairs p;
    if (pairs_count(l, r, &p, &err) != SG_OK) fail_msg("%s", err.text);
    return p;
}

static inline void assert_pairs_same(const struct pairs *x, const struct pairs *y)
{
    assert_int_equal(x->n, y->n);
    assert_int_equal(x->n_all, y->n_all);
    assert_int_equal(x->total_weight, y->total_weight);
    assert_int_equal(x->n_below, y->n_below);
    assert_int_equal(x->n_crowded, y->n_crowded);
    for (size_t i = 0; i < x->n; i++) {
        const struct pair *p = &x->items[i], *q = &y->items[i];
        if (memcmp(p, q, sizeof *p) == 0) continue;
        fail_msg(
            "pair %u %u: weight %u fast %u first %u %u posts %u %u gaps %lu; pair %u %u: weight %u fast %u first %u %u "
            "posts %u %u gaps %lu",
            p->a, p->b, p->weight, p->fast, p->a_first, p->b_first, p->a_posts, p->b_posts, (unsigned long)p->gap_sum,
            q->a, q->b, q->weight, q->fast, q->a_first, q->b_first, q->a_posts, q->b_posts, (unsigned long)q->gap_sum);
    }
}

#endif
