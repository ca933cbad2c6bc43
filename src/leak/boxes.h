/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailboxes of one owner each, and what one owner sent another that the other's box lacks.
 * Method: doc/method/gaps.md. */
#ifndef SG_LEAK_BOXES_H
#define SG_LEAK_BOXES_H

#include "leak/leak_internal.h"

/* A mail lies somewhere: path through folders and containers, as in the store, kept. */
struct leak_place {
    uint32_t mail;
    const char *path;
};
/* Counts into the answer's totals; a finding for each copy that is missing where hardly any is.  O(n log n). */
enum sg_code leak_boxes_judge(struct leak_run *r, const struct leak_place *places, size_t n,
                              struct sg_err *err) SG_CHECKED;

#endif
