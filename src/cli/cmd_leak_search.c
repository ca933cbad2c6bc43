/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/page.h"
#include "survey/leak_search.h"

struct values {
    uint64_t limit;
    bool json;
};
static const struct values defaults = { .limit = 50 };

struct search {
    struct page page;
    struct sg_buf lines;
    bool json;
    uint64_t shown;
};

static void put_json(struct search *s, const struct sg_leak_hit *h, const char *id)
{
    struct sg_json_out j = sg_json_out(&s->lines, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "id", id);
    sg_json_ktext(&j, "kind", h->is_document ? "document" : "message");
    sg_json_ktime(&j, "date", h->date);
    sg_json_kstr(&j, "by", h->sender);
    sg_json_kstr(&j, "title", h->title);
    sg_json_kstr(&j, "snippet", h->snippet);
    sg_json_object_end(&j);
    sg_buf_char(&s->lines, '\n');
}

static void put_hit(void *ctx, const struct sg_leak_hit *h)
{
    struct search *s = ctx;
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, h->item);
    s->shown++;
    if (s->json) {
        put_json(s, h, id);
        return;
    }
    page_cell(&s->page, sg_str(id));
    page_cell_time(&s->page, h->date, SG_TO_MINUTE);
    page_cell(&s->page, h->sender);
    page_cell(&s->page, h->title);
    page_cell(&s->page, h->snippet);
}

static void tell(const struct context *ctx, uint64_t shown, uint64_t total)
{
    sg_auto_buf text = { 0 };
    page_count(&text, total, "item", "items");
    if (shown < total) {
        sg_buf_text(&text, "; these are the earliest ");
        page_number(&text, shown);
        sg_buf_text(&text, ", --limit shows more");
    }
    const char *line = sg_buf_cstr(&text);
    if (line && !ctx->term.is_quiet) say("%s", total ? line : "no mail or document of the leak fits");
}

static enum sg_code run_search(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    static const struct page_column columns[] = { { "id", false, false },
                                                  { "date (UTC)", false, false },
                                                  { "by", false, false },
                                                  { "subject", false, false },
                                                  { "text", false, true } };
    const struct values *v = values;
    struct search s = { .page = page_of(columns, sizeof columns / sizeof *columns), .json = v->json };
    sg_auto_buf query = { 0 }, out = { 0 };
    uint64_t total = 0;
    enum sg_code code = query_join(n_args, args, &query, err);
    if (code == SG_OK) code = sg_leak_search(ctx->store, sg_buf_view(&query), v->limit, put_hit, &s, &total, err);
    if (code == SG_OK && s.shown && !v->json)
        code = page_print(&s.page, ctx->term.columns, ctx->term.color, &out, err);
    if (code == SG_OK) code = sg_buf_check(&s.lines, err);
    if (code == SG_OK) {
        out_write(v->json ? sg_buf_view(&s.lines) : sg_buf_view(&out));
        tell(ctx, s.shown, total);
    }
    page_release(&s.page);
    sg_buf_release(&s.lines);
    return code;
}

static const struct option_row options[] = {
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N", "show the earliest N (50)", NULL, 1, 10000000 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON object a line", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "leak search QUERY [--limit N] [--json]", NULL };
static const char *const description[] = {
    "Finds mails and documents by their words: all words and \"phrases\" must occur in text, subject or title, sender "
    "or recipients, without regard to case. -word must not occur. from:, to:, subject:, since:, until:, is:mail and "
    "is:document narrow it; from:\"Two words\" takes quotes. Put the query in single quotes.",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak search 'invoice from:treasury since:2017-01-01'", "Mails of one sender that hold a word." },
    { "sillage leak search '\"wire transfer\" is:document' --json", "Documents that hold a phrase, for a program." },
    { NULL, NULL },
};
const struct command command_leak_search = {
    .name = "leak search",
    .summary = "find mails and documents of a leak by their words",
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
