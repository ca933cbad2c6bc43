/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --new-since: only what was not told before. */
#include "base/time.h"
#include "cli/lookalike.h"

enum sg_code lookalike_news_open(const struct lookalike_values *v, struct lookalike_news *ret, struct sg_err *err)
{
    return v->new_since ? sg_seen_open(v->new_since, &ret->seen, err) : SG_OK;
}

enum sg_code lookalike_news_take(struct lookalike_news *n, struct sg_str domain, const char *protected_name,
                                 bool *ret_is_new, struct sg_err *err)
{
    *ret_is_new = true;
    if (n->seen) SG_TRY(sg_seen_add(n->seen, domain, protected_name, ret_is_new, err));
    ++*(*ret_is_new ? &n->n_new : &n->n_old);
    return SG_OK;
}

enum sg_code lookalike_news_close(struct context *ctx, struct lookalike_news *n, struct sg_err *err)
{
    if (!n->seen) return SG_OK;
    /* What was not read by anybody was not told: it is new the next time. */
    bool is_closed;
    SG_TRY(out_finish(&is_closed, err));
    if (n->n_new) SG_TRY(sg_seen_save(n->seen, sg_time_now(), err));
    if (n->n_new && ctx->status == EXIT_DONE) ctx->status = EXIT_NEW;
    return SG_OK;
}

void lookalike_news_release(struct lookalike_news *n)
{
    sg_seen_free(n->seen);
    *n = (struct lookalike_news){ 0 };
}
