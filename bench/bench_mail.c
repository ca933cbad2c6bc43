/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_mail [ARCHIVE]: what reading mails costs: the parse alone; with every part decoded and hashed (SHA-256); with
 * the text made readable besides.  bench/mail.py holds the same mails against Python's email package. */
#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/hash.h"
#include "bench.h"
#include "mail/mail.h"

#define MAILS "../shared/data/mail/spamassassin-ham.tar.zst"

enum { ROUNDS = 5 };

struct mails {
    struct sg_buf bytes, ends; /* one behind the other, and where each ends */
    size_t n;
};

static struct sg_str mail_at(const struct mails *m, size_t i)
{
    const size_t *ends = (const size_t *)(const void *)m->ends.data;
    size_t from = i ? ends[i - 1] : 0;
    return sg_str_n(m->bytes.data + from, ends[i] - from);
}

static enum sg_code gather(const char *path, struct mails *m, struct sg_err *err)
{
    static char piece[1 << 16];
    struct archive_entry *entry;
    struct archive *a = archive_read_new();
    if (!a) return sg_fail_nomem(err, "an archive");
    archive_read_support_filter_all(a);
    archive_read_support_format_all(a);
    if (archive_read_open_filename(a, path, 1 << 16) != ARCHIVE_OK) {
        archive_read_free(a);
        return sg_fail(err, SG_EINPUT, "%s: no archive", path);
    }
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        for (la_ssize_t n; (n = archive_read_data(a, piece, sizeof piece)) > 0;)
            sg_buf_add(&m->bytes, piece, (size_t)n);
        sg_buf_add(&m->ends, &m->bytes.len, sizeof m->bytes.len);
        m->n++;
    }
    archive_read_free(a);
    SG_TRY(sg_buf_check(&m->ends, err));
    return sg_buf_check(&m->bytes, err);
}

enum work { PARSE, DECODE, HASH, TEXT };

struct bench {
    struct sg_mail_parser *parser;
    struct sg_buf content, text;
    size_t n_parts, n_bytes;
    uint64_t check;
};

static enum sg_code one_mail(struct bench *b, struct sg_str bytes, enum work work, struct sg_err *err)
{
    const struct sg_mail *m;
    unsigned char hash[SG_SHA256_BYTES];
    uint32_t defects = 0;
    SG_TRY(sg_mail_parse(b->parser, bytes, &m, err));
    b->n_parts += m->n_parts;
    for (size_t i = 0; work >= DECODE && i < m->n_parts; i++) {
        if (m->parts[i].is_multipart) continue;
        sg_buf_clear(&b->content);
        sg_mail_decode(&m->parts[i], &b->content, &defects);
        b->n_bytes += b->content.len;
        if (work >= HASH) {
            SG_TRY(sg_sha256_raw(b->content.data, b->content.len, hash, err));
            b->check += hash[0];
        }
    }
    if (work >= TEXT) {
        struct sg_str charset;
        sg_buf_clear(&b->text);
        sg_mail_text(b->parser, m, &b->text, NULL, &charset, &defects);
        b->n_bytes += b->text.len;
    }
    return SG_OK;
}

static enum sg_code measure(const struct mails *mails, struct bench *b, const char *what, enum work work,
                            struct sg_err *err)
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = bench_now();
        for (size_t i = 0; i < mails->n; i++)
            SG_TRY(one_mail(b, mail_at(mails, i), work, err));
        double seconds = bench_now() - start;
        if (seconds < best) best = seconds;
    }
    printf("%-28s %8.0f mails/s  %6.0f MB/s\n", what, (double)mails->n / best, (double)mails->bytes.len * 1e-6 / best);
    return SG_OK;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : MAILS;
    struct sg_err err = { 0 };
    struct mails mails = { 0 };
    struct bench b = { 0 };
    if (!sg_fs_exists(path)) {
        printf("bench_mail: skipped, there is no %s (name another archive as the first argument)\n", path);
        return 0;
    }
    enum sg_code code = gather(path, &mails, &err);
    if (code == SG_OK) code = sg_mail_parser_new(&b.parser, &err);
    if (code == SG_OK) {
        printf("%zu mails, %.1f MB\n", mails.n, (double)mails.bytes.len * 1e-6);
        code = measure(&mails, &b, "parse", PARSE, &err);
    }
    if (code == SG_OK) code = measure(&mails, &b, "parse, decode", DECODE, &err);
    if (code == SG_OK) code = measure(&mails, &b, "parse, decode, hash", HASH, &err);
    if (code == SG_OK) code = measure(&mails, &b, "parse, decode, hash, text", TEXT, &err);
    if (code != SG_OK) fprintf(stderr, "bench_mail: %s\n", err.text);
    sg_mail_parser_free(b.parser);
    sg_buf_release(&b.content);
    sg_buf_release(&b.text);
    sg_buf_release(&mails.bytes);
    sg_buf_release(&mails.ends);
    return code != SG_OK;
}
