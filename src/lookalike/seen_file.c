/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lookalike/seen_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 16 };

/* Where links lead; of what is absent, itself. */
static enum sg_code resolve(const char *path, char **ret, struct sg_err *err)
{
    struct stat st;
    char *real = realpath(path, NULL);
    if (!real && errno == ENOENT && lstat(path, &st) == 0)
        return sg_fail(err, SG_EUSAGE, "%s: is a link to a file that is not there; name that file", path);
    if (!real && errno == ENOENT) real = strdup(path);
    if (!real && errno == ENOMEM) return sg_fail_nomem(err, path);
    if (!real) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    *ret = real;
    return SG_OK;
}

/* Without waiting for a pipe's other end. */
static enum sg_code open_regular(struct seen_file *f, struct stat *ret, struct sg_err *err)
{
    enum { FLAGS = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };
    if (stat(f->path, ret) == 0 && !S_ISREG(ret->st_mode))
        return sg_fail(err, SG_EUSAGE, "%s: is no file that can be kept: a folder, a pipe or a device", f->path);
    int fd = open(f->path, FLAGS);
    bool is_fresh = fd < 0 && errno == ENOENT;
    if (is_fresh) fd = open(f->path, FLAGS | O_CREAT | O_EXCL, 0666);
    if (fd < 0 && errno != EEXIST)
        return sg_fail(err, SG_EIO, "%s: cannot be %s: %s", f->path, is_fresh ? "created" : "opened for writing",
                       strerror(errno));
    if (fd >= 0 && fstat(fd, ret) != 0) {
        close(fd);
        return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", f->path, strerror(errno));
    }
    f->fd = fd;
    f->is_fresh = is_fresh && fd >= 0;
    return SG_OK;
}

/* File systems without locks are taken as they are. */
static bool is_held_by_another(int fd)
{
    int r;
    do
        r = flock(fd, LOCK_EX | LOCK_NB);
    while (r != 0 && errno == EINTR);
    return r != 0 && errno == EWOULDBLOCK;
}

static bool is_still_there(const char *path, const struct stat *opened)
{
    struct stat now;
    return stat(path, &now) == 0 && now.st_dev == opened->st_dev && now.st_ino == opened->st_ino;
}

enum sg_code seen_file_open(const char *path, struct seen_file *ret, struct sg_err *err)
{
    struct seen_file f = { .fd = -1 };
    enum sg_code code = resolve(path, &f.path, err);
    for (int i = 0; code == SG_OK && i < TRIES; i++) { /* what was locked may have been replaced meanwhile */
        struct stat st = { 0 };
        code = open_regular(&f, &st, err);
        if (code != SG_OK || f.fd < 0) continue;
        if (!is_held_by_another(f.fd) && is_still_there(f.path, &st)) {
            f.mode = st.st_mode & 07777;
            *ret = f;
            return SG_OK;
        }
        close(f.fd);
        f.fd = -1;
    }
    free(f.path);
    return code != SG_OK ? code
                         : sg_fail(err, SG_EEXIST,
                                   "%s: another run has it open; wait for its end, or give each a file "
                                   "of its own",
                                   path);
}

void seen_file_saved(struct seen_file *f)
{
    if (!f->is_fresh) (void)!chmod(f->path, f->mode); /* somebody else's file stays as the umask made it */
    f->is_fresh = false;
}

void seen_file_release(struct seen_file *f)
{
    if (!f->path) return;
    if (f->is_fresh) unlink(f->path);
    close(f->fd);
    free(f->path);
    *f = (struct seen_file){ 0 };
}
