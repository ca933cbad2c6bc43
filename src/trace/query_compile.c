/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens to a condition over the posts table, by recursive descent: or := and (OR and)*; and := not ([AND] not)*;
 * not := (NOT | '-')* term; term := '(' or ')' | word | …  Every value goes through sg_escape_sql.
 */
#include "base/text.h"
#include "trace/trace_internal.h"

struct parser {
    struct trace_lexer lexer;
    struct trace_token token;       /* the one looked at */
    struct sg_extractor *extractor; /* made when first needed: most queries name no object */
    struct sg_buf *out;
    size_t n_terms;
    int depth;
    struct sg_err *err;
};

static enum sg_code fail_at(struct parser *p, size_t at, const char *what)
{
    return sg_fail(p->err, SG_EUSAGE, "query, at character %zu: %s", trace_query_place(p->lexer.query, at), what);
}

static enum sg_code advance(struct parser *p)
{
    return trace_lexer_next(&p->lexer, &p->token, p->err);
}

static void add_quoted(struct sg_buf *out, struct sg_str s)
{
    sg_buf_char(out, '\'');
    sg_escape_sql(out, s);
    sg_buf_char(out, '\'');
}

static enum sg_code need_extractor(struct parser *p)
{
    return p->extractor ? SG_OK : sg_extractor_new(&p->extractor, p->err);
}

/* The kind is asked for beside the identity and the value, so that a collision of hashes finds nothing wrong. */
static void add_object(struct sg_buf *out, enum sg_object_kind kind, struct sg_str value)
{
    sg_buf_printf(out, "post IN (SELECT post FROM objects WHERE object = %llu AND kind = %d AND value = ",
                  (unsigned long long)sg_object_identity(kind, value), (int)kind);
    add_quoted(out, value);
    sg_buf_char(out, ')');
}

/* A hashtag or mention in the form that ingest stores. */
static enum sg_code canonical_object(struct parser *p, enum sg_object_kind kind, struct sg_str value,
                                     struct sg_str *ret)
{
    SG_TRY(need_extractor(p));
    sg_auto_buf line = { 0 };
    sg_buf_printf(&line, "%s:", sg_object_kind_name(kind));
    sg_buf_str(&line, value);
    SG_TRY(sg_buf_check(&line, p->err));
    struct sg_found_list found;
    SG_TRY(sg_extract(p->extractor, sg_str(""), sg_str(""), sg_buf_view(&line), &found, p->err));
    for (size_t i = 0; i < found.n; i++)
        if (found.items[i].kind == kind && found.items[i].value.len > 0) {
            *ret = found.items[i].value;
            return SG_OK;
        }
    return fail_at(p, p->token.at,
                   kind == SG_OBJECT_HASHTAG ? "this is no hashtag: put it in quotes to search for the words"
                                             : "this is no account name: put it in quotes to search for the words");
}

/* `by` an account: "name" on any platform, or "platform/name". */
static enum sg_code add_account(struct parser *p, struct sg_str value)
{
    if (value.len > 1 && value.data[0] == '@') value = sg_str_n(value.data + 1, value.len - 1);
    const char *slash = memchr(value.data, '/', value.len);
    size_t cut = slash ? (size_t)(slash - value.data) : 0;
    sg_auto_buf key = { 0 };
    if (cut)
        sg_account_key(&key, sg_str_n(value.data, cut), sg_str_n(slash + 1, value.len - cut - 1));
    else
        sg_account_key(&key, sg_str(""), value); /* "/name" */
    SG_TRY(sg_buf_check(&key, p->err));
    sg_buf_text(p->out, cut ? "account_key = " : "substring(account_key, position(account_key, '/')) = ");
    add_quoted(p->out, sg_buf_view(&key));
    return SG_OK;
}

static enum sg_code add_mention(struct parser *p, struct sg_str value)
{
    struct sg_str canonical;
    sg_buf_char(p->out, '(');
    SG_TRY(add_account(p, value));
    SG_TRY(canonical_object(p, SG_OBJECT_MENTION, value, &canonical));
    sg_buf_text(p->out, " OR ");
    add_object(p->out, SG_OBJECT_MENTION, canonical);
    sg_buf_char(p->out, ')');
    return SG_OK;
}

/* Posts that carry the address, and the post that stands there. */
static enum sg_code add_url(struct parser *p, struct sg_str value)
{
    SG_TRY(need_extractor(p));
    sg_auto_buf full = { 0 }, url = { 0 }, domain = { 0 };
    if (!memmem(value.data, value.len, "://", 3)) sg_buf_text(&full, "https://");
    sg_buf_str(&full, value);
    SG_TRY(sg_buf_check(&full, p->err));
    bool is_url;
    SG_TRY(sg_url_canonical(p->extractor, sg_buf_view(&full), &url, &domain, &is_url, p->err));
    if (!is_url) return fail_at(p, p->token.at, "this is no address: write it as https://host/path");
    sg_buf_char(p->out, '(');
    add_object(p->out, SG_OBJECT_URL, sg_buf_view(&url));
    struct sg_permalink link;
    SG_TRY(sg_permalink(p->extractor, sg_buf_view(&full), &link, p->err));
    if (link.platform.len)
        sg_buf_printf(p->out, " OR post = %llu", (unsigned long long)sg_post_identity(link.platform, link.id));
    sg_buf_char(p->out, ')');
    return SG_OK;
}

static enum sg_code add_domain(struct parser *p, struct sg_str value)
{
    SG_TRY(need_extractor(p));
    sg_auto_buf full = { 0 }, url = { 0 }, domain = { 0 };
    if (!memmem(value.data, value.len, "://", 3)) sg_buf_text(&full, "https://");
    sg_buf_str(&full, value);
    SG_TRY(sg_buf_check(&full, p->err));
    bool is_url;
    SG_TRY(sg_url_canonical(p->extractor, sg_buf_view(&full), &url, &domain, &is_url, p->err));
    if (!is_url || domain.len == 0) return fail_at(p, p->token.at, "this is no domain: write it as example.org");
    add_object(p->out, SG_OBJECT_DOMAIN, sg_buf_view(&domain));
    return SG_OK;
}

/* since: takes its moment in; until: leaves it out, but a bare date there means to the end of that day. */
static enum sg_code add_time(struct parser *p, struct sg_str value, bool is_until)
{
    sg_time t;
    uint32_t precision;
    struct sg_err inner;
    if (sg_time_parse(value, &t, &precision, &inner) != SG_OK)
        return fail_at(p, p->token.at, "this is no time: write it as 2017-05-05 or 2017-05-05T18:49Z");
    if (is_until && precision >= SG_TO_DAY) t += (sg_time)precision * SG_SECOND;
    sg_buf_printf(p->out, "time %s %lld", is_until ? "<" : ">=", (long long)t);
    return SG_OK;
}

static enum sg_code add_kind(struct parser *p, struct sg_str value)
{
    enum sg_post_kind kind = sg_post_kind_from(value);
    if (kind == SG_POST_KINDS)
        return fail_at(p, p->token.at,
                       "this is no kind of post: write post, repost, quote, reply, article or statement");
    sg_buf_printf(p->out, "kind = %d", (int)kind);
    return SG_OK;
}

static void add_lowered(struct parser *p, const char *before, struct sg_str value)
{
    sg_buf_text(p->out, before);
    sg_buf_char(p->out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        char c = sg_lower(value.data[i]);
        /* Escapes act on single ASCII characters, so the bytes of a longer one may go one by one only when left alone.
         */
        if ((unsigned char)c < 0x80)
            sg_escape_sql(p->out, sg_str_n(&c, 1));
        else
            sg_buf_char(p->out, c);
    }
    sg_buf_char(p->out, '\'');
}

static enum sg_code add_field(struct parser *p, struct sg_str name, struct sg_str value)
{
    if (sg_str_is_nocase(name, "url")) return add_url(p, value);
    if (sg_str_is_nocase(name, "domain")) return add_domain(p, value);
    if (sg_str_is_nocase(name, "account")) return add_account(p, value);
    if (sg_str_is_nocase(name, "kind")) return add_kind(p, value);
    if (sg_str_is_nocase(name, "since")) return add_time(p, value, false);
    if (sg_str_is_nocase(name, "until")) return add_time(p, value, true);
    if (sg_str_is_nocase(name, "platform"))
        add_lowered(p, "platform = ", value);
    else if (sg_str_is_nocase(name, "lang"))
        add_lowered(p, "lower(lang) = ", value);
    else
        return fail_at(p, p->token.at,
                       "there is no such field: use url, domain, platform, account, lang, kind, since or until, or put "
                       "the words in quotes");
    return SG_OK;
}

static enum sg_code parse_or(struct parser *p);

static enum sg_code parse_term(struct parser *p)
{
    struct trace_token *t = &p->token;
    if (t->kind == TRACE_OPEN) {
        size_t open = t->at;
        SG_TRY(advance(p));
        SG_TRY(parse_or(p));
        if (p->token.kind != TRACE_CLOSE) return fail_at(p, open, "this bracket is not closed: add a ')'");
        return advance(p);
    }
    if (++p->n_terms > TRACE_QUERY_TERMS)
        return sg_fail(p->err, SG_ELIMIT, "query, at character %zu: more than %d terms: ask for fewer things at once",
                       trace_query_place(p->lexer.query, t->at), TRACE_QUERY_TERMS);
    switch (t->kind) {
    case TRACE_WORD:
        sg_buf_text(p->out, "positionCaseInsensitiveUTF8(text, ");
        add_quoted(p->out, t->text);
        sg_buf_text(p->out, ") > 0");
        break;
    case TRACE_TAG: {
        struct sg_str tag;
        SG_TRY(canonical_object(p, SG_OBJECT_HASHTAG, t->text, &tag));
        add_object(p->out, SG_OBJECT_HASHTAG, tag);
        break;
    }
    case TRACE_MENTION:
        SG_TRY(add_mention(p, t->text));
        break;
    case TRACE_FIELD:
        SG_TRY(add_field(p, t->field, t->text));
        break;
    case TRACE_END:
        return fail_at(p, t->at, "the query ends where a word was expected");
    case TRACE_CLOSE:
        return fail_at(p, t->at, "a word was expected before this ')'");
    case TRACE_AND:
    case TRACE_OR:
        return fail_at(p, t->at,
                       "a word was expected before AND or OR: put the word itself in quotes to search for it");
    case TRACE_NOT:
    case TRACE_OPEN:
        break; /* taken by the callers */
    }
    return advance(p);
}

static enum sg_code parse_not(struct parser *p)
{
    bool is_negated = false;
    while (p->token.kind == TRACE_NOT) {
        is_negated = !is_negated;
        SG_TRY(advance(p));
    }
    if (is_negated) sg_buf_text(p->out, "NOT (");
    SG_TRY(parse_term(p));
    if (is_negated) sg_buf_char(p->out, ')');
    return SG_OK;
}

static enum sg_code parse_and(struct parser *p)
{
    sg_buf_char(p->out, '(');
    SG_TRY(parse_not(p));
    for (;;) {
        if (p->token.kind == TRACE_AND)
            SG_TRY(advance(p));
        else if (p->token.kind == TRACE_OR || p->token.kind == TRACE_CLOSE || p->token.kind == TRACE_END)
            break;
        sg_buf_text(p->out, " AND ");
        SG_TRY(parse_not(p));
    }
    sg_buf_char(p->out, ')');
    return SG_OK;
}

static enum sg_code parse_or(struct parser *p)
{
    if (++p->depth > TRACE_QUERY_DEPTH)
        return sg_fail(p->err, SG_ELIMIT, "query, at character %zu: brackets are nested deeper than %d",
                       trace_query_place(p->lexer.query, p->token.at), TRACE_QUERY_DEPTH);
    sg_buf_char(p->out, '(');
    SG_TRY(parse_and(p));
    while (p->token.kind == TRACE_OR) {
        SG_TRY(advance(p));
        sg_buf_text(p->out, " OR ");
        SG_TRY(parse_and(p));
    }
    sg_buf_char(p->out, ')');
    p->depth--;
    return SG_OK;
}

static enum sg_code parse_query(struct parser *p)
{
    SG_TRY(advance(p));
    if (p->token.kind == TRACE_END) {
        sg_buf_char(p->out, '1');
        return SG_OK;
    }
    SG_TRY(parse_or(p));
    if (p->token.kind != TRACE_END) return fail_at(p, p->token.at, "this ')' closes nothing: take it away");
    return SG_OK;
}

enum sg_code sg_query_compile(struct sg_str query, struct sg_buf *ret_condition, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    struct parser p = { .out = &out, .err = err };
    SG_TRY(trace_lexer_init(&p.lexer, query, err));
    enum sg_code code = parse_query(&p);
    if (code == SG_OK) code = sg_buf_check(&out, err);
    trace_lexer_release(&p.lexer);
    sg_extractor_free(p.extractor);
    if (code != SG_OK) return code;
    sg_buf_str(ret_condition, sg_buf_view(&out));
    return sg_buf_check(ret_condition, err);
}
