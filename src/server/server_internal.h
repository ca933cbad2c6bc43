/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_SERVER_SERVER_INTERNAL_H
#define SG_SERVER_SERVER_INTERNAL_H

#include "server/connections.h"
#include "server/sessions.h"
#include "server/watch.h"
#include "server/work.h"

struct MHD_Daemon;

struct sg_server {
    struct sg_server_options options;
    struct MHD_Daemon *daemon;
    int fd; /* listens; libmicrohttpd's once the daemon runs */
    uint16_t port;
    char cookie[24];                   /* "sillage-7417": a machine's ports share their cookies */
    char *policy;                      /* of the page */
    struct sg_reply *fixed[SG_ROUTES]; /* of the routes whose answer never changes, by their place in sg_routes */
    struct sg_cache *cache;
    struct sg_work *work;
    struct sg_connections connections;
    /* Of the door's thread alone. */
    struct sg_sessions sessions;
    struct sg_watch watch;
};

int64_t sg_server_now_ms(void);
void sg_server_print_address(struct sg_server *s);

/* ---- listen.c ---- */
/* 127.0.0.1 and nothing else; `port` as in sg_server_options.  `ret_fell_over`: the default port was taken. */
enum sg_code sg_listen(int port, int *ret_fd, uint16_t *ret_port, bool *ret_fell_over, struct sg_err *err) SG_CHECKED;

/* ---- http.c ---- */
enum sg_code sg_http_start(struct sg_server *s, struct sg_err *err) SG_CHECKED;
void sg_http_stop(struct sg_server *s); /* who waits was woken before */
void sg_http_wake(struct sg_waiter *w);

#endif
