/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/thread_index.h"

#include "base/text.h"

/* 100 ns from 1601 to 1970. */
#define FILETIME_1970 INT64_C(116444736000000000)
enum { HEADER = 22, ANSWER = 5 };

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (sg_is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t decode(struct sg_str text, unsigned char *ret, size_t most)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < most; i++) {
        int v = base64_value(text.data[i]);
        if (v < 0) continue; /* folds, padding */
        bits = bits << 6 | (uint32_t)v;
        if ((n_bits += 6) >= 8) ret[n++] = (unsigned char)(bits >> (n_bits -= 8));
    }
    return n;
}

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | bytes[i];
    return v;
}

static sg_time from_filetime(uint64_t filetime)
{
    return ((int64_t)filetime - FILETIME_1970) / 10;
}

/* Desktop programs write the 48 high bits; servers since Exchange 2013 a byte of 1 and the 40 high bits.  The high byte
 * of any time from 1829 to 2057 is 1, so only the second byte tells: as part of a time it would be 1 in 1830 or so. */
static uint64_t header_time(const unsigned char *b)
{
    return b[1] == 1 ? big_endian(b + 1, 5) << 24 : big_endian(b, 6) << 16;
}

/* One bit says how the other 31 are scaled. */
static uint64_t difference(const unsigned char *answer)
{
    uint64_t v = big_endian(answer, 4);
    return v >> 31 ? (v & 0x7fffffff) << 23 : v << 18;
}

bool leak_thread_index_read(struct sg_str base64, struct leak_thread_index *ret)
{
    struct leak_thread_index t = { 0 };
    t.len = decode(base64, t.bytes, sizeof t.bytes);
    if (t.len < HEADER || t.bytes[0] != 1) return false;
    t.n_answers = (t.len - HEADER) / ANSWER;
    t.len = HEADER + t.n_answers * ANSWER;
    uint64_t began = header_time(t.bytes), last = began, summed = began;
    for (size_t i = 0; i < t.n_answers; i++) {
        uint64_t d = difference(t.bytes + HEADER + i * ANSWER);
        last = began + d; /* at most 2^57 + 2^54 */
        if (summed < UINT64_C(1) << 60) summed += d;
    }
    *ret = t;
    ret->guid = ret->bytes + 6;
    ret->began = from_filetime(began);
    ret->last = from_filetime(last);
    ret->last_summed = from_filetime(summed);
    return true;
}

sg_time leak_thread_index_gap(const struct leak_thread_index *t, sg_time date)
{
    sg_time a = date - t->last, b = date - t->last_summed;
    sg_time size_a = a < 0 ? -a : a, size_b = b < 0 ? -b : b;
    return size_b < size_a ? b : a;
}

bool leak_thread_index_follows(const struct leak_thread_index *answer, const struct leak_thread_index *parent)
{
    return answer->len > parent->len && memcmp(answer->bytes, parent->bytes, parent->len) == 0;
}
