/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_out.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

#include "base/text.h"

enum { DEEPEST = 60 };

static void new_line(struct sg_json_out *j)
{
    sg_buf_char(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        sg_buf_text(j->out, "  ");
}

/* What stands between this value and the one before it. */
static void begin_value(struct sg_json_out *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth == 0) return;
    uint64_t bit = UINT64_C(1) << j->depth;
    if (j->has_items & bit) sg_buf_char(j->out, ',');
    j->has_items |= bit;
    if (j->indent) new_line(j);
}

static void open_level(struct sg_json_out *j, char c)
{
    begin_value(j);
    sg_buf_char(j->out, c);
    assert(j->depth < DEEPEST);
    j->depth++;
    j->has_items &= ~(UINT64_C(1) << j->depth);
}

static void close_level(struct sg_json_out *j, char c)
{
    assert(j->depth > 0 && !j->after_key);
    bool had_items = j->has_items >> j->depth & 1;
    j->depth--;
    if (had_items && j->indent) new_line(j);
    sg_buf_char(j->out, c);
}

void sg_json_object(struct sg_json_out *j) { open_level(j, '{'); }
void sg_json_object_end(struct sg_json_out *j) { close_level(j, '}'); }
void sg_json_array(struct sg_json_out *j) { open_level(j, '['); }
void sg_json_array_end(struct sg_json_out *j) { close_level(j, ']'); }

void sg_json_key(struct sg_json_out *j, const char *key)
{
    begin_value(j);
    sg_buf_char(j->out, '"');
    sg_escape_json(j->out, sg_str(key));
    sg_buf_text(j->out, j->indent ? "\": " : "\":");
    j->after_key = true;
}

void sg_json_str(struct sg_json_out *j, struct sg_str s)
{
    begin_value(j);
    sg_buf_char(j->out, '"');
    sg_escape_json(j->out, s);
    sg_buf_char(j->out, '"');
}

void sg_json_raw(struct sg_json_out *j, struct sg_str json)
{
    begin_value(j);
    sg_buf_str(j->out, json);
}

void sg_json_null(struct sg_json_out *j) { sg_json_raw(j, sg_str("null")); }
void sg_json_bool(struct sg_json_out *j, bool v) { sg_json_raw(j, sg_str(v ? "true" : "false")); }

void sg_json_text(struct sg_json_out *j, const char *s)
{
    if (s)
        sg_json_str(j, sg_str(s));
    else
        sg_json_null(j);
}

void sg_json_i64(struct sg_json_out *j, int64_t v)
{
    begin_value(j);
    sg_buf_printf(j->out, "%" PRId64, v);
}

void sg_json_u64(struct sg_json_out *j, uint64_t v)
{
    begin_value(j);
    sg_buf_printf(j->out, "%" PRIu64, v);
}

void sg_json_double(struct sg_json_out *j, double v)
{
    if (!isfinite(v)) {
        sg_json_null(j);
        return;
    }
    begin_value(j);
    sg_buf_printf(j->out, "%.6g", v);
}

void sg_json_time(struct sg_json_out *j, sg_time t)
{
    if (t == SG_TIME_NONE) {
        sg_json_null(j);
        return;
    }
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    sg_json_text(j, text);
}

void sg_json_kstr(struct sg_json_out *j, const char *key, struct sg_str s)
{
    sg_json_key(j, key);
    sg_json_str(j, s);
}
void sg_json_ktext(struct sg_json_out *j, const char *key, const char *s)
{
    sg_json_key(j, key);
    sg_json_text(j, s);
}
void sg_json_ki64(struct sg_json_out *j, const char *key, int64_t v)
{
    sg_json_key(j, key);
    sg_json_i64(j, v);
}
void sg_json_ku64(struct sg_json_out *j, const char *key, uint64_t v)
{
    sg_json_key(j, key);
    sg_json_u64(j, v);
}
void sg_json_kdouble(struct sg_json_out *j, const char *key, double v)
{
    sg_json_key(j, key);
    sg_json_double(j, v);
}
void sg_json_kbool(struct sg_json_out *j, const char *key, bool v)
{
    sg_json_key(j, key);
    sg_json_bool(j, v);
}
void sg_json_ktime(struct sg_json_out *j, const char *key, sg_time t)
{
    sg_json_key(j, key);
    sg_json_time(j, t);
}
