/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same interests in the same hour, but not in the same minute: of two acts at one object within half a bin of each
 * other, how far apart they lie is left to chance.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coordination/chance_internal.h"

/*
 * From about so many acts about a moment on, an object's own rhythm is believed rather than the usual one: few of them
 * may be a group itself, many are a public.  Never entirely, or a large group would hide behind itself.  Both chosen by
 * simulation (the method page).
 */
static const double PUBLIC = 16, MOST_OWN = 0.6;
/* Lags of its own from which on an account's own rhythm is believed rather than the layer's; how fast interest may fade
 * at most: e^-1 - e^-2 against half of e^-2 - e^-4.  The first chosen by simulation. */
static const double TYPICAL = 20, STEEPEST = 4;

void timing_release(struct timing *t)
{
    if (!t) return;
    free(t->kept);
    free(t->places);
    free(t->first_kept);
    free(t->first_place);
    *t = (struct timing){ 0 };
}

/* ---- what chance usually is: lags of acts of different accounts ---- */

/* The other accounts' acts about an account's own: from one window to two away, from two to four, in all. */
struct lags {
    double second, fourth, all;
};

/* Steps of the clock up to `reach`, the moment itself counted half: two acts are as often one way round as the other.
 */
static double cells(sg_time reach, sg_time granularity)
{
    sg_time step = granularity > 0 ? granularity : 1;
    return (double)(reach / step) + 0.5;
}

static void add_lag(const struct acts *a, sg_time lag, struct lags *r)
{
    r->all++;
    if (lag <= a->window) return;
    r->second += lag <= 2 * a->window;
    r->fourth += lag > 2 * a->window && lag <= 4 * a->window;
}

/* Which families more than one account is in; every account's lags at moments that are not too common, so that an act
 * has a few others to look at.  O(acts). */
static void look_at_families(const struct acts *a, uint8_t *is_shared, struct lags *by_account)
{
    for (uint32_t f = 0; f < a->n_families; f++)
        for (size_t i = a->first[f]; i < a->first[f + 1]; i++) {
            const struct act *t = &a->items[i];
            is_shared[f] |= t->account != a->items[a->first[f]].account;
            if (t->near > 2 * PUBLIC) continue;
            for (size_t k = i + 1; k < a->first[f + 1]; k++) {
                const struct act *later = &a->items[k];
                if ((uint64_t)later->time - (uint64_t)t->time > (uint64_t)a->around) break;
                if (later->account == t->account) continue;
                add_lag(a, later->time - t->time, &by_account[t->account]);
                add_lag(a, later->time - t->time, &by_account[later->account]);
            }
        }
}

/*
 * The layer's rhythm as shares, every account counting alike: who repeats himself does not set the rule for others.
 * Even times count as TYPICAL accounts do.
 */
static struct lags layer_rhythm(const struct acts *a, const struct lags *by_account)
{
    double all = cells(a->around, a->granularity), here = cells(a->window, a->granularity);
    double second = cells(2 * a->window, a->granularity), fourth = cells(4 * a->window, a->granularity);
    struct lags r = { TYPICAL * (second - here) / all, TYPICAL * (fourth - second) / all, TYPICAL };
    for (uint32_t n = 0; n < a->n_accounts; n++) {
        const struct lags *own = &by_account[n];
        if (!(own->all > 0)) continue;
        r.second += own->second / own->all;
        r.fourth += own->fourth / own->all;
        r.all++;
    }
    return (struct lags){ r.second / r.all, r.fourth / r.all, 1 };
}

/*
 * The usual chance that two acts about the same time fall within the window: what even times would give, or more where
 * interest comes and goes faster.  That is read from the lags just beyond the window, which who acts in step does not
 * fill, and carried on to the window by the slope between them, at most twofold.  Interest fades, a joint action ends:
 * the first lags count for no more than four times the next ones, as when interest fades within a window.
 */
static double usual_chance(const struct acts *a, const struct lags *r)
{
    double here = cells(a->window, a->granularity), even = fmin(1, here / cells(a->around, a->granularity));
    double second = cells(2 * a->window, a->granularity) - here;
    double fourth = cells(4 * a->window, a->granularity) - cells(2 * a->window, a->granularity);
    if (second < 1 || fourth < 1) return even;
    double near = r->second / r->all / second, far = r->fourth / r->all / fourth, slope = 1;
    if (4 * a->window <= a->around) {
        near = fmin(near, STEEPEST * far);
        if (near > far) slope = fmin(2, pow(near / far, 2.0 / 3));
    }
    return fmin(1, fmax(even, near * slope * here));
}

/* An account's own lags, as far as they are many, else the layer's. */
static double own_chance(const struct acts *a, const struct lags *own, const struct lags *layer)
{
    struct lags r = { own->second + TYPICAL * layer->second, own->fourth + TYPICAL * layer->fourth,
                      own->all + TYPICAL };
    return usual_chance(a, &r);
}

/* Sorts the acts of shared families by account: their families and numbers. */
static void deal_to_accounts(const struct acts *a, const uint8_t *is_shared, struct timing *t, uint32_t *family,
                             uint32_t *act)
{
    for (uint32_t f = 0; f < a->n_families; f++)
        for (size_t i = a->first[f]; is_shared[f] && i < a->first[f + 1]; i++)
            t->first_kept[a->items[i].account + 1]++;
    for (uint32_t n = 0; n < a->n_accounts; n++)
        t->first_kept[n + 1] += t->first_kept[n];
    for (uint32_t f = 0; f < a->n_families; f++)
        for (size_t i = a->first[f]; is_shared[f] && i < a->first[f + 1]; i++) {
            size_t at = t->first_kept[a->items[i].account]++;
            family[at] = f;
            act[at] = (uint32_t)i;
        }
    memmove(t->first_kept + 1, t->first_kept, a->n_accounts * sizeof *t->first_kept);
    t->first_kept[0] = 0;
}

/* One account's acts at one family, and how many acts of others are about each. */
static void keep_run(const struct acts *a, const uint32_t *act, size_t n, uint32_t max_crowd, struct kept_act *ret)
{
    size_t low = 0, high = 0;
    for (size_t i = 0; i < n; i++) {
        const struct act *t = &a->items[act[i]];
        while ((uint64_t)t->time - (uint64_t)a->items[act[low]].time > (uint64_t)a->around)
            low++;
        while (high < n && (high <= i || (uint64_t)a->items[act[high]].time - (uint64_t)t->time <= (uint64_t)a->around))
            high++;
        ret[i] = (struct kept_act){ .time = t->time,
                                    .chance = (float)(t->near - (high - low)), /* for now */
                                    .class = (uint8_t)crowd_class(t->crowd, max_crowd) };
    }
}

/* How likely a meeting is at this act; `usual` is its account's. */
static void set_chance(struct kept_act *k, uint32_t crowd, double usual, double layer)
{
    double others = k->chance, share = others > 0 ? fmin(1, (crowd - 1) / others) : 0;
    double own = others * others / (others * others + PUBLIC * PUBLIC);
    double chance = usual + fmin(MOST_OWN, own * own) * fmax(0, share - usual);
    k->chance = (float)chance;
    /* A success counts by how surprising it is: the logarithm of its chance against the layer's usual one. */
    double weight = layer < 1 ? round(FULL_WEIGHT * log(chance) / log(layer)) : 1;
    k->weight = (uint8_t)(weight >= FULL_WEIGHT ? FULL_WEIGHT : weight > 1 ? weight : 1);
}

static void keep_acts(const struct acts *a, uint32_t max_crowd, const uint32_t *family, const uint32_t *act,
                      const struct lags *by_account, struct timing *t)
{
    const struct lags rhythm = layer_rhythm(a, by_account);
    const double layer = usual_chance(a, &rhythm);
    size_t n_places = 0;
    for (uint32_t n = 0; n < a->n_accounts; n++) {
        t->first_place[n] = n_places;
        for (size_t i = t->first_kept[n], end; i < t->first_kept[n + 1]; i = end) {
            for (end = i + 1; end < t->first_kept[n + 1] && family[end] == family[i];)
                end++;
            t->places[n_places++] = (struct meeting_place){ family[i], (uint32_t)(i - t->first_kept[n]) };
            keep_run(a, act + i, end - i, max_crowd, t->kept + i);
        }
        double usual = own_chance(a, &by_account[n], &rhythm);
        for (size_t i = t->first_kept[n]; i < t->first_kept[n + 1]; i++)
            set_chance(&t->kept[i], a->items[act[i]].crowd, usual, layer);
    }
    t->first_place[a->n_accounts] = n_places;
}

enum sg_code timing_make(const struct acts *a, uint32_t max_crowd, struct timing *ret, struct sg_err *err)
{
    struct timing t = {
        .kept = malloc((a->n + 1) * sizeof *t.kept),
        .places = malloc((a->n + 1) * sizeof *t.places),
        .first_kept = calloc(a->n_accounts + (size_t)1, sizeof *t.first_kept),
        .first_place = malloc((a->n_accounts + (size_t)1) * sizeof *t.first_place),
        .window = a->window,
        .around = a->around,
    };
    uint8_t *is_shared = calloc(a->n_families + (size_t)1, 1);
    struct lags *by_account = calloc(a->n_accounts + (size_t)1, sizeof *by_account);
    uint32_t *family = malloc((a->n + 1) * sizeof *family), *act = malloc((a->n + 1) * sizeof *act);
    enum sg_code code = SG_OK;
    if (!t.kept || !t.places || !t.first_kept || !t.first_place || !is_shared || !by_account || !family || !act) {
        code = sg_fail_nomem(err, "who met where");
    } else {
        look_at_families(a, is_shared, by_account);
        deal_to_accounts(a, is_shared, &t, family, act);
        keep_acts(a, max_crowd, family, act, by_account, &t);
        *ret = t;
        t = (struct timing){ 0 };
    }
    free(is_shared);
    free(by_account);
    free(family);
    free(act);
    timing_release(&t);
    return code;
}

/* ---- two accounts ---- */

/*
 * A trial is two acts at one object at most `around` apart; it is a success when they are joint.  Its chance is that of
 * the earlier act.  Adds those whose earlier act is one of `x`; of two at one moment that is x's when `takes_same`.
 */
static void meet_from(const struct timing *t, const struct kept_act *x, size_t n_x, const struct kept_act *y,
                      size_t n_y, bool takes_same, struct meetings *r)
{
    size_t low = 0, high = 0;
    for (size_t i = 0; i < n_x; i++) {
        while (low < n_y && (y[low].time < x[i].time || (!takes_same && y[low].time == x[i].time)))
            low++;
        if (high < low) high = low;
        while (high < n_y && (uint64_t)y[high].time - (uint64_t)x[i].time <= (uint64_t)t->around)
            high++;
        if (x[i].class == N_CLASSES || high == low) continue;
        unsigned w = x[i].weight;
        r->trials[w] += (double)(high - low);
        r->mean[w] += (double)(high - low) * (double)x[i].chance;
        for (size_t j = low; j < high && (uint64_t)y[j].time - (uint64_t)x[i].time <= (uint64_t)t->window; j++) {
            unsigned class = x[i].class > y[j].class ? x[i].class : y[j].class;
            if (class == N_CLASSES) continue;
            r->joint[class]++;
            r->success[w]++;
        }
    }
}

void timing_meet(const struct timing *t, uint32_t a, uint32_t b, struct meetings *ret)
{
    const struct kept_act *kept_a = t->kept + t->first_kept[a], *kept_b = t->kept + t->first_kept[b];
    const struct meeting_place *x = t->places + t->first_place[a], *x_end = t->places + t->first_place[a + 1];
    const struct meeting_place *y = t->places + t->first_place[b], *y_end = t->places + t->first_place[b + 1];
    size_t n_a = t->first_kept[a + 1] - t->first_kept[a], n_b = t->first_kept[b + 1] - t->first_kept[b];
    while (x < x_end && y < y_end) {
        if (x->family == y->family) {
            const struct kept_act *p = kept_a + x->first, *q = kept_b + y->first;
            size_t n_p = (x + 1 < x_end ? x[1].first : n_a) - x->first,
                   n_q = (y + 1 < y_end ? y[1].first : n_b) - y->first;
            meet_from(t, p, n_p, q, n_q, true, ret);
            meet_from(t, q, n_q, p, n_p, false, ret);
        }
        uint32_t at = x->family, other = y->family;
        x += at <= other;
        y += other <= at;
    }
}
