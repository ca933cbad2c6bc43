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
