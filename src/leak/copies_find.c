/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of one mail in the leak, and what they are to each other.  Method: doc/method/altered-copies.md. */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "leak/copies.h"
#include "leak/leak_internal.h"
#include "leak/quote.h"
#include "leak/subject.h"

enum { COMPARED_AT_ONCE = 200, TWINS = 3 /* more mails of one second are an automaton's */ };
#define NEAR 0.7   /* share of words that twins have in common */
#define REUSED 0.5 /* below, mails with one Message-ID are different mails */
#define CLOCK (2 * SG_MINUTE)

struct key {
    uint64_t hash;
    uint32_t mail;
};
struct group {
    uint32_t first, n;
    bool is_twins;
}; /* in `keys`; twins: another Message-ID each */
struct pair {
    uint32_t group, first, copy;
    struct copy_difference d;
    uint32_t kind;
};

struct copying {
    struct leak_run *r;
    struct copy_facts *facts; /* by mail */
    bool *is_in;              /* by mail: in a group */
    struct sg_buf keys, groups, pairs;
    struct copy_scratch scratch;
    struct sg_buf *texts;
};

static struct sg_leak_item *item_of(const struct copying *c, uint32_t mail)
{
    return leak_item(c->r, &c->r->mails[mail]);
}
static const struct key *keys(const struct copying *c)
{
    return (const void *)c->keys.data;
}

static int compare_keys(const void *x, const void *y)
{
    const struct key *a = x, *b = y;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return a->mail < b->mail ? -1 : a->mail > b->mail;
}

/* ---- groups ---- */

/* Sorts the keys from `from` on and makes a group of each run of two and more. */
static enum sg_code make_groups(struct copying *c, size_t from, bool is_twins, struct sg_err *err)
{
    struct key *k = (void *)c->keys.data;
    size_t n = c->keys.len / sizeof *k;
    SG_TRY(sg_buf_check(&c->keys, err));
    if (n > from) qsort(k + from, n - from, sizeof *k, compare_keys);
    for (size_t to; from < n; from = to) {
        for (to = from + 1; to < n && k[to].hash == k[from].hash;)
            to++;
        if (to - from < 2 || (is_twins && to - from > TWINS)) continue;
        struct group g = { (uint32_t)from, (uint32_t)(to - from), is_twins };
        sg_buf_add(&c->groups, &g, sizeof g);
        for (size_t i = from; i < to; i++)
            c->is_in[k[i].mail] = true;
    }
    return sg_buf_check(&c->groups, err);
}

static enum sg_code by_message_id(struct copying *c, struct sg_err *err)
{
    for (uint32_t i = 0; i < c->r->n_mails; i++) {
        const char *id = item_of(c, i)->message_id;
        struct key k = { sg_siphash(id, strlen(id)), i };
        if (*id) sg_buf_add(&c->keys, &k, sizeof k);
    }
    return make_groups(c, 0, false, err);
}

/* Other ids, but one sender, second, subject and set of recipients. */
static enum sg_code by_sending(struct copying *c, struct sg_err *err)
{
    size_t from = c->keys.len / sizeof(struct key);
    sg_auto_buf b = { 0 };
    for (uint32_t i = 0; i < c->r->n_mails; i++) {
        const struct sg_leak_item *item = item_of(c, i);
        if (c->is_in[i] || item->date == SG_TIME_NONE || !*item->from || item->is_bulk || *c->r->mails[i].list)
            continue;
        sg_buf_clear(&b);
        sg_buf_printf(&b, "%s\n%lld\n%s\n", item->from, (long long)(item->date / SG_SECOND), c->r->mails[i].recipients);
        (void)subject_plain(sg_str(item->subject), &b);
        SG_TRY(sg_buf_check(&b, err));
        struct key k = { sg_siphash(b.data, b.len), i };
        sg_buf_add(&c->keys, &k, sizeof k);
    }
    return make_groups(c, from, true, err);
}

static enum sg_code take_facts(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *err)
{
    struct copying *c = ctx;
    uint32_t mail = (uint32_t)(m - c->r->mails);
    if (!c->is_in[mail]) return SG_OK;
    return copy_facts(&c->scratch, values[0], values[1], &c->facts[mail], err);
}

/* ---- pairs: each copy against the group's first ---- */

/* 2: all of its text is what its sender's domain signed; 1: all but a footer or what l= leaves open; 0: nothing of it.
 * A stranger's signature does not say what the sender wrote. */
static int sureness(const struct copying *c, uint32_t mail)
{
    const struct leak_mail *m = &c->r->mails[mail];
    return m->is_text_own ? 2 : m->is_own;
}

static bool comes_before(const struct copying *c, uint32_t x, uint32_t y)
{
    const struct sg_leak_item *a = item_of(c, x), *b = item_of(c, y);
    if (sureness(c, x) != sureness(c, y)) return sureness(c, x) > sureness(c, y);
    if ((a->verdict == SG_VERIFIED) != (b->verdict == SG_VERIFIED)) return a->verdict == SG_VERIFIED;
    if (c->facts[x].is_draft != c->facts[y].is_draft) return c->facts[y].is_draft;
    sg_time s = a->received, t = b->received;
    if (s != t) return t == SG_TIME_NONE || (s != SG_TIME_NONE && s < t);
    return x < y;
}

static enum sg_code make_pairs(struct copying *c, struct sg_err *err)
{
    const struct group *g = (const void *)c->groups.data;
    for (size_t i = 0; i < c->groups.len / sizeof *g; i++) {
        const struct key *k = keys(c) + g[i].first;
        uint32_t first = k[0].mail;
        for (uint32_t j = 1; j < g[i].n; j++)
            if (comes_before(c, k[j].mail, first)) first = k[j].mail;
        for (uint32_t j = 0; j < g[i].n; j++) {
            struct pair p = { .group = (uint32_t)i, .first = first, .copy = k[j].mail };
            if (p.copy != first) sg_buf_add(&c->pairs, &p, sizeof p);
        }
    }
    return sg_buf_check(&c->pairs, err);
}

static bool is_same_sent(const struct copying *c, const struct pair *p, bool *failed)
{
    const struct sg_leak_item *a = item_of(c, p->first), *b = item_of(c, p->copy);
    if (a->date != SG_TIME_NONE && b->date != SG_TIME_NONE && (a->date > b->date + CLOCK || b->date > a->date + CLOCK))
        return false;
    bool is_list = c->facts[p->first].is_list || c->facts[p->copy].is_list;
    if (!is_list && strchr(a->from, '@') && strchr(b->from, '@') && strcmp(a->from, b->from) != 0) return false;
    sg_auto_buf x = { 0 }, y = { 0 };
    (void)subject_plain(sg_str(a->subject), &x);
    (void)subject_plain(sg_str(b->subject), &y);
    *failed |= x.failed || y.failed;
    return sg_str_same(sg_buf_view(&x), sg_buf_view(&y)) ||
           !judge_is_substance(sg_buf_view(&x), sg_buf_view(&y), failed);
}

/* ---- what is said ---- */

static enum sg_code keep_diff(struct copying *c, uint32_t item, uint32_t other, const char *words, const char *others,
                              uint32_t at, struct sg_err *err)
{
    struct sg_leak_diff d = { .item = item, .other = other, .at = at };
    d.words = leak_keep(c->r, sg_str(words), err);
    d.other_words = leak_keep(c->r, sg_str(others), err);
    if (!d.words || !d.other_words) return SG_ENOMEM;
    sg_buf_add(&c->r->diffs, &d, sizeof d);
    return sg_buf_check(&c->r->diffs, err);
}

static enum sg_code say_altered(struct copying *c, uint32_t item, uint32_t other, const char *words, const char *others,
                                uint32_t n_changes, int severity, const char *which, struct sg_err *err)
{
    char number[16];
    snprintf(number, sizeof number, "%u", n_changes);
    const struct sg_leak_fact facts[] = {
        { "words", words }, { "other_words", others }, { "n_changes", number }, { "which", which }
    };
    return leak_add(c->r, &(struct leak_found){ "altered-copy", item, severity, &other, 1, facts, 4 }, err);
}

static enum sg_code say_reused(struct copying *c, const struct pair *p, struct sg_err *err)
{
    char same[16];
    snprintf(same, sizeof same, "%.0f %%", 100 * p->d.same);
    uint32_t other = c->r->mails[p->first].item;
    const struct sg_leak_fact fact = { "same", same };
    return leak_add(
        c->r, &(struct leak_found){ "message-id-reused", c->r->mails[p->copy].item, -1, &other, 1, &fact, 1 }, err);
}

/* How much an altered pair speaks against its members. */
static int severity_of(const struct copying *c, const struct pair *p, bool is_twins)
{
    bool verified = sureness(c, p->first) > 0;
    /* both: the writer sent two versions */
    if (verified && sureness(c, p->copy) == sureness(c, p->first)) return SG_NOTE;
    if (c->facts[p->copy].is_draft || c->facts[p->first].is_draft) return SG_NOTE;
    if (p->d.is_cut || (is_twins && !verified)) return SG_LOW;
    return verified && !is_twins ? SG_HIGH : SG_MEDIUM;
}

static enum sg_code say(struct copying *c, const struct pair *p, const char *words, const char *others,
                        struct sg_err *err)
{
    bool is_twins = ((const struct group *)(const void *)c->groups.data)[p->group].is_twins;
    uint32_t first = c->r->mails[p->first].item, copy = c->r->mails[p->copy].item;
    int severity = severity_of(c, p, is_twins);
    uint32_t n = p->d.n_changes ? p->d.n_changes : 1;
    if (sureness(c, p->first) > 0) {
        bool both = sureness(c, p->copy) == sureness(c, p->first);
        return say_altered(c, copy, first, others, words, n, severity,
                           both ? "Both are verified: both were sent so." : "The other is verified.", err);
    }
    static const char which[] = "Neither is verified: it cannot be told which was altered.";
    SG_TRY(say_altered(c, copy, first, others, words, n, severity, which, err));
    return say_altered(c, first, copy, words, others, n, severity, which, err);
}

/* The words are the same and what the header says of sending is not. */
static enum sg_code say_header(struct copying *c, const struct pair *p, struct sg_err *err)
{
    sg_auto_buf x = { 0 }, y = { 0 };
    const struct sg_leak_item *side[] = { item_of(c, p->first), item_of(c, p->copy) };
    struct sg_buf *out[] = { &x, &y };
    for (int i = 0; i < 2; i++) {
        char date[SG_TIME_TEXT] = "none";
        if (side[i]->date != SG_TIME_NONE) sg_time_format(side[i]->date, date);
        if (strcmp(side[0]->from, side[1]->from) != 0) sg_buf_printf(out[i], "From: %s ", side[i]->from);
        if (side[0]->date != side[1]->date) sg_buf_printf(out[i], "Date: %s ", date);
        if (strcmp(side[0]->subject, side[1]->subject) != 0) sg_buf_printf(out[i], "Subject: %s", side[i]->subject);
    }
    const char *words = sg_buf_cstr(&x), *others = sg_buf_cstr(&y);
    if (!words || !others) return sg_fail_nomem(err, "copies of mails");
    SG_TRY(keep_diff(c, c->r->mails[p->copy].item, c->r->mails[p->first].item, others, words, 0, err));
    return say(c, p, words, others, err);
}

static enum sg_code settle(struct copying *c, struct pair *p, bool is_compared, struct sg_err *err)
{
    bool is_twins = ((const struct group *)(const void *)c->groups.data)[p->group].is_twins;
    bool failed = false, same_sent = is_same_sent(c, p, &failed);
    if (failed) return sg_fail_nomem(err, "the copies");
    bool other_form = strcmp(c->r->mails[p->first].structure, c->r->mails[p->copy].structure) != 0;
    p->kind = copy_kind(&c->facts[p->first], &c->facts[p->copy], same_sent, other_form, is_compared ? &p->d : NULL);
    if (is_twins && (!is_compared || p->kind != SG_COPY_ALTERED || p->d.same < NEAR))
        p->kind = SG_COPY_KINDS; /* no copy */
    if (p->kind != SG_COPY_ALTERED) return SG_OK;
    if (is_compared && p->d.same < REUSED && !same_sent) {
        p->kind = SG_COPY_KINDS;
        return say_reused(c, p, err);
    }
    if (!is_compared || !p->d.n_changes) return say_header(c, p, err);
    const struct copy_diff *d = (const void *)c->scratch.diffs.data;
    const char *texts = c->scratch.texts.data;
    for (uint32_t i = 0; i < p->d.n_diffs; i++)
        SG_TRY(keep_diff(c, c->r->mails[p->copy].item, c->r->mails[p->first].item, texts + d[i].other_words,
                         texts + d[i].words, d[i].at, err));
    return say(c, p, texts + d[0].words, texts + d[0].other_words, err);
}

static enum sg_code keep_text(void *ctx, size_t i, struct sg_str text, struct sg_err *err)
{
    struct copying *c = ctx;
    sg_buf_clear(&c->texts[i]);
    sg_buf_str(&c->texts[i], text);
    return sg_buf_check(&c->texts[i], err);
}

static enum sg_code compare_some(struct copying *c, const uint32_t *which, size_t n, struct sg_err *err)
{
    uint32_t mails[2 * COMPARED_AT_ONCE] = { 0 };
    struct pair *p = (void *)c->pairs.data;
    for (size_t i = 0; i < n; i++) {
        mails[2 * i] = p[which[i]].first;
        mails[2 * i + 1] = p[which[i]].copy;
    }
    SG_TRY(leak_texts(c->r, mails, 2 * n, keep_text, c, err));
    for (size_t i = 0; i < n; i++) {
        SG_TRY(copy_compare(&c->scratch, sg_buf_view(&c->texts[2 * i]), sg_buf_view(&c->texts[2 * i + 1]),
                            &p[which[i]].d, err));
        SG_TRY(settle(c, &p[which[i]], true, err));
    }
    return SG_OK;
}

static enum sg_code compare_all(struct copying *c, struct sg_err *err)
{
    uint32_t which[COMPARED_AT_ONCE];
    size_t n = 0;
    struct pair *p = (void *)c->pairs.data;
    for (size_t i = 0; i < c->pairs.len / sizeof *p; i++) {
        const struct copy_facts *a = &c->facts[p[i].first], *b = &c->facts[p[i].copy];
        if (a->words == b->words && a->n_words == b->n_words) {
            SG_TRY(settle(c, &p[i], false, err));
            continue;
        }
        which[n++] = (uint32_t)i;
        if (n < COMPARED_AT_ONCE) continue;
        SG_TRY(compare_some(c, which, n, err));
        n = 0;
    }
    return n ? compare_some(c, which, n, err) : SG_OK;
}

/* ---- into the answer ---- */

static int compare_groups(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return a->copy < b->copy ? -1 : a->copy > b->copy;
}

/* Pairs in order of their first: each run with a copy left is a group of the answer. */
static enum sg_code keep_groups(struct copying *c, struct sg_err *err)
{
    struct sg_leak *l = c->r->answer;
    struct pair *p = (void *)c->pairs.data;
    size_t n = c->pairs.len / sizeof *p;
    if (n) qsort(p, n, sizeof *p, compare_groups);
    l->copies = sg_arena_alloc(c->r->arena, n + 1, sizeof *l->copies);
    l->copy_items = sg_arena_alloc(c->r->arena, 2 * n + 1, sizeof *l->copy_items);
    if (!l->copies || !l->copy_items) return sg_fail_nomem(err, "copies of mails");
    for (size_t i = 0; i < n; i++) {
        if (p[i].kind >= SG_COPY_KINDS) continue;
        struct sg_leak_item *first = item_of(c, p[i].first), *copy = item_of(c, p[i].copy);
        if (first->copies == SG_NO_INDEX) {
            first->copies = (uint32_t)l->n_copies;
            first->copy = SG_COPY_FIRST;
            l->copies[l->n_copies++] = (struct sg_leak_copies){ (uint32_t)l->n_copy_items, 1, first->message_id };
            l->copy_items[l->n_copy_items++] = c->r->mails[p[i].first].item;
        }
        copy->copies = first->copies;
        copy->copy = (enum sg_copy_kind)p[i].kind;
        l->copies[first->copies].n++;
        l->copy_items[l->n_copy_items++] = c->r->mails[p[i].copy].item;
    }
    return SG_OK;
}

static enum sg_code run(struct copying *c, struct sg_err *err)
{
    static const char *const names[] = { "headers", "text" };
    c->facts = calloc(c->r->n_mails + 1, sizeof *c->facts);
    c->is_in = calloc(c->r->n_mails + 1, sizeof *c->is_in);
    c->texts = calloc(2 * (size_t)COMPARED_AT_ONCE, sizeof *c->texts);
    if (!c->facts || !c->is_in || !c->texts) return sg_fail_nomem(err, "copies of mails");
    SG_TRY(by_message_id(c, err));
    SG_TRY(by_sending(c, err));
    if (c->groups.len) SG_TRY(leak_each_mail(c->r, names, 2, take_facts, c, err));
    SG_TRY(make_pairs(c, err));
    SG_TRY(compare_all(c, err));
    return keep_groups(c, err);
}

enum sg_code leak_copies(struct leak_run *r, struct sg_err *err)
{
    struct copying c = { .r = r };
    enum sg_code code = run(&c, err);
    free(c.facts);
    free(c.is_in);
    sg_buf_release(&c.keys);
    sg_buf_release(&c.groups);
    sg_buf_release(&c.pairs);
    copy_scratch_release(&c.scratch);
    for (size_t i = 0; c.texts && i < 2 * (size_t)COMPARED_AT_ONCE; i++)
        sg_buf_release(&c.texts[i]);
    free(c.texts);
    return code;
}
