/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread's table of pairs: open addressing, 64-bit keys, 40 bytes a row. */
#include <stdlib.h>

#include "coordination/kernel.h"

void table_init(struct table *t, size_t memory, const char *folder)
{
    *t = (struct table){ .folder = folder, .file = -1, .most_slots = ROWS_LEAST };
    /* While a table of twice the size is filled, the old one is still there. */
    while (t->most_slots <= memory / (3 * sizeof *t->rows))
        t->most_slots *= 2;
}

static enum sg_code table_grow(struct table *t, struct sg_err *err)
{
    struct table bigger = *t;
    bigger.n_slots = t->n_slots ? 2 * t->n_slots : ROWS_LEAST;
    bigger.shift = 64 - (unsigned)__builtin_ctzll(bigger.n_slots);
    bigger.used = 0;
    bigger.rows = calloc(bigger.n_slots, sizeof *bigger.rows);
    if (!bigger.rows) return sg_fail_nomem(err, "the pairs of accounts");
    for (size_t i = 0; i < t->n_slots; i++)
        if (t->rows[i].key) *table_row(&bigger, t->rows[i].key) = t->rows[i];
    free(t->rows);
    *t = bigger;
    return SG_OK;
}

enum sg_code table_room(struct table *t, struct sg_err *err)
{
    if (t->n_slots && !table_is_full(t)) return SG_OK;
    return t->n_slots < t->most_slots ? table_grow(t, err) : table_spill(t, err);
}

void row_add(struct row *into, const struct row *from)
{
    into->gap_sum = add_capped_wide(into->gap_sum, from->gap_sum);
    into->weight = add_capped(into->weight, from->weight);
    into->fast = add_capped(into->fast, from->fast);
    into->a_first = add_capped(into->a_first, from->a_first);
    into->b_first = add_capped(into->b_first, from->b_first);
    into->a_posts += from->a_posts;
    into->b_posts += from->b_posts;
}

static void sort_few(struct row *rows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct row moved = rows[i];
        size_t k = i;
        for (; k > 0 && rows[k - 1].key > moved.key; k--)
            rows[k] = rows[k - 1];
        rows[k] = moved;
    }
}

/* Radix exchange from the highest bit: in place, no bad case, at most 64 deep.  Keys are different. */
static void sort_rows(struct row *rows, size_t n, int bit)
{
    while (n > 24 && bit >= 0) {
        size_t low = 0, high = n;
        while (low < high) {
            if (rows[low].key >> bit & 1) {
                struct row other = rows[--high];
                rows[high] = rows[low];
                rows[low] = other;
            } else {
                low++;
            }
        }
        bit--;
        sort_rows(rows + low, n - low, bit);
        n = low;
    }
    sort_few(rows, n);
}

void table_sort(struct table *t)
{
    size_t n = 0;
    uint64_t all = 0;
    for (size_t i = 0; i < t->n_slots; i++) {
        if (!t->rows[i].key) continue;
        all |= t->rows[i].key;
        t->rows[n++] = t->rows[i];
    }
    if (all) sort_rows(t->rows, n, 63 - __builtin_clzll(all));
}
