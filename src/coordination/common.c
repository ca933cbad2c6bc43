/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects so common that what is done together at them counts less: they are weighed down, and this is told. */
#include <stdlib.h>

#include "coordination/kernel.h"

enum { COMMON_A_LAYER = 20 };

static bool is_commoner(const struct sg_step_common *a, const struct sg_step_common *b)
{
    return a->n_events > b->n_events; /* else the one that came first stays first */
}

/* The commonest first; `list` has room for COMMON_A_LAYER. */
static size_t keep_common(struct sg_step_common *list, size_t n, const struct sg_step_common *o)
{
    size_t at = n < COMMON_A_LAYER ? n : COMMON_A_LAYER - 1;
    if (n == COMMON_A_LAYER && !is_commoner(o, &list[at])) return n;
    for (; at > 0 && is_commoner(o, &list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = *o;
    return n < COMMON_A_LAYER ? n + 1 : n;
}

struct looking {
    uint32_t *counts; /* by account, all 0 */
    uint32_t *crowds;
};

static struct sg_step_common look_at(const struct looking *k, const struct event *e, size_t n, sg_time window)
{
    struct sg_step_common o = { .n_events = (uint32_t)n };
    crowds_at(e, n, (uint64_t)window, k->counts, k->crowds);
    for (size_t i = 0; i < n; i++) {
        if (k->crowds[i] > o.largest_crowd) o.largest_crowd = k->crowds[i];
        o.n_accounts += k->counts[e[i].account]++ == 0;
    }
    for (size_t i = 0; i < n; i++)
        k->counts[e[i].account] = 0;
    return o;
}

static size_t longest_of(const struct gathered *g)
{
    size_t longest = 0;
    for (size_t i = 0; i < g->n_layers; i++)
        for (uint32_t o = 0; o < g->layers[i].n_objects; o++) {
            size_t n = g->layers[i].first[o + 1] - g->layers[i].first[o];
            if (n > longest) longest = n;
        }
    return longest;
}

enum sg_code common_find(struct sg_coordination *c, const struct gathered *g, struct sg_err *err)
{
    struct looking k = { .counts = calloc((size_t)g->accounts->n + 1, sizeof *k.counts),
                         .crowds = malloc((longest_of(g) + 1) * sizeof *k.crowds) };
    c->common = sg_arena_alloc(c->arena, g->n_layers * COMMON_A_LAYER, sizeof *c->common);
    enum sg_code code = k.counts && k.crowds && c->common ? SG_OK : sg_fail_nomem(err, "the common objects");
    for (uint32_t i = 0; code == SG_OK && i < g->n_layers; i++) {
        const struct layer *l = &g->layers[i];
        size_t n = 0;
        for (uint32_t o = 0; o < l->n_objects; o++) {
            struct sg_step_common one =
                look_at(&k, l->events + l->first[o], l->first[o + 1] - l->first[o], c->layers[i].window);
            one.least_weight = chance_counted(one.largest_crowd, g->sweep->max_crowd);
            one.layer = i;
            one.object = o;
            if (one.least_weight < 1) n = keep_common(c->common + c->n_common, n, &one);
        }
        c->n_common += n;
    }
    free(k.counts);
    free(k.crowds);
    return code;
}
