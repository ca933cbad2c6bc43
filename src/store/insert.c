/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "store/store_internal.h"

/* How often a broken insert is taken up again, and how long a server may still work on one whose connection broke. */
#define TRIES 5
#define WAIT_TRIES 600
#define WAIT_MS 100

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, (ms % 1000) * 1000000 }, NULL);
}

/* A server's inserts are known by their query_id: "sillage-SOURCE-TABLE-BATCH". */
static enum sg_code wait_for_server(struct sg_store *s, const char *query_id, struct sg_err *err)
{
    struct sg_param id = { .name = "id", .kind = SG_PARAM_TEXT, .text = sg_str(query_id) };
    uint64_t n = 1;
    for (int i = 0; n && i < WAIT_TRIES; i++) {
        SG_TRY(sg_request_number(s, "store_running", &id, 1, &n, err));
        if (n) wait_ms(WAIT_MS);
    }
    return n ? sg_fail(err, SG_EIO, "the store at %s does not finish an insert", s->base_url) : SG_OK;
}

enum sg_code sg_store_fence(struct sg_store *s, uint64_t source, struct sg_err *err)
{
    SG_TRY(sg_store_wait(s, err));
    if (s->folder) return sg_request_whole(s, &(struct sg_ask){ .path = "fence" }, sg_str(""), err);
    char begin[48];
    snprintf(begin, sizeof begin, "sillage-%016" PRIx64 "-", source);
    return wait_for_server(s, begin, err);
}

/*
 * After a broken connection: is the block there?  A killed engine works on nothing any more, but one that lives, or a
 * server, may: only when that has ended the answer is final.
 */
static enum sg_code has_landed(struct sg_store *s, const char *table, uint64_t source, uint32_t batch,
                               const char *query_id, bool *ret, struct sg_err *err)
{
    SG_TRY(s->folder ? sg_request_whole(s, &(struct sg_ask){ .path = "wait" }, sg_str(""), err)
                     : wait_for_server(s, query_id, err));
    const struct sg_param params[] = {
        { .name = "table", .kind = SG_PARAM_SQL, .text = sg_str(table) },
        { .name = "source", .kind = SG_PARAM_U64, .u64 = source },
        { .name = "batch", .kind = SG_PARAM_U64, .u64 = batch },
    };
    uint64_t n = 0;
    SG_TRY(sg_request_number(s, "store_landed", params, 3, &n, err));
    *ret = n > 0;
    return SG_OK;
}

static enum sg_code send_rows(struct sg_lane *lane, const struct sg_ask *ask, struct sg_err *err)
{
    SG_TRY(sg_lane_send(lane, ask, sg_buf_view(&lane->out), err));
    while (!lane->is_done)
        SG_TRY(sg_lane_pump(lane, lane->in.len, err));
    return SG_OK;
}

static enum sg_code insert(struct sg_lane *lane, const char *table, const struct sg_ask *ask, uint64_t source,
                           uint32_t batch, struct sg_err *err)
{
    struct sg_store *s = lane->store;
    for (int tries = 0;; tries++) {
        uint64_t seen = sg_spawn_count(s);
        SG_TRY(send_rows(lane, ask, err));
        if (!sg_lane_is_broken(lane)) return sg_lane_verdict(lane, err);
        if (tries == TRIES) return sg_lane_verdict(lane, err);
        /* Not connected: nothing was sent, and nothing can have landed. */
        bool was_sent = lane->result != CURLE_COULDNT_CONNECT;
        if (s->folder) {
            if (was_sent) sg_store_say(s, "the engine ended; starting it again");
            SG_TRY(sg_spawn_engine(s, seen, err));
        } else {
            sg_store_say(s, "the connection to the store broke; trying again");
            wait_ms(WAIT_MS << tries);
        }
        bool landed = false;
        if (was_sent) SG_TRY(has_landed(s, table, source, batch, ask->query_id, &landed, err));
        if (landed) return SG_OK;
    }
}

enum sg_code sg_store_insert_all(struct sg_store *s, const char *table, const struct sg_insert_column *columns,
                                 size_t n_columns, size_t n_batches, uint64_t source, uint32_t batch,
                                 struct sg_err *err)
{
    if (!n_columns || !n_batches) return SG_OK;
    SG_TRY(sg_store_wait(s, err));
    struct sg_lane *lane = NULL;
    SG_TRY(sg_lane_take(s, &lane, err));
    sg_auto_buf statement = { 0 };
    sg_buf_printf(&statement, "INSERT INTO %s (", table);
    for (size_t i = 0; i < n_columns; i++)
        sg_buf_printf(&statement, "%s%s", i ? "," : "", columns[i].name);
    sg_buf_text(&statement, ") FORMAT Native");
    char query_id[96];
    snprintf(query_id, sizeof query_id, "sillage-%016" PRIx64 "-%.32s-%" PRIu32, source, table, batch);
    sg_buf_clear(&lane->out);
    enum sg_code code = sg_native_write_all(columns, n_columns, n_batches, &lane->out, err);
    if (code == SG_OK) code = sg_buf_check(&statement, err);
    struct sg_ask ask = { .query_id = s->folder ? NULL : query_id, .insert = sg_buf_view(&statement) };
    if (code == SG_OK) code = insert(lane, table, &ask, source, batch, err);
    if (code != SG_OK) sg_fail_within(err, "table %s", table);
    sg_lane_give(lane);
    return code;
}

enum sg_code sg_store_insert(struct sg_store *s, const char *table, const struct sg_insert_column *columns,
                             size_t n_columns, uint64_t source, uint32_t batch, struct sg_err *err)
{
    if (!n_columns || columns[0].batch->length == 0) return SG_OK;
    return sg_store_insert_all(s, table, columns, n_columns, 1, source, batch, err);
}
