/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdlib.h>

#include "ingest/ingest_internal.h"

/* A bounded queue between two threads. `closed`: nothing more will be put. `broken`: nobody takes any more. */
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sg_prepared items[SG_PIPELINE_DEPTH];
    size_t first, n;
    bool closed, broken;
};

static void queue_init(struct queue *q)
{
    *q = (struct queue){ 0 };
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->changed, NULL);
}

static void queue_release(struct queue *q)
{
    for (; q->n; q->n--, q->first = (q->first + 1) % SG_PIPELINE_DEPTH)
        sg_prepared_release(&q->items[q->first]);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->changed);
}

/* Takes the item; false when the other side has given up. */
static bool queue_put(struct queue *q, struct sg_prepared *item)
{
    pthread_mutex_lock(&q->lock);
    while (q->n == SG_PIPELINE_DEPTH && !q->broken)
        pthread_cond_wait(&q->changed, &q->lock);
    bool is_put = !q->broken;
    if (is_put) {
        q->items[(q->first + q->n++) % SG_PIPELINE_DEPTH] = *item;
        *item = (struct sg_prepared){ 0 };
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return is_put;
}

/* False at the end. */
static bool queue_take(struct queue *q, struct sg_prepared *ret)
{
    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->closed)
        pthread_cond_wait(&q->changed, &q->lock);
    bool is_taken = q->n > 0;
    if (is_taken) {
        *ret = q->items[q->first];
        q->first = (q->first + 1) % SG_PIPELINE_DEPTH;
        q->n--;
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return is_taken;
}

static void queue_set(struct queue *q, bool *flag)
{
    pthread_mutex_lock(&q->lock);
    *flag = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

/* One worker: takes from `in`, works, puts into `out` (the last has none). */
struct worker {
    pthread_t thread;
    bool is_started;
    struct queue *in, *out;
    enum sg_code (*work)(struct worker *w, struct sg_prepared *item, struct sg_err *err);
    struct sg_preparer *preparer;
    struct sg_store *store;
    const struct sg_landed *landed;
    enum sg_code code;
    struct sg_err err;
};

static enum sg_code work_prepare(struct worker *w, struct sg_prepared *item, struct sg_err *err)
{
    return sg_prepare(w->preparer, &item->read, item->batch, item, err);
}

static enum sg_code work_send(struct worker *w, struct sg_prepared *item, struct sg_err *err)
{
    return sg_prepared_insert(item, w->store, w->landed, err);
}

static void *run_worker(void *self)
{
    struct worker *w = self;
    struct sg_prepared item = { 0 };
    while (w->code == SG_OK && queue_take(w->in, &item)) {
        w->code = w->work(w, &item, &w->err);
        if (w->code == SG_OK && w->out && !queue_put(w->out, &item)) break;
        sg_prepared_release(&item);
    }
    sg_prepared_release(&item);
    queue_set(w->in, &w->in->broken);
    if (w->out) queue_set(w->out, &w->out->closed);
    return NULL;
}

/* The calling thread's part: the reader's batches into the first queue. */
static uint64_t read_batches(const struct sg_pipeline_input *in, struct queue *out, struct sg_err *read_error)
{
    uint64_t rows = 0;
    for (uint32_t batch = 0;; batch++) {
        struct sg_prepared item = { .batch = batch };
        if (in->next(in->self, &item.read, read_error) != SG_OK || !item.read.release) return rows;
        rows += (uint64_t)sg_batch_rows(&item.read);
        if (!queue_put(out, &item)) {
            sg_prepared_release(&item);
            return rows;
        }
        if (in->after_batch) in->after_batch(in->ctx, rows);
    }
}

static enum sg_code start_worker(struct worker *w, struct sg_err *err)
{
    if (pthread_create(&w->thread, NULL, run_worker, w) != 0) return sg_fail_nomem(err, "a thread that adds");
    w->is_started = true;
    return SG_OK;
}

enum sg_code sg_pipeline_run(const struct sg_pipeline_input *in, uint64_t *ret_rows, struct sg_err *ret_read_error,
                             struct sg_err *err)
{
    enum { PREPARE, SEND, SEND_TOO, WORKERS };
    struct queue read, ready;
    struct sg_preparer *preparer = NULL;
    SG_TRY(sg_preparer_new(in->source, in->platform, &preparer, err));
    queue_init(&read);
    queue_init(&ready);
    const struct worker send = { .in = &ready, .work = work_send, .store = in->store, .landed = in->landed };
    struct worker workers[WORKERS] = {
        [PREPARE] = { .in = &read, .out = &ready, .work = work_prepare, .preparer = preparer },
        [SEND] = send,
        [SEND_TOO] = send,
    };
    enum sg_code code = SG_OK;
    uint64_t rows = 0;
    *ret_read_error = (struct sg_err){ 0 };
    for (int i = 0; i < WORKERS && code == SG_OK; i++)
        code = start_worker(&workers[i], err);
    if (code == SG_OK) rows = read_batches(in, &read, ret_read_error);
    queue_set(&read, &read.closed);
    if (!workers[PREPARE].is_started) queue_set(&ready, &ready.closed);
    for (int i = 0; i < WORKERS; i++)
        if (workers[i].is_started) pthread_join(workers[i].thread, NULL);
    /* The store's failure is the cause when several stopped. */
    for (int i = WORKERS - 1; i >= 0 && code == SG_OK; i--) {
        code = workers[i].code;
        if (code != SG_OK && err) *err = workers[i].err;
    }
    if (code == SG_OK) *ret_rows = rows;
    queue_release(&read);
    queue_release(&ready);
    sg_preparer_free(preparer);
    return code;
}
