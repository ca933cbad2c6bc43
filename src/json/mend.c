/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearly JSON made JSON: only what a reader cannot misunderstand.  Looked at after a parse failed, never before. */
#include "base/text.h"
#include "json/json.h"

static bool hex4(const char *s, size_t len, unsigned *ret)
{
    unsigned v = 0;
    if (len < 4) return false;
    for (size_t i = 0; i < 4; i++) {
        char c = sg_lower(s[i]);
        if (!sg_is_digit(c) && (c < 'a' || c > 'f')) return false;
        v = v << 4 | (unsigned)(sg_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *ret = v;
    return true;
}

/* The escape at s[0] == '\\': copies it, or U+FFFD for a surrogate that has no other half; gives its length. */
static size_t mend_escape(const char *s, size_t len, struct sg_buf *out, unsigned *done)
{
    unsigned a, b;
    if (len >= 2 && s[1] == 'u' && hex4(s + 2, len - 2, &a)) {
        bool is_high = a >= 0xd800 && a < 0xdc00, is_low = a >= 0xdc00 && a < 0xe000;
        bool has_low =
            is_high && len >= 8 && s[6] == '\\' && s[7] == 'u' && hex4(s + 8, len - 8, &b) && b >= 0xdc00 && b < 0xe000;
        if (is_low || (is_high && !has_low)) {
            sg_buf_text(out, "\\ufffd");
            *done |= SG_JSON_MENDED_TEXT;
            return 6;
        }
        sg_buf_add(out, s, has_low ? 12 : 6);
        return has_low ? 12 : 6;
    }
    size_t n = len < 2 ? len : 2;
    sg_buf_add(out, s, n);
    return n;
}

/* The string at s[0] == '"', to its closing quote or the end; gives its length. */
static size_t mend_string(const char *s, size_t len, struct sg_buf *out, unsigned *done)
{
    size_t i = 1, plain = 0;
    while (i < len && s[i] != '"') {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != '\\') {
            i++;
            continue;
        }
        sg_buf_add(out, s + plain, i - plain);
        if (c == '\\')
            i += mend_escape(s + i, len - i, out, done);
        else {
            sg_buf_printf(out, "\\u%04x", (unsigned)c);
            *done |= SG_JSON_MENDED_EXACTLY;
            i++;
        }
        plain = i;
    }
    if (i < len) i++;
    sg_buf_add(out, s + plain, i - plain);
    return i;
}

static bool fits_64_bits(struct sg_str digits)
{
    uint64_t u;
    int64_t i;
    if (digits.len && digits.data[0] == '-') return sg_parse_i64(digits, &i, NULL) == SG_OK;
    return sg_parse_u64(digits, &u, NULL) == SG_OK;
}

/* The number at s[0]: copied, in quotes when it is a whole one that does not fit. */
static size_t mend_number(const char *s, size_t len, struct sg_buf *out, unsigned *done)
{
    size_t n = s[0] == '-' ? 1 : 0;
    while (n < len && sg_is_digit(s[n]))
        n++;
    bool is_whole = n == len || (s[n] != '.' && s[n] != 'e' && s[n] != 'E');
    if (n >= 19 && is_whole && !fits_64_bits(sg_str_n(s, n))) {
        sg_buf_char(out, '"');
        sg_buf_add(out, s, n);
        sg_buf_char(out, '"');
        *done |= SG_JSON_MENDED_EXACTLY;
        return n;
    }
    while (n < len && (sg_is_digit(s[n]) || s[n] == '.' || s[n] == 'e' || s[n] == 'E' || s[n] == '+' || s[n] == '-'))
        n++;
    sg_buf_add(out, s, n);
    return n;
}

unsigned sg_json_mend(struct sg_str text, struct sg_buf *out)
{
    unsigned done = 0;
    struct sg_buf valid = { 0 };
    if (!sg_utf8_is_valid(text.data, text.len)) {
        sg_utf8_repair(&valid, text.data, text.len);
        text = sg_buf_view(&valid);
        done |= SG_JSON_MENDED_TEXT;
    }
    for (size_t i = 0; i < text.len;) {
        const char *s = text.data + i;
        size_t left = text.len - i;
        if (*s == '"')
            i += mend_string(s, left, out, &done);
        else if (*s == '-' || sg_is_digit(*s))
            i += mend_number(s, left, out, &done);
        else {
            sg_buf_char(out, *s);
            i++;
        }
    }
    if (valid.failed || out->failed) done = 0;
    sg_buf_release(&valid);
    return done;
}
