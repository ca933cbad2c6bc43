/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crowded moments: the rule is in coordination_internal.h, beside pairs_count. */
#include <stdlib.h>

#include "coordination/kernel.h"

void crowds_at(const struct event *e, size_t n, uint64_t window, uint32_t *counts, uint32_t *ret_crowd)
{
    size_t from = 0, to = 0;
    uint32_t different = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && e[i].time == e[i - 1].time) {
            ret_crowd[i] = ret_crowd[i - 1];
            continue;
        }
        for (; to < n && (e[to].time <= e[i].time || time_apart(e[to].time, e[i].time) <= window); to++)
            different += counts[e[to].account]++ == 0;
        for (; time_apart(e[i].time, e[from].time) > window; from++)
            different -= --counts[e[from].account] == 0;
        ret_crowd[i] = different;
    }
    for (; from < to; from++)
        counts[e[from].account] = 0;
}

struct marking {
    struct kernel *k;
    size_t longest;
    atomic_uint_least64_t n_crowded;
    atomic_bool has_no_memory;
};

static void mark(void *ctx, unsigned thread)
{
    struct marking *m = ctx;
    const struct layer *l = m->k->l;
    uint32_t most = m->k->r->max_crowd;
    uint64_t n_crowded = 0;
    uint32_t *counts = calloc(m->k->n_ids, sizeof *counts), *crowds = malloc(m->longest * sizeof *crowds);
    if (!counts || !crowds) atomic_store(&m->has_no_memory, true);
    for (size_t o; counts && crowds && (o = atomic_fetch_add(&m->k->next, 1)) < l->n_objects;) {
        size_t first = l->first[o], n = l->first[o + 1] - first;
        if (n <= most) continue; /* not so many events, not so many accounts */
        crowds_at(l->events + first, n, m->k->window, counts, crowds);
        for (size_t i = 0; i < n; i++) {
            m->k->is_crowded[first + i] = crowds[i] > most;
            n_crowded += crowds[i] > most;
        }
    }
    atomic_fetch_add(&m->n_crowded, n_crowded);
    free(counts);
    free(crowds);
    (void)thread;
}

enum sg_code crowds_mark(struct kernel *k, uint64_t *ret_crowded, struct sg_err *err)
{
    struct marking m = { .k = k };
    for (uint32_t o = 0; o < k->l->n_objects; o++) {
        size_t n = k->l->first[o + 1] - k->l->first[o];
        if (n > m.longest) m.longest = n;
    }
    *ret_crowded = 0;
    if (!k->r->max_crowd || m.longest <= k->r->max_crowd) return SG_OK;
    k->is_crowded = calloc(k->l->n_events, 1);
    if (!k->is_crowded) return sg_fail_nomem(err, "the crowded moments");
    atomic_store(&k->next, 0);
    threads_run(threads_for(k->r), mark, &m);
    if (atomic_load(&m.has_no_memory)) return sg_fail_nomem(err, "the crowded moments");
    *ret_crowded = atomic_load(&m.n_crowded);
    return SG_OK;
}
