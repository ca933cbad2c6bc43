/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/entry_answer.h"

#include <stdlib.h>

#include "base/fs.h"
#include "cli/finding.h"
#include "cli/progress.h"
#include "report/lookalike.h"
#include "trace/trace.h"

/* ---- the kept one ---- */

static enum sg_code read_entry(struct sg_str json, const char *name, void *answer, struct sg_err *err)
{
    struct sg_entry **ret = answer;
    return sg_report_entry_read(json, name, ret, err);
}

enum sg_code entry_kept(struct context *ctx, const char *action, struct sg_entry **ret, uint64_t *ret_stale,
                        struct sg_err *err)
{
    *ret = NULL;
    *ret_stale = 0;
    return finding_newest(ctx, action, read_entry, ret, NULL, ret_stale, err);
}

/* ---- a new one ---- */

static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    progress_share(ctx, what, done, total, 0);
}

enum sg_code entry_find(struct context *ctx, struct sg_entry_options *o, struct sg_entry **ret, struct sg_err *err)
{
    struct sg_story_period *periods;
    SG_TRY(sg_origin_calendar(ctx->kase, &periods, err));
    struct progress progress;
    progress_init(&progress, &ctx->term);
    o->periods = periods;
    o->n_periods = ctx->kase->n_calendar;
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
