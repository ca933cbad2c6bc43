/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions on their way to an answer.  Two are worked on at once, the others wait in the order of asking; who asks
 * what is being worked on already waits for that answer.
 */
#ifndef SG_SERVER_WORK_H
#define SG_SERVER_WORK_H

#include "server/cache.h"
#include "server/routes.h"

enum { SG_WORKERS = 2, SG_WAITING = 64, SG_WAIT_MS = 60000 };

struct sg_job;
/* Who waits; lives in the request.  `reply` is set before `wake` is called, NULL when there was no memory. */
struct sg_waiter {
    struct sg_reply *reply; /* the waiter's own share */
    void *connection;
    int64_t until_ms;
    struct sg_waiter *next;
};

struct sg_work;
struct sg_work_options {
    const struct sg_server_options *server;
    struct sg_cache *cache;
    void (*wake)(struct sg_waiter *w); /* called once for each waiter, by any thread */
};
enum sg_code sg_work_new(const struct sg_work_options *o, struct sg_work **ret, struct sg_err *err) SG_CHECKED;
/* The waiter is woken in any case, maybe before this returns: with the answer, with an error's, or with "too many".
 * Takes the contents of `target`, in which the question's texts lie. */
void sg_work_ask(struct sg_work *w, const struct sg_route *route, const struct sg_question *q, struct sg_target *target,
                 uint64_t generation, struct sg_waiter *waiter, int64_t now_ms);
/* Wakes those that wait for too long. */
void sg_work_tick(struct sg_work *w, int64_t now_ms);
/* Wakes everybody and takes nothing more. */
void sg_work_stop(struct sg_work *w);
/* After a stop: false when a question was not done after `wait_ms`, and then nothing is freed. */
bool sg_work_free(struct sg_work *w, int wait_ms);

#endif
