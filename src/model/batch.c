/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/batch.h"

#include <stdlib.h>

static const struct {
    size_t size;
    const char *arrow, *engine;
} types[] = {
    [SG_U8] = { 1, "C", "UInt8" },   [SG_U32] = { 4, "I", "UInt32" }, [SG_U64] = { 8, "L", "UInt64" },
    [SG_I64] = { 8, "l", "Int64" },  [SG_F64] = { 8, "g", "Float64" }, [SG_TEXT] = { 0, "z", "String" },
};

size_t sg_type_size(enum sg_type type) { return types[type].size; }
const char *sg_type_arrow(enum sg_type type) { return types[type].arrow; }
const char *sg_type_engine(enum sg_type type) { return types[type].engine; }

/* ---- building ---- */

static void begin_column(struct sg_column *c, enum sg_type type)
{
    sg_buf_clear(&c->values);
    sg_buf_clear(&c->bytes);
    /* Batches of one source are much alike: growing step by step again would copy most of it twice. */
    if (c->values_before) sg_buf_room(&c->values, c->values_before + c->values_before / 16);
    if (c->bytes_before) sg_buf_room(&c->bytes, c->bytes_before + c->bytes_before / 16);
    c->rows = 0;
    if (type == SG_TEXT) {
        int32_t zero = 0;
        sg_buf_add(&c->values, &zero, sizeof zero);
    }
}

enum sg_code sg_builder_init(struct sg_builder *b, const struct sg_table *table, struct sg_err *err)
{
    struct sg_column *columns = calloc(table->n_fields, sizeof *columns);
    if (!columns) return sg_fail_nomem(err, "a batch");
    *b = (struct sg_builder){ .table = table, .columns = columns };
    for (size_t i = 0; i < table->n_fields; i++)
        begin_column(&columns[i], table->fields[i].type);
    return SG_OK;
}

void sg_builder_release(struct sg_builder *b)
{
    if (!b || !b->columns) return;
    for (size_t i = 0; i < b->table->n_fields; i++) {
        sg_buf_release(&b->columns[i].values);
        sg_buf_release(&b->columns[i].bytes);
    }
    free(b->columns);
    *b = (struct sg_builder){ 0 };
}

static void add_text(struct sg_column *c, struct sg_str s, bool *failed)
{
    if (s.len > INT32_MAX - c->bytes.len) {
        *failed = true;
        return;
    }
    sg_buf_add(&c->bytes, s.data, s.len);
    int32_t end = (int32_t)c->bytes.len;
    sg_buf_add(&c->values, &end, sizeof end);
    c->rows++;
}

void sg_builder_text(struct sg_builder *b, size_t column, struct sg_str s)
{
    add_text(&b->columns[column], s, &b->failed);
}

void sg_builder_text_more(struct sg_builder *b, size_t column, struct sg_str s)
{
    struct sg_column *c = &b->columns[column];
    if (c->rows == b->rows) {
        add_text(c, s, &b->failed);
        return;
    }
    if (s.len > INT32_MAX - c->bytes.len || c->values.failed) {
        b->failed = true;
        return;
    }
    sg_buf_add(&c->bytes, s.data, s.len);
    int32_t end = (int32_t)c->bytes.len;
    memcpy(c->values.data + c->values.len - sizeof end, &end, sizeof end);
}

static void add_number(struct sg_column *c, enum sg_type type, int64_t v)
{
    if (type == SG_U8) {
        uint8_t n = (uint8_t)v;
        sg_buf_add(&c->values, &n, sizeof n);
    } else if (type == SG_U32) {
        uint32_t n = (uint32_t)v;
        sg_buf_add(&c->values, &n, sizeof n);
    } else if (type == SG_F64) {
        double n = (double)v;
        sg_buf_add(&c->values, &n, sizeof n);
    } else
        sg_buf_add(&c->values, &v, sizeof v);
    c->rows++;
}

void sg_builder_number(struct sg_builder *b, size_t column, int64_t v)
{
    add_number(&b->columns[column], b->table->fields[column].type, v);
}

struct sg_str sg_builder_peek(const struct sg_builder *b, size_t column)
{
    const struct sg_column *c = &b->columns[column];
    if (c->rows == b->rows || c->values.failed) return (struct sg_str){ NULL, 0 };
    int32_t start;
    memcpy(&start, c->values.data + b->rows * sizeof start, sizeof start);
    return (struct sg_str){ c->bytes.data + start, c->bytes.len - (size_t)start };
}

void sg_builder_end_row(struct sg_builder *b)
{
    for (size_t i = 0; i < b->table->n_fields; i++) {
        struct sg_column *c = &b->columns[i];
        if (c->rows > b->rows) continue;
        if (b->table->fields[i].type == SG_TEXT)
            add_text(c, (struct sg_str){ NULL, 0 }, &b->failed);
        else
            add_number(c, b->table->fields[i].type, b->table->fields[i].unknown);
    }
    b->rows++;
}

void sg_builder_drop_row(struct sg_builder *b)
{
    for (size_t i = 0; i < b->table->n_fields; i++) {
        struct sg_column *c = &b->columns[i];
        enum sg_type type = b->table->fields[i].type;
        if (c->rows == b->rows || c->values.failed) continue;
        c->rows = b->rows;
        if (type == SG_TEXT) {
            int32_t end;
            c->values.len = (b->rows + 1) * sizeof end;
            memcpy(&end, c->values.data + b->rows * sizeof end, sizeof end);
            c->bytes.len = (size_t)end;
        } else
            c->values.len = b->rows * sg_type_size(type);
    }
}

size_t sg_builder_bytes(const struct sg_builder *b)
{
    size_t sum = 0;
    for (size_t i = 0; i < b->table->n_fields; i++)
        sum += b->columns[i].values.len + b->columns[i].bytes.len;
    return sum;
}

/* ---- handing over ---- */

/* What a batch owns: one piece of memory for the structs, and the columns' buffers. */
struct holder {
    size_t n;
    struct ArrowArray *children;
    struct ArrowArray **pointers;
    const void **buffers;
    char **owned;
};

static void release_child(struct ArrowArray *a) { a->release = NULL; }

static void release_batch(struct ArrowArray *a)
{
    struct holder *h = a->private_data;
    for (size_t i = 0; i < 2 * h->n; i++)
        free(h->owned[i]);
    free(h->children);
    free(h->pointers);
    free(h->buffers);
    free(h->owned);
    free(h);
    a->release = NULL;
}

static struct holder *new_holder(size_t n)
{
    struct holder *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    h->n = n;
    h->children = calloc(n, sizeof *h->children);
    h->pointers = calloc(n, sizeof *h->pointers);
    h->buffers = calloc(3 * n + 1, sizeof *h->buffers);
    h->owned = calloc(2 * n, sizeof *h->owned);
    if (h->children && h->pointers && h->buffers && h->owned) return h;
    free(h->children);
    free(h->pointers);
    free(h->buffers);
    free(h->owned);
    free(h);
    return NULL;
}

enum sg_code sg_builder_finish(struct sg_builder *b, struct ArrowArray *ret_batch, struct sg_err *err)
{
    size_t n = b->table->n_fields;
    sg_builder_drop_row(b);
    bool failed = b->failed;
    for (size_t i = 0; i < n; i++) {
        /* A text column of empty texts has no bytes yet, and readers expect a buffer that is there. */
        if (b->table->fields[i].type == SG_TEXT) sg_buf_room(&b->columns[i].bytes, 1);
        failed |= b->columns[i].values.failed || b->columns[i].bytes.failed;
    }
    if (failed) return sg_fail(err, SG_ENOMEM, "no memory for a batch of %s (%zu rows)", b->table->name, b->rows);
    struct holder *h = new_holder(n);
    if (!h) return sg_fail_nomem(err, "a batch");
    for (size_t i = 0; i < n; i++) {
        struct sg_column *c = &b->columns[i];
        bool is_text = b->table->fields[i].type == SG_TEXT;
        const void **buffers = h->buffers + 1 + 3 * i;
        buffers[1] = h->owned[2 * i] = c->values.data;
        buffers[2] = h->owned[2 * i + 1] = c->bytes.data;
        h->children[i] = (struct ArrowArray){ .length = (int64_t)b->rows, .n_buffers = is_text ? 3 : 2,
                                              .buffers = buffers, .release = release_child };
        h->pointers[i] = &h->children[i];
        c->values_before = c->values.len;
        c->bytes_before = c->bytes.len;
        c->values = c->bytes = (struct sg_buf){ 0 };
    }
    *ret_batch = (struct ArrowArray){ .length = (int64_t)b->rows, .n_buffers = 1, .n_children = (int64_t)n,
                                      .buffers = h->buffers, .children = h->pointers, .release = release_batch,
                                      .private_data = h };
    b->rows = 0;
    for (size_t i = 0; i < n; i++)
        begin_column(&b->columns[i], b->table->fields[i].type);
    return SG_OK;
}

/* ---- schema ---- */

struct schema_holder {
    struct ArrowSchema *children;
    struct ArrowSchema **pointers;
};

static void release_schema_child(struct ArrowSchema *s) { s->release = NULL; }

static void release_schema(struct ArrowSchema *s)
{
    struct schema_holder *h = s->private_data;
    free(h->children);
    free(h->pointers);
    free(h);
    s->release = NULL;
}

enum sg_code sg_table_schema(const struct sg_table *table, struct ArrowSchema *ret, struct sg_err *err)
{
    struct schema_holder *h = calloc(1, sizeof *h);
    if (h) h->children = calloc(table->n_fields, sizeof *h->children);
    if (h) h->pointers = calloc(table->n_fields, sizeof *h->pointers);
    if (!h || !h->children || !h->pointers) {
        if (h) {
            free(h->children);
            free(h->pointers);
        }
        free(h);
        return sg_fail_nomem(err, "a schema");
    }
    for (size_t i = 0; i < table->n_fields; i++) {
        h->children[i] = (struct ArrowSchema){ .format = sg_type_arrow(table->fields[i].type),
                                               .name = table->fields[i].name, .release = release_schema_child };
        h->pointers[i] = &h->children[i];
    }
    *ret = (struct ArrowSchema){ .format = "+s", .name = table->name, .n_children = (int64_t)table->n_fields,
                                 .children = h->pointers, .release = release_schema, .private_data = h };
    return SG_OK;
}
