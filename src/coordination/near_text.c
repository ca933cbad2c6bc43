/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's posts into the stream of near texts, block by block: no text is held longer than its batch. */
#include "coordination/near.h"
#include "coordination/rows.h"

enum { TELL_EVERY = 65536 };

struct reading {
    const struct sg_coordination_options *options;
    struct near_stream *stream;
    uint64_t n;
};

static enum sg_code take_post(void *ctx, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    struct reading *r = ctx;
    const struct near_post p = { .time = sg_batch_i64(b, 0, i),
                                 .post = sg_batch_u64(b, 1, i),
                                 .author = sg_batch_u64(b, 2, i),
                                 .text = sg_batch_text(b, 3, i) };
    if (++r->n % TELL_EVERY == 0 && r->options->progress)
        r->options->progress(r->options->progress_ctx, "reading texts", r->n, 0);
    return near_stream_add(r->stream, &p, err);
}

/* Where the window is found out or varied later, texts are compared over an hour, the widest of a sweep: the kernel
 * looks at the times of every crossing again. */
static sg_time widest_window(const struct sg_coordination_options *o)
{
    sg_time window = o->estimates_window ? 0 : o->window;
    return (o->estimates_window || o->sweeps) && window < SG_HOUR ? SG_HOUR : window;
}

enum sg_code layer_load_near_texts(const struct load_request *r, struct accounts *accounts, struct layer *ret,
                                   struct sg_err *err)
{
    static const enum sg_type types[] = { SG_I64, SG_U64, SG_U64, SG_TEXT };
    const struct near_settings settings = { .window = widest_window(r->options),
                                            .similarity = r->options->similarity,
                                            .shingle = r->options->shingle,
                                            .threads = r->options->threads };
    const struct sg_param condition = rows_condition(r->condition);
    struct reading reading = { .options = r->options };
    SG_TRY(near_stream_new(&settings, accounts, &reading.stream, err));
    enum sg_code code =
        sg_store_each(r->store, "coordination_near_texts", &condition, 1, types, 4, take_post, &reading, err);
    if (code == SG_OK) code = near_stream_end(reading.stream, ret, err);
    near_stream_free(reading.stream);
    return code;
}
