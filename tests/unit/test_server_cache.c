/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/unpack.h"
#include "server/cache.h"

static struct sg_reply *reply_of(size_t len, unsigned seed)
{
    sg_auto_buf bytes = { 0 };
    for (size_t i = 0; i < len; i++) /* does not pack */
        sg_buf_char(&bytes, (char)((seed = seed * 1103515245u + 12345u) >> 16));
    struct sg_reply *r = NULL;
    struct sg_err err;
    assert_int_equal(sg_reply_new("text/plain", &bytes, &r, &err), SG_OK);
    return r;
}

static void put(struct sg_cache *c, uint64_t generation, const char *key, size_t len)
{
    struct sg_reply *r = reply_of(len, 7);
    sg_cache_put(c, generation, sg_str(key), r);
    sg_reply_drop(r);
}

static bool has(struct sg_cache *c, uint64_t generation, const char *key)
{
    struct sg_reply *r = sg_cache_get(c, generation, sg_str(key));
    sg_reply_drop(r);
    return r != NULL;
}

static void test_answers_are_kept_until_the_case_changes(void **state)
{
    (void)state;
    struct sg_cache *c = NULL;
    struct sg_err err;
    assert_int_equal(sg_cache_new(100000, &c, &err), SG_OK);
    assert_false(has(c, 1, "a"));
    put(c, 1, "a", 100);
    put(c, 1, "b", 100);
    assert_true(has(c, 1, "a"));
    assert_true(has(c, 1, "b"));
    assert_false(has(c, 1, "ab"));
    assert_false(has(c, 2, "a"));
    assert_int_equal(sg_cache_bytes(c), 0);
    put(c, 1, "a", 100); /* was asked before the change */
    assert_false(has(c, 2, "a"));
    sg_cache_free(c);
}

static void test_the_least_used_goes_first(void **state)
{
    (void)state;
    struct sg_cache *c = NULL;
    struct sg_err err;
    assert_int_equal(sg_cache_new(35000, &c, &err), SG_OK);
    assert_false(has(c, 1, "a"));
    put(c, 1, "a", 10000);
    put(c, 1, "b", 10000);
    put(c, 1, "c", 10000);
    assert_true(has(c, 1, "a"));
    put(c, 1, "d", 10000);
    assert_true(has(c, 1, "a"));
    assert_false(has(c, 1, "b"));
    assert_true(has(c, 1, "c"));
    assert_true(has(c, 1, "d"));
    put(c, 1, "huge", 20000); /* more than half of the whole */
    assert_false(has(c, 1, "huge"));
    put(c, 1, "d", 5000); /* in the other's place */
    assert_true(sg_cache_bytes(c) < 27000);
    sg_cache_free(c);
}

static void test_bytes_and_entries_stay_below_their_limits(void **state)
{
    (void)state;
    struct sg_cache *c = NULL;
    struct sg_err err;
    assert_int_equal(sg_cache_new(3000000, &c, &err), SG_OK);
    assert_false(has(c, 1, "0"));
    char key[32];
    for (int i = 0; i < 3 * SG_CACHE_ENTRIES; i++) {
        snprintf(key, sizeof key, "%d", i);
        put(c, 1, key, i % 97);
        assert_true(sg_cache_bytes(c) <= 3000000);
    }
    assert_true(has(c, 1, key));
    assert_false(has(c, 1, "0"));
    int n = 0;
    for (int i = 0; i < 3 * SG_CACHE_ENTRIES; i++) {
        snprintf(key, sizeof key, "%d", i);
        n += has(c, 1, key);
    }
    assert_int_equal(n, SG_CACHE_ENTRIES);
    sg_cache_free(c);
}

static void test_a_packed_answer_unpacks_to_itself(void **state)
{
    (void)state;
    sg_auto_buf bytes = { 0 }, again = { 0 };
    for (int i = 0; i < 40000; i++)
        sg_buf_printf(&bytes, "%d,", i % 1000);
    sg_auto_buf copy = { 0 };
    sg_buf_str(&copy, sg_buf_view(&bytes));
    struct sg_reply *r = NULL;
    struct sg_err err;
    assert_int_equal(sg_reply_new("text/plain", &bytes, &r, &err), SG_OK);
    assert_true(r->is_packed);
    assert_true(r->bytes.len < copy.len / 4);
    assert_int_equal(r->raw_len, copy.len);
    struct sg_unpack *u = NULL;
    assert_int_equal(sg_unpack_new(sg_buf_view(&r->bytes), &u, &err), SG_OK);
    char piece[777];
    size_t n;
    do {
        assert_int_equal(sg_unpack_read(u, piece, sizeof piece, &n, &err), SG_OK);
        sg_buf_add(&again, piece, n);
    } while (n);
    assert_true(sg_str_same(sg_buf_view(&again), sg_buf_view(&copy)));
    sg_unpack_free(u);
    assert_int_equal(sg_unpack_new(sg_str_n(r->bytes.data, r->bytes.len / 2), &u, &err), SG_OK); /* cut off */
    enum sg_code code;
    while ((code = sg_unpack_read(u, piece, sizeof piece, &n, &err)) == SG_OK && n) {
    }
    assert_int_equal(code, SG_EINPUT);
    sg_unpack_free(u);
    sg_reply_drop(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_kept_until_the_case_changes),
        cmocka_unit_test(test_the_least_used_goes_first),
        cmocka_unit_test(test_bytes_and_entries_stay_below_their_limits),
        cmocka_unit_test(test_a_packed_answer_unpacks_to_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
