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

enum sg_code sg_native_write(const struct sg_insert_column *columns, size_t n_columns, struct sg_buf *out,
                             struct sg_err *err)
{
    size_t rows = n_columns ? (size_t)columns[0].batch->length : 0;
    add_varint(out, n_columns);
    add_varint(out, rows);
    for (size_t i = 0; i < n_columns; i++) {
        const struct sg_insert_column *c = &columns[i];
        if ((size_t)c->batch->length != rows)
            return sg_fail(err, SG_EINPUT, "column %s has %lld rows where %s has %zu", c->name,
                           (long long)c->batch->length, columns[0].name, rows);
        add_name(out, c->name);
        add_name(out, sg_type_engine(c->type));
        if (!rows) continue;
        const struct ArrowArray *child = c->batch->children[c->child];
        const char *values = child->buffers[1];
        size_t from = (size_t)child->offset;
        if (c->type == SG_TEXT)
            add_texts(out, (const int32_t *)(const void *)values + from, child->buffers[2], rows);
        else
            sg_buf_add(out, values + from * sg_type_size(c->type), rows * sg_type_size(c->type));
    }
    return sg_buf_check(out, err);
}
