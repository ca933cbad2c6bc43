/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>

#include "base/text.h"
#include "report/map_files.h"

const struct sg_map_format sg_map_formats[] = {
    { "svg", "picture: text stays text, for pages and print", map_svg_write },
    { "png", "picture: pixels, for anywhere", map_png_write },
    { "html", "page: the map to move in, in one file for any browser", map_html_write },
    { "gexf", "graph for Gephi, with times, places and colours", map_gexf_write },
    { "graphml", "graph for networkx, igraph, Cytoscape, yEd", map_graphml_write },
    { "csv", "the edges as a table", map_csv_write },
    { "json", "everything: the story, nodes and edges", map_json_write },
    { NULL, NULL, NULL },
};

const struct sg_map_format *sg_map_format_find(const char *suffix)
{
    if (!suffix) return NULL;
    for (const struct sg_map_format *f = sg_map_formats; f->suffix; f++)
        if (sg_str_is_nocase(sg_str(suffix), f->suffix)) return f;
    return NULL;
}

void map_hundredths(struct sg_buf *out, double v)
{
    int64_t h = isfinite(v) && fabs(v) < 1e15 ? llround(v * 100) : 0;
    if (h < 0) sg_buf_char(out, '-');
    int64_t whole = (h < 0 ? -h : h) / 100, rest = (h < 0 ? -h : h) % 100;
    sg_buf_printf(out, "%" PRId64, whole);
    if (rest) sg_buf_printf(out, rest % 10 ? ".%02" PRId64 : ".%" PRId64, rest % 10 ? rest : rest / 10);
}

unsigned map_node_size(const struct map_node *n)
{
    if (n->audience <= 0) return 6;
    double size = 6 + sqrt((double)n->audience) / 60; /* 4 million followers: 39 */
    return size > 40 ? 40 : (unsigned)size;
}
