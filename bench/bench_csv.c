/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a CSV is tokenized and read, against a plain search for line ends over the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "sources/csv.h"
#include "sources/sources.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum sg_code lines(struct sg_str bytes, size_t *ret_rows)
{
    const char *p = bytes.data, *end = p + bytes.len;
    size_t rows = 0;
    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        rows++;
        p++;
    }
    *ret_rows = rows;
    return SG_OK;
}

static enum sg_code tokens(struct sg_stream *in, size_t *ret_rows, struct sg_err *err)
{
    struct sg_csv csv;
    SG_TRY(sg_csv_open(&csv, in, 0, err));
    enum sg_csv_what what = SG_CSV_RECORD;
    size_t rows = 0;
    enum sg_code code;
    while ((code = sg_csv_next(&csv, &what, err)) == SG_OK && what != SG_CSV_END)
        rows++;
    sg_csv_release(&csv);
    *ret_rows = rows;
    return code;
}

static void count_reject(void *ctx, const struct sg_reject *r)
{
    size_t *n = ctx;
    if (!r->is_kept && (*n)++ < 3) fprintf(stderr, "reject: row %llu: %s\n", (unsigned long long)r->row, r->reason);
}

static enum sg_code posts(struct sg_stream *in, const char *maps, size_t *ret_rows, struct sg_err *err)
{
    size_t rejected = 0, rows = 0;
    struct sg_read_options options = { .mapping_dir = maps, .precision = -1, .reject = count_reject,
                                       .reject_ctx = &rejected };
    const struct sg_reader *reader;
    void *self;
    SG_TRY(sg_reader_probe(in, &options, &reader, err));
    SG_TRY(reader->open(in, &options, &self, err));
    enum sg_code code;
    for (;;) {
        sg_auto_batch batch = { 0 };
        code = reader->next(self, &batch, err);
        if (code != SG_OK || !batch.release) break;
        rows += (size_t)sg_batch_rows(&batch);
    }
    reader->close(self);
    if (rejected) fprintf(stderr, "%zu rows were rejected\n", rejected);
    *ret_rows = rows;
    return code;
}

static void show(const char *what, size_t rows, size_t bytes, double seconds, double base)
{
    printf("%-22s %8zu rows  %6.3f s  %7.0f MB/s  %5.2f x the line search\n", what, rows, seconds,
           (double)bytes / 1e6 / seconds, seconds / base);
}

static int run(const char *path, const char *maps, struct sg_err *err)
{
    sg_auto_buf bytes = { 0 };
    SG_TRY(sg_fs_read(path, (size_t)4 << 30, &bytes, err));
    double base = 0;
    for (int step = 0; step < 4; step++) {
        static const char *const names[] = { "line search", "tokens, memory", "posts, memory", "posts, file" };
        double best = 1e9;
        size_t rows = 0;
        for (int again = 0; again < 3; again++) {
            struct sg_stream *in;
            if (step == 3) SG_TRY(sg_stream_open(path, &in, err));
            else SG_TRY(sg_stream_open_memory(path, bytes.data, bytes.len, &in, err));
            double start = now();
            enum sg_code code = step == 0   ? lines(sg_buf_view(&bytes), &rows)
                                : step == 1 ? tokens(in, &rows, err)
                                            : posts(in, maps, &rows, err);
            double took = now() - start;
            sg_stream_free(in);
            if (code != SG_OK) return code;
            if (took < best) best = took;
        }
        if (step == 0) base = best;
        show(names[step], rows, bytes.len, best, base);
    }
    return SG_OK;
}

int main(int argc, char **argv)
{
    struct sg_err err = { 0 };
    if (argc != 3) {
        fprintf(stderr, "usage: bench_csv FILE MAPPINGS\n");
        return 2;
    }
    if (run(argv[1], argv[2], &err) == SG_OK) return 0;
    fprintf(stderr, "bench_csv: %s\n", err.text);
    return 1;
}
