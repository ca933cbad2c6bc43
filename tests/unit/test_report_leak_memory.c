/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a leak is read, judged and told: starve.h. */
#include "leak_by_hand.h"

#include <stdio.h>

#include "dkim_keys.h"
#include "judged_leak.h"
#include "leak_texts_by_hand.h"
#include "mail/mail.h"
#include "model/batch_wire.h"
#include "report/leak.h"
#include "starve.h"

/* ---- what is promised ---- */

#define MAIL                                                                                                           \
    "Received: from a.example.org (a.example.org [192.0.2.1]) by b.example.org; Fri, 5 May 2017 10:00:02 +0200\r\n"    \
    "From: =?utf-8?B?S8Okc2U=?= <clerk@example.org>\r\nTo: a@example.net, Group: b@example.net, c@example.net;\r\n"    \
    "Subject: =?iso-8859-2?Q?za=BF=F3=B3=E6?= and some more words\r\nDate: Fri, 05 May 2017 10:00:00 +0200\r\n"        \
    "Message-ID: <a1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n"      \
    "--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n"                                         \
    "Content-Type: text/plain; charset=iso-8859-2; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n"   \
    "\r\nza=BF=F3=B3=E6 http://example.org/page \r\nand on\r\n--b2\r\nContent-Type: text/html\r\n\r\n"                 \
    "<p>x <a href='http://example.com/'>y</a></p>\r\n--b2--\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n"     \
    "Content-Transfer-Encoding: base64\r\n\r\nPGJsb2NrcXVvdGU+aGVsbG88L2Jsb2NrcXVvdGU+\r\n--b1\r\n"                    \
    "Content-Type: application/pdf; name*0*=utf-8''a%C3%A4; name*1=b.pdf\r\n\r\n%PDF\r\n--b1--\r\n"

static bool read_mail(void)
{
    static struct sg_mail_parser *p; /* one for all, as sillage-reader has it */
    sg_auto_buf text = { 0 }, urls = { 0 }, words = { 0 }, form = { 0 };
    const struct sg_mail *m;
    struct sg_err err;
    struct sg_str charset;
    struct sg_mail_address to[8];
    uint32_t defects = 0;
    bool is_ok = (p || sg_mail_parser_new(&p, &err) == SG_OK) && sg_mail_parse(p, sg_str(MAIL), &m, &err) == SG_OK;
    if (is_ok) {
        sg_mail_text(p, m, &text, &urls, &charset, &defects);
        sg_mail_words(sg_mail_field(m, "Subject", 0)->value, &words);
        sg_mail_structure(m, &form);
        size_t n = sg_mail_addresses(p, sg_mail_field(m, "To", 0)->value, to, 8);
        is_ok = give_buf(&text) && give_buf(&urls) && give_buf(&words) && give_buf(&form) && !sg_mail_is_short(p);
        give(&n, sizeof n);
        for (size_t i = 0; i < n; i++)
            give(to[i].address.data, to[i].address.len);
    }
    if (is_ok && good_calls == SIZE_MAX) { /* at the end, and now and then */
        sg_mail_parser_free(p);
        p = NULL;
    }
    return is_ok;
}

static void test_reading_a_mail(void **state)
{
    (void)state;
    starve("a mail", read_mail);
}

static struct sg_buf signed_mail;
static struct sg_buf record;

static void sign_mail(void)
{
    struct sg_err err;
    struct sg_signing_key *key;
    assert_int_equal(sg_signing_key_read(sg_str(KEY_RSA_1024), &key, &err), SG_OK);
    sg_signing_key_record(key, &record);
    const struct sg_signing how = { .key = key,
                                    .domain = "example.org",
                                    .selector = "s",
                                    .headers = "from:to:subject:date:message-id",
                                    .body_length = -1,
                                    .at = SG_TIME_NONE,
                                    .expires = SG_TIME_NONE };
    assert_int_equal(sg_dkim_sign(sg_str(MAIL), &how, &signed_mail, &err), SG_OK);
    sg_buf_text(&signed_mail, MAIL "-- \r\nlist footer\r\n");
    sg_signing_key_free(key);
}

static bool verify(void)
{
    sg_auto_buf bodies = { 0 };
    struct sg_mail_parser *p = NULL;
    struct sg_keyring *ring = NULL;
    struct sg_verifier *v = NULL;
    const struct sg_mail *m;
    struct sg_err err;
    struct sg_signature s[4];
    size_t n = 0;
    bool is_ok = sg_mail_parser_new(&p, &err) == SG_OK && sg_keyring_new(&ring, &err) == SG_OK &&
                 sg_keyring_add(ring, sg_str("example.org"), sg_str("s"), sg_buf_view(&record), SG_TIME_NONE,
                                SG_TIME_NONE, "test", &err) == SG_OK &&
                 sg_verifier_new(ring, NULL, NULL, &v, &err) == SG_OK &&
                 sg_mail_parse(p, sg_buf_view(&signed_mail), &m, &err) == SG_OK;
    if (is_ok) {
        sg_dkim_bodies(m, &bodies);
        is_ok = give_buf(&bodies);
    }
    is_ok = is_ok && sg_dkim_verify(v, m->header, sg_buf_view(&bodies), s, ROWS(s), &n, &err) == SG_OK;
    for (size_t i = 0; is_ok && i < n; i++) {
        give(&s[i].state, sizeof s[i].state);
        give(&s[i].harms, sizeof s[i].harms);
    }
    sg_verifier_free(v);
    sg_keyring_free(ring);
    sg_mail_parser_free(p);
    return is_ok;
}

static void test_judging_a_signature(void **state)
{
    (void)state;
    sign_mail();
    starve("a signature", verify);
    sg_buf_release(&signed_mail);
    sg_buf_release(&record);
}

static bool write_batch(void)
{
    static const struct sg_field fields[] = { { "n", SG_I64, -1 }, { "s", SG_TEXT, 0 } };
    static const struct sg_table table = { "sample", fields, ROWS(fields) };
    struct sg_builder b = { 0 };
    struct sg_err err;
    sg_auto_batch batch = { 0 };
    sg_auto_batch again = { 0 };
    sg_auto_buf bytes = { 0 };
    size_t used;
    bool is_ok = sg_builder_init(&b, &table, &err) == SG_OK;
    for (int i = 0; is_ok && i < 300; i++) {
        sg_builder_number(&b, 0, i);
        sg_builder_text(&b, 1, sg_str("some words"));
        sg_builder_end_row(&b);
    }
    is_ok = is_ok && sg_builder_finish(&b, &batch, &err) == SG_OK;
    sg_builder_release(&b);
    if (is_ok) sg_batch_write(&table, &batch, &bytes);
    is_ok = is_ok && give_buf(&bytes) && sg_batch_read(&table, sg_buf_view(&bytes), &used, &again, &err) == SG_OK;
    if (is_ok) give(&used, sizeof used);
    return is_ok;
}

static void test_a_batch_on_its_way(void **state)
{
    (void)state;
    starve("a batch", write_batch);
}

static struct sg_buf document;

static bool read_document(void)
{
    struct sg_leak *l = NULL;
    struct sg_err err;
    sg_auto_buf again = { 0 };
    const struct sg_leak_report_options o = { .with_content = true };
    bool is_ok = sg_report_leak_read(sg_buf_view(&document), "f.json", &l, &err) == SG_OK &&
                 sg_report_leak_json(l, &o, &again, &err) == SG_OK && give_buf(&again);
    if (is_ok) {
        sg_auto_buf text = { 0 };
        is_ok = sg_report_leak_text(l, &o, &text, &err) == SG_OK && give_buf(&text);
    }
    sg_leak_free(l);
    return is_ok;
}

static void test_reading_a_judgement(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    const struct sg_leak_report_options o = { .with_content = true };
    struct sg_err err;
    assert_int_equal(sg_report_leak_json(l, &o, &document, &err), SG_OK);
    starve("a judgement", read_document);
    sg_buf_release(&document);
    free(l);
}

#define SENT                                                                                                           \
    "We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\nThe papers are in the blue folder.\n"
#define ALTERED                                                                                                        \
    "We shall pay the sum of 9,000 euros to the foundation on the ninth of May.\nThe papers are in the blue folder.\n"
#define QUOTED                                                                                                         \
    "Good.\n\n> We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\n> The papers are in the "  \
    "blue folder.\n"

static struct leak_run starved;

/* The mails are put together with memory: what is tried is the judging. */
static bool judge_mails(void)
{
    static const struct by_hand_mail mails[] = {
        { "one@example.org", NULL, NULL, "plan", "a@example.org", "to\tb@example.org\t\n", 0 },
        { "one@example.org", NULL, NULL, "plan", "a@example.org", "to\tb@example.org\t\n", 0 },
        { "two@example.org", "one@example.org", "zero@example.org one@example.org", "Re: plan", "b@example.org",
          "to\ta@example.org\t\n", 1 },
        { NULL, NULL, NULL, "Re: plan", "a@example.org", "to\tb@example.org\t\n", 2 },
    };
    static struct sg_str texts[4], headers[4];
    struct sg_err err;
    size_t calls = good_calls;
    good_calls = SIZE_MAX;
    const char *const bodies[] = { SENT, ALTERED, QUOTED, "Thank you for that.\n" };
    for (size_t i = 0; i < 4; i++) {
        texts[i] = sg_str(bodies[i]);
        headers[i] = sg_str("From: a@example.org\nSubject: plan\n");
    }
    by_hand(&starved, mails, 4);
    by_hand_texts = texts;
    by_hand_headers = headers;
    for (size_t i = 2; i < 4; i++) {
        starved.answer->items[i].verdict = SG_VERIFIED;
        starved.mails[i].is_own = starved.mails[i].is_text_own = true;
    }
    good_calls = calls;
    struct leak_run *r = &starved;
    bool is_ok = leak_threads(r, &err) == SG_OK && leak_quotes(r, &err) == SG_OK && leak_copies(r, &err) == SG_OK &&
                 leak_headers(r, &err) == SG_OK && leak_finish(r, &err) == SG_OK;
    good_calls = SIZE_MAX;
    const struct sg_leak *l = r->answer;
    if (is_ok) {
        const size_t counts[] = { l->n_findings, l->n_facts, l->n_others, l->n_threads, l->n_missing,
                                  l->n_copies,   l->n_diffs, l->n_quotes };
        give(counts, sizeof counts);
        for (size_t i = 0; i < l->n_facts; i++)
            give(l->facts[i].value, strlen(l->facts[i].value));
    }
    by_hand_release(r);
    return is_ok;
}

static void test_judging_mails(void **state)
{
    (void)state;
    starve("mails", judge_mails);
}

int main(void)
{
    sg_mail_prepare_charsets();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading_a_mail),     cmocka_unit_test(test_judging_a_signature),
        cmocka_unit_test(test_a_batch_on_its_way), cmocka_unit_test(test_reading_a_judgement),
        cmocka_unit_test(test_judging_mails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
