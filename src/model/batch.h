/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Record batches.  A batch is an ArrowArray of struct type whose children are the columns of one `struct sg_table`, in
 * its order.  Our columns hold no nulls: what is unknown has a value of its own (empty text, -1 for a count,
 * SG_TIME_NONE for a time), laid down beside the column.
 */
#ifndef SG_MODEL_BATCH_H
#define SG_MODEL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/arrow.h"

enum sg_type { SG_U8, SG_U32, SG_U64, SG_I64, SG_F64, SG_TEXT /* Arrow "z": bytes; 32-bit offsets */ };

struct sg_field {
    const char *name;
    enum sg_type type;
    int64_t unknown; /* what an unset number gets */
};

/* The shape of a batch; static, shared, never freed. */
struct sg_table {
    const char *name;
    const struct sg_field *fields;
    size_t n_fields;
};

size_t sg_type_size(enum sg_type type);        /* bytes of one value; 0 for SG_TEXT */
const char *sg_type_arrow(enum sg_type type);  /* "C", "I", "L", "l", "g", "z" */
const char *sg_type_engine(enum sg_type type); /* "UInt8" … "String" */

/* ---- reading ---- */

static inline int64_t sg_batch_rows(const struct ArrowArray *b) { return b->length; }
static inline const void *sg_batch_values(const struct ArrowArray *b, size_t column)
{
    return b->children[column]->buffers[1];
}
static inline uint8_t sg_batch_u8(const struct ArrowArray *b, size_t column, int64_t row)
{
    return ((const uint8_t *)sg_batch_values(b, column))[row];
}
static inline uint32_t sg_batch_u32(const struct ArrowArray *b, size_t column, int64_t row)
{
    return ((const uint32_t *)sg_batch_values(b, column))[row];
}
static inline uint64_t sg_batch_u64(const struct ArrowArray *b, size_t column, int64_t row)
{
    return ((const uint64_t *)sg_batch_values(b, column))[row];
}
static inline int64_t sg_batch_i64(const struct ArrowArray *b, size_t column, int64_t row)
{
    return ((const int64_t *)sg_batch_values(b, column))[row];
}
static inline double sg_batch_f64(const struct ArrowArray *b, size_t column, int64_t row)
{
    return ((const double *)sg_batch_values(b, column))[row];
}
static inline struct sg_str sg_batch_text(const struct ArrowArray *b, size_t column, int64_t row)
{
    const int32_t *offsets = sg_batch_values(b, column);
    const char *bytes = b->children[column]->buffers[2];
    return (struct sg_str){ bytes + offsets[row], (size_t)(offsets[row + 1] - offsets[row]) };
}

static inline void sg_batch_drop(struct ArrowArray *b)
{
    if (b->release) b->release(b);
}
#define sg_auto_batch __attribute__((cleanup(sg_batch_drop))) struct ArrowArray
/* Moves a batch; the source is empty afterwards. */
static inline void sg_batch_move(struct ArrowArray *from, struct ArrowArray *to)
{
    *to = *from;
    from->release = NULL;
}

/* ---- building ---- */

/*
 * Gathers rows column by column.  Set what a row has, in any order, each column at most once, then end the row: columns
 * that were not set get their unknown value.  A row that turned out bad is taken back whole.  Running out of memory is
 * remembered and told by sg_builder_finish.
 */
struct sg_column {
    struct sg_buf values;  /* numbers, or the offsets of a text column */
    struct sg_buf bytes;   /* a text column's bytes */
    size_t rows;
    size_t values_before, bytes_before; /* what the batch before held: room to begin with */
};
struct sg_builder {
    const struct sg_table *table;
    struct sg_column *columns;
    size_t rows;
    bool failed; /* no memory, or a text column passed 2 GiB */
};

enum sg_code sg_builder_init(struct sg_builder *b, const struct sg_table *table, struct sg_err *err) SG_CHECKED;
void sg_builder_release(struct sg_builder *b); /* NULL and zeroed allowed */

void sg_builder_text(struct sg_builder *b, size_t column, struct sg_str s);
/* Adds to the text that this row already has in `column` (or begins it). */
void sg_builder_text_more(struct sg_builder *b, size_t column, struct sg_str s);
void sg_builder_number(struct sg_builder *b, size_t column, int64_t v); /* any integer column; U64 takes the bits */
/* What this row holds so far in a text column; empty when unset.  Borrowed until the next call. */
struct sg_str sg_builder_peek(const struct sg_builder *b, size_t column);
void sg_builder_end_row(struct sg_builder *b);
void sg_builder_drop_row(struct sg_builder *b);
/* Bytes held so far: when a batch should be closed. */
size_t sg_builder_bytes(const struct sg_builder *b);
/* Hands the rows over as a batch and starts afresh.  Rows not ended are dropped. */
enum sg_code sg_builder_finish(struct sg_builder *b, struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;

/* The schema of a table as an ArrowSchema, for whoever speaks Arrow. */
enum sg_code sg_table_schema(const struct sg_table *table, struct ArrowSchema *ret, struct sg_err *err) SG_CHECKED;

/* Readers close a batch at the first of these. */
#define SG_BATCH_ROWS 32768
#define SG_BATCH_BYTES ((size_t)16 << 20)

#endif
