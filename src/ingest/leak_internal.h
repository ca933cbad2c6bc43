/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside ingest/: the processes that read a leak, and what they send. */
#ifndef SG_INGEST_LEAK_INTERNAL_H
#define SG_INGEST_LEAK_INTERNAL_H

#include <sys/types.h>

#include "ingest/ingest_internal.h"
#include "ingest/leak.h"
#include "model/reader_wire.h"

/* ---- leak_piece.c: one batch frame, looked through ---- */

struct sg_leak_piece {
    uint64_t source;
    uint32_t batch;
    char *bytes; /* the frame; everything below points into it */
    size_t len;
    struct sg_str rejects;
    struct ArrowArray places, messages, documents;
};
void sg_leak_piece_free(void *piece); /* NULL allowed */
/*
 * Takes `bytes` when it succeeds.  The sender may have been taken over: rows of another source, of another batch, or of
 * leaves that do not belong to the batch's group are SG_EINPUT.
 */
enum sg_code sg_leak_piece_read(char *bytes, size_t len, uint64_t source, uint32_t batch, struct sg_leak_piece **ret,
                                struct sg_err *err) SG_CHECKED;
struct sg_leak_reject {
    uint64_t row;
    struct sg_str path, reason, raw;
    uint64_t raw_whole;
    bool is_kept;
};
/* The next of a piece's rejects; false at the end, or at what is no reject. */
bool sg_leak_next_reject(struct sg_str *rejects, struct sg_leak_reject *ret);

/* ---- leak_readers.c ---- */

struct sg_leak_plan {
    const char *program, *path, *names; /* names: a folder's list, or NULL */
    uint64_t source;
    const struct sg_leak_add_options *options;
    unsigned n;
};
struct sg_leak_sink {
    bool (*piece)(void *ctx, struct sg_leak_piece *piece);          /* takes it; false: nothing more is wanted */
    void (*reject)(void *ctx, const struct sg_leak_reject *reject); /* of an item whose reader ended */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    bool (*is_wanted)(void *ctx); /* asked now and then */
    void *ctx;
};
struct sg_leak_readers;
enum sg_code sg_leak_readers_start(const struct sg_leak_plan *plan, struct sg_leak_readers **ret,
                                   struct sg_err *err) SG_CHECKED;
/*
 * To the end of all.  A reader that ends before its share does is started again from the batch that it was at, with the
 * item that it read on its list of those not to be opened.  *ret_end gets what the walk found, ret_lost why not all was
 * read (empty: all was).
 */
enum sg_code sg_leak_readers_run(struct sg_leak_readers *readers, const struct sg_leak_sink *sink,
                                 struct sg_reader_end *ret_end, struct sg_err *ret_lost, struct sg_err *err) SG_CHECKED;
void sg_leak_readers_free(struct sg_leak_readers *readers); /* ends those that run; NULL allowed */

/* ---- leak.c ---- */

#define SG_LEAK_PLATFORM "mail"
/* One source on its way in.  The calling thread listens to the readers; two threads send, and the first of them asks
 * the store, which may still be starting, what it has. */
struct sg_leak_adding {
    struct sg_case *c;
    struct sg_store *store;
    const struct sg_leak_add_options *options;
    const char *name; /* as the user gave it */
    struct stat before;
    struct sg_input input;
    struct sg_rejects rejects;
    bool has_rejects; /* the file is begun */
    char how[96];     /* limits that are not the usual ones: to complete a run they must be the same */
    struct sg_queue queue;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_asked; /* what follows is known; under lock */
    struct sg_landed *landed;
    enum sg_code code;
    struct sg_err err;
    struct sg_source_known known;
    struct sg_source_row begun; /* composed before the threads start: the result is the listener's */
    enum sg_code rejects_code;
    struct sg_err rejects_err;
    struct sg_leak_add_result result;
    uint64_t repaired;
};
void sg_leak_adding_init(struct sg_leak_adding *a, struct sg_case *c, struct sg_store *store, const char *name,
                         const struct sg_leak_add_options *o);
void sg_leak_adding_release(struct sg_leak_adding *a);
/* Finds the file and its hash. */
enum sg_code sg_leak_open(struct sg_leak_adding *a, struct sg_err *err) SG_CHECKED;
struct sg_source_row sg_leak_source_row(const struct sg_leak_adding *a, const char *format);
void sg_leak_add_reject(void *adding, const struct sg_leak_reject *r);
/* The rows of the pieces that are not in the store yet, of all pieces in one block a table. */
enum sg_code sg_leak_send(struct sg_store *store, const struct sg_landed *landed, struct sg_leak_piece *const *pieces,
                          size_t n, struct sg_err *err) SG_CHECKED;
/* What was read is in the store: closes the rejects and writes it into the log. */
enum sg_code sg_leak_settle(struct sg_leak_adding *a, const struct sg_reader_end *end, const struct sg_err *lost,
                            struct sg_err *err) SG_CHECKED;

/* A process of the reader with its standard output at *ret_fd.  `status_fd` -1: none. */
enum sg_code sg_leak_spawn(const char *program, char *const argv[], int status_fd, pid_t *ret_pid, int *ret_fd,
                           struct sg_err *err) SG_CHECKED;
void sg_leak_limit_arguments(const struct sg_leak_add_options *o, char **argv, size_t *n, char (*room)[32]);
enum { SG_LEAK_LIMIT_WORDS = 10, SG_LEAK_LIMIT_ROOM = 5 };
char *sg_leak_program(const char *named);

#endif
