/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/leak-json.md, written. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/leak_rows.h"

static void put_settings(struct sg_json_out *j, const struct sg_leak_settings *s)
{
    sg_json_key(j, "settings");
    sg_json_object(j);
    sg_json_ktext(j, "keys", s->keys);
    sg_json_ktext(j, "keys_sha256", s->keys_sha256);
    sg_json_ku64(j, "n_keys", s->n_keys);
    sg_json_kbool(j, "dns", s->with_dns);
    sg_json_ktime(j, "theft", s->theft);
    sg_json_ku64(j, "promised_mails", s->promised_mails);
    sg_json_ku64(j, "promised_bytes", s->promised_bytes);
    sg_json_kdouble(j, "unusual", s->unusual);
    sg_json_object_end(j);
}

static void put_counts(struct sg_json_out *j, const char *key, const char *const *names, const uint64_t *counts)
{
    sg_json_key(j, key);
    sg_json_object(j);
    for (size_t i = 1; names[i]; i++)
        sg_json_ku64(j, names[i], counts[i]);
    sg_json_object_end(j);
}

static void put_totals(struct sg_json_out *j, const struct sg_leak *l)
{
    sg_json_key(j, "totals");
    sg_json_object(j);
    sg_json_ku64(j, "messages", l->totals.messages);
    sg_json_ku64(j, "documents", l->totals.documents);
    sg_json_ku64(j, "others", l->totals.others);
    sg_json_ku64(j, "bytes", l->totals.bytes);
    sg_json_ku64(j, "places", l->totals.places);
    sg_json_ku64(j, "sources", l->totals.sources);
    sg_json_ku64(j, "rejects", l->totals.rejects);
    put_counts(j, "verdicts", sg_verdict_names, l->totals.verdicts);
    put_counts(j, "vouches", sg_vouch_names, l->totals.vouches);
    sg_json_ku64(j, "recovered", l->totals.recovered);
    sg_json_ku64(j, "bulk", l->totals.bulk);
    sg_json_ku64(j, "personal", l->totals.personal);
    sg_json_ku64(j, "replies", l->totals.replies);
    sg_json_ku64(j, "replies_in_leak", l->totals.replies_in_leak);
    sg_json_ku64(j, "replies_quoting", l->totals.replies_quoting);
    sg_json_ku64(j, "spans", l->totals.spans);
    sg_json_ku64(j, "spans_same", l->totals.spans_same);
    sg_json_ktime(j, "first", l->totals.first);
    sg_json_ktime(j, "last", l->totals.last);
    sg_json_ktime(j, "confirmed", l->totals.confirmed);
    sg_json_ku64(j, "boxes", l->totals.boxes);
    sg_json_ku64(j, "copies_due", l->totals.copies_due);
    sg_json_ku64(j, "copies_missing", l->totals.copies_missing);
    sg_json_key(j, "newest");
    rows_put_index(j, l->totals.newest);
    sg_json_key(j, "newest_confirmed");
    rows_put_index(j, l->totals.newest_confirmed);
    sg_json_object_end(j);
}

static const struct row_field *more_fields(const struct sg_leak_item *item)
{
    if (item->kind == SG_ITEM_MESSAGE) return leak_mail_fields;
    return item->kind == SG_ITEM_DOCUMENT || item->kind == SG_ITEM_IMAGE ? leak_document_fields : NULL;
}

static void put_item_fields(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                            const struct sg_leak_item *item)
{
    leak_put_fields(j, l, o, item, leak_item_fields);
    const struct row_field *more = more_fields(item);
    if (more) leak_put_fields(j, l, o, item, more);
}

/* Numbers that are missing stand in names of files. */
static void put_gap(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                    const struct sg_leak_gap *gap)
{
    struct sg_leak_gap shown = *gap;
    if (!o->with_content && strcmp(gap->what, "days") != 0) shown.from = shown.to = "";
    leak_put_fields(j, l, o, &shown, leak_gap_fields);
}

enum sg_code sg_report_leak_json(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                                 struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ki64(&j, "format", 1);
    put_settings(&j, &l->settings);
    put_totals(&j, l);
    for (const struct row_list *list = leak_document_lists; list->key; list++) {
        size_t n;
        const char *rows = rows_of(l, list, &n);
        sg_json_key(&j, list->key);
        sg_json_array(&j);
        for (size_t i = 0; i < n; i++) {
            const void *row = rows + i * list->size;
            sg_json_object(&j);
            if (list->fields == leak_item_fields)
                put_item_fields(&j, l, o, row);
            else if (list->fields == leak_gap_fields)
                put_gap(&j, l, o, row);
            else
                leak_put_fields(&j, l, o, row, list->fields);
            sg_json_object_end(&j);
        }
        sg_json_array_end(&j);
    }
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}

/* ---- one item on a line ---- */

static void put_evidence(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                         const struct sg_leak_finding *f)
{
    const struct row_field facts[] = { { "facts", LEAK_FACTS, offsetof(struct sg_leak_finding, first_fact), NULL },
                                        { NULL, ROW_TEXT, 0, NULL } };
    const struct row_field place[] = { { "path", ROW_CONTENT, offsetof(struct sg_leak_item, path), NULL },
                                        { "sha256", ROW_HEX, offsetof(struct sg_leak_item, sha256), NULL },
                                        { NULL, ROW_TEXT, 0, NULL } };
    sg_json_key(j, "evidence");
    sg_json_object(j);
    if (f->item != SG_NO_INDEX) leak_put_fields(j, l, o, &l->items[f->item], place);
    leak_put_fields(j, l, o, f, facts);
    sg_json_object_end(j);
}

static void put_finding(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                        const struct sg_leak_finding *f)
{
    const struct sg_leak_rule *rule = &sg_leak_rules[f->rule];
    sg_auto_buf reason = { 0 };
    sg_leak_reason(l, f, o, &reason);
    sg_json_object(j);
    sg_json_ktext(j, "rule", rule->id);
    sg_json_ktext(j, "severity", sg_severity_names[f->severity]);
    sg_json_ktext(j, "title", rule->title);
    sg_json_kstr(j, "reason", sg_buf_view(&reason));
    put_evidence(j, l, o, f);
    sg_json_key(j, "others");
    sg_json_array(j);
    for (uint32_t i = 0; i < f->n_others; i++) {
        char id[17];
        snprintf(id, sizeof id, "%016" PRIx64, l->items[l->others[f->first_other + i]].id);
        sg_json_text(j, id);
    }
    sg_json_array_end(j);
    sg_json_ktext(j, "overturn", rule->overturn);
    sg_json_object_end(j);
    j->out->failed |= reason.failed;
}

static void put_findings(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                         const struct sg_leak_item *item, const char *key, bool is_note)
{
    sg_json_key(j, key);
    sg_json_array(j);
    for (uint32_t i = 0; i < item->n_findings; i++) {
        const struct sg_leak_finding *f = &l->findings[item->first_finding + i];
        if ((f->severity == SG_NOTE) == is_note) put_finding(j, l, o, f);
    }
    sg_json_array_end(j);
}

enum sg_code sg_report_leak_item(const struct sg_leak *l, uint32_t item, const struct sg_leak_report_options *o,
                                 struct sg_buf *out, struct sg_err *err)
{
    const struct sg_leak_item *it = &l->items[item];
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    put_item_fields(&j, l, o, it);
    if (it->kind != SG_ITEM_MESSAGE) { /* every line has the fields that programs ask for first */
        static const char *const of_mails[] = { "message_id", "from", "verdict" };
        for (size_t i = 0; i < sizeof of_mails / sizeof *of_mails; i++)
            sg_json_ktext(&j, of_mails[i], NULL);
    }
    put_findings(&j, l, o, it, "findings", false);
    put_findings(&j, l, o, it, "notes", true);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}
