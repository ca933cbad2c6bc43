/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edges as a table that Gephi and spreadsheets import: doc/formats/map-files.md. */
#include "base/text.h"
#include "report/map_files.h"

static void name(struct sg_buf *out, const struct sg_story *s, const struct map_node *n)
{
    sg_auto_buf key = { 0 };
    map_node_key(&key, s, n);
    sg_escape_csv(out, sg_buf_view(&key));
}

/* A column of its own; empty when the node is in none. */
static void group(struct sg_buf *out, const struct sg_story *s, const struct map_node *n)
{
    uint32_t group = map_node_group(s, n);
    sg_buf_char(out, ',');
    if (group != SG_NO_INDEX) sg_buf_printf(out, "%u", group);
}

enum sg_code map_csv_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                           struct sg_err *err)
{
    struct map_model m = { 0 };
    SG_TRY(map_model_init(&m, s, o, err));
    bool has_groups = map_has_groups(s);
    sg_buf_printf(out, "Source,Target,Weight,Kind,First,Last,Inferred,Confidence,Type,Timeset%s\r\n",
                  has_groups ? ",SourceGroup,TargetGroup" : "");
    for (size_t i = 0; i < m.n_edges; i++) {
        const struct map_edge *e = &m.edges[i];
        char first[SG_TIME_TEXT], last[SG_TIME_TEXT];
        sg_time_format(e->first, first);
        sg_time_format(e->last, last);
        name(out, s, &m.nodes[e->from]);
        sg_buf_char(out, ',');
        name(out, s, &m.nodes[e->to]);
        sg_buf_printf(out, ",%u,%s,%s,%s,%s,", e->weight, sg_link_kind_name(e->kind), first, last,
                      sg_link_is_inferred(e->kind) ? "true" : "false");
        map_hundredths(out, e->confidence);
        sg_buf_printf(out, ",Directed,\"<[%s, %s]>\"", first, last);
        if (has_groups) {
            group(out, s, &m.nodes[e->from]);
            group(out, s, &m.nodes[e->to]);
        }
        sg_buf_text(out, "\r\n");
    }
    map_model_release(&m);
    return sg_buf_check(out, err);
}
