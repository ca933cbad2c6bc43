/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dkim/dkim_internal.h"
#include "dkim_room.h"

/* RFC 6376, 3.4.5: the two fields and the body of its examples, in all four forms. */
static void test_fields_and_bodies_have_the_forms_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *relaxed, *simple;
    } field[] = {
        { "A", " X", "a:X\r\n", "A: X\r\n" },
        { "B ", " Y\t\r\n\tZ  ", "b:Y Z\r\n", "B : Y\t\r\n\tZ  \r\n" },
        { "Subject", " a \tb", "subject:a b\r\n", "Subject: a \tb\r\n" },
        { "Subject", "", "subject:\r\n", "Subject:\r\n" },
        { "Subject", " \t", "subject:\r\n", "Subject: \t\r\n" },
        { "X", "a\nb", "x:a b\r\n", "X:a\r\nb\r\n" },
        { "X", " a\rb", "x:a\rb\r\n", "X: a\rb\r\n" },
    };
    static const struct {
        const char *body, *relaxed, *simple;
    } body[] = {
        { " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n", " C \r\nD \t E\r\n" },
        { "", "", "\r\n" },
        { "\r\n\r\n", "", "\r\n" },
        { " \r\n\t\r\n", "", " \r\n\t\r\n" },
        { "a", "a\r\n", "a\r\n" },
        { "a\r\n\r\nb", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
        { "\r\n\r\na\t \r\n", "\r\n\r\na\r\n", "\r\n\r\na\t \r\n" },
        { "a\nb \n\r\n", "a\nb \n\r\n", "a\nb \n\r\n" }, /* a bare LF ends no line */
    };
    sg_auto_buf out = { 0 };
    for (size_t i = 0; i < ROWS(field); i++) {
        for (int relaxed = 0; relaxed < 2; relaxed++) {
            const char *expected = relaxed ? field[i].relaxed : field[i].simple;
            sg_buf_clear(&out);
            sg_canon_field(&out, sg_str(field[i].name), sg_str(field[i].value), relaxed == 1);
            if (!sg_str_is(sg_buf_view(&out), expected))
                fail_msg("field %zu, relaxed %d: %s", i, relaxed, sg_buf_cstr(&out));
        }
    }
    for (size_t i = 0; i < ROWS(body); i++) {
        struct sg_str found = sg_canon_body(sg_str(body[i].body), true, &out);
        if (!sg_str_is(found, body[i].relaxed)) fail_msg("body %zu, relaxed: %.*s", i, (int)found.len, found.data);
        found = sg_canon_body(sg_str(body[i].body), false, &out);
        if (!sg_str_is(found, body[i].simple)) fail_msg("body %zu, simple: %.*s", i, (int)found.len, found.data);
    }
}

static void test_line_ends_become_crlf(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool with_cr;
        const char *expected;
    } row[] = {
        { "a\r\nb\r\n", true, "a\r\nb\r\n" },
        { "a\nb\r\n\n", false, "a\r\nb\r\n\r\n" },
        { "a\rb", false, "a\rb" },
        { "a\rb\r", true, "a\r\nb\r\n" },
        { "", true, "" },
    };
    sg_auto_buf out = { 0 };
    for (size_t i = 0; i < ROWS(row); i++)
        if (!sg_str_is(sg_crlf(sg_str(row[i].text), row[i].with_cr, &out), row[i].expected)) fail_msg("row %zu", i);
}

static void test_lists_of_tags_are_read_as_the_grammar_says(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        bool is_good;
        const char *a;
    } row[] = {
        { "a=1", true, "1" },        { " a = 1 2 ; b=", true, "1 2" },
        { "a=1;", true, "1" },       { "a=1;\r\n\t", true, "1" },
        { "a=x=y", true, "x=y" },    { "a=1; a=2", false, "" },
        { "a=1; ; b=2", false, "" }, { "a", false, "" },
        { "", false, "" },           { "a=1; b", false, "" },
        { "1a=1", false, "" },       { "A=1; a=2", true, "2" },
        { "a b=1", false, "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_tags t;
        bool is_good = sg_tags_read(sg_str(row[i].list), &t);
        if (is_good != row[i].is_good) fail_msg("row %zu: %d", i, is_good);
        if (is_good && !sg_str_is(sg_tags_value(&t, "a"), row[i].a)) fail_msg("row %zu: value", i);
    }
}

static void test_base64_may_hold_blanks_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int len;
    } row[] = {
        { "AAEC", 3 }, { "AA\r\n\tEC", 3 }, { "AAE=", 2 },   { "AA==", 1 },  { "AAE", 2 },
        { "A", -1 },   { "AA=A", -1 },      { "AA===", -1 }, { "AA-_", -1 }, { "", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        unsigned char out[8];
        size_t n = 99;
        bool is_good = sg_unbase64(sg_str(row[i].text), out, sizeof out, &n);
        if (is_good != (row[i].len >= 0) || (is_good && (int)n != row[i].len)) fail_msg("row %zu", i);
    }
    unsigned char small[2];
    size_t n;
    assert_false(sg_unbase64(sg_str("AAEC"), small, sizeof small, &n));
}

static void test_a_fact_of_a_bodies_line_comes_back_as_it_was(void **state)
{
    (void)state;
    static const char *const text[] = { " text/plain;\r\n\tcharset=\"x\"", "", "a%b=c", "\x01\xff", "%4" };
    for (size_t i = 0; i < ROWS(text); i++) {
        sg_auto_buf escaped = { 0 };
        sg_auto_buf back = { 0 };
        sg_escape_fact(&escaped, sg_str(text[i]));
        assert_null(escaped.len ? memchr(escaped.data, ' ', escaped.len) : NULL);
        sg_unescape_fact(&back, sg_buf_view(&escaped));
        if (!sg_str_is(sg_buf_view(&back), text[i])) fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_and_bodies_have_the_forms_of_the_rfc),
        cmocka_unit_test(test_line_ends_become_crlf),
        cmocka_unit_test(test_lists_of_tags_are_read_as_the_grammar_says),
        cmocka_unit_test(test_base64_may_hold_blanks_and_nothing_else),
        cmocka_unit_test(test_a_fact_of_a_bodies_line_comes_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
