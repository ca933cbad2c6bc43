/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each route answers with, worked out from the case as it is now. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "report/report.h"
#include "report/web_case.h"
#include "server/found.h"
#include "server/routes.h"
#include "survey/search.h"
#include "trace/trace.h"

static const char json_type[] = "application/json";

static struct sg_page_options page_options(const struct sg_server_options *o, const struct sg_question *q)
{
    return (struct sg_page_options){ .kind = SG_PAGE_LIVE,
                                     .with_text = o->with_text,
                                     .names = o->names,
                                     .max_nodes = q->max_nodes,
                                     .seed = q->seed,
                                     .made = SG_TIME_NONE };
}

/* ---- the page and the interface's description ---- */

enum sg_code answer_page(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                         struct sg_reply **ret, struct sg_err *err)
{
    static const char summary[] =
        "This page needs JavaScript. Without it, the same findings come from the command line:\n"
        "sillage status, sillage origin QUERY, sillage report";
    const struct sg_page_options options = page_options(o, q);
    sg_auto_buf out = { 0 };
    SG_TRY(sg_page_html(sg_str(c->title), sg_str(""), sg_str(summary), &options, &out, err));
    return sg_reply_new("text/html; charset=utf-8", &out, ret, err);
}

/* As tools/embed.py lays it down. */
struct sg_embedded {
    const char *name;
    const char *data;
    size_t len;
};
extern const struct sg_embedded sg_server_files[];

enum sg_code answer_openapi(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                            struct sg_reply **ret, struct sg_err *err)
{
    (void)o, (void)c, (void)q;
    sg_auto_buf out = { 0 };
    sg_buf_add(&out, sg_server_files[0].data, sg_server_files[0].len);
    return sg_reply_new(json_type, &out, ret, err);
}

/* ---- the case ---- */

enum sg_code answer_case(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                         struct sg_reply **ret, struct sg_err *err)
{
    sg_auto_page_case kase = { 0 };
    SG_TRY(sg_page_case_load(o->store, c, &kase, err));
    sg_auto_found found = NULL;
    SG_TRY(sg_found_hold(o->found, c, &found, err));
    kase.page.findings = sg_found_in(found);
    kase.page.kept = sg_found_kept(found);
    const struct sg_page_options options = page_options(o, q);
    sg_auto_buf out = { 0 };
    SG_TRY(sg_page_document_json(&kase.page, &options, NULL, 0, &out, err));
    SG_TRY(sg_reply_new(json_type, &out, ret, err));
    (*ret)->is_passing = !sg_found_is_lasting(found);
    return SG_OK;
}

enum sg_code answer_status(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                           struct sg_reply **ret, struct sg_err *err)
{
    (void)q;
    sg_auto_found found = NULL;
    SG_TRY(sg_found_hold(o->found, c, &found, err));
    struct sg_survey s;
    SG_TRY(sg_survey_load(o->store, &s, err));
    sg_auto_buf out = { 0 };
    enum sg_code code = sg_survey_json(c, &s, sg_found_kept(found), false, &out, err);
    sg_survey_release(&s);
    SG_TRY(code);
    SG_TRY(sg_reply_new(json_type, &out, ret, err));
    (*ret)->is_passing = !sg_found_is_lasting(found);
    return SG_OK;
}

/* ---- search ---- */

enum sg_code answer_search(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                           struct sg_reply **ret, struct sg_err *err)
{
    (void)c;
    sg_auto_buf condition = { 0 }, out = { 0 };
    SG_TRY(sg_query_compile(q->q, &condition, err));
    /* Which accounts are large is known of a story as a whole only, so a search names either all or nobody; texts name
     * people too. */
    const struct sg_search_options options = { .limit = q->limit,
                                               .offset = q->offset,
                                               .with_text = o->with_text && o->names.all,
                                               .without_names = !o->names.all };
    SG_TRY(sg_search_json(o->store, q->q, sg_buf_view(&condition), &options, &out, err));
    return sg_reply_new(json_type, &out, ret, err);
}

/* ---- stories ---- */

/* A story with its names as the server may show them. */
struct told {
    struct sg_story *story;
    struct sg_found_state *found;
    struct sg_buf to; /* of the question, terminated */
    struct sg_origin_options options;
    uint32_t n_replaced;
};

static void told_release(struct told *t)
{
    sg_story_free(t->story);
    sg_found_drop(t->found);
    sg_buf_release(&t->to);
}
#define auto_told __attribute__((cleanup(told_release))) struct told

static enum sg_code tell(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                         struct sg_names_options names, struct told *t, struct sg_err *err)
{
    sg_buf_str(&t->to, q->to);
    sg_origin_options_default(&t->options);
    t->options.with_text = o->with_text;
    t->options.with_inferred = q->with_inferred;
    t->options.max_posts = o->max_posts;
    if (q->to.len > 0 && !(t->options.to = sg_buf_cstr(&t->to))) return sg_fail_nomem(err, "a question");
    struct sg_story_period *calendar = NULL;
    SG_TRY(sg_origin_calendar(c, &calendar, err));
    t->options.calendar = calendar;
    t->options.n_calendar = c->n_calendar;
    enum sg_code code = sg_origin(o->store, q->q, &t->options, &t->story, err);
    t->options.calendar = NULL;
    free(calendar);
    SG_TRY(code);
    if (t->story->n_posts == 0) return sg_fail(err, SG_ENOTFOUND, "no post in this case fits the query");
    SG_TRY(sg_found_hold(o->found, c, &t->found, err));
    names.known = &sg_found_in(t->found)->known;
    sg_story_take_groups(t->story, names.known);
    return sg_story_replace_names(t->story, &names, &t->n_replaced, err);
}

/* What was asked and the hash of the answer, in the log before it is given: enough to ask again and compare. */
static enum sg_code note(const struct sg_server_options *o, struct sg_case *c, const char *action,
                         const struct sg_question *q, struct sg_str answer, struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(answer.data, answer.len, hex, err));
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_kstr(&j, "query", q->q);
    if (q->to.len) sg_json_kstr(&j, "to", q->to);
    sg_json_kbool(&j, "inferred", q->with_inferred);
    sg_json_ku64(&j, "seed", q->seed);
    if (q->format.len) {
        sg_json_kstr(&j, "format", q->format);
        sg_json_ktext(&j, "view", sg_map_views[q->view]);
        sg_json_ktext(&j, "nodes", sg_map_node_kinds[q->nodes]);
    } else {
        sg_json_ku64(&j, "max_nodes", q->max_nodes);
    }
    sg_json_kbool(&j, "text", o->with_text);
    sg_json_ktext(&j, "names", o->names.all ? "all" : "large");
    sg_json_ktext(&j, "result_sha256", hex);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&details, err));
    return sg_custody_append(c, action, sg_buf_view(&details), err);
}

static struct sg_page_story page_story(const struct told *t, const struct sg_question *q, const char *id)
{
    return (struct sg_page_story){ .story = t->story,
                                   .id = id,
                                   .to = t->options.to,
                                   .with_inferred = q->with_inferred,
                                   .same_text_window = t->options.same_text_window,
                                   .co_object_window = t->options.co_object_window,
                                   .n_replaced = t->n_replaced,
                                   .known = &sg_found_in(t->found)->known };
}

enum sg_code answer_story(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                          struct sg_reply **ret, struct sg_err *err)
{
    auto_told t = { 0 };
    SG_TRY(tell(o, c, q, o->names, &t, err));
    sg_auto_buf key = { 0 }, out = { 0 };
    sg_question_key(sg_route_find(sg_str("/api/v1/story")), q, &key);
    SG_TRY(sg_buf_check(&key, err));
    char id[20]; /* of the question, so that the same one has the same name in a page's address */
    snprintf(id, sizeof id, "q%016" PRIx64, sg_siphash(key.data, key.len));
    const struct sg_page_story story = page_story(&t, q, id);
    const struct sg_page_options options = page_options(o, q);
    SG_TRY(sg_page_story_json(&story, &options, &out, err));
    SG_TRY(sg_buf_check(&out, err));
    SG_TRY(note(o, c, "serve story", q, sg_buf_view(&out), err));
    SG_TRY(sg_reply_new(json_type, &out, ret, err));
    (*ret)->is_passing = !sg_found_is_lasting(t.found);
    return SG_OK;
}

/* ---- maps ---- */

static const char *type_of(const char *suffix)
{
    static const struct {
        const char *suffix, *type;
    } types[] = { { "svg", "image/svg+xml" },
                  { "png", "image/png" },
                  { "csv", "text/csv; charset=utf-8" },
                  { "json", json_type },
                  { "gexf", "application/xml" },
                  { "graphml", "application/xml" },
                  { "html", "text/html; charset=utf-8" } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].suffix, suffix) == 0) return types[i].type;
    return "application/octet-stream";
}

static enum sg_code find_format(struct sg_str name, const struct sg_map_format **ret, struct sg_err *err)
{
    sg_auto_buf known = { 0 };
    for (const struct sg_map_format *f = sg_map_formats; f->suffix; f++) {
        if (sg_str_is(name, f->suffix)) {
            *ret = f;
            return SG_OK;
        }
        sg_buf_printf(&known, "%s%s", known.len ? ", " : "", f->suffix);
    }
    const char *list = sg_buf_cstr(&known);
    return sg_fail(err, SG_EUSAGE, "no map can be written as \"%.*s\"; known are: %s",
                   (int)(name.len < 40 ? name.len : 40), name.data ? name.data : "", list ? list : "");
}

static enum sg_code write_map(const struct sg_server_options *o, const struct sg_question *q,
                              const struct sg_map_format *format, const struct told *t, const struct sg_page_case *kase,
                              struct sg_buf *out, struct sg_err *err)
{
    const struct sg_page_story story = page_story(t, q, "s1");
    struct sg_page_options page = page_options(o, q);
    page.kind = SG_PAGE_MAP;
    const struct sg_map_options options = { .view = (enum sg_map_view)q->view,
                                            .nodes = (enum sg_map_nodes)q->nodes,
                                            .with_inferred = q->with_inferred,
                                            .with_text = o->with_text,
                                            .seed = q->seed,
                                            .page = &(struct sg_map_page){ kase, &page, &story } };
    SG_TRY(format->write(t->story, &options, out, err));
    return sg_buf_check(out, err);
}

enum sg_code answer_map(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                        struct sg_reply **ret, struct sg_err *err)
{
    const struct sg_map_format *format = NULL;
    SG_TRY(find_format(q->format, &format, err));
    auto_told t = { 0 };
    sg_auto_page_case kase = { 0 };
    struct sg_names_options names = o->names;
    if (strcmp(format->suffix, "html") == 0) SG_TRY(sg_page_case_load(o->store, c, &kase, err));
    SG_TRY(sg_page_case_beside(&kase, NULL, &names, err));
    SG_TRY(tell(o, c, q, names, &t, err));
    SG_TRY(sg_page_case_take(&kase, err));
    kase.page.findings = sg_found_in(t.found);
    sg_auto_buf out = { 0 };
    SG_TRY(write_map(o, q, format, &t, &kase.page, &out, err));
    SG_TRY(note(o, c, "serve map", q, sg_buf_view(&out), err));
    struct sg_reply *reply = NULL;
    SG_TRY(sg_reply_new(type_of(format->suffix), &out, &reply, err));
    snprintf(reply->file, sizeof reply->file, "map.%s", format->suffix);
    reply->is_passing = !sg_found_is_lasting(t.found);
    *ret = reply;
    return SG_OK;
}
