/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers to tested pairs: what is done once for the answer, and again for every window of a sweep and every shuffle. */
#include <math.h>
#include <stdlib.h>

#include "coordination/coordination_internal.h"

/* A pair in one layer, before the layers are put together. */
struct found {
    struct pair pair;
    struct tested tested;
    enum sg_coaction by;
};

static int compare_found(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    if (a->pair.a != b->pair.a) return a->pair.a < b->pair.a ? -1 : 1;
    if (a->pair.b != b->pair.b) return a->pair.b < b->pair.b ? -1 : 1;
    return (a->by > b->by) - (a->by < b->by);
}

static enum sg_code test_layer(const struct layer *l, const struct find_request *r, const struct pairs *pairs,
                               struct tested *ret, struct sg_err *err)
{
    for (size_t i = 0; i < pairs->n; i++)
        ret[i] = (struct tested){ .p = 1 };
    if (r->fdr <= 0) return SG_OK;
    const struct chance_request chance = { .window = r->sweep.window, .max_crowd = r->sweep.max_crowd,
                                           .threads = r->sweep.threads };
    return chance_test(l, &chance, pairs->items, pairs->n, ret, err);
}

/* The pairs of one layer behind those of the layers before. */
static enum sg_code add_layer(const struct layer *l, const struct find_request *r, struct sg_step_layer *facts,
                              struct found **all, size_t *n_all, struct sg_err *err)
{
    struct pairs pairs = { 0 };
    SG_TRY(pairs_count(l, &r->sweep, &pairs, err));
    if (r->most_pairs && *n_all + pairs.n > r->most_pairs) {
        pairs_release(&pairs);
        return sg_fail(err, SG_ELIMIT,
                       "more than %llu pairs reach the least weight, which is more than the memory holds: raise "
                       "--min-weight, narrow --window, lower --max-crowd or ask for fewer posts",
                       (unsigned long long)r->most_pairs);
    }
    struct tested *tested = malloc((pairs.n + 1) * sizeof *tested);
    struct found *grown = realloc(*all, (*n_all + pairs.n + 1) * sizeof **all);
    enum sg_code code = tested && grown ? SG_OK : sg_fail_nomem(err, "the pairs");
    if (grown) *all = grown;
    if (code == SG_OK) code = test_layer(l, r, &pairs, tested, err);
    for (size_t i = 0; code == SG_OK && i < pairs.n; i++)
        grown[(*n_all)++] = (struct found){ pairs.items[i], tested[i], l->by };
    *facts = (struct sg_step_layer){ .by = l->by,
                                     .n_events = l->n_events,
                                     .n_objects = l->n_objects,
                                     .n_without_account = l->n_without_account,
                                     .n_accounts = l->n_accounts,
                                     .n_pairs = pairs.n_all,
                                     .total_weight = pairs.total_weight,
                                     .window = r->sweep.window,
                                     .granularity = l->granularity,
                                     .n_short = l->n_short,
                                     .n_unchecked = l->n_unchecked,
                                     .n_crowded = pairs.n_crowded,
                                     .n_below = pairs.n_below };
    free(tested);
    pairs_release(&pairs);
    return code;
}

/* ---- the layers together ---- */

static void take_part(struct sg_step_pair *p, struct sg_step_part *part, const struct found *f, uint64_t *gaps)
{
    *part = (struct sg_step_part){ .by = f->by,
                                   .weight = f->pair.weight,
                                   .fast = f->pair.fast,
                                   .joint = f->tested.joint,
                                   .expected_by_company = f->tested.company,
                                   .expected_by_timing = f->tested.timing,
                                   .p = f->tested.p };
    p->kinds |= UINT32_C(1) << f->by;
    p->n_parts++;
    p->weight += f->pair.weight;
    p->fast += f->pair.fast;
    p->joint += f->tested.joint;
    p->expected += fmax(f->tested.company, f->tested.timing);
    p->a_posts += f->pair.a_posts;
    p->b_posts += f->pair.b_posts;
    p->a_first += f->pair.a_first;
    p->b_first += f->pair.b_first;
    p->p = fmin(p->p, f->tested.p);
    *gaps += f->pair.gap_sum;
}

/* One post may take part in several layers, and its layers are not independent: Bonferroni over the layers holds
 * whatever the dependence. */
static enum sg_code merge(struct sg_coordination *c, const struct found *all, size_t n_all, size_t n_layers,
                          struct sg_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < n_all; i++)
        n += !i || all[i].pair.a != all[i - 1].pair.a || all[i].pair.b != all[i - 1].pair.b;
    c->pairs = sg_arena_alloc(c->arena, n, sizeof *c->pairs);
    c->parts = sg_arena_alloc(c->arena, n_all, sizeof *c->parts);
    if (!c->pairs || !c->parts) return sg_fail_nomem(err, "the pairs");
    c->n_parts = n_all;
    for (size_t i = 0; i < n_all;) {
        struct sg_step_pair *p = &c->pairs[c->n_pairs++];
        *p = (struct sg_step_pair){ .a = all[i].pair.a, .b = all[i].pair.b, .first_part = (uint32_t)i, .p = 1, .q = 1,
                                    .group = SG_NO_INDEX };
        uint64_t gaps = 0;
        for (; i < n_all && all[i].pair.a == p->a && all[i].pair.b == p->b; i++)
            take_part(p, &c->parts[i], &all[i], &gaps);
        uint32_t fewer = p->a_posts < p->b_posts ? p->a_posts : p->b_posts;
        uint32_t more = p->a_posts < p->b_posts ? p->b_posts : p->a_posts;
        p->balance = more ? (double)fewer / more : 0;
        p->mean_gap = p->weight ? (double)gaps / (double)p->weight / SG_SECOND : 0;
        p->p = fmin(1, p->p * (double)n_layers);
    }
    return SG_OK;
}

static enum sg_code count_tests(struct sg_coordination *c, const struct layer *layers, const struct find_request *r,
                                uint32_t n_accounts, struct sg_err *err)
{
    uint8_t *can = calloc((size_t)n_accounts + 1, 1);
    if (!can) return sg_fail_nomem(err, "the accounts");
    enum sg_code code = SG_OK;
    for (size_t i = 0; code == SG_OK && i < c->n_layers; i++)
        code = chance_eligible(&layers[i], c->layers[i].window, can, err);
    for (size_t i = 0; i < c->n_pairs; i++)
        can[c->pairs[i].a] = can[c->pairs[i].b] = 1; /* what is tested counts */
    uint64_t n = 0;
    for (uint32_t i = 0; i < n_accounts; i++)
        n += can[i] != 0;
    free(can);
    c->n_tests = r->fdr > 0 && n ? n * (n - 1) / 2 : 0;
    return code;
}

static enum sg_code control(struct sg_coordination *c, double fdr, struct sg_err *err)
{
    if (fdr <= 0) return SG_OK;
    double *p = malloc((c->n_pairs + 1) * sizeof *p), *q = malloc((c->n_pairs + 1) * sizeof *q);
    enum sg_code code = p && q ? SG_OK : sg_fail_nomem(err, "the tests");
    for (size_t i = 0; code == SG_OK && i < c->n_pairs; i++)
        p[i] = c->pairs[i].p;
    if (code == SG_OK) code = discovery_q(p, c->n_pairs, c->n_tests, q, err);
    for (size_t i = 0; code == SG_OK && i < c->n_pairs; i++) {
        c->pairs[i].q = q[i];
        c->pairs[i].is_significant = q[i] <= fdr;
        c->n_significant += c->pairs[i].is_significant;
    }
    free(p);
    free(q);
    return code;
}

static int compare_weights(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* The quantile by linear interpolation (type 7 of Hyndman and Fan 1996), and the pairs above it, as the peers
 * have it. */
static enum sg_code mark_above(struct sg_coordination *c, double percentile, bool takes_equal, struct sg_err *err)
{
    if (percentile <= 0 || c->n_pairs == 0) return SG_OK;
    uint64_t *weights = malloc(c->n_pairs * sizeof *weights);
    if (!weights) return sg_fail_nomem(err, "the weights");
    for (size_t i = 0; i < c->n_pairs; i++)
        weights[i] = c->pairs[i].weight;
    qsort(weights, c->n_pairs, sizeof *weights, compare_weights);
    double at = percentile * (double)(c->n_pairs - 1);
    size_t low = (size_t)at, high = low + 1 < c->n_pairs ? low + 1 : low;
    c->weight_cut = (double)weights[low] + (at - (double)low) * (double)(weights[high] - weights[low]);
    free(weights);
    for (size_t i = 0; i < c->n_pairs; i++)
        c->pairs[i].is_above = (double)c->pairs[i].weight > c->weight_cut ||
                               (takes_equal && (double)c->pairs[i].weight == c->weight_cut);
    return SG_OK;
}

/* Only the accounts of pairs; `ret_number` gets the number of each among all. */
static enum sg_code keep_accounts(struct sg_coordination *c, const struct accounts *accounts, uint32_t **ret_number,
                                  struct sg_err *err)
{
    uint32_t *place = malloc(((size_t)accounts->n + 1) * sizeof *place), *number = NULL;
    if (!place) return sg_fail_nomem(err, "the accounts");
    memset(place, 0, ((size_t)accounts->n + 1) * sizeof *place);
    for (size_t i = 0; i < c->n_pairs; i++)
        place[c->pairs[i].a] = place[c->pairs[i].b] = 1;
    for (uint32_t i = 0; i < accounts->n; i++)
        c->n_accounts += place[i];
    c->accounts = sg_arena_alloc(c->arena, c->n_accounts, sizeof *c->accounts);
    number = malloc((c->n_accounts + 1) * sizeof *number);
    if (!c->accounts || !number) {
        free(place);
        free(number);
        return sg_fail_nomem(err, "the accounts");
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < accounts->n; i++) {
        if (!place[i]) continue;
        number[n] = i;
        c->accounts[n] = (struct sg_step_account){ .identity = accounts->identity[i], .platform = "", .name = "",
                                                   .display = "", .audience = -1, .group = SG_NO_INDEX,
                                                   .signals = SG_NO_INDEX };
        place[i] = n++;
    }
    for (size_t i = 0; i < c->n_pairs; i++) {
        c->pairs[i].a = place[c->pairs[i].a];
        c->pairs[i].b = place[c->pairs[i].b];
    }
    free(place);
    *ret_number = number;
    return SG_OK;
}

enum sg_code pairs_find(const struct layer *layers, size_t n, const sg_time *windows, const struct accounts *accounts,
                        const struct find_request *request, struct sg_coordination *c, uint32_t **ret_number,
                        struct sg_err *err)
{
    struct find_request r = *request;
    struct found *all = NULL;
    size_t n_all = 0;
    c->layers = sg_arena_alloc(c->arena, n, sizeof *c->layers);
    if (!c->layers) return sg_fail_nomem(err, "the layers");
    c->n_layers = n;
    enum sg_code code = SG_OK;
    for (size_t i = 0; i < n && code == SG_OK; i++) {
        r.sweep.window = windows[i];
        code = add_layer(&layers[i], &r, &c->layers[i], &all, &n_all, err);
    }
    if (code == SG_OK && n > 1) qsort(all, n_all, sizeof *all, compare_found);
    if (code == SG_OK) code = merge(c, all, n_all, n, err);
    free(all);
    if (code == SG_OK) code = count_tests(c, layers, &r, accounts->n, err);
    if (code == SG_OK) code = control(c, r.fdr, err);
    if (code == SG_OK) code = mark_above(c, r.edge_percentile, r.takes_equal, err);
    if (code == SG_OK) code = keep_accounts(c, accounts, ret_number, err);
    return code;
}
