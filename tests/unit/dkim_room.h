/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of signatures share: keys, a message signed, both steps at once. */
#ifndef SG_TESTS_DKIM_ROOM_H
#define SG_TESTS_DKIM_ROOM_H

#include <string.h>

#include "dkim/dkim.h"
#include "dkim_keys.h"
#include "unit.h"

enum { ROOM_RSA_2048, ROOM_RSA_1024, ROOM_RSA_512, ROOM_ED25519, ROOM_KEYS };

struct room {
    struct sg_signing_key *key[ROOM_KEYS];
    struct sg_keyring *ring; /* selectors s0 to s3 of example.org */
    struct sg_verifier *verifier;
    struct sg_mail_parser *parser;
    struct sg_buf bodies;
    struct sg_signature sig[SG_SIGNATURES];
    size_t n;
};

static inline void room_ok(enum sg_code code, const struct sg_err *err)
{
    if (code != SG_OK) fail_msg("%s", err->text);
}

/* The verifier is made when it is first asked, so that keys can be added before. */
static inline void room_open(struct room *r)
{
    static const char *const pem[ROOM_KEYS] = { KEY_RSA_2048, KEY_RSA_1024, KEY_RSA_512, KEY_ED25519 };
    struct sg_err err = { 0 };
    memset(r, 0, sizeof *r);
    room_ok(sg_keyring_new(&r->ring, &err), &err);
    room_ok(sg_mail_parser_new(&r->parser, &err), &err);
    for (int i = 0; i < ROOM_KEYS; i++) {
        sg_auto_buf record = { 0 };
        char selector[] = { 's', (char)('0' + i), '\0' };
        room_ok(sg_signing_key_read(sg_str(pem[i]), &r->key[i], &err), &err);
        sg_signing_key_record(r->key[i], &record);
        room_ok(sg_keyring_add(r->ring, sg_str("example.org"), sg_str(selector), sg_buf_view(&record), SG_TIME_NONE,
                               SG_TIME_NONE, "test", &err),
                &err);
    }
}

static inline void room_close(struct room *r)
{
    for (int i = 0; i < ROOM_KEYS; i++)
        sg_signing_key_free(r->key[i]);
    sg_verifier_free(r->verifier);
    sg_keyring_free(r->ring);
    sg_mail_parser_free(r->parser);
    sg_buf_release(&r->bodies);
}

static inline void room_add_key(struct room *r, const char *domain, const char *selector, const char *record)
{
    struct sg_err err = { 0 };
    room_ok(sg_keyring_add(r->ring, sg_str(domain), sg_str(selector), sg_str(record), SG_TIME_NONE, SG_TIME_NONE,
                           "test", &err),
            &err);
}

static inline struct sg_signing room_signing(const struct room *r, int key)
{
    static const char *const selectors[] = { "s0", "s1", "s2", "s3" };
    return (struct sg_signing){ .key = r->key[key],
                                .domain = "example.org",
                                .selector = selectors[key],
                                .headers = "from:to:subject:date:message-id",
                                .body_length = -1,
                                .at = SG_TIME_NONE,
                                .expires = SG_TIME_NONE };
}

/* `message`, with its signature before it, into `out`. */
static inline void room_sign(const struct sg_signing *s, const char *message, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    sg_buf_clear(out);
    room_ok(sg_dkim_sign(sg_str(message), s, out, &err), &err);
    sg_buf_text(out, message);
    assert_non_null(sg_buf_cstr(out));
}

/* Both steps; the first signature. */
static inline const struct sg_signature *room_judge(struct room *r, struct sg_str message)
{
    struct sg_err err = { 0 };
    const struct sg_mail *m;
    if (!r->verifier) room_ok(sg_verifier_new(r->ring, NULL, NULL, &r->verifier, &err), &err);
    sg_buf_clear(&r->bodies);
    room_ok(sg_mail_parse(r->parser, message, &m, &err), &err);
    sg_dkim_bodies(m, &r->bodies);
    assert_non_null(sg_buf_cstr(&r->bodies));
    room_ok(sg_dkim_verify(r->verifier, m->header, sg_buf_view(&r->bodies), r->sig, SG_SIGNATURES, &r->n, &err), &err);
    return r->n ? &r->sig[0] : NULL;
}

/* Every `from` in `s` becomes `to`. */
static inline void room_replace(struct sg_buf *s, const char *from, const char *to)
{
    struct sg_buf out = { 0 };
    size_t n = strlen(from), found = 0;
    for (size_t i = 0; i < s->len;) {
        if (s->len - i >= n && memcmp(s->data + i, from, n) == 0) {
            sg_buf_text(&out, to);
            i += n;
            found++;
        } else {
            sg_buf_char(&out, s->data[i++]);
        }
    }
    assert_true(found > 0);
    sg_buf_release(s);
    *s = out;
    assert_non_null(sg_buf_cstr(s));
}

#endif
