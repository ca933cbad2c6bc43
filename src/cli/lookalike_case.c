/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lookalike` inside a case: every name that its posts, mails and documents carry. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "cli/entry_answer.h"
#include "cli/finding.h"
#include "cli/lookalike.h"
#include "cli/page.h"
#include "report/lookalike.h"

enum { CASE_ROWS = 50 };

/* ---- the list that the case was asked with before ---- */

static enum sg_code add_words(struct sg_protected *p, size_t name, const char *words,
                              enum sg_code (*add)(struct sg_protected *p, size_t name, struct sg_str word,
                                                  struct sg_err *err),
                              struct sg_err *err)
{
    for (const char *at = words; *at;) {
        size_t len = strcspn(at, " ");
        if (len) SG_TRY(add(p, name, sg_str_n(at, len), err));
        at += len + (at[len] == ' ');
    }
    return SG_OK;
}

static enum sg_code take_over(const struct sg_entry *e, struct sg_protected *p, struct sg_err *err)
{
    for (size_t i = 0; i < e->settings.n_names; i++) {
        const struct sg_entry_protected *name = &e->settings.names[i];
        SG_TRY(sg_protected_add(p, sg_str(name->domain), err));
        SG_TRY(add_words(p, p->n - 1, name->aliases, sg_protected_alias, err));
        SG_TRY(add_words(p, p->n - 1, name->brands, sg_protected_brand, err));
    }
    for (size_t i = 0; i < e->settings.n_allowed; i++)
        SG_TRY(sg_protected_allow(p, sg_str(e->settings.allowed[i]), err));
    return SG_OK;
}

static void tell_last(const struct sg_protected *p)
{
    enum { NAMED = 5 };
    sg_auto_buf line = { 0 };
    for (size_t i = 0; i < p->n && i < NAMED; i++)
        sg_buf_printf(&line, "%s%s", i ? ", " : "", p->names[i].domain);
    if (p->n > NAMED) sg_buf_printf(&line, " and %zu more", p->n - NAMED);
    const char *text = sg_buf_cstr(&line);
    say("the names of the last time are protected: %s", text ? text : "");
}

/* Nothing was named: what was protected the last time is. */
static enum sg_code last_names(struct context *ctx, struct sg_protected *p, struct sg_err *err)
{
    struct sg_entry *kept = NULL;
    uint64_t stale;
    SG_TRY(entry_kept(ctx, "lookalike", &kept, &stale, err));
    if (!kept)
        return sg_fail(
            err, SG_EUSAGE,
            "which names are imitated? Give the protected domains, or --protect FILE: sillage lookalike example.org");
    enum sg_code code = take_over(kept, p, err);
    if (code == SG_OK && !ctx->term.is_quiet) tell_last(p);
    sg_entry_free(kept);
    return code;
}

/* ---- asking ---- */

static enum sg_code find(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                         struct sg_str list, struct sg_entry **ret, struct sg_err *err)
{
    char hex[SG_SHA256_HEX] = "";
    struct sg_entry_options o = { .names = p, .least = lookalike_least(v) };
    if (v->protect) {
        SG_TRY(sg_sha256_of(list.data, list.len, hex, err));
        SG_TRY(finding_keep_input(ctx, "protected", "txt", list, err));
        o.list = sg_path_name(v->protect);
        o.list_sha256 = hex;
    }
    return entry_find(ctx, &o, ret, err);
}

/* ---- telling ---- */

static sg_time time_of(const struct sg_entry *e, uint32_t sighting)
{
    const struct sg_entry_sighting *s = &e->sightings[sighting];
    return s->received != SG_TIME_NONE ? s->received : s->time;
}

/* The name that the earliest mail carries, of medium severity and above; SG_NO_INDEX: none does. */
static uint32_t first_mail(const struct sg_entry *e, enum sg_severity least)
{
    uint32_t found = SG_NO_INDEX;
    for (size_t i = 0; i < e->n_names; i++) {
        const struct sg_entry_name *name = &e->names[i];
        if (name->first_mail == SG_NO_INDEX || name->look.severity < least) continue;
        sg_time at = time_of(e, name->first_mail), best = SG_TIME_NONE;
        if (found != SG_NO_INDEX) best = time_of(e, e->names[found].first_mail);
        if (found == SG_NO_INDEX || (at != SG_TIME_NONE && (best == SG_TIME_NONE || at < best))) found = (uint32_t)i;
    }
    return found;
}

/* Leaves what was told before out. */
static enum sg_code keep_new(struct sg_entry *e, struct lookalike_news *news, struct sg_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_names; i++) {
        const struct sg_entry_name *name = &e->names[i];
        bool is_new;
        SG_TRY(lookalike_news_take(news, sg_str(name->host), e->settings.names[name->look.protected_name].domain,
                                   &is_new, err));
        if (is_new) e->names[n++] = *name;
    }
    if (n == e->n_names) return SG_OK;
    e->n_names = n;
    e->first_mail = first_mail(e, SG_MEDIUM);
    if (e->first_mail == SG_NO_INDEX) e->first_mail = first_mail(e, SG_LOW);
    return SG_OK;
}

/* The answer is of the new names alone then, and says so. */
static void tell_old(const struct context *ctx, const struct lookalike_values *v, const struct lookalike_news *news)
{
    sg_auto_buf line = { 0 };
    if (!news->seen || !news->n_old) return;
    if (news->n_new) {
        sg_buf_text(&line, "New names alone: ");
        page_count(&line, news->n_old, "name that was told before is", "names that were told before are");
        sg_buf_text(&line, " left out.\n");
        if (!v->json) out_write(sg_buf_view(&line));
        return;
    }
    page_count(&line, news->n_old, "name was", "names were");
    const char *text = sg_buf_cstr(&line);
    if (text && !ctx->term.is_quiet) say("nothing new: %s told before", text);
}

static enum sg_code tell(struct context *ctx, const struct lookalike_values *v, const struct sg_entry *e,
                         struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    const struct sg_entry_report_options o = { .with_content = true,
                                               .max_list = v->limit ? v->limit : CASE_ROWS,
                                               .color = ctx->term.color,
                                               .columns = ctx->term.columns };
    SG_TRY(v->json ? sg_report_entry_lines(e, &o, &out, err) : sg_report_entry_text(e, &o, &out, err));
    out_write(sg_buf_view(&out));
    if (!v->json && !ctx->term.is_quiet)
        say("kept in the case; next: sillage report -o report.html, sillage export --format stix -o names.json");
    return SG_OK;
}

static enum sg_code answer(struct context *ctx, const struct lookalike_values *v, struct sg_entry *e,
                           struct sg_err *err)
{
    sg_auto_buf document = { 0 };
    auto_news news = { 0 };
    SG_TRY(lookalike_news_open(v, &news, err));
    SG_TRY(entry_keep(ctx, "lookalike", e, &document, err));
    if (v->new_since) SG_TRY(keep_new(e, &news, err));
    tell_old(ctx, v, &news);
    if (news.n_new || !news.n_old) SG_TRY(tell(ctx, v, e, err));
    return lookalike_news_close(ctx, &news, err);
}

enum sg_code lookalike_in_case(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                               struct sg_str list, struct sg_err *err)
{
    struct sg_protected *last = NULL;
    struct sg_entry *e = NULL;
    enum sg_code code = SG_OK;
    if (!p->n) {
        SG_TRY(sg_protected_new(&last, err));
        code = last_names(ctx, last, err);
    }
    if (code == SG_OK) code = find(ctx, v, p->n ? p : last, list, &e, err);
    if (code == SG_OK) code = answer(ctx, v, e, err);
    sg_entry_free(e);
    sg_protected_free(last);
    return code;
}
