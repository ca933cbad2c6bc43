/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of the case's items against hashes that others listed. */
#include <stdlib.h>

#include "entry/entry_internal.h"

struct files {
    struct seek_run *r;
    struct sg_buf items, indicators; /* uint64_t; uint32_t: the first indicator of each, by item */
    size_t from, to;                 /* of the piece that is asked for */
    struct sg_buf is_told;           /* bytes */
};

static enum sg_code take_hash(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct files *f = ctx;
    uint64_t item = sg_batch_u64(b, 0, row);
    uint32_t indicator = seek_indicator(f->r, SG_INDICATOR_SHA256, sg_batch_text(b, 1, row));
    if (indicator == SG_NO_INDEX) return SG_OK;
    sg_buf_add(&f->items, &item, sizeof item);
    sg_buf_add(&f->indicators, &indicator, sizeof indicator);
    sg_buf_char(&f->is_told, 0);
    SG_TRY(sg_buf_check(&f->items, err));
    SG_TRY(sg_buf_check(&f->is_told, err));
    return sg_buf_check(&f->indicators, err);
}

static const uint64_t *items_of(const struct files *f)
{
    return (const uint64_t *)(const void *)f->items.data;
}

static enum sg_code tell(struct files *f, size_t i, struct seek_carrier *c, struct sg_err *err)
{
    uint32_t indicator = ((const uint32_t *)(const void *)f->indicators.data)[i];
    c->key = items_of(f)[i];
    seek_begin(f->r, c);
    f->is_told.data[i] = 1;
    return seek_listed_add(f->r, indicator, c, SG_IN_FILE, sg_str(f->r->o->indicators->items[indicator].value), err);
}

static int by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* What the item says of itself. */
static enum sg_code take_item(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct files *f = ctx;
    uint64_t item = sg_batch_u64(b, 0, row);
    const uint64_t *at = bsearch(&item, items_of(f) + f->from, f->to - f->from, sizeof item, by_number);
    struct seek_carrier c = { .time = sg_batch_i64(b, 1, row),
                              .received = sg_batch_i64(b, 2, row),
                              .by = seek_clip(sg_batch_text(b, 3, row), SEEK_BY_MAX),
                              .title = seek_clip(sg_batch_text(b, 4, row), SEEK_TITLE_MAX) };
    return at ? tell(f, (size_t)(at - items_of(f)), &c, err) : SG_OK;
}

static enum sg_code take_all(struct files *f, struct sg_err *err)
{
    static const enum sg_type hashes[] = { SG_U64, SG_TEXT }, types[] = { SG_U64, SG_I64, SG_I64, SG_TEXT, SG_TEXT };
    SG_TRY(sg_store_each(f->r->store, "entry_hashes", NULL, 0, hashes, 2, take_hash, f, err));
    size_t n = f->items.len / sizeof(uint64_t);
    for (f->from = 0; f->from < n; f->from = f->to) {
        f->to = n - f->from > SEEK_CHUNK ? f->from + SEEK_CHUNK : n;
        const struct sg_param params[] = {
            { .name = "items", .kind = SG_PARAM_U64_LIST, .list = items_of(f) + f->from, .list_len = f->to - f->from },
            { .name = "none", .kind = SG_PARAM_I64, .i64 = SG_TIME_NONE },
        };
        SG_TRY(sg_store_each(f->r->store, "entry_items", params, 2, types, 5, take_item, f, err));
    }
    for (size_t i = 0; i < n; i++) { /* what is neither mail nor document: pictures, archives */
        struct seek_carrier c = { .time = SG_TIME_NONE, .received = SG_TIME_NONE };
        if (!f->is_told.data[i]) SG_TRY(tell(f, i, &c, err));
    }
    return SG_OK;
}

static bool has_hashes(const struct sg_indicators *x)
{
    return x && x->n && x->items[x->n - 1].kind == SG_INDICATOR_SHA256; /* the last kind of all */
}
_Static_assert(SG_INDICATOR_SHA256 == SG_INDICATOR_KINDS - 1, "has_hashes looks at the last indicator");

enum sg_code seek_files(struct seek_run *r, struct sg_err *err)
{
    struct files f = { .r = r };
    if (!has_hashes(r->o->indicators)) return SG_OK;
    seek_say(r, "files", 0, 0);
    enum sg_code code = take_all(&f, err);
    sg_buf_release(&f.items);
    sg_buf_release(&f.indicators);
    sg_buf_release(&f.is_told);
    return code;
}
