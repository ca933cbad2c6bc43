/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a walk gave, kept for looking at; small things to make evidence with. */
#ifndef SG_TESTS_CONTAINERS_SEEN_H
#define SG_TESTS_CONTAINERS_SEEN_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "containers/containers.h"
#include "model/leak_tables.h"
#include "unit.h"

struct seen_leaf {
    struct sg_leaf leaf;
    char *path, *name;
    struct sg_buf bytes;
};
struct seen {
    struct seen_leaf *leaf;
    size_t n, cap;
    struct sg_buf rejects; /* lines "number path: reason" */
    size_t n_rejects;
    uint64_t first, last; /* numbers that are wanted; 0, 0: all */
    bool is_counting;     /* keep no bytes */
    struct sg_walk_result result;
};

static inline bool seen_wants(void *ctx, uint64_t number)
{
    struct seen *s = ctx;
    return !s->last || (number >= s->first && number <= s->last);
}

static inline enum sg_code seen_leaf(void *ctx, const struct sg_leaf *leaf, struct sg_err *err)
{
    struct seen *s = ctx;
    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 64;
        s->leaf = realloc(s->leaf, s->cap * sizeof *s->leaf);
        if (!s->leaf) return sg_fail_nomem(err, "a test");
    }
    struct seen_leaf *l = &s->leaf[s->n++];
    *l = (struct seen_leaf){ .leaf = *leaf };
    l->path = strdup(leaf->path);
    l->name = strdup(leaf->name);
    if (!s->is_counting) sg_buf_str(&l->bytes, leaf->bytes);
    return SG_OK;
}

static inline void seen_reject(void *ctx, const struct sg_walk_reject *r)
{
    struct seen *s = ctx;
    s->n_rejects++;
    sg_buf_printf(&s->rejects, "%llu %s: %s\n", (unsigned long long)r->number, r->path, r->reason);
}

static inline struct sg_walk_sink seen_sink(struct seen *s)
{
    return (struct sg_walk_sink){ .wants = seen_wants, .leaf = seen_leaf, .reject = seen_reject, .ctx = s };
}

static inline void seen_release(struct seen *s)
{
    for (size_t i = 0; i < s->n; i++) {
        free(s->leaf[i].path);
        free(s->leaf[i].name);
        sg_buf_release(&s->leaf[i].bytes);
    }
    free(s->leaf);
    sg_buf_release(&s->rejects);
    *s = (struct seen){ 0 };
}

static inline void seen_walk(struct seen *s, const char *path, const struct sg_walk_limits *limits)
{
    struct sg_err err = { 0 };
    struct sg_walk_sink sink = seen_sink(s);
    if (sg_walk(path, NULL, limits, &sink, &s->result, &err) != SG_OK) fail_msg("%s", err.text);
}

static inline enum sg_code seen_walk_bytes(struct seen *s, struct sg_str bytes, const struct sg_walk_limits *limits)
{
    struct sg_err err = { 0 };
    struct sg_walk_sink sink = seen_sink(s);
    return sg_walk_bytes(bytes, "in", 0, limits, &sink, &s->result, &err);
}

static inline const struct seen_leaf *seen_at(const struct seen *s, const char *path)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->leaf[i].path, path) == 0) return &s->leaf[i];
    fail_msg("no leaf \"%s\" among %zu", path, s->n);
    return NULL;
}

static inline void seen_says(struct seen *s, const char *words)
{
    const char *all = sg_buf_cstr(&s->rejects);
    if (!strstr(all, words)) fail_msg("no reject says \"%s\"; there are:\n%s", words, all);
}

static inline void assert_bytes(const struct seen_leaf *l, const char *text)
{
    assert_int_equal(l->bytes.len, strlen(text));
    assert_memory_equal(l->bytes.data ? l->bytes.data : "", text, strlen(text));
}

/* ---- folders of a test's own ---- */

static inline int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline int make_dir(void **state)
{
    char *dir = strdup("/tmp/sillage-containers-XXXXXX");
    *state = mkdtemp(dir);
    return *state ? 0 : 1;
}

static inline int drop_dir(void **state)
{
    nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

/* The path, which the caller frees. */
static inline char *put_file(const char *dir, const char *name, struct sg_str bytes)
{
    struct sg_err err;
    char *path = sg_path_join(dir, name), *parent = strdup(path);
    *strrchr(parent, '/') = 0;
    assert_int_equal(sg_fs_mkdir(parent, &err), SG_OK);
    free(parent);
    assert_int_equal(sg_fs_write(path, bytes, &err), SG_OK);
    return path;
}

/* ---- archives ---- */

#ifdef ARCHIVE_VERSION_NUMBER
static inline la_ssize_t grow(struct archive *a, void *ctx, const void *bytes, size_t n)
{
    (void)a;
    sg_buf_add(ctx, bytes, n);
    return (la_ssize_t)n;
}

static inline struct archive *write_archive(struct sg_buf *out, int format, int filter, const char *options)
{
    struct archive *a = archive_write_new();
    int status =
        format == ARCHIVE_FORMAT_AR_GNU ? archive_write_set_format_ar_svr4(a) : archive_write_set_format(a, format);
    assert_int_equal(status, ARCHIVE_OK);
    if (filter) assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    if (options) assert_int_equal(archive_write_set_options(a, options), ARCHIVE_OK);
    archive_write_set_bytes_per_block(a, 512);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open(a, out, NULL, grow, NULL), ARCHIVE_OK);
    return a;
}

static inline void add_entry(struct archive *a, const char *name, struct sg_str bytes)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname_utf8(e, name);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, (la_int64_t)bytes.len);
    archive_entry_set_mtime(e, 1494010170, 0); /* 2017-05-05T18:49:30Z */
    if (archive_write_header(a, e) != ARCHIVE_OK) fail_msg("%s: %s", name, archive_error_string(a));
    if (bytes.len) assert_int_equal(archive_write_data(a, bytes.data, bytes.len), bytes.len);
    archive_entry_free(e);
}

static inline void end_archive(struct archive *a)
{
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
}
#endif

#endif
