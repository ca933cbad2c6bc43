/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs counted, step by step: crowds, the sweep, posts at several places, participation, the merge with its cuts. */
#include <stdlib.h>

#include "coordination/kernel.h"

static void sort_one(void *ctx, unsigned thread)
{
    table_sort((struct table *)ctx + thread);
}

static enum sg_code count(struct kernel *k, struct table *tables, unsigned threads, struct pairs *ret,
                          struct sg_err *err)
{
    uint8_t *active = NULL, *in = NULL;
    SG_TRY(crowds_mark(k, &ret->n_crowded, err));
    SG_TRY(sweep_tables(k, tables, threads, err));
    if (!k->r->only_weights) SG_TRY(posts_correct(k, tables, threads, err));
    threads_run(threads, sort_one, tables);
    enum sg_code code = participation(k, &active, &in, err);
    if (code == SG_OK) {
        struct cut cut = { k->r->min_weight, active, in };
        code = tables_merge(tables, threads, &cut, ret, err);
    }
    free(active);
    free(in);
    return code;
}

enum sg_code pairs_count(const struct layer *l, const struct sweep_request *r, struct pairs *ret, struct sg_err *err)
{
    struct pairs found = { 0 };
    struct kernel k;
    SG_TRY(kernel_init(&k, l, r, err));
    if (!l->n_events) {
        *ret = found;
        return SG_OK;
    }
    unsigned threads = threads_for(r);
    struct table *tables = calloc(threads, sizeof *tables);
    if (!tables) return sg_fail_nomem(err, "the threads that count pairs");
    for (unsigned i = 0; i < threads; i++)
        table_init(&tables[i], r->memory / threads, r->spill_folder ? r->spill_folder : "/tmp");
    enum sg_code code = count(&k, tables, threads, &found, err);
    for (unsigned i = 0; i < threads; i++)
        table_release(&tables[i]);
    free(tables);
    free(k.is_crowded);
    if (code != SG_OK)
        pairs_release(&found);
    else
        *ret = found;
    return code;
}

void pairs_release(struct pairs *p)
{
    if (!p) return;
    free(p->items);
    *p = (struct pairs){ 0 };
}
