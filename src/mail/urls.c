/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses that a mail names, each once. */
#include "base/hash.h"
#include "mail/mail_internal.h"

enum { LONGEST_URL = 4096 };

void urls_open(struct urls *u, struct sg_buf *out)
{
    u->out = out;
    u->n = 0;
    if (out) memset(u->seen, 0, sizeof u->seen);
}

static bool is_new(struct urls *u, struct sg_str url)
{
    uint64_t hash = sg_siphash(url.data, url.len) | 1; /* 0 is a free place */
    size_t at = hash >> 32 & (URLS_SLOTS - 1);
    for (; u->seen[at]; at = (at + 1) & (URLS_SLOTS - 1))
        if (u->seen[at] == hash) return false;
    u->seen[at] = hash;
    return true;
}

static bool begins(struct sg_str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.len >= n && sg_str_is_nocase(sg_str_n(s.data, n), prefix);
}

void urls_add(struct urls *u, struct sg_str url)
{
    static const char *const within[] = { "#", "cid:", "mid:", "data:", "javascript:", "about:", "file:" };
    url = sg_str_trim(url);
    if (!u->out || u->n >= URLS_MOST || !url.len || url.len > LONGEST_URL) return;
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (begins(url, within[i])) return;
    if (!is_new(u, url)) return;
    size_t start = u->out->len;
    for (size_t i = 0; i < url.len; i++) /* one a line */
        if ((unsigned char)url.data[i] >= ' ' && url.data[i] != 127) sg_buf_char(u->out, url.data[i]);
    if (u->out->len == start) return;
    sg_buf_char(u->out, '\n');
    u->n++;
}

static bool ends_url(char c)
{
    return (unsigned char)c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127;
}

/* What stands behind an address in a sentence is no part of it. */
static size_t cut_tail(const char *s, size_t len)
{
    size_t open = 0, close = 0;
    for (size_t i = 0; i < len; i++) {
        open += s[i] == '(';
        close += s[i] == ')';
    }
    for (; len; len--) {
        char c = s[len - 1];
        bool is_tail = strchr(".,;:!?'*_]}", c) != NULL || (c == ')' && close > open);
        if (!is_tail) break;
        if (c == ')') close--;
    }
    return len;
}

void urls_in_text(struct urls *u, struct sg_str s)
{
    for (size_t at = 0; u->out && u->n < URLS_MOST && at + 3 < s.len;) {
        const char *found = memmem(s.data + at, s.len - at, "://", 3);
        if (!found) return;
        size_t sign = (size_t)(found - s.data), start = sign, end = sign + 3;
        while (start > at && sign - start < 5 && sg_is_alnum(s.data[start - 1]))
            start--;
        struct sg_str scheme = sg_str_n(s.data + start, sign - start);
        bool is_web = sg_str_is_nocase(scheme, "http") || sg_str_is_nocase(scheme, "https");
        if (!is_web && scheme.len == 5 && begins(sg_str_n(scheme.data + 1, 4), "http")) { /* a letter before it */
            start++;
            is_web = true;
        }
        while (end < s.len && !ends_url(s.data[end]))
            end++;
        if (is_web) {
            size_t len = cut_tail(s.data + start, end - start);
            if (len > sign + 3 - start) urls_add(u, sg_str_n(s.data + start, len));
        }
        at = end;
    }
}
