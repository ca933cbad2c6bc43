/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A story as nodes and edges: what every map but the timeline is made of. */
#ifndef SG_REPORT_MAP_MODEL_H
#define SG_REPORT_MAP_MODEL_H

#include "report/report.h"

struct map_node {
    uint32_t post;    /* SG_NO_INDEX when the node is an account */
    uint32_t account; /* SG_NO_INDEX: a ghost of unknown author */
    uint32_t platform;
    uint32_t n_posts; /* in the evidence, duplicates not counted */
    sg_time first, last;
    int64_t audience;       /* -1 unknown */
    uint32_t n_in, n_out;   /* relays in (of others' posts) and out (by others), self-relays not counted */
    bool is_ghost;          /* nothing of it is in the evidence */
    bool is_root, is_chain; /* one of its posts is */
};
/* From the one who was relayed to the one who relayed: the way the story went. */
struct map_edge {
    uint32_t from, to; /* nodes */
    enum sg_link_kind kind;
    uint32_t weight;     /* relays in it */
    sg_time first, last; /* of the relaying posts */
    double confidence;   /* the largest; 1 for explicit ones */
    bool is_chain;       /* a step of the chain is in it */
};
/* As graph/ takes it: relays, an inferred one counting its confidence. */
static inline double map_edge_weight(const struct map_edge *e)
{
    return e->weight * (e->confidence > 0.05 ? e->confidence : 0.05);
}
/* For qsort and bsearch: by from, to, kind. */
int map_edge_compare(const void *a, const void *b);
struct map_model {
    struct map_node *nodes;
    struct map_edge *edges; /* in that order */
    size_t n_nodes, n_edges;
    uint32_t *node_of; /* of each post; a duplicate has that of its original.  NULL in a part of a model */
};

enum sg_code map_model_init(struct map_model *m, const struct sg_story *s, const struct sg_map_options *o,
                            struct sg_err *err) SG_CHECKED;
void map_model_release(struct map_model *m);

/* "twitter/wikileaks", "4chan/pol/123" (posts without a native id: their source and row). */
void map_node_key(struct sg_buf *out, const struct sg_story *s, const struct map_node *n);
/* What a person reads: "@wikileaks", or for a post its author and time. */
void map_node_label(struct sg_buf *out, const struct sg_story *s, const struct map_node *n);

/* The group of those who acted in step that a node's account belongs to, or that of its post's author; SG_NO_INDEX: in
 * none.  And whether anybody of the story is in one. */
uint32_t map_node_group(const struct sg_story *s, const struct map_node *n);
uint32_t map_post_group(const struct sg_story *s, const struct sg_story_post *p);
bool map_has_groups(const struct sg_story *s);

/* How a platform looks, the same in every map: colour-blind safe colours (Okabe and Ito), and a shape of its own. */
enum map_shape {
    MAP_DISC,
    MAP_SQUARE,
    MAP_DIAMOND,
    MAP_TRIANGLE,
    MAP_HEXAGON,
    MAP_TRIANGLE_DOWN,
    MAP_PENTAGON,
    MAP_SHAPES
};
struct map_look {
    uint32_t color; /* 0xRRGGBB */
    enum map_shape shape;
};
struct map_look map_platform_look(uint32_t platform);

/* The part of a model that is shown. */
struct map_limits {
    size_t max_nodes, max_edges;
    bool with_alone; /* nodes without an edge too, when there is room */
};
struct map_choice {
    struct map_model shown; /* the strongest node first; edges in order, none from a node to itself */
    uint32_t *place;        /* of each node of the whole: its number in `shown`, or SG_NO_INDEX */
    size_t n_hidden_nodes, n_hidden_edges;
    size_t n_alone; /* nodes without an edge that are not shown */
};
/*
 * By the backbone (doc/method/backbone.md): relays by others count most, then relays of others, then audience; the
 * chain, the first of each platform with the post that it came from, and the earliest roots that were relayed stay in
 * any case.  Within the limits all linked nodes and all edges are shown.
 */
enum sg_code map_choose(struct map_choice *c, const struct map_model *m, const struct sg_story *s,
                        const struct map_limits *limits, struct sg_err *err) SG_CHECKED;
void map_choice_release(struct map_choice *c);

/* Area by audience or by relays, the larger share: `least` + `span` times its root. */
void map_model_radii(const struct map_model *m, double least, double span, double *ret_radius);

/* Communities over the edges of all kinds; `ret_community` holds n_nodes. */
enum sg_code map_model_communities(const struct map_model *m, uint64_t seed, uint32_t *ret_community, size_t *ret_n,
                                   double *ret_modularity, struct sg_err *err) SG_CHECKED;

/* Places for the nodes by the force layout; `ret_x`, `ret_y` hold n_nodes each, `radius` too. */
struct sg_layout_options;
enum sg_code map_model_layout_with(const struct map_model *m, const double *radius,
                                   const struct sg_layout_options *options, double *ret_x, double *ret_y,
                                   struct sg_err *err) SG_CHECKED;
enum sg_code map_model_layout(const struct map_model *m, const double *radius, double gap, uint64_t seed, double *ret_x,
                              double *ret_y, struct sg_err *err) SG_CHECKED;

#endif
