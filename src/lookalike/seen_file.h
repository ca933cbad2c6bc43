/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of what was told before, held by one process at a time. */
#ifndef SG_LOOKALIKE_SEEN_FILE_H
#define SG_LOOKALIKE_SEEN_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct seen_file {
    char *path;    /* links followed: what is renamed into place replaces the file, and no link to it */
    int fd;        /* the lock */
    mode_t mode;   /* of the file that was there */
    bool is_fresh; /* made empty here, and gone again when nothing is saved */
};
/*
 * Opens a regular file for this process alone; made when it is absent, so that what cannot be written is told before
 * anything else is done.  SG_EUSAGE: a folder, pipe or device; SG_EEXIST: another process has it.
 */
enum sg_code seen_file_open(const char *path, struct seen_file *ret, struct sg_err *err) SG_CHECKED;
/* Something stands there now: it has the old one's permissions, and stays. */
void seen_file_saved(struct seen_file *f);
void seen_file_release(struct seen_file *f); /* zeroed allowed */

#endif
