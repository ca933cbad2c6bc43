/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of an exchange, and what they share. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "exchange/exchange_internal.h"
#include "report/entry_rows.h"
#include "report/leak.h"

const struct sg_exchange_format sg_exchange_formats[] = {
    { "stix", "STIX 2.1: a bundle with indicators, what was observed, and a report", exchange_stix_write },
    { "misp", "MISP: one event with objects for each look-alike", exchange_misp_write },
    { "csv", "a row for each place where a name or an indicator stood", exchange_csv_write },
    { "ndjson", "an object on a line for each name and each indicator", exchange_ndjson_write },
    { 0 },
};

bool exchange_is_told(const struct sg_exchange *x, const struct sg_entry_name *n)
{
    return n->look.severity >= x->least;
}

const char *exchange_protected(const struct sg_entry *e, const struct sg_entry_name *n)
{
    return n->look.protected_name < e->settings.n_names ? e->settings.names[n->look.protected_name].domain : "";
}

const char *exchange_subject(const struct sg_entry_name *n)
{
    bool is_in_front = n->look.tricks >> SG_TRICK_SUBDOMAIN & 1;
    return is_in_front && *n->host ? n->host : n->domain;
}

uint64_t exchange_carriers(const uint64_t n[static SG_ENTRY_WHERES])
{
    uint64_t sum = 0;
    for (size_t i = 0; i < SG_ENTRY_WHERES; i++)
        sum += n[i];
    return sum;
}

struct sg_str exchange_value(const struct sg_exchange *x, const char *value)
{
    if (x->with_people) return sg_str(value);
    struct sg_str host = entry_host_of(value);
    bool is_bracketed = host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']'; /* IPv6 in an address */
    return is_bracketed ? sg_str_n(host.data + 1, host.len - 2) : host;
}

/* An address whose path names nobody is whole; one that may hold a person's is not. */
bool exchange_is_whole(const struct sg_exchange *x, const char *value)
{
    return exchange_value(x, value).len == strlen(value);
}

int exchange_ip_version(struct sg_str host)
{
    if (host.len && memchr(host.data, ':', host.len)) return 6;
    for (size_t i = 0; i < host.len; i++)
        if (!sg_is_digit(host.data[i]) && host.data[i] != '.') return 0;
    return host.len ? 4 : 0;
}

const char *exchange_words(const struct sg_exchange *x, const char *words)
{
    return words && (x->with_people || !sg_is_personal(sg_str(words))) ? words : "";
}

const struct sg_indicator_feed *exchange_feed(const struct sg_entry *e, const struct sg_entry_match *m)
{
    static const struct sg_indicator_feed none = { .file = "", .sha256 = "", .format = "", .other_kinds = "" };
    return m->indicator.feed < e->n_feeds ? &e->feeds[m->indicator.feed] : &none;
}

const char *exchange_period(const struct sg_entry *e, uint32_t period)
{
    return period < e->n_periods ? e->periods[period].name : "";
}

const struct sg_entry_sighting *exchange_sightings(const struct sg_entry *e, uint32_t first, uint32_t n, size_t *ret_n)
{
    *ret_n = first >= e->n_sightings ? 0 : n < e->n_sightings - first ? n : e->n_sightings - first;
    return *ret_n ? e->sightings + first : NULL;
}

bool exchange_time(sg_time t, char text[static EXCHANGE_TIME])
{
    char whole[SG_TIME_TEXT];
    if (t == SG_TIME_NONE) return false;
    int64_t within = t % SG_SECOND;
    if (within < 0) within += SG_SECOND;
    if (t < INT64_MIN + SG_SECOND) return false;
    sg_time_format(t - within, whole);
    if (strlen(whole) != strlen("2017-05-05T18:49:30Z")) return false;
    snprintf(text, EXCHANGE_TIME, "%.19s.%03dZ", whole, (int)(within / 1000));
    return true;
}

enum sg_code exchange_uuid(const char *space, char ret[static SG_UUID_TEXT], struct sg_err *err, const char *part, ...)
{
    sg_auto_buf name = { 0 };
    va_list parts;
    va_start(parts, part);
    for (const char *p = part; p; p = va_arg(parts, const char *)) {
        if (p != part) sg_buf_char(&name, '\0');
        sg_buf_text(&name, p);
    }
    va_end(parts);
    SG_TRY(sg_buf_check(&name, err));
    return sg_uuid5(space ? space : EXCHANGE_NAMESPACE, sg_buf_view(&name), ret, err);
}
