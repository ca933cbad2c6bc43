/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

static enum sg_code check_columns(const struct sg_answer *a, const char *statement, const enum sg_type *types, size_t n,
                                  struct sg_err *err)
{
    bool is_right = sg_answer_columns(a) == n;
    for (size_t i = 0; i < n && is_right; i++)
        is_right = sg_answer_column_type(a, i) == types[i];
    if (is_right) return SG_OK;
    return sg_fail(err, SG_EINPUT,
                   "%s: the store answers in another form than expected: was the case made by another version?",
                   statement);
}

static enum sg_code read_all(struct sg_answer *a, const char *statement, const enum sg_type *types, size_t n_types,
                             sg_row_take take, void *ctx, struct sg_err *err)
{
    for (;;) {
        sg_auto_batch b = { 0 };
        SG_TRY(sg_answer_next(a, &b, err));
        if (!b.release) return SG_OK;
        SG_TRY(check_columns(a, statement, types, n_types, err));
        for (int64_t i = 0; i < sg_batch_rows(&b); i++)
            SG_TRY(take(ctx, &b, i, err));
    }
}

enum sg_code sg_store_each(struct sg_store *store, const char *statement, const struct sg_param *params,
                           size_t n_params, const enum sg_type *types, size_t n_types, sg_row_take take, void *ctx,
                           struct sg_err *err)
{
    struct sg_answer *a = NULL;
    SG_TRY(sg_store_ask(store, statement, params, n_params, &a, err));
    enum sg_code code = read_all(a, statement, types, n_types, take, ctx, err);
    sg_answer_free(a);
    return code;
}
