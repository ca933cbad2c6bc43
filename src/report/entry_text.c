/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How they may have got in, in sentences: first the earliest mail and what it does not show, then the names, the
 * indicators, and what was looked through. */
#include "base/text.h"
#include "report/entry_rows.h"
#include "report/lookalike.h"
#include "report/lookalike_words.h"
#include "report/mask.h"
#include "report/page.h"
#include "report/say.h"

struct telling {
    struct report_page page;
    const struct sg_entry *e;
    const struct sg_entry_report_options *o;
    struct mask accounts; /* of posts, when they stay out */
};

static void end_words(struct telling *t, enum report_page_style style, struct sg_buf *words)
{
    report_page_words(&t->page, style, words);
    report_page_end(&t->page);
}

static void say_masked(const struct telling *t, struct sg_buf *out, const char *text,
                       void (*mask)(const struct mask *m, struct sg_str text, struct sg_buf *out))
{
    sg_auto_buf without = { 0 };
    if (t->o->is_masked)
        mask(&t->accounts, sg_str(text), &without);
    else
        sg_buf_text(&without, text);
    report_page_evidence(out, sg_buf_cstr(&without) ? sg_buf_cstr(&without) : "", t->o->is_masked);
    sg_buf_owe(out, &without);
}

/* What may name somebody: a person by address or number, an account by its name. */
static void say_evidence(const struct telling *t, struct sg_buf *out, const char *text)
{
    say_masked(t, out, text, mask_label);
}

/* All accounts stay out of what leaves the case as text: nobody can ask for one here. */
static enum sg_code hide_accounts(struct telling *t, struct sg_err *err)
{
    for (size_t i = 0; t->o->is_masked && i < t->e->n_sightings; i++) {
        const struct sg_entry_sighting *s = &t->e->sightings[i];
        if (*s->platform && *s->by && !mask_hide(&t->accounts, s->by, 0))
            return sg_fail_nomem(err, "accounts that carried a name");
    }
    return SG_OK;
}

/* A thing's name, which is nobody's number. */
static void say_name(struct sg_buf *out, const char *text)
{
    report_page_evidence(out, text, false);
}

/* ---- one sighting ---- */

static sg_time time_of(const struct sg_entry_sighting *s)
{
    return s->received != SG_TIME_NONE ? s->received : s->time;
}

static void say_when(struct sg_buf *out, const struct sg_entry_sighting *s)
{
    if (time_of(s) == SG_TIME_NONE) {
        sg_buf_text(out, "an unknown time");
        return;
    }
    sg_say_time(out, time_of(s), s->precision ? s->precision : SG_TO_MINUTE);
    if (s->received != SG_TIME_NONE)
        sg_buf_text(out, " (by its first server)");
    else if (sg_entry_is_in_mail(s->where))
        sg_buf_text(out, " (by its own date, which no server confirms)");
}

/* How it was carried, with the host as it stood there. */
static void say_carried(struct sg_buf *out, const struct sg_entry_sighting *s)
{
    static const char *const how[SG_ENTRY_WHERES] = {
        [SG_IN_POST_LINK] = "It holds a link to ",
        [SG_IN_MAIL_LINK] = "It holds a link to ",
        [SG_IN_SENDER] = "It was sent from an address at ",
        [SG_IN_REPLY_TO] = "It asks for answers to an address at ",
        [SG_IN_RECIPIENT] = "It was addressed to somebody at ",
        [SG_IN_RECEIVED] = "It passed a server named ",
        [SG_IN_DOCUMENT_LINK] = "It holds a link to ",
        [SG_IN_FILE] = "It has the SHA-256 ",
        [SG_IN_RETURN_PATH] = "Its envelope names a sender at ",
        [SG_IN_SIGNER] = "A signature on it is in the name of ",
    };
    sg_buf_text(out, how[s->where]);
    struct sg_str host = entry_host_of(s->value);
    sg_auto_buf text = { 0 };
    sg_buf_str(&text, host);
    say_name(out, sg_buf_cstr(&text) ? sg_buf_cstr(&text) : "");
    sg_buf_owe(out, &text);
}

/* "by j…@example.org", "by @name on twitter"; accounts stay out of what leaves the case. */
static void say_by(const struct telling *t, struct sg_buf *out, const struct sg_entry_sighting *s)
{
    if (*s->platform) {
        sg_buf_text(out, " by ");
        if (t->o->is_masked || !*s->by)
            sg_buf_text(out, "an account");
        else
            say_name(out, s->by);
        sg_buf_text(out, " on ");
        say_name(out, s->platform);
    } else if (*s->by) {
        sg_buf_text(out, " by ");
        say_evidence(t, out, s->by);
    }
}

static void say_period(const struct telling *t, struct sg_buf *out, uint32_t period)
{
    if (period == SG_NO_INDEX) return;
    const struct sg_story_period *p = &t->e->periods[period];
    sg_buf_text(out, " In the calendar: ");
    say_evidence(t, out, p->name);
    sg_buf_text(out, " (");
    sg_say_date(out, p->from);
    sg_buf_text(out, " to ");
    sg_say_date(out, p->to);
    sg_buf_text(out, ").");
}

/* Who got it, when in the calendar, and what it is called. */
static void say_rest(const struct telling *t, struct sg_buf *out, const struct sg_entry_sighting *s)
{
    if (s->n_recipients) {
        sg_buf_text(out, " It was addressed to ");
        sg_say_many(out, (int64_t)s->n_recipients, "recipient", "recipients");
        sg_buf_char(out, '.');
    }
    say_period(t, out, s->period);
    if (t->o->with_content && *s->title) {
        sg_buf_text(out, sg_entry_is_in_mail(s->where) ? " Its subject: “" : " Its title: “");
        say_masked(t, out, s->title, mask_text);
        sg_buf_text(out, "”.");
    }
}

static const char *bearer(enum sg_entry_where where)
{
    if (sg_entry_is_in_mail(where)) return "mail";
    if (where == SG_IN_POST_LINK) return "post";
    return where == SG_IN_DOCUMENT_LINK ? "document" : "file";
}

/* ---- how they may have got in ---- */

static void say_shown(struct sg_buf *out, const struct sg_entry_name *name)
{
    sg_buf_text(out, " (shown as ");
    say_name(out, name->shown);
    sg_buf_char(out, ')');
}

static void earliest_name(struct telling *t, const struct sg_entry_name *name, const struct sg_entry_sighting *s)
{
    const char *imitated = t->e->settings.names[name->look.protected_name].domain;
    sg_auto_buf w = { 0 };
    sg_buf_printf(&w, "The earliest %s here that carries a look-alike is of ", bearer(s->where));
    say_when(&w, s);
    sg_buf_text(&w, ". ");
    say_carried(&w, s);
    if (strcmp(name->host, name->shown) != 0 && sg_str_is(entry_host_of(s->value), name->host)) say_shown(&w, name);
    sg_buf_text(&w, ", which imitates ");
    say_name(&w, imitated);
    sg_buf_text(&w, ": ");
    lookalike_say_steps(&name->look, imitated, &w);
    sg_buf_char(&w, '.');
    say_rest(t, &w, s);
    end_words(t, PAGE_PLAIN, &w);
}

static void earliest_match(struct telling *t, const struct sg_entry_match *m, const struct sg_entry_sighting *s)
{
    sg_auto_buf w = { 0 };
    sg_buf_printf(&w, "The earliest %s here that carries an indicator is of ", bearer(s->where));
    say_when(&w, s);
    sg_buf_text(&w, ". ");
    say_carried(&w, s);
    sg_buf_text(&w, ", which is listed in ");
    say_evidence(t, &w, t->e->feeds[m->indicator.feed].file);
    if (*m->indicator.label) {
        sg_buf_text(&w, ": “");
        say_evidence(t, &w, m->indicator.label);
        sg_buf_text(&w, "”");
    }
    sg_buf_char(&w, '.');
    say_rest(t, &w, s);
    end_words(t, PAGE_PLAIN, &w);
}

static bool is_earlier(const struct sg_entry_sighting *a, const struct sg_entry_sighting *b)
{
    if (time_of(a) == SG_TIME_NONE) return false;
    return time_of(b) == SG_TIME_NONE || time_of(a) < time_of(b);
}

/* The earliest of n sightings that lies in a mail, or with `anywhere` at all; unknown times come last. */
static const struct sg_entry_sighting *earlier(const struct sg_entry_sighting *best,
                                               const struct sg_entry_sighting *all, uint32_t n, bool anywhere)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!anywhere && !sg_entry_is_in_mail(all[i].where)) continue;
        if (!best || is_earlier(&all[i], best)) best = &all[i];
    }
    return best;
}

static void no_mail(struct telling *t, const char *what)
{
    sg_auto_buf w = { 0 };
    if (t->e->totals.mails) {
        sg_buf_text(&w, "Of ");
        sg_say_many(&w, (int64_t)t->e->totals.mails, "mail", "mails");
        sg_buf_printf(&w, ", none carries %s.", what);
    } else
        sg_buf_printf(&w, "This case holds no mail that could carry %s.", what);
    end_words(t, PAGE_PLAIN, &w);
}

static void in_by_names(struct telling *t)
{
    const struct sg_entry *e = t->e;
    if (e->first_mail != SG_NO_INDEX && entry_first_mail_place(&e->names[e->first_mail]) != SG_NO_INDEX) {
        earliest_name(t, &e->names[e->first_mail], &e->sightings[e->names[e->first_mail].first_mail]);
        return;
    }
    no_mail(t, "a look-alike of a protected name");
    const struct sg_entry_sighting *best = NULL;
    const struct sg_entry_name *of = NULL;
    for (size_t i = 0; i < e->n_names; i++) {
        const struct sg_entry_name *n = &e->names[i];
        const struct sg_entry_sighting *next = earlier(best, e->sightings + n->first_sighting, n->n_sightings, true);
        if (next != best) of = n;
        best = next;
    }
    if (best) earliest_name(t, of, best);
}

static void no_indicator(struct telling *t)
{
    sg_auto_buf w = { 0 };
    uint64_t n = t->e->totals.indicators;
    if (n == 1)
        sg_buf_text(&w, "The one indicator of the feeds does not occur in this case.");
    else {
        sg_buf_text(&w, "None of the ");
        sg_say_count(&w, (int64_t)n);
        sg_buf_text(&w, " indicators of the feeds occurs in this case.");
    }
    end_words(t, PAGE_PLAIN, &w);
}

static void in_by_matches(struct telling *t)
{
    const struct sg_entry *e = t->e;
    bool anywhere = false;
    const struct sg_entry_sighting *best = NULL;
    const struct sg_entry_match *of = NULL;
    if (!e->n_matches) {
        no_indicator(t);
        return;
    }
    for (int round = 0; round < 2 && !best; round++, anywhere = true) {
        if (anywhere) no_mail(t, "an indicator");
        for (size_t i = 0; i < e->n_matches; i++) {
            const struct sg_entry_match *m = &e->matches[i];
            const struct sg_entry_sighting *next =
                earlier(best, e->sightings + m->first_sighting, m->n_sightings, anywhere);
            if (next != best) of = m;
            best = next;
        }
    }
    if (best) earliest_match(t, of, best);
}

static void how_they_got_in(struct telling *t)
{
    const struct sg_entry *e = t->e;
    report_page_head(&t->page, "How did they get in?");
    if (e->settings.n_names) in_by_names(t);
    if (e->n_feeds) in_by_matches(t);
    report_page_say(
        &t->page, PAGE_FAINT,
        "This does not show that anybody was taken in, or who is behind it. The earliest is the earliest of "
        "what lies in this case; a name that looks like another one may have an honest owner, and an "
        "indicator is as good as its feed.");
    report_page_end(&t->page);
}

/* ---- names and indicators ---- */

static void carriers(struct telling *t, const uint64_t n[static SG_ENTRY_WHERES])
{
    static const char *const words[SG_ENTRY_WHERES] = {
        [SG_IN_POST_LINK] = "links of posts",
        [SG_IN_MAIL_LINK] = "links of mails",
        [SG_IN_SENDER] = "senders",
        [SG_IN_REPLY_TO] = "addresses for answers",
        [SG_IN_RECIPIENT] = "recipients",
        [SG_IN_RECEIVED] = "servers on the way",
        [SG_IN_DOCUMENT_LINK] = "links of documents",
        [SG_IN_FILE] = "files",
        [SG_IN_RETURN_PATH] = "senders of envelopes",
        [SG_IN_SIGNER] = "domains that sign",
    };
    sg_auto_buf w = { 0 };
    const char *before = "Found in: ";
    for (int where = 0; where < SG_ENTRY_WHERES; where++) {
        if (!n[where]) continue;
        sg_buf_printf(&w, "%s%s ", before, words[where]);
        sg_say_count(&w, (int64_t)n[where]);
        before = ", ";
    }
    if (!w.len && !w.failed) return;
    sg_buf_char(&w, '.');
    report_page_indent(&t->page, 4);
    end_words(t, PAGE_PLAIN, &w);
}

static void first_seen(struct telling *t, uint32_t first, uint32_t n)
{
    if (!n) return;
    const struct sg_entry_sighting *s = &t->e->sightings[first];
    sg_auto_buf w = { 0 };
    sg_buf_text(&w, time_of(s) == SG_TIME_NONE ? "First seen at " : "First seen on ");
    say_when(&w, s);
    sg_buf_printf(&w, " in a %s", bearer(s->where));
    say_by(t, &w, s);
    sg_buf_char(&w, '.');
    report_page_indent(&t->page, 4);
    end_words(t, PAGE_PLAIN, &w);
}

static size_t most(const struct telling *t, size_t n)
{
    return t->o->max_list && n > t->o->max_list ? t->o->max_list : n;
}

static void name(struct telling *t, const struct sg_entry_name *n)
{
    const char *imitated = t->e->settings.names[n->look.protected_name].domain;
    sg_auto_buf w = { 0 };
    report_page_indent(&t->page, 2);
    report_page_sayf(&t->page, n->look.severity == SG_HIGH ? PAGE_ALERT : PAGE_BOLD, "%s",
                     sg_severity_names[n->look.severity]);
    sg_buf_text(&w, "  ");
    say_name(&w, n->domain);
    if (strcmp(n->host, n->shown) != 0)
        say_shown(&w, n);
    else if (strcmp(n->host, n->domain) != 0) {
        sg_buf_text(&w, " (as ");
        say_name(&w, n->host);
        sg_buf_char(&w, ')');
    }
    sg_buf_text(&w, " looks like ");
    say_name(&w, imitated);
    end_words(t, PAGE_PLAIN, &w);
    report_page_indent(&t->page, 4);
    sg_lookalike_reason(&n->look, imitated, &w);
    end_words(t, PAGE_PLAIN, &w);
    carriers(t, n->n);
    first_seen(t, n->first_sighting, n->n_sightings);
}

/* "212 names look like protected ones: 40 high, 172 medium" */
static void head_of_names(struct telling *t)
{
    const struct sg_entry *e = t->e;
    sg_auto_buf w = { 0 };
    sg_say_many(&w, (int64_t)e->n_names, "name looks like a protected one", "names look like protected ones");
    const char *before = ": ";
    for (int severity = SG_HIGH; severity > SG_NOTE; severity--) {
        int64_t n = 0;
        for (size_t i = 0; i < e->n_names; i++)
            n += (int)e->names[i].look.severity == severity;
        if (!n) continue;
        sg_buf_text(&w, before);
        sg_say_count(&w, n);
        sg_buf_printf(&w, " %s", sg_severity_names[severity]);
        before = ", ";
    }
    report_page_head(&t->page, sg_buf_cstr(&w) ? sg_buf_cstr(&w) : "");
    sg_buf_owe(t->page.out, &w);
}

static void names(struct telling *t)
{
    const struct sg_entry *e = t->e;
    if (!e->n_names) return;
    head_of_names(t);
    for (size_t i = 0; i < most(t, e->n_names); i++)
        name(t, &e->names[i]);
    if (most(t, e->n_names) < e->n_names) report_page_and_more(&t->page, e->n_names - most(t, e->n_names));
    report_page_indent(&t->page, 0);
}

static void match(struct telling *t, const struct sg_entry_match *m)
{
    const struct sg_indicator *i = &m->indicator;
    sg_auto_buf w = { 0 }, value = { 0 };
    report_page_indent(&t->page, 2);
    report_page_sayf(&t->page, PAGE_BOLD, "%s", sg_indicator_kind_names[i->kind]);
    entry_put_value(&value, i->value, t->o->with_content && !t->o->is_masked, t->o->is_masked);
    sg_buf_text(&w, "  ");
    say_name(&w, sg_buf_cstr(&value) ? sg_buf_cstr(&value) : "");
    sg_buf_owe(&w, &value);
    end_words(t, PAGE_PLAIN, &w);
    report_page_indent(&t->page, 4);
    sg_buf_text(&w, "Listed in ");
    say_evidence(t, &w, t->e->feeds[i->feed].file);
    if (*i->author) {
        sg_buf_text(&w, " by ");
        say_evidence(t, &w, i->author);
    }
    if (*i->label) {
        sg_buf_text(&w, ": “");
        say_evidence(t, &w, i->label);
        sg_buf_text(&w, "”");
    }
    sg_buf_char(&w, '.');
    if (m->is_before_valid) sg_buf_text(&w, " First seen outside of the time for which the feed calls it valid.");
    end_words(t, PAGE_PLAIN, &w);
    carriers(t, m->n);
    first_seen(t, m->first_sighting, m->n_sightings);
}

static void matches(struct telling *t)
{
    const struct sg_entry *e = t->e;
    if (!e->n_matches) return;
    report_page_head(&t->page, "Indicators found");
    for (size_t i = 0; i < most(t, e->n_matches); i++)
        match(t, &e->matches[i]);
    if (most(t, e->n_matches) < e->n_matches) report_page_and_more(&t->page, e->n_matches - most(t, e->n_matches));
    report_page_indent(&t->page, 0);
}

/* ---- what was looked through ---- */

static void looked_through(struct telling *t)
{
    const struct sg_entry *e = t->e;
    sg_auto_buf w = { 0 };
    report_page_head(&t->page, "What was looked through");
    sg_say_many(&w, (int64_t)e->totals.posts, "post", "posts");
    sg_buf_text(&w, ", ");
    sg_say_many(&w, (int64_t)e->totals.mails, "mail", "mails");
    sg_buf_text(&w, " and ");
    sg_say_many(&w, (int64_t)e->totals.documents, "document", "documents");
    sg_buf_text(&w, ", with ");
    sg_say_many(&w, (int64_t)e->totals.hosts, "different host", "different hosts");
    if (e->settings.n_names) {
        sg_buf_text(&w, ", of which ");
        sg_say_count(&w, (int64_t)e->totals.own);
        sg_buf_text(&w, e->totals.own == 1 ? " is protected or allowed" : " are protected or allowed");
    }
    if (e->totals.unreadable) {
        sg_buf_text(&w, "; ");
        sg_say_many(&w, (int64_t)e->totals.unreadable, "is no readable name", "are no readable names");
    }
    sg_buf_char(&w, '.');
    if (e->totals.below) {
        sg_buf_char(&w, ' ');
        sg_say_many(&w, (int64_t)e->totals.below, "name", "names");
        sg_buf_printf(&w, " below %s %s not told%s.", sg_severity_names[e->settings.least],
                      e->totals.below == 1 ? "is" : "are",
                      e->settings.least > SG_LOW ? " (--severity low tells of more)" : "");
    }
    end_words(t, PAGE_PLAIN, &w);
}

static void listed(struct telling *t, const char *title, size_t n,
                   const char *(*at)(const struct sg_entry *e, size_t i))
{
    if (!n) return;
    sg_auto_buf w = { 0 };
    sg_buf_text(&w, title);
    for (size_t i = 0; i < most(t, n); i++) {
        sg_buf_text(&w, i ? ", " : "");
        say_name(&w, at(t->e, i));
    }
    if (most(t, n) < n) sg_buf_printf(&w, " and %zu more", n - most(t, n));
    sg_buf_char(&w, '.');
    end_words(t, PAGE_PLAIN, &w);
}

static const char *protected_at(const struct sg_entry *e, size_t i)
{
    return e->settings.names[i].domain;
}

static const char *allowed_at(const struct sg_entry *e, size_t i)
{
    return e->settings.allowed[i];
}

static void feeds(struct telling *t)
{
    for (size_t i = 0; i < t->e->n_feeds; i++) {
        const struct sg_indicator_feed *f = &t->e->feeds[i];
        sg_auto_buf w = { 0 };
        sg_buf_text(&w, "Feed ");
        say_evidence(t, &w, f->file);
        sg_buf_text(&w, " (");
        say_name(&w, f->format);
        sg_buf_text(&w, "): ");
        sg_say_many(&w, (int64_t)f->n, "indicator", "indicators");
        if (f->n_other) {
            sg_buf_text(&w, "; ");
            sg_say_count(&w, (int64_t)f->n_other);
            sg_buf_text(&w, " of kinds that nothing here can match: ");
            say_name(&w, f->other_kinds);
        }
        if (f->n_rejected) {
            sg_buf_text(&w, "; ");
            sg_say_count(&w, (int64_t)f->n_rejected);
            sg_buf_text(&w, " could not be read");
        }
        sg_buf_char(&w, '.');
        end_words(t, PAGE_PLAIN, &w);
    }
}

enum sg_code sg_report_entry_text(const struct sg_entry *e, const struct sg_entry_report_options *o, struct sg_buf *out,
                                  struct sg_err *err)
{
    struct telling t = { .page = { .out = out, .columns = o->columns ? o->columns : 80, .color = o->color },
                         .e = e,
                         .o = o };
    enum sg_code code = hide_accounts(&t, err);
    if (code == SG_OK) {
        how_they_got_in(&t);
        names(&t);
        matches(&t);
        looked_through(&t);
        listed(&t, "Protected: ", e->settings.n_names, protected_at);
        listed(&t, "Never flagged, with all that lies below: ", e->settings.n_allowed, allowed_at);
        feeds(&t);
        code = sg_buf_check(out, err);
    }
    report_page_release(&t.page);
    mask_release(&t.accounts);
    return code;
}
