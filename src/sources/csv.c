/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "sources/csv_scan.h"

/*
 * A quote that is never closed makes the rest of the file one field.  It is noticed when the record passes the limit
 * or the file ends; then only its first line is refused, and reading goes on at the second.  Lines made so that each
 * opens a quote anew would cost the square of their number, so once the bytes looked at in vain pass a multiple of
 * those read, a quoted record may span PATIENCE_SPENT bytes only.
 */
enum { FIRST_LOOK = 1 << 16, PATIENCE_SPENT = 4096, WASTE_RATIO = 4 };
#define WASTE_FREE (UINT64_C(256) << 20)

char sg_csv_sniff(struct sg_str head)
{
    static const char candidates[] = ",;\t";
    size_t counts[3] = { 0 }, best = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < head.len && (is_quoted || head.data[i] != '\n'); i++) {
        if (head.data[i] == '"') is_quoted = !is_quoted;
        for (size_t k = 0; k < 3 && !is_quoted; k++)
            counts[k] += head.data[i] == candidates[k];
    }
    for (size_t k = 1; k < 3; k++)
        if (counts[k] > counts[best]) best = k;
    return candidates[best];
}

enum sg_code sg_csv_open(struct sg_csv *c, struct sg_stream *in, char delimiter, struct sg_err *err)
{
    *c = (struct sg_csv){ .in = in, .window = sg_str("") };
    struct sg_str head;
    bool is_end;
    SG_TRY(sg_stream_peek(in, FIRST_LOOK, &head, &is_end, err));
    if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) {
        sg_stream_skip(in, 3);
        SG_TRY(sg_stream_peek(in, FIRST_LOOK, &head, &is_end, err));
    }
    c->delimiter = delimiter ? delimiter : sg_csv_sniff(head);
    c->fields = malloc(SG_CSV_COLUMNS_MAX * sizeof *c->fields);
    c->doubled = malloc(SG_CSV_COLUMNS_MAX * sizeof *c->doubled);
    if (!c->fields || !c->doubled) {
        sg_csv_release(c);
        return sg_fail_nomem(err, "the columns of a CSV");
    }
    return SG_OK;
}

void sg_csv_release(struct sg_csv *c)
{
    if (!c) return;
    free(c->fields);
    free(c->doubled);
    sg_buf_release(&c->scratch);
    c->fields = NULL;
    c->doubled = NULL;
}

/* ---- one record ---- */

enum outcome {
    WHOLE,      /* *ret_next is behind its line end */
    CUT,        /* the window ended first */
    FAULT,      /* the record as a whole is bad; *ret_next is behind its line end */
    FAULT_LINE, /* where it ends cannot be known: go on behind its first line */
    OPEN_QUOTE  /* as above, and all of the input was looked at */
};

static enum outcome fault(struct sg_csv *c, enum outcome what, const char *reason)
{
    snprintf(c->reason, sizeof c->reason, "%s", reason);
    return what;
}

/* Reads one quoted field from behind its opening quote; *ret_p gets the place behind its closing one. */
static enum outcome quoted_field(struct sg_csv *c, const char *p, const char *end, struct sg_str *ret_field,
                                 const char **ret_p, bool *ret_has_nul)
{
    const char *start = p;
    bool is_doubled = false;
    for (;;) {
        p = sg_csv_scan(p, end, '"', '"');
        if (p == end) return c->is_end_seen ? fault(c, OPEN_QUOTE, "a quote is opened and never closed") : CUT;
        if (*p == '\0') {
            *ret_has_nul = true;
            p++;
            continue;
        }
        if (p + 1 == end && !c->is_end_seen) return CUT;
        if (p + 1 == end || p[1] != '"') break;
        is_doubled = true;
        p += 2;
    }
    *ret_field = sg_str_n(start, (size_t)(p - start));
    if (is_doubled && c->n_fields < SG_CSV_COLUMNS_MAX) c->doubled[c->n_doubled++] = c->n_fields;
    *ret_p = p + 1;
    return WHOLE;
}

/* Tokenizes the record at `p`.  Fields point into the window; doubled quotes are still in them. */
static enum outcome record(struct sg_csv *c, const char *p, const char *end, const char **ret_end,
                           const char **ret_next)
{
    const char delimiter = c->delimiter;
    bool has_nul = false, has_too_many = false;
    c->n_fields = c->n_doubled = 0;
    for (;;) {
        struct sg_str field;
        if (p < end && *p == '"') {
            enum outcome what = quoted_field(c, p + 1, end, &field, &p, &has_nul);
            if (what != WHOLE) return what;
            if (p < end && *p == '\r' && p + 1 < end && p[1] == '\n') p++;
            if (p < end && *p == '\r' && p + 1 == end) {
                if (!c->is_end_seen) return CUT;
                p++;
            }
            if (p < end && *p != delimiter && *p != '\n')
                return fault(c, FAULT_LINE, "a quoted field goes on behind its closing quote");
        } else {
            const char *start = p;
            while ((p = sg_csv_scan(p, end, delimiter, '\n')) < end && *p == '\0') {
                has_nul = true;
                p++;
            }
            size_t len = (size_t)(p - start);
            if (len && (p == end || *p == '\n') && p[-1] == '\r') len--;
            field = sg_str_n(start, len);
        }
        if (p == end && !c->is_end_seen) return CUT;
        if (c->n_fields < SG_CSV_COLUMNS_MAX)
            c->fields[c->n_fields++] = field;
        else
            has_too_many = true;
        if (p < end && *p == delimiter) {
            p++;
            continue;
        }
        *ret_end = p > c->window.data && p[-1] == '\r' ? p - 1 : p;
        *ret_next = p < end ? p + 1 : p;
        if (has_nul) return fault(c, FAULT, "the row holds a NUL byte");
        if (has_too_many) return fault(c, FAULT, "the row has more than 4096 columns");
        return WHOLE;
    }
}

/* Takes the doubling out of the quotes in those fields that have some. */
static enum sg_code undouble(struct sg_csv *c, struct sg_err *err)
{
    size_t need = 0;
    for (size_t i = 0; i < c->n_doubled; i++)
        need += c->fields[c->doubled[i]].len;
    sg_buf_clear(&c->scratch);
    if (!sg_buf_room(&c->scratch, need)) return sg_fail_nomem(err, "a row of a CSV");
    for (size_t i = 0; i < c->n_doubled; i++) {
        struct sg_str *field = &c->fields[c->doubled[i]];
        const char *p = field->data, *end = p + field->len;
        char *to = c->scratch.data + c->scratch.len, *start = to;
        while (p < end) {
            const char *quote = memchr(p, '"', (size_t)(end - p));
            size_t n = (size_t)((quote ? quote + 1 : end) - p);
            memcpy(to, p, n);
            to += n;
            p += n + (quote != NULL);
        }
        *field = sg_str_n(start, (size_t)(to - start));
        c->scratch.len += field->len;
    }
    return SG_OK;
}

/* ---- the window ---- */

/* A window that begins with the next record and is larger than before. */
static enum sg_code widen(struct sg_csv *c, struct sg_err *err)
{
    size_t left = c->window.len - c->pos;
    sg_stream_skip(c->in, c->pos);
    c->pos = 0;
    c->window = sg_str(""); /* the old one is dead from here on */
    size_t want = left < FIRST_LOOK / 2 ? FIRST_LOOK : left * 2;
    bool is_end;
    SG_TRY(sg_stream_peek(c->in, want, &c->window, &is_end, err));
    c->is_at_end = is_end;
    if (!is_end && c->window.len <= left) {
        /* The input broke off inside this record: ask for more, and be told why. */
        sg_stream_skip(c->in, c->window.len);
        c->window.len = 0;
        return sg_stream_peek(c->in, 1, &c->window, &is_end, err);
    }
    return SG_OK;
}

/* The line that was refused is longer than the window can be: passes over the rest of it. */
static enum sg_code skip_line(struct sg_csv *c, struct sg_err *err)
{
    c->is_skipping = false;
    for (;;) {
        const char *from = c->window.data + c->pos;
        const char *lf = c->pos < c->window.len ? memchr(from, '\n', c->window.len - c->pos) : NULL;
        c->pos = lf ? (size_t)(lf - c->window.data) + 1 : c->window.len;
        if (lf || c->is_at_end) return SG_OK;
        SG_TRY(widen(c, err));
    }
}

static void bad_line(struct sg_csv *c, const char *start, const char *end)
{
    const char *lf = memchr(start, '\n', (size_t)(end - start));
    size_t len = (size_t)((lf ? lf : end) - start);
    c->raw = sg_str_n(start, len > SG_RECORD_MAX ? SG_RECORD_MAX : len);
    c->pos = lf ? (size_t)(lf - c->window.data) + 1 : c->window.len;
    c->is_skipping = !lf && !c->is_at_end;
}

static size_t record_limit(const struct sg_csv *c)
{
    return c->wasted > WASTE_FREE + WASTE_RATIO * sg_stream_offset(c->in) ? PATIENCE_SPENT : SG_RECORD_MAX;
}

static enum sg_code next_record(struct sg_csv *c, enum sg_csv_what *ret, struct sg_err *err)
{
    for (;;) {
        const char *start = c->window.data + c->pos, *stop = start, *next = start;
        size_t limit = record_limit(c), left = c->window.len - c->pos;
        if (!left && c->is_at_end) {
            *ret = SG_CSV_END;
            return SG_OK;
        }
        size_t seen = left > limit ? limit : left;
        c->is_end_seen = c->is_at_end && seen == left;
        enum outcome what = left ? record(c, start, start + seen, &stop, &next) : CUT;
        if (what == CUT && seen < limit) {
            SG_TRY(widen(c, err));
            continue;
        }
        c->offset = sg_stream_offset(c->in) + c->pos;
        if (what == WHOLE && stop == start) { /* an empty line is no record */
            c->pos += (size_t)(next - start);
            continue;
        }
        c->row++;
        *ret = SG_CSV_BAD;
        if (what == WHOLE || what == FAULT) {
            c->raw = sg_str_n(start, (size_t)(stop - start));
            c->pos += (size_t)(next - start);
            if (what == FAULT) return SG_OK;
            if (c->n_doubled) SG_TRY(undouble(c, err));
            *ret = SG_CSV_RECORD;
            return SG_OK;
        }
        if (what == CUT)
            snprintf(c->reason, sizeof c->reason, "the row is longer than %zu bytes, or a quote in it is never closed",
                     limit);
        if (what != FAULT_LINE) c->wasted += seen;
        bad_line(c, start, c->window.data + c->window.len);
        return SG_OK;
    }
}

enum sg_code sg_csv_next(struct sg_csv *c, enum sg_csv_what *ret, struct sg_err *err)
{
    if (c->is_skipping) SG_TRY(skip_line(c, err));
    return next_record(c, ret, err);
}
