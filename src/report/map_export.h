/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both graph formats hold, GEXF and GraphML: a story's nodes and edges with everything that the JSON form says. */
#ifndef SG_REPORT_MAP_EXPORT_H
#define SG_REPORT_MAP_EXPORT_H

#include "report/map_model.h"

struct map_export {
    const struct sg_story *story;
    const struct sg_map_options *options;
    struct map_model model;
    uint32_t *community; /* of each node */
    double *x, *y;       /* NULL: too many nodes for a layout */
    sg_time *times;      /* of every relay, edge after edge, the earliest first */
    bool has_posts;      /* a node of it is a post */
    size_t *first_time;  /* of each edge: its times are [first_time[i], first_time[i + 1]) */
};
/* The layout's cost; memory about 100 bytes a node and an edge. */
enum sg_code map_export_init(struct map_export *e, const struct sg_story *s, const struct sg_map_options *o,
                             struct sg_err *err) SG_CHECKED;
void map_export_release(struct map_export *e);

enum map_attribute_type { MAP_STRING, MAP_INTEGER, MAP_LONG, MAP_DOUBLE, MAP_BOOLEAN };
/* Formats say some things in ways of their own. */
enum map_attribute_use { MAP_IN_BOTH, MAP_IN_GRAPHML };
struct map_attribute {
    const char *name;
    enum map_attribute_type type;
    enum map_attribute_use use;
    bool of_posts; /* only of nodes that are posts: all, or those of unknown authors */
    /* The value of node or edge i, not escaped; nothing when it is not known. */
    void (*write)(struct sg_buf *out, const struct map_export *e, size_t i);
};
/* Both end with a NULL name. */
extern const struct map_attribute map_node_attributes[], map_edge_attributes[];
/* Whether this export has it at all. */
bool map_attribute_is_in(const struct map_attribute *a, const struct map_export *e);
/* The value of node or edge i in place of what `ret` held; false when it has none. */
bool map_attribute_value(const struct map_attribute *a, const struct map_export *e, size_t i, struct sg_buf *ret);

/* The title, what a node is, and whether inferred relays are in: one sentence. */
void map_export_describe(struct sg_buf *out, const struct map_export *e);

#endif
