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

/* A final "FORMAT Name": only blanks may stand after it, and the word before the name must be FORMAT. */
static void take_format(struct sg_statement *st)
{
    struct sg_str s = sg_str_trim(st->sql);
    while (s.len && s.data[s.len - 1] == ';')
        s = sg_str_trim(sg_str_n(s.data, s.len - 1));
    size_t name = s.len;
    while (name && is_word(s.data[name - 1]))
        name--;
    size_t end = name;
    while (end && is_blank(s.data[end - 1]))
        end--;
    size_t key = end;
    while (key && is_word(s.data[key - 1]))
        key--;
    st->sql = s;
    if (end == name || name == s.len || !sg_str_is_nocase(sg_str_n(s.data + key, end - key), "format")) return;
    st->format = sg_str_n(s.data + name, s.len - name);
    st->sql = sg_str_trim(sg_str_n(s.data, key));
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
