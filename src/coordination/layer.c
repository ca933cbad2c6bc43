/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities to numbers, and events in their order. */
#include <stdlib.h>

#include "base/hash.h"
#include "coordination/coordination_internal.h"

/* ---- numbers ---- */

void accounts_release(struct accounts *a)
{
    free(a->identity);
    free(a->slots);
    *a = (struct accounts){ 0 };
}

/* Identities are hashes; those of hostile names could still be chosen to lie close together. */
static size_t place_of(uint64_t identity, size_t n_slots)
{
    return (size_t)((identity * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (n_slots - 1);
}

static enum sg_code grow_numbers(struct accounts *a, struct sg_err *err)
{
    size_t n_slots = a->n_slots ? a->n_slots * 2 : 1024;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    uint64_t *identity = realloc(a->identity, n_slots / 2 * sizeof *identity);
    if (identity) a->identity = identity;
    if (!slots || !identity) {
        free(slots);
        return sg_fail_nomem(err, "the numbers of accounts and objects");
    }
    for (uint32_t i = 0; i < a->n; i++) {
        size_t at = place_of(identity[i], n_slots);
        while (slots[at])
            at = (at + 1) & (n_slots - 1);
        slots[at] = i + 1;
    }
    free(a->slots);
    a->slots = slots;
    a->n_slots = n_slots;
    a->cap = (uint32_t)(n_slots / 2);
    return SG_OK;
}

enum sg_code accounts_number(struct accounts *a, uint64_t identity, uint32_t *ret, struct sg_err *err)
{
    if (a->n == a->cap) {
        if (a->n >= UINT32_C(1) << 30) return sg_fail(err, SG_ELIMIT, "more than a thousand million different things");
        SG_TRY(grow_numbers(a, err));
    }
    size_t at = place_of(identity, a->n_slots);
    for (; a->slots[at]; at = (at + 1) & (a->n_slots - 1)) {
        if (a->identity[a->slots[at] - 1] != identity) continue;
        *ret = a->slots[at] - 1;
        return SG_OK;
    }
    a->identity[a->n] = identity;
    a->slots[at] = ++a->n;
    *ret = a->n - 1;
    return SG_OK;
}

struct numbered {
    uint64_t identity;
    uint32_t number;
};
static int compare_identities(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    return (a->identity > b->identity) - (a->identity < b->identity);
}

/* By identity, whatever the order of arrival: the new number of each, and the identities in their new order. */
static enum sg_code numbers_by_identity(uint64_t *identity, uint32_t n, uint32_t **ret, struct sg_err *err)
{
    struct numbered *order = malloc(((size_t)n + 1) * sizeof *order);
    uint32_t *number = malloc(((size_t)n + 1) * sizeof *number);
    if (!order || !number) {
        free(order);
        free(number);
        return sg_fail_nomem(err, "the order of accounts and objects");
    }
    bool is_sorted = true;
    for (uint32_t i = 0; i < n; i++) {
        order[i] = (struct numbered){ identity[i], i };
        if (i && identity[i] < identity[i - 1]) is_sorted = false;
    }
    if (!is_sorted) qsort(order, n, sizeof *order, compare_identities);
    for (uint32_t i = 0; i < n; i++) {
        number[order[i].number] = i;
        identity[i] = order[i].identity;
    }
    free(order);
    *ret = number;
    return SG_OK;
}

/* ---- events ---- */

void layer_release(struct layer *l)
{
    free(l->events);
    free(l->first);
    free(l->object);
    free(l->crossings);
    *l = (struct layer){ 0 };
}

static bool comes_before(const struct event *a, const struct event *b)
{
    if (a->object != b->object) return a->object < b->object;
    if (a->time != b->time) return a->time < b->time;
    if (a->account != b->account) return a->account < b->account;
    return a->post < b->post;
}

/* The key by its bytes, the least significant first: the time, then the object. Ties are short and settled by insertion
 * afterwards. */
static unsigned digit_of(const struct event *e, int byte)
{
    if (byte < 8) return (unsigned)(((uint64_t)e->time ^ UINT64_C(1) << 63) >> (8 * byte)) & 255;
    return e->object >> (8 * (byte - 8)) & 255;
}

enum { DIGITS = 12 };
static enum sg_code sort_events(struct event *events, size_t n, struct sg_err *err)
{
    struct event *other = malloc((n + 1) * sizeof *other);
    size_t(*counts)[256] = calloc(DIGITS, sizeof *counts);
    if (!other || !counts) {
        free(other);
        free(counts);
        return sg_fail_nomem(err, "sorting events");
    }
    for (size_t i = 0; i < n; i++)
        for (int byte = 0; byte < DIGITS; byte++)
            counts[byte][digit_of(&events[i], byte)]++;
    struct event *from = events, *to = other;
    for (int byte = 0; byte < DIGITS; byte++) {
        if (n && counts[byte][digit_of(&from[0], byte)] == n) continue; /* all alike */
        size_t sum = 0;
        for (int d = 0; d < 256; d++) {
            size_t count = counts[byte][d];
            counts[byte][d] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[counts[byte][digit_of(&from[i], byte)]++] = from[i];
        struct event *swap = from;
        from = to;
        to = swap;
    }
    if (from != events) memcpy(events, from, n * sizeof *events);
    free(other);
    free(counts);
    return SG_OK;
}

static int compare_ties(const void *x, const void *y)
{
    return comes_before(x, y) ? -1 : comes_before(y, x);
}

static void settle_ties(struct event *events, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        bool is_sorted = true;
        for (to = from + 1; to < n && events[to].object == events[from].object && events[to].time == events[from].time;
             to++)
            if (comes_before(&events[to], &events[to - 1])) is_sorted = false;
        if (!is_sorted) qsort(events + from, to - from, sizeof *events, compare_ties);
    }
}

/* ---- the same post twice at one object: it came in two sources ---- */

struct seen {
    uint64_t *posts;
    uint8_t *used;
    size_t n_slots;
};

static bool was_seen(struct seen *s, uint64_t post)
{
    size_t at = place_of(post, s->n_slots);
    for (; s->used[at]; at = (at + 1) & (s->n_slots - 1))
        if (s->posts[at] == post) return true;
    s->used[at] = 1;
    s->posts[at] = post;
    return false;
}

static bool grow_seen(struct seen *s, size_t n)
{
    size_t n_slots = s->n_slots ? s->n_slots : 64;
    while (n_slots < 2 * n)
        n_slots *= 2;
    if (n_slots > s->n_slots) {
        free(s->posts);
        free(s->used);
        s->posts = malloc(n_slots * sizeof *s->posts);
        s->used = malloc(n_slots);
        s->n_slots = s->posts && s->used ? n_slots : 0;
    }
    if (s->n_slots) memset(s->used, 0, s->n_slots);
    return s->n_slots > 0;
}

static bool occurs_before(const struct event *events, size_t n, uint64_t post)
{
    for (size_t i = 0; i < n; i++)
        if (events[i].post == post) return true;
    return false;
}

enum { FEW = 16 };
/* Keeps the earliest; the events of an object keep their order. */
static enum sg_code drop_repeats(struct layer *l, struct sg_err *err)
{
    struct seen seen = { 0 };
    size_t kept = 0;
    enum sg_code code = SG_OK;
    for (size_t from = 0, to; from < l->n_events && code == SG_OK; from = to) {
        for (to = from + 1; to < l->n_events && l->events[to].object == l->events[from].object;)
            to++;
        size_t begin = kept;
        bool is_few = to - from <= FEW;
        if (!is_few && !grow_seen(&seen, to - from)) code = sg_fail_nomem(err, "the posts of an object");
        for (size_t i = from; i < to && code == SG_OK; i++) {
            struct event e = l->events[i];
            if (is_few ? occurs_before(l->events + begin, kept - begin, e.post) : was_seen(&seen, e.post)) continue;
            l->events[kept++] = e;
        }
    }
    free(seen.posts);
    free(seen.used);
    if (code == SG_OK) l->n_events = kept;
    return code;
}

/* ---- what is known of the whole ---- */

static enum sg_code find_firsts(struct layer *l, struct sg_err *err)
{
    free(l->first);
    l->first = calloc((size_t)l->n_objects + 1, sizeof *l->first);
    if (!l->first) return sg_fail_nomem(err, "the objects");
    for (size_t i = 0; i < l->n_events; i++)
        l->first[l->events[i].object + 1]++;
    for (uint32_t o = 0; o < l->n_objects; o++)
        l->first[o + 1] += l->first[o];
    return SG_OK;
}

static enum sg_code count_accounts(struct layer *l, struct sg_err *err)
{
    uint32_t most = 0;
    for (size_t i = 0; i < l->n_events; i++)
        if (l->events[i].account > most) most = l->events[i].account;
    uint8_t *is_there = calloc((size_t)most + 1, 1);
    if (!is_there) return sg_fail_nomem(err, "the accounts");
    l->n_accounts = 0;
    for (size_t i = 0; i < l->n_events; i++) {
        l->n_accounts += !is_there[l->events[i].account];
        is_there[l->events[i].account] = 1;
    }
    free(is_there);
    return SG_OK;
}

/* Distances from the first time, unsigned: no pair of times is too far apart. */
static sg_time common_step(const struct layer *l)
{
    uint64_t step = 0, origin = l->n_events ? (uint64_t)l->events[0].time : 0;
    for (size_t i = 1; i < l->n_events; i++) {
        uint64_t a = step, b = (uint64_t)l->events[i].time;
        b = l->events[i].time >= l->events[0].time ? b - origin : origin - b;
        if (a && b % a == 0) continue;
        while (b) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        step = a;
    }
    return step > INT64_MAX ? 1 : (sg_time)step;
}

enum sg_code layer_finish(struct layer *l, struct sg_err *err)
{
    uint32_t *number = NULL;
    SG_TRY(numbers_by_identity(l->object, l->n_objects, &number, err));
    bool is_sorted = true;
    for (size_t i = 0; i < l->n_events; i++) {
        l->events[i].object = number[l->events[i].object];
        if (i && comes_before(&l->events[i], &l->events[i - 1])) is_sorted = false;
    }
    for (size_t i = 0; i < l->n_crossings; i++) {
        uint32_t a = number[l->crossings[i].a], b = number[l->crossings[i].b];
        l->crossings[i] = (struct crossing){ a < b ? a : b, a < b ? b : a };
    }
    free(number);
    if (!is_sorted) {
        SG_TRY(sort_events(l->events, l->n_events, err));
        settle_ties(l->events, l->n_events);
    }
    SG_TRY(drop_repeats(l, err));
    SG_TRY(find_firsts(l, err));
    SG_TRY(count_accounts(l, err));
    l->granularity = common_step(l);
    return SG_OK;
}

enum sg_code accounts_settle(struct accounts *a, struct layer *layers, size_t n, struct sg_err *err)
{
    uint32_t *number = NULL;
    SG_TRY(numbers_by_identity(a->identity, a->n, &number, err));
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < layers[k].n_events; i++)
            layers[k].events[i].account = number[layers[k].events[i].account];
        settle_ties(layers[k].events, layers[k].n_events);
    }
    free(number);
    free(a->slots); /* the numbers in it no longer hold: nothing is looked up from here on */
    a->slots = NULL;
    a->n_slots = a->cap = 0;
    return SG_OK;
}
