/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted in step, as the page tells it (doc/formats/page-json.md): what earlier runs of `coordination` found. */
#ifndef SG_REPORT_WEB_COORDINATION_H
#define SG_REPORT_WEB_COORDINATION_H

#include "casefile/casefile.h"
#include "model/coordination.h"
#include "model/entry.h"
#include "model/leak.h"
#include "report/web.h"

/* How many findings a page tells of, and how much of each; the rest is counted in `hidden`. */
enum { SG_PAGE_FINDINGS = 4, SG_PAGE_STEPPERS = 5000, SG_PAGE_PAIRS = 20000, SG_PAGE_STEPS = 20000 };

/* What of a finding a page shows, in the page's order; numbers are the finding's. */
struct sg_page_steppers {
    uint32_t *accounts, *account_at; /* accounts of groups first, then by strength; and back, SG_NO_INDEX: not shown */
    double *strength;                /* of each shown account: the weight of its shown pairs */
    uint32_t *pairs;                 /* the strongest first */
    uint32_t *n_steps;               /* of each shown pair: so many of its steps, from the first */
    size_t n_accounts, n_pairs, n_all_steps;
    uint64_t n_hidden_accounts, n_hidden_pairs, n_hidden_steps;
};

/* Findings of a case, for one document, or for several with the same options.  Zeroed is empty and valid. */
struct sg_page_findings {
    struct sg_page_finding {
        struct sg_coordination *found;
        char sha256[65];  /* of its file, as the case's log has it: what tells it from others */
        uint64_t n_stale; /* sources added after it was made */
        struct sg_page_steppers shown;
        struct sg_buf json;
    } items[SG_PAGE_FINDINGS]; /* the newest first */
    size_t n;
    struct sg_known_accounts known;
    /* The newest judgement of the leak, or NULL; and its part of the document. */
    struct sg_leak *leak;
    char leak_sha256[65];
    uint64_t n_leak_stale;
    struct sg_buf leak_json;
    /* How they may have got in: the newest finding of `lookalike` and of `indicators`, or NULL; and their part. */
    struct sg_entry *lookalikes, *matches;
    char lookalikes_sha256[65], matches_sha256[65];
    uint64_t n_lookalikes_stale, n_matches_stale;
    struct sg_buf entry_json;
};
void sg_page_findings_release(struct sg_page_findings *f);
#define sg_auto_page_findings __attribute__((cleanup(sg_page_findings_release))) struct sg_page_findings

/* The newest findings of a case.  What cannot be read is passed over and told. */
struct sg_page_findings_watch {
    void (*notice)(void *ctx, const char *sentence);
    void *ctx;
};
enum sg_code sg_page_findings_load(const struct sg_case *c,
                                   const struct sg_page_findings_watch *watch, /* NULL allowed */
                                   struct sg_page_findings *ret, struct sg_err *err) SG_CHECKED;
/* Takes a finding, older than those before, and its file's SHA-256 in hex; the fifth is not wanted and freed. */
void sg_page_findings_add(struct sg_page_findings *f, struct sg_coordination *found, const char *sha256,
                          uint64_t n_stale);
/* Chooses what is shown, decides whose names stay and numbers the others, the strongest accounts of the newest finding
 * first: from here on `known` is of use to stories.  An account has one name in the whole document.  O(findings). */
enum sg_code sg_page_findings_know(struct sg_page_findings *f, const struct sg_names_options *names,
                                   struct sg_err *err) SG_CHECKED;
/* After that: takes the names out of the findings and of `names.beside`, and writes their JSON.  The layout's cost. */
enum sg_code sg_page_findings_tell(struct sg_page_findings *f, const struct sg_page_options *o,
                                   struct sg_err *err) SG_CHECKED;

/* Accounts of a story get the group that they have in the newest finding: before its names are replaced. */
void sg_story_take_groups(struct sg_story *s, const struct sg_known_accounts *known);

/*
 * What sg_story_replace_names does to a story, to findings: names that `known` replaces become "account 12", display
 * names go, as do ids, addresses and members of their posts, and creation times are cut to the day; texts, queries,
 * names of files and `beside` lose what names them.  Of objects, mentions and accounts replied to are called as
 * everywhere, reposted posts stay when their address bears a name that stays, and addresses that bear a replaced name,
 * or on a platform whose addresses name their authors one that nobody knows, are cut after their host.
 */
enum sg_code sg_coordination_replace_names(struct sg_coordination *const *found, size_t n,
                                           const struct sg_known_accounts *known, const struct sg_names_options *o,
                                           struct sg_err *err) SG_CHECKED;

/* ---- inside ---- */

enum sg_code web_steppers_choose(const struct sg_coordination *c, struct sg_page_steppers *ret,
                                 struct sg_err *err) SG_CHECKED;
void web_steppers_release(struct sg_page_steppers *s);
/* ForceAtlas2 over the shown pairs of accounts in groups; the others stay at 0,0.  `x`, `y`: a place a shown account.
 */
enum sg_code web_steppers_place(const struct sg_coordination *c, const struct sg_page_steppers *s, uint64_t seed,
                                double *x, double *y, struct sg_err *err) SG_CHECKED;
struct sg_json_out;
/* web_question.c: what was looked at, into the object that is open. */
void web_question_layers(struct sg_json_out *j, const struct sg_coordination *c);
void web_question_checks(struct sg_json_out *j, const struct sg_coordination *c);
/* With at most three decimals, as gaps are; what is not finite is null. */
void web_thousandths(struct sg_json_out *j, double v);
void web_moment(struct sg_json_out *j, sg_time t); /* milliseconds since 1970, rounded down, or null */
void web_kmoment(struct sg_json_out *j, const char *key, sg_time t);
/* The array "coordination", into the object that is open; what was run for it, into the array "methods". */
void web_findings_json(struct sg_json_out *j, const struct sg_page_findings *f);
void web_findings_methods(struct sg_json_out *j, const struct sg_page_findings *f);
enum sg_code web_finding_json(const struct sg_page_finding *f, size_t number, const struct sg_page_options *o,
                              struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
