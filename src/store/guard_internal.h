/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_STORE_GUARD_INTERNAL_H
#define SG_STORE_GUARD_INTERNAL_H

#include <stdbool.h>

#include "store/guard.h"

enum sg_token_kind {
    SG_TOKEN_END,
    SG_TOKEN_WORD,
    SG_TOKEN_QUOTED /* a name in quotes */,
    SG_TOKEN_TEXT,
    SG_TOKEN_NUMBER,
    SG_TOKEN_SIGN
};
struct sg_token {
    enum sg_token_kind kind;
    struct sg_str text; /* without the quotes */
};

/* Reads the token at *at and moves *at past it.  Refuses what could be read in more than one way: comments within
 * comments, backslashes in names, characters outside ASCII, heredocs, braces. */
enum sg_code sg_token_next(struct sg_str sql, size_t *at, struct sg_token *ret, struct sg_err *err) SG_CHECKED;

#endif
