/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quote chains of the leak: what verified mails quote of others.  Method: doc/method/quote-chains.md. */
#include <stdlib.h>

#include "base/hash.h"
#include "leak/leak_internal.h"
#include "leak/quote.h"
#include "leak/subject.h"

enum { JUDGED_AT_ONCE = 200, SHOWN_BYTES = 300 };

struct quoting {
    struct leak_run *r;
    struct quote_index *q;
    struct quote_mail *mails;
    uint64_t n_done;
    bool is_asking;
    struct sg_buf *texts; /* of the pairs that are judged: original, reply, original, … */
};

/* ---- what is known beforehand ---- */

static enum sg_code know_mails(struct quoting *k, struct sg_err *err)
{
    struct leak_run *r = k->r;
    sg_auto_buf plain = { 0 };
    k->mails = calloc(r->n_mails + 1, sizeof *k->mails);
    for (size_t i = 0; k->mails && i < r->n_mails; i++) {
        const struct sg_leak_item *item = leak_item(r, &r->mails[i]);
        sg_buf_clear(&plain);
        (void)subject_plain(sg_str(item->subject), &plain);
        k->mails[i] = (struct quote_mail){ .parent = r->mails[i].parent,
                                           .message_id = item->message_id,
                                           .topic = plain.len ? sg_siphash(plain.data, plain.len) : 0,
                                           .is_verified = r->mails[i].is_own,
                                           .may_vouch = r->mails[i].is_text_own };
    }
    return k->mails ? SG_OK : sg_fail_nomem(err, "the quotes");
}

/* ---- the two rounds ---- */

static enum sg_code take_text(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *err)
{
    struct quoting *k = ctx;
    uint32_t mail = (uint32_t)(m - k->r->mails);
    if (++k->n_done % 1000 == 0) leak_say(k->r, k->is_asking ? "quotes" : "words", k->n_done, k->r->n_mails);
    return k->is_asking ? quote_ask(k->q, mail, values[0], err) : quote_add(k->q, mail, values[0], err);
}

static enum sg_code round_of(struct quoting *k, bool is_asking, struct sg_err *err)
{
    static const char *const names[] = { "text" };
    k->is_asking = is_asking;
    k->n_done = 0;
    return leak_each_mail(k->r, names, 1, take_text, k, err);
}

static enum sg_code keep_text(void *ctx, size_t i, struct sg_str text, struct sg_err *err)
{
    struct quoting *k = ctx;
    sg_buf_clear(&k->texts[i]);
    sg_buf_str(&k->texts[i], text);
    return sg_buf_check(&k->texts[i], err);
}

/* Judges the pairs with numbers in `which`. */
static enum sg_code judge_some(struct quoting *k, const uint32_t *which, size_t n, struct sg_err *err)
{
    uint32_t mails[2 * JUDGED_AT_ONCE] = { 0 };
    for (size_t i = 0; i < n; i++) {
        mails[2 * i] = quote_pairs(k->q)[which[i]].original;
        mails[2 * i + 1] = quote_pairs(k->q)[which[i]].reply;
    }
    SG_TRY(leak_texts(k->r, mails, 2 * n, keep_text, k, err));
    for (size_t i = 0; i < n; i++)
        SG_TRY(quote_judge(k->q, &quote_pairs(k->q)[which[i]], sg_buf_view(&k->texts[2 * i]),
                           sg_buf_view(&k->texts[2 * i + 1]), err));
    return SG_OK;
}

static enum sg_code judge_all(struct quoting *k, struct sg_err *err)
{
    uint32_t which[JUDGED_AT_ONCE];
    size_t n = 0;
    k->texts = calloc(2 * (size_t)JUDGED_AT_ONCE, sizeof *k->texts);
    if (!k->texts) return sg_fail_nomem(err, "the quotes");
    for (size_t i = 0; i < quote_n_pairs(k->q); i++) {
        if (quote_pairs(k->q)[i].n_doubts) which[n++] = (uint32_t)i;
        if (n < JUDGED_AT_ONCE) continue;
        SG_TRY(judge_some(k, which, n, err));
        n = 0;
    }
    return n ? judge_some(k, which, n, err) : SG_OK;
}

/* ---- what was found ---- */

/* At most SHOWN_BYTES, not cut inside a letter. */
static const char *shown(const struct quoting *k, uint32_t at, struct sg_err *err)
{
    struct sg_str s = sg_str(k->q->texts.data + at);
    if (s.len <= SHOWN_BYTES) return leak_keep(k->r, s, err);
    sg_auto_buf b = { 0 };
    size_t n = SHOWN_BYTES;
    while (n > 0 && ((unsigned char)s.data[n] & 0xC0) == 0x80)
        n--;
    sg_buf_add(&b, s.data, n);
    sg_buf_text(&b, "…");
    return leak_keep(k->r, sg_buf_view(&b), err);
}

static enum sg_code keep_diffs(struct quoting *k, const struct quote_pair *p, struct sg_err *err)
{
    for (uint32_t i = 0; i < p->n_diffs; i++) {
        const struct quote_diff *d = quote_diffs(k->q) + p->first_diff + i;
        struct sg_leak_diff diff = { .item = k->r->mails[p->original].item,
                                     .other = k->r->mails[p->reply].item,
                                     .words = shown(k, d->words, err),
                                     .other_words = shown(k, d->other_words, err),
                                     .at = d->at };
        if (!diff.words || !diff.other_words) return SG_ENOMEM;
        sg_buf_add(&k->r->diffs, &diff, sizeof diff);
    }
    return sg_buf_check(&k->r->diffs, err);
}

/* All of a pair's differences concern words that another verified mail quotes as they are. */
static bool is_refuted(const struct quoting *k, const struct quote_pair *p)
{
    for (uint32_t i = 0; i < p->n_diffs; i++)
        if (!quote_is_refuted(k->q, p->original, quote_diffs(k->q) + p->first_diff + i)) return false;
    return true;
}

/* A verified original stays what it is: then the quote was changed, and the finding is the answer's. */
static enum sg_code say_conflict(struct quoting *k, const struct quote_pair *p, struct sg_err *err)
{
    struct leak_run *r = k->r;
    uint32_t original = r->mails[p->original].item, reply = r->mails[p->reply].item;
    const struct sg_leak_item *by = &r->answer->items[reply];
    bool may_vouch = k->mails[p->reply].may_vouch, is_first_verified = k->mails[p->original].is_verified;
    bool is_reply =
        is_first_verified || (is_refuted(k, p) && k->mails[p->reply].message_id != k->mails[p->original].message_id);
    const struct quote_diff *d = quote_diffs(k->q) + p->first_diff;
    const struct sg_leak_fact facts[] = { { "words", shown(k, d->words, err) },
                                          { "other_words", shown(k, d->other_words, err) },
                                          { "by", by->path },
                                          { "sender", by->from } };
    if (!facts[0].value || !facts[1].value) return SG_ENOMEM;
    const struct leak_found f = { .rule = is_reply    ? "quote-changed"
                                          : may_vouch ? "quote-conflict"
                                                      : "quote-conflict-unverified",
                                  .item = is_reply ? reply : original,
                                  .severity = is_reply && may_vouch ? SG_NOTE : -1,
                                  .others = is_reply ? &original : &reply,
                                  .n_others = 1,
                                  .facts = facts,
                                  .n_facts = sizeof facts / sizeof *facts };
    if (!is_reply && may_vouch) r->answer->items[original].vouch = SG_VOUCH_CONFLICT;
    return leak_add(r, &f, err);
}

static enum sg_code keep_pair(struct quoting *k, const struct quote_pair *p, struct sg_err *err)
{
    size_t n_own = quote_own(k->q, p->original).len / sizeof(uint32_t);
    enum sg_vouch says = SG_VOUCH_UNVERIFIED;
    if (p->n_diffs)
        says = SG_VOUCH_CONFLICT;
    else if (k->mails[p->reply].may_vouch)
        says = p->words_same >= n_own ? SG_VOUCH_WHOLE : SG_VOUCH_PART;
    struct sg_leak_quote quote = { .reply = k->r->mails[p->reply].item,
                                   .original = k->r->mails[p->original].item,
                                   .words = p->words,
                                   .words_same = p->words_same,
                                   .says = says,
                                   .n_spans = p->n_spans,
                                   .n_spans_same = p->n_spans_same };
    sg_buf_add(&k->r->quotes, &quote, sizeof quote);
    SG_TRY(sg_buf_check(&k->r->quotes, err));
    if (!p->n_diffs) return SG_OK;
    SG_TRY(keep_diffs(k, p, err));
    return say_conflict(k, p, err);
}

static enum sg_code keep_all(struct quoting *k, struct sg_err *err)
{
    struct leak_run *r = k->r;
    for (uint32_t i = 0; i < r->n_mails; i++) {
        struct sg_leak_item *item = leak_item(r, &r->mails[i]);
        struct quote_grade g = quote_grade(k->q, i);
        item->vouch = g.vouch;
        item->vouched = (float)g.share;
        item->vouched_by = g.by == SG_NO_INDEX ? SG_NO_INDEX : r->mails[g.by].item;
    }
    uint32_t last = SG_NO_INDEX;
    for (size_t i = 0; i < quote_n_pairs(k->q); i++) {
        const struct quote_pair *p = &quote_pairs(k->q)[i];
        if (p->reply != last) r->answer->totals.replies_quoting++;
        last = p->reply;
        SG_TRY(keep_pair(k, p, err));
    }
    r->answer->totals.spans = k->q->n_spans_found;
    r->answer->totals.spans_same = k->q->n_spans_same;
    return SG_OK;
}

static enum sg_code run(struct quoting *k, struct sg_err *err)
{
    SG_TRY(know_mails(k, err));
    SG_TRY(quote_index_new(k->mails, (uint32_t)k->r->n_mails, &k->q, err));
    SG_TRY(round_of(k, false, err));
    SG_TRY(quote_seal(k->q, err));
    SG_TRY(round_of(k, true, err));
    SG_TRY(judge_all(k, err));
    return keep_all(k, err);
}

enum sg_code leak_quotes(struct leak_run *r, struct sg_err *err)
{
    struct quoting k = { .r = r };
    enum sg_code code = run(&k, err);
    quote_index_free(k.q);
    free(k.mails);
    for (size_t i = 0; k.texts && i < 2 * (size_t)JUDGED_AT_ONCE; i++)
        sg_buf_release(&k.texts[i]);
    free(k.texts);
    return code;
}
