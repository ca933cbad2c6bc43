/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query's words as conditions over mails and over documents, and queries that cannot be read. */
#include <stdio.h>
#include <string.h>

#include "survey/leak_search.h"
#include "unit.h"

/* ---- takes the place of store/rows.c: keeps what it was asked, finds nothing, and counts what there is ---- */

static char mails[70000], documents[70000];
static int n_asked;
static uint64_t n_there; /* mails and documents of the case */

static enum sg_code give(uint64_t n, sg_row_take take, void *ctx, struct sg_err *err)
{
    static const struct sg_field fields[] = { { "n", SG_U64, 0 } };
    static const struct sg_table table = { "total", fields, ROWS(fields) };
    struct sg_builder b;
    sg_auto_batch batch = { 0 };
    assert_int_equal(sg_builder_init(&b, &table, err), SG_OK);
    sg_builder_number(&b, 0, (int64_t)n);
    sg_builder_end_row(&b);
    assert_int_equal(sg_builder_finish(&b, &batch, err), SG_OK);
    sg_builder_release(&b);
    return take(ctx, &batch, 0, err);
}

static void keep(char *to, size_t room, struct sg_str text)
{
    assert_true(text.len < room);
    memcpy(to, text.data, text.len);
    to[text.len] = '\0';
}

enum sg_code sg_store_each(struct sg_store *s, const char *statement, const struct sg_param *params, size_t n_params,
                           const enum sg_type *types, size_t n_types, sg_row_take take, void *ctx, struct sg_err *err)
{
    (void)s;
    assert_string_equal(statement, "leak_search_total");
    assert_int_equal(n_params, 2);
    assert_int_equal(n_types, 1);
    assert_int_equal(types[0], SG_U64);
    assert_string_equal(params[0].name, "mails");
    assert_string_equal(params[1].name, "documents");
    if (n_asked++) { /* behind a search that finds nothing: is there anything? */
        assert_true(sg_str_is(params[0].text, "1") && sg_str_is(params[1].text, "1"));
        return give(n_there, take, ctx, err);
    }
    keep(mails, sizeof mails, params[0].text);
    keep(documents, sizeof documents, params[1].text);
    return give(0, take, ctx, err);
}

static void take_hit(void *ctx, const struct sg_leak_hit *hit)
{
    (void)ctx, (void)hit;
    fail_msg("nothing was found, and yet a hit came");
}

static enum sg_code search(struct sg_str query, struct sg_err *err)
{
    uint64_t total = 7;
    n_asked = 0;
    n_there = 1;
    enum sg_code code = sg_leak_search(NULL, query, 10, take_hit, NULL, &total, err);
    assert_int_equal(total, code == SG_OK ? 0 : 7);
    return code;
}

/* ---- what is promised ---- */

#define KNOWN " AND date > toInt64(-9000000000000000000)"

static void test_each_word_is_a_condition(void **state)
{
    (void)state;
    static const struct {
        const char *query, *mails, *documents; /* pieces of the condition */
    } row[] = {
        { "minutes", "positionCaseInsensitiveUTF8(text, 'minutes')", "positionCaseInsensitiveUTF8(title, 'minutes')" },
        { "one two", "'one')) AND (position", "'two')" },
        { "-one", "NOT (positionCaseInsensitiveUTF8(text, 'one')", "NOT (position" },
        { "\"one  two\"", "(text, 'one  two')", "(text, 'one  two')" },
        { "\"-one\"", "(positionCaseInsensitiveUTF8(text, '-one')", "'-one'" },
        { "\"from:x\"", "(text, 'from:x')", "(text, 'from:x')" },
        { "it's", "'it\\'s'", "'it\\'s'" },
        { "from:a@example.org", "(sender, 'a@example.org')", "1 AND 0" },
        { "to:b", "(positionCaseInsensitiveUTF8(recipients, 'b'))", "1 AND 0" },
        { "subject:plan one", "(positionCaseInsensitiveUTF8(subject, 'plan')) AND (", "'one')) AND 0" },
        { "-from:a", "NOT (positionCaseInsensitiveUTF8(sender, 'a')", "1" },
        { "since:1970-01-02", "(date >= toInt64(86400000000))" KNOWN, "(modified >= toInt64(86400000000))" },
        { "until:1970-01-02", "(date < toInt64(172800000000))" KNOWN, "(modified < toInt64(172800000000))" },
        { "-since:1970-01-02", "NOT (date >= toInt64(86400000000))" KNOWN, "NOT (modified >= toInt64(86400000000))" },
        { "-until:1970-01-02", "NOT (date < toInt64(172800000000))" KNOWN, "NOT (modified < toInt64(172800000000))" },
        { "is:mail", "1", "1 AND 0" },
        { "is:document", "1 AND 0", "1" },
        { "-is:mail", "1 AND 0", "1" },
        { "-is:document", "1", "1 AND 0" },
        { "-\"one two\"", "NOT (positionCaseInsensitiveUTF8(text, 'one two')", "NOT (position" },
        { "subject:\"the plan\"", "(positionCaseInsensitiveUTF8(subject, 'the plan'))", "1 AND 0" },
        { "\"OR\"", "(text, 'OR')", "(text, 'OR')" },
        { " \t one \n", "(text, 'one')", "(text, 'one')" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_err err = { 0 };
        if (search(sg_str(row[i].query), &err) != SG_OK) fail_msg("%s: %s", row[i].query, err.text);
        bool is_all = strncmp(row[i].mails, "1", 1) == 0; /* then it is the whole condition */
        if (is_all ? strcmp(mails, row[i].mails) != 0 : !strstr(mails, row[i].mails))
            fail_msg("%s: mails: %s", row[i].query, mails);
        is_all = strncmp(row[i].documents, "1", 1) == 0;
        if (is_all ? strcmp(documents, row[i].documents) != 0 : !strstr(documents, row[i].documents))
            fail_msg("%s: documents: %s", row[i].query, documents);
    }
}

static void test_what_cannot_be_read_is_said(void **state)
{
    (void)state;
    static const struct {
        struct sg_str query;
        const char *said;
    } row[] = {
        { { "", 0 }, "the query is empty" },
        { { " \t\n", 3 }, "the query is empty" },
        { { "one \"two", 8 }, "a phrase in the query does not end" },
        { { "\"", 1 }, "a phrase in the query does not end" },
        { { "since:soon", 10 }, "\"soon\" is no time" },
        { { "-until:soon", 11 }, "\"soon\" is no time" },
        { { "from:", 5 }, "an empty word" },
        { { "-", 1 }, "an empty word" },
        { { "one \"\"", 6 }, "an empty word" },
        { { "one OR two", 10 }, "there is no OR" },
        { { "platform:x", 10 }, "not by platform:" },
        { { "is:", 3 }, "not by is:" },
        { { "caf\xe9", 4 }, "no valid UTF-8" },
        { { "a\0b", 3 }, "" }, /* whatever it says, it comes to an end */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_err err = { 0 };
        enum sg_code code = search(row[i].query, &err);
        if (!*row[i].said) continue;
        if (code != SG_EUSAGE || !strstr(err.text, row[i].said)) fail_msg("row %zu: %d, %s", i, (int)code, err.text);
    }
}

static void test_a_query_has_a_limit_of_words(void **state)
{
    (void)state;
    for (size_t n = 64; n <= 65; n++) {
        sg_auto_buf query = { 0 };
        struct sg_err err = { 0 };
        for (size_t i = 0; i < n; i++)
            sg_buf_text(&query, "w ");
        assert_int_equal(search(sg_buf_view(&query), &err), n > 64 ? SG_EUSAGE : SG_OK);
        if (n > 64) assert_non_null(strstr(err.text, "at most 64 words"));
    }
}

static void test_a_case_without_a_leak_is_told_from_one_that_holds_no_such_word(void **state)
{
    (void)state;
    struct sg_err err = { 0 };
    uint64_t total = 7;
    n_asked = 0;
    n_there = 0;
    assert_int_equal(sg_leak_search(NULL, sg_str("word"), 10, take_hit, NULL, &total, &err), SG_ENOTFOUND);
    assert_non_null(strstr(err.text, "holds no mail or document of a leak"));
    assert_int_equal(total, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_word_is_a_condition),
        cmocka_unit_test(test_what_cannot_be_read_is_said),
        cmocka_unit_test(test_a_query_has_a_limit_of_words),
        cmocka_unit_test(test_a_case_without_a_leak_is_told_from_one_that_holds_no_such_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
