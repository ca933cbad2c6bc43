/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GraphML with typed keys: doc/formats/map-files.md. */
#include <inttypes.h>

#include "base/text.h"
#include "report/map_files.h"
#include "report/say.h"

static const struct {
    const char *name, *target, *type;
} keys[] = {
    { "label", "node", "string" },     { "key", "node", "string" },        { "platform", "node", "string" },
    { "account", "node", "string" },   { "first", "node", "string" },      { "last", "node", "string" },
    { "posts", "node", "int" },        { "audience", "node", "long" },     { "ghost", "node", "boolean" },
    { "root", "node", "boolean" },     { "chain", "node", "boolean" },     { "weight", "edge", "double" },
    { "relay", "edge", "string" },     { "since", "edge", "string" },      { "until", "edge", "string" },
    { "inferred", "edge", "boolean" }, { "confidence", "edge", "double" },
};

static void data(struct sg_buf *out, const char *key, struct sg_str value)
{
    sg_buf_printf(out, "<data key=\"%s\">", key);
    sg_escape_xml(out, value);
    sg_buf_text(out, "</data>");
}

static void data_time(struct sg_buf *out, const char *key, sg_time t)
{
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    data(out, key, sg_str(text));
}

static void data_bool(struct sg_buf *out, const char *key, bool v)
{
    data(out, key, sg_str(v ? "true" : "false"));
}

static void node(struct sg_buf *out, const struct sg_story *s, const struct map_node *n, size_t i)
{
    sg_auto_buf words = { 0 };
    sg_buf_printf(out, "    <node id=\"n%zu\">", i);
    map_node_label(&words, s, n);
    data(out, "label", sg_buf_view(&words));
    sg_buf_clear(&words);
    map_node_key(&words, s, n);
    data(out, "key", sg_buf_view(&words));
    data(out, "platform", sg_str(s->platforms[n->platform].name));
    data(out, "account", sg_str(n->account == SG_NO_INDEX ? "" : s->accounts[n->account].name));
    data_time(out, "first", n->first);
    data_time(out, "last", n->last);
    sg_buf_printf(out, "<data key=\"posts\">%u</data><data key=\"audience\">%" PRId64 "</data>", n->n_posts,
                  n->audience);
    data_bool(out, "ghost", n->is_ghost);
    data_bool(out, "root", n->is_root);
    data_bool(out, "chain", n->is_chain);
    sg_buf_text(out, "</node>\n");
}

static void edge(struct sg_buf *out, const struct map_edge *e, size_t i)
{
    sg_buf_printf(out, "    <edge id=\"e%zu\" source=\"n%u\" target=\"n%u\"><data key=\"weight\">%u</data>", i, e->from,
                  e->to, e->weight);
    data(out, "relay", sg_str(sg_link_kind_name(e->kind)));
    data_time(out, "since", e->first);
    data_time(out, "until", e->last);
    data_bool(out, "inferred", sg_link_is_inferred(e->kind));
    sg_buf_text(out, "<data key=\"confidence\">");
    map_hundredths(out, e->confidence);
    sg_buf_text(out, "</data></edge>\n");
}

enum sg_code map_graphml_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                               struct sg_err *err)
{
    struct map_model m = { 0 };
    SG_TRY(map_model_init(&m, s, o, err));
    sg_buf_text(
        out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        sg_buf_printf(out, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", keys[i].name,
                      keys[i].target, keys[i].name, keys[i].type);
    sg_buf_text(out, "  <graph id=\"story\" edgedefault=\"directed\">\n");
    for (size_t i = 0; i < m.n_nodes; i++)
        node(out, s, &m.nodes[i], i);
    for (size_t i = 0; i < m.n_edges; i++)
        edge(out, &m.edges[i], i);
    sg_buf_text(out, "  </graph>\n</graphml>\n");
    map_model_release(&m);
    return sg_buf_check(out, err);
}
