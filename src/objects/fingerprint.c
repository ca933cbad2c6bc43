/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method: doc/method/same-text.md. */
#include "base/hash.h"
#include "objects/objects_internal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The normalised text as it grows.  Two bytes of UTF-8 may fold to three, so twice the length is room enough. */
struct said {
    char *out;
    size_t len;
    uint32_t letters;
    bool is_blank; /* a blank is due before the next letter */
};

static size_t skip_blanks(struct sg_str t, size_t at)
{
    while (at < t.len && (t.data[at] == ' ' || (t.data[at] >= '\t' && t.data[at] <= '\r')))
        at++;
    return at;
}

/* Past '@' and the name at `at`; `at` when there is none. */
static size_t skip_mention(struct sg_str t, size_t at)
{
    if (at >= t.len || t.data[at] != '@') return at;
    size_t end = at + 1;
    while (end < t.len && (sg_is_alnum(t.data[end]) || t.data[end] == '_'))
        end++;
    return end > at + 1 ? end : at;
}

/* "RT @a: RT @b: ", ".@a @b ", "@a @b@host ". */
static size_t skip_dress(struct sg_str t)
{
    size_t at = 0;
    for (;;) {
        size_t next = skip_blanks(t, at), name = next;
        if (t.len - next >= 4 && (t.data[next] | 0x20) == 'r' && (t.data[next + 1] | 0x20) == 't')
            name = skip_blanks(t, next + 2);
        else if (next < t.len && t.data[next] == '.')
            name = next + 1;
        size_t end = skip_mention(t, name);
        if (end == name) return at;
        size_t host = skip_mention(t, end); /* @user@host */
        while (host > end && host + 1 < t.len && (t.data[host] == '.' || t.data[host] == '-') && sg_is_alnum(t.data[host + 1]))
            for (host++; host < t.len && sg_is_alnum(t.data[host]);)
                host++;
        at = host;
        if (at < t.len && t.data[at] == ':') at++;
    }
}

static void put_blank(struct said *s)
{
    if (s->is_blank && s->len) s->out[s->len++] = ' ';
    s->is_blank = false;
}

static void put_scalar(struct said *s, uint32_t c)
{
    put_blank(s);
    if (c < 0x80) {
        s->out[s->len++] = (char)c;
    } else if (c < 0x800) {
        s->out[s->len++] = (char)(0xc0 | c >> 6);
        s->out[s->len++] = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        s->out[s->len++] = (char)(0xe0 | c >> 12);
        s->out[s->len++] = (char)(0x80 | (c >> 6 & 63));
        s->out[s->len++] = (char)(0x80 | (c & 63));
    } else {
        s->out[s->len++] = (char)(0xf0 | c >> 18);
        s->out[s->len++] = (char)(0x80 | (c >> 12 & 63));
        s->out[s->len++] = (char)(0x80 | (c >> 6 & 63));
        s->out[s->len++] = (char)(0x80 | (c & 63));
    }
}

/* Takes back the ASCII letters and digits of `part`, which were put last. */
static void take_back(struct said *s, const char *part, size_t len)
{
    for (size_t i = len; i-- > 0;) {
        if (!sg_is_alnum(part[i])) continue;
        while (s->len && s->out[s->len - 1] == ' ')
            s->len--;
        s->len--;
        s->letters--;
    }
    if (s->len && s->out[s->len - 1] == ' ') s->len--;
    s->is_blank = true;
}

/* Does an address surround the ASCII character at `at`?  Its beginning, or SIZE_MAX. */
static size_t link_start(const struct sg_extractor *x, struct sg_str t, size_t from, size_t at)
{
    if (t.data[at] == ':') {
        if (t.len - at < 3 || t.data[at + 1] != '/' || t.data[at + 2] != '/') return SIZE_MAX;
        return scan_url_start(&x->tables, t, from, at + 1);
    }
    if (t.data[at] == '/') return scan_url_start(&x->tables, t, from, at);
    if (at - from < 3 || !sg_str_is_nocase(sg_str_n(t.data + at - 3, 3), "www")) return SIZE_MAX;
    return at - from > 3 && ((signed char)t.data[at - 4] < 0 || sg_is_alnum(t.data[at - 4])) ? SIZE_MAX : at - 3;
}

/* One run of ASCII letters and digits at `at`, folded; its length. */
static size_t put_ascii(struct said *s, struct sg_str t, size_t at)
{
    size_t begin = at;
#ifdef __SSE2__
    const __m128i lower = _mm_set1_epi8(0x20), below_a = _mm_set1_epi8('a' - 1), above_z = _mm_set1_epi8('z' + 1),
                  below_0 = _mm_set1_epi8('0' - 1), above_9 = _mm_set1_epi8('9' + 1);
    while (at + 16 <= t.len) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(t.data + at)), low = _mm_or_si128(v, lower);
        __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(low, below_a), _mm_cmplt_epi8(low, above_z));
        __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, below_0), _mm_cmplt_epi8(v, above_9));
        unsigned others = ~(unsigned)_mm_movemask_epi8(_mm_or_si128(letter, digit)) & 0xffff;
        _mm_storeu_si128((__m128i *)(void *)(s->out + s->len), low);
        size_t n = others ? (size_t)__builtin_ctz(others) : 16;
        s->len += n;
        at += n;
        if (others) return at - begin;
    }
#endif
    for (; at < t.len && sg_is_alnum(t.data[at]); at++)
        s->out[s->len++] = sg_lower(t.data[at]);
    return at - begin;
}

/* False: a character asks for NFKC first (never when `is_normal`). */
static bool say(struct sg_extractor *x, struct sg_str t, bool is_normal, struct said *s)
{
    const uint16_t *two = unicode_two(x->unicode);
    bool reorders = false; /* was the last one a mark that may have to change places? */
    size_t from = skip_dress(t), at = from;
    while (at < t.len) {
        unsigned char c = (unsigned char)t.data[at];
        if (c < 0x80) {
            reorders = false;
            if (sg_is_alnum((char)c)) {
                put_blank(s);
                size_t n = put_ascii(s, t, at);
                s->letters += (uint32_t)n;
                at += n;
                continue;
            }
            s->is_blank = true;
            if (c == ':' || c == '/' || c == '.') {
                size_t start = link_start(x, t, from, at), end;
                bool is_cut;
                if (start != SIZE_MAX) {
                    take_back(s, t.data + start, at - start);
                    scan_url_end(x->unicode, t, start, &end, &is_cut);
                    at = from = end > at ? end : at + 1;
                    continue;
                }
            }
            at++;
            continue;
        }
        if (c >= 0xc2 && c < 0xe0 && at + 1 < t.len && ((unsigned char)t.data[at + 1] & 0xc0) == 0x80) {
            uint16_t pair = two[(c & 31) << 6 | ((unsigned char)t.data[at + 1] & 63)];
            if (pair) {
                put_blank(s);
                s->out[s->len++] = (char)(pair & 255);
                s->out[s->len++] = (char)(pair >> 8);
                s->letters++;
                at += 2;
                reorders = false;
                continue;
            }
        }
        uint32_t w = unicode_word(x->unicode, sg_utf8_next(t.data, t.len, &at));
        if (!is_normal && (w & CP_NFKC_SLOW || (w & CP_REORDERS && reorders))) return false;
        reorders = w & CP_REORDERS;
        if (w & CP_INVISIBLE) continue;
        if (w & CP_WORD) {
            put_scalar(s, w & CP_FOLD);
            s->letters += (w & CP_ALNUM) != 0;
        } else {
            s->is_blank = true;
        }
    }
    return true;
}

static bool begin(struct sg_extractor *x, size_t len, struct said *s)
{
    if (x->scratch.failed) sg_buf_release(&x->scratch);
    sg_buf_clear(&x->scratch);
    if (!sg_buf_room(&x->scratch, len * 2 + 64)) return false;
    *s = (struct said){ .out = x->scratch.data };
    return true;
}

bool text_said(struct sg_extractor *x, struct sg_str text, struct sg_str *ret, uint32_t *ret_letters)
{
    struct said s;
    if (text.len > SIZE_MAX / 4 || !begin(x, text.len, &s)) return false;
    if (!say(x, text, false, &s)) {
        if (x->normal.failed) sg_buf_release(&x->normal);
        sg_buf_clear(&x->normal);
        struct sg_str normal = unicode_nfkc(x->unicode, text, &x->normal) ? sg_buf_view(&x->normal) : text;
        if (!begin(x, normal.len, &s)) return false;
        say(x, normal, true, &s);
    }
    *ret = sg_str_n(s.out, s.len);
    *ret_letters = s.letters;
    return s.letters > 0;
}

uint64_t sg_fingerprint(struct sg_extractor *x, struct sg_str text, uint32_t *ret_letters)
{
    struct sg_str said;
    *ret_letters = 0;
    return text_said(x, text, &said, ret_letters) ? sg_siphash(said.data, said.len) : 0;
}
