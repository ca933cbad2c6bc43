/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of a case for other programs, one on a line. */
#include "report/entry_rows.h"
#include "report/leak.h"
#include "report/lookalike.h"

static void put_value(struct sg_json_out *j, const char *value, const struct sg_entry_report_options *o)
{
    sg_auto_buf shown = { 0 };
    entry_put_value(&shown, value, o->with_content, o->is_masked);
    sg_json_kstr(j, "value", sg_buf_view(&shown));
    sg_buf_owe(j->out, &shown);
}

/* An editor may be called "Press / Office": no address, whatever is in it. */
static void put_words(struct sg_json_out *j, const char *key, const char *words,
                      const struct sg_entry_report_options *o)
{
    sg_auto_buf shown = { 0 };
    if (o->is_masked)
        sg_mask_personal(sg_str(words), &shown);
    else
        sg_buf_text(&shown, words);
    sg_json_kstr(j, key, sg_buf_view(&shown));
    sg_buf_owe(j->out, &shown);
}

static void put_sighting(struct sg_json_out *j, const struct sg_entry *e, const struct sg_entry_report_options *o,
                         const struct sg_entry_sighting *s)
{
    sg_json_object(j);
    sg_json_ktext(j, "where", sg_entry_where_names[s->where]);
    sg_json_ktime(j, "time", s->time);
    sg_json_ktime(j, "received", s->received);
    if (s->period == SG_NO_INDEX)
        sg_json_ktext(j, "period", NULL);
    else
        put_words(j, "period", e->periods[s->period].name, o);
    put_value(j, s->value, o);
    put_words(j, "by", s->by, o);
    sg_json_ktext(j, "platform", *s->platform ? s->platform : NULL);
    sg_json_ktext(j, "id", s->id);
    sg_json_ku64(j, "recipients", s->n_recipients);
    if (o->with_content) {
        sg_json_ktext(j, "title", s->title);
        sg_json_ktext(j, "path", s->path);
    }
    sg_json_key(j, "source");
    sg_json_object(j);
    sg_json_ktext(j, "file", s->file);
    sg_json_ktext(j, "sha256", s->sha256);
    sg_json_ku64(j, "row", s->row);
    sg_json_object_end(j);
    sg_json_object_end(j);
}

static void put_name(struct sg_json_out *j, const struct sg_entry *e, const struct sg_entry_report_options *o,
                     const struct sg_entry_name *name)
{
    const char *protected_name = e->settings.names[name->look.protected_name].domain;
    sg_json_object(j);
    sg_json_ktext(j, "domain", name->host);
    sg_json_ktext(j, "protected", protected_name);
    sg_lookalike_json(j, &name->look, protected_name);
    sg_json_ktext(j, "shown", name->shown);
    sg_json_ktext(j, "registrable", name->domain);
    sg_json_key(j, "carriers");
    entry_put_carriers(j, name->n, false);
    sg_json_ktime(j, "first", name->first);
    sg_json_ktime(j, "last", name->last);
    sg_json_key(j, "first_mail");
    if (name->first_mail == SG_NO_INDEX)
        sg_json_null(j);
    else
        put_sighting(j, e, o, &e->sightings[name->first_mail]);
    sg_json_key(j, "sightings");
    sg_json_array(j);
    for (uint32_t i = 0; i < name->n_sightings; i++)
        put_sighting(j, e, o, &e->sightings[name->first_sighting + i]);
    sg_json_array_end(j);
    sg_json_object_end(j);
    sg_buf_char(j->out, '\n');
}

enum sg_code sg_report_entry_lines(const struct sg_entry *e, const struct sg_entry_report_options *o,
                                   struct sg_buf *out, struct sg_err *err)
{
    for (size_t i = 0; i < e->n_names; i++) {
        struct sg_json_out j = sg_json_out(out, false);
        put_name(&j, e, o, &e->names[i]);
    }
    return sg_buf_check(out, err);
}
