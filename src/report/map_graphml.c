/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GraphML with typed keys: doc/formats/map-files.md. */
#include "base/text.h"
#include "report/map_export.h"
#include "report/map_files.h"

static void keys(struct sg_buf *out, const struct map_export *e, const struct map_attribute *a, const char *target)
{
    static const char *const types[] = { "string", "int", "long", "double", "boolean" };
    for (; a->name; a++)
        if (map_attribute_is_in(a, e))
            sg_buf_printf(out, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", a->name, target,
                          a->name, types[a->type]);
}

static void values(struct sg_buf *out, const struct map_export *e, const struct map_attribute *a, size_t i)
{
    sg_auto_buf value = { 0 };
    for (; a->name; a++) {
        if (!map_attribute_value(a, e, i, &value)) continue;
        sg_buf_printf(out, "<data key=\"%s\">", a->name);
        sg_escape_xml(out, sg_buf_view(&value));
        sg_buf_text(out, "</data>");
    }
    out->failed |= value.failed;
}

enum sg_code map_graphml_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                               struct sg_err *err)
{
    struct map_export e = { 0 };
    sg_auto_buf about = { 0 };
    SG_TRY(map_export_init(&e, s, o, err));
    map_export_describe(&about, &e);
    sg_buf_text(
        out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    keys(out, &e, map_node_attributes, "node");
    keys(out, &e, map_edge_attributes, "edge");
    sg_buf_text(out, "  <key id=\"description\" for=\"graph\" attr.name=\"description\" attr.type=\"string\"/>\n"
                     "  <graph id=\"story\" edgedefault=\"directed\">\n    <data key=\"description\">");
    sg_escape_xml(out, sg_buf_view(&about));
    sg_buf_text(out, "</data>\n");
    for (size_t i = 0; i < e.model.n_nodes; i++) {
        sg_buf_printf(out, "    <node id=\"n%zu\">", i);
        values(out, &e, map_node_attributes, i);
        sg_buf_text(out, "</node>\n");
    }
    for (size_t i = 0; i < e.model.n_edges; i++) {
        const struct map_edge *edge = &e.model.edges[i];
        sg_buf_printf(out, "    <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\">", i, edge->from, edge->to);
        values(out, &e, map_edge_attributes, i);
        sg_buf_text(out, "</edge>\n");
    }
    sg_buf_text(out, "  </graph>\n</graphml>\n");
    out->failed |= about.failed;
    map_export_release(&e);
    return sg_buf_check(out, err);
}
