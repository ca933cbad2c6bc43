/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer as it lies in the cache and goes out, to many at once. */
#ifndef SG_SERVER_REPLY_H
#define SG_SERVER_REPLY_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct sg_reply {
    atomic_uint n_users; /* the last one frees it */
    unsigned status;     /* HTTP */
    const char *type;    /* of the content; static */
    char file[32];       /* the name to save it under; "" when it is not for saving */
    struct sg_buf bytes;
    size_t raw_len; /* of what `bytes` unpack to */
    bool is_packed;  /* gzip */
    bool is_passing; /* what it is made of may be in the middle of a change: not to be kept */
};
/* Takes the contents of `bytes`, and packs them when that makes them much smaller. */
enum sg_code sg_reply_new(const char *type, struct sg_buf *bytes, struct sg_reply **ret, struct sg_err *err) SG_CHECKED;
/* {"error": "…"} with a status; NULL without memory. */
struct sg_reply *sg_reply_error(unsigned status, const char *sentence);
struct sg_reply *sg_reply_share(struct sg_reply *r);
void sg_reply_drop(struct sg_reply *r); /* NULL allowed */
/* About the memory that it takes. */
size_t sg_reply_bytes(const struct sg_reply *r);

#endif
