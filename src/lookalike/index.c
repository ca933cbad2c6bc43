/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deletion neighbourhoods in a hash table: two texts within k edits share a text with k symbols left out of each (W.
 * Garbe, SymSpell, 2012; T. Bocek and others, FastSS, 2007).  A table of bits stands before it, because nearly every
 * question is answered with no.
 *
 * The hash is a polynomial over the ring of 64-bit numbers with an odd base: as that has an inverse, prefix sums give
 * the hash of a text without one or two symbols by one addition.
 */
#include <stdlib.h>

#include "lookalike/lookalike_internal.h"

#define BASE UINT64_C(0xd6e8feb86659fd93)

#define INVERSE UINT64_C(0xcfee444d8b59a89b) /* BASE × INVERSE = 1 modulo 2^64 */

static inline uint64_t value_of(uint8_t symbol)
{
    uint64_t x = (symbol + UINT64_C(1)) * UINT64_C(0xbf58476d1ce4e5b9);
    return x ^ x >> 29;
}

uint64_t look_hash(const uint8_t *s, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = h * BASE + value_of(s[i]);
    return h;
}

uint64_t look_hash_behind(uint64_t hash, uint8_t symbol)
{
    return hash * BASE + value_of(symbol);
}

uint64_t look_hash_before(uint64_t hash, uint8_t symbol, uint64_t *power)
{
    hash += value_of(symbol) * *power;
    *power *= BASE;
    return hash;
}

void look_hash_all(const uint8_t *s, size_t n, struct look_hashes *ret)
{
    uint64_t sums[LOOK_FOLD_MAX + 1], power = 1;
    if (n > LOOK_FOLD_MAX) n = LOOK_FOLD_MAX;
    /* sums[i]: what the first i symbols contribute to the whole's hash; counted from the end, as powers grow that way.
     */
    for (size_t i = n; i-- > 0;) {
        sums[i + 1] = value_of(s[i]) * power;
        power *= BASE;
    }
    sums[0] = 0;
    for (size_t i = 1; i <= n; i++)
        sums[i] += sums[i - 1];
    ret->n = (unsigned)n;
    ret->whole = sums[n];
    for (size_t i = 0; i < n; i++) {
        uint64_t before = sums[i] * INVERSE;
        ret->one[i] = before + sums[n] - sums[i + 1];
        ret->first[i] = (before - sums[i + 1]) * INVERSE;
    }
}

/* ---- the table ---- */

struct pair {
    uint64_t hash;
    uint32_t value;
};
struct look_index {
    struct pair *pairs; /* until it is built */
    size_t n, cap;
    struct look_entry *entries; /* by bucket, then check, then value */
    uint32_t *begin;            /* of each bucket; one more than buckets */
    unsigned bucket_bits;
    uint64_t *words;
    unsigned word_bits;
};

struct look_index *look_index_new(void)
{
    return calloc(1, sizeof(struct look_index));
}

void look_index_free(struct look_index *x)
{
    if (!x) return;
    free(x->pairs);
    free(x->entries);
    free(x->begin);
    free(x->words);
    free(x);
}

bool look_index_add(struct look_index *x, uint64_t hash, uint32_t value)
{
    if (x->n == LOOK_INDEX_MAX) return false;
    if (x->n == x->cap) {
        size_t cap = x->cap ? x->cap + x->cap / 2 : 4096;
        struct pair *more = reallocarray(x->pairs, cap, sizeof *more);
        if (!more) return false;
        x->pairs = more;
        x->cap = cap;
    }
    x->pairs[x->n++] = (struct pair){ hash, value };
    return true;
}

bool look_index_is_full(const struct look_index *x)
{
    return x->n == LOOK_INDEX_MAX;
}

static inline uint64_t mixed(uint64_t hash)
{
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9fb21c651e98df25);
}
static inline size_t bucket_of(const struct look_index *x, uint64_t hash)
{
    return (size_t)(mixed(hash) >> (64 - x->bucket_bits));
}
static inline uint32_t check_of(uint64_t hash)
{
    return (uint32_t)mixed(hash);
}

static int by_check(const void *a, const void *b)
{
    const struct look_entry *x = a, *y = b;
    if (x->check != y->check) return x->check < y->check ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

static void set_bits(struct look_index *x, uint64_t hash)
{
    uint64_t m = hash * UINT64_C(0x9e3779b97f4a7c15);
    x->words[m >> (64 - x->word_bits)] |= UINT64_C(1) << (m & 63) | UINT64_C(1) << ((m >> 6) & 63);
}

/* Entries to their buckets: counted, then put in place; each bucket in order and without repetitions. */
static void place(struct look_index *x)
{
    size_t buckets = (size_t)1 << x->bucket_bits;
    for (size_t i = 0; i < x->n; i++)
        x->begin[bucket_of(x, x->pairs[i].hash) + 1]++;
    for (size_t b = 0; b < buckets; b++)
        x->begin[b + 1] += x->begin[b];
    for (size_t i = x->n; i-- > 0;) {
        const struct pair *p = &x->pairs[i];
        x->entries[--x->begin[bucket_of(x, p->hash) + 1]] = (struct look_entry){ check_of(p->hash), p->value };
        set_bits(x, p->hash);
    }
    /* begin[b + 1] is bucket b's own begin now: its end is the next one's. */
    size_t kept = 0;
    for (size_t b = 0; b < buckets; b++) {
        size_t from = x->begin[b + 1], to = b + 1 < buckets ? x->begin[b + 2] : x->n;
        if (to - from > 1) qsort(x->entries + from, to - from, sizeof *x->entries, by_check);
        x->begin[b] = (uint32_t)kept;
        for (size_t i = from; i < to; i++)
            if (kept == x->begin[b] || by_check(&x->entries[kept - 1], &x->entries[i]) != 0)
                x->entries[kept++] = x->entries[i];
    }
    x->begin[buckets] = (uint32_t)kept;
}

bool look_index_build(struct look_index *x)
{
    if (x->n >= UINT32_MAX) return false;
    x->bucket_bits = 8;
    while (x->bucket_bits < 31 && ((size_t)1 << x->bucket_bits) < x->n / 2)
        x->bucket_bits++;
    x->word_bits = x->bucket_bits > 6 + 1 ? x->bucket_bits - 1
                                          : 6; /* 16 to 32 bits an entry: one question in a hundred is let through */
    x->entries = calloc(x->n + 1, sizeof *x->entries);
    x->begin = calloc(((size_t)1 << x->bucket_bits) + 1, sizeof *x->begin);
    x->words = calloc((size_t)1 << x->word_bits, sizeof *x->words);
    if (!x->entries || !x->begin || !x->words) return false;
    place(x);
    free(x->pairs);
    x->pairs = NULL;
    return true;
}

struct look_filter look_index_filter(const struct look_index *x)
{
    return (struct look_filter){ x->words, 64 - x->word_bits };
}

void look_index_fetch_bucket(const struct look_index *x, uint64_t hash)
{
    __builtin_prefetch(&x->begin[bucket_of(x, hash)]);
}

void look_index_fetch_entries(const struct look_index *x, uint64_t hash)
{
    __builtin_prefetch(&x->entries[x->begin[bucket_of(x, hash)]]);
}

/* The first entry in [from, to) whose check is not below. */
static size_t lower_bound(const struct look_entry *entries, size_t from, size_t to, uint32_t check)
{
    while (to - from > 8) {
        size_t middle = from + (to - from) / 2;
        if (entries[middle].check < check)
            from = middle + 1;
        else
            to = middle + 1;
    }
    while (from < to && entries[from].check < check)
        from++;
    return from;
}

size_t look_index_find(const struct look_index *x, uint64_t hash, size_t max, const struct look_entry **ret)
{
    size_t b = bucket_of(x, hash), to = x->begin[b + 1];
    uint32_t check = check_of(hash);
    size_t from = lower_bound(x->entries, x->begin[b], to, check), end = from;
    while (end < to && end - from < max && x->entries[end].check == check)
        end++;
    *ret = x->entries + from;
    return end - from;
}
