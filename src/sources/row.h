/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every reader of posts shares: the batch being built, and the row in hand, its rejection or mending.  A row:
 * sg_row_begin, then what it has, then sg_row_end or sg_row_reject.
 */
#ifndef SG_SOURCES_ROW_H
#define SG_SOURCES_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/post.h"
#include "sources/sources.h"

struct sg_row {
    struct sg_builder builder;
    const struct sg_read_options *options; /* borrowed; outlives the reader */
    uint64_t row, offset;
    struct sg_str member; /* borrowed until sg_row_end */
    struct sg_str raw;    /* the record as found, for rejects; borrowed until sg_row_end */
    uint8_t flags;        /* SG_POST_…: may be added to until sg_row_end */
    bool has_time, has_channel, is_valid_utf8;
    uint64_t rows, rejects; /* given and refused so far */
    char mended[160];       /* what was left out of the row; "" nothing */
    struct sg_buf scratch;
};

enum sg_code sg_row_init(struct sg_row *r, const struct sg_read_options *options, struct sg_err *err) SG_CHECKED;
void sg_row_release(struct sg_row *r); /* NULL and zeroed allowed */

/* A new row; whatever an unended one held is dropped.  `raw` is borrowed until the row ends. */
void sg_row_begin(struct sg_row *r, uint64_t row, uint64_t offset, struct sg_str raw);

/* Sets a text column.  Ill-formed UTF-8 becomes U+FFFD, and the row is marked SG_POST_REPAIRED.  A leading '@' of
 * SG_P_ACCOUNT falls away.  Nothing happens for empty text. */
void sg_row_text(struct sg_row *r, size_t column, struct sg_str bytes);
/* Adds to a text column, after a newline when the row holds something there: urls, objects.  Line ends and tabs inside
 * `bytes` become blanks; in SG_P_URLS blanks are percent-encoded.  Nothing happens for empty text. */
void sg_row_line(struct sg_row *r, size_t column, struct sg_str bytes);
void sg_row_number(struct sg_row *r, size_t column, int64_t v);
/* A line of SG_P_REFS; `kind` is SG_LINK_REPOST, _QUOTE or _REPLY; platform empty = the post's own.  Nothing happens
 * when neither id nor account is given.  A leading '@' of the account falls away. */
void sg_row_ref(struct sg_row *r, enum sg_link_kind kind, struct sg_str platform, struct sg_str id,
                struct sg_str account);
/* The same by address; nothing happens for an empty one. */
void sg_row_ref_url(struct sg_row *r, enum sg_link_kind kind, struct sg_str url);

/* Sets time and precision: the coarsest of what the text says, `least_precision` (seconds; SG_EXACT says nothing) and
 * --precision; the time is cut to the start of that unit.  False, and nothing set, when the text is no time; then
 * `ret_err` (NULL allowed) says why. */
bool sg_row_time(struct sg_row *r, struct sg_str text, uint32_t least_precision, struct sg_err *ret_err);
/* The same for a time that is known already. */
void sg_row_time_is(struct sg_row *r, sg_time time, uint32_t precision);

/* The row stays, without what the sentence names; told to options->reject when the row ends. */
void sg_row_mend(struct sg_row *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The row is dropped and told to options->reject. */
void sg_row_reject(struct sg_row *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The row is complete: fills in row, offset, member, flags and --channel.  A row without a time is rejected: false. */
bool sg_row_end(struct sg_row *r);

/* When the batch should be given. */
static inline bool sg_row_is_full(const struct sg_row *r)
{
    if (r->builder.rows >= SG_BATCH_ROWS) return true;
    /* Counting costs, so a batch of short rows is counted now and then; long rows would pass the limit in between. */
    if (r->builder.rows % 64 != 0 && r->raw.len < SG_BATCH_BYTES / 256) return false;
    return sg_builder_bytes(&r->builder) >= SG_BATCH_BYTES;
}
/* The rows so far as a batch, empty (release NULL) when there are none. */
enum sg_code sg_row_finish(struct sg_row *r, struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;

#endif
