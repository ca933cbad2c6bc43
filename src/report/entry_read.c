/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/entry-json.md, read.  The document may have been edited: nothing of it is believed. */
#include "report/entry_rows.h"
#include "report/lookalike.h"

/* The value of a key of this row is the row for a while. */
static struct sg_json go_in(struct reading *r, const char *key)
{
    struct sg_json before = r->at;
    r->at = sg_json_get(before, key);
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, key, "object");
    return before;
}

static void read_carriers(struct reading *r, const char *key, uint64_t ret[static SG_ENTRY_WHERES])
{
    struct sg_json before = go_in(r, key);
    for (int where = 0; where < SG_ENTRY_WHERES; where++)
        ret[where] = field_count(r, sg_entry_where_names[where], UINT64_MAX);
    r->at = before;
}

/* ---- steps ---- */

static void read_part(struct reading *r, const char *key, char ret[static SG_LOOK_PART])
{
    struct sg_json v = sg_json_get(r->at, key);
    struct sg_str s = sg_json_string(v);
    if (sg_json_type(v) != SG_JSON_STRING || s.len >= SG_LOOK_PART)
        field_fault(r, key, "text of fewer than 48 bytes");
    else if (s.len)
        memcpy(ret, s.data, s.len);
}

static enum sg_trick read_trick(struct reading *r)
{
    struct sg_str s = sg_json_string(sg_json_get(r->at, "trick"));
    for (unsigned i = 0; i < SG_TRICKS; i++)
        if (sg_str_is(s, sg_trick_names[i])) return i;
    field_fault(r, "trick", "trick that this program knows");
    return SG_TRICK_CONFUSABLE;
}

static void read_steps(struct reading *r, const char *key, struct sg_lookalike *look)
{
    struct sg_json before = r->at, v = sg_json_get(before, key);
    if (sg_json_type(v) != SG_JSON_ARRAY || sg_json_count(v) > SG_LOOK_STEPS) field_fault(r, key, "list of at most 8");
    for (struct sg_json_iter it = sg_json_each(v); r->code == SG_OK && sg_json_more(&it);) {
        struct sg_look_step *step = &look->steps[look->n_steps++];
        r->at = it.value;
        step->trick = read_trick(r);
        read_part(r, "from", step->from);
        read_part(r, "to", step->to);
    }
    r->at = before;
}

/* ---- sightings ---- */

static rows_own_fn read_own;

static void read_sightings(struct reading *r, const char *key, uint32_t range[2])
{
    struct sg_entry *e = r->e;
    struct sg_json before = r->at;
    range[0] = (uint32_t)e->n_sightings;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(before, key)); r->code == SG_OK && sg_json_more(&it);) {
        r->at = it.value;
        if (sg_json_type(it.value) != SG_JSON_OBJECT) field_fault(r, key, "list of objects");
        rows_read_fields(r, &e->sightings[e->n_sightings++], entry_sighting_fields, read_own);
    }
    range[1] = (uint32_t)e->n_sightings - range[0];
    r->at = before;
}

static void read_first_mail(struct reading *r, const char *key, void *at)
{
    const struct sg_entry_name *name = (void *)((char *)at - offsetof(struct sg_entry_name, first_mail));
    uint32_t place = field_place_or_none(r, key, name->n_sightings);
    *(uint32_t *)at = place == SG_NO_INDEX ? place : name->first_sighting + place;
}

static void read_allowed(struct reading *r, const char *key)
{
    struct sg_json v = sg_json_get(r->at, key);
    if (sg_json_type(v) != SG_JSON_ARRAY) field_fault(r, key, "list");
    size_t n = r->code == SG_OK ? (size_t)sg_json_count(v) : 0;
    r->e->settings.allowed = list_room(r, n, sizeof *r->e->settings.allowed);
    for (struct sg_json_iter it = sg_json_each(v); r->code == SG_OK && sg_json_more(&it);) {
        if (sg_json_type(it.value) != SG_JSON_STRING) field_fault(r, key, "list of texts");
        r->e->settings.allowed[r->e->settings.n_allowed++] = field_kept(r, sg_json_string(it.value));
    }
}

static void read_own(struct reading *r, void *at, const struct row_field *f)
{
    const struct sg_entry *e = r->e;
    switch ((enum entry_field_kind)f->kind) {
    case ENTRY_VALUE:
        *(const char **)at = field_words(r, f->key);
        break;
    case ENTRY_CARRIERS:
        read_carriers(r, f->key, at);
        break;
    case ENTRY_SIGHTINGS:
        read_sightings(r, f->key, at);
        break;
    case ENTRY_FIRST_MAIL:
        read_first_mail(r, f->key, at);
        break;
    case ENTRY_STEPS:
        read_steps(r, f->key, at);
        break;
    case ENTRY_ALLOWED:
        read_allowed(r, f->key);
        break;
    case ENTRY_PROTECTED:
        *(uint32_t *)at = field_place(r, f->key, e->settings.n_names);
        break;
    case ENTRY_FEED:
        *(uint32_t *)at = field_place(r, f->key, e->n_feeds);
        break;
    case ENTRY_PERIOD:
        *(uint32_t *)at = field_place_or_none(r, f->key, e->n_periods);
        break;
    case ENTRY_NAME:
        *(uint32_t *)at = field_place_or_none(r, f->key, e->n_names);
        break;
    }
}

/* ---- the document ---- */

static void make_room(struct reading *r, struct sg_json doc)
{
    rows_make_room(r, doc, r->e, entry_document_lists);
    size_t n = list_count_inside(r, doc, "names", "sightings") + list_count_inside(r, doc, "matches", "sightings");
    if (n >= SG_NO_INDEX) field_fault(r, "sightings", "list of fewer than 4,294,967,295 items in all");
    r->e->sightings = list_room(r, r->code == SG_OK ? n : 0, sizeof *r->e->sightings);
    r->list = NULL;
}

static void read_row(struct reading *r, void *row, const struct row_list *list)
{
    rows_read_fields(r, row, list->fields, read_own);
    if (r->code != SG_OK || list->size != sizeof(struct sg_entry_name) || strcmp(list->key, "names") != 0) return;
    const struct sg_entry_name *name = row;
    if (!name->look.tricks) field_fault(r, "tricks", "list of at least one");
    if (name->look.severity == SG_NOTE) field_fault(r, "severity", "low, medium or high");
}

static void read_part_of(struct reading *r, struct sg_json doc, const char *key, const struct row_field *fields)
{
    r->at = doc;
    go_in(r, key);
    rows_read_fields(r, r->e, fields, read_own);
}

static enum sg_code read_document(struct reading *r, struct sg_json doc)
{
    make_room(r, doc);
    if (r->code == SG_OK) read_part_of(r, doc, "settings", entry_settings_fields);
    if (r->code == SG_OK) read_part_of(r, doc, "totals", entry_total_fields);
    if (r->code == SG_OK) rows_read_lists(r, doc, r->e, entry_document_lists, read_row);
    return r->code;
}

/* Keys that nobody reads, a date for a time, a NUL within a text: whatever else was edited shows in what is written. */
static enum sg_code expect_same(const struct reading *r, struct sg_str json)
{
    static const struct sg_entry_report_options all = { .with_content = true };
    sg_auto_buf again = { 0 };
    size_t at = 0;
    SG_TRY(sg_report_entry_json(r->e, &all, &again, r->err));
    while (at < json.len && at < again.len && json.data[at] == again.data[at])
        at++;
    if (at == json.len && at == again.len) return SG_OK;
    return sg_fail(r->err, SG_EINPUT, "%s: differs from what this program writes, at byte %zu", r->name, at + 1);
}

enum sg_code sg_report_entry_read(struct sg_str json, const char *name, struct sg_entry **ret, struct sg_err *err)
{
    struct reading r = { .name = name, .err = err };
    SG_TRY(sg_entry_new(&r.e, err));
    r.arena = r.e->arena;
    enum sg_code code = reading_run(&r, json, ENTRY_FORMAT, read_document);
    if (code == SG_OK) code = expect_same(&r, json);
    if (code == SG_OK)
        *ret = r.e;
    else
        sg_entry_free(r.e);
    return code;
}
