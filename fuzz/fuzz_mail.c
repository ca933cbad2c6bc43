/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a mail: what is found lies inside the input, and all that is made of it is UTF-8. */
#include <stdlib.h>

#include "base/text.h"
#include "mail/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct sg_str whole, struct sg_str part)
{
    if (part.data < whole.data || part.data + part.len > whole.data + whole.len) abort();
}

static void check_text(const struct sg_buf *text)
{
    if (text->failed || !sg_utf8_is_valid(text->data, text->len)) abort();
}

static void check_field(struct sg_mail_parser *p, struct sg_str whole, const struct sg_mail_field *f)
{
    struct sg_mail_address addresses[16];
    struct sg_mail_hop hop;
    struct sg_str id;
    sg_time t;
    int64_t zone;
    sg_auto_buf words = { 0 };
    check_inside(whole, f->line);
    check_inside(f->line, f->name);
    check_inside(f->line, f->value);
    sg_mail_words(f->value, &words);
    check_text(&words);
    for (size_t i = 0; i < words.len; i++)
        if ((unsigned char)words.data[i] < ' ' || words.data[i] == 127) abort();
    size_t n = sg_mail_addresses(p, f->value, addresses, 16);
    if (n > 16) abort();
    for (size_t i = 0; i < n; i++)
        if (!addresses[i].address.len || !sg_utf8_is_valid(addresses[i].name.data, addresses[i].name.len) ||
            !sg_utf8_is_valid(addresses[i].address.data, addresses[i].address.len))
            abort();
    if (sg_mail_hop(f->value, &hop) && hop.from.len) check_inside(f->value, hop.from);
    (void)sg_mail_date(f->value, &t, &zone);
    for (size_t pos = 0; sg_mail_next_id(f->value, &pos, &id);)
        check_inside(f->value, id);
}

static void check_parts(const struct sg_mail *m)
{
    for (size_t i = 0; i < m->n_parts; i++) {
        const struct sg_mail_part *part = &m->parts[i];
        uint32_t defects = 0;
        sg_auto_buf content = { 0 }, text = { 0 };
        check_inside(m->bytes, part->header);
        check_inside(m->bytes, part->body);
        if (i == 0 ? part->parent != SG_MAIL_NO_PART : part->parent >= i) abort();
        if (i && part->depth != m->parts[part->parent].depth + 1) abort();
        if (!sg_utf8_is_valid(part->name.data, part->name.len)) abort();
        sg_mail_decode(part, &content, &defects);
        if (content.failed || content.len > 3 * part->body.len + 3) abort();
        sg_mail_to_utf8(part->charset, sg_buf_view(&content), &text, &defects);
        check_text(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sg_mail_parser *p;
    const struct sg_mail *m;
    struct sg_str bytes = sg_str_n((const char *)data, size), charset;
    uint32_t defects = 0;
    if (!p && sg_mail_parser_new(&p, NULL) != SG_OK) abort();
    if (sg_mail_parse(p, bytes, &m, NULL) != SG_OK) abort();
    check_inside(bytes, m->header);
    check_inside(bytes, m->body);
    if (m->n_parts < 1 || m->n_parts > SG_MAIL_PARTS || m->n_fields > SG_MAIL_FIELDS) abort();
    for (size_t i = 0; i < m->n_fields && i < 64; i++)
        check_field(p, m->header, &m->fields[i]);
    check_parts(m);
    sg_auto_buf text = { 0 }, urls = { 0 }, html = { 0 }, structure = { 0 };
    sg_mail_text(p, m, &text, &urls, &charset, &defects);
    check_text(&text);
    (void)sg_language(sg_buf_view(&text));
    sg_mail_structure(m, &structure);
    if (structure.len > 516) abort();
    if (sg_utf8_is_valid((const char *)data, size)) {
        sg_mail_html_text(bytes, &html);
        check_text(&html);
    }
    return 0;
}
