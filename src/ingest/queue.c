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

void sg_queue_limit(struct sg_queue *q, size_t most)
{
    q->most_weight = most;
}

static bool has_room(const struct sg_queue *q, size_t weight)
{
    if (q->n == q->depth) return false;
    return !weight || !q->n || (q->weight < q->most_weight && weight <= q->most_weight - q->weight);
}

bool sg_queue_put_heavy(struct sg_queue *q, void *item, size_t weight)
{
    pthread_mutex_lock(&q->lock);
    while (!has_room(q, weight) && !q->is_broken)
        pthread_cond_wait(&q->changed, &q->lock);
    bool is_put = !q->is_broken;
    if (is_put) {
        size_t at = (q->first + q->n++) % SG_QUEUE_MOST;
        q->items[at] = item;
        q->weights[at] = weight;
        q->weight += weight;
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return is_put;
}

bool sg_queue_put(struct sg_queue *q, void *item)
{
    return sg_queue_put_heavy(q, item, 0);
}

size_t sg_queue_take_all(struct sg_queue *q, void **items, size_t most_items, size_t most_weight)
{
    size_t n = 0, weight = 0;
    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->is_closed)
        pthread_cond_wait(&q->changed, &q->lock);
    while (q->n > 0 && n < most_items) {
        const size_t next = q->weights[q->first];
        if (n && (weight >= most_weight || next > most_weight - weight)) break;
        items[n++] = q->items[q->first];
        weight += next;
        q->weight -= next;
        q->first = (q->first + 1) % SG_QUEUE_MOST;
        q->n--;
    }
    if (n) pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
    return n;
}

void *sg_queue_take(struct sg_queue *q)
{
    void *item = NULL;
    return sg_queue_take_all(q, &item, 1, 0) ? item : NULL;
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
