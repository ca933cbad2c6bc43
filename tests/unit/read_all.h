/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the readers' tests: everything that a reader makes of some bytes. */
#ifndef SG_TESTS_READ_ALL_H
#define SG_TESTS_READ_ALL_H

#include <stdio.h>
#include <stdlib.h>

#include "model/post.h"
#include "sources/sources.h"

enum { READ_BATCHES = 64, READ_REJECTS = 64 };

struct read_all {
    struct ArrowArray batches[READ_BATCHES];
    size_t n_batches;
    int64_t n_rows;
    struct {
        uint64_t row, offset;
        bool is_kept;
        char reason[256], raw[64];
    } rejects[READ_REJECTS];
    size_t n_rejects;
    enum sg_code code;
    struct sg_err err;
    int score; /* of the reader's probe */
};

static void read_all_reject(void *ctx, const struct sg_reject *r)
{
    struct read_all *all = ctx;
    assert_true(all->n_rejects < READ_REJECTS);
    all->rejects[all->n_rejects].row = r->row;
    all->rejects[all->n_rejects].offset = r->offset;
    all->rejects[all->n_rejects].is_kept = r->is_kept;
    snprintf(all->rejects[all->n_rejects].reason, 256, "%s", r->reason);
    snprintf(all->rejects[all->n_rejects].raw, 64, "%.*s", (int)(r->raw.len > 63 ? 63 : r->raw.len),
             r->raw.len ? r->raw.data : "");
    all->n_rejects++;
}

/* The bytes stand in memory of exactly their size, so that a sanitizer sees a read beyond them. */
static void read_all_bytes(struct read_all *all, const struct sg_reader *reader, const char *name, const char *bytes,
                           size_t len, const struct sg_read_options *given)
{
    static const struct sg_read_options plain = { .precision = -1 };
    struct sg_read_options options = given ? *given : plain;
    struct sg_stream *in;
    void *self = NULL;
    memset(all, 0, sizeof *all);
    options.reject = read_all_reject;
    options.reject_ctx = all;
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    assert_int_equal(sg_stream_open_memory(name, copy, len, &in, &all->err), SG_OK);
    all->score = reader->probe(name, sg_str_n(copy, len), &options);
    all->code = reader->open(in, &options, &self, &all->err);
    while (all->code == SG_OK) {
        assert_true(all->n_batches < READ_BATCHES);
        all->code = reader->next(self, &all->batches[all->n_batches], &all->err);
        if (all->code != SG_OK || !all->batches[all->n_batches].release) break;
        all->n_rows += all->batches[all->n_batches++].length;
    }
    if (self) reader->close(self);
    sg_stream_free(in);
    free(copy);
}

static inline void read_all_text(struct read_all *all, const struct sg_reader *reader, const char *text)
{
    read_all_bytes(all, reader, "test.json", text, strlen(text), NULL);
}

static void read_all_free(struct read_all *all)
{
    for (size_t i = 0; i < all->n_batches; i++)
        sg_batch_drop(&all->batches[i]);
}

static const struct ArrowArray *read_all_at(const struct read_all *all, int64_t *row)
{
    for (size_t i = 0; i < all->n_batches; i++) {
        if (*row < all->batches[i].length) return &all->batches[i];
        *row -= all->batches[i].length;
    }
    fail_msg("no row %lld", (long long)*row);
    return NULL;
}

static inline void assert_cell(const struct read_all *all, int64_t row, size_t column, const char *expected)
{
    int64_t at = row;
    const struct ArrowArray *b = read_all_at(all, &at);
    struct sg_str is = sg_batch_text(b, column, at);
    if (!sg_str_is(is, expected))
        fail_msg("row %lld, %s: is '%.*s', expected '%s'", (long long)row, sg_post_table.fields[column].name,
                 (int)is.len, is.len ? is.data : "", expected);
}

static inline void assert_number(const struct read_all *all, int64_t row, size_t column, int64_t expected)
{
    int64_t at = row, is = 0;
    const struct ArrowArray *b = read_all_at(all, &at);
    switch (sg_post_table.fields[column].type) {
    case SG_U8:
        is = sg_batch_u8(b, column, at);
        break;
    case SG_U32:
        is = sg_batch_u32(b, column, at);
        break;
    case SG_U64:
        is = (int64_t)sg_batch_u64(b, column, at);
        break;
    default:
        is = sg_batch_i64(b, column, at);
        break;
    }
    if (is != expected)
        fail_msg("row %lld, %s: is %lld, expected %lld", (long long)row, sg_post_table.fields[column].name,
                 (long long)is, (long long)expected);
}

static inline void assert_time(const struct read_all *all, int64_t row, const char *expected)
{
    int64_t at = row;
    const struct ArrowArray *b = read_all_at(all, &at);
    char text[SG_TIME_TEXT];
    sg_time_format(sg_batch_i64(b, SG_P_TIME, at), text);
    assert_string_equal(text, expected);
}

#endif
