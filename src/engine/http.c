/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ClickHouse's HTTP interface over libmicrohttpd, one thread a connection: what doc/formats/store.md describes. */
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/engine.h"
#include "engine/http_internal.h"

/* Received and sent in pieces of up to this size. */
#define CONNECTION_BYTES ((size_t)1 << 20)
#define MAX_CONNECTIONS 64
/* A statement, not rows: lists of identities make long ones. */
#define MAX_STATEMENT ((size_t)256 << 20)

#define SPARE_UPLOADS 4

struct sg_http {
    struct MHD_Daemon *daemon;
    struct sg_chdb *chdb;
    pthread_mutex_t lock;
    unsigned n_connections, n_requests;
    pthread_rwlock_t writing;               /* held for reading by each insert, for writing by a fence */
    uint64_t writer;                        /* whose inserts are taken since the last fence; 0: anyone's */
    struct sg_upload *spare[SPARE_UPLOADS]; /* their pages are there already: half the cost of taking rows in */
    unsigned n_spare;
};

struct request {
    struct sg_http *http;
    struct sg_upload *upload;
    bool is_insert; /* the body is rows */
    struct sg_statement statement;
    struct sg_buf text, error;
    struct sg_err err;
    enum sg_code code;
    bool is_counted;
};

static void count(struct sg_http *h, unsigned *what, int by)
{
    pthread_mutex_lock(&h->lock);
    *what += (unsigned)by;
    pthread_mutex_unlock(&h->lock);
}

static unsigned read_count(struct sg_http *h, const unsigned *what)
{
    pthread_mutex_lock(&h->lock);
    unsigned n = *what;
    pthread_mutex_unlock(&h->lock);
    return n;
}

unsigned sg_http_connections(struct sg_http *h)
{
    return read_count(h, &h->n_connections);
}
unsigned sg_http_requests(struct sg_http *h)
{
    return read_count(h, &h->n_requests);
}

/* ---- connections ---- */

static struct sg_upload *take_upload(struct sg_http *h)
{
    pthread_mutex_lock(&h->lock);
    struct sg_upload *u = h->n_spare ? h->spare[--h->n_spare] : NULL;
    pthread_mutex_unlock(&h->lock);
    if (!u && (u = calloc(1, sizeof *u))) u->fd = -1;
    return u;
}

static void give_upload(struct sg_http *h, struct sg_upload *u)
{
    if (!u) return;
    u->bytes = 0;
    pthread_mutex_lock(&h->lock);
    bool is_kept = u->fd >= 0 && h->n_spare < SPARE_UPLOADS;
    if (is_kept) h->spare[h->n_spare++] = u;
    pthread_mutex_unlock(&h->lock);
    if (is_kept) return;
    sg_upload_release(u);
    free(u);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode toe)
{
    (void)connection;
    struct sg_http *h = cls;
    if (toe == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = take_upload(h);
        count(h, &h->n_connections, 1);
    } else {
        give_upload(h, *socket_context);
        *socket_context = NULL;
        count(h, &h->n_connections, -1);
    }
}

/* ---- answering ---- */

static enum MHD_Result send_text(struct MHD_Connection *connection, unsigned status, const char *text, size_t len,
                                 const char *exception_code)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(len, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (!r) return MHD_NO;
    MHD_add_response_header(r, "Content-Type", "text/plain; charset=UTF-8");
    if (exception_code) MHD_add_response_header(r, "X-ClickHouse-Exception-Code", exception_code);
    enum MHD_Result result = MHD_queue_response(connection, status, r);
    MHD_destroy_response(r);
    return result;
}

int sg_http_send_exception(struct MHD_Connection *connection, const char *text)
{
    static const int asked_wrongly[] = {
        6, 16, 26, 27, 36, 41, 42, 43, 46, 47, 53, 62, 63, 69, 70, 115, 179, 184, 215
    };
    char code[16] = "1000";
    int number = 0;
    if (strncmp(text, "Code: ", 6) == 0) {
        for (const char *p = text + 6; sg_is_digit(*p) && number < 100000; p++)
            number = number * 10 + (*p - '0');
        size_t n = strspn(text + 6, "0123456789");
        if (n && n < sizeof code) {
            memcpy(code, text + 6, n);
            code[n] = '\0';
        }
    }
    unsigned status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    if (number == 60 || number == 81)
        status = MHD_HTTP_NOT_FOUND;
    else if (number == 164 || number == 497)
        status = MHD_HTTP_FORBIDDEN;
    else
        for (size_t i = 0; i < sizeof asked_wrongly / sizeof *asked_wrongly; i++)
            if (number == asked_wrongly[i]) status = MHD_HTTP_BAD_REQUEST;
    return send_text(connection, status, text, strlen(text), code);
}

static enum MHD_Result send_error(struct MHD_Connection *connection, const struct sg_err *err)
{
    return send_text(connection, err->code == SG_ELIMIT ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_INTERNAL_SERVER_ERROR,
                     err->text, strlen(err->text), "1000");
}

/* ---- requests ---- */

static bool is_yes(const char *value)
{
    return value && *value && strcmp(value, "0") != 0;
}

/* The number of who writes; 0 when the request names none. */
static uint64_t writer_of(struct MHD_Connection *connection)
{
    const char *text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "writer");
    return text ? strtoull(text, NULL, 16) : 0;
}

/*
 * A client that was killed may have left an insert behind: running, waiting for a connection, or unread in its socket.
 * A fence waits for those that run, and those that come later from another writer than the one who set it are refused.
 * `shuts_out` false: only the waiting.
 */
static enum MHD_Result fence(struct sg_http *h, struct MHD_Connection *connection, bool shuts_out)
{
    pthread_rwlock_wrlock(&h->writing);
    if (shuts_out) h->writer = writer_of(connection);
    pthread_rwlock_unlock(&h->writing);
    return send_text(connection, MHD_HTTP_OK, "", 0, NULL);
}

static enum sg_code insert(struct request *q, struct MHD_Connection *connection)
{
    struct sg_http *h = q->http;
    struct sg_chdb_lane *lane = NULL;
    if (h->writer && h->writer != writer_of(connection))
        return sg_fail(&q->err, SG_EIO, "another command adds to this case since; these rows are refused");
    SG_TRY(sg_chdb_take(h->chdb, false, &lane, &q->err));
    sg_merges_before_insert(lane);
    enum sg_code code = sg_engine_insert(lane, &q->statement, q->upload, &q->error, &q->err);
    sg_chdb_give(lane);
    return code;
}

static enum MHD_Result run_insert(struct request *q, struct MHD_Connection *connection)
{
    pthread_rwlock_rdlock(&q->http->writing);
    enum sg_code code = insert(q, connection);
    pthread_rwlock_unlock(&q->http->writing);
    if (code != SG_OK) return send_error(connection, &q->err);
    if (q->error.len) {
        const char *text = sg_buf_cstr(&q->error);
        return text ? sg_http_send_exception(connection, text) : MHD_NO;
    }
    return send_text(connection, MHD_HTTP_OK, "", 0, NULL);
}

static enum MHD_Result run(struct request *q, struct MHD_Connection *connection)
{
    if (q->code != SG_OK) return send_error(connection, &q->err);
    bool is_readonly = is_yes(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "readonly"));
    if (q->is_insert && is_readonly)
        return (enum MHD_Result)sg_http_send_exception(
            connection, "Code: 164. DB::Exception: Cannot insert in readonly mode. (READONLY)");
    if (q->is_insert) return run_insert(q, connection);
    if (q->text.failed) {
        sg_fail_nomem(&q->err, "a statement");
        return send_error(connection, &q->err);
    }
    struct sg_statement statement = sg_statement_read(sg_buf_view(&q->text));
    if (statement.kind == SG_STATEMENT_OTHER) sg_engine_forget_tables();
    struct sg_chdb_lane *lane = NULL;
    if (sg_chdb_take(q->http->chdb, is_readonly, &lane, &q->err) != SG_OK) return send_error(connection, &q->err);
    return (enum MHD_Result)sg_http_answer(connection, lane, &statement);
}

static struct request *begin(struct sg_http *h, struct MHD_Connection *connection)
{
    struct request *q = calloc(1, sizeof *q);
    if (!q) return NULL;
    q->http = h;
    q->is_counted = true;
    count(h, &h->n_requests, 1);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    q->upload = info ? info->socket_context : NULL;
    const char *text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "query");
    if (text) {
        q->statement = sg_statement_read(sg_str(text)); /* borrows the request's own memory */
        q->is_insert = q->statement.kind == SG_STATEMENT_INSERT && q->upload;
        if (!q->is_insert) sg_buf_text(&q->text, text);
        /* ClickHouse joins the two parts of a statement with a newline. */
        if (!q->is_insert) sg_buf_char(&q->text, '\n');
    }
    if (q->is_insert) q->upload->bytes = 0;
    return q;
}

static void take_body(struct request *q, const char *bytes, size_t len)
{
    if (q->code != SG_OK) return;
    if (q->is_insert)
        q->code = sg_upload_add(q->upload, bytes, len, &q->err);
    else if (len > MAX_STATEMENT - q->text.len)
        q->code = sg_fail(&q->err, SG_ELIMIT, "the statement is longer than %zu bytes", MAX_STATEMENT);
    else
        sg_buf_add(&q->text, bytes, len);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload_data, size_t *upload_size, void **context)
{
    (void)version;
    struct sg_http *h = cls;
    if (!*context) {
        *context = begin(h, connection);
        return *context ? MHD_YES : MHD_NO;
    }
    struct request *q = *context;
    if (*upload_size) {
        take_body(q, upload_data, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (strcmp(url, "/fence") == 0) return fence(h, connection, true);
    if (strcmp(url, "/wait") == 0) return fence(h, connection, false);
    if (strcmp(url, "/ping") == 0) return send_text(connection, MHD_HTTP_OK, "Ok.\n", 4, NULL);
    if (strcmp(url, "/") != 0) return send_text(connection, MHD_HTTP_NOT_FOUND, "There is no such path.\n", 23, NULL);
    if (strcmp(method, "POST") != 0 && strcmp(method, "GET") != 0)
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "Use POST.\n", 10, NULL);
    return run(q, connection);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode toe)
{
    (void)connection;
    (void)toe;
    struct sg_http *h = cls;
    struct request *q = *context;
    if (!q) return;
    if (q->is_counted) count(h, &h->n_requests, -1);
    sg_buf_release(&q->text);
    sg_buf_release(&q->error);
    free(q);
    *context = NULL;
}

enum sg_code sg_http_start(int fd, struct sg_chdb *chdb, struct sg_http **ret, struct sg_err *err)
{
    struct sg_http *h = calloc(1, sizeof *h);
    if (!h) return sg_fail_nomem(err, "the engine's door");
    h->chdb = chdb;
    pthread_mutex_init(&h->lock, NULL);
    /* A fence must not wait for ever while inserts come one after the other. */
    pthread_rwlockattr_t fair;
    pthread_rwlockattr_init(&fair);
    pthread_rwlockattr_setkind_np(&fair, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&h->writing, &fair);
    pthread_rwlockattr_destroy(&fair);
    h->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0, NULL, NULL,
                         on_request, h, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                         CONNECTION_BYTES, MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, MHD_OPTION_NOTIFY_COMPLETED,
                         on_completed, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_END);
    if (!h->daemon) {
        free(h);
        return sg_fail(err, SG_EIO, "the engine cannot serve its socket (libmicrohttpd refused it)");
    }
    *ret = h;
    return SG_OK;
}

void sg_http_stop_listening(struct sg_http *h)
{
    MHD_quiesce_daemon(h->daemon);
}
