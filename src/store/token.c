/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "store/guard_internal.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
static bool is_word(char c)
{
    return sg_is_alnum(c) || c == '_';
}

static enum sg_code refuse(struct sg_err *err, size_t at, const char *what)
{
    return sg_fail(err, SG_EUSAGE, "byte %zu of the statement: %s", at + 1, what);
}

/* Past blanks and comments. */
static enum sg_code skip(struct sg_str s, size_t *at, struct sg_err *err)
{
    for (;;) {
        while (*at < s.len && is_blank(s.data[*at]))
            ++*at;
        if (*at + 1 >= s.len) return SG_OK;
        char a = s.data[*at], b = s.data[*at + 1];
        size_t begin = *at;
        if (a == '-' && b == '-') {
            while (*at < s.len && s.data[*at] != '\n')
                ++*at;
        } else if (a == '/' && b == '*') {
            for (*at += 2;; ++*at) {
                if (*at + 1 >= s.len) return refuse(err, begin, "this comment has no end");
                if (s.data[*at] == '/' && s.data[*at + 1] == '*') return refuse(err, *at, "a comment within a comment");
                if (s.data[*at] == '*' && s.data[*at + 1] == '/') break;
            }
            *at += 2;
        } else {
            return SG_OK;
        }
    }
}

static enum sg_code take_quoted(struct sg_str s, size_t *at, struct sg_token *ret, struct sg_err *err)
{
    size_t begin = *at;
    char quote = s.data[begin];
    bool is_text = quote == '\'';
    size_t end = begin + 1;
    for (;; end++) {
        if (end >= s.len) return refuse(err, begin, "this quotation has no end");
        if (s.data[end] == '\\') {
            if (!is_text) return refuse(err, end, "a backslash in a quoted name");
            end++;
        } else if (s.data[end] == quote) {
            if (end + 1 >= s.len || s.data[end + 1] != quote) break;
            if (!is_text) return refuse(err, end, "a quotation mark in a quoted name");
            end++;
        }
    }
    *ret =
        (struct sg_token){ is_text ? SG_TOKEN_TEXT : SG_TOKEN_QUOTED, sg_str_n(s.data + begin + 1, end - begin - 1) };
    *at = end + 1;
    return SG_OK;
}

enum sg_code sg_token_next(struct sg_str s, size_t *at, struct sg_token *ret, struct sg_err *err)
{
    static const char signs[] = "()[],.;+-*/%=<>!|:?&^";
    SG_TRY(skip(s, at, err));
    if (*at >= s.len) {
        *ret = (struct sg_token){ SG_TOKEN_END, { NULL, 0 } };
        return SG_OK;
    }
    size_t begin = *at;
    char c = s.data[begin];
    if (c == '\'' || c == '"' || c == '`') return take_quoted(s, at, ret, err);
    if (is_word(c)) {
        while (*at < s.len && is_word(s.data[*at]))
            ++*at;
        /* "1.5e-3" comes as more than one token; nothing here depends on numbers. */
        *ret = (struct sg_token){ sg_is_digit(c) ? SG_TOKEN_NUMBER : SG_TOKEN_WORD,
                                  sg_str_n(s.data + begin, *at - begin) };
        return SG_OK;
    }
    if (!c || !strchr(signs, c))
        return refuse(err, begin, "this character is not allowed outside quotation marks in a statement");
    if (c == '/' && begin + 1 < s.len && s.data[begin + 1] == '/') return refuse(err, begin, "\"//\" is not allowed");
    ++*at;
    *ret = (struct sg_token){ SG_TOKEN_SIGN, sg_str_n(s.data + begin, 1) };
    return SG_OK;
}
