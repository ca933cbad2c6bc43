/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few threads that wait for work.  The layout has about five short steps a round, so starting threads for each would
 * cost more than the steps. */
#include <pthread.h>
#include <stdlib.h>

#include "graph/layout_internal.h"

enum { SPINS = 2000 }; /* looks before a thread goes to sleep: a step often follows within microseconds */

struct sg_pool {
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    pthread_t *threads;
    unsigned n_helpers;
    atomic_uint round; /* goes up with each run */
    atomic_uint n_busy;
    atomic_size_t next;
    size_t n_tasks;
    sg_pool_task *task;
    void *ctx;
    bool ends;
};
struct helper {
    struct sg_pool *pool;
    unsigned number;
};

static void work(struct sg_pool *p, unsigned thread)
{
    for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->n_tasks;)
        p->task(p->ctx, i, thread);
}

static void *help(void *arg)
{
    struct helper h = *(struct helper *)arg;
    struct sg_pool *p = h.pool;
    free(arg);
    for (unsigned seen = 0;;) {
        for (int k = 0; k < SPINS && atomic_load(&p->round) == seen; k++)
            ;
        pthread_mutex_lock(&p->lock);
        while (atomic_load(&p->round) == seen)
            pthread_cond_wait(&p->begin, &p->lock);
        bool ends = p->ends;
        pthread_mutex_unlock(&p->lock);
        if (ends) return NULL;
        seen++;
        work(p, h.number);
        if (atomic_fetch_sub(&p->n_busy, 1) == 1) {
            pthread_mutex_lock(&p->lock);
            pthread_cond_signal(&p->end);
            pthread_mutex_unlock(&p->lock);
        }
    }
}

struct sg_pool *sg_pool_new(unsigned n_threads)
{
    struct sg_pool *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->begin, NULL);
    pthread_cond_init(&p->end, NULL);
    p->threads = calloc(n_threads, sizeof *p->threads);
    if (!p->threads) {
        sg_pool_free(p);
        return NULL;
    }
    while (p->n_helpers + 1 < n_threads) {
        struct helper *h = malloc(sizeof *h);
        if (!h) break;
        *h = (struct helper){ p, p->n_helpers + 1 };
        if (pthread_create(&p->threads[p->n_helpers], NULL, help, h) != 0) {
            free(h);
            break;
        }
        p->n_helpers++;
    }
    return p;
}

static void start(struct sg_pool *p)
{
    pthread_mutex_lock(&p->lock);
    atomic_fetch_add(&p->round, 1);
    pthread_cond_broadcast(&p->begin);
    pthread_mutex_unlock(&p->lock);
}

void sg_pool_free(struct sg_pool *p)
{
    if (!p) return;
    p->ends = true;
    start(p);
    for (unsigned i = 0; i < p->n_helpers; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->begin);
    pthread_cond_destroy(&p->end);
    pthread_mutex_destroy(&p->lock);
    free(p->threads);
    free(p);
}

unsigned sg_pool_threads(const struct sg_pool *p)
{
    return p ? p->n_helpers + 1 : 1;
}

void sg_pool_run(struct sg_pool *p, size_t n_tasks, sg_pool_task *task, void *ctx)
{
    if (!p || p->n_helpers == 0 || n_tasks < 2) {
        for (size_t i = 0; i < n_tasks; i++)
            task(ctx, i, 0);
        return;
    }
    p->task = task;
    p->ctx = ctx;
    p->n_tasks = n_tasks;
    atomic_store(&p->next, 0);
    atomic_store(&p->n_busy, p->n_helpers);
    start(p);
    work(p, 0);
    for (int k = 0; k < SPINS && atomic_load(&p->n_busy) > 0; k++)
        ;
    pthread_mutex_lock(&p->lock);
    while (atomic_load(&p->n_busy) > 0)
        pthread_cond_wait(&p->end, &p->lock);
    pthread_mutex_unlock(&p->lock);
}
