/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts of mails by their signatures, and which facts beside them are worth a word. */
#include <stdio.h>

#include "dkim_keys.h"
#include "leak_by_hand.h"
#include "unit.h"

#define DATE_DAY 489 /* 5 May 2018 */
#define BODY "Dear all,\r\n\r\nnothing new.\r\n"

enum key { RSA_2048, RSA_512, KEYS };
enum {
    MOST = 3000, /* mails */
    ALTERED = 2, /* how a row differs from a mail that its sender signed */
    TAIL = 4,
    FOOTER = 8,
    NO_FROM = 16,
    BULK = 32,
};

struct signed_by {
    const char *domain, *selector; /* NULL: no such signature */
    enum key key;
};
struct row {
    const char *what, *from; /* from: domain of the sender */
    struct signed_by by[2];
    int how;
    enum sg_verdict verdict;
    const char *said; /* the rules, each with its severity's number, in the order of the signatures */
};

static struct sg_err err;
static struct sg_signing_key *keys[KEYS];
static struct sg_buf headers[MOST], bodies[MOST];

/* Takes the place of leak/stream.c. */
enum sg_code leak_each_mail(struct leak_run *r, const char *const *names, size_t n_names,
                            enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values,
                                                 struct sg_err *e),
                            void *ctx, struct sg_err *e)
{
    assert_int_equal(n_names, 2);
    assert_string_equal(names[0], "headers");
    assert_string_equal(names[1], "bodies");
    for (size_t i = 0; i < r->n_mails; i++) {
        const struct sg_str values[] = { sg_buf_view(&headers[i]), sg_buf_view(&bodies[i]) };
        SG_TRY(take(ctx, &r->mails[i], values, e));
    }
    return SG_OK;
}

static void ok(enum sg_code code)
{
    if (code != SG_OK) fail_msg("%s", err.text);
}

static void sign(const struct row *row, const struct signed_by *by, struct sg_buf *message)
{
    sg_auto_buf whole = { 0 };
    const struct sg_signing how = { .key = keys[by->key],
                                    .domain = by->domain,
                                    .selector = by->selector,
                                    .headers = row->how & NO_FROM ? "to:subject" : "from:to:subject:date",
                                    .body_length = row->how & TAIL ? (int64_t)strlen(BODY) : -1,
                                    .at = SG_TIME_NONE,
                                    .expires = SG_TIME_NONE };
    ok(sg_dkim_sign(sg_buf_view(message), &how, &whole, &err));
    sg_buf_str(&whole, sg_buf_view(message));
    sg_buf_clear(message);
    sg_buf_str(message, sg_buf_view(&whole));
}

/* The mail of a row as the store has it: its header, and what was found of its body. */
static void write_mail(const struct row *row, struct sg_mail_parser *parser, struct sg_buf *header,
                       struct sg_buf *found)
{
    sg_auto_buf message = { 0 };
    sg_buf_printf(&message,
                  "From: Clerk <clerk@%s>\r\nTo: list@example.net\r\nSubject: the minutes\r\n"
                  "Date: Fri, 05 May 2018 10:00:00 +0200\r\n\r\n" BODY,
                  row->from);
    for (size_t i = 0; i < 2 && row->by[i].domain; i++)
        sign(row, &row->by[i], &message);
    if (row->how & TAIL) sg_buf_text(&message, "And one more line.\r\n");
    if (row->how & FOOTER) sg_buf_text(&message, "_______________\r\nlist@example.net\r\nTo leave, write to us.\r\n");
    assert_non_null(sg_buf_cstr(&message));
    char *text = message.data;
    if (row->how & ALTERED) memcpy(strstr(text, "nothing"), "all is ", 7);
    const struct sg_mail *m;
    ok(sg_mail_parse(parser, sg_buf_view(&message), &m, &err));
    sg_dkim_bodies(m, found);
    sg_buf_add(header, text, (size_t)(strstr(text, "\r\n\r\n") - text) + 2);
    assert_false(header->failed || found->failed);
}

static void add_key(struct leak_run *r, const char *domain, const char *selector, enum key key, sg_time first_seen)
{
    sg_auto_buf record = { 0 };
    sg_signing_key_record(keys[key], &record);
    ok(sg_keyring_add(r->keys, sg_str(domain), sg_str(selector), sg_buf_view(&record), first_seen, SG_TIME_NONE, "test",
                      &err));
}

static void begin(struct leak_run *r, const struct row *rows, size_t n)
{
    static struct by_hand_mail mails[MOST];
    struct sg_mail_parser *parser;
    ok(sg_signing_key_read(sg_str(KEY_RSA_2048), &keys[RSA_2048], &err));
    ok(sg_signing_key_read(sg_str(KEY_RSA_512), &keys[RSA_512], &err));
    ok(sg_mail_parser_new(&parser, &err));
    for (size_t i = 0; i < n; i++) {
        sg_buf_clear(&headers[i]);
        sg_buf_clear(&bodies[i]);
        mails[i] = (struct by_hand_mail){ .id = "m", .from = rows[i].from, .day = DATE_DAY };
        write_mail(&rows[i], parser, &headers[i], &bodies[i]);
    }
    by_hand(r, mails, n);
    for (size_t i = 0; i < n; i++) {
        r->mails[i].from_domain = r->answer->items[i].from;
        r->answer->items[i].is_bulk = rows[i].how & BULK;
    }
    ok(sg_keyring_new(&r->keys, &err));
    static const char *const domains[] = { "example.org", "example.com", "house.example", "two.example" };
    sg_time date = r->answer->items[0].date;
    for (size_t i = 0; i < ROWS(domains); i++) {
        add_key(r, domains[i], "s", RSA_2048, date - SG_DAY);
        add_key(r, domains[i], "weak", RSA_512, SG_TIME_NONE);
        add_key(r, domains[i], "next-day", RSA_2048, date + SG_DAY);
        add_key(r, domains[i], "later", RSA_2048, date + SG_DAY + 1);
    }
    sg_mail_parser_free(parser);
}

static void end(struct leak_run *r)
{
    for (size_t i = 0; i < r->n_mails; i++) {
        sg_buf_release(&headers[i]);
        sg_buf_release(&bodies[i]);
    }
    for (size_t i = 0; i < KEYS; i++)
        sg_signing_key_free(keys[i]);
    sg_keyring_free(r->keys);
    by_hand_release(r);
}

/* "rule:severity rule:severity" of what was found about an item. */
static const char *said_of(const struct leak_run *r, uint32_t item, struct sg_buf *out)
{
    const struct sg_leak_finding *f = (const void *)r->findings.data;
    sg_buf_clear(out);
    for (size_t i = 0; i < r->findings.len / sizeof *f; i++)
        if (f[i].item == item)
            sg_buf_printf(out, "%s%s:%d", out->len ? " " : "", sg_leak_rules[f[i].rule].id, (int)f[i].severity);
    return sg_buf_cstr(out);
}

#define OWN { "example.org", "s", RSA_2048 }
#define HOUSE { "house.example", "s", RSA_2048 }
#define TWO { "two.example", "s", RSA_2048 }

static const struct row rows[] = {
    { "its sender signed it", "example.org", { OWN }, 0, SG_VERIFIED, "" },
    { "a sub-domain of its sender signed it", "mail.example.org", { OWN }, 0, SG_VERIFIED, "" },
    { "nobody signed it", "example.org", { { 0 } }, 0, SG_UNSIGNED, "" },
    { "its body was altered", "example.org", { OWN }, ALTERED, SG_SIGNED_UNVERIFIED, "signature-fails:0" },
    { "no key is known", "example.org", { { "example.org", "x", RSA_2048 } }, 0, SG_SIGNED_UNVERIFIED, "no-key:0" },
    { "From is not signed", "example.org", { OWN }, NO_FROM, SG_SIGNED_UNVERIFIED, "signature-fails:0" },
    { "l= leaves a tail", "example.org", { OWN }, TAIL, SG_VERIFIED, "unsigned-tail:1" },
    { "l= leaves a list's tail", "example.org", { OWN }, TAIL | BULK, SG_VERIFIED, "unsigned-tail:0" },
    { "a weak key", "example.org", { { "example.org", "weak", RSA_512 } }, 0, SG_VERIFIED, "weak-key:0" },
    { "a list put a footer behind it", "example.org", { OWN }, FOOTER, SG_VERIFIED, "recovered:0" },
    { "its key was seen next day", "example.org", { { "example.org", "next-day", RSA_2048 } }, 0, SG_VERIFIED, "" },
    { "the key was seen later", "example.org", { { "example.org", "later", RSA_2048 } }, 0, SG_VERIFIED,
      "key-not-yet-seen:0" },
    { "another's signature holds too", "example.org", { OWN, { "two.example", "s", RSA_2048 } }, 0, SG_VERIFIED, "" },
    { "the same, in the other order", "example.org", { { "two.example", "s", RSA_2048 }, OWN }, 0, SG_VERIFIED, "" },
    { "a strong key, a weak one", "example.org", { { "example.org", "weak", RSA_512 }, OWN }, 0, SG_VERIFIED, "" },
    { "a stranger's strong key beside a weak one", "example.org", { { "example.org", "weak", RSA_512 }, TWO }, 0,
      SG_VERIFIED, "weak-key:0" },
    { "one of two has no key", "example.org", { { "example.org", "x", RSA_2048 }, OWN }, 0, SG_VERIFIED, "" },
    { "only another signed it", "example.com", { TWO }, 0, SG_VERIFIED, "not-aligned:2" },
    { "only another signed a list's mail", "example.com", { TWO }, BULK, SG_VERIFIED, "not-aligned:0" },
    { "a mailing house signed it", "example.org", { HOUSE }, 0, SG_VERIFIED, "not-aligned:0" },
    { "and one of a second customer", "example.com", { HOUSE }, 0, SG_VERIFIED, "not-aligned:0" },
    { "and one of a third", "example.net", { HOUSE }, 0, SG_VERIFIED, "not-aligned:0" },
};

static void test_each_mail_has_its_verdict_and_what_is_worth_a_word(void **state)
{
    (void)state;
    struct leak_run r;
    sg_auto_buf said = { 0 };
    begin(&r, rows, ROWS(rows));
    ok(leak_signatures(&r, &err));
    for (uint32_t i = 0; i < ROWS(rows); i++) {
        const struct sg_leak_item *item = &r.answer->items[i];
        size_t n_signed = 0;
        while (n_signed < 2 && rows[i].by[n_signed].domain)
            n_signed++;
        said_of(&r, i, &said);
        if (item->verdict != rows[i].verdict || strcmp(said.data ? said.data : "", rows[i].said) != 0 ||
            item->n_signatures != n_signed)
            fail_msg("%s: verdict %d, %zu signatures, said \"%s\"", rows[i].what, (int)item->verdict,
                     (size_t)item->n_signatures, said.data);
        const struct sg_leak_signature *s = (const void *)r.signatures.data;
        for (uint32_t k = 0; k < item->n_signatures; k++)
            assert_int_equal(s[item->first_signature + k].item, i);
        assert_int_equal(item->harms, rows[i].how & FOOTER ? 1U << SG_HARM_LIST_FOOTER : 0);
    }
    end(&r);
}

/* What a stranger signed, or a key that can be computed, is verified and yet teaches no habits and clears nobody; text
 * behind l= or a footer's line vouches for nothing that it quotes. */
static void test_only_the_senders_own_signature_is_built_upon(void **state)
{
    (void)state;
    struct leak_run r;
    begin(&r, rows, ROWS(rows));
    ok(leak_signatures(&r, &err));
    for (uint32_t i = 0; i < ROWS(rows); i++) {
        bool is_verified = rows[i].verdict == SG_VERIFIED;
        bool is_own = is_verified && !strstr(rows[i].said, "not-aligned") && !strstr(rows[i].said, "weak-key");
        bool is_text_own = is_own && !(rows[i].how & (TAIL | FOOTER));
        if (r.mails[i].is_own != is_own || r.mails[i].is_text_own != is_text_own) fail_msg("%s", rows[i].what);
        if (!r.mails[i].signer != !rows[i].by[0].domain) fail_msg("%s: who signed it", rows[i].what);
    }
    end(&r);
}

/* Mails are judged some thousands at a time, on several threads. */
static void test_no_mail_is_left_out_at_the_borders_of_a_piece(void **state)
{
    (void)state;
    enum { N = 2049 + 7 };
    static struct row many[N];
    struct leak_run r;
    for (size_t i = 0; i < N; i++)
        many[i] = rows[i % 5 == 4 ? 3 : 0];
    begin(&r, many, N);
    ok(leak_signatures(&r, &err));
    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(r.answer->items[i].verdict, many[i].verdict);
        assert_int_equal(r.answer->items[i].first_signature, i);
    }
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_mail_has_its_verdict_and_what_is_worth_a_word),
        cmocka_unit_test(test_only_the_senders_own_signature_is_built_upon),
        cmocka_unit_test(test_no_mail_is_left_out_at_the_borders_of_a_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
