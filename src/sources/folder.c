/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a folder, in an order that does not depend on the disk. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "sources/sources.h"

struct sg_folder {
    char *path;
    char **names;
    size_t n, cap;
    bool has_hidden;
};

void sg_folder_free(struct sg_folder *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->n; i++)
        free(f->names[i]);
    free(f->names);
    free(f->path);
    free(f);
}

const char *sg_folder_path(const struct sg_folder *f)
{
    return f->path;
}
size_t sg_folder_count(const struct sg_folder *f)
{
    return f->n;
}
const char *sg_folder_name(const struct sg_folder *f, size_t i)
{
    return f->names[i];
}

static enum sg_code add_name(struct sg_folder *f, char *name, struct sg_err *err)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 64;
        char **bigger = realloc(f->names, cap * sizeof *bigger);
        if (!bigger) {
            free(name);
            return sg_fail_nomem(err, "a folder's listing");
        }
        f->names = bigger;
        f->cap = cap;
    }
    f->names[f->n++] = name;
    if (f->n > SG_FOLDER_FILES)
        return sg_fail(err, SG_ELIMIT, "%s: holds more than %zu files; add its parts one by one", f->path,
                       SG_FOLDER_FILES);
    return SG_OK;
}

static enum sg_code list(struct sg_folder *f, int fd, const char *below, int depth, struct sg_err *err);

static enum sg_code list_entry(struct sg_folder *f, int fd, const char *below, const char *entry, int depth,
                               struct sg_err *err)
{
    struct stat st;
    if (fstatat(fd, entry, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return sg_fail(err, SG_EIO, "%s/%s%s: cannot be looked at: %s", f->path, below, entry, strerror(errno));
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) return SG_OK;
    sg_auto_buf name = { 0 };
    sg_buf_printf(&name, "%s%s%s", below, entry, S_ISDIR(st.st_mode) ? "/" : "");
    if (S_ISREG(st.st_mode)) {
        char *kept = sg_buf_take(&name);
        if (!kept) return sg_fail_nomem(err, "a folder's listing");
        return add_name(f, kept, err);
    }
    const char *inside = sg_buf_cstr(&name);
    if (!inside) return sg_fail_nomem(err, "a folder's listing");
    if (depth == SG_FOLDER_DEPTH)
        return sg_fail(err, SG_ELIMIT, "%s/%s: is nested deeper than %d folders", f->path, inside, SG_FOLDER_DEPTH);
    int next = openat(fd, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) return sg_fail(err, SG_EIO, "%s/%s: cannot be opened: %s", f->path, inside, strerror(errno));
    return list(f, next, inside, depth + 1, err);
}

/* Takes `fd`. `below` is "" or ends in '/'. */
static enum sg_code list(struct sg_folder *f, int fd, const char *below, int depth, struct sg_err *err)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return sg_fail(err, SG_EIO, "%s/%s: cannot be listed: %s", f->path, below, strerror(errno));
    }
    enum sg_code code = SG_OK;
    while (code == SG_OK) {
        errno = 0;
        struct dirent *e = readdir(dir);
        if (!e && errno) code = sg_fail(err, SG_EIO, "%s/%s: cannot be listed: %s", f->path, below, strerror(errno));
        if (!e) break;
        bool is_itself = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
        if (e->d_name[0] != '.' || (f->has_hidden && !is_itself))
            code = list_entry(f, fd, below, e->d_name, depth, err);
    }
    closedir(dir);
    return code;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum sg_code list_files(const char *path, bool has_hidden, struct sg_folder **ret, struct sg_err *err)
{
    struct sg_folder *f = calloc(1, sizeof *f);
    if (f) f->has_hidden = has_hidden;
    if (f) f->path = strdup(path);
    if (!f || !f->path) {
        free(f);
        return sg_fail_nomem(err, "a folder's listing");
    }
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum sg_code code = fd < 0 ? sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: cannot be opened: %s", path,
                                         strerror(errno))
                               : list(f, fd, "", 1, err);
    if (code != SG_OK) {
        sg_folder_free(f);
        return code;
    }
    if (f->n) qsort(f->names, f->n, sizeof *f->names, by_bytes);
    *ret = f;
    return SG_OK;
}

enum sg_code sg_folder_list(const char *path, struct sg_folder **ret, struct sg_err *err)
{
    return list_files(path, false, ret, err);
}

enum sg_code sg_folder_list_all(const char *path, struct sg_folder **ret, struct sg_err *err)
{
    return list_files(path, true, ret, err);
}

static enum sg_code add_line(const struct sg_folder *f, const char *name, struct sg_buf *line, uint64_t *bytes,
                             struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    uint64_t size;
    if (strpbrk(name, "\n\r\\"))
        return sg_fail(err, SG_EINPUT, "%s/%s: the name holds a line end or a backslash; rename the file", f->path,
                       name);
    sg_auto_char path = sg_path_join(f->path, name);
    if (!path) return sg_fail_nomem(err, "a folder's manifest");
    SG_TRY(sg_sha256_file(path, hex, &size, err));
    *bytes += size;
    sg_buf_clear(line);
    sg_buf_printf(line, "%s  %s\n", hex, name);
    return sg_buf_check(line, err);
}

enum sg_code sg_folder_hash(const struct sg_folder *f, struct sg_buf *manifest, char ret_hex[static 65],
                            uint64_t *ret_bytes, struct sg_err *err)
{
    struct sg_sha256 *hash;
    sg_auto_buf line = { 0 };
    uint64_t bytes = 0;
    SG_TRY(sg_sha256_new(&hash, err));
    enum sg_code code = SG_OK;
    for (size_t i = 0; i < f->n && code == SG_OK; i++) {
        code = add_line(f, f->names[i], &line, &bytes, err);
        if (code == SG_OK) code = sg_sha256_add(hash, line.data, line.len, err);
        if (code == SG_OK && manifest) sg_buf_str(manifest, sg_buf_view(&line));
    }
    if (code == SG_OK && manifest) code = sg_buf_check(manifest, err);
    if (code == SG_OK) code = sg_sha256_end(hash, ret_hex, err);
    sg_sha256_free(hash);
    if (code == SG_OK && ret_bytes) *ret_bytes = bytes;
    return code;
}
