/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/web_entry.h"

#include "base/fs.h"
#include "report/entry_rows.h"
#include "report/leak.h"
#include "report/lookalike.h"
#include "report/names.h"
#include "report/web_internal.h"

struct telling {
    struct sg_json_out *j;
    const struct sg_entry *e;
    const struct sg_page_options *o;
    struct mask mask; /* accounts that are told, and those that are not */
};

/* ---- who is told ---- */

static bool is_post(const struct sg_entry_sighting *s)
{
    return s->where == SG_IN_POST_LINK || *s->platform;
}

static bool is_told(const struct telling *t, const struct sg_entry_sighting *s)
{
    return t->o->names.all || names_is_listed(t->o->names.named, s->platform, s->by);
}

static enum sg_code know_accounts(struct telling *t, struct sg_err *err)
{
    bool is_fine = true;
    for (int keep = 1; keep >= 0; keep--)
        for (size_t i = 0; i < t->e->n_sightings && is_fine; i++) {
            const struct sg_entry_sighting *s = &t->e->sightings[i];
            if (!is_post(s) || !*s->by || is_told(t, s) != keep) continue;
            is_fine = keep ? mask_keep(&t->mask, s->by) : mask_hide(&t->mask, s->by, 0);
        }
    return is_fine ? SG_OK : sg_fail_nomem(err, "accounts that carried a name");
}

/* ---- texts ---- */

/* Without names that are not told (mask_text or mask_label; NULL: holds none), addresses or numbers of persons. */
static void cleaned(const struct telling *t, const char *key, const char *text, names_mask_fn *without)
{
    sg_auto_buf named = { 0 }, out = { 0 };
    if (without && !t->o->names.all)
        without(&t->mask, sg_str(text), &named);
    else
        sg_buf_text(&named, text);
    sg_mask_personal(sg_buf_view(&named), &out);
    sg_json_kstr(t->j, key, sg_buf_view(&out));
    sg_buf_owe(t->j->out, &named);
    sg_buf_owe(t->j->out, &out);
}

static void value(const struct telling *t, const char *text, bool with_content)
{
    sg_auto_buf out = { 0 };
    entry_put_value(&out, text, with_content, true);
    sg_json_kstr(t->j, "value", sg_buf_view(&out));
    sg_buf_owe(t->j->out, &out);
}

/* ---- sightings ---- */

/* An address may lead to whoever posted it. */
static bool is_whole(const struct telling *t, const struct sg_entry_sighting *s)
{
    if (!t->o->with_text || t->o->names.all) return t->o->with_text;
    if (is_post(s) && !is_told(t, s)) return false;
    return !mask_is_in_address(&t->mask, sg_str(s->value));
}

static void sighting(const struct telling *t, const struct sg_entry_sighting *s)
{
    bool is_hidden = is_post(s) && !is_told(t, s);
    sg_json_object(t->j);
    sg_json_ktext(t->j, "where", sg_entry_where_names[s->where]);
    web_kmoment(t->j, "time", s->time);
    sg_json_ku64(t->j, "precision", s->precision);
    web_kmoment(t->j, "received", s->received);
    value(t, s->value, is_whole(t, s));
    if (is_post(s))
        sg_json_ktext(t->j, "by", is_hidden ? "" : s->by);
    else
        cleaned(t, "by", s->by, NULL);
    sg_json_ktext(t->j, "platform", s->platform);
    sg_json_ktext(t->j, "id", is_hidden ? "" : s->id);
    cleaned(t, "title", t->o->with_text ? s->title : "", mask_text);
    sg_json_ku64(t->j, "recipients", s->n_recipients);
    cleaned(t, "file", sg_path_name(s->file), mask_label);
    sg_json_ktext(t->j, "sha256", s->sha256);
    sg_json_ku64(t->j, "row", s->row);
    sg_json_ki64(t->j, "period", web_or_none(s->period));
    sg_json_object_end(t->j);
}

static void carried(const struct telling *t, const uint64_t n[static SG_ENTRY_WHERES], sg_time first, sg_time last,
                    uint32_t first_sighting, uint32_t n_sightings)
{
    sg_json_key(t->j, "carriers");
    entry_put_carriers(t->j, n, true);
    web_kmoment(t->j, "first", first);
    web_kmoment(t->j, "last", last);
    sg_json_key(t->j, "sightings");
    sg_json_array(t->j);
    for (uint32_t i = 0; i < n_sightings && i < SG_ENTRY_SIGHTINGS; i++)
        sighting(t, &t->e->sightings[first_sighting + i]);
    sg_json_array_end(t->j);
}

/* ---- what both parts say ---- */

static void head(const struct telling *t, const char *sha256, uint64_t n_stale)
{
    sg_json_ktext(t->j, "sha256", sha256);
    sg_json_ku64(t->j, "stale", n_stale);
    sg_json_key(t->j, "periods");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->e->n_periods; i++) {
        sg_json_object(t->j);
        cleaned(t, "name", t->e->periods[i].name, mask_label);
        web_kmoment(t->j, "from", t->e->periods[i].from);
        web_kmoment(t->j, "to", t->e->periods[i].to);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
    sg_json_key(t->j, "totals");
    sg_json_object(t->j);
    for (const struct row_field *f = entry_total_fields; f->key; f++)
        if (f->kind == ROW_U64)
            sg_json_ku64(t->j, f->key, *(const uint64_t *)(const void *)((const char *)t->e + f->offset));
    sg_json_object_end(t->j);
}

static size_t shown(size_t n)
{
    return n < SG_PAGE_ENTRY_ROWS ? n : SG_PAGE_ENTRY_ROWS;
}

/* ---- look-alikes ---- */

static void protected_names(const struct telling *t)
{
    sg_json_key(t->j, "protected");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->e->settings.n_names; i++) {
        const struct sg_entry_protected *p = &t->e->settings.names[i];
        sg_json_object(t->j);
        sg_json_ktext(t->j, "domain", p->domain);
        sg_json_ktext(t->j, "aliases", p->aliases);
        sg_json_ktext(t->j, "brands", p->brands);
        sg_json_ku64(t->j, "names", p->n_names);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
    WEB_TEXTS(t->j, "allowed", t->e->settings.n_allowed, i, t->e->settings.allowed[i]);
}

static void name(const struct telling *t, const struct sg_entry_name *n)
{
    sg_json_object(t->j);
    sg_json_ktext(t->j, "domain", n->domain);
    sg_json_ktext(t->j, "host", n->host);
    sg_json_ktext(t->j, "shown", n->shown);
    sg_json_ku64(t->j, "protected", n->look.protected_name);
    sg_lookalike_json(t->j, &n->look, t->e->settings.names[n->look.protected_name].domain);
    carried(t, n->n, n->first, n->last, n->first_sighting, n->n_sightings);
    sg_json_ku64(t->j, "hosts", n->n_hosts);
    uint32_t mail = entry_first_mail_place(n);
    sg_json_ki64(t->j, "first_mail", mail < SG_ENTRY_SIGHTINGS ? (int64_t)mail : -1);
    sg_json_object_end(t->j);
}

static void lookalikes(const struct telling *t, const struct sg_page_findings *f)
{
    const struct sg_entry *e = t->e;
    sg_json_object(t->j);
    head(t, f->lookalikes_sha256, f->n_lookalikes_stale);
    cleaned(t, "list", sg_path_name(e->settings.list), mask_label);
    sg_json_ktext(t->j, "list_sha256", e->settings.list_sha256);
    sg_json_ktext(t->j, "least", sg_severity_names[e->settings.least]);
    protected_names(t);
    sg_json_ki64(t->j, "first_mail", e->first_mail < shown(e->n_names) ? (int64_t)e->first_mail : -1);
    sg_json_key(t->j, "names");
    sg_json_array(t->j);
    for (size_t i = 0; i < shown(e->n_names); i++)
        name(t, &e->names[i]);
    sg_json_array_end(t->j);
    sg_json_ku64(t->j, "hidden_names", e->n_names - shown(e->n_names));
    sg_json_object_end(t->j);
}

/* ---- indicators ---- */

static void feeds(const struct telling *t)
{
    sg_json_key(t->j, "feeds");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->e->n_feeds; i++) {
        const struct sg_indicator_feed *f = &t->e->feeds[i];
        sg_json_object(t->j);
        cleaned(t, "file", sg_path_name(f->file), mask_label);
        sg_json_ktext(t->j, "sha256", f->sha256);
        sg_json_ktext(t->j, "format", f->format);
        sg_json_ku64(t->j, "n", f->n);
        sg_json_ku64(t->j, "other", f->n_other);
        cleaned(t, "other_kinds", f->other_kinds, mask_label);
        sg_json_ku64(t->j, "rejected", f->n_rejected);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

static void match(const struct telling *t, const struct sg_entry_match *m)
{
    const struct sg_indicator *i = &m->indicator;
    sg_json_object(t->j);
    sg_json_ktext(t->j, "kind", sg_indicator_kind_names[i->kind]);
    value(t, i->value, t->o->with_text && (t->o->names.all || !mask_is_in_address(&t->mask, sg_str(i->value))));
    cleaned(t, "id", i->id, mask_label);
    cleaned(t, "label", i->label, mask_label);
    cleaned(t, "author", i->author, mask_label);
    web_kmoment(t->j, "from", i->from);
    web_kmoment(t->j, "to", i->to);
    sg_json_ku64(t->j, "feed", i->feed);
    sg_json_kbool(t->j, "outside", m->is_before_valid);
    carried(t, m->n, m->first, m->last, m->first_sighting, m->n_sightings);
    sg_json_object_end(t->j);
}

static void matches(const struct telling *t, const struct sg_page_findings *f)
{
    sg_json_object(t->j);
    head(t, f->matches_sha256, f->n_matches_stale);
    feeds(t);
    sg_json_key(t->j, "rows");
    sg_json_array(t->j);
    for (size_t i = 0; i < shown(t->e->n_matches); i++)
        match(t, &t->e->matches[i]);
    sg_json_array_end(t->j);
    sg_json_ku64(t->j, "hidden", t->e->n_matches - shown(t->e->n_matches));
    sg_json_object_end(t->j);
}

/* ---- both ---- */

static enum sg_code part(struct sg_json_out *j, const char *key, const struct sg_entry *e,
                         const struct sg_page_findings *f, const struct sg_page_options *o,
                         void (*tell)(const struct telling *t, const struct sg_page_findings *f), struct sg_err *err)
{
    sg_json_key(j, key);
    if (!e) {
        sg_json_null(j);
        return SG_OK;
    }
    struct telling t = { .j = j, .e = e, .o = o };
    enum sg_code code = know_accounts(&t, err);
    if (code == SG_OK) tell(&t, f);
    mask_release(&t.mask);
    return code;
}

enum sg_code web_entry_json(const struct sg_page_findings *f, const struct sg_page_options *o, struct sg_buf *out,
                            struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    SG_TRY(part(&j, "lookalikes", f->lookalikes, f, o, lookalikes, err));
    SG_TRY(part(&j, "matches", f->matches, f, o, matches, err));
    sg_json_object_end(&j);
    return sg_buf_check(out, err);
}
