/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the kernel share: limits, times, threads, who crosses whom. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "coordination/kernel.h"

enum { THREADS_MOST = 64 };

enum sg_code kernel_init(struct kernel *ret, const struct layer *l, const struct sweep_request *r, struct sg_err *err)
{
    if (r->window < 0 || r->fast_window < 0) return sg_fail(err, SG_EUSAGE, "a window cannot be shorter than nothing");
    if (l->n_events >= UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "%zu events of one kind are more than can be compared (%u)", l->n_events,
                       UINT32_MAX - 1);
    uint64_t window = (uint64_t)r->window, fast = (uint64_t)r->fast_window;
    *ret = (struct kernel){ .l = l, .r = r, .window = window, .fast = fast < window ? fast : window };
    for (size_t i = 0; i < l->n_events; i++)
        if (l->events[i].account >= ret->n_ids) ret->n_ids = l->events[i].account + 1;
    return SG_OK;
}

size_t events_from(const struct event *e, size_t from, size_t to, sg_time least)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (e[middle].time < least)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

sg_time time_before(sg_time t, uint64_t by)
{
    return by > time_apart(t, INT64_MIN) ? INT64_MIN : (sg_time)((uint64_t)t - by);
}

sg_time time_after(sg_time t, uint64_t by)
{
    return by > time_apart(INT64_MAX, t) ? INT64_MAX : (sg_time)((uint64_t)t + by);
}

/* ---- threads ---- */

struct start {
    void (*work)(void *ctx, unsigned thread);
    void *ctx;
    unsigned thread;
    pthread_t id;
    bool runs;
};

static void *run(void *arg)
{
    struct start *s = arg;
    s->work(s->ctx, s->thread);
    return NULL;
}

void threads_run(unsigned n, void (*work)(void *ctx, unsigned thread), void *ctx)
{
    struct start starts[THREADS_MOST];
    for (unsigned i = 1; i < n; i++) {
        starts[i] = (struct start){ .work = work, .ctx = ctx, .thread = i };
        starts[i].runs = pthread_create(&starts[i].id, NULL, run, &starts[i]) == 0;
    }
    work(ctx, 0);
    for (unsigned i = 1; i < n; i++) {
        if (starts[i].runs)
            pthread_join(starts[i].id, NULL);
        else
            work(ctx, i);
    }
}

unsigned threads_for(const struct sweep_request *r)
{
    if (r->threads) return r->threads < THREADS_MOST ? r->threads : THREADS_MOST;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 8 ? 8 : (unsigned)n;
}

/* ---- crossings ---- */

enum sg_code partners_find(const struct layer *l, struct partners *ret, struct sg_err *err)
{
    *ret = (struct partners){ 0 };
    if (!l->n_crossings) return SG_OK;
    ret->first = calloc((size_t)l->n_objects + 2, sizeof *ret->first);
    ret->objects = malloc(2 * l->n_crossings * sizeof *ret->objects);
    if (!ret->first || !ret->objects) {
        partners_release(ret);
        return sg_fail_nomem(err, "the objects that cross");
    }
    size_t *next = ret->first + 1; /* one place off, so that filling leaves the beginnings */
    for (size_t i = 0; i < l->n_crossings; i++) {
        next[l->crossings[i].a + 1]++;
        next[l->crossings[i].b + 1]++;
    }
    for (uint32_t o = 0; o < l->n_objects; o++)
        next[o + 1] += next[o];
    for (size_t i = 0; i < l->n_crossings; i++) {
        ret->objects[next[l->crossings[i].a]++] = l->crossings[i].b;
        ret->objects[next[l->crossings[i].b]++] = l->crossings[i].a;
    }
    return SG_OK;
}

void partners_release(struct partners *p)
{
    free(p->first);
    free(p->objects);
    *p = (struct partners){ 0 };
}
