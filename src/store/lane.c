/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "store/store_internal.h"

_Static_assert(sizeof((struct sg_lane *)0)->complaint >= CURL_ERROR_SIZE, "curl writes so much");

#define TRANSFER_BYTES 524288L
#define CONNECT_TIMEOUT_MS 15000L

static size_t on_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
    struct sg_lane *lane = ctx;
    sg_buf_add(&lane->in, bytes, size * count);
    return lane->in.failed ? 0 : size * count;
}

void sg_lane_free(struct sg_lane *lane)
{
    if (!lane) return;
    sg_lane_stop(lane);
    if (lane->easy) curl_easy_cleanup(lane->easy);
    if (lane->multi) curl_multi_cleanup(lane->multi);
    curl_slist_free_all(lane->headers);
    sg_buf_release(&lane->url);
    sg_buf_release(&lane->in);
    sg_buf_release(&lane->out);
    free(lane);
}

static bool set_up(struct sg_lane *lane)
{
    struct sg_store *s = lane->store;
    CURL *e = lane->easy;
    /* No "Expect: 100-continue": it costs a round trip and, with a server that does not know it, a second. */
    static const char *const headers[] = { "Expect:", "Content-Type: application/octet-stream" };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct curl_slist *more = curl_slist_append(lane->headers, headers[i]);
        if (!more) return false;
        lane->headers = more;
    }
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, lane->headers);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, lane);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, lane->complaint);
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, TRANSFER_BYTES);
    curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, TRANSFER_BYTES);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    if (s->socket_path) return curl_easy_setopt(e, CURLOPT_UNIX_SOCKET_PATH, s->socket_path) == CURLE_OK;
    if (s->user && curl_easy_setopt(e, CURLOPT_USERNAME, s->user) != CURLE_OK) return false;
    return !s->password || curl_easy_setopt(e, CURLOPT_PASSWORD, s->password) == CURLE_OK;
}

enum sg_code sg_lane_take(struct sg_store *s, struct sg_lane **ret, struct sg_err *err)
{
    pthread_mutex_lock(&s->lock);
    struct sg_lane *lane = s->free_lanes;
    if (lane) s->free_lanes = lane->next_free;
    pthread_mutex_unlock(&s->lock);
    if (!lane) {
        lane = calloc(1, sizeof *lane);
        if (!lane) return sg_fail_nomem(err, "a connection to the store");
        lane->store = s;
        lane->multi = curl_multi_init();
        lane->easy = curl_easy_init();
        if (!lane->multi || !lane->easy || !set_up(lane)) {
            sg_lane_free(lane);
            return sg_fail_nomem(err, "a connection to the store");
        }
    }
    *ret = lane;
    return SG_OK;
}

void sg_lane_give(struct sg_lane *lane)
{
    if (!lane) return;
    sg_lane_stop(lane);
    struct sg_store *s = lane->store;
    pthread_mutex_lock(&s->lock);
    lane->next_free = s->free_lanes;
    s->free_lanes = lane;
    pthread_mutex_unlock(&s->lock);
}

void sg_lane_stop(struct sg_lane *lane)
{
    if (lane->is_running) curl_multi_remove_handle(lane->multi, lane->easy);
    lane->is_running = false;
}

static void add_param(struct sg_lane *lane, const char *name, struct sg_str value)
{
    static const char digits[] = "0123456789ABCDEF";
    sg_buf_printf(&lane->url, "&%s=", name);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (sg_is_alnum((char)c) || c == '_' || c == '.' || c == '-') {
            sg_buf_char(&lane->url, (char)c);
        } else {
            sg_buf_char(&lane->url, '%');
            sg_buf_char(&lane->url, digits[c >> 4]);
            sg_buf_char(&lane->url, digits[c & 15]);
        }
    }
}

enum sg_code sg_lane_send(struct sg_lane *lane, const struct sg_ask *ask, struct sg_str body, struct sg_err *err)
{
    struct sg_store *s = lane->store;
    sg_lane_stop(lane);
    sg_buf_clear(&lane->in);
    sg_buf_clear(&lane->url);
    sg_buf_printf(&lane->url, "%s/%s?max_query_size=1073741824", s->base_url ? s->base_url : "http://engine",
                  ask->path ? ask->path : "");
    if (!s->base_url && (ask->path || ask->insert.len)) sg_buf_printf(&lane->url, "&writer=%016" PRIx64, s->writer);
    /* An error in the middle of an answer could be taken for a part of it: older servers end it as if it were whole. */
    if (s->base_url && ask->is_readonly) add_param(lane, "wait_end_of_query", sg_str("1"));
    if (s->database) add_param(lane, "database", sg_str(s->database));
    if (ask->format) add_param(lane, "default_format", sg_str(ask->format));
    if (ask->is_readonly) add_param(lane, "readonly", sg_str("1"));
    if (ask->query_id) add_param(lane, "query_id", sg_str(ask->query_id));
    if (ask->insert.len) add_param(lane, "query", ask->insert);
    const char *url = sg_buf_cstr(&lane->url);
    if (!url) return sg_fail_nomem(err, "a request to the store");
    /* On a connection that was kept alive, curl sends a request again by itself when the other side went away, and rows
     * would land twice without anybody asking whether they had: an insert gets a connection of its own. */
    long is_alone = ask->insert.len > 0;
    curl_easy_setopt(lane->easy, CURLOPT_FRESH_CONNECT, is_alone);
    curl_easy_setopt(lane->easy, CURLOPT_FORBID_REUSE, is_alone);
    curl_easy_setopt(lane->easy, CURLOPT_TIMEOUT_MS, (long)s->limit_seconds * 1000);
    lane->complaint[0] = '\0';
    lane->is_done = false;
    lane->result = CURLE_OK;
    lane->status = 0;
    curl_easy_setopt(lane->easy, CURLOPT_URL, url);
    curl_easy_setopt(lane->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(lane->easy, CURLOPT_POSTFIELDS, body.data ? body.data : "");
    curl_easy_setopt(lane->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    if (curl_multi_add_handle(lane->multi, lane->easy) != CURLM_OK)
        return sg_fail(err, SG_EIO, "a request to the store cannot be begun");
    lane->is_running = true;
    return SG_OK;
}

enum sg_code sg_lane_pump(struct sg_lane *lane, size_t than, struct sg_err *err)
{
    while (!lane->is_done && lane->in.len <= than) {
        int running = 0;
        if (curl_multi_perform(lane->multi, &running) != CURLM_OK)
            return sg_fail(err, SG_EIO, "the connection to the store cannot be worked");
        int left = 0;
        for (CURLMsg *m; (m = curl_multi_info_read(lane->multi, &left));) {
            if (m->msg != CURLMSG_DONE) continue;
            lane->is_done = true;
            lane->result = m->data.result;
        }
        if (lane->is_done || lane->in.len > than) break;
        if (running) curl_multi_poll(lane->multi, NULL, 0, 1000, NULL);
    }
    curl_easy_getinfo(lane->easy, CURLINFO_RESPONSE_CODE, &lane->status);
    if (lane->is_done) sg_lane_stop(lane);
    return lane->in.failed ? sg_fail_nomem(err, "an answer of the store") : SG_OK;
}

static bool is_late(const struct sg_lane *lane)
{
    return lane->is_done && lane->store->limit_seconds && lane->result == CURLE_OPERATION_TIMEDOUT;
}

bool sg_lane_is_broken(const struct sg_lane *lane)
{
    return !is_late(lane) && lane->is_done && lane->result != CURLE_OK && lane->status < 400;
}

/* The engine's own words: from the last "Code: " on, since an error in the middle of an answer follows bytes of it. */
static struct sg_str exception_in(const struct sg_buf *in)
{
    static const char mark[] = "DB::Exception";
    size_t from = in->len > 65536 ? in->len - 65536 : 0;
    const char *at = in->len ? memmem(in->data + from, in->len - from, mark, sizeof mark - 1) : NULL;
    if (!at) return sg_str_n(NULL, 0);
    size_t begin = (size_t)(at - in->data);
    for (size_t back = begin; back > from && begin - back < 64; back--) {
        if (in->len - back >= 6 && memcmp(in->data + back, "Code: ", 6) == 0) {
            begin = back;
            break;
        }
    }
    if (begin == (size_t)(at - in->data) && begin >= from + 6 && memcmp(in->data + from, "Code: ", 6) == 0)
        begin = from;
    return sg_str_n(in->data + begin, in->len - begin);
}

/* ClickHouse's NOT_ENOUGH_SPACE, and what the system says below it. */
static bool is_out_of_space(struct sg_str text)
{
    static const char code[] = "Code: 243", words[] = "No space left on device";
    return (text.len >= sizeof code - 1 && memcmp(text.data, code, sizeof code - 1) == 0) ||
           (text.len && memmem(text.data, text.len, words, sizeof words - 1));
}

enum sg_code sg_lane_verdict(struct sg_lane *lane, struct sg_err *err)
{
    if (is_late(lane))
        return sg_fail(err, SG_ELIMIT, "the store did not answer within %u s: ask for less",
                       lane->store->limit_seconds);
    struct sg_str text = exception_in(&lane->in);
    if (lane->status >= 400 && !text.len) text = sg_str_trim(sg_buf_view(&lane->in));
    if (lane->status >= 400 || (lane->is_done && lane->result != CURLE_OK && text.len)) {
        bool is_limit =
            text.len > 9 && (memcmp(text.data, "Code: 241", 9) == 0 || memcmp(text.data, "Code: 159", 9) == 0);
        if (is_out_of_space(text))
            return sg_fail(err, SG_EIO,
                           "%s: no space is left on the store's disk: free some, then do this again (what was added "
                           "so far stays)",
                           lane->store->folder ? lane->store->folder : lane->store->base_url);
        bool is_ours = lane->status == 400 || lane->status == 403 || lane->status == 404;
        return sg_fail(err,
                       is_limit  ? SG_ELIMIT
                       : is_ours ? SG_EINPUT
                                 : SG_EIO,
                       "the store refused the statement: %.*s", (int)(text.len < 600 ? text.len : 600),
                       text.data ? text.data : "");
    }
    if (lane->is_done && lane->result != CURLE_OK) {
        const char *why = lane->complaint[0] ? lane->complaint : curl_easy_strerror((CURLcode)lane->result);
        if (lane->store->folder)
            return sg_fail(err, SG_EIO,
                           "%s: the engine ended while it worked on a statement (%s); engine.log in that "
                           "folder may say why",
                           lane->store->folder, why);
        return sg_fail(err, SG_EIO, "the store at %s cannot be reached: %s", lane->store->base_url, why);
    }
    return SG_OK;
}
