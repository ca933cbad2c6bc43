/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A feed from a string, and what was read of it as lines "kind value". */
#ifndef SG_TESTS_INDICATORS_READ_H
#define SG_TESTS_INDICATORS_READ_H

#include "indicators/indicators.h"
#include "unit.h"

struct rejects {
    size_t n;
    uint64_t row;     /* of the last */
    char reason[200]; /* of the last */
};

static inline void keep_reject(void *ctx, const struct sg_indicator_reject *r)
{
    struct rejects *x = ctx;
    x->n++;
    x->row = r->row;
    assert_true(r->reason && *r->reason);
    assert_true(r->raw.len <= 300);
    strncpy(x->reason, r->reason, sizeof x->reason - 1);
}

/* The caller frees. */
static inline struct sg_indicators *read_feed(const char *text, struct rejects *rejects)
{
    struct sg_indicators *x = NULL;
    struct sg_err err = { 0 };
    *rejects = (struct rejects){ 0 };
    assert_int_equal(sg_indicators_new(&x, NULL), SG_OK);
    if (sg_indicators_read_bytes(x, sg_str(text), "feed", keep_reject, rejects, &err) != SG_OK)
        fail_msg("%s", err.text);
    sg_indicators_finish(x);
    assert_int_equal(x->n_feeds, 1);
    assert_int_equal(x->feeds[0].n, x->n);
    assert_int_equal(x->feeds[0].n_rejected, rejects->n);
    return x;
}

static inline void list_values(const struct sg_indicators *x, struct sg_buf *out)
{
    for (size_t i = 0; i < x->n; i++)
        sg_buf_printf(out, "%s%s %s", i ? "\n" : "", sg_indicator_kind_names[x->items[i].kind], x->items[i].value);
}

/* What a feed gives: its values, the kinds that it counts, how many rejects. */
static inline void check_feed(size_t row, const char *text, const char *want, const char *others, size_t n_rejects)
{
    struct rejects rejects;
    sg_auto_buf got = { 0 };
    struct sg_indicators *x = read_feed(text, &rejects);
    list_values(x, &got);
    if (strcmp(sg_buf_cstr(&got), want) != 0)
        fail_msg("row %zu: %s gives\n%s\nand not\n%s", row, text, sg_buf_cstr(&got), want);
    if (strcmp(x->feeds[0].other_kinds, others) != 0)
        fail_msg("row %zu: %s counts %s", row, text, x->feeds[0].other_kinds);
    if (rejects.n != n_rejects) fail_msg("row %zu: %zu rejects, the last: %s", row, rejects.n, rejects.reason);
    sg_indicators_free(x);
}

#endif
