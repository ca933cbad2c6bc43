/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GEXF 1.3 with lifetimes, places and colours: doc/formats/map-files.md. */
#include <math.h>

#include "base/text.h"
#include "report/map_export.h"
#include "report/map_files.h"

static void spell(struct sg_buf *out, sg_time first, sg_time last)
{
    sg_buf_text(out, "<spell");
    gexf_lifetime(out, first, last);
    sg_buf_text(out, "/>");
}

static void node(struct sg_buf *out, const struct map_export *e, size_t i)
{
    const struct map_node *n = &e->model.nodes[i];
    sg_auto_buf label = { 0 };
    map_node_label(&label, e->story, n);
    sg_buf_printf(out, "      <node id=\"n%zu\" label=\"", i);
    sg_escape_xml(out, sg_buf_view(&label));
    sg_buf_char(out, '"');
    gexf_lifetime(out, n->first, n->last);
    sg_buf_text(out, ">\n        ");
    gexf_values(out, map_node_attributes, e, i);
    sg_buf_text(out, "\n        <spells>");
    spell(out, n->first, n->last);
    sg_buf_text(out, "</spells>\n        ");
    struct map_look look = map_platform_look(n->platform);
    static const char *const shapes[] = { "disc", "square", "diamond", "triangle" };
    gexf_color(out, look.color, n->is_ghost ? "0.4" : "1.0");
    sg_buf_printf(out, "<viz:size value=\"%u\"/><viz:shape value=\"%s\"/>", map_node_size(n), shapes[look.shape % 4]);
    if (e->x) gexf_position(out, e->x[i], e->y[i]);
    sg_buf_text(out, "\n      </node>\n");
}

/*
 * A spell for each moment at which a relay came.  An edge of several has no `start` and `end` of its own: Gephi takes
 * those for one more interval, and refuses intervals that overlap.
 */
static void edge(struct sg_buf *out, const struct map_export *e, size_t i)
{
    const struct map_edge *v = &e->model.edges[i];
    bool is_inferred = sg_link_is_inferred(v->kind);
    sg_buf_printf(out,
                  "      <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\" type=\"directed\" kind=\"%s\" weight=\"%u\"",
                  i, v->from, v->to, sg_link_kind_name(v->kind), v->weight);
    if (v->first == v->last) gexf_lifetime(out, v->first, v->last);
    sg_buf_char(out, '>');
    gexf_values(out, map_edge_attributes, e, i);
    sg_buf_text(out, "<spells>");
    for (size_t k = e->first_time[i]; k < e->first_time[i + 1]; k++)
        if (k == e->first_time[i] || e->times[k] != e->times[k - 1]) spell(out, e->times[k], e->times[k]);
    sg_buf_text(out, "</spells>");
    gexf_color(out, map_platform_look(e->model.nodes[v->from].platform).color, is_inferred ? "0.4" : "0.8");
    sg_buf_text(out, "<viz:thickness value=\"");
    map_hundredths(out, 1 + log2((double)v->weight));
    sg_buf_printf(out, "\"/><viz:shape value=\"%s\"/></edge>\n", is_inferred ? "dashed" : "solid");
}

static void head(struct sg_buf *out, const struct map_export *e)
{
    const struct sg_story *s = e->story;
    sg_auto_buf about = { 0 };
    map_export_describe(&about, e);
    gexf_head(out, &about);
    sg_buf_text(out, "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\" "
                     "timerepresentation=\"interval\"");
    if (s->from != SG_TIME_NONE && s->n_posts) gexf_lifetime(out, s->posts[0].time, s->posts[s->n_posts - 1].time);
    sg_buf_text(out, ">\n");
    gexf_attributes(out, map_node_attributes, "node", e->has);
    gexf_attributes(out, map_edge_attributes, "edge", e->has);
}

enum sg_code map_gexf_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                            struct sg_err *err)
{
    struct map_export e = { 0 };
    SG_TRY(map_export_init(&e, s, o, err));
    head(out, &e);
    sg_buf_printf(out, "    <nodes count=\"%zu\">\n", e.model.n_nodes);
    for (size_t i = 0; i < e.model.n_nodes; i++)
        node(out, &e, i);
    sg_buf_printf(out, "    </nodes>\n    <edges count=\"%zu\">\n", e.model.n_edges);
    for (size_t i = 0; i < e.model.n_edges; i++)
        edge(out, &e, i);
    sg_buf_text(out, "    </edges>\n  </graph>\n</gexf>\n");
    map_export_release(&e);
    return sg_buf_check(out, err);
}
