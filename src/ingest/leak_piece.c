/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "ingest/leak_internal.h"
#include "model/batch_wire.h"
#include "model/leak_tables.h"

void sg_leak_piece_free(void *piece)
{
    struct sg_leak_piece *p = piece;
    if (!p) return;
    sg_batch_drop(&p->places);
    sg_batch_drop(&p->messages);
    sg_batch_drop(&p->documents);
    free(p->bytes);
    free(p);
}

/* Every row carries what the batch is called by; its number is that of an item of the batch's group. */
static enum sg_code check_rows(const struct sg_table *table, const struct ArrowArray *rows, uint64_t source,
                               uint32_t batch, struct sg_err *err)
{
    const size_t c_source = table->n_fields - 3, c_row = table->n_fields - 2, c_batch = table->n_fields - 1;
    const uint32_t group = batch >> SG_READER_PIECE_BITS;
    for (int64_t i = 0; i < sg_batch_rows(rows); i++) {
        const uint64_t row = sg_batch_u64(rows, c_row, i);
        if (sg_batch_u64(rows, c_source, i) != source || sg_batch_u32(rows, c_batch, i) != batch ||
            row >> SG_READER_ITEM_BITS == 0 || sg_reader_group_of(row >> SG_READER_ITEM_BITS) != group)
            return sg_fail(err, SG_EINPUT, "the reader sent a row of %s that is not its own", table->name);
    }
    return SG_OK;
}

static enum sg_code read_table(const struct sg_table *table, struct sg_str *rest, uint64_t source, uint32_t batch,
                               struct ArrowArray *ret, struct sg_err *err)
{
    size_t used = 0;
    SG_TRY(sg_batch_read(table, *rest, &used, ret, err));
    *rest = sg_str_n(rest->data + used, rest->len - used);
    return check_rows(table, ret, source, batch, err);
}

static enum sg_code read_piece(struct sg_leak_piece *p, struct sg_str rest, uint64_t source, struct sg_err *err)
{
    uint64_t n_rejects;
    if (rest.len < sizeof n_rejects) return sg_fail(err, SG_EINPUT, "the reader sent a batch that is cut short");
    memcpy(&n_rejects, rest.data, sizeof n_rejects);
    rest = sg_str_n(rest.data + sizeof n_rejects, rest.len - sizeof n_rejects);
    if (n_rejects > rest.len || n_rejects % 8)
        return sg_fail(err, SG_EINPUT, "the reader sent rejects that are cut short");
    p->rejects = sg_str_n(rest.data, (size_t)n_rejects);
    rest = sg_str_n(rest.data + n_rejects, rest.len - (size_t)n_rejects);
    SG_TRY(read_table(&sg_store_places, &rest, source, p->batch, &p->places, err));
    SG_TRY(read_table(&sg_store_messages, &rest, source, p->batch, &p->messages, err));
    SG_TRY(read_table(&sg_store_documents, &rest, source, p->batch, &p->documents, err));
    for (int64_t i = 0; i < sg_batch_rows(&p->places); i++)
        if (sg_batch_u8(&p->places, SG_PL_KIND, i) >= SG_ITEM_KINDS)
            return sg_fail(err, SG_EINPUT, "the reader sent an item of a kind that there is not");
    return rest.len ? sg_fail(err, SG_EINPUT, "the reader sent more than a batch") : SG_OK;
}

enum sg_code sg_leak_piece_read(char *bytes, size_t len, uint64_t source, uint32_t batch, struct sg_leak_piece **ret,
                                struct sg_err *err)
{
    struct sg_leak_piece *p = calloc(1, sizeof *p);
    if (!p) return sg_fail_nomem(err, "a batch of a leak");
    p->source = source;
    p->batch = batch;
    enum sg_code code = read_piece(p, sg_str_n(bytes, len), source, err);
    if (code != SG_OK) {
        sg_leak_piece_free(p);
        return code;
    }
    p->bytes = bytes;
    p->len = len;
    *ret = p;
    return SG_OK;
}

bool sg_leak_next_reject(struct sg_str *rejects, struct sg_leak_reject *ret)
{
    struct sg_reader_reject head;
    if (rejects->len < sizeof head) return false;
    memcpy(&head, rejects->data, sizeof head);
    const uint64_t texts = (uint64_t)head.path_bytes + head.reason_bytes + head.raw_bytes, whole = (texts + 7) / 8 * 8;
    if (whole > rejects->len - sizeof head) return false;
    const char *at = rejects->data + sizeof head;
    *ret = (struct sg_leak_reject){ .row = head.row,
                                    .path = { at, head.path_bytes },
                                    .reason = { at + head.path_bytes, head.reason_bytes },
                                    .raw = { at + head.path_bytes + head.reason_bytes, head.raw_bytes },
                                    .raw_whole = head.raw_whole,
                                    .is_kept = head.is_kept != 0 };
    *rejects = sg_str_n(at + whole, rejects->len - sizeof head - (size_t)whole);
    return true;
}
