/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes looked at sixteen at a time: line ends, odd bytes, and lines that may be boundaries. */
#include "mail/mail_internal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LONGEST_LINE = 998 };

/* Where 64 bytes are equal to `c`, a bit each. */
#ifdef __SSE2__
static inline uint64_t where(const char *s, char c)
{
    const __m128i wanted = _mm_set1_epi8(c);
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        __m128i piece = _mm_loadu_si128((const __m128i *)(const void *)(s + 16 * i));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(piece, wanted)) << (16 * i);
    }
    return bits;
}
#else
static inline uint64_t where(const char *s, char c)
{
    uint64_t bits = 0;
    for (int i = 0; i < 64; i++)
        bits |= (uint64_t)(s[i] == c) << i;
    return bits;
}
#endif

/* What the blocks seen so far leave to the next one. */
struct line_state {
    size_t line_start; /* of the line that is open */
    uint64_t last_cr;  /* 1: the byte before was a CR */
    bool has_crlf, has_lf, has_cr, has_nul, has_long;
};

static inline void see_block(struct line_state *s, const char *block, size_t at)
{
    uint64_t lf = where(block, '\n'), cr = where(block, '\r'), nul = where(block, '\0');
    uint64_t behind_cr = cr << 1 | s->last_cr;
    s->has_crlf |= (lf & behind_cr) != 0;
    s->has_lf |= (lf & ~behind_cr) != 0;
    s->has_cr |= (behind_cr & ~lf) != 0;
    s->has_nul |= nul != 0;
    s->last_cr = cr >> 63;
    if (!lf) return;
    size_t first = at + (size_t)__builtin_ctzll(lf);
    s->has_long |= first - s->line_start > LONGEST_LINE + 1; /* and the CR; lines inside a block are short */
    s->line_start = at + 64 - (size_t)__builtin_clzll(lf);
}

uint32_t mail_line_defects(struct sg_str bytes)
{
    struct line_state s = { 0 };
    size_t at = 0;
    for (; at + 64 <= bytes.len; at += 64)
        see_block(&s, bytes.data + at, at);
    char last[64]; /* filled up with a letter that means nothing */
    if (at < bytes.len || s.last_cr) {
        memset(last, 'x', sizeof last);
        if (at < bytes.len) memcpy(last, bytes.data + at, bytes.len - at);
        see_block(&s, last, at);
    }
    s.has_long |= bytes.len - (s.line_start < bytes.len ? s.line_start : bytes.len) > LONGEST_LINE + 1;
    return (s.has_crlf && s.has_lf ? SG_MAIL_MIXED_LINE_ENDS : 0u) | (s.has_cr ? SG_MAIL_BARE_CR : 0u) |
           (s.has_nul ? SG_MAIL_NUL_BYTES : 0u) | (s.has_long ? SG_MAIL_LONG_LINE : 0u);
}

const char *mail_next_dashes(const char *at, const char *end)
{
    if (end - at >= 2 && at[0] == '-' && at[1] == '-') return at;
    const char *p = at;
#ifdef __SSE2__
    const __m128i lf = _mm_set1_epi8('\n'), dash = _mm_set1_epi8('-');
    for (; end - p >= 18; p += 16) {
        __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), lf);
        __m128i b = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + 1)), dash);
        __m128i c = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + 2)), dash);
        unsigned bits = (unsigned)_mm_movemask_epi8(_mm_and_si128(a, _mm_and_si128(b, c)));
        if (bits) return p + __builtin_ctz(bits) + 1;
    }
#endif
    while (end - p >= 3 && (p = memchr(p, '\n', (size_t)(end - p) - 2))) {
        if (p[1] == '-' && p[2] == '-') return p + 1;
        p++;
    }
    return NULL;
}

size_t mail_ascii_run(const char *s, size_t len)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; i + 16 <= len; i += 16) {
        int bits = _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s + i)));
        if (bits) return i + (size_t)__builtin_ctz((unsigned)bits);
    }
#endif
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}
