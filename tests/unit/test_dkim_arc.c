/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARC chains, sealed here by hand (RFC 8617 has no vectors); tests/cli/85-dkim-peers.sh has chains of another maker. */
#include "dkim_room.h"
#include "dkim_seal.h"

static const char *state_of(struct room *r, const struct sg_buf *m)
{
    room_judge(r, sg_buf_view(m));
    const char *gap = memmem(m->data, m->len, "\r\n\r\n", 4);
    return sg_arc_state(r->sig, r->n, sg_str_n(m->data, (size_t)(gap - m->data) + 2));
}

static void test_chains_of_one_to_four_sets_pass(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    struct chain c;
    room_open(&r);
    chain_open(&c);
    for (size_t n = 1; n <= SETS; n++) {
        chain_add(&c, n == 1 ? "none" : "pass");
        chain_write(&c, &m);
        assert_string_equal(state_of(&r, &m), "pass");
        assert_int_equal(r.n, 2 * n);
        for (size_t i = 0; i < r.n; i++) {
            assert_int_equal(r.sig[i].state, SG_SIGNATURE_PASS);
            assert_int_equal(r.sig[i].kind, i % 2 ? SG_SIGNATURE_ARC_MESSAGE : SG_SIGNATURE_ARC_SEAL);
            assert_int_equal(r.sig[i].instance, n - i / 2);
        }
    }
    chain_close(&c);
    room_close(&r);
}

static void test_a_broken_chain_is_seen(void **state)
{
    (void)state;
    static const struct {
        const char *name, *from, *to, *expected;
    } row[] = {
        { "no chain", "ARC-", "XRC-", "" },
        { "an old result", "i=1; example.net; dkim=pass", "i=1; example.net; dkim=fail", "fail" },
        { "the last result", "i=2; example.net; dkim=pass", "i=2; example.net; dkim=fail", "fail" },
        { "the subject", "Subject: x", "Subject: y", "fail" },
        { "the body", "hello", "jello", "fail" },
        { "cv= of the last", "i=2; a=rsa-sha256; cv=pass", "i=2; a=rsa-sha256; cv=fail", "fail" },
        { "cv= of the first", "cv=none", "cv=pass", "fail" },
        { "an old seal's domain", "cv=none; d=example.org", "cv=none; d=example.com", "fail" },
        { "no keys", "d=example.org", "d=example.com", "no-key" },
        { "a set without its result", "ARC-Authentication-Results: i=2", "X: i=2", "bad" },
        { "a gap", "i=1;", "i=3;", "bad" },
        { "no number", "ARC-Authentication-Results: i=2;", "ARC-Authentication-Results: i=x;", "bad" },
        { "number nought", "ARC-Authentication-Results: i=2;", "ARC-Authentication-Results: i=0;", "bad" },
        { "number too large", "ARC-Authentication-Results: i=2;", "ARC-Authentication-Results: i=51;", "bad" },
        { "twice", "From:", "ARC-Authentication-Results: i=1; x\r\nFrom:", "bad" },
        { "a seal with h=", "i=1; a=rsa-sha256; cv=none;", "i=1; a=rsa-sha256; h=from; cv=none;", "fail" },
    };
    struct room r;
    room_open(&r);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct chain c;
        sg_auto_buf m = { 0 };
        chain_open(&c);
        chain_add(&c, "none");
        chain_add(&c, "pass");
        chain_write(&c, &m);
        room_replace(&m, row[i].from, row[i].to);
        const char *found = state_of(&r, &m);
        if (strcmp(found, row[i].expected) != 0) fail_msg("%s: %s", row[i].name, found);
        chain_close(&c);
    }
    room_close(&r);
}

static void test_an_older_message_signature_may_fail(void **state)
{
    (void)state;
    struct room r;
    struct chain c;
    sg_auto_buf m = { 0 };
    room_open(&r);
    chain_open(&c);
    chain_add(&c, "none");
    /* The first hop saw another subject; what the second saw is what is there (RFC 8617, 5.2, step 5). */
    struct sg_buf *first = &c.field[1][MESSAGE];
    first->len -= 10;
    sg_buf_text(first, "AAAAAAAA==");
    struct sg_buf seal = c.field[1][SEAL];
    c.field[1][SEAL] = (struct sg_buf){ 0 };
    sg_buf_release(&seal);
    sg_auto_buf data = { 0 };
    sg_buf_text(&c.field[1][SEAL], "i=1; a=rsa-sha256; cv=none; d=example.org; s=s0; b=");
    for (int f = 0; f < FIELDS; f++) {
        sg_buf_printf(&data, "%s:", chain_small[f]);
        sg_buf_str(&data, sg_buf_view(&c.field[1][f]));
        if (f < SEAL) sg_buf_text(&data, "\r\n");
    }
    chain_sign(&c, &c.field[1][SEAL], &data);
    chain_add(&c, "pass");
    chain_write(&c, &m);
    assert_string_equal(state_of(&r, &m), "pass");
    assert_int_equal(r.sig[3].state, SG_SIGNATURE_FAILS);
    chain_close(&c);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_of_one_to_four_sets_pass),
        cmocka_unit_test(test_a_broken_chain_is_seen),
        cmocka_unit_test(test_an_older_message_signature_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
