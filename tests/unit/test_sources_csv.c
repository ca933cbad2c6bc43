/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* Records as text: "offset:a|b;" and for bad ones "offset!;". */
static void show(struct sg_str bytes, char delimiter, struct sg_buf *out)
{
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what;
    struct sg_err err;
    uint64_t row = 0;
    assert_int_equal(sg_stream_open_memory("m", bytes.data, bytes.len, &in, &err), SG_OK);
    assert_int_equal(sg_csv_open(&csv, in, delimiter, &err), SG_OK);
    for (;;) {
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        if (what == SG_CSV_END) break;
        assert_int_equal(csv.row, ++row);
        sg_buf_printf(out, "%llu%c", (unsigned long long)csv.offset, what == SG_CSV_BAD ? '!' : ':');
        for (size_t i = 0; what == SG_CSV_RECORD && i < csv.n_fields; i++) {
            if (i) sg_buf_char(out, '|');
            sg_buf_str(out, csv.fields[i]);
        }
        if (what == SG_CSV_BAD) sg_buf_str(out, csv.raw);
        sg_buf_char(out, ';');
    }
    sg_csv_release(&csv);
    sg_stream_free(in);
}

static void test_records_are_split_as_rfc_4180_says_and_bad_ones_cost_only_themselves(void **state)
{
    (void)state;
#define IN(text) { text, sizeof text - 1 }
    static const struct {
        struct sg_str in;
        struct sg_str want;
    } row[] = {
        { IN("a,b\n1,2\n"), IN("0:a|b;4:1|2;") },
        { IN("a,b\r\n1,2\r\n"), IN("0:a|b;5:1|2;") },
        { IN("a,b\n1,2"), IN("0:a|b;4:1|2;") },
        { IN("\xef\xbb\xbf" "a,b\n"), IN("3:a|b;") },
        { IN("a,\n,\n"), IN("0:a|;3:|;") },
        { IN("\"a,b\",\"c\nd\"\n\"e\"\"f\",\"\"\"\"\n"), IN("0:a,b|c\nd;12:e\"f|\";") },
        { IN("\"a\",\"b\"\r\n\"c\",\"\"\r\n"), IN("0:a|b;9:c|;") },
        { IN("a \"b\" c,d\n"), IN("0:a \"b\" c|d;") },                 /* a quote inside is a letter */
        { IN("a\xc2\x85" "b,c\xe2\x80\xa8" "d\re\n"), IN("0:a\xc2\x85" "b|c\xe2\x80\xa8" "d\re;") }, /* no line ends */
        { IN("a,b\n\n\r\n1,2\n"), IN("0:a|b;7:1|2;") },                /* empty lines are passed over */
        { IN("a,b\n1,\0\n3,4\n"), IN("0:a|b;4!1,\0;8:3|4;") },           /* NUL */
        { IN("a,b\n\"1\"x,2\n3,4\n"), IN("0:a|b;4!\"1\"x,2;11:3|4;") }, /* text behind a closing quote */
        { IN("a,b\n1,\"open\n3,4\n5,6\n"), IN("0:a|b;4!1,\"open;12:3|4;16:5|6;") },
        { IN("a;b\n1,5;2\n"), IN("0:a|b;4:1,5|2;") },
        { IN("a\tb\n1\t\"2\t3\"\n"), IN("0:a|b;4:1|2\t3;") },
        { IN(""), IN("") },
        { IN("\"\"\n"), IN("0:;") },
        { IN("\""), IN("0!\";") },
        { IN("0123456789abcdef0123,456789abcdef,\"0123456789abcdef012\"\"3\"\n"),
          IN("0:0123456789abcdef0123|456789abcdef|0123456789abcdef012\"3;") },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        show(row[i].in, 0, &out);
        if (!sg_str_same(sg_buf_view(&out), row[i].want))
            fail_msg("row %zu: %s", i, sg_buf_cstr(&out));
    }
}

static void test_a_record_may_lie_anywhere_across_the_windows_of_a_file(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    char path[] = "/tmp/sillage-csv-XXXXXX";
    int fd = mkstemp(path);
    struct sg_err err = { 0 };
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what;
    assert_true(fd >= 0);
    sg_buf_text(&text, "n,filler\n");
    for (int i = 0; i < 3000; i++) {
        sg_buf_printf(&text, "%d,\"", i);
        for (int k = 0; k < i; k++)
            sg_buf_text(&text, k % 7 ? "x" : "\"\"");
        sg_buf_text(&text, "\"\r\n");
    }
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text.data, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(sg_stream_open(path, &in, &err), SG_OK);
    assert_int_equal(sg_csv_open(&csv, in, 0, &err), SG_OK);
    assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        assert_int_equal(what, SG_CSV_RECORD);
        assert_int_equal(csv.n_fields, 2);
        assert_int_equal(csv.fields[1].len, i);
        assert_int_equal(atoi(csv.fields[0].data), i);
        assert_memory_equal(text.data + csv.offset, csv.raw.data, csv.raw.len);
    }
    assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
    assert_int_equal(what, SG_CSV_END);
    sg_csv_release(&csv);
    sg_stream_free(in);
    remove(path);
}

static void test_a_line_beyond_the_limit_is_refused_and_the_next_one_read(void **state)
{
    (void)state;
    size_t len = SG_RECORD_MAX + 100;
    char *text = malloc(len + 10);
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what;
    struct sg_err err;
    assert_non_null(text);
    for (int quoted = 0; quoted < 2; quoted++) {
        memset(text, 'x', len);
        if (quoted) text[0] = '"';
        memcpy(text + len, "\n1,2\n", 5);
        assert_int_equal(sg_stream_open_memory("m", text, len + 5, &in, &err), SG_OK);
        assert_int_equal(sg_csv_open(&csv, in, ',', &err), SG_OK);
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        assert_int_equal(what, SG_CSV_BAD);
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        assert_int_equal(what, SG_CSV_RECORD);
        assert_int_equal(csv.n_fields, 2);
        assert_int_equal(csv.offset, len + 1);
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        assert_int_equal(what, SG_CSV_END);
        sg_csv_release(&csv);
        sg_stream_free(in);
    }
    free(text);
}

static void test_lines_that_each_open_a_quote_do_not_cost_the_square_of_their_number(void **state)
{
    (void)state;
    static const char line[] = "a\",\",\n";
    size_t n = 100000, bad = 0;
    char *text = malloc(n * 6);
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what = SG_CSV_RECORD;
    struct sg_err err;
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * 6, line, 6);
    assert_int_equal(sg_stream_open_memory("m", text, n * 6, &in, &err), SG_OK);
    assert_int_equal(sg_csv_open(&csv, in, ',', &err), SG_OK);
    while (what != SG_CSV_END) {
        assert_int_equal(sg_csv_next(&csv, &what, &err), SG_OK);
        bad += what == SG_CSV_BAD;
    }
    assert_int_equal(bad, n);
    assert_true(csv.wasted < ((uint64_t)2 << 30)); /* the square would be 30 GB */
    sg_csv_release(&csv);
    sg_stream_free(in);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_split_as_rfc_4180_says_and_bad_ones_cost_only_themselves),
        cmocka_unit_test(test_a_record_may_lie_anywhere_across_the_windows_of_a_file),
        cmocka_unit_test(test_a_line_beyond_the_limit_is_refused_and_the_next_one_read),
        cmocka_unit_test(test_lines_that_each_open_a_quote_do_not_cost_the_square_of_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
