/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"
#include "objects/objects.h"

#include "extractor.h"
#include "unit.h"

static void test_dress_does_not_change_what_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
        uint32_t letters;
    } row[] = {
        { "Hello,   WORLD!", "hello world", 10 },
        { "RT @a_b: Hello world https://t.co/abcdefghij", "hello world", 10 },
        { "RT @a: RT @b: .@c @d@host.example Hello world", "hello world", 10 },
        { "Hello https://t.co/ab… world www.example.com/x pastebin.com/abcdefgh", "hello world", 10 },
        { "Привет,\xc2\xa0МИР…", "привет мир", 9 },
        { "Ｆｕｌｌ ｗｉｄｔｈ №", "full width no", 11 },
        { "cafe\xcc\x81", "caf\xc3\xa9", 4 },
        { "so\xc2\xad" "ft\xe2\x80\x8b \xf0\x9f\x98\x80\xef\xb8\x8f x", "soft x", 5 },
        { "a long run of letters and digits 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "a long run of letters and digits 0123456789 abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz", 88 },
        { "bad \xff\xfe bytes", "bad bytes", 8 },
        { "ȺȺȺ", "ⱥⱥⱥ", 3 },
        { "12:30 and/or www.", "12 30 and or", 9 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint32_t letters = 0;
        uint64_t got = sg_fingerprint(x, sg_str(row[i].text), &letters);
        if (got != sg_siphash(row[i].said, strlen(row[i].said))) fail_msg("row %zu: %s", i, row[i].text);
        if (letters != row[i].letters) fail_msg("row %zu: %u letters", i, letters);
    }
}

static void test_nothing_said_has_no_letters(void **state)
{
    (void)state;
    static const char *const row[] = { "", " ", "RT @name: https://t.co/abcdefghij", "@a @b", "…!?", "\xf0\x9f\x98\x80" };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint32_t letters = 7;
        assert_int_equal(sg_fingerprint(x, sg_str(row[i]), &letters), 0);
        assert_int_equal(letters, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dress_does_not_change_what_is_said),
        cmocka_unit_test(test_nothing_said_has_no_letters),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
