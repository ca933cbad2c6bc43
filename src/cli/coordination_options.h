/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `coordination` is asked with. */
#ifndef SG_CLI_COORDINATION_OPTIONS_H
#define SG_CLI_COORDINATION_OPTIONS_H

#include "cli/commands.h"
#include "coordination/coordination.h"

/* Numbers that nobody said are NOT_SAID, shares and times below 0: a peer's default holds, or ours. */
struct coordination_values {
    const char *by, *window, *memory;
    const char *output, *format, *pairs;
    int like;
    int64_t fast;
    uint64_t min_weight, min_participation, min_group, max_crowd, shingle, shuffles, seed, threads;
    double fdr, edge_percentile, similarity;
    bool without_reposts, with_signals, with_text, only_pairs, json;
};
extern const struct coordination_values coordination_defaults;
extern const struct option_row coordination_option_rows[];

/* SG_EUSAGE for what cannot be asked. */
enum sg_code coordination_options(const struct coordination_values *v, struct sg_coordination_options *ret,
                                  struct sg_err *err) SG_CHECKED;

#endif
