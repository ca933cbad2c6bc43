/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_out.h"

#include "unit.h"

static void write_sample(struct sg_json_out *j)
{
    sg_json_object(j);
    sg_json_ktext(j, "a\"", "b");
    sg_json_key(j, "list");
    sg_json_array(j);
    sg_json_i64(j, -1);
    sg_json_null(j);
    sg_json_object(j);
    sg_json_object_end(j);
    sg_json_array_end(j);
    sg_json_kdouble(j, "x", 0.5);
    sg_json_ktime(j, "t", 0);
    sg_json_object_end(j);
}

static void test_commas_and_indentation_are_right(void **state)
{
    (void)state;
    sg_auto_buf one = { 0 };
    sg_auto_buf many = { 0 };
    struct sg_json_out j = sg_json_out(&one, false), k = sg_json_out(&many, true);
    write_sample(&j);
    write_sample(&k);
    assert_string_equal(sg_buf_cstr(&one),
                        "{\"a\\\"\":\"b\",\"list\":[-1,null,{}],\"x\":0.5,\"t\":\"1970-01-01T00:00:00Z\"}");
    assert_string_equal(sg_buf_cstr(&many), "{\n  \"a\\\"\": \"b\",\n  \"list\": [\n    -1,\n    null,\n    {}\n  ],\n"
                                            "  \"x\": 0.5,\n  \"t\": \"1970-01-01T00:00:00Z\"\n}");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_commas_and_indentation_are_right) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
