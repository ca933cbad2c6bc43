/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/work.h"

#include <stdlib.h>
#include <time.h>

struct sg_job {
    struct sg_job *next;
    const struct sg_route *route;
    struct sg_question question;
    struct sg_target target;
    struct sg_buf key;
    uint64_t generation;
    struct sg_waiter *waiters;
    bool is_running;
};
struct sg_work {
    struct sg_work_options o;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    pthread_t workers[SG_WORKERS];
    unsigned n_workers, n_waiting;
    struct sg_job *jobs; /* waiting and running, in the order of asking */
    bool is_stopping;
};

static void job_free(struct sg_job *j)
{
    sg_target_release(&j->target);
    sg_buf_release(&j->key);
    free(j);
}

/* ---- answering ---- */

static unsigned status_of(enum sg_code code)
{
    switch (code) {
    case SG_EUSAGE:
        return 400;
    case SG_ENOTFOUND:
        return 404;
    case SG_ELIMIT:
        return 422;
    case SG_ENOMEM:
        return 503;
    default:
        return 500;
    }
}

static enum sg_code answer(const struct sg_work *w, const struct sg_job *j, bool *ret_is_lasting, struct sg_reply **ret,
                           struct sg_err *err)
{
    struct sg_case *c = NULL;
    enum sg_code code = sg_case_open(w->o.server->case_folder, &c, err);
    if (code != SG_OK) return code == SG_ENOTFOUND ? SG_EIO : code; /* "not found" is of posts; this is our trouble */
    /* What a writer is in the middle of is not kept: it may be killed and leave no line that tells of a change. */
    bool was_locked = sg_case_is_locked(c);
    code = j->route->answer(w->o.server, c, &j->question, ret, err);
    *ret_is_lasting = code == SG_OK && !(*ret)->is_passing && !was_locked && !sg_case_is_locked(c);
    sg_case_free(c);
    return code;
}

static struct sg_reply *work_out(const struct sg_work *w, const struct sg_job *j)
{
    struct sg_reply *reply = NULL;
    struct sg_err err = { 0 };
    bool is_lasting = false;
    enum sg_code code = answer(w, j, &is_lasting, &reply, &err);
    if (code != SG_OK) return sg_reply_error(status_of(code), err.text);
    if (is_lasting && j->route->kind == SG_ROUTE_CACHED)
        sg_cache_put(w->o.cache, j->generation, sg_buf_view(&j->key), reply);
    return reply;
}

/* ---- waiting; each of these holds the lock ---- */

static void wake_all(struct sg_work *w, struct sg_job *j, struct sg_reply *reply)
{
    while (j->waiters) {
        struct sg_waiter *waiter = j->waiters;
        j->waiters = waiter->next;
        w->n_waiting--;
        waiter->reply = reply ? sg_reply_share(reply) : NULL;
        w->o.wake(waiter); /* from here on it belongs to its own thread */
    }
}

static void unlink_job(struct sg_work *w, struct sg_job *j)
{
    struct sg_job **at = &w->jobs;
    while (*at != j)
        at = &(*at)->next;
    *at = j->next;
}

static struct sg_job *next_job(struct sg_work *w)
{
    for (struct sg_job *j = w->jobs; j; j = j->next)
        if (!j->is_running) return j;
    return NULL;
}

static void *worker(void *work)
{
    struct sg_work *w = work;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        struct sg_job *j = w->is_stopping ? NULL : next_job(w);
        if (w->is_stopping) break;
        if (!j) {
            pthread_cond_wait(&w->has_work, &w->lock);
            continue;
        }
        j->is_running = true;
        pthread_mutex_unlock(&w->lock);
        struct sg_reply *reply = work_out(w, j);
        pthread_mutex_lock(&w->lock);
        wake_all(w, j, reply);
        unlink_job(w, j);
        sg_reply_drop(reply);
        job_free(j);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* The same question about the same state of the case. */
static struct sg_job *find_job(struct sg_work *w, uint64_t generation, struct sg_str key)
{
    for (struct sg_job *j = w->jobs; j; j = j->next)
        if (j->generation == generation && sg_str_same(sg_buf_view(&j->key), key)) return j;
    return NULL;
}

static struct sg_job *add_job(struct sg_work *w, struct sg_buf *key)
{
    struct sg_job *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    j->key = *key;
    *key = (struct sg_buf){ 0 };
    struct sg_job **end = &w->jobs;
    while (*end)
        end = &(*end)->next;
    *end = j;
    return j;
}

/* NULL when the waiter was put in line; else why not. */
static const char *queue(struct sg_work *w, const struct sg_route *route, const struct sg_question *q,
                         struct sg_target *target, uint64_t generation, struct sg_waiter *waiter)
{
    sg_auto_buf key = { 0 };
    sg_question_key(route, q, &key);
    if (key.failed) return "there is no memory for another question";
    if (w->is_stopping) return "the server is being stopped";
    if (w->n_waiting >= SG_WAITING) return "too many questions are waiting; ask again in a moment";
    struct sg_job *j = find_job(w, generation, sg_buf_view(&key));
    if (!j) {
        j = add_job(w, &key);
        if (!j) return "there is no memory for another question";
        j->route = route;
        j->question = *q;
        j->generation = generation;
        j->target = *target; /* the texts do not move */
        *target = (struct sg_target){ 0 };
        pthread_cond_signal(&w->has_work);
    }
    waiter->next = j->waiters;
    j->waiters = waiter;
    w->n_waiting++;
    return NULL;
}

void sg_work_ask(struct sg_work *w, const struct sg_route *route, const struct sg_question *q, struct sg_target *target,
                 uint64_t generation, struct sg_waiter *waiter, int64_t now_ms)
{
    waiter->until_ms = now_ms + SG_WAIT_MS;
    pthread_mutex_lock(&w->lock);
    const char *refusal = queue(w, route, q, target, generation, waiter);
    pthread_mutex_unlock(&w->lock);
    if (!refusal) return;
    waiter->reply = sg_reply_error(503, refusal);
    w->o.wake(waiter);
}

static void wake_late(struct sg_work *w, struct sg_job *j, int64_t now_ms)
{
    for (struct sg_waiter **at = &j->waiters; *at;) {
        struct sg_waiter *waiter = *at;
        if (now_ms < waiter->until_ms) {
            at = &waiter->next;
            continue;
        }
        *at = waiter->next;
        w->n_waiting--;
        waiter->reply = sg_reply_error(503, "the answer is not ready yet; ask again in a moment, or ask for less");
        w->o.wake(waiter);
    }
}

void sg_work_tick(struct sg_work *w, int64_t now_ms)
{
    pthread_mutex_lock(&w->lock);
    for (struct sg_job **at = &w->jobs; *at;) {
        struct sg_job *j = *at;
        wake_late(w, j, now_ms);
        if (j->is_running || j->waiters) {
            at = &j->next;
            continue;
        }
        *at = j->next; /* nobody waits for it any more */
        job_free(j);
    }
    pthread_mutex_unlock(&w->lock);
}

/* ---- life ---- */

enum sg_code sg_work_new(const struct sg_work_options *o, struct sg_work **ret, struct sg_err *err)
{
    struct sg_work *w = calloc(1, sizeof *w);
    if (!w) return sg_fail_nomem(err, "the questions");
    w->o = *o;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->has_work, NULL);
    for (; w->n_workers < SG_WORKERS; w->n_workers++) {
        if (pthread_create(&w->workers[w->n_workers], NULL, worker, w) == 0) continue;
        sg_work_stop(w);
        (void)sg_work_free(w, 1000);
        return sg_fail(err, SG_EIO, "the system gives no thread to answer questions in");
    }
    *ret = w;
    return SG_OK;
}

void sg_work_stop(struct sg_work *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    struct sg_reply *reply = sg_reply_error(503, "the server is being stopped");
    for (struct sg_job *j = w->jobs; j; j = j->next)
        wake_all(w, j, reply);
    sg_reply_drop(reply);
    pthread_cond_broadcast(&w->has_work);
    pthread_mutex_unlock(&w->lock);
}

bool sg_work_free(struct sg_work *w, int wait_ms)
{
    if (!w) return true;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    for (unsigned i = 0; i < w->n_workers; i++)
        if (pthread_timedjoin_np(w->workers[i], NULL, &until) != 0) return false;
    while (w->jobs) {
        struct sg_job *j = w->jobs;
        w->jobs = j->next;
        job_free(j);
    }
    pthread_cond_destroy(&w->has_work);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return true;
}
