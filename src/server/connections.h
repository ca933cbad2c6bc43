/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every open connection, so that a thousand that say nothing keep nobody out: the newest is always let in, and when
 * there are too many the one goes that has been silent for longest among those that have shown no session.  A stranger
 * that has not finished a request within a few seconds goes in any case.
 */
#ifndef SG_SERVER_CONNECTIONS_H
#define SG_SERVER_CONNECTIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SG_CONNECTIONS = 128, SG_STRANGER_MS = 10000 };

struct sg_connection {
    struct sg_connection *next, *previous;
    int fd;
    int64_t since_ms; /* when it came, or when its last request ended */
    bool is_known;    /* its last request had a session */
    bool is_busy;     /* such a request is being answered */
    bool is_leaving;  /* was shut down; the other thread will notice */
};
/* Thread-safe. */
struct sg_connections {
    pthread_mutex_t lock;
    struct sg_connection first; /* of a ring */
    size_t n;                   /* that are not leaving */
};
void sg_connections_init(struct sg_connections *c);
void sg_connections_release(struct sg_connections *c); /* none is left */

/* A socket was accepted; NULL without memory, and then it is shut down. */
struct sg_connection *sg_connections_add(struct sg_connections *c, int fd, int64_t now_ms);
void sg_connections_remove(struct sg_connections *c, struct sg_connection *one);
/* A request of this connection showed its session, and is answered; later: it was. */
void sg_connections_begin(struct sg_connections *c, struct sg_connection *one);
void sg_connections_end(struct sg_connections *c, struct sg_connection *one, int64_t now_ms);
/* Shuts down strangers who were silent for too long. */
void sg_connections_tick(struct sg_connections *c, int64_t now_ms);

#endif
