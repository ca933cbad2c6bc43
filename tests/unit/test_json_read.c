/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdlib.h>

#include "json/json.h"

static struct sg_json parse(struct sg_json_parser *p, const char *text)
{
    struct sg_err err = { 0 };
    struct sg_json v = { 0 };
    if (sg_json_parse(p, sg_str(text), &v, &err) != SG_OK) fail_msg("%s: %s", text, err.text);
    return v;
}

static void test_values_are_found_by_path(void **state)
{
    struct sg_json v = parse(*state, "{\"a\":{\"b\":[1,{\"c\":\"x\\u0000y\"}],\"t\":true},\"n\":null,\"a\":7}");
    struct sg_json b = sg_json_path(v, "a.b");
    assert_int_equal(sg_json_type(b), SG_JSON_ARRAY);
    assert_int_equal(sg_json_count(b), 2);
    assert_true(sg_json_true(sg_json_path(v, "a.t")));
    assert_int_equal(sg_json_type(sg_json_get(v, "n")), SG_JSON_NULL);
    assert_int_equal(sg_json_type(sg_json_path(v, "a.b.c.d")), SG_JSON_NONE);
    assert_int_equal(sg_json_type(sg_json_path(v, "none.at.all")), SG_JSON_NONE);
    struct sg_json_iter it = sg_json_each(b);
    assert_true(sg_json_more(&it));
    assert_true(sg_json_more(&it));
    assert_int_equal(sg_json_string(sg_json_get(it.value, "c")).len, 3);
    assert_false(sg_json_more(&it));
    struct sg_json none = { 0 };
    it = sg_json_each(none);
    assert_false(sg_json_more(&it));
    assert_int_equal(sg_json_count(none), 0);
    assert_null(sg_json_string(none).data);
}

static void test_ids_come_out_digit_by_digit(void **state)
{
    static const struct {
        const char *json, *id;
    } row[] = {
        { "[860577873873911808]", "860577873873911808" }, /* beyond 2^53 */
        { "[9007199254740993]", "9007199254740993" },
        { "[18446744073709551615]", "18446744073709551615" },
        { "[\"860577873873911808\"]", "860577873873911808" },
        { "[-5]", "-5" },
        { "[1494006570.0]", "1494006570" },
        { "[8.6e17]", "" }, /* a double that cannot be trusted to be the id */
        { "[1.5]", "" },
        { "[true]", "" },
        { "[null]", "" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char scratch[SG_JSON_SCALAR];
        struct sg_json_iter it = sg_json_each(parse(*state, row[i].json));
        assert_true(sg_json_more(&it));
        struct sg_str id = sg_json_scalar(it.value, scratch);
        if (!sg_str_is(id, row[i].id)) fail_msg("%s: '%.*s'", row[i].json, (int)id.len, id.len ? id.data : "");
    }
}

static void test_wrong_json_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *json, *words;
    } row[] = {
        { "", "empty" },
        { "   ", "empty" },
        { "{\"a\":1", "cut short" },
        { "{\"a\":\"b", "inside a string" },
        { "{\"a\":01}", "number" },
        { "{\"a\":1}{", "" },
        { "[tru]", "true, false and null" },
        { "[\"\xff\"]", "UTF-8" },
        { "[\"a\nb\"]", "control character" },
        { "[\"\\ud800\"]", "escape" },
        { "[123456789012345678901234567890]", "number" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_err err = { 0 };
        struct sg_json v = { 0 };
        assert_int_equal(sg_json_parse(*state, sg_str(row[i].json), &v, &err), SG_EINPUT);
        assert_null(v.doc);
        if (!strstr(err.text, row[i].words)) fail_msg("%s: %s", row[i].json, err.text);
    }
}

static void test_depth_is_limited(void **state)
{
    char text[2 * 2000 + 1];
    for (unsigned depth = 200; depth <= 2000; depth += 300) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        struct sg_json v = { 0 };
        struct sg_err err;
        enum sg_code code = sg_json_parse(*state, sg_str_n(text, 2 * (size_t)depth), &v, &err);
        assert_int_equal(code, depth < SG_JSON_DEPTH ? SG_OK : SG_ELIMIT);
    }
}

static void test_the_parser_goes_on_after_an_error_and_grows(void **state)
{
    struct sg_json v;
    assert_int_not_equal(sg_json_parse(*state, sg_str("{"), &v, NULL), SG_OK);
    size_t len = 300000;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    text[0] = text[len - 1] = '"';
    assert_int_equal(sg_json_parse(*state, sg_str_n(text, len), &v, NULL), SG_OK);
    assert_int_equal(sg_json_string(v).len, len - 2);
    /* The same with the padding lent by the caller. */
    assert_int_equal(sg_json_parse_spared(*state, sg_str_n(text, 0), 64, &v, NULL), SG_EINPUT);
    text[100] = '"';
    assert_int_equal(sg_json_parse_spared(*state, sg_str_n(text, 101), len - 101, &v, NULL), SG_OK);
    assert_int_equal(sg_json_string(v).len, 99);
    free(text);
}

static void test_minify_keeps_values(void **state)
{
    struct sg_buf out = { 0 };
    sg_json_minify(
        parse(*state, " { \"a\" : [ 1 , -2.5 , 18446744073709551615 , true , null , { } ] , \"<\" : \"é\\n\" } "),
        &out);
    assert_string_equal(sg_buf_cstr(&out), "{\"a\":[1,-2.5,18446744073709551615,true,null,{}],\"\\u003c\":\"é\\n\"}");
    sg_buf_release(&out);
}

static void test_mending_repairs_only_what_is_clear(void **state)
{
    static const struct {
        const char *from, *to;
        unsigned done;
    } row[] = {
        { "{\"a\":1}", "{\"a\":1}", 0 },
        { "{\"a\":", "{\"a\":", 0 },
        { "[123456789012345678901234567890]", "[\"123456789012345678901234567890\"]", SG_JSON_MENDED_EXACTLY },
        { "[18446744073709551615,-9223372036854775808]", "[18446744073709551615,-9223372036854775808]", 0 },
        { "[12345678901234567890123e5]", "[12345678901234567890123e5]", 0 },
        { "[\"123456789012345678901234567890\"]", "[\"123456789012345678901234567890\"]", 0 },
        { "[\"a\tb\"]", "[\"a\\u0009b\"]", SG_JSON_MENDED_EXACTLY },
        { "[\"\\ud83d\"]", "[\"\\ufffd\"]", SG_JSON_MENDED_TEXT },
        { "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]", 0 },
        { "[\"\\ude00x\\\\\"]", "[\"\\ufffdx\\\\\"]", SG_JSON_MENDED_TEXT },
        { "[\"\xff\"]", "[\"\xef\xbf\xbd\"]", SG_JSON_MENDED_TEXT },
        { "[\"\\u", "[\"\\u", 0 },
        { "[-", "[-", 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_buf out = { 0 };
        unsigned done = sg_json_mend(sg_str(row[i].from), &out);
        if (done != row[i].done || strcmp(sg_buf_cstr(&out), row[i].to) != 0)
            fail_msg("%s: became %s (%u)", row[i].from, sg_buf_cstr(&out), done);
        sg_buf_release(&out);
    }
}

static int new_parser(void **state)
{
    struct sg_json_parser *p = NULL;
    int failed = sg_json_parser_new(&p, NULL) != SG_OK;
    *state = p;
    return failed;
}

static int free_parser(void **state)
{
    sg_json_parser_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_found_by_path),
        cmocka_unit_test(test_ids_come_out_digit_by_digit),
        cmocka_unit_test(test_wrong_json_is_refused_with_a_reason),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_the_parser_goes_on_after_an_error_and_grows),
        cmocka_unit_test(test_minify_keeps_values),
        cmocka_unit_test(test_mending_repairs_only_what_is_clear),
    };
    return cmocka_run_group_tests(tests, new_parser, free_parser);
}
