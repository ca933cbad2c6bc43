/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to honest mail on its way, done to a mail that was signed already. */
#include "base/text.h"
#include "simulate/leak_internal.h"

/* Replaces `what` where `b` holds it first (at a line's start when it begins with a line feed). */
static void replace_first(struct sg_buf *b, const char *what, const char *with)
{
    sg_auto_buf all = { 0 };
    size_t len = strlen(what);
    for (size_t at = 0; at + len <= b->len; at++) {
        if (memcmp(b->data + at, what, len) != 0) continue;
        sg_buf_add(&all, b->data, at);
        sg_buf_text(&all, with);
        sg_buf_add(&all, b->data + at + len, b->len - at - len);
        sg_buf_clear(b);
        sg_buf_str(b, sg_buf_view(&all));
        break;
    }
    b->failed |= all.failed;
}

static void add_footer(struct sim_pen *p, const struct sim_mail *m)
{
    const struct sim_list *list = &sim_lists[m->kind == LEAK_ON_LIST ? m->list - 1 : 0];
    sg_buf_printf(&p->body,
                  "_______________________________________________\r\n%s mailing list\r\n%s\r\nhttp://%s/listinfo\r\n",
                  list->name, list->address, strchr(list->address, '@') + 1);
}

static void add_tag(struct sim_pen *p, const struct sim_mail *m)
{
    sg_auto_buf with = { 0 };
    sg_buf_printf(&with, "\r\nSubject: %s ", sim_lists[m->kind == LEAK_ON_LIST ? m->list - 1 : 0].tag);
    sg_auto_buf head = { 0 };
    sg_buf_text(&head, "\r\n"); /* so that a first field is found too */
    sg_buf_str(&head, sg_buf_view(&p->head));
    replace_first(&head, "\r\nSubject: ", sg_buf_cstr(&with));
    sg_buf_clear(&p->head);
    if (head.len > 2) sg_buf_add(&p->head, head.data + 2, head.len - 2);
    p->head.failed |= with.failed || head.failed;
}

static void encode_again(struct sim_pen *p, bool in_base64)
{
    sg_buf_clear(&p->encoded);
    if (in_base64)
        sim_encode_base64(&p->encoded, sg_buf_view(&p->body));
    else
        sim_encode_quoted(&p->encoded, sg_buf_view(&p->body));
    sg_buf_clear(&p->body);
    sg_buf_str(&p->body, sg_buf_view(&p->encoded));
    const char *name = in_base64 ? "Content-Transfer-Encoding: base64" : "Content-Transfer-Encoding: quoted-printable";
    replace_first(&p->head, "Content-Transfer-Encoding: 8bit", name);
    replace_first(&p->head, "Content-Transfer-Encoding: 7bit", name);
}

/* Two blanks go behind every fourth line. */
static void add_trailing_space(struct sg_buf *b)
{
    sg_auto_buf all = { 0 };
    unsigned line = 0;
    for (size_t i = 0; i < b->len; i++) {
        bool is_end = b->data[i] == '\r' && i > 0 && b->data[i - 1] != '\n';
        if (is_end && line++ % 4 == 0) sg_buf_add(&all, "  ", 2);
        sg_buf_char(&all, b->data[i]);
    }
    sg_buf_clear(b);
    sg_buf_str(b, sg_buf_view(&all));
    b->failed |= all.failed;
}

/* Folds that were a tab become a blank. */
static void fold_anew(struct sg_buf *head)
{
    for (size_t i = 0; i + 2 < head->len; i++)
        if (memcmp(head->data + i, "\r\n\t", 3) == 0) head->data[i + 2] = ' ';
}

/* Every third line end of the body becomes a bare line feed. */
static void mix_line_ends(struct sg_buf *b)
{
    size_t to = 0;
    unsigned line = 0;
    for (size_t i = 0; i < b->len; i++) {
        if (b->data[i] == '\r' && line++ % 3 == 0) continue;
        b->data[to++] = b->data[i];
    }
    b->len = to;
}

static void lose_letters(struct sg_buf *b)
{
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->data[i] >= 128) b->data[i] = '?';
}

/* A filter writes its own line above the text, or above the first part. */
static void rewrite(struct sg_buf *body)
{
    sg_auto_buf all = { 0 };
    static const char note[] = "[checked by the mail filter]\r\n";
    const char *at =
        body->len > 2 && memcmp(body->data, "--", 2) == 0 ? memmem(body->data, body->len, "\r\n\r\n", 4) : NULL;
    size_t head = at ? (size_t)(at - body->data) + 4 : 0;
    sg_buf_add(&all, body->data, head);
    sg_buf_add(&all, note, sizeof note - 1);
    sg_buf_add(&all, body->data + head, body->len - head);
    sg_buf_clear(body);
    sg_buf_str(body, sg_buf_view(&all));
    body->failed |= all.failed;
}

void sim_do_harm(struct sim_pen *p, const struct sim_mail *m)
{
    switch (m->harm) {
    case LEAK_HARM_FROM_LINES:
        replace_first(&p->body, "\nFrom", "\n>From");
        break;
    case LEAK_HARM_BLANK_LINES:
        sg_buf_text(&p->body, "\r\n\r\n\r\n");
        break;
    case LEAK_HARM_LIST:
        add_tag(p, m);
        add_footer(p, m);
        break;
    case LEAK_HARM_FOOTER:
        add_footer(p, m);
        break;
    case LEAK_HARM_SUBJECT_TAG:
        add_tag(p, m);
        break;
    case LEAK_HARM_TO_QUOTED:
        encode_again(p, false);
        break;
    case LEAK_HARM_TO_BASE64:
        encode_again(p, true);
        break;
    case LEAK_HARM_FOLDING:
        fold_anew(&p->head);
        fold_anew(&p->dkim);
        break;
    case LEAK_HARM_TRAILING_SPACE:
        add_trailing_space(&p->body);
        break;
    case LEAK_HARM_HEADER_CASE:
        replace_first(&p->head, "Message-ID:", "Message-Id:");
        break;
    case LEAK_HARM_STUFFED_DOT:
        replace_first(&p->body, "\n.notes", "\n..notes");
        break;
    case LEAK_HARM_MIXED_LINE_ENDS:
        mix_line_ends(&p->body);
        break;
    case LEAK_HARM_CUT:
        p->body.len = p->body.len * 6 / 10;
        break;
    case LEAK_HARM_CHARSET:
        lose_letters(&p->body);
        break;
    case LEAK_HARM_REWRITTEN:
        rewrite(&p->body);
        break;
    default:
        break;
    }
}
