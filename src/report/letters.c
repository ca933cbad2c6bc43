/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/letters.h"

#include <stdint.h>

#include "base/text.h"

bool letters_is_plain(char c)
{
    return sg_is_alnum(c) || c == '_';
}

/* Ranges of The Unicode Standard's code charts; what is in none is UNSPACED. */
static const struct {
    uint32_t first, last;
    enum sign sign;
} signs[] = {
    { 0x80, 0xa9, NO_LETTER },     { 0xab, 0xb4, NO_LETTER },       { 0xb6, 0xb9, NO_LETTER },
    { 0xbb, 0xbf, NO_LETTER },     { 0xd7, 0xd7, NO_LETTER },       { 0xf7, 0xf7, NO_LETTER },
    { 0xaa, 0x2af, LATIN },        { 0x2b0, 0x2ff, NO_LETTER },     { 0x300, 0x36f, LATIN }, /* accents */
    { 0x37e, 0x37e, NO_LETTER },   { 0x387, 0x387, NO_LETTER },     { 0x55a, 0x55f, NO_LETTER },
    { 0x589, 0x58a, NO_LETTER },   { 0x5be, 0x5be, NO_LETTER },     { 0x5c0, 0x5c0, NO_LETTER },
    { 0x5c3, 0x5c3, NO_LETTER },   { 0x5f3, 0x60f, NO_LETTER },     { 0x61b, 0x61f, NO_LETTER },
    { 0x66a, 0x66d, NO_LETTER },   { 0x6d4, 0x6d4, NO_LETTER },     { 0x964, 0x965, NO_LETTER },
    { 0x370, 0xdff, SPACED },      { 0x10a0, 0x10ff, SPACED },      { 0x1e00, 0x1eff, LATIN },
    { 0x1f00, 0x1fff, SPACED },    { 0x2000, 0x2bff, NO_LETTER },   { 0x3000, 0x3004, NO_LETTER },
    { 0x3008, 0x303f, NO_LETTER }, { 0x30fb, 0x30fb, NO_LETTER },   { 0xe000, 0xf8ff, NO_LETTER },
    { 0xfe00, 0xfe6f, NO_LETTER }, { 0xfeff, 0xfeff, NO_LETTER },   { 0xff00, 0xff0f, NO_LETTER },
    { 0xff1a, 0xff20, NO_LETTER }, { 0xff3b, 0xff40, NO_LETTER },   { 0xff5b, 0xff65, NO_LETTER },
    { 0xfff0, 0xffff, NO_LETTER }, { 0x1f000, 0x1faff, NO_LETTER }, { 0xe0000, 0xe0fff, NO_LETTER },
};

enum sign letters_sign(const char *s, size_t len, size_t *ret_size)
{
    *ret_size = 1;
    if ((unsigned char)s[0] < 0x80) return letters_is_plain(s[0]) ? LATIN : NO_LETTER;
    size_t pos = 0;
    uint32_t scalar = sg_utf8_next(s, len, &pos);
    *ret_size = pos;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (scalar >= signs[i].first && scalar <= signs[i].last) return signs[i].sign;
    return UNSPACED;
}

bool letters_begin(const char *s, size_t len)
{
    size_t size;
    return len && letters_sign(s, len, &size) != NO_LETTER;
}

size_t letters_word(const char *s, size_t len)
{
    size_t n = 0, size;
    enum sign kind = len ? letters_sign(s, len, &n) : NO_LETTER;
    if (kind == NO_LETTER) return 0;
    while (kind != UNSPACED && n < len && letters_sign(s + n, len - n, &size) == kind)
        n += size;
    return n;
}

size_t letters_run(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t word; (word = letters_word(s + n, len - n)) > 0;)
        n += word;
    return n;
}

size_t letters_gap(const char *s, size_t len)
{
    size_t n = 0, size;
    while (n < len && letters_sign(s + n, len - n, &size) == NO_LETTER)
        n += size;
    return n;
}

/* The small letter of the same length for one of two bytes: Latin, Greek, Cyrillic. */
static uint32_t lower_scalar(uint32_t c)
{
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177)) return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c + (c & 1);
    return c;
}

size_t letters_part(const char *s, size_t len)
{
    if (!len || !letters_is_plain(s[0])) return letters_word(s, len);
    size_t n = 1;
    while (s[0] != '_' && n < len && s[n] != '_' && letters_is_plain(s[n]) && sg_is_digit(s[n]) == sg_is_digit(s[0]))
        n++;
    return n;
}

void letters_fold(const char *s, size_t len, char *lower)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        lower[i] = sg_lower(s[i]);
        if ((c & 0xe0) != 0xc0 || i + 1 == len || ((unsigned char)s[i + 1] & 0xc0) != 0x80) continue;
        uint32_t small = lower_scalar((c & 0x1fu) << 6 | ((unsigned char)s[i + 1] & 0x3fu));
        lower[i++] = (char)(0xc0 | small >> 6);
        lower[i] = (char)(0x80 | (small & 0x3f));
    }
}

void letters_trim(const char **s, size_t *len)
{
    size_t gap = letters_gap(*s, *len), last = gap;
    for (size_t at = gap, run; at < *len; at += letters_gap(*s + at, *len - at)) {
        if ((run = letters_run(*s + at, *len - at)) == 0) break;
        last = at += run;
    }
    *s += gap;
    *len = last - gap;
}
