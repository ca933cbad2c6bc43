/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person's own statement may ask.  The engine's read-only mode refuses writes and table functions, but leaves
 * scalar functions that read files, the network or the machine; this refuses them, and everything that it does not
 * know.
 */
#ifndef SG_STORE_GUARD_H
#define SG_STORE_GUARD_H

#include "base/buf.h"
#include "base/err.h"

/*
 * SG_OK when `sql` is exactly one SELECT (WITH), DESCRIBE, SHOW TABLES, SHOW CREATE TABLE or EXPLAIN of a SELECT, that
 * reads only the case's tables, subqueries and number generators, calls only functions listed in functions.txt, and has
 * no SETTINGS, FORMAT or INTO clause.  Otherwise SG_EUSAGE, saying which word is not allowed.  O(len log functions).
 */
enum sg_code sg_guard_check(struct sg_str sql, struct sg_err *err) SG_CHECKED;

#endif
