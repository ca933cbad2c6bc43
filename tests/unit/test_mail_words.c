/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "mail_reader.h"

static void test_words_are_unfolded_and_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *value, *text;
    } row[] = {
        { " hello ", "hello" },
        { "one\r\n two\n\tthree", "one two three" },
        { "=?iso-8859-1?Q?caf=E9_au_lait?=", "caf\xc3\xa9 au lait" },
        { "=?UTF-8?b?w7xiZXI=?=", "\xc3\xbc"
                                  "ber" },
        { "a =?utf-8?q?b?= c", "a b c" },
        { "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" }, /* blanks between two words are none: RFC 2047, 6.2 */
        { "=?utf-8?q?a?=\r\n =?iso-8859-1?q?b?=", "ab" },
        { "=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "\xc3\xbc" }, /* a character cut in two */
        { "x=?utf-8?q?y?=z", "xyz" },                      /* no blanks around */
        { "=?utf-8?q?with blanks inside?=", "with blanks inside" },
        { "=?utf-8*de?q?x?=", "x" }, /* RFC 2231, 5 */
        { "=?utf-8?q?never ends", "=?utf-8?q?never ends" },
        { "=?utf-8?x?abc?= d", "=?utf-8?x?abc?= d" },
        { "=?", "=?" },
        { "=?=?=?utf-8?q?x?=", "=?=?x" },
        { "=?utf-8?q?a=zzb?=", "a=zzb" },
        { "=?no-such-charset?q?=C3=BC?=", "\xc3\xbc" },
        { "=?utf-8?q?=1B[31mred=00?=", "[31mred" }, /* nothing that steers */
        { "=?utf-8?q?=E2=80=AEabc?=", "abc" },      /* nor turns round */
        { "caf\xe9", "caf\xc3\xa9" },               /* raw bytes */
        { "caf\xc3\xa9", "caf\xc3\xa9" },
        { "=?gb2312?B?xOO6ww==?=", "\xe4\xbd\xa0\xe5\xa5\xbd" },
        { "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac" },
        { "=?koi8-r?Q?=F0=D2=C9?=", "\xd0\x9f\xd1\x80\xd0\xb8" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf text = { 0 };
        sg_mail_words(sg_str(row[i].value), &text);
        check_same(i, "text", sg_buf_view(&text), row[i].text);
    }
}

static void test_charsets_become_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *charset, *bytes, *text;
        uint32_t defects;
    } row[] = {
        { "us-ascii", "plain", "plain", 0 },
        { "utf-8", "\xc3\xbc", "\xc3\xbc", 0 },
        { "UTF-8",
          "a\xff"
          "b",
          "a\xef\xbf\xbd"
          "b",
          SG_MAIL_BAD_CHARSET },
        { "iso-8859-1", "\xe9\x93", "\xc3\xa9\xe2\x80\x9c", 0 }, /* windows-1252 is meant */
        { "iso-8859-15", "\xa4", "\xe2\x82\xac", 0 },
        { "windows-1252", "\x80\x81", "\xe2\x82\xac\xef\xbf\xbd", SG_MAIL_BAD_CHARSET },
        { "us-ascii", "\xe9", "\xc3\xa9", SG_MAIL_BAD_CHARSET },
        { "", "\xe9", "\xc3\xa9", SG_MAIL_BAD_CHARSET },
        { "", "\xc3\xa9", "\xc3\xa9", SG_MAIL_BAD_CHARSET },
        { "", "plain", "plain", 0 },
        { "x-unknown//TRANSLIT", "\xc3\xa9", "\xc3\xa9", SG_MAIL_BAD_CHARSET },
        { "shift_jis", "\x93\xfa\x96\x7b", "\xe6\x97\xa5\xe6\x9c\xac", 0 },
        { "shift_jis", "a\x93", "a\xef\xbf\xbd", SG_MAIL_BAD_CHARSET },
        { "big5", "\xa4\xa4\xa4\xe5", "\xe4\xb8\xad\xe6\x96\x87", 0 },
        { "euc-kr", "\xc7\xd1", "\xed\x95\x9c", 0 },
        { "utf-7", "+AOk-", "\xc3\xa9", 0 },
        { "utf-16le", "a", "\xef\xbf\xbd", SG_MAIL_BAD_CHARSET },
        { "windows-1251", "\xcf\xf0\xe8", "\xd0\x9f\xd1\x80\xd0\xb8", 0 },
    };
    for (int round = 0; round < 3; round++) { /* the second finds them in the cache, the third after it was closed */
        for (size_t i = 0; i < ROWS(row); i++) {
            sg_auto_buf text = { 0 };
            uint32_t defects = 0;
            sg_mail_to_utf8(sg_str(row[i].charset), sg_str(row[i].bytes), &text, &defects);
            check_same(i, "text", sg_buf_view(&text), row[i].text);
            if (defects != row[i].defects) fail_msg("row %zu: defects %x and not %x", i, defects, row[i].defects);
        }
        for (int i = 0; round == 1 && i < 100; i++) { /* more names than the cache holds */
            sg_auto_buf text = { 0 }, name = { 0 };
            uint32_t defects = 0;
            sg_buf_printf(&name, "x-none-%d", i);
            sg_mail_to_utf8(sg_buf_view(&name), sg_str("a"), &text, &defects);
            assert_int_equal(defects, SG_MAIL_BAD_CHARSET);
        }
        if (round == 1) sg_mail_prepare_charsets();
    }
}

static void test_any_bytes_in_any_charset_become_utf8(void **state)
{
    (void)state;
    static const char *const names[] = { "utf-8", "windows-1252", "gb18030", "iso-2022-jp", "big5",
                                         "utf-7", "utf-16",       "euc-jp",  "koi8-r",      "iso-2022-kr",
                                         "",      "us-ascii",     "none" };
    uint64_t seed = 88172645463325252u;
    for (size_t i = 0; i < ROWS(names); i++) {
        for (int round = 0; round < 200; round++) {
            char bytes[97];
            for (size_t k = 0; k < sizeof bytes; k++) {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                bytes[k] = (char)(seed >> 32);
            }
            sg_auto_buf text = { 0 };
            uint32_t defects = 0;
            sg_mail_to_utf8(sg_str(names[i]), sg_str_n(bytes, sizeof bytes), &text, &defects);
            if (!sg_utf8_is_valid(text.data, text.len)) fail_msg("%s, round %d: not UTF-8", names[i], round);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_unfolded_and_decoded),
        cmocka_unit_test(test_any_bytes_in_any_charset_become_utf8),
        cmocka_unit_test(test_charsets_become_utf8),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
