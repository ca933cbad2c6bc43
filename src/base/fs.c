/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum sg_code sg_fs_read(const char *path, size_t max_bytes, struct sg_buf *ret, struct sg_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    enum sg_code code = SG_OK;
    size_t got = 0;
    for (;;) {
        if (!sg_buf_room(ret, 1 << 16)) {
            code = sg_fail_nomem(err, path);
            break;
        }
        ssize_t n = read(fd, ret->data + ret->len, 1 << 16);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) code = sg_fail(err, SG_EIO, "%s: cannot be read: %s", path, strerror(errno));
        if (n <= 0) break;
        got += (size_t)n;
        ret->len += (size_t)n;
        if (got > max_bytes) {
            code = sg_fail(err, SG_ELIMIT, "%s: larger than %zu bytes, the most that is read of it", path, max_bytes);
            break;
        }
    }
    close(fd);
    return code;
}

static enum sg_code write_all(int fd, struct sg_str bytes, const char *path, struct sg_err *err)
{
    for (size_t put = 0; put < bytes.len;) {
        ssize_t n = write(fd, bytes.data + put, bytes.len - put);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
        put += (size_t)n;
    }
    return SG_OK;
}

enum sg_code sg_fs_write(const char *path, struct sg_str bytes, struct sg_err *err)
{
    sg_auto_buf temporary = { 0 };
    sg_buf_printf(&temporary, "%s.%ld.new", path, (long)getpid());
    const char *name = sg_buf_cstr(&temporary);
    if (!name) return sg_fail_nomem(err, path);
    unlink(name); /* of a run that ended early; in a folder that others may
                     write to, of somebody who laid a link there */
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be created: %s", path, strerror(errno));
    enum sg_code code = write_all(fd, bytes, path, err);
    if (code == SG_OK && fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
    if (close(fd) != 0 && code == SG_OK)
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
    if (code == SG_OK && rename(name, path) != 0)
        code = sg_fail(err, SG_EIO, "%s: cannot be put in place: %s", path, strerror(errno));
    if (code != SG_OK) unlink(name);
    return code;
}

enum sg_code sg_fs_mkdir(const char *path, struct sg_err *err)
{
    sg_auto_char copy = strdup(path);
    if (!copy) return sg_fail_nomem(err, path);
    for (char *p = copy + 1; copy[0] && p[-1]; p++) {
        if (*p && *p != '/') continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            return sg_fail(err, SG_EIO, "%s: folder cannot be made: %s", copy, strerror(errno));
        *p = kept;
    }
    if (!sg_fs_is_dir(path)) return sg_fail(err, SG_EIO, "%s: is there already and is not a folder", path);
    return SG_OK;
}

bool sg_fs_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool sg_fs_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *sg_path_join(const char *a, const char *b)
{
    sg_auto_buf out = { 0 };
    sg_buf_text(&out, a);
    if (out.len && out.data[out.len - 1] != '/') sg_buf_char(&out, '/');
    sg_buf_text(&out, b);
    return sg_buf_take(&out);
}

const char *sg_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}
