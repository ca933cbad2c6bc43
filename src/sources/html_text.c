/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/html_text.h"

#include "base/text.h"

enum { REFERENCE_MAX = 12 };

/* The character reference at s[0] == '&': appends its character and gives its length, 0 when it is none. */
static size_t reference(struct sg_buf *out, const char *s, size_t len)
{
    static const struct {
        const char *name;
        uint32_t scalar;
    } named[] = { { "amp", '&' },   { "lt", '<' },    { "gt", '>' },       { "quot", '"' },
                  { "apos", '\'' }, { "nbsp", 0xa0 }, { "hellip", 0x2026 } };
    size_t end = 1;
    while (end < len && end < REFERENCE_MAX && s[end] != ';')
        end++;
    if (end >= len || s[end] != ';' || end < 2) return 0;
    struct sg_str name = sg_str_n(s + 1, end - 1);
    if (name.data[0] != '#') {
        for (size_t i = 0; i < sizeof named / sizeof *named; i++)
            if (sg_str_is(name, named[i].name)) {
                sg_utf8_add(out, named[i].scalar);
                return end + 1;
            }
        return 0;
    }
    bool is_hex = name.len > 1 && (name.data[1] == 'x' || name.data[1] == 'X');
    uint32_t scalar = 0;
    size_t i = is_hex ? 2 : 1;
    if (i == name.len) return 0;
    for (; i < name.len; i++) {
        char c = sg_lower(name.data[i]);
        bool is_letter = is_hex && c >= 'a' && c <= 'f';
        if (!sg_is_digit(c) && !is_letter) return 0;
        if (scalar <= 0x10ffff) scalar = scalar * (is_hex ? 16 : 10) + (uint32_t)(is_letter ? c - 'a' + 10 : c - '0');
    }
    sg_utf8_add(out, scalar ? scalar : 0xfffd);
    return end + 1;
}

/* The tag at s[0] == '<': its length, 0 when it is none. Quoted attribute values may hold '>'. */
static size_t tag_length(const char *s, size_t len)
{
    if (len < 3 || !(sg_is_alnum(s[1]) || s[1] == '/' || s[1] == '!')) return 0;
    char quote = 0;
    for (size_t i = 1; i < len; i++) {
        if (quote)
            quote = s[i] == quote ? 0 : quote;
        else if (s[i] == '>')
            return i + 1;
        else if ((s[i] == '"' || s[i] == '\'') && s[i - 1] == '=')
            quote = s[i];
    }
    return 0;
}

static bool tag_is(const char *s, size_t len, const char *name)
{
    size_t n = strlen(name);
    if (len < n + 2 || !sg_str_is_nocase(sg_str_n(s + 1, n), name)) return false;
    return !sg_is_alnum(s[n + 1]);
}

void sg_html_text(struct sg_buf *out, struct sg_str html)
{
    bool may_have_tags = true; /* an open '<' that nothing closes must not be looked for again at every '<' */
    for (size_t i = 0; i < html.len;) {
        const char *s = html.data + i;
        size_t len = html.len - i, plain = 0, used = 0;
        while (plain < len && s[plain] != '<' && s[plain] != '&')
            plain++;
        sg_buf_add(out, s, plain);
        i += plain;
        if (plain == len) return;
        s += plain;
        len -= plain;
        if (*s == '&')
            used = reference(out, s, len);
        else if (may_have_tags) {
            used = tag_length(s, len);
            if (!used && len >= 3 && (sg_is_alnum(s[1]) || s[1] == '/' || s[1] == '!')) may_have_tags = false;
            if (used && (tag_is(s, used, "br") || tag_is(s, used, "/p") || tag_is(s, used, "/div")))
                sg_buf_char(out, '\n');
        }
        if (!used) sg_buf_char(out, *s);
        i += used ? used : 1;
    }
}
