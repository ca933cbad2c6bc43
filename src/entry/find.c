/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole: posts, mails, documents, files, one after the other. */
#include <search.h>
#include <stdlib.h>

#include "entry/entry_internal.h"

void seek_say(const struct seek_run *r, const char *what, uint64_t done, uint64_t total)
{
    if (r->o->progress) r->o->progress(r->o->ctx, what, done, total);
}

enum sg_code seek_run_init(struct seek_run *r, struct sg_store *store, const struct sg_entry_options *o,
                           struct sg_err *err)
{
    *r = (struct seek_run){ .store = store, .o = o };
    SG_TRY(sg_entry_new(&r->e, err));
    SG_TRY(sg_extractor_new(&r->extractor, err));
    SG_TRY(seek_url_hosts(r, err));
    if (!o->names) return SG_OK;
    SG_TRY(sg_matcher_new(o->names, &r->matcher, err));
    return sg_judge_new(r->matcher, &r->judge, err);
}

static void leave(void *node)
{
    (void)node; /* the lists own what the trees point to */
}

static void flagged_free(struct seek_flagged *f)
{
    if (!f) return;
    free(f->host);
    free(f->shown);
    free(f);
}

void seek_run_release(struct seek_run *r)
{
    tdestroy(r->flagged_tree, leave);
    tdestroy(r->domain_tree, leave);
    tdestroy(r->listed_tree, leave);
    for (size_t i = 0; i < r->n_flagged; i++)
        flagged_free(r->flagged[i]);
    for (size_t i = 0; i < r->n_domains; i++) {
        flagged_free(r->domains[i]->itself);
        seek_found_release(&r->domains[i]->found);
        free(r->domains[i]->domain);
        free(r->domains[i]);
    }
    for (size_t i = 0; i < r->n_listed; i++) {
        seek_found_release(&r->listed[i]->found);
        free(r->listed[i]);
    }
    free(r->flagged);
    free(r->domains);
    free(r->listed);
    free(r->url_hosts);
    seek_cache_release(&r->cache);
    sg_buf_release(&r->canonical);
    sg_buf_release(&r->domain);
    sg_buf_release(&r->host);
    sg_judge_free(r->judge);
    sg_matcher_free(r->matcher);
    sg_extractor_free(r->extractor);
    sg_entry_free(r->e);
}

static enum sg_code take_total(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct sg_entry *e = ctx;
    uint64_t *totals[] = { &e->totals.posts, &e->totals.urls, &e->totals.mails, &e->totals.documents,
                           &e->totals.items };
    uint8_t what = sg_batch_u8(b, 0, row);
    (void)err;
    if (what < sizeof totals / sizeof *totals) *totals[what] = sg_batch_u64(b, 1, row);
    return SG_OK;
}

enum sg_code seek_totals(struct seek_run *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U8, SG_U64 };
    return sg_store_each(r->store, "entry_totals", NULL, 0, types, 2, take_total, r->e, err);
}

static enum sg_code find(struct seek_run *r, struct sg_err *err)
{
    SG_TRY(seek_totals(r, err));
    SG_TRY(seek_posts(r, err));
    SG_TRY(seek_mails(r, err));
    SG_TRY(seek_documents(r, err));
    SG_TRY(seek_files(r, err));
    return seek_finish(r, err);
}

enum sg_code sg_entry_find(struct sg_store *store, const struct sg_entry_options *o, struct sg_entry **ret,
                           struct sg_err *err)
{
    struct seek_run r;
    enum sg_code code = seek_run_init(&r, store, o, err);
    if (code == SG_OK) code = find(&r, err);
    if (code == SG_OK) {
        *ret = r.e;
        r.e = NULL;
    }
    seek_run_release(&r);
    return code;
}
