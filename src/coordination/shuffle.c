/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer as chance would have dealt it: the null of company, drawn instead of calculated. */
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "coordination/chance_internal.h"

enum { SWAPS_TRIED = 16 };

/* The acts of each bin: where they begin in `order` (n_bins + 1) and which they are. */
static void order_by_bin(const struct acts *a, size_t *first, uint32_t *order)
{
    for (size_t i = 0; i < a->n; i++)
        first[act_bin(a, &a->items[i]) + 1]++;
    for (uint32_t b = 0; b < a->n_bins; b++)
        first[b + 1] += first[b];
    for (size_t i = 0; i < a->n; i++)
        order[first[act_bin(a, &a->items[i])]++] = (uint32_t)i;
    memmove(first + 1, first, a->n_bins * sizeof *first);
    first[0] = 0;
}

static void swap_accounts(struct act *a, struct act *b)
{
    uint32_t account = a->account;
    a->account = b->account;
    b->account = account;
}

/* Its account acts at the same place once more within the window. */
static bool repeats_itself(const struct acts *a, uint32_t family, size_t i)
{
    const struct act *t = a->items;
    for (size_t k = i; k-- > a->first[family] && (uint64_t)t[i].time - (uint64_t)t[k].time <= (uint64_t)a->window;)
        if (t[k].account == t[i].account) return true;
    for (size_t k = i + 1; k < a->first[family + 1] && (uint64_t)t[k].time - (uint64_t)t[i].time <= (uint64_t)a->window;
         k++)
        if (t[k].account == t[i].account) return true;
    return false;
}

/* An account cannot act twice at one moment: such a one changes places with another of its bin, when that helps. */
static void part_from_itself(struct acts *a, const size_t *first, const uint32_t *order, const uint32_t *family,
                             uint64_t *random)
{
    for (size_t i = 0; i < a->n; i++) {
        if (!repeats_itself(a, family[i], i)) continue;
        uint32_t bin = act_bin(a, &a->items[i]);
        for (int tries = 0; tries < SWAPS_TRIED; tries++) {
            uint32_t k = order[first[bin] + sg_random_below(random, (uint32_t)(first[bin + 1] - first[bin]))];
            swap_accounts(&a->items[i], &a->items[k]);
            if (!repeats_itself(a, family[i], i) && !repeats_itself(a, family[k], k)) break;
            swap_accounts(&a->items[i], &a->items[k]);
        }
    }
}

static void deal_anew(struct acts *a, const size_t *first, const uint32_t *order, uint64_t *random)
{
    for (uint32_t b = 0; b < a->n_bins; b++)
        for (size_t n = first[b + 1] - first[b]; n > 1; n--)
            swap_accounts(&a->items[order[first[b] + n - 1]],
                          &a->items[order[first[b] + sg_random_below(random, (uint32_t)n)]]);
}

/* The layer of these acts. */
static enum sg_code layer_of_acts(const struct layer *l, const struct acts *a, struct layer *ret, struct sg_err *err)
{
    struct layer made = { .by = l->by,
                          .n_objects = l->n_objects,
                          .n_events = a->n,
                          .n_crossings = l->n_crossings,
                          .n_without_account = l->n_without_account };
    made.events = malloc((a->n + 1) * sizeof *made.events);
    made.object = malloc((l->n_objects + (size_t)1) * sizeof *made.object);
    made.crossings = l->n_crossings ? malloc(l->n_crossings * sizeof *made.crossings) : NULL;
    enum sg_code code = SG_OK;
    if (!made.events || !made.object || (l->n_crossings && !made.crossings)) {
        code = sg_fail_nomem(err, "a shuffled layer");
    } else {
        if (l->n_objects) memcpy(made.object, l->object, l->n_objects * sizeof *made.object);
        if (l->n_crossings) memcpy(made.crossings, l->crossings, l->n_crossings * sizeof *made.crossings);
        for (size_t i = 0; i < a->n; i++) {
            made.events[i] = l->events[a->items[i].event];
            made.events[i].account = a->items[i].account;
        }
        code = layer_finish(&made, err);
    }
    if (code == SG_OK) {
        made.granularity = l->granularity; /* of the whole, bursts included */
        *ret = made;
        made = (struct layer){ 0 };
    }
    layer_release(&made);
    return code;
}

enum sg_code layer_shuffle(const struct layer *l, sg_time window, uint64_t *random_state, struct layer *ret,
                           struct sg_err *err)
{
    struct acts a = { 0 };
    SG_TRY(acts_make(l, window, &a, err));
    size_t *first = calloc(a.n_bins + (size_t)1, sizeof *first);
    uint32_t *order = malloc((a.n + 1) * sizeof *order), *family = malloc((a.n + 1) * sizeof *family);
    enum sg_code code = SG_OK;
    if (!first || !order || !family) {
        code = sg_fail_nomem(err, "shuffling a layer");
    } else {
        for (uint32_t f = 0; f < a.n_families; f++)
            for (size_t i = a.first[f]; i < a.first[f + 1]; i++)
                family[i] = f;
        order_by_bin(&a, first, order);
        deal_anew(&a, first, order, random_state);
        part_from_itself(&a, first, order, family, random_state);
        code = layer_of_acts(l, &a, ret, err);
    }
    free(first);
    free(order);
    free(family);
    acts_release(&a);
    return code;
}
