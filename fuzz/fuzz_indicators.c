/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a feed of indicators.  What is taken is well-formed, and its canonical value is canonical: read again as
 * a list, each value gives itself. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "indicators/indicators.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *ctx, const struct sg_indicator_reject *r)
{
    if (!r->reason || !r->reason[0] || r->raw.len > 300) abort();
    ++*(uint64_t *)ctx;
}

static void check_text(const char *s)
{
    if (!s || !sg_utf8_is_valid(s, strlen(s))) abort();
}

static void check_again(const struct sg_indicator *i)
{
    struct sg_indicators *again = NULL;
    sg_auto_buf csv = { 0 };
    sg_buf_printf(&csv, "type,value\n%s,", sg_indicator_kind_names[i->kind]);
    sg_escape_csv(&csv, sg_str(i->value));
    if (csv.failed || sg_indicators_new(&again, NULL) != SG_OK) return;
    if (sg_indicators_read_bytes(again, sg_buf_view(&csv), "again", NULL, NULL, NULL) != SG_OK) abort();
    if (again->n != 1 || again->items[0].kind != i->kind || strcmp(again->items[0].value, i->value) != 0) abort();
    sg_indicators_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_indicators *x = NULL;
    uint64_t n_rejected = 0;
    if (sg_indicators_new(&x, NULL) != SG_OK) return 0;
    struct sg_str bytes = { (const char *)data, size };
    if (sg_indicators_read_bytes(x, bytes, "fuzz", count, &n_rejected, NULL) == SG_OK) {
        uint64_t n_taken = x->n;
        if (x->n_feeds != 1 || x->feeds[0].n != n_taken || x->feeds[0].n_rejected != n_rejected) abort();
        check_text(x->feeds[0].other_kinds);
        sg_indicators_finish(x);
        if (x->feeds[0].n != x->n) abort();
        for (size_t i = 0; i < x->n; i++) {
            check_text(x->items[i].value);
            check_text(x->items[i].id);
            check_text(x->items[i].label);
            check_text(x->items[i].author);
            if (!x->items[i].value[0] || strlen(x->items[i].label) > 500) abort();
            if (i < 2) check_again(&x->items[i]);
        }
    } else if (x->n || x->n_feeds) {
        abort();
    }
    sg_indicators_free(x);
    return 0;
}
