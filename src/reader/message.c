/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail becomes a row of `messages`, and its attachments items of their own. */
#include <stdlib.h>

#include "base/text.h"
#include "dkim/dkim.h"
#include "reader/reader_internal.h"

enum { ADDRESSES = 4096, IDS = 1000 };

/* ---- fields ---- */

static struct sg_str value_of(const struct sg_mail *m, const char *name)
{
    const struct sg_mail_field *f = sg_mail_field(m, name, 0);
    return f ? f->value : (struct sg_str){ "", 0 };
}

static void put_words(struct reader *r, const struct sg_mail *m, size_t column, const char *name)
{
    struct sg_str value = value_of(m, name);
    if (!value.len) return;
    sg_buf_clear(&r->scratch);
    sg_mail_words(value, &r->scratch);
    sg_builder_text(&r->messages, column, sg_str_trim(sg_buf_view(&r->scratch)));
}

/* Without <>; what is no id in brackets, as it stands. */
static void put_message_id(struct reader *r, const struct sg_mail *m)
{
    struct sg_str value = value_of(m, "Message-ID"), id;
    size_t at = 0;
    if (sg_mail_next_id(value, &at, &id))
        sg_builder_text(&r->messages, SG_LM_MESSAGE_ID, id);
    else
        put_words(r, m, SG_LM_MESSAGE_ID, "Message-ID");
}

static void put_ids(struct reader *r, size_t column, struct sg_str value, size_t most)
{
    struct sg_str id;
    size_t at = 0;
    for (size_t n = 0; n < most && sg_mail_next_id(value, &at, &id); n++) {
        if (n) sg_builder_text_more(&r->messages, column, sg_str(" "));
        sg_builder_text_more(&r->messages, column, id);
    }
}

static void put_sender(struct reader *r, struct sg_mail_parser *p, const struct sg_mail *m)
{
    struct sg_mail_address from;
    if (sg_mail_addresses(p, value_of(m, "From"), &from, 1) == 0) return;
    sg_builder_text(&r->messages, SG_LM_SENDER, from.address);
    sg_builder_text(&r->messages, SG_LM_SENDER_NAME, from.name);
}

/* Tabs and line ends part the columns of a line: a name has none. */
static void add_plain(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        sg_buf_char(out, (unsigned char)s.data[i] < ' ' ? ' ' : s.data[i]);
}

static void put_recipients(struct reader *r, struct sg_mail_parser *p, const struct sg_mail *m)
{
    static const struct {
        const char *field, *word;
    } kinds[] = {
        { "To", "to" }, { "Cc", "cc" }, { "Bcc", "bcc" }, { "Reply-To", "reply-to" }, { "Sender", "sender" }
    };
    sg_buf_clear(&r->scratch);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct sg_str value = value_of(m, kinds[k].field);
        size_t n = value.len ? sg_mail_addresses(p, value, r->addresses, ADDRESSES) : 0;
        for (size_t i = 0; i < n; i++) {
            sg_buf_printf(&r->scratch, "%s%s\t", r->scratch.len ? "\n" : "", kinds[k].word);
            add_plain(&r->scratch, r->addresses[i].address);
            sg_buf_char(&r->scratch, '\t');
            add_plain(&r->scratch, r->addresses[i].name);
        }
    }
    sg_builder_text(&r->messages, SG_LM_RECIPIENTS, sg_buf_view(&r->scratch));
}

static void put_times(struct reader *r, const struct sg_mail *m)
{
    sg_time time;
    int64_t zone;
    struct sg_str date = value_of(m, "Date");
    if (date.len && sg_mail_date(date, &time, &zone)) {
        sg_builder_number(&r->messages, SG_LM_DATE, time);
        sg_builder_number(&r->messages, SG_LM_ZONE, zone == INT64_MIN ? SG_LM_NO_ZONE : zone);
    }
    for (size_t i = m->n_fields; i-- > 0;) { /* the first hop wrote the lowest */
        struct sg_mail_hop hop;
        if (!sg_str_is_nocase(m->fields[i].name, "Received") || !sg_mail_hop(m->fields[i].value, &hop) ||
            hop.time == SG_TIME_NONE)
            continue;
        sg_builder_number(&r->messages, SG_LM_RECEIVED, hop.time);
        return;
    }
}

static void put_client(struct reader *r, const struct sg_mail *m)
{
    put_words(r, m, SG_LM_CLIENT, value_of(m, "X-Mailer").len ? "X-Mailer" : "User-Agent");
}

static void put_list(struct reader *r, const struct sg_mail *m)
{
    if (value_of(m, "List-Id").len) {
        put_words(r, m, SG_LM_LIST, "List-Id");
        return;
    }
    struct sg_str precedence = sg_str_trim(value_of(m, "Precedence"));
    if (sg_str_is_nocase(precedence, "bulk") || sg_str_is_nocase(precedence, "list") ||
        sg_str_is_nocase(precedence, "junk"))
        put_words(r, m, SG_LM_LIST, "Precedence");
    else if (value_of(m, "List-Unsubscribe").len || value_of(m, "List-Post").len || value_of(m, "X-Mailing-List").len)
        sg_builder_text(&r->messages, SG_LM_LIST, sg_str("list"));
}

/* Base64, folded as any field may be. */
static void put_thread_index(struct reader *r, const struct sg_mail *m)
{
    struct sg_str value = value_of(m, "Thread-Index");
    sg_buf_clear(&r->scratch);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.data[i] > ' ') sg_buf_char(&r->scratch, value.data[i]);
    sg_builder_text(&r->messages, SG_LM_THREAD_INDEX, sg_buf_view(&r->scratch));
}

/* ---- contents ---- */

/* At most READER_TEXT bytes, cut between two signs; what is left out is told. */
static struct sg_str cut(struct reader *r, const struct item *it, struct sg_str s, const char *what)
{
    if (s.len <= READER_TEXT) return s;
    struct sg_err why;
    (void)sg_fail(&why, SG_ELIMIT, "its %s is longer than %d bytes; the rest of it is not in the store", what,
                  READER_TEXT);
    frames_reject(r, it->row, it->path, why.text, (struct sg_str){ "", 0 }, true);
    s.len = READER_TEXT;
    while (s.len && ((unsigned char)s.data[s.len] & 0xc0) == 0x80)
        s.len--;
    return s;
}

static uint32_t put_text(struct reader *r, struct sg_mail_parser *p, const struct item *it, const struct sg_mail *m)
{
    uint32_t defects = m->defects;
    struct sg_str charset = { "", 0 };
    sg_buf_clear(&r->text);
    sg_buf_clear(&r->urls);
    sg_mail_text(p, m, &r->text, &r->urls, &charset, &defects);
    struct sg_str text = cut(r, it, sg_buf_view(&r->text), "text");
    sg_builder_text(&r->messages, SG_LM_TEXT, text);
    sg_builder_text(&r->messages, SG_LM_URLS, sg_buf_view(&r->urls));
    sg_builder_text(&r->messages, SG_LM_CHARSET, charset);
    sg_builder_text(&r->messages, SG_LM_LANG, sg_str(sg_language(text)));
    return defects;
}

/* What there was no memory for is missing in the row: that is said, and the next mail begins anew. */
static void tell_shortage(struct reader *r, const struct sg_mail_parser *p, const struct item *it)
{
    struct sg_buf *own[] = { &r->scratch, &r->text, &r->urls };
    bool is_short = sg_mail_is_short(p);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (!own[i]->failed) continue;
        sg_buf_release(own[i]);
        is_short = true;
    }
    if (is_short)
        frames_reject(r, it->row, it->path, "there was no memory for all of it; what the store has of it is not whole",
                      (struct sg_str){ "", 0 }, true);
}

static uint32_t count_attachments(const struct sg_mail *m)
{
    uint32_t n = 0;
    for (size_t i = 1; i < m->n_parts; i++)
        n += m->parts[i].is_attachment || m->parts[i].is_message;
    return n;
}

static void put_row(struct reader *r, struct sg_mail_parser *p, const struct item *it, const struct sg_mail *m)
{
    struct sg_builder *b = &r->messages;
    sg_builder_number(b, SG_LM_ITEM, (int64_t)it->id);
    put_message_id(r, m);
    put_ids(r, SG_LM_IN_REPLY_TO, value_of(m, "In-Reply-To"), 1);
    put_ids(r, SG_LM_REFS, value_of(m, "References"), IDS);
    put_words(r, m, SG_LM_SUBJECT, "Subject");
    put_sender(r, p, m);
    put_recipients(r, p, m);
    put_times(r, m);
    put_client(r, m);
    put_thread_index(r, m);
    put_list(r, m);
    sg_buf_clear(&r->scratch);
    sg_mail_structure(m, &r->scratch);
    sg_builder_text(b, SG_LM_STRUCTURE, sg_buf_view(&r->scratch));
    if (m->n_parts) sg_builder_text(b, SG_LM_BOUNDARY, m->parts[0].boundary);
    sg_builder_number(b, SG_LM_PARTS, (int64_t)m->n_parts);
    sg_builder_number(b, SG_LM_ATTACHMENTS, count_attachments(m));
    sg_builder_text(b, SG_LM_HEADERS, cut(r, it, m->header, "header"));
    sg_buf_clear(&r->scratch);
    sg_dkim_bodies(m, &r->scratch);
    sg_builder_text(b, SG_LM_BODIES, sg_buf_view(&r->scratch));
    sg_builder_number(b, SG_LM_DEFECTS, put_text(r, p, it, m));
    sg_builder_number(b, SG_LM_SOURCE, (int64_t)r->source);
    sg_builder_number(b, SG_LM_ROW, (int64_t)it->row);
    sg_builder_number(b, SG_LM_BATCH, r->group << SG_READER_PIECE_BITS | r->piece);
    sg_builder_end_row(b);
}

/* ---- attachments ---- */

/* "mail/report.pdf", "mail/part-3" for one without a name: '/' inside a name is U+2215. */
static const char *attachment_path(struct sg_buf *out, const char *holder, const struct sg_mail_part *part, size_t n,
                                   size_t *ret_name)
{
    sg_buf_text(out, holder);
    sg_buf_char(out, '/');
    *ret_name = out->len;
    if (!part->name.len) sg_buf_printf(out, part->is_message ? "message-%zu" : "part-%zu", n);
    for (size_t i = 0; i < part->name.len && i < 1000; i++) {
        unsigned char c = (unsigned char)part->name.data[i];
        if (c == '/')
            sg_buf_text(out, "\xe2\x88\x95");
        else
            sg_buf_char(out, c < ' ' || c == 127 ? '?' : (char)c);
    }
    return sg_buf_cstr(out);
}

static enum sg_code read_attachment(struct reader *r, const struct item *holder, const struct sg_mail_part *part,
                                    size_t n, uint32_t number, struct sg_err *err)
{
    struct item it = { .parent = holder->id,
                       .part = number,
                       .stored = SG_TIME_NONE,
                       .flags = holder->flags & SG_PLACE_REBUILT,
                       .is_message = part->is_message,
                       .depth = holder->depth + 1 };
    sg_auto_buf path = { 0 };
    sg_auto_buf bytes = { 0 };
    sg_auto_char name = NULL;
    uint32_t defects = 0;
    size_t name_at;
    if (!item_number(r, holder, &it.row)) return SG_OK;
    it.path = attachment_path(&path, holder->path, part, n, &name_at);
    if (it.path) name = strndup(part->name.data ? part->name.data : "", part->name.len);
    if (!it.path || !name) return sg_fail_nomem(err, "an attachment");
    it.name = name;
    status_set(r, &it, SG_READER_MAIL);
    /* A part in 8bit is not copied. */
    if (part->encoding == SG_MAIL_IDENTITY) {
        it.bytes = part->body;
    } else {
        sg_mail_decode(part, &bytes, &defects);
        if (bytes.failed) return sg_fail_nomem(err, "an attachment");
        it.bytes = sg_buf_view(&bytes);
    }
    if (!it.bytes.data) it.bytes.data = "";
    if (defects & SG_MAIL_BAD_ENCODING) it.flags |= SG_PLACE_BROKEN;
    it.size = it.bytes.len;
    if (!item_spend(r, holder, it.size)) return SG_OK;
    return item_read(r, &it, err);
}

static enum sg_code read_attachments(struct reader *r, const struct item *it, const struct sg_mail *m,
                                     struct sg_err *err)
{
    uint32_t number = 0;
    for (size_t i = 1; i < m->n_parts && !r->is_found; i++) {
        if (!m->parts[i].is_attachment && !m->parts[i].is_message) continue;
        SG_TRY(read_attachment(r, it, &m->parts[i], i, number++, err));
    }
    /* A mail that is one attachment as a whole. */
    if (m->n_parts == 1 && (m->parts[0].is_attachment || m->parts[0].is_message) && !r->is_found)
        return read_attachment(r, it, &m->parts[0], 0, 0, err);
    return SG_OK;
}

enum sg_code message_read(struct reader *r, struct item *it, struct sg_err *err)
{
    struct sg_mail_parser **p = &r->parsers[it->depth];
    const struct sg_mail *m = NULL;
    if (!*p) SG_TRY(sg_mail_parser_new(p, err));
    if (!r->addresses && !(r->addresses = calloc(ADDRESSES, sizeof *r->addresses)))
        return sg_fail_nomem(err, "a mail's recipients");
    SG_TRY(sg_mail_parse(*p, it->bytes, &m, err));
    if (!r->wanted_row) {
        put_row(r, *p, it, m);
        tell_shortage(r, *p, it);
        SG_TRY(frames_after_row(r, err));
    }
    if (m->defects & SG_MAIL_TOO_MANY_PARTS) {
        it->flags |= SG_PLACE_NOT_OPENED;
        struct sg_err why;
        (void)sg_fail(&why, SG_ELIMIT, "has more than %d parts; those behind them are not listed", SG_MAIL_PARTS);
        frames_reject(r, it->row, it->path, why.text, (struct sg_str){ "", 0 }, false);
    }
    if (m->defects & SG_MAIL_TOO_DEEP)
        frames_reject(r, it->row, it->path, "its parts lie deeper inside each other than is opened",
                      (struct sg_str){ "", 0 }, false);
    if (it->depth == READER_DEPTH) {
        if (count_attachments(m))
            frames_reject(r, it->row, it->path, "lies too deep: its attachments are not listed",
                          (struct sg_str){ "", 0 }, false);
        return SG_OK;
    }
    return read_attachments(r, it, m, err);
}
