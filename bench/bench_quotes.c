/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quote chains on made-up mail: threads whose answers quote the mail before them, whole, in part, in between their own
 * words, or with a changed word, and the mail before that one level deeper.  One thread in five has no In-Reply-To.
 * Prints the time at three sizes, against the 60 seconds that 100,000 mails may take, and how many of the planted cases
 * are found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "leak/quote.h"

enum { THREAD = 5, VOCABULARY = 20000 };

enum planted { PLANTED_NONE, PLANTED_WHOLE, PLANTED_PART, PLANTED_CHANGED };

struct made {
    struct sg_buf texts;
    size_t *from; /* n + 1 */
    struct quote_mail *mails;
    uint8_t *planted; /* by mail: how the next mail of its thread quotes it */
    uint32_t n;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add_word(struct sg_buf *b, uint64_t *seed)
{
    double u = sg_random_unit(seed);
    uint32_t rank = (uint32_t)(VOCABULARY * u * u * u); /* few words are common, most are rare */
    sg_buf_printf(b, "%c%u", 'a' + (char)(rank % 26), rank);
}

static void own_text(struct sg_buf *b, uint64_t *seed)
{
    uint32_t n = 60 + sg_random_below(seed, 200), wide = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t before = b->len;
        add_word(b, seed);
        wide += (uint32_t)(b->len - before) + 1;
        sg_buf_char(b, wide > 70 || i + 1 == n ? '\n' : ' ');
        if (wide > 70) wide = 0;
    }
}

/* Lines of `s`, marked; a quoted mail's own quotes go one level deeper. */
static void quote(struct sg_buf *b, const char *s, size_t len, size_t from, size_t to, size_t change_at)
{
    size_t at = from;
    while (at < to && at < len) {
        size_t end = at;
        while (end < len && s[end] != '\n')
            end++;
        sg_buf_text(b, s[at] == '>' ? ">" : "> ");
        if (change_at >= at && change_at < end) {
            sg_buf_add(b, s + at, change_at - at);
            sg_buf_text(b, " altogether otherwise ");
            const char *next = memchr(s + change_at, ' ', end - change_at);
            if (next) sg_buf_add(b, next + 1, (size_t)(s + end - next - 1));
        } else {
            sg_buf_add(b, s + at, end - at);
        }
        sg_buf_char(b, '\n');
        at = end + 1;
    }
}

static void answer(struct made *m, uint32_t mail, uint64_t *seed)
{
    sg_auto_buf parent = { 0 };
    sg_buf_add(&parent, m->texts.data + m->from[mail - 1], m->texts.len - m->from[mail - 1]);
    const char *s = parent.data;
    size_t own = 0; /* where the parent's own text ends */
    while (own < parent.len && s[own] != '>' && memcmp(s + own, "On ", 3) != 0) {
        const char *nl = memchr(s + own, '\n', parent.len - own);
        own = nl ? (size_t)(nl - s) + 1 : parent.len;
    }
    m->from[mail] = m->texts.len;
    own_text(&m->texts, seed);
    sg_buf_text(&m->texts, "On Fri, 5 May 2017 at 20:49, Office <office@example.org> wrote:\n\n");
    double u = sg_random_unit(seed);
    if (u < 0.02) {
        size_t at = own / 2;
        while (at < own && s[at] != ' ')
            at++;
        m->planted[mail - 1] = PLANTED_CHANGED;
        quote(&m->texts, s, parent.len, 0, own, at);
    } else if (u < 0.3) {
        size_t half = own / 2;
        while (half < own && s[half - 1] != '\n')
            half++;
        m->planted[mail - 1] = PLANTED_PART;
        quote(&m->texts, s, parent.len, 0, half, SIZE_MAX);
    } else {
        m->planted[mail - 1] = PLANTED_WHOLE;
        quote(&m->texts, s, parent.len, 0, parent.len, SIZE_MAX);
    }
}

static enum sg_code make(struct made *m, uint32_t n, struct sg_err *err)
{
    uint64_t seed = 5;
    *m = (struct made){ .n = n,
                        .from = calloc((size_t)n + 1, sizeof *m->from),
                        .mails = calloc(n, sizeof *m->mails),
                        .planted = calloc(n, 1) };
    if (!m->from || !m->mails || !m->planted) return sg_fail_nomem(err, "the mails");
    for (uint32_t i = 0; i < n; i++) {
        bool is_first = i % THREAD == 0, is_loose = i / THREAD % 5 == 0;
        m->mails[i] = (struct quote_mail){ .parent = is_first || is_loose ? SG_NO_INDEX : i - 1,
                                           .message_id = "",
                                           .topic = i / THREAD + 1,
                                           .is_verified = i % 2,
                                           .may_vouch = true };
        m->from[i] = m->texts.len;
        if (is_first)
            own_text(&m->texts, &seed);
        else
            answer(m, i, &seed);
        m->from[i + 1] = m->texts.len;
    }
    return sg_buf_check(&m->texts, err);
}

static struct sg_str text_of(const struct made *m, uint32_t i)
{
    return sg_str_n(m->texts.data + m->from[i], m->from[i + 1] - m->from[i]);
}

static enum sg_code read_all(const struct made *m, struct quote_index *q, struct sg_err *err)
{
    for (uint32_t i = 0; i < m->n; i++)
        SG_TRY(quote_add(q, i, text_of(m, i), err));
    SG_TRY(quote_seal(q, err));
    for (uint32_t i = 0; i < m->n; i++)
        SG_TRY(quote_ask(q, i, text_of(m, i), err));
    for (size_t i = 0; i < quote_n_pairs(q); i++) {
        struct quote_pair *p = &quote_pairs(q)[i];
        SG_TRY(quote_judge(q, p, text_of(m, p->original), text_of(m, p->reply), err));
    }
    return SG_OK;
}

static void count(const struct made *m, const struct quote_index *q, uint8_t *is_conflict)
{
    uint32_t n[4] = { 0 }, found[4] = { 0 }, false_conflicts = 0;
    for (size_t i = 0; i < quote_n_pairs(q); i++)
        if (quote_pairs(q)[i].n_diffs) is_conflict[quote_pairs(q)[i].original] = 1;
    for (uint32_t i = 0; i < m->n; i++) {
        n[m->planted[i]]++;
        struct quote_grade g = quote_grade(q, i);
        if (m->planted[i] == PLANTED_WHOLE) found[PLANTED_WHOLE] += g.vouch == SG_VOUCH_WHOLE;
        if (m->planted[i] == PLANTED_PART) found[PLANTED_PART] += g.vouch == SG_VOUCH_PART;
        if (m->planted[i] == PLANTED_CHANGED) found[PLANTED_CHANGED] += is_conflict[i];
        if (m->planted[i] != PLANTED_CHANGED) false_conflicts += is_conflict[i];
    }
    printf("  found: whole %u of %u, part %u of %u, changed words %u of %u; false conflicts %u of %u\n", found[1], n[1],
           found[2], n[2], found[3], n[3], false_conflicts, m->n - n[3]);
}

static enum sg_code run(uint32_t n, double *ret_seconds, struct sg_err *err)
{
    struct made m = { 0 };
    struct quote_index *q = NULL;
    enum sg_code code = make(&m, n, err);
    uint8_t *is_conflict = calloc(n, 1);
    double begin = now();
    if (code == SG_OK) code = quote_index_new(m.mails, n, &q, err);
    if (code == SG_OK) code = read_all(&m, q, err);
    *ret_seconds = now() - begin;
    if (code == SG_OK && is_conflict) {
        size_t bytes =
            q->own.len + q->prints.len + q->own.len / 32 + q->ids.n_slots * 12 + q->pairs.len + q->doubts.len;
        printf("%u mails, %.0f MB: %.2f s, %.1f us a mail, %.0f bytes of state a mail\n", n, (double)m.texts.len / 1e6,
               *ret_seconds, *ret_seconds / n * 1e6, (double)bytes / n + 56);
        count(&m, q, is_conflict);
    }
    free(is_conflict);
    quote_index_free(q);
    sg_buf_release(&m.texts);
    free(m.from);
    free(m.mails);
    free(m.planted);
    return code;
}

int main(void)
{
    static const uint32_t sizes[] = { 25000, 50000, 100000 };
    double seconds[3] = { 0 };
    struct sg_err err = { 0 };
    for (int i = 0; i < 3; i++) {
        if (run(sizes[i], &seconds[i], &err) != SG_OK) {
            fprintf(stderr, "bench_quotes: %s\n", err.text);
            return 1;
        }
    }
    printf("time a mail, 100,000 against 25,000: %.2f (1 is linear); of the 60 s allowed: %.3f\n",
           seconds[2] / seconds[0] / 4, seconds[2] / 60);
    return 0;
}
