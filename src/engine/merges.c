/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merging waits for quiet: adding evidence wants both cores, and parts merged while more come are merged again.  It is
 * stopped by an insert, and goes on when none came for a moment or when so many parts have piled up that a long adding
 * would be slowed by them.
 */
#include <pthread.h>
#include <time.h>

#include "engine/engine.h"

#define QUIET_MS 1000
#define INSERTS_UNMERGED 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_stopped;
static unsigned n_inserts; /* since merging last went on */
static int64_t last_insert_ms;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Failing changes only how fast things go, so it is not told; the next insert or tick tries again. */
static void say(struct sg_chdb_lane *lane, bool stop)
{
    struct sg_str sql = sg_str(stop ? "SYSTEM STOP MERGES" : "SYSTEM START MERGES");
    struct sg_chdb_result *r = sg_chdb_query(lane, sql.data, sql.len, "Null");
    if (r && !sg_chdb_error(lane, r)) is_stopped = stop;
    sg_chdb_free(lane, r);
}

void sg_merges_before_insert(struct sg_chdb_lane *lane)
{
    pthread_mutex_lock(&lock);
    last_insert_ms = now_ms();
    n_inserts++;
    bool should_stop = n_inserts <= INSERTS_UNMERGED;
    if (should_stop != is_stopped) say(lane, should_stop);
    pthread_mutex_unlock(&lock);
}

void sg_merges_tick(struct sg_chdb *chdb)
{
    pthread_mutex_lock(&lock);
    if (n_inserts && now_ms() - last_insert_ms > QUIET_MS) {
        /* Not waiting: inserts hold their connections while they wait for our lock. */
        struct sg_chdb_lane *lane = is_stopped ? sg_chdb_try_take(chdb, false) : NULL;
        if (lane) say(lane, false);
        sg_chdb_give(lane);
        if (!is_stopped) n_inserts = 0;
    }
    pthread_mutex_unlock(&lock);
}
