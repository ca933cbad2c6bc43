/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

struct values {
    bool man;
};

static enum sg_code run_help(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    sg_auto_buf out = { 0 };
    if (v->man) {
        help_man(&out);
    } else if (n_args == 0) {
        help_overview(&ctx->term, &out);
    } else {
        const struct command *c = command_find(args, n_args, NULL);
        if (!c) {
            sg_auto_buf followers = { 0 };
            command_followers(args[0], &followers);
            if (n_args > 1 || !followers.len) return command_unknown(args, n_args, err);
            help_family(args[0], &ctx->term, &out);
            SG_TRY(sg_buf_check(&out, err));
            out_write(sg_buf_view(&out));
            return SG_OK;
        }
        help_command(c, &ctx->term, &out);
    }
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    return SG_OK;
}

static const struct option_row options[] = {
    { "man", 0, OPTION_FLAG, offsetof(struct values, man), NULL, "print the man page, sillage.1, in roff", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "help [COMMAND]", "help --man", NULL };
static const char *const description[] = {
    "Without a command: what there is. With one: what it does, its options and an example; 'sillage COMMAND --help' is "
    "the "
    "same.",
    NULL,
};
static const struct example examples[] = {
    { "sillage help origin", "Tells what origin answers and how to ask it." },
    { "sillage help --man | man -l -", "Shows everything as a man page." },
    { NULL, NULL },
};
const struct command command_help = {
    .name = "help",
    .summary = "tell what the commands do",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .most_args = 2,
    .examples = examples,
    .run = run_help,
};
