/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "ingest/ingest_internal.h"

struct sg_landed {
    struct {
        uint32_t *batches; /* ascending */
        size_t n;
    } tables[SG_LANDED_TABLES];
};

static const char *const statements[SG_LANDED_TABLES] = {
    [SG_LANDED_POSTS] = "ingest_landed_posts",
    [SG_LANDED_LINKS] = "ingest_landed_links",
    [SG_LANDED_OBJECTS] = "ingest_landed_objects",
    [SG_LANDED_PLACES] = "ingest_landed_places",
    [SG_LANDED_MESSAGES] = "ingest_landed_messages",
    [SG_LANDED_DOCUMENTS] = "ingest_landed_documents",
    [SG_LANDED_SOURCES] = "ingest_landed_sources",
};

void sg_landed_free(struct sg_landed *l)
{
    if (!l) return;
    for (int t = 0; t < SG_LANDED_TABLES; t++)
        free(l->tables[t].batches);
    free(l);
}

static enum sg_code load_table(struct sg_landed *l, int table, struct sg_store *store, uint64_t source,
                               struct sg_err *err)
{
    struct sg_param params[] = { { .name = "source", .kind = SG_PARAM_U64, .u64 = source } };
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(store, statements[table], params, 1, &answer, err));
    enum sg_code code;
    for (;;) {
        sg_auto_batch batch = { 0 };
        code = sg_answer_next(answer, &batch, err);
        if (code != SG_OK || !batch.release) break;
        size_t n = (size_t)sg_batch_rows(&batch), have = l->tables[table].n;
        uint32_t *all = realloc(l->tables[table].batches, (have + n + 1) * sizeof *all);
        if (!all) {
            code = sg_fail_nomem(err, "the list of batches that are there");
            break;
        }
        memcpy(all + have, sg_batch_values(&batch, 0), n * sizeof *all);
        l->tables[table].batches = all;
        l->tables[table].n = have + n;
    }
    sg_answer_free(answer);
    return code;
}

enum sg_code sg_landed_load(struct sg_store *store, uint64_t source, struct sg_landed **ret, struct sg_err *err)
{
    struct sg_landed *l = calloc(1, sizeof *l);
    if (!l) return sg_fail_nomem(err, "the list of batches that are there");
    /* What a killed run sent last may be landing now. */
    enum sg_code code = sg_store_fence(store, source, err);
    /* What was added whole has its two rows among the sources, what was never begun has none, and every other row comes
     * between the two: the other tables need no look then. */
    if (code == SG_OK) code = load_table(l, SG_LANDED_SOURCES, store, source, err);
    for (int t = 0; t < SG_LANDED_SOURCES && code == SG_OK && l->tables[SG_LANDED_SOURCES].n == 1; t++)
        code = load_table(l, t, store, source, err);
    if (code != SG_OK) {
        sg_landed_free(l);
        return code;
    }
    *ret = l;
    return SG_OK;
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

bool sg_landed_has(const struct sg_landed *l, int table, uint32_t batch)
{
    return l && l->tables[table].n &&
           bsearch(&batch, l->tables[table].batches, l->tables[table].n, sizeof batch, compare_u32);
}

bool sg_landed_any(const struct sg_landed *l) { return l->tables[SG_LANDED_SOURCES].n > 0; }
