/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a query becomes, and what a wrong one is told. */
#include <string.h>

#include "trace_planted.h"

static void expect_sql(const char *query, const char *sql)
{
    sg_auto_buf out = { 0 };
    struct sg_err err = { 0 };
    if (sg_query_compile(sg_str(query), &out, &err) != SG_OK) fail_msg("%s: %s", query, err.text);
    assert_string_equal(sg_buf_cstr(&out), sql);
}

#define WORD(w) "positionCaseInsensitiveUTF8(text, '" w "') > 0"

static void test_trace_query_becomes_a_condition(void **state)
{
    (void)state;
    static const struct {
        const char *query, *sql;
    } row[] = {
        { "", "1" },
        { "  \t\n", "1" },
        { "leak", "((" WORD("leak") "))" },
        { "a b", "((" WORD("a") " AND " WORD("b") "))" },
        { "a AND b", "((" WORD("a") " AND " WORD("b") "))" },
        { "a OR b c", "((" WORD("a") ") OR (" WORD("b") " AND " WORD("c") "))" },
        { "(a OR b) c", "((((" WORD("a") ") OR (" WORD("b") ")) AND " WORD("c") "))" },
        { "NOT a OR b", "((NOT (" WORD("a") ")) OR (" WORD("b") "))" },
        { "-a b", "((NOT (" WORD("a") ") AND " WORD("b") "))" },
        { "NOT NOT a", "((" WORD("a") "))" },
        { "NOT (a OR b)", "((NOT (((" WORD("a") ") OR (" WORD("b") ")))))" },
        { "\"the leaked mails\"", "((" WORD("the leaked mails") "))" },
        { "\"OR\"", "((" WORD("OR") "))" },
        { "or", "((" WORD("or") "))" },
        { "\"say \\\"no\\\" \\\\ \"", "((" WORD("say \"no\" \\\\ ") "))" },
        { "l'aveu", "((" WORD("l\\'aveu") "))" },
        { "fuite\xC3\xA9", "((" WORD("fuite\xC3\xA9") "))" },
        { "well-known", "((" WORD("well-known") "))" },
        { "f(x)", "((" WORD("f(x)") "))" },
        { "platform:Twitter", "((platform = 'twitter'))" },
        { "lang:FR", "((lower(lang) = 'fr'))" },
        { "kind:retweet", "((kind = 1))" },
        { "KIND:reply", "((kind = 3))" },
        { "account:Bob", "((substring(account_key, position(account_key, '/')) = '/bob'))" },
        { "account:@Bob", "((substring(account_key, position(account_key, '/')) = '/bob'))" },
        { "account:twitter/Bob", "((account_key = 'twitter/bob'))" },
        { "account:\"Jack P\"", "((substring(account_key, position(account_key, '/')) = '/jack p'))" },
        { "since:2017-05-05", "((time >= 1493942400000000))" },
        { "until:2017-05-05", "((time < 1494028800000000))" },        /* the day itself is in */
        { "until:2017-05-05T18:49Z", "((time < 1494010140000000))" }, /* the moment is out */
        { "since:\"2017-05-05 18:49:30\"", "((time >= 1494010170000000))" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        expect_sql(row[i].query, row[i].sql);
}

static void test_trace_query_asks_for_things_in_the_form_that_is_stored(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        enum sg_object_kind kind;
        const char *value;
    } row[] = {
        { "#MacronLeaks", SG_OBJECT_HASHTAG, "macronleaks" },
        { "#\"MacronLeaks\"", SG_OBJECT_HASHTAG, "macronleaks" },
        { "@WikiLeaks", SG_OBJECT_MENTION, "wikileaks" },
        { "domain:boards.4chan.org", SG_OBJECT_DOMAIN, "4chan.org" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 }, expected = { 0 };
        struct sg_err err = { 0 };
        if (sg_query_compile(sg_str(row[i].query), &out, &err) != SG_OK) fail_msg("%s: %s", row[i].query, err.text);
        sg_buf_printf(
            &expected, "post IN (SELECT post FROM objects WHERE object = %llu AND kind = %d AND value = '%s')",
            (unsigned long long)sg_object_identity(row[i].kind, sg_str(row[i].value)), (int)row[i].kind, row[i].value);
        if (!strstr(sg_buf_cstr(&out), sg_buf_cstr(&expected))) fail_msg("%s gave %s", row[i].query, sg_buf_cstr(&out));
    }
    sg_auto_buf by = { 0 };
    struct sg_err err;
    assert_int_equal(sg_query_compile(sg_str("@WikiLeaks"), &by, &err), SG_OK);
    assert_non_null(strstr(sg_buf_cstr(&by), "(substring(account_key, position(account_key, '/')) = '/wikileaks' OR "));
}

static void test_trace_query_error_names_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *query, *place;
        enum sg_code code;
    } row[] = {
        { "(a", "at character 1:", SG_EUSAGE },
        { "a (b OR", "at character 8:", SG_EUSAGE },
        { "a )", "at character 3:", SG_EUSAGE },
        { "()", "at character 2:", SG_EUSAGE },
        { "x') OR 1 --", "at character 3:", SG_EUSAGE },
        { "\xC3\xA9t\xC3\xA9 \"open", "at character 5:", SG_EUSAGE }, /* characters, not bytes */
        { "AND a", "at character 1:", SG_EUSAGE },
        { "a OR", "at character 5:", SG_EUSAGE },
        { "a AND", "at character 6:", SG_EUSAGE },
        { "NOT", "at character 4:", SG_EUSAGE },
        { "a #", "at character 3:", SG_EUSAGE },
        { "@ b", "at character 1:", SG_EUSAGE },
        { "\"\"", "at character 1:", SG_EUSAGE },
        { "a colour:red", "at character 3:", SG_EUSAGE },
        { "since:yesterday", "at character 1:", SG_EUSAGE },
        { "until:2017-02-30", "at character 1:", SG_EUSAGE },
        { "kind:poem", "at character 1:", SG_EUSAGE },
        { "url:", "at character 1:", SG_EUSAGE },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        sg_buf_text(&out, "before");
        struct sg_err err = { 0 };
        enum sg_code code = sg_query_compile(sg_str(row[i].query), &out, &err);
        if (code != row[i].code || !strstr(err.text, row[i].place)) fail_msg("%s: %s", row[i].query, err.text);
        assert_true(sg_str_is(sg_buf_view(&out), "before"));
    }
}

static void test_trace_query_has_limits(void **state)
{
    (void)state;
    struct sg_err err;
    sg_auto_buf out = { 0 }, query = { 0 };
    for (int i = 0; i < TRACE_QUERY_TERMS; i++)
        sg_buf_text(&query, "a ");
    assert_int_equal(sg_query_compile(sg_buf_view(&query), &out, &err), SG_OK);
    sg_buf_text(&query, "a");
    assert_int_equal(sg_query_compile(sg_buf_view(&query), &out, &err), SG_ELIMIT);
    sg_buf_clear(&query);
    for (int i = 0; i < TRACE_QUERY_DEPTH - 1; i++)
        sg_buf_char(&query, '(');
    sg_buf_char(&query, 'a');
    for (int i = 0; i < TRACE_QUERY_DEPTH - 1; i++)
        sg_buf_char(&query, ')');
    assert_int_equal(sg_query_compile(sg_buf_view(&query), &out, &err), SG_OK);
    sg_buf_clear(&query);
    for (int i = 0; i < 5000; i++)
        sg_buf_char(&query, '(');
    assert_int_equal(sg_query_compile(sg_buf_view(&query), &out, &err), SG_ELIMIT);
    sg_buf_clear(&query);
    for (size_t i = 0; i <= TRACE_QUERY_BYTES; i++)
        sg_buf_char(&query, 'a');
    assert_int_equal(sg_query_compile(sg_buf_view(&query), &out, &err), SG_ELIMIT);
    assert_int_equal(sg_query_compile(sg_str("a\xFF"), &out, &err), SG_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_query_becomes_a_condition),
        cmocka_unit_test(test_trace_query_asks_for_things_in_the_form_that_is_stored),
        cmocka_unit_test(test_trace_query_error_names_its_place),
        cmocka_unit_test(test_trace_query_has_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
