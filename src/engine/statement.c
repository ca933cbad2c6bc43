/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "engine/engine.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
static bool is_word(char c)
{
    return sg_is_alnum(c) || c == '_';
}

/* Past blanks and comments. */
static size_t skip(struct sg_str s, size_t at)
{
    for (;;) {
        while (at < s.len && is_blank(s.data[at]))
            at++;
        if (at + 1 < s.len && s.data[at] == '-' && s.data[at + 1] == '-') {
            while (at < s.len && s.data[at] != '\n')
                at++;
        } else if (at + 1 < s.len && s.data[at] == '/' && s.data[at + 1] == '*') {
            at += 2;
            while (at + 1 < s.len && !(s.data[at] == '*' && s.data[at + 1] == '/'))
                at++;
            at = at + 2 < s.len ? at + 2 : s.len;
        } else {
            return at;
        }
    }
}

static struct sg_str word(struct sg_str s, size_t *at)
{
    size_t begin = *at = skip(s, *at);
    while (*at < s.len && is_word(s.data[*at]))
        ++*at;
    return sg_str_n(s.data + begin, *at - begin);
}

/* Past a quotation that begins here: doubled marks simply begin another. */
static size_t past_quoted(struct sg_str s, size_t at)
{
    char quote = s.data[at];
    for (at++; at < s.len && s.data[at] != quote; at++)
        if (s.data[at] == '\\') at++;
    return at < s.len ? at + 1 : s.len;
}

/* ORDER BY format DESC: a column of ours has that name. */
static bool follows_a_column(struct sg_str name)
{
    return sg_str_is_nocase(name, "desc") || sg_str_is_nocase(name, "asc") || sg_str_is_nocase(name, "end");
}

/* A final "FORMAT Name" outside quotations and comments; takes semicolons and comments at the end away too. */
static void take_format(struct sg_statement *st)
{
    struct sg_str s = st->sql, key = { NULL, 0 }, last = { NULL, 0 };
    size_t end = 0;
    for (size_t at = skip(s, 0); at < s.len; at = skip(s, at)) {
        char c = s.data[at];
        if (is_word(c)) {
            key = last;
            last = word(s, &at);
        } else if (c == '\'' || c == '"' || c == '`') {
            at = past_quoted(s, at);
            last.len = 0;
        } else {
            at++;
            if (c == ';') continue;
            last.len = 0;
        }
        end = at;
    }
    st->sql = sg_str_n(s.data, end);
    if (!last.len || !key.len || !sg_str_is_nocase(key, "format") || follows_a_column(last)) return;
    st->format = last;
    st->sql = sg_str_trim(sg_str_n(s.data, (size_t)(key.data - s.data)));
}

static void read_insert(struct sg_statement *st, size_t at)
{
    struct sg_str s = st->sql, w = word(s, &at);
    if (!sg_str_is_nocase(w, "into")) return;
    w = word(s, &at);
    if (sg_str_is_nocase(w, "table")) w = word(s, &at);
    if (!w.len) return;
    st->table = w;
    at = skip(s, at);
    if (at < s.len && s.data[at] == '(') {
        size_t begin = ++at;
        while (at < s.len && s.data[at] != ')')
            at++;
        if (at == s.len) return;
        st->columns = sg_str_n(s.data + begin, at - begin);
        at = skip(s, at + 1);
    }
    if (at == s.len && sg_str_is(st->format, "Native")) st->kind = SG_STATEMENT_INSERT;
}

struct sg_statement sg_statement_read(struct sg_str sql)
{
    struct sg_statement st = { .kind = SG_STATEMENT_OTHER, .sql = sql };
    take_format(&st);
    size_t at = 0;
    struct sg_str first = word(st.sql, &at);
    if (sg_str_is_nocase(first, "insert"))
        read_insert(&st, at);
    else if (sg_str_is_nocase(first, "select") || sg_str_is_nocase(first, "with") ||
             (!first.len && at < st.sql.len && st.sql.data[at] == '('))
        st.kind = SG_STATEMENT_SELECT;
    return st;
}
