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
    &command_leak_add,
    &command_leak_verify,
    &command_leak_list,
    &command_leak_show,
    &command_leak_search,
    &command_leak_timeline,
    &command_lookalike,
    &command_indicators,
    &command_map,
    &command_report,
    &command_serve,
    &command_export,
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

/* How many of `words` are the words of `name`; 0 when they are others. */
static int words_of(const char *name, char *const *words, int n)
{
    for (int i = 0; i < n; i++) {
        size_t len = strlen(words[i]);
        if (strncmp(name, words[i], len) != 0 || (name[len] && name[len] != ' ')) return 0;
        if (!name[len]) return i + 1;
        name += len + 1;
    }
    return 0;
}

const struct command *command_find(char *const *words, int n, int *ret_used)
{
    for (size_t i = 0; commands[i]; i++) {
        int used = words_of(commands[i]->name, words, n);
        if (!used) continue;
        if (ret_used) *ret_used = used;
        return commands[i];
    }
    return NULL;
}

void command_followers(const char *first, struct sg_buf *out)
{
    size_t len = strlen(first), before = out->len;
    for (size_t i = 0; len && commands[i]; i++)
        if (strncmp(commands[i]->name, first, len) == 0 && commands[i]->name[len] == ' ')
            sg_buf_printf(out, "%s%s", out->len > before ? " " : "", commands[i]->name + len + 1);
}

const char *command_nearest(const char *name)
{
    static const char *const families[] = { "leak" };
    enum { FAMILIES = sizeof families / sizeof *families };
    const char *names[sizeof commands / sizeof *commands + FAMILIES];
    size_t n = 0;
    bool is_whole = strchr(name, ' ') != NULL;
    for (; n < FAMILIES && !is_whole; n++)
        names[n] = families[n]; /* before their members, which begin alike */
    for (size_t i = 0; commands[i]; i++)
        if (is_whole || !strchr(commands[i]->name, ' ')) names[n++] = commands[i]->name;
    names[n] = NULL;
    return option_nearest(name, names);
}

enum sg_code command_unknown(char *const *words, int n, struct sg_err *err)
{
    sg_auto_buf followers = { 0 }, whole = { 0 };
    command_followers(words[0], &followers);
    sg_buf_printf(&whole, "%s%s%s", words[0], n > 1 && followers.len ? " " : "",
                  n > 1 && followers.len ? words[1] : "");
    const char *list = sg_buf_cstr(&followers), *name = sg_buf_cstr(&whole);
    if (!list || !name) return sg_fail_nomem(err, "a command's name");
    const char *near = *list && n == 1 ? NULL : command_nearest(name);
    if (near) return sg_fail(err, SG_EUSAGE, "there is no command \"%s\"; did you mean \"%s\"?", name, near);
    if (*list) return sg_fail(err, SG_EUSAGE, "%s needs one of: %s", words[0], list);
    return sg_fail(err, SG_EUSAGE, "there is no command \"%s\"", name);
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
