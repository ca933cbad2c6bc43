/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted in step: the question.  The answer is a struct sg_coordination (model/coordination.h). */
#ifndef SG_COORDINATION_COORDINATION_H
#define SG_COORDINATION_COORDINATION_H

#include "base/err.h"
#include "model/coordination.h"
#include "store/store.h"

/* Zeroed is not the default: start from sg_coordination_options_default. */
struct sg_coordination_options {
    uint32_t kinds;              /* 1 << enum sg_coaction; 0: all but domain, mention, hashtag-pair and text, as far as
                                    the evidence has them */
    enum sg_like like;           /* set by sg_coordination_like */
    sg_time window;              /* microseconds, both ends included; 60 s */
    sg_time fast_window;         /* 0: none; at most the window */
    bool estimates_window;       /* CooRnet's rule gives it; `window` is not looked at */
    double estimate_fastest;     /* share of the objects, by the speed of their second share: 0.1 */
    double estimate_reached;     /* share of an object's shares that must have come: 0.5 */
    uint32_t min_weight;         /* 2 */
    uint32_t min_participation;  /* 2: different posts of an account that take part in a layer */
    uint32_t min_group;          /* 3 accounts */
    double edge_percentile;      /* 0: none; CooRTweet 0.5, CooRnet 0.9 */
    double fdr;                  /* 0.05; 0: no significance, no groups but those of the marked pairs */
    uint32_t max_crowd;          /* 1,000; 0: no limit */
    bool without_reposts;
    double similarity;           /* 0.7 */
    uint32_t shingle;            /* 2 */
    uint32_t shuffles;           /* 0 */
    bool sweeps;                 /* the answer at a row of windows */
    bool with_signals;
    bool with_text;              /* texts of the posts in the evidence */
    bool only_pairs;             /* pairs and weights, nothing after */
    bool only_weights;           /* and not even which posts take part: a_posts, b_posts and balance are not exact */
    uint64_t seed;               /* 1 */
    size_t memory;               /* bytes for counting pairs before they go to a file: 512 MiB */
    unsigned threads;            /* 0: as many as the machine has, at most 8; no influence on the result */
    const char *spill_folder;    /* NULL: TMPDIR or /tmp */
    void (*progress)(void *ctx, const char *step, uint64_t done, uint64_t total); /* total 0: unknown; NULL allowed */
    void *progress_ctx;
};
void sg_coordination_options_default(struct sg_coordination_options *o);
/* A peer's definitions and defaults; what the user says besides is set afterwards. */
void sg_coordination_like(struct sg_coordination_options *o, enum sg_like like);

/*
 * Reads the events of every kind from the store (of the posts that `condition` finds, which sg_query_compile made of
 * `query`), counts the pairs, tests them, finds groups and gathers their evidence.  SG_EUSAGE for options out of range,
 * SG_ENOTFOUND when no event is of the kinds asked for. Time and memory: doc/method/coordination.md, "What it costs".
 */
enum sg_code sg_coordination_run(struct sg_store *store, struct sg_str query, struct sg_str condition,
                                 const struct sg_coordination_options *options, struct sg_coordination **ret,
                                 struct sg_err *err) SG_CHECKED;

#endif
