/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/leak-json.md, read.  The document may have been edited: nothing of it is believed. */
#include "report/fields.h"
#include "report/leak_rows.h"

/* ---- one field ---- */

static uint32_t read_rule(struct reading *r, const char *key)
{
    struct sg_str s = sg_json_string(sg_json_get(r->at, key));
    for (uint32_t i = 0; i < sg_leak_n_rules; i++)
        if (sg_str_is(s, sg_leak_rules[i].id)) return i;
    field_fault(r, key, "rule that this program knows");
    return 0;
}

static void read_range(struct reading *r, const char *key, uint32_t *all, size_t *end, uint32_t range[2])
{
    range[0] = (uint32_t)*end;
    range[1] = field_places(r, key, r->l->n_items, all, end);
}

static void read_facts(struct reading *r, const char *key, uint32_t range[2])
{
    struct sg_json v = sg_json_get(r->at, key);
    if (sg_json_type(v) != SG_JSON_OBJECT) field_fault(r, key, "object");
    range[0] = (uint32_t)r->l->n_facts;
    for (struct sg_json_iter it = sg_json_each(v); r->code == SG_OK && sg_json_more(&it);) {
        if (sg_json_type(it.value) != SG_JSON_STRING) field_fault(r, key, "object of texts");
        r->l->facts[r->l->n_facts++] =
            (struct sg_leak_fact){ field_kept(r, it.key), field_kept(r, sg_json_string(it.value)) };
    }
    range[1] = (uint32_t)r->l->n_facts - range[0];
}

static void read_own(struct reading *r, void *at, const struct row_field *f)
{
    struct sg_leak *l = r->l;
    switch ((enum leak_field_kind)f->kind) {
    case LEAK_ITEM: *(uint32_t *)at = field_place_or_none(r, f->key, l->n_items); break;
    case LEAK_THREAD: *(uint32_t *)at = field_place_or_none(r, f->key, l->n_threads); break;
    case LEAK_COPIES: *(uint32_t *)at = field_place_or_none(r, f->key, l->n_copies); break;
    case LEAK_RULE: *(uint32_t *)at = read_rule(r, f->key); break;
    case LEAK_OTHERS: read_range(r, f->key, l->others, &l->n_others, at); break;
    case LEAK_COPY_ITEMS: read_range(r, f->key, l->copy_items, &l->n_copy_items, at); break;
    case LEAK_BATCH_ITEMS: read_range(r, f->key, l->batch_items, &l->n_batch_items, at); break;
    case LEAK_FACTS: read_facts(r, f->key, at); break;
    }
}

/* ---- the head ---- */

static void read_settings(struct reading *r, struct sg_json doc)
{
    struct sg_leak_settings *s = &r->l->settings;
    r->at = sg_json_get(doc, "settings");
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, "settings", "object");
    s->keys = field_words(r, "keys");
    s->keys_sha256 = field_words(r, "keys_sha256");
    s->n_keys = field_count(r, "n_keys", UINT64_MAX);
    s->with_dns = field_truth(r, "dns");
    s->theft = field_moment(r, "theft");
    s->promised_mails = field_count(r, "promised_mails", UINT64_MAX);
    s->promised_bytes = field_count(r, "promised_bytes", UINT64_MAX);
    s->unusual = field_real(r, "unusual");
}

static void read_counts(struct reading *r, struct sg_json totals, const char *key, const char *const *names,
                        uint64_t *ret)
{
    r->at = sg_json_get(totals, key);
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, key, "object");
    for (size_t i = 1; names[i]; i++)
        ret[i] = field_count(r, names[i], UINT64_MAX);
    r->at = totals;
}

static void read_totals(struct reading *r, struct sg_json doc)
{
    struct sg_leak *l = r->l;
    struct sg_json totals = r->at = sg_json_get(doc, "totals");
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, "totals", "object");
    l->totals.messages = field_count(r, "messages", UINT64_MAX);
    l->totals.documents = field_count(r, "documents", UINT64_MAX);
    l->totals.others = field_count(r, "others", UINT64_MAX);
    l->totals.bytes = field_count(r, "bytes", UINT64_MAX);
    l->totals.places = field_count(r, "places", UINT64_MAX);
    l->totals.sources = field_count(r, "sources", UINT64_MAX);
    l->totals.rejects = field_count(r, "rejects", UINT64_MAX);
    read_counts(r, totals, "verdicts", sg_verdict_names, l->totals.verdicts);
    read_counts(r, totals, "vouches", sg_vouch_names, l->totals.vouches);
    l->totals.recovered = field_count(r, "recovered", UINT64_MAX);
    l->totals.bulk = field_count(r, "bulk", UINT64_MAX);
    l->totals.personal = field_count(r, "personal", UINT64_MAX);
    l->totals.replies = field_count(r, "replies", UINT64_MAX);
    l->totals.replies_in_leak = field_count(r, "replies_in_leak", UINT64_MAX);
    l->totals.replies_quoting = field_count(r, "replies_quoting", UINT64_MAX);
    l->totals.spans = field_count(r, "spans", UINT64_MAX);
    l->totals.spans_same = field_count(r, "spans_same", UINT64_MAX);
    l->totals.first = field_moment(r, "first");
    l->totals.last = field_moment(r, "last");
    l->totals.newest = field_place_or_none(r, "newest", l->n_items);
    l->totals.confirmed = field_moment(r, "confirmed");
    l->totals.newest_confirmed = field_place_or_none(r, "newest_confirmed", l->n_items);
    l->totals.boxes = field_count(r, "boxes", UINT64_MAX);
    l->totals.copies_due = field_count(r, "copies_due", UINT64_MAX);
    l->totals.copies_missing = field_count(r, "copies_missing", UINT64_MAX);
}

/* ---- lists ---- */

static size_t count_facts(struct reading *r, struct sg_json doc)
{
    size_t n = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(doc, "findings")); sg_json_more(&it);)
        n += (size_t)sg_json_count(sg_json_get(it.value, "facts"));
    if (n >= SG_NO_INDEX) field_fault(r, "findings", "list of fewer facts");
    return r->code == SG_OK ? n : 0;
}

static void make_room(struct reading *r, struct sg_json doc)
{
    struct sg_leak *l = r->l;
    rows_make_room(r, doc, l, leak_document_lists);
    l->others = list_room(r, list_count_inside(r, doc, "findings", "others"), sizeof *l->others);
    l->copy_items = list_room(r, list_count_inside(r, doc, "copies", "items"), sizeof *l->copy_items);
    l->batch_items = list_room(r, list_count_inside(r, doc, "batches", "items"), sizeof *l->batch_items);
    l->facts = list_room(r, count_facts(r, doc), sizeof *l->facts);
    r->list = NULL;
}

static void read_item(struct reading *r, struct sg_leak_item *item)
{
    item->message_id = item->subject = item->from = item->from_name = item->client = item->lang = "";
    item->author = item->editor = item->application = "";
    item->received = item->created = SG_TIME_NONE;
    item->vouched_by = item->thread = item->copies = SG_NO_INDEX;
    rows_read_fields(r, item, leak_item_fields, read_own);
    if (item->kind == SG_ITEM_MESSAGE)
        rows_read_fields(r, item, leak_mail_fields, read_own);
    else if (item->kind == SG_ITEM_DOCUMENT || item->kind == SG_ITEM_IMAGE)
        rows_read_fields(r, item, leak_document_fields, read_own);
}

static void read_row(struct reading *r, void *row, const struct row_list *list)
{
    if (list->fields == leak_item_fields)
        read_item(r, row);
    else
        rows_read_fields(r, row, list->fields, read_own);
}

/* Findings and signatures of one item lie side by side: that order is part of the format. */
static void point_items(struct reading *r)
{
    struct sg_leak *l = r->l;
    for (uint32_t i = 0; i < l->n_findings && r->code == SG_OK; i++) {
        if (i && l->findings[i].item < l->findings[i - 1].item)
            field_fault(r, "findings", "list in the order of its items");
        if (l->findings[i].item == SG_NO_INDEX) continue;
        struct sg_leak_item *item = &l->items[l->findings[i].item];
        if (!item->n_findings++) item->first_finding = i;
    }
    for (uint32_t i = 0; i < l->n_signatures && r->code == SG_OK; i++) {
        uint32_t at = l->signatures[i].item;
        if (at == SG_NO_INDEX || (i && at < l->signatures[i - 1].item)) {
            field_fault(r, "signatures", "list in the order of its items");
            return;
        }
        if (!l->items[at].n_signatures++) l->items[at].first_signature = i;
    }
}

static void require_items(struct reading *r)
{
    const struct sg_leak *l = r->l;
    for (size_t i = 0; i < l->n_diffs; i++)
        if (l->diffs[i].item == SG_NO_INDEX || l->diffs[i].other == SG_NO_INDEX)
            field_fault(r, "diffs", "list of pairs");
    for (size_t i = 0; i < l->n_quotes; i++)
        if (l->quotes[i].reply == SG_NO_INDEX || l->quotes[i].original == SG_NO_INDEX)
            field_fault(r, "quotes", "list of pairs");
}

static enum sg_code read_document(struct reading *r, struct sg_json doc)
{
    read_settings(r, doc);
    if (r->code == SG_OK) make_room(r, doc);
    if (r->code == SG_OK) read_totals(r, doc);
    if (r->code == SG_OK) rows_read_lists(r, doc, r->l, leak_document_lists, read_row);
    if (r->code == SG_OK) point_items(r);
    if (r->code == SG_OK) require_items(r);
    return r->code;
}

enum sg_code sg_report_leak_read(struct sg_str json, const char *name, struct sg_leak **ret, struct sg_err *err)
{
    struct reading r = { .name = name, .err = err };
    SG_TRY(sg_leak_new(&r.l, err));
    r.arena = r.l->arena;
    enum sg_code code = reading_run(&r, json, 1, read_document);
    if (code == SG_OK)
        *ret = r.l;
    else
        sg_leak_free(r.l);
    return code;
}
