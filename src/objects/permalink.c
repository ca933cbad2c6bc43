/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses against the patterns of data/permalinks.tsv, whose first lines explain their few signs.  A pattern is only
 * tried when the host has it, so a text full of other links costs one lookup each. */
#include "objects/objects_internal.h"

#define CAPTURES 6

struct capture {
    struct sg_str name, value;
};
struct match {
    struct capture capture[CAPTURES];
    size_t n;
};

static struct sg_str tail(struct sg_str s, size_t from) { return sg_str_n(s.data + from, s.len - from); }

static bool is_of(struct sg_str type, char c)
{
    if (sg_str_is(type, "digits") || sg_str_is(type, "long")) return sg_is_digit(c);
    if (sg_str_is(type, "paste")) return sg_is_alnum(c);
    if (sg_str_is(type, "wall")) return sg_is_digit(c) || c == '-' || c == '_';
    if (sg_str_is(type, "word")) return sg_is_alnum(c) || c == '_';
    if (sg_str_is(type, "key")) return sg_is_alnum(c) || c == '_' || c == '-';
    if (sg_str_is(type, "name")) return sg_is_alnum(c) || (c && memchr("_-.:", c, 4));
    return (unsigned char)c > ' ' && c != '/'; /* any */
}

/* Matches `url` (from its path on) against a template. */
static bool matches(struct sg_str pattern, struct sg_str url, struct match *m)
{
    m->n = 0;
    size_t at = 0;
    for (size_t p = 0; p < pattern.len;) {
        char c = pattern.data[p];
        if (c == '*') { /* the rest of the path */
            while (at < url.len && url.data[at] != '?' && url.data[at] != '#')
                at++;
            p++;
        } else if (c == '?' || c == '#') { /* the parameter or fragment that begins so */
            size_t name_end = p + 1;
            while (name_end < pattern.len && pattern.data[name_end] != '{')
                name_end++;
            struct sg_str name = sg_str_n(pattern.data + p + 1, name_end - p - 1);
            if (at < url.len && url.data[at] == '/') at++;
            if (at < url.len && url.data[at] != '?' && url.data[at] != '#') return false; /* the path goes on */
            if (c == '#')
                while (at < url.len && url.data[at] != '#')
                    at++;
            bool is_found = false;
            while (at < url.len && !is_found) {
                if (c == '?' && url.data[at] == '#') return false;
                bool is_mark = c == '#' ? url.data[at] == '#' : url.data[at] == '?' || url.data[at] == '&';
                at++;
                is_found = is_mark && url.len - at >= name.len && (!name.len || memcmp(url.data + at, name.data, name.len) == 0);
                if (is_found) at += name.len;
            }
            if (!is_found) return false;
            p = name_end;
        } else if (c == '{') {
            const char *close = memchr(pattern.data + p, '}', pattern.len - p);
            if (!close || m->n == CAPTURES) return false;
            struct sg_str inside = sg_str_n(pattern.data + p + 1, (size_t)(close - pattern.data) - p - 1);
            const char *colon = memchr(inside.data, ':', inside.len);
            size_t name_len = colon ? (size_t)(colon - inside.data) : inside.len;
            struct sg_str type = colon ? tail(inside, name_len + 1) : sg_str("any");
            size_t end = at;
            if (sg_str_is(type, "rest"))
                end = url.len;
            else
                while (end < url.len && url.data[end] != '?' && url.data[end] != '#' && is_of(type, url.data[end]))
                    end++;
            if (end == at || (sg_str_is(type, "long") && end - at < 15)) return false;
            if (sg_str_is(type, "paste") && end - at != 8) return false;
            m->capture[m->n++] = (struct capture){ sg_str_n(inside.data, name_len), sg_str_n(url.data + at, end - at) };
            at = end;
            p = (size_t)(close - pattern.data) + 1;
        } else {
            if (at >= url.len || url.data[at] != c) return false;
            at++;
            p++;
        }
    }
    /* A piece of path is matched whole: "/status/12ab" is no status 12. */
    if (pattern.len && memchr(pattern.data, '#', pattern.len)) return at == url.len;
    if (pattern.len && memchr(pattern.data, '?', pattern.len))
        return at == url.len || url.data[at] == '&' || url.data[at] == '#';
    while (at < url.len && url.data[at] == '/')
        at++;
    return at == url.len || url.data[at] == '?' || url.data[at] == '#';
}

/* Writes an output template: {name} as found, {name|lower} in lower case. */
static void fill(struct sg_str t, const struct match *m, struct sg_str host, struct sg_buf *out)
{
    for (size_t i = 0; i < t.len; i++) {
        const char *close = t.data[i] == '{' ? memchr(t.data + i, '}', t.len - i) : NULL;
        if (!close) {
            sg_buf_char(out, t.data[i]);
            continue;
        }
        struct sg_str name = sg_str_n(t.data + i + 1, (size_t)(close - t.data) - i - 1), value = { 0 };
        const char *bar = memchr(name.data, '|', name.len);
        if (bar) name.len = (size_t)(bar - name.data);
        if (sg_str_is(name, "host")) value = host;
        for (size_t k = 0; k < m->n; k++)
            if (sg_str_same(m->capture[k].name, name)) value = m->capture[k].value;
        for (size_t k = 0; k < value.len; k++)
            sg_buf_char(out, bar ? sg_lower(value.data[k]) : value.data[k]);
        i = (size_t)(close - t.data);
    }
}

static bool find(struct sg_extractor *x, struct sg_str url, int depth, struct sg_permalink *ret);

static bool try_links(struct sg_extractor *x, int32_t link, struct sg_str host, struct sg_str path, int depth,
                      struct sg_permalink *ret)
{
    for (; link >= 0; link = x->tables.links[link].next) {
        const struct pattern *p = &x->tables.patterns[x->tables.links[link].pattern];
        struct match m;
        if (!matches(p->path, path, &m)) continue;
        if (sg_str_is(p->platform, "(inner)")) { /* an archived address */
            if (depth < ARCHIVED_MAX && m.n && find(x, m.capture[m.n - 1].value, depth + 1, ret)) return true;
            continue;
        }
        sg_buf_clear(&x->link_id);
        sg_buf_clear(&x->link_account);
        fill(p->id, &m, host, &x->link_id);
        fill(p->account, &m, host, &x->link_account);
        if (x->link_id.failed || x->link_account.failed) {
            x->is_starved = true;
            return false;
        }
        *ret = (struct sg_permalink){ p->platform, sg_buf_view(&x->link_id), sg_buf_view(&x->link_account) };
        return true;
    }
    return false;
}

static bool find(struct sg_extractor *x, struct sg_str url, int depth, struct sg_permalink *ret)
{
    if (url.len > 5 && memcmp(url.data, "at://", 5) == 0) {
        const int32_t *link = names_find(&x->tables.permalinks, sg_str("at:"));
        return link && try_links(x, *link, sg_str("at:"), tail(url, 4), depth, ret);
    }
    struct url_parts p;
    if (!url_split(url, &p) || !p.path.len) return false;
    if (p.scheme.len && !sg_str_is_nocase(p.scheme, "http") && !sg_str_is_nocase(p.scheme, "https")) return false;
    const struct host *h = extract_host(x, p.host);
    if (h->is_bad || h->is_shortener) return false;
    struct sg_str path = tail(url, (size_t)(p.path.data - url.data));
    if (try_links(x, h->link, h->name, path, depth, ret)) return true;
    /* Inner addresses may have emptied the cache of hosts that `h` was in. */
    return try_links(x, x->tables.any_host, extract_host(x, p.host)->name, path, depth, ret);
}

enum sg_code sg_permalink(struct sg_extractor *x, struct sg_str url, struct sg_permalink *ret, struct sg_err *err)
{
    struct sg_permalink found = { 0 };
    if (x->link_id.failed) sg_buf_release(&x->link_id);
    if (x->link_account.failed) sg_buf_release(&x->link_account);
    x->is_starved = false;
    bool is_post = find(x, sg_str_trim(url), 0, &found);
    if (x->is_starved) return sg_fail_nomem(err, "the post that an address names");
    *ret = is_post ? found : (struct sg_permalink){ 0 };
    return SG_OK;
}
