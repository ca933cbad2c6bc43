/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"
#include "cli/commands.h"
#include "model/story.h"
#include "report/report.h"

struct values {
    struct story_request request;
    bool json;
};

enum { LIST_ROWS = 12 };

/* What was asked, and the hash of the answer: enough to run it again and compare. */
static enum sg_code note(struct context *ctx, const struct values *v, struct sg_str query, struct sg_str json,
                         struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(json.data, json.len, hex, err));
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_kstr(&j, "query", query);
    story_note(&j, &v->request);
    sg_json_ktext(&j, "result_sha256", hex);
    sg_json_object_end(&j);
    return custody_note(ctx, "origin", &details, err);
}

static enum sg_code answer(struct context *ctx, const struct values *v, struct sg_str query,
                           const struct sg_story *story, struct sg_err *err)
{
    sg_auto_buf json = { 0 }, text = { 0 };
    struct sg_report_options options = { .with_text = v->request.with_text,
                                         .max_list = ctx->term.out_is_tty ? LIST_ROWS : 0,
                                         .color = ctx->term.color,
                                         .columns = ctx->term.columns };
    SG_TRY(sg_report_origin_json(story, &options, &json, err));
    if (json.len && json.data[json.len - 1] != '\n') sg_buf_char(&json, '\n');
    SG_TRY(sg_buf_check(&json, err));
    if (!v->json) SG_TRY(sg_report_origin_text(story, &options, &text, err));
    /* In the log before it is shown: an answer that nobody can trace back is not given. */
    SG_TRY(note(ctx, v, query, sg_buf_view(&json), err));
    out_write(v->json ? sg_buf_view(&json) : sg_buf_view(&text));
    return SG_OK;
}

static enum sg_code run_origin(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    sg_auto_buf query = { 0 };
    SG_TRY(query_join(n_args, args, &query, err));
    struct sg_story *story = NULL;
    SG_TRY(story_load(ctx, sg_buf_view(&query), &v->request, &story, err));
    enum sg_code code = answer(ctx, v, sg_buf_view(&query), story, err);
    sg_story_free(story);
    return code;
}

static const struct option_row options[] = {
    STORY_OPTIONS(struct values),
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "origin QUERY [--to MILESTONE] [--json] [--text] [--no-inferred] [--window TIME]",
                                     NULL };
static const char *const description[] = {
    "Tells where the story that a query finds began, as far as this evidence shows: its roots, the first post on each "
    "platform "
    "and how it came there, the chain from a root to the milestone, and the ghosts: posts that are referred to and "
    "that nobody "
    "collected. Links that were seen stand apart from those that are inferred (equal text or a shared link within a "
    "window), "
    "which carry their method and a confidence. Times known to the hour or the day never decide an order.",
    "'sillage help search' explains queries. Each answer is noted in the custody log with the hash of its JSON form.",
    NULL,
};
static const struct example examples[] = {
    { "sillage origin '#macronleaks'", "Where the hashtag came from, and how it reached its largest audience." },
    { "sillage origin '#macronleaks' --to @wikileaks --json", "The chain to an account, for another program." },
    { NULL, NULL },
};
const struct command command_origin = {
    .name = "origin",
    .summary = "tell where a story began and how it spread",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_origin,
};
