/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/row.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

enum { RAW_SHOWN = 4096 }; /* what a reject keeps of its record */

enum sg_code sg_row_init(struct sg_row *r, const struct sg_read_options *options, struct sg_err *err)
{
    *r = (struct sg_row){ .options = options };
    return sg_builder_init(&r->builder, &sg_post_table, err);
}

void sg_row_release(struct sg_row *r)
{
    if (!r) return;
    sg_builder_release(&r->builder);
    sg_buf_release(&r->scratch);
}

void sg_row_begin(struct sg_row *r, uint64_t row, uint64_t offset, struct sg_str raw)
{
    sg_builder_drop_row(&r->builder);
    r->row = row;
    r->offset = offset;
    r->raw = raw;
    r->member = (struct sg_str){ NULL, 0 };
    r->flags = 0;
    r->has_time = r->has_channel = r->is_valid_utf8 = false;
    r->mended[0] = '\0';
}

/* The same text, well-formed: itself, or a repaired copy in r->scratch. */
static struct sg_str well_formed(struct sg_row *r, struct sg_str s)
{
    if (r->is_valid_utf8 || sg_utf8_is_valid(s.data, s.len)) return s;
    sg_buf_clear(&r->scratch);
    sg_utf8_repair(&r->scratch, s.data, s.len);
    r->flags |= SG_POST_REPAIRED;
    if (r->scratch.failed) r->builder.failed = true;
    return sg_buf_view(&r->scratch);
}

static struct sg_str without_at(struct sg_str s)
{
    return s.len && s.data[0] == '@' ? sg_str_n(s.data + 1, s.len - 1) : s;
}

void sg_row_text(struct sg_row *r, size_t column, struct sg_str bytes)
{
    if (column == SG_P_ACCOUNT) bytes = without_at(bytes);
    if (!bytes.len) return;
    if (column == SG_P_CHANNEL) r->has_channel = true;
    sg_builder_text(&r->builder, column, well_formed(r, bytes));
}

void sg_row_number(struct sg_row *r, size_t column, int64_t v) { sg_builder_number(&r->builder, column, v); }

/* Adds text in which nothing can be taken for the end of a line or of a part of it. */
static void add_flat(struct sg_row *r, size_t column, struct sg_str s)
{
    const char *blank = column == SG_P_URLS ? "%20" : " ";
    if (!s.len) return;
    s = well_formed(r, s);
    size_t start = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool is_blank = s.data[i] == ' ' && column == SG_P_URLS;
        if (s.data[i] != '\n' && s.data[i] != '\r' && s.data[i] != '\t' && !is_blank) continue;
        sg_builder_text_more(&r->builder, column, sg_str_n(s.data + start, i - start));
        sg_builder_text_more(&r->builder, column, sg_str(blank));
        start = i + 1;
    }
    sg_builder_text_more(&r->builder, column, sg_str_n(s.data + start, s.len - start));
}

static void begin_line(struct sg_row *r, size_t column)
{
    if (sg_builder_peek(&r->builder, column).len) sg_builder_text_more(&r->builder, column, sg_str("\n"));
}

void sg_row_line(struct sg_row *r, size_t column, struct sg_str bytes)
{
    bytes = sg_str_trim(bytes);
    if (!bytes.len) return;
    begin_line(r, column);
    add_flat(r, column, bytes);
}

static void add_ref(struct sg_row *r, enum sg_link_kind kind, struct sg_str where, struct sg_str id,
                    struct sg_str account)
{
    begin_line(r, SG_P_REFS);
    sg_builder_text_more(&r->builder, SG_P_REFS, sg_str(sg_link_kind_name(kind)));
    const struct sg_str parts[] = { where, id, account };
    for (size_t i = 0; i < 3; i++) {
        sg_builder_text_more(&r->builder, SG_P_REFS, sg_str("\t"));
        add_flat(r, SG_P_REFS, parts[i]);
    }
}

void sg_row_ref(struct sg_row *r, enum sg_link_kind kind, struct sg_str platform, struct sg_str id,
                struct sg_str account)
{
    id = sg_str_trim(id);
    account = without_at(sg_str_trim(account));
    if (id.len || account.len) add_ref(r, kind, platform, id, account);
}

void sg_row_ref_url(struct sg_row *r, enum sg_link_kind kind, struct sg_str url)
{
    url = sg_str_trim(url);
    if (url.len) add_ref(r, kind, sg_str("url"), url, (struct sg_str){ NULL, 0 });
}

/* ---- time ---- */

void sg_row_time_is(struct sg_row *r, sg_time time, uint32_t precision)
{
    int64_t asked = r->options->precision;
    if (asked > 0 && (uint64_t)asked > precision) precision = asked > UINT32_MAX ? UINT32_MAX : (uint32_t)asked;
    if (precision > 1) {
        int64_t unit = (int64_t)precision * SG_SECOND, over = time % unit;
        time -= over < 0 ? over + unit : over;
    }
    sg_builder_number(&r->builder, SG_P_TIME, time);
    sg_builder_number(&r->builder, SG_P_PRECISION, precision);
    r->has_time = true;
}

bool sg_row_time(struct sg_row *r, struct sg_str text, uint32_t least_precision, struct sg_err *ret_err)
{
    sg_time time;
    uint32_t precision;
    if (sg_time_parse(text, &time, &precision, ret_err) != SG_OK) return false;
    sg_row_time_is(r, time, precision > least_precision ? precision : least_precision);
    return true;
}

/* ---- ends ---- */

static void tell(struct sg_row *r, const char *sentence, bool is_kept)
{
    if (!r->options->reject) return;
    sg_auto_buf reason = { 0 };
    sg_auto_buf member = { 0 };
    sg_escape_terminal(&reason, sg_str(sentence)); /* it may quote evidence */
    sg_escape_terminal(&member, r->member);
    const char *text = sg_buf_cstr(&reason);
    struct sg_reject reject = {
        .row = r->row,
        .offset = r->offset,
        .member = r->member.len ? sg_buf_cstr(&member) : NULL,
        .reason = text ? text : "no memory for the reason",
        .raw = sg_str_n(r->raw.data, r->raw.len > RAW_SHOWN ? RAW_SHOWN : r->raw.len),
        .is_kept = is_kept,
    };
    r->options->reject(r->options->reject_ctx, &reject);
}

void sg_row_mend(struct sg_row *r, const char *format, ...)
{
    if (r->mended[0]) return; /* the first fault speaks for the row */
    va_list args;
    va_start(args, format);
    vsnprintf(r->mended, sizeof r->mended, format, args);
    va_end(args);
}

void sg_row_reject(struct sg_row *r, const char *format, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    sg_builder_drop_row(&r->builder);
    r->rejects++;
    tell(r, sentence, false);
}

bool sg_row_end(struct sg_row *r)
{
    if (!r->has_time) {
        sg_row_reject(r, "the record has no time");
        return false;
    }
    if (!r->has_channel && r->options->channel) sg_row_text(r, SG_P_CHANNEL, sg_str(r->options->channel));
    if (r->member.len) sg_row_text(r, SG_P_MEMBER, r->member);
    sg_builder_number(&r->builder, SG_P_ROW, (int64_t)r->row);
    sg_builder_number(&r->builder, SG_P_OFFSET, (int64_t)r->offset);
    sg_builder_number(&r->builder, SG_P_FLAGS, r->flags);
    sg_builder_end_row(&r->builder);
    r->rows++;
    if (r->mended[0])
        tell(r, r->mended, true);
    else if (r->flags & SG_POST_REPAIRED)
        tell(r, "bytes that are not UTF-8 were replaced by U+FFFD", true);
    return true;
}

enum sg_code sg_row_finish(struct sg_row *r, struct ArrowArray *ret_batch, struct sg_err *err)
{
    if (r->builder.rows == 0) {
        if (r->builder.failed) return sg_fail_nomem(err, "a batch of posts");
        *ret_batch = (struct ArrowArray){ 0 };
        return SG_OK;
    }
    return sg_builder_finish(&r->builder, ret_batch, err);
}
