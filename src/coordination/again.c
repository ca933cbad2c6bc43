/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same question again: at other windows, and of shuffled evidence. */
#include <math.h>
#include <stdlib.h>

#include "coordination/run.h"

/* The row of windows that a sweep tries, in seconds. */
static const unsigned sweep_seconds[] = { 1, 5, 10, 30, 60, 300, 900, 3600 };
enum { SWEEP_ROWS = sizeof sweep_seconds / sizeof *sweep_seconds };

/* Pairs and groups for other layers or windows, without names; the caller frees. */
static enum sg_code find_again(const struct run *r, const struct layer *layers, const sg_time *windows,
                               struct sg_coordination **ret, struct sg_err *err)
{
    struct sg_coordination *c = NULL;
    uint32_t *number = NULL;
    SG_TRY(sg_coordination_new(&c, err));
    c->settings = r->c->settings;
    enum sg_code code = pairs_find(layers, r->n_layers, windows, &r->accounts, &r->find, c, &number, err);
    free(number);
    if (code == SG_OK) code = groups_find(c, err);
    if (code == SG_OK)
        *ret = c;
    else
        sg_coordination_free(c);
    return code;
}

static int compare_numbers(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static uint32_t n_grouped(const struct sg_coordination *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->n_accounts; i++)
        n += c->accounts[i].group != SG_NO_INDEX;
    return n;
}

static int compare_u64(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static size_t grouped(const struct sg_coordination *c, uint64_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].group != SG_NO_INDEX) ret[n++] = c->accounts[i].identity;
    qsort(ret, n, sizeof *ret, compare_u64);
    return n;
}

/* Jaccard similarity of the accounts in groups; 1 when neither has any. */
static enum sg_code overlap_of(const struct sg_coordination *a, const struct sg_coordination *b, double *ret,
                               struct sg_err *err)
{
    uint64_t *x = malloc((a->n_accounts + 1) * sizeof *x), *y = malloc((b->n_accounts + 1) * sizeof *y);
    enum sg_code code = x && y ? SG_OK : sg_fail_nomem(err, "the sweep");
    if (code == SG_OK) {
        size_t n = grouped(a, x), m = grouped(b, y), both = 0;
        for (size_t i = 0, j = 0; i < n && j < m;) {
            both += x[i] == y[j];
            if (x[i] <= y[j])
                i++;
            else
                j++;
        }
        *ret = n + m ? (double)both / (double)(n + m - both) : 1;
    }
    free(x);
    free(y);
    return code;
}

enum sg_code windows_sweep(struct run *r, struct sg_err *err)
{
    struct sg_coordination *c = r->c;
    c->sweep = sg_arena_alloc(c->arena, SWEEP_ROWS, sizeof *c->sweep);
    if (!c->sweep) return sg_fail_nomem(err, "the sweep");
    for (size_t i = 0; i < SWEEP_ROWS; i++) {
        sg_time windows[SG_COACTIONS];
        for (size_t k = 0; k < r->n_layers; k++)
            windows[k] = sweep_seconds[i] * SG_SECOND;
        run_tell(r, "sweeping windows", i, SWEEP_ROWS);
        struct sg_coordination *other = NULL;
        SG_TRY(find_again(r, r->layers, windows, &other, err));
        struct sg_sweep_row *row = &c->sweep[c->n_sweep++];
        *row = (struct sg_sweep_row){ .window = windows[0],
                                      .n_pairs = other->n_pairs,
                                      .n_significant = other->n_significant,
                                      .n_groups = (uint32_t)other->n_groups,
                                      .n_accounts = n_grouped(other) };
        enum sg_code code = overlap_of(c, other, &row->overlap, err);
        sg_coordination_free(other);
        SG_TRY(code);
    }
    return SG_OK;
}

/* The joint acts that the answer's own pairs have in a shuffled layer, against what the formula expects of them. */
static enum sg_code compare_expected(const struct run *r, const struct layer *l, size_t layer, double *observed,
                                     double *expected, struct sg_err *err)
{
    const struct sg_coordination *c = r->c;
    struct pair *pairs = malloc((c->n_pairs + 1) * sizeof *pairs);
    struct tested *tested = malloc((c->n_pairs + 1) * sizeof *tested);
    size_t n = 0;
    for (size_t i = 0; pairs && i < c->n_pairs; i++) {
        if (!(c->pairs[i].kinds & UINT32_C(1) << l->by)) continue;
        uint32_t a = r->account_of[c->pairs[i].a], b = r->account_of[c->pairs[i].b];
        pairs[n++] = (struct pair){ .a = a < b ? a : b, .b = a < b ? b : a };
    }
    enum sg_code code = pairs && tested ? SG_OK : sg_fail_nomem(err, "checking the shuffles");
    const struct chance_request chance = { .window = r->windows[layer],
                                           .max_crowd = r->find.sweep.max_crowd,
                                           .threads = r->find.sweep.threads };
    if (code == SG_OK) {
        qsort(pairs, n, sizeof *pairs, compare_numbers);
        code = chance_test(l, &chance, pairs, n, tested, err);
    }
    for (size_t i = 0; code == SG_OK && i < n; i++) {
        *observed += tested[i].joint;
        *expected += tested[i].company;
    }
    free(pairs);
    free(tested);
    return code;
}

static enum sg_code shuffle_once(struct run *r, uint64_t *state, double *observed, double *expected, struct sg_err *err)
{
    struct layer shuffled[SG_COACTIONS] = { 0 };
    struct sg_coordination *c = NULL;
    enum sg_code code = SG_OK;
    for (size_t i = 0; i < r->n_layers && code == SG_OK; i++)
        code = layer_shuffle(&r->layers[i], r->windows[i], state, &shuffled[i], err);
    if (code == SG_OK) code = find_again(r, shuffled, r->windows, &c, err);
    if (code == SG_OK) {
        struct sg_null_check *null = &r->c->null;
        double n = (double)c->n_significant;
        null->runs++;
        null->runs_with_group += c->n_groups > 0;
        null->pairs_mean += n;
        null->pairs_max = fmax(null->pairs_max, n);
    }
    for (size_t i = 0; i < r->n_layers && code == SG_OK; i++)
        code = compare_expected(r, &shuffled[i], i, observed, expected, err);
    sg_coordination_free(c);
    for (size_t i = 0; i < r->n_layers; i++)
        layer_release(&shuffled[i]);
    return code;
}

enum sg_code shuffles_check(struct run *r, struct sg_err *err)
{
    uint64_t state = r->options->seed;
    double observed = 0, expected = 0;
    enum sg_code code = SG_OK;
    for (uint32_t i = 0; i < r->options->shuffles && code == SG_OK; i++) {
        run_tell(r, "shuffling", i, r->options->shuffles);
        code = shuffle_once(r, &state, &observed, &expected, err);
    }
    r->c->null.pairs_mean /= r->c->null.runs ? r->c->null.runs : 1;
    r->c->null.observed_over_expected = expected > 0 ? observed / expected : NAN;
    return code;
}
