/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenDocument (ISO/IEC 26300): text, spreadsheets, presentations, drawings. */
#include "documents/documents_internal.h"

#define COLUMN(name) offsetof(struct sg_document, name)
static const struct property meta[] = {
    { "title", AS_LINE, COLUMN(title) },
    { "initial-creator", AS_LINE, COLUMN(author) },
    { "creator", AS_LINE, COLUMN(editor) },
    { "creation-date", AS_TIME, COLUMN(created) },
    { "date", AS_MODIFIED, COLUMN(modified) },
    { "print-date", AS_TIME, COLUMN(printed) },
    { "editing-cycles", AS_NUMBER, COLUMN(revision) },
    { "editing-duration", AS_DURATION, COLUMN(minutes) },
    { "generator", AS_GENERATOR, 0 },
    { "language", AS_LINE, COLUMN(lang) },
    { "printed-by", AS_FACT, FACT_PRINTED_BY },
    { "subject", AS_FACT, FACT_SUBJECT },
    { "description", AS_FACT, FACT_DESCRIPTION },
    { "keyword", AS_FACT, FACT_KEYWORDS },
};

struct part {
    struct reading *r;
    struct sg_buf value;
    enum { NOTHING, PRINTER, RSID, RSID_ROOT } takes;
    unsigned in_paragraph, in_changes, in_info;
    sg_time first, last;
};

static void keep(struct part *p, struct sg_str s)
{
    if (p->value.len < 65536) sg_buf_str(&p->value, s);
}

static void meta_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct part *p = ctx;
    int64_t pages;
    (void)space;
    sg_buf_clear(&p->value);
    if (strcmp(name, "template") == 0) {
        doc_line(&p->r->doc->template_name, xml_attribute(x, "title"));
        doc_line(&p->r->doc->template_name, xml_attribute(x, "href"));
        fact_text(&p->r->facts, FACT_TEMPLATE_PATH, xml_attribute(x, "href"));
    }
    if (strcmp(name, "document-statistic") == 0 && sg_parse_i64(xml_attribute(x, "page-count"), &pages, NULL) == SG_OK)
        fact_number(&p->r->facts, FACT_PAGES, pages);
    if (strcmp(name, "user-defined") == 0) fact_item(&p->r->facts, FACT_CUSTOM, xml_attribute(x, "name"));
}
static void meta_text(void *ctx, struct sg_str s)
{
    keep(ctx, s);
}
static void meta_end(void *ctx, const char *name, const char *space)
{
    struct part *p = ctx;
    (void)space;
    doc_property(p->r, meta, sizeof meta / sizeof *meta, name, sg_buf_view(&p->value));
    sg_buf_clear(&p->value);
}
static const struct xml_calls meta_calls = { meta_begin, meta_end, meta_text };

/* LibreOffice keeps the printer and, in Writer, the marks of editing sessions. */
static void settings_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct part *p = ctx;
    struct sg_str item = xml_attribute(x, "name");
    (void)space;
    sg_buf_clear(&p->value);
    p->takes = NOTHING;
    if (strcmp(name, "config-item") != 0) return;
    if (sg_str_is(item, "PrinterName")) p->takes = PRINTER;
    if (sg_str_is(item, "Rsid")) p->takes = RSID;
    if (sg_str_is(item, "RsidRoot")) p->takes = RSID_ROOT;
}
static void settings_text(void *ctx, struct sg_str s)
{
    struct part *p = ctx;
    if (p->takes != NOTHING) keep(p, s);
}
static void settings_end(void *ctx, const char *name, const char *space)
{
    struct part *p = ctx;
    uint64_t rsid;
    (void)name, (void)space;
    if (p->takes == PRINTER) fact_text(&p->r->facts, FACT_PRINTER, sg_buf_view(&p->value));
    if ((p->takes == RSID || p->takes == RSID_ROOT) &&
        sg_parse_u64(sg_str_trim(sg_buf_view(&p->value)), &rsid, NULL) == SG_OK && rsid <= UINT32_MAX)
        doc_rsid(p->r, (uint32_t)rsid);
    p->takes = NOTHING;
}
static const struct xml_calls settings_calls = { settings_begin, settings_end, settings_text };

/* The default style's language. */
static void styles_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct part *p = ctx;
    (void)space;
    if (strcmp(name, "text-properties") != 0) return;
    struct sg_str language = xml_attribute(x, "language"), country = xml_attribute(x, "country");
    if (!language.len || sg_str_is(language, "none") || language.len > 8) return;
    sg_auto_buf tag = { 0 };
    sg_buf_str(&tag, language);
    if (country.len && country.len < 8 && !sg_str_is(country, "none")) {
        sg_buf_char(&tag, '-');
        sg_buf_str(&tag, country);
    }
    fact_item(&p->r->facts, FACT_LANGUAGES, sg_buf_view(&tag));
    doc_line(&p->r->doc->lang, sg_buf_view(&tag));
}
static const struct xml_calls styles_calls = { .begin = styles_begin };

/* `s` has a number of blanks. */
static void blanks(struct reading *r, struct sg_str count)
{
    uint64_t n = 1;
    if (count.len && sg_parse_u64(count, &n, NULL) != SG_OK) n = 1;
    for (; n > 0 && n < 256; n--)
        doc_text(r, sg_str(" "));
}

static void content_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct part *p = ctx;
    sg_buf_clear(&p->value);
    if (strcmp(name, "tracked-changes") == 0)
        p->in_changes++;
    else if (strcmp(name, "change-info") == 0 || strcmp(name, "annotation") == 0)
        p->in_info++;
    else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0)
        p->in_paragraph++;
    else if (strcmp(name, "insertion") == 0)
        fact_add_number(&p->r->facts, FACT_INSERTIONS, 1);
    else if (strcmp(name, "deletion") == 0)
        fact_add_number(&p->r->facts, FACT_DELETIONS, 1);
    else if (strcmp(name, "table") == 0 && strstr(p->r->type, "spreadsheet"))
        fact_add_number(&p->r->facts, FACT_SHEETS, 1);
    else if (strcmp(name, "page") == 0 && strstr(p->r->type, "presentation"))
        fact_add_number(&p->r->facts, FACT_SLIDES, 1);
    else if (strcmp(name, "text-properties") == 0)
        styles_begin(ctx, x, name, space);
    else if (p->in_paragraph && !p->in_changes) {
        if (strcmp(name, "s") == 0) blanks(p->r, xml_attribute(x, "c"));
        if (strcmp(name, "tab") == 0) doc_text(p->r, sg_str(" "));
        if (strcmp(name, "line-break") == 0) doc_text(p->r, sg_str("\n"));
    }
}
static void content_text(void *ctx, struct sg_str s)
{
    struct part *p = ctx;
    if (p->in_info) keep(p, s);
    if (p->in_paragraph && !p->in_changes && !p->in_info) doc_text(p->r, s);
}
static void content_end(void *ctx, const char *name, const char *space)
{
    struct part *p = ctx;
    sg_time t;
    int64_t zone;
    (void)space;
    if (strcmp(name, "tracked-changes") == 0)
        p->in_changes--;
    else if (strcmp(name, "change-info") == 0 || strcmp(name, "annotation") == 0)
        p->in_info--;
    else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        p->in_paragraph--;
        if (!p->in_changes && !p->in_info) doc_break(p->r);
        if (p->in_info && !p->in_changes && p->value.len) { /* a comment's text, beside the line that it is about */
            doc_break(p->r);
            doc_text(p->r, sg_buf_view(&p->value));
            doc_break(p->r);
        }
    } else if (p->in_info && strcmp(name, "creator") == 0)
        doc_author(p->r, sg_buf_view(&p->value));
    else if (p->in_info && strcmp(name, "date") == 0 && doc_iso(sg_buf_view(&p->value), &t, &zone)) {
        if (p->first == SG_TIME_NONE || t < p->first) p->first = t;
        if (p->last == SG_TIME_NONE || t > p->last) p->last = t;
    }
    sg_buf_clear(&p->value);
}
static const struct xml_calls content_calls = { content_begin, content_end, content_text };

static void manifest_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct part *p = ctx;
    (void)x, (void)space;
    if (strcmp(name, "encryption-data") == 0) fact_true(&p->r->facts, FACT_ENCRYPTED);
}
static const struct xml_calls manifest_calls = { .begin = manifest_begin };

static enum sg_code read_parts(struct reading *r, struct zip *z, struct part *p, struct sg_err *err)
{
    zip_times(r, z);
    for (size_t i = 0; i < z->n; i++)
        if (doc_begins(z->entries[i].name, "Basic/") || doc_begins(z->entries[i].name, "Scripts/"))
            fact_true(&r->facts, FACT_MACROS);
    xml_part(r, z, zip_find(z, "META-INF/manifest.xml"), &manifest_calls, p);
    if (r->facts.values[FACT_ENCRYPTED].kind)
        return sg_fail(err, SG_EINPUT, "it is encrypted: its manifest says how, and its parts cannot be read");
    xml_part(r, z, zip_find(z, "meta.xml"), &meta_calls, p);
    xml_part(r, z, zip_find(z, "settings.xml"), &settings_calls, p);
    xml_part(r, z, zip_find(z, "styles.xml"), &styles_calls, p);
    xml_part(r, z, zip_find(z, "content.xml"), &content_calls, p);
    fact_time(&r->facts, FACT_CHANGES_FIRST, p->first);
    fact_time(&r->facts, FACT_CHANGES_LAST, p->last);
    return SG_OK;
}

enum sg_code read_odf(struct reading *r, struct sg_err *err)
{
    struct zip z;
    struct part p = { .r = r, .first = SG_TIME_NONE, .last = SG_TIME_NONE };
    SG_TRY(zip_open(r->bytes, &z, err));
    enum sg_code code = read_parts(r, &z, &p, err);
    sg_buf_release(&p.value);
    zip_release(&z);
    return code;
}
