/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where a source meets the store: checks, objects, links, counts, provenance. */
#ifndef SG_INGEST_INGEST_H
#define SG_INGEST_INGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "casefile/casefile.h"
#include "sources/sources.h"
#include "store/store.h"

struct sg_ingest_options {
    const char *format;            /* --format, or NULL: probe */
    struct sg_read_options read;   /* reject callback is set by ingest */
    void (*progress)(void *ctx, const char *name, uint64_t done, uint64_t total, uint64_t rows); /* NULL allowed */
    void *progress_ctx;
};
struct sg_ingest_result {
    uint64_t source;
    char sha256[65];
    const char *format; /* static */
    uint64_t rows, rejected, repaired, bytes;
    bool is_known;      /* was there already, whole; nothing was added */
    bool is_resumed;    /* an earlier run had been cut off; this one completed it */
    char rejects_path[64]; /* relative to the case; empty when there are none */
    char error[768]; /* why reading ended early (a packing cut short, say); the rows before that place went in */
};
/*
 * Adds one file (or a folder that is one source, such as a folder of pastes; or "-").  The source's hash is taken
 * first, and names it; each batch is one block with an identity, so a run that was cut off is completed by adding the
 * file again.  When reading ends early, what came before stays
 * in, the reason is recorded with the source, and SG_OK is returned with ret->error set.
 */
enum sg_code sg_ingest_file(struct sg_case *c, struct sg_store *store, const char *path,
                            const struct sg_ingest_options *options, struct sg_ingest_result *ret,
                            struct sg_err *err) SG_CHECKED;

#endif
