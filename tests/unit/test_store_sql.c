/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "store/store.h"

static void test_sql_puts_values_in_quoted(void **state)
{
    (void)state;
    const uint64_t list[] = { 1, UINT64_MAX };
    const struct sg_param params[] = {
        { .name = "t", .kind = SG_PARAM_TEXT, .text = sg_str("it's \\ '; --") },
        { .name = "i", .kind = SG_PARAM_I64, .i64 = -5 },
        { .name = "u", .kind = SG_PARAM_U64, .u64 = UINT64_MAX },
        { .name = "f", .kind = SG_PARAM_F64, .f64 = 0.5 },
        { .name = "l", .kind = SG_PARAM_U64_LIST, .list = list, .list_len = 2 },
        { .name = "e", .kind = SG_PARAM_U64_LIST },
        { .name = "s", .kind = SG_PARAM_SQL, .text = sg_str("a = 1") },
    };
    static const struct {
        const char *text, *expected;
    } row[] = {
        { "x = :t", "x = 'it\\'s \\\\ \\'; --'" },
        { "x -:i", "x -(-5)" },
        { ":u,:f", "18446744073709551615,0.5" },
        { "x IN :l", "x IN (1,18446744073709551615)" },
        { "x IN :e", "x IN (SELECT toUInt64(0) WHERE 0)" },
        { "WHERE :s", "WHERE a = 1" },
        { "':t' \":t\" `:t` '\\':t'", "':t' \":t\" `:t` '\\':t'" },
        { "-- :t\n1 /* :t */ x::t", "-- :t\n1 /* :t */ x::t" },
        { "a ? b : 1", "a ? b : 1" },
        { "'open :t", "'open :t" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        struct sg_err err = { 0 };
        if (sg_sql_bind(sg_str(row[i].text), params, ROWS(params), &out, &err) != SG_OK) fail_msg("%s", err.text);
        if (!sg_str_is(sg_buf_view(&out), row[i].expected)) fail_msg("row %zu: %s", i, sg_buf_cstr(&out));
    }
}

static void test_sql_without_a_value_or_a_file_is_a_fault(void **state)
{
    (void)state;
    sg_auto_buf out = { 0 };
    struct sg_err err = { 0 };
    assert_int_equal(sg_sql_bind(sg_str("x = :missing"), NULL, 0, &out, &err), SG_EINPUT);
    assert_non_null(strstr(err.text, ":missing"));
    assert_int_equal(sg_sql("no_such_statement", NULL, 0, &out, &err), SG_EINPUT);
    assert_int_equal(out.len, 0);
    assert_int_equal(sg_sql("schema_posts", NULL, 0, &out, &err), SG_OK);
    assert_non_null(strstr(sg_buf_cstr(&out), "CREATE TABLE IF NOT EXISTS posts"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sql_puts_values_in_quoted),
        cmocka_unit_test(test_sql_without_a_value_or_a_file_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
