/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which mail each quoted span is from.  The mails above in the thread are asked first (level 1: the one answered, level
 * 2: the one that answers, and so on), then the fingerprints.  Each comparison costs what the span costs: of a long
 * original only a window is compared.
 */
#include <stdlib.h>

#include "leak/quote.h"

enum {
    ANCESTORS = QUOTE_LEVELS,
    OTHER_ANCESTORS = 6,
    CANDIDATES = 4,
    FOREIGN_WORDS = 8,
    WINDOW = 4096,
    WINDOW_TIMES = 16,
    ORIGINALS = 64, /* that one mail quotes */
    SPANS = 1024,
    ASKED = 64, /* of one mail: the rest is counted as cut */
    EDGE_WORDS = 3,
    SLIDE = 8
};

struct span {
    uint32_t first, n; /* words of the reply's text */
    uint8_t level;
    uint32_t mail, same; /* the best original, and how many of its words it has */
    uint32_t now;        /* matching words in the comparison at hand */
    uint32_t begin;      /* where it begins in the comparison at hand */
    bool is_in;          /* takes part in it */
};
struct asking {
    struct quote_index *q;
    uint32_t reply;
    struct span *spans;
    size_t n_spans;
    const uint32_t *words; /* of the reply's text, as numbers */
    uint32_t ancestors[ANCESTORS];
    size_t n_ancestors;
};
/* One original, or a window of it, beside the spans that take part. */
struct beside {
    uint32_t mail, skipped /* own words before the window */, n_a, n_b;
    const uint32_t *a;
};

static const uint32_t *numbers(struct sg_str s)
{
    return (const uint32_t *)(const void *)s.data;
}

/* The fingerprints of a hash in one mail, or in all (SG_NO_INDEX): the first and how many. */
static const struct print *prints_of(const struct quote_index *q, uint32_t hash, uint32_t mail, size_t *ret_n)
{
    static const struct print none;
    const struct print *all = q->prints.len ? (const void *)q->prints.data : &none;
    size_t n = q->prints.len / sizeof *all, low = 0, high = n;
    uint32_t least = mail == SG_NO_INDEX ? 0 : mail;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all[mid].hash < hash || (all[mid].hash == hash && all[mid].mail < least))
            low = mid + 1;
        else
            high = mid;
    }
    size_t end = low;
    while (end < n && end - low <= PRINT_COMMON && all[end].hash == hash &&
           (mail == SG_NO_INDEX || all[end].mail == mail))
        end++;
    *ret_n = end - low;
    return all + low;
}

/* ---- comparing ---- */

/* The words of the spans that take part, one after the other, into `side`. */
static enum sg_code gather(struct asking *k, struct beside *v, struct sg_err *err)
{
    sg_buf_clear(&k->q->side);
    for (size_t i = 0; i < k->n_spans; i++) {
        struct span *s = &k->spans[i];
        s->now = 0;
        s->begin = (uint32_t)(k->q->side.len / sizeof(uint32_t));
        if (s->is_in) sg_buf_add(&k->q->side, k->words + s->first, s->n * sizeof(uint32_t));
    }
    v->n_b = (uint32_t)(k->q->side.len / sizeof(uint32_t));
    return sg_buf_check(&k->q->side, err);
}

/* Of a long original, the part around the fingerprints that both have. */
static enum sg_code narrow(struct asking *k, struct beside *v, struct sg_err *err)
{
    size_t most = WINDOW + (size_t)WINDOW_TIMES * v->n_b, n_hits = 0;
    if (v->n_a <= most) return SG_OK;
    sg_buf_clear(&k->q->tried);
    quote_prints(numbers(sg_buf_view(&k->q->side)), v->n_b, 0, &k->q->tried);
    SG_TRY(sg_buf_check(&k->q->tried, err));
    const struct print *p = (const void *)k->q->tried.data;
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < k->q->tried.len / sizeof *p; i++) {
        size_t n;
        const struct print *hit = prints_of(k->q, p[i].hash, v->mail, &n);
        if (n != 1 || (n_hits && (hit->at + most / 2 < low || hit->at > high + most / 2))) continue;
        n_hits++;
        if (hit->at < low) low = hit->at;
        if (hit->at > high) high = hit->at;
    }
    uint32_t slack = v->n_b + 64, from = low > slack ? low - slack : 0;
    if (!n_hits) {
        v->n_a = 0;
        return SG_OK;
    }
    size_t to = (size_t)high + slack + PRINT_WORDS;
    if (to > v->n_a) to = v->n_a;
    if (to - from > most) to = from + most;
    v->a += from;
    v->skipped = from;
    v->n_a = (uint32_t)(to - from);
    return SG_OK;
}

static enum sg_code compare(struct asking *k, uint32_t mail, struct beside *v, struct sg_err *err)
{
    struct sg_str own = quote_own(k->q, mail);
    *v = (struct beside){ .mail = mail, .a = numbers(own), .n_a = (uint32_t)(own.len / sizeof(uint32_t)) };
    SG_TRY(gather(k, v, err));
    SG_TRY(narrow(k, v, err));
    SG_TRY(diff_words(&k->q->differ, v->a, v->n_a, numbers(sg_buf_view(&k->q->side)), v->n_b, &k->q->runs, err));
    const struct diff_run *r = (const void *)k->q->runs.data;
    size_t n_runs = k->q->runs.len / sizeof *r, at = 0;
    for (size_t i = 0; i < k->n_spans; i++) {
        struct span *s = &k->spans[i];
        if (!s->is_in) continue;
        uint32_t end = s->begin + s->n, all = 0, n_pieces = 0;
        while (at && r[at - 1].b + r[at - 1].n > s->begin)
            at--;
        for (; at < n_runs && r[at].b < end; at++) {
            uint32_t from = r[at].b > s->begin ? r[at].b : s->begin;
            uint32_t to = r[at].b + r[at].n < end ? r[at].b + r[at].n : end;
            if (to <= from) continue;
            all += to - from;
            n_pieces++;
            if (to - from > QUOTE_RUN) s->now += to - from;
        }
        if (all == s->n && n_pieces == 1) s->now = all;
    }
    return SG_OK;
}

static bool is_accepted(const struct span *s)
{
    return s->now > 0 && (double)s->now >= QUOTE_ACCEPTED * (double)s->n;
}

static enum sg_code try_mail(struct asking *k, uint32_t mail, struct sg_err *err)
{
    bool is_any = false;
    for (size_t i = 0; i < k->n_spans; i++)
        is_any |= k->spans[i].is_in;
    if (!is_any || mail == k->reply) return SG_OK;
    struct beside v;
    SG_TRY(compare(k, mail, &v, err));
    for (size_t i = 0; i < k->n_spans; i++) {
        struct span *s = &k->spans[i];
        if (!s->is_in || !is_accepted(s) || s->now <= s->same) continue;
        s->mail = mail;
        s->same = s->now;
    }
    return SG_OK;
}

/* ---- candidates ---- */

static enum sg_code try_ancestors(struct asking *k, struct sg_err *err)
{
    for (size_t d = 0; d < k->n_ancestors; d++) {
        for (size_t i = 0; i < k->n_spans; i++)
            k->spans[i].is_in = k->spans[i].level == d + 1;
        SG_TRY(try_mail(k, k->ancestors[d], err));
    }
    for (size_t d = 0; d < k->n_ancestors && d < OTHER_ANCESTORS; d++) { /* levels that a client has lost or added */
        for (size_t i = 0; i < k->n_spans; i++) {
            struct span *s = &k->spans[i];
            s->is_in = s->level != d + 1 && s->n >= FOREIGN_WORDS / 2 && s->same < s->n;
        }
        SG_TRY(try_mail(k, k->ancestors[d], err));
    }
    return SG_OK;
}

struct vote {
    uint32_t mail, n;
};

/* The mails that share most fingerprints with a span. */
static enum sg_code vote(struct asking *k, const struct span *s, struct vote best[CANDIDATES], struct sg_err *err)
{
    sg_buf_clear(&k->q->tried);
    quote_prints(k->words + s->first, s->n, 0, &k->q->tried);
    size_t n_own = k->q->tried.len / sizeof(struct print);
    for (size_t i = 0; i < n_own && i < 64; i++) {
        size_t n;
        const struct print *hits =
            prints_of(k->q, ((const struct print *)(void *)k->q->tried.data)[i].hash, SG_NO_INDEX, &n);
        if (n <= PRINT_COMMON) sg_buf_add(&k->q->tried, hits, n * sizeof *hits);
    }
    SG_TRY(sg_buf_check(&k->q->tried, err));
    memset(best, 0, CANDIDATES * sizeof *best);
    if (!k->q->tried.len) return SG_OK;
    const struct print *p = (const struct print *)(void *)k->q->tried.data + n_own;
    size_t n_hits = k->q->tried.len / sizeof *p - n_own;
    for (size_t i = 0; i < n_hits; i++) {
        struct vote v = { p[i].mail, 0 };
        bool is_known = v.mail == k->reply;
        for (size_t j = 0; j < CANDIDATES; j++)
            is_known |= best[j].n && best[j].mail == v.mail;
        if (is_known) continue;
        for (size_t j = 0; j < n_hits; j++)
            v.n += p[j].mail == v.mail;
        for (size_t j = 0; j < CANDIDATES; j++) {
            if (v.n < best[j].n || (v.n == best[j].n && v.mail > best[j].mail)) continue;
            struct vote swap = best[j];
            best[j] = v;
            v = swap;
            if (!v.n) break;
        }
    }
    return SG_OK;
}

static enum sg_code try_index(struct asking *k, struct sg_err *err)
{
    size_t work = 0;
    for (size_t i = 0; i < k->n_spans; i++) {
        struct span *s = &k->spans[i];
        if (s->n < FOREIGN_WORDS || s->same >= s->n) continue;
        if (++work > ASKED) break; /* a text of thousands of spans that fit nothing */
        struct vote best[CANDIDATES];
        SG_TRY(vote(k, s, best, err));
        for (size_t c = 0; c < CANDIDATES && best[c].n && s->same < s->n; c++) {
            for (size_t j = 0; j < k->n_spans; j++)
                k->spans[j].is_in = j == i || (j > i && j < i + 64 && k->spans[j].n >= FOREIGN_WORDS &&
                                               k->spans[j].same < k->spans[j].n);
            SG_TRY(try_mail(k, best[c].mail, err));
        }
    }
    return SG_OK;
}

/* ---- what a comparison gives ---- */

static void doubt(struct asking *k, struct quote_pair *p, const struct quote_doubt *d)
{
    if (p->n_doubts >= QUOTE_DIFFS) return;
    sg_buf_add(&k->q->doubts, d, sizeof *d);
    p->n_doubts++;
}

/* Words on one side only, x[at, at + n), may as well stand further left or right where the same words come again ("the
 * blue and the red"): true when in one of these places the quote's words b + shift begin or end a line. */
static bool at_line_end(const struct asking *k, const uint32_t *x, uint32_t n_x, uint32_t at, uint32_t n, uint32_t b,
                        uint32_t n_b)
{
    const struct word *w = quote_words(&k->q->text);
    size_t n_words = quote_n_words(&k->q->text);
    for (uint32_t i = 0; i < SLIDE && b + n_b + i < n_words; i++) {
        if (w[b + i].starts_line || (n_b && w[b + i + n_b - 1].ends_line)) return true;
        if (at + n + i >= n_x || x[at + i] != x[at + n + i]) break;
    }
    for (uint32_t i = 0; i < SLIDE && i <= b; i++) {
        if (w[b - i].starts_line || (n_b && w[b - i + n_b - 1].ends_line)) return true;
        if (i >= at || x[at - 1 - i] != x[at + n - 1 - i]) break;
    }
    return false;
}

/* A difference between two runs of one span.  What is left out or put in between lines is how people quote. */
static bool is_doubtful(const struct asking *k, const struct beside *v, const struct quote_doubt *d)
{
    const struct word *w = quote_words(&k->q->text);
    uint32_t a = d->a - v->skipped, n = (uint32_t)quote_n_words(&k->q->text);
    if (d->n_a > QUOTE_GAP || d->n_b > QUOTE_GAP || d->n_a + d->n_b == 0) return false;
    if (d->n_b == 0) return d->n_a <= QUOTE_LEFT_OUT && !at_line_end(k, v->a, v->n_a, a, d->n_a, d->b, 0);
    if (d->n_a == 0) return d->n_b <= QUOTE_LEFT_OUT && !at_line_end(k, k->words, n, d->b, d->n_b, d->b, d->n_b);
    return d->n_a == d->n_b || !(w[d->b].starts_line && w[d->b + d->n_b - 1].ends_line);
}

/* Long enough to be the same passage, or at the beginning or end of both. */
static bool is_strong(const struct beside *v, const struct span *s, uint32_t a, uint32_t b, uint32_t n, uint32_t n_own)
{
    return n >= QUOTE_RUN || (v->skipped + a == 0 && b == s->begin) ||
           (v->skipped + a + n == n_own && b + n == s->begin + s->n);
}

static void cover(struct asking *k, const struct beside *v)
{
    struct quote_index *q = k->q;
    uint32_t n_own = (uint32_t)(quote_own(q, v->mail).len / sizeof(uint32_t));
    const struct diff_run *r = (const void *)q->runs.data;
    for (size_t i = 0; i < q->runs.len / sizeof *r; i++) {
        bool is_span = false;
        for (size_t j = 0; j < k->n_spans && !is_span && r[i].n < QUOTE_RUN; j++)
            is_span = k->spans[j].is_in && ((k->spans[j].begin == r[i].b && k->spans[j].n == r[i].n) ||
                                            is_strong(v, &k->spans[j], r[i].a, r[i].b, r[i].n, n_own));
        if (r[i].n >= QUOTE_RUN || is_span) quote_cover(q, v->mail, v->skipped + r[i].a, r[i].n);
    }
}

static void doubts_of_span(struct asking *k, const struct beside *v, const struct span *s, struct quote_pair *p)
{
    const struct diff_run *r = (const void *)k->q->runs.data;
    size_t n = k->q->runs.len / sizeof *r;
    size_t low = 0, high = n; /* the first run that reaches into the span */
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (r[mid].b + r[mid].n <= s->begin)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t a = 0, b = 0, length = 0, end = s->begin + s->n;
    uint32_t all = (uint32_t)(quote_own(k->q, v->mail).len / sizeof(uint32_t));
    for (size_t i = low; i < n && r[i].b < end; i++) {
        uint32_t skip = r[i].b < s->begin ? s->begin - r[i].b : 0, from = r[i].b + skip;
        uint32_t to = r[i].b + r[i].n < end ? r[i].b + r[i].n : end;
        if (!is_strong(v, s, r[i].a + skip, from, to - from, all)) continue;
        struct quote_doubt d = {
            .a = v->skipped + a, .n_a = r[i].a + skip - a, .b = s->first + b - s->begin, .n_b = from - b
        };
        if (length && length + to - from >= QUOTE_AROUND && is_doubtful(k, v, &d)) doubt(k, p, &d);
        uint32_t n_a = r[i].a + skip, n_b = from - s->begin;
        if (!length && v->skipped == 0 && n_a == n_b && n_a > 0 && n_a <= EDGE_WORDS && to - from >= QUOTE_AROUND)
            doubt(k, p, &(struct quote_doubt){ 0, n_a, s->first, n_b, true });
        a = r[i].a + (to - r[i].b);
        b = to;
        length = to - from;
    }
    uint32_t n_a = v->n_a - a, n_b = end - b;
    if (length >= QUOTE_AROUND && v->skipped + v->n_a == all && n_a == n_b && n_a > 0 && n_a <= EDGE_WORDS)
        doubt(k, p, &(struct quote_doubt){ v->skipped + a, n_a, s->first + b - s->begin, n_b, true });
}

/* Found by its words alone, another mail may be a form of which both are fillings: then differences say nothing. */
static bool is_close(const struct asking *k, uint32_t mail)
{
    const struct quote_mail *m = &k->q->mails[mail], *r = &k->q->mails[k->reply];
    for (size_t d = 0; d < k->n_ancestors; d++)
        if (k->ancestors[d] == mail || (*m->message_id && k->q->mails[k->ancestors[d]].message_id == m->message_id))
            return true;
    return m->topic && m->topic == r->topic;
}

static enum sg_code record(struct asking *k, uint32_t mail, struct sg_err *err)
{
    struct quote_index *q = k->q;
    struct beside v;
    SG_TRY(compare(k, mail, &v, err));
    struct quote_pair p = { .reply = k->reply,
                            .original = mail,
                            .first_doubt = (uint32_t)(q->doubts.len / sizeof(struct quote_doubt)) };
    bool close = is_close(k, mail);
    for (size_t i = 0; i < k->n_spans; i++) {
        struct span *s = &k->spans[i];
        if (!s->is_in || !is_accepted(s)) continue;
        p.words += s->n;
        p.words_same += s->now;
        p.n_spans++;
        p.n_spans_same += s->now == s->n;
        if (close) doubts_of_span(k, &v, s, &p);
    }
    if (!p.n_spans) return SG_OK;
    q->is_quoted[mail] = true;
    if (q->mails[k->reply].may_vouch) {
        cover(k, &v);
        if (p.words_same > q->vouched_most[mail]) {
            q->vouched_most[mail] = p.words_same;
            q->vouched_by[mail] = k->reply;
        }
    }
    sg_buf_add(&q->pairs, &p, sizeof p);
    SG_TRY(sg_buf_check(&q->doubts, err));
    return sg_buf_check(&q->pairs, err);
}

/* The mail itself and, where several have its Message-ID, the others. */
static enum sg_code record_copies(struct asking *k, uint32_t mail, struct sg_err *err)
{
    struct quote_index *q = k->q;
    const char *id = q->mails[mail].message_id;
    SG_TRY(record(k, mail, err));
    if (!*id || id == q->mails[k->reply].message_id) return SG_OK;
    size_t low = 0, high = q->n_mails;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if ((uintptr_t)q->mails[q->by_id[mid]].message_id < (uintptr_t)id)
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = low; i < q->n_mails && i < low + QUOTE_COPIES && q->mails[q->by_id[i]].message_id == id; i++)
        if (q->by_id[i] != mail && q->by_id[i] != k->reply) SG_TRY(record(k, q->by_id[i], err));
    return SG_OK;
}

static enum sg_code record_all(struct asking *k, struct sg_err *err)
{
    size_t n_originals = 0;
    for (size_t i = 0; i < k->n_spans; i++) {
        uint32_t mail = k->spans[i].mail;
        if (mail == SG_NO_INDEX) continue;
        k->q->n_spans_found++;
        k->q->n_spans_same += k->spans[i].same == k->spans[i].n;
        bool is_done = false;
        for (size_t j = 0; j < i && !is_done; j++)
            is_done = k->spans[j].mail == mail;
        if (is_done || n_originals++ >= ORIGINALS) continue;
        for (size_t j = 0; j < k->n_spans; j++)
            k->spans[j].is_in = k->spans[j].mail == mail;
        SG_TRY(record_copies(k, mail, err));
    }
    return SG_OK;
}

/* ---- one mail ---- */

static enum sg_code find_spans(struct asking *k, struct sg_err *err)
{
    struct quote_index *q = k->q;
    const struct quote_piece *p = quote_pieces(&q->text);
    sg_buf_clear(&q->spans);
    for (size_t i = 0; i < quote_n_pieces(&q->text); i++) {
        struct span s = { .first = p[i].first, .n = p[i].n, .level = p[i].level, .mail = SG_NO_INDEX };
        if (p[i].kind != QUOTE_TEXT || !p[i].level) continue;
        if (q->spans.len / sizeof s == SPANS) {
            q->n_cut++;
            break;
        }
        sg_buf_add(&q->spans, &s, sizeof s);
    }
    SG_TRY(sg_buf_check(&q->spans, err));
    k->spans = (void *)q->spans.data;
    k->n_spans = q->spans.len / sizeof(struct span);
    if (!k->n_spans) return SG_OK;
    sg_buf_clear(&q->words);
    const struct word *w = quote_words(&q->text);
    for (size_t i = 0; i < quote_n_words(&q->text); i++) {
        uint32_t id = leak_ids_find(&q->ids, w[i].hash);
        sg_buf_add(&q->words, &id, sizeof id);
    }
    k->words = (const void *)q->words.data;
    return sg_buf_check(&q->words, err);
}

enum sg_code quote_ask(struct quote_index *q, uint32_t mail, struct sg_str text, struct sg_err *err)
{
    struct asking k = { .q = q, .reply = mail };
    if (mail >= q->n_mails) return SG_OK;
    SG_TRY(quote_split(text, &q->text, err));
    SG_TRY(find_spans(&k, err));
    if (!k.n_spans) return SG_OK;
    q->n_spans += k.n_spans;
    uint32_t up = q->mails[mail].parent;
    for (; up < q->n_mails && up != mail && k.n_ancestors < ANCESTORS; up = q->mails[up].parent)
        k.ancestors[k.n_ancestors++] = up;
    SG_TRY(try_ancestors(&k, err));
    SG_TRY(try_index(&k, err));
    return record_all(&k, err);
}
