/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of either simulation stands on: an empty folder, new files, and threads that work out pieces of
 * the whole. */
#ifndef SG_SIMULATE_RUN_H
#define SG_SIMULATE_RUN_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* A new folder, or one that is empty; `what` goes into it: "evidence". */
enum sg_code sim_folder(const char *folder, const char *what, struct sg_err *err) SG_CHECKED;
enum sg_code sim_file_new(const char *path, int *ret_fd, struct sg_err *err) SG_CHECKED;
enum sg_code sim_file_add(int fd, struct sg_str bytes, const char *name, struct sg_err *err) SG_CHECKED;

enum { SIM_AHEAD = 4, SIM_SLOTS = 8 * SIM_AHEAD };
/* So many threads; 0: as many as the machine has processors. */
unsigned sim_threads(unsigned asked);
/*
 * `n` pieces, each made into a slot by one of several threads, and taken from it in their order by the caller's own.
 * `slots` holds `threads` * SIM_AHEAD of them: so many pieces may be made before they are taken.
 */
struct sim_pieces {
    size_t n;
    unsigned threads;
    void *slots;
    size_t slot_size;
    enum sg_code (*make)(void *ctx, void *slot, size_t number, struct sg_err *err);
    enum sg_code (*take)(void *ctx, void *slot, size_t number, struct sg_err *err); /* or NULL */
    void *ctx;
};
enum sg_code sim_pieces_run(const struct sim_pieces *p, struct sg_err *err) SG_CHECKED;

#endif
