/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/connections.h"

#include <stdlib.h>
#include <sys/socket.h>

void sg_connections_init(struct sg_connections *c)
{
    *c = (struct sg_connections){ 0 };
    pthread_mutex_init(&c->lock, NULL);
    c->first.next = c->first.previous = &c->first;
}

void sg_connections_release(struct sg_connections *c)
{
    pthread_mutex_destroy(&c->lock);
}

/* Only shut down, never closed: the descriptor belongs to libmicrohttpd, whose thread sees the end and cleans up. */
static void dismiss(struct sg_connections *c, struct sg_connection *one)
{
    shutdown(one->fd, SHUT_RDWR);
    one->is_leaving = true;
    c->n--;
}

/* Who goes first: strangers before those with a session, and the longest silent before others. */
static struct sg_connection *least_missed(const struct sg_connections *c)
{
    struct sg_connection *found = NULL;
    for (struct sg_connection *i = c->first.next; i != &c->first; i = i->next) {
        if (i->is_busy || i->is_leaving) continue;
        if (!found || i->is_known < found->is_known ||
            (i->is_known == found->is_known && i->since_ms < found->since_ms))
            found = i;
    }
    return found;
}

struct sg_connection *sg_connections_add(struct sg_connections *c, int fd, int64_t now_ms)
{
    struct sg_connection *one = calloc(1, sizeof *one);
    if (!one) {
        shutdown(fd, SHUT_RDWR);
        return NULL;
    }
    one->fd = fd;
    one->since_ms = now_ms;
    pthread_mutex_lock(&c->lock);
    if (c->n >= SG_CONNECTIONS) {
        struct sg_connection *victim = least_missed(c);
        if (victim) dismiss(c, victim);
    }
    one->next = &c->first;
    one->previous = c->first.previous;
    one->previous->next = one->next->previous = one;
    c->n++;
    if (c->n > SG_CONNECTIONS) dismiss(c, one); /* all others are being answered */
    pthread_mutex_unlock(&c->lock);
    return one;
}

void sg_connections_remove(struct sg_connections *c, struct sg_connection *one)
{
    if (!one) return;
    pthread_mutex_lock(&c->lock);
    one->previous->next = one->next;
    one->next->previous = one->previous;
    if (!one->is_leaving) c->n--;
    pthread_mutex_unlock(&c->lock);
    free(one);
}

void sg_connections_begin(struct sg_connections *c, struct sg_connection *one)
{
    if (!one) return;
    pthread_mutex_lock(&c->lock);
    one->is_busy = one->is_known = true;
    pthread_mutex_unlock(&c->lock);
}

void sg_connections_end(struct sg_connections *c, struct sg_connection *one, int64_t now_ms)
{
    if (!one) return;
    pthread_mutex_lock(&c->lock);
    one->is_busy = false;
    one->since_ms = now_ms;
    pthread_mutex_unlock(&c->lock);
}

void sg_connections_tick(struct sg_connections *c, int64_t now_ms)
{
    pthread_mutex_lock(&c->lock);
    for (struct sg_connection *i = c->first.next; i != &c->first; i = i->next)
        if (!i->is_known && !i->is_busy && !i->is_leaving && now_ms - i->since_ms > SG_STRANGER_MS) dismiss(c, i);
    pthread_mutex_unlock(&c->lock);
}
