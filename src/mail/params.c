/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values with parameters (RFC 2045, 5.1) and their pieces and charsets (RFC 2231); and what clients write instead:
 * names without quotes, quotes that do not close, encoded words inside quotes, comments.
 */
#include "mail/mail_internal.h"

enum { PIECES = 128 }; /* of one parameter; what comes behind is left out */

static struct sg_str from(struct sg_str s, size_t at)
{
    return sg_str_n(s.data + at, s.len - at);
}

/* Past blanks and comments. */
static size_t skip_blanks(struct sg_str s, size_t at)
{
    size_t depth = 0;
    for (; at < s.len; at++) {
        char c = s.data[at];
        if (c == '(')
            depth++;
        else if (c == ')' && depth)
            depth--;
        else if (c == '\\' && depth && at + 1 < s.len)
            at++;
        else if (!depth && !mail_is_space(c))
            break;
    }
    return at;
}

static bool ends_word(char c)
{
    return mail_is_space(c) || c == ';' || c == '(' || c == ',';
}

struct sg_str params_open(struct params *it, struct sg_str value)
{
    size_t at = skip_blanks(value, 0), start = at;
    while (at < value.len && !ends_word(value.data[at]))
        at++;
    struct sg_str word = sg_str_n(value.data + start, at - start);
    it->rest = from(value, at);
    return word;
}

/* The value at `at`: up to its closing quote, or without quotes up to ';' or the line's end. */
static size_t read_value(struct sg_str s, size_t at, struct sg_str *ret_value, bool *ret_is_quoted)
{
    *ret_is_quoted = at < s.len && s.data[at] == '"';
    size_t start = at + *ret_is_quoted;
    if (*ret_is_quoted) {
        for (at = start; at < s.len && s.data[at] != '"'; at++)
            if (s.data[at] == '\\' && at + 1 < s.len && (s.data[at + 1] == '"' || s.data[at + 1] == '\\')) at++;
        *ret_value = sg_str_n(s.data + start, at - start);
        return at < s.len ? at + 1 : at;
    }
    while (at < s.len && s.data[at] != ';' && s.data[at] != '\n')
        at++;
    *ret_value = sg_str_trim(sg_str_n(s.data + start, at - start));
    return at;
}

bool params_next(struct params *it, struct sg_str *ret_name, struct sg_str *ret_value, bool *ret_is_quoted)
{
    struct sg_str s = it->rest;
    size_t at = 0;
    for (;;) {
        /* A ';' between two parameters may be missing: what looks like a name counts. */
        while ((at = skip_blanks(s, at)) < s.len && (s.data[at] == ';' || s.data[at] == ',' || s.data[at] == '"'))
            at++;
        size_t start = at;
        while (at < s.len && s.data[at] != '=' && !ends_word(s.data[at]))
            at++;
        size_t equals = skip_blanks(s, at);
        if (at > start && equals < s.len && s.data[equals] == '=') {
            *ret_name = sg_str_n(s.data + start, at - start);
            at = read_value(s, skip_blanks(s, equals + 1), ret_value, ret_is_quoted);
            it->rest = from(s, at);
            return true;
        }
        if (equals >= s.len) break;
        at = equals > start ? equals : start + 1;
    }
    it->rest = from(s, s.len);
    return false;
}

struct sg_str params_plain(struct scratch *s, struct sg_str value, bool is_quoted)
{
    if (!value.len || (!memchr(value.data, '\\', value.len) && !memchr(value.data, '\n', value.len))) return value;
    char *p = scratch_take(s, value.len);
    size_t n = 0;
    if (!p) return sg_str("");
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (is_quoted && c == '\\' && i + 1 < value.len && (value.data[i + 1] == '"' || value.data[i + 1] == '\\'))
            c = value.data[++i];
        if (c != '\r' && c != '\n') p[n++] = c;
    }
    return sg_str_n(p, n);
}

/* One piece of a parameter: "name*2*" is number 2 and percent-encoded. */
struct piece {
    struct sg_str value;
    bool is_there, is_quoted, is_encoded;
};

static bool read_piece_number(struct sg_str suffix, size_t *ret_number, bool *ret_is_encoded)
{
    /* "" | "*" | "*N" | "*N*" */
    size_t at = 0, number = 0;
    *ret_is_encoded = false;
    *ret_number = 0;
    if (suffix.len == 0) return true;
    if (suffix.data[at++] != '*') return false;
    if (at == suffix.len) {
        *ret_is_encoded = true;
        return true;
    }
    for (; at < suffix.len && sg_is_digit(suffix.data[at]) && number < PIECES; at++)
        number = number * 10 + (size_t)(suffix.data[at] - '0');
    if (at < suffix.len && suffix.data[at] == '*') {
        *ret_is_encoded = true;
        at++;
    }
    *ret_number = number;
    return at == suffix.len && number < PIECES;
}

static void add_percent(struct sg_str s, struct sg_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = s.data[i] == '%' && i + 2 < s.len ? sg_hex_digit(s.data[i + 1]) : -1;
        int low = high >= 0 ? sg_hex_digit(s.data[i + 2]) : -1;
        if (low >= 0) {
            sg_buf_char(out, (char)(high << 4 | low));
            i += 2;
        } else if (s.data[i] != '\r' && s.data[i] != '\n') {
            sg_buf_char(out, s.data[i]);
        }
    }
}

static void add_plain(const struct piece *p, struct sg_buf *out)
{
    for (size_t i = 0; i < p->value.len; i++) {
        char c = p->value.data[i];
        if (p->is_quoted && c == '\\' && i + 1 < p->value.len &&
            (p->value.data[i + 1] == '"' || p->value.data[i + 1] == '\\'))
            c = p->value.data[++i];
        sg_buf_char(out, c);
    }
}

/* "charset'language'" at the front of an encoded first piece. */
static struct sg_str take_charset(struct sg_str *value)
{
    const char *one = value->len ? memchr(value->data, '\'', value->len) : NULL;
    if (!one) return sg_str("");
    size_t rest = value->len - (size_t)(one - value->data) - 1;
    const char *two = rest ? memchr(one + 1, '\'', rest) : NULL;
    if (!two) return sg_str("");
    struct sg_str charset = sg_str_n(value->data, (size_t)(one - value->data));
    *value = from(*value, (size_t)(two - value->data) + 1);
    return charset;
}

static void join_pieces(struct piece *pieces, struct sg_buf *out)
{
    sg_auto_buf raw = { 0 };
    struct sg_str charset = sg_str("");
    bool is_encoded = false;
    if (pieces[0].is_encoded) charset = take_charset(&pieces[0].value);
    for (size_t i = 0; i < PIECES && pieces[i].is_there; i++) {
        is_encoded |= pieces[i].is_encoded;
        if (pieces[i].is_encoded)
            add_percent(pieces[i].value, &raw);
        else
            add_plain(&pieces[i], &raw);
    }
    sg_buf_owe(out, &raw);
    if (!is_encoded) { /* encoded words are no part of a parameter, and yet many write them */
        sg_mail_words(sg_buf_view(&raw), out);
        return;
    }
    sg_auto_buf utf8 = { 0 };
    uint32_t ignored = 0;
    sg_mail_to_utf8(charset, sg_buf_view(&raw), &utf8, &ignored);
    mail_clean(sg_buf_view(&utf8), out);
    sg_buf_owe(out, &utf8);
}

bool params_text(struct sg_str value, const char *name, struct sg_buf *out)
{
    struct piece pieces[PIECES];
    struct params it;
    struct sg_str found, text;
    bool is_quoted, is_any = false;
    size_t len = strlen(name);
    for (size_t i = 0; i < PIECES; i++)
        pieces[i].is_there = false;
    params_open(&it, value);
    while (params_next(&it, &found, &text, &is_quoted)) {
        size_t number;
        bool is_encoded;
        if (found.len < len || !sg_str_is_nocase(sg_str_n(found.data, len), name)) continue;
        if (!read_piece_number(from(found, len), &number, &is_encoded)) continue;
        /* Of a name and its encoded form the encoded one holds; else the first. */
        if (pieces[number].is_there && !(is_encoded && !pieces[number].is_encoded)) continue;
        pieces[number] = (struct piece){ text, true, is_quoted, is_encoded };
        is_any |= number == 0;
    }
    if (is_any) join_pieces(pieces, out);
    return is_any;
}
