/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_dkim [ARCHIVE]: 2,000 mails signed rsa-sha256 with 2048 bits, relaxed/relaxed, judged by us with one thread and
 * two (parsing, both steps), by libopendkim with one (where it is installed), and what the 2,000 verifications of RSA
 * cost alone: what `openssl speed rsa2048` measures.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "bench.h"
#include "dkim/dkim.h"
#include "unit/dkim_keys.h"

#ifdef SG_WITH_OPENDKIM
#include <opendkim/dkim.h>
#endif

#define BENCH_MAILS "../shared/data/mail/spamassassin-ham.tar.zst"
enum { MAILS = 2000, ROUNDS = 5, THREADS = 2, LARGEST = 256 << 10 };

static struct sg_buf mail[MAILS];
static size_t n_mails, n_bytes;
static char record[1024];

static void must(enum sg_code code, const struct sg_err *err)
{
    if (code == SG_OK) return;
    fprintf(stderr, "bench_dkim: %s\n", err->text);
    exit(1);
}

/* ---- the mails ---- */

/* As a server would send it: lines end in CRLF. */
static void sign(struct sg_str text, const struct sg_signing_key *key)
{
    struct sg_err err = { 0 };
    sg_auto_buf lines = { 0 };
    struct sg_signing s = { .key = key,
                            .domain = "example.org",
                            .selector = "s0",
                            .body_length = -1,
                            .headers = "from:to:cc:subject:date:message-id:mime-version:content-type",
                            .at = SG_TIME_NONE,
                            .expires = SG_TIME_NONE };
    if (text.len > 5 && memcmp(text.data, "From ", 5) == 0) {
        const char *end = memchr(text.data, '\n', text.len);
        text = end ? sg_str_n(end + 1, text.len - (size_t)(end + 1 - text.data)) : text;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r')) sg_buf_char(&lines, '\r');
        sg_buf_char(&lines, text.data[i]);
    }
    must(sg_dkim_sign(sg_buf_view(&lines), &s, &mail[n_mails], &err), &err);
    sg_buf_str(&mail[n_mails], sg_buf_view(&lines));
    n_bytes += mail[n_mails++].len;
}

/* The files of a tar that begin like mail: USTAR blocks, read here since no room gives them untouched. */
static void sign_archive(struct sg_str tar, const struct sg_signing_key *key)
{
    for (size_t at = 0; at + 512 <= tar.len && n_mails < MAILS;) {
        char digits[13] = { 0 };
        memcpy(digits, tar.data + at + 124, 12);
        size_t len = strtoul(digits, NULL, 8);
        char kind = tar.data[at + 156];
        at += 512;
        if (len > tar.len - at) break;
        struct sg_str text = sg_str_n(tar.data + at, len);
        if ((kind == '0' || kind == '\0') && len > 100 && len < LARGEST && memmem(text.data, len, "\nFrom:", 6))
            sign(text, key);
        at += (len + 511) / 512 * 512;
    }
}

static void sign_made(const struct sg_signing_key *key)
{
    while (n_mails < MAILS) {
        sg_auto_buf m = { 0 };
        sg_buf_printf(
            &m,
            "From: a@example.org\nTo: b@example.net\nSubject: mail %zu\nDate: Fri, 05 May 2017 10:00:00 +0200\n"
            "Message-ID: <%zu@example.org>\n\n",
            n_mails, n_mails);
        for (size_t i = 0; i < 60 + n_mails % 60; i++)
            sg_buf_printf(&m, "%zu. A line of about the length  that people write, and more.\n", i);
        sign(sg_buf_view(&m), key);
    }
}

/* ---- ours ---- */

struct work {
    size_t first, step, n_passed;
    const struct sg_keyring *ring;
};

static void *judge(void *arg)
{
    struct work *w = arg;
    struct sg_err err = { 0 };
    struct sg_verifier *v;
    struct sg_mail_parser *p;
    sg_auto_buf bodies = { 0 };
    must(sg_verifier_new(w->ring, NULL, NULL, &v, &err), &err);
    must(sg_mail_parser_new(&p, &err), &err);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = w->first; i < n_mails; i += w->step) {
            const struct sg_mail *m;
            struct sg_signature s[SG_SIGNATURES];
            size_t n;
            sg_buf_clear(&bodies);
            must(sg_mail_parse(p, sg_buf_view(&mail[i]), &m, &err), &err);
            sg_dkim_bodies(m, &bodies);
            must(sg_dkim_verify(v, m->header, sg_buf_view(&bodies), s, SG_SIGNATURES, &n, &err), &err);
            w->n_passed += n && s[0].state == SG_SIGNATURE_PASS;
        }
    sg_mail_parser_free(p);
    sg_verifier_free(v);
    return NULL;
}

/* ---- what RSA costs alone ---- */

static void *verify_bare(void *arg)
{
    struct work *w = arg;
    unsigned char hash[32] = { 1 }, signature[512];
    size_t len = sizeof signature;
    BIO *bio = BIO_new_mem_buf(KEY_RSA_2048, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    EVP_PKEY_CTX *s = EVP_PKEY_CTX_new(key, NULL), *v = EVP_PKEY_CTX_new(key, NULL);
    if (EVP_PKEY_sign_init(s) != 1 || EVP_PKEY_CTX_set_signature_md(s, EVP_sha256()) != 1 ||
        EVP_PKEY_sign(s, signature, &len, hash, 32) != 1 || EVP_PKEY_verify_init(v) != 1 ||
        EVP_PKEY_CTX_set_signature_md(v, EVP_sha256()) != 1)
        exit(1);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = w->first; i < n_mails; i += w->step)
            w->n_passed += EVP_PKEY_verify(v, signature, len, hash, 32) == 1;
    EVP_PKEY_CTX_free(s);
    EVP_PKEY_CTX_free(v);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return NULL;
}

/* ---- libopendkim ---- */

#ifdef SG_WITH_OPENDKIM
static DKIM_CBSTAT give_key(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buf, size_t len)
{
    (void)dkim, (void)sig;
    snprintf((char *)buf, len, "%s", record);
    return DKIM_CBSTAT_CONTINUE;
}

static void *judge_opendkim(void *arg)
{
    struct work *w = arg;
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    if (!lib || dkim_set_key_lookup(lib, give_key) != DKIM_STAT_OK) exit(1);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = w->first; i < n_mails; i += w->step) {
            DKIM_STAT stat;
            DKIM *d = dkim_verify(lib, (const unsigned char *)"x", NULL, &stat);
            if (!d) exit(1);
            if (dkim_chunk(d, (unsigned char *)mail[i].data, mail[i].len) == DKIM_STAT_OK) dkim_chunk(d, NULL, 0);
            w->n_passed += dkim_eom(d, NULL) == DKIM_STAT_OK;
            dkim_free(d);
        }
    dkim_close(lib);
    return NULL;
}
#endif

/* Mails a second. */
static double run(const char *name, void *(*what)(void *), int threads, const struct sg_keyring *ring)
{
    pthread_t thread[THREADS];
    struct work w[THREADS];
    double start = bench_now();
    size_t passed = 0;
    for (int i = 0; i < threads; i++) {
        w[i] = (struct work){ (size_t)i, (size_t)threads, 0, ring };
        if (pthread_create(&thread[i], NULL, what, &w[i]) != 0) exit(1);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        passed += w[i].n_passed;
    }
    double seconds = bench_now() - start, rate = (double)(n_mails * ROUNDS) / seconds;
    printf("%-28s %d thread%s %9.0f mails/s  %zu of %zu pass\n", name, threads, threads > 1 ? "s" : " ", rate, passed,
           n_mails * ROUNDS);
    return rate;
}

int main(int argc, char **argv)
{
    struct sg_err err = { 0 };
    struct sg_signing_key *key;
    struct sg_keyring *ring;
    sg_auto_buf text = { 0 };
    sg_auto_buf archive = { 0 };
    const char *path = argc > 1 ? argv[1] : BENCH_MAILS;
    must(sg_signing_key_read(sg_str(KEY_RSA_2048), &key, &err), &err);
    sg_signing_key_record(key, &text);
    snprintf(record, sizeof record, "%s", sg_buf_cstr(&text));
    must(sg_keyring_new(&ring, &err), &err);
    must(sg_keyring_add(ring, sg_str("example.org"), sg_str("s0"), sg_str(record), SG_TIME_NONE, SG_TIME_NONE, "bench",
                        &err),
         &err);
    if (sg_fs_exists(path) && bench_load(path, &archive, &err) == SG_OK) sign_archive(sg_buf_view(&archive), key);
    size_t n_found = n_mails;
    sign_made(key);
    printf("%zu mails, %.1f KB each, %zu of them found\n", n_mails, (double)n_bytes / 1e3 / (double)n_mails, n_found);
    double one = run("sillage", judge, 1, ring), two = run("sillage", judge, THREADS, ring);
    double bare = run("RSA alone", verify_bare, 1, NULL), bare_two = run("RSA alone", verify_bare, THREADS, NULL);
    printf("of RSA alone: %.2f with one thread, %.2f with two (goal: at least 0.50)\n", one / bare, two / bare_two);
#ifdef SG_WITH_OPENDKIM
    double peer = run("libopendkim", judge_opendkim, 1, NULL);
    printf("against libopendkim: %.1f x with one thread, %.1f x with two (goal: at least 2)\n", one / peer, two / peer);
#else
    printf("libopendkim: not there when this was built\n");
#endif
    for (size_t i = 0; i < n_mails; i++)
        sg_buf_release(&mail[i]);
    sg_signing_key_free(key);
    sg_keyring_free(ring);
    return 0;
}
