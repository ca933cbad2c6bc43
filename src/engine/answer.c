/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers on their way out. */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/http_internal.h"

#define PIECE ((size_t)512 << 10)

struct answer {
    struct sg_chdb_lane *lane;
    struct sg_chdb_result *stream; /* NULL: the whole answer is in `piece` */
    struct sg_chdb_result *piece;
    size_t sent; /* bytes of `piece` */
    bool at_end, has_failed;
    char *error; /* of the query in its middle, sent after what was answered before */
    size_t error_len;
};

/* Formats in which the engine's pieces, one a block, join to one valid answer.  Others have heads and tails, which the
 * engine would repeat for every piece, and are made whole first. */
static bool joins(const char *format)
{
    static const char *const formats[] = { "Native",          "RowBinary", "TabSeparated", "TSV",
                                           "TabSeparatedRaw", "TSVRaw",    "CSV",          "JSONEachRow",
                                           "NDJSON",          "JSONLines", "TSKV",         "Null" };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(format, formats[i]) == 0) return true;
    return false;
}

static void free_answer(void *cls)
{
    struct answer *a = cls;
    sg_chdb_free(a->lane, a->piece);
    if (a->stream) {
        if (!a->at_end) sg_chdb_cancel(a->lane, a->stream);
        sg_chdb_free(a->lane, a->stream);
    }
    sg_chdb_give(a->lane);
    free(a->error);
    free(a);
}

/* Moves to the next piece. */
static void advance(struct answer *a)
{
    sg_chdb_free(a->lane, a->piece);
    a->piece = NULL;
    a->sent = 0;
    if (!a->stream) {
        a->at_end = true;
        return;
    }
    a->piece = sg_chdb_next(a->lane, a->stream);
    const char *error = a->piece ? sg_chdb_error(a->lane, a->piece) : "Code: 173. DB::Exception: no memory";
    size_t len = 0;
    if (error) {
        a->at_end = a->has_failed = true;
        a->error = strdup(error);
        a->error_len = a->error ? strlen(a->error) : 0;
    } else {
        sg_chdb_bytes(a->lane, a->piece, &len);
        a->at_end = len == 0;
    }
}

static ssize_t give_bytes(void *cls, uint64_t pos, char *out, size_t max)
{
    (void)pos;
    struct answer *a = cls;
    while (!a->at_end) {
        size_t len = 0;
        const char *bytes = a->piece ? sg_chdb_bytes(a->lane, a->piece, &len) : NULL;
        if (a->sent < len) {
            size_t n = len - a->sent < max ? len - a->sent : max;
            memcpy(out, bytes + a->sent, n);
            a->sent += n;
            return (ssize_t)n;
        }
        advance(a);
    }
    if (!a->has_failed) return MHD_CONTENT_READER_END_OF_STREAM;
    if (!a->error_len || a->sent >= a->error_len) return MHD_CONTENT_READER_END_WITH_ERROR;
    /* As ClickHouse does: the text follows the bytes, and then the answer breaks off. */
    size_t n = a->error_len - a->sent < max ? a->error_len - a->sent : max;
    memcpy(out, a->error + a->sent, n);
    a->sent += n;
    return (ssize_t)n;
}

static enum MHD_Result queue(struct MHD_Connection *connection, struct answer *a, const char *format)
{
    struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, give_bytes, a, free_answer);
    if (!r) {
        free_answer(a);
        return MHD_NO;
    }
    MHD_add_response_header(r, "Content-Type",
                            strcmp(format, "Native") == 0 ? "application/octet-stream" : "text/plain; charset=UTF-8");
    MHD_add_response_header(r, "X-ClickHouse-Format", format);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return result;
}

int sg_http_answer(struct MHD_Connection *connection, struct sg_chdb_lane *lane, const struct sg_statement *statement)
{
    char format[64] = "TabSeparated";
    const char *asked = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "default_format");
    struct sg_str name = statement->format.len ? statement->format : sg_str(asked);
    if (name.len >= sizeof format) {
        sg_chdb_give(lane);
        return sg_http_send_exception(connection, "Code: 73. DB::Exception: Unknown format. (UNKNOWN_FORMAT)");
    }
    if (name.len) {
        memcpy(format, name.data, name.len);
        format[name.len] = '\0';
    }
    struct answer *a = calloc(1, sizeof *a);
    if (!a) {
        sg_chdb_give(lane);
        return MHD_NO;
    }
    a->lane = lane;
    const char *error = NULL;
    if (statement->kind == SG_STATEMENT_SELECT && joins(format)) {
        a->stream = sg_chdb_begin(lane, statement->sql.data, statement->sql.len, format);
        error = a->stream ? sg_chdb_error(lane, a->stream) : "Code: 173. DB::Exception: no memory";
        /* The first piece is made before the answer begins, so that most errors get a status of their own. */
        if (error)
            a->at_end = true;
        else
            advance(a);
        if (a->has_failed) error = a->error ? a->error : "Code: 173. DB::Exception: no memory";
    } else {
        a->piece = sg_chdb_query(lane, statement->sql.data, statement->sql.len, format);
        error = a->piece ? sg_chdb_error(lane, a->piece) : "Code: 173. DB::Exception: no memory";
    }
    if (error) {
        int result = sg_http_send_exception(connection, error);
        free_answer(a);
        return result;
    }
    return queue(connection, a, format);
}
