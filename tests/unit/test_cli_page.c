/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>

#include "cli/page.h"

static void test_widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } row[] = {
        { "", 0 },
        { "abc", 3 },
        { "é", 1 },
        { "e\xcc\x81", 1 },
        { "日本", 4 },
        { "👍", 2 },
        { "a\u200d"
          "b",
          2 },
        { "\xff", 1 },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (page_width(sg_str(row[i].text)) != row[i].width)
            fail_msg("row %zu: %zu", i, page_width(sg_str(row[i].text)));
}

static void test_cut_text_fits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
        const char *cut;
    } row[] = {
        { "abcdef", 6, "abcdef" }, { "abcdef", 5, "abcd…" }, { "日本語", 5, "日本…" },
        { "日本語", 4, "日…" },    { "ab", 1, "…" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        page_cut(&out, sg_str(row[i].text), row[i].columns);
        assert_string_equal(sg_buf_cstr(&out), row[i].cut);
    }
}

static void test_numbers_and_times_can_be_read(void **state)
{
    (void)state;
    sg_auto_buf out = { 0 };
    page_number(&out, 0);
    sg_buf_char(&out, ' ');
    page_number(&out, 875047);
    sg_buf_char(&out, ' ');
    page_number(&out, UINT64_MAX);
    sg_buf_char(&out, '|');
    page_bytes(&out, 999);
    sg_buf_char(&out, ' ');
    page_bytes(&out, 1500);
    sg_buf_char(&out, ' ');
    page_bytes(&out, 181e6);
    sg_buf_char(&out, '|');
    page_count(&out, 1, "post", "posts");
    sg_buf_char(&out, ' ');
    page_count(&out, 2000, "post", "posts");
    assert_string_equal(sg_buf_cstr(&out),
                        "0 875,047 18,446,744,073,709,551,615|999 B 1.5 kB 181 MB|1 post 2,000 posts");
}

static void test_a_table_is_aligned_and_safe(void **state)
{
    (void)state;
    static const struct page_column columns[] = { { "name", false, false },
                                                  { "n", true, false },
                                                  { "text", false, true } };
    auto_page page = page_of(columns, 3);
    page_cell(&page, sg_str("日本"));
    page_cell_number(&page, 1000);
    page_cell(&page, sg_str("a text that is much too long for this"));
    page_cell(&page, sg_str("x"));
    page_cell_number(&page, 1);
    page_cell(&page, sg_str("\033[31mred"));
    sg_auto_buf out = { 0 };
    struct sg_err err;
    assert_int_equal(page_print(&page, 30, false, &out, &err), SG_OK);
    const char *text = sg_buf_cstr(&out);
    assert_null(strchr(text, '\033'));
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        if (page_width(sg_str_n(line, (size_t)(end - line))) > 30) fail_msg("too wide: %s", text);
        line = end + 1;
    }
    assert_non_null(strstr(text, "name      n  text\n日本  1,000  a text that is m…\nx         1  "));
}

static void test_a_paragraph_is_broken_between_words(void **state)
{
    (void)state;
    sg_auto_buf out = { 0 };
    page_paragraph(&out, "one two three four five six seven", 2, 22);
    assert_string_equal(sg_buf_cstr(&out), "  one two three four\n  five six seven\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widths_are_those_of_a_terminal),      cmocka_unit_test(test_cut_text_fits),
        cmocka_unit_test(test_numbers_and_times_can_be_read),       cmocka_unit_test(test_a_table_is_aligned_and_safe),
        cmocka_unit_test(test_a_paragraph_is_broken_between_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
