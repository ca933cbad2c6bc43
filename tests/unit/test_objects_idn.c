/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "base/text.h"
#include "objects/objects.h"

#include "unit.h"

static struct sg_idn *x;

static int begin(void **state)
{
    (void)state;
    return sg_idn_new(&x, NULL) != SG_OK;
}
static int end(void **state)
{
    (void)state;
    sg_idn_free(x);
    sg_idn_free(NULL);
    return 0;
}

#define SIXTY_THREE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void names_turn_into_punycode_and_back(void **state)
{
    (void)state;
    static const struct {
        const char *name, *ascii, *unicode;
    } rows[] = {
        { "example.org", "example.org", "example.org" },
        { "Example.ORG.", "example.org", "example.org" },
        { "_dmarc.example.org", "_dmarc.example.org", "_dmarc.example.org" },
        { "r3---sn-x.example.org", "r3---sn-x.example.org", "r3---sn-x.example.org" },
        { "-a-.example.org", "-a-.example.org", "-a-.example.org" },
        { "localhost", "localhost", "localhost" },
        { SIXTY_THREE ".org", SIXTY_THREE ".org", SIXTY_THREE ".org" },
        { "bücher.example", "xn--bcher-kva.example", "bücher.example" },
        { "BÜCHER.example.", "xn--bcher-kva.example", "bücher.example" },
        { "xn--bcher-kva.example", "xn--bcher-kva.example", "bücher.example" },
        { "XN--Bcher-KVA.example", "xn--bcher-kva.example", "bücher.example" },
        { "straße.example", "xn--strae-oqa.example", "straße.example" }, /* non-transitional */
        { "例子。测试", "xn--fsqu00a.xn--0zwm56d", "例子.测试" },
        { "ｅｘａｍｐｌｅ.org", "example.org", "example.org" },
        { "exam\u00adple.org", "example.org", "example.org" },
        { "r3---sn.bücher.example", "r3---sn.xn--bcher-kva.example", "r3---sn.bücher.example" },
        { "_a.bücher.example", "_a.xn--bcher-kva.example", "_a.bücher.example" },
        { "xn--80ak6aa92e.com", "xn--80ak6aa92e.com", "аррӏе.com" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        sg_auto_buf ascii = { 0 }, unicode = { 0 };
        const char *fault = sg_idn_ascii(x, sg_str(rows[i].name), &ascii);
        if (!fault) fault = sg_idn_unicode(x, sg_str(rows[i].name), &unicode);
        if (fault) fail_msg("row %zu: %s", i, fault);
        assert_string_equal(sg_buf_cstr(&ascii), rows[i].ascii);
        assert_string_equal(sg_buf_cstr(&unicode), rows[i].unicode);
    }
}

static void what_is_no_name_is_told_why(void **state)
{
    (void)state;
    static const struct {
        struct sg_str name;
        const char *why;
    } rows[] = {
#define ROW(name, why) { { name, sizeof name - 1 }, why }
        ROW("", "empty"),
        ROW(".", "empty"),
        ROW("a..org", "label is empty"),
        ROW(".a.org", "label is empty"),
        ROW("a.org..", "label is empty"),
        ROW("ü..org", "label is empty"),
        ROW(SIXTY_THREE "a.org", "63"),
        ROW(SIXTY_THREE "ü.org", "63"),
        ROW(SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE, "253"),
        ROW("a\0b.org", "NUL"),
        ROW("a\0ü.org", "NUL"),
        ROW("a\tb.org", "control"),
        ROW("a b.org", "blank"),
        ROW("a/b.org", "no host name"),
        ROW("℀.org", "no host name"), /* would be a/c */
        ROW("a\xff.org", "UTF-8"),
        ROW("\xed\xa0\x80.org", "UTF-8"),
        ROW("xn--.org", "punycode"),
        ROW("xn--abc-.org", "punycode"),      /* decodes to abc */
        ROW("xn--99999999.org", "punycode"),  /* beyond Unicode */
        ROW("xn--0.pt", "punycode"),
        ROW("xn--u-ccb.org", "punycode"),     /* u and a mark: would be written as ü */
        ROW("xn--bcher-2pa.org", "punycode"), /* bÜcher: would be written in lower case */
        ROW("xn--xn--5n-lm8vexn--80e.com", "punycode"), /* decodes to xn--ǭ… */
        ROW("xn--a b.org", "blank"),
        ROW("\u0301a.org", "combining mark"),
        ROW("a\u200db.org", "joiner"),
        ROW("אa.org", "directions"),
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        sg_auto_buf ascii = { 0 }, unicode = { 0 };
        const char *a = sg_idn_ascii(x, rows[i].name, &ascii), *u = sg_idn_unicode(x, rows[i].name, &unicode);
        if (!a || !u) fail_msg("row %zu: no fault", i);
        if (!strstr(a, rows[i].why)) fail_msg("row %zu: %s", i, a);
        if (!strstr(u, rows[i].why)) fail_msg("row %zu, to Unicode: %s", i, u);
        assert_int_equal(ascii.len + unicode.len, 0);
    }
}

static void names_of_any_length_are_refused_without_harm(void **state)
{
    (void)state;
    sg_auto_buf name = { 0 }, out = { 0 };
    for (size_t i = 0; i < 300; i++)
        sg_buf_text(&name, "ü.");
    sg_buf_text(&name, "org");
    assert_non_null(sg_idn_ascii(x, sg_buf_view(&name), &out));
    while (name.len < 1 << 20)
        sg_buf_text(&name, "ü");
    assert_non_null(sg_idn_ascii(x, sg_buf_view(&name), &out));
    assert_non_null(sg_idn_unicode(x, sg_buf_view(&name), &out));
    assert_int_equal(out.len, 0);
}

static void letters_are_told_as_they_are_drawn(void **state)
{
    (void)state;
    static const struct {
        uint32_t scalar;
        const char *drawn;
        bool has_mark;
    } rows[] = {
        { 'a', "a", false }, { 'A', "a", false }, { '0', "0", false }, { '1', "1", false }, { 'm', "m", false },
        { '-', "-", false }, { '_', "_", false }, { '~', "~", false }, { '!', "!", false }, { '@', "@", false },
        { 'l', "l", false }, { 'I', "i", false },
        { 0x0430, "a", false }, { 0x0410, "a", false },            /* а А */
        { 0x00e0, "a", true }, { 0x00f1, "n", true },              /* à ñ */
        { 0x00f8, "o", true }, { 0x0142, "l", true },              /* ø ł: a stroke through a letter */
        { 0x0451, "e", true }, { 0x03b7, "n", true },              /* ё η */
        { 0x0456, "i", false }, { 0x0406, "i", false },            /* і І */
        { 0x04cf, "i", false }, { 0x217c, "l", false },            /* ӏ ⅼ */
        { 0x00e6, "ae", false }, { 0xfb01, "fi", false },          /* æ ﬁ */
        { 0x1d426, "m", false }, { 0x217f, "m", false },           /* 𝐦 ⅿ: not rn */
        { 0x1d7cf, "1", false }, { 0xff10, "0", false },           /* 𝟏 ０: not l and o */
        { 0x043a, "k", false }, { 0x043c, "m", false }, { 0x0442, "t", false }, { 0x043d, "h", false },
        { 0x0432, "b", false }, { 0x043f, "n", false }, { 0x03c9, "w", false }, { 0x00df, "b", false },
        { 0x043b, "л", false }, { 0x65e5, "日", false },           /* like none */
        { 0x200b, "", false }, { 0x200d, "", false }, { 0x00ad, "", false }, { 0x3164, "", false },
        { 0x00a0, "", false },
        { 0x0301, "", true },
        { 0x0e31, "\u0e31", false },                               /* a Thai vowel is no ornament */
        { 0x07, "", false }, { 0x7f, "", false }, { 0x20, "", false }, { 0x85, "", false },
        { 0xd800, "\ufffd", false }, { 0x110000, "\ufffd", false }, { 0xffffffff, "\ufffd", false },
    };
    for (int round = 0; round < 2; round++) /* and from the cache */
        for (size_t i = 0; i < ROWS(rows); i++) {
            bool has_mark = !rows[i].has_mark;
            struct sg_str drawn = sg_idn_drawn(x, rows[i].scalar, &has_mark);
            if (!sg_str_is(drawn, rows[i].drawn) || has_mark != rows[i].has_mark)
                fail_msg("U+%04X: %.*s, %d", (unsigned)rows[i].scalar, (int)drawn.len, drawn.data, has_mark);
        }
    bool has_mark;
    assert_true(sg_idn_drawn(x, 0xfdfa, &has_mark).len > 18); /* the longest of all */
}

/* ICU's skeleton of one letter, in lower case, taken apart, without marks, m for rn. */
static void expected(USpoofChecker *spoof, const UNormalizer2 *nfd, UChar32 c, struct sg_buf *out)
{
    UChar in[2], a[256], b[256];
    int32_t n = 0, at = 0;
    UErrorCode status = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(in, n, c);
    n = uspoof_getSkeleton(spoof, 0, in, n, a, 256, &status);
    n = u_strToLower(b, 256, a, n, "", &status);
    n = unorm2_normalize(nfd, b, n, a, 256, &status);
    assert_true(U_SUCCESS(status));
    sg_buf_clear(out);
    while (at < n) {
        UChar32 d;
        U16_NEXT(a, at, n, d);
        if (u_charType(d) == U_NON_SPACING_MARK || u_charType(d) == U_ENCLOSING_MARK) continue;
        if (d == 'n' && out->len && out->data[out->len - 1] == 'r')
            out->data[out->len - 1] = 'm';
        else
            sg_utf8_add(out, (uint32_t)d);
    }
}

/* Where ICU sees ASCII letters, or only the letter itself, so do we; the rest is the table of near letters. */
static void drawings_are_the_skeletons_of_icu(void **state)
{
    (void)state;
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *spoof = uspoof_open(&status);
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    assert_true(U_SUCCESS(status));
    static const uint32_t ranges[][2] = { { 0xa1, 0x24f }, { 0x370, 0x5ff }, { 0x10a0, 0x10ff }, { 0x13a0, 0x13ff },
                                          { 0x2c80, 0x2cff }, { 0x3041, 0x30ff }, { 0x4e00, 0x4fff } };
    sg_auto_buf want = { 0 };
    size_t same = 0, near = 0, other = 0;
    for (size_t r = 0; r < ROWS(ranges); r++)
        for (uint32_t c = ranges[r][0]; c <= ranges[r][1]; c++) {
            if (!u_isalpha((UChar32)c) || u_tolower((UChar32)c) != (UChar32)c) continue;
            expected(spoof, nfd, (UChar32)c, &want);
            bool has_mark;
            struct sg_str got = sg_idn_drawn(x, c, &has_mark);
            bool is_ascii = want.len > 0;
            for (size_t i = 0; i < want.len; i++)
                is_ascii = is_ascii && (unsigned char)want.data[i] < 0x80;
            if (sg_str_same(got, sg_buf_view(&want)))
                same++;
            else if (!is_ascii && got.len == 1 && sg_is_alnum(got.data[0]))
                near++;
            else {
                other++;
                print_message("U+%04X: %.*s, ICU: %.*s\n", (unsigned)c, (int)got.len, got.data, (int)want.len,
                              want.data);
            }
        }
    uspoof_close(spoof);
    assert_int_equal(other, 0);
    if (same < 1000 || near < 10 || near > 100) fail_msg("%zu the same, %zu near", same, near);
}

static void labels_tell_what_they_mix(void **state)
{
    (void)state;
    enum { B = SG_IDN_BEYOND_ASCII, M = SG_IDN_MIXED, W = SG_IDN_WHOLE, I = SG_IDN_INVISIBLE };
    static const struct {
        const char *label;
        unsigned flags;
    } rows[] = {
        { "", 0 }, { "example", 0 }, { "123-4", 0 },
        { "münchen", B },
        { "аррӏе", B | W },
        { "аррӏе-1", B | W },            /* digits and hyphens are of every script */
        { "сурс", B | W },
        { "ехо", B | W },
        { "ёс", B | W },                 /* ë is a Latin letter too */
        { "банк", B },
        { "вот", B },                    /* like bot only to whom small capitals are letters */
        { "аpple", B | M }, { "pаypal", B | M },
        { "ελλάδα", B }, { "ουο", B | W }, { "οv", B | M },
        { "νο", B | W },
        { "日本語", B }, { "日本のテスト", B }, { "ひらカタ漢字", B }, { "한국漢字", B }, { "ㄅㄆ漢字", B },
        { "ひら한국", B | M }, { "ㄅㄆかな", B | M }, { "かなabc", B | M },
        { "カラー", B },                 /* the long mark is of both kana */
        { "ex\u200dample", B | I }, { "\u200b", B | I },
        { "अ\u200dक", B | I },
        { "a\u0301b", B },               /* marks take the script of what they stand on */
        { "💩", B }, { "a💩", B },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        unsigned want = rows[i].flags, got = sg_idn_label_flags(x, sg_str(rows[i].label));
        if (got != want) fail_msg("%s: %u instead of %u", rows[i].label, got, want);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_turn_into_punycode_and_back),
        cmocka_unit_test(what_is_no_name_is_told_why),
        cmocka_unit_test(names_of_any_length_are_refused_without_harm),
        cmocka_unit_test(letters_are_told_as_they_are_drawn),
        cmocka_unit_test(drawings_are_the_skeletons_of_icu),
        cmocka_unit_test(labels_tell_what_they_mix),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
