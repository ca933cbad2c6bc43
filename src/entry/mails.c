/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails: who sent them, to whom, on which way, who signed, and where they link to.  A piece at a time, so that neither
 * this program nor the engine holds all headers. */
#include <stdlib.h>

#include "base/text.h"
#include "entry/entry_internal.h"

enum { PIECE = 4096, FIELDS = SG_MAIL_FIELDS };

struct key {
    sg_time date;
    uint64_t item;
};
struct pieces {
    struct seek_run *r;
    struct sg_buf bounds; /* struct key: the first and the last mail of each piece */
    struct key last;
    uint64_t n; /* different mails */
    struct sg_mail_field *fields;
    struct sg_mail_parser *parser;
};

static enum sg_code take_key(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct pieces *p = ctx;
    struct key k = { sg_batch_i64(b, 0, row), sg_batch_u64(b, 1, row) };
    if (p->n && k.date == p->last.date && k.item == p->last.item) return SG_OK; /* another place of it */
    if (p->n % PIECE == 0) {
        if (p->n) sg_buf_add(&p->bounds, &p->last, sizeof p->last);
        sg_buf_add(&p->bounds, &k, sizeof k);
    }
    p->last = k;
    p->n++;
    return sg_buf_check(&p->bounds, err);
}

/* ---- one mail ---- */

static struct sg_str next_line(struct sg_str *rest)
{
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct sg_str line = sg_str_n(rest->data, len);
    *rest = sg_str_n(rest->data + len + !!end, rest->len - len - !!end);
    return line;
}

static bool take_kind(struct sg_str *line, const char *kind)
{
    size_t n = strlen(kind);
    if (line->len <= n || memcmp(line->data, kind, n) != 0 || line->data[n] != '\t') return false;
    struct sg_str rest = sg_str_n(line->data + n + 1, line->len - n - 1);
    const char *tab = rest.len ? memchr(rest.data, '\t', rest.len) : NULL;
    *line = tab ? sg_str_n(rest.data, (size_t)(tab - rest.data)) : rest;
    return true;
}

/* Lines "to|cc|bcc|reply-to|sender<TAB>address<TAB>name". */
static enum sg_code take_people(struct seek_run *r, const struct seek_carrier *c, struct sg_str lines,
                                struct sg_err *err)
{
    static const struct {
        const char *kind;
        enum sg_entry_where where;
    } kinds[] = { { "to", SG_IN_RECIPIENT },
                  { "cc", SG_IN_RECIPIENT },
                  { "bcc", SG_IN_RECIPIENT },
                  { "reply-to", SG_IN_REPLY_TO },
                  { "sender", SG_IN_SENDER } };
    while (lines.len) {
        struct sg_str line = next_line(&lines);
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (take_kind(&line, kinds[i].kind)) {
                SG_TRY(seek_take_address(r, c, kinds[i].where, line, err));
                break;
            }
    }
    return SG_OK;
}

static uint32_t count_recipients(struct sg_str lines)
{
    uint32_t n = 0;
    while (lines.len) {
        struct sg_str line = next_line(&lines);
        n += take_kind(&line, "to") || take_kind(&line, "cc") || take_kind(&line, "bcc");
    }
    return n;
}

/* A server's name has a dot; what clients call themselves at home has none. */
static enum sg_code take_server(struct seek_run *r, const struct seek_carrier *c, struct sg_str host,
                                struct sg_err *err)
{
    char ip[SEEK_IP];
    if (host.len && host.data[0] == '[')
        return seek_ip(host, ip) ? seek_take_host(r, c, SG_IN_RECEIVED, sg_str(ip), sg_str(ip), err) : SG_OK;
    if (!host.len || (!memchr(host.data, '.', host.len) && !memchr(host.data, ':', host.len))) return SG_OK;
    sg_auto_buf lower = { 0 };
    for (size_t i = 0; i < host.len && i <= SEEK_HOST_MAX; i++)
        sg_buf_char(&lower, sg_lower(host.data[i]));
    SG_TRY(sg_buf_check(&lower, err));
    return seek_take_host(r, c, SG_IN_RECEIVED, sg_buf_view(&lower), sg_buf_view(&lower), err);
}

static enum sg_code take_hop(struct seek_run *r, const struct seek_carrier *c, struct sg_str value, struct sg_err *err)
{
    struct sg_mail_hop hop;
    if (!sg_mail_hop(value, &hop)) return SG_OK;
    SG_TRY(take_server(r, c, hop.from, err));
    SG_TRY(take_server(r, c, hop.from_address, err));
    return take_server(r, c, hop.by, err);
}

/* Of From and Reply-To more than the first address and field, which is all that is kept of a mail elsewhere. */
static enum sg_code take_addresses(struct pieces *p, const struct seek_carrier *c, const struct sg_mail_field *f,
                                   struct sg_err *err)
{
    static const struct {
        const char *name;
        enum sg_entry_where where;
    } fields[] = { { "Return-Path", SG_IN_RETURN_PATH },
                   { "From", SG_IN_SENDER },
                   { "Sender", SG_IN_SENDER },
                   { "Reply-To", SG_IN_REPLY_TO } };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (sg_str_is_nocase(f->name, fields[i].name))
            return seek_take_addresses(p->r, c, fields[i].where, p->parser, f->value, err);
    return SG_OK;
}

/* What stands in its header beside the people, from the sender to the receiver. */
static enum sg_code take_header(struct pieces *p, const struct seek_carrier *c, struct sg_str headers,
                                struct sg_err *err)
{
    size_t n = sg_mail_split_header(headers, p->fields, FIELDS), signers = SEEK_SIGNERS;
    for (size_t i = n; i-- > 0;) {
        const struct sg_mail_field *f = &p->fields[i];
        if (sg_str_is_nocase(f->name, "Received"))
            SG_TRY(take_hop(p->r, c, f->value, err));
        else if (sg_str_is_nocase(f->name, "DKIM-Signature"))
            SG_TRY(seek_take_signer(p->r, c, f->value, &signers, err));
        else
            SG_TRY(take_addresses(p, c, f, err));
    }
    return SG_OK;
}

static enum sg_code take_mail(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct pieces *p = ctx;
    struct seek_run *r = p->r;
    struct sg_str sender = sg_batch_text(b, 3, row), recipients = sg_batch_text(b, 4, row),
                  urls = sg_batch_text(b, 7, row);
    struct seek_carrier c = { .key = sg_batch_u64(b, 0, row),
                              .time = sg_batch_i64(b, 1, row),
                              .received = sg_batch_i64(b, 2, row),
                              .by = seek_clip(sender, SEEK_BY_MAX),
                              .title = seek_clip(sg_batch_text(b, 5, row), SEEK_TITLE_MAX),
                              .n_recipients = count_recipients(recipients) };
    seek_begin(r, &c);
    SG_TRY(seek_take_address(r, &c, SG_IN_SENDER, sender, err));
    SG_TRY(take_people(r, &c, recipients, err));
    SG_TRY(take_header(p, &c, sg_batch_text(b, 6, row), err));
    while (urls.len)
        SG_TRY(seek_take_url(r, &c, SG_IN_MAIL_LINK, next_line(&urls), false, err));
    return SG_OK;
}

/* ---- all of them ---- */

static enum sg_code take_piece(struct pieces *p, struct key from, struct key to, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_I64, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT };
    const struct sg_param params[] = { { .name = "from", .kind = SG_PARAM_I64, .i64 = from.date },
                                       { .name = "to", .kind = SG_PARAM_I64, .i64 = to.date },
                                       { .name = "from_item", .kind = SG_PARAM_U64, .u64 = from.item },
                                       { .name = "to_item", .kind = SG_PARAM_U64, .u64 = to.item } };
    return sg_store_each(p->r->store, "entry_mails", params, 4, types, 8, take_mail, p, err);
}

static enum sg_code take_all(struct pieces *p, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_I64, SG_U64 };
    SG_TRY(sg_store_each(p->r->store, "entry_mail_keys", NULL, 0, types, 2, take_key, p, err));
    if (!p->n) return SG_OK;
    sg_buf_add(&p->bounds, &p->last, sizeof p->last);
    SG_TRY(sg_buf_check(&p->bounds, err));
    const struct key *bounds = (const struct key *)(const void *)p->bounds.data;
    size_t n = p->bounds.len / sizeof *bounds / 2;
    for (size_t i = 0; i < n; i++) {
        SG_TRY(take_piece(p, bounds[2 * i], bounds[2 * i + 1], err));
        seek_say(p->r, "mails", i + 1 < n ? (i + 1) * PIECE : p->n, p->n);
    }
    return SG_OK;
}

enum sg_code seek_mails(struct seek_run *r, struct sg_err *err)
{
    struct pieces p = { .r = r, .fields = malloc(FIELDS * sizeof *p.fields) };
    seek_say(r, "mails", 0, 0);
    enum sg_code code = p.fields ? sg_mail_parser_new(&p.parser, err) : sg_fail_nomem(err, "the mails' headers");
    if (code == SG_OK) code = take_all(&p, err);
    sg_buf_release(&p.bounds);
    sg_mail_parser_free(p.parser);
    free(p.fields);
    return code;
}
