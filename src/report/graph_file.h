/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What graphs in GEXF and GraphML are written with: attributes as rows of a table, and the pieces of both formats. */
#ifndef SG_REPORT_GRAPH_FILE_H
#define SG_REPORT_GRAPH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"

enum graph_type { GRAPH_STRING, GRAPH_INTEGER, GRAPH_LONG, GRAPH_DOUBLE, GRAPH_BOOLEAN };
/* GEXF says some things in ways of its own. */
enum graph_use { GRAPH_IN_BOTH, GRAPH_IN_GRAPHML };
/* Where a row belongs: everywhere, or only in graphs that have such nodes. */
enum graph_only { GRAPH_OF_ALL = 0, GRAPH_OF_POSTS = 1, GRAPH_OF_GROUPS = 2 };
/* A table ends with a NULL name. */
struct graph_attribute {
    const char *name;
    enum graph_type type;
    enum graph_use use;
    unsigned only; /* enum graph_only */
    /* The value of node or edge i of the graph `of`, not escaped; nothing when it is not known. */
    void (*write)(struct sg_buf *out, const void *of, size_t i);
};

void graph_truth(struct sg_buf *out, bool v);
void graph_moment(struct sg_buf *out, sg_time t); /* nothing for SG_TIME_NONE */

/* `has`: the bits of enum graph_only whose rows are declared. */
void gexf_head(struct sg_buf *out, const struct sg_buf *about);
void gexf_attributes(struct sg_buf *out, const struct graph_attribute *rows, const char *target, unsigned has);
void gexf_values(struct sg_buf *out, const struct graph_attribute *rows, const void *of, size_t i);
void gexf_lifetime(struct sg_buf *out, sg_time first, sg_time last); /* start="" end="" */
void gexf_color(struct sg_buf *out, uint32_t rgb, const char *alpha);
void gexf_position(struct sg_buf *out, double x, double y); /* y points down */

void graphml_head(struct sg_buf *out);
void graphml_keys(struct sg_buf *out, const struct graph_attribute *rows, const char *target, unsigned has);
void graphml_graph(struct sg_buf *out, const char *id, const char *direction, const struct sg_buf *about);
void graphml_values(struct sg_buf *out, const struct graph_attribute *rows, const void *of, size_t i);

#endif
