/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "unit.h"

static void test_ill_formed_utf8_is_seen_and_mended(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
        bool is_valid;
    } row[] = {
        { "plain", "plain", true },
        { "d\xc3\xa9j\xc3\xa0 \xd0\x9c\xd0\xb8\xd1\x80 \xf0\x9f\x90\xb8", NULL, true },
        { "a long run of ascii then \xff end", "a long run of ascii then \xef\xbf\xbd end", false },
        { "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", false },                             /* overlong */
        { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", false },             /* surrogate */
        { "\xf0\x9f\x90", "\xef\xbf\xbd", false },                                     /* cut short */
        { "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", false }, /* above U+10FFFF */
        { "\xc3", "\xef\xbf\xbd", false },
        { "", "", true },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        if (sg_utf8_is_valid(row[i].in, strlen(row[i].in)) != row[i].is_valid) fail_msg("row %zu is judged wrongly", i);
        sg_utf8_repair(&out, row[i].in, strlen(row[i].in));
        assert_string_equal(sg_buf_cstr(&out), row[i].want ? row[i].want : row[i].in);
        assert_true(sg_utf8_is_valid(out.data, out.len));
    }
}

static void test_numbers_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum sg_code code;
        int64_t want;
    } row[] = {
        { "0", SG_OK, 0 },
        { "-1", SG_OK, -1 },
        { "9223372036854775807", SG_OK, INT64_MAX },
        { "-9223372036854775808", SG_OK, INT64_MIN },
        { "9223372036854775808", SG_ELIMIT, 0 },
        { "99999999999999999999999", SG_ELIMIT, 0 },
        { "", SG_EINPUT, 0 },
        { "-", SG_EINPUT, 0 },
        { "1.5", SG_EINPUT, 0 },
        { "1,234", SG_EINPUT, 0 },
        { " 1", SG_EINPUT, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        int64_t got = 0;
        assert_int_equal(sg_parse_i64(sg_str(row[i].text), &got, NULL), row[i].code);
        assert_int_equal(got, row[i].want);
    }
}

static void test_evidence_cannot_steer_what_shows_it(void **state)
{
    (void)state;
    static const struct {
        void (*escape)(struct sg_buf *, struct sg_str);
        const char *in, *want;
    } row[] = {
        { sg_escape_terminal, "a\x1b[31mb", "a\xe2\x90\x9b[31mb" },
        { sg_escape_terminal, "a\nb\tc", "a b c" },
        { sg_escape_terminal, "x\xe2\x80\xaey", "x\xef\xbf\xbdy" }, /* right-to-left override */
        { sg_escape_terminal, "\xc2\x9b" "31m", "\xef\xbf\xbd" "31m" }, /* C1 */
        { sg_escape_terminal, "\x7f\xff", "\xe2\x90\xa1\xef\xbf\xbd" },
        { sg_escape_xml, "<a href=\"x\">'&", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;" },
        { sg_escape_xml, "\x01\x1b", "\xef\xbf\xbd\xef\xbf\xbd" },
        { sg_escape_json, "</script>\"\\\n", "\\u003c/script\\u003e\\\"\\\\\\n" },
        { sg_escape_json, "\x01\xff", "\\u0001\xef\xbf\xbd" },
        { sg_escape_csv, "a,b", "\"a,b\"" },
        { sg_escape_csv, "say \"x\"\n", "\"say \"\"x\"\"\n\"" },
        { sg_escape_shell, "a/b-c_1.csv", "a/b-c_1.csv" },
        { sg_escape_shell, "Gr\xc3\xb6\xc3\x9f" "e", "Gr\xc3\xb6\xc3\x9f" "e" },
        { sg_escape_shell, "a b", "'a b'" },
        { sg_escape_shell, "it's; $(x)", "'it'\\''s; $(x)'" },
        { sg_escape_shell, "~me", "'~me'" },
        { sg_escape_shell, "", "''" },
        { sg_escape_sql, "a' OR 1=1 --\\", "a\\' OR 1=1 --\\\\" },
        { sg_escape_sql, "\n\x1a", "\\x0A\\x1A" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        row[i].escape(&out, sg_str(row[i].in));
        assert_string_equal(sg_buf_cstr(&out), row[i].want);
    }
}

static void test_an_error_is_one_safe_sentence(void **state)
{
    (void)state;
    struct sg_err err = { 0 };
    assert_int_equal(sg_fail(&err, SG_EINPUT, "row %d holds '%s'", 3, "\x1b]0;x\x07\n"), SG_EINPUT);
    assert_string_equal(err.text, "row 3 holds '?]0;x? '");
    assert_int_equal(sg_fail_within(&err, "file %s", "a.csv"), SG_EINPUT);
    assert_string_equal(err.text, "file a.csv: row 3 holds '?]0;x? '");
}

static void test_a_message_cannot_steer_a_terminal(void **state)
{
    (void)state;
    struct sg_err err;
    assert_int_equal(sg_fail(&err, SG_EINPUT, "%s", "a\x1b[2J\xc2\x9b\xe2\x80\xae\x9b\n\xc3\xa9\xef\xbf\xbd"),
                     SG_EINPUT);
    assert_string_equal(err.text, "a?[2J?????? \xc3\xa9\xef\xbf\xbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_cannot_steer_a_terminal),
        cmocka_unit_test(test_ill_formed_utf8_is_seen_and_mended),
        cmocka_unit_test(test_numbers_are_checked),
        cmocka_unit_test(test_evidence_cannot_steer_what_shows_it),
        cmocka_unit_test(test_an_error_is_one_safe_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
