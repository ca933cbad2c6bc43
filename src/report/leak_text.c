/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak in sentences: first all of it in a few lines, then what is verified, what speaks against what, what is
 * there, and what that does not show. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/leak_rows.h"
#include "report/page.h"
#include "report/say.h"

enum { ROWS = 12, SORTS_NAMED = 4, GAPS_NAMED = 12 };

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

static void say_evidence(const struct telling *t, struct sg_buf *out, const char *text)
{
    report_page_evidence(out, text, t->o->is_masked);
}

/* ---- all of it, in short ---- */

static void what_it_is(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    sg_say_many(&w, (int64_t)l->totals.messages, "mail", "mails");
    if (l->totals.first != SG_TIME_NONE) {
        sg_buf_text(&w, " dated from ");
        sg_say_date(&w, l->totals.first);
        sg_buf_text(&w, " to ");
        sg_say_date(&w, l->totals.last);
        if (l->totals.confirmed != SG_TIME_NONE && l->totals.last - l->totals.confirmed > SG_DAY) {
            sg_buf_text(&w, " (the newest that a server's clock confirms is of ");
            sg_say_date(&w, l->totals.confirmed);
            sg_buf_char(&w, ')');
        }
    }
    sg_buf_text(&w, ", ");
    sg_say_many(&w, (int64_t)l->totals.documents, "document or picture", "documents and pictures");
    sg_buf_text(&w, " and ");
    sg_say_many(&w, (int64_t)l->totals.others, "other item", "other items");
    sg_buf_text(&w, "; ");
    say_bytes(&w, l->totals.bytes);
    sg_buf_text(&w, " in all.");
    if (l->totals.rejects) {
        sg_buf_char(&w, ' ');
        sg_say_many(&w, (int64_t)l->totals.rejects, "thing", "things");
        sg_buf_text(&w, " could not be read; the case's rejects/ say why.");
    }
    end_words(t, PAGE_PLAIN, &w);
}

/* How many mails no signature verifies and a verified answer quotes whole. */
static uint64_t count_vouched(const struct sg_leak *l)
{
    uint64_t n = 0;
    for (size_t i = 0; i < l->n_items; i++)
        n += l->items[i].kind == SG_ITEM_MESSAGE && l->items[i].verdict != SG_VERIFIED &&
             l->items[i].vouch == SG_VOUCH_WHOLE;
    return n;
}

static void what_holds(struct telling *t)
{
    const struct sg_leak *l = t->l;
    uint64_t verified = l->totals.verdicts[SG_VERIFIED], vouched = count_vouched(l);
    sg_auto_buf w = { 0 };
    if (!l->totals.messages) return;
    if (l->totals.verdicts[SG_UNSIGNED] == l->totals.messages) {
        report_page_say(&t->page, PAGE_PLAIN,
                        "No mail carries a signature, so none can be verified by one; what follows rests on answers, "
                        "copies, headers and documents alone.");
        report_page_end(&t->page);
        return;
    }
    if (!*l->settings.keys && !l->settings.with_dns) {
        sg_buf_text(&w, "No signature is checked yet: that needs the signers' public keys, --keys FILE.csv. ");
        say_share(&w, l->totals.verdicts[SG_SIGNED_UNVERIFIED], l->totals.messages);
        sg_buf_text(&w, l->totals.verdicts[SG_SIGNED_UNVERIFIED] == 1 ? " mail carries one." : " mails carry one.");
        end_words(t, PAGE_PLAIN, &w);
        return;
    }
    say_share(&w, verified, l->totals.messages);
    sg_buf_text(&w, " verified by signature");
    if (vouched) {
        sg_buf_text(&w, "; ");
        sg_say_count(&w, (int64_t)vouched);
        sg_buf_text(&w, " more quoted whole in verified answers: in all ");
        say_share(&w, verified + vouched, l->totals.messages);
    }
    sg_buf_text(&w, ". The rest is neither confirmed nor refuted by that.");
    end_words(t, PAGE_PLAIN, &w);
}

static void what_is_doubtful(struct telling *t)
{
    const struct sg_leak *l = t->l;
    uint64_t items[SG_HIGH + 1] = { 0 }, n = 0;
    sg_auto_buf w = { 0 };
    for (size_t i = 0; i < l->n_items; i++) {
        const struct sg_leak_item *item = &l->items[i];
        if (!item->n_findings || l->findings[item->first_finding].severity == SG_NOTE) continue;
        items[l->findings[item->first_finding].severity]++; /* an item's gravest stands first */
        n++;
    }
    if (!n) {
        sg_buf_text(&w, "Nothing was found that speaks against an item.");
    } else {
        sg_buf_text(&w, "Something speaks against ");
        sg_say_many(&w, (int64_t)n, "item", "items");
        for (int severity = SG_HIGH, told = 0; severity > SG_NOTE; severity--) {
            if (!items[severity]) continue;
            sg_buf_text(&w, told++ ? ", " : ": ");
            sg_say_count(&w, (int64_t)items[severity]);
            sg_buf_printf(&w, " %s", sg_severity_names[severity]);
        }
        sg_buf_text(&w, ". Each is a reason to look, not a proof; the kinds are below.");
    }
    end_words(t, PAGE_PLAIN, &w);
}

static void what_lacks(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    if (!l->n_missing && !l->n_gaps && !l->totals.copies_missing) return;
    sg_buf_text(&w, "Not there: ");
    if (l->n_missing) sg_say_many(&w, (int64_t)l->n_missing, "mail that others answer", "mails that others answer");
    if (l->n_missing && l->n_gaps) sg_buf_text(&w, "; ");
    if (l->n_gaps) sg_say_many(&w, (int64_t)l->n_gaps, "gap in days or numbering", "gaps in days or numbering");
    if (l->totals.copies_missing) {
        sg_buf_text(&w, l->n_missing || l->n_gaps ? "; " : "");
        sg_say_count(&w, (int64_t)l->totals.copies_missing);
        sg_buf_text(&w, " of ");
        sg_say_many(&w, (int64_t)l->totals.copies_due, "copy", "copies");
        sg_buf_text(&w, " that should lie in their recipients' mailboxes");
    }
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

/* ---- what is there ---- */

static void what_is_there(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    report_page_head(&t->page, "What is there");
    sg_say_many(&w, (int64_t)(l->totals.messages + l->totals.documents + l->totals.others), "item lies", "items lie");
    sg_buf_text(&w, " at ");
    sg_say_many(&w, (int64_t)l->totals.places, "place", "places");
    sg_buf_text(&w, " in ");
    sg_say_many(&w, (int64_t)l->totals.sources, "source", "sources");
    sg_buf_text(&w, "; the same bytes are one item. ");
    if (l->totals.messages) {
        sg_say_many(&w, (int64_t)l->totals.bulk, "mail is", "mails are");
        sg_buf_text(&w, " list or mass mail, ");
        sg_say_count(&w, (int64_t)l->totals.personal);
        sg_buf_text(&w, " personal. ");
    }
    if (l->totals.last != SG_TIME_NONE) {
        sg_buf_text(&w, "The newest mail is of ");
        sg_say_time(&w, l->totals.last, SG_TO_MINUTE);
        if (l->totals.confirmed == SG_TIME_NONE)
            sg_buf_text(&w, " by its own date, which no server confirms.");
        else {
            sg_buf_text(&w, " by its own date; the newest that a server confirms is of ");
            sg_say_time(&w, l->totals.confirmed, SG_TO_MINUTE);
            sg_buf_char(&w, '.');
        }
    }
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

static bool is_days(const struct sg_leak_gap *g)
{
    return strcmp(g->what, "days") == 0;
}

static void say_gap(const struct telling *t, struct sg_buf *out, const struct sg_leak_gap *g)
{
    say_evidence(t, out, g->from);
    if (strcmp(g->from, g->to) == 0) return;
    sg_buf_text(out, " to ");
    say_evidence(t, out, g->to);
    sg_buf_text(out, " (");
    if (is_days(g))
        sg_say_many(out, (int64_t)g->n, "day", "days");
    else
        sg_say_count(out, (int64_t)g->n);
    sg_buf_char(out, ')');
}

/* The gaps of one sort in one paragraph.  Names of files tell of what is in them: without content they are counted. */
static void gaps_of(struct telling *t, bool days, const char *title)
{
    const struct sg_leak *l = t->l;
    size_t n = 0, told = 0;
    uint64_t numbers = 0;
    sg_auto_buf w = { 0 };
    for (size_t i = 0; i < l->n_gaps; i++) {
        if (is_days(&l->gaps[i]) != days) continue;
        n++;
        numbers += l->gaps[i].n;
        if (!(days || t->o->with_content) || (t->o->max_list && told >= GAPS_NAMED)) continue;
        sg_buf_text(&w, told++ ? ", " : "");
        say_gap(t, &w, &l->gaps[i]);
    }
    if (!n) return;
    report_page_say(&t->page, PAGE_PLAIN, title);
    if (!told) sg_say_many(&w, (int64_t)numbers, "number", "numbers");
    if (told && told < n) sg_buf_printf(&w, " and %zu more", n - told);
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

static void gaps(struct telling *t)
{
    if (!t->l->n_gaps) return;
    report_page_head(&t->page, "Gaps");
    gaps_of(t, true, "Days on which mail was to be expected, and none is there: ");
    gaps_of(t, false, "Numbers left out where files are numbered: ");
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
    if (l->totals.boxes) {
        sg_buf_char(&w, ' ');
        sg_say_many(&w, (int64_t)l->totals.boxes, "mailbox has", "mailboxes have");
        sg_buf_text(&w, " one owner each; of ");
        sg_say_many(&w, (int64_t)l->totals.copies_due, "mail", "mails");
        sg_buf_text(&w, " between the owners ");
        say_share(&w, l->totals.copies_missing, l->totals.copies_due);
        sg_buf_text(&w, " are missing in the recipient's box.");
    }
    end_words(t, PAGE_PLAIN, &w);
}

/* ---- what is authentic ---- */

static void verdicts(struct telling *t)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    if (l->totals.verdicts[SG_UNSIGNED] == l->totals.messages) return; /* said above */
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
                    "Verified: the signed fields and text left that domain's server as they are here, if its key was "
                    "its own; not who typed them. Not verified is not forged: keys are lost and lists change mail.");
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
    sg_buf_text(&w, " match word for word. Of all mails, verified or not, ");
    if (l->totals.verdicts[SG_VERIFIED]) {
        sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_WHOLE]);
        sg_buf_text(&w, " stand whole in a verified answer, ");
        sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_PART]);
        sg_buf_text(&w, " in part; ");
    }
    sg_say_count(&w, (int64_t)l->totals.vouches[SG_VOUCH_UNVERIFIED]);
    sg_buf_text(&w, " stand in answers that are not verified, and ");
    sg_say_many(&w, (int64_t)l->totals.vouches[SG_VOUCH_CONFLICT], "is quoted", "are quoted");
    sg_buf_text(&w, " with other words.");
    end_words(t, PAGE_PLAIN, &w);
}

/* ---- findings ---- */

/* Names of files tell of what is in them: without content an item is called by its id. */
static void say_item(const struct telling *t, struct sg_buf *out, const struct sg_leak_item *item)
{
    sg_buf_printf(out, "%016" PRIx64, item->id);
    if (!t->o->with_content) return;
    sg_buf_char(out, ' ');
    say_evidence(t, out, *item->path ? item->path : item->name);
}

/* Findings of one kind, and among these of the same facts, stand together. */
static int compare_facts(const struct sg_leak *l, const struct sg_leak_finding *a, const struct sg_leak_finding *b)
{
    for (uint32_t i = 0; i < a->n_facts && i < b->n_facts; i++) {
        int c = strcmp(l->facts[a->first_fact + i].value, l->facts[b->first_fact + i].value);
        if (c) return c;
    }
    return (a->n_facts > b->n_facts) - (a->n_facts < b->n_facts);
}

static int by_kind(const void *x, const void *y, void *ctx)
{
    const struct sg_leak *l = ctx;
    uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
    const struct sg_leak_finding *a = &l->findings[i], *b = &l->findings[k];
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
    int c = compare_facts(l, a, b);
    return c ? c : (i > k) - (i < k);
}

/* One reason, and the items that it is about. */
static void reason(struct telling *t, const uint32_t *at, size_t n)
{
    const struct sg_leak *l = t->l;
    sg_auto_buf w = { 0 };
    report_page_indent(&t->page, 4);
    sg_leak_reason(l, &l->findings[at[0]], t->o, &w);
    end_words(t, PAGE_PLAIN, &w);
    size_t named = t->o->max_list && n > SORTS_NAMED ? SORTS_NAMED : n;
    for (size_t i = 0; i < named; i++) {
        if (l->findings[at[i]].item == SG_NO_INDEX) continue;
        report_page_indent(&t->page, 6);
        say_item(t, &w, &l->items[l->findings[at[i]].item]);
        end_words(t, PAGE_FAINT, &w);
    }
    if (named == n) return;
    report_page_indent(&t->page, 6);
    sg_buf_text(&w, "… and ");
    sg_say_many(&w, (int64_t)(n - named), "more item.", "more items.");
    end_words(t, PAGE_FAINT, &w);
}

/* All findings of one rule and severity: what it is, examples, what would overturn it. */
static void kind(struct telling *t, const uint32_t *at, size_t n)
{
    const struct sg_leak *l = t->l;
    const struct sg_leak_finding *f = &l->findings[at[0]];
    const struct sg_leak_rule *rule = &sg_leak_rules[f->rule];
    size_t told = 0;
    sg_auto_buf w = { 0 };
    report_page_indent(&t->page, 0);
    report_page_sayf(&t->page, f->severity == SG_HIGH ? PAGE_ALERT : PAGE_BOLD, "%s", sg_severity_names[f->severity]);
    sg_buf_printf(&w, "  %s (%s), ", rule->title, rule->id);
    sg_say_many(&w, (int64_t)n, "finding:", "findings:");
    end_words(t, PAGE_PLAIN, &w);
    for (size_t i = 0, end; i < n && told < most(t, n); i = end, told++) {
        for (end = i + 1; end < n && compare_facts(l, &l->findings[at[i]], &l->findings[at[end]]) == 0;)
            end++;
        reason(t, at + i, end - i);
        if (told + 1 < most(t, n) || end == n) continue;
        report_page_indent(&t->page, 4);
        sg_buf_text(&w, "… and ");
        sg_say_count(&w, (int64_t)(n - end));
        sg_buf_printf(&w, " more: sillage leak list --rule %s", rule->id);
        end_words(t, PAGE_FAINT, &w);
    }
    report_page_indent(&t->page, 4);
    sg_buf_printf(&w, "What would overturn it: %c%s", sg_lower(rule->overturn[0]), rule->overturn + 1);
    end_words(t, PAGE_FAINT, &w);
    report_page_indent(&t->page, 0);
}

/* The gravest kinds first. */
static void findings(struct telling *t)
{
    struct sg_leak *l = (struct sg_leak *)t->l; /* for the comparison, which changes nothing */
    uint32_t *at = malloc((l->n_findings + 1) * sizeof *at);
    size_t n = 0;
    if (!at) {
        t->page.out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < l->n_findings; i++)
        if (l->findings[i].severity != SG_NOTE) at[n++] = i;
    if (n) report_page_head(&t->page, "What speaks against items");
    qsort_r(at, n, sizeof *at, by_kind, l);
    for (size_t i = 0, end; i < n; i = end) {
        const struct sg_leak_finding *first = &l->findings[at[i]];
        for (end = i + 1; end < n && l->findings[at[end]].rule == first->rule &&
                          l->findings[at[end]].severity == first->severity;)
            end++;
        kind(t, at + i, end - i);
    }
    free(at);
}

static void limits(struct telling *t)
{
    report_page_head(&t->page, "What this does not show");
    report_page_say(&t->page, PAGE_FAINT,
                    "Metadata can be planted, in either direction. A mail without findings may be false, one with "
                    "findings true. Nothing here says who did it. \"sillage leak show ID\" shows one item's evidence.");
    report_page_end(&t->page);
}

enum sg_code sg_report_leak_text(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                                 struct sg_err *err)
{
    struct telling t = { .page = { .out = out, .columns = o->columns ? o->columns : 80, .color = o->color },
                         .l = l,
                         .o = o };
    report_page_head(&t.page, "In short");
    what_it_is(&t);
    promised(&t);
    what_holds(&t);
    what_is_doubtful(&t);
    what_lacks(&t);
    verdicts(&t);
    quotes(&t);
    findings(&t);
    what_is_there(&t);
    counts(&t, "Types", l->types, l->n_types, 1);
    counts(&t, "Languages", l->langs, l->n_langs, 1);
    counts(&t, "Senders", l->correspondents, l->n_correspondents, 1);
    counts(&t, "Their domains", l->domains, l->n_domains, 2);
    threads(&t);
    gaps(&t);
    limits(&t);
    report_page_release(&t.page);
    return sg_buf_check(out, err);
}
