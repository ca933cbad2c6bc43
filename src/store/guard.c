/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/guard.h"

#include <stdlib.h>

#include "base/text.h"
#include "store/guard_internal.h"

struct sg_embedded { /* as tools/embed.py lays it down */
    const char *name;
    const char *data;
    size_t len;
};
extern const struct sg_embedded sg_store_lists[];

/* A parenthesis that is open. */
struct frame {
    bool in_from;      /* between FROM and the next clause: a comma brings another table */
    bool in_condition; /* after the ON, USING (…) or SAMPLE of a table there: parentheses hold no tables */
    bool is_call;      /* of a function: "FROM" within is an argument's (trim, extract, substring) */
    bool is_in;        /* of IN: the engine takes a single name there for a table */
    bool wants_table;
};

struct guard {
    struct sg_token *tokens; /* the last one is SG_TOKEN_END */
    size_t n;
    struct sg_str *names; /* of WITH name AS (…) */
    size_t n_names;
    struct frame *frames;
};

/* ---- words ---- */

static bool is_one_of(struct sg_str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sg_str_is_nocase(s, list[i])) return true;
    return false;
}
#define IS_ONE_OF(s, list) is_one_of(s, list, sizeof(list) / sizeof *(list))

static bool is_name(const struct sg_token *t)
{
    return t->kind == SG_TOKEN_WORD || t->kind == SG_TOKEN_QUOTED;
}
static bool is_word(const struct sg_token *t, const char *word)
{
    return t->kind == SG_TOKEN_WORD && sg_str_is_nocase(t->text, word);
}
static bool is_sign(const struct sg_token *t, char c)
{
    return t->kind == SG_TOKEN_SIGN && t->text.data[0] == c;
}

/* Words that may stand before a parenthesis without being a function. */
static const char *const keywords[] = {
    "select",    "with",    "from",      "where",        "prewhere", "having", "by",       "on",      "using",
    "in",        "and",     "or",        "not",          "as",       "join",   "when",     "then",    "else",
    "case",      "between", "like",      "ilike",        "distinct", "all",    "any",      "union",   "except",
    "intersect", "limit",   "offset",    "exists",       "replace",  "over",   "interval", "div",     "mod",
    "is",        "qualify", "array",     "sets",         "rollup",   "cube",   "grouping", "explain", "describe",
    "desc",      "table",   "recursive", "materialized", "asc",      "global", "xor",      "filter",  "window",
    "end",       "step",    "fill",      "to",           "ties",     "anti",   "semi",     "asof",
};
/* Clauses that are not for a person's statement: they change settings, write files, name columns or functions by
 * pattern, or read in another form. */
static const char *const refused[] = { "settings", "into",           "outfile", "infile", "apply",
                                       "columns",  "final_settings", "insert",  "paste",  "parallel" };
static const char *const tables[] = { "posts",  "links",    "objects",   "sources",
                                      "places", "messages", "documents", "meta" };
static const char *const combinators[] = { "if",      "array",  "distinct", "ornull",      "ordefault",
                                           "foreach", "state",  "merge",    "simplestate", "mergestate",
                                           "map",     "argmin", "argmax",   "resample" };
/* What ends the list of tables after FROM. */
static const char *const after_from[] = { "where",  "prewhere",  "group",   "order",  "limit",  "having", "union",
                                          "except", "intersect", "qualify", "window", "offset", "select", "array" };

static int compare_word(const void *key, const void *line)
{
    const struct sg_str *s = key;
    const char *text = *(const char *const *)line;
    size_t i = 0;
    for (; i < s->len && text[i] && text[i] != '\n'; i++) {
        int d = (unsigned char)sg_lower(s->data[i]) - (unsigned char)text[i];
        if (d) return d;
    }
    if (i < s->len) return 1;
    return text[i] && text[i] != '\n' ? -1 : 0;
}

/* The order in which the lists are built in (meson.build). */
enum { ALLOWED_FUNCTIONS, REFUSED_FUNCTIONS };

/* Is it a line of the list?  The lines are sorted, but of different lengths: searched by bytes. */
static bool is_listed(struct sg_str name, int list)
{
    const char *data = sg_store_lists[list].data;
    const size_t len = sg_store_lists[list].len;
    size_t low = 0, high = len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        while (middle > low && data[middle - 1] != '\n')
            middle--;
        const char *line = data + middle;
        int d = compare_word(&name, &line);
        if (d == 0) return true;
        if (d < 0) {
            high = middle;
        } else {
            const char *end = memchr(line, '\n', len - middle);
            low = end ? (size_t)(end - data) + 1 : high;
        }
    }
    return false;
}

/* sumIf, argMinIfOrNull …: an aggregate's name followed by what changes how it is applied. */
static bool is_function(struct sg_str name)
{
    for (;;) {
        if (is_listed(name, ALLOWED_FUNCTIONS)) return true;
        size_t cut = 0;
        for (size_t i = 0; i < sizeof combinators / sizeof *combinators; i++) {
            size_t n = strlen(combinators[i]);
            if (name.len > n && n > cut && sg_str_is_nocase(sg_str_n(name.data + name.len - n, n), combinators[i]))
                cut = n;
        }
        if (!cut) return false;
        name.len -= cut;
    }
}

static enum sg_code refuse(struct sg_err *err, const struct sg_token *t, const char *why)
{
    return sg_fail(err, SG_EUSAGE, "\"%.*s\" is not allowed in a statement on a case: %s",
                   (int)(t->text.len < 80 ? t->text.len : 80), t->text.data ? t->text.data : "", why);
}

/* ---- rules ---- */

static bool is_known_table(const struct guard *g, struct sg_str name)
{
    if (IS_ONE_OF(name, tables)) return true;
    for (size_t i = 0; i < g->n_names; i++)
        if (sg_str_same(g->names[i], name)) return true;
    return false;
}

static const char only_these[] =
    "only posts, links, objects, sources, places, messages, documents and subqueries can be read";

/* What stands where a table must: a subquery, a number generator, or one of the case's tables. */
static enum sg_code check_table(const struct guard *g, size_t at, struct sg_err *err)
{
    static const char *const generators[] = { "numbers",  "numbers_mt",      "zeros",
                                              "zeros_mt", "generate_series", "generateseries" };
    const struct sg_token *t = &g->tokens[at];
    if (is_sign(t, '(')) return SG_OK;
    if (!is_name(t)) return refuse(err, t, "a table of the case is expected here");
    const struct sg_token *next = &g->tokens[at + 1];
    if (is_sign(next, '('))
        return IS_ONE_OF(t->text, generators) ? SG_OK : refuse(err, t, "table functions reach outside the case");
    if (is_sign(next, '.')) {
        if (sg_str_is(t->text, "system") && is_word(next + 1, "one")) return SG_OK;
        if (!sg_str_is(t->text, "default") || !is_name(next + 1) || !IS_ONE_OF(next[1].text, tables))
            return refuse(err, t, only_these);
        return is_sign(next + 2, '(') || is_sign(next + 2, '.') ? refuse(err, t, "not a table") : SG_OK;
    }
    return is_known_table(g, t->text)
               ? SG_OK
               : refuse(err, t, only_these);
}

/* A name before a parenthesis. */
static enum sg_code check_call(const struct guard *g, size_t at, struct sg_err *err)
{
    const struct sg_token *t = &g->tokens[at];
    if (t->kind == SG_TOKEN_WORD && IS_ONE_OF(t->text, keywords)) return SG_OK;
    if (is_function(t->text)) return SG_OK;
    /* The columns of a name: WITH name (a, b) AS (…). */
    for (size_t i = 0; i < g->n_names; i++)
        if (sg_str_same(g->names[i], t->text) && at > 0 && is_word(&g->tokens[at - 1], "as")) return SG_OK;
    return refuse(err, t, "it is not among the functions that only work on given values");
}

static enum sg_code check_word(const struct guard *g, size_t at, struct sg_err *err)
{
    const struct sg_token *t = &g->tokens[at], *next = &g->tokens[at + 1];
    if (t->kind == SG_TOKEN_WORD && IS_ONE_OF(t->text, refused))
        return refuse(err, t, "this clause is not for reading a case");
    /* Also without parentheses: arrayMap(file, …) calls it.  So no alias may have such a name either. */
    if (is_listed(t->text, REFUSED_FUNCTIONS))
        return refuse(err, t, "a function that does not only work on given values has this name");
    if (is_word(t, "format") && (next->kind == SG_TOKEN_WORD || next->kind == SG_TOKEN_QUOTED)) {
        static const char *const follow[] = { "from",  "as",     "in",      "not",     "like", "ilike", "is",
                                              "and",   "or",     "between", "asc",     "desc", "limit", "group",
                                              "order", "having", "then",    "else",    "end",  "when",  "union",
                                              "where", "with",   "global",  "collate", "nulls" };
        if (next->kind == SG_TOKEN_QUOTED || !IS_ONE_OF(next->text, follow))
            return refuse(err, t, "the form of the answer is chosen by the command's options");
    }
    if (is_sign(next, '.') && (at == 0 || !is_sign(&g->tokens[at - 1], '.')) &&
        (sg_str_is_nocase(t->text, "system") || sg_str_is_nocase(t->text, "information_schema")) &&
        !(is_word(next + 1, "one") && sg_str_is(t->text, "system")))
        return refuse(err, t, "only the case's tables can be read");
    /* "x IN name" reads a table. */
    if (is_word(t, "in") && is_name(next) && !is_sign(next + 1, '(')) return check_table(g, at + 1, err);
    if (is_sign(next, '(')) return check_call(g, at, err);
    return SG_OK;
}

/* "WITH name AS (" and ", name AS (": tables of the statement's own.  A scalar "(…) AS name" is none. */
static enum sg_code collect_names(struct guard *g, struct sg_err *err)
{
    g->names = calloc(g->n + 1, sizeof *g->names);
    g->frames = calloc(g->n + 2, sizeof *g->frames);
    if (!g->names || !g->frames) return sg_fail_nomem(err, "a statement's names");
    for (size_t i = 1; i + 3 < g->n; i++) {
        const struct sg_token *t = &g->tokens[i];
        bool begins = is_word(t - 1, "with") || is_word(t - 1, "recursive") || is_sign(t - 1, ',');
        if (!begins || !is_name(t) || !is_word(t + 1, "as") || !is_sign(t + 2, '(')) continue;
        if (is_word(t + 3, "select") || is_word(t + 3, "with")) g->names[g->n_names++] = t->text;
    }
    return SG_OK;
}

static enum sg_code check_body(struct guard *g, size_t from, struct sg_err *err)
{
    size_t depth = 0;
    for (size_t i = from; g->tokens[i].kind != SG_TOKEN_END; i++) {
        const struct sg_token *t = &g->tokens[i];
        struct frame *f = &g->frames[depth];
        if (f->wants_table && !is_word(t, "lateral")) {
            SG_TRY(check_table(g, i, err));
            f->wants_table = false;
        }
        if (is_sign(t, '(') || is_sign(t, '[')) {
            bool is_call =
                i > from && is_name(t - 1) && !(t[-1].kind == SG_TOKEN_WORD && IS_ONE_OF(t[-1].text, keywords));
            bool is_select = is_word(t + 1, "select") || is_word(t + 1, "with") || is_word(t + 1, "from");
            /* Parentheses around tables: ((posts)), (a JOIN b). */
            bool holds_tables =
                f->in_from && !f->in_condition && !is_call && !is_select && is_sign(t, '(') && !is_word(t - 1, "as");
            g->frames[++depth] = (struct frame){ .is_call = is_call && !is_select,
                                                 .is_in = i > from && is_word(t - 1, "in"),
                                                 .wants_table = holds_tables,
                                                 .in_from = holds_tables };
        } else if (is_sign(t, ')') || is_sign(t, ']')) {
            if (depth == 0) return refuse(err, t, "it closes what was not opened");
            depth--;
        } else if (is_sign(t, ';')) {
            if (t[1].kind != SG_TOKEN_END) return refuse(err, t, "one statement at a time");
        } else if (is_sign(t, ',')) {
            f->wants_table = f->in_from;
            f->in_condition = false;
        } else if (is_word(t, "from")) {
            bool compares = i > from && is_word(t - 1, "distinct") && i > from + 1 && !is_word(t - 2, "select");
            if (!compares && !f->is_call) {
                f->in_from = f->wants_table = true;
                f->in_condition = false;
            }
        } else if (is_word(t, "join")) {
            /* ARRAY JOIN unfolds an expression. */
            bool is_array = i > from && is_word(t - 1, "array");
            f->wants_table = !is_array;
            f->in_from = !is_array;
            f->in_condition = false;
        } else if (is_word(t, "on") || is_word(t, "sample") || (is_word(t, "using") && is_sign(t + 1, '('))) {
            f->in_condition = true; /* a comma after it brings another table all the same */
        } else if (is_word(t, "using")) {
            f->in_from = false; /* names with commas between them */
        } else if (t->kind == SG_TOKEN_WORD && IS_ONE_OF(t->text, after_from) && !(i > from && is_word(t - 1, "as"))) {
            if (f->in_from && is_sign(t + 1, ',')) return refuse(err, t, "put it into quotation marks as a name");
            if (is_word(t, "select")) f->is_call = false;
            f->in_from = false;
        }
        if (f->is_in && is_name(t) && (is_sign(t - 1, '(') || is_sign(t - 1, ',')) && is_sign(t + 1, '.') &&
            is_name(t + 2) && (is_sign(t + 3, ')') || is_sign(t + 3, ',')))
            return refuse(err, t, "IN (name.name) may read another table; compare with = or name a subquery");
        if (is_name(t)) SG_TRY(check_word(g, i, err));
    }
    return depth ? sg_fail(err, SG_EUSAGE, "the statement has a parenthesis that is not closed") : SG_OK;
}

/* ---- kinds of statement ---- */

static enum sg_code check_name_only(const struct guard *g, size_t at, struct sg_err *err)
{
    SG_TRY(check_table(g, at, err));
    const struct sg_token *end = &g->tokens[at + (is_sign(&g->tokens[at + 1], '.') ? 3 : 1)];
    if (is_sign(end, ';')) end++;
    return end->kind == SG_TOKEN_END ? SG_OK : refuse(err, end, "nothing is expected after the table's name");
}

static enum sg_code check_statement(struct guard *g, struct sg_err *err)
{
    const struct sg_token *t = g->tokens;
    size_t at = 0;
    if (is_word(t, "show")) {
        if (is_word(t + 1, "tables") &&
            (t[2].kind == SG_TOKEN_END || (is_sign(t + 2, ';') && t[3].kind == SG_TOKEN_END)))
            return SG_OK;
        if (!is_word(t + 1, "create")) return refuse(err, t + 1, "of SHOW, only TABLES and CREATE TABLE name are");
        at = is_word(t + 2, "table") ? 3 : 2;
        return is_sign(&t[at], '(') ? refuse(err, &t[at], "a table's name is expected") : check_name_only(g, at, err);
    }
    if (is_word(t, "describe") || is_word(t, "desc")) {
        at = is_word(t + 1, "table") ? 2 : 1;
        if (!is_sign(&t[at], '(')) return check_name_only(g, at, err);
        if (!is_word(&t[at + 1], "select") && !is_word(&t[at + 1], "with"))
            return refuse(err, &t[at + 1], "SELECT is expected here");
        return check_body(g, at, err);
    }
    if (is_word(t, "explain")) {
        static const char *const kinds[] = { "ast", "syntax", "plan", "pipeline", "estimate", "query", "tree" };
        for (at = 1; t[at].kind == SG_TOKEN_WORD && IS_ONE_OF(t[at].text, kinds);)
            at++;
        while (t[at].kind == SG_TOKEN_WORD && is_sign(&t[at + 1], '=') && t[at + 2].kind == SG_TOKEN_NUMBER)
            at += is_sign(&t[at + 3], ',') ? 4 : 3;
    }
    size_t first = at;
    while (is_sign(&t[first], '('))
        first++;
    if (!is_word(&t[first], "select") && !is_word(&t[first], "with"))
        return refuse(err, &t[first], "a statement must be a SELECT (or WITH, DESCRIBE, SHOW TABLES, EXPLAIN)");
    return check_body(g, at, err);
}

enum sg_code sg_guard_check(struct sg_str sql, struct sg_err *err)
{
    struct guard g = { 0 };
    sg_auto_buf tokens = { 0 };
    size_t at = 0;
    do {
        struct sg_token token = { SG_TOKEN_END, { NULL, 0 } };
        SG_TRY(sg_token_next(sql, &at, &token, err));
        sg_buf_add(&tokens, &token, sizeof token);
        if (token.kind == SG_TOKEN_END) break;
    } while (!tokens.failed);
    /* Rules look a few tokens ahead: several ends. */
    for (int i = 0; i < 4; i++)
        sg_buf_add(&tokens, &(struct sg_token){ SG_TOKEN_END, { NULL, 0 } }, sizeof(struct sg_token));
    SG_TRY(sg_buf_check(&tokens, err));
    g.tokens = (struct sg_token *)(void *)tokens.data;
    g.n = tokens.len / sizeof *g.tokens;
    enum sg_code code = collect_names(&g, err);
    if (code == SG_OK) code = check_statement(&g, err);
    free(g.names);
    free(g.frames);
    return code;
}
