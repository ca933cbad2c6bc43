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

#define DNS "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

static void test_a_name_gives_the_published_uuid(void **state)
{
    (void)state;
    static const struct {
        const char *space, *name, *want;
    } row[] = {
        /* RFC 9562, A.4 */
        { DNS, "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
        /* STIX 2.1's rule for observables: what its reference implementation gives for this domain */
        { "00abedb4-aa42-466c-9c01-fed23315a9b7", "{\"value\":\"example.com\"}",
          "bedb4899-d24b-5401-bc86-8f6b4cc18ec7" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char uuid[SG_UUID_TEXT];
        assert_int_equal(sg_uuid5(row[i].space, sg_str(row[i].name), uuid, NULL), SG_OK);
        assert_string_equal(uuid, row[i].want);
    }
}

static void test_a_namespace_that_is_no_uuid_is_refused(void **state)
{
    (void)state;
    static const char *const row[] = {
        "", "6ba7b810", "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810x9dad-11d1-80b4-00c04fd430c8",
        "6ba7b810-9dad-11d1-80b4-00c04fd430cg", DNS "a",
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char uuid[SG_UUID_TEXT] = "untouched";
        struct sg_err err = { 0 };
        assert_int_equal(sg_uuid5(row[i], sg_str("x"), uuid, &err), SG_EINPUT);
        assert_string_equal(uuid, "untouched");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siphash_is_what_the_engine_calls_siphash64),
        cmocka_unit_test(test_sha256_gives_the_published_digest),
        cmocka_unit_test(test_a_missing_file_is_named),
        cmocka_unit_test(test_a_name_gives_the_published_uuid),
        cmocka_unit_test(test_a_namespace_that_is_no_uuid_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
