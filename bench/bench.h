/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks share: a clock, and the evidence that they run on. */
#ifndef SG_BENCH_H
#define SG_BENCH_H

#include <stdio.h>
#include <time.h>

#include "base/fs.h"
#include "sources/sources.h"

#define BENCH_EVIDENCE "../shared/data/ira/ira-2017.csv.zst" /* from the repository's root */
#define BENCH_MAPPINGS "data/mappings"

static inline double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The file that the command line names, or the evidence; NULL, and a word about it, when that is not there. */
static inline const char *bench_path(const char *program, int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : BENCH_EVIDENCE;
    if (sg_fs_exists(path)) return path;
    printf("%s: skipped, there is no %s (name another file as the first argument)\n", program, path);
    return NULL;
}

/* All of a file, unpacked. */
static inline enum sg_code bench_load(const char *path, struct sg_buf *ret, struct sg_err *err)
{
    struct sg_stream *in;
    enum sg_code code;
    SG_TRY(sg_stream_open(path, &in, err));
    for (bool is_end = false;;) {
        struct sg_str window;
        code = sg_stream_peek(in, 1 << 20, &window, &is_end, err);
        if (code != SG_OK) break;
        sg_buf_str(ret, window);
        sg_stream_skip(in, window.len);
        if (is_end) break;
    }
    sg_stream_free(in);
    return code == SG_OK ? sg_buf_check(ret, err) : code;
}

#endif
