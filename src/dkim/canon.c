/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical forms of fields and bodies (RFC 6376, 3.4). */
#include <threads.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "dkim/dkim_internal.h"

static EVP_MD *sha256, *sha1;
static once_flag fetched = ONCE_FLAG_INIT;

static void fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
}

const EVP_MD *sg_md_sha256(void)
{
    call_once(&fetched, fetch);
    return sha256;
}

const EVP_MD *sg_md_sha1(void)
{
    call_once(&fetched, fetch);
    return sha1;
}

static bool has_bare_ends(struct sg_str s, bool with_cr)
{
    for (const char *p = s.data, *stop = s.data + s.len; p < stop; p++) {
        p = memchr(p, '\n', (size_t)(stop - p));
        if (!p) break;
        if (p == s.data || p[-1] != '\r') return true;
    }
    for (const char *p = s.data, *stop = s.data + s.len; with_cr && p < stop; p++) {
        p = memchr(p, '\r', (size_t)(stop - p));
        if (!p) break;
        if (p + 1 == stop || p[1] != '\n') return true;
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Bytes of which none is a blank or line end, at `s`. */
static size_t solid_run(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && s[i] != ' ' && s[i] != '\t' && s[i] != '\r' && s[i] != '\n')
        i++;
    return i;
}

/* A value unfolded, runs of blanks as one, none at the ends. `out` has room. */
static size_t relaxed_value(char *out, struct sg_str v, size_t n, bool is_begun)
{
    for (size_t i = 0; i < v.len;) {
        size_t run = solid_run(v.data + i, v.len - i);
        if (run) {
            memcpy(out + n, v.data + i, run);
            n += run;
            i += run;
            is_begun = true;
            continue;
        }
        /* A CR that ends no line is a byte like another. */
        if (v.data[i] == '\r' && i + 1 < v.len && v.data[i + 1] != '\n') {
            out[n++] = v.data[i++];
            is_begun = true;
            continue;
        }
        while (i < v.len && (is_space(v.data[i]) || v.data[i] == '\n' || v.data[i] == '\r'))
            i++;
        if (is_begun && i < v.len) out[n++] = ' ';
    }
    return n;
}

static void relaxed_name(struct sg_buf *out, struct sg_str name)
{
    while (name.len && is_space(name.data[name.len - 1]))
        name.len--;
    for (size_t i = 0; i < name.len; i++)
        out->data[out->len++] = sg_lower(name.data[i]);
    out->data[out->len++] = ':';
}

/* As it stands, with CRLF for every line end within. */
static void simple_value(struct sg_buf *out, struct sg_str v)
{
    if (!has_bare_ends(v, false)) {
        sg_buf_str(out, v);
        return;
    }
    for (size_t i = 0; i < v.len; i++) {
        if (v.data[i] == '\n' && (i == 0 || v.data[i - 1] != '\r')) sg_buf_char(out, '\r');
        sg_buf_char(out, v.data[i]);
    }
}

void sg_canon_field(struct sg_buf *out, struct sg_str name, struct sg_str value, bool is_relaxed)
{
    if (!sg_buf_room(out, name.len + value.len + 4)) return;
    if (is_relaxed) {
        relaxed_name(out, name);
        out->len = relaxed_value(out->data, value, out->len, false);
    } else {
        sg_buf_str(out, name);
        sg_buf_char(out, ':');
        simple_value(out, value);
    }
    sg_buf_add(out, "\r\n", 2);
}

void sg_canon_signature(struct sg_buf *out, struct sg_str name, const struct sg_sigfield *f, bool is_relaxed)
{
    struct sg_str before = sg_str_n(f->value.data, f->b_from);
    struct sg_str after = sg_str_n(f->value.data + f->b_to, f->value.len - f->b_to);
    if (!sg_buf_room(out, name.len + f->value.len + 4)) return;
    if (is_relaxed) {
        relaxed_name(out, name);
        size_t begin = out->len;
        out->len = relaxed_value(out->data, before, out->len, false);
        out->len = relaxed_value(out->data, after, out->len, out->len > begin);
    } else {
        sg_buf_str(out, name);
        sg_buf_char(out, ':');
        simple_value(out, before);
        simple_value(out, after);
    }
}

/* Without the empty lines at its end, which both forms leave out. */
static struct sg_str without_empty_end(struct sg_str b)
{
    while (b.len >= 4 && memcmp(b.data + b.len - 4, "\r\n\r\n", 4) == 0)
        b.len -= 2;
    return b;
}

static struct sg_str simple_body(struct sg_str body, struct sg_buf *scratch)
{
    body = without_empty_end(body);
    if (body.len == 0 || sg_str_is(body, "\r\n")) return sg_str("\r\n");
    if (body.len >= 2 && memcmp(body.data + body.len - 2, "\r\n", 2) == 0) return body;
    sg_buf_clear(scratch);
    sg_buf_str(scratch, body);
    sg_buf_add(scratch, "\r\n", 2);
    return sg_buf_view(scratch);
}

/* One line without its CRLF. */
static size_t relaxed_line(char *out, size_t n, const char *s, size_t len)
{
    while (len && is_space(s[len - 1]))
        len--;
    for (size_t i = 0; i < len;) {
        size_t from = i;
        while (i < len && !is_space(s[i]))
            i++;
        memcpy(out + n, s + from, i - from);
        n += i - from;
        if (i == len) break;
        out[n++] = ' ';
        while (i < len && is_space(s[i]))
            i++;
    }
    return n;
}

static struct sg_str relaxed_body(struct sg_str body, struct sg_buf *scratch)
{
    sg_buf_clear(scratch);
    if (!sg_buf_room(scratch, body.len + 2)) return sg_str("");
    char *out = scratch->data;
    size_t n = 0, content = 0; /* content: behind the last line that is not empty */
    for (size_t i = 0; i < body.len;) {
        const char *end = body.data + i, *stop = body.data + body.len;
        /* A line ends with CRLF alone; either by itself is a byte of the line. */
        while ((end = memchr(end, '\n', (size_t)(stop - end))) && (end == body.data + i || end[-1] != '\r'))
            end++;
        size_t to = end ? (size_t)(end - body.data) - 1 : body.len, begin = n;
        n = relaxed_line(out, n, body.data + i, to - i);
        bool is_empty = n == begin;
        out[n++] = '\r';
        out[n++] = '\n';
        if (!is_empty) content = n;
        i = end ? to + 2 : body.len;
    }
    scratch->len = content;
    return sg_buf_view(scratch);
}

struct sg_str sg_canon_body(struct sg_str body, bool is_relaxed, struct sg_buf *scratch)
{
    return is_relaxed ? relaxed_body(body, scratch) : simple_body(body, scratch);
}

struct sg_str sg_crlf(struct sg_str s, bool with_cr, struct sg_buf *scratch)
{
    if (s.len == 0 || !has_bare_ends(s, with_cr)) return s;
    sg_buf_clear(scratch);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c == '\n' && (i == 0 || s.data[i - 1] != '\r')) {
            sg_buf_add(scratch, "\r\n", 2);
        } else if (with_cr && c == '\r' && (i + 1 == s.len || s.data[i + 1] != '\n')) {
            sg_buf_add(scratch, "\r\n", 2);
        } else {
            sg_buf_char(scratch, c);
        }
    }
    return sg_buf_view(scratch);
}
