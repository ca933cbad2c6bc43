/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A leak's files into the case.  They are read by sillage-reader, a program of its own without network and with limits
 * (reader/), which gives back rows; here they meet the store.
 */
#ifndef SG_INGEST_LEAK_H
#define SG_INGEST_LEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "casefile/casefile.h"
#include "store/store.h"

struct sg_leak_add_options {
    uint64_t depth, items, bytes, ratio, item_bytes; /* containers/containers.h's limits; 0: its defaults */
    unsigned readers;           /* processes; 0: as many as processors and the source's size are worth, at most 8 */
    int64_t item_seconds;       /* processor time that one item may take; 0: 60 */
    const char *reader_program; /* NULL: beside the running program, then on PATH */
    void (*progress)(void *ctx, const char *name, uint64_t done, uint64_t total, uint64_t items); /* NULL allowed */
    void *progress_ctx;
};
struct sg_leak_add_result {
    uint64_t source;
    char sha256[65], format[32];
    uint64_t items, messages, documents, rejected, bytes;
    bool is_known, is_resumed;
    char rejects_path[64]; /* relative to the case; empty when there are none */
    char error[768];       /* why reading ended early; what came before is in */
};
/*
 * Adds one file or folder.  As sg_ingest_file: its hash names it, batches have an identity, a run that was cut off is
 * completed by the same call.  One bad item costs that item.
 */
enum sg_code sg_leak_add(struct sg_case *c, struct sg_store *store, const char *path,
                         const struct sg_leak_add_options *o, struct sg_leak_add_result *ret,
                         struct sg_err *err) SG_CHECKED;

/*
 * Several paths, each a source, in their order.  Small files that follow one another go in together, which costs a
 * tenth; `added` is told of each, its failure too.  Itself it fails only where it cannot begin.
 */
typedef void (*sg_leak_added)(void *ctx, const char *path, enum sg_code code, const struct sg_leak_add_result *result,
                              const struct sg_err *err);
enum sg_code sg_leak_add_each(struct sg_case *c, struct sg_store *store, char *const *paths, size_t n,
                              const struct sg_leak_add_options *o, sg_leak_added added, void *ctx,
                              struct sg_err *err) SG_CHECKED;

/* The bytes of one item as they were in its source, read again from there: for `leak show --raw`. */
enum sg_code sg_leak_raw(struct sg_case *c, struct sg_store *store, uint64_t item, const char *reader_program,
                         struct sg_buf *ret, struct sg_err *err) SG_CHECKED;

#endif
