/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long columns of the mails, a piece of the leak at a time: neither this program nor the engine holds all of them. */
#include <inttypes.h>
#include <stdlib.h>

#include "leak/leak_internal.h"

enum { PIECE = 4096, COLUMNS = 4, TEXTS = 500 };

struct streaming {
    struct leak_run *r;
    size_t n_names;
    enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *err);
    void *ctx;
};

/* Rows come in the mails' own order, but for those without a date: the store has them first. */
static enum sg_code take_row(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct streaming *s = ctx;
    uint32_t item = leak_item_find(s->r, sg_batch_u64(b, 0, row));
    uint32_t mail = item == SG_NO_INDEX ? SG_NO_INDEX : s->r->mail_of[item];
    if (mail == SG_NO_INDEX) return SG_OK; /* added since */
    struct sg_str values[COLUMNS];
    for (size_t i = 0; i < s->n_names; i++)
        values[i] = sg_batch_text(b, i + 1, row);
    return s->take(s->ctx, &s->r->mails[mail], values, err);
}

static struct sg_param time_param(const char *name, sg_time t)
{
    return (struct sg_param){ .name = name, .kind = SG_PARAM_I64, .i64 = t };
}

static enum sg_code stream_piece(struct streaming *s, struct sg_str columns, size_t from, size_t to, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT };
    const struct sg_leak_item *first = leak_item(s->r, &s->r->mails[from]),
                              *last = leak_item(s->r, &s->r->mails[to - 1]);
    const struct sg_param params[] = { { .name = "columns", .kind = SG_PARAM_SQL, .text = columns },
                                       time_param("from", first->date),
                                       time_param("to", last->date),
                                       { .name = "from_item", .kind = SG_PARAM_U64, .u64 = first->id },
                                       { .name = "to_item", .kind = SG_PARAM_U64, .u64 = last->id } };
    return sg_store_each(s->r->store, "leak_each_mail", params, 5, types, s->n_names + 1, take_row, s, err);
}

/* Where a piece that begins at `from` ends: mails without a date are a range of their own. */
static size_t piece_end(const struct leak_run *r, size_t from)
{
    size_t to = from + PIECE < r->n_mails ? from + PIECE : r->n_mails;
    if (leak_item(r, &r->mails[from])->date == SG_TIME_NONE) return to;
    while (leak_item(r, &r->mails[to - 1])->date == SG_TIME_NONE)
        to--;
    return to;
}

enum sg_code leak_each_mail(struct leak_run *r, const char *const *names, size_t n_names,
                            enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values,
                                                 struct sg_err *err),
                            void *ctx, struct sg_err *err)
{
    struct streaming s = { .r = r, .n_names = n_names, .take = take, .ctx = ctx };
    sg_auto_buf columns = { 0 };
    for (size_t i = 0; i < n_names; i++)
        sg_buf_printf(&columns, "%s%s", i ? ", " : "", names[i]);
    SG_TRY(sg_buf_check(&columns, err));
    for (size_t from = 0, to; from < r->n_mails; from = to) {
        to = piece_end(r, from);
        SG_TRY(stream_piece(&s, sg_buf_view(&columns), from, to, err));
    }
    return SG_OK;
}

/* ---- a few texts ---- */

struct wanted {
    struct leak_run *r;
    const uint32_t *mails;
    size_t n;
    struct sg_buf *texts; /* one a wanted mail */
};

static enum sg_code keep_text(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct wanted *w = ctx;
    uint64_t id = sg_batch_u64(b, 0, row);
    for (size_t i = 0; i < w->n; i++) {
        if (leak_item(w->r, &w->r->mails[w->mails[i]])->id != id) continue;
        sg_buf_str(&w->texts[i], sg_batch_text(b, 1, row));
        SG_TRY(sg_buf_check(&w->texts[i], err));
    }
    return SG_OK;
}

static enum sg_code ask_texts(struct wanted *w, struct sg_err *err)
{
    sg_auto_buf dates = { 0 };
    uint64_t ids[TEXTS];
    for (size_t i = 0; i < w->n; i++) {
        const struct sg_leak_item *item = leak_item(w->r, &w->r->mails[w->mails[i]]);
        ids[i] = item->id;
        sg_buf_printf(&dates, "%stoInt64(%" PRId64 ")", i ? ", " : "", item->date);
    }
    SG_TRY(sg_buf_check(&dates, err));
    static const enum sg_type types[] = { SG_U64, SG_TEXT };
    const struct sg_param params[] = { { .name = "dates", .kind = SG_PARAM_SQL, .text = sg_buf_view(&dates) },
                                       { .name = "items", .kind = SG_PARAM_U64_LIST, .list = ids, .list_len = w->n } };
    return sg_store_each(w->r->store, "leak_texts", params, 2, types, 2, keep_text, w, err);
}

enum sg_code leak_texts(struct leak_run *r, const uint32_t *mails, size_t n,
                        enum sg_code (*take)(void *ctx, size_t i, struct sg_str text, struct sg_err *err), void *ctx,
                        struct sg_err *err)
{
    struct sg_buf *texts = calloc(TEXTS, sizeof *texts);
    if (!texts) return sg_fail_nomem(err, "texts of the leak");
    enum sg_code code = SG_OK;
    for (size_t from = 0; from < n && code == SG_OK; from += TEXTS) {
        struct wanted w = { .r = r, .mails = mails + from, .n = n - from < TEXTS ? n - from : TEXTS, .texts = texts };
        code = ask_texts(&w, err);
        for (size_t i = 0; i < w.n; i++) {
            if (code == SG_OK) code = take(ctx, from + i, sg_buf_view(&texts[i]), err);
            sg_buf_clear(&texts[i]);
        }
    }
    for (size_t i = 0; i < TEXTS; i++)
        sg_buf_release(&texts[i]);
    free(texts);
    return code;
}
