/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value as a feed writes it to the one spelling that the case is searched for.  Rules: doc/formats/indicators.md. */
#include <arpa/inet.h>

#include "base/text.h"
#include "indicators/indicators_internal.h"

enum { VALUE_MAX = 8192, HOST_MAX = 253, LABEL_BYTES_MAX = 63, ADDRESS_MAX = 320 };

static struct sg_str piece(struct sg_str s, size_t from, size_t to)
{
    return sg_str_n(s.data + from, to - from);
}

static size_t find_char(struct sg_str s, char c)
{
    const char *at = s.len ? memchr(s.data, c, s.len) : NULL;
    return at ? (size_t)(at - s.data) : s.len;
}

static bool begins_nocase(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && sg_str_is_nocase(piece(s, 0, n), with);
}

/* ---- written so that nobody clicks on it ---- */

static const struct {
    const char *written, *meant;
} fangs[] = {
    { "[.]", "." },     { "(.)", "." },     { "{.}", "." }, { "[dot]", "." }, { "(dot)", "." }, { "[:]", ":" },
    { "[://]", "://" }, { "[:]//", "://" }, { "[/]", "/" }, { "[@]", "@" },   { "[at]", "@" },  { "(at)", "@" },
};

void indicator_refang(struct sg_buf *out, struct sg_str raw)
{
    size_t at = 0;
    if (begins_nocase(raw, "hxxp") || begins_nocase(raw, "h**p")) { /* the s, if any, follows */
        sg_buf_text(out, "http");
        at = 4;
    } else if (begins_nocase(raw, "fxp:") || begins_nocase(raw, "fxp[")) {
        sg_buf_text(out, "ftp");
        at = 3;
    }
    while (at < raw.len) {
        size_t i = 0, n = sizeof fangs / sizeof *fangs;
        if (raw.data[at] == '[' || raw.data[at] == '(' || raw.data[at] == '{')
            while (i < n && !begins_nocase(piece(raw, at, raw.len), fangs[i].written))
                i++;
        else
            i = n;
        if (i == n) {
            sg_buf_char(out, raw.data[at++]);
        } else {
            sg_buf_text(out, fangs[i].meant);
            at += strlen(fangs[i].written);
        }
    }
}

/* ---- one kind each: NULL, or why not ---- */

/* inet_ntop's form of an address, brackets and a zone left off. */
static bool read_ip(struct sg_str s, char ret[INET6_ADDRSTRLEN])
{
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    if (s.len > 2 && s.data[0] == '[' && s.data[s.len - 1] == ']') s = piece(s, 1, s.len - 1);
    if (memchr(s.len ? s.data : "", ':', s.len)) s = piece(s, 0, find_char(s, '%'));
    if (!s.len || s.len >= sizeof text || memchr(s.data, '\0', s.len)) return false;
    memcpy(text, s.data, s.len);
    text[s.len] = '\0';
    int family = memchr(s.data, ':', s.len) ? AF_INET6 : AF_INET;
    return inet_pton(family, text, bytes) == 1 && inet_ntop(family, bytes, ret, INET6_ADDRSTRLEN);
}

/* "192.0.2.0/24"; a range of one address is that address, and `*ret_single` gets it. */
static bool is_range(struct sg_str s, struct sg_str *ret_single)
{
    char text[INET6_ADDRSTRLEN];
    uint64_t bits;
    size_t slash = find_char(s, '/');
    if (slash == s.len || !read_ip(piece(s, 0, slash), text)) return false;
    bool is_six = strchr(text, ':') != NULL;
    if (sg_parse_u64(piece(s, slash + 1, s.len), &bits, NULL) != SG_OK || bits > (is_six ? 128 : 32)) return false;
    *ret_single = bits == (is_six ? 128 : 32) ? piece(s, 0, slash) : sg_str_n(NULL, 0);
    return true;
}

static const char *add_ip(struct reading *r, struct sg_str s)
{
    char text[INET6_ADDRSTRLEN];
    if (!read_ip(s, text)) return "this is no IP address";
    sg_buf_text(&r->value, text);
    return NULL;
}

/* The ASCII form of a host with at least two labels, checked; appended to `out`. */
static const char *add_host(struct reading *r, struct sg_str s, struct sg_buf *out)
{
    size_t from = out->len;
    while (s.len && s.data[s.len - 1] == '.')
        s.len--;
    if (!s.len) return "this is no domain name: it is empty";
    if (s.len > 4 * HOST_MAX) return "this is no domain name: it is too long";
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] <= ' ' || s.data[i] == 0x7f || strchr("/\\:@?#%\"'<>|*,;()[]{}", s.data[i]))
            return "this is no domain name: it holds characters that no name has";
    const char *why = sg_idn_ascii(r->idn, s, out);
    if (why) {
        out->len = from;
        return why;
    }
    if (out->failed) return NULL;
    struct sg_str host = sg_str_n(out->data + from, out->len - from);
    size_t n_labels = 0;
    for (size_t at = 0; at <= host.len; n_labels++) {
        size_t len = find_char(piece(host, at, host.len), '.');
        if (!len) return "this is no domain name: a label is empty";
        if (len > LABEL_BYTES_MAX) return "this is no domain name: a label is longer than 63 bytes";
        for (size_t i = 0; i < len; i++) {
            char *c = &out->data[from + at + i];
            *c = sg_lower(*c);
            if (!sg_is_alnum(*c) && *c != '-' && *c != '_')
                return "this is no domain name: it holds characters that no name has";
        }
        at += len + 1;
    }
    if (host.len > HOST_MAX) return "this is no domain name: it is longer than 253 bytes";
    if (n_labels < 2) return "this is a single label, and no domain";
    size_t last = host.len;
    while (last && sg_is_digit(host.data[last - 1]))
        last--;
    if (!last || host.data[last - 1] == '.') return "this is no domain name: it ends in a number";
    return NULL;
}

static const char *add_domain(struct reading *r, struct sg_str s)
{
    bool is_private = false;
    if (s.len > 2 && s.data[0] == '*' && s.data[1] == '.')
        s = piece(s, 2, s.len); /* and all below it: so we read each */
    while (s.len && s.data[0] == '.')
        s = piece(s, 1, s.len);
    const char *why = add_host(r, s, &r->value);
    if (why) return why;
    if (!r->value.failed && sg_public_suffix(sg_buf_view(&r->value), &is_private).len == r->value.len && !is_private)
        return "this is a public suffix: every name below it would match";
    return NULL;
}

static const char *add_url(struct reading *r, struct sg_str s)
{
    bool is_url = false;
    sg_buf_clear(&r->work);
    if (sg_url_canonical(r->extractor, s, &r->value, &r->work, &is_url, NULL) != SG_OK)
        r->value.failed = true; /* whoever adds the value asks for that */
    return is_url ? NULL : "this is no web address";
}

static const char *add_mail(struct reading *r, struct sg_str s)
{
    static const char bad[] = "this is no mail address";
    if (s.len > 2 && s.data[0] == '<' && s.data[s.len - 1] == '>') s = piece(s, 1, s.len - 1);
    if (begins_nocase(s, "mailto:")) s = piece(s, 7, s.len);
    size_t at = s.len;
    while (at && s.data[at - 1] != '@')
        at--;
    if (at < 2 || s.len > ADDRESS_MAX) return bad;
    for (size_t i = 0; i + 1 < at; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c <= ' ' || c == 0x7f || strchr("@<>,;:\"\\()[]", (char)c)) return bad;
        sg_buf_char(&r->value, sg_lower((char)c));
    }
    sg_buf_char(&r->value, '@');
    return add_host(r, piece(s, at, s.len), &r->value);
}

static bool is_hex(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (sg_hex_digit(s.data[i]) < 0) return false;
    return s.len > 0;
}

static const char *add_sha256(struct reading *r, struct sg_str s)
{
    if (s.len != 64 || !is_hex(s)) return "this is no SHA-256: 64 hexadecimal digits were expected";
    for (size_t i = 0; i < s.len; i++)
        sg_buf_char(&r->value, sg_lower(s.data[i]));
    return NULL;
}

/* ---- all of them ---- */

static struct canonical canonical_of(struct reading *r, enum sg_indicator_kind kind, struct sg_str s)
{
    static const char *(*const add[])(struct reading * r, struct sg_str s) = { add_domain, add_url, add_mail, add_ip,
                                                                               add_sha256 };
    char ip[INET6_ADDRSTRLEN];
    struct sg_str single;
    struct canonical c = { .kind = kind };
    sg_buf_clear(&r->value);
    if (kind == SG_INDICATOR_DOMAIN && read_ip(s, ip)) c.kind = SG_INDICATOR_IP;
    if (kind == SG_INDICATOR_IP && is_range(s, &single)) {
        if (!single.len) {
            c.other = "ip range";
            return c;
        }
        s = single;
    }
    c.bad = add[c.kind](r, s);
    return c;
}

/* Blanks at the ends and what keeps people from clicking are taken off; false when nothing is left, or too much. */
static bool undress(struct reading *r, struct sg_str raw, struct sg_str *ret)
{
    raw = sg_str_trim(raw);
    if (!raw.len || raw.len > VALUE_MAX || !sg_utf8_is_valid(raw.data, raw.len)) return false;
    sg_buf_clear(&r->whole);
    indicator_refang(&r->whole, raw);
    if (r->whole.failed) return false; /* whoever adds the value asks for that */
    *ret = sg_buf_view(&r->whole);
    return true;
}

static const char unfit[] = "this is empty, longer than 8192 bytes or not UTF-8";

struct canonical indicator_canonical(struct reading *r, enum sg_indicator_kind kind, struct sg_str raw)
{
    struct sg_str s;
    if (!undress(r, raw, &s)) return (struct canonical){ .kind = kind, .bad = unfit };
    return canonical_of(r, kind, s);
}

struct canonical indicator_guess(struct reading *r, struct sg_str raw)
{
    static const struct {
        size_t len;
        const char *name;
    } hashes[] = { { 32, "md5" }, { 40, "sha1" }, { 56, "sha224" }, { 96, "sha384" }, { 128, "sha512" } };
    struct sg_str s, single;
    char ip[INET6_ADDRSTRLEN];
    if (!undress(r, raw, &s)) return (struct canonical){ .bad = unfit };
    if (is_hex(s)) {
        if (s.len == 64) return canonical_of(r, SG_INDICATOR_SHA256, s);
        for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
            if (s.len == hashes[i].len) return (struct canonical){ .other = hashes[i].name };
    }
    if (read_ip(s, ip) || is_range(s, &single)) return canonical_of(r, SG_INDICATOR_IP, s);
    if (memmem(s.data, s.len, "://", 3)) return canonical_of(r, SG_INDICATOR_URL, s);
    size_t slash = find_char(s, '/');
    if (find_char(s, '@') < slash) return canonical_of(r, SG_INDICATOR_MAIL, s);
    return canonical_of(r, slash < s.len ? SG_INDICATOR_URL : SG_INDICATOR_DOMAIN, s);
}
