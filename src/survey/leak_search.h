/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full-text search in a leak. */
#ifndef SG_SURVEY_LEAK_SEARCH_H
#define SG_SURVEY_LEAK_SEARCH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/time.h"
#include "store/store.h"

struct sg_leak_hit {
    uint64_t item;
    sg_time date;
    bool is_document;
    struct sg_str sender, title, snippet; /* snippet: the text from a little before the first word that was found */
};
/*
 * Words and "phrases" (all of them must occur, without regard to case, in subject or title, sender, recipients or
 * text), -word (must not), from:, to:, subject:, since:, until:, is:mail and is:document.  Calls `take` for the
 * earliest `limit` and tells how many there are.  SG_EUSAGE for a query that cannot be read.  One scan of the texts.
 */
enum sg_code sg_leak_search(struct sg_store *store, struct sg_str query, uint64_t limit,
                            void (*take)(void *ctx, const struct sg_leak_hit *hit), void *ctx, uint64_t *ret_total,
                            struct sg_err *err) SG_CHECKED;

#endif
