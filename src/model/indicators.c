/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/indicators.h"

#include <stdlib.h>

const char *const sg_indicator_kind_names[] = { "domain", "url", "mail", "ip", "sha256", NULL };
_Static_assert(sizeof sg_indicator_kind_names / sizeof *sg_indicator_kind_names == SG_INDICATOR_KINDS + 1,
               "a name for each kind");

enum sg_code sg_indicators_new(struct sg_indicators **ret, struct sg_err *err)
{
    struct sg_indicators *x = calloc(1, sizeof *x);
    if (x) x->arena = sg_arena_new();
    if (!x || !x->arena) {
        sg_indicators_free(x);
        return sg_fail_nomem(err, "indicators");
    }
    *ret = x;
    return SG_OK;
}

void sg_indicators_free(struct sg_indicators *x)
{
    if (!x) return;
    free(x->items);
    free(x->feeds);
    sg_arena_free(x->arena);
    free(x);
}
