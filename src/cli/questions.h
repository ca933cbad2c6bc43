/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this case was asked, from its custody log. */
#ifndef SG_CLI_QUESTIONS_H
#define SG_CLI_QUESTIONS_H

#include "cli/commands.h"

enum { QUESTIONS_MAX = 8 };
struct questions {
    struct question {
        char *query, *to; /* to: the milestone that was asked for, or NULL */
    } items[QUESTIONS_MAX];
    size_t n;
};
/* The different questions of origin, map, and serve's stories and maps, the latest first. */
enum sg_code questions_load(struct context *ctx, struct questions *ret, struct sg_err *err) SG_CHECKED;
void questions_release(struct questions *q);
#define auto_questions __attribute__((cleanup(questions_release))) struct questions

#endif
