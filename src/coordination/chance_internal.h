/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside what chance explains: acts, the two nulls, tails.  Method: doc/method/coordination.md. */
#ifndef SG_COORDINATION_CHANCE_INTERNAL_H
#define SG_COORDINATION_CHANCE_INTERNAL_H

#include "coordination/coordination_internal.h"

/* ---- acts.c ---- */

/* An event that the statistics count: bursts of one account at one object are one act. */
struct act {
    sg_time time;
    uint32_t account;
    uint32_t event; /* number in the layer */
    uint32_t crowd; /* acts within the window of it, itself included: all by different accounts, or nearly */
    uint32_t near;  /* acts within `around` of it, itself included */
};
struct acts {
    struct act *items; /* by family, time, account */
    size_t n;
    size_t *first;       /* n_families + 1 */
    uint32_t n_families; /* objects, those that crossings join taken together */
    uint32_t n_accounts; /* the largest number + 1 */
    sg_time window, around, granularity;
    sg_time bin, from; /* calendar bins of company: the first begins at `from` */
    uint32_t *rank;    /* of each calendar bin among the `n_bins` that have an act */
    uint32_t n_bins;
};
enum sg_code acts_make(const struct layer *l, sg_time window, struct acts *ret, struct sg_err *err) SG_CHECKED;
void acts_release(struct acts *a);
static inline uint32_t act_bin(const struct acts *a, const struct act *t)
{
    return a->rank[((uint64_t)t->time - (uint64_t)a->from) / (uint64_t)a->bin];
}

/* ---- tail.c ---- */

/* A sum of weight * X over independent X: binomial of `trials`, or Poisson when `trials` is 0. */
struct tail_part {
    uint32_t weight;
    double trials, mean;
};
/* P(sum >= t), at least 1e-300: exact for small sums, else the saddlepoint of Lugannani and Rice (1980). */
double tail_at_least(const struct tail_part *parts, size_t n, uint64_t t);

/* ---- the two nulls ---- */

/* Weights are in eighths; a joint act at a crowd of 2^c..2^(c+1)-1 counts for about 1/c: 1, 1/2, 3/8 (from 8), 1/4
 * (from 16), 1/8 (from 64). */
enum { N_CLASSES = 5, FULL_WEIGHT = 8 };
extern const uint32_t class_weight[N_CLASSES];
/* 0 at the smallest crowds; N_CLASSES: too many to say anything (above max_crowd, unless that is 0). */
unsigned crowd_class(uint32_t crowd, uint32_t max_crowd);

/* chance_company.c */
struct presence {
    uint32_t bin, n;
};
struct company {
    struct presence *present;      /* by account, then bin */
    size_t *first, *last;          /* by account */
    double (*rate)[2 * N_CLASSES]; /* by bin: chance that two acts of it are joint, by class; then one of it, one of the
                                      next */
};
enum sg_code company_make(const struct acts *a, uint32_t max_crowd, struct company *ret, struct sg_err *err) SG_CHECKED;
void company_release(struct company *k);
/* Adds up the expected joint acts of two accounts by class.  O(their bins). */
void company_expect(const struct company *k, uint32_t a, uint32_t b, double ret_mean[static N_CLASSES]);

/* chance_timing.c */
struct kept_act {
    sg_time time;
    float chance;          /* that another act about now falls within the window */
    uint8_t class, weight; /* of its crowd; of a success, by how surprising it is */
};
struct meeting_place {
    uint32_t family, first; /* first: in `kept` of the account */
};
struct timing {
    struct kept_act *kept;            /* by account, family, time: acts where others were about, at no crowd */
    struct meeting_place *places;     /* by account, family */
    size_t *first_kept, *first_place; /* n_accounts + 1 */
    sg_time window, around;
};
enum sg_code timing_make(const struct acts *a, uint32_t max_crowd, struct timing *ret, struct sg_err *err) SG_CHECKED;
void timing_release(struct timing *t);
/* What two accounts did at the same objects at about the same time. */
struct meetings {
    uint64_t joint[N_CLASSES];         /* joint acts by class of crowd */
    uint64_t success[FULL_WEIGHT + 1]; /* the same by weight of the trial */
    double trials[FULL_WEIGHT + 1], mean[FULL_WEIGHT + 1];
};
/* O(their meeting places and acts there). */
void timing_meet(const struct timing *t, uint32_t a, uint32_t b, struct meetings *ret);

#endif
