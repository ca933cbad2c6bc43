/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GraphML with typed keys: doc/formats/map-files.md. */
#include "report/map_export.h"
#include "report/map_files.h"

enum sg_code map_graphml_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                               struct sg_err *err)
{
    struct map_export e = { 0 };
    sg_auto_buf about = { 0 };
    SG_TRY(map_export_init(&e, s, o, err));
    map_export_describe(&about, &e);
    graphml_head(out);
    graphml_keys(out, map_node_attributes, "node", e.has);
    graphml_keys(out, map_edge_attributes, "edge", e.has);
    graphml_graph(out, "story", "directed", &about);
    for (size_t i = 0; i < e.model.n_nodes; i++) {
        sg_buf_printf(out, "    <node id=\"n%zu\">", i);
        graphml_values(out, map_node_attributes, &e, i);
        sg_buf_text(out, "</node>\n");
    }
    for (size_t i = 0; i < e.model.n_edges; i++) {
        const struct map_edge *edge = &e.model.edges[i];
        sg_buf_printf(out, "    <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\">", i, edge->from, edge->to);
        graphml_values(out, map_edge_attributes, &e, i);
        sg_buf_text(out, "</edge>\n");
    }
    sg_buf_text(out, "  </graph>\n</graphml>\n");
    map_export_release(&e);
    return sg_buf_check(out, err);
}
