/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token in the printed address opens one session and is spent; a session's value is what a browser's cookie holds. */
#ifndef SG_SERVER_SESSIONS_H
#define SG_SERVER_SESSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { SG_SECRET_TEXT = 65, SG_SESSIONS = 16 };

/* Used by one thread at a time. */
struct sg_sessions {
    char token[SG_SECRET_TEXT]; /* the next one to be spent */
    struct sg_session {
        char value[SG_SECRET_TEXT]; /* "" is a free place */
        uint64_t last_used;         /* counts requests, not time */
    } items[SG_SESSIONS];
    uint64_t n_uses;
};
/* 256 bits of the system's randomness for the first token. */
enum sg_code sg_sessions_init(struct sg_sessions *s, struct sg_err *err) SG_CHECKED;
/* When `token` is the one that waits: opens a session (the one that was not used for longest gives way when there are
 * SG_SESSIONS), replaces the token, and gives the session's value.  Else *ret_value is "".  Comparing takes the same
 * time wherever the texts differ. */
enum sg_code sg_sessions_spend(struct sg_sessions *s, struct sg_str token, char ret_value[static SG_SECRET_TEXT],
                               struct sg_err *err) SG_CHECKED;
bool sg_sessions_knows(struct sg_sessions *s, struct sg_str value);

#endif
