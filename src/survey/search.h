/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The posts that a condition finds, each with the place in the evidence that it came from. */
#ifndef SG_SURVEY_SEARCH_H
#define SG_SURVEY_SEARCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "survey/survey.h"

struct sg_search_options {
    uint64_t limit, offset; /* rows, the earliest first */
    bool with_text;
    bool without_names; /* neither accounts nor ids, for who may not see them */
    bool indent;
};
/* One post; texts are borrowed for the call.  `file` and `sha256` are NULL when the source's row is missing. */
struct sg_search_row {
    struct sg_str platform, id, account, text, member;
    sg_time time;
    uint32_t precision;
    uint8_t kind, flags;
    const char *file, *sha256;
    uint64_t row, offset;
};
/* Calls `each` for the posts in time order; `condition` is what sg_query_compile made.  `ret_total` gets how many there
 * are without limit and offset. */
enum sg_code sg_search_posts(struct sg_store *store, struct sg_str condition, const struct sg_search_options *o,
                             void (*each)(void *ctx, const struct sg_search_row *row), void *ctx, uint64_t *ret_total,
                             struct sg_err *err) SG_CHECKED;
/* The document that doc/formats/status-json.md describes; `query` is shown in it. */
enum sg_code sg_search_json(struct sg_store *store, struct sg_str query, struct sg_str condition,
                            const struct sg_search_options *o, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
