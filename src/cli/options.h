/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options are rows of a table, read in one place into the fields of one struct. */
#ifndef SG_CLI_OPTIONS_H
#define SG_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum option_kind {
    OPTION_FLAG,     /* bool: set to true */
    OPTION_TEXT,     /* const char *: borrowed from argv */
    OPTION_COUNT,    /* uint64_t, from `least` to `most` (0 = no bound) */
    OPTION_DURATION, /* int64_t, microseconds */
    OPTION_SHARE,    /* double, from 0 to 1: "0.05" or "5%" */
    OPTION_CHOICE    /* int: index into `choices` */
};
/* A table ends with a row without a name. */
struct option_row {
    const char *name; /* "limit": --limit */
    char letter;      /* 'n': -n; or 0 */
    enum option_kind kind;
    size_t offset;     /* of the field */
    const char *value; /* how help calls what follows: "N"; NULL for flags */
    const char *help;
    const char *const *choices; /* NULL-terminated */
    uint64_t least, most;
};
/* A table and the struct that it fills. */
struct option_set {
    const struct option_row *rows;
    void *values;
};

/*
 * Reads `argv` (without the command's name); what is no option is moved to its front and counted in *ret_n_args.
 * "--name VALUE", "--name=VALUE", "-n VALUE", "-nVALUE"; "--" ends the options, "-" is an argument.  With
 * `is_stopping` reading ends at the first argument, and *ret_n_read tells how many words were taken (NULL allowed).
 * SG_EUSAGE says what is wrong and names the nearest option.
 */
enum sg_code options_parse(const struct option_set *sets, size_t n_sets, bool is_stopping, int argc, char **argv,
                           int *ret_n_args, int *ret_n_read, struct sg_err *err) SG_CHECKED;

/* The word of `words` (NULL-terminated) that `asked` was probably meant to be, or NULL. */
const char *option_nearest(const char *asked, const char *const *words);

#endif
