/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of one test's own, and files in it. */
#ifndef SG_TESTS_CASEFILE_FOLDER_H
#define SG_TESTS_CASEFILE_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "casefile/casefile.h"

static inline char *folder_new(void)
{
    char *path = strdup("/tmp/sillage-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static inline void folder_free(char *path)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
    free(path);
}

static inline char *file_in(const char *folder, const char *name, const char *bytes)
{
    struct sg_err err;
    char *path = sg_path_join(folder, name);
    if (bytes) assert_int_equal(sg_fs_write(path, sg_str(bytes), &err), SG_OK);
    return path;
}

static inline char *contents(const char *folder, const char *name)
{
    struct sg_err err;
    sg_auto_char path = sg_path_join(folder, name);
    struct sg_buf bytes = { 0 };
    assert_int_equal(sg_fs_read(path, (size_t)1 << 24, &bytes, &err), SG_OK);
    return sg_buf_take(&bytes);
}

static inline struct sg_case *case_in(const char *folder)
{
    struct sg_err err;
    struct sg_case *c = NULL;
    assert_int_equal(sg_case_init(folder, "a title", NULL, &err), SG_OK);
    assert_int_equal(sg_case_open(folder, &c, &err), SG_OK);
    return c;
}

/* The state of a test: the path of a folder with a case in it. */
static inline int case_set_up(void **state)
{
    char *folder = folder_new();
    sg_case_free(case_in(folder));
    *state = folder;
    return 0;
}

static inline int case_tear_down(void **state)
{
    folder_free(*state);
    return 0;
}

#endif
