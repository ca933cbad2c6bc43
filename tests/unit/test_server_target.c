/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>

#include "server/target.h"

static void test_an_address_is_read(void **state)
{
    (void)state;
    struct sg_target t;
    struct sg_err err;
    assert_int_equal(sg_target_read(sg_str("/api/v1/story?q=%23a+b%C3%A9&to=@x&empty=&bare&&"), &t, &err), SG_OK);
    assert_true(sg_str_is(t.path, "/api/v1/story"));
    assert_int_equal(t.n_params, 4);
    assert_true(sg_str_is(*sg_target_get(&t, "q"), "#a b\xC3\xA9"));
    assert_true(sg_str_is(*sg_target_get(&t, "to"), "@x"));
    assert_true(sg_str_is(*sg_target_get(&t, "empty"), ""));
    assert_true(sg_str_is(*sg_target_get(&t, "bare"), ""));
    assert_null(sg_target_get(&t, "none"));
    sg_target_release(&t);
}

static void test_what_no_route_holds_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "api",
        "http://a/",
        "*",
        "/%2e%2e/",
        "/a%00",
        "/a b",
        "/a\\..",
        "/a?q=%",
        "/a?q=%4",
        "/a?q=%zz",
        "/a?q=%00",
        "/a?q=%ff",
        "/a?q=\xff",
        "/a?q=a b",
        "/a?q=a#b",
        "/a?q=1&q=2",
        "/a?a%20=1",
        "/a?q=%ED%A0%80",
        "/a?q=a\tb",
        "/a#b",
        "/\xC3\xA9",
        "/a?1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17",
    };
    for (size_t i = 0; i < ROWS(bad); i++) {
        struct sg_target t = { .n_params = 99 };
        struct sg_err err = { 0 };
        if (sg_target_read(sg_str(bad[i]), &t, &err) != SG_EUSAGE || !err.text[0] || t.n_params != 99)
            fail_msg("row %zu: %s", i, bad[i]);
    }
}

static void test_length_has_a_limit(void **state)
{
    (void)state;
    static char text[SG_TARGET_BYTES + 1];
    struct sg_target t;
    struct sg_err err;
    memset(text, 'a', sizeof text);
    text[0] = '/';
    assert_int_equal(sg_target_read(sg_str_n(text, SG_TARGET_BYTES), &t, &err), SG_OK);
    sg_target_release(&t);
    assert_int_equal(sg_target_read(sg_str_n(text, SG_TARGET_BYTES + 1), &t, &err), SG_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_is_read),
        cmocka_unit_test(test_what_no_route_holds_is_refused),
        cmocka_unit_test(test_length_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
