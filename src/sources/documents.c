/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/documents.h"

#include <string.h>

#include "sources/json_scan.h"

enum {
    LOOK = 1 << 20,     /* how much to ask for at once */
    FAULT_SHOWN = 4096, /* what a fault keeps of what it passed over */
    /* How often a document that never ends may be looked at again from inside: each look costs up to SG_RECORD_MAX. */
    LONG_FAULTS = 64
};

static const char *here(const struct sg_documents *d)
{
    return d->pos ? d->window.data + d->pos : d->window.data;
}
static size_t left(const struct sg_documents *d)
{
    return d->window.len - d->pos;
}

/* More bytes behind those in hand, which move to the window's beginning.  False: there are none, or the limit of one
 * record is reached (then is_at_end is not set). */
static bool more(struct sg_documents *d)
{
    size_t have = left(d);
    if (d->is_at_end || have >= SG_RECORD_MAX) return false;
    size_t want = have < LOOK ? LOOK : have * 2;
    if (want > SG_RECORD_MAX) want = SG_RECORD_MAX;
    struct sg_str window;
    bool is_at_end;
    sg_stream_skip(d->in, d->pos);
    d->pos = 0;
    if (sg_stream_peek(d->in, want, &window, &is_at_end, &d->error) != SG_OK) {
        /* What was in hand belongs to the stream and may be gone; a record cut by a broken stream is lost anyhow. */
        d->has_error = true;
        d->is_at_end = true;
        d->window = (struct sg_str){ NULL, 0 };
        return false;
    }
    d->window = window;
    d->is_at_end = is_at_end;
    return left(d) > have;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\x1e';
}

/* Passes over blanks, and over commas inside an array. False at the end. */
static bool skip_blanks(struct sg_documents *d)
{
    for (;;) {
        while (d->pos < d->window.len && (is_blank(here(d)[0]) || (d->is_in_array && here(d)[0] == ',')))
            d->pos++;
        if (d->pos < d->window.len) return true;
        if (!more(d)) return false;
    }
}

static void give(struct sg_documents *d, size_t len, const char *fault, struct sg_document *ret)
{
    *ret = (struct sg_document){
        .text = sg_str_n(here(d), fault && len > FAULT_SHOWN ? FAULT_SHOWN : len),
        .spare = left(d) - len,
        .offset = sg_stream_offset(d->in) + d->pos,
        .fault = fault,
    };
    d->pos += len;
}

/* ---- after a fault ---- */

/* Where the next document may begin at or behind `from`, or SIZE_MAX. */
static size_t find_sync(const struct sg_documents *d, size_t from)
{
    const char *w = d->window.data;
    size_t n = d->window.len;
    if (d->is_in_array && d->sign_len) {
        for (size_t i = from; i < n;) {
            const char *p = memmem(w + i, n - i, d->sign, d->sign_len);
            if (!p) return SIZE_MAX;
            size_t back = (size_t)(p - w);
            while (back > 0 && is_blank(w[back - 1]))
                back--;
            /* Behind a colon or a bracket it is a part of something, a repost's original say. */
            if (back > 0 && w[back - 1] != ':' && w[back - 1] != '[') return (size_t)(p - w);
            i = (size_t)(p - w) + 1;
        }
        return SIZE_MAX;
    }
    for (size_t i = from; i < n;) {
        const char *lf = memchr(w + i, '\n', n - i);
        if (!lf) return SIZE_MAX;
        i = (size_t)(lf - w) + 1;
        size_t at = i;
        while (d->is_in_array && at < n && (w[at] == ' ' || w[at] == '\t'))
            at++;
        if (at < n && (w[at] == '{' || w[at] == '[')) return at;
    }
    return SIZE_MAX;
}

/* Moves to where the next document may begin, or to the end. */
static void resync(struct sg_documents *d)
{
    d->is_resyncing = false;
    for (;;) {
        size_t at = d->window.len ? find_sync(d, d->pos) : SIZE_MAX;
        if (at != SIZE_MAX) {
            d->pos = at;
            return;
        }
        /* Enough stays in hand to know a beginning that the window's end has cut. */
        size_t keep = 2 * sizeof d->sign;
        if (left(d) > keep) d->pos = d->window.len - keep;
        if (!more(d)) {
            d->pos = d->window.len;
            return;
        }
    }
}

/* A fault that reaches to the next place where a document may begin, in hand or not. */
static void give_fault(struct sg_documents *d, const char *why, bool is_long, struct sg_document *ret)
{
    size_t at = SIZE_MAX;
    if (!is_long || d->n_long_faults++ < LONG_FAULTS) at = find_sync(d, d->pos + 1);
    if (at != SIZE_MAX) {
        give(d, at - d->pos, why, ret);
        return;
    }
    /* The end of the window may have cut a beginning in two: that much is looked at again. */
    size_t given = left(d), keep = given > 2 * sizeof d->sign ? 2 * sizeof d->sign : given - 1;
    give(d, given, why, ret);
    d->is_resyncing = !d->is_at_end;
    if (d->is_resyncing) d->pos -= keep;
}

/* ---- documents ---- */

static void learn_sign(struct sg_documents *d)
{
    d->sign_len = 0;
    if (here(d)[0] != '{') return;
    size_t quotes = 0;
    for (size_t i = 0; i < left(d) && i < sizeof d->sign; i++) {
        d->sign[i] = here(d)[i];
        if (here(d)[i] == '\\') return;
        if (here(d)[i] == '"' && ++quotes == 2) {
            d->sign_len = i + 1;
            return;
        }
    }
}

/* By brackets and quotes, however many lines it takes. */
static void next_by_structure(struct sg_documents *d, struct sg_document *ret)
{
    struct sg_json_scan scan = { 0 };
    for (;;) {
        enum sg_json_scan_end end = sg_json_scan(&scan, sg_str_n(here(d), left(d)));
        if (end == SG_SCAN_WHOLE && scan.at <= SG_RECORD_MAX) {
            size_t behind = d->pos + scan.at;
            bool is_line = behind == d->window.len ? d->is_at_end
                                                   : d->window.data[behind] == '\n' || d->window.data[behind] == '\r';
            if (!d->is_in_array && is_line && !scan.has_newline) d->is_by_line = true;
            give(d, scan.at, NULL, ret);
            return;
        }
        if (end == SG_SCAN_BROKEN) {
            give_fault(d, "breaks off in the middle", false, ret);
            return;
        }
        if (left(d) >= SG_RECORD_MAX || end == SG_SCAN_WHOLE) {
            give_fault(d, "is longer than 64 MiB, the most that one record may have", true, ret);
            return;
        }
        if (more(d)) continue;
        if (d->has_error) {
            *ret = (struct sg_document){ 0 };
            return;
        }
        give_fault(d, "is cut off by the end of the file", true, ret);
        return;
    }
}

static void next_by_line(struct sg_documents *d, struct sg_document *ret)
{
    size_t seen = 0;
    for (;;) {
        const char *lf = left(d) > seen ? memchr(here(d) + seen, '\n', left(d) - seen) : NULL;
        if (!lf) {
            seen = left(d);
            if (seen < SG_RECORD_MAX && more(d)) continue;
            if (d->has_error) {
                *ret = (struct sg_document){ 0 };
                return;
            }
        }
        size_t len = lf ? (size_t)(lf - here(d)) : left(d), end = len;
        if (len > SG_RECORD_MAX || (!lf && len == SG_RECORD_MAX && !d->is_at_end)) {
            give_fault(d, "is longer than 64 MiB, the most that one record may have", true, ret);
            return;
        }
        if (!lf && !d->is_at_end) { /* a stream that breaks gives what it had before it tells */
            give_fault(d, "is cut off by the end of the file", true, ret);
            return;
        }
        while (end > 0 && is_blank(here(d)[end - 1]))
            end--;
        if (here(d)[end - 1] != '}' && here(d)[end - 1] != ']')
            next_by_structure(d, ret); /* cut, or printed over several lines after all */
        else
            give(d, end, NULL, ret);
        return;
    }
}

enum sg_code sg_documents_next(struct sg_documents *d, struct sg_document *ret, struct sg_err *err)
{
    *ret = (struct sg_document){ 0 };
    if (!d->is_begun) {
        d->is_begun = true;
        more(d);
        if (left(d) >= 3 && memcmp(here(d), "\xef\xbb\xbf", 3) == 0) d->pos = 3;
    }
    if (d->is_resyncing) resync(d);
    while (!d->has_error && skip_blanks(d)) {
        char c = here(d)[0];
        if (d->is_in_array && c == ']') {
            d->is_in_array = false;
            d->pos++;
        } else if (!d->is_in_array && !d->is_by_line && c == '[') {
            d->is_in_array = true;
            d->pos++;
            if (skip_blanks(d)) learn_sign(d);
        } else {
            if (c != '{' && c != '[')
                give_fault(d, "is not a JSON object", false, ret);
            else if (d->is_by_line)
                next_by_line(d, ret);
            else
                next_by_structure(d, ret);
            if (ret->text.data) return SG_OK;
        }
    }
    if (!d->has_error) {
        sg_stream_skip(d->in, d->pos); /* the stream counts what was read */
        d->window = (struct sg_str){ NULL, 0 };
        d->pos = 0;
        return SG_OK;
    }
    if (err) *err = d->error;
    return d->error.code;
}
