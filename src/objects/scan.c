/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over a text.  An address, a hashtag and a mention all show themselves by one rare byte: '/', '#', '@', the
 * first byte of their fullwidth twins, or "ww"; sixteen bytes are asked at once whether they hold one. */
#include "objects/objects_internal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool is_candidate(struct sg_str text, size_t at)
{
    switch (text.data[at]) {
    case '/': case '#': case '@': case '\xef': return true;
    case 'w': case 'W': return at + 1 < text.len && (text.data[at + 1] | 0x20) == 'w';
    default: return false;
    }
}

size_t scan_candidate(struct sg_str text, size_t at)
{
#ifdef __SSE2__
    const __m128i slash = _mm_set1_epi8('/'), hash = _mm_set1_epi8('#'), sign = _mm_set1_epi8('@'),
                  wide = _mm_set1_epi8('\xef'), w = _mm_set1_epi8('w'), lower = _mm_set1_epi8(0x20);
    for (; at + 17 <= text.len; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text.data + at));
        __m128i next = _mm_loadu_si128((const __m128i *)(const void *)(text.data + at + 1));
        __m128i ww = _mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(v, lower), w), _mm_cmpeq_epi8(_mm_or_si128(next, lower), w));
        __m128i any = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, slash), _mm_cmpeq_epi8(v, hash)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, sign), _mm_cmpeq_epi8(v, wide)));
        int mask = _mm_movemask_epi8(_mm_or_si128(any, ww));
        if (mask) return at + (size_t)__builtin_ctz((unsigned)mask);
    }
#endif
    while (at < text.len && !is_candidate(text, at))
        at++;
    return at;
}

/* Bytes that end an address for certain; all others above 0x20 and below 0x80 may stand in it. */
static bool ends_url(char c)
{
    if ((unsigned char)c <= ' ' || c == 0x7f) return true;
    switch (c) {
    case '"': case '<': case '>': case '\\': case '^': case '`': case '{': case '|': case '}': return true;
    default: return false;
    }
}

static bool is_ellipsis(struct sg_str text, size_t at)
{
    return (text.len - at >= 3 && memcmp(text.data + at, "\xe2\x80\xa6", 3) == 0) ||
           (text.len - at >= 3 && memcmp(text.data + at, "...", 3) == 0);
}

/* "https://t.co/" and its code: most addresses in tweets.  The end of the code, 0 when it is something else. */
static size_t short_end(struct sg_str text, size_t start)
{
    size_t at = start + 4;
    if (text.len - start < 13 || memcmp(text.data + start, "http", 4) != 0) return 0;
    at += text.data[at] == 's';
    if (text.len - at < 8 || memcmp(text.data + at, "://t.co/", 8) != 0) return 0;
    at += 8;
    size_t code = at;
    while (at < text.len && sg_is_alnum(text.data[at]))
        at++;
    return at > code ? at : 0;
}

size_t scan_url_end(struct unicode *u, struct sg_str text, size_t start, size_t *ret_all, bool *ret_is_cut)
{
    size_t end = short_end(text, start);
    if (end) {
        *ret_is_cut = is_ellipsis(text, end);
        *ret_all = *ret_is_cut ? end + 3 : end;
        return end;
    }
    size_t i = start, open = 0, close = 0, square = 0, square_close = 0;
    while (i < text.len) {
        char c = text.data[i];
        if ((signed char)c >= 0) {
            if (ends_url(c)) break;
            open += c == '(';
            close += c == ')';
            square += c == '[';
            square_close += c == ']';
            i++;
            continue;
        }
        size_t next = i;
        if (!(unicode_word(u, sg_utf8_next(text.data, text.len, &next)) & CP_WORD)) break;
        i = next;
    }
    *ret_is_cut = (text.len - i >= 3 && is_ellipsis(text, i)) || (i - start > 3 && memcmp(text.data + i - 3, "...", 3) == 0);
    *ret_all = i;
    for (end = i; end > start; end--) {
        char c = text.data[end - 1];
        if (c == ')' && close > open)
            close--;
        else if (c == ']' && square_close > square)
            square_close--;
        else if (!memchr(".,;:!?'*(", c, 9))
            break;
    }
    return end;
}

static bool is_host_char(char c) { return sg_is_alnum(c) || c == '.' || c == '-'; }

size_t scan_url_start(const struct tables *t, struct sg_str text, size_t from, size_t slash)
{
    const char *s = text.data;
    if (slash - from >= 5 && s[slash - 1] == ':') {
        if (slash + 1 >= text.len || s[slash + 1] != '/') return SIZE_MAX;
        size_t start = slash - 1 - ((s[slash - 2] | 0x20) == 's');
        if (start - from >= 4 && sg_str_is_nocase(sg_str_n(s + start - 4, 4), "http")) return start - 4;
        return SIZE_MAX;
    }
    /* A bare host before a path, when the tables know it: archive.org/details/… */
    if (slash - from < 4 || slash + 1 >= text.len || !(sg_is_alnum(s[slash + 1]) || s[slash + 1] == '@')) return SIZE_MAX;
    size_t start = slash, dots = 0;
    while (start > from && slash - start < 64 && is_host_char(s[start - 1])) {
        start--;
        dots += s[start] == '.';
    }
    while (start < slash && !sg_is_alnum(s[start])) { /* "...t.me/x" */
        dots -= s[start] == '.';
        start++;
    }
    if (!dots || (start > from && (s[start - 1] == '@' || s[start - 1] == '_' || s[start - 1] == '/'))) return SIZE_MAX;
    return hosts_is_known(t, sg_str_n(s + start, slash - start)) ? start : SIZE_MAX;
}

/* Writers glue tags to words ("vote#MAGA"), so only a lone letter before '#' speaks against one ("C#", "F#m"), as does
 * '&' ("&#x27;"). */
static bool may_tag(struct unicode *u, struct sg_str text, size_t at)
{
    if (!at) return true;
    char c = text.data[at - 1];
    if (c == '&') return false;
    if ((signed char)c < 0 || !sg_is_alnum(c) || sg_is_digit(c)) return true;
    return at >= 2 && (sg_is_alnum(text.data[at - 2]) || text.data[at - 2] == '_' ||
                       ((signed char)text.data[at - 2] < 0 && unicode_before(u, text, at - 1) & CP_WORD));
}

/* '@' after a letter, digit or such is an e-mail address; "RT@name" is not. */
static bool may_mention(struct sg_str text, size_t at)
{
    if (!at) return true;
    char c = text.data[at - 1];
    if (!sg_is_alnum(c) && !memchr("_!@#$%&*", c, 8)) return true;
    return at >= 2 && sg_str_is_nocase(sg_str_n(text.data + at - 2, 2), "rt") && (at == 2 || text.data[at - 3] == ' ');
}

void scan_text(struct sg_extractor *x, struct sg_str text, bool without_short)
{
    size_t from = 0; /* after the last thing */
    for (size_t at = scan_candidate(text, 0); at < text.len && !extract_is_full(x); at = scan_candidate(text, at)) {
        char c = text.data[at];
        size_t width = 1, value_at = x->values.len, end = 0;
        if (c == '\xef') {
            width = 3;
            if (text.len - at < 3 || text.data[at + 1] != '\xbc') {
                at++;
                continue;
            }
            c = text.data[at + 2] == '\x83' ? '#' : text.data[at + 2] == '\xa0' ? '@' : ' ';
        }
        if (c == '#') {
            if (may_tag(x->unicode, text, at)) end = hashtag_read(x->unicode, text, at + width, &x->values, &x->scratch);
            if (end) extract_add(x, SG_OBJECT_HASHTAG, value_at, sg_str_n(text.data + at, end - at));
        } else if (c == '@') {
            if (may_mention(text, at)) end = mention_read(text, at + width, &x->values);
            if (end) extract_add(x, SG_OBJECT_MENTION, value_at, sg_str_n(text.data + at, end - at));
        } else if (c == '/' || c == 'w' || c == 'W') {
            size_t start = SIZE_MAX;
            if (c == '/')
                start = scan_url_start(&x->tables, text, from, at);
            else if (text.len - at > 4 && sg_str_is_nocase(sg_str_n(text.data + at, 4), "www.") &&
                     !(unicode_before(x->unicode, text, at) & CP_WORD))
                start = at;
            if (start != SIZE_MAX) {
                bool is_cut;
                size_t stop = scan_url_end(x->unicode, text, start, &end, &is_cut);
                if (!is_cut) extract_url(x, sg_str_n(text.data + start, stop - start), without_short);
            }
        }
        at = end > at ? (from = end) : at + 1;
    }
}
