/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents: the addresses in their texts; some megabytes of text at a time. */
#include "entry/entry_internal.h"

/* SEGMENT: the extractor looks at no more than SG_FOUND_MAX things of a text, and none is shorter than three letters.
 */
enum { PIECE_ITEMS = 2048, PIECE_BYTES = 8 << 20, SEGMENT = 3 * SG_FOUND_MAX };

struct bound {
    uint64_t from, to;
};
struct pieces {
    struct seek_run *r;
    struct sg_buf bounds;
    struct bound open;
    uint64_t bytes, n_open, n;
};

static void shut(struct pieces *p)
{
    if (p->n_open) sg_buf_add(&p->bounds, &p->open, sizeof p->open);
    p->bytes = p->n_open = 0;
}

static enum sg_code take_key(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct pieces *p = ctx;
    uint64_t item = sg_batch_u64(b, 0, row), bytes = sg_batch_u64(b, 1, row);
    if (p->n_open && (p->n_open >= PIECE_ITEMS || bytes > PIECE_BYTES || p->bytes + bytes > PIECE_BYTES)) shut(p);
    if (!p->n_open) p->open.from = item;
    p->open.to = item;
    p->bytes += bytes;
    p->n_open++;
    p->n++;
    return sg_buf_check(&p->bounds, err);
}

static size_t segment_end(struct sg_str text)
{
    if (text.len <= SEGMENT) return text.len;
    for (size_t end = SEGMENT; end > SEGMENT / 2; end--)
        if ((unsigned char)text.data[end - 1] <= ' ') return end;
    return SEGMENT; /* letters without a blank are no address that anybody follows */
}

static enum sg_code take_document(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct seek_run *r = ((struct pieces *)ctx)->r;
    struct sg_str text = sg_batch_text(b, 4, row);
    struct seek_carrier c = { .key = sg_batch_u64(b, 0, row),
                              .time = sg_batch_i64(b, 1, row),
                              .received = SG_TIME_NONE,
                              .by = seek_clip(sg_batch_text(b, 2, row), SEEK_BY_MAX),
                              .title = seek_clip(sg_batch_text(b, 3, row), SEEK_TITLE_MAX) };
    seek_begin(r, &c);
    while (text.len) {
        struct sg_found_list found = { 0 };
        size_t len = segment_end(text);
        SG_TRY(sg_extract(r->extractor, sg_str_n(text.data, len), sg_str(""), sg_str(""), &found, err));
        for (size_t i = 0; i < found.n; i++)
            if (found.items[i].kind == SG_OBJECT_URL)
                SG_TRY(seek_take_url(r, &c, SG_IN_DOCUMENT_LINK, found.items[i].value, true, err));
        text = sg_str_n(text.data + len, text.len - len);
    }
    return SG_OK;
}

static enum sg_code take_all(struct pieces *p, struct sg_err *err)
{
    static const enum sg_type keys[] = { SG_U64, SG_U64 }, types[] = { SG_U64, SG_I64, SG_TEXT, SG_TEXT, SG_TEXT };
    SG_TRY(sg_store_each(p->r->store, "entry_document_keys", NULL, 0, keys, 2, take_key, p, err));
    shut(p);
    SG_TRY(sg_buf_check(&p->bounds, err));
    const struct bound *bounds = (const struct bound *)(const void *)p->bounds.data;
    size_t n = p->bounds.len / sizeof *bounds;
    for (size_t i = 0; i < n; i++) {
        const struct sg_param params[] = { { .name = "from", .kind = SG_PARAM_U64, .u64 = bounds[i].from },
                                           { .name = "to", .kind = SG_PARAM_U64, .u64 = bounds[i].to } };
        SG_TRY(sg_store_each(p->r->store, "entry_documents", params, 2, types, 5, take_document, p, err));
        seek_say(p->r, "documents", i + 1, n);
    }
    return SG_OK;
}

enum sg_code seek_documents(struct seek_run *r, struct sg_err *err)
{
    struct pieces p = { .r = r };
    seek_say(r, "documents", 0, 0);
    enum sg_code code = take_all(&p, err);
    sg_buf_release(&p.bounds);
    return code;
}
