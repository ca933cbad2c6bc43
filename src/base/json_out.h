/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes JSON into a buffer.  Commas and indentation are kept by the writer; nesting is checked by assertion, since a
 * wrong nesting is a fault of the program and not of its input.
 */
#ifndef SG_BASE_JSON_OUT_H
#define SG_BASE_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"

struct sg_json_out {
    struct sg_buf *out;
    bool indent;        /* two blanks a level and a newline after each value; otherwise one line */
    int depth;
    uint64_t has_items; /* one bit a level, at most 60 levels */
    bool after_key;
};

static inline struct sg_json_out sg_json_out(struct sg_buf *out, bool indent)
{
    return (struct sg_json_out){ .out = out, .indent = indent };
}
void sg_json_object(struct sg_json_out *j);
void sg_json_object_end(struct sg_json_out *j);
void sg_json_array(struct sg_json_out *j);
void sg_json_array_end(struct sg_json_out *j);
void sg_json_key(struct sg_json_out *j, const char *key);
void sg_json_str(struct sg_json_out *j, struct sg_str s);
void sg_json_text(struct sg_json_out *j, const char *s); /* NULL writes null */
void sg_json_i64(struct sg_json_out *j, int64_t v);
void sg_json_u64(struct sg_json_out *j, uint64_t v);
void sg_json_double(struct sg_json_out *j, double v); /* shortest of %.6g; not finite writes null */
void sg_json_bool(struct sg_json_out *j, bool v);
void sg_json_null(struct sg_json_out *j);
void sg_json_time(struct sg_json_out *j, sg_time t); /* ISO 8601 UTC, or null for SG_TIME_NONE */
void sg_json_raw(struct sg_json_out *j, struct sg_str json); /* already JSON */

/* "key": value in one call. */
void sg_json_kstr(struct sg_json_out *j, const char *key, struct sg_str s);
void sg_json_ktext(struct sg_json_out *j, const char *key, const char *s);
void sg_json_ki64(struct sg_json_out *j, const char *key, int64_t v);
void sg_json_ku64(struct sg_json_out *j, const char *key, uint64_t v);
void sg_json_kdouble(struct sg_json_out *j, const char *key, double v);
void sg_json_kbool(struct sg_json_out *j, const char *key, bool v);
void sg_json_ktime(struct sg_json_out *j, const char *key, sg_time t);

#endif
