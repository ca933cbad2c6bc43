/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak in sentences: what is there, what is verified, what speaks against what, and what that does not show. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/leak_rows.h"
#include "report/page.h"
#include "report/say.h"

enum { ROWS = 12 };

struct telling {
    struct report_page page;
    const struct sg_leak *l;
    const struct sg_leak_report_options *o;
};

static size_t most(const struct telling *t, size_t n)
{
    size_t rows = t->o->max_list ? t->o->max_list : n;
    return n > rows ? rows : n;
}

static void end_words(struct telling *t, enum report_page_style style, struct sg_buf *words)
{
    report_page_words(&t->page, style, words);
    report_page_end(&t->page);
}

static void say_bytes(struct sg_buf *out, uint64_t bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB" };
    double v = (double)bytes;
    size_t i = 0;
    while (v >= 1000 && i + 1 < sizeof units / sizeof *units) {
        v /= 1000;
        i++;
    }
    sg_buf_printf(out, i && v < 10 ? "%.1f %s" : "%.0f %s", v, units[i]);
}

static void say_share(struct sg_buf *out, uint64_t n, uint64_t of)
{
    sg_say_count(out, (int64_t)n);
    if (of) sg_buf_printf(out, " (%.3g %%)", 100.0 * (double)n / (double)of);
}

/* Words of evidence: masked, cut, made visible. */
static void say_evidence(const struct telling *t, struct sg_buf *out, const char *text)
{
    enum { LETTERS = 160 };
    sg_auto_buf masked = { 0 };
    struct sg_str s = sg_str(text);
    if (t->o->is_masked) {
        sg_mask_personal(s, &masked);
        s = sg_buf_view(&masked);
    }
    size_t end = 0;
    for (int i = 0; i < LETTERS && end < s.len; i++)
        sg_utf8_next(s.data, s.len, &end);
    sg_escape_terminal(out, sg_str_n(s.data, end));
    if (end < s.len) sg_buf_text(out, "…");
    out->failed |= masked.failed;
}

/* ---- what is there ---- */

static void what_is_there(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    report_page_head(&t->page, "What is there");
    sg_say_many(&w, (int64_t)l->totals.messages, "mail", "mails");
    sg_buf_text(&w, ", ");
    sg_say_many(&w, (int64_t)l->totals.documents, "document or picture", "documents and pictures");
    sg_buf_text(&w, " and ");
    sg_say_many(&w, (int64_t)l->totals.others, "other item", "other items");
    sg_buf_text(&w, ", ");
    say_bytes(&w, l->totals.bytes);
    sg_buf_text(&w, " in all, at ");
    sg_say_many(&w, (int64_t)l->totals.places, "place", "places");
    sg_buf_text(&w, " in ");
    sg_say_many(&w, (int64_t)l->totals.sources, "source", "sources");
    sg_buf_text(&w, ". ");
    if (l->totals.rejects) {
        sg_say_many(&w, (int64_t)l->totals.rejects, "thing", "things");
        sg_buf_text(&w, " could not be read; the case's rejects/ say why. ");
    }
    if (l->totals.first != SG_TIME_NONE) {
        sg_buf_text(&w, "Mails are dated from ");
        sg_say_date(&w, l->totals.first);
        sg_buf_text(&w, " to ");
        sg_say_time(&w, l->totals.last, SG_TO_MINUTE);
        sg_buf_text(&w, ". ");
    }
    sg_say_many(&w, (int64_t)l->totals.bulk, "is", "are");
    sg_buf_text(&w, " list or mass mail, ");
    sg_say_count(&w, (int64_t)l->totals.personal);
    sg_buf_text(&w, " personal.");
    end_words(t, PAGE_PLAIN, &w);
}

static void promised(struct telling *t)
{
    const struct sg_leak_settings *s = &t->l->settings;
    if (!s->promised_mails && !s->promised_bytes) return;
    sg_auto_buf w = { 0 };
    sg_buf_text(&w, "Announced: ");
    if (s->promised_mails) sg_say_many(&w, (int64_t)s->promised_mails, "mail", "mails");
    if (s->promised_mails && s->promised_bytes) sg_buf_text(&w, ", ");
    if (s->promised_bytes) say_bytes(&w, s->promised_bytes);
    sg_buf_text(&w, ". There: ");
    sg_say_many(&w, (int64_t)t->l->totals.messages, "mail", "mails");
    sg_buf_text(&w, ", ");
    say_bytes(&w, t->l->totals.bytes);
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

static void counts(struct telling *t, const char *title, const struct sg_leak_count *rows, size_t n, size_t least)
{
    if (n < least) return;
    sg_auto_buf w = { 0 };
    sg_buf_printf(&w, "%s: ", title);
    size_t shown = most(t, n) < ROWS ? most(t, n) : ROWS;
    for (size_t i = 0; i < shown; i++) {
        if (i) sg_buf_text(&w, ", ");
        say_evidence(t, &w, *rows[i].name ? rows[i].name : "unknown");
        sg_buf_char(&w, ' ');
        sg_say_count(&w, (int64_t)rows[i].n);
    }
    if (n > shown) sg_buf_printf(&w, " and %zu more", n - shown);
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

static void gaps(struct telling *t)
{
    const struct sg_leak *l = t->l;
    if (!l->n_gaps) return;
    report_page_head(&t->page, "Gaps");
    size_t n = most(t, l->n_gaps);
    for (size_t i = 0; i < n; i++) {
        sg_auto_buf w = { 0 };
        const struct sg_leak_gap *g = &l->gaps[i];
        bool is_named = strcmp(g->what, "days") == 0 || t->o->with_content;
        say_evidence(t, &w, is_named ? g->from : "numbers");
        if (is_named && strcmp(g->from, g->to) != 0) {
            sg_buf_text(&w, " to ");
            say_evidence(t, &w, g->to);
        }
        sg_buf_text(&w, strcmp(g->what, "days") == 0 ? ": no mail at all, " : ": not there, ");
        sg_say_many(&w, (int64_t)g->n, strcmp(g->what, "days") == 0 ? "day" : "number",
                    strcmp(g->what, "days") == 0 ? "days" : "numbers");
        end_words(t, PAGE_PLAIN, &w);
    }
    report_page_and_more(&t->page, l->n_gaps - n);
}

static void threads(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    sg_say_many(&w, (int64_t)l->n_threads, "conversation", "conversations");
    sg_buf_text(&w, " of two mails and more; ");
    sg_say_many(&w, (int64_t)l->totals.replies, "mail is an answer", "mails are answers");
    sg_buf_text(&w, ", and of these ");
    say_share(&w, l->totals.replies_in_leak, l->totals.replies);
    sg_buf_text(&w, " answer a mail that is there. ");
    sg_say_many(&w, (int64_t)l->n_missing, "mail that others answer is", "mails that others answer are");
    sg_buf_text(&w, " not in the leak.");
    end_words(t, PAGE_PLAIN, &w);
}

/* ---- what is authentic ---- */

static void verdicts(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    report_page_head(&t->page, "What the signatures say");
    if (*l->settings.keys) {
        sg_buf_text(&w, "With ");
        sg_say_many(&w, (int64_t)l->settings.n_keys, "key", "keys");
        sg_buf_text(&w, " from ");
        say_evidence(t, &w, l->settings.keys);
        sg_buf_text(&w, ": ");
    } else
        sg_buf_text(&w, l->settings.with_dns ? "With the keys that the DNS has today: "
                                             : "Without a key file (--keys) no signature can be verified: ");
    say_share(&w, l->totals.verdicts[SG_VERIFIED], l->totals.messages);
    sg_buf_text(&w, " verified");
    if (l->totals.recovered) {
        sg_buf_text(&w, ", ");
        sg_say_count(&w, (int64_t)l->totals.recovered);
        sg_buf_text(&w, " of them after undoing what is known to happen to mail on its way");
    }
    sg_buf_text(&w, "; ");
    say_share(&w, l->totals.verdicts[SG_SIGNED_UNVERIFIED], l->totals.messages);
    sg_buf_text(&w, " signed and not verified; ");
    say_share(&w, l->totals.verdicts[SG_UNSIGNED], l->totals.messages);
    sg_buf_text(&w, " unsigned.");
    end_words(t, PAGE_PLAIN, &w);
    report_page_say(&t->page, PAGE_FAINT,
                    "Verified: the signed fields and text left that domain's server as they are here, if its key was its "
                    "own; not who typed them. Not verified is not forged: keys are lost and lists change mail.");
    report_page_end(&t->page);
}

static void quotes(struct telling *t)
{
    const struct sg_leak *l = t->l;
    if (!l->totals.replies_quoting) return;
    sg_auto_buf w = { 0 };
    report_page_head(&t->page, "What answers quote");
    sg_say_many(&w, (int64_t)l->totals.replies_quoting, "mail quotes", "mails quote");
    sg_buf_text(&w, " a mail of the leak; of ");
    sg_say_many(&w, (int64_t)l->totals.spans, "quoted passage", "quoted passages");
    sg_buf_text(&w, " ");
    say_share(&w, l->totals.spans_same, l->totals.spans);
    sg_buf_text(&w, " match word for word. Among mails that no signature verifies or not: ");
    sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_WHOLE]);
    sg_buf_text(&w, " stand whole in a verified answer, ");
    sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_PART]);
    sg_buf_text(&w, " in part, ");
    sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_UNVERIFIED]);
    sg_buf_text(&w, " in answers that are not verified, and ");
    sg_say_many(&w, (int64_t)l->totals.vouches[SG_VOUCH_CONFLICT], "is quoted", "are quoted");
    sg_buf_text(&w, " with other words.");
    end_words(t, PAGE_PLAIN, &w);
}

/* ---- findings ---- */

/* Names of files tell of what is in them: without content an item is called by its id. */
static void say_item(const struct telling *t, struct sg_buf *out, const struct sg_leak_item *item)
{
    if (t->o->with_content)
        say_evidence(t, out, *item->path ? item->path : item->name);
    else
        sg_buf_printf(out, "%016" PRIx64, item->id);
}

static void finding(struct telling *t, const struct sg_leak_finding *f)
{
    sg_auto_buf w = { 0 };
    const struct sg_leak_rule *rule = &sg_leak_rules[f->rule];
    report_page_indent(&t->page, 0);
    report_page_sayf(&t->page, f->severity == SG_HIGH ? PAGE_ALERT : PAGE_BOLD, "%s", sg_severity_names[f->severity]);
    sg_buf_printf(&w, "  %s: ", rule->title);
    if (f->item != SG_NO_INDEX) say_item(t, &w, &t->l->items[f->item]);
    end_words(t, PAGE_PLAIN, &w);
    report_page_indent(&t->page, 4);
    sg_leak_reason(t->l, f, t->o, &w);
    sg_buf_printf(&w, " What would overturn it: %c%s", sg_lower(rule->overturn[0]), rule->overturn + 1);
    end_words(t, PAGE_FAINT, &w);
    report_page_indent(&t->page, 0);
}

static void rule_counts(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    for (size_t rule = 0; rule < sg_leak_n_rules; rule++) {
        uint64_t n = 0;
        for (size_t i = 0; i < l->n_findings; i++)
            n += l->findings[i].rule == rule && l->findings[i].severity != SG_NOTE;
        if (!n) continue;
        sg_buf_text(&w, w.len ? "; " : "");
        sg_say_count(&w, (int64_t)n);
        sg_buf_printf(&w, " %s", sg_leak_rules[rule].id);
    }
    if (!w.len) sg_buf_text(&w, "Nothing was found that speaks against an item");
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

/* The gravest first, of each severity in the order of the items. */
static void findings(struct telling *t)
{
    const struct sg_leak *l = t->l;
    report_page_head(&t->page, "What speaks against items");
    rule_counts(t);
    size_t total = 0, told = 0;
    for (size_t i = 0; i < l->n_findings; i++)
        total += l->findings[i].severity != SG_NOTE;
    for (int severity = SG_HIGH; severity > SG_NOTE; severity--)
        for (size_t i = 0; i < l->n_findings && told < most(t, total); i++) {
            if ((int)l->findings[i].severity != severity) continue;
            finding(t, &l->findings[i]);
            told++;
        }
    report_page_and_more(&t->page, total - told);
}

static void batches(struct telling *t)
{
    const struct sg_leak *l = t->l;
    for (size_t i = 0; i < l->n_batches; i++) {
        const struct sg_leak_batch *b = &l->batches[i];
        sg_auto_buf w = { 0 };
        sg_say_many(&w, b->n, "document was", "documents were");
        sg_buf_text(&w, " saved between ");
        sg_say_time(&w, b->from, 0);
        sg_buf_text(&w, " and ");
        sg_say_time(&w, b->to, 0);
        if (*b->editor) {
            sg_buf_text(&w, " by “");
            say_evidence(t, &w, b->editor);
            sg_buf_text(&w, "”");
        }
        sg_buf_char(&w, '.');
        end_words(t, PAGE_PLAIN, &w);
    }
}

static void limits(struct telling *t)
{
    report_page_head(&t->page, "What this does not show");
    report_page_say(&t->page, PAGE_FAINT,
                    "Metadata can be planted, in either direction. A mail without findings may be false, one with findings "
                    "true. Nothing here says who did it. Each finding names what would overturn it; "
                    "\"sillage leak show ID\" shows one item's evidence.");
    report_page_end(&t->page);
}

enum sg_code sg_report_leak_text(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                                 struct sg_err *err)
{
    struct telling t = { .page = { .out = out, .columns = o->columns ? o->columns : 80, .color = o->color },
                         .l = l,
                         .o = o };
    what_is_there(&t);
    promised(&t);
    counts(&t, "Types", l->types, l->n_types, 1);
    counts(&t, "Languages", l->langs, l->n_langs, 1);
    counts(&t, "Senders", l->correspondents, l->n_correspondents, 1);
    counts(&t, "Their domains", l->domains, l->n_domains, 2);
    threads(&t);
    gaps(&t);
    verdicts(&t);
    quotes(&t);
    findings(&t);
    batches(&t);
    limits(&t);
    report_page_release(&t.page);
    return sg_buf_check(out, err);
}
