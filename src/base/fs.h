/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small file chores.  Every error names the path. */
#ifndef SG_BASE_FS_H
#define SG_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* A whole file into `ret` (which may hold something already; it is appended to); at most `max_bytes`. */
enum sg_code sg_fs_read(const char *path, size_t max_bytes, struct sg_buf *ret, struct sg_err *err) SG_CHECKED;
/* Whole or not at all: a temporary file beside it, fsync, rename. */
enum sg_code sg_fs_write(const char *path, struct sg_str bytes, struct sg_err *err) SG_CHECKED;
/* Creates a folder and its parents; fine when it is there. */
enum sg_code sg_fs_mkdir(const char *path, struct sg_err *err) SG_CHECKED;
bool sg_fs_exists(const char *path);
bool sg_fs_is_dir(const char *path);
/* "a/b", allocated; NULL without memory. */
char *sg_path_join(const char *a, const char *b);
/* The last part of a path, borrowed. */
const char *sg_path_name(const char *path);

#endif
