/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands at the other end of the two outputs, and the ways to write there. */
#ifndef SG_CLI_TERMINAL_H
#define SG_CLI_TERMINAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct terminal {
    bool out_is_tty, err_is_tty;
    bool color;  /* standard output is a terminal, and NO_COLOR is not set */
    int columns; /* of the terminal; 0 when standard output is none */
    bool is_quiet;
};
void terminal_init(struct terminal *t);

/* Results.  Failures are remembered by the stream and told by out_finish. */
void out_write(struct sg_str bytes);
void out_text(const char *text);
/* Everything is written, or an error; *ret_is_closed when whoever read the results has left (sillage … | head). */
enum sg_code out_finish(bool *ret_is_closed, struct sg_err *err) SG_CHECKED;
bool out_has_failed(void);
/* Nothing is kept back: for results that somebody waits for. */
void out_flush(void);

/* Talk, to standard error: "sillage: …" */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
