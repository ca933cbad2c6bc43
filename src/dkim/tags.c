/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of tags, and what a signature field says (RFC 6376, 3.2 and 3.5; RFC 8617, 4.1). */
#include "base/text.h"
#include "dkim/dkim_internal.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_tag_name(struct sg_str s)
{
    if (s.len == 0 || s.len > 32 || sg_is_digit(s.data[0])) return false;
    for (size_t i = 0; i < s.len; i++)
        if (!sg_is_alnum(s.data[i]) && s.data[i] != '_') return false;
    return true;
}

bool sg_tags_read(struct sg_str list, struct sg_tags *ret)
{
    ret->n = 0;
    for (size_t i = 0; i < list.len;) {
        const char *end = memchr(list.data + i, ';', list.len - i);
        size_t to = end ? (size_t)(end - list.data) : list.len;
        struct sg_str spec = sg_str_n(list.data + i, to - i);
        const char *equal = spec.len ? memchr(spec.data, '=', spec.len) : NULL;
        if (!equal) { /* nothing may stand behind the last ';', and nothing else */
            if (sg_str_trim(spec).len || to < list.len) return false;
            break;
        }
        size_t from = (size_t)(equal - list.data) + 1;
        struct sg_tag tag = { .name = sg_str_trim(sg_str_n(spec.data, (size_t)(equal - spec.data))),
                              .value = sg_str_trim(sg_str_n(list.data + from, to - from)),
                              .from = from,
                              .to = to };
        if (!is_tag_name(tag.name) || ret->n == TAGS) return false;
        for (size_t k = 0; k < ret->n; k++)
            if (sg_str_same(ret->tag[k].name, tag.name)) return false;
        ret->tag[ret->n++] = tag;
        i = to + 1;
    }
    return ret->n > 0;
}

const struct sg_tag *sg_tags_find(const struct sg_tags *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (sg_str_is(t->tag[i].name, name)) return &t->tag[i];
    return NULL;
}

bool sg_colon_next(struct sg_str list, size_t *pos, struct sg_str *ret)
{
    if (*pos > list.len || list.len == 0) return false;
    const char *end = *pos < list.len ? memchr(list.data + *pos, ':', list.len - *pos) : NULL;
    size_t to = end ? (size_t)(end - list.data) : list.len;
    *ret = sg_str_trim(sg_str_n(list.data + *pos, to - *pos));
    *pos = to + 1;
    return true;
}

bool sg_colon_has(struct sg_str list, const char *word)
{
    struct sg_str s;
    for (size_t pos = 0; sg_colon_next(list, &pos, &s);)
        if (sg_str_is_nocase(s, word)) return true;
    return false;
}

bool sg_str_nocase(struct sg_str a, struct sg_str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (sg_lower(a.data[i]) != sg_lower(b.data[i])) return false;
    return true;
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool sg_unbase64(struct sg_str s, unsigned char *out, size_t cap, size_t *ret_len)
{
    uint32_t bits = 0;
    size_t n_bits = 0, len = 0, padding = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (is_blank(s.data[i])) continue;
        if (s.data[i] == '=') {
            padding++;
            continue;
        }
        int digit = digit_of(s.data[i]);
        if (digit < 0 || padding) return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
        n_bits += 6;
        if (n_bits >= 8) {
            if (len == cap) return false;
            n_bits -= 8;
            out[len++] = (unsigned char)(bits >> n_bits);
        }
    }
    *ret_len = len;
    return padding <= 2 && n_bits < 6;
}

/* ---- signature fields ---- */

bool sg_sigfield_kind(struct sg_str name, enum sg_signature_kind *ret)
{
    static const char *const names[] = { "DKIM-Signature", "ARC-Message-Signature", "ARC-Seal" };
    for (size_t i = 0; i < 3; i++)
        if (sg_str_is_nocase(name, names[i])) {
            *ret = (enum sg_signature_kind)i;
            return true;
        }
    return false;
}

/* The first complaint is the one that is told. */
static void complain(struct sg_sigfield *f, const char *problem)
{
    if (!f->problem[0]) f->problem = problem;
}

static bool read_algorithm(struct sg_sigfield *f)
{
    static const char *const names[] = { "rsa-sha256", "rsa-sha1", "ed25519-sha256" };
    for (size_t i = 0; i < 3; i++)
        if (sg_str_is_nocase(f->algorithm_name, names[i])) {
            f->algorithm = (enum sg_algorithm)i;
            return true;
        }
    return false;
}

static bool read_canon(struct sg_str c, struct sg_sigfield *f)
{
    const char *slash = c.len ? memchr(c.data, '/', c.len) : NULL;
    f->header_canon = sg_str_trim(sg_str_n(c.data, slash ? (size_t)(slash - c.data) : c.len));
    if (slash) f->body_canon = sg_str_trim(sg_str_n(slash + 1, (size_t)(c.data + c.len - slash - 1)));
    f->is_header_relaxed = sg_str_is_nocase(f->header_canon, "relaxed");
    f->is_body_relaxed = sg_str_is_nocase(f->body_canon, "relaxed");
    return (f->is_header_relaxed || sg_str_is_nocase(f->header_canon, "simple")) &&
           (f->is_body_relaxed || sg_str_is_nocase(f->body_canon, "simple"));
}

static sg_time read_seconds(const struct sg_tags *t, const char *name, struct sg_sigfield *f)
{
    const struct sg_tag *tag = sg_tags_find(t, name);
    uint64_t seconds;
    if (!tag) return SG_TIME_NONE;
    if (sg_parse_u64(tag->value, &seconds, NULL) != SG_OK) {
        complain(f, "a time that is no number");
        return SG_TIME_NONE;
    }
    return seconds > (uint64_t)(INT64_MAX / SG_SECOND) ? SG_TIME_NONE : (sg_time)seconds * SG_SECOND;
}

/* i= is the domain d= or one below it. */
static bool is_identity_within(struct sg_str identity, struct sg_str domain)
{
    const char *at = identity.len ? memrchr(identity.data, '@', identity.len) : NULL;
    if (!at) return false;
    struct sg_str host = sg_str_n(at + 1, (size_t)(identity.data + identity.len - at - 1));
    if (host.len < domain.len) return false;
    struct sg_str tail = sg_str_n(host.data + host.len - domain.len, domain.len);
    return sg_str_nocase(tail, domain) && (host.len == domain.len || tail.data[-1] == '.');
}

static void read_body_tags(const struct sg_tags *t, struct sg_sigfield *f)
{
    const struct sg_tag *c = sg_tags_find(t, "c"), *l = sg_tags_find(t, "l"), *bh = sg_tags_find(t, "bh");
    f->header_canon = f->body_canon = sg_str("simple");
    if (c && !read_canon(c->value, f)) {
        complain(f, "unknown canonicalisation");
        f->is_computable = false;
    }
    uint64_t length = 0;
    if (l && (l->value.len > 76 || sg_parse_u64(l->value, &length, NULL) != SG_OK || length > INT64_MAX)) {
        complain(f, "l= is no number");
        f->is_computable = false;
    } else if (l) {
        f->length = (int64_t)length;
    }
    size_t expected = f->algorithm == SG_RSA_SHA1 ? 20 : 32;
    if (!bh || !sg_unbase64(bh->value, f->hash, sizeof f->hash, &f->hash_len) || f->hash_len != expected) {
        complain(f, bh ? "bh= is no such hash" : "bh= is missing");
        f->is_computable = false;
    }
}

static void read_dkim_tags(const struct sg_tags *t, struct sg_sigfield *f)
{
    const struct sg_tag *v = sg_tags_find(t, "v"), *q = sg_tags_find(t, "q"), *i = sg_tags_find(t, "i");
    if (!v || !sg_str_is(v->value, "1")) complain(f, v ? "unknown version" : "v= is missing");
    if (q && !sg_colon_has(q->value, "dns/txt") && !sg_colon_has(q->value, "dns")) complain(f, "unknown query method");
    if (i) f->identity = i->value;
    if (i && !is_identity_within(i->value, f->domain)) complain(f, "i= is not within d=");
    if (f->headers.len && !sg_colon_has(f->headers, "from")) complain(f, "From is not signed");
}

static void read_arc_tags(const struct sg_tags *t, struct sg_sigfield *f)
{
    if (!sg_arc_number(f->value, &f->instance)) complain(f, "i= is no instance");
    if (f->kind == SG_SIGNATURE_ARC_SEAL) {
        f->cv = sg_tags_value(t, "cv");
        if (!f->cv.len) complain(f, "cv= is missing");
        if (sg_tags_find(t, "h") || sg_tags_find(t, "bh")) complain(f, "a seal with h= or bh=");
    } else if (sg_colon_has(f->headers, "arc-seal")) {
        complain(f, "it signs ARC-Seal");
    }
}

static bool has_all(const struct sg_tags *t, const struct sg_sigfield *f)
{
    static const char *const needed[] = { "a", "b", "d", "s", "h" };
    for (size_t i = 0; i < (f->kind == SG_SIGNATURE_ARC_SEAL ? 4 : 5); i++)
        if (!sg_tags_value(t, needed[i]).len) return false;
    return true;
}

void sg_sigfield_read(enum sg_signature_kind kind, struct sg_str value, struct sg_sigfield *f)
{
    struct sg_tags t;
    *f = (struct sg_sigfield){
        .kind = kind, .value = value, .length = -1, .at = SG_TIME_NONE, .expires = SG_TIME_NONE, .problem = ""
    };
    f->domain = f->selector = f->identity = f->algorithm_name = f->headers = f->cv = sg_str("");
    f->header_canon = f->body_canon = f->key_bytes = sg_str("");
    if (!sg_tags_read(value, &t)) {
        f->problem = "no list of tags";
        return;
    }
    f->domain = sg_tags_value(&t, "d");
    f->selector = sg_tags_value(&t, "s");
    f->algorithm_name = sg_tags_value(&t, "a");
    f->headers = sg_tags_value(&t, "h");
    f->key_bytes = sg_tags_value(&t, "b");
    f->is_computable = has_all(&t, f);
    if (!f->is_computable) f->problem = "a tag that must be there is missing";
    if (!read_algorithm(f)) {
        complain(f, "unknown algorithm");
        f->is_computable = false;
    }
    const struct sg_tag *b = sg_tags_find(&t, "b");
    if (b) {
        f->b_from = b->from;
        f->b_to = b->to;
    }
    f->at = read_seconds(&t, "t", f);
    if (kind != SG_SIGNATURE_ARC_SEAL) {
        f->expires = read_seconds(&t, "x", f);
        read_body_tags(&t, f);
    } else {
        f->is_header_relaxed = true;
        f->header_canon = sg_str("relaxed");
    }
    if (f->at != SG_TIME_NONE && f->expires != SG_TIME_NONE && f->expires <= f->at) complain(f, "x= is not after t=");
    if (kind == SG_SIGNATURE_DKIM)
        read_dkim_tags(&t, f);
    else
        read_arc_tags(&t, f);
}
