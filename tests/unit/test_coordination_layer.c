/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdlib.h>

#include "base/random.h"
#include "coordination/coordination_internal.h"

static struct layer layer_of(const struct event *events, size_t n, const uint64_t *objects, uint32_t n_objects)
{
    struct layer l = { .by = SG_BY_LINK, .n_events = n, .n_objects = n_objects };
    l.events = malloc((n + 1) * sizeof *events);
    l.object = malloc((n_objects + 1) * sizeof *objects);
    if (n) memcpy(l.events, events, n * sizeof *events);
    if (n_objects) memcpy(l.object, objects, n_objects * sizeof *objects);
    struct sg_err err;
    if (layer_finish(&l, &err) != SG_OK) fail_msg("%s", err.text);
    return l;
}

static void test_coordination_numbers_are_one_for_each_identity(void **state)
{
    (void)state;
    struct accounts a = { 0 };
    struct sg_err err;
    uint32_t number;
    for (int round = 0; round < 2; round++) {
        for (uint64_t i = 0; i < 5000; i++) {
            assert_int_equal(accounts_number(&a, i << 44, &number, &err), SG_OK); /* alike in the low bits */
            assert_int_equal(number, i);
        }
    }
    assert_int_equal(a.n, 5000);
    accounts_release(&a);
}

static void test_coordination_events_come_into_their_order(void **state)
{
    (void)state;
    const uint64_t objects[] = { 900, 100, 500 };
    const struct event events[] = {
        { 30, 1, 0, 7 }, { -5, 2, 0, 8 }, { 30, 3, 0, 2 }, { 1, 4, 1, 1 }, { 1, 5, 1, 1 }, { INT64_MIN, 6, 2, 0 },
        { INT64_MAX, 7, 2, 0 }, { 40, 1, 0, 7 }, /* post 1 again at object 0: the earlier row stays */
    };
    struct layer l = layer_of(events, ROWS(events), objects, 3);
    const struct event expected[] = {
        { 1, 4, 0, 1 },  { 1, 5, 0, 1 },  { INT64_MIN, 6, 1, 0 }, { INT64_MAX, 7, 1, 0 },
        { -5, 2, 2, 8 }, { 30, 3, 2, 2 }, { 30, 1, 2, 7 },
    };
    assert_int_equal(l.n_events, ROWS(expected));
    for (size_t i = 0; i < ROWS(expected); i++) {
        assert_true(l.events[i].time == expected[i].time);
        assert_true(l.events[i].post == expected[i].post);
        assert_int_equal(l.events[i].object, expected[i].object);
        assert_int_equal(l.events[i].account, expected[i].account);
    }
    assert_true(l.object[0] == 100 && l.object[1] == 500 && l.object[2] == 900);
    const size_t first[] = { 0, 2, 4, 7 };
    assert_memory_equal(l.first, first, sizeof first);
    assert_int_equal(l.n_accounts, 5);
    layer_release(&l);
}

static void test_coordination_order_does_not_depend_on_the_order_of_arrival(void **state)
{
    (void)state;
    uint64_t random = 5, objects[40];
    struct event events[3000], again[3000];
    for (uint32_t i = 0; i < 40; i++)
        objects[i] = sg_random(&random);
    for (uint32_t i = 0; i < 3000; i++)
        events[i] = (struct event){ sg_random_below(&random, 50) * SG_MINUTE, i / 2, sg_random_below(&random, 40),
                                    sg_random_below(&random, 9) };
    memcpy(again, events, sizeof events);
    for (uint32_t i = 3000; i-- > 1;) {
        uint32_t j = sg_random_below(&random, i + 1);
        struct event swap = again[i];
        again[i] = again[j];
        again[j] = swap;
    }
    struct layer a = layer_of(events, 3000, objects, 40), b = layer_of(again, 3000, objects, 40);
    assert_int_equal(a.n_events, b.n_events);
    assert_memory_equal(a.events, b.events, a.n_events * sizeof *a.events);
    assert_true(a.granularity == SG_MINUTE && b.granularity == SG_MINUTE);
    layer_release(&a);
    layer_release(&b);
}

static void test_coordination_many_repeats_at_one_object(void **state)
{
    (void)state;
    struct event *events = malloc(10000 * sizeof *events);
    const uint64_t object = 1;
    for (uint32_t i = 0; i < 10000; i++)
        events[i] = (struct event){ i, i % 100, 0, i % 3 };
    struct layer l = layer_of(events, 10000, &object, 1);
    assert_int_equal(l.n_events, 100);
    assert_true(l.events[99].time == 99);
    layer_release(&l);
    l = layer_of(events, 0, NULL, 0);
    assert_int_equal(l.n_events, 0);
    layer_release(&l);
    free(events);
}

static void test_coordination_accounts_are_numbered_by_identity(void **state)
{
    (void)state;
    struct accounts a = { 0 };
    struct sg_err err;
    uint32_t number;
    const uint64_t identities[] = { 50, 10, 30 };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(accounts_number(&a, identities[i], &number, &err), SG_OK);
    const struct event events[] = { { 1, 1, 0, 0 }, { 1, 2, 0, 1 }, { 1, 3, 0, 2 } };
    const uint64_t object = 1;
    struct layer l = layer_of(events, 3, &object, 1);
    assert_int_equal(accounts_settle(&a, &l, 1, &err), SG_OK);
    assert_true(a.identity[0] == 10 && a.identity[1] == 30 && a.identity[2] == 50);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(l.events[i].account, i);
    assert_true(l.events[0].post == 2 && l.events[2].post == 1);
    layer_release(&l);
    accounts_release(&a);
}

/* By hand: delays of the second share are 2, 4, 10 and 60 s; their 10 % quantile is 2.6 s, so only the first object is
 * left; of its four shares more than half is the third, 8 s after the first. */
static void test_coordination_window_is_estimated_as_coornet_has_it(void **state)
{
    (void)state;
    static const int seconds[4][4] = { { 0, 2, 8, 50 }, { 0, 4, 5, 6 }, { 0, 10, 11, 12 }, { 0, 60, 61, 62 } };
    struct event events[16];
    const uint64_t objects[] = { 1, 2, 3, 4, 5 };
    for (uint32_t i = 0; i < 16; i++)
        events[i] = (struct event){ seconds[i / 4][i % 4] * SG_SECOND, i, i / 4, i };
    struct layer l = layer_of(events, 16, objects, 5);
    struct sg_err err;
    sg_time window;
    assert_int_equal(window_estimate(&l, 0.1, 0.5, &window, &err), SG_OK);
    assert_true(window == 8 * SG_SECOND);
    /* With half of the objects: 4 and 8 s have 5 and 8 s to half of their shares: the median is 6.5 s. */
    assert_int_equal(window_estimate(&l, 0.5, 0.5, &window, &err), SG_OK);
    assert_true(window == 6500000);
    layer_release(&l);
    l = layer_of(events, 1, objects, 1);
    assert_int_equal(window_estimate(&l, 0.1, 0.5, &window, &err), SG_OK);
    assert_true(window == SG_SECOND);
    layer_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coordination_numbers_are_one_for_each_identity),
        cmocka_unit_test(test_coordination_events_come_into_their_order),
        cmocka_unit_test(test_coordination_order_does_not_depend_on_the_order_of_arrival),
        cmocka_unit_test(test_coordination_many_repeats_at_one_object),
        cmocka_unit_test(test_coordination_accounts_are_numbered_by_identity),
        cmocka_unit_test(test_coordination_window_is_estimated_as_coornet_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
