/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the pairs do not fit the memory: sorted runs in a file without a name, merged at the end. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "coordination/kernel.h"

enum { READ_ROWS = 256 }; /* of one run at a time: 10 KiB */

void table_release(struct table *t)
{
    free(t->rows);
    free(t->runs);
    if (t->file >= 0) close(t->file);
    *t = (struct table){ .file = -1 };
}

static enum sg_code fail_file(const struct table *t, const char *what, struct sg_err *err)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return sg_fail(
            err, SG_EIO,
            "the folder for temporary files, %s, is full: name a roomier one in TMPDIR, raise the memory for "
            "counting, or ask for less (a narrower window, fewer posts)",
            t->folder);
    return sg_fail(err, SG_EIO, "cannot %s a temporary file in %s: %s", what, t->folder, strerror(errno));
}

/* A file that is gone when the program ends, however it ends. */
static enum sg_code open_file(struct table *t, struct sg_err *err)
{
    if (t->file >= 0) return SG_OK;
    t->file = open(t->folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (t->file >= 0) return SG_OK;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) return fail_file(t, "make", err);
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/sillage-pairs-XXXXXX", t->folder);
    if (n < 0 || (size_t)n >= sizeof path)
        return sg_fail(err, SG_EINPUT, "the name of the folder for temporary files is too long: %s", t->folder);
    t->file = mkostemp(path, O_CLOEXEC);
    if (t->file < 0) return fail_file(t, "make", err);
    unlink(path);
    return SG_OK;
}

enum sg_code table_spill(struct table *t, struct sg_err *err)
{
    SG_TRY(open_file(t, err));
    if (t->n_runs == t->cap_runs) {
        size_t cap = t->cap_runs ? 2 * t->cap_runs : 16;
        struct run *runs = realloc(t->runs, cap * sizeof *runs);
        if (!runs) return sg_fail_nomem(err, "the pairs of accounts");
        t->runs = runs;
        t->cap_runs = cap;
    }
    table_sort(t);
    const char *bytes = (const char *)t->rows;
    for (size_t left = t->used * sizeof *t->rows; left;) {
        ssize_t n = write(t->file, bytes, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fail_file(t, "write to", err);
        bytes += n;
        left -= (size_t)n;
    }
    t->runs[t->n_runs++] = (struct run){ t->written, t->used };
    t->written += (uint64_t)t->used * sizeof *t->rows;
    t->used = 0;
    memset(t->rows, 0, t->n_slots * sizeof *t->rows);
    return SG_OK;
}

/* One sorted list: rows in memory, or a run that is read piece by piece. */
struct cursor {
    const struct row *at, *end;
    const struct table *table;
    struct row *piece; /* NULL: the rows are the table's own */
    uint64_t offset, left;
};

static enum sg_code refill(struct cursor *c, struct sg_err *err)
{
    size_t n = c->left < READ_ROWS ? (size_t)c->left : READ_ROWS, got = 0, want = n * sizeof *c->piece;
    while (got < want) {
        ssize_t read = pread(c->table->file, (char *)c->piece + got, want - got, (off_t)(c->offset + got));
        if (read < 0 && errno == EINTR) continue;
        if (read == 0) errno = EIO; /* shorter than what was written */
        if (read <= 0) return fail_file(c->table, "read", err);
        got += (size_t)read;
    }
    c->offset += want;
    c->left -= n;
    c->at = c->piece;
    c->end = c->piece + n;
    return SG_OK;
}

struct merge {
    struct cursor *cursors;
    uint32_t *heap; /* cursors, the least key on top */
    size_t n, n_heap;
    struct row *pieces;
};

static void merge_release(struct merge *m)
{
    free(m->cursors);
    free(m->heap);
    free(m->pieces);
}

static uint64_t key_at(const struct merge *m, size_t place)
{
    return m->cursors[m->heap[place]].at->key;
}

static void sink(struct merge *m, size_t place)
{
    for (size_t child; (child = 2 * place + 1) < m->n_heap; place = child) {
        if (child + 1 < m->n_heap && key_at(m, child + 1) < key_at(m, child)) child++;
        if (key_at(m, place) <= key_at(m, child)) return;
        uint32_t moved = m->heap[place];
        m->heap[place] = m->heap[child];
        m->heap[child] = moved;
    }
}

static enum sg_code merge_open(struct merge *m, struct table *tables, unsigned n, struct sg_err *err)
{
    size_t n_runs = 0;
    for (unsigned i = 0; i < n; i++)
        n_runs += tables[i].n_runs;
    m->cursors = calloc(n_runs + n, sizeof *m->cursors);
    m->heap = calloc(n_runs + n, sizeof *m->heap);
    m->pieces = calloc(n_runs ? n_runs : 1, READ_ROWS * sizeof *m->pieces);
    if (!m->cursors || !m->heap || !m->pieces) return sg_fail_nomem(err, "merging the pairs of accounts");
    size_t piece = 0;
    for (unsigned i = 0; i < n; i++) {
        const struct table *t = &tables[i];
        if (t->used) m->cursors[m->n++] = (struct cursor){ .at = t->rows, .end = t->rows + t->used };
        for (size_t k = 0; k < t->n_runs; k++) {
            struct cursor *c = &m->cursors[m->n++];
            *c = (struct cursor){ .table = t, .offset = t->runs[k].at, .left = t->runs[k].n };
            c->piece = m->pieces + READ_ROWS * piece++;
            SG_TRY(refill(c, err));
        }
    }
    m->n_heap = m->n;
    for (size_t i = 0; i < m->n; i++)
        m->heap[i] = (uint32_t)i;
    for (size_t i = m->n_heap / 2; i-- > 0;)
        sink(m, i);
    return SG_OK;
}

/* The row on top, and the next of its list in its place. */
static enum sg_code take(struct merge *m, struct row *ret, struct sg_err *err)
{
    struct cursor *c = &m->cursors[m->heap[0]];
    *ret = *c->at++;
    if (c->at == c->end && c->left) SG_TRY(refill(c, err));
    if (c->at == c->end) m->heap[0] = m->heap[--m->n_heap];
    sink(m, 0);
    return SG_OK;
}

static bool stays(const struct row *row, const struct cut *cut)
{
    if (row->weight < cut->min_weight) return false;
    if (!cut->is_in) return true;
    uint32_t a = (uint32_t)(row->key >> 32), b = (uint32_t)row->key;
    return cut->is_active[a] && cut->is_active[b] && (cut->is_in[a] || cut->is_in[b]);
}

static enum sg_code keep(struct pairs *p, size_t *cap, const struct row *row, struct sg_err *err)
{
    if (p->n == *cap) {
        size_t more = *cap ? *cap + *cap / 2 : 1024;
        struct pair *items = more > SIZE_MAX / sizeof *items ? NULL : realloc(p->items, more * sizeof *items);
        if (!items) return sg_fail_nomem(err, "the pairs that are kept");
        p->items = items;
        *cap = more;
    }
    p->items[p->n++] = (struct pair){ .a = (uint32_t)(row->key >> 32),
                                      .b = (uint32_t)row->key,
                                      .weight = row->weight,
                                      .fast = row->fast,
                                      .a_first = row->a_first,
                                      .b_first = row->b_first,
                                      .a_posts = row->a_posts,
                                      .b_posts = row->b_posts,
                                      .gap_sum = row->gap_sum };
    return SG_OK;
}

static enum sg_code merge_all(struct merge *m, const struct cut *cut, struct pairs *ret, struct sg_err *err)
{
    size_t cap = 0;
    while (m->n_heap) {
        struct row row, other;
        SG_TRY(take(m, &row, err));
        while (m->n_heap && key_at(m, 0) == row.key) {
            SG_TRY(take(m, &other, err));
            row_add(&row, &other);
        }
        ret->n_all++;
        ret->total_weight = add_capped_wide(ret->total_weight, row.weight);
        if (stays(&row, cut))
            SG_TRY(keep(ret, &cap, &row, err));
        else
            ret->n_below++;
    }
    return SG_OK;
}

enum sg_code tables_merge(struct table *tables, unsigned n, const struct cut *cut, struct pairs *ret,
                          struct sg_err *err)
{
    struct merge m = { 0 };
    enum sg_code code = merge_open(&m, tables, n, err);
    if (code == SG_OK) code = merge_all(&m, cut, ret, err);
    merge_release(&m);
    return code;
}
