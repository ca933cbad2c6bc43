/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens to the bodies of honest mail, undone.  One row of `undos` is one harm; its order is the order of
 * undoing: what happens last on the way (a mailbox's ">From ") is undone first.  doc/method/signatures.md, "Known
 * harms".
 */
#include "base/pack.h"
#include "base/text.h"
#include "dkim/dkim_internal.h"

const char *sg_harm_name(enum sg_harm h)
{
    static const char *const names[SG_HARMS] = {
        [SG_HARM_LINE_ENDS] = "line-ends",     [SG_HARM_FROM_LINES] = "from-lines",
        [SG_HARM_BLANK_LINES] = "blank-lines", [SG_HARM_LIST_FOOTER] = "list-footer",
        [SG_HARM_SUBJECT_TAG] = "subject-tag", [SG_HARM_ENCODING] = "encoding",
        [SG_HARM_FOLDING] = "folding",         [SG_HARM_TRAILING_SPACE] = "trailing-space",
        [SG_HARM_HEADER_CASE] = "header-case", [SG_HARM_ADDED_FIELD] = "added-field",
        [SG_HARM_UNSTUFFED_DOT] = "dots",
    };
    return (unsigned)h < SG_HARMS ? names[h] : "";
}

/* A body on its way back. */
struct form {
    struct sg_str body;
    struct sg_str boundary; /* of a multipart */
    enum sg_mail_encoding encoding;
    bool is_single, is_inner; /* one part that is no multipart; it was taken out of a wrapping */
};
struct undo {
    enum sg_harm harm;
    unsigned variants, in_pairs; /* how many there are; how many of them are tried with another harm */
    /* false: there is nothing to undo, or no such variant.  `now` holds the same but for its body when it begins. */
    bool (*apply)(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                  struct form *now, struct sg_buf *how);
};

/* The line at *pos with its end; false behind the last. */
static bool next_line(struct sg_str s, size_t *pos, struct sg_str *ret)
{
    if (*pos >= s.len) return false;
    const char *end = memchr(s.data + *pos, '\n', s.len - *pos);
    size_t to = end ? (size_t)(end - s.data) + 1 : s.len;
    *ret = sg_str_n(s.data + *pos, to - *pos);
    *pos = to;
    return true;
}

static bool begins(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && memcmp(s.data, with, n) == 0;
}

static struct sg_str without_end(struct sg_str line)
{
    if (line.len && line.data[line.len - 1] == '\n') line.len--;
    if (line.len && line.data[line.len - 1] == '\r') line.len--;
    return line;
}

static bool is_white(struct sg_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r' && line.data[i] != '\n') return false;
    return true;
}

/* ---- line ends ---- */

static bool undo_bare_cr(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                         struct form *now, struct sg_buf *how)
{
    (void)m, (void)variant;
    struct sg_str fixed = sg_crlf(was->body, true, out);
    if (fixed.data == was->body.data) return false;
    now->body = fixed;
    sg_buf_text(how, " line-ends=cr");
    return true;
}

/* ---- dots: SMTP doubles a '.' at a line's beginning; some hop forgot to take it away, or took one too many ---- */

static bool undo_dots(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                      struct form *now, struct sg_buf *how)
{
    (void)m;
    struct sg_str line;
    bool is_changed = false;
    for (size_t pos = 0; next_line(was->body, &pos, &line);) {
        if (variant == 0 && begins(line, "..")) {
            line.data++, line.len--;
            is_changed = true;
        } else if (variant == 1 && begins(line, ".")) {
            sg_buf_char(out, '.');
            is_changed = true;
        }
        sg_buf_str(out, line);
    }
    now->body = sg_buf_view(out);
    sg_buf_text(how, variant ? " dots=doubled" : " dots=single");
    return is_changed;
}

/* ---- ">From " ---- */

enum { FROM_SUBSETS = 6 };

/* How many lines begin with ">From " (`is_deep`: with two or more '>'). */
static size_t count_from(struct sg_str body, bool *is_deep)
{
    size_t n = 0;
    struct sg_str line;
    *is_deep = false;
    for (size_t pos = 0; next_line(body, &pos, &line);) {
        if (line.data[0] != '>') continue;
        n += begins(line, ">From ");
        size_t depth = 0;
        while (depth < line.len && line.data[depth] == '>')
            depth++;
        if (depth > 1 && begins(sg_str_n(line.data + depth, line.len - depth), "From ")) *is_deep = true;
    }
    return n;
}

/* `mask`: which of the lines that begin with ">From ", the first is bit 0; `is_deep`: of ">>From " too. */
static void unquote_from(struct sg_str body, uint64_t mask, bool is_deep, struct sg_buf *out)
{
    struct sg_str line;
    size_t n = 0;
    for (size_t pos = 0; next_line(body, &pos, &line);) {
        size_t depth = 0;
        while (depth < line.len && line.data[depth] == '>')
            depth++;
        if (depth && begins(sg_str_n(line.data + depth, line.len - depth), "From ") && (depth == 1 || is_deep)) {
            bool is_meant = mask == UINT64_MAX || (n < 64 && mask >> n & 1);
            n++;
            if (is_meant) line.data++, line.len--;
        }
        sg_buf_str(out, line);
    }
}

static bool undo_from(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                      struct form *now, struct sg_buf *how)
{
    (void)m;
    bool is_deep;
    size_t n = count_from(was->body, &is_deep);
    if (variant == 0 ? n == 0 : variant == 1 ? !is_deep : n < 2 || n > FROM_SUBSETS) return false;
    if (variant >= 2 && variant - 1 >= (1u << n) - 1) return false; /* the last subset is "all" */
    uint64_t mask = variant < 2 ? UINT64_MAX : variant - 1;
    unquote_from(was->body, mask, variant == 1, out);
    now->body = sg_buf_view(out);
    if (variant < 2)
        sg_buf_text(how, variant ? " from-lines=deep" : " from-lines=all");
    else
        sg_buf_printf(how, " from-lines=%llx", (unsigned long long)mask);
    return true;
}

/* ---- blank lines ---- */

/* 0: lines of blanks alone at the end away; 1: empty lines at the beginning away; 2, 3: one, two more there. */
static bool undo_blank_lines(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                             struct form *now, struct sg_buf *how)
{
    (void)m;
    struct sg_str b = was->body, line;
    static const char *const told[] = { "end", "begin", "begin+1", "begin+2" };
    if (variant == 0) {
        size_t keep = 0;
        bool has_white = false;
        for (size_t pos = 0; next_line(b, &pos, &line);) {
            if (!is_white(line)) {
                keep = pos;
                has_white = false;
            } else if (without_end(line).len) {
                has_white = true;
            }
        }
        if (!has_white) return false;
        b.len = keep;
    } else if (variant == 1) {
        size_t from = 0, pos = 0;
        while (next_line(b, &pos, &line) && is_white(line))
            from = pos;
        if (from == 0) return false;
        b = sg_str_n(b.data + from, b.len - from);
    } else {
        for (unsigned i = 1; i < variant; i++)
            sg_buf_add(out, "\r\n", 2);
    }
    sg_buf_str(out, b);
    now->body = sg_buf_view(out);
    sg_buf_printf(how, " blank-lines=%s", told[variant]);
    return true;
}

/* ---- parts that lists add, or wrap around ---- */

/* Whether the line is "--boundary" (`is_end`: "--boundary--"). */
static bool is_delimiter(struct sg_str line, struct sg_str boundary, bool is_end)
{
    line = without_end(line);
    while (line.len && (line.data[line.len - 1] == ' ' || line.data[line.len - 1] == '\t'))
        line.len--;
    size_t len = boundary.len + (is_end ? 4 : 2);
    if (line.len != len || !begins(line, "--") || memcmp(line.data + 2, boundary.data, boundary.len) != 0) return false;
    return !is_end || memcmp(line.data + len - 2, "--", 2) == 0;
}

/* The last part before the closing line away. */
static bool undo_last_part(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                           struct form *now, struct sg_buf *how)
{
    (void)m, (void)variant;
    struct sg_str line;
    size_t n = 0, last = 0, end = 0, at = 0;
    if (!was->boundary.len) return false;
    for (size_t pos = 0; next_line(was->body, &pos, &line); at = pos) {
        if (is_delimiter(line, was->boundary, false)) {
            n++;
            last = at;
        } else if (is_delimiter(line, was->boundary, true)) {
            end = at;
        }
    }
    if (n < 2 || end < last) return false;
    sg_buf_add(out, was->body.data, last);
    sg_buf_str(out, sg_str_n(was->body.data + end, was->body.len - end));
    now->body = sg_buf_view(out);
    sg_buf_printf(how, " list-footer=part:%zu", end - last);
    return true;
}

/* How a field of the inner header was written, for the header's turn. */
static void tell_inner(struct sg_str header, const char *name, const char *fact, struct sg_buf *how)
{
    struct sg_mail_field field[64];
    size_t n = sg_mail_split_header(header, field, 64);
    for (size_t i = 0; i < n; i++)
        if (sg_str_is_nocase(field[i].name, name)) {
            sg_buf_printf(how, " %s=", fact);
            sg_escape_fact(how, field[i].value);
            return;
        }
    sg_buf_printf(how, " %s=-", fact);
}

/* The first part is the message as it was, others were put behind it. */
static bool undo_wrapping(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                          struct form *now, struct sg_buf *how)
{
    (void)variant, (void)out;
    struct sg_str line;
    size_t at = 0, begin = 0, body = 0, end = 0;
    if (!was->boundary.len || m->n_parts < 2) return false;
    for (size_t pos = 0; next_line(was->body, &pos, &line) && !end; at = pos) {
        bool is_one = is_delimiter(line, was->boundary, false) || is_delimiter(line, was->boundary, true);
        if (!begin) {
            if (is_one) begin = pos;
        } else if (!body) {
            if (is_one) return false;
            if (!without_end(line).len) body = pos;
        } else if (is_one) {
            end = at;
        }
    }
    if (!body || end < body) return false;
    struct sg_str header = sg_str_n(was->body.data + begin, body - begin);
    now->body = sg_str_n(was->body.data + body, end - body);
    now->boundary = m->parts[1].boundary;
    now->encoding = m->parts[1].encoding;
    now->is_single = !m->parts[1].is_multipart;
    now->is_inner = true;
    sg_buf_printf(how, " list-footer=wrapped");
    tell_inner(header, "Content-Type", "type", how);
    tell_inner(header, "Content-Transfer-Encoding", "transfer", how);
    return true;
}

/* ---- encodings of a body that is one part ---- */

static void encode_base64(struct sg_str s, size_t width, struct sg_buf *out)
{
    for (size_t i = 0, step = width / 4 * 3; i < s.len; i += step) {
        sg_base64(out, s.data + i, s.len - i < step ? s.len - i : step);
        sg_buf_add(out, "\r\n", 2);
    }
}

/* One line; `width` bytes at most with the '=' of a soft break. `is_careful`: "From " and "." are written in digits. */
static void encode_qp_line(struct sg_str line, size_t width, bool is_careful, struct sg_buf *out)
{
    size_t n = 0;
    bool has_from = is_careful && begins(line, "From "), has_dot = is_careful && sg_str_is(line, ".");
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.data[i];
        bool is_last = i + 1 == line.len;
        bool is_plain = (c >= 33 && c <= 126 && c != '=') || ((c == ' ' || c == '\t') && !is_last);
        if (i == 0 && (has_from || has_dot)) is_plain = false;
        size_t size = is_plain ? 1 : 3;
        if (n + size > width - (is_last ? 0 : 1)) {
            sg_buf_add(out, "=\r\n", 3);
            n = 0;
        }
        if (is_plain)
            sg_buf_char(out, (char)c);
        else
            sg_buf_printf(out, "=%02X", c);
        n += size;
    }
}

static void encode_qp(struct sg_str s, size_t width, bool is_careful, struct sg_buf *out)
{
    struct sg_str line;
    for (size_t pos = 0; next_line(s, &pos, &line);) {
        struct sg_str content = without_end(line);
        encode_qp_line(content, width, is_careful, out);
        if (content.len < line.len) sg_buf_add(out, "\r\n", 2);
    }
}

/* 0: to what it says; 1 to 6: to quoted-printable; 7 to 9: to base64. */
static bool undo_encoding(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                          struct form *now, struct sg_buf *how)
{
    (void)m;
    static const struct {
        unsigned char width;
        bool is_base64, is_careful;
    } to[] = {
        { 0, false, false },  { 76, false, false }, { 76, false, true }, { 73, false, false }, { 73, false, true },
        { 72, false, false }, { 72, false, true },  { 76, true, false }, { 72, true, false },  { 64, true, false },
    };
    if (!was->is_single || was->encoding == SG_MAIL_UUENCODE) return false;
    bool is_encoded = was->encoding != SG_MAIL_IDENTITY;
    if (variant == 0 && !is_encoded) return false;
    sg_auto_buf plain = { 0 };
    sg_auto_buf lines = { 0 };
    struct sg_str text = was->body;
    if (is_encoded) {
        struct sg_mail_part part = { .encoding = was->encoding, .body = was->body };
        uint32_t defects = 0;
        sg_mail_decode(&part, &plain, &defects);
        text = sg_crlf(sg_buf_view(&plain), false, &lines);
    }
    if (variant == 0)
        sg_buf_str(out, text);
    else if (to[variant].is_base64)
        encode_base64(text, to[variant].width, out);
    else
        encode_qp(text, to[variant].width, to[variant].is_careful, out);
    now->body = sg_buf_view(out);
    now->encoding = variant == 0 ? SG_MAIL_IDENTITY : to[variant].is_base64 ? SG_MAIL_BASE64 : SG_MAIL_QUOTED_PRINTABLE;
    if (variant == 0)
        sg_buf_text(how, " encoding=identity");
    else
        sg_buf_printf(how, " encoding=%s/%u%s", to[variant].is_base64 ? "base64" : "quoted-printable",
                      to[variant].width, to[variant].is_careful ? "/careful" : "");
    return !plain.failed && !lines.failed;
}

/* ---- blanks at the ends of lines ---- */

/* 0: all away; 1: the one of a signature's "-- " put back. */
static bool undo_trailing_space(const struct sg_mail *m, const struct form *was, unsigned variant, struct sg_buf *out,
                                struct form *now, struct sg_buf *how)
{
    (void)m;
    struct sg_str line;
    bool is_changed = false;
    for (size_t pos = 0; next_line(was->body, &pos, &line);) {
        struct sg_str content = without_end(line);
        size_t len = content.len;
        while (variant == 0 && len && (content.data[len - 1] == ' ' || content.data[len - 1] == '\t'))
            len--;
        sg_buf_add(out, content.data, len);
        bool is_lost = variant == 1 && sg_str_is(content, "--");
        if (is_lost) sg_buf_char(out, ' ');
        is_changed |= is_lost || len < content.len;
        sg_buf_add(out, content.data + content.len, line.len - content.len);
    }
    now->body = sg_buf_view(out);
    sg_buf_text(how, variant ? " trailing-space=sign" : " trailing-space=none");
    return is_changed;
}

/* ---- all of them, alone and in pairs ---- */

static const struct undo undos[] = {
    { SG_HARM_LINE_ENDS, 1, 1, undo_bare_cr },
    { SG_HARM_UNSTUFFED_DOT, 2, 1, undo_dots },
    { SG_HARM_FROM_LINES, 1 + (1 << FROM_SUBSETS), 2, undo_from },
    { SG_HARM_BLANK_LINES, 4, 3, undo_blank_lines },
    { SG_HARM_LIST_FOOTER, 1, 1, undo_last_part },
    { SG_HARM_LIST_FOOTER, 1, 1, undo_wrapping },
    { SG_HARM_ENCODING, 10, 10, undo_encoding },
    { SG_HARM_TRAILING_SPACE, 2, 2, undo_trailing_space },
};
enum { UNDOS = sizeof undos / sizeof *undos };

struct trial {
    const struct sg_mail *m;
    uint64_t budget;
    struct sg_buf first, second, how;
    sg_body_look *look;
    void *ctx;
};

/* Undoes one harm of `was`; false when there is none, or no budget. */
static bool undo_one(struct trial *t, const struct undo *u, unsigned variant, const struct form *was,
                     struct sg_buf *out, struct form *now)
{
    if (t->budget < was->body.len + 256) {
        t->budget = 0;
        return false;
    }
    sg_buf_clear(out);
    size_t how = t->how.len;
    *now = *was;
    bool is_done = u->apply(t->m, was, variant, out, now, &t->how) && !out->failed;
    /* What there is to undo is seen by reading the body once: that costs as well. */
    uint64_t cost = was->body.len / 8 + 256 + (is_done ? now->body.len + was->body.len : 0);
    t->budget = t->budget > cost ? t->budget - cost : 0;
    if (!is_done) t->how.len = how;
    return is_done;
}

static bool try_singles(struct trial *t, const struct form *whole)
{
    struct form now;
    for (size_t i = 0; i < UNDOS; i++)
        for (unsigned v = 0; v < undos[i].variants; v++) {
            sg_buf_clear(&t->how);
            if (!undo_one(t, &undos[i], v, whole, &t->first, &now)) continue;
            if (t->look(t->ctx, now.body, 1u << undos[i].harm, sg_buf_view(&t->how))) return true;
        }
    return false;
}

static bool try_second(struct trial *t, size_t i, const struct form *one)
{
    struct form now;
    size_t how = t->how.len;
    for (size_t k = i + 1; k < UNDOS; k++)
        for (unsigned v = 0; v < undos[k].in_pairs; v++) {
            t->how.len = how;
            if (!undo_one(t, &undos[k], v, one, &t->second, &now)) continue;
            uint32_t harms = 1u << undos[i].harm | 1u << undos[k].harm;
            if (t->look(t->ctx, now.body, harms, sg_buf_view(&t->how))) return true;
        }
    return false;
}

static bool try_pairs(struct trial *t, const struct form *whole)
{
    struct form one;
    for (size_t i = 0; i < UNDOS; i++)
        for (unsigned v = 0; v < undos[i].in_pairs; v++) {
            sg_buf_clear(&t->how);
            if (undo_one(t, &undos[i], v, whole, &t->first, &one) && try_second(t, i, &one)) return true;
        }
    return false;
}

void sg_harms_bodies(const struct sg_mail *m, struct sg_str body, uint64_t budget, sg_body_look *look, void *ctx)
{
    struct trial t = { .m = m, .budget = budget, .look = look, .ctx = ctx };
    struct form whole = { .body = body, .boundary = sg_str(""), .encoding = SG_MAIL_IDENTITY, .is_single = true };
    if (m->n_parts) {
        whole.boundary = m->parts[0].is_multipart ? m->parts[0].boundary : sg_str("");
        whole.encoding = m->parts[0].encoding;
        whole.is_single = !m->parts[0].is_multipart;
    }
    if (!try_singles(&t, &whole)) try_pairs(&t, &whole);
    sg_buf_release(&t.first);
    sg_buf_release(&t.second);
    sg_buf_release(&t.how);
}
