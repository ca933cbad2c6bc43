/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

#include <string.h>

const struct command *const commands[] = {
    &command_init,
    &command_add,
    &command_status,
    &command_search,
    &command_sql,
    &command_origin,
    &command_coordination,
    &command_map,
    &command_report,
    &command_serve,
    &command_calendar,
    &command_simulate,
    &command_custody,
    &command_help,
    &command_completion,
    &command_version,
    NULL,
};

const struct option_row common_options[] = {
    { "help", 'h', OPTION_FLAG, offsetof(struct common_values, help), NULL, "show this help", NULL, 0, 0 },
    { "quiet", 'q', OPTION_FLAG, offsetof(struct common_values, quiet), NULL, "say nothing but results and errors",
      NULL, 0, 0 },
    { NULL },
};

const struct option_row global_options[] = {
    { "case", 'C', OPTION_TEXT, offsetof(struct global_values, case_folder), "CASE",
      "the case's folder; otherwise SILLAGE_CASE, or the current folder and those above it", NULL, 0, 0 },
    { "help", 'h', OPTION_FLAG, offsetof(struct global_values, help), NULL, "show help", NULL, 0, 0 },
    { "quiet", 'q', OPTION_FLAG, offsetof(struct global_values, quiet), NULL, "say nothing but results and errors",
      NULL, 0, 0 },
    { "version", 'V', OPTION_FLAG, offsetof(struct global_values, version), NULL, "show the program's version", NULL, 0,
      0 },
    { NULL },
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

const char *command_nearest(const char *name)
{
    const char *names[sizeof commands / sizeof *commands];
    size_t n = 0;
    for (; commands[n]; n++)
        names[n] = commands[n]->name;
    names[n] = NULL;
    return option_nearest(name, names);
}

enum sg_code query_join(int n_args, char **args, struct sg_buf *ret, struct sg_err *err)
{
    for (int i = 0; i < n_args; i++) {
        if (i) sg_buf_char(ret, ' ');
        sg_buf_text(ret, args[i]);
    }
    return sg_buf_check(ret, err);
}

enum sg_code custody_note(struct context *ctx, const char *action, struct sg_buf *details, struct sg_err *err)
{
    SG_TRY(sg_buf_check(details, err));
    return sg_custody_append(ctx->kase, action, sg_buf_view(details), err);
}
