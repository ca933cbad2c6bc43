/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholder until it is written. */
#include "cli/commands.h"

static const char *const usage[] = { "leak add PATH…", NULL };
static const char *const description[] = { NULL };
static const struct example examples[] = { { NULL, NULL }, { NULL, NULL } };
static enum sg_code run_add(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)ctx, (void)values, (void)n_args, (void)args;
    return sg_fail(err, SG_EUSAGE, "not yet");
}
const struct command command_leak_add = { .name = "leak add",
                                          .summary = "put a leak's files into the case",
                                          .usage = usage,
                                          .description = description,
                                          .least_args = 1,
                                          .most_args = -1,
                                          .examples = examples,
                                          .needs = NEEDS_STORE | NEEDS_WRITER,
                                          .run = run_add };
