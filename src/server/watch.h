/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whether the case has changed since an answer was made. */
#ifndef SG_SERVER_WATCH_H
#define SG_SERVER_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * What an answer is made of changes in three ways only: a writer takes its lock (sg_case_lock writes the words in
 * CASE/lock anew), the calendar is changed (CASE/case.json is written anew), or a finding is kept (a file comes into
 * CASE/findings).  The custody log tells of what was asked as well, so it is not looked at.  Used by one thread.
 */
enum { SG_WATCHED = 3, SG_WATCHED_FINDINGS = 2 };
struct sg_watch {
    char *paths[SG_WATCHED];
    struct stat seen[SG_WATCHED]; /* zero: the file was not there */
    uint64_t generation;          /* from 1; grows with each change */
};
enum sg_code sg_watch_init(struct sg_watch *w, const char *case_folder, struct sg_err *err) SG_CHECKED;
void sg_watch_release(struct sg_watch *w);
/* Looks, and gives the number of the case's state.  Costs three calls of stat. */
uint64_t sg_watch_look(struct sg_watch *w);
/* A finding's file is written shortly before the line of the log that makes it count: whether the last one seen is so
 * old that its line is there. */
bool sg_watch_is_settled(const struct sg_watch *w);

#endif
