/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_simulate [POSTS]: posts a second that simulate writes on two threads, against fwrite of as many bytes to the
 * same file system. */
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"
#include "simulate/simulate.h"

enum { THREADS = 2, BLOCK = 1 << 20, GOAL = 500000 };

static double processor_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void take_away(const char *folder)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0) printf("%s stays behind\n", folder);
}

static enum sg_code write_plainly(const char *folder, uint64_t bytes, double *ret_seconds, struct sg_err *err)
{
    static char block[BLOCK];
    sg_auto_char path = sg_path_join(folder, "plain");
    if (!path) return sg_fail_nomem(err, "the benchmark");
    double start = bench_now();
    FILE *f = fopen(path, "wb");
    if (!f) return sg_fail(err, SG_EIO, "%s: cannot be written", path);
    bool is_well = true;
    for (uint64_t left = bytes; left && is_well;) {
        size_t n = left < sizeof block ? left : sizeof block;
        is_well = fwrite(block, 1, n, f) == n;
        left -= n;
    }
    if (fclose(f) != 0 || !is_well) return sg_fail(err, SG_EIO, "%s: cannot be written", path);
    *ret_seconds = bench_now() - start;
    return SG_OK;
}

static enum sg_code measure(const char *folder, const char *name, struct sg_simulate_options *o, struct sg_err *err)
{
    struct sg_simulate_result r;
    sg_auto_char to = sg_path_join(folder, name);
    if (!to) return sg_fail_nomem(err, "the benchmark");
    o->folder = to;
    o->threads = THREADS;
    double start = bench_now(), used = processor_seconds(), plain = 0;
    SG_TRY(sg_simulate(o, &r, err));
    double seconds = bench_now() - start;
    used = processor_seconds() - used;
    SG_TRY(write_plainly(folder, r.bytes, &plain, err));
    double rate = (double)r.posts / seconds;
    double free_rate = (double)r.posts / used * THREADS; /* others may hold the cores now */
    printf("%-8s %9llu posts %6.1f MB %7.0f posts/s on %d threads, %.2f x the goal of %d/s (%.2f x by the processor "
           "time used)"
           " %5.1f x the time of fwrite of the same bytes\n",
           name, (unsigned long long)r.posts, (double)r.bytes / 1e6, rate, THREADS, rate / GOAL, GOAL, free_rate / GOAL,
           seconds / plain);
    return SG_OK;
}

int main(int argc, char **argv)
{
    struct sg_err err = { 0 };
    struct sg_simulate_options o;
    char folder[] = "/tmp/sillage-bench-XXXXXX";
    if (!mkdtemp(folder)) return 1;
    sg_simulate_options_default(&o);
    o.posts = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    enum sg_code code = measure(folder, "evidence", &o, &err);
    o.only_shares = true;
    if (code == SG_OK) code = measure(folder, "shares", &o, &err);
    take_away(folder);
    if (code != SG_OK) printf("bench_simulate: %s\n", err.text);
    return code != SG_OK;
}
