/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

/* One scalar value at s[i]; 0 bytes long when ill-formed.  `*ret_bad` gets the length of the maximal ill-formed part
 * (Unicode 15, 3.9, "substitution of maximal subparts"). */
static size_t decode(const unsigned char *s, size_t len, uint32_t *ret_scalar, size_t *ret_bad)
{
    unsigned char a = s[0];
    *ret_bad = 1;
    if (a < 0x80) {
        *ret_scalar = a;
        return 1;
    }
    size_t need = a >= 0xc2 && a <= 0xdf ? 2 : (a & 0xf0) == 0xe0 ? 3 : a >= 0xf0 && a <= 0xf4 ? 4 : 0;
    if (!need) return 0;
    unsigned char low = 0x80, high = 0xbf;
    if (a == 0xe0) low = 0xa0;
    if (a == 0xed) high = 0x9f;
    if (a == 0xf0) low = 0x90;
    if (a == 0xf4) high = 0x8f;
    uint32_t v = a & (0xffu >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        if (i >= len || s[i] < low || s[i] > high) {
            *ret_bad = i;
            return 0;
        }
        v = v << 6 | (s[i] & 0x3fu);
        low = 0x80;
        high = 0xbf;
    }
    *ret_scalar = v;
    return need;
}

static size_t ascii_run(const char *s, size_t len)
{
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, s + i, 8);
        if (word & UINT64_C(0x8080808080808080)) break;
    }
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

bool sg_utf8_is_valid(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;
    if (!len) return true; /* `s` may be NULL */
    for (size_t i = 0;;) {
        i += ascii_run(s + i, len - i);
        if (i >= len) return true;
        /* The letters of most scripts: two bytes. */
        while (i + 1 < len && u[i] >= 0xc2 && u[i] <= 0xdf && (u[i + 1] & 0xc0) == 0x80)
            i += 2;
        if (i >= len) return true;
        if (u[i] < 0x80) continue;
        uint32_t scalar;
        size_t bad, n = decode(u + i, len - i, &scalar, &bad);
        if (!n) return false;
        i += n;
    }
}

void sg_utf8_repair(struct sg_buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t plain = ascii_run(s + i, len - i);
        sg_buf_add(out, s + i, plain);
        i += plain;
        if (i >= len) return;
        uint32_t scalar;
        size_t bad, n = decode((const unsigned char *)s + i, len - i, &scalar, &bad);
        if (n)
            sg_buf_add(out, s + i, n);
        else
            sg_buf_add(out, "\xef\xbf\xbd", 3);
        i += n ? n : bad;
    }
}

uint32_t sg_utf8_next(const char *s, size_t len, size_t *pos)
{
    uint32_t scalar;
    size_t bad, n = decode((const unsigned char *)s + *pos, len - *pos, &scalar, &bad);
    *pos += n ? n : 1;
    return n ? scalar : 0xfffd;
}

void sg_utf8_add(struct sg_buf *out, uint32_t c)
{
    char b[4];
    size_t n;
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    if (c < 0x80) {
        b[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        b[0] = (char)(0xc0 | c >> 6);
        b[1] = (char)(0x80 | (c & 0x3f));
        n = 2;
    } else if (c < 0x10000) {
        b[0] = (char)(0xe0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 0x3f));
        b[2] = (char)(0x80 | (c & 0x3f));
        n = 3;
    } else {
        b[0] = (char)(0xf0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 0x3f));
        b[2] = (char)(0x80 | (c >> 6 & 0x3f));
        b[3] = (char)(0x80 | (c & 0x3f));
        n = 4;
    }
    sg_buf_add(out, b, n);
}

enum sg_code sg_parse_u64(struct sg_str s, uint64_t *ret, struct sg_err *err)
{
    uint64_t v = 0;
    if (s.len == 0) return sg_fail(err, SG_EINPUT, "empty where a number was expected");
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned char)s.data[i] - (unsigned)'0';
        if (digit > 9)
            return sg_fail(err, SG_EINPUT, "'%.*s' is not a whole number", (int)(s.len > 40 ? 40 : s.len), s.data);
        if (v > (UINT64_MAX - digit) / 10)
            return sg_fail(err, SG_ELIMIT, "'%.*s' does not fit in 64 bits", (int)(s.len > 40 ? 40 : s.len), s.data);
        v = v * 10 + digit;
    }
    *ret = v;
    return SG_OK;
}

enum sg_code sg_parse_i64(struct sg_str s, int64_t *ret, struct sg_err *err)
{
    bool is_negative = s.len > 1 && s.data[0] == '-';
    uint64_t v;
    SG_TRY(sg_parse_u64(is_negative ? sg_str_n(s.data + 1, s.len - 1) : s, &v, err));
    if (v > (uint64_t)INT64_MAX + is_negative)
        return sg_fail(err, SG_ELIMIT, "'%.*s' does not fit in 64 bits", (int)(s.len > 40 ? 40 : s.len), s.data);
    *ret = is_negative ? (int64_t)(0 - v) : (int64_t)v;
    return SG_OK;
}

bool sg_is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
           (c >= 0xe0000 && c <= 0xe007f);
}

void sg_escape_terminal(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t start = i;
        unsigned char a = (unsigned char)s.data[i];
        if (a >= 0x20 && a < 0x7f) {
            while (i < s.len && (unsigned char)s.data[i] >= 0x20 && (unsigned char)s.data[i] < 0x7f)
                i++;
            sg_buf_add(out, s.data + start, i - start);
            continue;
        }
        uint32_t c = sg_utf8_next(s.data, s.len, &i);
        if (c == '\n' || c == '\t' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
            sg_buf_char(out, ' ');
        else if (c < 0x20)
            sg_utf8_add(out, 0x2400 + c); /* the control pictures */
        else if (c == 0x7f)
            sg_utf8_add(out, 0x2421);
        else if (sg_is_control(c))
            sg_utf8_add(out, 0xfffd);
        else
            sg_utf8_add(out, c);
    }
}

void sg_escape_xml(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        unsigned char a = (unsigned char)s.data[i];
        switch (a) {
        case '&': sg_buf_text(out, "&amp;"); i++; continue;
        case '<': sg_buf_text(out, "&lt;"); i++; continue;
        case '>': sg_buf_text(out, "&gt;"); i++; continue;
        case '"': sg_buf_text(out, "&quot;"); i++; continue;
        case '\'': sg_buf_text(out, "&#39;"); i++; continue;
        case '\t':
        case '\n':
        case '\r': sg_buf_printf(out, "&#%d;", a); i++; continue;
        default: break;
        }
        uint32_t c = sg_utf8_next(s.data, s.len, &i);
        if (c < 0x20 || c == 0xfffe || c == 0xffff) c = 0xfffd;
        sg_utf8_add(out, c);
    }
}

void sg_escape_json(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        unsigned char a = (unsigned char)s.data[i];
        if (a >= 0x80) {
            uint32_t c = sg_utf8_next(s.data, s.len, &i);
            if (c == 0x2028 || c == 0x2029) /* line ends to old JavaScript */
                sg_buf_printf(out, "\\u%04x", (unsigned)c);
            else
                sg_utf8_add(out, c);
            continue;
        }
        i++;
        switch (a) {
        case '"': sg_buf_text(out, "\\\""); break;
        case '\\': sg_buf_text(out, "\\\\"); break;
        case '\n': sg_buf_text(out, "\\n"); break;
        case '\r': sg_buf_text(out, "\\r"); break;
        case '\t': sg_buf_text(out, "\\t"); break;
        default:
            if (a < 0x20 || a == 0x7f || a == '<' || a == '>' || a == '&')
                sg_buf_printf(out, "\\u%04x", a);
            else
                sg_buf_char(out, (char)a);
        }
    }
}

void sg_escape_csv(struct sg_buf *out, struct sg_str s)
{
    bool is_plain = true;
    for (size_t i = 0; i < s.len && is_plain; i++)
        is_plain = s.data[i] != ',' && s.data[i] != '"' && s.data[i] != '\n' && s.data[i] != '\r';
    if (is_plain) {
        sg_buf_str(out, s);
        return;
    }
    sg_buf_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"') sg_buf_char(out, '"');
        sg_buf_char(out, s.data[i]);
    }
    sg_buf_char(out, '"');
}

void sg_escape_shell(struct sg_buf *out, struct sg_str s)
{
    bool is_plain = s.len > 0 && s.data[0] != '~';
    for (size_t i = 0; is_plain && i < s.len; i++)
        is_plain = sg_is_alnum(s.data[i]) || (unsigned char)s.data[i] >= 0x80 ||
                   (s.data[i] && strchr("_-./@%+=:,~", s.data[i]));
    if (is_plain) {
        sg_buf_add(out, s.data, s.len);
        return;
    }
    sg_buf_char(out, '\'');
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] == '\'')
            sg_buf_text(out, "'\\''");
        else
            sg_buf_char(out, s.data[i]);
    sg_buf_char(out, '\'');
}

void sg_escape_sql(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '\'' || c == '\\') {
            sg_buf_char(out, '\\');
            sg_buf_char(out, (char)c);
        } else if (c < 0x20 || c == 0x7f)
            sg_buf_printf(out, "\\x%02X", c);
        else
            sg_buf_char(out, (char)c);
    }
}

bool sg_str_is_nocase(struct sg_str a, const char *b)
{
    size_t i = 0;
    for (; i < a.len && b[i]; i++)
        if (sg_lower(a.data[i]) != sg_lower(b[i])) return false;
    return i == a.len && !b[i];
}

struct sg_str sg_str_trim(struct sg_str s)
{
    while (s.len && (s.data[0] == ' ' || s.data[0] == '\t' || s.data[0] == '\r' || s.data[0] == '\n'))
        s = sg_str_n(s.data + 1, s.len - 1);
    while (s.len && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t' || s.data[s.len - 1] == '\r' ||
                     s.data[s.len - 1] == '\n'))
        s.len--;
    return s;
}
