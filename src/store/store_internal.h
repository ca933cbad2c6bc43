/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_STORE_STORE_INTERNAL_H
#define SG_STORE_STORE_INTERNAL_H

#include <pthread.h>

#include "store/native.h"
#include "store/store.h"

struct curl_slist;

/* One kept-alive connection and its buffers; used by one thread at a time. */
struct sg_lane {
    struct sg_store *store;
    void *multi, *easy; /* CURLM, CURL */
    struct curl_slist *headers;
    struct sg_buf url, in /* received */, out /* rows to send */;
    char complaint[256];
    bool is_running, is_done;
    int result;  /* CURLcode, when done */
    long status; /* HTTP, when done or when bytes came */
    struct sg_lane *next_free;
};

struct sg_store {
    /* embedded */
    char *folder, *engine_program, *socket_path;
    int folder_fd;
    unsigned limit_seconds; /* of a statement; 0: none */
    uint64_t writer; /* tells our inserts from those of a client that is gone */
    /* cluster */
    char *base_url, *user, *password, *database; /* NULL: embedded, or not given */
    pthread_mutex_t lock;                        /* free_lanes */
    pthread_mutex_t open_lock;                   /* is_opening */
    pthread_t opener; /* makes the tables while others do something else; joined by the first request */
    bool is_opening;
    enum sg_code open_code;
    struct sg_err open_err;
    pthread_mutex_t spawn_lock;
    uint64_t n_spawned; /* engine starts; under spawn_lock */
    struct sg_lane *free_lanes;
    void (*notice)(void *ctx, const char *text);
    void *notice_ctx;
};

/* Every request from outside begins with this: when the store opens in the background, waits for it and tells of its
 * failure. */
enum sg_code sg_store_wait(struct sg_store *s, struct sg_err *err) SG_CHECKED;

/* What to ask for besides the statement. */
struct sg_ask {
    const char *path;   /* embedded, instead of a statement: "fence" or "wait" (doc/formats/store.md); NULL: none */
    const char *format; /* NULL: none */
    bool is_readonly;
    const char *query_id; /* NULL: none */
    struct sg_str insert; /* the statement of an insert whose body is rows; empty: the body is the statement */
};

/* ---- lane.c ---- */
enum sg_code sg_lane_take(struct sg_store *s, struct sg_lane **ret, struct sg_err *err) SG_CHECKED;
void sg_lane_give(struct sg_lane *lane);
void sg_lane_free(struct sg_lane *lane);
/* Sends; `body` is borrowed until the request is over. */
enum sg_code sg_lane_send(struct sg_lane *lane, const struct sg_ask *ask, struct sg_str body,
                          struct sg_err *err) SG_CHECKED;
/* Works until there are more bytes in `in` than `than`, or the request is over. */
enum sg_code sg_lane_pump(struct sg_lane *lane, size_t than, struct sg_err *err) SG_CHECKED;
void sg_lane_stop(struct sg_lane *lane);
/* The connection broke (or was never made), as opposed to an answer that is an error. */
bool sg_lane_is_broken(const struct sg_lane *lane);
/* What went wrong, when something did. */
enum sg_code sg_lane_verdict(struct sg_lane *lane, struct sg_err *err) SG_CHECKED;

/* ---- request.c: with a second try when the engine was not there ---- */
/* Sends and waits for the first bytes or the end; starts the engine when nobody answers. */
enum sg_code sg_request_begin(struct sg_lane *lane, const struct sg_ask *ask, struct sg_str body,
                              struct sg_err *err) SG_CHECKED;
/* The same to the end; the answer is dropped. */
enum sg_code sg_request_whole(struct sg_store *s, const struct sg_ask *ask, struct sg_str body,
                              struct sg_err *err) SG_CHECKED;
/* One number out of a statement's one row. */
enum sg_code sg_request_number(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                               uint64_t *ret, struct sg_err *err) SG_CHECKED;
void sg_store_say(struct sg_store *s, const char *text);

/* ---- spawn.c ---- */
/* Starts the engine, or finds it started by another.  `seen` is n_spawned as the caller knew it: when another thread
 * has started the engine since, nothing is done. */
enum sg_code sg_spawn_engine(struct sg_store *s, uint64_t seen, struct sg_err *err) SG_CHECKED;
uint64_t sg_spawn_count(struct sg_store *s);

/* ---- schema.c ---- */
enum sg_code sg_schema_ensure(struct sg_store *s, struct sg_err *err) SG_CHECKED;

#endif
