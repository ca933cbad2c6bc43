/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream cut into JSON documents. */

#include "unit.h"

#include <stdlib.h>

#include "sources/documents.h"

/* Documents are written "text|", faults "!text|". */
static void cut(const char *bytes, size_t len, struct sg_buf *out)
{
    struct sg_stream *in;
    struct sg_err err;
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    assert_int_equal(sg_stream_open_memory("t", copy, len, &in, &err), SG_OK);
    struct sg_documents d = { .in = in };
    struct sg_document doc;
    for (;;) {
        assert_int_equal(sg_documents_next(&d, &doc, &err), SG_OK);
        if (!doc.text.data) break;
        assert_true(doc.offset + doc.text.len + (doc.fault ? 0 : doc.spare) <= len);
        assert_memory_equal(copy + doc.offset, doc.text.data, doc.text.len);
        if (doc.fault) sg_buf_char(out, '!');
        sg_buf_str(out, doc.text);
        sg_buf_char(out, '|');
    }
    sg_stream_free(in);
    free(copy);
}

static void test_documents_are_cut_where_they_end(void **state)
{
    (void)state;
    static const struct {
        const char *text, *documents;
    } row[] = {
        { "", "" },
        { "\xef\xbb\xbf \n\n", "" },
        { "{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}|{\"a\":2}|" },
        { "\xef\xbb\xbf{\"a\":1}\r\n\r\n{\"a\":2}", "{\"a\":1}|{\"a\":2}|" },
        { "[{\"a\":1},{\"a\":[{}]} , {\"a\":3}]", "{\"a\":1}|{\"a\":[{}]}|{\"a\":3}|" },
        { "[\n {\"a\":\n  1},\n {\"a\":2}\n]\n[{\"b\":1}]", "{\"a\":\n  1}|{\"a\":2}|{\"b\":1}|" },
        { "{\n \"a\": \"}{\\\"\",\n \"b\": [\n  {\"c\":1}\n ]\n}",
          "{\n \"a\": \"}{\\\"\",\n \"b\": [\n  {\"c\":1}\n ]\n}|" },
        { "{\"a\":1}{\"a\":2} {\"a\":3}", "{\"a\":1}|{\"a\":2}|{\"a\":3}|" },
        { "{}\n{\n\"a\":1\n}\n{}\n", "{}|{\n\"a\":1\n}|{}|" },
        { "[]", "" },
        { "[[1],[2]]", "[1]|[2]|" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_buf out = { 0 };
        cut(row[i].text, strlen(row[i].text), &out);
        if (strcmp(sg_buf_cstr(&out), row[i].documents) != 0) fail_msg("%s: %s", row[i].text, sg_buf_cstr(&out));
        sg_buf_release(&out);
    }
}

static void test_a_broken_record_costs_itself_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text, *documents;
    } row[] = {
        /* cut inside a string, behind a comma, behind a colon, behind a value; first, in the middle, last */
        { "{\"a\":\"x\n{\"a\":2}\n{\"a\":3}\n", "!{\"a\":\"x\n|{\"a\":2}|{\"a\":3}|" },
        { "{\"a\":1}\n{\"a\":2,\n{\"a\":3}\n", "{\"a\":1}|!{\"a\":2,\n|{\"a\":3}|" },
        { "{\"a\":1}\n{\"a\":\n{\"a\":3}\n{\"a\":4}\n", "{\"a\":1}|!{\"a\":\n|{\"a\":3}|{\"a\":4}|" },
        { "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "{\"a\":1}|!{\"a\":2\n|{\"a\":3}|" },
        { "{\"a\":1}\n{\"a\":2", "{\"a\":1}|!{\"a\":2|" },
        { "{\"a\":1}\nrubbish\n{\"a\":3}\n", "{\"a\":1}|!rubbish\n|{\"a\":3}|" },
        { "rubbish\nmore\n{\"a\":3}\n", "!rubbish\nmore\n|{\"a\":3}|" },
        { "{\"a\":1} x\n{\"a\":3}\n", "{\"a\":1}|!x\n|{\"a\":3}|" },
        /* inside an array the next element is known by how the first one began */
        { "[{\"a\":1},{\"a\":\"x,{\"a\":{\"b\":3}},{\"a\":4}]", "{\"a\":1}|!{\"a\":\"x,|{\"a\":{\"b\":3}}|{\"a\":4}|" },
        { "[{\"a\":1},{\"a\":2,\"r\":{\"a\":9,,},{\"a\":4}]", "{\"a\":1}|!{\"a\":2,\"r\":{\"a\":9,,},|{\"a\":4}|" },
        { "[\n{\"a\":1},\n{\"a\":\"x\n{\"a\":3}\n]", "{\"a\":1}|!{\"a\":\"x\n|{\"a\":3}|" },
        { "[{\"a\":1},{\"a\":2", "{\"a\":1}|!{\"a\":2|" },
        { "[1,2]", "!1,2]|" },
        { "{\"a\"]}\n{\"a\":1}", "!{\"a\"]}\n|{\"a\":1}|" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_buf out = { 0 };
        cut(row[i].text, strlen(row[i].text), &out);
        if (strcmp(sg_buf_cstr(&out), row[i].documents) != 0) fail_msg("%s: %s", row[i].text, sg_buf_cstr(&out));
        sg_buf_release(&out);
    }
}

static void test_every_cut_of_a_file_ends_and_keeps_what_is_whole(void **state)
{
    (void)state;
    static const char *const files[] = { "{\"a\":\"é\\\"\",\"b\":[1,{}]}\n{\"a\":2}\n",
                                         "[{\"a\":\"é\\\"\"},\n{\"a\":[2]}]" };
    for (size_t f = 0; f < 2; f++)
        for (size_t len = 0; len <= strlen(files[f]); len++) {
            struct sg_buf out = { 0 };
            cut(files[f], len, &out);
            if (len > strlen(files[f]) - 3) assert_non_null(strstr(sg_buf_cstr(&out), "|"));
            sg_buf_release(&out);
        }
}

static void test_a_record_that_never_ends_is_passed_over(void **state)
{
    (void)state;
    size_t len = SG_RECORD_MAX + ((size_t)8 << 20);
    static const char *const starts[] = { "{\"a\":1}\n{\"a\":\"", "[{\"a\":1},{\"a\":\"" };
    static const char *const ends[] = { "\"}\n{\"a\":3}\n", "\"},{\"a\":3}]" };
    char *text = malloc(len);
    assert_non_null(text);
    for (size_t i = 0; i < 2; i++) {
        memset(text, 'x', len);
        memcpy(text, starts[i], strlen(starts[i]));
        memcpy(text + len - strlen(ends[i]), ends[i], strlen(ends[i]));
        struct sg_buf out = { 0 };
        cut(text, len, &out);
        const char *s = sg_buf_cstr(&out);
        assert_memory_equal(s, "{\"a\":1}|!{\"a\":\"xxx", 18);
        assert_string_equal(s + strlen(s) - 10, "x|{\"a\":3}|");
        assert_true(strlen(s) < 5000);
        sg_buf_release(&out);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_are_cut_where_they_end),
        cmocka_unit_test(test_a_broken_record_costs_itself_alone),
        cmocka_unit_test(test_every_cut_of_a_file_ends_and_keeps_what_is_whole),
        cmocka_unit_test(test_a_record_that_never_ends_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
