/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a CSV: its records lie in the input one behind the other, and every reader of CSVs comes to an end. */
#include <stdlib.h>
#include <string.h>

#include "sources/csv.h"
#include "sources/mapping.h"
#include "sources/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tokenize(const uint8_t *data, size_t size)
{
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what = SG_CSV_RECORD;
    uint64_t last = 0;
    if (sg_stream_open_memory("fuzz", data, size, &in, NULL) != SG_OK) return;
    if (sg_csv_open(&csv, in, 0, NULL) == SG_OK) {
        while (sg_csv_next(&csv, &what, NULL) == SG_OK && what != SG_CSV_END) {
            if (csv.row > 1 && csv.offset <= last) abort();
            if (csv.offset + csv.raw.len > size || memcmp(data + csv.offset, csv.raw.data, csv.raw.len) != 0) abort();
            last = csv.offset;
        }
        if (what != SG_CSV_END) abort(); /* bytes in memory cannot fail */
        sg_csv_release(&csv);
    }
    sg_stream_free(in);
}

static void count(void *ctx, const struct sg_reject *r)
{
    if (!r->reason) abort();
    ++*(size_t *)ctx;
}

static void read_posts(struct sg_stream *in, struct sg_mapping *m)
{
    size_t rejects = 0;
    struct sg_read_options options = { .precision = -1, .reject = count, .reject_ctx = &rejects };
    void *self;
    enum sg_code code = m ? sg_mapped_open(in, &options, m, &self, NULL)
                          : sg_reader_sillage.open(in, &options, &self, NULL);
    if (code != SG_OK) return;
    for (bool is_end = false; !is_end;) {
        sg_auto_batch batch = { 0 };
        is_end = sg_mapped_next(self, &batch, NULL) != SG_OK || !batch.release;
    }
    sg_mapped_close(self);
}

/* The input up to a NUL is a mapping and what follows a CSV; without a NUL it is the project's own CSV. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t skip = nul ? (size_t)(nul - data) + 1 : 0;
    struct sg_mapping *m = NULL;
    struct sg_stream *in;
    tokenize(data + skip, size - skip);
    if (nul && sg_mapping_parse("fuzz.map", sg_str_n((const char *)data, skip - 1), &m, NULL) != SG_OK) return 0;
    if (sg_stream_open_memory("fuzz", data + skip, size - skip, &in, NULL) != SG_OK) {
        sg_mapping_free(m);
        return 0;
    }
    read_posts(in, m);
    sg_stream_free(in);
    return 0;
}
