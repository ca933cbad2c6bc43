/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "store/native.h"

#define MAX_COLUMNS 1024
#define MAX_NAME 65536
#define MAX_ROWS (UINT64_C(1) << 31)

/* How a type of the engine comes: so many bytes, and into which of ours. */
struct wire {
    const char *name;
    uint8_t size;
    bool is_signed, is_float;
    enum sg_type type;
};
static const struct wire wires[] = {
    { "UInt8", 1, false, false, SG_U8 },     { "Bool", 1, false, false, SG_U8 },
    { "UInt16", 2, false, false, SG_U32 },   { "UInt32", 4, false, false, SG_U32 },
    { "UInt64", 8, false, false, SG_U64 },   { "Int8", 1, true, false, SG_I64 },
    { "Int16", 2, true, false, SG_I64 },     { "Int32", 4, true, false, SG_I64 },
    { "Int64", 8, true, false, SG_I64 },     { "Float32", 4, true, true, SG_F64 },
    { "Float64", 8, true, true, SG_F64 },    { "Date", 2, false, false, SG_U32 },
    { "DateTime", 4, false, false, SG_U32 }, { "String", 0, false, false, SG_TEXT },
};

/* A place in the bytes; `is_short` once they ended too early. */
struct cursor {
    const char *at, *end;
    bool is_short, is_wrong;
};

static uint64_t take_varint(struct cursor *c)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (c->at == c->end) {
            c->is_short = true;
            return 0;
        }
        uint8_t byte = (uint8_t)*c->at++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return v;
    }
    c->is_wrong = true;
    return 0;
}

static struct sg_str take_name(struct cursor *c)
{
    uint64_t len = take_varint(c);
    if (len > MAX_NAME) c->is_wrong = true;
    if (c->is_wrong || c->is_short || len > (size_t)(c->end - c->at)) {
        c->is_short = true;
        return sg_str_n(NULL, 0);
    }
    c->at += len;
    return sg_str_n(c->at - len, (size_t)len);
}

/* "DateTime('UTC')" is a DateTime. */
static const struct wire *wire_of(struct sg_str type)
{
    const char *paren = type.len ? memchr(type.data, '(', type.len) : NULL;
    struct sg_str base = sg_str_n(type.data, paren ? (size_t)(paren - type.data) : type.len);
    if (paren && !sg_str_is(base, "DateTime")) return NULL;
    for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
        if (sg_str_is(base, wires[i].name)) return &wires[i];
    return NULL;
}

/* ---- columns ---- */

static void widen(const struct wire *w, const char *from, size_t rows, void *values)
{
    size_t to_size = sg_type_size(w->type);
    if (w->size == to_size) {
        memcpy(values, from, rows * to_size);
        return;
    }
    for (size_t i = 0; i < rows; i++, from += w->size) {
        if (w->is_float) {
            float f;
            memcpy(&f, from, sizeof f);
            ((double *)values)[i] = f;
        } else if (w->type == SG_U32) {
            uint16_t v;
            memcpy(&v, from, sizeof v);
            ((uint32_t *)values)[i] = v;
        } else {
            int8_t i8;
            int16_t i16 = 0;
            int32_t i32 = 0;
            memcpy(&i8, from, sizeof i8);
            if (w->size == 2) memcpy(&i16, from, sizeof i16);
            if (w->size == 4) memcpy(&i32, from, sizeof i32);
            ((int64_t *)values)[i] = w->size == 1 ? i8 : w->size == 2 ? i16 : i32;
        }
    }
}

static void release_column(struct ArrowArray *a)
{
    free((void *)(uintptr_t)a->buffers[1]);
    free((void *)(uintptr_t)a->buffers[2]);
    free(a->buffers);
    a->release = NULL;
}

static enum sg_code new_column(struct ArrowArray *a, size_t rows, size_t n_buffers, struct sg_err *err)
{
    const void **buffers = calloc(3, sizeof *buffers);
    if (!buffers) return sg_fail_nomem(err, "a column of an answer");
    *a = (struct ArrowArray){
        .length = (int64_t)rows, .n_buffers = (int64_t)n_buffers, .buffers = buffers, .release = release_column
    };
    return SG_OK;
}

/* Two passes: where the texts end, then their bytes. */
static enum sg_code read_texts(struct cursor *c, size_t rows, struct ArrowArray *a, struct sg_err *err)
{
    const char *begin = c->at;
    uint64_t total = 0;
    for (size_t i = 0; i < rows; i++) {
        uint64_t len = c->at < c->end && (uint8_t)*c->at < 0x80 ? (uint8_t)*c->at++ : take_varint(c);
        if (c->is_short || c->is_wrong) return SG_OK;
        if (len > (size_t)(c->end - c->at)) {
            c->is_short = true;
            return SG_OK;
        }
        c->at += len;
        total += len;
    }
    if (total > INT32_MAX) return sg_fail(err, SG_ELIMIT, "a block of the answer holds more than 2 GiB of text");
    SG_TRY(new_column(a, rows, 3, err));
    int32_t *offsets = malloc((rows + 1) * sizeof *offsets);
    char *bytes = malloc(total + 1);
    a->buffers[1] = offsets;
    a->buffers[2] = bytes;
    if (!offsets || !bytes) return sg_fail_nomem(err, "texts of an answer");
    struct cursor again = { begin, c->end, false, false };
    int32_t at = offsets[0] = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t len = (size_t)take_varint(&again);
        memcpy(bytes + at, again.at, len);
        again.at += len;
        offsets[i + 1] = at += (int32_t)len;
    }
    return SG_OK;
}

static enum sg_code read_numbers(struct cursor *c, const struct wire *w, size_t rows, struct ArrowArray *a,
                                 struct sg_err *err)
{
    if (rows > (size_t)(c->end - c->at) / w->size) {
        c->is_short = true;
        return SG_OK;
    }
    SG_TRY(new_column(a, rows, 2, err));
    void *values = malloc(rows * sg_type_size(w->type) + 1);
    a->buffers[1] = values;
    if (!values) return sg_fail_nomem(err, "numbers of an answer");
    widen(w, c->at, rows, values);
    c->at += rows * w->size;
    return SG_OK;
}

/* ---- blocks ---- */

static void release_block(struct ArrowArray *b)
{
    for (int64_t i = 0; i < b->n_children; i++) {
        if (b->children[i] && b->children[i]->release) b->children[i]->release(b->children[i]);
        free(b->children[i]);
    }
    free(b->children);
    free(b->buffers);
    b->release = NULL;
}

static enum sg_code new_block(size_t n_columns, size_t rows, struct ArrowArray *b, struct sg_err *err)
{
    *b = (struct ArrowArray){ .length = (int64_t)rows, .n_buffers = 1, .n_children = 0, .release = release_block };
    b->buffers = calloc(1, sizeof *b->buffers);
    b->children = calloc(n_columns ? n_columns : 1, sizeof *b->children);
    for (size_t i = 0; b->children && i < n_columns; i++, b->n_children++)
        if (!(b->children[i] = calloc(1, sizeof **b->children))) break;
    if (b->buffers && b->children && b->n_children == (int64_t)n_columns) return SG_OK;
    release_block(b);
    return sg_fail_nomem(err, "a block of an answer");
}

void sg_native_reader_release(struct sg_native_reader *r)
{
    for (size_t i = 0; i < r->n_columns; i++)
        free(r->columns[i].name);
    free(r->columns);
    *r = (struct sg_native_reader){ 0 };
}

/* The first block says what the columns are; later ones must agree. */
static enum sg_code note_column(struct sg_native_reader *r, size_t i, struct sg_str name, const struct wire *w,
                                struct sg_err *err)
{
    if (r->columns[i].name) {
        if (r->columns[i].type == w->type) return SG_OK;
        return sg_fail(err, SG_EIO, "the engine changed the type of column %s within an answer", r->columns[i].name);
    }
    r->columns[i].name = strndup(name.len ? name.data : "", name.len);
    r->columns[i].type = w->type;
    return r->columns[i].name ? SG_OK : sg_fail_nomem(err, "a column's name");
}

static enum sg_code read_columns(struct sg_native_reader *r, struct cursor *c, size_t rows, struct ArrowArray *block,
                                 struct sg_err *err)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        struct sg_str name = take_name(c), type = take_name(c);
        if (c->is_short || c->is_wrong) return SG_OK;
        const struct wire *w = wire_of(type);
        if (!w)
            return sg_fail(
                err, SG_EINPUT,
                "column %.*s of the answer is of type %.*s, which is not read here; turn it into a number or "
                "a String in the statement",
                (int)(name.len < 100 ? name.len : 100), name.data, (int)(type.len < 100 ? type.len : 100), type.data);
        SG_TRY(note_column(r, i, name, w, err));
        if (w->type == SG_TEXT)
            SG_TRY(read_texts(c, rows, block->children[i], err));
        else
            SG_TRY(read_numbers(c, w, rows, block->children[i], err));
        if (c->is_short || c->is_wrong) return SG_OK;
    }
    return SG_OK;
}

enum sg_code sg_native_read(struct sg_native_reader *r, struct sg_str bytes, struct ArrowArray *ret_batch,
                            size_t *ret_used, struct sg_err *err)
{
    struct cursor c = { bytes.data, bytes.data + bytes.len, false, false };
    uint64_t n_columns = take_varint(&c), rows = take_varint(&c);
    if (!c.is_short &&
        (c.is_wrong || n_columns > MAX_COLUMNS || rows > MAX_ROWS || (r->columns && n_columns != r->n_columns)))
        return sg_fail(err, SG_EIO, "the engine's answer is not a Native block");
    *ret_used = 0;
    if (c.is_short) return SG_OK;
    if (!r->columns) {
        r->columns = calloc(n_columns + 1, sizeof *r->columns);
        if (!r->columns) return sg_fail_nomem(err, "columns of an answer");
        r->n_columns = (size_t)n_columns;
    }
    struct ArrowArray block;
    SG_TRY(new_block(r->n_columns, (size_t)rows, &block, err));
    enum sg_code code = read_columns(r, &c, (size_t)rows, &block, err);
    if (code == SG_OK && c.is_wrong) code = sg_fail(err, SG_EIO, "the engine's answer is not a Native block");
    if (code != SG_OK || c.is_short || rows == 0) {
        release_block(&block);
        if (code == SG_OK && !c.is_short) *ret_used = (size_t)(c.at - bytes.data);
        return code;
    }
    sg_batch_move(&block, ret_batch);
    *ret_used = (size_t)(c.at - bytes.data);
    return SG_OK;
}
