/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/entry-json.md, written. */
#include "report/entry_rows.h"
#include "report/lookalike.h"
#include "report/lookalike_words.h"

static void put_value(const struct row_writer *w, const char *value)
{
    sg_auto_buf text = { 0 };
    entry_put_value(&text, value, w->with_content, w->is_masked);
    sg_json_str(w->j, sg_buf_view(&text));
    sg_buf_owe(w->j->out, &text);
}

static void put_sightings(const struct row_writer *w, const uint32_t range[2])
{
    const struct sg_entry *e = w->answer;
    sg_json_array(w->j);
    for (uint32_t i = 0; i < range[1]; i++) {
        sg_json_object(w->j);
        rows_put_fields(w, &e->sightings[range[0] + i], entry_sighting_fields);
        sg_json_object_end(w->j);
    }
    sg_json_array_end(w->j);
}

static void put_first_mail(struct sg_json_out *j, const void *at)
{
    const struct sg_entry_name *name = (const void *)((const char *)at - offsetof(struct sg_entry_name, first_mail));
    rows_put_index(j, entry_first_mail_place(name));
}

static void put_allowed(struct sg_json_out *j, const struct sg_entry *e)
{
    sg_json_array(j);
    for (size_t i = 0; i < e->settings.n_allowed; i++)
        sg_json_text(j, e->settings.allowed[i]);
    sg_json_array_end(j);
}

static void put_own(const struct row_writer *w, const void *at, const struct row_field *f)
{
    switch ((enum entry_field_kind)f->kind) {
    case ENTRY_VALUE:
        put_value(w, *(const char *const *)at);
        break;
    case ENTRY_CARRIERS:
        entry_put_carriers(w->j, at, true);
        break;
    case ENTRY_SIGHTINGS:
        put_sightings(w, at);
        break;
    case ENTRY_FIRST_MAIL:
        put_first_mail(w->j, at);
        break;
    case ENTRY_STEPS:
        lookalike_put_steps(w->j, at);
        break;
    case ENTRY_ALLOWED:
        put_allowed(w->j, w->answer);
        break;
    case ENTRY_PROTECTED:
    case ENTRY_FEED:
    case ENTRY_PERIOD:
    case ENTRY_NAME:
        rows_put_index(w->j, *(const uint32_t *)at);
        break;
    }
}

static void put_part(const struct row_writer *w, const char *key, const struct row_field *fields)
{
    sg_json_key(w->j, key);
    sg_json_object(w->j);
    rows_put_fields(w, w->answer, fields);
    sg_json_object_end(w->j);
}

enum sg_code sg_report_entry_json(const struct sg_entry *e, const struct sg_entry_report_options *o, struct sg_buf *out,
                                  struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, false);
    const struct row_writer w = {
        .j = &j, .with_content = o->with_content, .is_masked = o->is_masked, .answer = e, .own = put_own
    };
    sg_json_object(&j);
    sg_json_ki64(&j, "format", ENTRY_FORMAT);
    put_part(&w, "settings", entry_settings_fields);
    put_part(&w, "totals", entry_total_fields);
    for (const struct row_list *list = entry_document_lists; list->key; list++) {
        size_t n;
        const char *rows = rows_of(e, list, &n);
        sg_json_key(&j, list->key);
        sg_json_array(&j);
        for (size_t i = 0; i < n; i++) {
            sg_json_object(&j);
            rows_put_fields(&w, rows + i * list->size, list->fields);
            sg_json_object_end(&j);
        }
        sg_json_array_end(&j);
    }
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}
