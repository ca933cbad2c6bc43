/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/ingest_internal.h"

void sg_queue_init(struct sg_queue *q, size_t depth, void (*drop)(void *item))
{
    *q = (struct sg_queue){ .depth = depth < SG_QUEUE_MOST ? depth : SG_QUEUE_MOST, .drop = drop };
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->changed, NULL);
}

void sg_queue_release(struct sg_queue *q)
{
    for (; q->n; q->n--, q->first = (q->first + 1) % SG_QUEUE_MOST)
        q->drop(q->items[q->first]);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->changed);
}

bool sg_queue_put(struct sg_queue *q, void *item)
{
    pthread_mutex_lock(&q->lock);
    while (q->n == q->depth && !q->is_broken)
        pthread_cond_wait(&q->changed, &q->lock);
    bool is_put = !q->is_broken;
    if (is_put) {
        q->items[(q->first + q->n++) % SG_QUEUE_MOST] = item;
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return is_put;
}

void *sg_queue_take(struct sg_queue *q)
{
    void *item = NULL;
    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->is_closed)
        pthread_cond_wait(&q->changed, &q->lock);
    if (q->n > 0) {
        item = q->items[q->first];
        q->first = (q->first + 1) % SG_QUEUE_MOST;
        q->n--;
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return item;
}

static void set(struct sg_queue *q, bool *flag)
{
    pthread_mutex_lock(&q->lock);
    *flag = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

void sg_queue_close(struct sg_queue *q)
{
    set(q, &q->is_closed);
}

void sg_queue_break(struct sg_queue *q)
{
    set(q, &q->is_broken);
}

bool sg_queue_is_broken(struct sg_queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool is_broken = q->is_broken;
    pthread_mutex_unlock(&q->lock);
    return is_broken;
}
