/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

static enum sg_code run_version(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)ctx, (void)values, (void)n_args, (void)args, (void)err;
    out_text("sillage " SG_VERSION "\n");
    return SG_OK;
}

static const char *const usage[] = { "version", NULL };
static const char *const description[] = { "The version also stands in every line of the custody log.", NULL };
static const struct example examples[] = {
    { "sillage version", "Prints the program's name and version." },
    { NULL, NULL },
};
const struct command command_version = {
    .name = "version",
    .summary = "show the program's version",
    .usage = usage,
    .description = description,
    .examples = examples,
    .run = run_version,
};
