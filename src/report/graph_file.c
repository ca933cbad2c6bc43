/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GEXF 1.3 and GraphML: doc/formats/map-files.md. */
#include "report/graph_file.h"

#include "base/text.h"
#include "report/map_files.h"

void graph_truth(struct sg_buf *out, bool v)
{
    sg_buf_text(out, v ? "true" : "false");
}

void graph_moment(struct sg_buf *out, sg_time t)
{
    if (t == SG_TIME_NONE) return;
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    sg_buf_text(out, text);
}

/* The value of node or edge i in place of what `ret` held; false when it has none. */
static bool value_of(const struct graph_attribute *a, const void *of, size_t i, struct sg_buf *ret)
{
    sg_buf_clear(ret);
    a->write(ret, of, i);
    return ret->len > 0;
}

/* ---- GEXF ---- */

void gexf_head(struct sg_buf *out, const struct sg_buf *about)
{
    /* The namespaces of 1.2draft with version 1.3: readers other than Gephi know no newer ones, Gephi asks only for
     * the version.  See doc/formats/map-files.md. */
    sg_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<gexf xmlns=\"http://www.gexf.net/1.2draft\" xmlns:viz=\"http://www.gexf.net/1.2draft/viz\" "
                     "version=\"1.3\">\n  <meta>\n    <creator>Sillage</creator>\n    <description>");
    sg_escape_xml(out, sg_buf_view(about));
    sg_buf_text(out, "</description>\n  </meta>\n");
    out->failed |= about->failed;
}

void gexf_attributes(struct sg_buf *out, const struct graph_attribute *rows, const char *target, unsigned has)
{
    static const char *const types[] = { "string", "integer", "long", "double", "boolean" };
    sg_buf_printf(out, "    <attributes class=\"%s\" mode=\"static\">\n", target);
    for (const struct graph_attribute *a = rows; a->name; a++)
        if (a->use == GRAPH_IN_BOTH && !(a->only & ~has))
            sg_buf_printf(out, "      <attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n", a->name, a->name,
                          types[a->type]);
    sg_buf_text(out, "    </attributes>\n");
}

void gexf_values(struct sg_buf *out, const struct graph_attribute *rows, const void *of, size_t i)
{
    sg_auto_buf value = { 0 };
    sg_buf_text(out, "<attvalues>");
    for (const struct graph_attribute *a = rows; a->name; a++) {
        if (a->use != GRAPH_IN_BOTH || !value_of(a, of, i, &value)) continue;
        sg_buf_printf(out, "<attvalue for=\"%s\" value=\"", a->name);
        sg_escape_xml(out, sg_buf_view(&value));
        sg_buf_text(out, "\"/>");
    }
    sg_buf_text(out, "</attvalues>");
    out->failed |= value.failed;
}

void gexf_lifetime(struct sg_buf *out, sg_time first, sg_time last)
{
    char a[SG_TIME_TEXT], b[SG_TIME_TEXT];
    sg_time_format(first, a);
    sg_time_format(last, b);
    sg_buf_printf(out, " start=\"%s\" end=\"%s\"", a, b);
}

void gexf_color(struct sg_buf *out, uint32_t rgb, const char *alpha)
{
    sg_buf_printf(out, "<viz:color r=\"%u\" g=\"%u\" b=\"%u\" a=\"%s\"/>", rgb >> 16, rgb >> 8 & 255, rgb & 255, alpha);
}

void gexf_position(struct sg_buf *out, double x, double y)
{
    sg_buf_text(out, "<viz:position x=\"");
    map_hundredths(out, x);
    sg_buf_text(out, "\" y=\"");
    map_hundredths(out, -y); /* Gephi's y points up */
    sg_buf_text(out, "\" z=\"0.0\"/>");
}

/* ---- GraphML ---- */

void graphml_head(struct sg_buf *out)
{
    sg_buf_text(
        out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
}

void graphml_keys(struct sg_buf *out, const struct graph_attribute *rows, const char *target, unsigned has)
{
    static const char *const types[] = { "string", "int", "long", "double", "boolean" };
    for (const struct graph_attribute *a = rows; a->name; a++)
        if (!(a->only & ~has))
            sg_buf_printf(out, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", a->name, target,
                          a->name, types[a->type]);
}

void graphml_graph(struct sg_buf *out, const char *id, const char *direction, const struct sg_buf *about)
{
    sg_buf_printf(out,
                  "  <key id=\"description\" for=\"graph\" attr.name=\"description\" attr.type=\"string\"/>\n"
                  "  <graph id=\"%s\" edgedefault=\"%s\">\n    <data key=\"description\">",
                  id, direction);
    sg_escape_xml(out, sg_buf_view(about));
    sg_buf_text(out, "</data>\n");
    out->failed |= about->failed;
}

void graphml_values(struct sg_buf *out, const struct graph_attribute *rows, const void *of, size_t i)
{
    sg_auto_buf value = { 0 };
    for (const struct graph_attribute *a = rows; a->name; a++) {
        if (!value_of(a, of, i, &value)) continue;
        sg_buf_printf(out, "<data key=\"%s\">", a->name);
        sg_escape_xml(out, sg_buf_view(&value));
        sg_buf_text(out, "</data>");
    }
    out->failed |= value.failed;
}
