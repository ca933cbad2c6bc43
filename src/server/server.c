/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "server/found.h"
#include "server/server_internal.h"

#define CACHE_BYTES ((size_t)64 << 20)
enum { MAX_POSTS = 500000, STATEMENT_SECONDS = 30 };

int64_t sg_server_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void sg_server_print_address(struct sg_server *s)
{
    char url[128];
    snprintf(url, sizeof url, "http://127.0.0.1:%u/?token=%s", s->port, s->sessions.token);
    s->options.on_address(s->options.ctx, url);
}

static void server_free(struct sg_server *s)
{
    sg_cache_free(s->cache);
    sg_found_free(s->options.found);
    sg_watch_release(&s->watch);
    sg_connections_release(&s->connections);
    for (size_t i = 0; i < SG_ROUTES; i++)
        sg_reply_drop(s->fixed[i]);
    free(s->policy);
    if (s->fd >= 0) close(s->fd);
    free(s);
}

/* The answers that never change, and the page's policy. */
static enum sg_code prepare(struct sg_server *s, struct sg_err *err)
{
    struct sg_case *c = NULL;
    SG_TRY(sg_case_open(s->options.case_folder, &c, err));
    const struct sg_question none = { 0 };
    enum sg_code code = SG_OK;
    for (size_t i = 0; code == SG_OK && i < SG_ROUTES; i++)
        if (sg_routes[i].kind == SG_ROUTE_FIXED) code = sg_routes[i].answer(&s->options, c, &none, &s->fixed[i], err);
    sg_case_free(c);
    SG_TRY(code);
    sg_auto_buf policy = { 0 };
    SG_TRY(sg_page_policy(SG_PAGE_LIVE, &policy, err));
    sg_buf_text(&policy, "; frame-ancestors 'none'");
    s->policy = sg_buf_take(&policy);
    return s->policy ? SG_OK : sg_fail_nomem(err, "the server");
}

static enum sg_code open_door(struct sg_server *s, struct sg_err *err)
{
    bool fell_over = false;
    SG_TRY(sg_listen(s->options.port, &s->fd, &s->port, &fell_over, err));
    snprintf(s->cookie, sizeof s->cookie, "sillage-%u", s->port);
    if (fell_over) {
        char text[96];
        snprintf(text, sizeof text, "port %d is taken; listening at port %u instead", SG_SERVER_PORT, s->port);
        s->options.on_notice(s->options.ctx, text);
    }
    SG_TRY(sg_sessions_init(&s->sessions, err));
    sg_server_print_address(s);
    SG_TRY(sg_http_start(s, err));
    s->fd = -1;
    return SG_OK;
}

static enum sg_code start(struct sg_server *s, struct sg_err *err)
{
    SG_TRY(sg_store_limit(s->options.store, STATEMENT_SECONDS, err));
    SG_TRY(prepare(s, err));
    const struct sg_page_options page = { .kind = SG_PAGE_LIVE,
                                          .with_text = s->options.with_text,
                                          .names = s->options.names,
                                          .seed = 1 };
    SG_TRY(sg_found_new(&page, s->options.case_folder, &s->options.found, err));
    SG_TRY(sg_watch_init(&s->watch, s->options.case_folder, err));
    SG_TRY(sg_cache_new(CACHE_BYTES, &s->cache, err));
    const struct sg_work_options work = { .server = &s->options, .cache = s->cache, .wake = sg_http_wake };
    SG_TRY(sg_work_new(&work, &s->work, err));
    return open_door(s, err);
}

enum sg_code sg_server_start(const struct sg_server_options *options, struct sg_server **ret, struct sg_err *err)
{
    struct sg_server *s = calloc(1, sizeof *s);
    if (!s) return sg_fail_nomem(err, "the server");
    s->fd = -1;
    s->options = *options;
    if (!s->options.max_posts) s->options.max_posts = MAX_POSTS;
    if (!s->options.max_nodes) s->options.max_nodes = SG_PAGE_NODES;
    sg_connections_init(&s->connections);
    enum sg_code code = start(s, err);
    if (code != SG_OK) {
        if (s->work) sg_work_stop(s->work);
        if (sg_work_free(s->work, 1000)) server_free(s);
        return code;
    }
    *ret = s;
    return SG_OK;
}

void sg_server_tick(struct sg_server *s)
{
    int64_t now_ms = sg_server_now_ms();
    sg_connections_tick(&s->connections, now_ms);
    sg_work_tick(s->work, now_ms);
}

bool sg_server_stop(struct sg_server *s, int wait_ms)
{
    if (!s) return true;
    sg_work_stop(s->work);
    sg_http_stop(s);
    if (!sg_work_free(s->work, wait_ms)) return false;
    server_free(s);
    return true;
}
