/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside coordination/: events → pairs → what chance explains → groups → evidence.
 *
 *   load.c, rows.c, layer.c     the store's rows to events, one layer a kind of co-action, numbered and sorted
 *   near_*.c (near.h)           texts to classes of equal word shingles and crossings between near ones
 *   window.c                    the window that the data themselves suggest
 *   kernel.h: count.c (its order), crowd.c, sweep.c, pairs.c, spill.c, posts.c, participation.c, kernel.c
 *                               one sliding sweep over the events; pairs counted and cut; coactions.c sweeps again, for
 *                               single ones
 *   acts.c, chance*.c, tail.c, discovery.c
 *                               what chance explains (chance_internal.h); shuffle.c deals it, as the check of that
 *   common.c                    objects so common that they were weighed down
 *   find.c                      layers to tested pairs, once for the answer and again for each window and shuffle
 *   groups.c, names.c           Leiden on the significant pairs; who they are
 *   evidence*.c (evidence.h)    the posts behind the groups, and the groups' own figures
 *   signals*.c (signals.h)      how single accounts post
 *   like.c, run.c, again.c (run.h)  whose definitions; the order of all this; other windows, shuffles
 */
#ifndef SG_COORDINATION_INTERNAL_H
#define SG_COORDINATION_INTERNAL_H

#include "coordination/coordination.h"

/* ---- events ---- */

/* One account did one thing once: 32-bit numbers, so that ten million fit a laptop (24 bytes each). */
struct event {
    sg_time time;
    uint64_t post;
    uint32_t object, account;
};
/* Accounts of all layers share their numbers. */
struct accounts {
    uint64_t *identity; /* by number */
    uint32_t n, cap;
    uint32_t *slots;    /* open addressing: number + 1; 0 is free */
    size_t n_slots;     /* a power of two */
};
enum sg_code accounts_number(struct accounts *a, uint64_t identity, uint32_t *ret, struct sg_err *err) SG_CHECKED;
void accounts_release(struct accounts *a); /* zeroed is empty and valid */

/* Two objects of a layer, a < b, whose events count as of one another's: near texts.  Each object is of itself too. */
struct crossing {
    uint32_t a, b;
};
/* The events of one kind of co-action. */
struct layer {
    enum sg_coaction by;
    struct event *events; /* by object, time, account, post; never the same post twice at one object */
    size_t n_events;
    size_t *first;        /* n_objects + 1: where each object's events begin */
    uint64_t *object;     /* identity of each: sg_object_identity, a parent post's, an account's,
                             a text's fingerprint */
    uint32_t n_objects;
    struct crossing *crossings; /* by a, then b; NULL but for near texts */
    size_t n_crossings;
    uint32_t n_accounts;  /* different ones */
    uint64_t n_without_account;
    uint64_t n_short, n_unchecked; /* near texts: texts too short to say anything; classes not compared with all
                                      likely partners */
    sg_time granularity;  /* the largest step that all times are multiples of, from 1 us; 0 with fewer than two times */
};
void layer_release(struct layer *l);
/* Sorts events by object, time, account, post, drops repeats of (object, post), and fills first, n_accounts and
 * granularity; `objects` are numbered already.  O(n) passes. */
enum sg_code layer_finish(struct layer *l, struct sg_err *err) SG_CHECKED;

/* When all layers are loaded: accounts get their numbers by identity, whatever the order of arrival. */
enum sg_code accounts_settle(struct accounts *a, struct layer *layers, size_t n, struct sg_err *err) SG_CHECKED;

/* What loading takes from the options. */
struct load_request {
    struct sg_store *store;
    struct sg_str condition; /* over posts; "" is every post */
    const struct sg_coordination_options *options;
};
/* The events of a kind; no events is no error.  load.c has one row a kind. */
enum sg_code layer_load(const struct load_request *r, enum sg_coaction by, struct accounts *accounts, struct layer *ret,
                        struct sg_err *err) SG_CHECKED;
/* "POST IN (SELECT … the query …)" or "1", for a statement that calls a post so. */
enum sg_code load_posts_condition(const struct load_request *r, const char *post, struct sg_buf *ret,
                                  struct sg_err *err) SG_CHECKED;
/* near_text.c: reads texts in the order of time, holds those of one window. */
enum sg_code layer_load_near_texts(const struct load_request *r, struct accounts *accounts, struct layer *ret,
                                   struct sg_err *err) SG_CHECKED;

/* CooRnet's rule, per layer (window.c); 1 s where it gives less. */
enum sg_code window_estimate(const struct layer *l, double fastest, double reached, sg_time *ret,
                             struct sg_err *err) SG_CHECKED;

/* ---- the kernel ---- */

struct pair {
    uint32_t a, b; /* accounts, a < b */
    uint32_t weight, fast;
    uint32_t a_first, b_first;
    uint32_t a_posts, b_posts; /* different posts that take part */
    uint64_t gap_sum;          /* microseconds */
};
struct pairs {
    struct pair *items; /* by a, then b */
    size_t n;
    uint64_t n_all, total_weight; /* before the minimum weight and participation */
    uint64_t n_below;
    uint64_t n_crowded; /* events */
};
struct sweep_request {
    sg_time window, fast_window; /* fast: 0 none; beyond the window it is the window */
    uint32_t min_weight, min_participation, max_crowd;
    bool only_weights; /* a_posts and b_posts may count a post at several objects more than once */
    size_t memory;
    unsigned threads;
    const char *spill_folder;
    void (*progress)(void *ctx, const char *step, uint64_t done, uint64_t total);
    void *progress_ctx;
};
/*
 * Every two events of one object (or of two crossing ones) by different accounts at most `window` apart (inclusive) are
 * a co-action.  Exact; the same with any number of threads and any memory.
 *
 * Crowded moments: the crowd of an event is how many different accounts, its own included, have an event at the same
 * object at most `window` before or after it.  An event whose crowd is above max_crowd (0: no limit) joins nobody: two
 * events are a co-action only when neither is crowded.  (A crossing changes no crowd.)
 * Posts: a_posts and b_posts count each post of a pair once, at however many objects it takes part.
 * Participation: min_participation is CooRTweet's (participation.c); below 2 it cuts nothing.
 * Counts of 32 bits and sums of 64 stop at their largest value instead of wrapping.
 *
 * Time: O(events x the different accounts of a window), so at most O(events x max_crowd), however many events an
 * account has there (but for posts with several objects or crossings, whose windows are looked through event by event);
 * memory: at most `memory` for the tables of all threads (no less than 160 KiB each), beyond which they go to a file
 * without a name in spill_folder (NULL: /tmp), and 16 bytes an account and thread; 1 to 3 bytes an event, 17 more for
 * events of posts with several objects; the pairs that are kept.  `progress` is called on the calling thread.
 */
enum sg_code pairs_count(const struct layer *l, const struct sweep_request *r, struct pairs *ret,
                         struct sg_err *err) SG_CHECKED;
void pairs_release(struct pairs *p);

/* The co-actions of chosen pairs, for tests and evidence: `each` is called by object, then time, on the calling thread.
 * `crowd` is the larger of the two events' crowds (see pairs_count), so at least 2 at one object; for a crossing
 * `object` is the smaller of the two.  Of two co-actions at the same time the one whose later event comes first in the
 * layer is first.  An error from `each` ends it.  Memory: 12 bytes an event. */
struct coaction {
    uint32_t pair; /* index into the chosen pairs */
    uint32_t object;
    const struct event *a, *b;
    uint32_t crowd;
};
enum sg_code coactions_each(const struct layer *l, const struct sweep_request *r, const struct pair *chosen,
                            size_t n_chosen,
                            enum sg_code (*each)(void *ctx, const struct coaction *c, struct sg_err *err), void *ctx,
                            struct sg_err *err) SG_CHECKED;

/* ---- chance ---- */

/* One pair in one layer, tested. */
struct tested {
    uint32_t joint; /* joint acts */
    double company, timing; /* expected joint acts under the two nulls */
    double p;               /* the larger of the two nulls' */
};
struct chance_request {
    sg_time window;
    uint32_t max_crowd;
    unsigned threads;
};
/* `ret` holds one for each of `pairs`.  Method: doc/method/coordination.md. */
enum sg_code chance_test(const struct layer *l, const struct chance_request *r, const struct pair *pairs, size_t n,
                         struct tested *ret, struct sg_err *err) SG_CHECKED;
/* Accounts that could be in a tested pair: those with at least two acts (sets bits in `ret_can`, n_accounts long). */
enum sg_code chance_eligible(const struct layer *l, sg_time window, uint8_t *ret_can, struct sg_err *err) SG_CHECKED;
/* What a co-action at this crowd counts for in the test, from 0 to 1. */
double chance_counted(uint32_t crowd, uint32_t max_crowd);
/* Benjamini and Hochberg (1995) over `n_tests` >= n tests, those not listed having p = 1. */
enum sg_code discovery_q(const double *p, size_t n, uint64_t n_tests, double *ret_q, struct sg_err *err) SG_CHECKED;
/* A copy of a layer whose accounts are drawn anew among the acts of each time bin (rates and popularity stay). */
enum sg_code layer_shuffle(const struct layer *l, sg_time window, uint64_t *random_state, struct layer *ret,
                           struct sg_err *err) SG_CHECKED;

/* ---- pairs of all layers (find.c) ---- */

struct find_request {
    struct sweep_request sweep; /* its window is set for each layer */
    double fdr, edge_percentile;
    bool takes_equal; /* a pair at the percentile is above it: CooRnet's reading */
    uint64_t most_pairs; /* of all layers, counted for each; more are SG_ELIMIT; 0: no limit */
};
/* Counts and tests the pairs of every layer, each with its window, and puts them together: fills c's layers, parts,
 * pairs, n_tests, n_significant, weight_cut, and accounts, which are in the order of their numbers and have no names
 * yet; `ret_number` (freed by the caller, on success) gets the number of each of these. */
enum sg_code pairs_find(const struct layer *layers, size_t n, const sg_time *windows, const struct accounts *accounts,
                        const struct find_request *request, struct sg_coordination *c, uint32_t **ret_number,
                        struct sg_err *err) SG_CHECKED;

/* ---- the answer ---- */

/* What run.c has gathered when groups and evidence are looked for. */
struct gathered {
    const struct load_request *load;
    struct layer *layers;   /* in the order of c->layers */
    size_t n_layers;
    const struct accounts *accounts;
    uint32_t *account_of;   /* of each of c->accounts: its number in `accounts` */
    const struct sweep_request *sweep; /* windows are per layer: c->layers[i].window */
};
/* Fills groups, members, their numbers in accounts and pairs (groups.c). */
enum sg_code groups_find(struct sg_coordination *c, struct sg_err *err) SG_CHECKED;
/* The objects at which co-actions count less, the commonest of each layer; their objects are numbers in the layer until
 * evidence_gather has made indices of them (common.c). */
enum sg_code common_find(struct sg_coordination *c, const struct gathered *g, struct sg_err *err) SG_CHECKED;
/* Fills steps, posts, objects, group_objects, sources, gaps, leaders and tags (evidence.c).  At most EVIDENCE_A_PAIR
 * co-actions a pair and EVIDENCE_MAX in all are kept, those at the smallest crowds first
 * (doc/method/group-evidence.md). The object of each of c->common is its number in its layer before, and an index into
 * c->objects afterwards. */
enum { EVIDENCE_A_PAIR = 50, EVIDENCE_MAX = 200000 };
enum sg_code evidence_gather(struct sg_coordination *c, const struct gathered *g, struct sg_err *err) SG_CHECKED;
/* Names, platforms, audience and posts of c->accounts, and how many posts the query finds, from the store (names.c). */
enum sg_code names_load(struct sg_coordination *c, const struct load_request *r, struct sg_err *err) SG_CHECKED;
/* How many posts the query finds, into c->n_posts_asked (names.c). */
enum sg_code posts_asked_count(struct sg_coordination *c, const struct load_request *r, struct sg_err *err) SG_CHECKED;
/* signals.c: figures of the given accounts (indices into c->accounts) over the posts that the query finds. */
enum sg_code signals_load(struct sg_coordination *c, const struct load_request *r, const uint32_t *accounts, size_t n,
                          struct sg_err *err) SG_CHECKED;

#endif
