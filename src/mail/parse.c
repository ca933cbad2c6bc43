/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message into fields and parts.  One walk from front to back: a line that begins with "--" is held against the
 * boundaries that are open (at most SG_MAIL_DEPTH), nothing is looked at twice, and nothing is copied that can be
 * pointed at.
 */
#include <stdlib.h>

#include "mail/mail_internal.h"

enum sg_code sg_mail_parser_new(struct sg_mail_parser **ret, struct sg_err *err)
{
    struct sg_mail_parser *p = malloc(sizeof *p); /* not cleared: most of it is room that few mails need */
    if (!p) return sg_fail_nomem(err, "a parser of mail");
    memset(p, 0, offsetof(struct sg_mail_parser, fields));
    *ret = p;
    return SG_OK;
}

bool sg_mail_is_short(const struct sg_mail_parser *p)
{
    return p->scratch.failed;
}

void sg_mail_parser_free(struct sg_mail_parser *p)
{
    if (!p) return;
    scratch_release(&p->scratch);
    sg_buf_release(&p->decoded);
    sg_buf_release(&p->utf8);
    sg_buf_release(&p->phrase);
    free(p);
}

/* ---- the fields that say what a part is ---- */

static struct sg_str type_of(struct sg_mail_parser *p, struct sg_str word)
{
    size_t n_slashes = 0, len = 0;
    while (len < word.len && word.data[len] > ' ' && word.data[len] < 127 &&
           !strchr("()<>@,;:\\\"[]?=", word.data[len]))
        n_slashes += word.data[len++] == '/';
    if (n_slashes == 1 && word.data[0] != '/' && word.data[len - 1] != '/' && len < 128)
        return scratch_lower(&p->scratch, sg_str_n(word.data, len));
    return sg_str("text/plain"); /* RFC 2045, 5.2: what cannot be read is that */
}

/* A parameter in the forms of RFC 2231, into the parser's memory. */
static struct sg_str pieces_of(struct sg_mail_parser *p, struct sg_str value, const char *name)
{
    sg_buf_clear(&p->phrase);
    return params_text(value, name, &p->phrase) ? scratch_copy(&p->scratch, sg_buf_view(&p->phrase)) : sg_str("");
}

static void read_type(struct sg_mail_parser *p, struct sg_mail_part *part, struct sg_str value)
{
    struct params it, inner;
    struct sg_str name, text;
    bool is_quoted, has_name = false, has_pieces = false;
    part->type = type_of(p, params_open(&it, value));
    while (params_next(&it, &name, &text, &is_quoted)) {
        if (!part->charset.len && sg_str_is_nocase(name, "charset")) {
            text = params_plain(&p->scratch, text, is_quoted);
            if (!is_quoted) text = params_open(&inner, text);
            part->charset = scratch_lower(&p->scratch, sg_str_trim(text));
        } else if (!part->boundary.len && sg_str_is_nocase(name, "boundary")) {
            text = params_plain(&p->scratch, text, is_quoted);
            while (text.len && mail_is_space(text.data[text.len - 1])) /* RFC 2046, 5.1.1: it ends with no blank */
                text.len--;
            part->boundary = text;
        }
        has_name |= sg_lower(name.data[0]) == 'n';
        has_pieces |= memchr(name.data, '*', name.len) != NULL;
    }
    if (has_pieces && !part->boundary.len) part->boundary = pieces_of(p, value, "boundary");
    if (has_pieces && !part->charset.len) part->charset = scratch_lower(&p->scratch, pieces_of(p, value, "charset"));
    if (has_name && !part->name.len) part->name = pieces_of(p, value, "name");
}

static void read_disposition(struct sg_mail_parser *p, struct sg_mail_part *part, struct sg_str value)
{
    struct params it;
    struct sg_str word = params_open(&it, value);
    if (word.len && word.len < 64) part->disposition = scratch_lower(&p->scratch, word);
    sg_buf_clear(&p->phrase);
    if (it.rest.len && params_text(value, "filename", &p->phrase) && p->phrase.len)
        part->name = scratch_copy(&p->scratch, sg_buf_view(&p->phrase));
}

static enum sg_mail_encoding encoding_of(struct sg_str value)
{
    static const struct {
        const char *name;
        enum sg_mail_encoding encoding;
    } names[] = {
        { "base64", SG_MAIL_BASE64 },       { "quoted-printable", SG_MAIL_QUOTED_PRINTABLE },
        { "x-uuencode", SG_MAIL_UUENCODE }, { "uuencode", SG_MAIL_UUENCODE },
        { "x-uue", SG_MAIL_UUENCODE },      { "uue", SG_MAIL_UUENCODE },
    };
    struct params it;
    struct sg_str word = params_open(&it, value);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sg_str_is_nocase(word, names[i].name)) return names[i].encoding;
    return SG_MAIL_IDENTITY;
}

/* Which of them a part has had: the first of each holds. */
enum { HAS_TYPE = 1, HAS_ENCODING = 2, HAS_DISPOSITION = 4, HAS_ID = 8 };

static void read_field(struct sg_mail_parser *p, struct sg_mail_part *part, const struct sg_mail_field *f,
                       unsigned *has)
{
    if (f->name.len < 10 || (f->name.data[0] | 32) != 'c') return;
    if (!(*has & HAS_TYPE) && sg_str_is_nocase(f->name, "content-type")) {
        *has |= HAS_TYPE;
        read_type(p, part, f->value);
    } else if (!(*has & HAS_ENCODING) && sg_str_is_nocase(f->name, "content-transfer-encoding")) {
        *has |= HAS_ENCODING;
        part->encoding = encoding_of(f->value);
    } else if (!(*has & HAS_DISPOSITION) && sg_str_is_nocase(f->name, "content-disposition")) {
        *has |= HAS_DISPOSITION;
        read_disposition(p, part, f->value);
    } else if (!(*has & HAS_ID) && sg_str_is_nocase(f->name, "content-id")) {
        size_t at = 0;
        *has |= HAS_ID;
        if (!sg_mail_next_id(f->value, &at, &part->content_id)) part->content_id = sg_str_trim(f->value);
    }
}

/* ---- the walk ---- */

struct boundary {
    struct sg_str text;
    uint32_t part, depth; /* the multipart, and how deep it lies */
};

struct walk {
    struct sg_mail_parser *p;
    const char *at, *end;
    struct boundary open[SG_MAIL_DEPTH];
    size_t n_open;
    uint32_t chain[SG_MAIL_DEPTH + 1]; /* parts whose body goes on, by depth */
    size_t n_chain;
    size_t n_parts;
    uint32_t defects;
};

/* A boundary line at `line`: whose, and is it the closing one?  Returns the start of the next line; NULL: none. */
static const char *read_boundary(const struct walk *w, const char *line, size_t *ret_open, bool *ret_is_close)
{
    const char *text = line + 2;
    for (size_t k = w->n_open; k-- > 0;) {
        struct sg_str b = w->open[k].text;
        if ((size_t)(w->end - text) < b.len || memcmp(text, b.data, b.len) != 0) continue;
        const char *q = text + b.len;
        bool is_close = w->end - q >= 2 && q[0] == '-' && q[1] == '-';
        if (is_close) q += 2;
        while (q < w->end && mail_is_blank(*q))
            q++;
        if (w->end - q >= 2 && q[0] == '\r' && q[1] == '\n') q++;
        if (q < w->end && *q != '\n') continue;
        *ret_open = k;
        *ret_is_close = is_close;
        return q < w->end ? q + 1 : q;
    }
    return NULL;
}

/* The next boundary line from w->at, a line's start, on. */
static const char *next_boundary(const struct walk *w, size_t *ret_open, bool *ret_is_close, const char **ret_next)
{
    const char *line = w->at;
    while ((line = mail_next_dashes(line, w->end)) != NULL) {
        *ret_next = read_boundary(w, line, ret_open, ret_is_close);
        if (*ret_next) return line;
        const char *lf = memchr(line, '\n', (size_t)(w->end - line));
        if (!lf) return NULL;
        line = lf + 1;
    }
    return NULL;
}

/* Bodies deeper than `depth` end before the line end that stands before the boundary `line`, and belongs to it. */
static void end_bodies(struct walk *w, size_t depth, const char *line)
{
    for (; w->n_chain > depth + 1; w->n_chain--) {
        struct sg_mail_part *part = &w->p->parts[w->chain[w->n_chain - 1]];
        const char *end = line;
        if (end > part->body.data && end[-1] == '\n') end--;
        if (end > part->body.data && end[-1] == '\r') end--;
        part->body.len = (size_t)(end - part->body.data);
    }
}

static struct sg_mail_part *begin_part(struct walk *w, uint32_t parent, uint32_t depth)
{
    struct sg_mail_part *part = &w->p->parts[w->n_parts];
    bool is_digest = parent != SG_MAIL_NO_PART && sg_str_is(w->p->parts[parent].type, "multipart/digest");
    struct sg_str none = sg_str("");
    *part = (struct sg_mail_part){ .parent = parent,
                                   .depth = depth,
                                   .charset = none,
                                   .name = none,
                                   .disposition = none,
                                   .content_id = none,
                                   .boundary = none };
    part->type = sg_str(is_digest ? "message/rfc822" : "text/plain");
    w->n_chain = depth;
    w->chain[w->n_chain++] = (uint32_t)w->n_parts++;
    return part;
}

/* What the header has said is judged; a multipart's boundary is opened. */
static void end_header(struct walk *w, struct sg_mail_part *part)
{
    part->body = sg_str_n(w->at, 0);
    part->is_message = sg_str_is(part->type, "message/rfc822") || sg_str_is(part->type, "message/global") ||
                       sg_str_is(part->type, "message/news");
    if (part->type.len < 10 || memcmp(part->type.data, "multipart/", 10) != 0) {
        part->boundary = sg_str("");
        return;
    }
    if (!part->boundary.len) {
        w->defects |= SG_MAIL_NO_END_BOUNDARY;
    } else if (part->depth + 1 >= SG_MAIL_DEPTH) {
        w->defects |= SG_MAIL_TOO_DEEP;
    } else {
        part->is_multipart = true;
        w->open[w->n_open++] = (struct boundary){ part->boundary, (uint32_t)(part - w->p->parts), part->depth };
    }
}

/* The header of a part inside: what it is; w->at is its body afterwards. */
static void read_part_header(struct walk *w, struct sg_mail_part *part)
{
    struct sg_mail_field f;
    const char *start = w->at, *next;
    unsigned has = 0;
    size_t k;
    bool is_close;
    for (;;) {
        part->header = sg_str_n(start, (size_t)(w->at - start));
        if (w->at >= w->end) return;
        if ((next = mail_empty_line(w->at, w->end)) != NULL) {
            w->at = next;
            return;
        }
        if (w->end - w->at >= 2 && w->at[0] == '-' && w->at[1] == '-' && read_boundary(w, w->at, &k, &is_close)) return;
        if (!(next = mail_field_at(w->at, w->end, &f))) return; /* the body begins here, without an empty line */
        read_field(w->p, part, &f, &has);
        w->at = next;
    }
}

static void walk_parts(struct walk *w)
{
    const char *line, *next;
    size_t k;
    bool is_close;
    while (w->n_open && (line = next_boundary(w, &k, &is_close, &next)) != NULL) {
        struct boundary b = w->open[k];
        end_bodies(w, b.depth, line);
        if (k + 1 < w->n_open) w->defects |= SG_MAIL_NO_END_BOUNDARY;
        w->n_open = is_close ? k : k + 1;
        w->at = next;
        if (is_close) continue;
        if (w->n_parts == SG_MAIL_PARTS) {
            w->defects |= SG_MAIL_TOO_MANY_PARTS;
            break;
        }
        struct sg_mail_part *part = begin_part(w, b.part, b.depth + 1);
        read_part_header(w, part);
        end_header(w, part);
    }
    if (w->n_open) w->defects |= SG_MAIL_NO_END_BOUNDARY;
    w->n_open = 0;
    for (; w->n_chain; w->n_chain--) {
        struct sg_mail_part *part = &w->p->parts[w->chain[w->n_chain - 1]];
        part->body.len = (size_t)(w->end - part->body.data);
    }
}

/* ---- what is shown and what is an item ---- */

static bool is_shown_type(struct sg_str type)
{
    return sg_str_is(type, "text/plain") || sg_str_is(type, "text/html") || sg_str_is(type, "text/enriched") ||
           sg_str_is(type, "text/richtext");
}

static void judge_parts(struct sg_mail_parser *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sg_mail_part *part = &p->parts[i];
        if (part->is_multipart && (i + 1 == n || p->parts[i + 1].parent != i))
            part->is_multipart = false; /* it has none */
        if (part->is_multipart) continue;
        bool is_first = i == 0 || part->parent == i - 1;
        bool is_multipart_type = part->type.len > 10 && memcmp(part->type.data, "multipart/", 10) == 0;
        part->is_attachment = sg_str_is(part->disposition, "attachment") ||
                              !(is_shown_type(part->type) || is_multipart_type) || (part->name.len && !is_first);
    }
}

/* ---- the message's own header ---- */

/* Fields of which a message has one: RFC 5322, 3.6, and MIME's. */
static unsigned single_bit(struct sg_str name)
{
    static const char *const singles[] = {
        "from",   "date",     "subject",     "message-id", "to",           "cc",           "bcc",
        "sender", "reply-to", "in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding",
    };
    static const uint32_t lengths =
        1u << 4 | 1u << 7 | 1u << 10 | 1u << 2 | 1u << 3 | 1u << 6 | 1u << 8 | 1u << 11 | 1u << 12 | 1u << 25;
    if (name.len > 25 || !(lengths >> name.len & 1)) return 0;
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
        if (sg_lower(name.data[0]) == singles[i][0] && sg_str_is_nocase(name, singles[i])) return 1u << i;
    return 0;
}

enum { DATE_BIT = 1u << 1 };

static void see_field(struct walk *w, const struct sg_mail_field *f, unsigned *singles)
{
    unsigned bit = single_bit(f->name);
    if (*singles & bit) w->defects |= SG_MAIL_REPEATED_FIELD;
    if (bit == DATE_BIT && !(*singles & bit)) {
        sg_time t;
        int64_t zone;
        if (!sg_mail_date(f->value, &t, &zone)) w->defects |= SG_MAIL_BAD_DATE;
    }
    *singles |= bit;
}

static void read_header(struct walk *w, struct sg_mail_part *part)
{
    struct sg_mail *m = &w->p->mail;
    struct sg_mail_field extra;
    const char *next = mail_from_line(w->at, w->end);
    unsigned has = 0, singles = 0;
    if (next && !mail_field_at(w->at, w->end, &extra)) w->at = next;
    const char *start = w->at;
    for (;;) {
        struct sg_mail_field *f = m->n_fields < SG_MAIL_FIELDS ? &w->p->fields[m->n_fields] : &extra;
        m->header = sg_str_n(start, (size_t)(w->at - start));
        if (w->at >= w->end) break;
        if ((next = mail_empty_line(w->at, w->end)) != NULL) {
            w->at = next;
            break;
        }
        if ((next = mail_field_at(w->at, w->end, f)) != NULL) {
            read_field(w->p, part, f, &has);
            see_field(w, f, &singles);
            if (f == &extra)
                w->defects |= SG_MAIL_TOO_MANY_FIELDS;
            else
                m->n_fields++;
        } else if (!m->n_fields || !(next = mail_from_line(w->at, w->end))) {
            if (m->n_fields)
                w->defects |= SG_MAIL_NO_SEPARATOR;
            else
                w->at = m->bytes.data; /* a text without any header, all of it */
            break;
        }
        w->at = next;
    }
    if (!m->n_fields) w->defects |= SG_MAIL_NO_HEADER;
    if (!sg_utf8_is_valid(m->header.data, m->header.len)) w->defects |= SG_MAIL_RAW_8BIT_HEADER;
    part->header = m->header;
}

enum sg_code sg_mail_parse(struct sg_mail_parser *p, struct sg_str bytes, const struct sg_mail **ret,
                           struct sg_err *err)
{
    if (!bytes.data) bytes = sg_str("");
    scratch_reset(&p->scratch);
    struct sg_buf *own[] = { &p->decoded, &p->utf8, &p->phrase };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i]->failed) sg_buf_release(own[i]); /* what one mail had no memory for is not the next one's */
    p->mail = (struct sg_mail){ .bytes = bytes, .fields = p->fields, .parts = p->parts };
    struct walk w = { .p = p, .at = bytes.data, .end = bytes.data + bytes.len };
    struct sg_mail_part *whole = begin_part(&w, SG_MAIL_NO_PART, 0);
    read_header(&w, whole);
    p->mail.body = sg_str_n(w.at, (size_t)(w.end - w.at));
    end_header(&w, whole);
    walk_parts(&w);
    judge_parts(p, w.n_parts);
    p->mail.n_parts = w.n_parts;
    p->mail.defects = w.defects | mail_line_defects(bytes);
    if (p->phrase.failed || p->scratch.failed) return sg_fail_nomem(err, "a mail's names");
    *ret = &p->mail;
    return SG_OK;
}
