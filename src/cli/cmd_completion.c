/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

#include <string.h>

/* Commands as they are typed first: of those that share a first word, that word once. */
static void put_first_words(struct sg_buf *out)
{
    size_t before = 0;
    for (size_t i = 0; commands[i]; i++) {
        size_t len = strcspn(commands[i]->name, " ");
        if (i && before == len && strncmp(commands[i]->name, commands[i - 1]->name, len) == 0) continue;
        sg_buf_printf(out, "%s%.*s", i ? " " : "", (int)len, commands[i]->name);
        before = len;
    }
}

/* A command's name as a pattern of bash. */
static void put_pattern(struct sg_buf *out, const char *name)
{
    for (; *name; name++)
        sg_buf_printf(out, "%s%c", *name == ' ' ? "\\" : "", *name);
}

/* What follows each first word of several commands. */
static void put_followers(struct sg_buf *out)
{
    const char *last = "";
    for (size_t i = 0; commands[i]; i++) {
        size_t len = strcspn(commands[i]->name, " ");
        if (!commands[i]->name[len] || strncmp(last, commands[i]->name, len + 1) == 0) continue;
        last = commands[i]->name;
        sg_auto_buf first = { 0 };
        sg_buf_add(&first, last, len);
        sg_buf_printf(out, "        %s:%s|help:%s) words='", sg_buf_cstr(&first), sg_buf_cstr(&first),
                      sg_buf_cstr(&first));
        command_followers(sg_buf_cstr(&first), out);
        sg_buf_text(out, "' ;;\n");
    }
}

static void put_words(struct sg_buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++) {
        if (rows->letter) sg_buf_printf(out, " -%c", rows->letter);
        sg_buf_printf(out, " --%s", rows->name);
    }
}

/* One arm of a case statement for each option that takes one of a few words. */
static void put_choices(struct sg_buf *out, const struct command *c)
{
    for (const struct option_row *row = c->options; row && row->name; row++) {
        if (row->kind != OPTION_CHOICE) continue;
        sg_buf_text(out, "        ");
        put_pattern(out, c->name);
        sg_buf_printf(out, ":--%s) words='", row->name);
        for (size_t i = 0; row->choices[i]; i++)
            sg_buf_printf(out, "%s%s", i ? " " : "", row->choices[i]);
        sg_buf_text(out, "' ;;\n");
    }
}

static void put_bash(struct sg_buf *out)
{
    sg_buf_text(out,
                "# bash completion for sillage; made by: sillage completion bash\n"
                "_sillage()\n"
                "{\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= i\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in\n"
                "            -C|--case) ((i++)) ;;\n"
                "            -*) ;;\n"
                "            *) command=${COMP_WORDS[i]}; break ;;\n"
                "        esac\n"
                "    done\n"
                "    case $command in\n"
                "        leak) ((i + 1 < COMP_CWORD)) && command=\"leak ${COMP_WORDS[i+1]}\" ;;\n"
                "    esac\n"
                "    if [[ -z $command ]]; then\n"
                "        case $before in -C|--case) mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); return ;; esac\n"
                "        words='");
    put_first_words(out);
    put_words(out, global_options);
    sg_buf_text(out, "'\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                     "        return\n"
                     "    fi\n"
                     "    case $command:$before in\n");
    for (size_t i = 0; commands[i]; i++)
        put_choices(out, commands[i]);
    sg_buf_text(out, "        calendar:calendar) words='add list remove' ;;\n"
                     "        custody:custody) words='verify log' ;;\n"
                     "        completion:completion) words='bash' ;;\n"
                     "        help:help) words='");
    put_first_words(out);
    sg_buf_text(out, "' ;;\n");
    put_followers(out);
    sg_buf_text(out, "    esac\n"
                     "    if [[ -z $words && $word == -* ]]; then\n"
                     "        case $command in\n");
    for (size_t i = 0; commands[i]; i++) {
        sg_buf_text(out, "            ");
        put_pattern(out, commands[i]->name);
        sg_buf_text(out, ") words='");
        sg_auto_buf words = { 0 };
        put_words(&words, commands[i]->options);
        put_words(&words, common_options);
        if (words.len) sg_buf_add(out, words.data + 1, words.len - 1); /* without the first blank */
        sg_buf_text(out, "' ;;\n");
    }
    sg_buf_text(out, "        esac\n"
                     "    fi\n"
                     "    if [[ -n $words ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                     "    else\n"
                     "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
                     "        compopt -o filenames 2>/dev/null\n"
                     "    fi\n"
                     "}\n"
                     "complete -F _sillage sillage\n");
}

static enum sg_code run_completion(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)ctx, (void)values, (void)n_args;
    if (strcmp(args[0], "bash") != 0)
        return sg_fail(err, SG_EUSAGE, "completion is made for bash, not for \"%s\"", args[0]);
    sg_auto_buf out = { 0 };
    put_bash(&out);
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    return SG_OK;
}

static const char *const usage[] = { "completion bash", NULL };
static const char *const description[] = {
    "Prints a script after which the shell completes commands, options and files.",
    NULL,
};
static const struct example examples[] = {
    { "source <(sillage completion bash)", "Completion in this shell; put the line into ~/.bashrc for all." },
    { NULL, NULL },
};
const struct command command_completion = {
    .name = "completion",
    .summary = "print a script for the shell's completion",
    .usage = usage,
    .description = description,
    .least_args = 1,
    .most_args = 1,
    .examples = examples,
    .run = run_completion,
};
