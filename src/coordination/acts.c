/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From events to acts: near texts as one, bursts as one, and how crowded it was. */
#include <stdlib.h>
#include <string.h>

#include "coordination/chance_internal.h"

enum { LEAST_BIN_ACTS = 100, MAX_BINS = 1 << 26 };

void acts_release(struct acts *a)
{
    if (!a) return;
    free(a->items);
    free(a->first);
    free(a->rank);
    *a = (struct acts){ 0 };
}

/* ---- families: objects that crossings join, directly or through others ---- */

static uint32_t root(uint32_t *up, uint32_t i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

/* Numbers the families by their first object; `ret_family` is n_objects long. */
static uint32_t number_families(const struct layer *l, uint32_t *ret_family)
{
    uint32_t n = 0;
    for (uint32_t o = 0; o < l->n_objects; o++)
        ret_family[o] = o;
    for (size_t i = 0; i < l->n_crossings; i++) {
        uint32_t a = root(ret_family, l->crossings[i].a), b = root(ret_family, l->crossings[i].b);
        ret_family[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t o = 0; o < l->n_objects; o++)
        ret_family[o] = root(ret_family, o);
    /* A root comes before the rest of its family, so its number is known by then. */
    for (uint32_t o = 0; o < l->n_objects; o++)
        ret_family[o] = ret_family[o] == o ? n++ : ret_family[ret_family[o]];
    return n;
}

static int by_time(const void *x, const void *y)
{
    const struct act *a = x, *b = y;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

/* All events as acts, by family and time. */
static void spread_events(const struct layer *l, const uint32_t *family, struct acts *ret)
{
    for (uint32_t o = 0; o < l->n_objects; o++)
        ret->first[family[o] + 1] += l->first[o + 1] - l->first[o];
    for (uint32_t f = 0; f < ret->n_families; f++)
        ret->first[f + 1] += ret->first[f];
    /* Each family's beginning moves on as it is filled, and ends where the next one began. */
    for (uint32_t o = 0; o < l->n_objects; o++)
        for (size_t i = l->first[o]; i < l->first[o + 1]; i++) {
            const struct event *e = &l->events[i];
            ret->items[ret->first[family[o]]++] =
                (struct act){ .time = e->time, .account = e->account, .event = (uint32_t)i };
        }
    memmove(ret->first + 1, ret->first, ret->n_families * sizeof *ret->first);
    ret->first[0] = 0;
    if (ret->n_families == l->n_objects) return; /* in order already */
    for (uint32_t f = 0; f < ret->n_families; f++)
        qsort(ret->items + ret->first[f], ret->first[f + 1] - ret->first[f], sizeof *ret->items, by_time);
}

/* Drops what an account does again within the window of its last act there. */
static void drop_bursts(struct acts *a, sg_time *last, uint32_t *at)
{
    size_t n = 0;
    for (uint32_t f = 0; f < a->n_families; f++) {
        size_t begin = a->first[f], end = a->first[f + 1];
        a->first[f] = n;
        for (size_t i = begin; i < end; i++) {
            struct act t = a->items[i];
            if (at[t.account] == f + 1 && (uint64_t)t.time - (uint64_t)last[t.account] <= (uint64_t)a->window) continue;
            at[t.account] = f + 1;
            last[t.account] = t.time;
            a->items[n++] = t;
        }
    }
    a->first[a->n_families] = a->n = n;
}

static uint32_t within(const struct act *t, size_t begin, size_t end, size_t i, sg_time reach, size_t *low,
                       size_t *high)
{
    uint64_t now = (uint64_t)t[i].time, far = (uint64_t)reach;
    if (*low < begin) *low = *high = begin;
    while (now - (uint64_t)t[*low].time > far)
        ++*low;
    while (*high < end && (*high <= i || (uint64_t)t[*high].time - now <= far))
        ++*high;
    return (uint32_t)(*high - *low);
}

static void count_company(struct acts *a)
{
    size_t low = 0, high = 0, near_low = 0, near_high = 0;
    for (uint32_t f = 0; f < a->n_families; f++)
        for (size_t i = a->first[f]; i < a->first[f + 1]; i++) {
            a->items[i].crowd = within(a->items, a->first[f], a->first[f + 1], i, a->window, &low, &high);
            a->items[i].near = within(a->items, a->first[f], a->first[f + 1], i, a->around, &near_low, &near_high);
        }
}

/* ---- calendar bins ---- */

/*
 * Bins of an hour, longer when the window is or when an act has fewer than 100 others in its bin on the average: among
 * few acts nearly everybody meets, and nothing could be told.  At most a day, but for longer windows.
 */
static enum sg_code choose_bins(struct acts *a, struct sg_err *err)
{
    uint64_t span = 0;
    a->from = a->n ? a->items[0].time : 0;
    for (size_t i = 0; i < a->n; i++)
        if (a->items[i].time < a->from) a->from = a->items[i].time;
    for (size_t i = 0; i < a->n; i++)
        if ((uint64_t)a->items[i].time - (uint64_t)a->from > span)
            span = (uint64_t)a->items[i].time - (uint64_t)a->from;
    a->bin = a->window > SG_HOUR ? a->window : SG_HOUR;
    while (span / (uint64_t)a->bin >= MAX_BINS)
        a->bin *= 2;
    size_t n = (size_t)(span / (uint64_t)a->bin) + 1;
    a->rank = calloc(n, sizeof *a->rank);
    if (!a->rank) return sg_fail_nomem(err, "the hours of the evidence");
    for (size_t i = 0; i < a->n; i++)
        a->rank[((uint64_t)a->items[i].time - (uint64_t)a->from) / (uint64_t)a->bin]++;
    for (; n > 1 && a->bin <= SG_DAY / 2; a->bin *= 2, n = (n + 1) / 2) {
        double squares = 0;
        for (size_t b = 0; b < n; b++)
            squares += (double)a->rank[b] * a->rank[b];
        if (squares >= (double)LEAST_BIN_ACTS * (double)a->n) break;
        for (size_t b = 0; b < n; b += 2) {
            a->rank[b / 2] = a->rank[b] + (b + 1 < n ? a->rank[b + 1] : 0);
        }
    }
    for (size_t b = 0; b < n; b++)
        a->rank[b] = a->rank[b] ? a->n_bins++ : 0;
    return SG_OK;
}

enum sg_code acts_make(const struct layer *l, sg_time window, struct acts *ret, struct sg_err *err)
{
    if (l->n_events >= UINT32_MAX) return sg_fail(err, SG_ELIMIT, "more than 4,294,967,294 events of one kind");
    struct acts a = { .window = window, .granularity = l->granularity };
    sg_time bin = window > SG_HOUR / 20 ? window > SG_DAY / 20 ? SG_DAY : 20 * window : SG_HOUR;
    a.around = bin / 2 > 2 * window ? bin / 2 : 2 * window;
    for (size_t i = 0; i < l->n_events; i++)
        if (l->events[i].account >= a.n_accounts) a.n_accounts = l->events[i].account + 1;
    uint32_t *family = malloc((l->n_objects + (size_t)1) * sizeof *family);
    sg_time *last = malloc((a.n_accounts + (size_t)1) * sizeof *last);
    uint32_t *at = calloc(a.n_accounts + (size_t)1, sizeof *at);
    a.items = malloc((l->n_events + 1) * sizeof *a.items);
    enum sg_code code = SG_OK;
    if (family) {
        a.n_families = number_families(l, family);
        a.first = calloc(a.n_families + (size_t)1, sizeof *a.first);
    }
    if (!family || !last || !at || !a.items || !a.first) {
        code = sg_fail_nomem(err, "the acts of a layer");
    } else {
        spread_events(l, family, &a);
        drop_bursts(&a, last, at);
        count_company(&a);
        code = choose_bins(&a, err);
    }
    free(family);
    free(last);
    free(at);
    if (code == SG_OK) {
        *ret = a;
        a = (struct acts){ 0 };
    }
    acts_release(&a);
    return code;
}

enum sg_code chance_eligible(const struct layer *l, sg_time window, uint8_t *ret_can, struct sg_err *err)
{
    struct acts a = { 0 };
    SG_TRY(acts_make(l, window, &a, err));
    uint8_t *once = calloc(a.n_accounts + (size_t)1, 1);
    if (!once) {
        acts_release(&a);
        return sg_fail_nomem(err, "the acts of each account");
    }
    for (size_t i = 0; i < a.n; i++) {
        uint32_t account = a.items[i].account;
        ret_can[account] |= once[account];
        once[account] = 1;
    }
    free(once);
    acts_release(&a);
    return SG_OK;
}
