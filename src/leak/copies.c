/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/copies.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "leak/quote.h"

enum { DIFFS = 20, SHOWN_WORDS = 60 };

void copy_scratch_release(struct copy_scratch *s)
{
    if (!s) return;
    quote_text_release(&s->a);
    quote_text_release(&s->b);
    struct sg_buf *bufs[] = { &s->words_a, &s->words_b, &s->ids_a, &s->ids_b, &s->runs, &s->texts, &s->diffs };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        sg_buf_release(bufs[i]);
    free(s->fields);
    leak_ids_release(&s->ids);
    differ_release(&s->differ);
    *s = (struct copy_scratch){ 0 };
}

/* ---- fields ---- */

enum field_kind { FIELD_CORE, FIELD_CONTENT, FIELD_TRANSPORT, FIELD_MAILBOX };

static bool begins(struct sg_str s, const char *word)
{
    size_t n = strlen(word);
    return s.len >= n && sg_str_is_nocase(sg_str_n(s.data, n), word);
}

static bool begins_one(struct sg_str s, const char *const *words)
{
    for (; *words; words++)
        if (begins(s, *words)) return true;
    return false;
}

static enum field_kind field_kind(struct sg_str name)
{
    static const char *const mailbox[] = { "status",         "x-status",      "x-mozilla", "x-keywords", "x-uid",
                                           "content-length", "lines",         "x-imap",    "x-gm-",      "x-gmail",
                                           "x-evolution",    "x-account-key", "x-folder",  NULL };
    static const char *const transport[] = { "received",
                                             "delivered-to",
                                             "return-path",
                                             "x-",
                                             "authentication-results",
                                             "arc-",
                                             "dkim-",
                                             "domainkey-",
                                             "xref",
                                             "envelope-to",
                                             "apparently-to",
                                             "precedence",
                                             "list-",
                                             "sender",
                                             "errors-to",
                                             "mailing-list",
                                             "resent-",
                                             "old-",
                                             "original-",
                                             "delivery-date",
                                             "autocrypt",
                                             "bcc",
                                             "reply-to",
                                             "archived-at",
                                             "replyto",
                                             NULL };
    static const char *const content[] = { "content-", "mime-version", NULL };
    if (begins_one(name, mailbox)) return FIELD_MAILBOX;
    if (begins_one(name, transport)) return FIELD_TRANSPORT;
    return begins_one(name, content) ? FIELD_CONTENT : FIELD_CORE;
}

/* One field as a number, blind to folding and to the case of its name. */
static uint64_t field_hash(const struct sg_mail_field *f, struct sg_buf *b)
{
    sg_buf_clear(b);
    for (size_t i = 0; i < f->name.len; i++)
        sg_buf_char(b, sg_lower(f->name.data[i]));
    sg_buf_char(b, ':');
    for (size_t i = 0; i < f->value.len; i++)
        if (!strchr(" \t\r\n", f->value.data[i]) || !f->value.data[i]) sg_buf_char(b, f->value.data[i]);
    return sg_siphash(b->data, b->len);
}

static enum sg_code hash_header(struct copy_scratch *s, struct sg_str header, struct copy_facts *ret,
                                struct sg_err *err)
{
    if (!s->fields) s->fields = calloc(SG_MAIL_FIELDS, sizeof *s->fields);
    if (!s->fields) return sg_fail_nomem(err, "copies of mails");
    size_t n = sg_mail_split_header(header, s->fields, SG_MAIL_FIELDS);
    for (size_t i = 0; i < n; i++) {
        enum field_kind kind = field_kind(s->fields[i].name);
        uint64_t hash = field_hash(&s->fields[i], &s->texts); /* summed: the order of fields tells nothing */
        if (kind != FIELD_MAILBOX) ret->header += hash;
        if (kind < FIELD_TRANSPORT) ret->core += hash;
        if (kind == FIELD_CORE) ret->bare += hash;
        ret->is_list |= begins(s->fields[i].name, "list-") || begins(s->fields[i].name, "mailing-list");
        ret->is_draft |= begins(s->fields[i].name, "x-mozilla-draft") || begins(s->fields[i].name, "x-draft") ||
                         begins(s->fields[i].name, "x-identity-key");
    }
    return sg_buf_check(&s->texts, err);
}

/* ---- words ---- */

/* All words of a text but for footers, whatever their level. */
static enum sg_code spoken(struct sg_str text, struct quote_text *t, struct sg_buf *words, struct sg_err *err)
{
    SG_TRY(quote_split(text, t, err));
    sg_buf_clear(words);
    const struct quote_piece *p = quote_pieces(t);
    for (size_t i = 0; i < quote_n_pieces(t); i++)
        if (p[i].kind != QUOTE_FOOTER) sg_buf_add(words, quote_words(t) + p[i].first, p[i].n * sizeof(struct word));
    return sg_buf_check(words, err);
}

enum sg_code copy_facts(struct copy_scratch *s, struct sg_str header, struct sg_str text, struct copy_facts *ret,
                        struct sg_err *err)
{
    *ret = (struct copy_facts){ 0 };
    SG_TRY(hash_header(s, header, ret, err));
    SG_TRY(spoken(text, &s->a, &s->words_a, err));
    const struct word *w = (const void *)s->words_a.data;
    ret->n_words = (uint32_t)(s->words_a.len / sizeof *w);
    ret->n_footer = (uint32_t)quote_n_words(&s->a) - ret->n_words;
    uint64_t h = ret->n_words;
    for (uint32_t i = 0; i < ret->n_words; i++) {
        h = (h ^ w[i].hash) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 31;
    }
    ret->words = h;
    return SG_OK;
}

static enum sg_code number(struct copy_scratch *s, const struct sg_buf *words, struct sg_buf *ids, struct sg_err *err)
{
    const struct word *w = (const void *)words->data;
    sg_buf_clear(ids);
    for (size_t i = 0; i < words->len / sizeof *w; i++) {
        uint32_t id;
        SG_TRY(leak_ids_add(&s->ids, w[i].hash, "the words of the leak", &id, err));
        sg_buf_add(ids, &id, sizeof id);
    }
    return sg_buf_check(ids, err);
}

struct comparing {
    struct copy_scratch *s;
    struct sg_str a, b;
    const struct word *words_a, *words_b;
    uint32_t n_a, n_b;
    struct copy_difference *d;
};

/* Words and, where one side has none, a neighbour on each side. */
static void keep(struct sg_str text, const struct word *w, uint32_t n_words, uint32_t from, uint32_t n, bool wide,
                 struct sg_buf *out)
{
    bool is_long = n > SHOWN_WORDS;
    if (is_long) n = SHOWN_WORDS;
    if (wide && from > 0) {
        from--;
        n++;
    }
    if (wide && !is_long && from + n < n_words) n++;
    judge_join(text, w, from, n, out);
    if (is_long) sg_buf_text(out, " …");
    sg_buf_char(out, '\0');
}

static void differ_at(struct comparing *c, uint32_t a, uint32_t n_a, uint32_t b, uint32_t n_b)
{
    if (!n_a && !n_b) return;
    sg_auto_buf x = { 0 }, y = { 0 };
    judge_join(c->a, c->words_a, a, n_a, &x);
    judge_join(c->b, c->words_b, b, n_b, &y);
    bool failed = x.failed || y.failed, is_change = judge_is_substance(sg_buf_view(&x), sg_buf_view(&y), &failed);
    if (failed) c->s->texts.failed = true; /* copy_compare asks it whether all went well */
    if (failed || !is_change) return;
    c->d->n_changes++;
    c->d->has_replaced |= n_a && n_b;
    if (c->d->n_diffs == DIFFS) return;
    struct copy_diff diff = { .at = a, .words = (uint32_t)c->s->texts.len };
    keep(c->a, c->words_a, c->n_a, a, n_a, !n_a || !n_b, &c->s->texts);
    diff.other_words = (uint32_t)c->s->texts.len;
    keep(c->b, c->words_b, c->n_b, b, n_b, !n_a || !n_b, &c->s->texts);
    sg_buf_add(&c->s->diffs, &diff, sizeof diff);
    c->d->n_diffs++;
}

enum sg_code copy_compare(struct copy_scratch *s, struct sg_str a, struct sg_str b, struct copy_difference *ret,
                          struct sg_err *err)
{
    *ret = (struct copy_difference){ 0 };
    leak_ids_release(&s->ids);
    sg_buf_clear(&s->texts);
    sg_buf_clear(&s->diffs);
    SG_TRY(spoken(a, &s->a, &s->words_a, err));
    SG_TRY(spoken(b, &s->b, &s->words_b, err));
    SG_TRY(number(s, &s->words_a, &s->ids_a, err));
    SG_TRY(number(s, &s->words_b, &s->ids_b, err));
    struct comparing c = { .s = s,
                           .a = a,
                           .b = b,
                           .words_a = (const void *)s->words_a.data,
                           .words_b = (const void *)s->words_b.data,
                           .n_a = (uint32_t)(s->ids_a.len / sizeof(uint32_t)),
                           .n_b = (uint32_t)(s->ids_b.len / sizeof(uint32_t)),
                           .d = ret };
    SG_TRY(
        diff_words(&s->differ, (const void *)s->ids_a.data, c.n_a, (const void *)s->ids_b.data, c.n_b, &s->runs, err));
    const struct diff_run *r = (const void *)s->runs.data;
    size_t n = s->runs.len / sizeof *r;
    uint32_t at = 0, bt = 0, same = 0, least = c.n_a < c.n_b ? c.n_a : c.n_b;
    for (size_t i = 0; i < n; i++) {
        differ_at(&c, at, r[i].a - at, bt, r[i].b - bt);
        at = r[i].a + r[i].n;
        bt = r[i].b + r[i].n;
        same += r[i].n;
    }
    differ_at(&c, at, c.n_a - at, bt, c.n_b - bt);
    ret->same = least ? (double)same / (double)least : 0;
    ret->is_cut = n == 1 && r[0].a == 0 && r[0].b == 0 && r[0].n == least && c.n_a != c.n_b;
    SG_TRY(sg_buf_check(&s->texts, err));
    return sg_buf_check(&s->diffs, err);
}

enum sg_copy_kind copy_kind(const struct copy_facts *first, const struct copy_facts *copy, bool is_same_sent,
                            bool is_other_form, const struct copy_difference *d)
{
    bool is_list = first->is_list != copy->is_list || first->n_footer != copy->n_footer;
    if (d && d->n_changes && (d->has_replaced || !is_other_form)) return SG_COPY_ALTERED;
    if (!is_same_sent) return SG_COPY_ALTERED;
    if (d) return is_list ? SG_COPY_LIST : SG_COPY_REENCODED;
    if (is_list) return SG_COPY_LIST;
    if (first->header == copy->header) return SG_COPY_IDENTICAL;
    if (first->core == copy->core) return SG_COPY_REDELIVERED;
    return first->bare == copy->bare ? SG_COPY_REENCODED : SG_COPY_REDELIVERED;
}
