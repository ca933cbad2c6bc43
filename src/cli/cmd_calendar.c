/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/commands.h"
#include "cli/page.h"

struct values {
    bool json;
};

static enum sg_code read_time(const char *text, sg_time *ret, struct sg_err *err)
{
    uint32_t precision;
    struct sg_err inner;
    if (sg_time_parse(sg_str(text), ret, &precision, &inner) != SG_OK)
        return sg_fail(err, SG_EUSAGE,
                       "\"%s\" is no time: write it as 2017-05-05, 2017-05-05T22:00Z or 2017-05-06T00:00+02:00", text);
    return SG_OK;
}

static enum sg_code note(struct context *ctx, const char *action, const char *name, const sg_time *from,
                         const sg_time *to, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "name", name);
    if (from) sg_json_ktime(&j, "from", *from);
    if (to) sg_json_ktime(&j, "to", *to);
    sg_json_object_end(&j);
    return custody_note(ctx, action, &details, err);
}

static enum sg_code add(struct context *ctx, int n_args, char **args, struct sg_err *err)
{
    if (n_args < 2 || n_args > 3) return sg_fail(err, SG_EUSAGE, "calendar add takes NAME FROM [TO]");
    sg_time from, to;
    SG_TRY(read_time(args[1], &from, err));
    to = from;
    if (n_args == 3) SG_TRY(read_time(args[2], &to, err));
    SG_TRY(sg_case_calendar_add(ctx->kase, args[0], from, to, err));
    SG_TRY(note(ctx, "calendar add", args[0], &from, &to, err));
    if (ctx->term.is_quiet) return SG_OK;
    char a[SG_TIME_TEXT], b[SG_TIME_TEXT];
    sg_time_format(from, a);
    sg_time_format(to, b);
    if (from == to)
        say("the calendar has \"%s\", at %s", args[0], a);
    else
        say("the calendar has \"%s\", from %s to %s", args[0], a, b);
    return SG_OK;
}

static enum sg_code take_out(struct context *ctx, int n_args, char **args, struct sg_err *err)
{
    if (n_args != 1) return sg_fail(err, SG_EUSAGE, "calendar remove takes NAME");
    SG_TRY(sg_case_calendar_remove(ctx->kase, args[0], err));
    SG_TRY(note(ctx, "calendar remove", args[0], NULL, NULL, err));
    if (!ctx->term.is_quiet) say("the calendar has no \"%s\" any more", args[0]);
    return SG_OK;
}

static void put_json(const struct sg_case *c, struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_case_calendar_json(c, &j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

enum sg_code calendar_table(const struct context *ctx, struct sg_buf *out, struct sg_err *err)
{
    static const struct page_column columns[] = { { "from (UTC)", false, false },
                                                  { "to (UTC)", false, false },
                                                  { "name", false, true } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < ctx->kase->n_calendar; i++) {
        const struct sg_period *p = &ctx->kase->calendar[i];
        page_cell_time(&page, p->from, SG_EXACT);
        if (p->to == p->from)
            page_cell(&page, sg_str(""));
        else
            page_cell_time(&page, p->to, SG_EXACT);
        page_cell(&page, sg_str(p->name));
    }
    return page_print(&page, ctx->term.columns, ctx->term.color, out, err);
}

static enum sg_code list(struct context *ctx, const struct values *v, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    if (v->json) {
        put_json(ctx->kase, &out);
    } else if (ctx->kase->n_calendar == 0) {
        sg_buf_text(&out, "The calendar is empty.\n");
    } else {
        SG_TRY(calendar_table(ctx, &out, err));
    }
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    return SG_OK;
}

static enum sg_code run_calendar(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    static const char *const words[] = { "add", "list", "remove", NULL };
    if (n_args == 0) return list(ctx, values, err);
    if (strcmp(args[0], "add") == 0) return add(ctx, n_args - 1, args + 1, err);
    if (strcmp(args[0], "remove") == 0) return take_out(ctx, n_args - 1, args + 1, err);
    if (strcmp(args[0], "list") == 0 && n_args == 1) return list(ctx, values, err);
    const char *near = option_nearest(args[0], words);
    if (near && strcmp(near, args[0]) != 0)
        return sg_fail(err, SG_EUSAGE, "calendar knows add, list and remove; did you mean \"%s\"?", near);
    return sg_fail(err, SG_EUSAGE, "calendar knows: add NAME FROM [TO], list, remove NAME");
}

static const struct option_row options[] = {
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "list: one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "calendar add NAME FROM [TO]", "calendar list [--json]", "calendar remove NAME",
                                     NULL };
static const char *const description[] = {
    "The calendar holds named periods, such as a legal silence or a debate, and moments (without TO). origin tells "
    "which of "
    "them lie around a story, and map shades them. A name is there once: adding it again replaces its times. Times "
    "without a "
    "zone are UTC.",
    NULL,
};
static const struct example examples[] = {
    { "sillage calendar add 'pre-election silence' 2017-05-05T22:00Z 2017-05-07T18:00Z",
      "Puts the silence into the calendar." },
    { "sillage calendar list", "Shows what is in it, in time order." },
    { NULL, NULL },
};
const struct command command_calendar = {
    .name = "calendar",
    .summary = "name periods such as a blackout, for origin and map",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .most_args = 4,
    .examples = examples,
    .needs = NEEDS_CASE,
    .run = run_calendar,
};
