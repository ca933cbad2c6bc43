/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the command, opens what its row asks for, runs it, reports and closes. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "cli/commands.h"

static int usage_error(const struct command *c, const struct sg_err *err)
{
    say("%s", err->text);
    sg_auto_buf usage = { 0 };
    if (c) help_usage(c, &usage);
    sg_buf_printf(&usage, "see: sillage help%s%s\n", c ? " " : "", c ? c->name : "");
    const char *text = sg_buf_cstr(&usage);
    if (text) fputs(text, stderr);
    return EXIT_USAGE;
}

/* Writes out what stands in the streams.  Whoever closed the pipe wants no more: then end as by its signal, as other
 * programs in a pipe do. */
static int finish(int status)
{
    bool is_closed;
    struct sg_err err;
    if (out_finish(&is_closed, &err) != SG_OK) {
        if (is_closed) {
            signal(SIGPIPE, SIG_DFL);
            raise(SIGPIPE);
        }
        say("%s", err.text);
        if (status == EXIT_DONE) status = EXIT_FAILED;
    }
    return status;
}

static int print_and_finish(struct sg_buf *text)
{
    struct sg_err err;
    if (sg_buf_check(text, &err) != SG_OK) {
        say("%s", err.text);
        return EXIT_FAILED;
    }
    out_write(sg_buf_view(text));
    return finish(EXIT_DONE);
}

static void tell_waiting(void *ctx, const char *who)
{
    (void)ctx;
    say("waiting for another sillage that is writing to this case (%s)…", who);
}

static void tell_notice(void *ctx, const char *text)
{
    const struct context *c = ctx;
    if (!c->term.is_quiet) say("%s", text);
}

static enum sg_code open_needs(struct context *ctx, const struct command *c, unsigned needs, struct sg_err *err)
{
    if (!(needs & NEEDS_CASE)) return SG_OK;
    enum sg_code code = sg_case_open(ctx->case_folder, &ctx->kase, err);
    if (code == SG_ENOTFOUND && c->without_case) {
        const struct sg_err why = *err;
        return sg_fail(err, code, "%.300s. %s", why.text, c->without_case);
    }
    SG_TRY(code);
    ctx->kase->holder = ctx->holder;
    if ((needs & NEEDS_WRITER) == NEEDS_WRITER) SG_TRY(sg_case_lock(ctx->kase, tell_waiting, ctx, err));
    if ((needs & NEEDS_STORE) == NEEDS_STORE) {
        sg_auto_char folder = sg_case_path(ctx->kase, "store");
        if (!folder) return sg_fail_nomem(err, "the store");
        const char *url = ctx->kase->store_url;
        const struct sg_store_options options = { .folder = url ? NULL : folder,
                                                  .url = url,
                                                  .notice = tell_notice,
                                                  .notice_ctx = ctx,
                                                  .in_background = true,
                                                  .engine_program = ctx->engine_program };
        SG_TRY(sg_store_open(&options, &ctx->store, err));
    }
    return SG_OK;
}

static int run(struct context *ctx, const struct command *c, const void *values, int n_args, char **args)
{
    struct sg_err err = { 0 };
    snprintf(ctx->holder, sizeof ctx->holder, "sillage %s", c->name);
    enum sg_code code = c->check ? c->check(values, n_args, args, &err) : SG_OK;
    if (code == SG_OK) code = open_needs(ctx, c, c->needs_now ? c->needs_now(values) : c->needs, &err);
    if (code == SG_OK) code = c->run(ctx, values, n_args, args, &err);
    sg_store_free(ctx->store);
    sg_case_free(ctx->kase);
    if (code == SG_EUSAGE) return usage_error(c, &err);
    if (code != SG_OK) {
        fflush(stdout);
        /* A reader of our results who left is no failure worth a word; finish() tells of the others. */
        if (!out_has_failed()) say("%s", err.text);
    }
    return finish(code == SG_OK ? (int)ctx->status : EXIT_FAILED);
}

/* Where mapping files and the like lie: beside an installed program, or in the tree that it was built from. */
static const char *find_data(void)
{
    const char *named = getenv("SILLAGE_DATA");
    if (named && named[0]) return named;
    return sg_fs_is_dir(SG_DATA_INSTALLED) ? SG_DATA_INSTALLED : SG_DATA_SOURCE;
}

static enum sg_code check_args(const struct command *c, int n_args, char **args, struct sg_err *err)
{
    /* To a shell an unquoted # begins a comment, so the query is what goes missing most often. */
    if (n_args < c->least_args && strstr(c->usage[0], " QUERY"))
        return sg_fail(err, SG_EUSAGE, "%s needs a QUERY; one with a # goes in quotes, '#tag', or the shell drops it",
                       c->name);
    if (n_args < c->least_args) return sg_fail(err, SG_EUSAGE, "%s needs more than that: see how it is used", c->name);
    if (c->most_args >= 0 && n_args > c->most_args)
        return sg_fail(err, SG_EUSAGE, "%s: \"%s\" is one word too many; words with blanks go in quotes", c->name,
                       args[c->most_args]);
    return SG_OK;
}

static int run_command(struct context *ctx, const struct command *c, int argc, char **argv)
{
    struct sg_err err;
    struct common_values common = { 0 };
    void *values = calloc(1, c->values_size ? c->values_size : 1);
    if (!values) {
        say("no memory for the options");
        return EXIT_FAILED;
    }
    if (c->defaults) memcpy(values, c->defaults, c->values_size);
    const struct option_set sets[] = { { c->options, values }, { common_options, &common } };
    int n_args = 0, status;
    enum sg_code code = options_parse(sets, 2, false, argc, argv, &n_args, NULL, &err);
    ctx->term.is_quiet |= common.quiet;
    if (code == SG_OK && common.help) {
        sg_auto_buf text = { 0 };
        help_command(c, &ctx->term, &text);
        status = print_and_finish(&text);
    } else {
        if (code == SG_OK) code = check_args(c, n_args, argv, &err);
        status = code == SG_OK ? run(ctx, c, values, n_args, argv) : usage_error(c, &err);
    }
    free(values);
    return status;
}

/* "leak --help", which is no command yet. */
static bool is_family_help(char *const *words, int n)
{
    sg_auto_buf followers = { 0 };
    if (n != 2 || (strcmp(words[1], "--help") != 0 && strcmp(words[1], "-h") != 0)) return false;
    command_followers(words[0], &followers);
    return followers.len > 0;
}

/* The command that the words begin with, or an error that names the nearest. */
static enum sg_code find_command(char *const *words, int n, const struct command **ret, int *ret_used,
                                 struct sg_err *err)
{
    *ret = command_find(words, n, ret_used);
    return *ret ? SG_OK : command_unknown(words, n, err);
}

/* Batches come and go by the dozen megabytes.  Without this the allocator gives each back to the system and gets it
 * again page by page, which cost a fifth of an adding. */
static void keep_memory(void)
{
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the most that is allowed */
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
}

int main(int argc, char **argv)
{
    keep_memory();
    /* A pipe that closes is an error to handle, not a reason to die in the middle of a write to the case. */
    signal(SIGPIPE, SIG_IGN);
    struct context ctx = { 0 };
    struct global_values global = { 0 };
    const struct option_set set = { global_options, &global };
    struct sg_err err;
    int n_args, n_read = 0;
    if (argc > 0) {
        argc--;
        argv++;
    }
    if (options_parse(&set, 1, true, argc, argv, &n_args, &n_read, &err) != SG_OK) return usage_error(NULL, &err);
    terminal_init(&ctx.term);
    ctx.term.is_quiet = global.quiet;
    if (global.version || global.help || n_read == argc) {
        sg_auto_buf text = { 0 };
        if (global.version)
            sg_buf_text(&text, "sillage " SG_VERSION "\n");
        else
            help_overview(&ctx.term, &text);
        if (global.version || global.help) return print_and_finish(&text);
        const char *overview = sg_buf_cstr(&text);
        if (overview) fputs(overview, stderr);
        return EXIT_USAGE;
    }
    const struct command *c;
    int n_words = 0;
    if (is_family_help(argv + n_read, argc - n_read)) {
        sg_auto_buf text = { 0 };
        help_family(argv[n_read], &ctx.term, &text);
        return print_and_finish(&text);
    }
    if (find_command(argv + n_read, argc - n_read, &c, &n_words, &err) != SG_OK) return usage_error(NULL, &err);
    const char *named = getenv("SILLAGE_CASE"), *engine = getenv("SILLAGE_ENGINE"), *reader = getenv("SILLAGE_READER");
    ctx.case_folder = global.case_folder ? global.case_folder : named && named[0] ? named : NULL;
    ctx.is_case_named = global.case_folder != NULL;
    ctx.engine_program = engine && engine[0] ? engine : NULL;
    ctx.reader_program = reader && reader[0] ? reader : NULL;
    ctx.data_folder = find_data();
    return run_command(&ctx, c, argc - n_read - n_words, argv + n_read + n_words);
}
