/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/batch_wire.h"

#include <stdlib.h>

#define MAGIC UINT32_C(0x31574253) /* "SBW1" */
enum { ALIGNMENT = 8 };

struct head {
    uint32_t magic, n_columns;
    uint64_t rows;
};

/* ---- writing ---- */

static void pad(struct sg_buf *out)
{
    static const char zeros[ALIGNMENT];
    sg_buf_add(out, zeros, (ALIGNMENT - out->len % ALIGNMENT) % ALIGNMENT);
}

static void write_text(const struct ArrowArray *column, struct sg_buf *out)
{
    const int32_t *offsets = column->buffers[1];
    const size_t rows = (size_t)column->length;
    const uint64_t len = (uint64_t)offsets[rows];
    sg_buf_add(out, &len, sizeof len);
    sg_buf_add(out, offsets, (rows + 1) * sizeof *offsets);
    pad(out);
    sg_buf_add(out, column->buffers[2], len);
    pad(out);
}

void sg_batch_write(const struct sg_table *table, const struct ArrowArray *batch, struct sg_buf *out)
{
    const struct head head = { MAGIC, (uint32_t)table->n_fields, (uint64_t)batch->length };
    sg_buf_add(out, &head, sizeof head);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct ArrowArray *column = batch->children[i];
        if (table->fields[i].type == SG_TEXT) {
            write_text(column, out);
            continue;
        }
        sg_buf_add(out, column->buffers[1], (size_t)column->length * sg_type_size(table->fields[i].type));
        pad(out);
    }
}

/* ---- reading ---- */

/* What a borrowing batch owns: its structs, in one piece of memory each. */
struct loan {
    struct ArrowArray *children;
    struct ArrowArray **pointers;
    const void **buffers;
};

static void release_child(struct ArrowArray *a)
{
    a->release = NULL;
}

static void free_loan(struct loan *l)
{
    free(l->children);
    free(l->pointers);
    free(l->buffers);
    free(l);
}

static void release_batch(struct ArrowArray *a)
{
    free_loan(a->private_data);
    a->release = NULL;
}

static struct loan *new_loan(size_t n)
{
    struct loan *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    l->children = calloc(n, sizeof *l->children);
    l->pointers = calloc(n, sizeof(struct ArrowArray *));
    l->buffers = calloc(3 * n + 1, sizeof(void *));
    if (l->children && l->pointers && l->buffers) return l;
    free_loan(l);
    return NULL;
}

struct reading {
    const struct sg_table *table;
    struct sg_str bytes;
    size_t at; /* a multiple of ALIGNMENT between pieces */
    size_t rows;
    struct sg_err *err;
};

static enum sg_code refuse(const struct reading *r, const char *what)
{
    return sg_fail(r->err, SG_EINPUT, "a batch of %s is not whole at byte %zu: %s", r->table->name, r->at, what);
}

/* The next `len` bytes and what pads them. */
static enum sg_code take(struct reading *r, size_t len, const void **ret)
{
    const size_t left = r->bytes.len - r->at, padding = (ALIGNMENT - len % ALIGNMENT) % ALIGNMENT;
    if (len > left || padding > left - len) return refuse(r, "its bytes end before a column does");
    *ret = r->bytes.data + r->at;
    r->at += len + padding;
    return SG_OK;
}

static enum sg_code read_text(struct reading *r, const void **buffers)
{
    const void *piece = NULL;
    uint64_t len;
    SG_TRY(take(r, sizeof len, &piece));
    memcpy(&len, piece, sizeof len);
    if (len > INT32_MAX) return refuse(r, "a column of texts is too long");
    SG_TRY(take(r, (r->rows + 1) * sizeof(int32_t), &buffers[1]));
    const int32_t *offsets = buffers[1];
    if (offsets[0] != 0) return refuse(r, "a column of texts does not begin at 0");
    for (size_t i = 0; i < r->rows; i++)
        if (offsets[i + 1] < offsets[i]) return refuse(r, "a text ends before it begins");
    if ((uint64_t)offsets[r->rows] != len) return refuse(r, "a column of texts has another length than its last text");
    return take(r, (size_t)len, &buffers[2]);
}

static enum sg_code read_columns(struct reading *r, const void **buffers)
{
    for (size_t i = 0; i < r->table->n_fields; i++) {
        const enum sg_type type = r->table->fields[i].type;
        if (type == SG_TEXT)
            SG_TRY(read_text(r, buffers + 3 * i));
        else
            SG_TRY(take(r, r->rows * sg_type_size(type), &buffers[3 * i + 1]));
    }
    return SG_OK;
}

enum sg_code sg_batch_read(const struct sg_table *table, struct sg_str bytes, size_t *ret_used,
                           struct ArrowArray *ret_batch, struct sg_err *err)
{
    const size_t n = table->n_fields;
    struct reading r = { .table = table, .bytes = bytes, .err = err };
    const void *piece = NULL;
    struct head head;
    if ((uintptr_t)bytes.data % ALIGNMENT) return refuse(&r, "it does not lie at a multiple of 8");
    SG_TRY(take(&r, sizeof head, &piece));
    memcpy(&head, piece, sizeof head);
    if (head.magic != MAGIC || head.n_columns != n) return refuse(&r, "it is no batch of this table");
    /* No row is smaller than a byte: this bounds every product below. */
    if (head.rows > INT32_MAX / ALIGNMENT || head.rows > bytes.len) return refuse(&r, "it has more rows than bytes");
    r.rows = (size_t)head.rows;
    struct loan *l = new_loan(n);
    if (!l) return sg_fail_nomem(err, "a batch");
    enum sg_code code = read_columns(&r, l->buffers + 1);
    if (code != SG_OK) {
        free_loan(l);
        return code;
    }
    for (size_t i = 0; i < n; i++) {
        l->children[i] = (struct ArrowArray){ .length = (int64_t)r.rows,
                                              .n_buffers = table->fields[i].type == SG_TEXT ? 3 : 2,
                                              .buffers = l->buffers + 1 + 3 * i,
                                              .release = release_child };
        l->pointers[i] = &l->children[i];
    }
    *ret_batch = (struct ArrowArray){ .length = (int64_t)r.rows,
                                      .n_buffers = 1,
                                      .n_children = (int64_t)n,
                                      .buffers = l->buffers,
                                      .children = l->pointers,
                                      .release = release_batch,
                                      .private_data = l };
    *ret_used = r.at;
    return SG_OK;
}
