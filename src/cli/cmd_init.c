/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

struct values {
    const char *title, *store;
};

static enum sg_code run_init(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    if (n_args && ctx->is_case_named && strcmp(args[0], ctx->case_folder) != 0)
        return sg_fail(err, SG_EUSAGE, "the new case is named twice: -C %s and %s", ctx->case_folder, args[0]);
    const char *folder = n_args ? args[0] : ctx->is_case_named ? ctx->case_folder : ".";
    SG_TRY(sg_case_init(folder, v->title, v->store, err));
    SG_TRY(sg_case_open(folder, &ctx->kase, err));
    if (ctx->term.is_quiet) return SG_OK;
    say("made the case \"%s\" in %s", ctx->kase->title, ctx->kase->folder);
    if (strcmp(folder, ".") == 0) {
        say("next: sillage add FILE…");
        return SG_OK;
    }
    sg_auto_buf word = { 0 };
    sg_escape_shell(&word, sg_str(folder));
    SG_TRY(sg_buf_check(&word, err));
    say("next: sillage -C %s add FILE…", sg_buf_cstr(&word));
    return SG_OK;
}

static const struct option_row options[] = {
    { "title", 't', OPTION_TEXT, offsetof(struct values, title), "TITLE",
      "what the case is called; otherwise its folder's name", NULL, 0, 0 },
    { "store", 0, OPTION_TEXT, offsetof(struct values, store), "URL",
      "keep the posts on a ClickHouse server, http://[USER:PASSWORD@]HOST:PORT/DATABASE, instead of in the case", NULL,
      0, 0 },
    { NULL },
};
static const char *const usage[] = { "init [DIR] [--title TITLE] [--store URL]", NULL };
static const char *const description[] = {
    "Makes a case: a folder that holds the description (case.json), the custody log (custody.jsonl), rejects, and the "
    "store "
    "with the posts. DIR is made when it is not there; without it the current folder, or the one that -C names, "
    "becomes the "
    "case. A case inside another is refused.",
    "The store can always be made again from the sources that the custody log names; the sources themselves stay where "
    "they "
    "are and are never changed.",
    NULL,
};
static const struct example examples[] = {
    { "sillage init affair --title 'The leak of 5 May'", "Makes the case in the folder affair." },
    { NULL, NULL },
};
const struct command command_init = {
    .name = "init",
    .summary = "make a case",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .most_args = 1,
    .examples = examples,
    .run = run_init,
};
