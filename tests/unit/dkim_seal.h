/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARC sets made by hand, with OpenSSL and nothing of ours but buffers: s0 of example.org is the 2048-bit key. */
#ifndef SG_TESTS_DKIM_SEAL_H
#define SG_TESTS_DKIM_SEAL_H

#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/pack.h"
#include "dkim_keys.h"

#define CHAIN_BODY "hello\r\n"
enum { SETS = 4 };
enum { RESULTS, MESSAGE, SEAL, FIELDS };
static const char *const chain_names[] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };
static const char *const chain_small[] = { "arc-authentication-results", "arc-message-signature", "arc-seal" };

/* Values without the blank before them; relaxed forms are then "name:value". */
struct chain {
    struct sg_buf field[SETS + 1][FIELDS];
    size_t n;
    EVP_PKEY *key;
};

static inline void chain_open(struct chain *c)
{
    memset(c, 0, sizeof *c);
    BIO *bio = BIO_new_mem_buf(KEY_RSA_2048, -1);
    c->key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (!c->key) abort();
}

static inline void chain_close(struct chain *c)
{
    for (size_t i = 0; i <= SETS; i++)
        for (int f = 0; f < FIELDS; f++)
            sg_buf_release(&c->field[i][f]);
    EVP_PKEY_free(c->key);
}

static inline void chain_sign(struct chain *c, struct sg_buf *value, const struct sg_buf *data)
{
    unsigned char signature[256];
    size_t len = sizeof signature;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, c->key) != 1 ||
        EVP_DigestSign(ctx, signature, &len, (const unsigned char *)data->data, data->len) != 1)
        abort();
    EVP_MD_CTX_free(ctx);
    sg_base64(value, signature, len);
}

static inline void chain_add(struct chain *c, const char *cv)
{
    size_t i = ++c->n;
    unsigned char hash[32];
    sg_auto_buf data = { 0 };
    if (EVP_Digest(CHAIN_BODY, sizeof CHAIN_BODY - 1, hash, NULL, EVP_sha256(), NULL) != 1) abort();
    sg_buf_printf(&c->field[i][RESULTS], "i=%zu; example.net; dkim=pass", i);
    struct sg_buf *m = &c->field[i][MESSAGE], *s = &c->field[i][SEAL];
    sg_buf_printf(m, "i=%zu; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s0; h=from:subject; bh=", i);
    sg_base64(m, hash, sizeof hash);
    sg_buf_text(m, "; b=");
    sg_buf_text(&data, "from:a@example.org\r\nsubject:x\r\narc-message-signature:");
    sg_buf_str(&data, sg_buf_view(m));
    chain_sign(c, m, &data);
    sg_buf_printf(s, "i=%zu; a=rsa-sha256; cv=%s; d=example.org; s=s0; b=", i, cv);
    sg_buf_clear(&data);
    for (size_t set = 1; set <= i; set++)
        for (int f = 0; f < FIELDS; f++) {
            sg_buf_printf(&data, "%s:", chain_small[f]);
            sg_buf_str(&data, sg_buf_view(&c->field[set][f]));
            if (set < i || f < SEAL) sg_buf_text(&data, "\r\n");
        }
    chain_sign(c, s, &data);
}

static inline void chain_write(const struct chain *c, struct sg_buf *out)
{
    sg_buf_clear(out);
    for (size_t set = c->n; set >= 1; set--)
        for (int f = FIELDS; f-- > 0;) {
            sg_buf_printf(out, "%s: ", chain_names[f]);
            sg_buf_str(out, sg_buf_view(&c->field[set][f]));
            sg_buf_text(out, "\r\n");
        }
    sg_buf_text(out, "From: a@example.org\r\nSubject: x\r\n\r\n" CHAIN_BODY);
    if (!sg_buf_cstr(out)) abort();
}

#endif
