/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A case in the browser: the page and a small JSON interface (doc/api.md) on 127.0.0.1, for whoever holds the token in
 * the printed address.  Reads only.
 */
#ifndef SG_SERVER_SERVER_H
#define SG_SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "report/web.h"
#include "store/store.h"

enum { SG_SERVER_PORT = 7417 }; /* where it listens when no port was asked for and nobody is there */

struct sg_server_options {
    int port;                      /* 0: any that is free; -1: SG_SERVER_PORT, or another when it is taken */
    const char *case_folder;       /* borrowed, as everything here, while the server runs */
    struct sg_store *store;        /* used by two threads at once */
    bool with_text;                /* posts' texts may be shown */
    struct sg_names_options names; /* who may be named */
    size_t max_nodes;              /* of a story's network unless the question says otherwise; 0: web.h's */
    uint64_t max_posts;            /* a larger story is refused; 0: 500,000 */
    struct sg_found *found;        /* the server's own, to be left NULL */
    /* Called by the server's own threads: a new address with a token, whenever the last one was spent; and what a
     * person should know. */
    void (*on_address)(void *ctx, const char *url);
    void (*on_notice)(void *ctx, const char *text);
    void *ctx;
};

struct sg_server;
/* Listens and answers from here on, in threads of its own.  `on_address` was called once when this returns. */
enum sg_code sg_server_start(const struct sg_server_options *options, struct sg_server **ret,
                             struct sg_err *err) SG_CHECKED;
/* To be called some times a second: ends connections that say nothing and questions that wait for too long. */
void sg_server_tick(struct sg_server *s);
/* Stops listening, refuses who waits, and frees.  False when a question is still being worked on after `wait_ms`: then
 * the store is in use and nothing was freed, and the process should end. */
bool sg_server_stop(struct sg_server *s, int wait_ms);

#endif
