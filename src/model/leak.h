/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is in a leak and what speaks for and against each item, as the question (leak/) hands it to the answers
 * (report/).  Plain numbers and indices; everything belongs to one arena and is freed at once.  Strings are never NULL
 * ("" is unknown).  Method: doc/method/authenticity.md; as JSON: doc/formats/leak-json.md.
 */
#ifndef SG_MODEL_LEAK_H
#define SG_MODEL_LEAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"
#include "model/leak_tables.h"
#include "model/severity.h"
#include "model/story.h"

/* ---- verdicts: numbers are written into findings, add at the end ---- */

enum sg_verdict { SG_VERDICT_NONE /* not a mail */, SG_VERIFIED, SG_SIGNED_UNVERIFIED, SG_UNSIGNED, SG_VERDICTS };
extern const char *const sg_verdict_names[]; /* "", "verified", "signed-unverified", "unsigned" */

/*
 * What other mails say of a mail by quoting it; the best that holds, unless one is in conflict with it.  Only some
 * mails vouch: signed as a whole by their own sender's domain, with a key that nobody can compute.  Words are compared
 * blind to dress, and of several answers all words count together: doc/method/quote-chains.md.
 */
enum sg_vouch {
    SG_VOUCH_NONE,       /* nobody in the leak quotes it */
    SG_VOUCH_UNVERIFIED, /* quoted, but by no mail that vouches */
    SG_VOUCH_PART,       /* some of its own words stand in mails that vouch */
    SG_VOUCH_WHOLE,      /* all of its own words do */
    SG_VOUCH_CONFLICT,   /* a mail that vouches has other words in its place */
    SG_VOUCHES
};
extern const char *const sg_vouch_names[]; /* "", "unverified", "part", "whole", "conflict" */

enum sg_copy_kind {
    SG_COPY_FIRST,
    SG_COPY_IDENTICAL,
    SG_COPY_REDELIVERED,
    SG_COPY_LIST,
    SG_COPY_REENCODED,
    SG_COPY_ALTERED,
    SG_COPY_KINDS
};
/* "first", "identical", "redelivered", "list-footer", "re-encoded", "altered" */
extern const char *const sg_copy_names[];

/* ---- rules: what can be found; one row each in leak_rules.c ---- */

struct sg_leak_rule {
    const char *id;       /* "altered-copy" */
    enum sg_severity severity; /* usual */
    const char *title;    /* "Another copy has other words" */
    const char *reason;   /* a sentence with {names} of the finding's facts */
    const char *overturn; /* what would show that it means nothing */
    const char *method;   /* page and heading: "authenticity#altered-copies" */
};
extern const struct sg_leak_rule sg_leak_rules[]; /* ends with a NULL id */
extern const size_t sg_leak_n_rules;
uint32_t sg_leak_rule_find(const char *id); /* its number; SG_NO_INDEX */

struct sg_leak_fact { const char *name, *value; }; /* value: UTF-8, from evidence, unescaped */
struct sg_leak_finding {
    uint32_t rule, item;     /* item: what it is about; SG_NO_INDEX: the leak as a whole */
    enum sg_severity severity;
    uint32_t first_other, n_others; /* items that it rests on besides: in sg_leak.others */
    uint32_t first_fact, n_facts;
};

/* ---- parts of the answer ---- */

struct sg_leak_signature {
    uint32_t item;
    uint8_t kind, state;       /* dkim/dkim.h's, by name in sg_signature_kind_names and sg_signature_state_names */
    uint32_t instance, harms, key_bits;
    const char *domain, *selector, *algorithm, *canon /* "relaxed/simple" */, *signed_fields, *problem, *key_source;
    sg_time signed_at, expires, key_first_seen, key_last_seen;
    int64_t unsigned_bytes;
    bool is_body_ok, is_header_ok, is_aligned, is_from_signed, is_testing, is_expired, is_weak, is_sha1;
};
extern const char *const sg_signature_kind_names[];  /* "dkim", "arc-message", "arc-seal" */
extern const char *const sg_signature_state_names[]; /* "pass", "body-fails", "fails", "no-key", "bad" */
extern const char *const sg_harm_names[];            /* by bit; NULL at the end */

struct sg_leak_item {
    uint64_t id, parent, bytes; /* parent: an item's id, 0 */
    char sha256[65];
    enum sg_item_kind kind;
    uint8_t flags;
    const char *type, *name, *path; /* the first place, by source and row */
    uint32_t n_places;
    /* mails */
    const char *message_id, *subject, *from, *from_name, *client, *lang;
    sg_time date, received;     /* of a document: date is `modified` */
    enum sg_verdict verdict;
    uint32_t harms;             /* that were undone for it to verify */
    enum sg_vouch vouch;
    float vouched;              /* share of its own words that mails hold which vouch, 0 to 1 */
    uint32_t vouched_by;        /* an item, or SG_NO_INDEX: the one of them that holds most */
    uint32_t thread, copies;    /* places in the lists below, SG_NO_INDEX */
    enum sg_copy_kind copy;
    bool is_bulk;               /* list or mass mail */
    /* documents */
    const char *author, *editor, *application;
    sg_time created;
    uint32_t first_finding, n_findings, first_signature, n_signatures;
};
struct sg_leak_thread { const char *subject; uint32_t n_mails, n_missing; sg_time from, to; };
struct sg_leak_missing { const char *message_id; uint32_t n_replies, reply /* an item that answers it */; };
struct sg_leak_copies { uint32_t first, n; /* in `copy_items` */ const char *message_id; };
/* Words that differ between two mails: a run of the one and what stands in its place in the other. */
struct sg_leak_diff { uint32_t item, other; const char *words, *other_words; uint32_t at /* word number */; };
struct sg_leak_quote {
    uint32_t reply, original;
    uint32_t words, words_same;
    enum sg_vouch says;
    uint32_t n_spans, n_spans_same;
};
struct sg_leak_batch { uint32_t first, n; /* in `batch_items` */ sg_time from, to; const char *editor, *application; };
struct sg_leak_count { const char *name; uint64_t n, bytes; sg_time from, to; }; /* by type, language, year, domain… */
struct sg_leak_gap { const char *what; /* "days", "numbers" */ const char *from, *to; uint64_t n; };

struct sg_leak_settings {
    const char *keys, *keys_sha256; /* the file's name; "" : none */
    uint64_t n_keys;
    bool with_dns;
    sg_time theft;                  /* stated date of the theft; SG_TIME_NONE */
    uint64_t promised_mails, promised_bytes; /* by the announcement; 0: not said */
    double unusual;                 /* chance below which a mail is called unusual for its sender */
};

struct sg_leak {
    struct sg_arena *arena;
    struct sg_leak_settings settings;
    struct sg_leak_item *items;     /* by date (none last), then id */
    size_t n_items;
    struct sg_leak_finding *findings; /* by item (the leak as a whole last), severity falling, rule */
    size_t n_findings;
    struct sg_leak_fact *facts;
    size_t n_facts;
    uint32_t *others, *copy_items, *batch_items;
    size_t n_others, n_copy_items, n_batch_items;
    struct sg_leak_signature *signatures; size_t n_signatures; /* by item */
    struct sg_leak_thread *threads; size_t n_threads;   /* of two mails and more, the largest first */
    struct sg_leak_missing *missing; size_t n_missing;  /* most asked for first */
    struct sg_leak_copies *copies; size_t n_copies;
    struct sg_leak_diff *diffs; size_t n_diffs;         /* at most 20 a pair */
    struct sg_leak_quote *quotes; size_t n_quotes;
    struct sg_leak_batch *batches; size_t n_batches;
    struct sg_leak_count *types, *langs, *correspondents, *domains, *months; /* the largest first; months by time */
    size_t n_types, n_langs, n_correspondents, n_domains, n_months;
    struct sg_leak_gap *gaps; size_t n_gaps;
    struct {
        uint64_t messages, documents, others, bytes, places, sources, rejects;
        /* recovered: verified after a harm was undone */
        uint64_t verdicts[SG_VERDICTS], vouches[SG_VOUCHES], recovered;
        uint64_t bulk, personal, replies, replies_in_leak, replies_quoting, spans, spans_same;
        sg_time first, last;  /* of mails, by their own dates */
        uint32_t newest;      /* item */
        sg_time confirmed;    /* newest time of a first server, mails left out that stand alone in their future */
        uint32_t newest_confirmed; /* its item, SG_NO_INDEX */
        uint64_t boxes;       /* mailboxes that have one owner each; 0: fewer than two */
        uint64_t copies_due, copies_missing; /* mails of one owner to another, and those that the other's box lacks */
    } totals;
};
enum sg_code sg_leak_new(struct sg_leak **ret, struct sg_err *err) SG_CHECKED; /* nothing in it */
void sg_leak_free(struct sg_leak *l); /* NULL allowed */

#endif
