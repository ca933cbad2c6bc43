/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What letters look like, and which scripts a label mixes: UTS 39, with ICU. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "objects/idn_internal.h"
#include "objects/objects_internal.h"

/*
 * Skeletons that UTS 39 keeps apart from ASCII, for in large print they are, and that a reader of an address bar takes
 * for the letter all the same: small capitals, which are also what it makes of Cyrillic в, к, м, н, т, and a few more.
 */
static const struct {
    UChar from;
    char to;
} near_letters[] = {
    { 0x00df, 'b' }, /* ß and β */
    { 0x0138, 'k' }, /* ĸ, Cyrillic к, Greek κ */
    { 0x025b, 'e' }, /* ɛ and ε */
    { 0x025c, '3' }, /* ɜ, Cyrillic з */
    { 0x0262, 'g' }, /* ɢ */
    { 0x026a, 'i' }, /* ɪ */
    { 0x0274, 'n' }, /* ɴ */
    { 0x0280, 'r' }, /* ʀ */
    { 0x028d, 'm' }, /* ʍ, which Cyrillic м is mapped to */
    { 0x0299, 'b' }, /* ʙ, Cyrillic в */
    { 0x029c, 'h' }, /* ʜ, Cyrillic н */
    { 0x029f, 'l' }, /* ʟ */
    { 0x03c0, 'n' }, /* π, Cyrillic п */
    { 0x03c7, 'x' }, /* χ */
    { 0x03c9, 'w' }, /* ω */
    { 0x0448, 'w' }, { 0x0449, 'w' }, /* ш, щ */
    { 0x1d00, 'a' }, { 0x1d05, 'd' }, { 0x1d07, 'e' }, { 0x1d0a, 'j' }, { 0x1d0b, 'k' }, { 0x1d0d, 'm' },
    { 0x1d18, 'p' }, { 0x1d1b, 't' }, /* ᴛ: Cyrillic т, Greek τ */
    { 0x2c99, 'm' }, /* Coptic ⲙ */
    { 0xa730, 'f' }, { 0xa793, 'e' }, /* ꞓ: Cyrillic є */
};

static UChar near_letter(UChar c)
{
    for (size_t i = 0; i < sizeof near_letters / sizeof *near_letters; i++)
        if (near_letters[i].from == c) return (UChar)near_letters[i].to;
    return c;
}

/* Marks that any letter may wear.  Those of one script alone may be its vowels, and stay. */
static bool is_ornament(UChar32 c)
{
    if (!(U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK))) return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_INHERITED: case USCRIPT_COMMON: return true;
    case USCRIPT_LATIN: case USCRIPT_GREEK: case USCRIPT_CYRILLIC: return true;
    default: return false;
    }
}

static bool is_unseen(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_isUWhiteSpace(c) || u_iscntrl(c) ||
           c == 0x2800; /* a Braille cell without dots */
}

/* The skeleton in lower case and taken apart, into `out`; -1: ICU failed. */
static int32_t skeleton(const struct sg_idn *x, UChar32 c, UChar *out, int32_t room)
{
    UChar in[2], drawn[IDN_LONG], lower[IDN_LONG];
    int32_t n = 0;
    UErrorCode status = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(in, n, c);
    n = uspoof_getSkeleton(x->spoof, 0, in, n, drawn, IDN_LONG, &status);
    n = u_strToLower(lower, IDN_LONG, drawn, n, "", &status);
    n = unorm2_normalize(x->nfd, lower, n, out, room, &status);
    return U_FAILURE(status) ? -1 : n;
}

/* Takes the marks off; returns the new length.  When nothing but marks is there, nothing is left. */
static int32_t without_ornaments(UChar *s, int32_t len, unsigned *flags)
{
    int32_t put = 0;
    for (int32_t at = 0; at < len;) {
        UChar32 c;
        int32_t begin = at;
        U16_NEXT(s, at, len, c);
        if (is_ornament(c))
            *flags |= DRAWN_MARK;
        else
            while (begin < at)
                s[put++] = s[begin++];
    }
    return put;
}

/* UTS 39 writes m as rn, so that both are one; here the reader wants the letter. */
static int32_t one_letter_m(UChar *s, int32_t len)
{
    int32_t put = 0;
    for (int32_t at = 0; at < len; at++) {
        bool is_m = s[at] == 'r' && at + 1 < len && s[at + 1] == 'n';
        s[put++] = is_m ? 'm' : s[at];
        at += is_m;
    }
    return put;
}

static bool is_ascii_name(const UChar *s, int32_t len)
{
    for (int32_t i = 0; i < len; i++)
        if (s[i] >= 0x80 || !sg_is_alnum((char)s[i])) return false;
    return len > 0;
}

/* ０ and 𝟎 are digits, and 𝟏 no l, whatever UTS 39 makes of 0 and 1. */
static int32_t as_digit(UChar32 c, UChar *s)
{
    if ((u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE) != U_DT_WIDE &&
         u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE) != U_DT_FONT) ||
        u_charDigitValue(c) < 0)
        return 0;
    s[0] = (UChar)('0' + u_charDigitValue(c));
    return 1;
}

static size_t describe(const struct sg_idn *x, UChar32 scalar, char *text, unsigned *flags)
{
    UChar s[IDN_LONG];
    UChar32 c = u_tolower(scalar);
    *flags = 0;
    if (is_unseen(scalar)) {
        *flags = DRAWN_INVISIBLE;
        return 0;
    }
    int32_t len = as_digit(c, s);
    if (!len) {
        len = skeleton(x, c, s, IDN_LONG);
        if (len < 0) { /* then it is itself */
            len = 0;
            U16_APPEND_UNSAFE(s, len, c);
        }
        len = one_letter_m(s, without_ornaments(s, len, flags));
    }
    if (is_ascii_name(s, len)) *flags |= DRAWN_LATIN;
    if (len == 1) s[0] = near_letter(s[0]);
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0;
    u_strToUTF8WithSub(text, IDN_LONG, &n, s, len, 0xfffd, NULL, &status);
    return U_FAILURE(status) ? 0 : (size_t)n;
}

struct sg_str idn_drawn(struct sg_idn *x, uint32_t scalar, unsigned *ret_flags)
{
    if (scalar > 0x10ffff || (scalar >= 0xd800 && scalar < 0xe000)) scalar = 0xfffd;
    struct drawn *d = &x->slots[(scalar ^ scalar >> 13) & (IDN_SLOTS - 1)];
    if (d->scalar != scalar || !(d->flags & DRAWN_KNOWN)) {
        unsigned flags = 0;
        size_t len = describe(x, (UChar32)scalar, x->text, &flags);
        if (len > IDN_SHORT) { /* rare: not kept */
            *ret_flags = flags;
            return sg_str_n(x->text, len);
        }
        *d = (struct drawn){ .scalar = scalar, .len = (uint8_t)len, .flags = (uint8_t)(flags | DRAWN_KNOWN) };
        memcpy(d->text, x->text, len);
    }
    *ret_flags = d->flags;
    return sg_str_n(d->text, d->len);
}

struct sg_str sg_idn_drawn(struct sg_idn *x, uint32_t scalar, bool *ret_has_mark)
{
    if (scalar < 0x80) { /* control characters and the blank are not seen */
        *ret_has_mark = false;
        return sg_str_n(x->ascii + scalar, scalar > 0x20 && scalar < 0x7f);
    }
    unsigned flags;
    struct sg_str drawn = idn_drawn(x, scalar, &flags);
    *ret_has_mark = flags & DRAWN_MARK;
    return drawn;
}

/* --- scripts --- */

enum { SCRIPT_WORDS = (USCRIPT_CODE_LIMIT + 63) / 64 };
struct scripts {
    uint64_t bits[SCRIPT_WORDS];
};

static void add_script(struct scripts *s, UScriptCode code) { s->bits[code / 64] |= UINT64_C(1) << code % 64; }
static bool has_script(const struct scripts *s, UScriptCode code) { return s->bits[code / 64] >> code % 64 & 1; }

/* UTS 39, 5.1: the scripts that a letter may belong to, and Chinese, Japanese and Korean writing; false: any. */
static bool scripts_of(UChar32 c, struct scripts *ret)
{
    UScriptCode codes[USCRIPT_CODE_LIMIT];
    UErrorCode status = U_ZERO_ERROR;
    *ret = (struct scripts){ 0 };
    int32_t n = uscript_getScriptExtensions(c, codes, USCRIPT_CODE_LIMIT, &status);
    for (int32_t i = 0; i < n && U_SUCCESS(status); i++) {
        if (codes[i] < 0 || codes[i] >= USCRIPT_CODE_LIMIT) continue;
        switch (codes[i]) {
        case USCRIPT_COMMON: case USCRIPT_INHERITED: return false;
        case USCRIPT_HAN:
            add_script(ret, USCRIPT_HAN_WITH_BOPOMOFO);
            add_script(ret, USCRIPT_JAPANESE);
            add_script(ret, USCRIPT_KOREAN);
            break;
        case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: add_script(ret, USCRIPT_JAPANESE); break;
        case USCRIPT_HANGUL: add_script(ret, USCRIPT_KOREAN); break;
        case USCRIPT_BOPOMOFO: add_script(ret, USCRIPT_HAN_WITH_BOPOMOFO); break;
        default: break;
        }
        add_script(ret, codes[i]);
    }
    return U_SUCCESS(status);
}

/* Keeps what both have; false: nothing. */
static bool narrow(struct scripts *all, const struct scripts *one)
{
    uint64_t any = 0;
    for (size_t i = 0; i < SCRIPT_WORDS; i++)
        any |= all->bits[i] &= one->bits[i];
    return any != 0;
}

unsigned sg_idn_label_flags(struct sg_idn *x, struct sg_str label)
{
    unsigned flags = 0;
    bool is_all_latin = true, has_letters = false;
    struct scripts common;
    memset(&common, 0xff, sizeof common);
    for (size_t at = 0; at < label.len;) {
        unsigned drawn = DRAWN_LATIN;
        UChar32 c = (UChar32)sg_utf8_next(label.data, label.len, &at);
        if (c >= 0x80) {
            flags |= SG_IDN_BEYOND_ASCII;
            idn_drawn(x, (uint32_t)c, &drawn);
            if (drawn & DRAWN_INVISIBLE) flags |= SG_IDN_INVISIBLE;
            is_all_latin = is_all_latin && (drawn & (DRAWN_LATIN | DRAWN_INVISIBLE | DRAWN_MARK));
            if (!(drawn & DRAWN_LATIN) && (drawn & DRAWN_MARK) && !is_ornament(c)) is_all_latin = false;
        } else if (!u_isalpha(c))
            continue;
        struct scripts own;
        if (!scripts_of(c, &own)) continue;
        has_letters = true;
        if (!narrow(&common, &own)) flags |= SG_IDN_MIXED;
    }
    bool is_other = has_letters && !(flags & SG_IDN_MIXED) && !has_script(&common, USCRIPT_LATIN);
    if (is_other && is_all_latin) flags |= SG_IDN_WHOLE;
    return flags;
}
