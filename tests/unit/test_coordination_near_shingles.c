/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "coordination/near.h"

#include "extractor.h"
#include "unit.h"

static uint32_t sketch(struct sg_str text, uint32_t shingle, struct near_sketch *ret, uint64_t *shingles)
{
    struct near_bands bands;
    uint32_t keys[NEAR_BANDS_MAX];
    near_bands_choose(0.7, &bands);
    near_sketch(x, text, shingle, &bands, ret, shingles, keys);
    for (uint32_t i = 1; i < ret->n; i++)
        assert_true(shingles[i - 1] < shingles[i]);
    return ret->n;
}

static void test_a_text_is_the_set_of_its_shingles(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t shingle, n; /* 0: too short */
    } row[] = {
        { "", 2, 0 },
        { "one two three", 2, 0 },
        { "one two three https://t.co/abcdefghij", 2, 0 },
        { "one two three four", 2, 3 },
        { "one two three four", 1, 4 },
        { "one two three four", 4, 1 },
        { "one two three four", 5, 0 },
        { "na na na na na na", 2, 1 },
        { "to be or not to be", 2, 4 },
        { "今日は雨です", 2, 0 }, /* six letters: three words' worth */
        { "今日は雨です明日", 2, 7 },
        { "one two 今日は", 2, 0 },
        { "one two 今日は雨", 2, 5 },
        { "!!! \xf0\x9f\x98\x80 ... --- ,,, ;;;", 1, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct near_sketch s;
        uint64_t shingles[NEAR_WORDS];
        if (sketch(sg_str(row[i].text), row[i].shingle, &s, shingles) != row[i].n)
            fail_msg("row %zu: %s has %u shingles", i, row[i].text, s.n);
    }
}

static void test_dress_does_not_change_the_sketch(void **state)
{
    (void)state;
    static const char *const same[] = { "the cat sat on the mat", "RT @name: The CAT sat on the mat!",
                                        "@a @b The cat, sat; on https://t.co/abcdefghij the mat…" };
    static const char *const other[] = { "the mat sat on the cat", "the cat sat on the", "the cat sat on the mat mat" };
    struct near_sketch first, s;
    uint64_t shingles[NEAR_WORDS];
    sketch(sg_str(same[0]), 2, &first, shingles);
    for (size_t i = 1; i < ROWS(same); i++) {
        sketch(sg_str(same[i]), 2, &s, shingles);
        assert_true(s.identity == first.identity && s.check == first.check && s.n == first.n);
    }
    for (size_t i = 0; i < ROWS(other); i++) {
        sketch(sg_str(other[i]), 2, &s, shingles);
        assert_true(s.identity != first.identity && s.check != first.check);
    }
}

static void test_a_long_text_is_its_first_words(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 }, prefix = { 0 };
    for (int i = 0; i < 400000; i++) {
        sg_buf_printf(&text, "w%d ", i);
        if (i < NEAR_WORDS) sg_buf_printf(&prefix, "w%d ", i);
    }
    assert_false(text.failed || prefix.failed);
    struct near_sketch a, b;
    uint64_t shingles[NEAR_WORDS];
    assert_int_equal(sketch(sg_buf_view(&text), 2, &a, shingles), NEAR_WORDS - 1);
    assert_int_equal(sketch(sg_buf_view(&text), 1, &a, shingles), NEAR_WORDS);
    sketch(sg_buf_view(&prefix), 1, &b, shingles);
    assert_true(a.identity == b.identity && a.check == b.check);
}

static void test_the_threshold_is_included(void **state)
{
    (void)state;
    static const struct {
        uint32_t common, only_a, only_b;
        double similarity;
        bool is_similar;
    } row[] = {
        { 4, 1, 0, 0.8, true },  { 4, 0, 1, 0.8, true },      { 4, 1, 1, 0.8, false },  { 7, 2, 1, 0.7, true },
        { 7, 2, 2, 0.7, false }, { 12, 3, 0, 0.8, true },     { 9, 1, 0, 0.9, true },   { 3, 0, 0, 1, true },
        { 3, 1, 0, 1, false },   { 1, 1, 1, 0.3, true },      { 0, 1, 1, 0.01, false }, { 300, 60, 65, 0.7, true },
        { 21, 9, 0, 0.7, true }, { 300, 64, 65, 0.7, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t a[NEAR_WORDS], b[NEAR_WORDS];
        uint32_t a_n = 0, b_n = 0, c = row[i].common, n = c + row[i].only_a + row[i].only_b;
        assert_true(n % 7); /* so that the steps of seven meet every kind once */
        for (uint32_t k = 0; k < n; k++) {
            uint32_t kind = (k * 7 + 3) % n;
            if (kind < c || kind < c + row[i].only_a) a[a_n++] = k;
            if (kind < c || kind >= c + row[i].only_a) b[b_n++] = k;
        }
        assert_int_equal(a_n, c + row[i].only_a);
        assert_int_equal(b_n, c + row[i].only_b);
        if (near_is_similar(a, a_n, b, b_n, row[i].similarity) != row[i].is_similar) fail_msg("row %zu", i);
    }
}

/* Without any shortcut. */
static double jaccard(const uint64_t *a, uint32_t a_n, const uint64_t *b, uint32_t b_n)
{
    uint32_t common = 0;
    for (uint32_t i = 0; i < a_n; i++)
        for (uint32_t j = 0; j < b_n; j++)
            common += a[i] == b[j];
    return (double)common / (double)(a_n + b_n - common);
}

static void test_similarity_is_exact(void **state)
{
    (void)state;
    uint64_t random = 5;
    unsigned n_similar = 0;
    for (int round = 0; round < 20000; round++) {
        uint64_t a[40], b[40];
        uint32_t a_n = 0, b_n = 0, share = 50 + sg_random_below(&random, 50), range = 2 + sg_random_below(&random, 38);
        for (uint64_t v = 0; v < range; v++) {
            bool in_a = sg_random_below(&random, 100) < share;
            if (in_a) a[a_n++] = v;
            if (sg_random_below(&random, 100) < share ? in_a : !in_a) b[b_n++] = v;
        }
        if (!a_n || !b_n) continue;
        double similarity = 0.05 * (1 + sg_random_below(&random, 20));
        bool expected = jaccard(a, a_n, b, b_n) >= similarity;
        n_similar += expected;
        if (near_is_similar(a, a_n, b, b_n, similarity) != expected) fail_msg("round %d", round);
    }
    assert_in_range(n_similar, 5000, 15000);
}

static void test_bands_find_what_is_at_the_threshold(void **state)
{
    (void)state;
    for (int hundredths = 1; hundredths <= 100; hundredths++) {
        double similarity = hundredths / 100.0;
        struct near_bands b;
        near_bands_choose(similarity, &b);
        double missed = pow(1 - pow(similarity, b.rows), b.bands);
        assert_in_range(b.rows * b.bands, 1, NEAR_HASHES_MAX);
        assert_in_range(b.bands, 1, NEAR_BANDS_MAX);
        if (similarity >= 0.11 && missed > 0.001) fail_msg("%.2f is missed with probability %g", similarity, missed);
    }
    struct near_bands b;
    near_bands_choose(0.7, &b);
    assert_int_equal(b.rows, 3);
    assert_int_equal(b.bands, 17);
}

/* Pairs of sets at exactly the threshold share a band as often as the formula says. */
static void test_bands_keep_their_promise(void **state)
{
    (void)state;
    static const struct {
        double similarity;
        uint32_t common, each; /* shingles */
    } row[] = { { 0.5, 10, 5 }, { 0.7, 14, 3 }, { 0.8, 16, 2 }, { 0.9, 18, 1 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct near_bands bands;
        uint32_t n_found = 0;
        near_bands_choose(row[i].similarity, &bands);
        for (uint32_t round = 0; round < 3000; round++) {
            struct sg_buf text[2] = { { 0 }, { 0 } };
            struct near_sketch s;
            uint64_t shingles[NEAR_WORDS];
            uint32_t keys[2][NEAR_BANDS_MAX];
            bool is_found = false;
            for (int side = 0; side < 2; side++) {
                for (uint32_t w = 0; w < row[i].common; w++)
                    sg_buf_printf(&text[side], "w%ux%u ", round, w);
                for (uint32_t w = 0; w < row[i].each; w++)
                    sg_buf_printf(&text[side], "%c%ux%u ", 'a' + side, round, w);
                near_sketch(x, sg_buf_view(&text[side]), 1, &bands, &s, shingles, keys[side]);
                assert_int_equal(s.n, row[i].common + row[i].each);
                if (side == 0) continue;
                for (uint32_t band = 0; band < bands.bands; band++)
                    is_found |= keys[0][band] == keys[1][band];
            }
            n_found += is_found;
            sg_buf_release(&text[0]);
            sg_buf_release(&text[1]);
        }
        if (n_found < 2985) fail_msg("similarity %.2f: %u of 3000", row[i].similarity, n_found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_is_the_set_of_its_shingles),
        cmocka_unit_test(test_dress_does_not_change_the_sketch),
        cmocka_unit_test(test_a_long_text_is_its_first_words),
        cmocka_unit_test(test_the_threshold_is_included),
        cmocka_unit_test(test_similarity_is_exact),
        cmocka_unit_test(test_bands_find_what_is_at_the_threshold),
        cmocka_unit_test(test_bands_keep_their_promise),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
