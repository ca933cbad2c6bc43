/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing, for simulated mail and tests.  The same message and key give the same bytes. */
#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/pack.h"
#include "base/text.h"
#include "dkim/dkim_internal.h"

struct sg_signing_key {
    EVP_PKEY *key;
    bool is_rsa;
};

enum sg_code sg_signing_key_read(struct sg_str pem, struct sg_signing_key **ret, struct sg_err *err)
{
    if (pem.len > 1 << 20) return sg_fail(err, SG_ELIMIT, "a private key of more than 1 MiB");
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    bool is_rsa = key && EVP_PKEY_is_a(key, "RSA");
    struct sg_signing_key *k = is_rsa || (key && EVP_PKEY_is_a(key, "ED25519")) ? calloc(1, sizeof *k) : NULL;
    if (!k) {
        EVP_PKEY_free(key);
        return sg_fail(err, SG_EINPUT, "this is no private key of RSA or Ed25519 in PEM");
    }
    *k = (struct sg_signing_key){ key, is_rsa };
    *ret = k;
    return SG_OK;
}

void sg_signing_key_free(struct sg_signing_key *k)
{
    if (!k) return;
    EVP_PKEY_free(k->key);
    free(k);
}

void sg_signing_key_record(const struct sg_signing_key *k, struct sg_buf *out)
{
    sg_buf_printf(out, "v=DKIM1; k=%s; p=", k->is_rsa ? "rsa" : "ed25519");
    if (k->is_rsa) {
        unsigned char *der = NULL;
        int len = i2d_PUBKEY(k->key, &der);
        if (len > 0)
            sg_base64(out, der, (size_t)len);
        else
            out->failed = true;
        OPENSSL_free(der);
        return;
    }
    unsigned char raw[32];
    size_t len = sizeof raw;
    if (EVP_PKEY_get_raw_public_key(k->key, raw, &len) == 1)
        sg_base64(out, raw, len);
    else
        out->failed = true;
}

static enum sg_code digest(struct sg_str bytes, bool is_sha1, unsigned char hash[32], size_t *ret_len,
                           struct sg_err *err)
{
    unsigned len = 0;
    unsigned char all[EVP_MAX_MD_SIZE];
    if (EVP_Digest(bytes.data, bytes.len, all, &len, is_sha1 ? sg_md_sha1() : sg_md_sha256(), NULL) != 1 || len > 32)
        return sg_fail(err, SG_ENOMEM, "hashing failed");
    memcpy(hash, all, len);
    *ret_len = len;
    return SG_OK;
}

/* Appends the signature over `data`. */
static bool sign_data(const struct sg_signing_key *k, bool is_sha1, const unsigned char *hash, size_t hash_len,
                      unsigned char *out, size_t *len)
{
    if (!k->is_rsa) {
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        bool is_ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->key) == 1 &&
                     EVP_DigestSign(ctx, out, len, hash, hash_len) == 1;
        EVP_MD_CTX_free(ctx);
        return is_ok;
    }
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->key, NULL);
    bool is_ok = ctx && EVP_PKEY_sign_init(ctx) == 1 &&
                 EVP_PKEY_CTX_set_signature_md(ctx, is_sha1 ? sg_md_sha1() : sg_md_sha256()) == 1 &&
                 EVP_PKEY_sign(ctx, out, len, hash, hash_len) == 1;
    EVP_PKEY_CTX_free(ctx);
    return is_ok;
}

static enum sg_code write_tags(struct sg_str body, const struct sg_signing *s, struct sg_buf *out, struct sg_err *err)
{
    sg_auto_buf scratch = { 0 };
    unsigned char hash[32];
    size_t len;
    struct sg_str canon = sg_canon_body(body, !s->is_body_simple, &scratch);
    if (s->body_length >= 0 && (uint64_t)s->body_length > canon.len)
        return sg_fail(err, SG_EUSAGE, "l=%lld is more than the body has", (long long)s->body_length);
    if (s->body_length >= 0) canon.len = (size_t)s->body_length;
    SG_TRY(digest(canon, s->is_sha1, hash, &len, err));
    sg_buf_printf(out, " v=1; a=%s; c=%s/%s; d=%s; s=%s;\r\n\t",
                  !s->key->is_rsa ? "ed25519-sha256"
                  : s->is_sha1    ? "rsa-sha1"
                                  : "rsa-sha256",
                  s->is_header_simple ? "simple" : "relaxed", s->is_body_simple ? "simple" : "relaxed", s->domain,
                  s->selector);
    if (s->at != SG_TIME_NONE) sg_buf_printf(out, "t=%lld; ", (long long)(s->at / SG_SECOND));
    if (s->expires != SG_TIME_NONE) sg_buf_printf(out, "x=%lld; ", (long long)(s->expires / SG_SECOND));
    if (s->body_length >= 0) sg_buf_printf(out, "l=%lld; ", (long long)s->body_length);
    sg_buf_printf(out, "h=%s;\r\n\tbh=", s->headers);
    sg_base64(out, hash, len);
    sg_buf_text(out, ";\r\n\tb=");
    return sg_buf_check(out, err);
}

/* The header's fields as verification has them. */
static enum sg_code gather(struct sg_str header, struct sg_header *h, struct sg_err *err)
{
    struct sg_mail_field *field = malloc(SG_MAIL_FIELDS * sizeof *field);
    if (field) h->n = sg_mail_split_header(header, field, SG_MAIL_FIELDS);
    h->field = calloc(h->n + 1, sizeof *h->field);
    h->used = calloc(h->n + 1, sizeof *h->used);
    bool is_ok = field && h->field && h->used;
    for (size_t i = 0; is_ok && i < h->n; i++)
        h->field[i] = (struct sg_header_field){ sg_str_n(field[i].line.data,
                                                         (size_t)(field[i].value.data - field[i].line.data) - 1),
                                                field[i].value, sg_name_hash(field[i].name) };
    free(field);
    return is_ok ? SG_OK : sg_fail_nomem(err, "a header");
}

static void fold_base64(struct sg_buf *out, const unsigned char *bytes, size_t len)
{
    sg_auto_buf text = { 0 };
    sg_base64(&text, bytes, len);
    for (size_t i = 0; i < text.len; i += 72) {
        if (i) sg_buf_text(out, "\r\n\t ");
        sg_buf_add(out, text.data + i, text.len - i < 72 ? text.len - i : 72);
    }
    if (text.failed) out->failed = true;
}

static enum sg_code sign_header(struct sg_str header, const struct sg_signing *s, struct sg_buf *tags,
                                struct sg_err *err)
{
    struct sg_header h = { 0 };
    struct sg_sigfield f;
    sg_auto_buf data = { 0 };
    unsigned char hash[32], signature[1024];
    size_t len = 0, size = sizeof signature;
    enum sg_code code = gather(header, &h, err);
    if (code == SG_OK) {
        sg_sigfield_read(SG_SIGNATURE_DKIM, sg_buf_view(tags), &f);
        f.headers = sg_str(s->headers);
        f.is_header_relaxed = !s->is_header_simple;
        f.b_from = f.b_to = tags->len;
        h.field[h.n] = (struct sg_header_field){ sg_str("DKIM-Signature"), sg_buf_view(tags), 0 };
        sg_header_data(&h, &f, h.n++, &data);
        code = sg_buf_check(&data, err);
    }
    if (code == SG_OK) code = digest(sg_buf_view(&data), s->is_sha1 && s->key->is_rsa, hash, &len, err);
    if (code == SG_OK && !sign_data(s->key, s->is_sha1, hash, len, signature, &size))
        code = sg_fail(err, SG_EINPUT, "the key cannot sign this: it may be too small");
    if (code == SG_OK) fold_base64(tags, signature, size);
    free(h.field);
    free(h.used);
    return code;
}

enum sg_code sg_dkim_sign(struct sg_str message, const struct sg_signing *s, struct sg_buf *out, struct sg_err *err)
{
    sg_auto_buf tags = { 0 };
    const char *gap = message.len ? memmem(message.data, message.len, "\r\n\r\n", 4) : NULL;
    size_t header = gap ? (size_t)(gap - message.data) + 2 : message.len, body = gap ? header + 2 : message.len;
    SG_TRY(write_tags(sg_str_n(message.data + body, message.len - body), s, &tags, err));
    SG_TRY(sign_header(sg_str_n(message.data, header), s, &tags, err));
    sg_buf_text(out, "DKIM-Signature:");
    sg_buf_str(out, sg_buf_view(&tags));
    sg_buf_text(out, "\r\n");
    return sg_buf_check(out, err);
}
