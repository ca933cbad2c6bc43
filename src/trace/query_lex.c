/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query's text to tokens.  The language is laid down in doc/formats/query.md. */
#include "base/text.h"
#include "trace/trace_internal.h"

enum sg_code trace_lexer_init(struct trace_lexer *x, struct sg_str query, struct sg_err *err)
{
    if (query.len > TRACE_QUERY_BYTES)
        return sg_fail(err, SG_ELIMIT, "the query has %zu bytes, more than %zu: make it shorter", query.len,
                       TRACE_QUERY_BYTES);
    if (!sg_utf8_is_valid(query.data, query.len))
        return sg_fail(err, SG_EUSAGE, "the query is not valid UTF-8: write it in that encoding");
    *x = (struct trace_lexer){ .query = query };
    return SG_OK;
}

void trace_lexer_release(struct trace_lexer *x)
{
    if (x) sg_buf_release(&x->scratch);
}

size_t trace_query_place(struct sg_str query, size_t at)
{
    size_t n = 1;
    for (size_t i = 0; i < at && i < query.len; i++)
        if (((unsigned char)query.data[i] & 0xC0) != 0x80) n++;
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* A quote that opens at `pos`; \" and \\ stand for themselves. */
static enum sg_code lex_quoted(struct trace_lexer *x, struct sg_str *ret, struct sg_err *err)
{
    struct sg_str q = x->query;
    size_t open = x->pos, begin = open + 1, i = begin;
    bool has_escape = false;
    for (; i < q.len && q.data[i] != '"'; i++)
        if (q.data[i] == '\\' && i + 1 < q.len) {
            has_escape = true;
            i++;
        }
    if (i >= q.len)
        return sg_fail(err, SG_EUSAGE, "query, at character %zu: the quote is not closed: add a '\"'",
                       trace_query_place(q, open));
    x->pos = i + 1;
    *ret = sg_str_n(q.data + begin, i - begin);
    if (!has_escape) return SG_OK;
    sg_buf_clear(&x->scratch);
    for (size_t k = begin; k < i; k++) {
        if (q.data[k] == '\\' && k + 1 < i && (q.data[k + 1] == '"' || q.data[k + 1] == '\\')) k++;
        sg_buf_char(&x->scratch, q.data[k]);
    }
    SG_TRY(sg_buf_check(&x->scratch, err));
    *ret = sg_buf_view(&x->scratch);
    return SG_OK;
}

/* Everything up to a blank, a bracket or a quote; brackets that an address opens itself belong to it. */
static struct sg_str lex_bare(struct trace_lexer *x)
{
    struct sg_str q = x->query;
    size_t begin = x->pos;
    int open = 0;
    for (; x->pos < q.len; x->pos++) {
        char c = q.data[x->pos];
        if (is_blank(c) || c == '"') break;
        if (c == '(') {
            if (x->pos == begin) break;
            open++;
        } else if (c == ')' && open-- == 0) {
            break;
        }
    }
    return sg_str_n(q.data + begin, x->pos - begin);
}

/* The length of "name" in "name:value", or 0. */
static size_t field_length(struct sg_str s)
{
    size_t i = 0;
    while (i < s.len && ((s.data[i] >= 'a' && s.data[i] <= 'z') || (s.data[i] >= 'A' && s.data[i] <= 'Z')))
        i++;
    return i > 0 && i < s.len && s.data[i] == ':' ? i : 0;
}

static enum sg_code lex_value(struct trace_lexer *x, struct trace_token *t, const char *what, struct sg_err *err)
{
    if (x->pos < x->query.len && x->query.data[x->pos] == '"')
        SG_TRY(lex_quoted(x, &t->text, err));
    else
        t->text = lex_bare(x);
    if (t->text.len == 0)
        return sg_fail(err, SG_EUSAGE, "query, at character %zu: nothing stands behind %s: write a value there",
                       trace_query_place(x->query, t->at), what);
    return SG_OK;
}

enum sg_code trace_lexer_next(struct trace_lexer *x, struct trace_token *ret, struct sg_err *err)
{
    struct sg_str q = x->query;
    while (x->pos < q.len && is_blank(q.data[x->pos]))
        x->pos++;
    struct trace_token t = { .kind = TRACE_END, .at = x->pos };
    if (x->pos >= q.len) {
        *ret = t;
        return SG_OK;
    }
    char c = q.data[x->pos];
    if (c == '(' || c == ')') {
        x->pos++;
        t.kind = c == '(' ? TRACE_OPEN : TRACE_CLOSE;
    } else if (c == '-' && x->pos + 1 < q.len && !is_blank(q.data[x->pos + 1])) {
        x->pos++;
        t.kind = TRACE_NOT;
    } else if (c == '#' || c == '@') {
        x->pos++;
        t.kind = c == '#' ? TRACE_TAG : TRACE_MENTION;
        SG_TRY(lex_value(x, &t, c == '#' ? "'#'" : "'@'", err));
    } else if (c == '"') {
        t.kind = TRACE_WORD;
        SG_TRY(lex_value(x, &t, "the quote", err));
    } else {
        struct sg_str rest = sg_str_n(q.data + x->pos, q.len - x->pos);
        size_t field = field_length(rest);
        if (field && !(rest.len >= field + 3 && memcmp(rest.data + field, "://", 3) == 0)) {
            t.kind = TRACE_FIELD;
            t.field = sg_str_n(rest.data, field);
            x->pos += field + 1;
            SG_TRY(lex_value(x, &t, "':'", err));
        } else if (field) { /* a bare address asks for itself */
            t.kind = TRACE_FIELD;
            t.field = sg_str("url");
            t.text = lex_bare(x);
        } else {
            t.text = lex_bare(x);
            t.kind = sg_str_is(t.text, "AND")   ? TRACE_AND
                     : sg_str_is(t.text, "OR")  ? TRACE_OR
                     : sg_str_is(t.text, "NOT") ? TRACE_NOT
                                                : TRACE_WORD;
        }
    }
    *ret = t;
    return SG_OK;
}
