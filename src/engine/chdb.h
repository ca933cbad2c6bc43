/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chDB (ClickHouse as a C library) loaded at run time, and a pool of its connections.  The library's package holds no
 * header, so the few calls are declared here.
 */
#ifndef SG_ENGINE_CHDB_H
#define SG_ENGINE_CHDB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct sg_chdb; /* the library and its pool: one a process, never closed (closing one of several connections hangs) */
struct sg_chdb_lane; /* one connection; answers one query at a time */
struct sg_chdb_result;

/* `library` is the path of libchdb.so, `data` the folder of its files, `config` the file that stands in the place of
 * any config.xml lying about. */
enum sg_code sg_chdb_open(const char *library, const char *data, const char *config, struct sg_chdb **ret,
                          struct sg_err *err) SG_CHECKED;

/* Waits for a free connection; a read-only one refuses writes, settings and table functions. */
enum sg_code sg_chdb_take(struct sg_chdb *c, bool is_readonly, struct sg_chdb_lane **ret,
                          struct sg_err *err) SG_CHECKED;
/* The same without waiting; NULL when none is free or none can be made. */
struct sg_chdb_lane *sg_chdb_try_take(struct sg_chdb *c, bool is_readonly);
void sg_chdb_give(struct sg_chdb_lane *lane);

/* The whole answer at once.  NULL only without memory. */
struct sg_chdb_result *sg_chdb_query(struct sg_chdb_lane *lane, const char *sql, size_t sql_len, const char *format);
/* A SELECT's answer, block by block: begin gives a handle (or an error in it), next gives one block in `format` each,
 * and one of length 0 at the end.  Both are freed by sg_chdb_free; cancel when not read to the end. */
struct sg_chdb_result *sg_chdb_begin(struct sg_chdb_lane *lane, const char *sql, size_t sql_len, const char *format);
struct sg_chdb_result *sg_chdb_next(struct sg_chdb_lane *lane, struct sg_chdb_result *stream);
void sg_chdb_cancel(struct sg_chdb_lane *lane, struct sg_chdb_result *stream);
void sg_chdb_free(struct sg_chdb_lane *lane, struct sg_chdb_result *r); /* NULL allowed */

const char *sg_chdb_error(struct sg_chdb_lane *lane, struct sg_chdb_result *r); /* NULL: none */
const char *sg_chdb_bytes(struct sg_chdb_lane *lane, struct sg_chdb_result *r, size_t *ret_len);

#endif
