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
    uint32_t batch;
    char *bytes; /* the frame; everything below points into it */
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

/* A process of the reader with its standard output at *ret_fd.  `status_fd` -1: none. */
enum sg_code sg_leak_spawn(const char *program, char *const argv[], int status_fd, pid_t *ret_pid, int *ret_fd,
                           struct sg_err *err) SG_CHECKED;
void sg_leak_limit_arguments(const struct sg_leak_add_options *o, char **argv, size_t *n, char (*room)[32]);
enum { SG_LEAK_LIMIT_WORDS = 10, SG_LEAK_LIMIT_ROOM = 5 };
char *sg_leak_program(const char *named);

#endif
