/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/json_scan.h"

#include <string.h>

enum { VALUE, KEY, COLON, COMMA };

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Not zero when a byte of the word is a quote, a backslash or a control character (and, rarely, when none is: then a
 * look at each byte tells).  Source: H. S. Warren, "Hacker's Delight", 6-1. */
static uint64_t is_special(uint64_t word)
{
    uint64_t quote = word ^ (ONES * '"'), slash = word ^ (ONES * '\\');
    return ((quote - ONES) & ~quote & HIGHS) | ((slash - ONES) & ~slash & HIGHS) |
           ((word - ONES * 0x20) & ~word & HIGHS);
}

/* To the string's end; false at the text's end or at a raw line end, which no string holds. */
static bool scan_string(struct sg_json_scan *s, struct sg_str text)
{
    size_t i = s->at;
    for (;;) {
        for (uint64_t word; !s->is_escaped && i + sizeof word <= text.len; i += sizeof word) {
            memcpy(&word, text.data + i, sizeof word);
            if (is_special(word)) break;
        }
        if (i >= text.len) break;
        char c = text.data[i];
        if (c == '\n') break;
        i++;
        if (s->is_escaped)
            s->is_escaped = false;
        else if (c == '\\')
            s->is_escaped = true;
        else if (c == '"') {
            s->at = i;
            s->is_in_string = false;
            return true;
        }
    }
    s->at = i;
    return false;
}

static bool is_array(const struct sg_json_scan *s)
{
    return s->arrays[(s->depth - 1) / 64] >> ((s->depth - 1) % 64) & 1;
}

static bool open_level(struct sg_json_scan *s, bool is_an_array)
{
    if (s->expected != VALUE || s->depth == SG_SCAN_DEPTH) return false;
    uint64_t bit = UINT64_C(1) << (s->depth % 64), *word = &s->arrays[s->depth / 64];
    *word = is_an_array ? *word | bit : *word & ~bit;
    s->depth++;
    s->expected = is_an_array ? VALUE : KEY;
    return true;
}

static bool close_level(struct sg_json_scan *s, bool is_an_array)
{
    bool is_right = is_array(s) == is_an_array && (s->expected == COMMA || s->expected == (is_an_array ? VALUE : KEY));
    s->depth--;
    s->expected = COMMA;
    return is_right;
}

/* One character outside strings; false when it cannot stand there. */
static bool take(struct sg_json_scan *s, char c)
{
    switch (c) {
    case '{':
        return open_level(s, false);
    case '[':
        return open_level(s, true);
    case '}':
        return close_level(s, false);
    case ']':
        return close_level(s, true);
    case '"':
        s->is_key = s->expected == KEY;
        s->is_in_string = true;
        return s->expected == KEY || s->expected == VALUE;
    case ':':
        if (s->expected != COLON) return false;
        s->expected = VALUE;
        return true;
    case ',':
        if (s->expected != COMMA) return false;
        s->expected = is_array(s) ? VALUE : KEY;
        return true;
    default:
        return false;
    }
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
           c == '.';
}

enum sg_json_scan_end sg_json_scan(struct sg_json_scan *s, struct sg_str text)
{
    for (;;) {
        if (s->is_in_string) {
            if (!scan_string(s, text)) return s->at < text.len ? SG_SCAN_BROKEN : SG_SCAN_MORE;
            s->expected = s->is_key ? COLON : COMMA;
        }
        if (s->at >= text.len) return SG_SCAN_MORE;
        char c = text.data[s->at];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            s->has_newline |= c == '\n';
            s->at++;
            continue;
        }
        if (is_word(c)) {
            /* A number or a word; what the text's end has cut is looked at again from its beginning. */
            size_t end = s->at;
            while (end < text.len && is_word(text.data[end]))
                end++;
            if (s->expected != VALUE) return SG_SCAN_BROKEN;
            if (end == text.len) return SG_SCAN_MORE;
            s->at = end;
            s->expected = COMMA;
            continue;
        }
        if (!take(s, c)) return SG_SCAN_BROKEN;
        s->at++;
        if (s->depth == 0) return SG_SCAN_WHOLE;
    }
}
