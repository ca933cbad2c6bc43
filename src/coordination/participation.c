/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Minimum participation as CooRTweet 2.1 has it (github.com/nicolarighetti/CooRTweet, R/detect_groups.R), `least` being
 * the minimum: accounts with fewer than `least` events of the layer are out; of the others, an account is in when at
 * least `least` of its events are of posts that take part in any co-action (among accounts that are not out); a pair
 * stays when neither is out and one of the two is in.  An event of a post that takes part elsewhere counts, too.
 */
#include <stdlib.h>
#include <string.h>

#include "coordination/kernel.h"

enum { NOBODY = -1 };

struct taking {
    const struct kernel *k;
    const uint8_t *active; /* by account */
    uint8_t *takes_part;   /* by event */
    uint32_t *counts;      /* by account */
    uint64_t *slots;       /* posts of undecided accounts that take part */
    size_t n_slots;
};
/* The last event passed, and the last one of any other account than that one's; NOBODY: none. */
struct passed {
    int64_t last, other;
};

static void pass(struct passed *p, const struct event *e, int64_t at)
{
    if (p->last != NOBODY && e[p->last].account != e[at].account) p->other = p->last;
    p->last = at;
}

/* Event `at` takes part when the nearest event of somebody else among those passed is within the window.  Of the two,
 * the later one: what is not nearest cannot be within the window if the nearest is not. */
static void see(struct taking *t, const struct passed *p, int64_t at)
{
    const struct event *e = t->k->l->events;
    int64_t near = p->last == NOBODY || e[p->last].account != e[at].account ? p->last : p->other;
    if (near == NOBODY) return;
    uint64_t apart =
        e[near].time < e[at].time ? time_apart(e[at].time, e[near].time) : time_apart(e[near].time, e[at].time);
    if (apart > t->k->window) return;
    t->takes_part[at] = 1;
}

static bool counts(const struct taking *t, int64_t at)
{
    return t->active[t->k->l->events[at].account] && !is_crowded(t->k, (size_t)at);
}

/* Forwards, then backwards. */
static void look_at_object(struct taking *t, int64_t from, int64_t to)
{
    struct passed p = { NOBODY, NOBODY };
    for (int64_t i = from; i < to; i++) {
        if (!counts(t, i)) continue;
        see(t, &p, i);
        pass(&p, t->k->l->events, i);
    }
    p = (struct passed){ NOBODY, NOBODY };
    for (int64_t i = to - 1; i >= from; i--) {
        if (!counts(t, i)) continue;
        see(t, &p, i);
        pass(&p, t->k->l->events, i);
    }
}

static void look_at_crossing(struct taking *t, const struct crossing *c)
{
    const struct event *e = t->k->l->events;
    int64_t a = (int64_t)t->k->l->first[c->a], end_a = (int64_t)t->k->l->first[c->a + 1];
    int64_t b = (int64_t)t->k->l->first[c->b], end_b = (int64_t)t->k->l->first[c->b + 1];
    struct passed pa = { NOBODY, NOBODY }, pb = { NOBODY, NOBODY };
    for (int64_t i = a, k = b; i < end_a || k < end_b;) {
        bool is_a = k == end_b || (i < end_a && e[i].time <= e[k].time);
        int64_t at = is_a ? i++ : k++;
        if (!counts(t, at)) continue;
        see(t, is_a ? &pb : &pa, at);
        pass(is_a ? &pa : &pb, e, at);
    }
    pa = pb = (struct passed){ NOBODY, NOBODY };
    for (int64_t i = end_a - 1, k = end_b - 1; i >= a || k >= b;) {
        bool is_a = k < b || (i >= a && e[i].time > e[k].time); /* the other order at one moment, too */
        int64_t at = is_a ? i-- : k--;
        if (!counts(t, at)) continue;
        see(t, is_a ? &pb : &pa, at);
        pass(is_a ? &pa : &pb, e, at);
    }
}

static uint64_t *slot_of(const struct taking *t, uint64_t post)
{
    size_t mask = t->n_slots - 1, at = (size_t)((post ^ post >> 29) * UINT64_C(0x9e3779b97f4a7c15) >> 17) & mask;
    while (t->slots[at] && t->slots[at] != post)
        at = (at + 1) & mask;
    return &t->slots[at];
}

/* Accounts whose events at places where they take part are too few, though other events of these posts may make it up:
 * only their posts have to be remembered. */
static enum sg_code count_others(struct taking *t, uint32_t least, struct sg_err *err)
{
    const struct layer *l = t->k->l;
    size_t n = 0;
    for (size_t i = 0; i < l->n_events; i++)
        n += t->takes_part[i] && t->counts[l->events[i].account] < least;
    if (!n) return SG_OK;
    for (t->n_slots = 64; t->n_slots < 2 * n;)
        t->n_slots *= 2;
    t->slots = calloc(t->n_slots, sizeof *t->slots);
    uint8_t *undecided = calloc(t->k->n_ids, 1);
    if (!t->slots || !undecided) {
        free(undecided);
        return sg_fail_nomem(err, "posts that take part");
    }
    bool has_zero = false;
    for (size_t i = 0; i < l->n_events; i++) {
        const struct event *e = &l->events[i];
        if (!t->takes_part[i] || t->counts[e->account] >= least) continue;
        undecided[e->account] = 1;
        has_zero |= e->post == 0;
        if (e->post) *slot_of(t, e->post) = e->post;
    }
    for (size_t i = 0; i < l->n_events; i++) {
        const struct event *e = &l->events[i];
        if (t->takes_part[i] || !undecided[e->account]) continue;
        if (e->post ? *slot_of(t, e->post) != 0 : has_zero) t->counts[e->account]++;
    }
    free(undecided);
    return SG_OK;
}

static enum sg_code decide(struct taking *t, uint32_t least, uint8_t *active, uint8_t *in, struct sg_err *err)
{
    const struct layer *l = t->k->l;
    for (size_t i = 0; i < l->n_events; i++)
        t->counts[l->events[i].account]++;
    for (uint32_t i = 0; i < t->k->n_ids; i++)
        active[i] = t->counts[i] >= least;
    for (uint32_t o = 0; o < l->n_objects; o++)
        look_at_object(t, (int64_t)l->first[o], (int64_t)l->first[o + 1]);
    for (size_t i = 0; i < l->n_crossings; i++)
        look_at_crossing(t, &l->crossings[i]);
    memset(t->counts, 0, t->k->n_ids * sizeof *t->counts);
    for (size_t i = 0; i < l->n_events; i++)
        t->counts[l->events[i].account] += t->takes_part[i];
    SG_TRY(count_others(t, least, err));
    for (uint32_t i = 0; i < t->k->n_ids; i++)
        in[i] = t->counts[i] >= least;
    return SG_OK;
}

enum sg_code participation(const struct kernel *k, uint8_t **ret_active, uint8_t **ret_in, struct sg_err *err)
{
    *ret_active = *ret_in = NULL;
    if (k->r->min_participation < 2) return SG_OK; /* who is in a pair has taken part once */
    uint8_t *active = calloc(k->n_ids, 1), *in = calloc(k->n_ids, 1);
    struct taking t = { .k = k, .active = active };
    t.takes_part = calloc(k->l->n_events, 1);
    t.counts = calloc(k->n_ids, sizeof *t.counts);
    enum sg_code code = active && in && t.takes_part && t.counts ? decide(&t, k->r->min_participation, active, in, err)
                                                                 : sg_fail_nomem(err, "who takes part");
    free(t.takes_part);
    free(t.counts);
    free(t.slots);
    if (code != SG_OK) {
        free(active);
        free(in);
        return code;
    }
    *ret_active = active;
    *ret_in = in;
    return SG_OK;
}
