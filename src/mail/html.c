/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of an HTML mail, in one walk: tags are read as browsers read them (quotes, comments, raw text of scripts),
 * blocks become lines, quotes get "> ".  No tree is built, so that no nesting can be too deep.  What never ends (a tag
 * without '>') is text: nothing is lost.
 */
#include "mail/mail_internal.h"

enum { QUOTE_MOST = 16, QUOTE_DIVS = 32, PREFIX_BYTES = 2 };

struct html {
    const char *s;
    size_t len, at;
    struct sg_buf *out;
    struct urls *urls;
    size_t start;                                /* of this text in `out` */
    unsigned quote;                              /* how deep quoted */
    unsigned breaks;                             /* line ends that wait for text */
    unsigned line_quote;                         /* how deep the line before was */
    size_t divs;                                 /* open ones */
    size_t quote_divs[QUOTE_DIVS], n_quote_divs; /* those that are quotes, by how many were open */
    size_t reply_div;                            /* Outlook's header block: all behind it is quoted; 0: none open */
    unsigned pre;
    bool has_space, is_line_open, no_more_tags;
    struct sg_buf value; /* of an attribute, references read */
};

/* ---- writing ---- */

static void add_prefix(struct html *h, unsigned depth, bool is_empty)
{
    for (unsigned i = 0; i < depth && i < QUOTE_MOST; i++)
        sg_buf_add(h->out, "> ", is_empty && (i + 1 == depth || i + 1 == QUOTE_MOST) ? 1 : PREFIX_BYTES);
}

static void need_break(struct html *h, unsigned n)
{
    if (h->breaks < n) h->breaks = n;
    h->has_space = false;
}

/* Begins what is to be written: line ends that wait, the quote's marks, a blank. */
static void begin_text(struct html *h)
{
    if (h->breaks && h->out->len > h->start) {
        sg_buf_char(h->out, '\n');
        for (unsigned i = 1; i < h->breaks; i++) {
            add_prefix(h, h->quote < h->line_quote ? h->quote : h->line_quote, true);
            sg_buf_char(h->out, '\n');
        }
        h->is_line_open = false;
    }
    h->breaks = 0;
    if (!h->is_line_open) {
        add_prefix(h, h->quote, false);
        h->line_quote = h->quote;
        h->is_line_open = true;
    } else if (h->has_space) {
        sg_buf_char(h->out, ' ');
    }
    h->has_space = false;
}

static void add_scalar(struct html *h, uint32_t c)
{
    if (c == 0xa0 || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000) {
        h->has_space = true;
    } else if (c != 0xad && c != 0x200b && c != 0x200c && c != 0xfeff && (c >= 0x20 || c == 0)) {
        begin_text(h);
        sg_utf8_add(h->out, c ? c : 0xfffd);
    }
}

/* Letters that mean themselves. */
static inline bool is_plain(char c)
{
    return (unsigned char)c > ' ' && c != '&' && c != '<' && (unsigned char)c != 0xc2 && (unsigned char)c != 0xe2;
}

static void add_pre(struct html *h, char c)
{
    if (c == '\n')
        h->breaks++, h->has_space = false;
    else if (c != '\r') {
        begin_text(h);
        sg_buf_char(h->out, c);
    }
    if (h->breaks > 3) h->breaks = 3;
}

static void add_text(struct html *h, size_t end)
{
    const char *s = h->s;
    while (h->at < end) {
        size_t start = h->at;
        while (h->at < end && is_plain(s[h->at]))
            h->at++;
        if (h->at > start) {
            begin_text(h);
            sg_buf_add(h->out, s + start, h->at - start);
            continue;
        }
        uint32_t c = (unsigned char)s[h->at];
        size_t n = c == '&' ? html_entity(s + h->at, end - h->at, &c) : 0;
        if (n) {
            add_scalar(h, c);
            h->at += n;
        } else if (c <= ' ' && c != 0) {
            if (h->pre && c != '\f')
                add_pre(h, (char)c);
            else
                h->has_space = true;
            h->at++;
        } else if (c >= 0x80) {
            add_scalar(h, sg_utf8_next(s, end, &h->at));
        } else {
            add_scalar(h, c);
            h->at++;
        }
    }
}

/* ---- tags ---- */

struct tag {
    struct sg_str name, style, class_, id; /* values as written */
    bool is_end;
};

static bool name_is(struct sg_str a, const char *b)
{
    return sg_str_is_nocase(a, b);
}

static bool holds(struct sg_str s, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= s.len; i++)
        if (sg_lower(s.data[i]) == part[0] && name_is(sg_str_n(s.data + i, n), part)) return true;
    return false;
}

static void take_url(struct html *h, struct sg_str value)
{
    if (!h->urls || !h->urls->out) return;
    sg_buf_clear(&h->value);
    for (size_t i = 0; i < value.len && h->value.len < 5000;) {
        uint32_t c;
        size_t n = value.data[i] == '&' ? html_entity(value.data + i, value.len - i, &c) : 0;
        if (n)
            sg_utf8_add(&h->value, c);
        else
            sg_buf_char(&h->value, value.data[i]);
        i += n ? n : 1;
    }
    sg_buf_owe(h->urls->out, &h->value);
    urls_add(h->urls, sg_buf_view(&h->value));
}

static void take_attribute(struct html *h, struct tag *t, struct sg_str name, struct sg_str value)
{
    if (t->is_end || !value.len) return;
    if (name_is(name, "href") || name_is(name, "src"))
        take_url(h, value);
    else if (name_is(name, "style"))
        t->style = value;
    else if (name_is(name, "class"))
        t->class_ = value;
    else if (name_is(name, "id"))
        t->id = value;
}

static bool is_html_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Where the tag at s[at] ends, without reading it: behind its '>'; 0 when it has none. */
static size_t find_tag_end(const struct html *h, size_t at)
{
    bool is_value = false;
    while (at < h->len) {
        char c = h->s[at];
        if (c == '>') return at + 1;
        if (is_value && (c == '"' || c == '\'')) {
            const char *close = memchr(h->s + at + 1, c, h->len - at - 1);
            if (!close) return 0;
            at = (size_t)(close - h->s) + 1;
            is_value = false;
            continue;
        }
        is_value = c == '=' || (is_value && is_html_space(c));
        at++;
    }
    return 0;
}

static void read_attributes(struct html *h, struct tag *t, size_t at, size_t end)
{
    const char *s = h->s;
    while (at < end) {
        while (at < end && (is_html_space(s[at]) || s[at] == '/'))
            at++;
        size_t start = at;
        while (at < end && !is_html_space(s[at]) && s[at] != '=' && s[at] != '/')
            at++;
        struct sg_str name = sg_str_n(s + start, at - start), value = sg_str("");
        while (at < end && is_html_space(s[at]))
            at++;
        if (at < end && s[at] == '=') {
            for (at++; at < end && is_html_space(s[at]);)
                at++;
            char quote = at < end && (s[at] == '"' || s[at] == '\'') ? s[at++] : '\0';
            start = at;
            while (at < end && (quote ? s[at] != quote : !is_html_space(s[at])))
                at++;
            value = sg_str_n(s + start, at - start);
            at += quote && at < end;
        }
        take_attribute(h, t, name, value);
    }
}

/* Behind "</name" of a raw text, or the end. */
static size_t skip_raw(const struct html *h, size_t at, struct sg_str name)
{
    while (at < h->len) {
        const char *lt = memchr(h->s + at, '<', h->len - at);
        if (!lt) break;
        at = (size_t)(lt - h->s) + 1;
        if (h->len - at > name.len && h->s[at] == '/') {
            struct sg_str found = sg_str_n(h->s + at + 1, name.len);
            size_t behind = at + 1 + name.len;
            if (sg_lower(found.data[0]) == sg_lower(name.data[0]) && behind <= h->len) {
                size_t i = 0;
                while (i < name.len && sg_lower(found.data[i]) == sg_lower(name.data[i]))
                    i++;
                if (i == name.len && (behind == h->len || !sg_is_alnum(h->s[behind]))) return at - 1;
            }
        }
    }
    return h->len;
}

/* Outlook writes no blockquote: a block with a line above it names the mail that is answered, and the rest of the page
 * is that mail. */
static bool is_reply_header(const struct tag *t)
{
    if (name_is(t->id, "divRplyFwdMsg") || holds(t->class_, "OutlookMessageHeader")) return true;
    return holds(t->style, "border-top") && holds(t->style, "solid") &&
           (holds(t->style, "b5c4df") || holds(t->style, "e1e1e1"));
}

static void begin_div(struct html *h, const struct tag *t)
{
    need_break(h, 1);
    h->divs++;
    if (!h->reply_div && is_reply_header(t)) h->reply_div = h->divs;
    if (holds(t->class_, "yahoo_quoted") && h->n_quote_divs < QUOTE_DIVS) {
        h->quote_divs[h->n_quote_divs++] = h->divs;
        h->quote++;
    }
}

static void end_div(struct html *h)
{
    need_break(h, 1);
    if (!h->divs) return;
    if (h->reply_div == h->divs) {
        h->reply_div = 0;
        h->quote++;
        need_break(h, 2);
    }
    if (h->n_quote_divs && h->quote_divs[h->n_quote_divs - 1] == h->divs) {
        h->n_quote_divs--;
        if (h->quote) h->quote--;
    }
    h->divs--;
}

enum effect { INLINE, LINE, PARAGRAPH, BREAK, CELL, ITEM, QUOTE, DIV, PRE, RULE, RAW };

static enum effect effect_of(struct sg_str name)
{
    static const struct {
        const char *name;
        enum effect effect;
    } rows[] = {
        { "br", BREAK },      { "div", DIV },       { "p", PARAGRAPH },   { "td", CELL },      { "tr", LINE },
        { "table", LINE },    { "li", ITEM },       { "ul", LINE },       { "ol", LINE },      { "blockquote", QUOTE },
        { "style", RAW },     { "script", RAW },    { "title", RAW },     { "pre", PRE },      { "hr", RULE },
        { "h1", PARAGRAPH },  { "h2", PARAGRAPH },  { "h3", PARAGRAPH },  { "h4", PARAGRAPH }, { "h5", PARAGRAPH },
        { "h6", PARAGRAPH },  { "th", CELL },       { "center", LINE },   { "dl", LINE },      { "dt", LINE },
        { "dd", LINE },       { "form", LINE },     { "address", LINE },  { "section", LINE }, { "article", LINE },
        { "header", LINE },   { "footer", LINE },   { "main", LINE },     { "nav", LINE },     { "aside", LINE },
        { "fieldset", LINE }, { "figure", LINE },   { "caption", LINE },  { "tbody", LINE },   { "thead", LINE },
        { "option", LINE },   { "textarea", LINE }, { "noframes", LINE }, { "dir", LINE },     { "menu", LINE },
        { "body", LINE },     { "head", LINE },     { "html", LINE },     { "details", LINE }, { "summary", LINE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (sg_lower(name.data[0]) == rows[i].name[0] && name_is(name, rows[i].name)) return rows[i].effect;
    return INLINE;
}

static void begin_item(struct html *h, const struct tag *t)
{
    need_break(h, 1);
    if (t->is_end) return;
    begin_text(h);
    sg_buf_add(h->out, "-", 1);
    h->has_space = true;
}

static void apply(struct html *h, const struct tag *t)
{
    switch (effect_of(t->name)) {
    case INLINE:
        break;
    case LINE:
        need_break(h, 1);
        break;
    case PARAGRAPH:
        need_break(h, 2);
        break;
    case BREAK:
        if (h->breaks < 2) h->breaks++;
        h->has_space = false;
        break;
    case CELL:
        h->has_space = true;
        break;
    case ITEM:
        begin_item(h, t);
        break;
    case QUOTE:
        need_break(h, 2);
        if (!t->is_end)
            h->quote++;
        else if (h->quote)
            h->quote--;
        break;
    case DIV:
        if (t->is_end)
            end_div(h);
        else
            begin_div(h, t);
        break;
    case PRE:
        need_break(h, 2);
        if (!t->is_end)
            h->pre++;
        else if (h->pre)
            h->pre--;
        break;
    case RULE:
        need_break(h, 2);
        break;
    case RAW:
        if (!t->is_end) h->at = skip_raw(h, h->at, t->name);
        break;
    }
}

/* Past "<!…>" and "<?…>"; comments as browsers end them. */
static size_t skip_declaration(const struct html *h, size_t at)
{
    const char *end;
    if (h->len - at >= 4 && memcmp(h->s + at, "<!--", 4) == 0) {
        if (h->len - at > 4 && h->s[at + 4] == '>') return at + 5;
        end = memmem(h->s + at + 2, h->len - at - 2, "-->", 3);
        return end ? (size_t)(end - h->s) + 3 : h->len;
    }
    end = memchr(h->s + at, '>', h->len - at);
    return end ? (size_t)(end - h->s) + 1 : h->len;
}

/* The tag at h->at, a '<'; false when it is text. */
static bool read_tag(struct html *h)
{
    struct sg_str none = sg_str("");
    struct tag t = { none, none, none, none, false };
    const char *s = h->s;
    size_t at = h->at + 1;
    if (at >= h->len || h->no_more_tags) return false;
    if (s[at] == '!' || s[at] == '?') {
        h->at = skip_declaration(h, h->at);
        return true;
    }
    t.is_end = s[at] == '/';
    at += t.is_end;
    size_t start = at;
    while (at < h->len && (sg_is_alnum(s[at]) || s[at] == ':' || s[at] == '-'))
        at++;
    if (at == start || sg_is_digit(s[start]) || s[start] == ':' || s[start] == '-') return false;
    if (at < h->len && s[at] == '@') return false; /* <jane@example.org>, written without care */
    t.name = sg_str_n(s + start, at - start);
    size_t end = find_tag_end(h, at);
    if (!end) {
        h->no_more_tags = true;
        return false;
    }
    if (end - 1 > at) read_attributes(h, &t, at, end - 1);
    h->at = end;
    apply(h, &t);
    return true;
}

void html_text(struct sg_str html, struct sg_buf *out, struct urls *urls)
{
    struct html h = { .s = html.data, .len = html.len, .out = out, .urls = urls, .start = out->len };
    while (h.at < h.len) {
        const char *lt = memchr(h.s + h.at, '<', h.len - h.at);
        size_t end = lt ? (size_t)(lt - h.s) : h.len;
        add_text(&h, end);
        if (!lt) break;
        if (!read_tag(&h)) {
            add_scalar(&h, '<');
            h.at++;
        }
    }
    if (out->len > h.start) sg_buf_char(out, '\n');
    sg_buf_release(&h.value);
}

void sg_mail_html_text(struct sg_str html, struct sg_buf *out)
{
    html_text(html, out, NULL);
}
