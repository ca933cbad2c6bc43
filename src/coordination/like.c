/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coordination/coordination.h"

void sg_coordination_options_default(struct sg_coordination_options *o)
{
    *o = (struct sg_coordination_options){ .window = 60 * SG_SECOND,
                                           .estimate_fastest = 0.1,
                                           .estimate_reached = 0.5,
                                           .min_weight = 2,
                                           .min_participation = 2,
                                           .min_group = 3,
                                           .fdr = 0.05,
                                           .max_crowd = 1000,
                                           .similarity = 0.7,
                                           .shingle = 2,
                                           .seed = 1,
                                           .memory = (size_t)512 << 20 };
}

/* What the peers have, as their programs have it: doc/method/coordination.md, "As others do it". */
void sg_coordination_like(struct sg_coordination_options *o, enum sg_like like)
{
    o->like = like;
    if (like == SG_LIKE_SILLAGE) return;
    o->fdr = 0;
    o->max_crowd = 0;
    o->min_weight = 1;
    switch (like) {
    case SG_LIKE_COORTWEET:
        o->window = 10 * SG_SECOND;
        o->edge_percentile = 0.5;
        break;
    case SG_LIKE_COORNET:
        o->estimates_window = true;
        o->edge_percentile = 0.9;
        o->min_participation = 0;
        break;
    case SG_LIKE_CNT:
        o->window = SG_SECOND;
        o->min_weight = 2;
        o->min_participation = 0;
        o->without_reposts = true;
        o->similarity = 0.8;
        o->shingle = 1;
        break;
    default:
        break;
    }
}
