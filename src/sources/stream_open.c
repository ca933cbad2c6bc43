/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window over a file's bytes, whether they come straight from it, from the unpacker, or from memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sources/sources.h"
#include "sources/stream_internal.h"

enum { READ_BYTES = 1 << 20 };

struct sg_stream {
    char *name;
    int fd;                       /* -1: the unpacker has it, or memory */
    struct sg_unpacker *unpacker; /* or NULL */
    char *buffer;                 /* owned; NULL over memory */
    size_t cap;
    const char *window; /* unread bytes */
    size_t len;
    uint64_t offset, total, direct;
    struct sg_stream_head head; /* read while looking for packing, not yet in the window */
    bool is_at_end;
    struct sg_err broken;       /* code SG_OK: not */
    uint64_t short_offset;      /* where a call was given less than it wanted … */
    size_t short_want;          /* … and how much that was; 0: none was */
};

enum sg_code sg_stream_read_fd(int fd, void *to, size_t room, const char *name, size_t *ret_len, struct sg_err *err)
{
    ssize_t n;
    do
        n = read(fd, to, room);
    while (n < 0 && errno == EINTR);
    if (n < 0) return sg_fail(err, SG_EIO, "%s: cannot be read: %s", name, strerror(errno));
    *ret_len = (size_t)n;
    return SG_OK;
}

static void close_fd(int fd)
{
    if (fd >= 0) close(fd);
}

void sg_stream_free(struct sg_stream *s)
{
    if (!s) return;
    sg_unpacker_free(s->unpacker);
    close_fd(s->fd);
    free(s->buffer);
    free(s->name);
    free(s);
}

static enum sg_code new_stream(const char *name, struct sg_stream **ret, struct sg_err *err)
{
    struct sg_stream *s = calloc(1, sizeof *s);
    if (s) s->name = strdup(name);
    if (!s || !s->name) {
        free(s);
        return sg_fail_nomem(err, "a stream");
    }
    s->fd = -1;
    *ret = s;
    return SG_OK;
}

static enum sg_code open_fd(struct sg_stream *s, const char *path, struct sg_err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    s->fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0)
        return sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: cannot be opened: %s", s->name,
                       strerror(errno));
    struct stat st;
    if (fstat(s->fd, &st) != 0) return sg_fail(err, SG_EIO, "%s: cannot be read: %s", s->name, strerror(errno));
    if (S_ISDIR(st.st_mode)) return sg_fail(err, SG_EINPUT, "%s: is a folder where a file was expected", s->name);
    s->total = S_ISREG(st.st_mode) && st.st_size > 0 ? (uint64_t)st.st_size : 0;
    posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* a hint; its failure changes nothing */
    return SG_OK;
}

/* The first bytes tell whether the file is packed; a pipe may give them in pieces.  No more are waited for than are
 * needed: a slow pipe's first line may be shorter. */
static enum sg_code read_head(struct sg_stream *s, struct sg_err *err)
{
    size_t n = 1;
    while (s->head.len < sizeof s->head.bytes && n > 0 && sg_unpacker_may_want(&s->head)) {
        SG_TRY(sg_stream_read_fd(s->fd, s->head.bytes + s->head.len, sizeof s->head.bytes - s->head.len, s->name, &n,
                                 err));
        s->head.len += n;
    }
    return SG_OK;
}

static enum sg_code open_into(struct sg_stream *s, const char *path, struct sg_err *err)
{
    SG_TRY(open_fd(s, path, err));
    SG_TRY(read_head(s, err));
    if (!sg_unpacker_wants(&s->head)) return SG_OK;
    int fd = s->fd;
    s->fd = -1;
    SG_TRY(sg_unpacker_new(fd, &s->head, s->name, s->total, &s->unpacker, err));
    s->head.len = 0;
    return SG_OK;
}

enum sg_code sg_stream_open(const char *path, struct sg_stream **ret, struct sg_err *err)
{
    struct sg_stream *s;
    SG_TRY(new_stream(strcmp(path, "-") == 0 ? "standard input" : path, &s, err));
    enum sg_code code = open_into(s, path, err);
    if (code != SG_OK) {
        sg_stream_free(s);
        return code;
    }
    *ret = s;
    return SG_OK;
}

enum sg_code sg_stream_open_memory(const char *name, const void *bytes, size_t len, struct sg_stream **ret,
                                   struct sg_err *err)
{
    struct sg_stream *s;
    SG_TRY(new_stream(name, &s, err));
    s->window = bytes;
    s->len = len;
    s->total = len;
    s->is_at_end = true;
    *ret = s;
    return SG_OK;
}

const char *sg_stream_name(const struct sg_stream *s) { return s->name; }
uint64_t sg_stream_offset(const struct sg_stream *s) { return s->offset; }

void sg_stream_skip(struct sg_stream *s, size_t len)
{
    if (!len) return;
    s->window += len;
    s->len -= len;
    s->offset += len;
}

void sg_stream_progress(const struct sg_stream *s, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = s->unpacker ? sg_unpacker_packed(s->unpacker) : s->buffer ? s->direct : s->offset;
    *ret_total = s->total;
}

/* Moves what is unread to the front and makes room for one more read behind `want` bytes. */
static enum sg_code make_room(struct sg_stream *s, size_t want, struct sg_err *err)
{
    size_t need = (s->len > want ? s->len : want) + READ_BYTES;
    if (s->cap < need) {
        char *bigger = malloc(need);
        if (!bigger) return sg_fail_nomem(err, "a window over a file");
        if (s->len) memcpy(bigger, s->window, s->len);
        free(s->buffer);
        s->buffer = bigger;
        s->cap = need;
    } else if (s->len)
        memmove(s->buffer, s->window, s->len);
    s->window = s->buffer;
    return SG_OK;
}

static enum sg_code read_more(struct sg_stream *s, char *to, size_t room, size_t *ret_len, struct sg_err *err)
{
    if (s->unpacker) return sg_unpacker_read(s->unpacker, to, room, ret_len, err);
    if (s->head.len) {
        memcpy(to, s->head.bytes, s->head.len);
        *ret_len = s->head.len;
        s->head.len = 0;
    } else
        SG_TRY(sg_stream_read_fd(s->fd, to, room, s->name, ret_len, err));
    s->direct += *ret_len;
    return SG_OK;
}

static enum sg_code fill(struct sg_stream *s, size_t want, struct sg_err *err)
{
    SG_TRY(make_room(s, want, err));
    while (s->len < want && !s->is_at_end && s->broken.code == SG_OK) {
        size_t n = 0;
        if (read_more(s, s->buffer + s->len, s->cap - s->len, &n, &s->broken) != SG_OK) break;
        s->len += n;
        s->is_at_end = n == 0;
    }
    return SG_OK;
}

enum sg_code sg_stream_peek(struct sg_stream *s, size_t want, struct sg_str *ret, bool *ret_at_end, struct sg_err *err)
{
    if (want > SG_RECORD_MAX) want = SG_RECORD_MAX;
    if (s->len < want && !s->is_at_end && s->broken.code == SG_OK) SG_TRY(fill(s, want, err));
    if (s->len < want && s->broken.code != SG_OK) {
        bool was_short = s->short_want && s->short_offset == s->offset && want > s->short_want;
        if (s->len == 0 || was_short) return sg_fail(err, s->broken.code, "%s", s->broken.text);
        s->short_offset = s->offset;
        s->short_want = want;
    }
    *ret = sg_str_n(s->window ? s->window : "", s->len);
    *ret_at_end = s->is_at_end;
    return SG_OK;
}
