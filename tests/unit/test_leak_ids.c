/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/ids.h"

#include "base/hash.h"
#include "unit.h"

static void test_each_key_has_a_number_of_its_own_in_the_order_met(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct leak_ids t = { 0 };
    struct sg_err err;
    uint32_t id;
    assert_int_equal(leak_ids_find(&t, 7), LEAK_ID_NONE);
    for (int again = 0; again <= 1; again++)
        for (uint32_t i = 0; i < N; i++) {
            assert_int_equal(leak_ids_add(&t, sg_siphash(&i, sizeof i), "keys", &id, &err), SG_OK);
            assert_int_equal(id, i);
        }
    for (uint32_t i = 0; i < 2 * N; i++)
        assert_int_equal(leak_ids_find(&t, sg_siphash(&i, sizeof i)), i < N ? i : LEAK_ID_NONE);
    assert_int_equal(t.n, N);
    leak_ids_release(&t);
    assert_int_equal(leak_ids_find(&t, 7), LEAK_ID_NONE);
    leak_ids_release(NULL);
}

/* Keys of which the low bits are the same find their places one behind the other. */
static void test_keys_that_meet_are_told_apart(void **state)
{
    (void)state;
    struct leak_ids t = { 0 };
    struct sg_err err;
    uint32_t id;
    for (uint64_t i = 0; i < 300; i++) {
        assert_int_equal(leak_ids_add(&t, i << 32 | 511, "keys", &id, &err), SG_OK);
        assert_int_equal(id, i);
    }
    for (uint64_t i = 0; i < 300; i++)
        assert_int_equal(leak_ids_find(&t, i << 32 | 511), i);
    assert_int_equal(leak_ids_add(&t, 0, "keys", &id, &err), SG_OK); /* 0 is a key, too */
    assert_int_equal(id, 300);
    assert_int_equal(leak_ids_find(&t, 0), 300);
    leak_ids_release(&t);
}

static void test_kept_strings_have_keys_of_their_own(void **state)
{
    (void)state;
    static const char text[4096];
    struct leak_ids t = { 0 };
    struct sg_err err;
    uint32_t id;
    for (uint32_t i = 0; i < sizeof text; i++) {
        assert_int_equal(leak_ids_add(&t, leak_kept_key(text + i), "keys", &id, &err), SG_OK);
        assert_int_equal(id, i);
    }
    leak_ids_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_key_has_a_number_of_its_own_in_the_order_met),
        cmocka_unit_test(test_keys_that_meet_are_told_apart),
        cmocka_unit_test(test_kept_strings_have_keys_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
