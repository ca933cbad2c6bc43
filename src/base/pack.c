/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pack.h"

#include <limits.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, ROOM = 1 << 16 }; /* 16 asks zlib for gzip's frame */

static enum sg_code pack(z_stream *z, struct sg_str bytes, struct sg_buf *out, struct sg_err *err)
{
    const unsigned char *in = (const unsigned char *)bytes.data;
    size_t left = bytes.len;
    int r = Z_OK;
    while (r != Z_STREAM_END) {
        if (z->avail_in == 0 && left > 0) {
            z->next_in = (unsigned char *)(uintptr_t)in; /* zlib only reads there */
            z->avail_in = left < INT_MAX ? (uInt)left : INT_MAX;
            in += z->avail_in;
            left -= z->avail_in;
        }
        if (!sg_buf_room(out, ROOM)) return sg_fail_nomem(err, "packing");
        z->next_out = (unsigned char *)out->data + out->len;
        z->avail_out = ROOM;
        r = deflate(z, left ? Z_NO_FLUSH : Z_FINISH);
        if (r != Z_OK && r != Z_STREAM_END) return sg_fail(err, SG_EIO, "packing failed: zlib says %d", r);
        out->len += ROOM - z->avail_out;
    }
    return SG_OK;
}

enum sg_code sg_gzip(struct sg_str bytes, int level, struct sg_buf *out, struct sg_err *err)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return sg_fail_nomem(err, "packing");
    size_t before = out->len;
    enum sg_code code = pack(&z, bytes, out, err);
    deflateEnd(&z);
    if (code != SG_OK) out->len = before;
    return code;
}

void sg_base64(struct sg_buf *out, const void *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = bytes;
    if (len > SIZE_MAX / 2 || !sg_buf_room(out, (len + 2) / 3 * 4)) {
        out->failed = true;
        return;
    }
    char *to = out->data + out->len;
    for (size_t i = 0; i < len; i += 3) {
        size_t n = len - i < 3 ? len - i : 3;
        unsigned v = (unsigned)in[i] << 16 | (n > 1 ? (unsigned)in[i + 1] << 8 : 0) | (n > 2 ? in[i + 2] : 0u);
        *to++ = digits[v >> 18];
        *to++ = digits[v >> 12 & 63];
        *to++ = n > 1 ? digits[v >> 6 & 63] : '=';
        *to++ = n > 2 ? digits[v & 63] : '=';
    }
    out->len = (size_t)(to - out->data);
}
