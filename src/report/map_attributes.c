/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attributes of nodes and edges in GEXF and GraphML: one row each, in the order of the files. */
#include <inttypes.h>

#include "report/map_export.h"
#include "report/map_files.h"
#include "report/say.h"

#define NODE(e, i) (&(e)->model.nodes[i])
#define EDGE(e, i) (&(e)->model.edges[i])
#define POST(e, i) (&(e)->story->posts[(e)->model.nodes[i].post])
/* A writer of one attribute; it uses `out`, `e` and `i`. */
#define WRITES(name) static void name(struct sg_buf *out, const struct map_export *e, size_t i)

static void truth(struct sg_buf *out, bool v)
{
    sg_buf_text(out, v ? "true" : "false");
}

static void moment(struct sg_buf *out, sg_time t)
{
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    sg_buf_text(out, text);
}

/* ---- nodes ---- */

/* clang-format off */
WRITES(node_label)     { map_node_label(out, e->story, NODE(e, i)); }
WRITES(node_key)       { map_node_key(out, e->story, NODE(e, i)); }
WRITES(node_platform)  { sg_buf_text(out, e->story->platforms[NODE(e, i)->platform].name); }
WRITES(node_first)     { moment(out, NODE(e, i)->first); }
WRITES(node_last)      { moment(out, NODE(e, i)->last); }
WRITES(node_posts)     { sg_buf_printf(out, "%u", NODE(e, i)->n_posts); }
WRITES(node_audience)  { sg_buf_printf(out, "%" PRId64, NODE(e, i)->audience); }
WRITES(node_in)        { sg_buf_printf(out, "%u", NODE(e, i)->n_in); }
WRITES(node_out)       { sg_buf_printf(out, "%u", NODE(e, i)->n_out); }
WRITES(node_ghost)     { truth(out, NODE(e, i)->is_ghost); }
WRITES(node_root)      { truth(out, NODE(e, i)->is_root); }
WRITES(node_chain)     { truth(out, NODE(e, i)->is_chain); }
WRITES(node_community) { sg_buf_printf(out, "%u", e->community[i]); }
WRITES(node_size)      { sg_buf_printf(out, "%u", map_node_size(NODE(e, i))); }
WRITES(node_r)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color >> 16); }
WRITES(node_g)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color >> 8 & 255); }
WRITES(node_b)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color & 255); }
WRITES(node_x)         { if (e->x) map_hundredths(out, e->x[i]); }
WRITES(node_y)         { if (e->y) map_hundredths(out, -e->y[i]); } /* Gephi's y points up */

WRITES(post_id)        { sg_buf_text(out, POST(e, i)->id); }
WRITES(post_kind)      { sg_buf_text(out, sg_post_kind_name((enum sg_post_kind)POST(e, i)->kind)); }
WRITES(post_precision) { sg_buf_printf(out, "%u", POST(e, i)->precision); }
WRITES(post_match)     { truth(out, POST(e, i)->is_match); }
WRITES(post_url)       { sg_buf_text(out, POST(e, i)->url); }
WRITES(post_lang)      { sg_buf_text(out, POST(e, i)->lang); }
WRITES(post_channel)   { sg_buf_text(out, POST(e, i)->channel); }
WRITES(post_clock)     { truth(out, POST(e, i)->flags & SG_POST_CLOCK); }
WRITES(post_embedded)  { truth(out, POST(e, i)->flags & SG_POST_EMBEDDED); }
WRITES(post_repaired)  { truth(out, POST(e, i)->flags & SG_POST_REPAIRED); }
WRITES(post_member)    { sg_buf_text(out, POST(e, i)->member); }
/* clang-format on */

WRITES(node_account)
{
    uint32_t account = NODE(e, i)->account;
    if (account != SG_NO_INDEX) sg_buf_text(out, e->story->accounts[account].name);
}

WRITES(post_text)
{
    if (e->options->with_text && !POST(e, i)->is_ghost) sg_buf_text(out, POST(e, i)->text);
}

WRITES(post_summary)
{
    if (e->options->with_text && !POST(e, i)->is_ghost) truth(out, POST(e, i)->flags & SG_POST_SUMMARY);
}

static const struct sg_story_source *source_of(const struct map_export *e, size_t i)
{
    uint32_t source = POST(e, i)->source;
    return source == SG_NO_INDEX ? NULL : &e->story->sources[source];
}

WRITES(post_file)
{
    if (source_of(e, i)) sg_buf_text(out, source_of(e, i)->file);
}

WRITES(post_sha256)
{
    if (source_of(e, i)) sg_buf_text(out, source_of(e, i)->sha256);
}

WRITES(post_row)
{
    if (source_of(e, i)) sg_buf_printf(out, "%" PRIu64, POST(e, i)->row);
}

WRITES(post_offset)
{
    if (source_of(e, i)) sg_buf_printf(out, "%" PRIu64, POST(e, i)->offset);
}

const struct map_attribute map_node_attributes[] = {
    { "label", MAP_STRING, MAP_IN_GRAPHML, false, node_label },
    { "key", MAP_STRING, MAP_IN_BOTH, false, node_key },
    { "platform", MAP_STRING, MAP_IN_BOTH, false, node_platform },
    { "account", MAP_STRING, MAP_IN_BOTH, false, node_account },
    { "first", MAP_STRING, MAP_IN_GRAPHML, false, node_first },
    { "last", MAP_STRING, MAP_IN_GRAPHML, false, node_last },
    { "posts", MAP_INTEGER, MAP_IN_BOTH, false, node_posts },
    { "audience", MAP_LONG, MAP_IN_BOTH, false, node_audience },
    { "in", MAP_INTEGER, MAP_IN_BOTH, false, node_in },
    { "out", MAP_INTEGER, MAP_IN_BOTH, false, node_out },
    { "ghost", MAP_BOOLEAN, MAP_IN_BOTH, false, node_ghost },
    { "root", MAP_BOOLEAN, MAP_IN_BOTH, false, node_root },
    { "chain", MAP_BOOLEAN, MAP_IN_BOTH, false, node_chain },
    { "community", MAP_INTEGER, MAP_IN_BOTH, false, node_community },
    { "size", MAP_DOUBLE, MAP_IN_GRAPHML, false, node_size },
    { "r", MAP_INTEGER, MAP_IN_GRAPHML, false, node_r },
    { "g", MAP_INTEGER, MAP_IN_GRAPHML, false, node_g },
    { "b", MAP_INTEGER, MAP_IN_GRAPHML, false, node_b },
    { "x", MAP_DOUBLE, MAP_IN_GRAPHML, false, node_x },
    { "y", MAP_DOUBLE, MAP_IN_GRAPHML, false, node_y },
    { "post_id", MAP_STRING, MAP_IN_BOTH, true, post_id },
    { "kind", MAP_STRING, MAP_IN_BOTH, true, post_kind },
    { "precision", MAP_INTEGER, MAP_IN_BOTH, true, post_precision },
    { "match", MAP_BOOLEAN, MAP_IN_BOTH, true, post_match },
    { "url", MAP_STRING, MAP_IN_BOTH, true, post_url },
    { "lang", MAP_STRING, MAP_IN_BOTH, true, post_lang },
    { "channel", MAP_STRING, MAP_IN_BOTH, true, post_channel },
    { "clock_differs", MAP_BOOLEAN, MAP_IN_BOTH, true, post_clock },
    { "embedded", MAP_BOOLEAN, MAP_IN_BOTH, true, post_embedded },
    { "repaired", MAP_BOOLEAN, MAP_IN_BOTH, true, post_repaired },
    { "text", MAP_STRING, MAP_IN_BOTH, true, post_text },
    { "text_is_summary", MAP_BOOLEAN, MAP_IN_BOTH, true, post_summary },
    { "file", MAP_STRING, MAP_IN_BOTH, true, post_file },
    { "sha256", MAP_STRING, MAP_IN_BOTH, true, post_sha256 },
    { "row", MAP_LONG, MAP_IN_BOTH, true, post_row },
    { "offset", MAP_LONG, MAP_IN_BOTH, true, post_offset },
    { "member", MAP_STRING, MAP_IN_BOTH, true, post_member },
    { 0 },
};

/* ---- edges ---- */

/* clang-format off */
WRITES(edge_weight)     { sg_buf_printf(out, "%u", EDGE(e, i)->weight); }
WRITES(edge_relay)      { sg_buf_text(out, sg_link_kind_name(EDGE(e, i)->kind)); }
WRITES(edge_since)      { moment(out, EDGE(e, i)->first); }
WRITES(edge_until)      { moment(out, EDGE(e, i)->last); }
WRITES(edge_inferred)   { truth(out, sg_link_is_inferred(EDGE(e, i)->kind)); }
WRITES(edge_confidence) { map_hundredths(out, EDGE(e, i)->confidence); }
/* clang-format on */

WRITES(edge_times)
{
    for (size_t k = e->first_time[i]; k < e->first_time[i + 1]; k++) {
        if (k > e->first_time[i]) sg_buf_char(out, ' ');
        moment(out, e->times[k]);
    }
}

const struct map_attribute map_edge_attributes[] = {
    { "weight", MAP_DOUBLE, MAP_IN_GRAPHML, false, edge_weight },
    { "relay", MAP_STRING, MAP_IN_BOTH, false, edge_relay },
    { "since", MAP_STRING, MAP_IN_GRAPHML, false, edge_since },
    { "until", MAP_STRING, MAP_IN_GRAPHML, false, edge_until },
    { "inferred", MAP_BOOLEAN, MAP_IN_BOTH, false, edge_inferred },
    { "confidence", MAP_DOUBLE, MAP_IN_BOTH, false, edge_confidence },
    { "times", MAP_STRING, MAP_IN_GRAPHML, false, edge_times },
    { 0 },
};

bool map_attribute_is_in(const struct map_attribute *a, const struct map_export *e)
{
    return !a->of_posts || e->has_posts;
}

bool map_attribute_value(const struct map_attribute *a, const struct map_export *e, size_t i, struct sg_buf *ret)
{
    sg_buf_clear(ret);
    if (!a->of_posts || NODE(e, i)->post != SG_NO_INDEX) a->write(ret, e, i);
    return ret->len > 0;
}
