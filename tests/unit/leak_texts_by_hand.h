/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store would stream, from memory: takes the place of leak/stream.c. */
#ifndef SG_TESTS_LEAK_TEXTS_BY_HAND_H
#define SG_TESTS_LEAK_TEXTS_BY_HAND_H

#include <string.h>

#include "leak/leak_internal.h"

static const struct sg_str *by_hand_texts, *by_hand_headers; /* by mail */

enum sg_code leak_each_mail(struct leak_run *r, const char *const *names, size_t n_names,
                            enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values,
                                                 struct sg_err *err),
                            void *ctx, struct sg_err *err)
{
    for (size_t i = 0; i < r->n_mails; i++) {
        struct sg_str values[4];
        for (size_t k = 0; k < n_names && k < 4; k++)
            values[k] = strcmp(names[k], "text") == 0 ? by_hand_texts[i] : by_hand_headers[i];
        SG_TRY(take(ctx, &r->mails[i], values, err));
    }
    return SG_OK;
}

enum sg_code leak_texts(struct leak_run *r, const uint32_t *mails, size_t n,
                        enum sg_code (*take)(void *ctx, size_t i, struct sg_str text, struct sg_err *err), void *ctx,
                        struct sg_err *err)
{
    (void)r;
    for (size_t i = 0; i < n; i++)
        SG_TRY(take(ctx, i, by_hand_texts[mails[i]], err));
    return SG_OK;
}

#endif
