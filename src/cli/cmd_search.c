/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/fs.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "model/post.h"
#include "report/report.h"
#include "survey/survey.h"
#include "trace/trace.h"

struct values {
    uint64_t limit;
    bool json, with_text;
};
static const struct values defaults = { .limit = 50 };

enum {
    C_POST,
    C_TIME,
    C_PRECISION,
    C_PLATFORM,
    C_ID,
    C_ACCOUNT,
    C_KIND,
    C_TEXT,
    C_FLAGS,
    C_SOURCE,
    C_ROW,
    C_OFFSET,
    C_MEMBER
};

/* One search, on its way to the terminal or to JSON. */
struct search {
    const struct values *v;
    struct sg_source_list sources;
    struct page page;
    struct sg_json_out j;
    uint64_t total, shown;
};

static const struct page_column columns[] = { { "time (UTC)", false, false }, { "platform", false, false },
                                              { "account", false, false },    { "kind", false, false },
                                              { "source", false, false },     { "text", false, true } };

static void put_json(struct search *s, const struct ArrowArray *b, int64_t i)
{
    struct sg_json_out *j = &s->j;
    const struct sg_source_entry *e = sg_source_list_find(&s->sources, sg_batch_u64(b, C_SOURCE, i));
    struct sg_str id = sg_batch_text(b, C_ID, i), account = sg_batch_text(b, C_ACCOUNT, i);
    struct sg_str member = sg_batch_text(b, C_MEMBER, i);
    uint8_t flags = sg_batch_u8(b, C_FLAGS, i);
    sg_json_object(j);
    sg_json_kstr(j, "platform", sg_batch_text(b, C_PLATFORM, i));
    sg_json_key(j, "id");
    id.len ? sg_json_str(j, id) : sg_json_null(j);
    sg_json_key(j, "account");
    account.len ? sg_json_str(j, account) : sg_json_null(j);
    sg_json_ktime(j, "time", sg_batch_i64(b, C_TIME, i));
    sg_json_ku64(j, "precision", sg_batch_u32(b, C_PRECISION, i));
    sg_json_ktext(j, "kind", sg_post_kind_name((enum sg_post_kind)sg_batch_u8(b, C_KIND, i)));
    if (flags & SG_POST_EMBEDDED) sg_json_kbool(j, "embedded", true);
    if (flags & SG_POST_REPAIRED) sg_json_kbool(j, "repaired", true);
    if (s->v->with_text) {
        sg_json_kstr(j, "text", sg_batch_text(b, C_TEXT, i));
        if (flags & SG_POST_SUMMARY) sg_json_kbool(j, "text_is_summary", true);
    }
    sg_json_key(j, "source");
    sg_json_object(j);
    sg_json_ktext(j, "file", e ? e->file : NULL);
    sg_json_ktext(j, "sha256", e ? e->sha256 : NULL);
    sg_json_ku64(j, "row", sg_batch_u64(b, C_ROW, i));
    sg_json_ku64(j, "offset", sg_batch_u64(b, C_OFFSET, i));
    if (member.len) sg_json_kstr(j, "member", member);
    sg_json_object_end(j);
    sg_json_object_end(j);
}

static void put_row(struct search *s, const struct ArrowArray *b, int64_t i)
{
    const struct sg_source_entry *e = sg_source_list_find(&s->sources, sg_batch_u64(b, C_SOURCE, i));
    struct sg_str platform = sg_batch_text(b, C_PLATFORM, i), member = sg_batch_text(b, C_MEMBER, i);
    sg_auto_buf by = { 0 }, place = { 0 }, of = { 0 };
    sg_buf_str(&of, platform);
    const char *named = sg_buf_cstr(&of);
    sg_say_name(&by, named ? named : "", sg_batch_text(b, C_ACCOUNT, i));
    sg_buf_text(&place, e ? sg_path_name(e->file) : "?");
    if (member.len) sg_buf_char(&place, '/');
    sg_buf_str(&place, member);
    sg_buf_printf(&place, ":%" PRIu64, sg_batch_u64(b, C_ROW, i));
    page_cell_time(&s->page, sg_batch_i64(b, C_TIME, i), sg_batch_u32(b, C_PRECISION, i));
    page_cell(&s->page, platform);
    page_cell(&s->page, sg_buf_view(&by));
    page_cell(&s->page, sg_str(sg_post_kind_name((enum sg_post_kind)sg_batch_u8(b, C_KIND, i))));
    page_cell(&s->page, sg_buf_view(&place));
    page_cell(&s->page, sg_batch_text(b, C_TEXT, i));
    s->page.text.failed |= by.failed || place.failed || of.failed;
}

static enum sg_code each_post(struct search *s, struct sg_answer *answer, struct sg_err *err)
{
    for (;;) {
        sg_auto_batch b = { 0 };
        SG_TRY(sg_answer_next(answer, &b, err));
        if (!b.release) return SG_OK;
        for (int64_t i = 0; i < sg_batch_rows(&b); i++) {
            if (s->v->json)
                put_json(s, &b, i);
            else
                put_row(s, &b, i);
            s->shown++;
        }
    }
}

static enum sg_code ask_total(struct context *ctx, const struct sg_param *condition, uint64_t *ret, struct sg_err *err)
{
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(ctx->store, "search_total", condition, 1, &answer, err));
    sg_auto_batch b = { 0 };
    enum sg_code code = sg_answer_next(answer, &b, err);
    if (code == SG_OK) *ret = b.release && sg_batch_rows(&b) > 0 ? sg_batch_u64(&b, 0, 0) : 0;
    sg_answer_free(answer);
    return code;
}

static enum sg_code search(struct context *ctx, struct search *s, struct sg_str query, struct sg_buf *out,
                           struct sg_err *err)
{
    sg_auto_buf condition = { 0 };
    SG_TRY(sg_query_compile(query, &condition, err));
    const struct sg_param params[] = { { .name = "condition", .kind = SG_PARAM_SQL, .text = sg_buf_view(&condition) },
                                       { .name = "limit", .kind = SG_PARAM_U64, .u64 = s->v->limit } };
    SG_TRY(ask_total(ctx, params, &s->total, err));
    SG_TRY(sg_source_list_load(ctx->store, &s->sources, err));
    if (s->v->json) {
        s->j = sg_json_out(out, true);
        sg_json_object(&s->j);
        sg_json_kstr(&s->j, "query", query);
        sg_json_ku64(&s->j, "total", s->total);
        sg_json_key(&s->j, "posts");
        sg_json_array(&s->j);
    }
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(ctx->store, "search", params, 2, &answer, err));
    enum sg_code code = each_post(s, answer, err);
    sg_answer_free(answer);
    SG_TRY(code);
    if (s->v->json) {
        sg_json_array_end(&s->j);
        sg_json_object_end(&s->j);
        sg_buf_char(out, '\n');
    } else if (s->shown) {
        SG_TRY(page_print(&s->page, ctx->term.columns, ctx->term.color, out, err));
    }
    return sg_buf_check(out, err);
}

/* What the table does not show. */
static void tell(const struct context *ctx, const struct search *s)
{
    if (ctx->term.is_quiet || s->v->json) return;
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
    sg_auto_buf query = { 0 }, out = { 0 };
    SG_TRY(query_join(n_args, args, &query, err));
    struct search s = { .v = values, .page = page_of(columns, sizeof columns / sizeof *columns) };
    enum sg_code code = search(ctx, &s, sg_buf_view(&query), &out, err);
    if (code == SG_OK) {
        out_write(sg_buf_view(&out));
        tell(ctx, &s);
    }
    page_release(&s.page);
    sg_source_list_release(&s.sources);
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
