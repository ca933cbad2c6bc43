/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Received lines (RFC 5321, 4.4, and what servers write), and message ids. */
#include "mail/mail_internal.h"

bool sg_mail_next_id(struct sg_str value, size_t *pos, struct sg_str *ret)
{
    if (*pos >= value.len) return false;
    const char *at = value.data + *pos, *end = value.data + value.len;
    const char *open = memchr(at, '<', (size_t)(end - at));
    const char *close = open ? memchr(open, '>', (size_t)(end - open)) : NULL;
    if (close) {
        const char *last = memrchr(open, '<', (size_t)(close - open));
        *ret = sg_str_trim(sg_str_n(last + 1, (size_t)(close - last) - 1));
        *pos = (size_t)(close - value.data) + 1;
        return ret->len > 0 || sg_mail_next_id(value, pos, ret);
    }
    struct sg_str bare = sg_str_trim(value); /* an id without brackets, alone */
    bool is_first = *pos == 0;
    *pos = value.len;
    if (open || !is_first || !bare.len || !memchr(bare.data, '@', bare.len)) return false;
    for (size_t i = 0; i < bare.len; i++)
        if (mail_is_space(bare.data[i])) return false;
    *ret = bare;
    return true;
}

/* A word outside comments, or a comment without its brackets. */
struct token {
    struct sg_str text;
    bool is_comment;
};

static bool next_token(struct sg_str s, size_t *pos, struct token *ret)
{
    size_t at = *pos;
    while (at < s.len && mail_is_space(s.data[at]))
        at++;
    if (at >= s.len) return false;
    size_t start = at;
    ret->is_comment = s.data[at] == '(';
    if (ret->is_comment) {
        size_t depth = 0;
        for (; at < s.len; at++) {
            if (s.data[at] == '(') depth++;
            if (s.data[at] == ')' && --depth == 0) break;
            if (s.data[at] == '\\' && at + 1 < s.len) at++;
        }
        size_t stop = at < s.len ? at : s.len;
        ret->text = sg_str_n(s.data + start + 1, stop - start - 1);
        *pos = stop < s.len ? stop + 1 : stop;
        return true;
    }
    while (at < s.len && !mail_is_space(s.data[at]) && s.data[at] != '(' && s.data[at] != ';')
        at++;
    if (at == start) at++; /* the ';' itself */
    ret->text = sg_str_n(s.data + start, at - start);
    *pos = at;
    return true;
}

static bool is_ip_letter(char c)
{
    return sg_hex_digit(c) >= 0 || c == '.' || c == ':';
}

/* Four numbers with dots, or something with two colons at least. */
static bool is_ip(struct sg_str s)
{
    size_t dots = 0, colons = 0, i = 0;
    for (; i < s.len && is_ip_letter(s.data[i]); i++) {
        dots += s.data[i] == '.';
        colons += s.data[i] == ':';
        if (dots && !colons && !sg_is_digit(s.data[i]) && s.data[i] != '.') return false;
    }
    return i == s.len && s.len >= 3 && s.len < 46 && ((dots == 3 && !colons && sg_is_digit(s.data[0])) || colons >= 2);
}

/* The address inside "[…]", without "IPv6:" before it; empty when it is none. */
static struct sg_str bracketed(struct sg_str s)
{
    const char *open = s.len ? memchr(s.data, '[', s.len) : NULL;
    const char *close = open ? memchr(open, ']', s.len - (size_t)(open - s.data)) : NULL;
    if (!close) return sg_str("");
    struct sg_str in = sg_str_n(open + 1, (size_t)(close - open) - 1);
    if (in.len > 5 && sg_str_is_nocase(sg_str_n(in.data, 5), "ipv6:")) in = sg_str_n(in.data + 5, in.len - 5);
    return is_ip(in) ? in : sg_str("");
}

/* What the receiver saw: an address if it wrote one, else a host name. */
static void read_seen(struct sg_str comment, struct sg_mail_hop *hop, bool *has_ip)
{
    struct sg_str ip = bracketed(comment);
    size_t at = 0;
    while (at < comment.len) {
        size_t start = at;
        while (at < comment.len && !mail_is_space(comment.data[at]))
            at++;
        struct sg_str word = sg_str_n(comment.data + start, at - start);
        while (at < comment.len && mail_is_space(comment.data[at]))
            at++;
        if (sg_str_is_nocase(word, "HELO") || sg_str_is_nocase(word, "EHLO")) { /* qmail: the claim stands behind it */
            start = at;
            while (at < comment.len && !mail_is_space(comment.data[at]))
                at++;
            if (at > start) hop->from = sg_str_n(comment.data + start, at - start);
            continue;
        }
        if (word.len > 5 && sg_str_is_nocase(sg_str_n(word.data, 5), "helo=")) { /* Exim */
            hop->from = sg_str_n(word.data + 5, word.len - 5);
            continue;
        }
        const char *sign = word.len ? memchr(word.data, '@', word.len) : NULL; /* ident@host */
        if (sign) word = sg_str_n(sign + 1, word.len - (size_t)(sign - word.data) - 1);
        if (!ip.len && is_ip(word)) ip = word;
        if (!hop->from_address.len && word.len && memchr(word.data, '.', word.len) && sg_is_alnum(word.data[0]) &&
            !memchr(word.data, '=', word.len))
            hop->from_address = word;
    }
    if (ip.len && !*has_ip) {
        hop->from_address = ip;
        *has_ip = true;
    }
}

/* Where the date begins: behind the last ';' outside comments. */
static size_t find_date(struct sg_str s)
{
    size_t depth = 0, found = s.len;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '(')
            depth++;
        else if (s.data[i] == ')' && depth)
            depth--;
        else if (s.data[i] == ';' && !depth)
            found = i;
    }
    if (found < s.len) return found;
    const char *any = s.len ? memrchr(s.data, ';', s.len) : NULL; /* a comment that nobody closed */
    return any ? (size_t)(any - s.data) : s.len;
}

bool sg_mail_hop(struct sg_str value, struct sg_mail_hop *ret)
{
    struct sg_str none = sg_str("");
    struct token t;
    size_t date = find_date(value), at = 0;
    bool has_ip = false;
    enum { NOTHING, FROM, BY, WITH, OTHER } part = NOTHING;
    *ret = (struct sg_mail_hop){ none, none, none, none, SG_TIME_NONE, INT64_MIN };
    if (date < value.len)
        (void)sg_mail_date(sg_str_n(value.data + date + 1, value.len - date - 1), &ret->time, &ret->zone);
    struct sg_str said = sg_str_n(value.data, date);
    while (next_token(said, &at, &t)) {
        if (t.is_comment) {
            if (part == FROM) read_seen(t.text, ret, &has_ip);
            continue;
        }
        struct sg_str *slot = NULL;
        if (sg_str_is_nocase(t.text, "from") && part == NOTHING)
            slot = &ret->from, part = FROM;
        else if (sg_str_is_nocase(t.text, "by") && !ret->by.len)
            slot = &ret->by, part = BY;
        else if (sg_str_is_nocase(t.text, "with") && !ret->with.len)
            slot = &ret->with, part = WITH;
        else if (sg_str_is_nocase(t.text, "id") || sg_str_is_nocase(t.text, "for") || sg_str_is_nocase(t.text, "via"))
            part = OTHER;
        else if (part == FROM && !has_ip) { /* "from host [1.2.3.4] by …": seen, without brackets around */
            struct sg_str ip = bracketed(t.text);
            if (ip.len) {
                ret->from_address = ip;
                has_ip = true;
            }
        }
        size_t before = at;
        if (slot && next_token(said, &at, &t)) {
            if (t.is_comment)
                at = before; /* "by (comment) host" and "from (helo=…)" */
            else
                *slot = t.text;
            if (!t.is_comment && part == FROM) {
                struct sg_str ip = bracketed(t.text);
                if (ip.len) {
                    ret->from_address = ip;
                    has_ip = true;
                }
            }
        }
    }
    return ret->from.len || ret->by.len || ret->time != SG_TIME_NONE;
}
