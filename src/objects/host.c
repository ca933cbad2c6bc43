/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's canonical name and registrable domain cost a few microseconds; evidence repeats hosts, so they are kept in a
 * table of bounded size that starts afresh when it is full. */
#include <arpa/inet.h>
#include <libpsl.h>
#include <stdlib.h>

#include "objects/objects_internal.h"

#define SLOTS 8192
#define FILL 4096
#define POOL_BYTES (1u << 20)

struct host_cache {
    struct host *slots; /* key.data NULL: free */
    size_t n;
    char *pool;
    size_t pool_len;
    const struct tables *tables;
    struct unicode *unicode;
    const psl_ctx_t *psl; /* libpsl's own */
    struct sg_buf work;
};

static bool ends_with(struct sg_str s, struct sg_str tail)
{
    return s.len > tail.len && memcmp(s.data + s.len - tail.len, tail.data, tail.len) == 0;
}

static bool is_ipv4(struct sg_str s)
{
    char text[16];
    unsigned char bytes[4];
    if (s.len >= sizeof text) return false;
    memcpy(text, s.data, s.len);
    text[s.len] = '\0';
    return inet_pton(AF_INET, text, bytes) == 1;
}

static bool is_ipv6(struct sg_str s)
{
    char text[64];
    unsigned char bytes[16];
    if (s.len < 4 || s.len >= sizeof text || s.data[0] != '[' || s.data[s.len - 1] != ']') return false;
    memcpy(text, s.data + 1, s.len - 2);
    text[s.len - 2] = '\0';
    return inet_pton(AF_INET6, text, bytes) == 1;
}

/* Letters, digits, '-' and '_' (found in the wild) in labels of 1 to 63, at least two labels, the last not all digits. */
static bool is_name(struct sg_str s)
{
    size_t label = 0, dots = 0;
    bool all_digits = true;
    if (!s.len || s.len > HOST_MAX) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c == '.') {
            if (!label || s.data[i - 1] == '-') return false;
            label = 0;
            all_digits = true;
            dots++;
            continue;
        }
        if (!sg_is_alnum(c) && c != '-' && c != '_') return false;
        if ((c == '-' && !label) || ++label > LABEL_MAX) return false;
        all_digits = all_digits && sg_is_digit(c);
    }
    return dots && label > 1 && !all_digits && s.data[s.len - 1] != '-';
}

static struct sg_str registrable(const struct host_cache *c, struct sg_str name)
{
    char text[HOST_MAX + 1];
    memcpy(text, name.data, name.len);
    text[name.len] = '\0';
    const char *domain = psl_registrable_domain(c->psl, text);
    return domain ? sg_str_n(name.data + (domain - text), strlen(domain)) : name; /* a public suffix is its own */
}

/* Mobile and AMP names, by data/url-hosts.tsv.  `name` is in `work`, which may be changed. */
static struct sg_str plain_name(struct host_cache *c, struct sg_str name)
{
    const struct tables *t = c->tables;
    for (bool is_changed = true; is_changed;) { /* each round takes something off */
        const int32_t *to = names_find(&t->hosts, name);
        if (to) return t->host_to[*to];
        is_changed = false;
        for (size_t i = 0; i < t->n_prefixes && !is_changed; i++) {
            struct sg_str prefix = t->prefixes[i];
            if (name.len <= prefix.len || memcmp(name.data, prefix.data, prefix.len) != 0) continue;
            struct sg_str rest = sg_str_n(name.data + prefix.len, name.len - prefix.len);
            char text[HOST_MAX + 1];
            memcpy(text, rest.data, rest.len);
            text[rest.len] = '\0';
            if (!is_name(rest) || psl_is_public_suffix(c->psl, text)) continue; /* m.me, www.co.uk */
            name = rest;
            is_changed = true;
        }
        for (size_t i = 0; i < t->n_tails && !is_changed; i++) {
            struct sg_str from = t->tails[i].from, plain = t->tails[i].to;
            if (!ends_with(name, from) || plain.len >= from.len) continue;
            char *tail = c->work.data + (name.data - c->work.data) + (name.len - from.len);
            memcpy(tail, plain.data, plain.len);
            name.len = name.len - from.len + plain.len;
            is_changed = true;
        }
    }
    return name;
}

static struct sg_str keep(struct host_cache *c, struct sg_str s)
{
    char *at = c->pool + c->pool_len;
    if (s.len) memcpy(at, s.data, s.len);
    c->pool_len += s.len;
    return sg_str_n(at, s.len);
}

static void describe(struct host_cache *c, struct host *h, struct sg_str key)
{
    h->is_bad = true;
    h->link = -1;
    if (is_ipv6(key) || is_ipv4(key)) {
        h->is_bad = false;
        h->is_ip = true;
        h->name = h->domain = keep(c, key);
        return;
    }
    bool is_ascii = true;
    for (size_t i = 0; i < key.len && is_ascii; i++)
        is_ascii = (unsigned char)key.data[i] < 0x80;
    sg_buf_clear(&c->work);
    if (is_ascii)
        sg_buf_str(&c->work, key);
    else if (!unicode_idn(c->unicode, key, &c->work))
        return;
    struct sg_str name = sg_buf_view(&c->work);
    if (name.len && name.data[name.len - 1] == '.') name.len--;
    if (c->work.failed || !is_name(name)) return;
    for (size_t i = 0; i < c->tables->n_amp_caches; i++)
        h->is_amp_cache = h->is_amp_cache || ends_with(name, c->tables->amp_caches[i]);
    h->is_bad = false;
    h->name = keep(c, plain_name(c, name));
    struct sg_str domain = registrable(c, h->name);
    h->domain = domain;
    const int32_t *shortener = names_find(&c->tables->shorteners, h->name);
    h->is_shortener = shortener != NULL;
    h->is_wrapper = shortener && *shortener == SHORTENER_WRAPPER;
    const int32_t *link = names_find(&c->tables->permalinks, h->name);
    if (link) h->link = *link;
}

const struct host *hosts_find(struct host_cache *c, struct sg_str written)
{
    static const struct host bad = { .is_bad = true, .link = -1 };
    static const struct host unknown = { .is_bad = true, .is_unknown = true, .link = -1 };
    char key[HOST_MAX + 3];
    /* A name in another script may be longer in UTF-8 than as punycode; 255 bytes of it are enough for any real one. */
    if (!written.len || written.len > sizeof key) return &bad;
    for (size_t i = 0; i < written.len; i++)
        key[i] = sg_lower(written.data[i]);
    struct sg_str lower = sg_str_n(key, written.len);
    uint32_t hash = names_hash(lower.data, lower.len);
    size_t i = hash & (SLOTS - 1);
    for (; c->slots[i].key.data; i = (i + 1) & (SLOTS - 1))
        if (c->slots[i].hash == hash && sg_str_same(c->slots[i].key, lower)) return &c->slots[i];
    if (c->n >= FILL || POOL_BYTES - c->pool_len < 4 * (HOST_MAX + 3)) {
        memset(c->slots, 0, SLOTS * sizeof *c->slots);
        c->n = c->pool_len = 0;
        i = hash & (SLOTS - 1);
    }
    struct host *h = &c->slots[i];
    size_t pool_len = c->pool_len;
    *h = (struct host){ .hash = hash };
    h->key = keep(c, lower);
    describe(c, h, h->key);
    if (c->work.failed) { /* with memory it may be a good one */
        sg_buf_release(&c->work);
        *h = (struct host){ 0 };
        c->pool_len = pool_len;
        return &unknown;
    }
    c->n++;
    return h;
}

bool hosts_is_known(const struct tables *t, struct sg_str written)
{
    char key[64];
    if (written.len > sizeof key) return false;
    for (size_t i = 0; i < written.len; i++)
        key[i] = sg_lower(written.data[i]);
    struct sg_str name = sg_str_n(key, written.len);
    for (size_t i = 0; i < t->n_prefixes; i++)
        if (name.len > t->prefixes[i].len && memcmp(name.data, t->prefixes[i].data, t->prefixes[i].len) == 0) {
            name = sg_str_n(name.data + t->prefixes[i].len, name.len - t->prefixes[i].len);
            break;
        }
    const int32_t *to = names_find(&t->hosts, name);
    if (to) name = t->host_to[*to];
    return names_find(&t->permalinks, name) || names_find(&t->shorteners, name);
}

enum sg_code hosts_new(struct host_cache **ret, const struct tables *t, struct unicode *u, struct sg_err *err)
{
    struct host_cache *c = calloc(1, sizeof *c);
    if (c) {
        c->slots = calloc(SLOTS, sizeof *c->slots);
        c->pool = malloc(POOL_BYTES);
        c->tables = t;
        c->unicode = u;
        c->psl = psl_builtin();
    }
    if (!c || !c->slots || !c->pool) {
        hosts_free(c);
        return sg_fail_nomem(err, "the cache of hosts");
    }
    if (!c->psl) {
        hosts_free(c);
        return sg_fail(err, SG_EIO, "libpsl was built without the public suffix list: install one that has it");
    }
    *ret = c;
    return SG_OK;
}

void hosts_free(struct host_cache *c)
{
    if (!c) return;
    free(c->slots);
    free(c->pool);
    sg_buf_release(&c->work);
    free(c);
}
