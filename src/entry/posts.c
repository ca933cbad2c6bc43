/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts: each distinct host of their links is judged once, then the posts behind what was found are fetched. */
#include <stdlib.h>

#include "base/hash.h"
#include "entry/entry_internal.h"

struct hosts { /* whose links are wanted */
    struct seek_run *r;
    char **hosts;
    size_t n, cap;
    uint64_t ids[SEEK_CHUNK + 2];
};

static bool is_odd(struct sg_str host)
{
    for (size_t i = 0; i < host.len; i++)
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789.-_", host.data[i], 39)) return true;
    return !host.len;
}

static enum sg_code want(struct hosts *h, struct sg_str host, struct sg_err *err)
{
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : 256;
        char **grown = realloc(h->hosts, cap * sizeof *grown);
        if (!grown) return sg_fail_nomem(err, "hosts of posts");
        h->hosts = grown;
        h->cap = cap;
    }
    char *copy = malloc(host.len + 1);
    if (!copy) return sg_fail_nomem(err, "hosts of posts");
    if (host.len) memcpy(copy, host.data, host.len);
    copy[host.len] = 0;
    h->hosts[h->n++] = copy;
    return SG_OK;
}

/* A host as the engine has it.  What is odd is looked at link by link: engines differ in what they call a host. */
static enum sg_code take_host(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct hosts *h = ctx;
    struct sg_str host = sg_batch_text(b, 0, row);
    const struct seek_met *m = NULL;
    if (is_odd(host)) return want(h, host, err);
    SG_TRY(seek_host(h->r, host, &m, err));
    bool is_grave = m && m->is_flagged && h->r->flagged[m->flagged]->look.severity >= h->r->o->least;
    if (!is_grave && !(m && m->is_listed)) return SG_OK;
    return want(h, host, err);
}

/* By what they end in, so that all hosts below a name lie together. */
static int by_end(const void *x, const void *y)
{
    const char *a = *(char *const *)x, *b = *(char *const *)y;
    size_t n = strlen(a), m = strlen(b);
    while (n && m) {
        n--, m--;
        if (a[n] != b[m]) return (unsigned char)a[n] < (unsigned char)b[m] ? -1 : 1;
    }
    return (n > m) - (n < m);
}

static enum sg_code take_links(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct seek_run *r = ((struct hosts *)ctx)->r;
    struct seek_carrier c = { .key = sg_batch_u64(b, 0, row),
                              .time = sg_batch_i64(b, 1, row),
                              .received = SG_TIME_NONE };
    struct sg_str urls = sg_batch_text(b, 2, row);
    seek_begin(r, &c);
    while (urls.len) {
        const char *end = memchr(urls.data, '\n', urls.len);
        size_t len = end ? (size_t)(end - urls.data) : urls.len;
        SG_TRY(seek_take_url(r, &c, SG_IN_POST_LINK, sg_str_n(urls.data, len), true, err));
        urls = sg_str_n(urls.data + len + !!end, urls.len - len - !!end);
    }
    return SG_OK;
}

static enum sg_code ask_links(struct hosts *h, size_t n_hosts, const uint64_t *urls, size_t n_urls, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_TEXT };
    const struct sg_param params[] = {
        { .name = "hosts", .kind = SG_PARAM_U64_LIST, .list = h->ids, .list_len = n_hosts },
        { .name = "urls", .kind = SG_PARAM_U64_LIST, .list = urls, .list_len = n_urls },
    };
    return sg_store_each(h->r->store, "entry_post_links", params, 2, types, 3, take_links, h, err);
}

static struct sg_str top_of(const char *host)
{
    return sg_registrable(sg_str(host));
}

/* Pieces of hosts end between two registrable domains, so that a name's posts come in one answer and each counts once;
 * only a name with thousands of flagged hosts is cut. */
static enum sg_code ask_hosts(struct hosts *h, struct sg_err *err)
{
    enum { FULL = SEEK_CHUNK * 3 / 4 };
    if (h->n) qsort(h->hosts, h->n, sizeof *h->hosts, by_end);
    for (size_t from = 0, n; from < h->n; from += n) {
        for (n = 0; from + n < h->n && n < SEEK_CHUNK; n++) {
            const char *host = h->hosts[from + n];
            if (n >= FULL && !sg_str_same(top_of(host), top_of(h->hosts[from + n - 1]))) break;
            h->ids[n] = sg_siphash(host, strlen(host));
        }
        SG_TRY(ask_links(h, n, NULL, 0, err));
        seek_say(h->r, "posts", from + n, h->n);
    }
    return SG_OK;
}

/* Listed URLs at hosts that were not asked for as a whole. */
static enum sg_code ask_urls(struct hosts *h, struct sg_err *err)
{
    const struct sg_indicators *x = h->r->o->indicators;
    uint64_t urls[SEEK_CHUNK];
    size_t n = 0;
    for (size_t i = 0; h->r->n_url_hosts && i < x->n; i++) {
        struct sg_str url = sg_str(x->items[i].value);
        if (x->items[i].kind != SG_INDICATOR_URL ||
            (i && sg_str_is(url, x->items[i - 1].value) && x->items[i - 1].kind == SG_INDICATOR_URL))
            continue;
        sg_auto_buf host = { 0 };
        sg_buf_str(&host, seek_host_of(url));
        const char *key = sg_buf_cstr(&host);
        if (!key) return sg_fail_nomem(err, "indicators");
        if (h->n && bsearch(&key, h->hosts, h->n, sizeof *h->hosts, by_end)) continue;
        urls[n++] = sg_object_identity(SG_OBJECT_URL, url);
        if (n < SEEK_CHUNK) continue;
        SG_TRY(ask_links(h, 0, urls, n, err));
        n = 0;
    }
    return n ? ask_links(h, 0, urls, n, err) : SG_OK;
}

static void hosts_release(struct hosts *h)
{
    for (size_t i = 0; i < h->n; i++)
        free(h->hosts[i]);
    free(h->hosts);
    free(h);
}

enum sg_code seek_posts(struct seek_run *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_TEXT };
    struct hosts *h = calloc(1, sizeof *h);
    if (!h) return sg_fail_nomem(err, "hosts of posts");
    h->r = r;
    seek_say(r, "posts", 0, 0);
    enum sg_code code = sg_store_each(r->store, "entry_post_hosts", NULL, 0, types, 1, take_host, h, err);
    if (code == SG_OK) code = ask_hosts(h, err);
    if (code == SG_OK) code = ask_urls(h, err);
    hosts_release(h);
    return code;
}
