/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address, one spelling.  What is dropped and why: doc/formats/objects.md. */
#include "objects/objects_internal.h"

static struct sg_str piece(struct sg_str s, size_t from, size_t to) { return sg_str_n(s.data + from, to - from); }

static size_t find_char(struct sg_str s, char c)
{
    const char *at = s.len ? memchr(s.data, c, s.len) : NULL;
    return at ? (size_t)(at - s.data) : s.len;
}

bool url_split(struct sg_str url, struct url_parts *ret)
{
    struct url_parts p = { 0 };
    if (!url.len || url.len > URL_MAX) return false;
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.data[i] <= ' ' || url.data[i] == 0x7f) return false;
    size_t hash = find_char(url, '#');
    if (hash < url.len) p.fragment = piece(url, hash + 1, url.len);
    url.len = hash;
    size_t colon = find_char(url, ':');
    if (colon + 2 < url.len && url.data[colon + 1] == '/' && url.data[colon + 2] == '/') {
        size_t i = 0;
        while (i < colon && sg_is_alnum(url.data[i]))
            i++;
        if (i == colon && colon) { /* else the "://" belongs to an address within */
            p.scheme = piece(url, 0, colon);
            url = piece(url, colon + 3, url.len);
        }
    } else if (url.len > 2 && url.data[0] == '/' && url.data[1] == '/') {
        url = piece(url, 2, url.len);
    }
    size_t end = 0;
    while (end < url.len && url.data[end] != '/' && url.data[end] != '?' && url.data[end] != '\\')
        end++;
    struct sg_str authority = piece(url, 0, end), rest = piece(url, end, url.len);
    size_t mark = find_char(rest, '?');
    p.path = piece(rest, 0, mark);
    if (p.path.len && p.path.data[0] != '/') return false;
    if (mark < rest.len) p.query = piece(rest, mark + 1, rest.len);
    for (size_t i = authority.len; i-- > 0;)
        if (authority.data[i] == '@') { /* user and password */
            authority = piece(authority, i + 1, authority.len);
            break;
        }
    size_t host_end = authority.len && authority.data[0] == '[' ? find_char(authority, ']') + 1 : find_char(authority, ':');
    if (host_end > authority.len) return false;
    p.host = piece(authority, 0, host_end);
    if (host_end < authority.len) {
        if (authority.data[host_end] != ':') return false;
        p.port = piece(authority, host_end + 1, authority.len);
        if (p.port.len > 5) return false;
        for (size_t i = 0; i < p.port.len; i++)
            if (!sg_is_digit(p.port.data[i])) return false;
    }
    if (!p.host.len) return false;
    *ret = p;
    return true;
}

/* The byte that "%XX" at `at` stands for, -1 when there is none. */
static int escaped(struct sg_str s, size_t at)
{
    if (s.len - at < 3 || s.data[at] != '%') return -1;
    int high = sg_hex_digit(s.data[at + 1]), low = sg_hex_digit(s.data[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void url_decode(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        int byte = escaped(s, i);
        if (byte >= 0) i += 2;
        sg_buf_char(out, byte >= 0 ? (char)byte : s.data[i]);
    }
}

static void add_escaped(struct sg_buf *out, unsigned char byte)
{
    static const char digits[] = "0123456789ABCDEF";
    sg_buf_char(out, '%');
    sg_buf_char(out, digits[byte >> 4]);
    sg_buf_char(out, digits[byte & 15]);
}

static bool is_unreserved(int c)
{
    return c < 0x80 && (sg_is_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~');
}

/* RFC 3986, 6.2.2: unreserved characters plain, all else that is escaped or must be as %XX. */
static void add_normal(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        int byte = c == '%' ? escaped(s, i) : -1;
        if (byte >= 0) {
            i += 2;
            if (is_unreserved(byte))
                sg_buf_char(out, (char)byte);
            else
                add_escaped(out, (unsigned char)byte);
        } else if (c >= 0x80 || c == '%' || memchr("\"<>\\^`{|}", c, 9)) {
            add_escaped(out, c);
        } else {
            sg_buf_char(out, (char)c);
        }
    }
}

/* RFC 3986, 5.2.4, in place on the path that begins at `from`. */
static void remove_dots(struct sg_buf *out, size_t from)
{
    if (out->failed) return;
    char *path = out->data + from;
    size_t len = out->len - from, w = 0;
    if (!memmem(path, len, "/.", 2)) return;
    for (size_t r = 0; r < len;) { /* at a '/' */
        size_t end = r + 1;
        while (end < len && path[end] != '/')
            end++;
        size_t n = end - r;
        if (n == 2 && path[r + 1] == '.') {
            if (end == len) path[w++] = '/';
        } else if (n == 3 && path[r + 1] == '.' && path[r + 2] == '.') {
            while (w > 0 && path[--w] != '/')
                ;
            if (end == len) path[w++] = '/';
        } else {
            memmove(path + w, path + r, n);
            w += n;
        }
        r = end;
    }
    out->len = from + w;
}

static bool is_within(struct sg_str name, struct sg_str host)
{
    if (sg_str_is(host, "*") || sg_str_same(name, host)) return true;
    return name.len > host.len && name.data[name.len - host.len - 1] == '.' &&
           memcmp(name.data + name.len - host.len, host.data, host.len) == 0;
}

static bool is_tracking(const struct tables *t, struct sg_str host, struct sg_str name)
{
    char key[32];
    if (!name.len) return true; /* "?&&" */
    if (name.len > sizeof key) return false;
    for (size_t i = 0; i < name.len; i++)
        key[i] = sg_lower(name.data[i]);
    struct sg_str lower = sg_str_n(key, name.len);
    if (names_find(&t->tracked, lower)) return true;
    for (size_t i = 0; i < t->n_tracks; i++) {
        struct sg_str param = t->tracks[i].param;
        bool is_like = t->tracks[i].is_prefix ? lower.len >= param.len && memcmp(key, param.data, param.len) == 0
                                              : sg_str_same(lower, param);
        if (is_like && is_within(host, t->tracks[i].host)) return true;
    }
    return false;
}

static void add_query(const struct tables *t, struct sg_str host, struct sg_str query, struct sg_buf *out)
{
    char mark = '?';
    for (size_t at = 0; at < query.len;) {
        struct sg_str rest = piece(query, at, query.len), pair = piece(rest, 0, find_char(rest, '&'));
        at += pair.len + 1;
        size_t from = out->len;
        sg_buf_char(out, mark);
        add_normal(out, pair);
        if (out->failed) return;
        pair = sg_str_n(out->data + from + 1, out->len - from - 1); /* "%75tm_source" is utm_source */
        if (is_tracking(t, host, piece(pair, 0, find_char(pair, '='))))
            out->len = from;
        else
            mark = '&';
    }
}

/* The address within an address: AMP caches (/c/s/HOST/PATH, google's /amp/s/HOST/PATH) and the redirects of
 * data/url-hosts.tsv.  Path and query are normal already, but of the inner address's parameters (those behind an AMP
 * path) only that address's own host may judge, so these are taken from `p`.  Appended to `out`. */
static bool unwrap(const struct sg_extractor *x, const struct host *h, const struct url_parts *p, struct sg_str path,
                   struct sg_str query, struct sg_buf *out)
{
    struct sg_str whole = path;
    bool is_google = h->name.len > 7 && memcmp(h->name.data, "google.", 7) == 0;
    if (is_google && path.len > 5 && memcmp(path.data, "/amp/", 5) == 0) {
        path = piece(path, 4, path.len);
    } else if (h->is_amp_cache && path.len > 3 && path.data[0] == '/') {
        size_t kind = find_char(piece(path, 1, path.len), '/') + 1; /* c, v, wp, i … */
        path = piece(path, kind, path.len);
    } else {
        path.len = 0;
    }
    if (path.len > 1) {
        bool is_secure = path.len > 3 && memcmp(path.data, "/s/", 3) == 0;
        path = piece(path, is_secure ? 3 : 1, path.len);
        sg_buf_text(out, "https://");
        sg_buf_str(out, path);
        if (p->query.len) sg_buf_char(out, '?');
        sg_buf_str(out, p->query);
        return true;
    }
    for (size_t i = 0; i < x->tables.n_wraps; i++) {
        const struct wrap_rule *w = &x->tables.wraps[i];
        if (!sg_str_same(h->name, w->host) || !sg_str_same(whole.len ? whole : sg_str("/"), w->path)) continue;
        for (size_t at = 0; at < query.len;) {
            struct sg_str rest = piece(query, at, query.len), pair = piece(rest, 0, find_char(rest, '&'));
            size_t equals = find_char(pair, '=');
            at += pair.len + 1;
            if (equals + 1 >= pair.len || !sg_str_same(piece(pair, 0, equals), w->param)) continue;
            size_t from = out->len;
            url_decode(out, piece(pair, equals + 1, pair.len));
            if (out->len - from > 4 && memcmp(out->data + from, "http", 4) == 0) return true;
            out->len = from;
        }
    }
    return false;
}

static bool starved(struct sg_extractor *x)
{
    x->is_starved = true;
    return false;
}

static bool canonical(struct sg_extractor *x, struct sg_str url, int depth, struct sg_buf *out, const struct host **ret_host)
{
    struct url_parts p;
    if (!url_split(url, &p)) return false;
    bool is_web = !p.scheme.len || sg_str_is_nocase(p.scheme, "https") || sg_str_is_nocase(p.scheme, "http");
    if (!is_web && !sg_str_is_nocase(p.scheme, "ftp")) return false;
    char plain[HOST_MAX + 3];
    if (find_char(p.host, '%') < p.host.len) { /* an escaped name in another script */
        sg_auto_buf name = { 0 };
        url_decode(&name, p.host);
        if (name.failed) return starved(x);
        if (name.len > sizeof plain) return false;
        memcpy(plain, name.data, name.len);
        p.host = sg_str_n(plain, name.len);
    }
    const struct host *h = extract_host(x, p.host);
    if (h->is_bad) return false;
    size_t from = out->len;
    sg_buf_text(out, is_web ? "https://" : "ftp://");
    sg_buf_str(out, h->name);
    while (p.port.len && p.port.data[0] == '0')
        p.port = piece(p.port, 1, p.port.len);
    if (p.port.len && !sg_str_is(p.port, "443") && !sg_str_is(p.port, "80") && !(!is_web && sg_str_is(p.port, "21"))) {
        sg_buf_char(out, ':');
        sg_buf_str(out, p.port);
    }
    size_t path_at = out->len;
    add_normal(out, p.path);
    remove_dots(out, path_at);
    if (out->failed) return starved(x);
    for (;;) {
        while (out->len > path_at && out->data[out->len - 1] == '/')
            out->len--;
        if (out->len - path_at <= 5 || memcmp(out->data + out->len - 4, "/amp", 4) != 0) break;
        out->len -= 4;
    }
    size_t query_at = out->len;
    add_query(&x->tables, h->name, p.query, out);
    if (out->failed) return starved(x);
    *ret_host = h;
    struct sg_str path = sg_str_n(out->data + path_at, query_at - path_at), query = { NULL, 0 };
    if (out->len > query_at) query = sg_str_n(out->data + query_at + 1, out->len - query_at - 1);
    if (depth == REDIRECTS_MAX || !(h->is_amp_cache || query.len || (path.len > 5 && memcmp(path.data, "/amp/", 5) == 0)))
        return true;
    sg_auto_buf inner = { 0 }, within = { 0 };
    bool is_wrapped = unwrap(x, h, &p, path, query, &inner);
    if (inner.failed) return starved(x);
    if (!is_wrapped) return true;
    if (canonical(x, sg_buf_view(&inner), depth + 1, &within, ret_host)) {
        out->len = from;
        sg_buf_str(out, sg_buf_view(&within));
    } else {
        *ret_host = extract_host(x, p.host); /* the lookup of the inner host may have emptied the cache */
    }
    return out->failed ? starved(x) : !x->is_starved;
}

bool url_canonical(struct sg_extractor *x, struct sg_str url, struct sg_buf *out, const struct host **ret_host)
{
    size_t from = out->len;
    if (canonical(x, url, 0, out, ret_host)) return true;
    out->len = from;
    return false;
}

enum sg_code sg_url_canonical(struct sg_extractor *x, struct sg_str url, struct sg_buf *out, struct sg_buf *domain,
                              bool *ret_is_url, struct sg_err *err)
{
    const struct host *h;
    size_t from = out->len;
    x->is_starved = false;
    bool is_url = url_canonical(x, sg_str_trim(url), out, &h);
    if (is_url) sg_buf_str(domain, h->domain);
    if (x->is_starved || domain->failed) {
        out->len = from;
        return sg_fail_nomem(err, "an address");
    }
    *ret_is_url = is_url;
    return SG_OK;
}
