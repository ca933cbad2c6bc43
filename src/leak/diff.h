/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words two texts share, in order.  Words are numbers; WORD_UNKNOWN is equal to nothing. */
#ifndef SG_LEAK_DIFF_H
#define SG_LEAK_DIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct diff_run {
    uint32_t a, b, n;
}; /* a[a, a + n) equals b[b, b + n) */

/* Scratch memory, grown as needed. */
struct differ {
    struct sg_buf slots, anchors, table, todo, pieces;
};
void differ_release(struct differ *d);

/*
 * Replaces the contents of `runs` (struct diff_run) by the runs of a common subsequence, maximal and in order.  The
 * longest one when na * nb <= DIFF_EXACT; else runs of 4, 2 and 1 words that stand exactly once in both are anchors
 * (the longest chain of them in order, after Cohen's patience), and each gap between is exact where it is small and
 * left different where it is large and without anchors.  O((na + nb) log) whatever the texts are.
 */
enum { DIFF_EXACT = 1 << 13 };
enum sg_code diff_words(struct differ *d, const uint32_t *a, size_t na, const uint32_t *b, size_t nb,
                        struct sg_buf *runs, struct sg_err *err) SG_CHECKED;

#endif
