/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the question, as its steps hand it on: run.c in order, again.c for what is asked besides. */
#ifndef SG_COORDINATION_RUN_H
#define SG_COORDINATION_RUN_H

#include "coordination/coordination_internal.h"

struct run {
    const struct sg_coordination_options *options;
    struct load_request load;
    struct accounts accounts;
    struct layer layers[SG_COACTIONS];
    sg_time windows[SG_COACTIONS];
    size_t n_layers;
    struct find_request find;
    uint32_t *account_of; /* of each of the answer's accounts: its number */
    struct sg_coordination *c;
};

static inline void run_tell(const struct run *r, const char *step, uint64_t done, uint64_t total)
{
    if (r->options->progress) r->options->progress(r->options->progress_ctx, step, done, total);
}

/* Both need the answer's groups (again.c). */
enum sg_code windows_sweep(struct run *r, struct sg_err *err) SG_CHECKED;
enum sg_code shuffles_check(struct run *r, struct sg_err *err) SG_CHECKED;

#endif
