/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command is one file and one row: what it is called, what it needs, what it takes, how it is used. */
#ifndef SG_CLI_COMMANDS_H
#define SG_CLI_COMMANDS_H

#include "casefile/casefile.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "store/store.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_REJECTED = 3,
    EXIT_NEW = 4 /* of a command that was asked for what is new: there is something */
};

enum command_needs {
    NEEDS_CASE = 1,
    NEEDS_STORE = 2 | NEEDS_CASE,
    NEEDS_WRITER = 4 | NEEDS_CASE /* the writer's lock: one at a time */
};

/* What main opened for a command. */
struct context {
    struct terminal term;
    const char *case_folder;    /* -C or SILLAGE_CASE; NULL: look around */
    bool is_case_named;         /* by -C */
    const char *engine_program; /* SILLAGE_ENGINE or NULL */
    const char *reader_program; /* SILLAGE_READER or NULL */
    const char *data_folder;    /* SILLAGE_DATA, or where the program's own data lie */
    struct sg_case *kase;       /* "case" is a word of C */
    struct sg_store *store;
    char holder[48];         /* "sillage add", for others who wait */
    enum exit_status status; /* of a command that did its work and has something to tell by it */
};

struct example {
    const char *line, *meaning;
};
struct command {
    const char *name;
    const char *summary;              /* one line, no full stop */
    const char *const *usage;         /* what follows "sillage [-C CASE] ", one form each; NULL-terminated */
    const char *const *description;   /* paragraphs; NULL-terminated */
    const struct option_row *options; /* NULL: none */
    const void *defaults;             /* of the struct that the options fill; NULL: zeros */
    size_t values_size;
    int least_args, most_args;      /* most -1: any number */
    const struct example *examples; /* end with a NULL line */
    unsigned needs;
    unsigned (*needs_now)(const void *values); /* instead of `needs`, when that depends on the options; or NULL */
    /* Whether it was asked rightly, before anything is opened; or NULL. */
    enum sg_code (*check)(const void *values, int n_args, char **args, struct sg_err *err);
    const char *without_case;                  /* what can be done where there is no case; or NULL */
    enum sg_code (*run)(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err);
};

extern const struct command *const commands[]; /* in the order of work; NULL-terminated */
/* The command that `words` begin with: "leak add" before "leak"; how many of them its name is.  NULL: none. */
const struct command *command_find(char *const *words, int n, int *ret_used);
/* "add list show": what may follow a word that begins the names of several; "" when it begins none. */
void command_followers(const char *first, struct sg_buf *out);
const char *command_nearest(const char *name); /* or NULL */
/* SG_EUSAGE with what may have been meant. */
enum sg_code command_unknown(char *const *words, int n, struct sg_err *err);

/* Options that every command has, and those that stand before it. */
struct common_values {
    bool help, quiet;
};
extern const struct option_row common_options[];
struct global_values {
    const char *case_folder;
    bool help, version, quiet;
};
extern const struct option_row global_options[];

/* ---- help.c: texts from the tables ---- */

void help_overview(const struct terminal *t, struct sg_buf *out);
void help_family(const char *first, const struct terminal *t, struct sg_buf *out); /* "leak": its commands */
void help_command(const struct command *c, const struct terminal *t, struct sg_buf *out);
void help_usage(const struct command *c, struct sg_buf *out); /* the lines "usage: …" */
void help_man(struct sg_buf *out);                            /* man_page.c: sillage.1 */

/* ---- small things that commands share ---- */

/* The words of a QUERY given as several arguments, with blanks between. */
enum sg_code query_join(int n_args, char **args, struct sg_buf *ret, struct sg_err *err) SG_CHECKED;
/* An entry of the custody log for a command that changed nothing in the store. */
enum sg_code custody_note(struct context *ctx, const char *action, struct sg_buf *details,
                          struct sg_err *err) SG_CHECKED;

/* The calendar as a table for people (cmd_calendar.c). */
enum sg_code calendar_table(const struct context *ctx, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

/* What a story is asked with, its options (for a command whose values hold `struct story_request request`), and the
 * fields of them in a custody entry. */
struct story_request {
    const char *to;
    bool no_inferred, with_text;
    int64_t window; /* 0: the default */
};
/* clang-format off */
#define STORY_OPTIONS(values)                                                                                          \
    { "to", 't', OPTION_TEXT, offsetof(values, request.to), "MILESTONE",                                               \
      "where the chain ends: @account, platform:id or a post's address; otherwise the post with the largest audience", \
      NULL, 0, 0 },                                                                                                    \
    { "no-inferred", 0, OPTION_FLAG, offsetof(values, request.no_inferred), NULL, "only links that were seen", NULL,   \
      0, 0 },                                                                                                          \
    { "window", 'w', OPTION_DURATION, offsetof(values, request.window), "TIME",                                        \
      "how far apart posts with the same text or link may lie to be linked by inference (24h)", NULL, 0, 0 },          \
    { "text", 0, OPTION_FLAG, offsetof(values, request.with_text), NULL,                                               \
      "posts' texts too, which are left out otherwise", NULL, 0, 0 }
/* clang-format on */
void story_note(struct sg_json_out *j, const struct story_request *r);
/* Loads the story of a query with the case's calendar around it. */
struct sg_story;
enum sg_code story_load(struct context *ctx, struct sg_str query, const struct story_request *request,
                        struct sg_story **ret, struct sg_err *err) SG_CHECKED;

extern const struct command command_init, command_add, command_status, command_search, command_sql, command_origin,
    command_coordination, command_leak_add, command_leak_verify, command_leak_list, command_leak_show,
    command_leak_timeline, command_leak_search, command_lookalike, command_indicators, command_export, command_map,
    command_report, command_serve, command_calendar, command_simulate, command_custody, command_help,
    command_completion, command_version;

#endif
