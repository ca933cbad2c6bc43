/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sweep counts a post of a pair once at each place: an object that it stands at, or one that such an object
 * crosses. Only posts with several places can have been counted more than once.  These few are found with two bitmaps
 * (a hash seen, a hash seen again), sorted together, and for each the accounts around it are looked up place by place:
 * what is met at a second place and further ones is taken away again.  Cost: the windows around posts with several
 * places.
 */
#include <stdlib.h>

#include "coordination/kernel.h"

struct placed {
    uint64_t post;
    uint32_t event, object;
};
struct correction {
    struct kernel *k;
    struct table *tables;
    struct partners partners;
    struct placed *placed; /* by post */
    size_t n;
    enum sg_code *codes; /* by thread */
    struct sg_err *errors;
};
/* One thread's memory of whom it has met: by account. */
struct met {
    uint32_t *post, *place;
    uint32_t n_posts, n_places; /* numbers given so far */
};

enum { GROUP_EVENTS = 1024 };

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

static bool has_partners(const struct partners *p, uint32_t object)
{
    return p->first && p->first[object + 1] > p->first[object];
}

static bool may_repeat(const struct correction *c, const uint64_t *again, uint64_t mask, uint32_t event)
{
    const struct event *e = &c->k->l->events[event];
    uint64_t bit = mixed(e->post) & mask;
    return !is_crowded(c->k, event) && (has_partners(&c->partners, e->object) || again[bit / 64] >> bit % 64 & 1);
}

static enum sg_code gather(struct correction *c, uint64_t *seen, uint64_t *again, uint64_t mask, struct sg_err *err)
{
    const struct layer *l = c->k->l;
    for (size_t i = 0; i < l->n_events; i++) {
        uint64_t bit = mixed(l->events[i].post) & mask;
        again[bit / 64] |= seen[bit / 64] & UINT64_C(1) << bit % 64;
        seen[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_events; i++)
        n += may_repeat(c, again, mask, i);
    if (!n) return SG_OK;
    c->placed = malloc(n * sizeof *c->placed);
    if (!c->placed) return sg_fail_nomem(err, "posts at several objects");
    for (uint32_t i = 0; i < l->n_events; i++)
        if (may_repeat(c, again, mask, i))
            c->placed[c->n++] = (struct placed){ l->events[i].post, i, l->events[i].object };
    return SG_OK;
}

/* Together by post: by 32 bits of it in four passes, the rare rest by hand; the order of one post's events makes no
 * difference. */
static enum sg_code sort_placed(struct placed *placed, size_t n, struct sg_err *err)
{
    struct placed *other = malloc((n + 1) * sizeof *other), *from = placed, *to = other;
    if (!other) return sg_fail_nomem(err, "posts at several objects");
    for (int shift = 0; shift < 32; shift += 8) {
        size_t start[257] = { 0 };
        for (size_t i = 0; i < n; i++)
            start[(from[i].post >> shift & 255) + 1]++;
        for (int d = 0; d < 256; d++)
            start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++)
            to[start[from[i].post >> shift & 255]++] = from[i];
        struct placed *swap = from;
        from = to;
        to = swap;
    }
    free(other);
    for (size_t i = 1; i < n; i++) {
        struct placed p = placed[i];
        size_t at = i;
        for (; at && (uint32_t)placed[at - 1].post == (uint32_t)p.post && placed[at - 1].post > p.post; at--)
            placed[at] = placed[at - 1];
        placed[at] = p;
    }
    return SG_OK;
}

/* Whom `e` meets at one object: takes away what an earlier place has counted. */
static enum sg_code look(const struct correction *c, struct table *t, struct met *met, const struct event *e,
                         uint32_t object, struct sg_err *err)
{
    const struct layer *l = c->k->l;
    size_t at = l->first[object], end = l->first[object + 1];
    sg_time last = time_after(e->time, c->k->window);
    met->n_places++;
    for (at = events_from(l->events, at, end, time_before(e->time, c->k->window)); at < end; at++) {
        uint32_t other = l->events[at].account;
        if (l->events[at].time > last) break;
        if (other == e->account || is_crowded(c->k, at) || met->place[other] == met->n_places) continue;
        met->place[other] = met->n_places;
        if (met->post[other] == met->n_posts) {
            SG_TRY(table_room(t, err));
            struct row *row = table_row(t, pair_key(e->account, other));
            *(e->account < other ? &row->a_posts : &row->b_posts) -= 1;
        }
        met->post[other] = met->n_posts;
    }
    return SG_OK;
}

static void forget(const struct correction *c, struct met *met)
{
    for (uint32_t i = 0; i < c->k->n_ids; i++)
        met->post[i] = met->place[i] = 0;
    met->n_posts = met->n_places = 0;
}

/* Events [from, to) are of one post. */
static enum sg_code correct(const struct correction *c, struct table *t, struct met *met, size_t from, size_t to,
                            struct sg_err *err)
{
    const struct partners *p = &c->partners;
    if (to - from == 1 && !has_partners(p, c->placed[from].object)) return SG_OK;
    if (met->n_posts == UINT32_MAX || met->n_places > UINT32_MAX / 2) forget(c, met);
    met->n_posts++;
    for (; from < to; from++) {
        const struct event *e = &c->k->l->events[c->placed[from].event];
        SG_TRY(look(c, t, met, e, e->object, err));
        for (size_t i = p->first ? p->first[e->object] : 0, end = p->first ? p->first[e->object + 1] : 0; i < end; i++)
            SG_TRY(look(c, t, met, e, p->objects[i], err));
    }
    return SG_OK;
}

/* A group of events takes the posts that begin in it. */
static enum sg_code correct_group(const struct correction *c, struct table *t, struct met *met, size_t group,
                                  struct sg_err *err)
{
    size_t at = group * GROUP_EVENTS, end = c->n - at < GROUP_EVENTS ? c->n : at + GROUP_EVENTS;
    while (at < end && at > 0 && c->placed[at].post == c->placed[at - 1].post)
        at++;
    while (at < end) {
        size_t to = at + 1;
        while (to < c->n && c->placed[to].post == c->placed[at].post)
            to++;
        SG_TRY(correct(c, t, met, at, to, err));
        at = to;
    }
    return SG_OK;
}

static void work(void *ctx, unsigned thread)
{
    struct correction *c = ctx;
    struct kernel *k = c->k;
    struct met met = { .post = calloc(k->n_ids, sizeof *met.post), .place = calloc(k->n_ids, sizeof *met.place) };
    size_t n_groups = (c->n + GROUP_EVENTS - 1) / GROUP_EVENTS;
    enum sg_code code = met.post && met.place ? SG_OK : sg_fail_nomem(&c->errors[thread], "posts at several objects");
    for (size_t g; code == SG_OK && !atomic_load(&k->stops) && (g = atomic_fetch_add(&k->next, 1)) < n_groups;)
        code = correct_group(c, &c->tables[thread], &met, g, &c->errors[thread]);
    if (code != SG_OK) atomic_store(&k->stops, true);
    c->codes[thread] = code;
    free(met.post);
    free(met.place);
}

static enum sg_code find(struct correction *c, struct sg_err *err)
{
    uint64_t bits = 1024;
    while (bits < 8 * (uint64_t)c->k->l->n_events)
        bits *= 2;
    SG_TRY(partners_find(c->k->l, &c->partners, err));
    uint64_t *seen = calloc(bits / 64, sizeof *seen), *again = calloc(bits / 64, sizeof *again);
    enum sg_code code =
        seen && again ? gather(c, seen, again, bits - 1, err) : sg_fail_nomem(err, "posts at several objects");
    free(seen);
    free(again);
    return code == SG_OK && c->n ? sort_placed(c->placed, c->n, err) : code;
}

enum sg_code posts_correct(struct kernel *k, struct table *tables, unsigned threads, struct sg_err *err)
{
    struct correction c = { .k = k, .tables = tables };
    c.codes = calloc(threads, sizeof *c.codes);
    c.errors = calloc(threads, sizeof *c.errors);
    enum sg_code code = c.codes && c.errors ? find(&c, err) : sg_fail_nomem(err, "posts at several objects");
    if (code == SG_OK && c.n) {
        atomic_store(&k->next, 0);
        threads_run(threads, work, &c);
    }
    for (unsigned i = 0; code == SG_OK && i < threads; i++) {
        code = c.codes[i];
        if (code != SG_OK && err) *err = c.errors[i];
    }
    partners_release(&c.partners);
    free(c.placed);
    free(c.codes);
    free(c.errors);
    return code;
}
