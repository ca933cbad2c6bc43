/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/hops.h"

#include <stdlib.h>

#include "base/text.h"
#include "mail/mail.h"
#include "objects/objects.h"

enum { FIELDS = 400 };

/* ---- hosts ---- */

static struct sg_str bare(struct sg_str host)
{
    host = sg_str_trim(host);
    while (host.len && (host.data[0] == '[' || host.data[0] == '('))
        host.data++, host.len--;
    while (host.len &&
           (host.data[host.len - 1] == ']' || host.data[host.len - 1] == ')' || host.data[host.len - 1] == '.'))
        host.len--;
    if (host.len > 5 && strncasecmp(host.data, "IPv6:", 5) == 0) return sg_str_n(host.data + 5, host.len - 5);
    return host;
}

/* Digits and dots, or anything with colons that could be IPv6. */
static bool is_address(struct sg_str host)
{
    bool has_colon = host.len && memchr(host.data, ':', host.len);
    for (size_t i = 0; i < host.len; i++) {
        char c = sg_lower(host.data[i]);
        bool is_part = sg_is_digit(c) || c == '.' || (has_colon && (c == ':' || (c >= 'a' && c <= 'f')));
        if (!is_part) return false;
    }
    return host.len > 0;
}

static bool begins(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && strncasecmp(s.data, with, n) == 0;
}

static bool ends(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && strncasecmp(s.data + s.len - n, with, n) == 0;
}

/* The second number of "a.b.c.d"; -1. */
static int second_number(struct sg_str s)
{
    const char *dot = memchr(s.data, '.', s.len);
    int v = -1;
    for (const char *p = dot ? dot + 1 : NULL; p && p < s.data + s.len && sg_is_digit(*p) && v < 1000; p++)
        v = (v < 0 ? 0 : v) * 10 + (*p - '0');
    return v;
}

bool leak_address_is_private(struct sg_str host)
{
    struct sg_str s = bare(host);
    if (!is_address(s)) return false;
    int second = second_number(s);
    if (memchr(s.data, ':', s.len))
        return begins(s, "fe80:") || begins(s, "fc") || begins(s, "fd") || sg_str_is(s, "::1");
    return begins(s, "10.") || begins(s, "127.") || begins(s, "192.168.") || begins(s, "169.254.") ||
           (begins(s, "172.") && second >= 16 && second <= 31) || (begins(s, "100.") && second >= 64 && second <= 127);
}

bool leak_host_is_internal(struct sg_str host)
{
    static const char *const inside[] = { ".local",  ".lan",  ".internal", ".localdomain",
                                          ".intern", ".corp", ".home",     ".invalid" };
    struct sg_str s = bare(host);
    if (!s.len || is_address(s) || !memchr(s.data, '.', s.len)) return true;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (ends(s, inside[i])) return true;
    return false;
}

static bool is_same_place(struct sg_str a, struct sg_str b)
{
    return sg_str_same(a, b) || sg_str_same(sg_registrable(a), sg_registrable(b));
}

bool leak_hosts_meet(struct sg_str by, struct sg_str next_from, struct sg_str next_from_seen)
{
    by = bare(by);
    if (leak_host_is_internal(by)) return true;
    struct sg_str names[] = { bare(next_from), bare(next_from_seen) };
    bool knows_any = false;
    for (size_t i = 0; i < 2; i++) {
        if (leak_host_is_internal(names[i])) continue;
        knows_any = true;
        if (is_same_place(by, names[i])) return true;
    }
    return !knows_any;
}

bool leak_zone_exists(int64_t minutes)
{
    return minutes >= -12 * 60 && minutes <= 14 * 60 && minutes % 15 == 0;
}

/* ---- the order of fields ---- */

/* What a client writes into every mail; servers move none of these.  Others come and go with the mail's purpose. */
static bool is_clients(struct sg_str name)
{
    static const char *const names[] = { "From",         "To",           "Subject",  "Date",      "Message-ID",
                                         "MIME-Version", "Content-Type", "X-Mailer", "User-Agent" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sg_str_is_nocase(name, names[i])) return true;
    return false;
}

/* ---- reading ---- */

static const char *host_of(struct sg_arena *arena, struct sg_str host)
{
    char text[256];
    struct sg_str s = bare(host);
    size_t n = s.len < sizeof text ? s.len : sizeof text;
    for (size_t i = 0; i < n; i++)
        text[i] = sg_lower(s.data[i]);
    return sg_arena_string(arena, sg_str_n(text, n));
}

static enum sg_code read_hop(struct sg_arena *arena, struct sg_str value, struct leak_hop *ret, struct sg_err *err)
{
    struct sg_mail_hop hop = { .time = SG_TIME_NONE, .zone = INT64_MIN };
    if (!sg_mail_hop(value, &hop)) hop = (struct sg_mail_hop){ .time = SG_TIME_NONE, .zone = INT64_MIN };
    *ret = (struct leak_hop){ host_of(arena, hop.from), host_of(arena, hop.from_address), host_of(arena, hop.by),
                              hop.time, hop.zone };
    return ret->from && ret->from_seen && ret->by ? SG_OK : sg_fail_nomem(err, "the mails' hops");
}

enum sg_code leak_head_read(struct sg_arena *arena, struct sg_str header, struct leak_head *ret, struct sg_err *err)
{
    struct sg_mail_field fields[FIELDS];
    size_t n = sg_mail_split_header(header, fields, FIELDS);
    struct leak_hop hops[LEAK_HOPS];
    uint32_t n_hops = 0;
    char order[256];
    size_t len = 0;
    for (size_t i = n; i-- > 0 && n_hops < LEAK_HOPS;)
        if (sg_str_is_nocase(fields[i].name, "Received"))
            SG_TRY(read_hop(arena, fields[i].value, &hops[n_hops++], err));
    for (size_t i = 0; i < n; i++) {
        struct sg_str name = fields[i].name;
        if (!is_clients(name) || len + name.len + 1 > sizeof order) continue;
        for (size_t k = 0; k < name.len; k++) /* servers rewrite the case */
            order[len++] = sg_lower(name.data[k]);
        order[len++] = ' ';
    }
    struct leak_head head = { .n_hops = n_hops, .hops = sg_arena_alloc(arena, n_hops, sizeof *hops) };
    head.order = sg_arena_string(arena, sg_str_n(order, len ? len - 1 : 0));
    if (!head.hops || !head.order) return sg_fail_nomem(err, "the mails' hops");
    memcpy(head.hops, hops, n_hops * sizeof *hops);
    *ret = head;
    return SG_OK;
}

/* ---- clocks ---- */

static int by_time(const void *x, const void *y)
{
    sg_time a = *(const sg_time *)x, b = *(const sg_time *)y;
    return (a > b) - (a < b);
}

sg_time leak_middle(sg_time *differences, size_t n)
{
    qsort(differences, n, sizeof *differences, by_time);
    return differences[n / 2];
}
