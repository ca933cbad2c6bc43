/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the stream: unpacking in a thread of its own. */
#ifndef SG_SOURCES_STREAM_INTERNAL_H
#define SG_SOURCES_STREAM_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* The first bytes of a file, read to find out what it is. */
struct sg_stream_head {
    char bytes[16];
    size_t len;
};
bool sg_unpacker_wants(const struct sg_stream_head *head); /* gzip, zstd, xz or bzip2 */
bool sg_unpacker_may_want(const struct sg_stream_head *head); /* with further bytes behind */

struct sg_unpacker;
/* Takes `fd`, from which `head` has been read already.  `name` is borrowed and `total_bytes` (0 = unknown) is the
 * packed size. */
enum sg_code sg_unpacker_new(int fd, const struct sg_stream_head *head, const char *name, uint64_t total_bytes,
                             struct sg_unpacker **ret, struct sg_err *err) SG_CHECKED;
/* Stops the thread and waits for it. */
void sg_unpacker_free(struct sg_unpacker *u);
/* Copies up to `room` unpacked bytes; 0 at the end. The error comes after all bytes before it. */
enum sg_code sg_unpacker_read(struct sg_unpacker *u, char *to, size_t room, size_t *ret_len,
                              struct sg_err *err) SG_CHECKED;
uint64_t sg_unpacker_packed(const struct sg_unpacker *u); /* packed bytes taken so far */

/* read() that goes on after signals; the error names `name`. */
enum sg_code sg_stream_read_fd(int fd, void *to, size_t room, const char *name, size_t *ret_len,
                               struct sg_err *err) SG_CHECKED;

#endif
