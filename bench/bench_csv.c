/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_csv [FILE [MAPPINGS]]: how fast a CSV is tokenized and read, against a plain search for line ends over the same
 * bytes and, from the packed file, against `zstd -dc` into nowhere. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "sources/csv.h"

struct bench {
    const char *path, *mappings;
    struct sg_buf bytes; /* the file, unpacked */
};

static enum sg_code lines(const struct bench *b, size_t *ret_rows, struct sg_err *err)
{
    (void)err;
    const char *p = b->bytes.data, *end = p + b->bytes.len;
    size_t rows = 0;
    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        rows++;
        p++;
    }
    *ret_rows = rows;
    return SG_OK;
}

static enum sg_code unpack(const struct bench *b, size_t *ret_rows, struct sg_err *err)
{
    sg_auto_buf command = { 0 };
    sg_buf_text(&command, "exec zstd -dcq -- '");
    for (const char *p = b->path; *p; p++)
        sg_buf_text(&command, *p == '\'' ? "'\\''" : (char[]){ *p, '\0' });
    sg_buf_text(&command, "' >/dev/null");
    *ret_rows = 0;
    const char *text = sg_buf_cstr(&command);
    if (!text || system(text) != 0) return sg_fail(err, SG_EIO, "zstd -dc %s: failed", b->path);
    return SG_OK;
}

static enum sg_code tokens(const struct bench *b, size_t *ret_rows, struct sg_err *err)
{
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what = SG_CSV_RECORD;
    size_t rows = 0;
    SG_TRY(sg_stream_open_memory(b->path, b->bytes.data, b->bytes.len, &in, err));
    enum sg_code code = sg_csv_open(&csv, in, 0, err);
    while (code == SG_OK && (code = sg_csv_next(&csv, &what, err)) == SG_OK && what != SG_CSV_END)
        rows++;
    sg_csv_release(&csv);
    sg_stream_free(in);
    *ret_rows = rows;
    return code;
}

static void count_reject(void *ctx, const struct sg_reject *r)
{
    size_t *n = ctx;
    if (!r->is_kept && (*n)++ < 3) fprintf(stderr, "reject: row %llu: %s\n", (unsigned long long)r->row, r->reason);
}

/* Takes `in`. */
static enum sg_code posts(const struct bench *b, struct sg_stream *in, size_t *ret_rows, struct sg_err *err)
{
    size_t rejected = 0, rows = 0;
    struct sg_read_options options = { .mapping_dir = b->mappings, .precision = -1, .reject = count_reject,
                                       .reject_ctx = &rejected };
    const struct sg_reader *reader = NULL;
    void *self = NULL;
    enum sg_code code = sg_reader_probe(in, &options, &reader, err);
    if (code == SG_OK) code = reader->open(in, &options, &self, err);
    while (code == SG_OK) {
        sg_auto_batch batch = { 0 };
        code = reader->next(self, &batch, err);
        if (code != SG_OK || !batch.release) break;
        rows += (size_t)sg_batch_rows(&batch);
    }
    if (reader) reader->close(self);
    sg_stream_free(in);
    if (rejected) fprintf(stderr, "%zu rows were rejected\n", rejected);
    *ret_rows = rows;
    return code;
}

static enum sg_code posts_memory(const struct bench *b, size_t *ret_rows, struct sg_err *err)
{
    struct sg_stream *in;
    SG_TRY(sg_stream_open_memory(b->path, b->bytes.data, b->bytes.len, &in, err));
    return posts(b, in, ret_rows, err);
}

static enum sg_code posts_file(const struct bench *b, size_t *ret_rows, struct sg_err *err)
{
    struct sg_stream *in;
    SG_TRY(sg_stream_open(b->path, &in, err));
    return posts(b, in, ret_rows, err);
}

/* The best of three; `peer` NULL: this one is what others are measured against. */
static enum sg_code measure(const struct bench *b, const char *name,
                            enum sg_code (*run)(const struct bench *, size_t *, struct sg_err *), const char *peer,
                            double peer_seconds, double *ret_seconds, struct sg_err *err)
{
    double best = 1e9;
    size_t rows = 0;
    for (int again = 0; again < 3; again++) {
        double start = bench_now();
        SG_TRY(run(b, &rows, err));
        double took = bench_now() - start;
        if (took < best) best = took;
    }
    printf("%-16s %8zu rows  %6.3f s  %6.0f MB/s", name, rows, best, (double)b->bytes.len / 1e6 / best);
    if (peer) printf("  %5.2f x %s", best / peer_seconds, peer);
    printf("\n");
    *ret_seconds = best;
    return SG_OK;
}

static enum sg_code run(struct bench *b, struct sg_err *err)
{
    double search, unpacked, took;
    size_t n = strlen(b->path);
    SG_TRY(bench_load(b->path, &b->bytes, err));
    SG_TRY(measure(b, "line search", lines, NULL, 0, &search, err));
    SG_TRY(measure(b, "tokens, memory", tokens, "the line search", search, &took, err));
    SG_TRY(measure(b, "posts, memory", posts_memory, "the line search", search, &took, err));
    if (n < 4 || strcmp(b->path + n - 4, ".zst") != 0)
        return measure(b, "posts, file", posts_file, "the line search", search, &took, err);
    SG_TRY(measure(b, "zstd -dc", unpack, NULL, 0, &unpacked, err));
    return measure(b, "posts, packed", posts_file, "zstd -dc", unpacked, &took, err);
}

int main(int argc, char **argv)
{
    struct sg_err err = { 0 };
    struct bench b = { .path = bench_path("bench_csv", argc, argv), .mappings = argc > 2 ? argv[2] : BENCH_MAPPINGS };
    if (!b.path) return 0;
    enum sg_code code = run(&b, &err);
    if (code != SG_OK) fprintf(stderr, "bench_csv: %s\n", err.text);
    sg_buf_release(&b.bytes);
    return code != SG_OK;
}
