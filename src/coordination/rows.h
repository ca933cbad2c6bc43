/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside coordination/: lists of identities in statements. */
#ifndef SG_COORDINATION_ROWS_H
#define SG_COORDINATION_ROWS_H

#include "store/store.h"

/* Identities in one statement, which may name the list and the query's condition twice: the engines take 256 KiB. */
enum { ROWS_CHUNK = 4000 };

/* ":condition" over posts; every post without one. */
static inline struct sg_param rows_condition(struct sg_str condition)
{
    return (
        struct sg_param){ .name = "condition", .kind = SG_PARAM_SQL, .text = condition.len ? condition : sg_str("1") };
}
/* The next at most ROWS_CHUNK of `ids` from `from` on, as a parameter. */
static inline struct sg_param rows_list(const char *name, const uint64_t *ids, size_t n, size_t from)
{
    return (struct sg_param){ .name = name,
                              .kind = SG_PARAM_U64_LIST,
                              .list = ids + from,
                              .list_len = n - from > ROWS_CHUNK ? ROWS_CHUNK : n - from };
}

#endif
