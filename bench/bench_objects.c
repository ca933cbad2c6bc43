/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_objects [FILE [MAPPINGS]]: what extracting from the texts of a file and fingerprinting them costs, against
 * hashing the same texts as they are (SipHash) and copying them. */
#include "base/hash.h"
#include "bench.h"
#include "model/post.h"
#include "objects/objects.h"

/* The texts of all posts, one behind the other, and where each ends. */
struct texts {
    struct sg_buf bytes, ends;
    size_t n;
};

static struct sg_str text_at(const struct texts *t, size_t i)
{
    const size_t *ends = (const size_t *)(const void *)t->ends.data;
    size_t from = i ? ends[i - 1] : 0;
    return sg_str_n(t->bytes.data + from, ends[i] - from);
}

static enum sg_code gather(const char *path, const char *mappings, struct texts *t, struct sg_err *err)
{
    struct sg_read_options options = { .mapping_dir = mappings, .precision = -1 };
    const struct sg_reader *reader = NULL;
    struct sg_stream *in;
    void *self = NULL;
    SG_TRY(sg_stream_open(path, &in, err));
    enum sg_code code = sg_reader_probe(in, &options, &reader, err);
    if (code == SG_OK) code = reader->open(in, &options, &self, err);
    while (code == SG_OK) {
        sg_auto_batch batch = { 0 };
        code = reader->next(self, &batch, err);
        if (code != SG_OK || !batch.release) break;
        for (int64_t row = 0; row < sg_batch_rows(&batch); row++, t->n++) {
            sg_buf_str(&t->bytes, sg_batch_text(&batch, SG_P_TEXT, row));
            sg_buf_add(&t->ends, &t->bytes.len, sizeof t->bytes.len);
        }
    }
    if (reader) reader->close(self);
    sg_stream_free(in);
    if (code == SG_OK) code = sg_buf_check(&t->bytes, err);
    return code == SG_OK ? sg_buf_check(&t->ends, err) : code;
}

static void show(const char *name, const struct texts *t, double seconds, double copied, double hashed)
{
    printf("%-12s %6.3f s  %5.0f ns a text  %6.2f x hashing  %6.2f x copying\n", name, seconds,
           seconds * 1e9 / (double)(t->n ? t->n : 1), seconds / hashed, seconds / copied);
}

static enum sg_code run(const struct texts *t, struct sg_extractor *x, struct sg_err *err)
{
    sg_auto_buf copy = { 0 };
    struct sg_found_list found;
    size_t things = 0;
    uint64_t sum = 0;
    double start = bench_now();
    for (size_t i = 0; i < t->n; i++) {
        sg_buf_clear(&copy);
        sg_buf_str(&copy, text_at(t, i));
        sum += (unsigned char)(copy.len ? copy.data[copy.len - 1] : 0);
    }
    double copied = bench_now() - start;
    start = bench_now();
    for (size_t i = 0; i < t->n; i++)
        sum ^= sg_siphash(text_at(t, i).data, text_at(t, i).len);
    double hashed = bench_now() - start;
    start = bench_now();
    for (size_t i = 0; i < t->n; i++) {
        SG_TRY(sg_extract(x, text_at(t, i), sg_str(""), sg_str(""), &found, err));
        things += found.n;
    }
    double extracted = bench_now() - start;
    start = bench_now();
    for (size_t i = 0; i < t->n; i++) {
        uint32_t letters;
        sum ^= sg_fingerprint(x, text_at(t, i), &letters);
    }
    double said = bench_now() - start;
    printf("%zu texts, %.1f MB, %zu things, check %016llx\n", t->n, (double)t->bytes.len * 1e-6, things,
           (unsigned long long)sum);
    show("copy", t, copied, copied, hashed);
    show("SipHash", t, hashed, copied, hashed);
    show("extract", t, extracted, copied, hashed);
    show("fingerprint", t, said, copied, hashed);
    return SG_OK;
}

int main(int argc, char **argv)
{
    const char *path = bench_path("bench_objects", argc, argv);
    struct sg_err err = { 0 };
    struct texts t = { 0 };
    struct sg_extractor *x = NULL;
    if (!path) return 0;
    enum sg_code code = gather(path, argc > 2 ? argv[2] : BENCH_MAPPINGS, &t, &err);
    if (code == SG_OK) code = sg_extractor_new(&x, &err);
    if (code == SG_OK) code = run(&t, x, &err);
    if (code != SG_OK) fprintf(stderr, "bench_objects: %s\n", err.text);
    sg_extractor_free(x);
    sg_buf_release(&t.bytes);
    sg_buf_release(&t.ends);
    return code != SG_OK;
}
