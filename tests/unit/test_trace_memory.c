/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a query is read: starve.h. */
#include "starve.h"
#include "trace/trace.h"

static const char *query;

static bool compile(void)
{
    struct sg_err err = { 0 };
    sg_auto_buf out = { 0 };
    enum sg_code code = sg_query_compile(sg_str(query), &out, &err);
    if (code != SG_OK && code != SG_ENOMEM) fail_msg("%s: it is told: %s", query, err.text);
    return code == SG_OK && give_buf(&out);
}

static void test_without_memory_no_query_is_called_wrong(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "url:https://twitter.com/alpha/status/12",
        "domain:b\xc3\xbc"
        "cher.example",
        "#tag @name (word OR \"two words\") since:2017-05-05",
    };
    for (size_t i = 0; i < ROWS(queries); i++) {
        query = queries[i];
        starve(query, compile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_without_memory_no_query_is_called_wrong) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
