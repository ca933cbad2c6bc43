/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dkim_peers make FOLDER COUNT: writes signed mails, whole and damaged, always the same: `mails` (each "LENGTH CLASS\n"
 * and its bytes), `keys.csv`, `keys.txt` as libopendkim reads it.
 * dkim_peers chains FOLDER: ARC chains, whole and broken, as `chains`; keys as above.
 * dkim_peers judge MAILS KEYS.csv: what we say of each, "STATE HARMS ARC PROBLEM" in tabs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "dkim/dkim.h"
#include "unit/dkim_keys.h"
#include "unit/dkim_seal.h"

enum { KEYS = 4 };
static const char *const pem[KEYS] = { KEY_RSA_2048, KEY_RSA_1024, KEY_RSA_512, KEY_ED25519 };
static const char *const selectors[KEYS] = { "s0", "s1", "s2", "s3" };
static const char *const states[] = { "pass", "body-fails", "fails", "no-key", "bad" };

static void must(enum sg_code code, const struct sg_err *err)
{
    if (code == SG_OK) return;
    fprintf(stderr, "dkim_peers: %s\n", err->text);
    exit(1);
}

/* ---- making ---- */

static uint64_t seed = 20170505;

static uint32_t draw(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 11) % n;
}

static void write_body(struct sg_buf *out)
{
    static const char *const words[] = { "minutes", "the", "of",          "From", "budget", "a ",
                                         " b",      "\tc", "caf\xc3\xa9", "..",   "=3D" };
    static const char *const ends[] = { "", "\r\n", "\r\n\r\n\r\n", " \r\n", "\r\n \t\r\n", "x" };
    uint32_t lines = draw(12);
    for (uint32_t i = 0; i < lines; i++) {
        for (uint32_t k = draw(9); k > 0; k--) {
            sg_buf_text(out, words[draw(11)]);
            if (draw(3)) sg_buf_char(out, ' ');
            if (!draw(12)) sg_buf_char(out, '\t');
        }
        sg_buf_text(out, "\r\n");
    }
    sg_buf_text(out, ends[draw(6)]);
}

static void write_message(struct sg_buf *out)
{
    static const char *const folds[] = { " ", "  ", "\r\n ", "\r\n\t", " \r\n  " };
    sg_buf_clear(out);
    if (draw(2))
        sg_buf_printf(
            out, "Received: from a.example.org (HELO x)\r\n\tby b.example.net; Fri, %u May 2017 10:00:01 +0200\r\n",
            1 + draw(28));
    sg_buf_printf(out, "From: \"Clerk %u\"%s<clerk@example.org>\r\n", draw(100), folds[draw(5)]);
    sg_buf_printf(out, "To: a@example.net,%sb@example.net\r\n", folds[draw(5)]);
    sg_buf_printf(out, "%s:%sthe  minutes%sof %u%s\r\n", draw(2) ? "Subject" : "SUBJECT", draw(4) ? " " : "",
                  folds[draw(5)], draw(1000), draw(4) ? "" : "  ");
    if (!draw(5)) sg_buf_text(out, "X-Twice: one\r\nX-Twice: two\r\n");
    sg_buf_printf(out, "Date: Fri, 05 May 2017 1%u:00:00 +0200\r\nMessage-ID: <%u@example.org>\r\n", draw(10),
                  draw(1u << 30));
    if (draw(2)) sg_buf_text(out, "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n");
    sg_buf_text(out, "\r\n");
    write_body(out);
}

static void replace(struct sg_buf *m, const char *from, const char *to)
{
    const char *at = memmem(m->data, m->len, from, strlen(from));
    if (!at) return;
    struct sg_buf out = { 0 };
    sg_buf_add(&out, m->data, (size_t)(at - m->data));
    sg_buf_text(&out, to);
    sg_buf_add(&out, at + strlen(from), m->len - (size_t)(at - m->data) - strlen(from));
    sg_buf_release(m);
    *m = out;
}

/* What is done to a mail after signing. */
static const struct {
    const char *name, *from, *to, *tail;
} damage[] = {
    { "whole", NULL, NULL, "" },
    { "word-of-body", "budget", "estimate", "" },
    { "footer", NULL, NULL, "\r\n____\r\nthe list\r\n" },
    { "subject", "the  minutes", "the  hours", "" },
    { "subject-tag", "the  minutes", "[list] the  minutes", "" },
    { "blanks-of-subject", "the  minutes", "the minutes", "" },
    { "refolded", "\r\n charset", "\r\n\tcharset", "" },
    { "unfolded", "\r\n charset", " charset", "" },
    { "name-of-field", "Message-ID: ", "Message-Id: ", "" },
    { "added-from", "To: ", "From: x@example.com\r\nTo: ", "" },
    { "added-unsigned", "To: ", "X-Spam: no\r\nTo: ", "" },
    { "added-subject-above", "From: ", "Subject: y\r\nFrom: ", "" },
    { "lost-message-id", "Message-ID: ", "X-Lost: ", "" },
    { "blank-lines-at-end", NULL, NULL, "\r\n\r\n\r\n" },
    { "white-line-at-end", NULL, NULL, " \r\n" },
    { "other-selector", " s=s", " s=t", "" },
    { "other-key", " s=s0", " s=s1", "" },
    { "tampered-b", "b=", "b=AAAA", "" },
    { "tampered-bh", "bh=", "bh=AAAA", "" },
    { "version", "v=1;", "v=2;", "" },
    { "unknown-algorithm", "a=rsa-sha", "a=rsb-sha", "" },
    { "identity-below", "v=1;", "v=1; i=x@sub.example.org;", "" },
    { "identity-elsewhere", "v=1;", "v=1; i=x@example.com;", "" },
    { "tag-twice", "v=1;", "v=1; v=1;", "" },
    { "unknown-tag", "v=1;", "v=1; zz=top;", "" },
    { "from-not-signed", "h=from:", "h=", "" },
    { "length-too-long", "h=from", "l=99999; h=from", "" },
    { "space-in-b", "\tb=", "\tb= \r\n\t", "" },
    { "from-escaped", "\r\nFrom", "\r\n>From", "" },
};
enum { DAMAGES = sizeof damage / sizeof *damage };

static void write_keys(struct sg_signing_key **key, const char *folder, struct sg_err *err)
{
    sg_auto_buf csv = { 0 };
    sg_auto_buf list = { 0 };
    sg_auto_buf path = { 0 };
    sg_buf_text(&csv, "domain,selector,value,firstSeenAt,lastSeenAt\n");
    for (int i = 0; i < KEYS; i++) {
        sg_auto_buf record = { 0 };
        sg_signing_key_record(key[i], &record);
        sg_buf_printf(&csv, "example.org,%s,%s,2017-01-01T00:00:00Z,\n", selectors[i], sg_buf_cstr(&record));
        sg_buf_printf(&list, "%s._domainkey.example.org %s\n", selectors[i], sg_buf_cstr(&record));
    }
    sg_buf_printf(&path, "%s/keys.csv", folder);
    must(sg_fs_write(sg_buf_cstr(&path), sg_buf_view(&csv), err), err);
    sg_buf_clear(&path);
    sg_buf_printf(&path, "%s/keys.txt", folder);
    must(sg_fs_write(sg_buf_cstr(&path), sg_buf_view(&list), err), err);
}

/* A mail with a signature that is as the counter says: every algorithm with every form comes up. */
static void sign_one(struct sg_signing_key **key, uint32_t i, struct sg_buf *message, struct sg_err *err)
{
    static const char *const fields[] = { "from:to:subject:date:message-id",
                                          "from:from:to:subject:subject:date:message-id:reply-to",
                                          "from:x-twice:x-twice:subject:content-type:mime-version",
                                          "from:received:to:date:x-twice", "from : subject : x-none" };
    sg_auto_buf field = { 0 };
    uint32_t algorithm = i % 5; /* 4: rsa-sha1 */
    uint32_t which = algorithm < 4 ? algorithm : draw(2);
    struct sg_signing s = { .key = key[which],
                            .domain = "example.org",
                            .selector = selectors[which],
                            .headers = fields[draw(5)],
                            .is_header_simple = i / 5 & 1,
                            .is_body_simple = i / 10 & 1,
                            .is_sha1 = algorithm == 4,
                            .body_length = -1,
                            .at = draw(2) ? INT64_C(1493971200) * SG_SECOND : SG_TIME_NONE,
                            .expires = SG_TIME_NONE };
    if (!draw(6)) s.body_length = 0;
    if (!draw(12)) s.expires = INT64_C(1494971200) * SG_SECOND;
    must(sg_dkim_sign(sg_buf_view(message), &s, &field, err), err);
    sg_buf_str(&field, sg_buf_view(message));
    sg_buf_release(message);
    *message = field;
    field = (struct sg_buf){ 0 };
}

static void make(const char *folder, uint32_t count)
{
    struct sg_err err = { 0 };
    struct sg_signing_key *key[KEYS];
    sg_auto_buf out = { 0 };
    sg_auto_buf m = { 0 };
    sg_auto_buf path = { 0 };
    for (int i = 0; i < KEYS; i++)
        must(sg_signing_key_read(sg_str(pem[i]), &key[i], &err), &err);
    write_keys(key, folder, &err);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t d = draw(3) ? draw(DAMAGES) : 0;
        write_message(&m);
        sign_one(key, i, &m, &err);
        if (damage[d].from) replace(&m, damage[d].from, damage[d].to);
        sg_buf_text(&m, damage[d].tail);
        sg_buf_printf(&out, "%zu %s\n", m.len, damage[d].name);
        sg_buf_str(&out, sg_buf_view(&m));
    }
    sg_buf_printf(&path, "%s/mails", folder);
    must(sg_fs_write(sg_buf_cstr(&path), sg_buf_view(&out), &err), &err);
    for (int i = 0; i < KEYS; i++)
        sg_signing_key_free(key[i]);
}

/* ---- chains ---- */

static const struct {
    const char *name, *from, *to;
} breaks[] = {
    { "whole", NULL, NULL },
    { "body", "hello", "jello" },
    { "subject", "Subject: x", "Subject: y" },
    { "result", "i=1; example.net", "i=1; example.com" },
    { "verdict", "cv=none", "cv=pass" },
    { "no-seal", "ARC-Seal: i=1", "X-Seal: i=1" },
    { "gap", "i=1;", "i=4;" },
    { "seal", "cv=none; d=example.org; s=s0; b=", "cv=none; d=example.org; s=s0; b=z" },
    { "failed", "cv=pass", "cv=fail" },
    { "unsigned", "From:", "X-Spam: no\r\nFrom:" },
};

static void make_chains(const char *folder)
{
    struct sg_err err = { 0 };
    struct chain c;
    sg_auto_buf out = { 0 };
    sg_auto_buf m = { 0 };
    sg_auto_buf path = { 0 };
    chain_open(&c);
    for (size_t n = 1; n <= SETS; n++) {
        chain_add(&c, n == 1 ? "none" : "pass");
        for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
            chain_write(&c, &m);
            if (breaks[i].from) replace(&m, breaks[i].from, breaks[i].to);
            sg_buf_printf(&out, "%zu %s-%zu\n", m.len, breaks[i].name, n);
            sg_buf_str(&out, sg_buf_view(&m));
        }
    }
    chain_close(&c);
    sg_buf_printf(&path, "%s/chains", folder);
    must(sg_fs_write(sg_buf_cstr(&path), sg_buf_view(&out), &err), &err);
}

/* ---- judging ---- */

static void judge(const char *mails, const char *keys)
{
    struct sg_err err = { 0 };
    struct sg_keyring *ring;
    struct sg_verifier *v;
    struct sg_mail_parser *p;
    sg_auto_buf all = { 0 };
    sg_auto_buf bodies = { 0 };
    must(sg_fs_read(mails, 1 << 28, &all, &err), &err);
    must(sg_keyring_read(keys, NULL, NULL, &ring, &err), &err);
    must(sg_verifier_new(ring, NULL, NULL, &v, &err), &err);
    must(sg_mail_parser_new(&p, &err), &err);
    for (size_t at = 0; at < all.len;) {
        const struct sg_mail *m;
        struct sg_signature s[SG_SIGNATURES];
        size_t n, len = strtoul(all.data + at, NULL, 10);
        at = (size_t)((char *)memchr(all.data + at, '\n', all.len - at) - all.data) + 1;
        sg_buf_clear(&bodies);
        must(sg_mail_parse(p, sg_str_n(all.data + at, len), &m, &err), &err);
        sg_dkim_bodies(m, &bodies);
        must(sg_dkim_verify(v, m->header, sg_buf_view(&bodies), s, SG_SIGNATURES, &n, &err), &err);
        const char *arc = sg_arc_state(s, n, m->header);
        printf("%s\t%x\t%s\t%s\n", n ? states[s[0].state] : "none", n ? s[0].harms : 0, arc, n ? s[0].problem : "");
        at += len;
    }
    sg_verifier_free(v);
    sg_keyring_free(ring);
    sg_mail_parser_free(p);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "make") == 0)
        make(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
    else if (argc == 3 && strcmp(argv[1], "chains") == 0)
        make_chains(argv[2]);
    else if (argc == 4 && strcmp(argv[1], "judge") == 0)
        judge(argv[2], argv[3]);
    else
        return 2;
    return 0;
}
