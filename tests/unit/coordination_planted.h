/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small world whose truth is known: people with habits and interests, popular moments, and groups that act in step.
 */
#ifndef SG_TESTS_COORDINATION_PLANTED_H
#define SG_TESTS_COORDINATION_PLANTED_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "coordination/coordination_internal.h"
#include "unit.h"

struct planted_options {
    uint64_t seed;
    uint32_t n_accounts, days;
    double acts;                         /* of an account, on the average; heavy-tailed */
    uint32_t communities, objects_each;  /* of interest; each account has one */
    double loyalty;                      /* share of acts at objects of the own community */
    double fresh;                        /* share of acts that answer the community's latest post, within minutes */
    double reaction_minutes;             /* mean time to that */
    double keen, keen_fresh;             /* a share of the accounts does so this often instead */
    uint32_t bursts, burst_size;         /* popular moments at which so many act within a minute */
    uint32_t own_bursts, own_burst_size; /* the same inside one community */
    uint32_t groups, least_members, most_members, least_acts, most_acts;
    sg_time spread;   /* of one joint act; 0: 10 s and 60 s in turn */
    double at_common; /* share of joint acts at an object that others use too */
    uint32_t decoys;  /* as many groups more, not looked for, whose acts lie up to `decoy_spread` apart */
    sg_time decoy_spread;
    sg_time step; /* of the clock */
    bool without_groups, shuffles_times;
};
static const struct planted_options PLANTED = { .seed = 1,
                                                .n_accounts = 1000,
                                                .days = 14,
                                                .acts = 40,
                                                .communities = 10,
                                                .objects_each = 200,
                                                .loyalty = 0.8,
                                                .fresh = 0.2,
                                                .reaction_minutes = 15,
                                                .bursts = 15,
                                                .burst_size = 200,
                                                .own_bursts = 10,
                                                .own_burst_size = 30,
                                                .groups = 6,
                                                .least_members = 5,
                                                .most_members = 12,
                                                .least_acts = 12,
                                                .most_acts = 30,
                                                .at_common = 0.5,
                                                .step = 1000000 };
enum { PLANTED_START = 1492819200 }; /* 2017-04-22 */

struct planted {
    struct layer layer;
    uint32_t *group; /* of each account, 0: none; above n_groups: a decoy */
    uint32_t n_accounts, n_groups;
};

struct planting {
    const struct planted_options *o;
    uint64_t random;
    struct event *events;
    size_t n, cap;
    double *activity; /* running sum */
    uint32_t *community;
    int *peak; /* hour of the day */
};

static inline void planted_add(struct planting *p, double seconds, uint32_t object, uint32_t account)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 4096;
        p->events = realloc(p->events, p->cap * sizeof *p->events);
        assert_non_null(p->events);
    }
    sg_time time = (PLANTED_START * SG_SECOND + (sg_time)(seconds * SG_SECOND)) / p->o->step * p->o->step;
    p->events[p->n] = (struct event){ time, p->n + 1, object, account };
    p->n++;
}

static inline double planted_exponential(struct planting *p)
{
    return -log(1 - sg_random_unit(&p->random));
}

/* A moment of the account's day. */
static inline double planted_moment(struct planting *p, uint32_t account)
{
    for (;;) {
        double t = sg_random_unit(&p->random) * p->o->days * 86400, hour = fmod(t / 3600 - p->peak[account] + 48, 24);
        if (sg_random_unit(&p->random) < 0.05 + 0.95 * fmax(0, cos(hour / 24 * 2 * M_PI))) return t;
    }
}

/* Zipf's law over n objects, by inverting its integral. */
static inline uint32_t planted_zipf(struct planting *p, uint32_t n)
{
    uint32_t k = (uint32_t)exp(sg_random_unit(&p->random) * log(n + 1.0)) - 1;
    return k < n ? k : n - 1;
}

static inline uint32_t planted_someone(struct planting *p)
{
    double at = sg_random_unit(&p->random) * p->activity[p->o->n_accounts - 1];
    uint32_t low = 0, high = p->o->n_accounts - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (p->activity[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static inline void planted_people(struct planting *p)
{
    const struct planted_options *o = p->o;
    double sum = 0;
    for (uint32_t a = 0; a < o->n_accounts; a++) {
        /* Log-normal, sigma 1.1, mean 1: a few accounts do most of it. */
        double normal = sqrt(2 * planted_exponential(p)) * cos(2 * M_PI * sg_random_unit(&p->random));
        sum += exp(1.1 * normal - 0.605);
        p->activity[a] = sum;
        p->community[a] = sg_random_below(&p->random, o->communities);
        p->peak[a] = 14 + (int)sg_random_below(&p->random, 8);
    }
}

/* Objects: first those of all, then each community's, then its fresh posts (one every two hours), then the bursts'. */
static inline uint32_t planted_first_fresh(const struct planted_options *o)
{
    return o->objects_each * (o->communities + 1);
}
static inline uint32_t planted_first_burst(const struct planted_options *o)
{
    return planted_first_fresh(o) + o->communities * o->days * 12;
}

static inline void planted_habits(struct planting *p)
{
    const struct planted_options *o = p->o;
    size_t n = (size_t)(o->acts * o->n_accounts);
    for (size_t i = 0; i < n; i++) {
        uint32_t a = planted_someone(p), c = p->community[a];
        double t = planted_moment(p, a);
        if (sg_random_unit(&p->random) < (a < o->keen * o->n_accounts ? o->keen_fresh : o->fresh)) {
            uint32_t slot = (uint32_t)(t / 7200);
            double delay = planted_exponential(p) * o->reaction_minutes * 60;
            planted_add(p, slot * 7200 + 60 + delay, planted_first_fresh(o) + c * o->days * 12 + slot, a);
        } else {
            uint32_t from = sg_random_unit(&p->random) < o->loyalty ? 1 + c : 0;
            planted_add(p, t, from * o->objects_each + planted_zipf(p, o->objects_each), a);
        }
    }
}

static inline void planted_bursts(struct planting *p)
{
    const struct planted_options *o = p->o;
    for (uint32_t b = 0; b < o->bursts + o->own_bursts; b++) {
        bool is_own = b >= o->bursts;
        uint32_t size = is_own ? o->own_burst_size : o->burst_size,
                 community = sg_random_below(&p->random, o->communities);
        double t = planted_moment(p, planted_someone(p));
        for (uint32_t i = 0; i < size; i++) {
            uint32_t a = planted_someone(p);
            while (is_own && p->community[a] != community)
                a = planted_someone(p);
            planted_add(p, t + 60 * sg_random_unit(&p->random), planted_first_burst(o) + b, a);
        }
    }
}

static inline uint32_t planted_groups(struct planting *p, uint32_t *group)
{
    const struct planted_options *o = p->o;
    uint32_t object = planted_first_burst(o) + o->bursts + o->own_bursts;
    for (uint32_t g = 0; g < o->groups + o->decoys; g++) {
        uint32_t member[256],
            n = o->least_members + sg_random_below(&p->random, o->most_members - o->least_members + 1);
        assert_true(n <= ROWS(member));
        for (uint32_t i = 0; i < n; i++) {
            do
                member[i] = sg_random_below(&p->random, o->n_accounts);
            while (group[member[i]]);
            group[member[i]] = g + 1;
        }
        uint32_t n_acts = o->least_acts + sg_random_below(&p->random, o->most_acts - o->least_acts + 1);
        double spread = o->spread ? (double)o->spread / SG_SECOND : g % 2 ? 60 : 10;
        if (g >= o->groups) spread = (double)o->decoy_spread / SG_SECOND;
        for (uint32_t k = 0; k < n_acts; k++) {
            double t = planted_moment(p, member[0]);
            uint32_t at =
                sg_random_unit(&p->random) < o->at_common ? planted_zipf(p, planted_first_fresh(o)) : object++;
            for (uint32_t i = 0; i < n; i++) {
                double delay = spread * sg_random_unit(&p->random);
                if (k < o->least_acts - 2 || sg_random_unit(&p->random) < 0.9) /* mostly everybody takes part */
                    if (!o->without_groups) planted_add(p, t + delay, at, member[i]);
            }
        }
    }
    return object;
}

static inline struct planted planted_make(const struct planted_options *o)
{
    struct planting p = { .o = o,
                          .random = o->seed * 7919,
                          .activity = malloc(o->n_accounts * sizeof *p.activity),
                          .community = malloc(o->n_accounts * sizeof *p.community),
                          .peak = malloc(o->n_accounts * sizeof *p.peak) };
    struct planted r = { .group = calloc(o->n_accounts, sizeof *r.group),
                         .n_accounts = o->n_accounts,
                         .n_groups = o->groups };
    assert_true(p.activity && p.community && p.peak && r.group);
    planted_people(&p);
    planted_habits(&p);
    planted_bursts(&p);
    uint32_t n_objects = planted_groups(&p, r.group);
    for (size_t i = p.n; o->shuffles_times && i > 1; i--) {
        size_t k = sg_random_below(&p.random, (uint32_t)i);
        sg_time time = p.events[i - 1].time;
        p.events[i - 1].time = p.events[k].time;
        p.events[k].time = time;
    }
    r.layer = (struct layer){ .by = SG_BY_LINK,
                              .events = p.events,
                              .n_events = p.n,
                              .n_objects = n_objects,
                              .object = malloc((n_objects + 1) * sizeof *r.layer.object) };
    assert_non_null(r.layer.object);
    for (uint32_t i = 0; i < n_objects; i++)
        r.layer.object[i] = i;
    struct sg_err err;
    if (layer_finish(&r.layer, &err) != SG_OK) fail_msg("%s", err.text);
    free(p.activity);
    free(p.community);
    free(p.peak);
    return r;
}

static inline void planted_release(struct planted *p)
{
    layer_release(&p->layer);
    free(p->group);
}

/* The answer about one layer, groups included. */
static inline struct sg_coordination *planted_answer(const struct layer *l, uint32_t n_accounts, sg_time window,
                                                     double fdr)
{
    struct sg_err err = { 0 };
    struct sg_coordination *c = NULL;
    struct accounts accounts = { 0 };
    for (uint32_t i = 0; i < n_accounts; i++) {
        uint32_t number;
        if (accounts_number(&accounts, i, &number, &err) != SG_OK) fail_msg("%s", err.text);
    }
    const struct find_request request = { .fdr = fdr,
                                          .sweep = { .min_weight = 2,
                                                     .min_participation = 2,
                                                     .max_crowd = 1000,
                                                     .memory = (size_t)256 << 20,
                                                     .threads = 1 } };
    uint32_t *number = NULL;
    if (sg_coordination_new(&c, &err) != SG_OK) fail_msg("%s", err.text);
    c->settings.fdr = fdr;
    c->settings.min_group = 3;
    c->settings.seed = 1;
    if (pairs_find(l, 1, &window, &accounts, &request, c, &number, &err) != SG_OK || groups_find(c, &err) != SG_OK)
        fail_msg("%s", err.text);
    free(number);
    accounts_release(&accounts);
    return c;
}

/* How well groups answer the truth: accounts in groups, and pairs in one group. */
struct planted_score {
    double members, found, right;           /* accounts: planted, in a group, both */
    double pairs, pairs_found, pairs_right; /* pairs of one planted group, of one group found, both */
    double answers, answers_with_group, significant, significant_wrong;
};
static inline void planted_judge(const struct planted *p, const struct sg_coordination *c, bool has_groups,
                                 struct planted_score *s)
{
    s->answers++;
    s->answers_with_group += c->n_groups > 0;
    s->significant += (double)c->n_significant;
    uint32_t *found = calloc(p->n_accounts, sizeof *found);
    assert_non_null(found);
    for (size_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].group != SG_NO_INDEX) found[c->accounts[i].identity] = c->accounts[i].group + 1;
    for (size_t i = 0; i < c->n_pairs; i++) {
        uint64_t a = c->accounts[c->pairs[i].a].identity, b = c->accounts[c->pairs[i].b].identity;
        s->significant_wrong +=
            c->pairs[i].is_significant && !(has_groups && p->group[a] && p->group[a] == p->group[b]);
    }
    for (uint32_t a = 0; a < p->n_accounts; a++) {
        if (p->group[a] > p->n_groups) continue; /* found or not, no matter */
        bool is_member = has_groups && p->group[a];
        s->members += is_member;
        s->found += found[a] > 0;
        s->right += is_member && found[a];
        for (uint32_t b = 0; b < a; b++) {
            if (p->group[b] > p->n_groups) continue;
            bool together = is_member && p->group[a] == p->group[b], seen = found[a] && found[a] == found[b];
            s->pairs += together;
            s->pairs_found += seen;
            s->pairs_right += together && seen;
        }
    }
    free(found);
}

#endif
