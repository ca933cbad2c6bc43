/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writers behind sg_map_formats, and the small things that they share. */
#ifndef SG_REPORT_MAP_FILES_H
#define SG_REPORT_MAP_FILES_H

#include "report/map_model.h"

typedef enum sg_code map_write_fn(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                                  struct sg_err *err);
map_write_fn map_svg_write, map_png_write, map_html_write, map_gexf_write, map_graphml_write, map_csv_write,
    map_json_write;

/* More nodes are written without places.  So many accounts with 1,500,000 relays cost 80 s of processor time and 1.9 GB
 * on the way to a GEXF file of 1.1 GB, which hardly any program opens. */
enum { MAP_LAYOUT_NODES_MAX = 500000 };

/* A number with at most two decimals and a point, whatever the locale: "12", "-0.5", "3.14". */
void map_hundredths(struct sg_buf *out, double v);
/* A node's size in programs that draw graphs, 6 to 40, its area by audience. */
unsigned map_node_size(const struct map_node *n);

#endif
