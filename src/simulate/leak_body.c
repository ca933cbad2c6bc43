/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's body, built as its client builds it. */
#include "simulate/leak_internal.h"

enum how { AS_IT_IS, QUOTED, BASE64 };

static enum sim_charset charset_of(const struct sim_mail *m, bool is_ascii)
{
    switch (m->client) {
    case CLIENT_OUTLOOK:
        return is_ascii ? CHARSET_ASCII : CHARSET_LATIN1;
    case CLIENT_EXCHANGE:
        return is_ascii ? CHARSET_ASCII : CHARSET_WINDOWS;
    case CLIENT_MUTT:
        return is_ascii ? CHARSET_ASCII : CHARSET_LATIN1;
    case CLIENT_THUNDERBIRD:
        return m->agent == 0 ? CHARSET_WINDOWS : CHARSET_UTF8;
    case CLIENT_IPHONE:
        return is_ascii ? CHARSET_ASCII : CHARSET_UTF8;
    default:
        return CHARSET_UTF8;
    }
}

static enum how how_of(const struct sim_mail *m, bool is_ascii)
{
    switch (m->client) {
    case CLIENT_MUTT:
    case CLIENT_THUNDERBIRD:
    case CLIENT_AUTO:
        return AS_IT_IS;
    case CLIENT_OUTLOOK:
        return is_ascii ? AS_IT_IS : QUOTED;
    case CLIENT_WEBMAIL:
        return is_ascii ? AS_IT_IS : m->seed & 1 ? BASE64 : QUOTED;
    default:
        return QUOTED;
    }
}

/* The two lines that say what a text is. */
static void put_text_head(struct sg_buf *out, const struct sim_mail *m, const char *type, enum sim_charset charset,
                          enum how how, bool is_ascii)
{
    static const char *const encodings[] = { "8bit", "quoted-printable", "base64" };
    bool is_folded = m->client == CLIENT_OUTLOOK || m->client == CLIENT_APPLE || m->client == CLIENT_IPHONE;
    const char *name = sim_charset_names[charset];
    sg_buf_printf(out,
                  m->client == CLIENT_OUTLOOK || m->client == CLIENT_EXCHANGE ? "Content-Type: %s;%scharset=\"%s\""
                                                                              : "Content-Type: %s;%scharset=%s",
                  type, is_folded ? "\r\n\t" : " ", m->client == CLIENT_WEBMAIL ? "UTF-8" : name);
    if (m->client == CLIENT_THUNDERBIRD && strcmp(type, "text/plain") == 0) sg_buf_text(out, "; format=flowed");
    sg_buf_text(out, "\r\n");
    if (m->client == CLIENT_MUTT) sg_buf_text(out, "Content-Disposition: inline\r\n");
    if (how == AS_IT_IS && is_ascii && (m->client == CLIENT_WEBMAIL || m->client == CLIENT_MUTT)) return;
    sg_buf_printf(out, "Content-Transfer-Encoding: %s\r\n", how == AS_IT_IS && is_ascii ? "7bit" : encodings[how]);
}

/* A text of lines ended by line feeds: its head into `head`, the rest into `body`. */
static void put_text(struct sim_pen *p, const struct sim_mail *m, struct sg_str text, const char *type,
                     struct sg_buf *head, struct sg_buf *body)
{
    bool is_ascii = sim_is_ascii(text);
    enum sim_charset charset = charset_of(m, is_ascii);
    enum how how = how_of(m, is_ascii);
    put_text_head(head, m, type, charset, how, is_ascii);
    sg_buf_clear(&p->encoded);
    sg_buf_clear(&p->scratch);
    sim_encode_charset(&p->encoded, text, charset);
    sim_crlf(&p->scratch, sg_buf_view(&p->encoded));
    if (how == AS_IT_IS)
        sg_buf_str(body, sg_buf_view(&p->scratch));
    else if (how == QUOTED)
        sim_encode_quoted(body, sg_buf_view(&p->scratch));
    else
        sim_encode_base64(body, sg_buf_view(&p->scratch));
}

static void put_multipart(struct sg_buf *out, const struct sim_mail *m, const char *type, const char *boundary)
{
    bool is_folded = m->client != CLIENT_WEBMAIL && m->client != CLIENT_MUTT;
    sg_buf_printf(out, "Content-Type: %s;%sboundary=\"%s\"\r\n", type, is_folded ? "\r\n\t" : " ", boundary);
}

static void open_part(struct sg_buf *body, const char *boundary)
{
    sg_buf_printf(body, "--%s\r\n", boundary);
}
static void shut_parts(struct sg_buf *body, const char *boundary)
{
    sg_buf_printf(body, "\r\n--%s--\r\n", boundary);
}

/* The text, plain, HTML or both; `n` is the number of its boundary. */
static void put_words(struct sim_pen *p, const struct sim_mail *m, unsigned n, struct sg_buf *head, struct sg_buf *body)
{
    bool is_usual = sim_clients[m->client].is_alternative, is_odd = m->marks & MARK_STRUCTURE;
    sg_buf_clear(&p->plain);
    sg_buf_clear(&p->html);
    if (is_usual && is_odd) {
        sim_html(p, m, &p->html);
        put_text(p, m, sg_buf_view(&p->html), "text/html", head, body);
        return;
    }
    sim_plain(p, m, &p->plain);
    if (is_usual == is_odd) {
        put_text(p, m, sg_buf_view(&p->plain), "text/plain", head, body);
        return;
    }
    sim_html(p, m, &p->html);
    sg_auto_buf boundary = { 0 }, part = { 0 }, text = { 0 };
    sim_put_boundary(p->w, m, n, &boundary);
    put_multipart(head, m, "multipart/alternative", sg_buf_cstr(&boundary));
    for (unsigned i = 0; i < 2; i++) {
        sg_buf_clear(&part);
        sg_buf_clear(&text);
        if (i) sg_buf_text(body, "\r\n");
        open_part(body, sg_buf_cstr(&boundary));
        put_text(p, m, sg_buf_view(i ? &p->html : &p->plain), i ? "text/html" : "text/plain", &part, &text);
        sg_buf_str(body, sg_buf_view(&part));
        sg_buf_text(body, "\r\n");
        sg_buf_str(body, sg_buf_view(&text));
    }
    shut_parts(body, sg_buf_cstr(&boundary));
    body->failed |= boundary.failed || part.failed || text.failed;
}

static void put_document(struct sim_pen *p, const struct sim_mail *m, struct sg_buf *body)
{
    const struct sim_document *d = &p->w->documents[m->document];
    sg_auto_buf name = { 0 };
    sim_document_name(p->w, d, &name);
    sg_buf_printf(body, "Content-Type: %s; name=\"%s\"\r\n", sim_document_types[d->kind], sg_buf_cstr(&name));
    sg_buf_printf(body,
                  "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n\tfilename=\"%s\"\r\n\r\n",
                  sg_buf_cstr(&name));
    sim_encode_base64(body, sg_buf_view(&p->w->files[m->document].bytes));
    body->failed |= name.failed;
}

enum sg_code sim_write_body(struct sim_pen *p, const struct sim_mail *m, struct sg_err *err)
{
    sg_buf_clear(&p->type);
    sg_buf_clear(&p->body);
    if (m->document == LEAK_NONE) {
        put_words(p, m, 0, &p->type, &p->body);
    } else {
        sg_auto_buf boundary = { 0 }, head = { 0 }, text = { 0 };
        sim_put_boundary(p->w, m, 0, &boundary);
        put_multipart(&p->type, m, "multipart/mixed", sg_buf_cstr(&boundary));
        open_part(&p->body, sg_buf_cstr(&boundary));
        put_words(p, m, 1, &head, &text);
        sg_buf_str(&p->body, sg_buf_view(&head));
        sg_buf_text(&p->body, "\r\n");
        sg_buf_str(&p->body, sg_buf_view(&text));
        sg_buf_text(&p->body, "\r\n");
        open_part(&p->body, sg_buf_cstr(&boundary));
        put_document(p, m, &p->body);
        shut_parts(&p->body, sg_buf_cstr(&boundary));
        p->body.failed |= head.failed || text.failed || boundary.failed;
    }
    SG_TRY(sg_buf_check(&p->plain, err));
    SG_TRY(sg_buf_check(&p->html, err));
    return sg_buf_check(&p->body, err);
}
