/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a leak stands in a page: counts of everything, and the items that something speaks against with what they
 * rest on. */
#include "report/web_leak.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/leak.h"
#include "report/leak_rows.h"
#include "report/web_coordination.h"
#include "report/web_internal.h"

struct telling {
    struct sg_json_out *j;
    const struct sg_leak *l;
    struct sg_leak_report_options o;
    uint32_t *shown, *shown_at; /* items in the page, and back (SG_NO_INDEX) */
    size_t n_shown;
    uint64_t n_hidden; /* items with a finding that are not in it */
};

/* ---- which items ---- */

static bool show(struct telling *t, uint32_t item)
{
    if (t->shown_at[item] != SG_NO_INDEX) return true;
    if (t->n_shown == SG_PAGE_LEAK_ITEMS) return false;
    t->shown_at[item] = (uint32_t)t->n_shown;
    t->shown[t->n_shown++] = item;
    return true;
}

/* The gravest first; after each, what it rests on. */
static void choose(struct telling *t)
{
    const struct sg_leak *l = t->l;
    for (int severity = SG_HIGH; severity > SG_NOTE; severity--)
        for (size_t i = 0; i < l->n_findings; i++) {
            const struct sg_leak_finding *f = &l->findings[i];
            if ((int)f->severity != severity || f->item == SG_NO_INDEX) continue;
            bool is_first = f == &l->findings[l->items[f->item].first_finding];
            if (!show(t, f->item)) {
                t->n_hidden += is_first;
                continue;
            }
            for (uint32_t k = 0; k < f->n_others && k < 8; k++)
                show(t, l->others[f->first_other + k]);
        }
    for (size_t i = 0; i < l->n_batches; i++)
        for (uint32_t k = 0; k < l->batches[i].n; k++)
            show(t, l->batch_items[l->batches[i].first + k]);
}

static int64_t place_of(const struct telling *t, uint32_t item)
{
    return item == SG_NO_INDEX ? -1 : web_or_none(t->shown_at[item]);
}

/* ---- lists ---- */

static void masked(struct sg_json_out *j, const char *key, const char *text)
{
    sg_auto_buf out = { 0 };
    sg_mask_personal(sg_str(text), &out);
    sg_json_kstr(j, key, sg_buf_view(&out));
    j->out->failed |= out.failed;
}

static void counts(const struct telling *t, const char *key, const struct sg_leak_count *rows, size_t n)
{
    sg_json_key(t->j, key);
    sg_json_array(t->j);
    for (size_t i = 0; i < n && i < SG_PAGE_LEAK_ROWS; i++) {
        sg_json_object(t->j);
        masked(t->j, "name", rows[i].name);
        sg_json_ku64(t->j, "n", rows[i].n);
        sg_json_ku64(t->j, "bytes", rows[i].bytes);
        web_kmoment(t->j, "from", rows[i].from);
        web_kmoment(t->j, "to", rows[i].to);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

static void totals(const struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_json_key(t->j, "totals");
    sg_json_object(t->j);
    sg_json_ku64(t->j, "messages", l->totals.messages);
    sg_json_ku64(t->j, "documents", l->totals.documents);
    sg_json_ku64(t->j, "others", l->totals.others);
    sg_json_ku64(t->j, "bytes", l->totals.bytes);
    sg_json_ku64(t->j, "places", l->totals.places);
    sg_json_ku64(t->j, "rejects", l->totals.rejects);
    sg_json_ku64(t->j, "bulk", l->totals.bulk);
    sg_json_ku64(t->j, "verified", l->totals.verdicts[SG_VERIFIED]);
    sg_json_ku64(t->j, "signed_unverified", l->totals.verdicts[SG_SIGNED_UNVERIFIED]);
    sg_json_ku64(t->j, "unsigned", l->totals.verdicts[SG_UNSIGNED]);
    sg_json_ku64(t->j, "recovered", l->totals.recovered);
    sg_json_ku64(t->j, "vouched_whole", l->totals.vouches[SG_VOUCH_WHOLE]);
    sg_json_ku64(t->j, "vouched_part", l->totals.vouches[SG_VOUCH_PART]);
    sg_json_ku64(t->j, "vouched_unverified", l->totals.vouches[SG_VOUCH_UNVERIFIED]);
    sg_json_ku64(t->j, "vouched_conflict", l->totals.vouches[SG_VOUCH_CONFLICT]);
    sg_json_ku64(t->j, "replies", l->totals.replies);
    sg_json_ku64(t->j, "replies_in_leak", l->totals.replies_in_leak);
    sg_json_ku64(t->j, "replies_quoting", l->totals.replies_quoting);
    sg_json_ku64(t->j, "spans", l->totals.spans);
    sg_json_ku64(t->j, "spans_same", l->totals.spans_same);
    sg_json_ku64(t->j, "threads", l->n_threads);
    sg_json_ku64(t->j, "missing", l->n_missing);
    web_kmoment(t->j, "first", l->totals.first);
    web_kmoment(t->j, "last", l->totals.last);
    sg_json_object_end(t->j);
}

static void settings(const struct telling *t)
{
    const struct sg_leak_settings *s = &t->l->settings;
    sg_json_key(t->j, "settings");
    sg_json_object(t->j);
    sg_json_ktext(t->j, "keys_sha256", *s->keys_sha256 ? s->keys_sha256 : NULL);
    sg_json_ku64(t->j, "n_keys", s->n_keys);
    sg_json_kbool(t->j, "dns", s->with_dns);
    web_kmoment(t->j, "theft", s->theft);
    sg_json_ku64(t->j, "promised_mails", s->promised_mails);
    sg_json_ku64(t->j, "promised_bytes", s->promised_bytes);
    sg_json_kdouble(t->j, "unusual", s->unusual);
    sg_json_kbool(t->j, "content", t->o.with_content);
    sg_json_object_end(t->j);
}

/* Mails a month by verdict. */
static void months(const struct telling *t)
{
    const struct sg_leak *l = t->l;
    uint64_t(*n)[SG_VERDICTS] = calloc(l->n_months + 1, sizeof *n);
    if (!n) {
        t->j->out->failed = true;
        return;
    }
    size_t at = 0; /* items stand by date, months by name: both go forward */
    for (size_t i = 0; i < l->n_items && l->n_months; i++) {
        const struct sg_leak_item *item = &l->items[i];
        char day[SG_TIME_TEXT];
        if (item->kind != SG_ITEM_MESSAGE || item->date == SG_TIME_NONE) continue;
        sg_time_format_precise(item->date, SG_TO_DAY, day);
        day[strlen(day) > 3 ? strlen(day) - 3 : 0] = '\0';
        while (at + 1 < l->n_months && strcmp(l->months[at].name, day) < 0)
            at++;
        if (strcmp(l->months[at].name, day) == 0) n[at][item->verdict]++;
    }
    sg_json_key(t->j, "months");
    sg_json_object(t->j);
    WEB_TEXTS(t->j, "name", l->n_months, i, l->months[i].name);
    WEB_COLUMN(t->j, "verified", l->n_months, i, n[i][SG_VERIFIED]);
    WEB_COLUMN(t->j, "signed_unverified", l->n_months, i, n[i][SG_SIGNED_UNVERIFIED]);
    WEB_COLUMN(t->j, "unsigned", l->n_months, i, n[i][SG_UNSIGNED]);
    sg_json_object_end(t->j);
    free(n);
}

static void rules(const struct telling *t)
{
    sg_json_key(t->j, "rules");
    sg_json_array(t->j);
    for (size_t rule = 0; rule < sg_leak_n_rules; rule++) {
        uint64_t n[SG_HIGH + 1] = { 0 }, all = 0;
        for (size_t i = 0; i < t->l->n_findings; i++)
            if (t->l->findings[i].rule == rule) n[t->l->findings[i].severity]++;
        for (int s = 0; s <= SG_HIGH; s++)
            all += n[s];
        if (!all) continue;
        sg_json_object(t->j);
        sg_json_ktext(t->j, "rule", sg_leak_rules[rule].id);
        sg_json_ktext(t->j, "title", sg_leak_rules[rule].title);
        sg_json_ktext(t->j, "method", sg_leak_rules[rule].method);
        for (int s = 0; s <= SG_HIGH; s++)
            sg_json_ku64(t->j, sg_severity_names[s], n[s]);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

/* ---- items and findings ---- */

static void item(const struct telling *t, uint32_t number)
{
    const struct sg_leak_item *i = &t->l->items[number];
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, i->id);
    sg_json_object(t->j);
    sg_json_ktext(t->j, "id", id);
    sg_json_ktext(t->j, "sha256", i->sha256);
    sg_json_ktext(t->j, "kind", sg_item_kind_name(i->kind));
    sg_json_ktext(t->j, "type", i->type);
    sg_json_ku64(t->j, "bytes", i->bytes);
    sg_json_ku64(t->j, "places", i->n_places);
    masked(t->j, "path", t->o.with_content ? i->path : "");
    web_kmoment(t->j, "date", i->date);
    web_kmoment(t->j, "created", i->created);
    sg_json_ktext(t->j, "verdict", *sg_verdict_names[i->verdict] ? sg_verdict_names[i->verdict] : NULL);
    sg_json_ktext(t->j, "vouch", *sg_vouch_names[i->vouch] ? sg_vouch_names[i->vouch] : NULL);
    sg_json_kdouble(t->j, "vouched", (double)i->vouched);
    sg_json_key(t->j, "harms");
    sg_json_array(t->j);
    for (int bit = 0; sg_harm_names[bit]; bit++)
        if (i->harms >> bit & 1) sg_json_text(t->j, sg_harm_names[bit]);
    sg_json_array_end(t->j);
    masked(t->j, "by", i->kind == SG_ITEM_MESSAGE ? i->from : *i->editor ? i->editor : i->author);
    masked(t->j, "subject", t->o.with_content ? i->subject : "");
    sg_json_ktext(t->j, "application", i->kind == SG_ITEM_MESSAGE ? i->client : i->application);
    sg_json_object_end(t->j);
}

/* Whether a fact names a file of the leak: the path of an item that the finding rests on. */
static bool is_path(const struct telling *t, const struct sg_leak_finding *f, const char *value)
{
    for (uint32_t i = 0; i < f->n_others; i++)
        if (strcmp(t->l->items[t->l->others[f->first_other + i]].path, value) == 0) return true;
    return false;
}

/* Words and paths of the leak with its content only. */
static void facts(const struct telling *t, const struct sg_leak_finding *f)
{
    sg_json_key(t->j, "facts");
    sg_json_object(t->j);
    for (uint32_t i = 0; i < f->n_facts; i++) {
        const struct sg_leak_fact *fact = &t->l->facts[f->first_fact + i];
        bool is_content = leak_fact_is_content(fact->name) || is_path(t, f, fact->value);
        masked(t->j, fact->name, is_content && !t->o.with_content ? "" : fact->value);
    }
    sg_json_object_end(t->j);
}

static void finding(const struct telling *t, const struct sg_leak_finding *f)
{
    sg_auto_buf reason = { 0 };
    sg_leak_reason(t->l, f, &t->o, &reason);
    sg_json_object(t->j);
    sg_json_ki64(t->j, "item", place_of(t, f->item));
    sg_json_ktext(t->j, "rule", sg_leak_rules[f->rule].id);
    sg_json_ktext(t->j, "severity", sg_severity_names[f->severity]);
    sg_json_kstr(t->j, "reason", sg_buf_view(&reason));
    sg_json_ktext(t->j, "overturn", sg_leak_rules[f->rule].overturn);
    facts(t, f);
    sg_json_key(t->j, "others");
    sg_json_array(t->j);
    for (uint32_t i = 0; i < f->n_others; i++)
        if (place_of(t, t->l->others[f->first_other + i]) >= 0)
            sg_json_i64(t->j, place_of(t, t->l->others[f->first_other + i]));
    sg_json_array_end(t->j);
    sg_json_object_end(t->j);
    t->j->out->failed |= reason.failed;
}

static void findings(const struct telling *t)
{
    sg_json_key(t->j, "findings");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->l->n_findings; i++) {
        const struct sg_leak_finding *f = &t->l->findings[i];
        if (f->item == SG_NO_INDEX || place_of(t, f->item) >= 0) finding(t, f);
    }
    sg_json_array_end(t->j);
}

static void batches(const struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_json_key(t->j, "batches");
    sg_json_array(t->j);
    for (size_t i = 0; i < l->n_batches; i++) {
        const struct sg_leak_batch *b = &l->batches[i];
        sg_json_object(t->j);
        sg_json_ku64(t->j, "n", b->n);
        web_kmoment(t->j, "from", b->from);
        web_kmoment(t->j, "to", b->to);
        masked(t->j, "editor", b->editor);
        masked(t->j, "application", b->application);
        sg_json_key(t->j, "items");
        sg_json_array(t->j);
        for (uint32_t k = 0; k < b->n; k++)
            if (place_of(t, l->batch_items[b->first + k]) >= 0)
                sg_json_i64(t->j, place_of(t, l->batch_items[b->first + k]));
        sg_json_array_end(t->j);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

/* Documents with a time: when made, when saved, and their place among the items, or -1. Columns. */
static void times(const struct telling *t)
{
    const struct sg_leak *l = t->l;
    uint32_t *of = malloc((l->n_items + 1) * sizeof *of);
    size_t n = 0, all = 0;
    if (!of) {
        t->j->out->failed = true;
        return;
    }
    for (int is_shown = 1; is_shown >= 0; is_shown--)
        for (uint32_t i = 0; i < l->n_items; i++) {
            const struct sg_leak_item *it = &l->items[i];
            if (it->kind == SG_ITEM_MESSAGE || (it->date == SG_TIME_NONE && it->created == SG_TIME_NONE)) continue;
            if ((place_of(t, i) >= 0) != is_shown) continue;
            all++;
            if (n < SG_PAGE_LEAK_TIMES) of[n++] = i;
        }
    sg_json_key(t->j, "documents");
    sg_json_object(t->j);
    sg_json_ku64(t->j, "hidden", all - n);
    WEB_EACH(t->j, "created", n, i, web_moment, l->items[of[i]].created);
    WEB_EACH(t->j, "saved", n, i, web_moment, l->items[of[i]].date);
    WEB_COLUMN(t->j, "item", n, i, place_of(t, of[i]));
    sg_json_object_end(t->j);
    free(of);
}

static void gaps(const struct telling *t)
{
    sg_json_key(t->j, "gaps");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->l->n_gaps && i < SG_PAGE_LEAK_ROWS; i++) {
        const struct sg_leak_gap *g = &t->l->gaps[i];
        bool is_named = strcmp(g->what, "days") == 0 || t->o.with_content;
        sg_json_object(t->j);
        sg_json_ktext(t->j, "what", g->what);
        masked(t->j, "from", is_named ? g->from : "");
        masked(t->j, "to", is_named ? g->to : "");
        sg_json_ku64(t->j, "n", g->n);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

/* How many rows of each list are left out. */
static void more(const struct telling *t)
{
    const struct sg_leak *l = t->l;
    const struct {
        const char *key;
        size_t n;
    } lists[] = { { "types", l->n_types },
                  { "langs", l->n_langs },
                  { "correspondents", l->n_correspondents },
                  { "domains", l->n_domains },
                  { "gaps", l->n_gaps } };
    sg_json_key(t->j, "more");
    sg_json_object(t->j);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        sg_json_ku64(t->j, lists[i].key, lists[i].n > SG_PAGE_LEAK_ROWS ? lists[i].n - SG_PAGE_LEAK_ROWS : 0);
    sg_json_object_end(t->j);
}

static void diffs(const struct telling *t)
{
    sg_json_key(t->j, "diffs");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->l->n_diffs && t->o.with_content; i++) {
        const struct sg_leak_diff *d = &t->l->diffs[i];
        if (place_of(t, d->item) < 0 || place_of(t, d->other) < 0) continue;
        sg_json_object(t->j);
        sg_json_ki64(t->j, "item", place_of(t, d->item));
        sg_json_ki64(t->j, "other", place_of(t, d->other));
        masked(t->j, "words", d->words);
        masked(t->j, "other_words", d->other_words);
        sg_json_object_end(t->j);
    }
    sg_json_array_end(t->j);
}

static void put(struct telling *t, const char *sha256, uint64_t n_stale)
{
    const struct sg_leak *l = t->l;
    sg_json_object(t->j);
    sg_json_ktext(t->j, "sha256", sha256);
    sg_json_ku64(t->j, "stale", n_stale);
    settings(t);
    totals(t);
    counts(t, "types", l->types, l->n_types);
    counts(t, "langs", l->langs, l->n_langs);
    counts(t, "correspondents", l->correspondents, l->n_correspondents);
    counts(t, "domains", l->domains, l->n_domains);
    months(t);
    gaps(t);
    more(t);
    rules(t);
    sg_json_ku64(t->j, "hidden_items", t->n_hidden);
    sg_json_key(t->j, "items");
    sg_json_array(t->j);
    for (size_t i = 0; i < t->n_shown; i++)
        item(t, t->shown[i]);
    sg_json_array_end(t->j);
    findings(t);
    diffs(t);
    batches(t);
    times(t);
    sg_json_object_end(t->j);
}

enum sg_code web_leak_json(const struct sg_leak *l, const char *sha256, uint64_t n_stale,
                           const struct sg_page_options *o, struct sg_buf *out, struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, false);
    struct telling t = { .j = &j,
                         .l = l,
                         .o = { .with_content = o->with_text, .is_masked = true },
                         .shown = malloc(SG_PAGE_LEAK_ITEMS * sizeof *t.shown),
                         .shown_at = malloc((l->n_items + 1) * sizeof *t.shown_at) };
    enum sg_code code = t.shown && t.shown_at ? SG_OK : sg_fail_nomem(err, "the leak's page");
    if (code == SG_OK) {
        for (size_t i = 0; i < l->n_items; i++)
            t.shown_at[i] = SG_NO_INDEX;
        choose(&t);
        put(&t, sha256, n_stale);
        code = sg_buf_check(out, err);
    }
    free(t.shown);
    free(t.shown_at);
    return code;
}
