/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item of a leak in sentences: what it says of itself, its signatures, what was found, with what would
 * overturn it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/leak_rows.h"
#include "report/page.h"
#include "report/say.h"

struct showing {
    struct report_page page;
    const struct sg_leak *l;
    const struct sg_leak_report_options *o;
    const struct sg_leak_item *item;
    uint32_t at;
};

static void line(struct showing *s, const char *key, struct sg_buf *value)
{
    report_page_indent(&s->page, 0);
    report_page_sayf(&s->page, PAGE_FAINT, "%s: ", key);
    report_page_words(&s->page, PAGE_PLAIN, value);
    report_page_end(&s->page);
}

static void text_line(struct showing *s, const char *key, const char *text)
{
    if (!*text) return;
    sg_auto_buf masked = { 0 }, shown = { 0 };
    if (s->o->is_masked) sg_mask_personal(sg_str(text), &masked);
    sg_escape_terminal(&shown, s->o->is_masked ? sg_buf_view(&masked) : sg_str(text));
    s->page.out->failed |= masked.failed;
    line(s, key, &shown);
}

static void time_line(struct showing *s, const char *key, sg_time t)
{
    if (t == SG_TIME_NONE) return;
    sg_auto_buf shown = { 0 };
    sg_say_time(&shown, t, 0);
    line(s, key, &shown);
}

static void head(struct showing *s)
{
    const struct sg_leak_item *i = s->item;
    sg_auto_buf size = { 0 };
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, i->id);
    text_line(s, "id", id);
    text_line(s, "SHA-256", i->sha256);
    if (s->o->with_content) text_line(s, "path", i->path);
    if (i->n_places > 1) {
        sg_auto_buf places = { 0 };
        sg_buf_printf(&places, "the same bytes lie at %" PRIu32 " places", i->n_places);
        line(s, "places", &places);
    }
    sg_buf_printf(&size, "%s, ", sg_item_kind_name(i->kind));
    sg_escape_terminal(&size, sg_str(i->type));
    sg_buf_text(&size, ", ");
    sg_say_many(&size, (int64_t)i->bytes, "byte", "bytes");
    for (int bit = 0; leak_place_flags[bit]; bit++)
        if (i->flags >> bit & 1) sg_buf_printf(&size, ", %s", leak_place_flags[bit]);
    line(s, "what", &size);
}

/* Another item, by what it is asked for and where it lies. */
static void say_item(const struct showing *s, struct sg_buf *out, const struct sg_leak_item *item)
{
    sg_auto_buf masked = { 0 };
    sg_buf_printf(out, "%016" PRIx64, item->id);
    if (!s->o->with_content) return;
    if (s->o->is_masked) sg_mask_personal(sg_str(item->path), &masked);
    sg_buf_char(out, ' ');
    sg_escape_terminal(out, s->o->is_masked ? sg_buf_view(&masked) : sg_str(item->path));
    out->failed |= masked.failed;
}

static void verdict(struct showing *s)
{
    const struct sg_leak_item *i = s->item;
    sg_auto_buf w = { 0 };
    sg_buf_text(&w, sg_verdict_names[i->verdict]);
    for (int bit = 0, n = 0; sg_harm_names[bit]; bit++)
        if (i->harms >> bit & 1) sg_buf_printf(&w, "%s %s", n++ ? "," : ", after undoing", sg_harm_names[bit]);
    line(s, "verdict", &w);
    if (!i->vouch) return;
    static const char *const said[SG_VOUCHES] = {
        [SG_VOUCH_UNVERIFIED] = "quoted, in mails that are not verified themselves",
        [SG_VOUCH_PART] = "in part, in a verified mail",
        [SG_VOUCH_WHOLE] = "whole, in verified mail",
        [SG_VOUCH_CONFLICT] = "with other words",
    };
    sg_buf_text(&w, said[i->vouch]);
    if (i->vouched > 0) sg_buf_printf(&w, " (%.0f %% of its words)", 100.0 * (double)i->vouched);
    if (i->vouched_by != SG_NO_INDEX) {
        sg_buf_text(&w, ": ");
        say_item(s, &w, &s->l->items[i->vouched_by]);
    }
    line(s, "quoted", &w);
}

static void mail(struct showing *s)
{
    const struct sg_leak_item *i = s->item;
    text_line(s, "Message-ID", i->message_id);
    text_line(s, "from", i->from);
    if (s->o->with_content) text_line(s, "subject", i->subject);
    time_line(s, "date", i->date);
    time_line(s, "first server", i->received);
    text_line(s, "client", i->client);
    text_line(s, "language", i->lang);
    verdict(s);
    if (i->copies != SG_NO_INDEX) {
        sg_auto_buf w = { 0 };
        sg_buf_printf(&w, "%s, one of %" PRIu32, sg_copy_names[i->copy], s->l->copies[i->copies].n);
        line(s, "copy", &w);
    }
}

static void document(struct showing *s)
{
    text_line(s, "author", s->item->author);
    text_line(s, "last saved by", s->item->editor);
    time_line(s, "created", s->item->created);
    time_line(s, "saved", s->item->date);
    text_line(s, "application", s->item->application);
}

static void signature(struct showing *s, const struct sg_leak_signature *g)
{
    sg_auto_buf w = { 0 };
    sg_buf_printf(&w, "%s by ", sg_signature_state_names[g->state]);
    sg_escape_terminal(&w, sg_str(g->domain));
    sg_buf_text(&w, ", selector ");
    sg_escape_terminal(&w, sg_str(g->selector));
    sg_buf_text(&w, ", ");
    sg_escape_terminal(&w, sg_str(g->algorithm));
    sg_buf_printf(&w, ", body hash %s, header %s; ", g->is_body_ok ? "holds" : "does not hold",
                  g->is_header_ok ? "holds" : "does not hold");
    sg_buf_printf(&w, "%s the sender's domain; signed: ", g->is_aligned ? "is" : "is not");
    sg_escape_terminal(&w, sg_str(g->signed_fields));
    if (*g->problem) sg_buf_printf(&w, "; %s", g->problem);
    if (g->unsigned_bytes > 0) sg_buf_printf(&w, "; the last %" PRId64 " bytes are unsigned", g->unsigned_bytes);
    if (g->is_expired) sg_buf_text(&w, "; expired when it was sent");
    if (g->is_testing) sg_buf_text(&w, "; its key says it is being tested");
    if (g->is_sha1) sg_buf_text(&w, "; by SHA-1, which nobody should trust today");
    if (g->key_bits) sg_buf_printf(&w, "; key of %" PRIu32 " bits from ", g->key_bits);
    if (g->key_bits) sg_escape_terminal(&w, sg_str(g->key_source));
    char from[SG_TIME_TEXT], to[SG_TIME_TEXT];
    if (g->key_first_seen != SG_TIME_NONE && g->key_last_seen != SG_TIME_NONE) {
        sg_time_format_precise(g->key_first_seen, SG_TO_DAY, from);
        sg_time_format_precise(g->key_last_seen, SG_TO_DAY, to);
        sg_buf_printf(&w, ", seen from %s to %s", from, to);
    }
    line(s, sg_signature_kind_names[g->kind], &w);
}

static void finding(struct showing *s, const struct sg_leak_finding *f)
{
    const struct sg_leak_rule *rule = &sg_leak_rules[f->rule];
    sg_auto_buf w = { 0 };
    report_page_sayf(&s->page, f->severity == SG_HIGH ? PAGE_ALERT : PAGE_BOLD, "%s  %s.",
                     sg_severity_names[f->severity], rule->title);
    report_page_end(&s->page);
    report_page_indent(&s->page, 4);
    sg_leak_reason(s->l, f, s->o, &w);
    sg_buf_printf(&w, " What would overturn it: %c%s", sg_lower(rule->overturn[0]), rule->overturn + 1);
    report_page_words(&s->page, PAGE_PLAIN, &w);
    report_page_end(&s->page);
    for (uint32_t i = 0; i < f->n_others; i++) {
        const struct sg_leak_item *other = &s->l->items[s->l->others[f->first_other + i]];
        report_page_indent(&s->page, 4);
        sg_buf_text(&w, "see ");
        say_item(s, &w, other);
        report_page_words(&s->page, PAGE_FAINT, &w);
        report_page_end(&s->page);
    }
    report_page_indent(&s->page, 0);
}

static void say_words(const struct showing *s, struct sg_buf *out, const char *words)
{
    sg_auto_buf masked = { 0 };
    if (s->o->is_masked) sg_mask_personal(sg_str(words), &masked);
    sg_escape_terminal(out, s->o->is_masked ? sg_buf_view(&masked) : sg_str(words));
    out->failed |= masked.failed;
}

static void diffs(struct showing *s)
{
    bool is_first = true;
    for (size_t i = 0; s->o->with_content && i < s->l->n_diffs; i++) {
        const struct sg_leak_diff *d = &s->l->diffs[i];
        if (d->item != s->at) continue;
        if (is_first) report_page_head(&s->page, "Words that differ");
        is_first = false;
        sg_auto_buf w = { 0 };
        sg_buf_text(&w, "here “");
        say_words(s, &w, d->words);
        sg_buf_text(&w, "”, there “");
        say_words(s, &w, d->other_words);
        sg_buf_printf(&w, "” (%016" PRIx64 ")", s->l->items[d->other].id);
        report_page_words(&s->page, PAGE_PLAIN, &w);
        report_page_end(&s->page);
    }
}

enum sg_code sg_report_leak_show(const struct sg_leak *l, uint32_t item, const struct sg_leak_report_options *o,
                                 struct sg_buf *out, struct sg_err *err)
{
    struct showing s = { .page = { .out = out, .columns = o->columns ? o->columns : 80, .color = o->color },
                         .l = l,
                         .o = o,
                         .item = &l->items[item],
                         .at = item };
    head(&s);
    if (s.item->kind == SG_ITEM_MESSAGE)
        mail(&s);
    else
        document(&s);
    if (s.item->n_signatures) report_page_head(&s.page, "Signatures");
    for (uint32_t i = 0; i < s.item->n_signatures; i++)
        signature(&s, &l->signatures[s.item->first_signature + i]);
    if (s.item->n_findings) report_page_head(&s.page, "Findings");
    for (uint32_t i = 0; i < s.item->n_findings; i++)
        finding(&s, &l->findings[s.item->first_finding + i]);
    diffs(&s);
    report_page_release(&s.page);
    return sg_buf_check(out, err);
}
