/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/page_options.h"
#include "cli/progress.h"
#include "cli/questions.h"
#include "model/story.h"
#include "report/leak.h"
#include "report/lookalike.h"
#include "report/report.h"
#include "report/web_case.h"
#include "report/web_coordination.h"

enum { LIST_ROWS = 12 };

struct values {
    struct story_request request;
    const char *output, *title;
    struct names_values names;
    int lang;
    uint64_t max_nodes, max_edges, max_posts, seed;
    bool is_undated;
};
static const struct values defaults = { .lang = -1, .seed = 1 };
static const char *const langs[] = { "en", "fr", NULL };

/* Everything that is gathered before the file is written. */
struct report {
    struct context *ctx;
    const struct values *v;
    struct output output;
    struct sg_page_options options;
    struct sg_page_case_facts kase;
    struct sg_page_findings findings;
    struct sg_page_part parts[QUESTIONS_MAX];
    size_t n_parts;
    struct sg_buf summary;
    uint64_t n_replaced, n_hidden_nodes, n_hidden_edges, n_hidden_posts;
    struct progress progress;
};

static void report_release(struct report *r)
{
    for (size_t i = 0; i < r->n_parts; i++)
        sg_page_part_release(&r->parts[i]);
    sg_page_case_release(&r->kase);
    sg_page_findings_release(&r->findings);
    sg_buf_release(&r->summary);
    output_release(&r->output);
}
#define auto_report __attribute__((cleanup(report_release))) struct report

static void step(struct report *r, const char *what, uint64_t posts)
{
    progress_show(&r->progress, what, 0, 0, posts);
}

/* ---- one story ---- */

static enum sg_code summarize(struct report *r, const struct sg_story *s, struct sg_err *err)
{
    if (r->summary.len) sg_buf_text(&r->summary, "\n\n");
    return sg_report_origin_text(s, &(struct sg_report_options){ .max_list = LIST_ROWS }, &r->summary, err);
}

/* What the page tells besides posts. */
static bool has_more_than_posts(const struct report *r)
{
    return r->findings.leak || r->findings.lookalikes || r->findings.matches;
}

/* For readers without a script, as the page has it: masked, and without words of the leak unless they were
 * asked for. */
static enum sg_code summarize_leak(struct report *r, struct sg_err *err)
{
    const struct sg_leak_report_options o = { .with_content = r->options.with_text,
                                              .is_masked = true,
                                              .max_list = LIST_ROWS };
    return r->findings.leak ? sg_report_leak_text(r->findings.leak, &o, &r->summary, err) : SG_OK;
}

static enum sg_code summarize_entry(struct report *r, const struct sg_entry *e, struct sg_err *err)
{
    const struct sg_entry_report_options o = { .with_content = r->options.with_text,
                                               .is_masked = true,
                                               .max_list = LIST_ROWS };
    return e ? sg_report_entry_text(e, &o, &r->summary, err) : SG_OK;
}

static enum sg_code add_story(struct report *r, struct sg_story *s, const struct story_request *request,
                              struct sg_err *err)
{
    char id[8] = { 's', (char)('1' + r->n_parts) };
    uint32_t n_replaced;
    step(r, "replacing names", s->n_posts);
    sg_story_take_groups(s, &r->findings.known);
    SG_TRY(sg_story_replace_names(s, &r->options.names, &n_replaced, err));
    SG_TRY(sg_page_case_take(&r->kase, err));
    SG_TRY(summarize(r, s, err));
    struct sg_page_story story = page_story(s, id, request, n_replaced);
    if (!*s->query) story.title = r->kase.page.title;
    story.known = &r->findings.known;
    step(r, "laying the map out", s->n_posts);
    struct sg_page_part *part = &r->parts[r->n_parts];
    SG_TRY(sg_page_part_make(&story, &r->options, part, err));
    r->n_parts++;
    r->n_replaced += part->n_replaced;
    r->n_hidden_nodes += part->n_hidden_nodes;
    r->n_hidden_edges += part->n_hidden_edges;
    r->n_hidden_posts += part->n_hidden_posts;
    return SG_OK;
}

/* `is_only`: nothing else was asked, so nothing found is an error. */
static enum sg_code answer(struct report *r, struct sg_str query, const char *to, bool is_only, struct sg_err *err)
{
    struct story_request request = r->v->request;
    request.to = to;
    struct sg_story *s = NULL;
    SG_TRY(story_load(r->ctx, query, &request, &s, err));
    enum sg_code code = SG_OK;
    if (s->n_posts)
        code = add_story(r, s, &request, err);
    else if (is_only && (query.len || !has_more_than_posts(r)))
        code = sg_fail(err, SG_ENOTFOUND,
                       query.len ? "no post in this case fits the query: there is nothing to report"
                                 : "this case holds no post yet, and no finding of leak verify, lookalike or "
                                   "indicators: there is nothing to report");
    sg_story_free(s);
    progress_clear(&r->progress);
    return code;
}

/* A query without data was not given; an empty one finds every post. */
static enum sg_code answer_all(struct report *r, struct sg_str query, struct sg_err *err)
{
    auto_questions asked = { 0 };
    if (!query.data) SG_TRY(questions_load(r->ctx, &asked, err));
    if (!asked.n) return answer(r, query, r->v->request.to, true, err);
    for (size_t i = 0; i < asked.n; i++)
        SG_TRY(answer(r, sg_str(asked.items[i].query), asked.items[i].to, false, err));
    if (r->n_parts || has_more_than_posts(r)) return SG_OK;
    return sg_fail(err, SG_ENOTFOUND, "no post fits any question that this case was asked: there is nothing to report");
}

/* What `coordination` found, before the stories: an account has the name that it has there. */
static enum sg_code add_findings(struct report *r, struct sg_err *err)
{
    SG_TRY(findings_load(r->ctx, &r->findings, err));
    SG_TRY(sg_page_findings_know(&r->findings, &r->options.names, err));
    r->options.names.known = &r->findings.known;
    step(r, "laying groups out", 0);
    SG_TRY(sg_page_findings_tell(&r->findings, &r->options, err));
    r->kase.page.findings = &r->findings;
    SG_TRY(summarize_leak(r, err));
    SG_TRY(summarize_entry(r, r->findings.lookalikes, err));
    return summarize_entry(r, r->findings.matches, err);
}

/* ---- the file ---- */

static enum sg_code make_page(struct report *r, struct sg_buf *out, struct sg_err *err)
{
    sg_auto_buf document = { 0 };
    step(r, "packing", 0);
    SG_TRY(sg_page_document_json(&r->kase.page, &r->options, r->parts, r->n_parts, &document, err));
    return sg_page_html(sg_str(r->kase.page.title), sg_buf_view(&document), sg_buf_view(&r->summary), &r->options, out,
                        err);
}

static enum sg_code note(const struct report *r, struct sg_str query, struct sg_str bytes, struct sg_err *err)
{
    const struct values *v = r->v;
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_key(&j, "query");
    if (query.data)
        sg_json_str(&j, query);
    else
        sg_json_null(&j);
    sg_json_ktext(&j, "path", r->output.full);
    sg_json_ku64(&j, "stories", r->n_parts);
    sg_json_ku64(&j, "findings", r->findings.n);
    story_note(&j, &v->request);
    names_note(&j, &v->names);
    if (v->max_nodes) sg_json_ku64(&j, "max_nodes", v->max_nodes);
    if (v->max_edges) sg_json_ku64(&j, "max_edges", v->max_edges);
    if (v->max_posts) sg_json_ku64(&j, "max_posts", v->max_posts);
    sg_json_ku64(&j, "seed", v->seed);
    if (v->lang >= 0) sg_json_ktext(&j, "lang", langs[v->lang]);
    if (v->title) sg_json_ktext(&j, "title", v->title);
    sg_json_ktext(&j, "result_sha256", hex);
    sg_json_object_end(&j);
    return custody_note(r->ctx, "report", &details, err);
}

static void tell_hidden(struct sg_buf *text, const char **before, uint64_t n, const char *one, const char *many)
{
    if (!n) return;
    sg_buf_text(text, *before);
    page_count(text, n, one, many);
    *before = ", ";
}

static void tell(const struct report *r, size_t bytes)
{
    if (r->ctx->term.is_quiet) return;
    sg_auto_buf text = { 0 };
    page_bytes(&text, (double)bytes);
    sg_buf_text(&text, ", ");
    page_count(&text, r->n_parts, "story", "stories");
    sg_buf_text(&text, "; ");
    page_count(&text, r->n_replaced, "name", "names");
    sg_buf_text(&text, " replaced");
    const char *before = "; not in the file: ";
    tell_hidden(&text, &before, r->n_hidden_nodes, "account", "accounts");
    tell_hidden(&text, &before, r->n_hidden_edges, "relay between accounts", "relays between accounts");
    tell_hidden(&text, &before, r->n_hidden_posts, "post", "posts");
    const char *line = sg_buf_cstr(&text);
    if (line) say("%s: %s", output_called(&r->output), line);
    if (r->v->request.with_text && r->n_replaced)
        say("posts' texts are in it: whoever searches for their words can find the accounts whose names were replaced");
}

static enum sg_code finish(struct report *r, struct sg_str query, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    SG_TRY(make_page(r, &out, err));
    progress_clear(&r->progress);
    SG_TRY(output_write(&r->output, sg_buf_view(&out), err));
    SG_TRY(note(r, query, sg_buf_view(&out), err));
    SG_TRY(output_finish(&r->output, sg_buf_view(&out), err));
    tell(r, out.len);
    return SG_OK;
}

static enum sg_code check_suffix(const char *path, struct sg_err *err)
{
    const char *dot = strrchr(sg_path_name(path), '.');
    struct sg_str suffix = sg_str(dot ? dot + 1 : "");
    if (sg_str_is_nocase(suffix, "pdf"))
        return sg_fail(err, SG_EUSAGE, "a report is an HTML page: write FILE.html, and print it as PDF in a browser");
    if (sg_map_format_find(suffix.data) && !sg_str_is_nocase(suffix, "html"))
        return sg_fail(err, SG_EUSAGE, "a report is an HTML page: write FILE.html; 'sillage map' writes .%s",
                       suffix.data);
    return SG_OK;
}

static enum sg_code run_report(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    if (!v->output) return sg_fail(err, SG_EUSAGE, "report needs -o FILE.html");
    if (v->request.to && !n_args)
        return sg_fail(err, SG_EUSAGE, "--to needs a QUERY: it is the end of one story's chain");
    SG_TRY(check_suffix(v->output, err));
    sg_auto_buf words = { 0 };
    SG_TRY(query_join(n_args, args, &words, err));
    const struct sg_str query =
        n_args ? (struct sg_str){ words.len ? words.data : "", words.len } : (struct sg_str){ 0 };
    auto_report r = { .ctx = ctx, .v = v };
    r.options = (struct sg_page_options){ .kind = SG_PAGE_REPORT,
                                          .with_text = v->request.with_text,
                                          .names = names_options(&v->names),
                                          .max_nodes = v->max_nodes,
                                          .max_edges = v->max_edges,
                                          .max_posts = v->max_posts,
                                          .seed = v->seed,
                                          .lang = v->lang < 0 ? NULL : langs[v->lang] };
    SG_TRY(output_open(&r.output, v->output, err));
    SG_TRY(page_made(v->is_undated, &r.options.made, err));
    progress_init(&r.progress, &ctx->term);
    SG_TRY(sg_page_case_load(ctx->store, ctx->kase, &r.kase, err)); /* with the log's end before this report is in it */
    if (v->title) r.kase.page.title = v->title;
    SG_TRY(sg_page_case_beside(&r.kase, NULL, &r.options.names, err));
    SG_TRY(add_findings(&r, err));
    SG_TRY(answer_all(&r, query, err));
    return finish(&r, query, err);
}

static const struct option_row options[] = {
    { "output", 'o', OPTION_TEXT, offsetof(struct values, output), "FILE.html",
      "the file to write; '-' is standard output", NULL, 0, 0 },
    NAMES_OPTIONS(struct values, "large"),
    STORY_OPTIONS(struct values),
    { "max-nodes", 0, OPTION_COUNT, offsetof(struct values, max_nodes), "N",
      "accounts in a story's map (5,000); the others are counted", NULL, 1, 200000 },
    { "max-edges", 0, OPTION_COUNT, offsetof(struct values, max_edges), "N", "relays between accounts (20,000)", NULL,
      1, 1000000 },
    { "max-posts", 0, OPTION_COUNT, offsetof(struct values, max_posts), "N",
      "posts of a story (100,000); those that the answer names are in in any case", NULL, 1, 10000000 },
    { "seed", 0, OPTION_COUNT, offsetof(struct values, seed), "N", "of the map's layout (1)", NULL, 0, 0 },
    { "lang", 0, OPTION_CHOICE, offsetof(struct values, lang), "en|fr", "the page's first language (the reader's own)",
      langs, 0, 0 },
    { "title", 0, OPTION_TEXT, offsetof(struct values, title), "TEXT", "the page's title (the case's)", NULL, 0, 0 },
    { "undated", 0, OPTION_FLAG, offsetof(struct values, is_undated), NULL, "leave out when it was made", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = {
    "report [QUERY] -o FILE.html [--text] [--names large|all] [--named LIST] [--to MILESTONE] [--lang en|fr]", NULL
};
static const char *const description[] = {
    "Writes one file that any browser opens without a network: the story in sentences, the map, the spread in time, "
    "and "
    "every post with its file, row and hash. Without a QUERY it holds one story for each different question that "
    "origin, "
    "map and serve were asked in this case, the latest eight; when there was none, the whole case.",
    "Names of accounts below the limit and of those whose audience is not known are replaced by numbers, unless they "
    "belong to publications or are listed with --named; doc/method/privacy.md says what that hides and what not. The "
    "file names the end of the custody log before it; the log then notes the file's hash. The same case and options "
    "give the same bytes but for the time that it was made (SOURCE_DATE_EPOCH is respected).",
    NULL,
};
static const struct example examples[] = {
    { "sillage report -o report.html", "All that was asked so far, to send to somebody." },
    { "sillage report '#macronleaks' --named @one,@two -o night.html --lang fr",
      "One story, in French, with two small accounts that the press has named." },
    { NULL, NULL },
};
const struct command command_report = {
    .name = "report",
    .summary = "write the findings as one page to send",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 0,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_report,
};
