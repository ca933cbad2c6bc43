/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "store/guard.h"
#include "store/store_internal.h"

struct sg_answer {
    struct sg_lane *lane;
    struct sg_native_reader reader;
    size_t used;   /* bytes of lane->in that are read */
    size_t needed; /* try again when there are more bytes than this */
};

void sg_answer_free(struct sg_answer *a)
{
    if (!a) return;
    sg_native_reader_release(&a->reader);
    sg_lane_give(a->lane);
    free(a);
}

enum sg_code sg_store_ask_text(struct sg_store *s, struct sg_str sql, struct sg_answer **ret, struct sg_err *err)
{
    SG_TRY(sg_store_wait(s, err));
    struct sg_answer *a = calloc(1, sizeof *a);
    if (!a) return sg_fail_nomem(err, "an answer");
    enum sg_code code = sg_lane_take(s, &a->lane, err);
    if (code == SG_OK) code = sg_request_begin(a->lane, &(struct sg_ask){ .format = "Native" }, sql, err);
    /* An error's text may come in pieces. */
    while (code == SG_OK && a->lane->status >= 400 && !a->lane->is_done)
        code = sg_lane_pump(a->lane, a->lane->in.len, err);
    if (code == SG_OK && (a->lane->status >= 400 || sg_lane_is_broken(a->lane))) code = sg_lane_verdict(a->lane, err);
    if (code != SG_OK) {
        sg_answer_free(a);
        return code;
    }
    *ret = a;
    return SG_OK;
}

enum sg_code sg_store_ask(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                          struct sg_answer **ret, struct sg_err *err)
{
    sg_auto_buf sql = { 0 };
    SG_TRY(sg_sql(sql_name, params, n_params, &sql, err));
    return sg_store_ask_text(s, sg_buf_view(&sql), ret, err);
}

/* What stands where a block should.  Older servers end an answer that failed as if it were whole, with the error's text
 * behind the blocks. */
static enum sg_code no_block(struct sg_str rest, struct sg_err *err)
{
    static const char mark[] = "DB::Exception";
    if (!rest.len || !memmem(rest.data, rest.len, mark, sizeof mark - 1))
        return sg_fail(err, SG_EIO, "the store's answer ends within a block");
    return sg_fail(err, SG_EIO, "the store broke off its answer: %.*s", (int)(rest.len < 600 ? rest.len : 600),
                   rest.data);
}

/* Takes the bytes that are read out of the buffer. */
static void drop_used(struct sg_answer *a)
{
    struct sg_buf *in = &a->lane->in;
    if (a->used) memmove(in->data, in->data + a->used, in->len - a->used);
    in->len -= a->used;
    a->used = 0;
    a->needed = 0;
}

enum sg_code sg_answer_next(struct sg_answer *a, struct ArrowArray *ret_batch, struct sg_err *err)
{
    struct sg_lane *lane = a->lane;
    for (;;) {
        struct sg_str rest = sg_str_n(lane->in.data + a->used, lane->in.len - a->used);
        size_t used = 0;
        struct ArrowArray batch = { 0 };
        if (rest.len > a->needed || (lane->is_done && rest.len)) {
            enum sg_code code = sg_native_read(&a->reader, rest, &batch, &used, err);
            /* An error in the middle of an answer stands where a block should. */
            if (code == SG_EIO && lane->is_done && sg_lane_verdict(lane, err) != SG_OK) return err ? err->code : code;
            if (code == SG_EIO && lane->is_done) return no_block(rest, err);
            if (code != SG_OK && code != SG_EIO) return code;
        }
        a->used += used;
        if (batch.release) {
            a->needed = 0;
            *ret_batch = batch;
            return SG_OK;
        }
        if (used) continue;
        if (lane->is_done) {
            SG_TRY(sg_lane_verdict(lane, err));
            if (rest.len) return no_block(rest, err);
            *ret_batch = (struct ArrowArray){ 0 };
            return SG_OK;
        }
        drop_used(a);
        /* Reading begins anew each time, so wait for a good part more: all of it together stays linear. */
        a->needed = lane->in.len + lane->in.len / 2;
        SG_TRY(sg_lane_pump(lane, a->needed, err));
    }
}

size_t sg_answer_columns(const struct sg_answer *a)
{
    return a->reader.n_columns;
}
const char *sg_answer_column_name(const struct sg_answer *a, size_t column)
{
    return a->reader.columns[column].name;
}
enum sg_type sg_answer_column_type(const struct sg_answer *a, size_t column)
{
    return a->reader.columns[column].type;
}

enum sg_code sg_store_user_select(struct sg_store *s, struct sg_str sql, const char *format,
                                  enum sg_code (*sink)(void *ctx, const char *bytes, size_t len, struct sg_err *err),
                                  void *ctx, struct sg_err *err)
{
    SG_TRY(sg_guard_check(sql, err));
    SG_TRY(sg_store_wait(s, err));
    struct sg_lane *lane = NULL;
    SG_TRY(sg_lane_take(s, &lane, err));
    enum sg_code code = sg_request_begin(lane, &(struct sg_ask){ .format = format, .is_readonly = true }, sql, err);
    while (code == SG_OK) {
        if (lane->status >= 400 || lane->is_done) {
            /* The last piece is held back until it is known to be no error's text. */
            while (code == SG_OK && !lane->is_done)
                code = sg_lane_pump(lane, lane->in.len, err);
            if (code == SG_OK) code = sg_lane_verdict(lane, err);
            if (code == SG_OK && lane->in.len) code = sink(ctx, lane->in.data, lane->in.len, err);
            break;
        }
        if (lane->in.len) code = sink(ctx, lane->in.data, lane->in.len, err);
        sg_buf_clear(&lane->in);
        if (code == SG_OK) code = sg_lane_pump(lane, 0, err);
    }
    sg_lane_give(lane);
    return code;
}
