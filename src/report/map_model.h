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
struct map_model {
    struct map_node *nodes;
    struct map_edge *edges; /* by from, to, kind */
    size_t n_nodes, n_edges;
};

enum sg_code map_model_init(struct map_model *m, const struct sg_story *s, const struct sg_map_options *o,
                            struct sg_err *err) SG_CHECKED;
void map_model_release(struct map_model *m);

/* "twitter/wikileaks", "4chan/pol/123" (posts without a native id: their source and row). */
void map_node_key(struct sg_buf *out, const struct sg_story *s, const struct map_node *n);
/* What a person reads: "@wikileaks", or for a post its author and time. */
void map_node_label(struct sg_buf *out, const struct sg_story *s, const struct map_node *n);

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

/* Places for the nodes by the force layout; `ret_x`, `ret_y` hold n_nodes each, `radius` too. */
enum sg_code map_model_layout(const struct map_model *m, const double *radius, double gap, uint64_t seed, double *ret_x,
                              double *ret_y, struct sg_err *err) SG_CHECKED;

#endif
