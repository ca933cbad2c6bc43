/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the standards: RFC 6376, A.2 (key: appendix C), and RFC 8463, A.3 (keys: A.2). */
#include "dkim_room.h"

#define LETTER                                                                                                         \
    "From: Joe SixPack <joe@football.example.com>\r\n"                                                                 \
    "To: Suzie Q <suzie@shopping.example.net>\r\n"                                                                     \
    "Subject: Is dinner ready?\r\n"                                                                                    \
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"                                                                  \
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"                                                 \
    "\r\n"                                                                                                             \
    "Hi.\r\n"                                                                                                          \
    "\r\n"                                                                                                             \
    "We lost the game. Are you hungry yet?\r\n"                                                                        \
    "\r\n"                                                                                                             \
    "Joe.\r\n"

static const char rfc6376[] = "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n"
                              "      c=simple/simple; q=dns/txt; i=joe@football.example.com;\r\n"
                              "      h=Received : From : To : Subject : Date : Message-ID;\r\n"
                              "      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                              "      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"
                              "      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"
                              "      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"
                              "      4bmp/YzhwvcubU4=;\r\n"
                              "Received: from client1.football.example.com  [192.0.2.1]\r\n"
                              "      by submitserver.example.com with SUBMISSION;\r\n"
                              "      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n" LETTER;
static const char rfc6376_key[] =
    "v=DKIM1; "
    "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5i"
    "jSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

static const char rfc8463[] = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
                              " d=football.example.com; i=@football.example.com;\r\n"
                              " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
                              " subject : date : message-id : from : subject : date;\r\n"
                              " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                              " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
                              " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
                              "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
                              " d=football.example.com; i=@football.example.com;\r\n"
                              " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
                              " date : message-id : from : subject : date;\r\n"
                              " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                              " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
                              " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
                              " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n" LETTER;
static const char rfc8463_ed25519_key[] = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
static const char rfc8463_rsa_key[] =
    "v=DKIM1; k=rsa; "
    "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/by"
    "YzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

static void test_the_example_of_rfc_6376_verifies(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    room_add_key(&r, "example.com", "brisbane", rfc6376_key);
    const struct sg_signature *s = room_judge(&r, sg_str(rfc6376));
    assert_int_equal(r.n, 1);
    assert_string_equal(s->problem, "");
    assert_int_equal(s->state, SG_SIGNATURE_PASS);
    assert_int_equal(s->harms, 0);
    assert_int_equal(s->key_bits, 1024);
    assert_true(s->is_body_ok && s->is_header_ok && s->is_from_signed && s->is_aligned);
    assert_false(s->is_strictly_aligned || s->is_weak || s->is_rsa_sha1 || s->is_expired);
    assert_int_equal(s->unsigned_bytes, -1);
    assert_true(sg_str_is(s->identity, "joe@football.example.com"));
    assert_true(sg_str_is(s->header_canon, "simple") && sg_str_is(s->body_canon, "simple"));
    room_close(&r);
}

static void test_both_signatures_of_rfc_8463_verify(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    room_add_key(&r, "football.example.com", "brisbane", rfc8463_ed25519_key);
    room_add_key(&r, "football.example.com", "test", rfc8463_rsa_key);
    room_judge(&r, sg_str(rfc8463));
    assert_int_equal(r.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct sg_signature *s = &r.sig[i];
        if (s->state != SG_SIGNATURE_PASS || s->harms) fail_msg("signature %zu: %s", i, s->problem);
        assert_int_equal(s->key_bits, i ? 1024 : 256);
        assert_true(s->is_strictly_aligned && s->signed_at == INT64_C(1528637909) * SG_SECOND);
    }
    room_close(&r);
}

/* The same messages with one byte changed, in every place: nothing that is signed can change unnoticed. */
static void test_no_signed_byte_of_the_examples_can_change(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    room_open(&r);
    room_add_key(&r, "example.com", "brisbane", rfc6376_key);
    size_t from = (size_t)(strstr(rfc6376, "Received:") - rfc6376);
    for (size_t i = from; i < sizeof rfc6376 - 1; i += 7) {
        char c = rfc6376[i];
        if (c == '\r' || c == '\n' || c == ' ') continue;
        sg_buf_clear(&m);
        sg_buf_add(&m, rfc6376, sizeof rfc6376 - 1);
        m.data[i] = c == 'q' ? 'k' : 'q';
        const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
        if (!s || s->state == SG_SIGNATURE_PASS) fail_msg("byte %zu", i);
    }
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_of_rfc_6376_verifies),
        cmocka_unit_test(test_both_signatures_of_rfc_8463_verify),
        cmocka_unit_test(test_no_signed_byte_of_the_examples_can_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
