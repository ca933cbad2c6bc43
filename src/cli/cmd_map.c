/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/page_options.h"
#include "model/story.h"
#include "report/report.h"
#include "report/web_case.h"
#include "report/web_coordination.h"

struct values {
    struct story_request request;
    const char *output, *format, *title;
    int view, nodes;
    uint64_t width, height, seed;
    struct names_values names;
    bool is_undated;
};
static const struct values defaults = { .seed = 1, .names.which = -1 };
static const char *const views[] = { "timeline", "network", NULL };
static const char *const node_kinds[] = { "accounts", "posts", NULL };

static enum sg_code find_format(const struct values *v, const struct sg_map_format **ret, struct sg_err *err)
{
    sg_auto_buf known = { 0 };
    for (const struct sg_map_format *f = sg_map_formats; f->suffix; f++)
        sg_buf_printf(&known, "%s%s", known.len ? ", " : "", f->suffix);
    const char *list = sg_buf_cstr(&known);
    if (!list) return sg_fail_nomem(err, "a map");
    const char *dot = strrchr(sg_path_name(v->output), '.');
    const char *suffix = v->format ? v->format : dot ? dot + 1 : NULL;
    if (!suffix)
        return sg_fail(err, SG_EUSAGE,
                       strcmp(v->output, "-") == 0
                           ? "a map to standard output needs --format, one of: %s"
                           : "the file's name has no suffix that tells the format; known are: %s",
                       list);
    *ret = sg_map_format_find(suffix);
    if (!*ret) return sg_fail(err, SG_EUSAGE, "no map can be written as \"%s\"; known are: %s", suffix, list);
    return SG_OK;
}

static bool is_page(const struct sg_map_format *format)
{
    return strcmp(format->suffix, "html") == 0;
}

static bool replaces_names(const struct values *v, const struct sg_map_format *format)
{
    return is_page(format) || v->names.which >= 0;
}

static enum sg_code note(struct context *ctx, const struct values *v, struct sg_str query,
                         const struct sg_map_format *format, const struct output *output, struct sg_str bytes,
                         struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_kstr(&j, "query", query);
    sg_json_ktext(&j, "path", output->full);
    sg_json_ktext(&j, "format", format->suffix);
    sg_json_ktext(&j, "view", views[v->view]);
    sg_json_ktext(&j, "nodes", node_kinds[v->nodes]);
    story_note(&j, &v->request);
    sg_json_ku64(&j, "seed", v->seed);
    if (replaces_names(v, format)) names_note(&j, &v->names);
    sg_json_ktext(&j, "result_sha256", hex);
    sg_json_object_end(&j);
    return custody_note(ctx, "map", &details, err);
}

static void tell(const struct context *ctx, const struct values *v, const struct output *output,
                 const struct sg_story *s)
{
    if (ctx->term.is_quiet) return;
    sg_auto_buf text = { 0 };
    bool is_posts = v->view == SG_MAP_TIMELINE || v->nodes == SG_MAP_POSTS;
    if (is_posts) {
        page_count(&text, s->n_evidence, "post", "posts");
        sg_buf_text(&text, " and ");
        page_count(&text, s->n_ghosts, "ghost", "ghosts");
    } else {
        page_count(&text, s->n_accounts, "account", "accounts");
    }
    sg_buf_text(&text, ", ");
    page_count(&text, s->n_explicit, "link seen", "links seen");
    if (!v->request.no_inferred) {
        sg_buf_text(&text, " and ");
        page_number(&text, s->n_inferred);
        sg_buf_text(&text, " inferred");
    }
    const char *line = sg_buf_cstr(&text);
    if (line) say("%s: %s", output_called(output), line);
}

static enum sg_code draw(const struct values *v, const struct sg_story *story, const char *title,
                         const struct sg_map_format *format, const struct sg_map_page *page, struct sg_buf *out,
                         struct sg_err *err)
{
    const struct sg_map_options options = { .view = v->view == 1 ? SG_MAP_NETWORK : SG_MAP_TIMELINE,
                                            .nodes = v->nodes == 1 ? SG_MAP_POSTS : SG_MAP_ACCOUNTS,
                                            .width = (int)v->width,
                                            .height = (int)v->height,
                                            .with_inferred = !v->request.no_inferred,
                                            .with_text = v->request.with_text,
                                            .seed = v->seed,
                                            .title = title,
                                            .page = page };
    SG_TRY(format->write(story, &options, out, err));
    return sg_buf_check(out, err);
}

static struct sg_page_options page_options(const struct values *v)
{
    return (struct sg_page_options){
        .kind = SG_PAGE_MAP, .with_text = v->request.with_text, .names = names_options(&v->names), .seed = v->seed
    };
}

/* With the case's facts where the format tells them; nothing but the title is cleaned otherwise. */
static enum sg_code replace_names(struct context *ctx, const struct values *v, struct sg_story *story,
                                  const struct sg_map_format *format, struct sg_page_findings *findings,
                                  struct sg_page_case_facts *kase, uint32_t *ret_replaced, struct sg_err *err)
{
    struct sg_page_options options = page_options(v);
    struct sg_names_options *names = &options.names;
    names->known = &findings->known;
    if (is_page(format)) SG_TRY(sg_page_case_load(ctx->store, ctx->kase, kase, err));
    SG_TRY(sg_page_case_beside(kase, v->title, names, err));
    if (is_page(format)) SG_TRY(sg_page_findings_tell(findings, &options, err));
    SG_TRY(sg_story_replace_names(story, names, ret_replaced, err));
    return sg_page_case_take(kase, err);
}

static enum sg_code draw_page(const struct values *v, const struct sg_story *story, const struct story_request *request,
                              struct sg_page_case_facts *kase, const struct sg_page_findings *findings,
                              uint32_t n_replaced, const struct sg_map_format *format, struct sg_buf *out,
                              struct sg_err *err)
{
    struct sg_page_options options = page_options(v);
    SG_TRY(page_made(v->is_undated, &options.made, err));
    struct sg_page_story one = page_story(story, "s1", request, n_replaced);
    one.title = kase->story_title;
    one.known = &findings->known;
    kase->page.findings = findings;
    return draw(v, story, one.title, format, &(struct sg_map_page){ &kase->page, &options, &one }, out, err);
}

static enum sg_code write_map(struct context *ctx, const struct values *v, struct sg_str query, struct sg_story *story,
                              const struct story_request *request, const struct sg_map_format *format,
                              struct output *output, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    sg_auto_page_case kase = { .story_title = v->title };
    sg_auto_page_findings findings = { 0 };
    uint32_t n_replaced = 0;
    const struct sg_names_options names = names_options(&v->names);
    SG_TRY(findings_load(ctx, &findings, err));
    SG_TRY(sg_page_findings_know(&findings, &names, err));
    sg_story_take_groups(story, &findings.known);
    if (replaces_names(v, format)) SG_TRY(replace_names(ctx, v, story, format, &findings, &kase, &n_replaced, err));
    if (is_page(format))
        SG_TRY(draw_page(v, story, request, &kase, &findings, n_replaced, format, &out, err));
    else
        SG_TRY(draw(v, story, kase.story_title, format, NULL, &out, err));
    SG_TRY(output_write(output, sg_buf_view(&out), err));
    SG_TRY(note(ctx, v, query, format, output, sg_buf_view(&out), err));
    SG_TRY(output_finish(output, sg_buf_view(&out), err));
    tell(ctx, v, output, story);
    return SG_OK;
}

static enum sg_code run_map(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    if (!v->output) return sg_fail(err, SG_EUSAGE, "map needs -o FILE");
    const struct sg_map_format *format;
    SG_TRY(find_format(v, &format, err));
    sg_auto_output output = { 0 };
    SG_TRY(output_open(&output, v->output, err));
    sg_auto_buf query = { 0 };
    SG_TRY(query_join(n_args, args, &query, err));
    struct sg_story *story = NULL;
    SG_TRY(story_load(ctx, sg_buf_view(&query), &v->request, &story, err));
    enum sg_code code =
        story->n_posts ? write_map(ctx, v, sg_buf_view(&query), story, &v->request, format, &output, err)
                       : sg_fail(err, SG_ENOTFOUND, "no post in this case fits the query: there is nothing to draw");
    sg_story_free(story);
    return code;
}

static const struct option_row options[] = {
    { "output", 'o', OPTION_TEXT, offsetof(struct values, output), "FILE",
      "the file to write; its suffix is the format: svg, png, html, gexf, graphml, csv or json; '-' is standard output",
      NULL, 0, 0 },
    { "format", 'f', OPTION_TEXT, offsetof(struct values, format), "FORMAT", "the format, whatever the suffix", NULL, 0,
      0 },
    { "view", 0, OPTION_CHOICE, offsetof(struct values, view), "timeline|network",
      "svg and png: lanes by platform with time left to right (the default), or who relayed whom", views, 0, 0 },
    { "nodes", 0, OPTION_CHOICE, offsetof(struct values, nodes), "accounts|posts",
      "what a node is in a network, GEXF, GraphML and CSV (accounts)", node_kinds, 0, 0 },
    { "width", 0, OPTION_COUNT, offsetof(struct values, width), "N", "pixels (1200)", NULL, 200, 20000 },
    { "height", 0, OPTION_COUNT, offsetof(struct values, height), "N", "pixels (as the content needs)", NULL, 100,
      20000 },
    { "title", 0, OPTION_TEXT, offsetof(struct values, title), "TEXT", "the picture's title (the query)", NULL, 0, 0 },
    STORY_OPTIONS(struct values),
    NAMES_OPTIONS(struct values, "html: large, others: all"),
    { "seed", 0, OPTION_COUNT, offsetof(struct values, seed), "N", "of the network's layout (1)", NULL, 0, 0 },
    { "undated", 0, OPTION_FLAG, offsetof(struct values, is_undated), NULL, "html: leave out when it was made", NULL, 0,
      0 },
    { NULL },
};
static const char *const usage[] = {
    "map QUERY -o FILE.{svg,png,html,gexf,graphml,csv,json} [--view timeline|network] [--nodes accounts|posts]", NULL
};
static const char *const description[] = {
    "Draws the story that a query finds, or writes it for another program. The timeline has a lane for each platform, "
    "relays "
    "as curves, marks sized by audience, and the calendar's periods shaded; inferred links are drawn apart. GEXF and "
    "GraphML "
    "open in Gephi, networkx and igraph; html is a page with the map to move in, where small accounts' names are "
    "replaced "
    "as in a report. The file's hash is noted in the custody log.",
    NULL,
};
static const struct example examples[] = {
    { "sillage map '#macronleaks' -o map.svg", "The timeline, for a page." },
    { "sillage map '#macronleaks' -o map.html", "The map to zoom, search and play, in one file." },
    { "sillage map '#macronleaks' -o relays.gexf --nodes posts", "Every post as a node, for Gephi." },
    { "sillage map '#macronleaks' -o - --format csv", "The links, to standard output." },
    { NULL, NULL },
};
const struct command command_map = {
    .name = "map",
    .summary = "draw a story, or write it as a graph",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_map,
};
