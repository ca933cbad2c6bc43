/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a story came from and how it spread. */
#ifndef SG_TRACE_TRACE_H
#define SG_TRACE_TRACE_H

#include <stdbool.h>

#include "base/err.h"
#include "casefile/casefile.h"
#include "model/story.h"
#include "store/store.h"

/* ---- queries ---- */

/*
 * A QUERY: words and "phrases", #tag, @account, url:, domain:, platform:, account:, lang:, since:, until:, with AND,
 * OR, NOT (also '-') and parentheses; juxtaposition is AND.  Becomes a condition over the posts table ("WHERE …"),
 * values quoted.  Errors point at the place in the query.  An empty query matches every post.
 */
enum sg_code sg_query_compile(struct sg_str query, struct sg_buf *ret_condition, struct sg_err *err) SG_CHECKED;

/* ---- origin ---- */

struct sg_origin_options {
    const char *to; /* milestone: @account, platform:id, or a post's address; NULL: the largest audience */
    bool with_text;
    bool with_inferred;
    int64_t same_text_window; /* microseconds; default SG_HOUR * 24 */
    int64_t co_object_window; /* microseconds; default SG_HOUR * 24 */
    uint64_t max_posts;       /* SG_ELIMIT beyond, with what to do; default 2,000,000 */
    const struct sg_story_period *calendar;
    size_t n_calendar;
    /* Told after each block that comes from the store: what is being loaded, and how many rows so far; may be NULL. */
    void (*progress)(void *ctx, const char *step, uint64_t rows);
    void *progress_ctx;
};
void sg_origin_options_default(struct sg_origin_options *o);
/* The case's calendar as the options take it; `ret` is freed by the caller, its names belong to the case. */
enum sg_code sg_origin_calendar(const struct sg_case *c, struct sg_story_period **ret, struct sg_err *err) SG_CHECKED;

/*
 * Loads the posts that `query` finds, follows explicit links back to whatever they point to (posts in the evidence, or
 * ghosts), recognises duplicates, infers links, and finds roots, firsts, chain and ghosts.  Methods:
 * doc/method/origin.md. Time O(n log n) in the posts of the story; memory about 200 bytes a post, and the texts when
 * asked for.
 */
enum sg_code sg_origin(struct sg_store *store, struct sg_str query, const struct sg_origin_options *options,
                       struct sg_story **ret, struct sg_err *err) SG_CHECKED;

#endif
