/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/simulate.h"

void sg_simulate_options_default(struct sg_simulate_options *o)
{
    *o = (struct sg_simulate_options){ .seed = 1,
                                       .posts = 100000,
                                       .days = 14,
                                       .start = INT64_C(1492819200) * SG_SECOND,
                                       .stories = 20,
                                       .groups = 10,
                                       .camouflage = 0.5,
                                       .deleted = 0.02,
                                       .lossy = 0.05,
                                       .clock_errors = 0.01 };
}
