/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word's revision marks (rsids): numbers drawn anew at each editing session, which copies of a document keep. */
#include <stdlib.h>

#include "leak/documents.h"

enum { MARKS = 4096 /* of one document */ };

struct mark {
    struct sg_str text;
    uint32_t document;
};

static bool next_line(struct sg_str *rest, struct sg_str *ret)
{
    if (!rest->len) return false;
    const char *end = memchr(rest->data, '\n', rest->len);
    *ret = sg_str_n(rest->data, end ? (size_t)(end - rest->data) : rest->len);
    size_t used = ret->len + (end != NULL);
    *rest = sg_str_n(rest->data + used, rest->len - used);
    return true;
}

static void gather(const struct leak_document *d, uint32_t document, struct sg_buf *marks)
{
    struct sg_str rest = sg_str(d->ids), line;
    for (size_t n = 0; n < MARKS && next_line(&rest, &line); n++) {
        struct mark m = { line, document };
        if (line.len > 5 && memcmp(line.data, "rsid:", 5) == 0) sg_buf_add(marks, &m, sizeof m);
    }
}

static int by_text(const void *x, const void *y)
{
    const struct mark *a = x, *b = y;
    size_t n = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order = memcmp(a->text.data, b->text.data, n);
    if (order) return order;
    if (a->text.len != b->text.len) return a->text.len < b->text.len ? -1 : 1;
    return (a->document > b->document) - (a->document < b->document);
}

static uint32_t root_of(uint32_t *above, uint32_t i)
{
    while (above[i] != i)
        i = above[i] = above[above[i]];
    return i;
}

static void tie(const struct mark *marks, size_t n, uint32_t *above, uint32_t *shared)
{
    for (size_t i = 0; i < n; i++) {
        if (i && marks[i].document == marks[i - 1].document) continue; /* the same mark twice in one */
        shared[marks[i].document]++;
        uint32_t a = root_of(above, marks[0].document), b = root_of(above, marks[i].document);
        if (a != b) above[a > b ? a : b] = a < b ? a : b;
    }
}

static size_t n_documents(const struct mark *marks, size_t n)
{
    size_t count = 1;
    for (size_t i = 1; i < n; i++)
        count += marks[i].document != marks[i - 1].document;
    return count;
}

static void count_others(const uint32_t *shared, uint32_t *above, uint32_t *members, size_t n, uint32_t *ret_others)
{
    for (uint32_t i = 0; i < n; i++)
        members[root_of(above, i)] += shared[i] > 0;
    for (uint32_t i = 0; i < n; i++)
        ret_others[i] = shared[i] ? members[root_of(above, i)] - 1 : 0;
}

enum sg_code leak_shared_history(const struct leak_document *d, size_t n, uint32_t *ret_shared, uint32_t *ret_others,
                                 struct sg_err *err)
{
    sg_auto_buf gathered = { 0 }, scratch = { 0 };
    size_t n_marked = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t before = gathered.len;
        gather(&d[i], i, &gathered);
        n_marked += gathered.len > before;
    }
    if (!sg_buf_room(&scratch, 2 * (n + 1) * sizeof(uint32_t))) return sg_fail_nomem(err, "documents' histories");
    SG_TRY(sg_buf_check(&gathered, err));
    uint32_t *above = (uint32_t *)(void *)scratch.data, *members = above + n;
    memset(members, 0, n * sizeof *members);
    for (uint32_t i = 0; i < n; i++) {
        above[i] = i;
        ret_shared[i] = ret_others[i] = 0;
    }
    struct mark *marks = (struct mark *)(void *)gathered.data;
    size_t n_marks = gathered.len / sizeof *marks;
    if (n_marks) qsort(marks, n_marks, sizeof *marks, by_text);
    for (size_t i = 0, to; i < n_marks; i = to) {
        for (to = i; to < n_marks && sg_str_same(marks[to].text, marks[i].text); to++)
            ;
        size_t documents = n_documents(marks + i, to - i);
        bool is_template = documents > 3 && documents * 5 > n_marked;
        if (documents > 1 && !is_template) tie(marks + i, to - i, above, ret_shared);
    }
    count_others(ret_shared, above, members, n, ret_others);
    return SG_OK;
}
