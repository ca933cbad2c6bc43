/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "json/json.h"

#define LOG_BYTES ((size_t)1 << 30)

struct values {
    bool json;
};

static const char *problem_name(enum sg_custody_problem problem)
{
    switch (problem) {
    case SG_CUSTODY_CHAIN:
        return "chain";
    case SG_CUSTODY_CHANGED:
        return "changed";
    case SG_CUSTODY_MISSING:
        return "missing";
    }
    return "unknown";
}

static void put_report_json(const struct sg_custody_report *r, struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_json_kbool(&j, "ok", r->n_findings == 0);
    sg_json_ku64(&j, "lines", r->lines);
    sg_json_ku64(&j, "sources", r->sources);
    sg_json_ktext(&j, "head", r->head);
    sg_json_key(&j, "findings");
    sg_json_array(&j);
    for (size_t i = 0; i < r->n_findings; i++) {
        const struct sg_custody_finding *f = &r->findings[i];
        sg_json_object(&j);
        sg_json_ktext(&j, "problem", problem_name(f->problem));
        sg_json_ku64(&j, "line", f->line);
        sg_json_ktext(&j, "path", f->path);
        sg_json_ktext(&j, "text", f->text);
        sg_json_object_end(&j);
    }
    sg_json_array_end(&j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

static void put_report(const struct context *ctx, const struct sg_custody_report *r, struct sg_buf *out)
{
    for (size_t i = 0; i < r->n_findings; i++) {
        const struct sg_custody_finding *f = &r->findings[i];
        sg_buf_printf(out, ctx->term.color ? "\033[1m%s\033[0m  " : "%s  ", problem_name(f->problem));
        sg_escape_terminal(out, sg_str(f->path));
        sg_buf_printf(out, " (custody.jsonl, line %" PRIu64 "): ", f->line);
        sg_escape_terminal(out, sg_str(f->text));
        sg_buf_char(out, '\n');
    }
    if (r->n_findings) {
        sg_buf_text(out, "The custody of this case is broken: ");
        page_count(out, r->n_findings, "finding", "findings");
    } else {
        sg_buf_text(out, "The custody of this case is whole");
    }
    sg_buf_text(out, "; ");
    page_count(out, r->lines, "line", "lines");
    sg_buf_text(out, " and ");
    page_count(out, r->sources, "source", "sources");
    sg_buf_printf(out, " were checked.\nHead of the chain: %s\n", r->head);
    if (!r->n_findings)
        sg_buf_text(out, "Keep the head elsewhere: with it, lines taken away from the end would be noticed too.\n");
}

static void show_progress(void *ctx, const char *path, uint64_t done, uint64_t total)
{
    progress_show(ctx, path, done, total, 0);
}

static enum sg_code verify(struct context *ctx, const struct values *v, struct sg_err *err)
{
    struct progress progress;
    progress_init(&progress, &ctx->term);
    const struct sg_custody_watch watch = { show_progress, &progress };
    struct sg_custody_report report;
    enum sg_code code = sg_custody_verify(ctx->kase, &watch, &report, err);
    progress_clear(&progress);
    if (code != SG_OK) return code;
    sg_auto_buf out = { 0 };
    if (v->json)
        put_report_json(&report, &out);
    else
        put_report(ctx, &report, &out);
    if (report.n_findings) ctx->status = EXIT_FAILED;
    sg_custody_report_release(&report);
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    return SG_OK;
}

/* ---- log ---- */

static void put_line(struct sg_json_parser *parser, struct sg_str line, struct page *page)
{
    struct sg_json doc;
    if (sg_json_parse(parser, line, &doc, NULL) != SG_OK) {
        page_cell(page, sg_str("?"));
        page_cell(page, sg_str(""));
        page_cell(page, sg_str(""));
        page_cell(page, sg_str("cannot be read"));
        page_cell(page, line);
        return;
    }
    char scratch[SG_JSON_SCALAR];
    sg_auto_buf details = { 0 };
    sg_json_minify(sg_json_get(doc, "details"), &details);
    page_cell(page, sg_json_scalar(sg_json_get(doc, "n"), scratch));
    page_cell(page, sg_json_string(sg_json_get(doc, "time")));
    page_cell(page, sg_json_string(sg_json_get(doc, "by")));
    page_cell(page, sg_json_string(sg_json_get(doc, "action")));
    page_cell(page, sg_buf_view(&details));
}

/* The lines as they are (JSON), or as a table. */
static enum sg_code put_log(struct context *ctx, const struct values *v, struct sg_str log,
                            struct sg_json_parser *parser, struct sg_buf *out, struct sg_err *err)
{
    static const struct page_column columns[] = { { "n", true, false },
                                                  { "time", false, false },
                                                  { "by", false, false },
                                                  { "action", false, false },
                                                  { "details", false, true } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    struct sg_json_out j = sg_json_out(out, true);
    if (v->json) {
        sg_json_object(&j);
        sg_json_key(&j, "entries");
        sg_json_array(&j);
    }
    while (log.len) {
        const char *newline = memchr(log.data, '\n', log.len);
        struct sg_str line = { log.data, newline ? (size_t)(newline - log.data) : log.len };
        log = sg_str_n(log.data + line.len + (newline != NULL), log.len - line.len - (newline != NULL));
        struct sg_json doc;
        if (!v->json)
            put_line(parser, line, &page);
        else if (sg_json_parse(parser, line, &doc, NULL) == SG_OK)
            sg_json_raw(&j, line);
        else
            sg_json_str(&j, line); /* not readable: as text, so that the document stays one */
    }
    if (!v->json) return page_print(&page, ctx->term.columns, ctx->term.color, out, err);
    sg_json_array_end(&j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}

static enum sg_code show_log(struct context *ctx, const struct values *v, struct sg_err *err)
{
    sg_auto_char path = sg_case_path(ctx->kase, "custody.jsonl");
    if (!path) return sg_fail_nomem(err, "the custody log");
    sg_auto_buf log = { 0 }, out = { 0 };
    SG_TRY(sg_fs_read(path, LOG_BYTES, &log, err));
    struct sg_json_parser *parser;
    SG_TRY(sg_json_parser_new(&parser, err));
    enum sg_code code = put_log(ctx, v, sg_buf_view(&log), parser, &out, err);
    sg_json_parser_free(parser);
    if (code == SG_OK) out_write(sg_buf_view(&out));
    return code;
}

static enum sg_code run_custody(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args;
    if (strcmp(args[0], "verify") == 0) return verify(ctx, values, err);
    if (strcmp(args[0], "log") == 0) return show_log(ctx, values, err);
    return sg_fail(err, SG_EUSAGE, "custody knows verify and log, not \"%s\"", args[0]);
}

static const struct option_row options[] = {
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "custody verify [--json]", "custody log [--json]", NULL };
static const char *const description[] = {
    "Each line of custody.jsonl says who added or ran what, and carries the SHA-256 of the line before it. verify "
    "reads the "
    "whole chain and every source file again, and names each line that was edited and each file that changed or is "
    "gone; it "
    "ends with status 1 when there is any. log shows the entries.",
    "The chain cannot tell that lines were taken away from its end: keep its head, which verify prints, in another "
    "place.",
    NULL,
};
static const struct example examples[] = {
    { "sillage custody verify", "Checks that the evidence is still what was added." },
    { "sillage custody log", "Shows what was done in this case, by whom and when." },
    { NULL, NULL },
};
const struct command command_custody = {
    .name = "custody",
    .summary = "check that the evidence and the log are unchanged",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = 1,
    .examples = examples,
    .needs = NEEDS_CASE,
    .run = run_custody,
};
