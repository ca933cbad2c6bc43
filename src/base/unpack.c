/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/unpack.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 }; /* 16 asks zlib for gzip's frame */

struct sg_unpack {
    z_stream z;
    struct sg_str left;
    bool has_ended;
};

enum sg_code sg_unpack_new(struct sg_str packed, struct sg_unpack **ret, struct sg_err *err)
{
    struct sg_unpack *u = calloc(1, sizeof *u);
    if (!u || inflateInit2(&u->z, GZIP_WINDOW) != Z_OK) {
        free(u);
        return sg_fail_nomem(err, "unpacking");
    }
    u->left = packed;
    *ret = u;
    return SG_OK;
}

void sg_unpack_free(struct sg_unpack *u)
{
    if (!u) return;
    inflateEnd(&u->z);
    free(u);
}

enum sg_code sg_unpack_read(struct sg_unpack *u, void *out, size_t len, size_t *ret_len, struct sg_err *err)
{
    uInt room = len < INT_MAX ? (uInt)len : INT_MAX;
    u->z.next_out = out;
    u->z.avail_out = room;
    while (!u->has_ended && u->z.avail_out > 0) {
        if (u->z.avail_in == 0 && u->left.len > 0) {
            u->z.next_in = (unsigned char *)(uintptr_t)u->left.data; /* zlib only reads there */
            u->z.avail_in = u->left.len < INT_MAX ? (uInt)u->left.len : INT_MAX;
            u->left = sg_str_n(u->left.data + u->z.avail_in, u->left.len - u->z.avail_in);
        }
        int r = inflate(&u->z, Z_NO_FLUSH);
        u->has_ended = r == Z_STREAM_END;
        if (r != Z_OK && r != Z_STREAM_END) return sg_fail(err, SG_EINPUT, "unpacking failed: zlib says %d", r);
    }
    *ret_len = room - u->z.avail_out;
    return SG_OK;
}
