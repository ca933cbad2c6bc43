/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside coordination/: evidence.c chooses, evidence_figures.c counts, evidence_load.c asks the store what it was. */
#ifndef SG_COORDINATION_EVIDENCE_H
#define SG_COORDINATION_EVIDENCE_H

#include "coordination/coordination_internal.h"

/* A co-action that is kept; a and b are those of c->pairs. */
struct kept {
    uint64_t post_a, post_b;
    sg_time time_a, time_b;
    uint32_t object; /* number in its layer */
    uint32_t crowd, layer;
};

/* ---- figures of the groups, of all co-actions of their pairs, the kept and the others ---- */

struct figures;
enum sg_code figures_new(struct sg_coordination *c, struct figures **ret, struct sg_err *err) SG_CHECKED;
void figures_free(struct figures *f); /* NULL allowed */
/* One co-action of a pair inside a group; those of one object come together. */
enum sg_code figures_add(struct figures *f, const struct sg_step_pair *p, const struct kept *k,
                         struct sg_err *err) SG_CHECKED;
/* After the last one: gaps, from, to, n_objects, leaders and tags into c->groups. */
enum sg_code figures_end(struct figures *f, struct sg_err *err) SG_CHECKED;
enum { FIGURES_OBJECTS = 12 };
/* Of a group: the objects carried by most members first; returns how many. */
struct carried {
    uint32_t layer, object, n_members;
    uint64_t n;
};
size_t figures_objects(const struct figures *f, uint32_t group, const struct carried **ret);

/* ---- from the store ---- */

/* An object of the answer: which it is in its layer. */
struct object_place {
    uint32_t layer, object;
};
/* Values of c->objects, whose `by` and `identity` are set. */
enum sg_code evidence_load_objects(struct sg_coordination *c, const struct gathered *g,
                                   const struct object_place *places, struct sg_err *err) SG_CHECKED;
/* Rows and sources of c->posts, whose `post`, `time` and `account` are set and which are in the order of time. */
enum sg_code evidence_load_posts(struct sg_coordination *c, const struct load_request *r,
                                 struct sg_err *err) SG_CHECKED;

#endif
