/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/store_internal.h"

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* A part of a URL, copied out of curl's memory; NULL when it is not there. */
static char *url_part(CURLU *u, CURLUPart part, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(u, part, &text, flags) != CURLUE_OK) return NULL;
    char *copy = strdup(text);
    curl_free(text);
    return copy;
}

/* http(s)://[user:password@]host:port/database */
static enum sg_code read_url(struct sg_store *s, const char *url, struct sg_err *err)
{
    CURLU *u = curl_url();
    if (!u) return sg_fail_nomem(err, "the store's address");
    enum sg_code code = SG_OK;
    sg_auto_char scheme = NULL;
    sg_auto_char host = NULL;
    sg_auto_char port = NULL;
    sg_auto_char path = NULL;
    if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK) {
        scheme = url_part(u, CURLUPART_SCHEME, 0);
        host = url_part(u, CURLUPART_HOST, 0);
        port = url_part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
        path = url_part(u, CURLUPART_PATH, CURLU_URLDECODE);
        s->user = url_part(u, CURLUPART_USER, CURLU_URLDECODE);
        s->password = url_part(u, CURLUPART_PASSWORD, CURLU_URLDECODE);
    }
    curl_url_cleanup(u);
    /* The address is not repeated in the message: it may hold a password. */
    if (!scheme || !host || !port || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        code = sg_fail(err, SG_EUSAGE, "the store's address is not http(s)://[user:password@]host:port/database");
    else if (asprintf(&s->base_url, "%s://%s:%s", scheme, host, port) < 0) {
        s->base_url = NULL;
        code = sg_fail_nomem(err, "the store's address");
    } else if (path && path[0] == '/' && path[1] && !(s->database = strdup(path + 1)))
        code = sg_fail_nomem(err, "the store's address");
    return code;
}

/* curl is given the socket through the folder's descriptor: a socket's path is limited to 108 bytes, a folder's not. */
static enum sg_code find_folder(struct sg_store *s, const struct sg_store_options *options, struct sg_err *err)
{
    /* Never 0, which is nobody's. */
    if (getrandom(&s->writer, sizeof s->writer, 0) != sizeof s->writer)
        return sg_fail(err, SG_EIO, "no random number for a writer's name: %s", strerror(errno));
    s->writer |= 1;
    SG_TRY(sg_fs_mkdir(options->folder, err));
    s->folder = realpath(options->folder, NULL);
    s->folder_fd = open(options->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (!s->folder || s->folder_fd < 0)
        return sg_fail(err, SG_EIO, "%s: the store's folder cannot be opened: %s", options->folder, strerror(errno));
    if (asprintf(&s->socket_path, "/proc/self/fd/%d/engine.sock", s->folder_fd) < 0) {
        s->socket_path = NULL;
        return sg_fail_nomem(err, "the store's path");
    }
    if (options->engine_program && !(s->engine_program = strdup(options->engine_program)))
        return sg_fail_nomem(err, "the engine's path");
    return SG_OK;
}

/* The opening thread's own requests do not wait for it. */
static _Thread_local bool is_opener;

static void *open_schema(void *store)
{
    struct sg_store *s = store;
    is_opener = true;
    s->open_code = sg_schema_ensure(s, &s->open_err);
    return NULL;
}

enum sg_code sg_store_wait(struct sg_store *s, struct sg_err *err)
{
    if (is_opener) return SG_OK;
    pthread_mutex_lock(&s->open_lock);
    if (s->is_opening) pthread_join(s->opener, NULL);
    s->is_opening = false;
    pthread_mutex_unlock(&s->open_lock);
    if (s->open_code != SG_OK && err) *err = s->open_err;
    return s->open_code;
}

enum sg_code sg_store_limit(struct sg_store *s, unsigned seconds, struct sg_err *err)
{
    SG_TRY(sg_store_wait(s, err));
    s->limit_seconds = seconds;
    return SG_OK;
}

void sg_store_free(struct sg_store *s)
{
    if (!s) return;
    enum sg_code unasked = sg_store_wait(s, NULL); /* a failure that no request met has nobody to tell */
    (void)unasked;
    while (s->free_lanes) {
        struct sg_lane *lane = s->free_lanes;
        s->free_lanes = lane->next_free;
        sg_lane_free(lane);
    }
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->open_lock);
    pthread_mutex_destroy(&s->spawn_lock);
    if (s->folder_fd >= 0) close(s->folder_fd);
    free(s->folder);
    free(s->engine_program);
    free(s->socket_path);
    free(s->base_url);
    free(s->user);
    free(s->password);
    free(s->database);
    free(s);
}

enum sg_code sg_store_open(const struct sg_store_options *options, struct sg_store **ret, struct sg_err *err)
{
    pthread_once(&curl_once, start_curl);
    struct sg_store *s = calloc(1, sizeof *s);
    if (!s) return sg_fail_nomem(err, "a store");
    s->folder_fd = -1;
    s->notice = options->notice;
    s->notice_ctx = options->notice_ctx;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->open_lock, NULL);
    pthread_mutex_init(&s->spawn_lock, NULL);
    enum sg_code code;
    if (options->url)
        code = read_url(s, options->url, err);
    else if (options->folder)
        code = find_folder(s, options, err);
    else
        code = sg_fail(err, SG_EINPUT, "a store needs a folder or an address");
    if (code == SG_OK && options->in_background)
        s->is_opening = pthread_create(&s->opener, NULL, open_schema, s) == 0;
    if (code == SG_OK && !s->is_opening) code = sg_schema_ensure(s, err);
    if (code != SG_OK) {
        sg_store_free(s);
        return code;
    }
    *ret = s;
    return SG_OK;
}

enum sg_code sg_store_do(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                         struct sg_err *err)
{
    sg_auto_buf sql = { 0 };
    SG_TRY(sg_store_wait(s, err));
    SG_TRY(sg_sql(sql_name, params, n_params, &sql, err));
    return sg_request_whole(s, &(struct sg_ask){ 0 }, sg_buf_view(&sql), err);
}
