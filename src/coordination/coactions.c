/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The co-actions of chosen pairs, one by one: the sweep again, over those events alone that chosen accounts made. */
#include <stdlib.h>

#include "coordination/kernel.h"

/* One that was found: events, the later one last. */
struct joint {
    uint32_t pair, earlier, later;
};
struct teller {
    struct kernel k;
    const struct pair *chosen;
    uint32_t *slots; /* open addressing: index into chosen, and one */
    size_t n_slots;
    unsigned shift;
    uint8_t *is_chosen; /* by account */
    uint32_t *counts;   /* for crowds_at */
    uint32_t *crowd;    /* by event, where crowds_known says so */
    uint8_t *is_known;  /* by object */
    struct partners partners;
    uint32_t *own, *other; /* chosen, uncrowded events of the object at hand and of one that it crosses */
    struct joint *found;
    size_t n_found, cap_found;
    enum sg_code (*each)(void *ctx, const struct coaction *c, struct sg_err *err);
    void *ctx;
};

static size_t home(const struct teller *t, uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> t->shift);
}

/* SG_NO_INDEX: not chosen. */
static uint32_t pair_of(const struct teller *t, uint32_t x, uint32_t y)
{
    uint64_t key = pair_key(x, y);
    for (size_t at = home(t, key); t->slots[at]; at = (at + 1) & (t->n_slots - 1)) {
        const struct pair *p = &t->chosen[t->slots[at] - 1];
        if (pair_key(p->a, p->b) == key) return t->slots[at] - 1;
    }
    return SG_NO_INDEX;
}

static enum sg_code teller_open(struct teller *t, size_t n_chosen, struct sg_err *err)
{
    const struct layer *l = t->k.l;
    for (t->n_slots = 64; t->n_slots < 2 * n_chosen;)
        t->n_slots *= 2;
    t->shift = 64 - (unsigned)__builtin_ctzll(t->n_slots);
    t->slots = calloc(t->n_slots, sizeof *t->slots);
    t->is_chosen = calloc(t->k.n_ids, 1);
    t->counts = calloc(t->k.n_ids, sizeof *t->counts);
    t->crowd = malloc(l->n_events * sizeof *t->crowd);
    t->is_known = calloc(l->n_objects, 1);
    t->own = malloc(l->n_events * sizeof *t->own);
    t->other = l->n_crossings ? malloc(l->n_events * sizeof *t->other) : NULL;
    if (!t->slots || !t->is_chosen || !t->counts || !t->crowd || !t->is_known || !t->own ||
        (l->n_crossings && !t->other))
        return sg_fail_nomem(err, "the co-actions of chosen pairs");
    for (size_t i = 0; i < n_chosen; i++) {
        const struct pair *p = &t->chosen[i];
        if (p->a >= t->k.n_ids || p->b >= t->k.n_ids) continue; /* not in this layer */
        t->is_chosen[p->a] = t->is_chosen[p->b] = 1;
        size_t at = home(t, pair_key(p->a, p->b));
        while (t->slots[at])
            at = (at + 1) & (t->n_slots - 1);
        t->slots[at] = (uint32_t)i + 1;
    }
    return partners_find(l, &t->partners, err);
}

static void teller_release(struct teller *t)
{
    free(t->slots);
    free(t->is_chosen);
    free(t->counts);
    free(t->crowd);
    free(t->is_known);
    free(t->own);
    free(t->other);
    free(t->found);
    partners_release(&t->partners);
}

/* Events of chosen accounts at uncrowded moments; with them the crowds of the whole object, once. */
static size_t events_of(struct teller *t, uint32_t object, uint32_t *ret)
{
    const struct layer *l = t->k.l;
    size_t first = l->first[object], end = l->first[object + 1], n = 0;
    for (size_t i = first; i < end; i++)
        if (t->is_chosen[l->events[i].account]) ret[n++] = (uint32_t)i;
    if (!n) return 0;
    if (!t->is_known[object]) crowds_at(l->events + first, end - first, t->k.window, t->counts, t->crowd + first);
    t->is_known[object] = 1;
    uint32_t most = t->k.r->max_crowd;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!most || t->crowd[ret[i]] <= most) ret[kept++] = ret[i];
    return kept;
}

static enum sg_code tell(struct teller *t, const struct joint *j, uint32_t object, struct sg_err *err)
{
    const struct event *earlier = &t->k.l->events[j->earlier], *later = &t->k.l->events[j->later];
    bool is_a_earlier = earlier->account < later->account;
    uint32_t x = t->crowd[j->earlier], y = t->crowd[j->later];
    struct coaction c = { .pair = j->pair, .object = object, .crowd = x > y ? x : y };
    c.a = is_a_earlier ? earlier : later;
    c.b = is_a_earlier ? later : earlier;
    return t->each(t->ctx, &c, err);
}

static enum sg_code find(struct teller *t, uint32_t earlier, uint32_t later, struct sg_err *err)
{
    const struct event *e = t->k.l->events;
    if (e[earlier].account == e[later].account) return SG_OK;
    uint32_t pair = pair_of(t, e[earlier].account, e[later].account);
    if (pair == SG_NO_INDEX) return SG_OK;
    struct joint j = { pair, earlier, later };
    if (!t->partners.first) return tell(t, &j, e[later].object, err); /* in order already */
    if (t->n_found == t->cap_found) {
        size_t cap = t->cap_found ? 2 * t->cap_found : 256;
        struct joint *found = realloc(t->found, cap * sizeof *found);
        if (!found) return sg_fail_nomem(err, "the co-actions of chosen pairs");
        t->found = found;
        t->cap_found = cap;
    }
    t->found[t->n_found++] = j;
    return SG_OK;
}

static enum sg_code find_own(struct teller *t, size_t n, struct sg_err *err)
{
    const struct event *e = t->k.l->events;
    for (size_t i = 0, from = 0; i < n; i++) {
        while (time_apart(e[t->own[i]].time, e[t->own[from]].time) > t->k.window)
            from++;
        for (size_t k = from; k < i; k++)
            SG_TRY(find(t, t->own[k], t->own[i], err));
    }
    return SG_OK;
}

/* Each of one object's events with those of the other that are not more than a window away, before or after. */
static enum sg_code find_across(struct teller *t, size_t n, size_t n_other, struct sg_err *err)
{
    const struct event *e = t->k.l->events;
    for (size_t i = 0, from = 0; i < n; i++) {
        sg_time first = time_before(e[t->own[i]].time, t->k.window), last = time_after(e[t->own[i]].time, t->k.window);
        while (from < n_other && e[t->other[from]].time < first)
            from++;
        for (size_t k = from; k < n_other && e[t->other[k]].time <= last; k++) {
            bool is_later = e[t->own[i]].time > e[t->other[k]].time;
            SG_TRY(find(t, is_later ? t->other[k] : t->own[i], is_later ? t->own[i] : t->other[k], err));
        }
    }
    return SG_OK;
}

static int compare_joints(const void *a, const void *b, void *events)
{
    const struct joint *x = a, *y = b;
    const struct event *e = events;
    sg_time tx = e[x->later].time, ty = e[y->later].time;
    if (tx != ty) return tx < ty ? -1 : 1;
    if (x->later != y->later) return x->later < y->later ? -1 : 1;
    return x->earlier < y->earlier ? -1 : x->earlier > y->earlier;
}

static enum sg_code tell_object(struct teller *t, uint32_t object, struct sg_err *err)
{
    const struct partners *p = &t->partners;
    size_t n = events_of(t, object, t->own);
    if (!n) return SG_OK;
    SG_TRY(find_own(t, n, err));
    for (size_t i = p->first ? p->first[object] : 0, end = p->first ? p->first[object + 1] : 0; i < end; i++)
        if (p->objects[i] > object) SG_TRY(find_across(t, n, events_of(t, p->objects[i], t->other), err));
    if (t->n_found) qsort_r(t->found, t->n_found, sizeof *t->found, compare_joints, t->k.l->events);
    for (size_t i = 0; i < t->n_found; i++)
        SG_TRY(tell(t, &t->found[i], object, err));
    t->n_found = 0;
    return SG_OK;
}

enum sg_code coactions_each(const struct layer *l, const struct sweep_request *r, const struct pair *chosen,
                            size_t n_chosen,
                            enum sg_code (*each)(void *ctx, const struct coaction *c, struct sg_err *err), void *ctx,
                            struct sg_err *err)
{
    struct teller t = { .chosen = chosen, .each = each, .ctx = ctx };
    SG_TRY(kernel_init(&t.k, l, r, err));
    if (!l->n_events || !n_chosen) return SG_OK;
    if (n_chosen >= UINT32_MAX / 4) return sg_fail(err, SG_ELIMIT, "%zu pairs are more than can be followed", n_chosen);
    enum sg_code code = teller_open(&t, n_chosen, err);
    for (uint32_t o = 0; code == SG_OK && o < l->n_objects; o++)
        code = tell_object(&t, o, err);
    teller_release(&t);
    return code;
}
