/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passes, what fails and why, what the keys allow, and what stands beside a verdict. */
#include <stdlib.h>
#include <unistd.h>

#include "dkim_room.h"

#define MESSAGE                                                                                                        \
    "From: Clerk <clerk@example.org>\r\n"                                                                              \
    "To: list@example.net\r\n"                                                                                         \
    "Subject: the minutes\r\n"                                                                                         \
    "Date: Fri, 05 May 2017 10:00:00 +0200\r\n"                                                                        \
    "Message-ID: <a1@example.org>\r\n"                                                                                 \
    "\r\n"                                                                                                             \
    "Dear all,\r\n\r\nnothing new.\r\n"

static void test_every_algorithm_and_form_verifies(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    for (int key = 0; key < ROOM_KEYS; key++) {
        for (int form = 0; form < 8; form++) {
            sg_auto_buf m = { 0 };
            struct sg_signing how = room_signing(&r, key);
            how.is_header_simple = form & 1;
            how.is_body_simple = form & 2;
            how.is_sha1 = form & 4 && key != ROOM_ED25519;
            how.headers = "from:from:to:subject:date:message-id:reply-to";
            room_sign(&how, MESSAGE, &m);
            const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
            if (s->state != SG_SIGNATURE_PASS || s->harms) fail_msg("key %d, form %d: %s", key, form, s->problem);
            assert_int_equal(s->is_rsa_sha1, how.is_sha1);
            assert_int_equal(s->is_weak, key == ROOM_RSA_512);
            static const uint32_t bits[] = { 2048, 1024, 512, 256 };
            assert_int_equal(s->key_bits, bits[key]);
            assert_true(s->is_from_signed && s->is_aligned && s->is_strictly_aligned);
            assert_string_equal(s->key_source, "test");
        }
    }
    room_close(&r);
}

static void test_failures_say_what_failed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *from, *to;
        enum sg_signature_state state;
        bool body, header;
        const char *problem;
    } row[] = {
        { "a word of the body", "nothing", "something", SG_SIGNATURE_BODY_FAILS, false, true, "the body is not" },
        { "a word of a field", "the minutes", "the hours", SG_SIGNATURE_FAILS, true, false, "the header is not" },
        { "both", "the minutes\r\n", "no\r\nX-A: nothing\r\n", SG_SIGNATURE_FAILS, true, false, "the header is not" },
        { "the address", "clerk@", "chief@", SG_SIGNATURE_FAILS, true, false, "the header is not" },
        { "the date", "10:00:00", "11:00:00", SG_SIGNATURE_FAILS, true, false, "the header is not" },
        { "an unsigned field", "\r\n\r\nDear", "\r\nX-Spam: no\r\n\r\nDear", SG_SIGNATURE_PASS, true, true, "" },
        { "the selector", "s=s0", "s=s9", SG_SIGNATURE_NO_KEY, true, false, "no key" },
        { "another's selector", "s=s0", "s=s1", SG_SIGNATURE_FAILS, true, false, "made with another key" },
        { "a key of another kind", "s=s0", "s=s3", SG_SIGNATURE_FAILS, true, false, "the key is of another kind" },
        { "the domain", "d=example.org", "d=example.com", SG_SIGNATURE_NO_KEY, true, false, "no key" },
        { "algorithm", "a=rsa-sha256", "a=rsa-md5", SG_SIGNATURE_BAD, false, false, "unknown algorithm" },
        { "version", "v=1", "v=2", SG_SIGNATURE_BAD, true, false, "unknown version" },
        { "no v=", "v=1; ", "", SG_SIGNATURE_BAD, true, false, "v= is missing" },
        { "no d=", "d=example.org; ", "", SG_SIGNATURE_BAD, false, false, "a tag that must be there" },
        { "no bh=", "bh=", "xx=", SG_SIGNATURE_BAD, false, false, "bh= is missing" },
        { "short bh=", "bh=", "bh=AAAA; xx=", SG_SIGNATURE_BAD, false, false, "bh= is no such hash" },
        { "canonicalisation", "c=relaxed/relaxed", "c=nofws", SG_SIGNATURE_BAD, false, false,
          "unknown canonicalisation" },
        { "twice", "v=1;", "v=1; v=1;", SG_SIGNATURE_BAD, false, false, "no list of tags" },
        { "method", "v=1;", "v=1; q=pigeon;", SG_SIGNATURE_BAD, true, false, "unknown query method" },
        { "identity", "v=1;", "v=1; i=a@example.com;", SG_SIGNATURE_BAD, true, false, "i= is not within" },
        { "From unsigned", "h=from:to", "h=to", SG_SIGNATURE_BAD, true, false, "From is not signed" },
        { "l=", "v=1;", "v=1; l=x;", SG_SIGNATURE_BAD, false, false, "l= is no number" },
        { "l= too long", "v=1;", "v=1; l=9999;", SG_SIGNATURE_FAILS, false, false, "header and body" },
        { "x= before t=", "v=1;", "v=1; t=20; x=10;", SG_SIGNATURE_BAD, true, false, "x= is not after" },
    };
    struct room r;
    room_open(&r);
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf m = { 0 };
        struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
        room_sign(&how, MESSAGE, &m);
        room_replace(&m, row[i].from, row[i].to);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        if (s->state != row[i].state || s->is_body_ok != row[i].body || s->is_header_ok != row[i].header ||
            strncmp(s->problem, row[i].problem, strlen(row[i].problem)) != 0 || s->harms)
            fail_msg("%s: state %d body %d header %d harms %x: %s", row[i].name, s->state, s->is_body_ok,
                     s->is_header_ok, s->harms, s->problem);
    }
    room_close(&r);
}

static void test_a_verdict_without_a_body_says_that_it_was_not_read(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    struct sg_err err = { 0 };
    room_open(&r);
    struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
    room_sign(&how, MESSAGE, &m);
    room_judge(&r, sg_buf_view(&m));
    struct sg_str header = sg_str_n(m.data, (size_t)(strstr(m.data, "\r\n\r\n") - m.data) + 2);
    room_ok(sg_dkim_verify(r.verifier, header, sg_str(""), r.sig, 1, &r.n, &err), &err);
    assert_int_equal(r.sig[0].state, SG_SIGNATURE_BODY_FAILS);
    assert_false(r.sig[0].is_body_known);
    assert_true(r.sig[0].is_header_ok);
    assert_string_equal(r.sig[0].problem, "the body was not read");
    room_close(&r);
}

/* `record` with %s for the key's base64. */
static void test_what_a_key_forbids_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after;
        const char *identity;
        enum sg_signature_state state;
        const char *problem;
    } row[] = {
        { "v=DKIM1; k=rsa; p=", "", "", SG_SIGNATURE_PASS, "" },
        { "p=", "", "", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; g=*; t=y; n=a note; p=", ";", "", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; t=s; p=", "", "i=a@example.org; ", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; t=s; p=", "", "i=a@sub.example.org; ", SG_SIGNATURE_FAILS, "the key does not allow a sub-domain" },
        { "v=DKIM1; p=", "", "i=a@sub.example.org; ", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; h=sha1; p=", "", "", SG_SIGNATURE_FAILS, "the key does not allow this hash" },
        { "v=DKIM1; h=sha1:sha256; p=", "", "", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; s=tlsrpt; p=", "", "", SG_SIGNATURE_FAILS, "the key is not for mail" },
        { "v=DKIM1; s=tlsrpt : email; p=", "", "", SG_SIGNATURE_PASS, "" },
        { "v=DKIM1; k=ed25519; p=", "", "", SG_SIGNATURE_FAILS, "the key's bytes cannot be read" },
        { "v=DKIM1; k=x448; p=", "", "", SG_SIGNATURE_FAILS, "the key is of an unknown kind" },
        { "v=DKIM2; p=", "", "", SG_SIGNATURE_FAILS, "the key's record is of another version" },
        { "p=; x=", "", "", SG_SIGNATURE_NO_KEY, "the key was revoked" },
        { "v=DKIM1; x=", "", "", SG_SIGNATURE_FAILS, "the key's record holds no key" },
        { "p=AAAA; x=", "", "", SG_SIGNATURE_FAILS, "the key's bytes are no key" },
        { "hello ", "", "", SG_SIGNATURE_FAILS, "the key's record is no list" },
    };
    struct room r;
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf m = { 0 };
        sg_auto_buf record = { 0 };
        sg_auto_buf text = { 0 };
        room_open(&r);
        sg_signing_key_record(r.key[ROOM_RSA_2048], &text);
        sg_buf_text(&record, row[i].before);
        sg_buf_text(&record, strstr(sg_buf_cstr(&text), "p=") + 2);
        sg_buf_text(&record, row[i].after);
        room_add_key(&r, "Example.ORG.", "k", sg_buf_cstr(&record));
        struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
        how.selector = "k";
        sg_auto_buf selector = { 0 }; /* a tag in the selector's place is written as it stands: i= gets signed */
        if (row[i].identity[0]) {
            sg_buf_printf(&selector, "k; %.*s", (int)strlen(row[i].identity) - 2, row[i].identity);
            how.selector = sg_buf_cstr(&selector);
        }
        room_sign(&how, MESSAGE, &m);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        if (s->state != row[i].state || strncmp(s->problem, row[i].problem, strlen(row[i].problem)) != 0)
            fail_msg("row %zu: state %d, %s", i, s->state, s->problem);
        assert_int_equal(s->key_is_testing, strstr(row[i].before, "t=y") != NULL);
        assert_int_equal(s->key_is_revoked, row[i].state == SG_SIGNATURE_NO_KEY);
        room_close(&r);
    }
}

static void test_of_several_keys_the_one_that_verifies_is_told(void **state)
{
    (void)state;
    struct room r;
    struct sg_err err = { 0 };
    sg_auto_buf m = { 0 };
    room_open(&r);
    for (int i = ROOM_KEYS; i-- > 0;) { /* Ed25519 first, RSA 2048 last */
        sg_auto_buf record = { 0 };
        sg_signing_key_record(r.key[i], &record);
        room_ok(sg_keyring_add(r.ring, sg_str("example.org"), sg_str("turn"), sg_buf_view(&record), i * SG_DAY,
                               (i + 1) * SG_DAY, "archive", &err),
                &err);
    }
    assert_int_equal(sg_keyring_count(r.ring), 2 * ROOM_KEYS);
    for (int i = 0; i < ROOM_KEYS; i++) {
        struct sg_signing how = room_signing(&r, i);
        how.selector = "turn";
        room_sign(&how, MESSAGE, &m);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        assert_int_equal(s->state, SG_SIGNATURE_PASS);
        assert_true(s->key_first_seen == i * SG_DAY && s->key_last_seen == (i + 1) * SG_DAY);
        assert_string_equal(s->key_source, "archive");
        room_replace(&m, "the minutes", "the hours"); /* still the right key is told */
        s = room_judge(&r, sg_buf_view(&m));
        assert_int_equal(s->state, SG_SIGNATURE_FAILS);
        assert_true(s->key_first_seen == i * SG_DAY);
    }
    room_close(&r);
}

static void test_of_two_records_of_one_key_the_one_that_allows_is_taken(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    sg_auto_buf record = { 0 };
    sg_auto_buf strict = { 0 };
    room_open(&r);
    sg_signing_key_record(r.key[ROOM_RSA_2048], &record);
    sg_buf_printf(&strict, "h=sha1; %s", strstr(sg_buf_cstr(&record), "p="));
    room_add_key(&r, "example.org", "two", sg_buf_cstr(&strict));
    room_add_key(&r, "example.org", "two", sg_buf_cstr(&record));
    struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
    how.selector = "two";
    room_sign(&how, MESSAGE, &m);
    assert_int_equal(room_judge(&r, sg_buf_view(&m))->state, SG_SIGNATURE_PASS);
    room_close(&r);
}

static void test_a_from_that_was_added_is_never_called_signed(void **state)
{
    (void)state;
    static const char *const headers[] = { "from:subject", "from:from:subject" };
    for (size_t i = 0; i < ROWS(headers); i++) {
        struct room r;
        sg_auto_buf m = { 0 };
        room_open(&r);
        struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
        how.headers = headers[i];
        room_sign(&how, MESSAGE, &m);
        room_replace(&m, "From:", "From: chief@example.com\r\nFrom:");
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        assert_int_equal(s->state, SG_SIGNATURE_PASS);
        assert_int_equal(s->harms, i ? 1 << SG_HARM_ADDED_FIELD : 0);
        assert_false(s->is_from_signed || s->is_aligned || s->is_strictly_aligned);
        room_close(&r);
    }
}

/* 4,000 fields, 256 names, 32 signatures that fail, each of which could be undone in thousands of ways. */
static void test_a_hostile_header_costs_a_bounded_amount_of_work(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    sg_auto_buf field = { 0 };
    sg_auto_buf names = { 0 };
    struct sg_err err = { 0 };
    room_open(&r);
    sg_buf_text(&names, "from");
    for (int i = 1; i < 256; i++)
        sg_buf_printf(&names, ":x%d", i % 16);
    struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
    how.headers = sg_buf_cstr(&names);
    how.is_header_simple = how.is_body_simple = true;
    room_ok(sg_dkim_sign(sg_str(MESSAGE), &how, &field, &err), &err);
    for (int i = 0; i < SG_SIGNATURES + 8; i++)
        sg_buf_str(&m, sg_buf_view(&field));
    for (int i = 0; i < 4000; i++)
        sg_buf_printf(&m, "X%d: [a] b\r\n", i % 32);
    sg_buf_text(&m, MESSAGE "more\r\n");
    room_judge(&r, sg_buf_view(&m));
    assert_int_equal(r.n, SG_SIGNATURES);
    for (size_t i = 0; i < r.n; i++)
        assert_int_equal(r.sig[i].state, SG_SIGNATURE_FAILS);
    room_close(&r);
}

static struct sg_str last_two(void *ctx, struct sg_str host)
{
    size_t dots = 0, i = host.len;
    (void)ctx;
    while (i > 0 && (host.data[i - 1] != '.' || ++dots < 2))
        i--;
    return sg_str_n(host.data + i, host.len - i);
}

static void test_alignment_and_what_of_from_is_signed(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        bool with_list, is_aligned, is_strict, is_signed;
    } row[] = {
        { "From: a@example.org", false, true, true, true },
        { "From: \"b@example.com\" <a@EXAMPLE.org>", false, true, true, true },
        { "From: (x@example.com) a@mail.example.org", false, true, false, true },
        { "From: a@mail.example.org", true, true, false, true },
        { "From: a@example.com", true, false, false, true },
        { "From: a@notexample.org", false, false, false, true },
        { "From: a@notexample.org", true, false, false, true },
        { "From: a@example.org, b@example.net", true, false, false, true },
        { "From: nobody", true, false, false, true },
        { "From: a@example.com\r\nFrom: a@example.org", false, false, false, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct room r;
        struct sg_err err = { 0 };
        sg_auto_buf m = { 0 };
        sg_auto_buf text = { 0 };
        room_open(&r);
        struct sg_signing how = room_signing(&r, ROOM_RSA_1024);
        sg_buf_printf(&text, "%s\r\nSubject: x\r\n\r\nhello\r\n", row[i].from);
        room_sign(&how, sg_buf_cstr(&text), &m);
        room_ok(sg_verifier_new(r.ring, row[i].with_list ? last_two : NULL, NULL, &r.verifier, &err), &err);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        if (s->state != SG_SIGNATURE_PASS || s->is_aligned != row[i].is_aligned ||
            s->is_strictly_aligned != row[i].is_strict || s->is_from_signed != row[i].is_signed)
            fail_msg("row %zu: %d %d %d %d", i, s->state, s->is_aligned, s->is_strictly_aligned, s->is_from_signed);
        room_close(&r);
    }
}

static void test_expiry_is_judged_by_the_mails_own_time(void **state)
{
    (void)state;
    const sg_time sent = INT64_C(1493971200) * SG_SECOND; /* 2017-05-05T08:00:00Z, MESSAGE's Date */
    struct room r;
    sg_auto_buf m = { 0 };
    room_open(&r);
    for (int late = 0; late < 2; late++) {
        struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
        how.at = sent - 2 * SG_DAY;
        how.expires = sent + (late ? -1 : 1) * SG_HOUR;
        room_sign(&how, MESSAGE, &m);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        assert_int_equal(s->state, SG_SIGNATURE_PASS); /* a note, not a failure */
        assert_int_equal(s->is_expired, late);
        assert_true(s->signed_at == how.at && s->expires == how.expires);
    }
    room_close(&r);
}

/* ---- the file of keys ---- */

static uint64_t rejected[8];
static size_t n_rejected;

static void reject(void *ctx, uint64_t number, const char *reason)
{
    (void)ctx;
    assert_true(strlen(reason) > 8);
    if (n_rejected < ROWS(rejected)) rejected[n_rejected++] = number;
}

static enum sg_code read_keys(const char *text, struct sg_keyring **ret, struct sg_err *err)
{
    char path[] = "/tmp/sillage-keys-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    n_rejected = 0;
    enum sg_code code = sg_keyring_read(path, reject, NULL, ret, err);
    unlink(path);
    return code;
}

static void test_a_file_of_keys_is_read_as_archives_give_it(void **state)
{
    (void)state;
    struct room r;
    struct sg_err err = { 0 };
    sg_auto_buf record = { 0 };
    sg_auto_buf file = { 0 };
    sg_auto_buf m = { 0 };
    room_open(&r);
    sg_signing_key_record(r.key[ROOM_RSA_2048], &record);
    const char *p = sg_buf_cstr(&record);
    sg_buf_text(&file, "\xef\xbb\xbfselector,id,domain,firstSeenAt,lastSeenAt,value\r\n");
    sg_buf_printf(&file, "k0,1,example.org,2016-01-02T03:04:05.000Z,,\"%s\"\r\n", p);
    sg_buf_printf(&file, "k1,2,example.org,,2019-01-01,\"\"\"%.40s\"\"\n \"\"%s\"\"\"\n", p,
                  p + 40); /* two pieces, two lines */
    sg_buf_printf(&file, "k2,3,EXAMPLE.org.,yesterday,,%s\n\n", p);
    sg_buf_printf(&file, ",4,example.org,,,%s\n", p); /* rejected: no selector */
    sg_buf_text(&file, "k4,5,example.org,,,v=DKIM1; p=AAAA\n");
    sg_buf_text(&file, "k5,6,example.org,,,\"open");
    struct sg_keyring *keys;
    room_ok(read_keys(sg_buf_cstr(&file), &keys, &err), &err);
    assert_int_equal(sg_keyring_count(keys), 4);
    assert_int_equal(n_rejected, 4);
    static const uint64_t expected[] = { 3, 5, 6, 7 };
    for (size_t i = 0; i < 4; i++)
        if (rejected[i] != expected[i]) fail_msg("reject %zu is row %d", i, (int)rejected[i]);
    sg_keyring_free(r.ring);
    r.ring = keys;
    for (int i = 0; i < 3; i++) {
        struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
        char selector[] = { 'k', (char)('0' + i), '\0' };
        how.selector = selector;
        room_sign(&how, MESSAGE, &m);
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        if (s->state != SG_SIGNATURE_PASS) fail_msg("k%d: %s", i, s->problem);
        if (i == 0)
            assert_true(s->key_first_seen == INT64_C(1451703845) * SG_SECOND && s->key_last_seen == SG_TIME_NONE);
        if (i == 1) assert_true(s->key_last_seen == INT64_C(1546300800) * SG_SECOND);
        assert_int_equal(strncmp(s->key_source, "sillage-keys-", 13), 0);
    }
    room_close(&r);
}

static void test_a_file_that_holds_no_keys_is_refused(void **state)
{
    (void)state;
    static const char *const text[] = { "", "a,b\n", "domain,selector\nx,y\n" };
    for (size_t i = 0; i < ROWS(text); i++) {
        struct sg_keyring *keys = NULL;
        struct sg_err err = { 0 };
        assert_int_equal(read_keys(text[i], &keys, &err), SG_EINPUT);
        assert_null(keys);
        assert_true(strlen(err.text) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_algorithm_and_form_verifies),
        cmocka_unit_test(test_failures_say_what_failed),
        cmocka_unit_test(test_a_verdict_without_a_body_says_that_it_was_not_read),
        cmocka_unit_test(test_what_a_key_forbids_is_said),
        cmocka_unit_test(test_of_several_keys_the_one_that_verifies_is_told),
        cmocka_unit_test(test_of_two_records_of_one_key_the_one_that_allows_is_taken),
        cmocka_unit_test(test_a_from_that_was_added_is_never_called_signed),
        cmocka_unit_test(test_a_hostile_header_costs_a_bounded_amount_of_work),
        cmocka_unit_test(test_alignment_and_what_of_from_is_signed),
        cmocka_unit_test(test_expiry_is_judged_by_the_mails_own_time),
        cmocka_unit_test(test_a_file_of_keys_is_read_as_archives_give_it),
        cmocka_unit_test(test_a_file_that_holds_no_keys_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
