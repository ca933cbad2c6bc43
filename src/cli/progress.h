/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far work has come: on a terminal only, and only when it takes longer than a second. */
#ifndef SG_CLI_PROGRESS_H
#define SG_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/terminal.h"

struct progress {
    bool is_shown; /* to be drawn at all */
    bool is_drawn; /* there is a line to take away */
    int64_t begun_us, drawn_us;
    uint64_t last_done;
    const char *counted; /* what rows are called; NULL: posts */
};
void progress_init(struct progress *p, const struct terminal *t);
/* `done` of `total` bytes (0: unknown) and rows so far (0: not counted) of what is called `name`.  `done` going back
 * begins a new piece of work. */
void progress_show(struct progress *p, const char *name, uint64_t done, uint64_t total, uint64_t rows);
/* Work that is not counted in bytes: "judging: 12%", so much of `total` (0: unknown) is done. */
void progress_share(struct progress *p, const char *what, uint64_t done, uint64_t total, uint64_t rows);
void progress_clear(struct progress *p); /* before anything else is written */

#endif
