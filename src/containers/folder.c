/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder's files, sorted by the bytes of their paths, hidden ones and links passed over. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "containers/containers_internal.h"

enum { FOLDER_DEPTH = 64 };

struct listing {
    struct walk *w;
    struct sg_buf bytes;   /* all names, each with its end */
    struct sg_buf offsets; /* size_t, where each begins */
    uint64_t hidden, odd;
};

static enum sg_code list(struct listing *l, int fd, const char *below, int depth, struct sg_err *err);

static void list_folder(struct listing *l, int fd, const char *name, const char *inside, int depth, enum sg_code *code,
                        struct sg_err *err)
{
    if (depth == FOLDER_DEPTH) {
        walk_reject(l->w, 0, true, inside, sg_str(""), "is nested deeper than %d folders: not read", FOLDER_DEPTH);
        return;
    }
    int next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) {
        walk_reject(l->w, 0, true, inside, sg_str(""), "cannot be opened: %s", strerror(errno));
        return;
    }
    *code = list(l, next, inside, depth + 1, err);
}

static unsigned char type_of(int fd, const struct dirent *e)
{
    struct stat st;
    if (e->d_type != DT_UNKNOWN) return e->d_type;
    if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return DT_UNKNOWN;
    return S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_UNKNOWN;
}

/* Hidden files are no evidence by themselves; but Maildir++ keeps its folders in hidden ones. */
static bool is_passed_over(struct listing *l, int fd, const struct dirent *e, unsigned char type)
{
    if (e->d_name[0] == '.') {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) return true;
        sg_auto_buf inside = { 0 };
        sg_buf_printf(&inside, "%s/", e->d_name);
        const char *below = sg_buf_cstr(&inside);
        if (type == DT_DIR && below && maildir_is(fd, below)) return false;
        l->hidden++;
        return true;
    }
    if (type == DT_REG || type == DT_DIR) return false;
    l->odd++;
    return true;
}

static enum sg_code list_entry(struct listing *l, int fd, const char *below, const struct dirent *e, int depth,
                               struct sg_err *err)
{
    unsigned char type = type_of(fd, e);
    enum sg_code code = SG_OK;
    if (is_passed_over(l, fd, e, type)) return SG_OK;
    if (type == DT_REG) {
        size_t at = l->bytes.len;
        sg_buf_add(&l->offsets, &at, sizeof at);
        sg_buf_printf(&l->bytes, "%s%s", below, e->d_name);
        sg_buf_char(&l->bytes, 0);
        SG_TRY(sg_buf_check(&l->offsets, err));
        return sg_buf_check(&l->bytes, err);
    }
    sg_auto_buf name = { 0 };
    sg_buf_printf(&name, "%s%s/", below, e->d_name);
    const char *inside = sg_buf_cstr(&name);
    if (!inside) return sg_fail_nomem(err, "a folder's listing");
    list_folder(l, fd, e->d_name, inside, depth, &code, err);
    return code;
}

/* Takes `fd`. `below` is "" or ends in '/'. */
static enum sg_code list(struct listing *l, int fd, const char *below, int depth, struct sg_err *err)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return sg_fail_nomem(err, "a folder's listing");
    }
    enum sg_code code = SG_OK;
    while (code == SG_OK) {
        errno = 0;
        struct dirent *e = readdir(dir);
        if (!e && errno)
            walk_reject(l->w, 0, true, below, sg_str(""), "cannot be listed to its end: %s", strerror(errno));
        if (!e) break;
        code = list_entry(l, fd, below, e, depth, err);
    }
    closedir(dir);
    return code;
}

static int by_bytes(const void *a, const void *b, void *ctx)
{
    const char *bytes = ctx;
    return strcmp(bytes + *(const size_t *)a, bytes + *(const size_t *)b);
}

/* ---- reading them ---- */

static enum sg_code walk_one(struct walk *w, int dir, const char *name, const struct place *at, struct sg_err *err)
{
    struct stat st;
    if (walk_is_to_leave(w)) {
        walk_no_leaf(w, at->path, "reading it ended the reader each time: not read");
        return SG_OK;
    }
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        sg_auto_buf reason = { 0 };
        sg_buf_printf(&reason, "cannot be opened: %s", fd < 0 ? strerror(errno) : "it is no file any more");
        if (fd >= 0) close(fd);
        const char *text = sg_buf_cstr(&reason);
        walk_no_leaf(w, at->path, text ? text : "cannot be opened");
        return SG_OK;
    }
    auto_stream s = { .fd = -1 };
    stream_file(&s, fd, (uint64_t)st.st_size, true);
    w->progress_of = &s;
    enum sg_code code = walk_item(w, &s, at, err);
    w->progress_of = NULL;
    w->progress_before += (uint64_t)st.st_size;
    return code;
}

struct names {
    const char *const *given; /* or: */
    const char *bytes;
    const size_t *offsets;
    size_t n;
};

static const char *name_at(const struct names *names, size_t i)
{
    return names->given ? names->given[i] : names->bytes + names->offsets[i];
}

static uint64_t total_size(int dir, const struct names *names)
{
    uint64_t total = 0;
    struct stat st;
    for (size_t i = 0; i < names->n; i++)
        if (fstatat(dir, name_at(names, i), &st, AT_SYMLINK_NOFOLLOW) == 0) total += (uint64_t)st.st_size;
    return total;
}

static enum sg_code walk_names(struct walk *w, int dir, const struct names *names, struct sg_err *err)
{
    sg_auto_buf path = { 0 };
    struct maildir_cache maildir = { 0 };
    enum sg_code code = SG_OK;
    if (w->sink->progress) w->progress_total = total_size(dir, names);
    for (size_t i = 0; i < names->n && code == SG_OK && !w->is_ended; i++) {
        const char *name = name_at(names, i);
        struct place at = { .part = (uint32_t)i,
                            .stored = SG_TIME_NONE,
                            .is_message = maildir_has(&maildir, dir, name) };
        at.path = place_path(&path, "", sg_str(name), true);
        if (!at.path) {
            code = sg_fail_nomem(err, "a path");
            break;
        }
        at.name = place_name(at.path);
        code = walk_one(w, dir, name, &at, err);
    }
    sg_buf_release(&maildir.folder);
    if (code == SG_OK && w->sink->progress) w->sink->progress(w->sink->ctx, w->progress_before, w->progress_before);
    return code;
}

static enum sg_code walk_listed(struct walk *w, const char *path, int dir, struct sg_err *err)
{
    struct listing l = { .w = w };
    int own = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum sg_code code =
        own < 0 ? sg_fail(err, SG_EIO, "%s: cannot be listed: %s", path, strerror(errno)) : list(&l, own, "", 1, err);
    struct names names = { .bytes = l.bytes.data,
                           .offsets = (const size_t *)(const void *)l.offsets.data,
                           .n = l.offsets.len / sizeof(size_t) };
    if (code == SG_OK && names.n) qsort_r(l.offsets.data, names.n, sizeof(size_t), by_bytes, l.bytes.data);
    if (code == SG_OK && l.hidden + l.odd)
        walk_reject(w, 0, true, "", sg_str(""),
                    "%" PRIu64 " hidden names and %" PRIu64 " links or devices of the folder are "
                    "passed over",
                    l.hidden, l.odd);
    if (code == SG_OK) code = walk_names(w, dir, &names, err);
    sg_buf_release(&l.bytes);
    sg_buf_release(&l.offsets);
    return code;
}

enum sg_code walk_folder(struct walk *w, const char *path, const char *const *given, struct sg_err *err)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    strcpy(w->result.format, maildir_is(dir, "") ? "maildir" : "folder");
    struct names names = { .given = given };
    while (given && given[names.n])
        names.n++;
    enum sg_code code = given ? walk_names(w, dir, &names, err) : walk_listed(w, path, dir, err);
    close(dir);
    return code;
}
