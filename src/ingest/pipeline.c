/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "ingest/ingest_internal.h"

static void drop_prepared(void *item)
{
    sg_prepared_release(item);
    free(item);
}

/* One worker: takes from `in`, works, puts into `out` (the last has none). */
struct worker {
    pthread_t thread;
    bool is_started;
    struct sg_queue *in, *out;
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
    struct sg_prepared *item;
    while (w->code == SG_OK && (item = sg_queue_take(w->in))) {
        w->code = w->work(w, item, &w->err);
        if (w->code == SG_OK && w->out && sg_queue_put(w->out, item)) continue;
        drop_prepared(item);
        if (w->out) break;
    }
    sg_queue_break(w->in);
    if (w->out) sg_queue_close(w->out);
    return NULL;
}

/* The calling thread's part: the reader's batches into the first queue. */
static uint64_t read_batches(const struct sg_pipeline_input *in, struct sg_queue *out, struct sg_err *read_error)
{
    uint64_t rows = 0;
    for (uint32_t batch = 0;; batch++) {
        struct sg_prepared *item = calloc(1, sizeof *item);
        if (!item) {
            (void)sg_fail_nomem(read_error, "a batch");
            return rows;
        }
        item->batch = batch;
        if (in->next(in->self, &item->read, read_error) != SG_OK || !item->read.release) {
            drop_prepared(item);
            return rows;
        }
        rows += (uint64_t)sg_batch_rows(&item->read);
        if (!sg_queue_put(out, item)) {
            drop_prepared(item);
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
    struct sg_queue read, ready;
    struct sg_preparer *preparer = NULL;
    SG_TRY(sg_preparer_new(in->source, in->platform, &preparer, err));
    sg_queue_init(&read, SG_PIPELINE_DEPTH, drop_prepared);
    sg_queue_init(&ready, SG_PIPELINE_DEPTH, drop_prepared);
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
    sg_queue_close(&read);
    if (!workers[PREPARE].is_started) sg_queue_close(&ready);
    for (int i = 0; i < WORKERS; i++)
        if (workers[i].is_started) pthread_join(workers[i].thread, NULL);
    /* The store's failure is the cause when several stopped. */
    for (int i = WORKERS - 1; i >= 0 && code == SG_OK; i--) {
        code = workers[i].code;
        if (code != SG_OK && err) *err = workers[i].err;
    }
    if (code == SG_OK) *ret_rows = rows;
    sg_queue_release(&read);
    sg_queue_release(&ready);
    sg_preparer_free(preparer);
    return code;
}
