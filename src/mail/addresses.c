/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses (RFC 5322, 3.4 and 4.4, with RFC 6532's letters), and what clients write: names with commas that nobody
 * quoted, ';' between addresses, the name in a comment, the address twice.
 */
#include "mail/mail_internal.h"

/* One address being read. */
struct reading {
    struct sg_buf phrase;  /* words before '<', as written but without quotes */
    struct sg_buf bare;    /* the same without blanks: an address, when there is no '<' */
    struct sg_buf comment; /* the last one */
    struct sg_buf held;    /* "Doe" of "Doe, John <…>" */
    struct sg_buf angle;
    bool has_angle, has_quotes;
    bool no_more_quotes; /* one never closes: it is a mark like any other */
};

struct list {
    struct sg_mail_parser *p;
    struct sg_mail_address *ret;
    size_t n, most;
};

static void clear(struct reading *r)
{
    sg_buf_clear(&r->phrase);
    sg_buf_clear(&r->bare);
    sg_buf_clear(&r->comment);
    sg_buf_clear(&r->angle);
    r->has_angle = r->has_quotes = false;
}

static struct sg_str keep_address(struct list *l, struct sg_str s)
{
    sg_auto_buf clean = { 0 }, utf8 = { 0 };
    uint32_t ignored = 0;
    if (mail_ascii_run(s.data, s.len) != s.len) {
        sg_mail_to_utf8(sg_str(""), s, &utf8, &ignored);
        s = sg_buf_view(&utf8);
    }
    mail_clean(s, &clean);
    l->p->scratch.failed |= clean.failed || utf8.failed;
    for (size_t i = 0; i < clean.len; i++)
        clean.data[i] = sg_lower(clean.data[i]);
    return scratch_copy(&l->p->scratch, sg_buf_view(&clean));
}

static struct sg_str keep_name(struct list *l, struct sg_str s)
{
    sg_auto_buf name = { 0 };
    sg_mail_words(s, &name);
    l->p->scratch.failed |= name.failed;
    struct sg_str plain = sg_str_trim(sg_buf_view(&name));
    if (plain.len >= 2 && plain.data[0] == '\'' && plain.data[plain.len - 1] == '\'') /* Outlook quotes a second time */
        plain = sg_str_n(plain.data + 1, plain.len - 2);
    return scratch_copy(&l->p->scratch, plain);
}

static bool has_sign(struct sg_str s)
{
    return s.len && memchr(s.data, '@', s.len);
}

static bool has_space(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (mail_is_space(s.data[i])) return true;
    return false;
}

static void give(struct list *l, struct sg_str name, struct sg_str address)
{
    if (!address.len || l->n >= l->most) return;
    address = keep_address(l, address);
    if (address.len) l->ret[l->n++] = (struct sg_mail_address){ keep_name(l, name), address }; /* not of marks alone */
}

/* "Jane Roe jane@example.org": the word with the sign, and what stands before it.  false: the sign stands alone. */
static bool split_words(struct sg_str words, struct sg_str *ret_name, struct sg_str *ret_address)
{
    const char *sign = memchr(words.data, '@', words.len);
    size_t from = (size_t)(sign - words.data), to = from + 1;
    while (from > 0 && !mail_is_space(words.data[from - 1]))
        from--;
    while (to < words.len && !mail_is_space(words.data[to]))
        to++;
    if (words.data + from == sign || words.data + to == sign + 1) return false;
    if (words.data[from] == '.' || words.data[to - 1] == '.') return false;
    *ret_name = sg_str_trim(sg_str_n(words.data, from));
    *ret_address = sg_str_n(words.data + from, to - from);
    return true;
}

/* An entry without "<…>". */
static void add_bare(struct list *l, struct reading *r)
{
    struct sg_str words = sg_str_trim(sg_buf_view(&r->phrase)), name = sg_str_trim(sg_buf_view(&r->comment));
    struct sg_str address = sg_buf_view(&r->bare), before = sg_str("");
    if (r->held.len && !has_space(sg_buf_view(&r->held))) give(l, sg_str(""), sg_buf_view(&r->held)); /* "root, a@b" */
    if (!has_sign(address)) {
        if (!r->has_quotes && !has_space(words)) give(l, name, address); /* a local name */
        return;
    }
    if (!r->has_quotes && has_space(words) && split_words(words, &before, &address) && !name.len) name = before;
    give(l, name, address);
}

static void add(struct list *l, struct reading *r)
{
    struct sg_str name = sg_str_trim(sg_buf_view(&r->phrase)), address = sg_buf_view(&r->angle);
    if (!r->has_angle) {
        add_bare(l, r);
        return;
    }
    if (!address.len && has_sign(sg_buf_view(&r->bare))) { /* "a@b <>" */
        address = sg_buf_view(&r->bare);
        name.len = 0;
    }
    if (!name.len) name = sg_str_trim(sg_buf_view(&r->comment));
    if (r->held.len) { /* "Doe, John <…>" */
        if (name.len) sg_buf_text(&r->held, ", ");
        sg_buf_str(&r->held, name);
        name = sg_buf_view(&r->held);
    }
    give(l, name, address);
}

/* Words that a ',' ended without an address among them may be the front of a name. */
static void end_entry(struct list *l, struct reading *r, bool is_comma)
{
    struct sg_str words = sg_str_trim(sg_buf_view(&r->phrase));
    bool is_name = is_comma && !r->has_angle && words.len && words.len < 256 && !has_sign(words) && !r->has_quotes;
    if (!is_name) {
        add(l, r);
        sg_buf_clear(&r->held);
    } else if (r->held.len < 1024) {
        if (r->held.len) sg_buf_text(&r->held, ", ");
        sg_buf_str(&r->held, words);
    }
    clear(r);
}

/* A comment at s[at] == '(': its text. */
static size_t read_comment(struct sg_str s, size_t at, struct sg_buf *out)
{
    size_t depth = 0;
    sg_buf_clear(out);
    for (; at < s.len; at++) {
        char c = s.data[at];
        if (c == '(' && depth++ == 0) continue;
        if (c == ')' && --depth == 0) return at + 1;
        if (c == '\\' && at + 1 < s.len) c = s.data[++at];
        sg_buf_char(out, c);
    }
    return at;
}

static bool is_closed(struct reading *r, struct sg_str s, size_t at)
{
    if (r->no_more_quotes) return false;
    for (at++; at < s.len && s.data[at] != '"'; at++)
        at += s.data[at] == '\\';
    r->no_more_quotes = at >= s.len;
    return !r->no_more_quotes;
}

/* A quoted string at s[at] == '"': without its quotes into `plain`, with them into `whole`. */
static size_t read_quoted(struct sg_str s, size_t at, struct sg_buf *plain, struct sg_buf *whole)
{
    if (whole) sg_buf_char(whole, '"');
    for (at++; at < s.len && s.data[at] != '"'; at++) {
        if (s.data[at] == '\\' && at + 1 < s.len) {
            if (whole) sg_buf_char(whole, '\\');
            at++;
        }
        if (s.data[at] == '\r' || s.data[at] == '\n') continue;
        if (plain) sg_buf_char(plain, s.data[at]);
        if (whole) sg_buf_char(whole, s.data[at]);
    }
    if (whole) sg_buf_char(whole, '"');
    return at < s.len ? at + 1 : at;
}

/* "<route:local@domain>" at s[at] == '<'. */
static size_t read_angle(struct sg_str s, size_t at, struct reading *r)
{
    sg_buf_clear(&r->angle);
    r->has_angle = true;
    for (at++; at < s.len && s.data[at] != '>';) {
        char c = s.data[at];
        if (c == '"' && is_closed(r, s, at)) {
            at = read_quoted(s, at, NULL, &r->angle);
            continue;
        }
        if (c == '(') {
            at = read_comment(s, at, &r->comment);
            continue;
        }
        if (c == '<') sg_buf_clear(&r->angle); /* "<<a@b>>" */
        if (c == ':' && r->angle.len && r->angle.data[0] == '@') {
            sg_buf_clear(&r->angle); /* a route: RFC 5322, 4.4 */
        } else if (!mail_is_space(c) && c != '<') {
            sg_buf_char(&r->angle, c);
        }
        at++;
    }
    if (r->angle.len > 7 && sg_str_is_nocase(sg_str_n(r->angle.data, 7), "mailto:")) {
        memmove(r->angle.data, r->angle.data + 7, r->angle.len - 7);
        r->angle.len -= 7;
    }
    return at < s.len ? at + 1 : at;
}

static size_t read_one(struct list *l, struct reading *r, struct sg_str s, size_t at)
{
    char c = s.data[at];
    switch (c) {
    case '(':
        return read_comment(s, at, &r->comment);
    case '<':
        return read_angle(s, at, r);
    case '"':
        if (!is_closed(r, s, at)) return at + 1;
        r->has_quotes = true;
        return read_quoted(s, at, &r->phrase, &r->bare);
    case ',':
    case ';':
        end_entry(l, r, c == ',');
        if (c == ';') sg_buf_clear(&r->held);
        return at + 1;
    case ':': /* a group's name ends here; "mailto:a@b" loses its front, too */
        clear(r);
        sg_buf_clear(&r->held);
        return at + 1;
    default:
        if (r->has_angle && c == '>') return at + 1;
        sg_buf_char(&r->phrase, c);
        if (!mail_is_space(c)) sg_buf_char(&r->bare, c);
        return at + 1;
    }
}

size_t sg_mail_addresses(struct sg_mail_parser *p, struct sg_str value, struct sg_mail_address *ret, size_t most)
{
    struct reading r = { 0 };
    struct list l = { p, ret, 0, most };
    for (size_t at = 0; at < value.len && l.n < most;)
        at = read_one(&l, &r, value, at);
    end_entry(&l, &r, false);
    struct sg_buf *own[] = { &r.phrase, &r.bare, &r.comment, &r.held, &r.angle };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        p->scratch.failed |= own[i]->failed;
        sg_buf_release(own[i]);
    }
    return l.n;
}
