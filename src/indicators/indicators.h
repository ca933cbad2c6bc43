/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds of indicators, read: STIX 2.x bundles, MISP events and feeds, CSV.  Formats: doc/formats/indicators.md. */
#ifndef SG_INDICATORS_INDICATORS_H
#define SG_INDICATORS_INDICATORS_H

#include "base/buf.h"
#include "model/indicators.h"

struct sg_indicator_reject {
    uint64_t row;       /* object or line, from 1 */
    const char *reason; /* a sentence; safe for a terminal */
    struct sg_str raw;  /* at most 300 bytes of it */
};
/* Most indicators of a set, and most bytes of a feed. */
#define SG_INDICATORS_MAX ((size_t)5000000)
#define SG_FEED_BYTES ((size_t)1 << 30)

/* Adds what a feed holds.  Defanged values (hxxp, [.]) are made whole.  SG_EINPUT when it is no feed that this program
 * reads, with what was seen. */
enum sg_code sg_indicators_read(struct sg_indicators *x, const char *path,
                                void (*reject)(void *ctx, const struct sg_indicator_reject *r), void *ctx,
                                struct sg_err *err) SG_CHECKED;
/* The same from memory, for tests and fuzzing; `name` as a file's. */
enum sg_code sg_indicators_read_bytes(struct sg_indicators *x, struct sg_str bytes, const char *name,
                                      void (*reject)(void *ctx, const struct sg_indicator_reject *r), void *ctx,
                                      struct sg_err *err) SG_CHECKED;
/*
 * Sorts and drops repeated rows; after the last feed.  Of one value a feed has its first SG_INDICATORS_OF_A_VALUE (by
 * id); further ones are counted as another kind, "same value again": each would be told with all that carries the
 * value, and a feed that lists one popular host a million times would fill the answer.
 */
#define SG_INDICATORS_OF_A_VALUE 20
void sg_indicators_finish(struct sg_indicators *x);

#endif
