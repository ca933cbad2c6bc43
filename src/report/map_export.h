/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both graph formats hold, GEXF and GraphML: a story's nodes and edges with everything that the JSON form says. */
#ifndef SG_REPORT_MAP_EXPORT_H
#define SG_REPORT_MAP_EXPORT_H

#include "report/graph_file.h"
#include "report/map_model.h"

struct map_export {
    const struct sg_story *story;
    const struct sg_map_options *options;
    struct map_model model;
    uint32_t *community; /* of each node */
    double *x, *y;       /* NULL: too many nodes for a layout */
    sg_time *times;      /* of every relay, edge after edge, the earliest first */
    unsigned has;        /* enum graph_only: a node is a post, somebody acted in step */
    size_t *first_time;  /* of each edge: its times are [first_time[i], first_time[i + 1]) */
};
/* The layout's cost; memory about 100 bytes a node and an edge. */
enum sg_code map_export_init(struct map_export *e, const struct sg_story *s, const struct sg_map_options *o,
                             struct sg_err *err) SG_CHECKED;
void map_export_release(struct map_export *e);

/* Of a struct map_export; those of posts where a node is one.  Both end with a NULL name. */
extern const struct graph_attribute map_node_attributes[], map_edge_attributes[];

/* The title, what a node is, and whether inferred relays are in: one sentence. */
void map_export_describe(struct sg_buf *out, const struct map_export *e);

#endif
