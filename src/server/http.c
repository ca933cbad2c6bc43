/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door: libmicrohttpd in one thread that never waits for anything but sockets.  A request is looked at in this
 * order: may it ask at all (admit.h), can its address be read (target.h), has it a session (sessions.h), is there such
 * a route and are its parameters right (routes.h); then the answer comes from the cache, or the connection sleeps until
 * a worker has it (work.h).
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/text.h"
#include "base/unpack.h"
#include "server/admit.h"
#include "server/server_internal.h"

enum {
    CONNECTION_BYTES = 65536, /* of a request's line and headers, and of the answer's headers */
    IDLE_SECONDS = 30,
    /* Above SG_CONNECTIONS, so that who was shut down and is not yet cleaned up does not keep the next one waiting. */
    MOST_SOCKETS = SG_CONNECTIONS * 4,
    PIECE = 65536
};

struct request {
    struct sg_server *server;
    struct sg_waiter waiter; /* its connection sleeps while this waits */
    struct sg_buf raw;       /* the address as it came */
    struct sg_target target;
    struct sg_question question;
    const struct sg_route *route;
    bool is_begun, was_asked;
    unsigned refused; /* a status; answered when the body has passed by */
    const char *why;
    size_t passed;
};

static struct sg_connection *connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* ---- answers out ---- */

/* Nothing that comes from here may be framed, read by another origin, kept on a disk or taken for another type. */
static bool dress(struct MHD_Response *r, const char *policy)
{
    static const char *const headers[][2] = {
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
        { "Cross-Origin-Embedder-Policy", "require-corp" },
        { "Cache-Control", "no-store" },
        { "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
        { "Vary", "Accept-Encoding, Cookie" },
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (MHD_add_response_header(r, headers[i][0], headers[i][1]) != MHD_YES) return false;
    return MHD_add_response_header(r, "Content-Security-Policy", policy) == MHD_YES;
}

static const char bare_policy[] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

static void drop_reply(void *reply)
{
    sg_reply_drop(reply);
}

/* Unpacks for those who do not take gzip, a piece at a time. */
struct unpacking {
    struct sg_reply *reply;
    struct sg_unpack *unpack;
};

static void unpacking_free(void *cls)
{
    struct unpacking *u = cls;
    sg_unpack_free(u->unpack);
    sg_reply_drop(u->reply);
    free(u);
}

static ssize_t unpack_piece(void *cls, uint64_t at, char *out, size_t len)
{
    (void)at; /* pieces come in order */
    struct unpacking *u = cls;
    size_t n = 0;
    if (sg_unpack_read(u->unpack, out, len, &n, NULL) != SG_OK) return MHD_CONTENT_READER_END_WITH_ERROR;
    return n ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *unpacked(struct sg_reply *reply)
{
    struct unpacking *u = calloc(1, sizeof *u);
    if (!u) return NULL;
    u->reply = sg_reply_share(reply);
    struct MHD_Response *r = NULL;
    if (sg_unpack_new(sg_buf_view(&reply->bytes), &u->unpack, NULL) == SG_OK)
        r = MHD_create_response_from_callback(reply->raw_len, PIECE, unpack_piece, u, unpacking_free);
    if (!r) unpacking_free(u);
    return r;
}

static struct MHD_Response *as_it_is(struct sg_reply *reply)
{
    struct MHD_Response *r = MHD_create_response_from_buffer_with_free_callback_cls(reply->bytes.len, reply->bytes.data,
                                                                                    drop_reply, sg_reply_share(reply));
    if (!r) sg_reply_drop(reply);
    return r;
}

static bool describe(struct MHD_Response *r, const struct sg_reply *reply, bool is_packed)
{
    if (is_packed && MHD_add_response_header(r, "Content-Encoding", "gzip") != MHD_YES) return false;
    if (reply->file[0]) {
        char text[80];
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", reply->file);
        if (MHD_add_response_header(r, "Content-Disposition", text) != MHD_YES) return false;
    }
    return MHD_add_response_header(r, "Content-Type", reply->type) == MHD_YES;
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, const char *policy, struct sg_reply *reply)
{
    const char *accepted = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
    bool is_packed = reply->is_packed && accepted && sg_accepts_gzip(accepted);
    struct MHD_Response *r = reply->is_packed && !is_packed ? unpacked(reply) : as_it_is(reply);
    if (!r) return MHD_NO;
    enum MHD_Result result = MHD_NO;
    if (dress(r, policy) && describe(r, reply, is_packed)) result = MHD_queue_response(connection, reply->status, r);
    MHD_destroy_response(r);
    return result;
}

/* ---- refusals: short, with a sentence, and the connection is closed ---- */

static void put_refusal(bool is_api, const char *sentence, struct sg_buf *out)
{
    if (is_api) {
        struct sg_json_out j = sg_json_out(out, false);
        sg_json_object(&j);
        sg_json_ktext(&j, "error", sentence);
        sg_json_object_end(&j);
    } else {
        sg_buf_text(out, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sillage</title><p>");
        sg_escape_xml(out, sg_str(sentence));
    }
    sg_buf_char(out, '\n');
}

static enum MHD_Result refuse(struct MHD_Connection *connection, const struct request *q, unsigned status,
                              const char *sentence)
{
    static const char api[] = "/api/";
    bool is_api = q->raw.len >= sizeof api - 1 && memcmp(q->raw.data, api, sizeof api - 1) == 0;
    sg_auto_buf text = { 0 };
    put_refusal(is_api, sentence, &text);
    if (text.failed) return MHD_NO;
    struct MHD_Response *r = MHD_create_response_from_buffer(text.len, text.data, MHD_RESPMEM_MUST_COPY);
    if (!r) return MHD_NO;
    bool is_whole = dress(r, bare_policy);
    is_whole &=
        MHD_add_response_header(r, "Content-Type", is_api ? "application/json" : "text/html; charset=utf-8") == MHD_YES;
    is_whole &= MHD_add_response_header(r, "Connection", "close") == MHD_YES;
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) is_whole &= MHD_add_response_header(r, "Allow", "GET, HEAD") == MHD_YES;
    if (status == MHD_HTTP_UNAUTHORIZED)
        is_whole &= MHD_add_response_header(r, "WWW-Authenticate", "Bearer") == MHD_YES;
    enum MHD_Result result = is_whole ? MHD_queue_response(connection, status, r) : MHD_NO;
    MHD_destroy_response(r);
    return result;
}

/* ---- who asks ---- */

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    struct sg_head *h = cls;
    const struct {
        const char *name, **place;
    } headers[] = { { "Host", &h->host },
                    { "Origin", &h->origin },
                    { "Sec-Fetch-Site", &h->fetch_site },
                    { "Content-Length", &h->content_length },
                    { "Transfer-Encoding", &h->transfer_encoding },
                    { "Expect", &h->expect } };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (strcasecmp(key, headers[i].name) != 0) continue;
        h->is_doubled |= *headers[i].place != NULL;
        *headers[i].place = value ? value : "";
    }
    return MHD_YES;
}

struct cookies {
    struct sg_server *server;
    bool is_known;
};

static enum MHD_Result take_cookie(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    struct cookies *c = cls;
    if (value && strcmp(key, c->server->cookie) == 0)
        c->is_known |= sg_sessions_knows(&c->server->sessions, sg_str(value));
    return MHD_YES;
}

static bool has_session(struct sg_server *s, struct MHD_Connection *connection)
{
    static const char scheme[] = "Bearer ";
    const char *bearer = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
    if (bearer && strncasecmp(bearer, scheme, sizeof scheme - 1) == 0)
        return sg_sessions_knows(&s->sessions, sg_str_trim(sg_str(bearer + sizeof scheme - 1)));
    /* Another port of this machine can set a cookie of our name that comes before ours: it must not shut us out. */
    struct cookies c = { .server = s };
    MHD_get_connection_values(connection, MHD_COOKIE_KIND, take_cookie, &c);
    return c.is_known;
}

/* "/?token=…": on to the page, with a session's cookie when the token was good. */
static enum MHD_Result enter(struct request *q, struct MHD_Connection *connection, struct sg_str token)
{
    static const char spent[] = "this address was used already or is not whole: open the one that sillage printed last";
    struct sg_server *s = q->server;
    struct sg_err err;
    char value[SG_SECRET_TEXT];
    if (sg_sessions_spend(&s->sessions, token, value, &err) != SG_OK) return refuse(connection, q, 500, err.text);
    if (value[0] == '\0' && !has_session(s, connection)) return refuse(connection, q, MHD_HTTP_UNAUTHORIZED, spent);
    struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    bool is_whole = dress(r, bare_policy) && MHD_add_response_header(r, "Location", "/") == MHD_YES;
    if (value[0]) {
        char cookie[160];
        snprintf(cookie, sizeof cookie, "%s=%s; HttpOnly; SameSite=Strict; Path=/", s->cookie, value);
        is_whole = is_whole && MHD_add_response_header(r, "Set-Cookie", cookie) == MHD_YES;
        sg_server_print_address(s);
    }
    enum MHD_Result result = is_whole ? MHD_queue_response(connection, MHD_HTTP_SEE_OTHER, r) : MHD_NO;
    MHD_destroy_response(r);
    return result;
}

/* ---- a request ---- */

/* Looks at the head; whatever is wrong is answered here. */
static enum MHD_Result begin(struct request *q, struct MHD_Connection *connection, const char *method)
{
    struct sg_server *s = q->server;
    struct sg_head head = { .method = method };
    struct sg_err err;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &head);
    q->refused = sg_admit(&head, s->port, &q->why);
    if (q->refused && sg_lets_body_by(&head)) return MHD_YES;
    if (q->refused) return refuse(connection, q, q->refused, q->why);
    if (sg_target_read(sg_buf_view(&q->raw), &q->target, &err) != SG_OK)
        return refuse(connection, q, MHD_HTTP_BAD_REQUEST, err.text);
    const struct sg_str *token = sg_target_get(&q->target, "token");
    if (token && sg_str_is(q->target.path, "/") && strcmp(method, "GET") == 0) return enter(q, connection, *token);
    if (!has_session(s, connection))
        return refuse(connection, q, MHD_HTTP_UNAUTHORIZED,
                      "this needs a session: open the address that sillage printed last");
    sg_connections_begin(&s->connections, connection_of(connection));
    q->route = sg_route_find(q->target.path);
    if (!q->route) return refuse(connection, q, MHD_HTTP_NOT_FOUND, "there is nothing at this address");
    if (sg_question_read(q->route, &q->target, s->options.max_nodes, &q->question, &err) != SG_OK)
        return refuse(connection, q, MHD_HTTP_BAD_REQUEST, err.text);
    return MHD_YES;
}

static enum MHD_Result answer(struct request *q, struct MHD_Connection *connection)
{
    struct sg_server *s = q->server;
    if (q->route->kind == SG_ROUTE_FIXED) {
        const char *policy = q->route->answer == answer_page ? s->policy : bare_policy;
        return send_reply(connection, policy, s->fixed[q->route - sg_routes]);
    }
    if (!q->was_asked) {
        uint64_t generation = sg_watch_look(&s->watch);
        sg_auto_buf key = { 0 };
        sg_question_key(q->route, &q->question, &key);
        if (key.failed) return MHD_NO;
        q->was_asked = true;
        q->waiter.reply = sg_cache_get(s->cache, generation, sg_buf_view(&key));
        if (!q->waiter.reply) {
            /* First to sleep, then to ask: who wakes it may be faster than we are. */
            q->waiter.connection = connection;
            MHD_suspend_connection(connection);
            sg_work_ask(s->work, q->route, &q->question, &q->target, generation, &q->waiter, sg_server_now_ms());
            return MHD_YES;
        }
    }
    return q->waiter.reply ? send_reply(connection, bare_policy, q->waiter.reply) : MHD_NO;
}

static void *on_address(void *cls, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    struct request *q = calloc(1, sizeof *q);
    if (!q) return NULL;
    q->server = cls;
    /* A little more than is allowed, so that what is too long is seen to be. */
    sg_buf_add(&q->raw, uri, strnlen(uri, SG_TARGET_BYTES + 1));
    return q;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload_data, size_t *upload_size, void **context)
{
    (void)cls, (void)url, (void)version, (void)upload_data;
    struct request *q = *context;
    if (!q || q->raw.failed) return MHD_NO;
    if (!q->is_begun) {
        q->is_begun = true;
        return begin(q, connection, method);
    }
    if (*upload_size) {
        q->passed += *upload_size;
        *upload_size = 0;
        return q->refused && q->passed <= SG_PASSED_BYTES ? MHD_YES : MHD_NO;
    }
    return q->refused ? refuse(connection, q, q->refused, q->why) : answer(q, connection);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode toe)
{
    (void)toe;
    struct sg_server *s = cls;
    struct request *q = *context;
    *context = NULL;
    if (!q) return;
    sg_connections_end(&s->connections, connection_of(connection), sg_server_now_ms());
    sg_reply_drop(q->waiter.reply);
    sg_target_release(&q->target);
    sg_buf_release(&q->raw);
    free(q);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode toe)
{
    struct sg_server *s = cls;
    if (toe == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = info ? sg_connections_add(&s->connections, info->connect_fd, sg_server_now_ms()) : NULL;
    } else {
        sg_connections_remove(&s->connections, *socket_context);
        *socket_context = NULL;
    }
}

void sg_http_wake(struct sg_waiter *w)
{
    MHD_resume_connection(w->connection);
}

enum sg_code sg_http_start(struct sg_server *s, struct sg_err *err)
{
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, s,
                                 MHD_OPTION_LISTEN_SOCKET, s->fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                 (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_SOCKETS,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                 MHD_OPTION_URI_LOG_CALLBACK, on_address, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
                                 s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
    return s->daemon ? SG_OK : sg_fail(err, SG_EIO, "the server cannot be started (libmicrohttpd refused)");
}

void sg_http_stop(struct sg_server *s)
{
    if (s->daemon) MHD_stop_daemon(s->daemon);
    s->daemon = NULL;
}
