/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/finding.h"
#include "cli/page.h"
#include "survey/survey.h"

struct values {
    bool json;
};

/* ---- text ---- */

static void put_heading(const struct context *ctx, const char *text, struct sg_buf *out)
{
    sg_buf_printf(out, ctx->term.color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static void put_summary(const struct context *ctx, const struct sg_survey *s, struct sg_buf *out)
{
    sg_buf_text(out, ctx->term.color ? "\033[1m" : "");
    sg_escape_terminal(out, sg_str(ctx->kase->title));
    sg_buf_text(out, ctx->term.color ? "\033[0m\n" : "\n");
    sg_buf_text(out, "folder   ");
    sg_escape_terminal(out, sg_str(ctx->kase->folder));
    sg_buf_text(out, "\nstore    ");
    sg_auto_buf store = { 0 };
    sg_survey_store(ctx->kase, &store);
    sg_escape_terminal(out, sg_buf_view(&store));
    sg_buf_text(out, "\nposts    ");
    page_number(out, s->rows);
    if (s->embedded) {
        sg_buf_text(out, ", ");
        page_number(out, s->embedded);
        sg_buf_text(out, " of them seen inside other posts' records");
    }
    if (s->rows) {
        sg_buf_text(out, "\ntime     ");
        page_time(out, s->from, SG_EXACT);
        sg_buf_text(out, " to ");
        page_time(out, s->to, SG_EXACT);
        sg_buf_text(out, " UTC");
    }
    uint64_t links = sg_survey_sum(s->links, s->n_links, false), missing = sg_survey_sum(s->links, s->n_links, true);
    sg_buf_text(out, "\nlinks    ");
    page_number(out, links);
    for (size_t i = 0; i < s->n_links; i++) {
        sg_buf_text(out, i ? ", " : ": ");
        page_number(out, s->links[i].n);
        sg_buf_printf(out, " %s", sg_link_kind_name((enum sg_link_kind)s->links[i].kind));
    }
    if (links && !missing) {
        sg_buf_text(out, "\nmissing  nothing: every link leads to a post in the evidence");
    } else if (links) {
        sg_buf_printf(out, "\nmissing  %.1f%% of the links lead to ", 100 * (double)missing / (double)links);
        page_count(out, s->ghosts, "post", "posts");
        sg_buf_text(out, " that nobody collected");
        if (s->unnamed_ghosts) {
            sg_buf_text(out, ", and to unnamed posts of ");
            page_count(out, s->unnamed_ghosts, "account", "accounts");
        }
    }
    sg_buf_text(out, "\ncarried  ");
    for (size_t i = 0; i < s->n_objects; i++) {
        if (i) sg_buf_text(out, ", ");
        sg_buf_printf(out, "%s ", sg_object_kind_name((enum sg_object_kind)s->objects[i].kind));
        page_number(out, s->objects[i].n);
        sg_buf_text(out, " (");
        page_number(out, s->objects[i].other);
        sg_buf_text(out, " different)");
    }
    sg_buf_text(out, s->n_objects ? "\n" : "nothing\n");
    if (!s->n_items) return;
    sg_buf_text(out, "leak     ");
    static const char *const many[SG_ITEM_KINDS] = { "mails", "documents", "pictures", "containers", "texts", "other files" };
    for (size_t i = 0; i < s->n_items; i++) {
        if (i) sg_buf_text(out, ", ");
        page_number(out, s->items[i].n);
        sg_buf_printf(out, " %s", s->items[i].kind < SG_ITEM_KINDS ? many[s->items[i].kind] : "others");
    }
    sg_buf_char(out, '\n');
}

static enum sg_code put_platforms(const struct context *ctx, const struct sg_survey *s, struct sg_buf *out,
                                  struct sg_err *err)
{
    static const struct page_column columns[] = { { "platform", false, true },
                                                  { "posts", true, false },
                                                  { "accounts", true, false },
                                                  { "from (UTC)", false, false },
                                                  { "to (UTC)", false, false } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < s->n_platforms; i++) {
        page_cell(&page, sg_str(s->platforms[i].name));
        page_cell_number(&page, s->platforms[i].rows);
        page_cell_number(&page, s->platforms[i].accounts);
        page_cell_time(&page, s->platforms[i].from, SG_EXACT);
        page_cell_time(&page, s->platforms[i].to, SG_EXACT);
    }
    return page_print(&page, ctx->term.columns, ctx->term.color, out, err);
}

static enum sg_code put_sources(const struct context *ctx, const struct sg_survey *s, struct sg_buf *out,
                                struct sg_err *err)
{
    static const struct page_column columns[] = { { "file", false, true },   { "format", false, false },
                                                  { "rows", true, false },   { "rejected", true, false },
                                                  { "mended", true, false }, { "sha256", false, false },
                                                  { "state", false, false } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < s->n_sources; i++) {
        const struct sg_survey_source *one = &s->sources[i];
        page_cell(&page, sg_str(sg_path_name(one->file)));
        page_cell(&page, sg_str(one->format));
        page_cell_number(&page, one->rows);
        page_cell_number(&page, one->rejected);
        page_cell_number(&page, one->repaired);
        page_cell(&page, sg_str_n(one->sha256, strnlen(one->sha256, 12)));
        page_cell(&page, sg_str(sg_survey_state(ctx->kase, one)));
    }
    SG_TRY(page_print(&page, ctx->term.columns, ctx->term.color, out, err));
    for (size_t i = 0; i < s->n_sources; i++) {
        const struct sg_survey_source *one = &s->sources[i];
        if (one->has_ended && !one->error[0]) continue;
        sg_escape_terminal(out, sg_str(sg_path_name(one->file)));
        if (one->has_ended) {
            sg_buf_text(out, " ended early: ");
            sg_escape_terminal(out, sg_str(one->error));
            sg_buf_char(out, '\n');
        } else if (strcmp(sg_survey_state(ctx->kase, one), "cut off") == 0) {
            sg_buf_printf(out, " was cut off; complete it with: sillage %sadd ", strcmp(one->platform, "mail") == 0 ? "leak " : "");
            sg_escape_terminal(out, sg_str(one->file));
            sg_buf_char(out, '\n');
        }
    }
    return SG_OK;
}

/* ---- what was asked ---- */

static void finding_row(struct page *page, const struct sg_case_finding *f)
{
    sg_auto_buf state = { 0 };
    if (f->n_sources_after) {
        page_count(&state, f->n_sources_after, "source was", "sources were");
        sg_buf_printf(&state, " added since: ask again (%s)", f->kind->anew);
    } else {
        sg_buf_text(&state, "knows all sources");
    }
    page_cell(page, sg_str(f->kind->action));
    page_cell(page, sg_str(sg_path_name(f->path)));
    page_cell_time(page, f->made, SG_TO_MINUTE);
    page_cell(page, sg_buf_view(&state));
}

static enum sg_code put_findings(const struct context *ctx, const struct sg_survey *s,
                                 const struct sg_case_findings *kept, struct sg_buf *out, struct sg_err *err)
{
    static const struct page_column columns[] = { { "asked", false, true },
                                                  { "kept in findings/ as", false, false },
                                                  { "made (UTC)", false, false },
                                                  { "state", false, false } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < kept->n; i++)
        finding_row(&page, &kept->items[i]);
    if (!kept->n && !s->n_sources) return SG_OK;
    put_heading(ctx, "Findings", out);
    if (kept->n) return page_print(&page, ctx->term.columns, ctx->term.color, out, err);
    sg_buf_text(out, "none yet: sillage coordination, leak verify, lookalike and indicators keep theirs in the case\n");
    return SG_OK;
}

static enum sg_code put_text(struct context *ctx, const struct sg_survey *s, const struct sg_case_findings *kept,
                             struct sg_buf *out, struct sg_err *err)
{
    put_summary(ctx, s, out);
    if (s->n_platforms) {
        put_heading(ctx, "Platforms", out);
        SG_TRY(put_platforms(ctx, s, out, err));
    }
    if (s->n_sources) {
        put_heading(ctx, "Sources", out);
        SG_TRY(put_sources(ctx, s, out, err));
    } else {
        sg_buf_text(out, "\nNothing was added yet: sillage add FILE…\n");
    }
    SG_TRY(put_findings(ctx, s, kept, out, err));
    if (ctx->kase->n_calendar) {
        put_heading(ctx, "Calendar", out);
        SG_TRY(calendar_table(ctx, out, err));
    }
    return SG_OK;
}

static enum sg_code run_status(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    struct sg_survey s;
    sg_auto_findings kept = { 0 };
    SG_TRY(sg_case_kept(ctx->kase, finding_passed_over, ctx, &kept, err));
    SG_TRY(sg_survey_load(ctx->store, &s, err));
    sg_auto_buf out = { 0 };
    enum sg_code code = SG_OK;
    if (v->json)
        code = sg_survey_json(ctx->kase, &s, &kept, true, &out, err);
    else
        code = put_text(ctx, &s, &kept, &out, err);
    sg_survey_release(&s);
    SG_TRY(code);
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    return SG_OK;
}

static const struct option_row options[] = {
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "status [--json]", NULL };
static const char *const description[] = {
    "Shows what the case holds: its sources with what was rejected or ended early, posts by platform and their time "
    "ranges, "
    "links and things carried, the calendar, and what is missing: the share of links that lead to posts that nobody "
    "collected. And which findings it keeps (of coordination, leak verify, lookalike and indicators), when they were "
    "made, and whether evidence was added since.",
    NULL,
};
static const struct example examples[] = {
    { "sillage -C affair status", "What is in the case, and what is missing." },
    { NULL, NULL },
};
const struct command command_status = {
    .name = "status",
    .summary = "show what the case holds, what was asked and what is missing",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_status,
};
