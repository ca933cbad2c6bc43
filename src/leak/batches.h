/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batch edits: old documents saved again within minutes, more of them than this leak's own savings explain.
 * Method: doc/method/document-timelines.md, "Batch edits". */
#ifndef SG_LEAK_BATCHES_H
#define SG_LEAK_BATCHES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

/* A document that was saved again when it was old.  Names are interned: equal ones are the same pointer. */
struct leak_saving {
    sg_time saved, born; /* both known; saved at least a day after born, or the caller leaves it out */
    uint32_t document;
    const char *editor, *application;
};
struct leak_batch {
    size_t first, n; /* in the list of members */
    sg_time from, to, born_from, born_to;
    double chance; /* of so long a run anywhere in the leak, by how savings follow each other elsewhere in it */
    const char *editor, *application; /* "" when not one for all */
};
enum { LEAK_BATCH_LEAST = 4 };
/*
 * Appends struct leak_batch to `batches` and uint32_t (documents, by time) to `members`, both in the order of time; a
 * document is in one batch, and what was saved at one moment is one, whatever programs saved it.  `savings` is put in
 * order.  `limit`: chance below which a run is told, after counting how many ways there were to look.  Deterministic;
 * O(n log n).
 */
enum sg_code leak_batches_find(struct leak_saving *savings, size_t n, double limit, struct sg_buf *batches,
                               struct sg_buf *members, struct sg_err *err) SG_CHECKED;

#endif
