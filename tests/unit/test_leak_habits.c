/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/habits.h"
#include "unit.h"

#include "leak/habits_counts.h"
#include "leak/headers_judge.h"
#include "model/leak.h"

static struct leak_trait_use seen(uint32_t n, uint32_t n_same, double elsewhere)
{
    return (
        struct leak_trait_use){ .is_known = true, .n = n, .n_same = n_same, .n_rarer = n_same, .elsewhere = elsewhere };
}

static void usual(struct leak_trait_use uses[LEAK_TRAITS], uint32_t n)
{
    for (int t = 0; t < LEAK_TRAITS; t++) {
        uses[t] = seen(n, n, 1);
        uses[t].n_rarer = n;
    }
}

static double never(void *ctx, enum leak_trait a, enum leak_trait b)
{
    (void)ctx, (void)a, (void)b;
    return 0;
}
static double together_before(void *ctx, enum leak_trait a, enum leak_trait b)
{
    (void)ctx, (void)a, (void)b;
    return 0.9;
}

static void test_what_is_usual_is_not_unusual(void **state)
{
    (void)state;
    static const uint32_t sizes[] = { 1, 20, 100, 5000 };
    for (size_t i = 0; i < ROWS(sizes); i++) {
        struct leak_trait_use uses[LEAK_TRAITS];
        struct leak_unusual found;
        usual(uses, sizes[i]);
        leak_unusual(uses, never, NULL, &found);
        assert_true(found.chance > 0.99 && found.n_traits == 0);
    }
}

static void test_two_strange_sides_are_unusual_and_one_hardly(void **state)
{
    (void)state;
    struct leak_trait_use uses[LEAK_TRAITS];
    struct leak_unusual one, two, travelling, near;
    usual(uses, 200);
    uses[LEAK_CLIENT] = seen(200, 0, 0.3);
    leak_unusual(uses, never, NULL, &one);
    assert_true(one.chance > 0.001 && one.chance_of_two > 0.99 && one.n_traits == 1);
    uses[LEAK_ZONE] = seen(200, 0, 0.1);
    leak_unusual(uses, never, NULL, &two);
    assert_true(two.chance < 0.001 && two.chance_of_two < 0.001 && two.n_traits == 2);
    assert_int_equal(two.traits[0], LEAK_ZONE);
    /* The sender has been there with that telephone before. */
    uses[LEAK_CLIENT] = seen(200, 4, 0.3);
    uses[LEAK_ZONE] = seen(200, 4, 0.1);
    leak_unusual(uses, together_before, NULL, &travelling);
    assert_true(travelling.chance_of_two > 0.001 && travelling.chance > 0.001);
    /* Others of those days show the same. */
    uses[LEAK_CLIENT] = uses[LEAK_ZONE] =
        (struct leak_trait_use){ .is_known = true, .n = 200, .elsewhere = 0.1, .n_near = 5, .n_near_same = 3 };
    leak_unusual(uses, never, NULL, &near);
    assert_true(near.chance > 0.5);
}

static void test_one_side_counts_once(void **state)
{
    (void)state;
    struct leak_trait_use uses[LEAK_TRAITS];
    struct leak_unusual found;
    usual(uses, 200);
    for (int t = LEAK_CLIENT; t <= LEAK_ORDER; t++)
        uses[t] = seen(200, 0, 0.3);
    leak_unusual(uses, never, NULL, &found);
    assert_int_equal(found.n_traits, 1);
    assert_true(found.chance_of_two > 0.99);
}

static void test_who_often_changes_is_not_held_to_it(void **state)
{
    (void)state;
    struct leak_trait_use steady = seen(100, 0, 0.5), changing = steady;
    changing.n_once = 20;
    assert_true(leak_trait_chance(&steady) < 0.01);
    assert_true(leak_trait_chance(&changing) > 0.05);
    steady.is_known = false;
    assert_true(leak_trait_chance(&steady) >= 1);
}

static void test_signing_habits(void **state)
{
    (void)state;
    static const struct {
        uint32_t n, n_signed, n_way, n_way_signed;
        double days;
        int severity;
    } row[] = {
        { 200, 200, 50, 50, 0, SG_MEDIUM }, { 200, 197, 50, 50, 0, SG_MEDIUM },
        { 200, 192, 12, 12, 0, SG_NOTE },                                   /* it forgets now and then */
        { 200, 192, 50, 50, 0, SG_LOW },                                    /* but hardly ever by that way */
        { 200, 188, 50, 47, 20, SG_LOW },   { 200, 188, 50, 40, 20, SG_NOTE },
        { 200, 150, 50, 50, 0, LEAK_FITS }, { 19, 19, 5, 5, 0, LEAK_FITS }, /* too few */
        { 200, 192, 8, 0, 90, SG_NOTE },                                    /* a telephone that never signs */
        { 400, 396, 4, 0, 90, SG_MEDIUM },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_judge_unsigned(row[i].n, row[i].n_signed, row[i].n_way, row[i].n_way_signed, row[i].days) !=
            row[i].severity)
            fail_msg("row %zu", i);
}

static void test_counts_leave_the_mail_itself_out(void **state)
{
    (void)state;
    static const char key[] = "client", usual_form[] = "UUID", odd[] = "9", other[] = "h8";
    struct leak_counts c = { 0 };
    for (int i = 0; i < 98; i++)
        leak_counts_add(&c, key, usual_form, i < 60);
    leak_counts_add(&c, key, odd, false);
    leak_counts_add(&c, key, other, true);
    assert_int_equal(leak_counts_end(&c, NULL), SG_OK);
    struct leak_use use = leak_counts_use(&c, key, odd, false);
    assert_int_equal(use.n, 99);
    assert_int_equal(use.n_same, 0);
    assert_int_equal(use.n_once, 1); /* the other */
    assert_int_equal(use.n_verified, 61);
    assert_int_equal(leak_counts_use(&c, key, usual_form, true).n_same, 97);
    assert_string_equal(leak_counts_key(&c, key)->usual, usual_form);
    assert_null(leak_counts_key(&c, odd));
    assert_int_equal(leak_counts_value(&c, leak_counts_key(&c, key), other)->n_rarer, 2);
    leak_counts_release(&c);
}

static void test_a_form_is_foreign_only_to_a_steady_client(void **state)
{
    (void)state;
    static const struct {
        struct leak_use use;
        bool is_foreign;
    } row[] = {
        { { .n = 400, .n_verified = 300 }, true },
        { { .n = 400, .n_verified = 300, .n_verified_same = 1, .n_same = 1 }, false },
        { { .n = 400, .n_verified = 300, .n_once_verified = 9, .n_once = 9 }, false }, /* its forms are many */
        { { .n = 400, .n_verified = 300, .n_same = 5 }, true },                        /* planted several times */
        { { .n = 400, .n_verified = 300, .n_same = 50 }, false }, /* another version, which nobody signs */
        { { .n = 400 }, true },
        { { .n = 40 }, false },
        { { .n = 400, .n_once = 5 }, false },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_is_foreign(&row[i].use) != row[i].is_foreign) fail_msg("row %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_usual_is_not_unusual),
        cmocka_unit_test(test_two_strange_sides_are_unusual_and_one_hardly),
        cmocka_unit_test(test_one_side_counts_once),
        cmocka_unit_test(test_who_often_changes_is_not_held_to_it),
        cmocka_unit_test(test_signing_habits),
        cmocka_unit_test(test_counts_leave_the_mail_itself_out),
        cmocka_unit_test(test_a_form_is_foreign_only_to_a_steady_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
