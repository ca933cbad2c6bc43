/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/text.h"
#include "report/coordination_graph.h"
#include "report/map_files.h"

static void node(struct sg_buf *out, const struct step_graph *g, size_t i)
{
    sg_auto_buf label = { 0 };
    step_node_label(&label, g, i);
    sg_buf_printf(out, "      <node id=\"n%zu\" label=\"", i);
    sg_escape_xml(out, sg_buf_view(&label));
    sg_buf_text(out, "\">");
    gexf_values(out, step_node_attributes, g, i);
    gexf_color(out, step_node_color(g, i), "1.0");
    sg_buf_printf(out, "<viz:size value=\"%u\"/>", step_node_size(g, i));
    if (g->x) gexf_position(out, g->x[i], g->y[i]);
    sg_buf_text(out, "</node>\n");
    out->failed |= label.failed;
}

static void edge(struct sg_buf *out, const struct step_graph *g, size_t i)
{
    const struct sg_step_pair *p = &g->c->pairs[g->edges[i]];
    sg_buf_printf(out, "      <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\" weight=\"%llu\">", i, g->node_of[p->a],
                  g->node_of[p->b], (unsigned long long)p->weight);
    gexf_values(out, step_edge_attributes, g, i);
    sg_buf_text(out, "<viz:thickness value=\"");
    map_hundredths(out, 1 + log2(fmax((double)p->weight, 1)));
    sg_buf_text(out, "\"/></edge>\n");
}

enum sg_code coordination_gexf_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                     struct sg_buf *out, struct sg_err *err)
{
    (void)o;
    struct step_graph g;
    sg_auto_buf about = { 0 };
    SG_TRY(step_graph_init(&g, c, err));
    step_graph_describe(&about, &g);
    gexf_head(out, &about);
    sg_buf_text(out, "  <graph mode=\"static\" defaultedgetype=\"undirected\">\n");
    gexf_attributes(out, step_node_attributes, "node", false);
    gexf_attributes(out, step_edge_attributes, "edge", false);
    sg_buf_printf(out, "    <nodes count=\"%zu\">\n", g.n_nodes);
    for (size_t i = 0; i < g.n_nodes; i++)
        node(out, &g, i);
    sg_buf_printf(out, "    </nodes>\n    <edges count=\"%zu\">\n", g.n_edges);
    for (size_t i = 0; i < g.n_edges; i++)
        edge(out, &g, i);
    sg_buf_text(out, "    </edges>\n  </graph>\n</gexf>\n");
    step_graph_release(&g);
    return sg_buf_check(out, err);
}
