/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indicators of others: whether one is about what was met. */
#include <arpa/inet.h>
#include <search.h>
#include <stdlib.h>

#include "base/text.h"
#include "entry/entry_internal.h"

static int compare_text(struct sg_str a, struct sg_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.data, b.data, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

uint32_t seek_indicator(const struct seek_run *r, enum sg_indicator_kind kind, struct sg_str value)
{
    const struct sg_indicators *x = r->o->indicators;
    size_t low = 0, high = x ? x->n : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct sg_indicator *i = &x->items[middle];
        bool is_before = i->kind != kind ? i->kind < kind : compare_text(sg_str(i->value), value) < 0;
        if (is_before)
            low = middle + 1;
        else
            high = middle;
    }
    if (!x || low >= x->n || x->items[low].kind != kind || !sg_str_is(value, x->items[low].value)) return SG_NO_INDEX;
    return (uint32_t)low;
}

bool seek_ip(struct sg_str host, char ret[static SEEK_IP])
{
    char text[SEEK_IP];
    struct in_addr four;
    struct in6_addr six;
    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
        host = sg_str_n(host.data + 1, host.len - 2);
    if (host.len > 5 && sg_str_is_nocase(sg_str_n(host.data, 5), "ipv6:")) host = sg_str_n(host.data + 5, host.len - 5);
    if (!host.len || host.len >= sizeof text || memchr(host.data, 0, host.len)) return false;
    memcpy(text, host.data, host.len);
    text[host.len] = 0;
    if (inet_pton(AF_INET, text, &four) == 1) return inet_ntop(AF_INET, &four, ret, SEEK_IP) != NULL;
    return inet_pton(AF_INET6, text, &six) == 1 && inet_ntop(AF_INET6, &six, ret, SEEK_IP) != NULL;
}

/* What is left behind the next dot; false: nothing. */
static bool go_up(struct sg_str *host)
{
    const char *dot = memchr(host->data, '.', host->len);
    if (!dot || dot + 1 == host->data + host->len) return false;
    *host = sg_str_n(dot + 1, host->len - (size_t)(dot - host->data) - 1);
    return true;
}

bool seek_is_listed(const struct seek_run *r, struct sg_str host)
{
    char ip[SEEK_IP];
    if (!r->o->indicators || !r->o->indicators->n) return false;
    if (seek_ip(host, ip)) return seek_indicator(r, SG_INDICATOR_IP, sg_str(ip)) != SG_NO_INDEX;
    do {
        if (seek_indicator(r, SG_INDICATOR_DOMAIN, host) != SG_NO_INDEX) return true;
    } while (go_up(&host));
    return false;
}

static int by_first(const void *x, const void *y)
{
    const struct seek_listed *a = x, *b = y;
    return (a->first > b->first) - (a->first < b->first);
}

static enum sg_code listed_of(struct seek_run *r, uint32_t indicator, struct seek_listed **ret, struct sg_err *err)
{
    const struct seek_listed key = { .first = indicator };
    struct seek_listed **there = tfind(&key, &r->listed_tree, by_first);
    if (there) {
        *ret = *there;
        return SG_OK;
    }
    if (r->n_listed == r->cap_listed) {
        size_t cap = r->cap_listed ? 2 * r->cap_listed : 64;
        struct seek_listed **grown = realloc(r->listed, cap * sizeof(struct seek_listed *));
        if (!grown) return sg_fail_nomem(err, "indicators that were found");
        r->listed = grown;
        r->cap_listed = cap;
    }
    struct seek_listed *l = calloc(1, sizeof *l);
    if (!l) return sg_fail_nomem(err, "indicators that were found");
    l->first = indicator;
    r->listed[r->n_listed++] = l;
    if (!tsearch(l, &r->listed_tree, by_first)) return sg_fail_nomem(err, "indicators that were found");
    *ret = l;
    return SG_OK;
}

enum sg_code seek_listed_add(struct seek_run *r, uint32_t indicator, const struct seek_carrier *c,
                             enum sg_entry_where where, struct sg_str value, struct sg_err *err)
{
    struct seek_listed *l = NULL;
    if (indicator == SG_NO_INDEX) return SG_OK;
    SG_TRY(listed_of(r, indicator, &l, err));
    return seek_gather(&l->found, c, where, value, err);
}

enum sg_code seek_listed_hosts(struct seek_run *r, struct sg_str host, const struct seek_carrier *c,
                               enum sg_entry_where where, struct sg_str value, struct sg_err *err)
{
    char ip[SEEK_IP];
    if (seek_ip(host, ip))
        return seek_listed_add(r, seek_indicator(r, SG_INDICATOR_IP, sg_str(ip)), c, where, value, err);
    do {
        SG_TRY(seek_listed_add(r, seek_indicator(r, SG_INDICATOR_DOMAIN, host), c, where, value, err));
    } while (go_up(&host));
    return SG_OK;
}

/* ---- hosts of addresses that are listed ---- */

static int by_text(const void *x, const void *y)
{
    return compare_text(*(const struct sg_str *)x, *(const struct sg_str *)y);
}

enum sg_code seek_url_hosts(struct seek_run *r, struct sg_err *err)
{
    const struct sg_indicators *x = r->o->indicators;
    size_t n = 0;
    for (size_t i = 0; x && i < x->n; i++)
        n += x->items[i].kind == SG_INDICATOR_URL;
    if (!n) return SG_OK;
    r->url_hosts = malloc(n * sizeof *r->url_hosts);
    if (!r->url_hosts) return sg_fail_nomem(err, "indicators");
    for (size_t i = 0; i < x->n; i++)
        if (x->items[i].kind == SG_INDICATOR_URL)
            r->url_hosts[r->n_url_hosts++] = seek_host_of(sg_str(x->items[i].value));
    qsort(r->url_hosts, n, sizeof *r->url_hosts, by_text);
    return SG_OK;
}

bool seek_is_url_host(const struct seek_run *r, struct sg_str host)
{
    return r->n_url_hosts && bsearch(&host, r->url_hosts, r->n_url_hosts, sizeof host, by_text);
}
