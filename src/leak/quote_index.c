/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every mail's own words as numbers, and fingerprints of them: of each window of 8 runs of 5 words the least hash
 * (winnowing; Schleimer, Wilkerson, Aiken, SIGMOD 2003), so that any 12 words in a row share one.
 */
#include <stdlib.h>

#include "leak/quote.h"

void quote_prints(const uint32_t *words, size_t n, uint32_t mail, struct sg_buf *prints)
{
    uint32_t window[PRINT_WINDOW];
    size_t last = SIZE_MAX;
    if (n < PRINT_WORDS) return;
    size_t grams = n - PRINT_WORDS + 1;
    for (size_t i = 0; i < grams; i++) {
        uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
        bool is_known = true;
        for (size_t k = 0; k < PRINT_WORDS; k++) {
            is_known &= words[i + k] != WORD_UNKNOWN;
            h = (h ^ words[i + k]) * UINT64_C(0xbf58476d1ce4e5b9);
            h ^= h >> 29;
        }
        window[i % PRINT_WINDOW] = is_known ? (uint32_t)(h >> 32) : UINT32_MAX;
        if (i + 1 < PRINT_WINDOW && i + 1 < grams) continue;
        size_t from = i + 1 > PRINT_WINDOW ? i + 1 - PRINT_WINDOW : 0, best = from;
        for (size_t k = from; k <= i; k++)
            if (window[k % PRINT_WINDOW] <= window[best % PRINT_WINDOW]) best = k;
        if (best == last || window[best % PRINT_WINDOW] == UINT32_MAX) continue;
        last = best;
        struct print p = { .hash = window[best % PRINT_WINDOW], .mail = mail, .at = (uint32_t)best };
        sg_buf_add(prints, &p, sizeof p);
    }
}

enum sg_code quote_index_new(const struct quote_mail *mails, uint32_t n, struct quote_index **ret, struct sg_err *err)
{
    struct quote_index *q = calloc(1, sizeof *q);
    if (!q) return sg_fail_nomem(err, "the quotes");
    size_t room = (size_t)n + 1;
    q->mails = mails;
    q->n_mails = n;
    q->first = calloc(room, sizeof *q->first);
    q->place = calloc(room, sizeof *q->place);
    q->by_id = calloc(room, sizeof *q->by_id);
    q->vouched_by = calloc(room, sizeof *q->vouched_by);
    q->vouched_most = calloc(room, sizeof *q->vouched_most);
    q->is_quoted = calloc(room, sizeof *q->is_quoted);
    if (!q->first || !q->place || !q->by_id || !q->vouched_by || !q->vouched_most || !q->is_quoted) {
        quote_index_free(q);
        return sg_fail_nomem(err, "the quotes");
    }
    for (uint32_t i = 0; i < n; i++)
        q->place[i] = SG_NO_INDEX;
    *ret = q;
    return SG_OK;
}

void quote_index_free(struct quote_index *q)
{
    if (!q) return;
    leak_ids_release(&q->ids);
    struct sg_buf *bufs[] = { &q->own,  &q->prints, &q->pairs, &q->doubts, &q->diffs, &q->texts,
                              &q->runs, &q->side,   &q->spans, &q->tried,  &q->words };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        sg_buf_release(bufs[i]);
    free(q->first);
    free(q->place);
    free(q->by_id);
    free(q->covered);
    free(q->vouched_by);
    free(q->vouched_most);
    free(q->is_quoted);
    quote_text_release(&q->text);
    quote_text_release(&q->other);
    differ_release(&q->differ);
    free(q);
}

enum sg_code quote_add(struct quote_index *q, uint32_t mail, struct sg_str text, struct sg_err *err)
{
    if (mail >= q->n_mails || q->place[mail] != SG_NO_INDEX) return SG_OK;
    SG_TRY(quote_split(text, &q->text, err));
    const struct word *w = quote_words(&q->text);
    const struct quote_piece *p = quote_pieces(&q->text);
    size_t from = q->own.len / sizeof(uint32_t);
    for (size_t i = 0; i < quote_n_pieces(&q->text); i++) {
        for (uint32_t k = 0; quote_is_own(&p[i]) && k < p[i].n; k++) {
            uint32_t id;
            SG_TRY(leak_ids_add(&q->ids, w[p[i].first + k].hash, "the words of the leak", &id, err));
            sg_buf_add(&q->own, &id, sizeof id);
        }
    }
    SG_TRY(sg_buf_check(&q->own, err));
    size_t to = q->own.len / sizeof(uint32_t);
    if (to > from) quote_prints((const uint32_t *)(const void *)q->own.data + from, to - from, mail, &q->prints);
    q->n_cut += q->text.is_cut;
    q->place[mail] = q->added;
    q->first[q->added++] = from;
    q->first[q->added] = to;
    return sg_buf_check(&q->prints, err);
}

struct sg_str quote_own(const struct quote_index *q, uint32_t mail)
{
    uint32_t at = q->place[mail];
    if (at == SG_NO_INDEX || !q->own.len) return sg_str_n("", 0);
    return sg_str_n(q->own.data + q->first[at] * sizeof(uint32_t),
                    (size_t)(q->first[at + 1] - q->first[at]) * sizeof(uint32_t));
}

static int by_hash(const void *x, const void *y)
{
    const struct print *a = x, *b = y;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    if (a->mail != b->mail) return a->mail < b->mail ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static int by_id(const void *x, const void *y, void *ctx)
{
    const struct quote_mail *mails = ctx;
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    uintptr_t p = (uintptr_t)mails[a].message_id, r = (uintptr_t)mails[b].message_id;
    if (p != r) return p < r ? -1 : 1;
    return a < b ? -1 : a > b;
}

enum sg_code quote_seal(struct quote_index *q, struct sg_err *err)
{
    if (q->prints.len) qsort(q->prints.data, q->prints.len / sizeof(struct print), sizeof(struct print), by_hash);
    for (uint32_t i = 0; i < q->n_mails; i++)
        q->by_id[i] = i;
    qsort_r(q->by_id, q->n_mails, sizeof *q->by_id, by_id, (void *)q->mails);
    q->covered = calloc(q->own.len / sizeof(uint32_t) / 8 + 1, 1);
    return q->covered ? SG_OK : sg_fail_nomem(err, "the quotes");
}

/* ---- what vouches ---- */

static bool is_covered(const struct quote_index *q, uint64_t word)
{
    return q->covered[word / 8] >> (word % 8) & 1;
}

void quote_cover(struct quote_index *q, uint32_t mail, uint32_t at, uint32_t n)
{
    uint64_t from = q->first[q->place[mail]], to = q->first[q->place[mail] + 1];
    for (uint64_t i = from + at; i < from + at + n && i < to; i++)
        q->covered[i / 8] |= (unsigned char)(1u << (i % 8));
}

bool quote_is_refuted(const struct quote_index *q, uint32_t original, const struct quote_diff *d)
{
    uint64_t from = q->first[q->place[original]], to = q->first[q->place[original] + 1];
    uint64_t a = from + d->at, b = a + d->n;
    if (d->n == 0) return false; /* words that the quote has more: where they would stand tells nothing */
    for (uint64_t i = a; i < b && i < to; i++)
        if (!is_covered(q, i)) return false;
    return true;
}

struct quote_grade quote_grade(const struct quote_index *q, uint32_t mail)
{
    struct quote_grade g = { .vouch = q->is_quoted[mail] ? SG_VOUCH_UNVERIFIED : SG_VOUCH_NONE, .by = SG_NO_INDEX };
    uint32_t place = q->place[mail];
    if (place == SG_NO_INDEX || !q->vouched_most[mail]) return g;
    uint64_t n = 0, from = q->first[place], to = q->first[place + 1];
    for (uint64_t i = from; i < to; i++)
        n += is_covered(q, i);
    if (!n) return g;
    g.share = (double)n / (double)(to - from);
    g.vouch = n == to - from ? SG_VOUCH_WHOLE : SG_VOUCH_PART;
    g.by = q->vouched_by[mail];
    return g;
}
