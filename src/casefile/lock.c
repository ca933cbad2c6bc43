/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flock, because it belongs to the open file and dies with the process however that ends, so no lock can be stale.
 * The writer's lock is CASE/lock; the file stays, and holds the words of whoever has it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "casefile/casefile_internal.h"

static int lock_fd(int fd, int how)
{
    int r;
    do
        r = flock(fd, how);
    while (r != 0 && errno == EINTR);
    return r;
}

int case_folder_lock(const struct sg_case *c, struct sg_err *err)
{
    int fd = open(c->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || lock_fd(fd, LOCK_EX) != 0) {
        (void)sg_fail(err, SG_EIO, "%s: cannot be locked: %s", c->folder, strerror(errno));
        if (fd >= 0) close(fd);
        return -1;
    }
    return fd;
}

void case_folder_unlock(int fd)
{
    close(fd);
}

static void tell_waiting(int fd, void (*waiting)(void *ctx, const char *who), void *ctx)
{
    char who[128];
    ssize_t n = pread(fd, who, sizeof who - 1, 0);
    if (n < 0) n = 0;
    who[n] = '\0';
    who[strcspn(who, "\n")] = '\0';
    for (char *p = who; *p; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f) *p = '?';
    waiting(ctx, who[0] ? who : "another sillage");
}

enum sg_code sg_case_lock(struct sg_case *c, void (*waiting)(void *ctx, const char *who), void *ctx, struct sg_err *err)
{
    if (c->lock_fd >= 0) return SG_OK;
    sg_auto_char path = sg_case_path(c, "lock");
    if (!path) return sg_fail_nomem(err, "the case's lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    int r = lock_fd(fd, LOCK_EX | LOCK_NB);
    if (r != 0 && errno == EWOULDBLOCK) {
        if (waiting) tell_waiting(fd, waiting, ctx);
        r = lock_fd(fd, LOCK_EX);
    }
    char who[128];
    int len = snprintf(who, sizeof who, "%.60s, process %ld\n", c->holder ? c->holder : "sillage", (long)getpid());
    if (r != 0 || ftruncate(fd, 0) != 0 || pwrite(fd, who, (size_t)len, 0) != len) {
        enum sg_code code = sg_fail(err, SG_EIO, "%s: cannot be locked: %s", path, strerror(errno));
        close(fd);
        return code;
    }
    c->lock_fd = fd;
    return SG_OK;
}

void sg_case_unlock(struct sg_case *c)
{
    if (c->lock_fd < 0) return;
    close(c->lock_fd);
    c->lock_fd = -1;
}

bool sg_case_is_locked(const struct sg_case *c)
{
    sg_auto_char path = sg_case_path(c, "lock");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return false;
    bool is_locked = lock_fd(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return is_locked;
}
