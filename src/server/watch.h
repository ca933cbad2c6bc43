/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whether the case has changed since an answer was made. */
#ifndef SG_SERVER_WATCH_H
#define SG_SERVER_WATCH_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * A change is: a writer took its lock (the words in CASE/lock are written anew), or the custody log has a line of
 * another action than asking.  What this server itself notes there is none.  Used by one thread.
 */
struct sg_watch {
    char *custody, *lock;
    struct stat custody_seen, lock_seen; /* zero: the file was not there */
    uint64_t read_to;                    /* bytes of the log whose lines are judged */
    uint64_t generation;                 /* from 1; grows with each change */
};
enum sg_code sg_watch_init(struct sg_watch *w, const char *case_folder, struct sg_err *err) SG_CHECKED;
void sg_watch_release(struct sg_watch *w);
/* Looks, and gives the number of the case's state.  Two calls of stat while nothing happens. */
uint64_t sg_watch_look(struct sg_watch *w);

#endif
