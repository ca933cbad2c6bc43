/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts that acted in step as a graph: what its GEXF and GraphML forms hold. */
#ifndef SG_REPORT_COORDINATION_GRAPH_H
#define SG_REPORT_COORDINATION_GRAPH_H

#include "report/coordination_rows.h"
#include "report/graph_file.h"

/* Nodes are accounts of pairs that were found, edges are those pairs; both in the answer's order. */
struct step_graph {
    const struct sg_coordination *c;
    bool has_platforms;
    uint32_t *nodes, *edges; /* accounts, pairs */
    uint32_t *node_of;       /* of each account; SG_NO_INDEX */
    uint64_t *strength;      /* of each node: the weights of its edges */
    size_t n_nodes, n_edges;
    double *x, *y; /* of each node; NULL: too many for a layout */
};
/* The layout's cost. */
enum sg_code step_graph_init(struct step_graph *g, const struct sg_coordination *c, struct sg_err *err) SG_CHECKED;
void step_graph_release(struct step_graph *g);

/* Of a struct step_graph; both end with a NULL name. */
extern const struct graph_attribute step_node_attributes[], step_edge_attributes[];
void step_graph_describe(struct sg_buf *out, const struct step_graph *g); /* one sentence */
void step_node_label(struct sg_buf *out, const struct step_graph *g, size_t node);
uint32_t step_node_color(const struct step_graph *g, size_t node); /* 0xRRGGBB, by group */
unsigned step_node_size(const struct step_graph *g, size_t node);

enum sg_code coordination_gexf_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                     struct sg_buf *out, struct sg_err *err) SG_CHECKED;
enum sg_code coordination_graphml_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                        struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
