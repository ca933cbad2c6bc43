/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GEXF 1.3 with lifetimes, places and colours: doc/formats/map-files.md. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "report/map_files.h"
#include "report/map_model.h"
#include "report/say.h"

/* Beyond this a layout takes minutes, and whoever opens such a graph will make one anyway. */
enum { LAYOUT_NODES_MAX = 50000 };

static void attribute_value(struct sg_buf *out, const char *id, const char *value)
{
    sg_buf_printf(out, "<attvalue for=\"%s\" value=\"", id);
    sg_escape_xml(out, sg_str(value));
    sg_buf_text(out, "\"/>");
}

static void lifetime(struct sg_buf *out, sg_time first, sg_time last)
{
    char a[SG_TIME_TEXT], b[SG_TIME_TEXT];
    sg_time_format(first, a);
    sg_time_format(last, b);
    sg_buf_printf(out, " start=\"%s\" end=\"%s\"", a, b);
}

static void spell(struct sg_buf *out, sg_time first, sg_time last)
{
    sg_buf_text(out, "<spells><spell");
    lifetime(out, first, last);
    sg_buf_text(out, "/></spells>");
}

static void node(struct sg_buf *out, const struct sg_story *s, const struct map_node *n, size_t i, const double *at)
{
    sg_auto_buf words = { 0 };
    map_node_label(&words, s, n);
    sg_buf_printf(out, "      <node id=\"n%zu\" label=\"", i);
    sg_escape_xml(out, sg_buf_view(&words));
    sg_buf_char(out, '"');
    lifetime(out, n->first, n->last);
    sg_buf_text(out, ">\n        <attvalues>");
    sg_buf_clear(&words);
    map_node_key(&words, s, n);
    const char *key = sg_buf_cstr(&words);
    attribute_value(out, "key", key ? key : "");
    attribute_value(out, "platform", s->platforms[n->platform].name);
    attribute_value(out, "account", n->account == SG_NO_INDEX ? "" : s->accounts[n->account].name);
    sg_buf_printf(out, "<attvalue for=\"posts\" value=\"%u\"/><attvalue for=\"audience\" value=\"%" PRId64 "\"/>",
                  n->n_posts, n->audience);
    attribute_value(out, "ghost", n->is_ghost ? "true" : "false");
    attribute_value(out, "root", n->is_root ? "true" : "false");
    attribute_value(out, "chain", n->is_chain ? "true" : "false");
    sg_buf_text(out, "</attvalues>\n        ");
    spell(out, n->first, n->last);
    struct map_look look = map_platform_look(n->platform);
    static const char *const shapes[] = { "disc", "square", "diamond", "triangle" };
    sg_buf_printf(out,
                  "\n        <viz:color r=\"%u\" g=\"%u\" b=\"%u\" a=\"%s\"/><viz:size value=\"%u\"/>"
                  "<viz:shape value=\"%s\"/>",
                  look.color >> 16, look.color >> 8 & 255, look.color & 255, n->is_ghost ? "0.4" : "1.0",
                  map_node_size(n), shapes[look.shape % 4]);
    if (at) {
        sg_buf_text(out, "<viz:position x=\"");
        map_hundredths(out, at[0]);
        sg_buf_text(out, "\" y=\"");
        map_hundredths(out, at[1]);
        sg_buf_text(out, "\" z=\"0.0\"/>");
    }
    sg_buf_text(out, "\n      </node>\n");
}

static void edge(struct sg_buf *out, const struct map_edge *e, size_t i)
{
    const char *kind = sg_link_kind_name(e->kind);
    bool is_inferred = sg_link_is_inferred(e->kind);
    sg_buf_printf(out,
                  "      <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\" type=\"directed\" kind=\"%s\" weight=\"%u\"",
                  i, e->from, e->to, kind, e->weight);
    lifetime(out, e->first, e->last);
    sg_buf_text(out, "><attvalues>");
    attribute_value(out, "kind", kind);
    attribute_value(out, "inferred", is_inferred ? "true" : "false");
    sg_buf_text(out, "<attvalue for=\"confidence\" value=\"");
    map_hundredths(out, e->confidence);
    sg_buf_text(out, "\"/></attvalues>");
    spell(out, e->first, e->last);
    sg_buf_text(out, "</edge>\n");
}

static void head(struct sg_buf *out, const struct sg_story *s, const struct sg_map_options *o)
{
    /* The namespaces of 1.2draft with version 1.3: readers other than Gephi know no newer ones, Gephi asks only for
     * the version.  See doc/formats/map-files.md. */
    sg_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<gexf xmlns=\"http://www.gexf.net/1.2draft\" xmlns:viz=\"http://www.gexf.net/1.2draft/viz\" "
                     "version=\"1.3\">\n  <meta>\n    <creator>Sillage</creator>\n    <description>");
    sg_escape_xml(out, sg_str(o->title ? o->title : s->query));
    sg_buf_text(out, "</description>\n  </meta>\n"
                     "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\" "
                     "timerepresentation=\"interval\"");
    if (s->from != SG_TIME_NONE && s->n_posts) {
        sg_time from = s->posts[0].time, to = s->posts[s->n_posts - 1].time;
        lifetime(out, from, to);
    }
    sg_buf_text(out, ">\n    <attributes class=\"node\" mode=\"static\">\n"
                     "      <attribute id=\"key\" title=\"key\" type=\"string\"/>\n"
                     "      <attribute id=\"platform\" title=\"platform\" type=\"string\"/>\n"
                     "      <attribute id=\"account\" title=\"account\" type=\"string\"/>\n"
                     "      <attribute id=\"posts\" title=\"posts\" type=\"integer\"/>\n"
                     "      <attribute id=\"audience\" title=\"audience\" type=\"long\"/>\n"
                     "      <attribute id=\"ghost\" title=\"ghost\" type=\"boolean\"/>\n"
                     "      <attribute id=\"root\" title=\"root\" type=\"boolean\"/>\n"
                     "      <attribute id=\"chain\" title=\"chain\" type=\"boolean\"/>\n"
                     "    </attributes>\n    <attributes class=\"edge\" mode=\"static\">\n"
                     "      <attribute id=\"kind\" title=\"relay\" type=\"string\"/>\n"
                     "      <attribute id=\"inferred\" title=\"inferred\" type=\"boolean\"/>\n"
                     "      <attribute id=\"confidence\" title=\"confidence\" type=\"double\"/>\n    </attributes>\n");
}

static void body(struct sg_buf *out, const struct sg_story *s, const struct map_model *m, const double *x,
                 const double *y)
{
    sg_buf_printf(out, "    <nodes count=\"%zu\">\n", m->n_nodes);
    for (size_t i = 0; i < m->n_nodes; i++)
        node(out, s, &m->nodes[i], i, x ? (const double[]){ x[i], -y[i] } : NULL); /* Gephi's y points up */
    sg_buf_printf(out, "    </nodes>\n    <edges count=\"%zu\">\n", m->n_edges);
    for (size_t i = 0; i < m->n_edges; i++)
        edge(out, &m->edges[i], i);
    sg_buf_text(out, "    </edges>\n  </graph>\n</gexf>\n");
}

enum sg_code map_gexf_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                            struct sg_err *err)
{
    struct map_model m = { 0 };
    double *x = NULL, *y = NULL, *radius = NULL;
    enum sg_code code = map_model_init(&m, s, o, err);
    if (code != SG_OK) return code;
    if (m.n_nodes <= LAYOUT_NODES_MAX) {
        x = calloc(m.n_nodes + 1, sizeof *x);
        y = calloc(m.n_nodes + 1, sizeof *y);
        radius = calloc(m.n_nodes + 1, sizeof *radius);
        if (!x || !y || !radius) {
            code = sg_fail_nomem(err, "the map's layout");
            goto out;
        }
        for (size_t i = 0; i < m.n_nodes; i++)
            radius[i] = map_node_size(&m.nodes[i]);
        code = map_model_layout(&m, radius, 4, o->seed, x, y, err);
        if (code != SG_OK) goto out;
    }
    head(out, s, o);
    body(out, s, &m, x, y);
    code = sg_buf_check(out, err);
out:
    free(x);
    free(y);
    free(radius);
    map_model_release(&m);
    return code;
}
