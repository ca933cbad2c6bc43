/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who acted in step: accounts that did the same thing at nearly the same time, more often than chance explains, as the
 * question (coordination/) hands it to the answers (report/).  Plain numbers and indices; everything belongs to one
 * arena and is freed at once.  Method: doc/method/coordination.md.
 */
#ifndef SG_MODEL_COORDINATION_H
#define SG_MODEL_COORDINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "model/story.h"

/* What two accounts can do together.  Numbers are written into findings: add at the end. */
enum sg_coaction {
    SG_BY_REPOST,       /* repost the same post */
    SG_BY_LINK,         /* carry the same address */
    SG_BY_DOMAIN,       /* link to the same registrable domain */
    SG_BY_HASHTAG,
    SG_BY_HASHTAG_PAIR, /* carry the same two hashtags in one post */
    SG_BY_TEXT,         /* the same text (doc/method/same-text.md) */
    SG_BY_NEAR_TEXT,    /* nearly the same text (doc/method/near-text.md) */
    SG_BY_REPLY,        /* reply to the same account */
    SG_BY_MENTION,
    SG_BY_MEDIA,        /* the same media hash */
    SG_BY_OBJECT,       /* whatever a share file calls an object */
    SG_COACTIONS
};
const char *sg_coaction_name(enum sg_coaction by); /* "repost", "link", …, "near-text", … */
enum sg_coaction sg_coaction_from(struct sg_str name); /* SG_COACTIONS when unknown */

/* Whose definitions hold (doc/method/coordination.md, "As others do it"). */
enum sg_like { SG_LIKE_SILLAGE, SG_LIKE_COORTWEET, SG_LIKE_COORNET, SG_LIKE_CNT, SG_LIKES };
extern const char *const sg_like_names[]; /* "sillage", "coortweet", "coornet", "cnt", NULL */

/* How it was asked, with every default filled in. */
struct sg_coordination_settings {
    const char *query;          /* "" : every post */
    uint32_t kinds;             /* 1 << enum sg_coaction */
    enum sg_like like;
    sg_time window, fast_window; /* microseconds, both ends included; fast 0: none */
    bool is_window_estimated;
    uint32_t min_weight, min_participation, min_group;
    double edge_percentile;     /* peers' cut: pairs above this share of the weights are marked; 0: none */
    double fdr;                 /* 0: significance was not asked for */
    uint32_t max_crowd;         /* accounts at one object within the window from
                                   which on it says nothing; 0: no limit */
    bool without_reposts;       /* reposts count for SG_BY_REPOST alone */
    double similarity;          /* near texts: least Jaccard similarity */
    uint32_t shingle;           /* near texts: words in a shingle */
    uint32_t shuffles;
    uint64_t seed;
};

/* Strings are borrowed from the result, terminated, never NULL ("" is unknown). */
struct sg_step_layer {
    enum sg_coaction by;
    uint64_t n_events, n_objects, n_without_account; /* the last were left out */
    uint32_t n_accounts;
    uint64_t n_pairs, total_weight; /* of all pairs, before any cut */
    sg_time window, granularity;    /* granularity: what all times are multiples of */
    uint64_t n_short, n_unchecked;  /* near texts: texts too short to say anything (left out); different texts that were
                                       not compared with all likely partners, so that pairs may be missing */
    uint64_t n_crowded;             /* events at a crowded moment: they joined nobody */
    uint64_t n_below;               /* pairs below the minimum weight or participation */
};
/* An object so common that it was weighed down; the commonest first, at most 20 a layer. */
struct sg_step_common {
    uint32_t layer, object, n_events, n_accounts, largest_crowd;
    double least_weight; /* what a co-action at its largest crowd counts for, from 0 to 1 */
};
struct sg_step_object {
    enum sg_coaction by;
    const char *value; /* an address, a tag, a text's first words are not given: "" for texts */
    uint64_t identity;
};
struct sg_step_account {
    uint64_t identity; /* sg_account_identity */
    const char *platform, *name, *display;
    bool is_replaced;
    int64_t audience;  /* the largest seen; -1 unknown */
    uint64_t n_posts;  /* in the evidence asked about */
    uint32_t group;    /* SG_NO_INDEX: in none */
    uint32_t signals;  /* index, or SG_NO_INDEX: not looked at */
};
struct sg_step_pair {
    uint32_t a, b;             /* accounts; a's platform and name come first in byte order */
    uint32_t kinds;            /* 1 << enum sg_coaction of its parts */
    uint32_t first_part, n_parts;
    uint64_t weight;           /* co-actions of all layers */
    uint64_t fast;             /* of these within the fast window */
    uint32_t joint;            /* joint acts: what the test counts (a burst of one account at one object is one act) */
    double expected;           /* joint acts by chance: of each kind the larger of the two nulls', added up */
    double p, q;               /* 1 when significance was not asked for; p: the kinds' least times their number */
    double balance;            /* CooRTweet's edge symmetry: fewer of the two accounts' posts / more of them */
    uint32_t a_posts, b_posts; /* different posts that take part */
    uint32_t a_first, b_first; /* co-actions where that one came first; the rest were at the same moment */
    double mean_gap;           /* seconds */
    bool is_significant;       /* q <= fdr */
    bool is_above;             /* the peers' percentile */
    uint32_t group;            /* SG_NO_INDEX, or the group of both */
    uint64_t first_step, n_steps; /* its evidence; a part of it when there was more than is kept (n_steps < weight) */
};
struct sg_step_part {
    enum sg_coaction by;
    uint64_t weight, fast;
    uint32_t joint;
    double expected_by_company, expected_by_timing, p; /* the two nulls */
};
/* One co-action: posts of a and b about one object. */
struct sg_step {
    uint32_t object;
    enum sg_coaction by;
    uint32_t post_a, post_b;
    sg_time gap;       /* time of b's post less that of a's */
    float counted;     /* its weight in the test, from 0 to 1: 1 when nobody else was there */
};
struct sg_step_post {
    uint64_t post;
    uint32_t account;
    sg_time time;
    uint32_t precision;
    const char *platform, *id, *url, *text; /* text "" unless asked for */
    uint32_t source; /* index into sources; SG_NO_INDEX unknown */
    uint64_t row, offset;
    const char *member;
};
struct sg_step_group {
    uint32_t first_member, n_members; /* in `members`: the largest strength first */
    uint32_t n_pairs;                 /* significant ones inside */
    uint32_t kinds;
    uint64_t weight;
    double density;                   /* significant pairs / possible pairs */
    double median_gap, p90_gap;       /* seconds between the two posts of a co-action */
    sg_time from, to;                 /* of its co-actions */
    uint32_t leader;                  /* account that most often comes first, or SG_NO_INDEX */
    double leader_share;              /* of the co-actions that it takes part in */
    uint32_t first_object, n_objects_kept; /* in `group_objects`: carried by most members first, at most 12 */
    uint64_t n_objects;
    double least_p;
    const char *tags;                 /* DISARM techniques "consistent with", parted by blanks ("T0049.003"); "" none */
};
/* Figures about how one account posts; each next to the range that is usual for people (doc/method/automation.md).
 * NaN: too few posts to tell.  No score is made of them. */
struct sg_signals {
    uint64_t n_posts;
    double gap_entropy;        /* bits, of log-spaced gaps between posts */
    double repeated_gaps;      /* share of gaps that occur again to the second */
    double round_seconds;      /* share of posts at second 0 (exact clocks only) */
    double longest_rest;       /* hours: the longest part of the day without posts, over all days together */
    double repost_share, reply_share;
    double median_reaction;    /* seconds from the original to its repost; NaN without */
    double fast_reactions;     /* share of reposts within 5 s */
    double copied_texts;       /* share of own texts that another account had posted before */
    double repeated_texts;     /* share of own texts that it had posted itself before */
    const char *client;        /* the commonest */
    double client_share;
    bool is_name_template;     /* letters and a run of at least 6 digits, or like others of the group */
    uint32_t n_like_name;      /* accounts of the evidence whose name has the same form */
    sg_time created;           /* SG_TIME_NONE unknown */
    uint32_t n_created_near;   /* accounts created within a day of it */
    sg_time first_post;
    uint32_t n_started_near;   /* accounts that began within an hour of it */
};
struct sg_sweep_row {
    sg_time window;
    uint64_t n_pairs, n_significant;
    uint32_t n_groups, n_accounts; /* in groups */
    double overlap;                /* Jaccard of the accounts in groups with those at the window asked for */
};
/* What the rate-preserving shuffles found: the check of the formula on these very data. */
struct sg_null_check {
    uint32_t runs, runs_with_group;
    double pairs_mean, pairs_max;   /* significant pairs a run */
    double observed_over_expected;  /* joint acts of the answer's pairs in the shuffles over what the formula expects */
};

struct sg_coordination {
    struct sg_coordination_settings settings;
    struct sg_step_layer *layers;      size_t n_layers;      /* by kind */
    struct sg_step_account *accounts;  size_t n_accounts;    /* by platform, then name: those of pairs */
    struct sg_step_pair *pairs;        size_t n_pairs;       /* by a, then b; at least the minimum weight */
    struct sg_step_part *parts;        size_t n_parts;
    struct sg_step_group *groups;      size_t n_groups;      /* the most members first */
    uint32_t *members;                 size_t n_members;     /* accounts */
    struct sg_step_object *objects;    size_t n_objects;
    uint32_t *group_objects;           size_t n_group_objects;
    struct sg_step *steps;             size_t n_steps;       /* of pairs inside groups: the rarest objects first */
    struct sg_step_post *posts;        size_t n_posts;
    struct sg_story_source *sources;   size_t n_sources;
    struct sg_step_common *common;     size_t n_common;
    struct sg_signals *signals;        size_t n_signals;
    struct sg_sweep_row *sweep;        size_t n_sweep;       /* by window */
    struct sg_null_check null;         /* runs 0: not asked for */
    uint64_t n_tests;                  /* pairs that could have been found: what the false-discovery control counts */
    uint64_t n_significant;
    double weight_cut;                 /* of edge_percentile */
    uint64_t n_posts_asked;            /* posts that the query finds */
    sg_time from, to;                  /* of the events */
    struct sg_arena *arena;
};

/* A figure of sg_signals by its name in the document, with the range that is usual for people, NaN where none is
 * published; `source` says whose range it is, or what may serve for scale, as text shows it; the page says it in its
 * own words, whose figures are compared with these (ui/tests/words.test.ts).  Ends with a NULL name. */
struct sg_signal_reference {
    const char *name, *unit;
    double low, high;
    const char *source;
};
extern const struct sg_signal_reference sg_signal_references[];

/* What a kind of co-action is consistent with, no more, in the words of the DISARM Foundation's framework.  By id; ends
 * with a NULL id.  Ids change between releases: the release goes with every tag. */
struct sg_disarm_technique {
    const char *id, *name;
    uint32_t kinds; /* 1 << enum sg_coaction */
};
extern const struct sg_disarm_technique sg_disarm_techniques[];
extern const char sg_disarm_release[];

enum sg_code sg_coordination_new(struct sg_coordination **ret, struct sg_err *err) SG_CHECKED;
void sg_coordination_free(struct sg_coordination *c); /* NULL allowed */

#endif
