/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML as a run of events, by libxml2.  Nothing is loaded and nothing is expanded: a document type declaration, which
 * office formats forbid and every attack with entities needs, ends the reading.
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "documents/documents_internal.h"

struct xml {
    xmlParserCtxtPtr parser;
    const struct xml_calls *calls;
    void *ctx;
    unsigned depth;
    bool has_doctype, is_too_deep;
    const xmlChar **attributes;
    int n_attributes;
};

bool xml_attribute_at(const struct xml *x, unsigned n, const char **ret_name, const char **ret_space,
                      struct sg_str *ret_value)
{
    if (n >= (unsigned)x->n_attributes) return false;
    const xmlChar **a = x->attributes + 5 * (size_t)n;
    *ret_name = (const char *)a[0];
    *ret_space = a[2] ? (const char *)a[2] : "";
    *ret_value = sg_str_n((const char *)a[3], (size_t)(a[4] - a[3]));
    return true;
}

struct sg_str xml_attribute(const struct xml *x, const char *name)
{
    const char *found, *space;
    struct sg_str value;
    for (unsigned i = 0; xml_attribute_at(x, i, &found, &space, &value); i++)
        if (strcmp(found, name) == 0) return value;
    return (struct sg_str){ "", 0 };
}

static void on_begin(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int n_spaces,
                     const xmlChar **spaces, int n_attributes, int n_default, const xmlChar **attributes)
{
    struct xml *x = user;
    (void)prefix, (void)n_spaces, (void)spaces, (void)n_default;
    if (++x->depth > XML_DEPTH) {
        x->is_too_deep = true;
        xmlStopParser(x->parser);
        return;
    }
    x->attributes = attributes;
    x->n_attributes = n_attributes;
    if (x->calls->begin) x->calls->begin(x->ctx, x, (const char *)name, space ? (const char *)space : "");
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct xml *x = user;
    (void)prefix;
    x->depth--;
    if (x->calls->end) x->calls->end(x->ctx, (const char *)name, space ? (const char *)space : "");
}

static void on_text(void *user, const xmlChar *text, int len)
{
    struct xml *x = user;
    if (x->calls->text) x->calls->text(x->ctx, sg_str_n((const char *)text, (size_t)len));
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    struct xml *x = user;
    (void)name, (void)external, (void)system;
    x->has_doctype = true;
    xmlStopParser(x->parser);
}

static void on_error(void *user, xmlErrorPtr error)
{
    (void)user, (void)error;
}

/* Where what begins at `i` ends, behind `end`. */
static size_t behind(struct sg_str s, size_t i, const char *end)
{
    const char *p = memmem(s.data + i, s.len - i, end, strlen(end));
    return p ? (size_t)(p - s.data) + strlen(end) : s.len;
}

/* The tag whose '<' stands at `i`: how many attributes it has, and where it ends. */
static unsigned count_attributes(struct sg_str s, size_t *i)
{
    unsigned n = 0;
    char quote = '\0';
    size_t k = *i + 1;
    for (; k < s.len && (quote || s.data[k] != '>'); k++) {
        char c = s.data[k];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        n += !quote && c == '=';
    }
    *i = k;
    return n;
}

/* libxml2 compares each attribute of an element with each: what has very many is not given to it. */
static bool has_crowded_tag(struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        const char *p = memchr(s.data + i, '<', s.len - i);
        if (!p) return false;
        i = (size_t)(p - s.data);
        struct sg_str rest = { p, s.len - i };
        if (doc_begins(rest, "<!--"))
            i = behind(s, i, "-->");
        else if (doc_begins(rest, "<![CDATA["))
            i = behind(s, i, "]]>");
        else if (doc_begins(rest, "<?"))
            i = behind(s, i, "?>");
        else if (count_attributes(s, &i) > XML_ATTRIBUTES)
            return true;
    }
    return false;
}

static bool is_crowded(struct sg_str s)
{
    bool is_little = doc_begins(s, "\xff\xfe");
    if (!is_little && !doc_begins(s, "\xfe\xff")) return has_crowded_tag(s);
    sg_auto_buf utf8 = { 0 };
    doc_utf16(&utf8, s.data + 2, s.len - 2, !is_little);
    return utf8.failed || has_crowded_tag(sg_buf_view(&utf8));
}

enum sg_code xml_parse(struct sg_str bytes, const char *what, const struct xml_calls *calls, void *ctx,
                       struct sg_err *err)
{
    if (!bytes.len) return sg_fail(err, SG_EINPUT, "%s is empty", what);
    if (bytes.len > ZIP_PART) return sg_fail(err, SG_ELIMIT, "%s has more than %zu bytes", what, ZIP_PART);
    if (is_crowded(bytes))
        return sg_fail(err, SG_ELIMIT, "%s has an element with more than %d attributes", what, XML_ATTRIBUTES);
    xmlParserCtxtPtr p = xmlCreateMemoryParserCtxt(bytes.data, (int)bytes.len);
    if (!p) return sg_fail_nomem(err, "an XML parser");
    struct xml x = { .parser = p, .calls = calls, .ctx = ctx };
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_begin,
                          .endElementNs = on_end,
                          .characters = on_text,
                          .ignorableWhitespace = on_text,
                          .cdataBlock = on_text,
                          .internalSubset = on_doctype,
                          .externalSubset = on_doctype,
                          .serror = on_error };
    *p->sax = sax;
    p->userData = &x;
    (void)xmlCtxtUseOptions(p, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    (void)xmlParseDocument(p);
    bool is_well_formed = p->wellFormed;
    int line = p->input ? p->input->line : 0;
    if (p->myDoc) xmlFreeDoc(p->myDoc);
    p->myDoc = NULL;
    xmlFreeParserCtxt(p);
    if (x.has_doctype)
        return sg_fail(err, SG_EINPUT, "%s declares a document type, which such files never do; it was not read", what);
    if (x.is_too_deep) return sg_fail(err, SG_ELIMIT, "%s nests more than %d elements", what, XML_DEPTH);
    if (!is_well_formed) return sg_fail(err, SG_EINPUT, "%s is not well-formed XML (line %d)", what, line);
    return SG_OK;
}

void xml_part(struct reading *r, struct zip *z, const struct zip_entry *e, const struct xml_calls *calls, void *ctx)
{
    struct sg_err err = { 0 };
    sg_auto_buf bytes = { 0 };
    char name[96];
    if (!e) return;
    if (zip_read(z, e, &bytes, &err) != SG_OK) {
        doc_trouble(r, &err);
        if (err.code != SG_EINPUT) return;
    }
    if (!bytes.len) return;
    snprintf(name, sizeof name, "its part '%.*s'", (int)(e->name.len > 79 ? 79 : e->name.len), e->name.data);
    if (xml_parse(sg_buf_view(&bytes), name, calls, ctx, &err) != SG_OK) doc_trouble(r, &err);
}
