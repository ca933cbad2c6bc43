/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sources of a case, by id, so that a row can name its file. */
#include <stdlib.h>
#include <string.h>

#include "survey/survey.h"

void sg_source_list_release(struct sg_source_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].file);
        free(l->items[i].sha256);
    }
    free(l->items);
    *l = (struct sg_source_list){ 0 };
}

static char *copy(struct sg_str s)
{
    return s.len ? strndup(s.data, s.len) : strdup("");
}

static enum sg_code add_rows(struct sg_source_list *l, const struct ArrowArray *rows, struct sg_err *err)
{
    enum { C_SOURCE, C_PATH, C_SHA256 };
    size_t n = (size_t)sg_batch_rows(rows);
    struct sg_source_entry *grown = realloc(l->items, (l->n + n + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(err, "the list of sources");
    l->items = grown;
    for (size_t i = 0; i < n; i++) {
        struct sg_str path = sg_batch_text(rows, C_PATH, (int64_t)i), hash = sg_batch_text(rows, C_SHA256, (int64_t)i);
        struct sg_source_entry *e = &l->items[l->n++];
        *e = (struct sg_source_entry){ .source = sg_batch_u64(rows, C_SOURCE, (int64_t)i),
                                       .file = copy(path),
                                       .sha256 = copy(hash) };
        if (!e->file || !e->sha256) return sg_fail_nomem(err, "the list of sources");
    }
    return SG_OK;
}

enum sg_code sg_source_list_load(struct sg_store *store, struct sg_source_list *ret, struct sg_err *err)
{
    struct sg_source_list l = { 0 };
    struct sg_answer *answer = NULL;
    enum sg_code code = sg_store_ask(store, "trace_sources", NULL, 0, &answer, err);
    while (code == SG_OK) {
        sg_auto_batch rows = { 0 };
        code = sg_answer_next(answer, &rows, err);
        if (code != SG_OK || !rows.release) break;
        code = add_rows(&l, &rows, err);
    }
    sg_answer_free(answer);
    if (code == SG_OK)
        *ret = l; /* the statement orders them by id */
    else
        sg_source_list_release(&l);
    return code;
}

const struct sg_source_entry *sg_source_list_find(const struct sg_source_list *l, uint64_t source)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (l->items[mid].source < source)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l->n && l->items[low].source == source ? &l->items[low] : NULL;
}
