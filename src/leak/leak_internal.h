/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside leak/: what is loaded once, and what each part of the question does with it. */
#ifndef SG_LEAK_INTERNAL_H
#define SG_LEAK_INTERNAL_H

#include "dkim/dkim.h"
#include "leak/leak.h"

/* What every part may ask of a mail.  Strings are in the run's arena (equal strings are the same pointer). */
struct leak_mail {
    uint32_t item;            /* in answer->items */
    int64_t zone;             /* SG_LM_NO_ZONE */
    const char *in_reply_to, *refs, *recipients, *charset, *structure, *boundary, *thread_index, *list;
    uint32_t defects, n_parts, n_attachments;
    const char *from_domain;  /* registrable domain of From; "" */
    /* What its signatures are worth to others, set by leak_signatures.  A verdict "verified" alone is also had by a
     * mail that a stranger signed. */
    const char *signer;       /* domain of its signature, the sender's own first; NULL: unsigned */
    bool is_own;              /* verified by its sender's domain, with a key that nobody can compute */
    bool is_text_own;         /* and all of its text is what was signed: no l= tail, no footer cut away */
    uint32_t parent;          /* mail that it answers, by index into mails; SG_NO_INDEX */
    uint32_t thread;          /* number of its thread (not answer->threads' index) */
};

struct leak_run {
    struct sg_store *store;
    const struct sg_leak_options *o;
    struct sg_leak *answer;
    struct sg_arena *arena;      /* of the answer */
    struct leak_mail *mails;     /* in the order of answer->items, which is by date, then id */
    size_t n_mails;
    uint32_t *mail_of;           /* by item: its mail, or SG_NO_INDEX */
    uint32_t *by_id;             /* items in the order of their ids */
    size_t n_by_id;
    sg_time latest;              /* the newest mail, those left out that stand alone in their future; SG_TIME_NONE */
    struct sg_keyring *keys;
    struct sg_buf findings, facts, others; /* as they are added; put in order at the end */
    struct sg_buf signatures, quotes, diffs;
};
static inline struct sg_leak_item *leak_item(const struct leak_run *r, const struct leak_mail *m)
{
    return &r->answer->items[m->item];
}
/* The item with that number, or SG_NO_INDEX.  O(log n). */
uint32_t leak_item_find(const struct leak_run *r, uint64_t id);
/* A copy in the arena; NULL without memory, which `err` says. */
const char *leak_keep(const struct leak_run *r, struct sg_str text, struct sg_err *err);
void leak_say(const struct leak_run *r, const char *what, uint64_t done, uint64_t total); /* progress */

/* ---- adding what was found ---- */

struct leak_found {
    const char *rule;
    uint32_t item;
    int severity;                  /* enum sg_severity; -1: the rule's usual one */
    const uint32_t *others; size_t n_others;
    const struct sg_leak_fact *facts; size_t n_facts; /* values are copied */
};
enum sg_code leak_add(struct leak_run *r, const struct leak_found *f, struct sg_err *err) SG_CHECKED;

/* ---- reading the store ---- */

/* The columns' texts of each message, in the order of r->mails; one call a mail. Streamed, a block at a time.  `names`:
 * columns of `messages` (at most 4). */
enum sg_code leak_each_mail(struct leak_run *r, const char *const *names, size_t n_names,
                            enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values,
                                                 struct sg_err *err),
                            void *ctx, struct sg_err *err) SG_CHECKED;
/* The text of a few mails (by index into mails, any order), called in the order given. */
enum sg_code leak_texts(struct leak_run *r, const uint32_t *mails, size_t n,
                        enum sg_code (*take)(void *ctx, size_t i, struct sg_str text, struct sg_err *err), void *ctx,
                        struct sg_err *err) SG_CHECKED;

/* Sets r->latest, and the totals' newest that a server confirms. */
enum sg_code leak_find_newest(struct leak_run *r, struct sg_err *err) SG_CHECKED;

/* ---- the parts, in the order in which find.c runs them ---- */

enum sg_code leak_load(struct leak_run *r, struct sg_err *err) SG_CHECKED;       /* items and mails */
enum sg_code leak_threads(struct leak_run *r, struct sg_err *err) SG_CHECKED;    /* and what is missing */
enum sg_code leak_signatures(struct leak_run *r, struct sg_err *err) SG_CHECKED; /* verdicts */
enum sg_code leak_quotes(struct leak_run *r, struct sg_err *err) SG_CHECKED;     /* needs verdicts and threads */
enum sg_code leak_copies(struct leak_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code leak_headers(struct leak_run *r, struct sg_err *err) SG_CHECKED;    /* forensics of one mail's header */
enum sg_code leak_habits(struct leak_run *r, struct sg_err *err) SG_CHECKED;     /* of each sender */
enum sg_code leak_documents(struct leak_run *r, struct sg_err *err) SG_CHECKED;  /* timelines, batch edits */
/* copies that recipients should have */
enum sg_code leak_boxes(struct leak_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code leak_overview(struct leak_run *r, struct sg_err *err) SG_CHECKED;   /* counts, gaps, what was promised */
enum sg_code leak_finish(struct leak_run *r, struct sg_err *err) SG_CHECKED;     /* lists into the answer, in order */

#endif
