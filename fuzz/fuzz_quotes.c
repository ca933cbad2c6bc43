/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a thread: up to 4 mails, parted by NUL, each answering the one before.  What is counted stays within
 * what there is, and a mail is never vouched for beyond its own words. */
#include <stdlib.h>

#include "leak/copies.h"
#include "leak/quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pieces(struct sg_str text)
{
    struct quote_text t = { 0 };
    if (quote_split(text, &t, NULL) != SG_OK) abort();
    size_t at = 0;
    for (size_t i = 0; i < quote_n_pieces(&t); i++) {
        const struct quote_piece *p = &quote_pieces(&t)[i];
        if (p->first != at || !p->n || p->level >= QUOTE_LEVELS) abort();
        at += p->n;
    }
    if (at != quote_n_words(&t)) abort();
    for (size_t i = 0; i < at; i++)
        if (quote_words(&t)[i].at > text.len || quote_words(&t)[i].len > text.len - quote_words(&t)[i].at) abort();
    quote_text_release(&t);
}

static void check_pair(struct quote_index *q, struct quote_pair *p, const struct sg_str *texts)
{
    if (p->words_same > p->words || p->n_spans_same > p->n_spans || p->reply == p->original) abort();
    if (quote_judge(q, p, texts[p->original], texts[p->reply], NULL) != SG_OK || p->n_diffs > p->n_doubts) abort();
    for (uint32_t i = 0; i < p->n_diffs; i++)
        (void)quote_is_refuted(q, p->original, quote_diffs(q) + p->first_diff + i);
}

static void check_copies(struct sg_str a, struct sg_str b)
{
    struct copy_scratch s = { 0 };
    struct copy_facts x, y;
    struct copy_difference d;
    if (copy_facts(&s, a, a, &x, NULL) != SG_OK || copy_facts(&s, b, b, &y, NULL) != SG_OK) abort();
    if (copy_compare(&s, a, b, &d, NULL) != SG_OK || d.n_diffs > d.n_changes || d.same > 1) abort();
    (void)copy_kind(&x, &y, true, false, &d);
    copy_scratch_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct quote_mail mails[4];
    struct sg_str texts[4], rest = sg_str_n((const char *)data, size);
    uint32_t n = 0;
    while (n < 4 && (n == 0 || rest.len)) {
        const char *end = rest.len ? memchr(rest.data, 0, rest.len) : NULL;
        texts[n] = sg_str_n(rest.data, end ? (size_t)(end - rest.data) : rest.len);
        size_t used = texts[n].len + (end != NULL);
        rest = sg_str_n(rest.data + used, rest.len - used);
        mails[n] = (struct quote_mail){ n ? n - 1 : SG_NO_INDEX, n % 2 ? "odd" : "", 1, n % 2 == 0, n % 2 == 0 };
        n++;
    }
    struct quote_index *q = NULL;
    if (quote_index_new(mails, n, &q, NULL) != SG_OK) abort();
    for (uint32_t i = 0; i < n; i++) {
        check_pieces(texts[i]);
        if (quote_add(q, i, texts[i], NULL) != SG_OK) abort();
    }
    if (quote_seal(q, NULL) != SG_OK) abort();
    for (uint32_t i = 0; i < n; i++)
        if (quote_ask(q, i, texts[i], NULL) != SG_OK) abort();
    for (size_t i = 0; i < quote_n_pairs(q); i++)
        check_pair(q, &quote_pairs(q)[i], texts);
    for (uint32_t i = 0; i < n; i++) {
        struct quote_grade g = quote_grade(q, i);
        if (g.share < 0 || g.share > 1 || (g.by != SG_NO_INDEX && g.by >= n)) abort();
    }
    quote_index_free(q);
    if (n > 1) check_copies(texts[0], texts[1]);
    return 0;
}
