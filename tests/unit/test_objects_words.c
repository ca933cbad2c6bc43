/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"
#include "objects/objects.h"

#include "extractor.h"
#include "unit.h"

static void test_words_are_those_of_the_normal_form(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words; /* parted by blanks */
        size_t unspaced;
    } row[] = {
        { "", "", 0 },
        { "@a @b https://t.co/abcdefghij !", "", 0 },
        { "RT @a: Hello,  WORLD https://t.co/abcdefghij again", "hello world again", 0 },
        { "Привет, МИР", "привет мир", 0 },
        { "한국어는 띄어 쓴다", "한국어는 띄어 쓴다", 0 },
        { "今日は雨です。", "今 日 は 雨 で す", 6 },
        { "データ", "デ ー タ", 3 },
        { "2017年5月 Paris東京", "2017 年 5 月 paris 東 京", 4 },
        { "ไปที่ไหน", "ไ ป ที่ ไ ห น", 6 }, /* marks stay with their letter */
        { "\xe1\x80\x99\xe1\x80\xbc\xe1\x80\x94\xe1\x80\xba", "\xe1\x80\x99\xe1\x80\xbc \xe1\x80\x94\xe1\x80\xba", 2 },
        { "ｶﾞｷﾞ", "ガ ギ", 2 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t words[16];
        size_t unspaced = 99, n = sg_words(x, sg_str(row[i].text), words, 16, &unspaced), k = 0;
        for (const char *at = row[i].words; *at; k++) {
            size_t len = strcspn(at, " ");
            if (k >= n || words[k] != sg_siphash(at, len)) fail_msg("row %zu: word %zu of %s", i, k, row[i].text);
            at += len + (at[len] == ' ');
        }
        if (k != n || unspaced != row[i].unspaced)
            fail_msg("row %zu: %s has %zu words, %zu of them unspaced", i, row[i].text, n, unspaced);
    }
}

static void test_words_hash_what_the_fingerprint_hashes(void **state)
{
    (void)state;
    uint64_t words[2];
    size_t unspaced;
    uint32_t letters;
    assert_int_equal(sg_words(x, sg_str("@a: №Ｗｏｒｄ\xc2\xad! https://t.co/abcdefghij"), words, 2, &unspaced), 1);
    assert_true(words[0] == sg_fingerprint(x, sg_str("@a: №Ｗｏｒｄ\xc2\xad! https://t.co/abcdefghij"), &letters));
}

static void test_words_end_at_the_limit(void **state)
{
    (void)state;
    static const char *const row[] = { "a b c d e f", "今日は雨です", "a 日 b 雨 c", "日本 a" };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t all[8], some[3] = { 0 };
        size_t unspaced, most, n = sg_words(x, sg_str(row[i]), all, 8, &most);
        for (size_t max = 0; max < 3; max++) {
            assert_int_equal(sg_words(x, sg_str(row[i]), some, max, &unspaced), n < max ? n : max);
            assert_true(unspaced <= max && unspaced <= most);
            assert_int_equal(some[max], 0);
            for (size_t k = 0; k < max; k++)
                assert_true(some[k] == all[k]);
            some[0] = some[1] = 0;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_those_of_the_normal_form),
        cmocka_unit_test(test_words_hash_what_the_fingerprint_hashes),
        cmocka_unit_test(test_words_end_at_the_limit),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
