/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evidence kept: one client of ClickHouse's HTTP interface with Native blocks.  Behind the address is a cluster's
 * server, or sillage-engine on the Unix socket of a case, started when nobody answers.
 */
#ifndef SG_STORE_STORE_H
#define SG_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/batch.h"

/* May be used by several threads at once: each call takes a connection of its own from a pool that the store keeps. One
 * sg_answer belongs to one thread at a time. */
struct sg_store;

struct sg_store_options {
    const char *folder;         /* CASE/store: the embedded engine's, created when absent; NULL with a url */
    const char *url;            /* http(s)://[user:password@]host:port/database, or NULL: embedded */
    void (*notice)(void *ctx, const char *text); /* what is not an error ("starting the engine again…"); may be NULL */
    void *notice_ctx;
    bool in_background; /* open returns at once; the first request waits, and tells what failed */
    const char *engine_program; /* NULL: beside the running program, then on PATH; SILLAGE_ENGINE overrules (cli) */
};

/* Connects, starting the embedded engine when nobody answers, and makes the tables when they are not there (their
 * texts are sql/schema_*.sql).  A schema of a newer version is SG_EINPUT and says so. */
enum sg_code sg_store_open(const struct sg_store_options *options, struct sg_store **ret,
                           struct sg_err *err) SG_CHECKED;
void sg_store_free(struct sg_store *s);
/* From here on a statement whose answer is not whole after so many seconds is given up: SG_ELIMIT.  Waits until the
 * store is open; called before several threads use it. */
enum sg_code sg_store_limit(struct sg_store *s, unsigned seconds, struct sg_err *err) SG_CHECKED;

/* ---- asking ---- */

/* A value for ":name" in a statement; quoted here and nowhere else. */
struct sg_param {
    const char *name;
    enum {
        SG_PARAM_TEXT,
        SG_PARAM_I64,
        SG_PARAM_U64,
        SG_PARAM_F64,
        SG_PARAM_U64_LIST,
        SG_PARAM_SQL /* a piece that
our own code composed from params already quoted */
    } kind;
    struct sg_str text;
    int64_t i64;
    uint64_t u64;
    double f64;
    const uint64_t *list;
    size_t list_len; /* written with its parentheses, for IN; an empty one so that IN matches nothing */
};

/* The text of sql/NAME.sql with its parameters put in.  Unknown names and parameters without a value are faults of the
 * program: SG_EINPUT. */
enum sg_code sg_sql(const char *name, const struct sg_param *params, size_t n_params, struct sg_buf *ret,
                    struct sg_err *err) SG_CHECKED;
/* The same for a text that code composed; ":name" inside quotes is left alone. */
enum sg_code sg_sql_bind(struct sg_str text, const struct sg_param *params, size_t n_params, struct sg_buf *ret,
                         struct sg_err *err) SG_CHECKED;

/* An answer, block by block, as batches: memory holds one block at a time.  Column order is the statement's. */
struct sg_answer;
enum sg_code sg_store_ask(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                          struct sg_answer **ret, struct sg_err *err) SG_CHECKED;
enum sg_code sg_store_ask_text(struct sg_store *s, struct sg_str sql, struct sg_answer **ret,
                               struct sg_err *err) SG_CHECKED;
/* An empty batch (release NULL) is the end.  Columns must be of sg_type's kinds (and, widened to them, Int8/16/32 as
 * I64, UInt16, Date (days) and DateTime (seconds) as U32, Float32 as F64, Bool as U8); others are SG_EINPUT. */
enum sg_code sg_answer_next(struct sg_answer *a, struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;
size_t sg_answer_columns(const struct sg_answer *a); /* known after the first next */
const char *sg_answer_column_name(const struct sg_answer *a, size_t column);
enum sg_type sg_answer_column_type(const struct sg_answer *a, size_t column);
typedef enum sg_code (*sg_row_take)(void *ctx, const struct ArrowArray *batch, int64_t row, struct sg_err *err);
/* Asks sql/STATEMENT.sql, checks that its columns are of `types`, and gives each row to `take`. */
enum sg_code sg_store_each(struct sg_store *s, const char *statement, const struct sg_param *params, size_t n_params,
                           const enum sg_type *types, size_t n_types, sg_row_take take, void *ctx,
                           struct sg_err *err) SG_CHECKED;
void sg_answer_free(struct sg_answer *a); /* stops the query when it is not read to its end */

/* No answer expected: schema, mutations. */
enum sg_code sg_store_do(struct sg_store *s, const char *sql_name, const struct sg_param *params, size_t n_params,
                         struct sg_err *err) SG_CHECKED;

/* A user's own SELECT: checked (store/guard.h: one statement that reads nothing but the case), run with readonly=1, and
 * its answer given as bytes of `format` (a ClickHouse format name) piece by piece to `sink`. */
enum sg_code sg_store_user_select(struct sg_store *s, struct sg_str sql, const char *format,
                                  enum sg_code (*sink)(void *ctx, const char *bytes, size_t len, struct sg_err *err),
                                  void *ctx, struct sg_err *err) SG_CHECKED;

/* ---- adding ---- */

/*
 * Before asking what of a source is in the store: the inserts of a client that was killed may still be worked on. Waits
 * for them, and from here on the embedded engine takes inserts of this store only.  A server is asked whether it still
 * works on inserts of `source`.  The caller holds the case's lock, so nobody who lives is shut out.
 */
enum sg_code sg_store_fence(struct sg_store *s, uint64_t source, struct sg_err *err) SG_CHECKED;

/* A column to insert: a child of `batch`, under the store's name. */
struct sg_insert_column {
    const char *name;
    enum sg_type type;
    const struct ArrowArray *batch;
    size_t child;
};
/*
 * Adds rows as ONE block, so that after a crash it is there whole or not at all.  Every row must carry `source` and
 * `batch` columns with the given values: when the connection breaks and nobody knows whether the block landed, the
 * client starts the engine again, looks for that (source, batch) in the table, and sends it again only when absent.
 * Batches are borrowed.
 */
enum sg_code sg_store_insert(struct sg_store *s, const char *table, const struct sg_insert_column *columns,
                             size_t n_columns, uint64_t source, uint32_t batch, struct sg_err *err) SG_CHECKED;

/*
 * The same for several batches at once, which become ONE block all the same: all of them are there afterwards, or none.
 * `columns` holds the columns of the first batch, then those of the second…, under the same names; `source` and `batch`
 * are those of a row of the first, by which the block is looked for.  No batch may be empty.
 */
enum sg_code sg_store_insert_all(struct sg_store *s, const char *table, const struct sg_insert_column *columns,
                                 size_t n_columns, size_t n_batches, uint64_t source, uint32_t batch,
                                 struct sg_err *err) SG_CHECKED;

#endif
