/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mbox in its four forms, as a stream.  A "From " line with a date, at the start or after an empty line, begins a
 * message. mboxcl, mboxcl2: a Content-Length that leads to the end or to such a line is believed, one that does not is
 * not. mboxrd: told by ">>From " lines outside quotes; only then one '>' is taken away.  mboxo's ">From " is left as it
 * is: what the sender wrote cannot be told.  See RFC 4155 and doc/formats/leak-evidence.md.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "containers/containers_internal.h"

enum { WINDOW = 256 << 10, FIELD_BYTES = 64, LOOK_AHEAD = 4 << 20, SCAN_BYTES = 1 << 20, SCAN_OVERLAP = 8 << 10 };

struct mbox {
    struct walk *w;
    struct stream *s;
    const struct place *at;
    const char *format;
    struct place inside;
    bool is_announced, is_rd;
    struct sg_buf path;
    uint32_t n; /* messages begun */

    char *window;
    size_t from, to; /* what of it is still to be read */
    uint64_t base;   /* where window[0] lies in the stream */

    /* The message. */
    sg_time stored;
    bool is_wanted, in_header, is_changed, after_empty, is_long_line;
    uint64_t size, length, body_end; /* length: of Content-Length, UINT64_MAX without; body_end: as it says, or 0 */
    unsigned hidden;                 /* lines in the body that could begin a message */
    char empty[2];                   /* an empty line that may turn out to be the separator */
    size_t n_empty;
    struct sg_sha256 *hash; /* of a message too large to be held */
};

static void mbox_release(struct mbox *m)
{
    free(m->window);
    sg_sha256_free(m->hash);
    sg_buf_release(&m->path);
}

/* ---- which form ---- */

/* ">>From " at `at`, neither of whose neighbours is quoted: a quote would have such lines in any form. */
static bool is_rd_line(const char *text, size_t len, size_t at)
{
    size_t i = at;
    while (i < len && text[i] == '>')
        i++;
    if (i - at < 2 || len - i < 5 || memcmp(text + i, "From ", 5) != 0) return false;
    const char *end = memchr(text + i, '\n', len - i);
    if (end && end + 1 < text + len && end[1] == '>') return false;
    if (at < 2) return true;
    const char *before = memrchr(text, '\n', at - 1);
    return (before ? before + 1 : text)[0] != '>';
}

static bool has_rd_line(const char *text, size_t len)
{
    const char *at = text, *end = text + len;
    while (at < end && (at = memmem(at, (size_t)(end - at), "\n>>", 3))) {
        if (is_rd_line(text, len, (size_t)(at - text) + 1)) return true;
        at += 3;
    }
    return false;
}

static bool is_mboxrd(struct stream *s)
{
    if (!stream_seeks(s)) {
        struct sg_str head = stream_peek(s, SCAN_BYTES);
        return has_rd_line(head.data, head.len);
    }
    sg_auto_char piece = malloc(SCAN_BYTES);
    if (!piece) return false;
    for (uint64_t at = 0; at < s->size; at += SCAN_BYTES - SCAN_OVERLAP) {
        size_t n = stream_pread(s, at, piece, SCAN_BYTES);
        if (has_rd_line(piece, n)) return true;
        if (n < SCAN_BYTES) break;
    }
    return false;
}

/* ---- messages ---- */

static enum sg_code announce(struct mbox *m, struct sg_err *err)
{
    m->is_announced = true;
    return walk_container(m->w, m->s, m->at, m->format, 0, &m->inside, err);
}

static enum sg_code give_held(struct mbox *m, const struct place *at, struct sg_err *err)
{
    uint64_t number;
    bool is_wanted;
    if (m->hash) {
        char hex[SG_SHA256_HEX];
        struct sg_err why;
        SG_TRY(sg_sha256_end(m->hash, hex, err));
        sg_sha256_free(m->hash);
        m->hash = NULL;
        (void)sg_fail(&why, SG_ELIMIT, "is larger than %zu bytes: hashed and not opened", m->w->limits.item_bytes);
        return walk_bare_leaf(m->w, at, m->size, hex, why.text, err);
    }
    if (!walk_number(m->w, at->path, &number, &is_wanted)) return SG_OK;
    if (!is_wanted) {
        m->w->result.bytes += m->size;
        return SG_OK;
    }
    SG_TRY(walk_held_leaf(m->w, at, SG_LEAF_MESSAGE, sg_buf_view(&m->w->held), number, err));
    if (m->hidden)
        walk_reject(m->w, number, true, at->path, sg_str(""),
                    "%u lines in it would begin a message of their own, were it "
                    "not for its Content-Length",
                    m->hidden);
    return SG_OK;
}

static enum sg_code give_message(struct mbox *m, struct sg_err *err)
{
    char name[16];
    snprintf(name, sizeof name, "%" PRIu32, m->n);
    struct place at = m->inside;
    at.path = place_path(&m->path, m->inside.path, sg_str(name), false);
    if (!at.path) return sg_fail_nomem(err, "a path");
    at.name = "";
    at.part = m->n - 1;
    at.stored = m->stored;
    at.is_message = true;
    if (m->hash) at.flags |= SG_PLACE_TOO_LARGE;
    if (m->is_changed) at.flags |= SG_PLACE_UNESCAPED;
    return give_held(m, &at, err);
}

static enum sg_code add(struct mbox *m, const char *bytes, size_t len, struct sg_err *err)
{
    struct sg_buf *held = &m->w->held;
    m->size += len;
    if (!m->is_wanted) return SG_OK;
    if (m->hash) return sg_sha256_add(m->hash, bytes, len, err);
    if (len <= m->w->limits.item_bytes - held->len) {
        sg_buf_add(held, bytes, len);
        return sg_buf_check(held, err);
    }
    SG_TRY(sg_sha256_new(&m->hash, err));
    SG_TRY(sg_sha256_add(m->hash, held->data, held->len, err));
    sg_buf_release(held);
    return sg_sha256_add(m->hash, bytes, len, err);
}

static enum sg_code add_empty(struct mbox *m, struct sg_err *err)
{
    size_t n = m->n_empty;
    m->n_empty = 0;
    return n ? add(m, m->empty, n, err) : SG_OK;
}

static enum sg_code begin_message(struct mbox *m, sg_time stored, struct sg_err *err)
{
    if (m->n == 1 && !m->is_announced) SG_TRY(announce(m, err));
    if (m->n) SG_TRY(give_message(m, err));
    m->n++;
    sg_buf_clear(&m->w->held);
    m->stored = stored;
    m->size = m->body_end = 0;
    m->length = UINT64_MAX;
    m->in_header = true;
    m->is_changed = m->after_empty = false;
    m->hidden = 0;
    m->n_empty = 0;
    /* The first is held in any case: it may turn out to be all there is. */
    m->is_wanted = m->n == 1 || walk_next_is_wanted(m->w);
    return SG_OK;
}

/* ---- Content-Length ---- */

static size_t bytes_at(struct mbox *m, uint64_t at, char *to, size_t len)
{
    if (stream_seeks(m->s)) return stream_pread(m->s, at, to, len);
    uint64_t skip = at - (m->base + m->from);
    size_t have = m->to - m->from;
    if (skip > LOOK_AHEAD) return SIZE_MAX;
    if (skip + len > have) {
        struct sg_str ahead = stream_peek(m->s, (size_t)skip + len - have);
        size_t n = 0;
        for (; n < len; n++) { /* from the window into what was looked at ahead */
            size_t i = (size_t)skip + n;
            if (i >= have + ahead.len) break;
            to[n] = i < have ? m->window[m->from + i] : ahead.data[i - have];
        }
        return n;
    }
    memcpy(to, m->window + m->from + skip, len);
    return len;
}

/* Whether the body that Content-Length states ends where a message may end. */
static bool length_fits(struct mbox *m)
{
    enum { TAIL = 1026 };
    char tail[TAIL];
    uint64_t body = m->base + m->from, end;
    sg_time time;
    if (m->length == UINT64_MAX || __builtin_add_overflow(body, m->length, &end)) return false;
    if (stream_seeks(m->s) && end > m->s->size) return false;
    if (m->length && (bytes_at(m, end - 1, tail, 1) != 1 || tail[0] != '\n')) return false;
    size_t n = bytes_at(m, end, tail, sizeof tail), i = 0;
    if (n == SIZE_MAX) return false;
    for (int lines = 0; lines < 2 && i < n; lines++) {
        if (tail[i] == '\n')
            i++;
        else if (tail[i] == '\r' && i + 1 < n && tail[i + 1] == '\n')
            i += 2;
    }
    if (i == n) return n < sizeof tail;
    const char *line_end = memchr(tail + i, '\n', n - i);
    return looks_like_from_line(sg_str_n(tail + i, line_end ? (size_t)(line_end - tail) - i : n - i), &time);
}

static void see_field(struct mbox *m, struct sg_str line)
{
    size_t name = looks_like_field(line);
    if (name != 14 || !sg_str_is_nocase(sg_str_n(line.data, name), "content-length")) return;
    struct sg_str value = { line.data + name + 1, line.len - name - 1 };
    uint64_t v;
    m->length = sg_parse_u64(sg_str_trim(value), &v, NULL) == SG_OK ? v : UINT64_MAX;
}

static void end_header(struct mbox *m)
{
    m->in_header = false;
    /* Those mails that state 0 and have a body are many. */
    if (m->length && length_fits(m)) m->body_end = m->base + m->from + m->length;
}

/* ---- lines ---- */

static bool is_empty_line(struct sg_str line)
{
    return sg_str_is(line, "\n") || sg_str_is(line, "\r\n");
}

static bool is_escaped(struct sg_str line)
{
    size_t i = 0;
    while (i < line.len && line.data[i] == '>')
        i++;
    return i > 0 && line.len - i >= 5 && memcmp(line.data + i, "From ", 5) == 0;
}

static enum sg_code take_line(struct mbox *m, struct sg_str line, struct sg_err *err)
{
    sg_time stored;
    uint64_t start = m->base + m->from - line.len;
    bool in_stated = m->body_end && start < m->body_end;
    bool may_begin = m->n == 0 || m->after_empty || (m->body_end && start == m->body_end);
    bool begins = may_begin && line.data[0] == 'F' && looks_like_from_line(line, &stored);
    if (begins && !in_stated) return begin_message(m, stored, err);
    if (begins) m->hidden++;
    m->after_empty = is_empty_line(line);
    SG_TRY(add_empty(m, err));
    if (m->after_empty && !m->in_header && !in_stated) {
        memcpy(m->empty, line.data, line.len);
        m->n_empty = line.len;
        return SG_OK;
    }
    if (m->is_rd && !m->in_header && !m->body_end && line.data[0] == '>' && is_escaped(line)) {
        m->is_changed = true;
        line = sg_str_n(line.data + 1, line.len - 1);
    }
    SG_TRY(add(m, line.data, line.len, err));
    if (!m->in_header) return SG_OK;
    if (m->after_empty)
        end_header(m);
    else
        see_field(m, line);
    return SG_OK;
}

static void fill(struct mbox *m)
{
    if (m->from) {
        m->to -= m->from;
        m->base += m->from;
        memmove(m->window, m->window + m->from, m->to);
        m->from = 0;
    }
    m->to += stream_read(m->s, m->window + m->to, WINDOW - m->to);
}

/* The next line with its end, or a piece of one that does not fit into the window.  Empty at the end of the stream. */
static struct sg_str next_line(struct mbox *m, bool *ret_is_whole)
{
    char *end = m->to > m->from ? memchr(m->window + m->from, '\n', m->to - m->from) : NULL;
    if (!end) {
        fill(m);
        end = m->to ? memchr(m->window, '\n', m->to) : NULL;
    }
    struct sg_str line = { m->window + m->from, end ? (size_t)(end - m->window) + 1 - m->from : m->to - m->from };
    m->from += line.len;
    *ret_is_whole = end != NULL;
    return line;
}

static enum sg_code read_lines(struct mbox *m, struct sg_err *err)
{
    bool is_whole, in_long = false;
    while (!walk_is_over(m->w, m->at->layer)) {
        struct sg_str line = next_line(m, &is_whole);
        if (line.len == 0) break;
        if (in_long) {
            SG_TRY(add(m, line.data, line.len, err));
        } else {
            SG_TRY(take_line(m, line, err));
        }
        in_long = !is_whole;
    }
    return SG_OK;
}

/* One message alone is no mbox: the file is the mail, its "From " line left out. */
static enum sg_code give_only(struct mbox *m, struct sg_err *err)
{
    struct place at = *m->at;
    at.stored = m->stored;
    at.is_message = true;
    if (m->hash) at.flags |= SG_PLACE_TOO_LARGE;
    if (m->is_changed) at.flags |= SG_PLACE_UNESCAPED;
    if (m->s->fault.code != SG_OK) at.flags |= SG_PLACE_BROKEN;
    if (at.is_source) strcpy(m->w->result.format, "eml");
    return give_held(m, &at, err);
}

static enum sg_code read_all(struct mbox *m, struct sg_err *err)
{
    m->window = malloc(WINDOW);
    if (!m->window) return sg_fail_nomem(err, "an mbox");
    m->is_rd = is_mboxrd(m->s);
    SG_TRY(read_lines(m, err));
    const struct sg_err *fault = &m->s->fault;
    if (m->n == 1 && !m->is_announced && !m->w->is_ended) {
        SG_TRY(add_empty(m, err));
        SG_TRY(give_only(m, err));
        if (fault->code != SG_OK)
            walk_reject(m->w, m->w->number, true, m->at->path, sg_str(""), "the rest is missing: %s", fault->text);
        return SG_OK;
    }
    if (m->n) SG_TRY(give_message(m, err));
    if (fault->code != SG_OK)
        walk_reject_rest(m->w, &m->inside, "the rest is missing behind %" PRIu32 " messages: %s", m->n, fault->text);
    return SG_OK;
}

enum sg_code walk_mbox(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                       struct sg_err *err)
{
    struct mbox m = { .w = w, .s = s, .at = at, .format = kind->name, .stored = SG_TIME_NONE, .length = UINT64_MAX };
    enum sg_code code = read_all(&m, err);
    mbox_release(&m);
    sg_buf_clear(&w->held);
    return code;
}
