/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two copies of a mail held against each other.  No store: headers and texts are given.  Method:
 * doc/method/altered-copies.md. */
#ifndef SG_LEAK_COPIES_H
#define SG_LEAK_COPIES_H

#include "leak/diff.h"
#include "leak/quote_text.h"
#include "mail/mail.h"
#include "model/leak.h"

/* What is kept of a mail: 48 bytes. */
struct copy_facts {
    uint64_t words;  /* hash of all words in order, footers left out */
    uint64_t header; /* of the fields but for those that a mailbox writes */
    uint64_t core;   /* … and those of transport */
    uint64_t bare;   /* … and those that say how the body is encoded */
    uint32_t n_words, n_footer;
    bool is_draft, is_list;
};
/* Scratch; zeroed is empty. */
struct copy_scratch {
    struct quote_text a, b;
    struct sg_buf words_a, words_b, ids_a, ids_b, runs, texts, diffs;
    struct sg_mail_field *fields;
    struct leak_ids ids;
    struct differ differ;
};
void copy_scratch_release(struct copy_scratch *s);
enum sg_code copy_facts(struct copy_scratch *s, struct sg_str header, struct sg_str text, struct copy_facts *ret,
                        struct sg_err *err) SG_CHECKED;

struct copy_diff {
    uint32_t at, words, other_words;
}; /* words: where they begin in scratch->texts, terminated */
struct copy_difference {
    uint32_t n_changes; /* places where the words differ in substance */
    uint32_t n_diffs;   /* those kept in scratch->diffs (struct copy_diff), at most 20 */
    double same;        /* share of the shorter one's words that both have, in order */
    bool is_cut;        /* the one is the beginning of the other */
    bool has_replaced;  /* words stand for other words; false: words are only missing on one side */
};
/* `a` and `b` are texts; words[] of a diff are a's. O((a + b) log). */
enum sg_code copy_compare(struct copy_scratch *s, struct sg_str a, struct sg_str b, struct copy_difference *ret,
                          struct sg_err *err) SG_CHECKED;

/* What two mails are to each other.  `is_same_sent`: sender, date and subject (without list tags) are the same (a
 * list may write itself into the sender);
 * `is_other_form`: their MIME structure differs.  `d` is NULL when the words are the same. */
enum sg_copy_kind copy_kind(const struct copy_facts *first, const struct copy_facts *copy, bool is_same_sent,
                            bool is_other_form, const struct copy_difference *d);

#endif
