/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/adding.h"

#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/page.h"

void adding_begin(struct adding *a, struct context *ctx, bool is_json, const char *list)
{
    *a = (struct adding){ .ctx = ctx, .is_json = is_json };
    progress_init(&a->progress, &ctx->term);
    if (!is_json) return;
    a->j = sg_json_out(&a->out, true);
    sg_json_object(&a->j);
    sg_json_key(&a->j, list);
    sg_json_array(&a->j);
}

void adding_progress(void *adding, const char *name, uint64_t done, uint64_t total, uint64_t rows)
{
    struct adding *a = adding;
    progress_show(&a->progress, name, done, total, rows);
}

/* ---- what became of one path ---- */

void adding_json_begin(struct adding *a, const struct adding_outcome *o)
{
    struct sg_json_out *j = &a->j;
    sg_json_object(j);
    sg_json_ktext(j, "path", o->path);
    sg_json_ktext(j, "state",
                  o->is_known     ? "known"
                  : o->error[0]   ? "ended early"
                  : o->is_resumed ? "completed"
                                  : "added");
    sg_json_ktext(j, "sha256", o->sha256);
    sg_json_ktext(j, "format", o->format);
    sg_json_ku64(j, "bytes", o->bytes);
}

void adding_json_end(struct adding *a, const struct adding_outcome *o)
{
    sg_json_ktext(&a->j, "rejects", o->rejects_path[0] ? o->rejects_path : NULL);
    sg_json_ktext(&a->j, "error", o->error[0] ? o->error : NULL);
    sg_json_object_end(&a->j);
}

void adding_line_begin(const struct adding_outcome *o, struct sg_buf *line)
{
    sg_escape_terminal(line, sg_str(o->path));
    sg_buf_text(line, o->is_known     ? ": nothing added, it is in the case already ("
                      : o->is_resumed ? ": completed, an earlier adding had been cut off: "
                                      : ": ");
}

void adding_line_rejects(const struct adding *a, const struct adding_outcome *o, struct sg_buf *line)
{
    sg_buf_text(line, ", see ");
    sg_escape_terminal(line, sg_str(a->ctx->kase->folder));
    sg_buf_printf(line, "/%s", o->rejects_path);
}

void adding_tell(struct adding *a, const struct adding_outcome *o, struct sg_buf *line)
{
    a->n_rejected += o->rejected;
    a->n_known += o->is_known;
    a->n_failed += o->error[0] != '\0';
    progress_clear(&a->progress);
    if (!a->is_json) {
        sg_buf_char(line, '\n');
        out_write(sg_buf_view(line));
    }
    /* Said for what is known too: it holds less than the file should have given. */
    if (o->error[0]) say("%s ended early: %s", o->path, o->error);
}

void adding_failure_json(struct adding *a, const char *path, const char *state, const char *text)
{
    sg_json_object(&a->j);
    sg_json_ktext(&a->j, "path", path);
    sg_json_ktext(&a->j, "state", state);
    sg_json_ktext(&a->j, "error", text);
    sg_json_object_end(&a->j);
}

void adding_failed(struct adding *a, const char *path, const char *name, const struct sg_err *err)
{
    a->n_failed++;
    progress_clear(&a->progress);
    if (a->is_json) adding_failure_json(a, path, "failed", err->text);
    if (strstr(err->text, sg_path_name(name))) /* most sentences begin with the place */
        say("%s", err->text);
    else
        say("%s: %s", name, err->text);
}

/* ---- the end ---- */

void adding_totals(struct adding *a)
{
    sg_json_array_end(&a->j);
    sg_json_key(&a->j, "total");
    sg_json_object(&a->j);
}

enum sg_code adding_write_totals(struct adding *a, struct sg_err *err)
{
    if (a->is_json) {
        sg_json_ku64(&a->j, "known", a->n_known);
        sg_json_ku64(&a->j, "failed", a->n_failed);
        sg_json_object_end(&a->j);
        sg_json_object_end(&a->j);
    } else if (a->out.len) {
        if (a->n_known) sg_buf_printf(&a->out, " (%llu known already)", (unsigned long long)a->n_known);
        if (a->n_failed) sg_buf_printf(&a->out, ", %llu failed", (unsigned long long)a->n_failed);
    }
    if (a->out.len) sg_buf_char(&a->out, '\n');
    SG_TRY(sg_buf_check(&a->out, err));
    out_write(sg_buf_view(&a->out));
    return SG_OK;
}

void adding_end(struct adding *a, bool is_strict)
{
    sg_buf_release(&a->out);
    if (a->n_failed)
        a->ctx->status = EXIT_FAILED;
    else if (is_strict && a->n_rejected)
        a->ctx->status = EXIT_REJECTED;
}
