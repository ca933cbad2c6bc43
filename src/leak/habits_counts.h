/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often each value goes with each key: what is usual for a sender, a client, a domain. */
#ifndef SG_LEAK_HABITS_COUNTS_H
#define SG_LEAK_HABITS_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Keys and values are interned: equal strings are the same pointer. */
struct leak_value {
    const char *value;
    uint32_t n, n_verified;
    uint32_t n_rarer; /* mails of the key whose value is at most as common as this one */
};
struct leak_key {
    const char *key;
    size_t first, n_values;                          /* in `values`, by pointer */
    uint32_t n, n_verified, n_once, n_once_verified; /* mails; values seen once */
    const char *usual; /* the commonest value; the first by its letters when several are */
};
struct leak_counts {
    struct sg_buf pairs;   /* as added */
    struct leak_key *keys; /* by pointer */
    size_t n_keys;
    struct leak_value *values;
};
void leak_counts_add(struct leak_counts *c, const char *key, const char *value, bool is_verified);
/* After the last add.  O(n log n). */
enum sg_code leak_counts_end(struct leak_counts *c, struct sg_err *err) SG_CHECKED;
void leak_counts_release(struct leak_counts *c); /* zeroed allowed */

const struct leak_key *leak_counts_key(const struct leak_counts *c, const char *key); /* NULL: never */
const struct leak_value *leak_counts_value(const struct leak_counts *c, const struct leak_key *key, const char *value);

/* What is known of a key and one of its mails' values; that mail itself is left out. */
struct leak_use {
    uint32_t n, n_same, n_once, n_verified, n_verified_same, n_once_verified;
};
struct leak_use leak_counts_use(const struct leak_counts *c, const char *key, const char *value, bool is_verified);

/*
 * Whether a mail's value is foreign to its key.  Verified mails are the reference where there are 50 of them: none has
 * this value, and hardly any of them has one of its own (Good and Turing: the share of values seen once is the chance
 * that the next is new).  Else all mails are, from 50 on.
 */
bool leak_is_foreign(const struct leak_use *u);

#endif
