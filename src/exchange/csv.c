/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a sighting; what was found and never sighted (it cannot be, but a file may say so) has a row, too. */
#include <inttypes.h>

#include "base/text.h"
#include "exchange/exchange_internal.h"
#include "report/lookalike.h"

static const char names_of_columns[] =
    "what,value,host,protected,severity,tricks,reason,carriers,first,last,feed,feed_sha256,feed_id,feed_author,feed_"
    "label,"
    "where,stood,time,received,period,platform,account,native_id,recipients,source,source_sha256,row\n";

static void field(struct sg_buf *out, struct sg_str s)
{
    sg_escape_csv(out, s);
    sg_buf_char(out, ',');
}

static void text_field(struct sg_buf *out, const char *s)
{
    field(out, sg_str(s));
}

static void number_field(struct sg_buf *out, uint64_t n)
{
    sg_buf_printf(out, "%" PRIu64 ",", n);
}

static void time_field(struct sg_buf *out, sg_time t, uint32_t precision)
{
    char text[SG_TIME_TEXT] = "";
    if (t != SG_TIME_NONE) sg_time_format_precise(t, precision, text);
    text_field(out, text);
}

/* Where it stood: the end of a row. */
static void add_sighting(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_sighting *s,
                         struct sg_buf *out)
{
    text_field(out, s->where < SG_ENTRY_WHERES ? sg_entry_where_names[s->where] : "");
    field(out, exchange_value(x, s->value));
    time_field(out, s->time, s->precision);
    time_field(out, s->received, 0);
    text_field(out, exchange_period(e, s->period));
    text_field(out, s->platform);
    text_field(out, x->with_people ? s->by : "");
    text_field(out, x->with_people ? s->id : "");
    number_field(out, s->n_recipients);
    text_field(out, exchange_words(x, s->file));
    text_field(out, s->sha256);
    sg_buf_printf(out, "%" PRIu64 "\n", s->row);
}

/* `what` ends with a comma: the beginning that all rows of a name or a match share. */
static void add_rows(const struct sg_exchange *x, const struct sg_entry *e, struct sg_str what, uint32_t first,
                     uint32_t n, struct sg_buf *out)
{
    size_t n_sightings;
    const struct sg_entry_sighting *s = exchange_sightings(e, first, n, &n_sightings);
    for (size_t i = 0; i < n_sightings; i++) {
        sg_buf_str(out, what);
        add_sighting(x, e, &s[i], out);
    }
    if (n_sightings) return;
    sg_buf_str(out, what);
    sg_buf_text(out, ",,,,,,,,,,,\n");
}

static void add_tricks(struct sg_buf *out, uint32_t tricks)
{
    bool is_first = true;
    for (size_t i = 0; i < SG_TRICKS; i++) {
        if (!(tricks >> i & 1)) continue;
        if (!is_first) sg_buf_char(out, ' ');
        sg_buf_text(out, sg_trick_names[i]);
        is_first = false;
    }
    sg_buf_char(out, ',');
}

static void add_name(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_name *n,
                     struct sg_buf *out)
{
    sg_auto_buf what = { 0 }, reason = { 0 };
    const char *protected_name = exchange_protected(e, n);
    sg_lookalike_reason(&n->look, protected_name, &reason);
    text_field(&what, "look-alike");
    text_field(&what, n->domain);
    text_field(&what, n->host);
    text_field(&what, protected_name);
    text_field(&what, sg_severity_names[n->look.severity]);
    add_tricks(&what, n->look.tricks);
    field(&what, sg_buf_view(&reason));
    number_field(&what, exchange_carriers(n->n));
    time_field(&what, n->first, 0);
    time_field(&what, n->last, 0);
    sg_buf_text(&what, ",,,,,");
    sg_buf_owe(&what, &reason);
    add_rows(x, e, sg_buf_view(&what), n->first_sighting, n->n_sightings, out);
    sg_buf_owe(out, &what);
}

static void add_match(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_match *m,
                      struct sg_buf *out)
{
    sg_auto_buf what = { 0 };
    const struct sg_indicator_feed *feed = exchange_feed(e, m);
    sg_buf_printf(&what, "%s,", sg_indicator_kind_names[m->indicator.kind]);
    field(&what, exchange_value(x, m->indicator.value));
    sg_buf_text(&what, ",,,,,");
    number_field(&what, exchange_carriers(m->n));
    time_field(&what, m->first, 0);
    time_field(&what, m->last, 0);
    text_field(&what, exchange_words(x, feed->file));
    text_field(&what, feed->sha256);
    text_field(&what, exchange_words(x, m->indicator.id));
    text_field(&what, exchange_words(x, m->indicator.author));
    text_field(&what, exchange_words(x, m->indicator.label));
    add_rows(x, e, sg_buf_view(&what), m->first_sighting, m->n_sightings, out);
    sg_buf_owe(out, &what);
}

enum sg_code exchange_csv_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err)
{
    sg_buf_text(out, names_of_columns);
    for (size_t i = 0; x->lookalikes && i < x->lookalikes->n_names; i++)
        if (exchange_is_told(x, &x->lookalikes->names[i])) add_name(x, x->lookalikes, &x->lookalikes->names[i], out);
    for (size_t i = 0; x->matches && i < x->matches->n_matches; i++)
        add_match(x, x->matches, &x->matches->matches[i], out);
    return sg_buf_check(out, err);
}
