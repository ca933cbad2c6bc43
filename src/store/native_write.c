/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/native.h"

static void add_varint(struct sg_buf *out, uint64_t v)
{
    while (v >= 0x80) {
        sg_buf_char(out, (char)(v | 0x80));
        v >>= 7;
    }
    sg_buf_char(out, (char)v);
}

static void add_name(struct sg_buf *out, const char *s)
{
    add_varint(out, strlen(s));
    sg_buf_text(out, s);
}

/* Texts: a length and the bytes, one after the other.  Most are short, and for them a copy of a fixed size is several
 * times faster than one of the exact length; it may run over the end of the text, within the buffers. */
#define SHORT 32

static void add_texts(struct sg_buf *out, const int32_t *offsets, const char *bytes, size_t rows)
{
    size_t total = (size_t)(offsets[rows] - offsets[0]);
    if (!sg_buf_room(out, total + 5 * rows + SHORT)) return;
    char *to = out->data + out->len;
    int32_t safe = offsets[rows] - SHORT; /* a text that begins before here can be read SHORT bytes far */
    for (size_t i = 0; i < rows; i++) {
        int32_t from = offsets[i];
        uint32_t len = (uint32_t)(offsets[i + 1] - from);
        if (len <= SHORT && from <= safe) {
            *to++ = (char)len;
            memcpy(to, bytes + from, SHORT);
        } else {
            uint32_t v = len;
            for (; v >= 0x80; v >>= 7)
                *to++ = (char)(v | 0x80);
            *to++ = (char)v;
            if (len) memcpy(to, bytes + from, len);
        }
        to += len;
    }
    out->len = (size_t)(to - out->data);
}

static void add_values(struct sg_buf *out, const struct sg_insert_column *c)
{
    const struct ArrowArray *child = c->batch->children[c->child];
    const char *values = child->buffers[1];
    size_t from = (size_t)child->offset, rows = (size_t)c->batch->length;
    if (!rows) return;
    if (c->type == SG_TEXT)
        add_texts(out, (const int32_t *)(const void *)values + from, child->buffers[2], rows);
    else
        sg_buf_add(out, values + from * sg_type_size(c->type), rows * sg_type_size(c->type));
}

enum sg_code sg_native_write_all(const struct sg_insert_column *columns, size_t n_columns, size_t n_batches,
                                 struct sg_buf *out, struct sg_err *err)
{
    size_t rows = 0;
    for (size_t b = 0; b < n_batches; b++) {
        const struct sg_insert_column *first = &columns[b * n_columns];
        for (size_t i = 0; i < n_columns; i++)
            if (first[i].batch->length != first->batch->length)
                return sg_fail(err, SG_EINPUT, "column %s has %lld rows where %s has %lld", first[i].name,
                               (long long)first[i].batch->length, first->name, (long long)first->batch->length);
        rows += n_columns ? (size_t)first->batch->length : 0;
    }
    add_varint(out, n_columns);
    add_varint(out, rows);
    for (size_t i = 0; i < n_columns; i++) {
        add_name(out, columns[i].name);
        add_name(out, sg_type_engine(columns[i].type));
        for (size_t b = 0; b < n_batches; b++)
            add_values(out, &columns[b * n_columns + i]);
    }
    return sg_buf_check(out, err);
}

enum sg_code sg_native_write(const struct sg_insert_column *columns, size_t n_columns, struct sg_buf *out,
                             struct sg_err *err)
{
    return sg_native_write_all(columns, n_columns, 1, out, err);
}
