/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the kernel: how its files work together.
 *
 *   count.c          the order of all this
 *   crowd.c          which events are at a crowded moment
 *   sweep.c          blocks of events dealt out to threads, one window sliding over each object
 *   pairs.c          a thread's table of pairs
 *   spill.c          full tables to a file that has no name; all of them merged and cut
 *   posts.c          posts that were counted at several places are counted once
 *   participation.c  which accounts took part often enough
 *   coactions.c      the co-actions themselves, of chosen pairs
 */
#ifndef SG_COORDINATION_KERNEL_H
#define SG_COORDINATION_KERNEL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "coordination/coordination_internal.h"

/* Both ends at a window's length or less; later >= earlier.  The difference of any two times fits 64 bits unsigned. */
static inline uint64_t time_apart(sg_time later, sg_time earlier)
{
    return (uint64_t)later - (uint64_t)earlier;
}

static inline uint32_t add_capped(uint32_t x, uint32_t y)
{
    return x > UINT32_MAX - y ? UINT32_MAX : x + y;
}
static inline uint64_t add_capped_wide(uint64_t x, uint64_t y)
{
    return x > UINT64_MAX - y ? UINT64_MAX : x + y;
}

/* ---- a thread's pairs (pairs.c) ---- */

/* Counts stop at their type's end instead of wrapping (which keeps sums the same in any order), but for the posts:
 * these wrap, since posts.c takes away from them, and their true value is always below 2^32. */
struct row {
    uint64_t key; /* a << 32 | b; 0: free (a < b, so no pair has it) */
    uint64_t gap_sum;
    uint32_t weight, fast, a_first, b_first, a_posts, b_posts;
};
struct run {
    uint64_t at, n; /* offset in the file; rows */
};
struct table {
    struct row *rows;
    size_t n_slots, used, most_slots; /* powers of two; n_slots 0: nothing yet */
    unsigned shift;
    const char *folder;
    int file; /* -1: none */
    uint64_t written;
    struct run *runs;
    size_t n_runs, cap_runs;
};
enum { ROWS_LEAST = 4096 }; /* slots: a table never gets less room than this, whatever the memory */

void table_init(struct table *t, size_t memory, const char *folder);
void table_release(struct table *t);
static inline uint64_t pair_key(uint32_t x, uint32_t y)
{
    return x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
}
static inline size_t table_home(const struct table *t, uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> t->shift);
}
/* Makes room for one pair more: grows, or writes everything to the file and begins anew. */
enum sg_code table_room(struct table *t, struct sg_err *err) SG_CHECKED;
/* The pair's row, made when it is new; valid until the next call.  Room for it must have been made. */
static inline struct row *table_row(struct table *t, uint64_t key)
{
    size_t mask = t->n_slots - 1, at = table_home(t, key);
    while (t->rows[at].key != key) {
        if (!t->rows[at].key) {
            t->rows[at].key = key;
            t->used++;
            break;
        }
        at = (at + 1) & mask;
    }
    return &t->rows[at];
}
static inline bool table_is_full(const struct table *t)
{
    return t->used >= t->n_slots - t->n_slots / 4;
}
/* Rows to the front, in the order of their keys; the table is a plain list afterwards.  In place. */
void table_sort(struct table *t);
void row_add(struct row *into, const struct row *from);

/* ---- files and the merge (spill.c) ---- */

enum sg_code table_spill(struct table *t, struct sg_err *err) SG_CHECKED;

/* Accounts that may be in a pair; NULL: every one. */
struct cut {
    uint32_t min_weight;
    const uint8_t *is_active, *is_in; /* by account: enough events at all; enough that take part */
};
/* All runs and all (sorted) tables in one pass. */
enum sg_code tables_merge(struct table *tables, unsigned n, const struct cut *cut, struct pairs *ret,
                          struct sg_err *err) SG_CHECKED;

/* ---- what all threads know ---- */

struct kernel {
    const struct layer *l;
    const struct sweep_request *r;
    uint64_t window, fast;
    uint32_t n_ids;      /* the largest account number and one */
    uint8_t *is_crowded; /* by event; NULL: none is */
    atomic_bool stops;   /* somebody failed */
    atomic_size_t next;  /* block or group to be taken */
    atomic_uint_least64_t done;
};
enum sg_code kernel_init(struct kernel *ret, const struct layer *l, const struct sweep_request *r,
                         struct sg_err *err) SG_CHECKED;
static inline bool is_crowded(const struct kernel *k, size_t event)
{
    return k->is_crowded && k->is_crowded[event];
}
/* The first event of [from, to) at `least` or later. */
size_t events_from(const struct event *e, size_t from, size_t to, sg_time least);
/* `by` before or after `t`, without leaving the range. */
sg_time time_before(sg_time t, uint64_t by);
sg_time time_after(sg_time t, uint64_t by);

/* Runs `work` on n threads, this one being number 0; the part of a thread that cannot be started is done here. */
void threads_run(unsigned n, void (*work)(void *ctx, unsigned thread), void *ctx);
unsigned threads_for(const struct sweep_request *r);

/* `ret_crowd` gets, for each of n events of one object, how many different accounts have an event at most `window`
 * away, its own included; `counts` is as long as there are accounts, all 0 before and after.  O(n). */
void crowds_at(const struct event *e, size_t n, uint64_t window, uint32_t *counts, uint32_t *ret_crowd);
enum sg_code crowds_mark(struct kernel *k, uint64_t *ret_crowded, struct sg_err *err) SG_CHECKED;

/* Partners of each object: those it crosses, either way round. */
struct partners {
    size_t *first; /* n_objects + 1; NULL: nothing crosses */
    uint32_t *objects;
};
enum sg_code partners_find(const struct layer *l, struct partners *ret, struct sg_err *err) SG_CHECKED;
void partners_release(struct partners *p);

/* The sweep (sweep.c): thread i counts into tables[i]. */
enum sg_code sweep_tables(struct kernel *k, struct table *tables, unsigned threads, struct sg_err *err) SG_CHECKED;
/* Posts that could have been counted at several places (posts.c): corrects the tables. */
enum sg_code posts_correct(struct kernel *k, struct table *tables, unsigned threads, struct sg_err *err) SG_CHECKED;

/* Fills two arrays of n_ids bytes, each allocated for the caller; both NULL when min_participation asks for nothing. */
enum sg_code participation(const struct kernel *k, uint8_t **ret_active, uint8_t **ret_in,
                           struct sg_err *err) SG_CHECKED;

#endif
