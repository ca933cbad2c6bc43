/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns of STIX 2.0 and 2.1 (OASIS, "STIX Version 2.1", chapter 9): the whole grammar is read, so that nothing in a
 * pattern is misunderstood, but only what says "this value" is kept.  Whatever else a pattern asks for (NOT, LIKE,
 * ranges, other objects) is kept as the name of another kind.  One pass, O(length).
 */
#include <stdlib.h>

#include "base/text.h"
#include "indicators/indicators_internal.h"

enum token {
    T_END,
    T_WORD,
    T_STRING,
    T_QUOTED_NAME,
    T_NUMBER,
    T_OPEN,
    T_CLOSE,
    T_OPEN_ROUND,
    T_CLOSE_ROUND,
    T_COMMA,
    T_COLON,
    T_DOT,
    T_STAR,
    T_EQUAL,
    T_OTHER_SIGN /* != <> < <= > >= */,
    T_TYPED /* t'…', h'…', b'…' */,
    T_BAD
};
struct reader {
    struct pattern *p;
    struct sg_str text;
    size_t at;
    enum token token;
    struct sg_str word;         /* of T_WORD and T_NUMBER as written; of T_OTHER_SIGN the sign */
    struct sg_buf string, path; /* of strings, decoded; the object path being read */
    size_t token_at;
    int depth;
};

/* Object paths whose value is a thing that can be looked for; hashes' names in either case. */
static const struct {
    const char *path;
    enum part part;
} paths[] = {
    { "domain-name:value", PART_DOMAIN },
    { "hostname:value", PART_DOMAIN },
    { "x-opencti-hostname:value", PART_DOMAIN },
    { "url:value", PART_URL },
    { "email-addr:value", PART_MAIL },
    { "email-message:from_ref.value", PART_MAIL },
    { "email-message:sender_ref.value", PART_MAIL },
    { "ipv4-addr:value", PART_IP },
    { "ipv6-addr:value", PART_IP },
    { "network-traffic:src_ref.value", PART_GUESS },
    { "network-traffic:dst_ref.value", PART_GUESS },
    { "file:hashes.sha-256", PART_SHA256 },
    { "file:hashes.sha256", PART_SHA256 },
    { "artifact:hashes.sha-256", PART_SHA256 },
    { "artifact:hashes.sha256", PART_SHA256 },
};

/* ---- words ---- */

static bool is_word_char(char c)
{
    return sg_is_alnum(c) || c == '_' || c == '-';
}

static bool fail(struct reader *r, const char *why)
{
    if (!r->p->bad) {
        r->p->bad = why;
        r->p->at = r->token_at;
    }
    return false;
}

static bool read_string(struct reader *r, char quote)
{
    sg_buf_clear(&r->string);
    for (r->at++; r->at < r->text.len; r->at++) {
        char c = r->text.data[r->at];
        if (c == quote) {
            r->at++;
            return true;
        }
        if (c == '\\' && r->at + 1 < r->text.len) c = r->text.data[++r->at];
        sg_buf_char(&r->string, c);
    }
    return fail(r, "a string has no end");
}

static enum token sign(struct reader *r)
{
    char c = r->text.data[r->at], next = r->at + 1 < r->text.len ? r->text.data[r->at + 1] : '\0';
    size_t n = (c == '!' && next == '=') || (c == '<' && (next == '=' || next == '>')) || (c == '>' && next == '=') ||
                       (c == '=' && next == '=')
                   ? 2
                   : 1;
    r->word = sg_str_n(r->text.data + r->at, n);
    r->at += n;
    if (c == '=') return T_EQUAL;
    return c == '!' && n == 1 ? T_BAD : T_OTHER_SIGN;
}

static enum token word(struct reader *r)
{
    size_t from = r->at;
    if (r->at + 1 < r->text.len && r->text.data[r->at + 1] == '\'' && strchr("thb", r->text.data[r->at])) {
        r->at++;
        return read_string(r, '\'') ? T_TYPED : T_BAD;
    }
    bool is_number = sg_is_digit(r->text.data[from]) || strchr("+-", r->text.data[from]);
    r->at++;
    while (r->at < r->text.len && (is_word_char(r->text.data[r->at]) || (is_number && r->text.data[r->at] == '.')))
        r->at++;
    r->word = sg_str_n(r->text.data + from, r->at - from);
    return is_number ? T_NUMBER : T_WORD;
}

static void next(struct reader *r)
{
    static const char single[] = "[](),:.*";
    static const enum token tokens[] = {
        T_OPEN, T_CLOSE, T_OPEN_ROUND, T_CLOSE_ROUND, T_COMMA, T_COLON, T_DOT, T_STAR
    };
    while (r->at < r->text.len && strchr(" \t\r\n", r->text.data[r->at]) && r->text.data[r->at])
        r->at++;
    r->token_at = r->at;
    if (r->at == r->text.len) {
        r->token = T_END;
        return;
    }
    char c = r->text.data[r->at];
    const char *one = c ? strchr(single, c) : NULL;
    if (one) {
        r->at++;
        r->token = tokens[one - single];
    } else if (c == '\'' || c == '"') {
        r->token = !read_string(r, c) ? T_BAD : c == '"' ? T_QUOTED_NAME : T_STRING;
    } else if (c && strchr("=!<>", c)) {
        r->token = sign(r);
    } else if (is_word_char(c) || c == '+') {
        r->token = word(r);
    } else {
        r->token = T_BAD;
    }
    if (r->token == T_BAD) fail(r, "a character stands where none may");
}

static bool is_keyword(const struct reader *r, const char *name)
{
    return r->token == T_WORD && sg_str_is_nocase(r->word, name);
}

static bool take_keyword(struct reader *r, const char *name)
{
    if (!is_keyword(r, name)) return false;
    next(r);
    return true;
}

static bool expect(struct reader *r, enum token t, const char *why)
{
    if (r->token != t) return fail(r, why);
    next(r);
    return true;
}

/* ---- what is kept ---- */

static bool keep(struct reader *r, enum part part, struct sg_str text)
{
    struct pattern *p = r->p;
    if (p->n == PATTERN_VALUES_MAX) return fail(r, "it names more than 65536 values");
    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 8;
        struct pattern_value *values = realloc(p->values, cap * sizeof *values);
        if (!values) {
            p->texts.failed = true;
            return false;
        }
        p->values = values;
        p->cap = cap;
    }
    p->values[p->n++] = (struct pattern_value){ part, p->texts.len, text.len };
    sg_buf_str(&p->texts, text);
    return !p->texts.failed;
}

/* "domain-name:value LIKE": what is asked of the path that was read, and cannot be looked for.  No more of it than will
 * be shown: a list of values would hold a path of half a mebibyte once for each of them. */
static bool keep_other(struct reader *r, const char *operator)
{
    size_t len = r->path.len;
    if (len > 2 * OTHER_NAME_MAX) return keep(r, PART_OTHER, sg_str_n(r->path.data, 2 * OTHER_NAME_MAX));
    if (*operator) {
        sg_buf_char(&r->path, ' ');
        sg_buf_text(&r->path, operator);
    }
    bool is_kept = keep(r, PART_OTHER, sg_buf_view(&r->path));
    r->path.len = len;
    return is_kept;
}

static bool keep_value(struct reader *r)
{
    if (r->token == T_STRING)
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
            if (sg_str_is_nocase(sg_buf_view(&r->path), paths[i].path))
                return keep(r, paths[i].part, sg_buf_view(&r->string));
    return keep_other(r, "");
}

/* ---- the grammar ---- */

static bool is_literal(const struct reader *r)
{
    return r->token == T_STRING || r->token == T_NUMBER || r->token == T_TYPED || is_keyword(r, "true") ||
           is_keyword(r, "false");
}

static bool read_step(struct reader *r)
{
    if (r->token == T_WORD || r->token == T_NUMBER)
        sg_buf_str(&r->path, r->word);
    else if (r->token == T_STRING || r->token == T_QUOTED_NAME)
        sg_buf_str(&r->path, sg_buf_view(&r->string));
    else
        return fail(r, "a property's name was expected");
    next(r);
    return true;
}

/* TYPE:NAME.NAME[0].'NAME' … into r->path, without quotes and indices. */
static bool read_path(struct reader *r)
{
    sg_buf_clear(&r->path);
    if (r->token != T_WORD) return fail(r, "an object's type was expected");
    sg_buf_str(&r->path, r->word);
    next(r);
    if (!expect(r, T_COLON, "a colon was expected behind an object's type")) return false;
    sg_buf_char(&r->path, ':');
    if (!read_step(r)) return false;
    while (r->token == T_DOT || r->token == T_OPEN) {
        bool is_index = r->token == T_OPEN;
        next(r);
        if (!is_index) {
            sg_buf_char(&r->path, '.');
            if (!read_step(r)) return false;
            continue;
        }
        if (r->token != T_NUMBER && r->token != T_STAR) return fail(r, "an index was expected");
        next(r);
        if (!expect(r, T_CLOSE, "an index has no closing bracket")) return false;
    }
    return true;
}

static bool read_set(struct reader *r, bool is_negated)
{
    if (!expect(r, T_OPEN_ROUND, "a list in round brackets was expected")) return false;
    for (;;) {
        if (!is_literal(r)) return fail(r, "a value was expected");
        if (!(is_negated ? keep_other(r, "NOT IN") : keep_value(r))) return false;
        next(r);
        if (r->token != T_COMMA) break;
        next(r);
    }
    return expect(r, T_CLOSE_ROUND, "a list has no closing bracket");
}

static bool read_test(struct reader *r)
{
    static const char *const operators[] = { "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET" };
    const char *operator= NULL;
    if (!read_path(r)) return false;
    bool is_negated = take_keyword(r, "NOT");
    if (take_keyword(r, "IN")) return read_set(r, is_negated);
    bool is_equal = r->token == T_EQUAL;
    if (is_equal) operator= "=";
    if (r->token == T_OTHER_SIGN) operator= r->word.data[0] == '!' || sg_str_is(r->word, "<>") ? "!=" : "<>";
    for (size_t i = 0; !operator&& i<sizeof operators / sizeof * operators; i++)
        if (is_keyword(r, operators[i])) operator= operators[i];
    if (!operator) return fail(r, "a comparison was expected");
    next(r);
    if (!is_literal(r)) return fail(r, "a value was expected");
    bool is_kept = is_equal && !is_negated ? keep_value(r) : keep_other(r, is_negated ? "NOT" : operator);
    if (!is_kept) return false;
    next(r);
    return true;
}

static bool read_comparison(struct reader *r);

static bool read_term(struct reader *r)
{
    if (take_keyword(r, "EXISTS")) return read_path(r) && keep_other(r, "EXISTS");
    if (r->token != T_OPEN_ROUND) return read_test(r);
    if (++r->depth > PATTERN_DEPTH) return fail(r, "it is nested too deeply");
    next(r);
    if (!read_comparison(r)) return false;
    r->depth--;
    return expect(r, T_CLOSE_ROUND, "a round bracket is not closed");
}

static bool read_comparison(struct reader *r)
{
    for (;;) {
        if (!read_term(r)) return false;
        if (take_keyword(r, "AND"))
            r->p->is_joined = true;
        else if (!take_keyword(r, "OR"))
            return true;
    }
}

/* WITHIN 5 SECONDS, REPEATS 3 TIMES, START t'…' STOP t'…'. */
static bool read_qualifiers(struct reader *r)
{
    for (;;) {
        bool is_within = take_keyword(r, "WITHIN"), is_repeats = !is_within && take_keyword(r, "REPEATS");
        if (is_within || is_repeats) {
            r->p->is_joined = true;
            if (!expect(r, T_NUMBER, "a number was expected")) return false;
            if (!take_keyword(r, is_within ? "SECONDS" : "TIMES")) return fail(r, "SECONDS or TIMES was expected");
            continue;
        }
        if (!take_keyword(r, "START")) return true;
        r->p->is_joined = true;
        if (r->token != T_TYPED && r->token != T_STRING) return fail(r, "a time was expected");
        next(r);
        if (!take_keyword(r, "STOP")) return fail(r, "STOP was expected");
        if (r->token != T_TYPED && r->token != T_STRING) return fail(r, "a time was expected");
        next(r);
    }
}

static bool read_observations(struct reader *r);

static bool read_observation(struct reader *r)
{
    bool is_round = r->token == T_OPEN_ROUND;
    if (!is_round && r->token != T_OPEN) return fail(r, "a square bracket was expected");
    if (++r->depth > PATTERN_DEPTH) return fail(r, "it is nested too deeply");
    next(r);
    if (!(is_round ? read_observations(r) : read_comparison(r))) return false;
    r->depth--;
    if (!expect(r, is_round ? T_CLOSE_ROUND : T_CLOSE, "a bracket is not closed")) return false;
    return read_qualifiers(r);
}

static bool read_observations(struct reader *r)
{
    for (;;) {
        if (!read_observation(r)) return false;
        if (take_keyword(r, "AND") || take_keyword(r, "FOLLOWEDBY"))
            r->p->is_joined = true;
        else if (!take_keyword(r, "OR"))
            return true;
    }
}

bool pattern_read(struct pattern *p, struct sg_str text)
{
    struct reader r = { .p = p, .text = text };
    p->n = 0;
    sg_buf_clear(&p->texts);
    p->is_joined = false;
    p->bad = NULL;
    p->at = 0;
    if (text.len > PATTERN_MAX) return fail(&r, "it is longer than a mebibyte");
    next(&r);
    bool is_read = read_observations(&r);
    if (is_read && r.token != T_END) is_read = fail(&r, "something stands behind its end");
    sg_buf_owe(&p->texts, &r.string);
    sg_buf_owe(&p->texts, &r.path);
    sg_buf_release(&r.string);
    sg_buf_release(&r.path);
    return is_read && !p->bad && !p->texts.failed;
}

void pattern_release(struct pattern *p)
{
    if (!p) return;
    free(p->values);
    sg_buf_release(&p->texts);
}
