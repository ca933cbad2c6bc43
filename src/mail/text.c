/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that a reader of the mail sees, out of its parts. */
#include "mail/mail_internal.h"

struct reading {
    struct sg_mail_parser *p;
    const struct sg_mail *m;
    struct sg_buf *out;
    struct urls urls;
    struct sg_str *ret_charset;
    uint32_t *defects;
    bool has_charset;
};

/* ---- lines ---- */

/* Appends text with '\n' as its line end. */
static void plain_text(struct sg_str s, struct sg_buf *out)
{
    for (size_t i = 0; i < s.len;) {
        const char *cr = memchr(s.data + i, '\r', s.len - i);
        size_t stop = cr ? (size_t)(cr - s.data) : s.len;
        sg_buf_add(out, s.data + i, stop - i);
        if (!cr) return;
        sg_buf_char(out, '\n');
        i = stop + 1;
        if (i < s.len && s.data[i] == '\n') i++;
    }
}

/* Appends lines of format=flowed, joined (RFC 3676). */
static void flowed_text(struct sg_str s, bool delete_space, struct sg_buf *out)
{
    size_t open_quotes = 0;
    bool is_open = false; /* the line before goes on */
    for (size_t at = 0; at < s.len;) {
        const char *lf = memchr(s.data + at, '\n', s.len - at);
        size_t stop = lf ? (size_t)(lf - s.data) : s.len, next = lf ? stop + 1 : stop, quotes = 0;
        if (stop > at && s.data[stop - 1] == '\r') stop--;
        while (at + quotes < stop && s.data[at + quotes] == '>')
            quotes++;
        size_t start = at + quotes;
        if (start < stop && s.data[start] == ' ') start++; /* stuffed */
        bool is_signature = stop - start == 3 && memcmp(s.data + start, "-- ", 3) == 0;
        bool goes_on = stop > start && s.data[stop - 1] == ' ' && !is_signature;
        if (is_open && (open_quotes != quotes || is_signature)) {
            sg_buf_char(out, '\n');
            is_open = false;
        }
        if (!is_open && quotes) {
            sg_buf_add(out, s.data + at, quotes);
            if (start < stop) sg_buf_char(out, ' ');
        }
        sg_buf_add(out, s.data + start, stop - start - (goes_on && delete_space ? 1 : 0));
        is_open = goes_on;
        open_quotes = quotes;
        if (!is_open && lf) sg_buf_char(out, '\n');
        at = next;
    }
    if (is_open) sg_buf_char(out, '\n');
}

/* ---- one part ---- */

static bool is_blank_since(const struct sg_buf *out, size_t start)
{
    for (size_t i = start; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        if (c > ' ' && !(c == 0xc2 && i + 1 < out->len && (unsigned char)out->data[i + 1] == 0xa0)) return false;
        i += c == 0xc2;
    }
    return true;
}

/* What the page says of its own charset, when the mail says nothing. */
static struct sg_str meta_charset(struct sg_str html)
{
    size_t most = html.len < 2048 ? html.len : 2048;
    for (size_t i = 0; i + 8 < most; i++) {
        if ((html.data[i] | 32) != 'c' || !sg_str_is_nocase(sg_str_n(html.data + i, 7), "charset")) continue;
        for (i += 7; i < most && (mail_is_space(html.data[i]) || strchr("=\"'", html.data[i])) && html.data[i];)
            i++;
        size_t start = i;
        while (i < most && (sg_is_alnum(html.data[i]) || strchr("-_:", html.data[i])) && html.data[i])
            i++;
        return sg_str_n(html.data + start, i - start);
    }
    return sg_str("");
}

/* What a buffer of the parser holds; without memory for it the text says that it is not whole. */
static struct sg_str whole(struct reading *r, const struct sg_buf *b)
{
    sg_buf_owe(r->out, b);
    return sg_buf_view(b);
}

static struct sg_str decoded(struct reading *r, const struct sg_mail_part *part)
{
    if (part->encoding == SG_MAIL_IDENTITY) return part->body;
    sg_buf_clear(&r->p->decoded);
    sg_mail_decode(part, &r->p->decoded, r->defects);
    return whole(r, &r->p->decoded);
}

/* The same as UTF-8; itself when it is that. */
static struct sg_str as_utf8(struct reading *r, struct sg_str charset, struct sg_str bytes)
{
    bool is_wide = charset.len >= 4 && (sg_lower(charset.data[0]) == 'u' || sg_lower(charset.data[0]) == 'i' ||
                                        sg_lower(charset.data[0]) == 'h');
    bool is_usual = !charset.len || sg_str_is(charset, "us-ascii") || sg_str_is(charset, "utf-8");
    if (!bytes.len || ((!is_wide || is_usual) && is_usual && mail_ascii_run(bytes.data, bytes.len) == bytes.len))
        return bytes;
    if (sg_str_is(charset, "utf-8") && sg_utf8_is_valid(bytes.data, bytes.len)) return bytes;
    sg_buf_clear(&r->p->utf8);
    sg_mail_to_utf8(charset, bytes, &r->p->utf8, r->defects);
    return whole(r, &r->p->utf8);
}

static bool is_flowed(const struct sg_mail_part *part, bool *ret_delete_space)
{
    struct params it;
    struct sg_str value, name, text;
    bool is_quoted, flowed = false;
    *ret_delete_space = false;
    if (!mail_header_find(part->header, "content-type", &value)) return false;
    (void)params_open(&it, value);
    while (params_next(&it, &name, &text, &is_quoted)) {
        struct params word;
        if (sg_str_is_nocase(name, "format"))
            flowed = sg_str_is_nocase(params_open(&word, text), "flowed");
        else if (sg_str_is_nocase(name, "delsp"))
            *ret_delete_space = sg_str_is_nocase(params_open(&word, text), "yes");
    }
    return flowed;
}

/* Appends a part's text; true when there is any. */
static bool add_leaf(struct reading *r, const struct sg_mail_part *part)
{
    bool is_html = sg_str_is(part->type, "text/html"), delete_space;
    struct sg_str bytes = decoded(r, part), charset = part->charset;
    size_t start = r->out->len;
    if (is_html && !charset.len) charset = meta_charset(bytes);
    struct sg_str text = as_utf8(r, charset, bytes);
    if (!text.len) return false;
    if (start && r->out->data[start - 1] != '\n') sg_buf_char(r->out, '\n');
    size_t from = r->out->len;
    if (is_html) {
        html_text(text, r->out, &r->urls);
    } else {
        if (is_flowed(part, &delete_space))
            flowed_text(text, delete_space, r->out);
        else
            plain_text(text, r->out);
        if (r->urls.out && !r->out->failed) urls_in_text(&r->urls, sg_str_n(r->out->data + from, r->out->len - from));
    }
    if (is_blank_since(r->out, from)) {
        r->out->len = start;
        return false;
    }
    if (!r->has_charset && r->ret_charset) *r->ret_charset = part->charset;
    r->has_charset = true;
    return true;
}

/* ---- the tree ---- */

/* The part behind `i` and all that it holds. */
static size_t behind(const struct sg_mail *m, size_t i)
{
    size_t j = i + 1;
    while (j < m->n_parts && m->parts[j].depth > m->parts[i].depth)
        j++;
    return j;
}

static bool add_part(struct reading *r, size_t i);

/* Of several forms of one text: the plain one unless it is empty, then the richest. */
static bool add_alternative(struct reading *r, size_t i)
{
    const struct sg_mail *m = r->m;
    size_t end = behind(m, i), others[64], n = 0;
    for (size_t j = i + 1; j < end; j = behind(m, j)) {
        bool is_plain = sg_str_is(m->parts[j].type, "text/plain") && !m->parts[j].is_attachment;
        if (is_plain) {
            if (add_leaf(r, &m->parts[j])) return true;
        } else if (n < sizeof others / sizeof *others) {
            others[n++] = j;
        }
    }
    while (n-- > 0)
        if (add_part(r, others[n])) return true;
    return false;
}

/* Addresses of a page whose plain form is shown: what is behind the links is seen nowhere else. */
static void add_hidden_urls(struct reading *r)
{
    if (!r->urls.out) return;
    for (size_t i = 0; i < r->m->n_parts; i++) {
        const struct sg_mail_part *part = &r->m->parts[i];
        if (part->is_multipart || part->is_attachment || !sg_str_is(part->type, "text/html")) continue;
        sg_auto_buf nobody_reads = { 0 };
        struct sg_str bytes = decoded(r, part);
        html_text(as_utf8(r, part->charset.len ? part->charset : meta_charset(bytes), bytes), &nobody_reads, &r->urls);
    }
}

static bool add_part(struct reading *r, size_t i)
{
    const struct sg_mail_part *part = &r->m->parts[i];
    bool is_any = false;
    if (!part->is_multipart) return !part->is_attachment && add_leaf(r, part);
    if (sg_str_is(part->type, "multipart/alternative")) return add_alternative(r, i);
    for (size_t j = i + 1, end = behind(r->m, i); j < end; j = behind(r->m, j))
        is_any |= add_part(r, j);
    return is_any;
}

void sg_mail_text(struct sg_mail_parser *p, const struct sg_mail *m, struct sg_buf *out, struct sg_buf *urls,
                  struct sg_str *ret_charset, uint32_t *defects)
{
    struct reading r = { .p = p, .m = m, .out = out, .ret_charset = ret_charset, .defects = defects };
    if (ret_charset) *ret_charset = sg_str("");
    urls_open(&r.urls, urls);
    if (m->n_parts) (void)add_part(&r, 0);
    add_hidden_urls(&r);
}
