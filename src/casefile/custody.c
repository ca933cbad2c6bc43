/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log that only grows.  Appending holds a lock on the file itself for a moment, so that a reader's entry (origin,
 * map) and a writer's (add) can come at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/text.h"
#include "casefile/casefile_internal.h"

#define NO_LINE_HASH "0000000000000000000000000000000000000000000000000000000000000000"

/* custody.jsonl, open; `path` for messages. */
struct custody_file {
    int fd;
    char *path;
    uint64_t size;
};

static void file_close(struct custody_file *f)
{
    if (f->fd >= 0) close(f->fd);
    sg_free_charp(&f->path);
}
#define auto_file __attribute__((cleanup(file_close))) struct custody_file

static enum sg_code io_error(const struct custody_file *f, const char *what, struct sg_err *err)
{
    return sg_fail(err, SG_EIO, "%s: cannot be %s: %s", f->path, what, strerror(errno));
}

static enum sg_code sync_folder(const struct sg_case *c, struct sg_err *err)
{
    int fd = open(c->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", c->folder, strerror(errno));
    int r = fsync(fd);
    int why = errno;
    close(fd);
    if (r != 0 && why != EINVAL) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", c->folder, strerror(why));
    return SG_OK;
}

static enum sg_code file_open(const struct sg_case *c, int flags, struct custody_file *ret, struct sg_err *err)
{
    ret->path = sg_case_path(c, CASE_CUSTODY);
    if (!ret->path) return sg_fail_nomem(err, "the custody log");
    ret->fd = open(ret->path, flags | O_CLOEXEC, 0666);
    if (ret->fd < 0) return io_error(ret, "opened", err);
    int r;
    do
        r = flock(ret->fd, flags & O_CREAT ? LOCK_EX : LOCK_SH);
    while (r != 0 && errno == EINTR);
    if (r != 0) return io_error(ret, "locked", err);
    struct stat st;
    if (fstat(ret->fd, &st) != 0) return io_error(ret, "read", err);
    ret->size = (uint64_t)st.st_size;
    return ret->size == 0 && (flags & O_CREAT) ? sync_folder(c, err) : SG_OK;
}

static enum sg_code read_at(const struct custody_file *f, uint64_t at, size_t len, struct sg_buf *out,
                            struct sg_err *err)
{
    if (!sg_buf_room(out, len)) return sg_fail_nomem(err, "the custody log");
    while (len > 0) {
        ssize_t n = pread(f->fd, out->data + out->len, len, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io_error(f, "read", err);
        if (n == 0) return sg_fail(err, SG_EIO, "%s: became shorter while it was read", f->path);
        out->len += (size_t)n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return SG_OK;
}

/* What stands behind the last newline before `end`; *ret_at is where it begins. */
static enum sg_code read_back(const struct custody_file *f, uint64_t end, struct sg_buf *out, uint64_t *ret_at,
                              struct sg_err *err)
{
    for (size_t want = 4096;; want *= 4) {
        size_t len = end < want ? (size_t)end : want;
        sg_buf_clear(out);
        SG_TRY(read_at(f, end - len, len, out, err));
        const char *newline = len ? memrchr(out->data, '\n', len) : NULL;
        size_t skip = newline ? (size_t)(newline - out->data) + 1 : 0;
        if (newline || len == end) {
            if (skip) memmove(out->data, out->data + skip, len - skip);
            out->len = len - skip;
            *ret_at = end - out->len;
            return SG_OK;
        }
        if (want > CASE_LINE_BYTES)
            return sg_fail(err, SG_EINPUT,
                           "%s: its last line is longer than %zu bytes, which no sillage writes: see "
                           "sillage custody verify",
                           f->path, CASE_LINE_BYTES);
    }
}

static enum sg_code count_lines(const struct custody_file *f, uint64_t *ret, struct sg_err *err)
{
    sg_auto_buf piece = { 0 };
    uint64_t n = 0;
    for (uint64_t at = 0; at < f->size; at += piece.len) {
        sg_buf_clear(&piece);
        SG_TRY(read_at(f, at, f->size - at < 65536 ? (size_t)(f->size - at) : 65536, &piece, err));
        for (const char *p = piece.data; (p = memchr(p, '\n', (size_t)(piece.data + piece.len - p))); p++)
            n++;
    }
    *ret = n;
    return SG_OK;
}

bool custody_line_parse(struct sg_json_parser *parser, struct sg_str line, struct custody_line *ret)
{
    struct sg_json doc;
    int64_t n;
    if (sg_json_parse(parser, line, &doc, NULL) != SG_OK) return false;
    if (!sg_json_int(sg_json_get(doc, "n"), &n) || n < 1) return false;
    *ret = (struct custody_line){ .n = (uint64_t)n,
                                  .action = sg_json_string(sg_json_get(doc, "action")),
                                  .time = sg_json_string(sg_json_get(doc, "time")),
                                  .previous = sg_json_string(sg_json_get(doc, "previous")),
                                  .details = sg_json_get(doc, "details") };
    return ret->action.len > 0 && sg_json_type(ret->details) == SG_JSON_OBJECT;
}

/* ---- the chain's end ---- */

struct tail {
    uint64_t lines, whole; /* whole: bytes up to and with the last newline */
    char head[SG_SHA256_HEX];
};

static enum sg_code read_tail(const struct custody_file *f, struct sg_buf *torn, struct tail *ret, struct sg_err *err)
{
    SG_TRY(read_back(f, f->size, torn, &ret->whole, err));
    if (ret->whole == 0) {
        ret->lines = 0;
        memcpy(ret->head, NO_LINE_HASH, sizeof ret->head);
        return SG_OK;
    }
    sg_auto_buf last = { 0 };
    uint64_t at;
    SG_TRY(read_back(f, ret->whole - 1, &last, &at, err));
    SG_TRY(sg_sha256_of(last.data, last.len, ret->head, err));
    struct sg_json_parser *parser;
    SG_TRY(sg_json_parser_new(&parser, err));
    struct custody_line line;
    bool is_read = custody_line_parse(parser, sg_buf_view(&last), &line);
    sg_json_parser_free(parser);
    if (is_read) {
        ret->lines = line.n;
        return SG_OK;
    }
    return count_lines(f, &ret->lines, err); /* somebody edited it; verify will tell, work goes on */
}

enum sg_code sg_custody_tail(struct sg_case *c, uint64_t *ret_lines, char ret_hex[static 65], struct sg_err *err)
{
    auto_file f = { .fd = -1 };
    SG_TRY(file_open(c, O_RDONLY, &f, err));
    sg_auto_buf torn = { 0 };
    struct tail tail;
    SG_TRY(read_tail(&f, &torn, &tail, err));
    memcpy(ret_hex, tail.head, SG_SHA256_HEX);
    *ret_lines = tail.lines;
    return SG_OK;
}

/* ---- appending ---- */

static void who(struct sg_buf *out)
{
    char host[256];
    if (gethostname(host, sizeof host) != 0) host[0] = '\0';
    host[sizeof host - 1] = '\0';
    struct passwd entry, *found = NULL;
    char room[4096];
    if (getpwuid_r(getuid(), &entry, room, sizeof room, &found) == 0 && found)
        sg_buf_text(out, found->pw_name);
    else
        sg_buf_printf(out, "%lu", (unsigned long)getuid());
    sg_buf_printf(out, "@%s, sillage %s", host, SG_VERSION);
}

/* Appends one line to `lines` and moves the tail on. */
static enum sg_code add_line(struct sg_buf *lines, struct tail *tail, const char *action, struct sg_str details,
                             struct sg_err *err)
{
    sg_auto_buf by = { 0 };
    who(&by);
    size_t begin = lines->len;
    struct sg_json_out j = sg_json_out(lines, false);
    sg_json_object(&j);
    sg_json_ku64(&j, "n", tail->lines + 1);
    sg_json_ktime(&j, "time", sg_time_now());
    sg_json_kstr(&j, "by", sg_buf_view(&by));
    sg_json_ktext(&j, "action", action);
    sg_json_key(&j, "details");
    sg_json_raw(&j, details);
    sg_json_ktext(&j, "previous", tail->head);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&by, err));
    SG_TRY(sg_buf_check(lines, err));
    if (lines->len - begin > CASE_LINE_BYTES)
        return sg_fail(err, SG_ELIMIT, "an entry of the custody log would be longer than %zu bytes", CASE_LINE_BYTES);
    SG_TRY(sg_sha256_of(lines->data + begin, lines->len - begin, tail->head, err));
    tail->lines++;
    sg_buf_char(lines, '\n');
    return sg_buf_check(lines, err);
}

static enum sg_code write_all(int fd, struct sg_str bytes, const char *path, struct sg_err *err)
{
    for (size_t put = 0; put < bytes.len;) {
        ssize_t n = write(fd, bytes.data + put, bytes.len - put);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
        put += (size_t)n;
    }
    if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
        return sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
    return SG_OK;
}

/* A crash left part of a line: it goes to custody.torn, and a line of the log says so. */
static enum sg_code mend(const struct sg_case *c, const struct custody_file *f, struct sg_str torn, struct tail *tail,
                         struct sg_buf *lines, struct sg_err *err)
{
    sg_auto_char path = sg_case_path(c, CASE_TORN);
    if (!path) return sg_fail_nomem(err, "the custody log");
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    sg_auto_buf kept = { 0 };
    sg_buf_str(&kept, torn);
    sg_buf_char(&kept, '\n');
    enum sg_code code = sg_buf_check(&kept, err);
    if (code == SG_OK) code = write_all(fd, sg_buf_view(&kept), path, err);
    close(fd);
    if (code != SG_OK) return code;
    if (ftruncate(f->fd, (off_t)tail->whole) != 0) return io_error(f, "mended", err);
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(torn.data, torn.len, hex, err));
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "moved_to", CASE_TORN);
    sg_json_ku64(&j, "bytes", torn.len);
    sg_json_ktext(&j, "sha256", hex);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&details, err));
    return add_line(lines, tail, "torn line", sg_buf_view(&details), err);
}

/* One object on one line, whatever the caller's layout was. */
static enum sg_code one_line(struct sg_str details_json, struct sg_buf *ret, struct sg_err *err)
{
    struct sg_json_parser *parser;
    SG_TRY(sg_json_parser_new(&parser, err));
    struct sg_json doc;
    enum sg_code code = sg_json_parse(parser, details_json, &doc, err);
    if (code == SG_OK && sg_json_type(doc) != SG_JSON_OBJECT)
        code = sg_fail(err, SG_EINPUT, "the details of a custody entry are not a JSON object");
    if (code == SG_OK) {
        sg_json_minify(doc, ret);
        code = sg_buf_check(ret, err);
    }
    sg_json_parser_free(parser);
    return code;
}

enum sg_code sg_custody_append(struct sg_case *c, const char *action, struct sg_str details_json, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    SG_TRY(one_line(details_json, &details, err));
    auto_file f = { .fd = -1 };
    SG_TRY(file_open(c, O_RDWR | O_CREAT | O_APPEND, &f, err));
    sg_auto_buf torn = { 0 }, lines = { 0 };
    struct tail tail;
    SG_TRY(read_tail(&f, &torn, &tail, err));
    if (torn.len) SG_TRY(mend(c, &f, sg_buf_view(&torn), &tail, &lines, err));
    uint64_t before = f.size - torn.len;
    SG_TRY(add_line(&lines, &tail, action, sg_buf_view(&details), err));
    enum sg_code code = write_all(f.fd, sg_buf_view(&lines), f.path, err);
    /* A full disk must not leave half a line; should this fail too, the next append mends it. */
    if (code != SG_OK && ftruncate(f.fd, (off_t)before) != 0) return code;
    return code;
}
