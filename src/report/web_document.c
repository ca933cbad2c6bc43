/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's whole document: the case, the stories, and what was run for them. */
#include "base/fs.h"
#include "base/json_out.h"
#include "casefile/casefile.h"
#include "report/names.h"
#include "report/web_coordination.h"
#include "report/web_internal.h"

static void case_json(struct sg_json_out *j, const struct sg_page_case *c)
{
    sg_json_key(j, "case");
    sg_json_object(j);
    sg_json_ktext(j, "title", c->title);
    sg_json_ktime(j, "created", c->created);
    sg_json_ku64(j, "posts", c->n_posts);
    sg_json_key(j, "sources");
    sg_json_array(j);
    for (size_t i = 0; i < c->n_sources; i++) {
        const struct sg_page_source *s = &c->sources[i];
        sg_json_object(j);
        sg_json_ktext(j, "file", sg_path_name(s->file));
        sg_json_ktext(j, "sha256", s->sha256);
        sg_json_ktext(j, "format", s->format);
        sg_json_ktext(j, "platform", s->platform);
        sg_json_ku64(j, "bytes", s->bytes);
        sg_json_ku64(j, "rows", s->rows);
        sg_json_ku64(j, "rejected", s->rejected);
        sg_json_ku64(j, "repaired", s->repaired);
        sg_json_ktext(j, "error", s->error);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_key(j, "custody");
    sg_json_object(j);
    sg_json_ku64(j, "lines", c->custody_lines);
    sg_json_ktext(j, "head", c->custody_head);
    sg_json_object_end(j);
    if (c->kept) sg_case_kept_json(c->kept, j);
    sg_json_object_end(j);
}

static void privacy(struct sg_json_out *j, const struct sg_page_options *o)
{
    sg_json_key(j, "privacy");
    sg_json_object(j);
    sg_json_ktext(j, "names", o->names.all ? "all" : "large");
    sg_json_ki64(j, "limit", names_limit(&o->names));
    sg_json_kbool(j, "text", o->with_text);
    sg_json_object_end(j);
}

/* ---- methods ---- */

void web_method(struct sg_json_out *j, const char *id)
{
    sg_json_object(j);
    sg_json_ktext(j, "id", id);
    sg_json_key(j, "settings");
    sg_json_object(j);
}

void web_method_end(struct sg_json_out *j)
{
    sg_json_object_end(j);
    sg_json_object_end(j);
}

/* What is added up over the stories. */
struct totals {
    uint64_t inferred, duplicates, replaced, nodes, edges, hidden_nodes, hidden_edges, hidden_posts, communities;
    bool with_inferred;
};

static struct totals add_up(const struct sg_page_part *stories, size_t n)
{
    struct totals t = { 0 };
    for (size_t i = 0; i < n; i++) {
        t.inferred += stories[i].n_inferred;
        t.duplicates += stories[i].n_duplicates;
        t.replaced += stories[i].n_replaced;
        t.nodes += stories[i].n_nodes;
        t.edges += stories[i].n_edges;
        t.hidden_nodes += stories[i].n_hidden_nodes;
        t.hidden_edges += stories[i].n_hidden_edges;
        t.hidden_posts += stories[i].n_hidden_posts;
        t.communities += stories[i].n_communities;
        t.with_inferred |= stories[i].with_inferred;
    }
    return t;
}

/* Windows and seeds are the same for every story of a document. */
static void methods(struct sg_json_out *j, const struct sg_page_options *o, const struct sg_page_part *stories,
                    size_t n, const struct sg_page_findings *findings)
{
    struct totals t = add_up(stories, n);
    web_method(j, "origin");
    sg_json_ku64(j, "stories", n);
    web_method_end(j);
    if (t.with_inferred) {
        web_method(j, "inferred-links");
        sg_json_ki64(j, "same_text_window_s", stories[0].same_text_window / SG_SECOND);
        sg_json_ki64(j, "co_object_window_s", stories[0].co_object_window / SG_SECOND);
        sg_json_ku64(j, "links", t.inferred);
        web_method_end(j);
    }
    web_method(j, "same-text");
    sg_json_ku64(j, "duplicates", t.duplicates);
    web_method_end(j);
    web_method(j, "layout");
    sg_json_ku64(j, "seed", o->seed);
    sg_json_ku64(j, "nodes", t.nodes);
    sg_json_ku64(j, "edges", t.edges);
    if (n == 1) sg_json_ku64(j, "iterations", stories[0].n_iterations);
    web_method_end(j);
    web_method(j, "communities");
    sg_json_ku64(j, "seed", o->seed);
    sg_json_ki64(j, "resolution", 1);
    sg_json_ku64(j, "communities", t.communities);
    if (n == 1) sg_json_kdouble(j, "modularity", stories[0].modularity);
    web_method_end(j);
    if (t.hidden_nodes || t.hidden_edges || t.hidden_posts) {
        web_method(j, "backbone");
        sg_json_ku64(j, "hidden_nodes", t.hidden_nodes);
        sg_json_ku64(j, "hidden_edges", t.hidden_edges);
        sg_json_ku64(j, "hidden_posts", t.hidden_posts);
        web_method_end(j);
    }
    web_findings_methods(j, findings);
    web_method(j, "privacy");
    sg_json_ktext(j, "names", o->names.all ? "all" : "large");
    sg_json_ki64(j, "limit", names_limit(&o->names));
    sg_json_ku64(j, "replaced", t.replaced);
    sg_json_kbool(j, "text", o->with_text);
    web_method_end(j);
}

enum sg_code sg_page_document_json(const struct sg_page_case *c, const struct sg_page_options *o,
                                   const struct sg_page_part *stories, size_t n_stories, struct sg_buf *out,
                                   struct sg_err *err)
{
    static const char *const kinds[] = { [SG_PAGE_REPORT] = "report", [SG_PAGE_MAP] = "map", [SG_PAGE_LIVE] = "live" };
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ki64(&j, "format", 1);
    sg_json_ktext(&j, "program", SG_VERSION);
    sg_json_ktext(&j, "kind", kinds[o->kind]);
    sg_json_ktime(&j, "made", o->made);
    case_json(&j, c);
    privacy(&j, o);
    sg_json_key(&j, "stories");
    sg_json_array(&j);
    for (size_t i = 0; i < n_stories; i++)
        sg_json_raw(&j, sg_buf_view(&stories[i].json));
    sg_json_array_end(&j);
    web_findings_json(&j, c->findings);
    sg_json_key(&j, "methods");
    sg_json_array(&j);
    if (n_stories) methods(&j, o, stories, n_stories, c->findings);
    sg_json_array_end(&j);
    sg_json_object_end(&j);
    return sg_buf_check(out, err);
}
