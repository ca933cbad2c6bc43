/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>

#include "server/sessions.h"

static void test_a_token_opens_one_session(void **state)
{
    (void)state;
    struct sg_sessions s;
    struct sg_err err;
    char value[SG_SECRET_TEXT], token[SG_SECRET_TEXT];
    assert_int_equal(sg_sessions_init(&s, &err), SG_OK);
    assert_int_equal(strspn(s.token, "0123456789abcdef"), 64);
    memcpy(token, s.token, sizeof token);
    assert_false(sg_sessions_knows(&s, sg_str("")));
    assert_false(sg_sessions_knows(&s, sg_str(token)));
    assert_int_equal(sg_sessions_spend(&s, sg_str(token), value, &err), SG_OK);
    assert_int_equal(strlen(value), 64);
    assert_string_not_equal(value, token);
    assert_string_not_equal(s.token, token);
    assert_true(sg_sessions_knows(&s, sg_str(value)));
    assert_int_equal(sg_sessions_spend(&s, sg_str(token), value, &err), SG_OK);
    assert_string_equal(value, "");
}

static void test_what_is_not_the_token_opens_nothing(void **state)
{
    (void)state;
    struct sg_sessions s;
    struct sg_err err;
    char value[SG_SECRET_TEXT], token[SG_SECRET_TEXT + 1];
    assert_int_equal(sg_sessions_init(&s, &err), SG_OK);
    for (size_t i = 0; i < 64; i++) { /* one digit off, wherever */
        memcpy(token, s.token, SG_SECRET_TEXT);
        token[i] = token[i] == '0' ? '1' : '0';
        assert_int_equal(sg_sessions_spend(&s, sg_str(token), value, &err), SG_OK);
        assert_string_equal(value, "");
    }
    memcpy(token, s.token, SG_SECRET_TEXT);
    assert_int_equal(sg_sessions_spend(&s, sg_str_n(token, 63), value, &err), SG_OK);
    assert_string_equal(value, "");
    assert_int_equal(sg_sessions_spend(&s, sg_str_n(token, 65), value, &err), SG_OK);
    assert_string_equal(value, "");
}

static void test_the_session_that_rests_longest_gives_way(void **state)
{
    (void)state;
    struct sg_sessions s;
    struct sg_err err;
    char values[SG_SESSIONS + 1][SG_SECRET_TEXT];
    assert_int_equal(sg_sessions_init(&s, &err), SG_OK);
    for (size_t i = 0; i < SG_SESSIONS; i++)
        assert_int_equal(sg_sessions_spend(&s, sg_str(s.token), values[i], &err), SG_OK);
    assert_true(sg_sessions_knows(&s, sg_str(values[0])));
    assert_int_equal(sg_sessions_spend(&s, sg_str(s.token), values[SG_SESSIONS], &err), SG_OK);
    for (size_t i = 0; i <= SG_SESSIONS; i++)
        assert_int_equal(sg_sessions_knows(&s, sg_str(values[i])), i != 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_token_opens_one_session),
        cmocka_unit_test(test_what_is_not_the_token_opens_nothing),
        cmocka_unit_test(test_the_session_that_rests_longest_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
