/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coordination_graph.h"

enum sg_code coordination_graphml_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                        struct sg_buf *out, struct sg_err *err)
{
    (void)o;
    struct step_graph g;
    sg_auto_buf about = { 0 };
    SG_TRY(step_graph_init(&g, c, err));
    step_graph_describe(&about, &g);
    graphml_head(out);
    graphml_keys(out, step_node_attributes, "node", false);
    graphml_keys(out, step_edge_attributes, "edge", false);
    graphml_graph(out, "coordination", "undirected", &about);
    for (size_t i = 0; i < g.n_nodes; i++) {
        sg_buf_printf(out, "    <node id=\"n%zu\">", i);
        graphml_values(out, step_node_attributes, &g, i);
        sg_buf_text(out, "</node>\n");
    }
    for (size_t i = 0; i < g.n_edges; i++) {
        const struct sg_step_pair *p = &c->pairs[g.edges[i]];
        sg_buf_printf(out, "    <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\">", i, g.node_of[p->a], g.node_of[p->b]);
        graphml_values(out, step_edge_attributes, &g, i);
        sg_buf_text(out, "</edge>\n");
    }
    sg_buf_text(out, "  </graph>\n</graphml>\n");
    step_graph_release(&g);
    return sg_buf_check(out, err);
}
