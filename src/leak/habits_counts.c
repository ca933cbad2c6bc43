/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/habits_counts.h"

#include <stdlib.h>

struct pair {
    const char *key, *value;
    bool is_verified;
};

void leak_counts_add(struct leak_counts *c, const char *key, const char *value, bool is_verified)
{
    struct pair p = { key, value, is_verified };
    sg_buf_add(&c->pairs, &p, sizeof p);
}

void leak_counts_release(struct leak_counts *c)
{
    sg_buf_release(&c->pairs);
    free(c->keys);
    free(c->values);
    *c = (struct leak_counts){ 0 };
}

static int by_address(const char *a, const char *b)
{
    return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static int by_pair(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    return a->key != b->key ? by_address(a->key, b->key) : by_address(a->value, b->value);
}

static int by_count(const void *x, const void *y, void *values)
{
    const struct leak_value *v = values;
    uint32_t a = v[*(const size_t *)x].n, b = v[*(const size_t *)y].n;
    return (a > b) - (a < b);
}

/* How much of the key's mail is as rare as each value, or rarer. */
static bool rank(struct leak_value *values, size_t n)
{
    size_t *order = malloc(n * sizeof *order);
    if (!order) return false;
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof *order, by_count, values);
    uint32_t sum = 0;
    for (size_t i = 0; i < n;) {
        size_t to = i;
        for (; to < n && values[order[to]].n == values[order[i]].n; to++)
            sum += values[order[to]].n;
        for (; i < to; i++)
            values[order[i]].n_rarer = sum;
    }
    free(order);
    return true;
}

static bool is_more_usual(const struct leak_value *v, const struct leak_value *than)
{
    return !than || v->n > than->n || (v->n == than->n && strcmp(v->value, than->value) < 0);
}

static bool end_key(struct leak_counts *c, struct leak_key *k)
{
    const struct leak_value *usual = NULL;
    for (size_t i = k->first; i < k->first + k->n_values; i++) {
        const struct leak_value *v = &c->values[i];
        k->n += v->n;
        k->n_verified += v->n_verified;
        k->n_once += v->n == 1;
        k->n_once_verified += v->n_verified == 1;
        if (is_more_usual(v, usual)) usual = v;
    }
    k->usual = usual ? usual->value : "";
    return rank(c->values + k->first, k->n_values);
}

enum sg_code leak_counts_end(struct leak_counts *c, struct sg_err *err)
{
    SG_TRY(sg_buf_check(&c->pairs, err));
    struct pair *pairs = (struct pair *)(void *)c->pairs.data;
    size_t n = c->pairs.len / sizeof *pairs;
    c->keys = malloc((n + 1) * sizeof *c->keys);
    c->values = malloc((n + 1) * sizeof *c->values);
    if (!c->keys || !c->values) return sg_fail_nomem(err, "what is usual in the leak");
    if (n) qsort(pairs, n, sizeof *pairs, by_pair);
    size_t n_values = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_new_key = i == 0 || pairs[i].key != pairs[i - 1].key;
        if (is_new_key) c->keys[c->n_keys++] = (struct leak_key){ .key = pairs[i].key, .first = n_values };
        if (is_new_key || pairs[i].value != pairs[i - 1].value) {
            c->values[n_values++] = (struct leak_value){ .value = pairs[i].value };
            c->keys[c->n_keys - 1].n_values++;
        }
        c->values[n_values - 1].n++;
        c->values[n_values - 1].n_verified += pairs[i].is_verified;
    }
    for (size_t i = 0; i < c->n_keys; i++)
        if (!end_key(c, &c->keys[i])) return sg_fail_nomem(err, "what is usual in the leak");
    sg_buf_release(&c->pairs);
    return SG_OK;
}

const struct leak_key *leak_counts_key(const struct leak_counts *c, const char *key)
{
    for (size_t from = 0, to = c->n_keys; from < to;) {
        size_t middle = from + (to - from) / 2;
        int order = by_address(c->keys[middle].key, key);
        if (order == 0) return &c->keys[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

const struct leak_value *leak_counts_value(const struct leak_counts *c, const struct leak_key *key, const char *value)
{
    if (!key) return NULL;
    for (size_t from = key->first, to = from + key->n_values; from < to;) {
        size_t middle = from + (to - from) / 2;
        int order = by_address(c->values[middle].value, value);
        if (order == 0) return &c->values[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

struct leak_use leak_counts_use(const struct leak_counts *c, const char *key, const char *value, bool is_verified)
{
    const struct leak_key *k = leak_counts_key(c, key);
    const struct leak_value *v = leak_counts_value(c, k, value);
    if (!k) return (struct leak_use){ 0 };
    struct leak_use u = {
        .n = k->n, .n_verified = k->n_verified, .n_once = k->n_once, .n_once_verified = k->n_once_verified
    };
    if (!v) return u;
    u.n--;
    u.n_same = v->n - 1;
    u.n_once -= v->n == 1;
    u.n_verified -= is_verified;
    u.n_verified_same = v->n_verified - is_verified;
    if (is_verified) u.n_once_verified -= v->n_verified == 1;
    return u;
}

enum { REFERENCE = 50 };

bool leak_is_foreign(const struct leak_use *u)
{
    if (u->n_verified >= REFERENCE)
        return u->n_verified_same == 0 && (uint64_t)u->n_same * 50 <= u->n &&
               (uint64_t)u->n_once_verified * 200 <= u->n_verified;
    return u->n >= REFERENCE && (uint64_t)u->n_same * 400 <= u->n && u->n_same <= 4 &&
           (uint64_t)u->n_once * 200 <= u->n;
}
