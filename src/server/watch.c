/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "casefile/casefile.h"

static const char *const names[SG_WATCHED] = { "lock", "case.json", [SG_WATCHED_FINDINGS] = SG_FINDINGS_FOLDER };
enum { SETTLES_SECONDS = 10 };

static struct stat look_at(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) memset(&st, 0, sizeof st);
    return st;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           is_same_time(a->st_mtim, b->st_mtim) && is_same_time(a->st_ctim, b->st_ctim);
}

uint64_t sg_watch_look(struct sg_watch *w)
{
    bool has_changed = false;
    for (size_t i = 0; i < SG_WATCHED; i++) {
        struct stat now = look_at(w->paths[i]);
        has_changed |= !is_same_file(&now, &w->seen[i]);
        w->seen[i] = now;
    }
    w->generation += has_changed;
    return w->generation;
}

bool sg_watch_is_settled(const struct sg_watch *w)
{
    return time(NULL) - w->seen[SG_WATCHED_FINDINGS].st_mtim.tv_sec >= SETTLES_SECONDS;
}

enum sg_code sg_watch_init(struct sg_watch *w, const char *case_folder, struct sg_err *err)
{
    *w = (struct sg_watch){ .generation = 1 };
    for (size_t i = 0; i < SG_WATCHED; i++) {
        w->paths[i] = sg_path_join(case_folder, names[i]);
        if (!w->paths[i]) {
            sg_watch_release(w);
            return sg_fail_nomem(err, "the case's paths");
        }
        w->seen[i] = look_at(w->paths[i]);
    }
    return SG_OK;
}

void sg_watch_release(struct sg_watch *w)
{
    for (size_t i = 0; i < SG_WATCHED; i++)
        free(w->paths[i]);
    *w = (struct sg_watch){ 0 };
}
