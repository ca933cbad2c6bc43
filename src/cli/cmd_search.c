/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/fs.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "model/post.h"
#include "report/report.h"
#include "survey/search.h"
#include "trace/trace.h"

struct values {
    uint64_t limit;
    bool json, with_text;
};
static const struct values defaults = { .limit = 50 };

/* One search, on its way to the terminal. */
struct search {
    struct page page;
    uint64_t total, shown;
};

static const struct page_column columns[] = { { "time (UTC)", false, false }, { "platform", false, false },
                                              { "account", false, false },    { "kind", false, false },
                                              { "source", false, false },     { "text", false, true } };

static void put_row(void *ctx, const struct sg_search_row *r)
{
    struct search *s = ctx;
    sg_auto_buf by = { 0 }, place = { 0 }, of = { 0 };
    sg_buf_str(&of, r->platform);
    const char *named = sg_buf_cstr(&of);
    sg_say_name(&by, named ? named : "", r->account);
    sg_buf_text(&place, r->file ? sg_path_name(r->file) : "?");
    if (r->member.len) sg_buf_char(&place, '/');
    sg_buf_str(&place, r->member);
    sg_buf_printf(&place, ":%" PRIu64, r->row);
    page_cell_time(&s->page, r->time, r->precision);
    page_cell(&s->page, r->platform);
    page_cell(&s->page, sg_buf_view(&by));
    page_cell(&s->page, sg_str(sg_post_kind_name((enum sg_post_kind)r->kind)));
    page_cell(&s->page, sg_buf_view(&place));
    page_cell(&s->page, r->text);
    s->page.text.failed |= by.failed || place.failed || of.failed;
    s->shown++;
}

static enum sg_code search_for_people(struct context *ctx, struct sg_str condition, const struct sg_search_options *o,
                                      struct search *s, struct sg_buf *out, struct sg_err *err)
{
    SG_TRY(sg_search_posts(ctx->store, condition, o, put_row, s, &s->total, err));
    if (s->shown) SG_TRY(page_print(&s->page, ctx->term.columns, ctx->term.color, out, err));
    return sg_buf_check(out, err);
}

/* What the table does not show. */
static void tell(const struct context *ctx, const struct search *s)
{
    if (ctx->term.is_quiet) return;
    sg_auto_buf text = { 0 };
    page_count(&text, s->total, "post", "posts");
    if (s->shown < s->total) {
        sg_buf_text(&text, "; these are the earliest ");
        page_number(&text, s->shown);
        sg_buf_text(&text, ", --limit shows more");
    }
    const char *line = sg_buf_cstr(&text);
    if (line) say("%s", s->total ? line : "no post in this case fits the query");
}

static enum sg_code run_search(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    sg_auto_buf query = { 0 }, condition = { 0 }, out = { 0 };
    SG_TRY(query_join(n_args, args, &query, err));
    SG_TRY(sg_query_compile(sg_buf_view(&query), &condition, err));
    const struct sg_search_options o = { .limit = v->limit, .with_text = v->with_text, .indent = true };
    if (v->json) {
        SG_TRY(sg_search_json(ctx->store, sg_buf_view(&query), sg_buf_view(&condition), &o, &out, err));
        out_write(sg_buf_view(&out));
        return SG_OK;
    }
    struct search s = { .page = page_of(columns, sizeof columns / sizeof *columns) };
    enum sg_code code = search_for_people(ctx, sg_buf_view(&condition), &o, &s, &out, err);
    if (code == SG_OK) {
        out_write(sg_buf_view(&out));
        tell(ctx, &s);
    }
    page_release(&s.page);
    return code;
}

static const struct option_row options[] = {
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N", "show the earliest N posts (50)", NULL, 1,
      10000000 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document, without texts", NULL, 0, 0 },
    { "text", 0, OPTION_FLAG, offsetof(struct values, with_text), NULL, "put the texts into the JSON document too",
      NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "search QUERY [--limit N] [--json [--text]]", NULL };
static const char *const description[] = {
    "Shows the posts that a query finds, in time order, each with its file and row. A query is words and \"phrases\", "
    "#tag, "
    "@account, url:, domain:, platform:, account:, lang:, kind:, since: and until:, with AND, OR, NOT and parentheses; "
    "words "
    "side by side mean AND. Put it in single quotes, since # and parentheses mean something to the shell.",
    NULL,
};
static const struct example examples[] = {
    { "sillage search '#macronleaks since:2017-05-05 NOT platform:twitter'",
      "The posts with the hashtag on other platforms." },
    { "sillage search 'domain:pastebin.com' --limit 500 --json", "Posts that link to a site, for another program." },
    { NULL, NULL },
};
const struct command command_search = {
    .name = "search",
    .summary = "show the posts that a query finds",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_search,
};
