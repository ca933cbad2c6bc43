/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/random.h"
#include "leak/diff.h"
#include "leak/words.h"

#include "unit.h"

static struct differ d;
static struct sg_buf runs;

/* The length of a longest common subsequence, by the textbook. */
static uint32_t longest(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
    uint32_t *row = calloc((size_t)nb + 1, sizeof *row);
    assert_non_null(row);
    for (uint32_t i = 0; i < na; i++) {
        uint32_t corner = 0;
        for (uint32_t j = 1; j <= nb; j++) {
            uint32_t up = row[j];
            bool is_same = a[i] == b[j - 1] && a[i] != WORD_UNKNOWN;
            row[j] = is_same ? corner + 1 : up > row[j - 1] ? up : row[j - 1];
            corner = up;
        }
    }
    uint32_t n = row[nb];
    free(row);
    return n;
}

/* Runs rise in both, are maximal in their neighbourhood and hold equal words; returns how many words they have. */
static uint32_t check_runs(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
    struct sg_err err = { 0 };
    assert_int_equal(diff_words(&d, a, na, b, nb, &runs, &err), SG_OK);
    const struct diff_run *r = (const void *)runs.data;
    uint32_t at = 0, bt = 0, n = 0;
    for (size_t i = 0; i < runs.len / sizeof *r; i++) {
        assert_true(r[i].n > 0 && r[i].a >= at && r[i].b >= bt);
        assert_true(i == 0 || r[i].a > at || r[i].b > bt);
        at = r[i].a + r[i].n;
        bt = r[i].b + r[i].n;
        assert_true(at <= na && bt <= nb);
        for (uint32_t k = 0; k < r[i].n; k++)
            assert_true(a[r[i].a + k] == b[r[i].b + k] && a[r[i].a + k] != WORD_UNKNOWN);
        n += r[i].n;
    }
    return n;
}

static void test_small_texts_get_a_longest_common_subsequence(void **state)
{
    (void)state;
    uint64_t seed = 1;
    uint32_t a[90], b[90];
    for (int round = 0; round < 2000; round++) {
        uint32_t na = sg_random_below(&seed, 91), nb = sg_random_below(&seed, 91),
                 words = 1 + sg_random_below(&seed, 40);
        for (uint32_t i = 0; i < na; i++)
            a[i] = sg_random_below(&seed, 30) ? sg_random_below(&seed, words) : WORD_UNKNOWN;
        for (uint32_t i = 0; i < nb; i++)
            b[i] = sg_random_below(&seed, 30) ? sg_random_below(&seed, words) : WORD_UNKNOWN;
        assert_int_equal(check_runs(a, na, b, nb), longest(a, na, b, nb));
    }
}

/* Words of a text are unevenly common; the other text is the first with edits. */
static uint32_t edited(uint64_t *seed, const uint32_t *a, uint32_t na, uint32_t *b, uint32_t one_in)
{
    uint32_t nb = 0;
    for (uint32_t i = 0; i < na; i++) {
        uint32_t what = sg_random_below(seed, one_in * 3);
        if (what == 0) continue;
        if (what == 1) b[nb++] = 5000 + sg_random_below(seed, 100);
        b[nb++] = what == 2 ? 5000 + sg_random_below(seed, 100) : a[i];
    }
    return nb;
}

static void test_edited_texts_lose_next_to_nothing_to_the_bound(void **state)
{
    (void)state;
    uint64_t seed = 2;
    uint32_t a[1200], b[2400];
    for (int round = 0; round < 60; round++) {
        uint32_t na = 200 + sg_random_below(&seed, 1000);
        for (uint32_t i = 0; i < na; i++)
            a[i] = (uint32_t)(3000 * sg_random_unit(&seed) * sg_random_unit(&seed) * sg_random_unit(&seed));
        uint32_t nb = edited(&seed, a, na, b, 4 + sg_random_below(&seed, 40));
        uint32_t found = check_runs(a, na, b, nb), best = longest(a, na, b, nb);
        assert_true(found <= best);
        if (found < best - best / 50) fail_msg("round %d: %u of %u words", round, found, best);
    }
}

static void test_hostile_texts_cost_no_square(void **state)
{
    (void)state;
    /* A square of these would be 4 * 10^10 comparisons. */
    enum { N = 200000 };
    uint32_t *a = calloc(N, sizeof *a), *b = calloc(N, sizeof *b);
    assert_true(a && b);
    for (uint32_t i = 0; i < N; i++) { /* nothing in common */
        a[i] = i;
        b[i] = N + i;
    }
    assert_int_equal(check_runs(a, N, b, N), 0);
    for (uint32_t i = 0; i < N; i++) { /* two words, over and over, out of step */
        a[i] = i % 2;
        b[i] = i % 3 == 0;
    }
    assert_true(check_runs(a, N, b, N) <= N);
    for (uint32_t i = 0; i < N; i++) /* the other way round: the longest chain is one anchor */
        b[i] = a[i] = i;
    for (uint32_t i = 0; i < N; i++)
        b[i] = N - 1 - i;
    assert_int_equal(check_runs(a, N, b, N), 1);
    free(a);
    free(b);
}

static void test_a_part_is_found_in_a_long_text(void **state)
{
    (void)state;
    enum { N = 5000 };
    uint32_t a[N], seed_words = 400;
    uint64_t seed = 3;
    for (uint32_t i = 0; i < N; i++)
        a[i] = sg_random_below(&seed, seed_words);
    for (uint32_t from = 0; from + 30 < N; from += 611)
        assert_int_equal(check_runs(a, N, a + from, 30), 30);
}

static int end(void **state)
{
    (void)state;
    differ_release(&d);
    sg_buf_release(&runs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_texts_get_a_longest_common_subsequence),
        cmocka_unit_test(test_edited_texts_lose_next_to_nothing_to_the_bound),
        cmocka_unit_test(test_hostile_texts_cost_no_square),
        cmocka_unit_test(test_a_part_is_found_in_a_long_text),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
