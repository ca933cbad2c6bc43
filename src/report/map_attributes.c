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
#define WRITES(name) WRITES_WHEN(name, true)
#define OF_POST(name) WRITES_WHEN(name, NODE((const struct map_export *)of, i)->post != SG_NO_INDEX)
#define WRITES_WHEN(name, is_known)                                                     \
    static void name##_of(struct sg_buf *out, const struct map_export *e, size_t i);    \
    static void name(struct sg_buf *out, const void *of, size_t i)                      \
    {                                                                                   \
        if (is_known) name##_of(out, of, i);                                            \
    }                                                                                   \
    static void name##_of(struct sg_buf *out, const struct map_export *e, size_t i)

/* ---- nodes ---- */

/* clang-format off */
WRITES(node_label)     { map_node_label(out, e->story, NODE(e, i)); }
WRITES(node_key)       { map_node_key(out, e->story, NODE(e, i)); }
WRITES(node_platform)  { sg_buf_text(out, e->story->platforms[NODE(e, i)->platform].name); }
WRITES(node_first)     { graph_moment(out, NODE(e, i)->first); }
WRITES(node_last)      { graph_moment(out, NODE(e, i)->last); }
WRITES(node_posts)     { sg_buf_printf(out, "%u", NODE(e, i)->n_posts); }
WRITES(node_audience)  { sg_buf_printf(out, "%" PRId64, NODE(e, i)->audience); }
WRITES(node_in)        { sg_buf_printf(out, "%u", NODE(e, i)->n_in); }
WRITES(node_out)       { sg_buf_printf(out, "%u", NODE(e, i)->n_out); }
WRITES(node_ghost)     { graph_truth(out, NODE(e, i)->is_ghost); }
WRITES(node_root)      { graph_truth(out, NODE(e, i)->is_root); }
WRITES(node_chain)     { graph_truth(out, NODE(e, i)->is_chain); }
WRITES(node_community) { sg_buf_printf(out, "%u", e->community[i]); }
WRITES(node_size)      { sg_buf_printf(out, "%u", map_node_size(NODE(e, i))); }
WRITES(node_r)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color >> 16); }
WRITES(node_g)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color >> 8 & 255); }
WRITES(node_b)         { sg_buf_printf(out, "%u", map_platform_look(NODE(e, i)->platform).color & 255); }
WRITES(node_x)         { if (e->x) map_hundredths(out, e->x[i]); }
WRITES(node_y)         { if (e->y) map_hundredths(out, -e->y[i]); } /* Gephi's y points up */

OF_POST(post_id)        { sg_buf_text(out, POST(e, i)->id); }
OF_POST(post_kind)      { sg_buf_text(out, sg_post_kind_name((enum sg_post_kind)POST(e, i)->kind)); }
OF_POST(post_precision) { sg_buf_printf(out, "%u", POST(e, i)->precision); }
OF_POST(post_match)     { graph_truth(out, POST(e, i)->is_match); }
OF_POST(post_url)       { sg_buf_text(out, POST(e, i)->url); }
OF_POST(post_lang)      { sg_buf_text(out, POST(e, i)->lang); }
OF_POST(post_channel)   { sg_buf_text(out, POST(e, i)->channel); }
OF_POST(post_clock)     { graph_truth(out, POST(e, i)->flags & SG_POST_CLOCK); }
OF_POST(post_embedded)  { graph_truth(out, POST(e, i)->flags & SG_POST_EMBEDDED); }
OF_POST(post_repaired)  { graph_truth(out, POST(e, i)->flags & SG_POST_REPAIRED); }
OF_POST(post_member)    { sg_buf_text(out, POST(e, i)->member); }
/* clang-format on */

WRITES(node_account)
{
    uint32_t account = NODE(e, i)->account;
    if (account != SG_NO_INDEX) sg_buf_text(out, e->story->accounts[account].name);
}

WRITES(node_group)
{
    uint32_t group = map_node_group(e->story, NODE(e, i));
    if (group != SG_NO_INDEX) sg_buf_printf(out, "%u", group);
}

OF_POST(post_text)
{
    if (e->options->with_text && !POST(e, i)->is_ghost) sg_buf_text(out, POST(e, i)->text);
}

OF_POST(post_summary)
{
    if (e->options->with_text && !POST(e, i)->is_ghost) graph_truth(out, POST(e, i)->flags & SG_POST_SUMMARY);
}

static const struct sg_story_source *source_of(const struct map_export *e, size_t i)
{
    uint32_t source = POST(e, i)->source;
    return source == SG_NO_INDEX ? NULL : &e->story->sources[source];
}

OF_POST(post_file)
{
    if (source_of(e, i)) sg_buf_text(out, source_of(e, i)->file);
}

OF_POST(post_sha256)
{
    if (source_of(e, i)) sg_buf_text(out, source_of(e, i)->sha256);
}

OF_POST(post_row)
{
    if (source_of(e, i)) sg_buf_printf(out, "%" PRIu64, POST(e, i)->row);
}

OF_POST(post_offset)
{
    if (source_of(e, i)) sg_buf_printf(out, "%" PRIu64, POST(e, i)->offset);
}

const struct graph_attribute map_node_attributes[] = {
    { "label", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_label },
    { "key", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_key },
    { "platform", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_platform },
    { "account", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_account },
    { "first", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_first },
    { "last", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_last },
    { "posts", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_posts },
    { "audience", GRAPH_LONG, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_audience },
    { "in", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_in },
    { "out", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_out },
    { "ghost", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_ghost },
    { "root", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_root },
    { "chain", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_chain },
    { "community", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_ALL, node_community },
    { "group", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_GROUPS, node_group },
    { "size", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_size },
    { "r", GRAPH_INTEGER, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_r },
    { "g", GRAPH_INTEGER, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_g },
    { "b", GRAPH_INTEGER, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_b },
    { "x", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_x },
    { "y", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, node_y },
    { "post_id", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_id },
    { "kind", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_kind },
    { "precision", GRAPH_INTEGER, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_precision },
    { "match", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_match },
    { "url", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_url },
    { "lang", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_lang },
    { "channel", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_channel },
    { "clock_differs", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_clock },
    { "embedded", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_embedded },
    { "repaired", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_repaired },
    { "text", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_text },
    { "text_is_summary", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_summary },
    { "file", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_file },
    { "sha256", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_sha256 },
    { "row", GRAPH_LONG, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_row },
    { "offset", GRAPH_LONG, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_offset },
    { "member", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_POSTS, post_member },
    { 0 },
};

/* ---- edges ---- */

/* clang-format off */
WRITES(edge_weight)     { sg_buf_printf(out, "%u", EDGE(e, i)->weight); }
WRITES(edge_relay)      { sg_buf_text(out, sg_link_kind_name(EDGE(e, i)->kind)); }
WRITES(edge_since)      { graph_moment(out, EDGE(e, i)->first); }
WRITES(edge_until)      { graph_moment(out, EDGE(e, i)->last); }
WRITES(edge_inferred)   { graph_truth(out, sg_link_is_inferred(EDGE(e, i)->kind)); }
WRITES(edge_confidence) { map_hundredths(out, EDGE(e, i)->confidence); }
/* clang-format on */

WRITES(edge_times)
{
    for (size_t k = e->first_time[i]; k < e->first_time[i + 1]; k++) {
        if (k > e->first_time[i]) sg_buf_char(out, ' ');
        graph_moment(out, e->times[k]);
    }
}

const struct graph_attribute map_edge_attributes[] = {
    { "weight", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, edge_weight },
    { "relay", GRAPH_STRING, GRAPH_IN_BOTH, GRAPH_OF_ALL, edge_relay },
    { "since", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, edge_since },
    { "until", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, edge_until },
    { "inferred", GRAPH_BOOLEAN, GRAPH_IN_BOTH, GRAPH_OF_ALL, edge_inferred },
    { "confidence", GRAPH_DOUBLE, GRAPH_IN_BOTH, GRAPH_OF_ALL, edge_confidence },
    { "times", GRAPH_STRING, GRAPH_IN_GRAPHML, GRAPH_OF_ALL, edge_times },
    { 0 },
};
