/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts: each distinct host of their links is judged once, then the posts behind what was found are fetched. */
#include <stdlib.h>

#include "base/hash.h"
#include "entry/entry_internal.h"

/* BUCKETS: numbers of at most seven digits that a statement of 256 KiB holds; MOST_BITS of a hash make so many. */
enum { BUCKETS = 24000, MOST_BITS = 20, LEAST_BITS = 14 };

struct hosts { /* whose links are wanted */
    struct seek_run *r;
    char **hosts;
    size_t n, cap;
    uint64_t ids[BUCKETS];
};
_Static_assert((int)SEEK_CHUNK <= (int)BUCKETS && 1 << LEAST_BITS <= BUCKETS, "there is room for what is asked");

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

static int by_text(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
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

/* `mask`: how much of a host's hash is compared. */
static enum sg_code ask_links(struct hosts *h, size_t n_hosts, uint64_t mask, const uint64_t *urls, size_t n_urls,
                              struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_TEXT };
    const struct sg_param params[] = {
        { .name = "hosts", .kind = SG_PARAM_U64_LIST, .list = h->ids, .list_len = n_hosts },
        { .name = "mask", .kind = SG_PARAM_U64, .u64 = mask },
        { .name = "urls", .kind = SG_PARAM_U64_LIST, .list = urls, .list_len = n_urls },
    };
    return sg_store_each(h->r->store, "entry_post_links", params, 3, types, 3, take_links, h, err);
}

static void set_bit(uint64_t *bits, struct sg_str host, uint64_t mask)
{
    uint64_t at = sg_siphash(host.data ? host.data : "", host.len) & mask;
    bits[at >> 6] |= UINT64_C(1) << (at & 63);
}

/* The last bits of the hashes of all hosts that are wanted, into h->ids; false: they are more than it holds. */
static bool fill_buckets(struct hosts *h, uint64_t *bits, uint64_t mask, size_t *ret)
{
    size_t n = 0;
    memset(bits, 0, (size_t)(mask + 1) / 8);
    for (size_t i = 0; i < h->n; i++)
        set_bit(bits, sg_str(h->hosts[i]), mask);
    for (size_t i = 0; i < h->r->n_url_hosts; i++)
        set_bit(bits, h->r->url_hosts[i], mask);
    for (uint64_t at = 0; at <= mask; at++) {
        if (!(bits[at >> 6] >> (at & 63) & 1)) continue;
        if (n == BUCKETS) return false;
        h->ids[n++] = at;
    }
    *ret = n;
    return true;
}

/*
 * More hosts than a statement names: those that share the last bits of their hash are asked for together, in one
 * answer, so that a post counts once however many of them it links to.  What comes beside is judged and left.
 */
static enum sg_code ask_buckets(struct hosts *h, struct sg_err *err)
{
    size_t n = 0;
    uint64_t mask = (UINT64_C(1) << MOST_BITS) - 1, *bits = malloc((size_t)(mask + 1) / 8);
    if (!bits) return sg_fail_nomem(err, "hosts of posts");
    while (!fill_buckets(h, bits, mask, &n))
        mask >>= 1; /* ends: 2^LEAST_BITS are not too many */
    free(bits);
    return ask_links(h, n, mask, NULL, 0, err);
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
        if (h->n && bsearch(&key, h->hosts, h->n, sizeof *h->hosts, by_text)) continue;
        urls[n++] = sg_object_identity(SG_OBJECT_URL, url);
        if (n < SEEK_CHUNK) continue;
        SG_TRY(ask_links(h, 0, 0, urls, n, err));
        n = 0;
    }
    return n ? ask_links(h, 0, 0, urls, n, err) : SG_OK;
}

static enum sg_code ask(struct hosts *h, struct sg_err *err)
{
    if (h->n + h->r->n_url_hosts > SEEK_CHUNK) return ask_buckets(h, err);
    if (h->n) qsort(h->hosts, h->n, sizeof *h->hosts, by_text);
    for (size_t i = 0; i < h->n; i++)
        h->ids[i] = sg_siphash(h->hosts[i], strlen(h->hosts[i]));
    if (h->n) SG_TRY(ask_links(h, h->n, UINT64_MAX, NULL, 0, err));
    return ask_urls(h, err);
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
    if (code == SG_OK) code = ask(h, err);
    hosts_release(h);
    return code;
}
