/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What origin and map begin with. */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "trace/trace.h"

static void show_progress(void *ctx, const char *step, uint64_t rows)
{
    progress_show(ctx, step, 0, 0, rows);
}

enum sg_code story_load(struct context *ctx, struct sg_str query, const struct story_request *request,
                        struct sg_story **ret, struct sg_err *err)
{
    struct sg_origin_options options;
    sg_origin_options_default(&options);
    options.to = request->to;
    options.with_text = request->with_text;
    options.with_inferred = !request->no_inferred;
    if (request->window) options.same_text_window = options.co_object_window = request->window;
    struct sg_story_period *calendar = NULL;
    SG_TRY(sg_origin_calendar(ctx->kase, &calendar, err));
    options.calendar = calendar;
    options.n_calendar = ctx->kase->n_calendar;
    struct progress progress;
    progress_init(&progress, &ctx->term);
    options.progress = show_progress;
    options.progress_ctx = &progress;
    enum sg_code code = sg_origin(ctx->store, query, &options, ret, err);
    progress_clear(&progress);
    free(calendar);
    return code;
}

void story_note(struct sg_json_out *j, const struct story_request *r)
{
    if (r->to) sg_json_ktext(j, "to", r->to);
    sg_json_kbool(j, "inferred", !r->no_inferred);
    if (r->window) sg_json_kdouble(j, "window_seconds", (double)r->window / 1e6);
    sg_json_kbool(j, "text", r->with_text);
}
