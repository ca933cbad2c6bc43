/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admit.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/text.h"

enum { BAD_REQUEST = 400, FORBIDDEN = 403, WRONG_METHOD = 405, TOO_LARGE = 413, MISDIRECTED = 421 };

/* "127.0.0.1:7417" or "localhost:7417"; browsers leave the port out when it is 80. */
static bool is_our_host(struct sg_str host, uint16_t port)
{
    static const char *const names[] = { "127.0.0.1", "localhost" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char whole[32];
        snprintf(whole, sizeof whole, "%s:%u", names[i], port);
        if (sg_str_is_nocase(host, whole) || (port == 80 && sg_str_is_nocase(host, names[i]))) return true;
    }
    return false;
}

static bool is_our_origin(const char *origin, const char *host)
{
    return strncmp(origin, "http://", 7) == 0 && strcasecmp(origin + 7, host) == 0;
}

static bool has_body(const struct sg_head *h)
{
    if (h->transfer_encoding) return true;
    return h->content_length && strspn(h->content_length, "0 \t") != strlen(h->content_length);
}

unsigned sg_admit(const struct sg_head *h, uint16_t port, const char **ret_why)
{
    if (h->is_doubled) {
        *ret_why = "a header that may come once came twice";
        return BAD_REQUEST;
    }
    if (!h->host || !is_our_host(sg_str(h->host), port)) {
        *ret_why = "this server answers to 127.0.0.1 and localhost with its own port only";
        return MISDIRECTED;
    }
    if (h->origin && !is_our_origin(h->origin, h->host)) {
        *ret_why = "pages of other origins may not ask here";
        return FORBIDDEN;
    }
    if (h->fetch_site && strcmp(h->fetch_site, "same-origin") != 0 && strcmp(h->fetch_site, "none") != 0) {
        *ret_why = "other sites may not ask here; open the address that sillage printed";
        return FORBIDDEN;
    }
    if (has_body(h)) {
        *ret_why = "requests here have no body";
        return TOO_LARGE;
    }
    if (strcmp(h->method, "GET") != 0 && strcmp(h->method, "HEAD") != 0) {
        *ret_why = "nothing can be changed here: GET and HEAD are all there is";
        return WRONG_METHOD;
    }
    return 0;
}

bool sg_lets_body_by(const struct sg_head *h)
{
    if (!has_body(h) || h->expect) return false;
    uint64_t len = 0;
    if (!h->content_length) return true; /* counted as it comes */
    return sg_parse_u64(sg_str_trim(sg_str(h->content_length)), &len, NULL) == SG_OK && len <= SG_PASSED_BYTES;
}

/* "q=0", "q=0.000" */
static bool is_weight_zero(struct sg_str params)
{
    for (size_t i = 0; i + 1 < params.len; i++) {
        if (sg_lower(params.data[i]) != 'q' || params.data[i + 1] != '=') continue;
        for (i += 2; i < params.len && (sg_is_digit(params.data[i]) || params.data[i] == '.'); i++)
            if (params.data[i] >= '1' && params.data[i] <= '9') return false;
        return true;
    }
    return false;
}

bool sg_accepts_gzip(const char *accept_encoding)
{
    struct sg_str rest = sg_str(accept_encoding);
    bool by_star = false;
    while (rest.len > 0) {
        const char *comma = memchr(rest.data, ',', rest.len);
        size_t len = comma ? (size_t)(comma - rest.data) : rest.len;
        struct sg_str item = sg_str_n(rest.data, len);
        const char *semicolon = memchr(item.data, ';', item.len);
        size_t name_len = semicolon ? (size_t)(semicolon - item.data) : item.len;
        struct sg_str name = sg_str_trim(sg_str_n(item.data, name_len));
        bool is_wanted = !is_weight_zero(sg_str_n(item.data + name_len, item.len - name_len));
        if (sg_str_is_nocase(name, "gzip")) return is_wanted;
        if (sg_str_is(name, "*")) by_star = is_wanted;
        size_t taken = comma ? len + 1 : len;
        rest = sg_str_n(rest.data + taken, rest.len - taken);
    }
    return by_star;
}
