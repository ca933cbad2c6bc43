/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "containers/containers_internal.h"

/* What is held for a while stays in memory up to here, and goes into a file without a name beyond. */
enum { SPOOL_IN_MEMORY = 1 << 20 };

static size_t more_of_memory(struct stream *s, char *to, size_t room)
{
    size_t n = s->size - s->raw_at < room ? (size_t)(s->size - s->raw_at) : room;
    if (n) memcpy(to, s->memory + s->raw_at, n);
    s->raw_at += n;
    return n;
}

static size_t more_of_file(struct stream *s, char *to, size_t room)
{
    for (;;) {
        ssize_t n = pread(s->fd, to, room, (off_t)s->raw_at);
        if (n >= 0) {
            s->raw_at += (uint64_t)n;
            return (size_t)n;
        }
        if (errno == EINTR) continue;
        (void)sg_fail(&s->fault, SG_EIO, "cannot be read: %s", strerror(errno));
        return 0;
    }
}

void stream_memory(struct stream *s, struct sg_str bytes)
{
    *s = (struct stream){ .more = more_of_memory, .fd = -1, .memory = bytes.data ? bytes.data : "", .size = bytes.len };
}

void stream_file(struct stream *s, int fd, uint64_t size, bool owns_fd)
{
    *s = (struct stream){ .more = more_of_file, .fd = fd, .size = size, .owns_fd = owns_fd };
}

void stream_release(struct stream *s)
{
    if (s->owns_fd && s->fd >= 0) close(s->fd);
    sg_buf_release(&s->head);
    sg_buf_release(&s->kept);
    *s = (struct stream){ .fd = -1 };
}

/* Bytes that nobody looked at before. */
static size_t fresh(struct stream *s, char *to, size_t room)
{
    size_t len = 0;
    while (len < room && !s->is_ended) {
        size_t n = s->more(s, to + len, room - len);
        if (n == 0) s->is_ended = true;
        len += n;
    }
    return len;
}

size_t stream_read(struct stream *s, char *to, size_t room)
{
    size_t n = s->head.len - s->taken < room ? s->head.len - s->taken : room;
    if (n) memcpy(to, s->head.data + s->taken, n);
    s->taken += n;
    if (s->taken == s->head.len) {
        s->taken = 0;
        sg_buf_clear(&s->head);
    }
    return n < room ? n + fresh(s, to + n, room - n) : n;
}

struct sg_str stream_peek(struct stream *s, size_t n)
{
    if (s->taken) {
        s->head.len -= s->taken;
        memmove(s->head.data, s->head.data + s->taken, s->head.len);
        s->taken = 0;
    }
    if (s->head.len < n && sg_buf_room(&s->head, n - s->head.len))
        s->head.len += fresh(s, s->head.data + s->head.len, n - s->head.len);
    if (s->head.failed) (void)sg_fail_nomem(&s->fault, "the beginning of a file");
    return sg_buf_view(&s->head);
}

void stream_seek(struct stream *s, uint64_t at)
{
    s->raw_at = at < s->size ? at : s->size;
    s->taken = 0;
    sg_buf_clear(&s->head);
    s->is_ended = false;
    s->fault = (struct sg_err){ 0 };
}

size_t stream_pread(const struct stream *s, uint64_t at, void *to, size_t len)
{
    size_t done = 0;
    if (at >= s->size) return 0;
    if (s->memory) {
        done = s->size - at < len ? (size_t)(s->size - at) : len;
        memcpy(to, s->memory + at, done);
        return done;
    }
    while (done < len) {
        ssize_t n = pread(s->fd, (char *)to + done, len - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        done += (size_t)n;
    }
    return done;
}

static enum sg_code hash_pieces(const struct stream *s, struct sg_sha256 *hash, struct sg_err *err)
{
    if (s->memory) return sg_sha256_add(hash, s->memory, (size_t)s->size, err);
    sg_auto_char piece = malloc(PIECE_BYTES);
    if (!piece) return sg_fail_nomem(err, "hashing");
    uint64_t at = 0;
    for (size_t n; (n = stream_pread(s, at, piece, PIECE_BYTES)) > 0; at += n)
        SG_TRY(sg_sha256_add(hash, piece, n, err));
    return SG_OK;
}

enum sg_code stream_hash(const struct stream *s, char ret_hex[static SG_SHA256_HEX], struct sg_err *err)
{
    struct sg_sha256 *hash;
    SG_TRY(sg_sha256_new(&hash, err));
    enum sg_code code = hash_pieces(s, hash, err);
    if (code == SG_OK) code = sg_sha256_end(hash, ret_hex, err);
    sg_sha256_free(hash);
    return code;
}

/* ---- holding what cannot be read twice ---- */

static enum sg_code write_all(int fd, const char *bytes, size_t len, struct sg_err *err)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return sg_fail(err, SG_ENOMEM, "no memory to hold what lies in an archive: %s", strerror(errno));
        bytes += n;
        len -= (size_t)n;
    }
    return SG_OK;
}

static enum sg_code spool_to_file(struct stream *from, size_t most, struct sg_buf *begun, int fd, uint64_t *size,
                                  struct sg_err *err)
{
    SG_TRY(write_all(fd, begun->data, begun->len, err));
    *size = begun->len;
    sg_buf_release(begun);
    sg_auto_char piece = malloc(PIECE_BYTES);
    if (!piece) return sg_fail_nomem(err, "what lies in an archive");
    while (*size < most) {
        size_t room = most - *size < PIECE_BYTES ? (size_t)(most - *size) : PIECE_BYTES;
        size_t n = stream_read(from, piece, room);
        if (n == 0) return SG_OK;
        SG_TRY(write_all(fd, piece, n, err));
        *size += n;
    }
    return stream_peek(from, 1).len ? SG_ELIMIT : SG_OK;
}

static enum sg_code spool_large(struct stream *from, size_t most, struct sg_buf *begun, struct stream *ret,
                                struct sg_err *err)
{
    int fd = memfd_create("sillage", MFD_CLOEXEC);
    if (fd < 0) return sg_fail(err, SG_EIO, "no file in memory for what lies in an archive: %s", strerror(errno));
    uint64_t size = 0;
    enum sg_code code = spool_to_file(from, most, begun, fd, &size, err);
    if (code == SG_OK || code == SG_ELIMIT)
        stream_file(ret, fd, size, true);
    else
        close(fd);
    return code;
}

enum sg_code stream_spool(struct stream *from, size_t most, struct stream *ret, struct sg_err *err)
{
    sg_auto_buf begun = { 0 };
    size_t small = most < SPOOL_IN_MEMORY ? most : SPOOL_IN_MEMORY;
    bool is_all = false;
    while (!is_all && begun.len < small) {
        size_t room = small - begun.len < PIECE_BYTES ? small - begun.len : PIECE_BYTES;
        if (!sg_buf_room(&begun, room)) return sg_fail_nomem(err, "what lies in an archive");
        size_t n = stream_read(from, begun.data + begun.len, room);
        begun.len += n;
        is_all = n < room;
    }
    if (!is_all && stream_peek(from, 1).len == 0) is_all = true;
    if (!is_all && most > SPOOL_IN_MEMORY) return spool_large(from, most, &begun, ret, err);
    stream_memory(ret, sg_buf_view(&begun));
    ret->kept = begun;
    begun = (struct sg_buf){ 0 };
    return is_all ? SG_OK : SG_ELIMIT;
}

enum sg_code stream_to_file(struct stream *from, struct stream *ret, struct sg_err *err)
{
    struct sg_buf none = { 0 };
    return spool_large(from, SIZE_MAX, &none, ret, err);
}

enum sg_code stream_map(const struct stream *s, struct sg_str *ret, struct sg_err *err)
{
    *ret = sg_str_n(s->memory, (size_t)s->size);
    if (s->memory || s->size == 0) return SG_OK;
    void *bytes = s->size > SIZE_MAX ? MAP_FAILED : mmap(NULL, (size_t)s->size, PROT_READ, MAP_PRIVATE, s->fd, 0);
    if (bytes == MAP_FAILED) return sg_fail(err, SG_EIO, "cannot be mapped: %s", strerror(errno));
    ret->data = bytes;
    return SG_OK;
}

void stream_unmap(const struct stream *s, struct sg_str mapped)
{
    if (!s->memory && mapped.data && mapped.len) munmap((void *)(uintptr_t)mapped.data, mapped.len);
}
