/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML: its title, its meta elements, and what Office leaves in pages that it saves. */
#include "documents/documents_internal.h"
#include "mail/mail.h"

enum { HEAD = 1 << 20 /* bytes that are looked through for properties */, ATTRIBUTE = 4096 };

#define COLUMN(name) offsetof(struct sg_document, name)
static const struct property metas[] = {
    /* names in lower case */
    { "author", AS_LINE, COLUMN(author) },
    { "dc.creator", AS_LINE, COLUMN(author) },
    { "generator", AS_LINE, COLUMN(application) },
    { "date", AS_TIME, COLUMN(created) },
    { "created", AS_TIME, COLUMN(created) },
    { "dcterms.created", AS_TIME, COLUMN(created) },
    { "article:published_time", AS_TIME, COLUMN(created) },
    { "changed", AS_MODIFIED, COLUMN(modified) },
    { "last-modified", AS_MODIFIED, COLUMN(modified) },
    { "dcterms.modified", AS_MODIFIED, COLUMN(modified) },
    { "article:modified_time", AS_MODIFIED, COLUMN(modified) },
    { "changedby", AS_LINE, COLUMN(editor) },
    { "description", AS_FACT, FACT_DESCRIPTION },
    { "keywords", AS_FACT, FACT_KEYWORDS },
    { "content-language", AS_LINE, COLUMN(lang) },
};
static const struct property office[] = {
    /* <o:Author>… */
    { "o:author", AS_LINE, COLUMN(author) },       { "o:lastauthor", AS_LINE, COLUMN(editor) },
    { "o:created", AS_TIME, COLUMN(created) },     { "o:lastsaved", AS_MODIFIED, COLUMN(modified) },
    { "o:lastprinted", AS_TIME, COLUMN(printed) }, { "o:revision", AS_NUMBER, COLUMN(revision) },
    { "o:totaltime", AS_NUMBER, COLUMN(minutes) }, { "o:company", AS_LINE, COLUMN(company) },
    { "o:version", AS_LINE, COLUMN(app_version) }, { "o:template", AS_LINE, COLUMN(template_name) },
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/';
}

/* The next attribute of a tag; false at its end. */
static bool next_attribute(struct sg_str tag, size_t *pos, struct sg_str *ret_name, struct sg_str *ret_value)
{
    size_t i = *pos;
    while (i < tag.len && is_blank(tag.data[i]))
        i++;
    size_t begin = i;
    while (i < tag.len && !is_blank(tag.data[i]) && tag.data[i] != '=')
        i++;
    *ret_name = sg_str_n(tag.data + begin, i - begin);
    *ret_value = (struct sg_str){ "", 0 };
    while (i < tag.len && is_blank(tag.data[i]))
        i++;
    if (i < tag.len && tag.data[i] == '=') {
        i++;
        while (i < tag.len && is_blank(tag.data[i]))
            i++;
        char quote = i < tag.len && (tag.data[i] == '"' || tag.data[i] == '\'') ? tag.data[i++] : '\0';
        begin = i;
        while (i < tag.len && (quote ? tag.data[i] != quote : !is_blank(tag.data[i])))
            i++;
        *ret_value = sg_str_n(tag.data + begin, i - begin);
        i += i < tag.len && quote;
    }
    *pos = i;
    return ret_name->len > 0;
}

/* Without character references. */
static void plain(struct sg_str html, struct sg_buf *out)
{
    if (html.len > ATTRIBUTE) html.len = ATTRIBUTE;
    sg_mail_html_text(html, out);
}

static void lower(struct sg_str s, char *ret, size_t size)
{
    size_t n = s.len < size ? s.len : size - 1;
    for (size_t i = 0; i < n; i++)
        ret[i] = sg_lower(s.data[i]);
    ret[n] = '\0';
}

static void take_meta(struct reading *r, struct sg_str tag)
{
    struct sg_str name, value, key = { "", 0 }, content = { "", 0 };
    char low[64];
    for (size_t pos = 0; next_attribute(tag, &pos, &name, &value);) {
        if (sg_str_is_nocase(name, "name") || sg_str_is_nocase(name, "property") ||
            sg_str_is_nocase(name, "http-equiv"))
            key = value;
        if (sg_str_is_nocase(name, "content")) content = value;
    }
    sg_auto_buf text = { 0 };
    if (!key.len || !content.len) return;
    plain(content, &text);
    lower(key, low, sizeof low);
    doc_property(r, metas, sizeof metas / sizeof *metas, low, sg_buf_view(&text));
}

static void take_language(struct reading *r, struct sg_str tag)
{
    struct sg_str name, value;
    for (size_t pos = 0; next_attribute(tag, &pos, &name, &value);)
        if (sg_str_is_nocase(name, "lang") || sg_str_is_nocase(name, "xml:lang")) doc_line(&r->doc->lang, value);
}

/* One tag, and what stands behind it up to the next one. */
static void take_tag(struct reading *r, struct sg_str tag, struct sg_str behind)
{
    size_t n = 0;
    char name[32];
    while (n < tag.len && !is_blank(tag.data[n]))
        n++;
    lower(sg_str_n(tag.data, n), name, sizeof name);
    struct sg_str rest = { tag.data + n, tag.len - n };
    sg_auto_buf text = { 0 };
    if (strcmp(name, "meta") == 0)
        take_meta(r, rest);
    else if (strcmp(name, "html") == 0)
        take_language(r, rest);
    else if (strcmp(name, "title") == 0) {
        plain(behind, &text);
        doc_line(&r->doc->title, sg_buf_view(&text));
    } else if (strncmp(name, "o:", 2) == 0) {
        plain(behind, &text);
        doc_property(r, office, sizeof office / sizeof *office, name, sg_buf_view(&text));
    }
}

static void scan(struct reading *r, struct sg_str s)
{
    if (s.len > HEAD) s.len = HEAD;
    for (size_t i = 0; i < s.len;) {
        const char *open = memchr(s.data + i, '<', s.len - i);
        if (!open) return;
        size_t begin = (size_t)(open - s.data) + 1;
        const char *close = memchr(s.data + begin, '>', s.len - begin);
        if (!close) return;
        struct sg_str tag = { s.data + begin, (size_t)(close - s.data) - begin };
        const char *behind = close + 1;
        const char *next = memchr(behind, '<', (size_t)(s.data + s.len - behind));
        take_tag(r, tag, sg_str_n(behind, (size_t)((next ? next : s.data + s.len) - behind)));
        i = (size_t)(behind - s.data);
    }
}

/* charset=… in the first 4 KiB, as browsers look for it. */
static struct sg_str find_charset(struct sg_str s)
{
    static const char word[] = "charset";
    if (s.len > 4096) s.len = 4096;
    for (size_t i = 0; i + sizeof word < s.len; i++) {
        if (!sg_str_is_nocase(sg_str_n(s.data + i, sizeof word - 1), word)) continue;
        i += sizeof word - 1;
        while (i < s.len && (s.data[i] == '=' || s.data[i] == '"' || s.data[i] == '\'' || s.data[i] == ' '))
            i++;
        size_t begin = i;
        while (i < s.len && (sg_is_alnum(s.data[i]) || s.data[i] == '-' || s.data[i] == '_'))
            i++;
        return sg_str_n(s.data + begin, i - begin);
    }
    return (struct sg_str){ "", 0 };
}

enum sg_code read_html(struct reading *r, struct sg_err *err)
{
    sg_auto_buf utf8 = { 0 }, text = { 0 };
    char charset[64];
    lower(find_charset(r->bytes), charset, sizeof charset);
    if (doc_begins(r->bytes, "\xff\xfe") || doc_begins(r->bytes, "\xfe\xff"))
        doc_utf16(&utf8, r->bytes.data + 2, r->bytes.len - 2, r->bytes.data[0] == '\xfe');
    else
        doc_utf8(sg_str(charset), r->bytes, &utf8);
    SG_TRY(sg_buf_check(&utf8, err));
    scan(r, sg_buf_view(&utf8));
    sg_mail_html_text(sg_buf_view(&utf8), &text);
    SG_TRY(sg_buf_check(&text, err));
    doc_text(r, sg_buf_view(&text));
    return SG_OK;
}
