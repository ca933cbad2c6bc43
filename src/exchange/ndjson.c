/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An object on a line: each name, then each match, with where it stood. */
#include "base/json_out.h"
#include "exchange/exchange_internal.h"
#include "report/entry_rows.h"
#include "report/lookalike.h"

static void put_sighting(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_sighting *s,
                         struct sg_json_out *j)
{
    sg_json_object(j);
    sg_json_ktext(j, "where", s->where < SG_ENTRY_WHERES ? sg_entry_where_names[s->where] : NULL);
    sg_json_kstr(j, "stood", exchange_value(x, s->value));
    sg_json_ktime(j, "time", s->time);
    sg_json_ku64(j, "precision", s->precision);
    sg_json_ktime(j, "received", s->received);
    sg_json_ktext(j, "period", exchange_period(e, s->period));
    if (*s->platform) sg_json_ktext(j, "platform", s->platform);
    if (x->with_people) {
        sg_json_ktext(j, "by", s->by);
        sg_json_ktext(j, "id", s->id);
    }
    sg_json_ku64(j, "recipients", s->n_recipients);
    sg_json_ktext(j, "source", exchange_words(x, s->file));
    sg_json_ktext(j, "sha256", s->sha256);
    sg_json_ku64(j, "row", s->row);
    sg_json_object_end(j);
}

static void put_sightings(const struct sg_exchange *x, const struct sg_entry *e, uint32_t first, uint32_t n,
                          struct sg_json_out *j)
{
    size_t n_sightings;
    const struct sg_entry_sighting *s = exchange_sightings(e, first, n, &n_sightings);
    sg_json_key(j, "sightings");
    sg_json_array(j);
    for (size_t i = 0; i < n_sightings; i++)
        put_sighting(x, e, &s[i], j);
    sg_json_array_end(j);
}

static void put_name(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_name *n,
                     struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, false);
    const char *protected_name = exchange_protected(e, n);
    sg_json_object(&j);
    sg_json_ktext(&j, "what", "look-alike");
    sg_json_ktext(&j, "domain", n->domain);
    sg_json_ktext(&j, "host", n->host);
    sg_json_ktext(&j, "shown", n->shown);
    sg_json_ktext(&j, "protected", protected_name);
    sg_lookalike_json(&j, &n->look, protected_name);
    sg_json_key(&j, "carriers");
    entry_put_carriers(&j, n->n, false);
    sg_json_ktime(&j, "first", n->first);
    sg_json_ktime(&j, "last", n->last);
    put_sightings(x, e, n->first_sighting, n->n_sightings, &j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

static void put_feed(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_match *m,
                     struct sg_json_out *j)
{
    const struct sg_indicator_feed *feed = exchange_feed(e, m);
    sg_json_key(j, "feed");
    sg_json_object(j);
    sg_json_ktext(j, "file", exchange_words(x, feed->file));
    sg_json_ktext(j, "sha256", feed->sha256);
    sg_json_ktext(j, "format", feed->format);
    sg_json_ktext(j, "id", exchange_words(x, m->indicator.id));
    sg_json_ktext(j, "author", exchange_words(x, m->indicator.author));
    sg_json_ktext(j, "label", exchange_words(x, m->indicator.label));
    sg_json_ktime(j, "valid_from", m->indicator.from);
    sg_json_ktime(j, "valid_until", m->indicator.to);
    sg_json_object_end(j);
}

static void put_match(const struct sg_exchange *x, const struct sg_entry *e, const struct sg_entry_match *m,
                      struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "what", sg_indicator_kind_names[m->indicator.kind]);
    sg_json_kstr(&j, "value", exchange_value(x, m->indicator.value));
    sg_json_kbool(&j, "cut", !exchange_is_whole(x, m->indicator.value));
    put_feed(x, e, m, &j);
    sg_json_kbool(&j, "outside_validity", m->is_before_valid);
    sg_json_key(&j, "carriers");
    entry_put_carriers(&j, m->n, false);
    sg_json_ktime(&j, "first", m->first);
    sg_json_ktime(&j, "last", m->last);
    put_sightings(x, e, m->first_sighting, m->n_sightings, &j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

enum sg_code exchange_ndjson_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err)
{
    for (size_t i = 0; x->lookalikes && i < x->lookalikes->n_names; i++)
        if (exchange_is_told(x, &x->lookalikes->names[i])) put_name(x, x->lookalikes, &x->lookalikes->names[i], out);
    for (size_t i = 0; x->matches && i < x->matches->n_matches; i++)
        put_match(x, x->matches, &x->matches->matches[i], out);
    return sg_buf_check(out, err);
}
