/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a mail: both steps over a fixed ring of keys end, say the same when asked again, and nothing passes that
 * the bodies do not let pass.  What follows a NUL byte is taken as the text of bodies lines, as a store might hold it.
 */
#include <stdlib.h>

#include "dkim/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sg_keyring *ring;
static struct sg_verifier *verifier;
static struct sg_mail_parser *parser;

/* The keys of RFC 6376, appendix C, and RFC 8463, A.2. */
static void add(const char *domain, const char *selector, const char *record)
{
    if (sg_keyring_add(ring, sg_str(domain), sg_str(selector), sg_str(record), SG_TIME_NONE, SG_TIME_NONE, "fuzz",
                       NULL) != SG_OK)
        abort();
}

static void open_once(void)
{
    if (verifier) return;
    if (sg_keyring_new(&ring, NULL) != SG_OK || sg_mail_parser_new(&parser, NULL) != SG_OK) abort();
    add("example.com", "brisbane",
        "v=DKIM1; "
        "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcT"
        "Nh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/"
        "NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB");
    add("football.example.com", "brisbane", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    if (sg_verifier_new(ring, NULL, NULL, &verifier, NULL) != SG_OK) abort();
}

static void check(struct sg_str header, struct sg_str bodies)
{
    struct sg_signature first[SG_SIGNATURES], second[SG_SIGNATURES];
    size_t n, again;
    if (sg_dkim_verify(verifier, header, bodies, first, SG_SIGNATURES, &n, NULL) != SG_OK) abort();
    if (sg_dkim_verify(verifier, header, bodies, second, SG_SIGNATURES, &again, NULL) != SG_OK) abort();
    if (n != again || n > SG_SIGNATURES) abort();
    for (size_t i = 0; i < n; i++) {
        const struct sg_signature *s = &first[i];
        bool is_pass = s->state == SG_SIGNATURE_PASS;
        if (s->state != second[i].state || s->harms != second[i].harms || s->harms >> SG_HARMS) abort();
        if (is_pass && (!s->is_header_ok || (s->kind != SG_SIGNATURE_ARC_SEAL && !s->is_body_ok) || s->problem[0]))
            abort();
        if (!is_pass && (s->harms || !s->problem[0])) abort();
    }
    if (!sg_arc_state(first, n, header)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sg_auto_buf bodies = { 0 };
    const struct sg_mail *m;
    open_once();
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t len = nul ? (size_t)(nul - data) : size;
    if (sg_mail_parse(parser, sg_str_n((const char *)data, len), &m, NULL) != SG_OK) abort();
    sg_dkim_bodies(m, &bodies);
    if (bodies.failed || (bodies.len && bodies.data[bodies.len - 1] != '\n')) abort();
    check(m->header, sg_buf_view(&bodies));
    if (nul) check(m->header, sg_str_n((const char *)nul + 1, size - len - 1));
    return 0;
}
