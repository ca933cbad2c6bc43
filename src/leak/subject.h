/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_LEAK_SUBJECT_H
#define SG_LEAK_SUBJECT_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends a subject without what answering, passing on and lists put before it, ASCII letters in lower case; true when
 * it is an answer's. */
bool subject_plain(struct sg_str subject, struct sg_buf *out);

#endif
