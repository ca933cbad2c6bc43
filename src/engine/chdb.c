/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/chdb.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

/* Made when first needed.  An answer that is read slowly keeps its connection, so there are more than anyone needs. */
#define WRITERS 12
#define READERS 4
#define WAIT_SECONDS 60

typedef void *chdb_connection;
struct chdb_calls {
    chdb_connection *(*connect)(int argc, char **argv);
    struct sg_chdb_result *(*query)(chdb_connection, const char *, size_t, const char *, size_t);
    struct sg_chdb_result *(*stream)(chdb_connection, const char *, size_t, const char *, size_t);
    struct sg_chdb_result *(*fetch)(chdb_connection, struct sg_chdb_result *);
    void (*cancel)(chdb_connection, struct sg_chdb_result *);
    void (*destroy)(struct sg_chdb_result *);
    char *(*buffer)(struct sg_chdb_result *);
    size_t (*length)(struct sg_chdb_result *);
    const char *(*error)(struct sg_chdb_result *);
};

struct sg_chdb_lane {
    struct sg_chdb *owner;
    chdb_connection *connection; /* NULL until first needed */
    bool is_readonly, is_busy;
};

struct sg_chdb {
    struct chdb_calls call;
    char *data_arg, *config_arg;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct sg_chdb_lane lanes[WRITERS + READERS];
};

static enum sg_code load(struct sg_chdb *c, const char *library, struct sg_err *err)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return sg_fail(err, SG_EIO, "the engine's library does not load: %s", dlerror());
    const struct {
        const char *name;
        void **to;
    } calls[] = {
        { "chdb_connect", (void **)&c->call.connect },
        { "chdb_query_n", (void **)&c->call.query },
        { "chdb_stream_query_n", (void **)&c->call.stream },
        { "chdb_stream_fetch_result", (void **)&c->call.fetch },
        { "chdb_stream_cancel_query", (void **)&c->call.cancel },
        { "chdb_destroy_query_result", (void **)&c->call.destroy },
        { "chdb_result_buffer", (void **)&c->call.buffer },
        { "chdb_result_length", (void **)&c->call.length },
        { "chdb_result_error", (void **)&c->call.error },
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        *calls[i].to = dlsym(handle, calls[i].name);
        if (!*calls[i].to)
            return sg_fail(err, SG_EIO, "%s has no function %s; the version pinned in engine-lib/package.json has it",
                           library, calls[i].name);
    }
    /* Present in newer versions: the library leaves our signal handlers alone. */
    void (*set_handlers)(int) = NULL;
    *(void **)&set_handlers = dlsym(handle, "chdb_set_signal_handlers_enabled");
    if (set_handlers) set_handlers(0);
    return SG_OK;
}

static enum sg_code connect_lane(struct sg_chdb_lane *lane, struct sg_err *err)
{
    struct sg_chdb *c = lane->owner;
    char name[] = "clickhouse";
    char *argv[] = { name, c->data_arg, c->config_arg };
    lane->connection = c->call.connect(3, argv);
    if (!lane->connection) return sg_fail(err, SG_EIO, "the engine does not open %s", c->data_arg + strlen("--path="));
    static const char readonly[] = "SET readonly = 1";
    if (lane->is_readonly) {
        struct sg_chdb_result *r = sg_chdb_query(lane, readonly, sizeof readonly - 1, "Null");
        const char *error = r ? sg_chdb_error(lane, r) : "no memory";
        enum sg_code code = error ? sg_fail(err, SG_EIO, "a read-only connection cannot be made: %s", error) : SG_OK;
        sg_chdb_free(lane, r);
        return code;
    }
    return SG_OK;
}

enum sg_code sg_chdb_open(const char *library, const char *data, const char *config, struct sg_chdb **ret,
                          struct sg_err *err)
{
    struct sg_chdb *c = calloc(1, sizeof *c);
    if (!c || asprintf(&c->data_arg, "--path=%s", data) < 0 || asprintf(&c->config_arg, "--config-file=%s", config) < 0)
        return sg_fail_nomem(err, "the engine");
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->freed, NULL);
    for (size_t i = 0; i < WRITERS + READERS; i++)
        c->lanes[i] = (struct sg_chdb_lane){ .owner = c, .is_readonly = i >= WRITERS };
    SG_TRY(load(c, library, err));
    SG_TRY(connect_lane(&c->lanes[0], err));
    *ret = c;
    return SG_OK;
}

static enum sg_code take(struct sg_chdb *c, bool is_readonly, int wait_seconds, struct sg_chdb_lane **ret,
                         struct sg_err *err)
{
    struct sg_chdb_lane *found = NULL;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_seconds;
    pthread_mutex_lock(&c->lock);
    while (!found) {
        for (size_t i = 0; i < WRITERS + READERS && !found; i++)
            if (c->lanes[i].is_readonly == is_readonly && !c->lanes[i].is_busy) found = &c->lanes[i];
        if (!found && pthread_cond_timedwait(&c->freed, &c->lock, &until) == ETIMEDOUT) {
            pthread_mutex_unlock(&c->lock);
            return sg_fail(err, SG_ELIMIT,
                           "every connection of the engine has been busy for %d seconds; try again when "
                           "other commands on this case have ended",
                           wait_seconds);
        }
    }
    found->is_busy = true;
    /* Under the lock: connections are made one at a time. */
    enum sg_code code = found->connection ? SG_OK : connect_lane(found, err);
    if (code != SG_OK) {
        found->connection = NULL;
        found->is_busy = false;
    }
    pthread_mutex_unlock(&c->lock);
    if (code == SG_OK) *ret = found;
    return code;
}

enum sg_code sg_chdb_take(struct sg_chdb *c, bool is_readonly, struct sg_chdb_lane **ret, struct sg_err *err)
{
    return take(c, is_readonly, WAIT_SECONDS, ret, err);
}

struct sg_chdb_lane *sg_chdb_try_take(struct sg_chdb *c, bool is_readonly)
{
    struct sg_chdb_lane *lane = NULL;
    return take(c, is_readonly, 0, &lane, NULL) == SG_OK ? lane : NULL;
}

void sg_chdb_give(struct sg_chdb_lane *lane)
{
    if (!lane) return;
    pthread_mutex_lock(&lane->owner->lock);
    lane->is_busy = false;
    pthread_cond_broadcast(&lane->owner->freed);
    pthread_mutex_unlock(&lane->owner->lock);
}

struct sg_chdb_result *sg_chdb_query(struct sg_chdb_lane *lane, const char *sql, size_t sql_len, const char *format)
{
    return lane->owner->call.query(*lane->connection, sql, sql_len, format, strlen(format));
}

struct sg_chdb_result *sg_chdb_begin(struct sg_chdb_lane *lane, const char *sql, size_t sql_len, const char *format)
{
    return lane->owner->call.stream(*lane->connection, sql, sql_len, format, strlen(format));
}

struct sg_chdb_result *sg_chdb_next(struct sg_chdb_lane *lane, struct sg_chdb_result *stream)
{
    return lane->owner->call.fetch(*lane->connection, stream);
}

void sg_chdb_cancel(struct sg_chdb_lane *lane, struct sg_chdb_result *stream)
{
    lane->owner->call.cancel(*lane->connection, stream);
}

void sg_chdb_free(struct sg_chdb_lane *lane, struct sg_chdb_result *r)
{
    if (r) lane->owner->call.destroy(r);
}

const char *sg_chdb_error(struct sg_chdb_lane *lane, struct sg_chdb_result *r)
{
    const char *text = lane->owner->call.error(r);
    return text && *text ? text : NULL;
}

const char *sg_chdb_bytes(struct sg_chdb_lane *lane, struct sg_chdb_result *r, size_t *ret_len)
{
    *ret_len = lane->owner->call.length(r);
    return lane->owner->call.buffer(r);
}
