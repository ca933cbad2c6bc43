/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/page_options.h"
#include "server/server.h"

enum { TICK_MS = 100, LAST_WAIT_MS = 3000 };
#define NO_PORT UINT64_MAX

struct values {
    uint64_t port, max_nodes, max_posts;
    bool open, with_text;
    struct names_values names;
};
static const struct values defaults = { .port = NO_PORT, .names.which = NAMES_ALL };

static volatile sig_atomic_t asked_to_end;
static void on_signal(int number)
{
    (void)number;
    asked_to_end = 1;
}

/* ---- addresses ---- */

struct serving {
    struct context *ctx;
    char first[160]; /* the address that --open opens */
};

/* Results on standard output, and at once: somebody waits for the address. */
static void print_address(void *ctx, const char *url)
{
    struct serving *s = ctx;
    bool is_first = s->first[0] == '\0';
    if (is_first) snprintf(s->first, sizeof s->first, "%s", url);
    if (!s->ctx->term.is_quiet)
        say("%s", is_first ? "open this address in a browser; it works once. Ctrl-C ends."
                           : "that address is used up; this one lets another browser in:");
    out_text(url);
    out_text("\n");
    fflush(stdout);
}

static void tell(void *ctx, const char *text)
{
    const struct serving *s = ctx;
    if (!s->ctx->term.is_quiet) say("%s", text);
}

/* No shell sees the address.  The child that was started, or 0. */
static pid_t open_browser(const char *url)
{
    extern char **environ;
    const char *named = getenv("BROWSER");
    sg_auto_char program = strdup(named && named[0] ? named : "xdg-open");
    sg_auto_char address = strdup(url);
    if (!program || !address) return 0;
    program[strcspn(program, ":")] = '\0'; /* BROWSER may list several */
    char *argv[] = { program, address, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int failed = posix_spawnp(&pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (!failed) return pid;
    say("%s cannot be started (%s): open the address yourself", program, strerror(failed));
    return 0;
}

/* ---- serving ---- */

static enum sg_code note(struct context *ctx, const struct values *v, const char *url, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_kstr(&j, "address", sg_str_n(url, strcspn(url, "?"))); /* not the token */
    sg_json_kbool(&j, "text", v->with_text);
    names_note(&j, &v->names);
    if (v->max_nodes) sg_json_ku64(&j, "max_nodes", v->max_nodes);
    if (v->max_posts) sg_json_ku64(&j, "max_posts", v->max_posts);
    sg_json_object_end(&j);
    return custody_note(ctx, "serve", &details, err);
}

static void catch_signals(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction end = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &end, NULL);
}

/* Only the browser's starter is waited for: another child may be an engine that a question has just started, and how
 * that ends is the store's to know. */
static void serve_until_asked(struct sg_server *server, pid_t browser)
{
    while (!asked_to_end) {
        nanosleep(&(struct timespec){ 0, TICK_MS * 1000000L }, NULL);
        sg_server_tick(server);
        if (browser && waitpid(browser, NULL, WNOHANG) != 0) browser = 0;
    }
}

static enum sg_code run_serve(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    struct serving serving = { .ctx = ctx };
    const struct sg_server_options options = { .port = v->port == NO_PORT ? -1 : (int)v->port,
                                               .case_folder = ctx->kase->folder,
                                               .store = ctx->store,
                                               .with_text = v->with_text,
                                               .names = names_options(&v->names),
                                               .max_nodes = v->max_nodes,
                                               .max_posts = v->max_posts,
                                               .on_address = print_address,
                                               .on_notice = tell,
                                               .ctx = &serving };
    struct sg_server *server = NULL;
    catch_signals();
    SG_TRY(sg_server_start(&options, &server, err));
    enum sg_code code = note(ctx, v, serving.first, err);
    pid_t browser = code == SG_OK && v->open ? open_browser(serving.first) : 0;
    if (code == SG_OK) serve_until_asked(server, browser);
    bool is_free = sg_server_stop(server, LAST_WAIT_MS);
    if (code == SG_OK && !ctx->term.is_quiet) say("stopped serving");
    if (!is_free) {
        /* A question is still being worked on with what main would free now; all that it does is read. */
        fflush(NULL);
        _exit(code == SG_OK ? EXIT_DONE : EXIT_FAILED);
    }
    return code;
}

static const struct option_row options[] = {
    { "port", 'p', OPTION_COUNT, offsetof(struct values, port), "N",
      "listen at this port of 127.0.0.1; 0 is any that is free (7417, or another when that is taken)", NULL, 0, 65535 },
    { "open", 'o', OPTION_FLAG, offsetof(struct values, open), NULL,
      "open the page in a browser (BROWSER, or xdg-open)", NULL, 0, 0 },
    { "text", 0, OPTION_FLAG, offsetof(struct values, with_text), NULL,
      "posts' texts too, which are left out otherwise", NULL, 0, 0 },
    NAMES_OPTIONS(struct values, "all"),
    { "max-nodes", 0, OPTION_COUNT, offsetof(struct values, max_nodes), "N",
      "show at most so many nodes of a network, the rest is counted (5,000)", NULL, 1, 50000 },
    { "max-posts", 0, OPTION_COUNT, offsetof(struct values, max_posts), "N", "refuse stories of more posts (500,000)",
      NULL, 1, 0 },
    { NULL },
};
static const char *const usage[] = {
    "serve [--port N] [--open] [--text] [--names all|large] [--max-nodes N] [--max-posts N]", NULL
};
static const char *const description[] = {
    "Shows the case in a browser: the story of any query, its map, the night played through, and the evidence behind "
    "every "
    "dot. The page comes from this machine and asks nobody else; nobody but this machine can reach it.",
    "The printed address holds a token that opens one browser and is spent by that; a new address is printed for the "
    "next one. Nothing can be changed through the page. Other commands can be used on the case meanwhile, and what "
    "they add is seen in the next answer; what they found (coordination, leak verify, lookalike, indicators), when the "
    "page is loaded again. Each story and map that was worked out is noted in the custody log, with the hash of the "
    "answer.",
    "Programs ask the same way; doc/api.md describes it.",
    NULL,
};
static const struct example examples[] = {
    { "sillage -C affair serve --open", "The case in the browser." },
    { "sillage -C affair serve --names large --port 8000",
      "Without the names of small accounts, at a port of your choice." },
    { NULL, NULL },
};
const struct command command_serve = {
    .name = "serve",
    .summary = "show the case in a browser",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_serve,
};
