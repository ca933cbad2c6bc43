/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside coordination/: figures of one account from its posts, and what all accounts of the evidence have in common;
 * none of this knows the store.  Method: doc/method/automation.md. */
#ifndef SG_COORDINATION_SIGNALS_H
#define SG_COORDINATION_SIGNALS_H

#include "coordination/coordination_internal.h"

/* Fewer than these say nothing: the figure is NaN. */
enum {
    SIGNALS_POSTS = 20,      /* gap_entropy, repeated_gaps, round_seconds: posts of which the clock is known so well */
    SIGNALS_REST_POSTS = 50, /* longest_rest: posts, on */
    SIGNALS_REST_DAYS = 7,   /*               so many different days */
    SIGNALS_FEW = 5          /* reactions; own texts */
};

struct signal_post {
    sg_time time;
    uint64_t post;
    uint64_t own; /* fingerprint of a text of its own; 0: none */
    uint32_t precision;
    uint8_t kind;
    const char *client; /* one pointer for equal texts; "" unknown */
};
/* Who had a text first: two different accounts, each with the moment since when for certain. */
struct signal_text {
    uint64_t own, first_author;
    sg_time first, second;
};
struct signal_texts {
    const struct signal_text *items; /* by own; only texts of at least two accounts */
    size_t n;
};

/* All figures that the posts (in the order of time) give by themselves; `is_exact`: the evidence has seconds. */
enum sg_code signals_of_posts(const struct signal_post *posts, size_t n, const struct signal_texts *texts,
                              uint64_t author, bool is_exact, struct sg_signals *ret, struct sg_err *err) SG_CHECKED;
/* Microseconds from originals to reposts, in any order; sorts them. */
void signals_of_reactions(sg_time *reactions, size_t n, struct sg_signals *ret);

/* The form of a name as a hash, the same for names that a machine may have made by one rule; 0: none.  Letters and at
 * least six digits in a run: what kinds of characters follow one another and how many digits ("Anna48213377" and
 * "Ben90021845").  Else, with a digit and three letters: the name with its digits left open ("patriot76", "Patriot99").
 */
uint64_t signals_name_form(struct sg_str name, bool *ret_is_template);

/* An account of the evidence. */
struct signal_account {
    uint64_t identity, form;
    sg_time began, created; /* SG_TIME_NONE unknown */
};
/* How many others of the evidence are like each of the accounts looked at: fills the numbers of `ret`, whose created
 * and first_post are set; `forms` are theirs.  Sorts `all` by several keys. */
void signals_of_company(struct signal_account *all, size_t n_all, const uint64_t *forms, struct sg_signals *ret,
                        size_t n);

#endif
