/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sillage-engine: holds a case's embedded engine and answers ClickHouse's HTTP interface on a Unix socket. */
#ifndef SG_ENGINE_ENGINE_H
#define SG_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "engine/chdb.h"

/* ---- statement.c: what a request's text asks for, without running it ---- */

enum sg_statement_kind {
    SG_STATEMENT_SELECT, /* SELECT or WITH: may be streamed */
    SG_STATEMENT_INSERT, /* INSERT INTO table (columns) FORMAT Native, whose rows are the body */
    SG_STATEMENT_OTHER
};
struct sg_statement {
    enum sg_statement_kind kind;
    struct sg_str sql;     /* without a final FORMAT clause and semicolon */
    struct sg_str format;  /* named by the text, or empty */
    struct sg_str table;   /* of an INSERT */
    struct sg_str columns; /* of an INSERT, without parentheses; empty: all */
};
/* Borrows from `sql`. */
struct sg_statement sg_statement_read(struct sg_str sql);

/* ---- insert.c ---- */

/* Rows on their way: a file in memory, used again by the next insert of the same connection. */
struct sg_upload {
    int fd; /* -1: none yet */
    uint64_t bytes;
};
enum sg_code sg_upload_add(struct sg_upload *u, const void *bytes, size_t len, struct sg_err *err) SG_CHECKED;
void sg_upload_release(struct sg_upload *u);
/* Lands the uploaded Native blocks, each whole or not at all.  An error of the engine keeps the engine's own text. */
enum sg_code sg_engine_insert(struct sg_chdb_lane *lane, const struct sg_statement *statement, struct sg_upload *u,
                              struct sg_buf *ret_error, struct sg_err *err) SG_CHECKED;
/* Tables may have changed: forget their columns. */
void sg_engine_forget_tables(void);

/* ---- merges.c: merging waits for quiet ---- */

void sg_merges_before_insert(struct sg_chdb_lane *lane);
/* Called now and then: lets merging go on when no insert came for a second. */
void sg_merges_tick(struct sg_chdb *chdb);

/* ---- http.c ---- */

struct sg_http;
/* Serves the listening socket `fd` with its own threads. */
enum sg_code sg_http_start(int fd, struct sg_chdb *chdb, struct sg_http **ret, struct sg_err *err) SG_CHECKED;
/* Connections open now. */
unsigned sg_http_connections(struct sg_http *h);
/* Requests being answered now. */
unsigned sg_http_requests(struct sg_http *h);
/* No new connections from here on. */
void sg_http_stop_listening(struct sg_http *h);

/* ---- place.c: the store's folder ---- */

/* Makes the folder private and goes into it. */
enum sg_code sg_place_enter(const char *folder, struct sg_err *err) SG_CHECKED;
/* Writes the engine's configuration, engine.xml, into it. */
enum sg_code sg_place_configure(struct sg_err *err) SG_CHECKED;
/* Takes the lock of the folder that we are in (kept until the process ends).  False: another process has it. */
enum sg_code sg_place_lock(bool *ret_is_ours, struct sg_err *err) SG_CHECKED;
/* Nobody has the engine's data open: the file that the library locks for itself is free, or not made yet. */
#define SG_PLACE_DATA_LOCK "db/status"
#define SG_PLACE_LOG "engine.log"
bool sg_place_data_is_free(void);
/* Puts the last line of the log, where the library complains, behind the sentence in `err`. */
void sg_place_quote_log(struct sg_err *err);
/* Writes the number of this process into the lock, for people. */
enum sg_code sg_place_sign(struct sg_err *err) SG_CHECKED;
/* Does somebody answer on the folder's socket? */
bool sg_place_is_served(void);
/* A listening socket in the folder that we are in; one left by a dead process is taken over. */
enum sg_code sg_place_listen(int *ret_fd, struct sg_err *err) SG_CHECKED;
/* Removes the socket. */
void sg_place_leave(void);
/* The path of libchdb.so: `asked` (or NULL), else the places that doc/formats/store.md names. */
enum sg_code sg_place_library(const char *asked, char **ret_path, struct sg_err *err) SG_CHECKED;

#endif
