/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader says on its standard output: model/reader_wire.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/batch_wire.h"
#include "reader/reader_internal.h"

enum {
    RAW_KEPT = 4096,
    PATH_KEPT = 4096,
    ALIGNMENT = 8,
    PIECES = 1 << SG_READER_PIECE_BITS,
    LARGE_FACTOR = 16,     /* a group's second half of pieces: so much larger, that they suffice */
    REJECTS_OF_LEAF = 1000 /* told one by one; a hostile archive has millions of links */
};

static enum sg_code write_all(const void *bytes, size_t len, struct sg_err *err)
{
    const char *at = bytes;
    while (len) {
        ssize_t n = write(STDOUT_FILENO, at, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return sg_fail(err, SG_EIO, "the reader cannot write its answer: %s", strerror(errno));
        at += n;
        len -= (size_t)n;
    }
    return SG_OK;
}

static enum sg_code send_frame(uint32_t type, uint32_t batch, const void *bytes, size_t len, struct sg_err *err)
{
    const struct sg_reader_head head = { .type = type, .batch = batch, .bytes = len };
    SG_TRY(write_all(&head, sizeof head, err));
    return write_all(bytes, len, err);
}

static void pad(struct sg_buf *b)
{
    static const char zeros[ALIGNMENT];
    sg_buf_add(b, zeros, (ALIGNMENT - b->len % ALIGNMENT) % ALIGNMENT);
}

/* ---- batches ---- */

static enum sg_code add_rows(struct sg_builder *b, struct sg_buf *frame, struct sg_err *err)
{
    sg_auto_batch rows = { 0 };
    SG_TRY(sg_builder_finish(b, &rows, err));
    sg_batch_write(b->table, &rows, frame);
    return SG_OK;
}

static enum sg_code send_piece(struct reader *r, struct sg_err *err)
{
    const uint32_t batch = r->group << SG_READER_PIECE_BITS | r->piece;
    struct sg_reader_head head = { .type = SG_READER_BATCH, .batch = batch };
    const uint64_t n_rejects = r->rejects.len;
    if (!r->places.rows && !r->messages.rows && !r->documents_rows.rows && !n_rejects) return SG_OK;
    r->status->stage = SG_READER_SENDING;
    sg_buf_clear(&r->frame);
    sg_buf_add(&r->frame, &head, sizeof head);
    sg_buf_add(&r->frame, &n_rejects, sizeof n_rejects);
    sg_buf_str(&r->frame, sg_buf_view(&r->rejects));
    SG_TRY(add_rows(&r->places, &r->frame, err));
    SG_TRY(add_rows(&r->messages, &r->frame, err));
    SG_TRY(add_rows(&r->documents_rows, &r->frame, err));
    SG_TRY(sg_buf_check(&r->frame, err));
    head.bytes = r->frame.len - sizeof head;
    memcpy(r->frame.data, &head, sizeof head);
    SG_TRY(write_all(r->frame.data, r->frame.len, err));
    /* One large batch does not stay in memory for the rest of the walk. */
    if (r->frame.cap > 4 * SG_READER_PIECE_BYTES) sg_buf_release(&r->frame);
    sg_buf_clear(&r->rejects);
    return SG_OK;
}

enum sg_code frames_open(struct reader *r, uint32_t group, struct sg_err *err)
{
    if (r->is_open && r->group == group) return SG_OK;
    if (r->is_open) SG_TRY(send_piece(r, err));
    r->is_open = true;
    r->group = group;
    r->piece = 0;
    r->status->group = group;
    return SG_OK;
}

enum sg_code frames_after_row(struct reader *r, struct sg_err *err)
{
    if (r->wanted_row) { /* `raw` gives bytes, and rows to nobody */
        sg_builder_release(&r->places);
        sg_builder_release(&r->messages);
        sg_builder_release(&r->documents_rows);
        SG_TRY(sg_builder_init(&r->places, &sg_store_places, err));
        SG_TRY(sg_builder_init(&r->messages, &sg_store_messages, err));
        return sg_builder_init(&r->documents_rows, &sg_store_documents, err);
    }
    const size_t bytes = sg_builder_bytes(&r->places) + sg_builder_bytes(&r->messages) +
                         sg_builder_bytes(&r->documents_rows) + r->rejects.len;
    const size_t enough = SG_READER_PIECE_BYTES * (r->piece < PIECES / 2 ? 1 : LARGE_FACTOR);
    if (bytes < enough || r->piece + 1 == PIECES) return SG_OK;
    SG_TRY(send_piece(r, err));
    r->piece++;
    return SG_OK;
}

/* ---- the rest ---- */

enum sg_code frames_end(struct reader *r, const struct sg_walk_result *result, struct sg_err *err)
{
    if (r->is_open) SG_TRY(send_piece(r, err));
    struct sg_reader_end end = { .leaves = result->leaves, .bytes = result->bytes };
    memcpy(end.format, result->format, sizeof end.format);
    return send_frame(SG_READER_END, 0, &end, sizeof end, err);
}

enum sg_code frames_bytes(struct reader *r, struct sg_str bytes, struct sg_err *err)
{
    r->is_found = true;
    return send_frame(SG_READER_BYTES, 0, bytes.data, bytes.len, err);
}

void frames_progress(struct reader *r, uint64_t done, uint64_t total)
{
    const struct sg_reader_progress p = { .done = done, .total = total, .leaves = r->leaf };
    struct sg_err err;
    if (!r->wanted_row) (void)!send_frame(SG_READER_PROGRESS, 0, &p, sizeof p, &err);
}

void frames_failed(const struct sg_err *err)
{
    struct sg_err own;
    (void)!send_frame(SG_READER_FAILED, 0, err->text, strlen(err->text), &own);
}

static void add_reject(struct reader *r, uint64_t row, const char *path, const char *reason, struct sg_str raw,
                       bool is_kept)
{
    size_t path_bytes = strlen(path), raw_bytes = raw.len < RAW_KEPT ? raw.len : RAW_KEPT;
    if (path_bytes > PATH_KEPT) path_bytes = PATH_KEPT;
    const struct sg_reader_reject head = { .row = row,
                                           .path_bytes = (uint32_t)path_bytes,
                                           .reason_bytes = (uint32_t)strlen(reason),
                                           .raw_bytes = (uint32_t)raw_bytes,
                                           .is_kept = is_kept,
                                           .raw_whole = raw.len };
    sg_buf_add(&r->rejects, &head, sizeof head);
    sg_buf_add(&r->rejects, path, path_bytes);
    sg_buf_add(&r->rejects, reason, head.reason_bytes);
    sg_buf_add(&r->rejects, raw.data, raw_bytes);
    pad(&r->rejects);
}

void frames_reject(struct reader *r, uint64_t row, const char *path, const char *reason, struct sg_str raw,
                   bool is_kept)
{
    if (r->n_rejects++ < REJECTS_OF_LEAF) add_reject(r, row, path, reason, raw, is_kept);
}

void frames_rejects_of_leaf(struct reader *r, uint64_t row, const char *path)
{
    struct sg_err why;
    if (r->n_rejects > REJECTS_OF_LEAF) {
        (void)sg_fail(&why, SG_ELIMIT, "%" PRIu64 " more things in it could not be read; they are not told one by one",
                      r->n_rejects - REJECTS_OF_LEAF);
        add_reject(r, row, path, why.text, sg_str(""), true);
    }
    r->n_rejects = 0;
}
