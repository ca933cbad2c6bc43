/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rejects FILE: what could not be read, one JSON object a line, for commands that keep nothing of it in a case. */
#ifndef SG_CLI_REJECT_FILE_H
#define SG_CLI_REJECT_FILE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

/* Zeroed is none: then `put` and `close` do nothing. */
struct reject_file {
    const char *name;
    FILE *file;
    int error; /* the first failure of writing, an errno */
};
/* `name` NULL: none.  SG_EUSAGE when it is one of the `inputs` ("-" among them is passed over): it would be emptied. */
enum sg_code reject_file_open(struct reject_file *r, const char *name, const char *const *inputs, size_t n_inputs,
                              struct sg_err *err) SG_CHECKED;
void reject_file_put(struct reject_file *r, const struct sg_buf *line); /* failures are told by close */
/* Everything is written, or an error that names the file. */
enum sg_code reject_file_close(struct reject_file *r, struct sg_err *err) SG_CHECKED;
void reject_file_release(struct reject_file *r); /* after an error elsewhere */
#define auto_reject_file __attribute__((cleanup(reject_file_release))) struct reject_file

#endif
