/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>

#include "store/store_internal.h"

void sg_store_say(struct sg_store *s, const char *text)
{
    if (s->notice) s->notice(s->notice_ctx, text);
}

#define TRIES 3

enum sg_code sg_request_begin(struct sg_lane *lane, const struct sg_ask *ask, struct sg_str body, struct sg_err *err)
{
    struct sg_store *s = lane->store;
    for (int tries = 0;; tries++) {
        uint64_t seen = sg_spawn_count(s);
        SG_TRY(sg_lane_send(lane, ask, body, err));
        SG_TRY(sg_lane_pump(lane, 0, err));
        /* Few tries more, and only when nothing of an answer came: a statement that ends the engine must not do so for
         * ever, and what was handed on cannot be taken back. */
        bool again = s->folder && tries < TRIES && sg_lane_is_broken(lane) && lane->in.len == 0;
        if (!again) return SG_OK;
        if (lane->result != CURLE_COULDNT_CONNECT) sg_store_say(s, "the engine ended; starting it again");
        SG_TRY(sg_spawn_engine(s, seen, err));
    }
}

enum sg_code sg_request_whole(struct sg_store *s, const struct sg_ask *ask, struct sg_str body, struct sg_err *err)
{
    struct sg_lane *lane = NULL;
    SG_TRY(sg_lane_take(s, &lane, err));
    enum sg_code code = sg_request_begin(lane, ask, body, err);
    while (code == SG_OK && !lane->is_done)
        code = sg_lane_pump(lane, lane->in.len, err);
    if (code == SG_OK) code = sg_lane_verdict(lane, err);
    sg_lane_give(lane);
    return code;
}

enum sg_code sg_request_number(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                               uint64_t *ret, struct sg_err *err)
{
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(s, sql_name, params, n_params, &answer, err));
    struct ArrowArray batch = { 0 };
    enum sg_code code = sg_answer_next(answer, &batch, err);
    if (code == SG_OK && (!batch.release || sg_answer_column_type(answer, 0) != SG_U64))
        code = sg_fail(err, SG_EIO, "the store answered %s with something else than a number", sql_name);
    if (code == SG_OK) *ret = sg_batch_u64(&batch, 0, 0);
    sg_batch_drop(&batch);
    sg_answer_free(answer);
    return code;
}
