/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey/leak_search.h"

#include <string.h>

#include "base/text.h"

enum { WORDS = 64 };

/* The two conditions, over mails and over documents, as they grow. */
struct search {
    struct sg_buf mails, documents, first; /* first: the first plain word, which the snippet shows */
    bool only_mails, only_documents;
};

static enum sg_code add(struct sg_buf *to, const char *template, struct sg_str word, bool is_not, struct sg_err *err)
{
    const struct sg_param param = { .name = "word", .kind = SG_PARAM_TEXT, .text = word };
    sg_auto_buf text = { 0 };
    SG_TRY(sg_sql_bind(sg_str(template), &param, 1, &text, err));
    sg_buf_printf(to, "%s%s(", to->len ? " AND " : "", is_not ? "NOT " : "");
    sg_buf_str(to, sg_buf_view(&text));
    sg_buf_char(to, ')');
    return sg_buf_check(to, err);
}

static enum sg_code add_word(struct search *s, struct sg_str word, bool is_not, struct sg_err *err)
{
    if (!is_not && !s->first.len) sg_buf_str(&s->first, word);
    SG_TRY(add(&s->mails,
               "positionCaseInsensitiveUTF8(text, :word) OR positionCaseInsensitiveUTF8(subject, :word) OR "
               "positionCaseInsensitiveUTF8(sender_name, :word) OR positionCaseInsensitiveUTF8(sender, :word) OR "
               "positionCaseInsensitiveUTF8(recipients, :word)",
               word, is_not, err));
    return add(&s->documents,
               "positionCaseInsensitiveUTF8(text, :word) OR positionCaseInsensitiveUTF8(title, :word) OR "
               "positionCaseInsensitiveUTF8(author, :word) OR positionCaseInsensitiveUTF8(editor, :word)",
               word, is_not, err);
}

static enum sg_code add_time(struct search *s, const char *comparison, struct sg_str word, bool is_not,
                             struct sg_err *err)
{
    sg_time t;
    uint32_t precision;
    if (sg_time_parse(word, &t, &precision, err) != SG_OK)
        return sg_fail(err, SG_EUSAGE, "\"%.*s\" is no time such as 2017-05-05", (int)word.len, word.data);
    if (*comparison == '<') t += precision * SG_SECOND; /* until: a day is that day's end */
    /* A time that is not known is the least of all numbers, and no answer to either. */
    const char *not = is_not ? "NOT " : "";
    sg_buf_printf(&s->mails, "%s%s(date %s toInt64(%lld)) AND date > toInt64(-9000000000000000000)",
                  s->mails.len ? " AND " : "", not, comparison, (long long)t);
    sg_buf_printf(&s->documents, "%s%s(modified %s toInt64(%lld)) AND modified > toInt64(-9000000000000000000)",
                  s->documents.len ? " AND " : "", not, comparison, (long long)t);
    return sg_buf_check(&s->documents, err);
}

/* What the query language for posts has and this has not: taken as words, they would find nothing without a reason. */
static enum sg_code check_word(struct sg_str word, struct sg_err *err)
{
    static const char *const others[] = { "account:", "domain:", "is:", "kind:", "lang:", "platform:", "url:", NULL };
    if (sg_str_is(word, "AND") || sg_str_is(word, "OR") || sg_str_is(word, "NOT"))
        return sg_fail(err, SG_EUSAGE,
                       "a leak is searched for all words at once: there is no %.*s; -word leaves out, \"%.*s\" is the "
                       "word",
                       (int)word.len, word.data, (int)word.len, word.data);
    for (size_t i = 0; others[i]; i++)
        if (word.len >= strlen(others[i]) && memcmp(word.data, others[i], strlen(others[i])) == 0)
            return sg_fail(err, SG_EUSAGE,
                           "a leak is searched by words, from:, to:, subject:, since:, until:, is:mail and "
                           "is:document, not by %s; in double quotes it is a word",
                           others[i]);
    return SG_OK;
}

static bool after(struct sg_str word, const char *field, struct sg_str *ret)
{
    size_t n = strlen(field);
    if (word.len <= n || memcmp(word.data, field, n) != 0) return false;
    *ret = sg_str_n(word.data + n, word.len - n);
    return true;
}

static enum sg_code add_field(struct search *s, struct sg_str word, bool is_phrase, bool is_not,
                              struct sg_err *err)
{
    struct sg_str value;
    if (is_phrase) return add_word(s, word, is_not, err);
    if (after(word, "from:", &value)) {
        s->only_mails |= !is_not;
        return add(&s->mails,
                   "positionCaseInsensitiveUTF8(sender, :word) OR positionCaseInsensitiveUTF8(sender_name, :word)",
                   value, is_not, err);
    }
    if (after(word, "to:", &value)) {
        s->only_mails |= !is_not;
        return add(&s->mails, "positionCaseInsensitiveUTF8(recipients, :word)", value, is_not, err);
    }
    if (after(word, "subject:", &value)) {
        s->only_mails |= !is_not;
        return add(&s->mails, "positionCaseInsensitiveUTF8(subject, :word)", value, is_not, err);
    }
    if (after(word, "since:", &value)) return add_time(s, ">=", value, is_not, err);
    if (after(word, "until:", &value)) return add_time(s, "<", value, is_not, err);
    if (sg_str_is(word, "is:mail") || sg_str_is(word, "is:document")) {
        s->only_mails |= sg_str_is(word, "is:mail") != is_not;
        s->only_documents |= sg_str_is(word, "is:document") != is_not;
        return SG_OK;
    }
    SG_TRY(check_word(word, err));
    return add_word(s, word, is_not, err);
}

/* The length of the field that a term begins with, its colon included; 0 for none. */
static size_t field_of(struct sg_str term)
{
    static const char *const fields[] = { "from:", "to:", "subject:", "since:", "until:", NULL };
    for (size_t i = 0; fields[i]; i++)
        if (term.len >= strlen(fields[i]) && memcmp(term.data, fields[i], strlen(fields[i])) == 0)
            return strlen(fields[i]);
    return 0;
}

/* One term off the query's front: word, "phrase", field:word, field:"phrase", and - before each. */
static enum sg_code take_term(struct search *s, struct sg_str *query, struct sg_err *err)
{
    struct sg_str rest = *query;
    bool is_not = rest.len > 1 && rest.data[0] == '-';
    if (is_not) rest = sg_str_n(rest.data + 1, rest.len - 1);
    size_t field = field_of(rest), end = field;
    bool is_quoted = field < rest.len && rest.data[field] == '"';
    for (end += is_quoted; end < rest.len && (is_quoted ? rest.data[end] != '"' : !strchr(" \t\r\n", rest.data[end]));)
        end++;
    if (is_quoted && end == rest.len)
        return sg_fail(err, SG_EUSAGE, "a phrase in the query does not end: its closing \" is missing");
    sg_auto_buf word = { 0 };
    sg_buf_add(&word, rest.data, field);
    sg_buf_add(&word, rest.data + field + is_quoted, end - field - is_quoted);
    SG_TRY(sg_buf_check(&word, err));
    *query = sg_str_n(rest.data + end + is_quoted, rest.len - end - is_quoted);
    if (word.len == field || (!is_quoted && sg_str_is(sg_buf_view(&word), "-")))
        return sg_fail(err, SG_EUSAGE, "the query has an empty word: nothing stands behind %s",
                       field ? sg_buf_cstr(&word) : is_quoted ? "a \"" : "a -");
    return add_field(s, sg_buf_view(&word), is_quoted && !field, is_not, err);
}

static enum sg_code compile(struct search *s, struct sg_str query, struct sg_err *err)
{
    int n = 0;
    if (!sg_utf8_is_valid(query.data, query.len)) return sg_fail(err, SG_EUSAGE, "the query is no valid UTF-8");
    for (query = sg_str_trim(query); query.len; query = sg_str_trim(query)) {
        if (++n > WORDS) return sg_fail(err, SG_EUSAGE, "a query has at most %d words", WORDS);
        SG_TRY(take_term(s, &query, err));
    }
    if (!n)
        return sg_fail(err, SG_EUSAGE, "the query is empty: give a word, a \"phrase\", from:, to:, since: or until:");
    if (!s->mails.len) sg_buf_text(&s->mails, "1");
    if (!s->documents.len) sg_buf_text(&s->documents, "1");
    if (s->only_documents) sg_buf_text(&s->mails, " AND 0");
    if (s->only_mails) sg_buf_text(&s->documents, " AND 0");
    SG_TRY(sg_buf_check(&s->mails, err));
    return sg_buf_check(&s->documents, err);
}

struct taking {
    void (*take)(void *ctx, const struct sg_leak_hit *hit);
    void *ctx;
    uint64_t total;
};

static enum sg_code take_row(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    struct taking *t = ctx;
    struct sg_str snippet = sg_batch_text(b, 5, row);
    while (snippet.len && ((unsigned char)snippet.data[0] & 0xc0) == 0x80) /* cut in the middle of a letter */
        snippet = sg_str_n(snippet.data + 1, snippet.len - 1);
    for (int i = 0; i < 3 && snippet.len && !sg_utf8_is_valid(snippet.data, snippet.len); i++)
        snippet.len--; /* at its end too */
    t->take(t->ctx, &(struct sg_leak_hit){ .item = sg_batch_u64(b, 0, row),
                                           .date = sg_batch_i64(b, 1, row),
                                           .is_document = sg_batch_u8(b, 2, row),
                                           .sender = sg_batch_text(b, 3, row),
                                           .title = sg_batch_text(b, 4, row),
                                           .snippet = snippet });
    return SG_OK;
}

static enum sg_code take_total(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    ((struct taking *)ctx)->total = sg_batch_u64(b, 0, row);
    return SG_OK;
}

/* Nothing found: is there anything to find? */
static enum sg_code check_leak(struct sg_store *store, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64 };
    struct taking all = { 0 };
    const struct sg_param params[] = { { .name = "mails", .kind = SG_PARAM_SQL, .text = sg_str("1") },
                                       { .name = "documents", .kind = SG_PARAM_SQL, .text = sg_str("1") } };
    SG_TRY(sg_store_each(store, "leak_search_total", params, 2, types, 1, take_total, &all, err));
    if (all.total) return SG_OK;
    return sg_fail(err, SG_ENOTFOUND,
                   "this case holds no mail or document of a leak: put one in with \"sillage leak add PATH…\"");
}

static enum sg_code ask(struct sg_store *store, struct search *s, uint64_t limit, struct taking *t, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_U8, SG_TEXT, SG_TEXT, SG_TEXT }, total[] = { SG_U64 };
    sg_auto_buf around = { 0 };
    const struct sg_param word = { .name = "word", .kind = SG_PARAM_TEXT, .text = sg_buf_view(&s->first) };
    SG_TRY(sg_sql_bind(s->first.len
                           ? sg_str("greatest(toInt64(positionCaseInsensitive(text, :word)) - 60, toInt64(1)), 240")
                           : sg_str("1, 240"),
                       &word, s->first.len ? 1 : 0, &around, err));
    const struct sg_param params[] = {
        { .name = "mails", .kind = SG_PARAM_SQL, .text = sg_buf_view(&s->mails) },
        { .name = "documents", .kind = SG_PARAM_SQL, .text = sg_buf_view(&s->documents) },
        { .name = "around", .kind = SG_PARAM_SQL, .text = sg_buf_view(&around) },
        { .name = "limit", .kind = SG_PARAM_U64, .u64 = limit },
    };
    SG_TRY(sg_store_each(store, "leak_search_total", params, 2, total, 1, take_total, t, err));
    if (t->total) return sg_store_each(store, "leak_search", params, 4, types, 6, take_row, t, err);
    return check_leak(store, err);
}

enum sg_code sg_leak_search(struct sg_store *store, struct sg_str query, uint64_t limit,
                            void (*take)(void *ctx, const struct sg_leak_hit *hit), void *ctx, uint64_t *ret_total,
                            struct sg_err *err)
{
    struct search s = { 0 };
    struct taking t = { take, ctx, 0 };
    enum sg_code code = compile(&s, query, err);
    if (code == SG_OK) code = ask(store, &s, limit, &t, err);
    sg_buf_release(&s.mails);
    sg_buf_release(&s.documents);
    sg_buf_release(&s.first);
    if (code == SG_OK) *ret_total = t.total;
    return code;
}
