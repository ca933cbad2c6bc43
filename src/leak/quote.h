/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who quotes whom, and with which words.  Works on plain texts that are shown to it mail by mail, twice: first every
 * mail's text (quote_add), then every text again (quote_ask); last the few pairs whose words differ (quote_judge).
 * Between, a mail costs 4 bytes a word of its own, 12 bytes for each fingerprint (one in 4.5 words), a bit a word and
 * 56 bytes. Method: doc/method/quote-chains.md.
 */
#ifndef SG_LEAK_QUOTE_H
#define SG_LEAK_QUOTE_H

#include "leak/diff.h"
#include "leak/quote_text.h"
#include "model/leak.h"

enum {
    QUOTE_RUN = 3,       /* words in a row that count as the same passage */
    QUOTE_AROUND = 8,    /* words that the runs before and after a difference have together */
    QUOTE_GAP = 40,      /* differing words, at most; longer ones are another passage */
    QUOTE_LEFT_OUT = 12, /* words on one side only, at most */
    QUOTE_DIFFS = 20,    /* differences kept of a pair */
    QUOTE_COPIES = 8     /* mails with one Message-ID that a quote is held against */
};
#define QUOTE_ACCEPTED 0.6 /* share of a span's words that must match */

/* What is known of a mail beforehand. */
struct quote_mail {
    uint32_t parent;             /* SG_NO_INDEX */
    const char *message_id;      /* equal ids are the same pointer; "" */
    uint64_t topic;              /* hash of its subject without Re: and the like; 0: none */
    bool is_verified, may_vouch; /* may_vouch: its signature covers all of its text */
};
/* A mail that quotes another. */
struct quote_pair {
    uint32_t reply, original;
    uint32_t words, words_same, n_spans, n_spans_same;
    uint32_t first_doubt, n_doubts;
    uint32_t first_diff, n_diffs; /* what quote_judge left of the doubts */
};
/* Words that differ inside a quoted passage. */
struct quote_doubt {
    uint32_t a, n_a; /* own words of the original */
    uint32_t b, n_b; /* words of the reply's text */
    bool is_edge;    /* at the passage's end: matching words on one side only */
};
struct quote_diff {
    uint32_t at;                 /* own word of the original */
    uint32_t n;                  /* words of the original that differ; 0: the quote has more */
    uint32_t words, other_words; /* where their texts begin in `texts`, terminated */
};

struct quote_index {
    const struct quote_mail *mails;
    uint32_t n_mails;
    struct leak_ids ids;
    struct sg_buf own;                   /* uint32_t: own words of all mails, one mail after the other */
    uint64_t *first;                     /* by mail, n_mails + 1; in `own` */
    uint32_t added;                      /* mails that `first` knows */
    uint32_t *place;                     /* by mail: its place in `first` */
    struct sg_buf prints;                /* struct print, by hash, mail, position */
    uint32_t *by_id;                     /* mails, by message_id, then number */
    unsigned char *covered;              /* a bit an own word: stands in a mail that may vouch */
    uint32_t *vouched_by, *vouched_most; /* by mail */
    bool *is_quoted;
    struct sg_buf pairs, doubts, diffs, texts;
    struct quote_text text, other; /* scratch */
    struct differ differ;
    struct sg_buf runs, side, spans, tried, words;
    uint64_t n_spans, n_spans_found, n_spans_same, n_cut;
};

/* `mails` is borrowed. */
enum sg_code quote_index_new(const struct quote_mail *mails, uint32_t n, struct quote_index **ret,
                             struct sg_err *err) SG_CHECKED;
void quote_index_free(struct quote_index *q);
enum sg_code quote_add(struct quote_index *q, uint32_t mail, struct sg_str text, struct sg_err *err) SG_CHECKED;
enum sg_code quote_seal(struct quote_index *q, struct sg_err *err) SG_CHECKED; /* between the two rounds */
enum sg_code quote_ask(struct quote_index *q, uint32_t mail, struct sg_str text, struct sg_err *err) SG_CHECKED;
/* Which of a pair's doubts are differences in substance.  For pairs with doubts only. */
enum sg_code quote_judge(struct quote_index *q, struct quote_pair *p, struct sg_str original, struct sg_str reply,
                         struct sg_err *err) SG_CHECKED;

static inline struct quote_pair *quote_pairs(const struct quote_index *q)
{
    return (void *)q->pairs.data;
}
static inline size_t quote_n_pairs(const struct quote_index *q)
{
    return q->pairs.len / sizeof(struct quote_pair);
}
static inline const struct quote_diff *quote_diffs(const struct quote_index *q)
{
    return (void *)q->diffs.data;
}

/* The words of the original that a difference concerns stand, as they are, in another mail that may vouch: then the
 * quote was changed, and not the original. */
void quote_cover(struct quote_index *q, uint32_t mail, uint32_t at, uint32_t n); /* own words that are vouched for */
bool quote_is_refuted(const struct quote_index *q, uint32_t original, const struct quote_diff *d);
struct quote_grade {
    enum sg_vouch vouch;
    double share;
    uint32_t by;
};
/* After all pairs were judged.  Conflicts are the caller's to add: they depend on who is verified. */
struct quote_grade quote_grade(const struct quote_index *q, uint32_t mail);

/* ---- inside ---- */

struct print {
    uint32_t hash, mail, at;
};
enum { PRINT_WORDS = 5, PRINT_WINDOW = 8, PRINT_COMMON = 32 };
/* Appends the fingerprints of `words` (hash and position) to `prints`. */
void quote_prints(const uint32_t *words, size_t n, uint32_t mail, struct sg_buf *prints);
struct sg_str quote_own(const struct quote_index *q, uint32_t mail); /* uint32_t words, as bytes */

/* ---- quote_judge.c: is a difference one of substance? Used for copies too ---- */

/* They differ in dress alone: punctuation, case, wrapping, a charset's damage.  `a` and `b`: words as written, parted
 * by blanks; either may be empty.  Without memory *failed becomes true, and the answer means nothing.  O(bytes). */
bool judge_is_dress(struct sg_str a, struct sg_str b, bool *failed);
/* Neither dress nor what people do to a quotation: links, addresses, cuts, remarks in brackets. */
bool judge_is_substance(struct sg_str a, struct sg_str b, bool *failed);
/* Appends words[from, from + n) as written, parted by blanks. */
void judge_join(struct sg_str text, const struct word *words, size_t from, size_t n, struct sg_buf *out);

#endif
