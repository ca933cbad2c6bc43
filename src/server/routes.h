/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be asked, as a table; doc/openapi.json says the same for others, and a test compares them. */
#ifndef SG_SERVER_ROUTES_H
#define SG_SERVER_ROUTES_H

#include "casefile/casefile.h"
#include "server/reply.h"
#include "server/server.h"
#include "server/target.h"

/* A request's parameters, read; texts point into its target. */
struct sg_question {
    struct sg_str q, to, format;
    bool with_inferred;
    uint64_t seed, max_nodes, limit, offset;
    int view, nodes;
};
struct sg_route_param {
    const char *name;
    enum { SG_PARAM_IS_TEXT, SG_PARAM_IS_BOOL, SG_PARAM_IS_NUMBER, SG_PARAM_IS_CHOICE } kind;
    bool is_required;
    size_t offset; /* of the field in sg_question */
    uint64_t least, most;
    const char *const *choices; /* NULL-terminated; the field is an index */
};

typedef enum sg_code sg_answer_fn(const struct sg_server_options *o, struct sg_case *c, const struct sg_question *q,
                                  struct sg_reply **ret, struct sg_err *err);
struct sg_route {
    const char *method, *path, *description;
    const struct sg_route_param *params; /* ends with a row without a name */
    enum {
        SG_ROUTE_FIXED,  /* the same while the server runs: made when it starts */
        SG_ROUTE_CACHED, /* the same until the case changes */
        SG_ROUTE_FRESH   /* made anew */
    } kind;
    sg_answer_fn *answer; /* answers.c */
};
extern const struct sg_route sg_routes[]; /* ends with a row without a path */
enum { SG_ROUTES = 7 };

const struct sg_route *sg_route_find(struct sg_str path); /* NULL when there is none */
/* Reads a target's parameters by the route's table; SG_EUSAGE names what is missing, unknown or not as it should be.
 * `ret` borrows from the target. */
enum sg_code sg_question_read(const struct sg_route *r, const struct sg_target *t, size_t max_nodes,
                              struct sg_question *ret, struct sg_err *err) SG_CHECKED;
/* The same text for the same question, however it was written. */
void sg_question_key(const struct sg_route *r, const struct sg_question *q, struct sg_buf *out);

sg_answer_fn answer_page, answer_openapi, answer_case, answer_story, answer_search, answer_status, answer_map;
extern const char *const sg_map_views[], *const sg_map_node_kinds[]; /* by their numbers in report.h */

#endif
