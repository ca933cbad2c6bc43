/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes through every reader of JSON.  Rows must be well-formed, whatever they were. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "model/post.h"
#include "sources/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, const struct sg_reject *r)
{
    (void)ctx;
    if (!r->reason || !r->reason[0]) abort();
}

static void check(const struct ArrowArray *b, size_t size)
{
    for (int64_t row = 0; row < b->length; row++) {
        if (sg_batch_i64(b, SG_P_TIME, row) == SG_TIME_NONE) abort();
        if (sg_batch_u64(b, SG_P_OFFSET, row) >= size || sg_batch_u64(b, SG_P_ROW, row) == 0) abort();
        for (size_t c = 0; c < SG_P_COLUMNS; c++) {
            if (sg_post_table.fields[c].type != SG_TEXT) continue;
            struct sg_str s = sg_batch_text(b, c, row);
            if (!sg_utf8_is_valid(s.data, s.len)) abort();
        }
    }
}

static void read_all(const struct sg_reader *reader, const uint8_t *data, size_t size)
{
    struct sg_read_options options = { .precision = -1, .channel = "pol", .reject = ignore };
    struct sg_stream *in;
    struct sg_err err;
    void *self = NULL;
    if (sg_stream_open_memory("fuzz", data, size, &in, &err) != SG_OK) return;
    enum sg_code code = reader->open(in, &options, &self, &err);
    while (code == SG_OK) {
        sg_auto_batch batch = { 0 };
        code = reader->next(self, &batch, &err);
        if (code != SG_OK || !batch.release) break;
        check(&batch, size);
    }
    reader->close(self);
    sg_stream_free(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sg_reader *const readers[] = { &sg_reader_x, &sg_reader_4chan, &sg_reader_pastebin };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        read_all(readers[i], data, size);
    return 0;
}
