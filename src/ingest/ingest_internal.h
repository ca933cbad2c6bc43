/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside ingest/: the steps between a reader's batch and the store. */
#ifndef SG_INGEST_INTERNAL_H
#define SG_INGEST_INTERNAL_H

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/json_out.h"
#include "ingest/ingest.h"
#include "objects/objects.h"

/* ---- inputs.c: what is read, and what it is called by ---- */

struct sg_input {
    char *path;               /* absolute: what is opened */
    struct sg_folder *folder; /* when it is one source as a whole, else NULL */
    const struct sg_folder_reader *folder_reader;
    char *copy;               /* relative to the case: standard input, kept; else NULL */
    char *manifest;           /* relative to the case: a folder's files and their hashes; else NULL */
    char sha256[65];
    uint64_t bytes;
};
/* A file, a folder that a reader takes as a whole, or "-". */
enum sg_code sg_input_open(const struct sg_case *c, const char *path, const struct sg_ingest_options *options,
                           struct sg_input *ret, struct sg_err *err) SG_CHECKED;
/* A file, any folder as one source (hidden files too), or "-": what a leak comes as. */
enum sg_code sg_input_open_leak(const struct sg_case *c, const char *path, struct sg_input *ret,
                                struct sg_err *err) SG_CHECKED;
void sg_input_release(struct sg_input *in);
/* A source's number: the first 8 bytes of its hash. */
uint64_t sg_source_from_hash(const char sha256[static 65]);

/* ---- prepare.c: a reader's batch becomes the rows of three tables ---- */

struct sg_prepared {
    uint64_t source;
    uint32_t batch;
    struct ArrowArray read;    /* sg_post_table, as the reader gave it */
    struct ArrowArray derived; /* what ingest adds to each post */
    struct ArrowArray links;   /* sg_store_links */
    struct ArrowArray objects; /* sg_store_objects */
};
static inline void sg_prepared_release(struct sg_prepared *p)
{
    sg_batch_drop(&p->read);
    sg_batch_drop(&p->derived);
    sg_batch_drop(&p->links);
    sg_batch_drop(&p->objects);
}

struct sg_preparer;
enum sg_code sg_preparer_new(uint64_t source, const char *platform, struct sg_preparer **ret, struct sg_err *err);
void sg_preparer_free(struct sg_preparer *p);
/* Takes `read` when it succeeds. */
enum sg_code sg_prepare(struct sg_preparer *p, struct ArrowArray *read, uint32_t batch, struct sg_prepared *ret,
                        struct sg_err *err) SG_CHECKED;
/* Sends the three tables' rows, each as one block, leaving out those that are there (`landed`, may be NULL). */
struct sg_landed;
enum sg_code sg_prepared_insert(const struct sg_prepared *p, struct sg_store *store, const struct sg_landed *landed,
                                struct sg_err *err) SG_CHECKED;

/* ---- landed.c: which blocks of a source are in the store already ---- */

enum {
    SG_LANDED_POSTS, SG_LANDED_LINKS, SG_LANDED_OBJECTS, SG_LANDED_PLACES, SG_LANDED_MESSAGES, SG_LANDED_DOCUMENTS,
    SG_LANDED_SOURCES,
    SG_LANDED_TABLES
};
enum sg_code sg_landed_load(struct sg_store *store, uint64_t source, struct sg_landed **ret,
                            struct sg_err *err) SG_CHECKED;
void sg_landed_free(struct sg_landed *l);
bool sg_landed_has(const struct sg_landed *l, int table, uint32_t batch);
bool sg_landed_any(const struct sg_landed *l);

/* ---- source.c: what a source says of itself ---- */

enum { SG_INSERT_COLUMNS = 48 };
/* A whole batch as one block; nothing when it is empty. */
enum sg_code sg_table_insert(struct sg_store *store, const struct sg_table *table, const struct ArrowArray *rows,
                             uint64_t source, uint32_t batch, struct sg_err *err) SG_CHECKED;
/* Several batches as one block, those that are empty left out: all of them land, or none. */
enum { SG_INSERT_BATCHES = 64 };
struct sg_rows {
    const struct ArrowArray *rows;
    uint64_t source;
    uint32_t batch;
};
enum sg_code sg_table_insert_all(struct sg_store *store, const struct sg_table *table, const struct sg_rows *rows,
                                 size_t n_rows, struct sg_err *err) SG_CHECKED;
struct sg_source_row {
    uint64_t source;
    const char *sha256, *path, *format, *platform, *error;
    uint64_t bytes, rows, rejected, repaired;
};
/* Its row in `sources`, batch 0 when the adding has begun and 1 when it has ended; nothing when it is there. */
enum sg_code sg_source_insert(struct sg_store *store, const struct sg_landed *landed, const struct sg_source_row *s,
                              uint32_t batch, struct sg_err *err) SG_CHECKED;
/* The same for several sources at once, as one block; none of them is there. */
enum sg_code sg_sources_insert(struct sg_store *store, const struct sg_source_row *s, size_t n, uint32_t batch,
                               struct sg_err *err) SG_CHECKED;
struct sg_source_known {
    bool is_there;
    char format[96], platform[64], error[768];
    uint64_t rows, rejected, repaired;
};
/* What an earlier run said of the source at its beginning (batch 0) or its end (1). */
enum sg_code sg_source_known(struct sg_store *store, uint64_t source, uint32_t batch, struct sg_source_known *ret,
                             struct sg_err *err) SG_CHECKED;
void sg_source_rejects_path(uint64_t source, char ret[static 64]);
/* The members that every custody entry of evidence has, inside an open object. */
void sg_source_details(struct sg_json_out *j, const struct sg_source_row *s, const struct sg_input *input);
/* Something may still write to the file: its rows are then not those of the bytes whose hash names it. */
bool sg_source_has_changed(const struct stat *before, const char *path);

/* ---- queue.c: a bounded queue between threads ---- */

enum { SG_QUEUE_MOST = 32 };
struct sg_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void *items[SG_QUEUE_MOST];
    size_t weights[SG_QUEUE_MOST], weight, most_weight;
    size_t first, n, depth;
    bool is_closed, is_broken;
    void (*drop)(void *item);
};
void sg_queue_init(struct sg_queue *q, size_t depth, void (*drop)(void *item));
void sg_queue_release(struct sg_queue *q); /* drops what is left */
/* waits for room; false, and not taken, when nobody takes any more */
bool sg_queue_put(struct sg_queue *q, void *item);
void *sg_queue_take(struct sg_queue *q);           /* waits; NULL at the end */
/* Items that weigh something, their bytes for instance: no more wait in the queue than `most` allows, unless one alone
 * weighs more. */
void sg_queue_limit(struct sg_queue *q, size_t most);
bool sg_queue_put_heavy(struct sg_queue *q, void *item, size_t weight);
/* Waits for one, and takes what is there beside it, up to `most_items` and `most_weight`; 0 at the end. */
size_t sg_queue_take_all(struct sg_queue *q, void **items, size_t most_items, size_t most_weight);
void sg_queue_close(struct sg_queue *q);           /* nothing more will be put */
void sg_queue_break(struct sg_queue *q);           /* nobody takes any more */
bool sg_queue_is_broken(struct sg_queue *q);

/* ---- pipeline.c: read, prepare and send at the same time ---- */

/*
 * Runs a reader to its end.  Parsing happens in the calling thread, extraction in one thread, sending in two, with at
 * most SG_PIPELINE_DEPTH batches between two of these steps: memory is bounded by eight batches.
 * A reader's own failure is told in `ret_read_error` (empty otherwise) with SG_OK, since its rows are in.
 */
#define SG_PIPELINE_DEPTH 2
struct sg_pipeline_input {
    enum sg_code (*next)(void *self, struct ArrowArray *ret_batch, struct sg_err *err); /* the open reader's */
    void *self;
    uint64_t source;
    const char *platform;
    struct sg_store *store;
    const struct sg_landed *landed;
    void (*after_batch)(void *ctx, uint64_t rows); /* in the calling thread */
    void *ctx;
};
enum sg_code sg_pipeline_run(const struct sg_pipeline_input *in, uint64_t *ret_rows, struct sg_err *ret_read_error,
                             struct sg_err *err) SG_CHECKED;

/* ---- rejects.c: rows that did not go in whole ---- */

struct sg_rejects {
    FILE *file; /* opened at the first reject */
    char path[64];
    char *full_path;
    uint64_t rejected, repaired;
    enum sg_code code; /* the first failure to write */
    struct sg_err err;
};
enum sg_code sg_rejects_init(struct sg_rejects *r, const struct sg_case *c, uint64_t source,
                             struct sg_err *err) SG_CHECKED;
void sg_rejects_release(struct sg_rejects *r);
void sg_rejects_add(void *rejects, const struct sg_reject *one); /* an sg_read_options.reject */
enum sg_code sg_rejects_finish(struct sg_rejects *r, struct sg_err *err) SG_CHECKED; /* on disk */

#endif
