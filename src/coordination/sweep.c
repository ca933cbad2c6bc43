/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs counted: blocks of events go to threads; in each object a window slides over its events, and beside it stands,
 * for every account inside, how many events it has there.  An arriving event meets accounts, not events, so its cost is
 * the different accounts of its window however often each of them posted.
 *
 * Different posts that take part, without a list of them: at one object an arriving post is new to every account it
 * meets; of a waiting account those posts are new to the arriving one that lie more than a window after its last event
 * there (a nearer one has met that last event, or an earlier one, already).  A post that stands at several objects is
 * counted at each this way; posts.c takes the repeats away.
 */
#include <stdlib.h>

#include "coordination/kernel.h"

enum { BLOCK_LEAST = 4096, BLOCK_MOST = 1 << 16, BLOCKS_A_THREAD = 8, AHEAD = 6 };

/* One account inside the window. */
struct inside {
    uint32_t account, n, n_fast, n_now; /* now: at `last`, the latest of its times */
    sg_time last;
    uint64_t sum; /* of its times, wrapping */
};
/* Where an account stands at this object. */
struct standing {
    sg_time last;   /* its latest event, in the window or before */
    uint32_t epoch; /* of the object; another one's: not seen here */
    uint32_t place; /* in the window's list, and one; 0: not inside */
};
/* The window over one object: events [from, to) are inside, [fast, to) in the fast window. */
struct window {
    struct standing *accounts;
    struct inside *list;
    uint32_t n, cap;
    size_t from, fast, to;
};
struct worker {
    struct kernel *k;
    struct table *table;
    struct window own, other; /* the other is used for crossings */
    uint32_t epoch;
    enum sg_code code;
    struct sg_err err;
};
struct block {
    size_t from, to; /* events of objects [object, end), or crossings */
    uint32_t object, end;
    bool crosses;
};
struct sweep {
    struct kernel *k;
    struct worker *workers;
    struct block *blocks;
    size_t n_blocks, cap_blocks;
};

static enum sg_code window_init(struct window *w, uint32_t n_ids, struct sg_err *err)
{
    w->accounts = calloc(n_ids, sizeof *w->accounts);
    return w->accounts ? SG_OK : sg_fail_nomem(err, "the window over the events");
}

static void window_release(struct window *w)
{
    free(w->accounts);
    free(w->list);
}

static void window_begin(struct window *w, size_t at)
{
    w->n = 0;
    w->from = w->fast = w->to = at;
}

static void drop(struct window *w, uint32_t account)
{
    uint32_t place = w->accounts[account].place - 1;
    w->accounts[account].place = 0;
    if (place != --w->n) {
        w->list[place] = w->list[w->n];
        w->accounts[w->list[place].account].place = place + 1;
    }
}

/* What is more than a window before `now` leaves. */
static void leave(const struct kernel *k, struct window *w, sg_time now)
{
    const struct event *e = k->l->events;
    for (; k->fast && w->fast < w->to && time_apart(now, e[w->fast].time) > k->fast; w->fast++)
        if (!is_crowded(k, w->fast)) w->list[w->accounts[e[w->fast].account].place - 1].n_fast--;
    for (; w->from < w->to && time_apart(now, e[w->from].time) > k->window; w->from++) {
        if (is_crowded(k, w->from)) continue;
        struct inside *in = &w->list[w->accounts[e[w->from].account].place - 1];
        in->sum -= (uint64_t)e[w->from].time;
        if (--in->n == 0) drop(w, in->account);
    }
}

/* The next event comes into the window. */
static enum sg_code enter(const struct worker *worker, struct window *w, struct sg_err *err)
{
    const struct kernel *k = worker->k;
    const struct event *e = &k->l->events[w->to++];
    if (is_crowded(k, w->to - 1)) return SG_OK;
    struct standing *s = &w->accounts[e->account];
    if (s->epoch != worker->epoch) *s = (struct standing){ .epoch = worker->epoch };
    if (!s->place) {
        if (w->n == w->cap) {
            uint32_t cap = w->cap ? 2 * w->cap : 64;
            struct inside *list = realloc(w->list, cap * sizeof *list);
            if (!list) return sg_fail_nomem(err, "the window over the events");
            w->list = list;
            w->cap = cap;
        }
        w->list[w->n++] = (struct inside){ .account = e->account, .last = e->time };
        s->place = w->n;
    }
    struct inside *in = &w->list[s->place - 1];
    in->n_now = in->last == e->time ? in->n_now + 1 : 1;
    in->last = s->last = e->time;
    in->n++;
    in->n_fast += k->fast != 0;
    in->sum += (uint64_t)e->time;
    return SG_OK;
}

/* Sum of the gaps between `f` and the n events of one account inside; the plain sum where it cannot exceed 64 bits. */
static uint64_t gaps(const struct kernel *k, const struct window *w, const struct inside *in, const struct event *f)
{
    const struct event *e = k->l->events;
    uint64_t most, sum = 0;
    if (!__builtin_mul_overflow(time_apart(f->time, e[w->from].time), (uint64_t)in->n, &most))
        return (uint64_t)in->n * (uint64_t)f->time - in->sum;
    for (size_t i = w->from; i < w->to; i++)
        if (e[i].account == in->account && !is_crowded(k, i))
            sum = add_capped_wide(sum, time_apart(f->time, e[i].time));
    return sum;
}

enum new_posts { NONE_NEW, SOME_NEW, ALL_NEW };

/* Which of the waiting posts account `f` has not met at this place. */
static enum new_posts new_to(const struct worker *worker, const struct window *own, const struct event *f)
{
    const struct standing *s = &own->accounts[f->account];
    if (s->epoch != worker->epoch) return ALL_NEW;
    uint64_t since = time_apart(f->time, s->last), window = worker->k->window;
    return since <= window ? NONE_NEW : since - window > window ? ALL_NEW : SOME_NEW;
}

static void add_co_actions(struct row *row, const struct kernel *k, const struct window *w, const struct inside *in,
                           const struct event *f, bool all_new)
{
    uint32_t earlier = in->last == f->time ? in->n - in->n_now : in->n;
    row->weight = add_capped(row->weight, in->n);
    row->fast = add_capped(row->fast, in->n_fast);
    row->gap_sum = add_capped_wide(row->gap_sum, gaps(k, w, in, f));
    if (in->account < f->account) {
        row->a_first = add_capped(row->a_first, earlier);
        row->b_posts++;
        row->a_posts += all_new ? in->n : 0;
    } else {
        row->b_first = add_capped(row->b_first, earlier);
        row->a_posts++;
        row->b_posts += all_new ? in->n : 0;
    }
}

/* The posts inside that lie more than a window after f's account's last event. */
static enum sg_code add_some_new(struct worker *worker, const struct window *own, const struct window *w,
                                 const struct event *f)
{
    const struct kernel *k = worker->k;
    sg_time last = own->accounts[f->account].last;
    for (size_t i = w->to; i > w->from; i--) {
        const struct event *e = &k->l->events[i - 1];
        if (e->time <= last || time_apart(e->time, last) <= k->window) break;
        if (e->account == f->account || is_crowded(k, i - 1)) continue;
        SG_TRY(table_room(worker->table, &worker->err));
        struct row *row = table_row(worker->table, pair_key(e->account, f->account));
        *(e->account < f->account ? &row->a_posts : &row->b_posts) += 1;
    }
    return SG_OK;
}

/* Event `f`, about to enter `own`, meets who is inside `w` (the same window, or that of a crossing object). */
static enum sg_code meet(struct worker *worker, const struct window *own, const struct window *w, const struct event *f)
{
    struct table *t = worker->table;
    enum new_posts which = w->n ? new_to(worker, own, f) : NONE_NEW;
    for (uint32_t i = 0; i < w->n; i++) {
        const struct inside *in = &w->list[i];
        if (i + AHEAD < w->n && t->n_slots)
            __builtin_prefetch(&t->rows[table_home(t, pair_key(w->list[i + AHEAD].account, f->account))], 1);
        if (in->account == f->account) continue;
        SG_TRY(table_room(t, &worker->err));
        add_co_actions(table_row(t, pair_key(in->account, f->account)), worker->k, w, in, f, which == ALL_NEW);
    }
    return which == SOME_NEW ? add_some_new(worker, own, w, f) : SG_OK;
}

static void next_epoch(struct worker *w)
{
    if (++w->epoch) return;
    /* After 2^32 objects numbers come again: forget all. */
    for (uint32_t i = 0; i < w->k->n_ids; i++) {
        w->own.accounts[i].epoch = 0;
        if (w->other.accounts) w->other.accounts[i].epoch = 0;
    }
    w->epoch = 1;
}

/* Events [from, to) of one object; two windows before `from` are looked at, since what came there decides about
 * who is inside and which posts are new. */
static enum sg_code sweep_object(struct worker *worker, uint32_t object, size_t from, size_t to)
{
    const struct kernel *k = worker->k;
    const struct event *e = k->l->events;
    struct window *w = &worker->own;
    sg_time begins = time_before(time_before(e[from].time, k->window), k->window);
    next_epoch(worker);
    window_begin(w, events_from(e, k->l->first[object], from, begins));
    while (w->to < to) {
        const struct event *f = &e[w->to];
        leave(k, w, f->time);
        if (w->to >= from && !is_crowded(k, w->to)) SG_TRY(meet(worker, w, w, f));
        SG_TRY(enter(worker, w, &worker->err));
    }
    return SG_OK;
}

/* Two crossing objects, in the order of time; only pairs across.  Of each only what can reach the other. */
static enum sg_code sweep_crossing(struct worker *worker, const struct crossing *c)
{
    const struct kernel *k = worker->k;
    const struct event *e = k->l->events;
    const size_t *first = k->l->first;
    size_t a = first[c->a], b = first[c->b], end_a = first[c->a + 1], end_b = first[c->b + 1];
    if (a == end_a || b == end_b) return SG_OK;
    sg_time begins_a = e[a].time, begins_b = e[b].time;
    a = events_from(e, a, end_a, time_before(time_before(begins_b, k->window), k->window));
    b = events_from(e, b, end_b, time_before(time_before(begins_a, k->window), k->window));
    next_epoch(worker);
    window_begin(&worker->own, a);
    window_begin(&worker->other, b);
    while (worker->own.to < end_a || worker->other.to < end_b) {
        bool is_a =
            worker->other.to == end_b || (worker->own.to < end_a && e[worker->own.to].time <= e[worker->other.to].time);
        struct window *own = is_a ? &worker->own : &worker->other, *w = is_a ? &worker->other : &worker->own;
        const struct event *f = &e[own->to];
        leave(k, own, f->time);
        leave(k, w, f->time);
        if (w->to == (is_a ? end_b : end_a) && !w->n) break; /* nobody is left to be met */
        if (!is_crowded(k, own->to)) SG_TRY(meet(worker, own, w, f));
        SG_TRY(enter(worker, own, &worker->err));
    }
    return SG_OK;
}

static enum sg_code sweep_block(struct worker *w, const struct block *b)
{
    const struct layer *l = w->k->l;
    if (b->crosses) {
        for (size_t i = b->from; i < b->to; i++)
            SG_TRY(sweep_crossing(w, &l->crossings[i]));
        return SG_OK;
    }
    for (uint32_t o = b->object; o < b->end; o++) {
        size_t from = l->first[o] < b->from ? b->from : l->first[o],
               to = l->first[o + 1] > b->to ? b->to : l->first[o + 1];
        if (l->first[o + 1] - l->first[o] > 1 && from < to) SG_TRY(sweep_object(w, o, from, to));
    }
    return SG_OK;
}

static void work(void *ctx, unsigned thread)
{
    struct sweep *s = ctx;
    struct kernel *k = s->k;
    struct worker *w = &s->workers[thread];
    for (size_t i; w->code == SG_OK && !atomic_load(&k->stops) && (i = atomic_fetch_add(&k->next, 1)) < s->n_blocks;) {
        const struct block *b = &s->blocks[i];
        w->code = sweep_block(w, b);
        if (b->crosses) continue;
        uint64_t done = atomic_fetch_add(&k->done, b->to - b->from) + (b->to - b->from);
        if (thread == 0 && k->r->progress) k->r->progress(k->r->progress_ctx, "pairs", done, k->l->n_events);
    }
    if (w->code != SG_OK) atomic_store(&k->stops, true);
}

/* ---- blocks ---- */

static enum sg_code block_add(struct sweep *s, struct block b, struct sg_err *err)
{
    if (b.from == b.to) return SG_OK;
    if (s->n_blocks == s->cap_blocks) {
        size_t cap = s->cap_blocks ? 2 * s->cap_blocks : 64;
        struct block *blocks = realloc(s->blocks, cap * sizeof *blocks);
        if (!blocks) return sg_fail_nomem(err, "dealing out the events");
        s->blocks = blocks;
        s->cap_blocks = cap;
    }
    s->blocks[s->n_blocks++] = b;
    return SG_OK;
}

/* A large object goes to several threads; each piece looks back two windows, so there are not too many of them. */
static enum sg_code split(struct sweep *s, uint32_t object, unsigned threads, struct sg_err *err)
{
    size_t at = s->k->l->first[object], end = s->k->l->first[object + 1], piece = (end - at) / (threads * 4u) + 1;
    for (; at < end; at += end - at < piece ? end - at : piece) {
        size_t to = end - at < piece ? end : at + piece;
        SG_TRY(block_add(s, (struct block){ .from = at, .to = to, .object = object, .end = object + 1 }, err));
    }
    return SG_OK;
}

static enum sg_code deal(struct sweep *s, unsigned threads, struct sg_err *err)
{
    const struct layer *l = s->k->l;
    size_t size = l->n_events / (threads * BLOCKS_A_THREAD), n = 0;
    size = size < BLOCK_LEAST ? BLOCK_LEAST : size > BLOCK_MOST ? BLOCK_MOST : size;
    struct block b = { 0 };
    for (uint32_t o = 0; o < l->n_objects; o++) {
        bool is_large = threads > 1 && l->first[o + 1] - l->first[o] > size;
        if (is_large || l->first[o] - b.from >= size) {
            b.to = l->first[o];
            b.end = o;
            SG_TRY(block_add(s, b, err));
            b = (struct block){ .from = l->first[o], .object = o };
        }
        if (!is_large) continue;
        SG_TRY(split(s, o, threads, err));
        b = (struct block){ .from = l->first[o + 1], .object = o + 1 };
    }
    b.to = l->n_events;
    b.end = l->n_objects;
    SG_TRY(block_add(s, b, err));
    b = (struct block){ .crosses = true };
    for (; b.to < l->n_crossings; n += l->first[l->crossings[b.to - 1].a + 1] - l->first[l->crossings[b.to - 1].a]) {
        if (n >= size) {
            SG_TRY(block_add(s, b, err));
            b.from = b.to;
            n = 0;
        }
        b.to++;
    }
    return block_add(s, b, err);
}

/* ---- all of it ---- */

static enum sg_code sweep_all(struct kernel *k, struct sweep *s, unsigned threads, struct sg_err *err)
{
    SG_TRY(deal(s, threads, err));
    for (unsigned i = 0; i < threads; i++) {
        s->workers[i].k = k;
        SG_TRY(window_init(&s->workers[i].own, k->n_ids, err));
        if (k->l->n_crossings) SG_TRY(window_init(&s->workers[i].other, k->n_ids, err));
    }
    atomic_store(&k->next, 0);
    threads_run(threads, work, s);
    for (unsigned i = 0; i < threads; i++) {
        if (s->workers[i].code == SG_OK) continue;
        if (err) *err = s->workers[i].err;
        return s->workers[i].code;
    }
    return SG_OK;
}

enum sg_code sweep_tables(struct kernel *k, struct table *tables, unsigned threads, struct sg_err *err)
{
    struct sweep s = { .k = k, .workers = calloc(threads, sizeof *s.workers) };
    if (!s.workers) return sg_fail_nomem(err, "the threads that count pairs");
    for (unsigned i = 0; i < threads; i++)
        s.workers[i].table = &tables[i];
    enum sg_code code = sweep_all(k, &s, threads, err);
    for (unsigned i = 0; i < threads; i++) {
        window_release(&s.workers[i].own);
        window_release(&s.workers[i].other);
    }
    free(s.workers);
    free(s.blocks);
    return code;
}
