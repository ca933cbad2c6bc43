/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "objects/objects_internal.h"

#define PAGES 0x1100 /* of 256 code points each */

struct unicode {
    uint32_t *pages[PAGES];
    uint16_t two[0x800];
    const UNormalizer2 *nfc, *nfkc; /* ICU's own */
    UIDNA *idna;                    /* opened at the first name that needs it */
    UChar *from, *to;
    size_t from_cap, to_cap;
};

static bool nfkc_has_word(const struct unicode *u, UChar32 c)
{
    UChar in[2], out[64];
    int32_t n = 0;
    U16_APPEND_UNSAFE(in, n, c);
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = unorm2_normalize(u->nfkc, in, n, out, 64, &status);
    if (U_FAILURE(status)) return true;
    for (int32_t i = 0; i < len;) {
        UChar32 d;
        U16_NEXT(out, i, len, d);
        if (U_GET_GC_MASK(d) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK)) return true;
    }
    return false;
}

/* Chinese and Japanese by script; Thai, Lao, Khmer, Burmese and their neighbours are what UAX 14 calls complex context. */
static bool is_unspaced(UChar32 c)
{
    return uscript_hasScript(c, USCRIPT_HAN) || uscript_hasScript(c, USCRIPT_HIRAGANA) ||
           uscript_hasScript(c, USCRIPT_KATAKANA) || u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

static uint32_t describe(const struct unicode *u, UChar32 c)
{
    uint32_t mask = U_GET_GC_MASK(c);
    if (mask & U_GC_CS_MASK) return (uint32_t)c;
    UChar32 folded = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    uint32_t w = (uint32_t)folded;
    if (mask & (U_GC_L_MASK | U_GC_NL_MASK)) w |= CP_LETTER;
    if (mask & U_GC_M_MASK) w |= CP_MARK;
    if (mask & U_GC_ND_MASK) w |= CP_DIGIT;
    if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
        u_getIntPropertyValue(folded, UCHAR_NFC_QUICK_CHECK) != UNORM_YES)
        w |= CP_NFC_SLOW;
    if ((u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) != UNORM_YES && nfkc_has_word(u, c)) ||
        u_getIntPropertyValue(folded, UCHAR_NFKC_QUICK_CHECK) != UNORM_YES)
        w |= CP_NFKC_SLOW;
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) w |= CP_INVISIBLE;
    if (u_getCombiningClass(c)) w |= CP_REORDERS;
    if (is_unspaced(c)) w |= CP_UNSPACED;
    switch (c) {
    case 0x00b7: case 0x05f3: case 0x05f4: case 0x0f0b: case 0x200c: case 0x200d: case 0x30fb: w |= CP_MEDIAL;
    }
    return w;
}

static const uint32_t *page(struct unicode *u, uint32_t number)
{
    uint32_t *p = malloc(256 * sizeof *p);
    if (!p) return NULL;
    for (uint32_t i = 0; i < 256; i++)
        p[i] = describe(u, (UChar32)(number << 8 | i));
    return u->pages[number] = p;
}

uint32_t unicode_word(struct unicode *u, uint32_t scalar)
{
    if (scalar > 0x10ffff) return scalar & CP_FOLD;
    const uint32_t *p = u->pages[scalar >> 8];
    if (!p && !(p = page(u, scalar >> 8))) return describe(u, (UChar32)scalar); /* no memory to remember it */
    return p[scalar & 255];
}

const uint16_t *unicode_two(const struct unicode *u) { return u->two; }

uint32_t unicode_before(struct unicode *u, struct sg_str s, size_t end)
{
    if (!end) return 0;
    size_t at = end - 1;
    while (at > 0 && end - at < 4 && ((unsigned char)s.data[at] & 0xc0) == 0x80)
        at--;
    size_t next = at;
    uint32_t c = sg_utf8_next(s.data, end, &next);
    return next == end ? unicode_word(u, c) : 0xfffd;
}

enum sg_code unicode_new(struct unicode **ret, struct sg_err *err)
{
    struct unicode *u = calloc(1, sizeof *u);
    if (!u) return sg_fail_nomem(err, "Unicode tables");
    UErrorCode status = U_ZERO_ERROR;
    u->nfc = unorm2_getNFCInstance(&status);
    u->nfkc = unorm2_getNFKCInstance(&status);
    if (U_FAILURE(status)) {
        unicode_free(u);
        return sg_fail(err, SG_EIO, "ICU has no normalisation data (%s): install ICU's data files", u_errorName(status));
    }
    for (uint32_t c = 0x80; c < 0x800; c++) {
        uint32_t w = unicode_word(u, c), folded = w & CP_FOLD;
        if (!(w & CP_ALNUM) || (w & (CP_NFC_SLOW | CP_NFKC_SLOW | CP_INVISIBLE | CP_REORDERS))) continue;
        if (folded < 0x80 || folded >= 0x800) continue;
        u->two[c] = (uint16_t)((0xc0 | folded >> 6) | (0x80 | (folded & 63)) << 8);
    }
    *ret = u;
    return SG_OK;
}

void unicode_free(struct unicode *u)
{
    if (!u) return;
    for (size_t i = 0; i < PAGES; i++)
        free(u->pages[i]);
    if (u->idna) uidna_close(u->idna);
    free(u->from);
    free(u->to);
    free(u);
}

static bool room(UChar **p, size_t *cap, size_t want)
{
    if (*cap >= want) return true;
    if (want > INT32_MAX / sizeof(UChar)) return false;
    UChar *bigger = realloc(*p, want * sizeof *bigger);
    if (!bigger) return false;
    *p = bigger;
    *cap = want;
    return true;
}

static bool add_utf16(struct sg_buf *out, const UChar *s, int32_t len)
{
    if (!sg_buf_room(out, (size_t)len * 3 + 1)) return false;
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0;
    size_t free_bytes = out->cap - out->len;
    u_strToUTF8WithSub(out->data + out->len, free_bytes > INT32_MAX ? INT32_MAX : (int32_t)free_bytes, &n, s, len, 0xfffd,
                       NULL, &status);
    if (U_FAILURE(status)) return false;
    out->len += (size_t)n;
    return true;
}

static bool starved(struct sg_buf *out)
{
    out->failed = true;
    return false;
}

static bool normalise(struct unicode *u, const UNormalizer2 *form, struct sg_str s, struct sg_buf *out)
{
    if (s.len > INT32_MAX / 8) return false;
    if (!room(&u->from, &u->from_cap, s.len + 1)) return starved(out);
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0;
    u_strFromUTF8WithSub(u->from, (int32_t)u->from_cap, &n, s.data, (int32_t)s.len, 0xfffd, NULL, &status);
    if (U_FAILURE(status)) return false;
    for (size_t want = (size_t)n * 2 + 64;; want *= 2) {
        if (!room(&u->to, &u->to_cap, want)) return starved(out);
        status = U_ZERO_ERROR;
        int32_t m = unorm2_normalize(form, u->from, n, u->to, (int32_t)u->to_cap, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) continue;
        if (status == U_MEMORY_ALLOCATION_ERROR) return starved(out);
        return !U_FAILURE(status) && add_utf16(out, u->to, m);
    }
}

bool unicode_nfc(struct unicode *u, struct sg_str s, struct sg_buf *out) { return normalise(u, u->nfc, s, out); }
bool unicode_nfkc(struct unicode *u, struct sg_str s, struct sg_buf *out) { return normalise(u, u->nfkc, s, out); }

bool unicode_idn(struct unicode *u, struct sg_str host, struct sg_buf *out)
{
    UErrorCode status = U_ZERO_ERROR;
    if (!u->idna) {
        u->idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status);
        if (U_FAILURE(status)) {
            u->idna = NULL;
            return status == U_MEMORY_ALLOCATION_ERROR ? starved(out) : false;
        }
    }
    char ascii[HOST_MAX + 3];
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t n = uidna_nameToASCII_UTF8(u->idna, host.data, (int32_t)host.len, ascii, sizeof ascii, &info, &status);
    if (status == U_MEMORY_ALLOCATION_ERROR) return starved(out);
    if (U_FAILURE(status) || info.errors || n <= 0 || n > HOST_MAX + 1) return false;
    sg_buf_add(out, ascii, (size_t)n);
    return !out->failed;
}
