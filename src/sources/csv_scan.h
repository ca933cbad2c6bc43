/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the next byte that matters, 16 at a time where the machine can. */
#ifndef SG_SOURCES_CSV_SCAN_H
#define SG_SOURCES_CSV_SCAN_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* The first of a, b or NUL in [p, end), or end. */
static inline const char *sg_csv_scan(const char *p, const char *end, char a, char b)
{
#if defined(__SSE2__)
    const __m128i want_a = _mm_set1_epi8(a), want_b = _mm_set1_epi8(b), zero = _mm_setzero_si128();
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, want_a), _mm_cmpeq_epi8(v, want_b)),
                                   _mm_cmpeq_epi8(v, zero));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask) return p + __builtin_ctz(mask);
    }
#elif defined(__aarch64__)
    const uint8x16_t want_a = vdupq_n_u8((uint8_t)a), want_b = vdupq_n_u8((uint8_t)b);
    for (; end - p >= 16; p += 16) {
        uint8x16_t v = vld1q_u8((const uint8_t *)p);
        uint8x16_t hit = vorrq_u8(vorrq_u8(vceqq_u8(v, want_a), vceqq_u8(v, want_b)), vceqzq_u8(v));
        /* four bits a byte: NEON has no movemask */
        uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hit), 4)), 0);
        if (mask) return p + (__builtin_ctzll(mask) >> 2);
    }
#endif
    while (p < end && *p != a && *p != b && *p != '\0')
        p++;
    return p;
}

#endif
