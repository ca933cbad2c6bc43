/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/entry_answer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cli/finding.h"
#include "cli/progress.h"
#include "report/lookalike.h"

/* ---- the kept one ---- */

enum sg_code entry_kept(struct context *ctx, const char *action, struct sg_entry **ret, uint64_t *ret_stale,
                        struct sg_err *err)
{
    sg_auto_findings kept = { 0 };
    *ret = NULL;
    *ret_stale = 0;
    SG_TRY(sg_case_findings(ctx->kase, action, finding_passed_over, ctx, &kept, err));
    for (size_t i = 0; i < kept.n && !*ret; i++) {
        sg_auto_buf bytes = { 0 };
        SG_TRY(sg_fs_read(kept.items[i].path, SG_FINDING_BYTES, &bytes, err));
        struct sg_err why;
        if (sg_report_entry_read(sg_buf_view(&bytes), sg_path_name(kept.items[i].path), ret, &why) != SG_OK) {
            char text[sizeof why.text];
            snprintf(text, sizeof text, "%.400s: it is passed over; \"sillage %s\" writes it anew", why.text, action);
            finding_passed_over(ctx, text);
            continue;
        }
        *ret_stale = kept.items[i].n_sources_after;
    }
    return SG_OK;
}

/* ---- a new one ---- */

static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    char name[64];
    if (total)
        snprintf(name, sizeof name, "%s: %u%%", what, (unsigned)((double)done * 100 / (double)total));
    else
        snprintf(name, sizeof name, "%s", what);
    progress_show(ctx, name, 0, 0, 0);
}

enum sg_code entry_find(struct context *ctx, struct sg_entry_options *o, struct sg_entry **ret, struct sg_err *err)
{
    const struct sg_case *c = ctx->kase;
    struct sg_story_period *periods = calloc(c->n_calendar + 1, sizeof *periods);
    if (!periods) return sg_fail_nomem(err, "the calendar");
    for (size_t i = 0; i < c->n_calendar; i++)
        periods[i] = (struct sg_story_period){ c->calendar[i].name, c->calendar[i].from, c->calendar[i].to };
    struct progress progress;
    progress_init(&progress, &ctx->term);
    o->periods = periods;
    o->n_periods = c->n_calendar;
    o->progress = show_progress;
    o->ctx = &progress;
    enum sg_code code = sg_entry_find(ctx->store, o, ret, err);
    progress_clear(&progress);
    o->periods = NULL;
    free(periods);
    return code;
}

/* ---- keeping it ---- */

static void note(struct sg_json_out *j, const void *settings)
{
    const struct sg_entry *e = settings;
    if (e->settings.n_names) {
        sg_json_key(j, "protected");
        sg_json_array(j);
        for (size_t i = 0; i < e->settings.n_names; i++) {
            const struct sg_entry_protected *name = &e->settings.names[i];
            sg_json_object(j);
            sg_json_ktext(j, "domain", name->domain);
            if (*name->aliases) sg_json_ktext(j, "aliases", name->aliases);
            if (*name->brands) sg_json_ktext(j, "brands", name->brands);
            sg_json_object_end(j);
        }
        sg_json_array_end(j);
        sg_json_key(j, "allowed");
        sg_json_array(j);
        for (size_t i = 0; i < e->settings.n_allowed; i++)
            sg_json_text(j, e->settings.allowed[i]);
        sg_json_array_end(j);
        sg_json_ktext(j, "severity", sg_severity_names[e->settings.least]);
    }
    if (*e->settings.list_sha256) sg_json_ktext(j, "list_sha256", e->settings.list_sha256);
    if (!e->n_feeds) return;
    sg_json_key(j, "feeds");
    sg_json_array(j);
    for (size_t i = 0; i < e->n_feeds; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "file", e->feeds[i].file);
        sg_json_ktext(j, "sha256", e->feeds[i].sha256);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

enum sg_code entry_keep(struct context *ctx, const char *action, const struct sg_entry *e, struct sg_buf *ret_document,
                        struct sg_err *err)
{
    const struct sg_entry_report_options all = { .with_content = true };
    SG_TRY(sg_report_entry_json(e, &all, ret_document, err));
    return finding_keep(ctx, action, action, note, e, sg_buf_view(ret_document), err);
}
