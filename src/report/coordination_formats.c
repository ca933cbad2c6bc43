/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "report/coordination_graph.h"

const struct sg_coordination_format sg_coordination_formats[] = {
    { "gexf", coordination_gexf_write },
    { "graphml", coordination_graphml_write },
    { "csv", coordination_csv_write },
    { "json", sg_report_coordination_json },
    { 0 },
};

const struct sg_coordination_format *sg_coordination_format_find(const char *suffix)
{
    for (const struct sg_coordination_format *f = sg_coordination_formats; f->suffix; f++)
        if (sg_str_is_nocase(sg_str(suffix), f->suffix)) return f;
    return NULL;
}
