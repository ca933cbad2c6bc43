/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ClickHouse's Native format: blocks of columns.  doc/formats/store.md describes what we read and write of it. */
#ifndef SG_STORE_NATIVE_H
#define SG_STORE_NATIVE_H

#include "store/store.h"

/* Appends one block.  SG_EINPUT when the columns differ in length. */
enum sg_code sg_native_write(const struct sg_insert_column *columns, size_t n_columns, struct sg_buf *out,
                             struct sg_err *err) SG_CHECKED;

/* The same of `n_batches` batches, one behind the other in one block: `columns` holds the columns of the first, then
 * those of the second…, under the same names. */
enum sg_code sg_native_write_all(const struct sg_insert_column *columns, size_t n_columns, size_t n_batches,
                                 struct sg_buf *out, struct sg_err *err) SG_CHECKED;

/* The columns of the blocks read so far. */
struct sg_native_column {
    char *name;
    enum sg_type type;
};
struct sg_native_reader {
    struct sg_native_column *columns;
    size_t n_columns;
};
void sg_native_reader_release(struct sg_native_reader *r);

/*
 * Reads one block from the beginning of `bytes`.  When it is not complete, `ret_used` is 0 and `ret_batch` untouched:
 * come again with more.  A block without rows gives an empty batch (release NULL) and `ret_used` > 0.
 */
enum sg_code sg_native_read(struct sg_native_reader *r, struct sg_str bytes, struct ArrowArray *ret_batch,
                            size_t *ret_used, struct sg_err *err) SG_CHECKED;

#endif
