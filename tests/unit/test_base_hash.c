/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include "unit.h"

static void test_siphash_is_what_the_engine_calls_siphash64(void **state)
{
    (void)state;
    /* From ClickHouse 26.5: SELECT hex(sipHash64(…)). */
    assert_int_equal(sg_siphash("", 0), UINT64_C(0x1e924b9d737700d7));
    assert_int_equal(sg_siphash("hello world foo", 15), UINT64_C(0x61e944c99a92eaa8));
}

static void test_sha256_gives_the_published_digest(void **state)
{
    (void)state;
    char hex[SG_SHA256_HEX];
    assert_int_equal(sg_sha256_of("abc", 3, hex, NULL), SG_OK); /* FIPS 180-4, example B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_a_missing_file_is_named(void **state)
{
    (void)state;
    char hex[SG_SHA256_HEX] = "untouched";
    struct sg_err err = { 0 };
    assert_int_equal(sg_sha256_file("/nowhere/file.csv", hex, NULL, &err), SG_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere/file.csv"));
    assert_string_equal(hex, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siphash_is_what_the_engine_calls_siphash64),
        cmocka_unit_test(test_sha256_gives_the_published_digest),
        cmocka_unit_test(test_a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
