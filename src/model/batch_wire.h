/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A batch as bytes, for the pipe between two processes of one machine: the columns as plain buffers, each at a multiple
 * of 8.  The process at the other end may have been taken over by what it read, so every length is checked on reading.
 */
#ifndef SG_MODEL_BATCH_WIRE_H
#define SG_MODEL_BATCH_WIRE_H

#include "model/batch.h"

/* Appends a batch of `table`; `out` must hold a multiple of 8 bytes, and does so afterwards. */
void sg_batch_write(const struct sg_table *table, const struct ArrowArray *batch, struct sg_buf *out);
/*
 * The batch at the beginning of `bytes`, which must lie at a multiple of 8 (malloc's do) and outlive the batch: nothing
 * is copied.  *ret_used gets how many bytes it took.  SG_EINPUT when they are no batch of `table`: another shape, a
 * length that passes the end, offsets that go backwards.  O(columns + rows).
 */
enum sg_code sg_batch_read(const struct sg_table *table, struct sg_str bytes, size_t *ret_used,
                           struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;

#endif
