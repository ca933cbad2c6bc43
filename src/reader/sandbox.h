/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process gives up what it does not need before it looks at hostile bytes. */
#ifndef SG_READER_SANDBOX_H
#define SG_READER_SANDBOX_H

#include <stdint.h>

#include "base/err.h"

struct sandbox_limits {
    uint64_t memory_bytes; /* address space; 0: not limited */
    const char *source;    /* the file or folder that may be read, beside what libraries share; NULL: every file */
};
/*
 * For the rest of the process's life, and not to be undone: no network, no other program, no new process, no file
 * opened for writing or made, nobody else's memory, no core.  Every descriptor but the first three is closed.  Files of
 * `source` may still be opened for reading, and with a kernel that has Landlock no others (EACCES).  What else is
 * refused fails with EPERM.  The process ends with its parent.  It must have one thread.  Method:
 * doc/method/sandbox.md.
 */
enum sg_code sandbox_enter(const struct sandbox_limits *limits, struct sg_err *err) SG_CHECKED;

#endif
