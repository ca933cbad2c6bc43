/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word, Excel and PowerPoint since 2007: ECMA-376, and [MS-DOCX], [MS-XLSX] for what came later. */
#include <stdlib.h>

#include "documents/documents_internal.h"

#define COLUMN(name) offsetof(struct sg_document, name)
static const struct property core[] = {
    { "title", AS_LINE, COLUMN(title) },           { "creator", AS_LINE, COLUMN(author) },
    { "lastModifiedBy", AS_LINE, COLUMN(editor) }, { "created", AS_TIME, COLUMN(created) },
    { "modified", AS_MODIFIED, COLUMN(modified) }, { "lastPrinted", AS_TIME, COLUMN(printed) },
    { "revision", AS_NUMBER, COLUMN(revision) },   { "language", AS_LINE, COLUMN(lang) },
    { "subject", AS_FACT, FACT_SUBJECT },          { "keywords", AS_FACT, FACT_KEYWORDS },
    { "description", AS_FACT, FACT_DESCRIPTION },
};
static const struct property app[] = {
    { "Application", AS_LINE, COLUMN(application) }, { "AppVersion", AS_LINE, COLUMN(app_version) },
    { "Template", AS_LINE, COLUMN(template_name) },  { "Company", AS_LINE, COLUMN(company) },
    { "TotalTime", AS_NUMBER, COLUMN(minutes) },     { "Manager", AS_FACT, FACT_MANAGER },
    { "Pages", AS_FACT_NUMBER, FACT_PAGES },
};

/* An element's own text, for parts that are lists of properties. */
struct values {
    struct reading *r;
    const struct property *table;
    size_t n;
    struct sg_buf value;
};
static void values_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct values *v = ctx;
    (void)x, (void)name, (void)space;
    sg_buf_clear(&v->value);
}
static void values_text(void *ctx, struct sg_str s)
{
    struct values *v = ctx;
    if (v->value.len < 65536) sg_buf_str(&v->value, s);
}
static void values_end(void *ctx, const char *name, const char *space)
{
    struct values *v = ctx;
    (void)space;
    doc_property(v->r, v->table, v->n, name, sg_buf_view(&v->value));
    sg_buf_clear(&v->value);
}
static const struct xml_calls values_calls = { values_begin, values_end, values_text };

static void read_values(struct reading *r, struct zip *z, const char *part, const struct property *table, size_t n)
{
    struct values v = { .r = r, .table = table, .n = n };
    xml_part(r, z, zip_find(z, part), &values_calls, &v);
    sg_buf_release(&v.value);
}

/* ---- word/settings.xml ---- */

struct settings {
    struct reading *r;
    uint32_t root;
    bool has_root;
};

static bool read_hex(struct sg_str s, uint32_t *ret)
{
    if (!s.len || s.len > 8) return false;
    *ret = 0;
    for (size_t i = 0; i < s.len; i++) {
        int digit = sg_hex_digit(s.data[i]);
        if (digit < 0) return false;
        *ret = *ret << 4 | (uint32_t)digit;
    }
    return true;
}

static void settings_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct settings *s = ctx;
    uint32_t rsid;
    (void)space;
    if (strcmp(name, "rsidRoot") == 0 && !s->has_root && read_hex(xml_attribute(x, "val"), &s->root)) {
        s->has_root = true;
        doc_rsid(s->r, s->root);
    } else if (strcmp(name, "rsid") == 0 && read_hex(xml_attribute(x, "val"), &rsid)) {
        if (!s->has_root || rsid != s->root) doc_rsid(s->r, rsid);
    } else if (strcmp(name, "docId") == 0) {
        doc_id(s->r, "docid:", xml_attribute(x, "val"));
    } else if (strcmp(name, "themeFontLang") == 0) {
        fact_item(&s->r->facts, FACT_LANGUAGES, xml_attribute(x, "val"));
        fact_item(&s->r->facts, FACT_LANGUAGES, xml_attribute(x, "eastAsia"));
        fact_item(&s->r->facts, FACT_LANGUAGES, xml_attribute(x, "bidi"));
    }
}
static const struct xml_calls settings_calls = { .begin = settings_begin };

/* The language that new text gets: the first w:lang of the styles, which is that of the defaults. */
static void styles_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct reading *r = ctx;
    (void)space;
    if (strcmp(name, "lang") == 0) doc_line(&r->doc->lang, xml_attribute(x, "val"));
}
static const struct xml_calls styles_calls = { .begin = styles_begin };

/* ---- xl/workbook.xml ---- */

static void workbook_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct reading *r = ctx;
    (void)space;
    if (strcmp(name, "sheet") == 0) {
        fact_add_number(&r->facts, FACT_SHEETS, 1);
    } else if (strcmp(name, "absPath") == 0) {
        fact_text(&r->facts, FACT_PATH, xml_attribute(x, "url"));
    } else if (strcmp(name, "fileVersion") == 0) {
        sg_auto_buf text = { 0 };
        static const char *const parts[] = { "appName", "lastEdited", "lowestEdited", "rupBuild" };
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            struct sg_str value = xml_attribute(x, parts[i]);
            if (!value.len) continue;
            sg_buf_printf(&text, "%s%s ", text.len ? " " : "", parts[i]);
            sg_buf_str(&text, value);
        }
        fact_text(&r->facts, FACT_FILE_VERSION, sg_buf_view(&text));
    }
}
static const struct xml_calls workbook_calls = { .begin = workbook_begin };

/* ---- relationships: what lies outside ---- */

static void rels_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct reading *r = ctx;
    (void)space;
    if (strcmp(name, "Relationship") != 0 || !sg_str_is(xml_attribute(x, "TargetMode"), "External")) return;
    struct sg_str type = xml_attribute(x, "Type"), target = xml_attribute(x, "Target");
    if (doc_ends(type, "/hyperlink")) return; /* a link to click, in the text */
    if (doc_ends(type, "/attachedTemplate")) fact_text(&r->facts, FACT_TEMPLATE_PATH, target);
    for (size_t i = type.len; i-- > 0;)
        if (type.data[i] == '/') {
            type = sg_str_n(type.data + i + 1, type.len - i - 1);
            break;
        }
    sg_auto_buf item = { 0 };
    sg_buf_str(&item, type);
    sg_buf_char(&item, ' ');
    sg_buf_str(&item, target);
    fact_item(&r->facts, FACT_EXTERNAL, sg_buf_view(&item));
}
static const struct xml_calls rels_calls = { .begin = rels_begin };

/* ---- text, and who wrote it ---- */

struct body {
    struct reading *r;
    int in_text, in_moved, in_phonetic, in_authors, in_inline;
    bool is_sheet;
    sg_time first, last; /* of tracked changes and comments */
};

static bool is_change(const char *name)
{
    static const char *const names[] = { "ins",          "del",       "moveFrom",   "moveTo",
                                         "comment",      "rPrChange", "pPrChange",  "tblPrChange",
                                         "sectPrChange", "person",    "tcPrChange", "trPrChange" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static void take_change(struct body *b, const struct xml *x, const char *name)
{
    sg_time t;
    int64_t zone;
    doc_author(b->r, xml_attribute(x, "author"));
    if (strcmp(name, "person") == 0) doc_author(b->r, xml_attribute(x, "displayName"));
    if (strcmp(name, "ins") == 0) fact_add_number(&b->r->facts, FACT_INSERTIONS, 1);
    if (strcmp(name, "del") == 0) fact_add_number(&b->r->facts, FACT_DELETIONS, 1);
    if (!doc_iso(xml_attribute(x, "date"), &t, &zone)) return;
    if (b->first == SG_TIME_NONE || t < b->first) b->first = t;
    if (b->last == SG_TIME_NONE || t > b->last) b->last = t;
}

static void body_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct body *b = ctx;
    struct reading *r = b->r;
    (void)space;
    if (strcmp(name, "t") == 0)
        b->in_text++;
    else if (strcmp(name, "is") == 0)
        b->in_inline++;
    else if (strcmp(name, "rPh") == 0)
        b->in_phonetic++;
    else if (strcmp(name, "tab") == 0) { /* inside <tabs> it is a position, and has a value */
        if (!xml_attribute(x, "val").len) doc_text(r, sg_str(" "));
    } else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0)
        doc_text(r, sg_str("\n"));
    else if (strcmp(name, "lang") == 0)
        fact_item(&r->facts, FACT_LANGUAGES, xml_attribute(x, "val"));
    else if (strcmp(name, "rPr") == 0)
        fact_item(&r->facts, FACT_LANGUAGES, xml_attribute(x, "lang")); /* DrawingML */
    else if (is_change(name))
        take_change(b, x, name);
    else if (strcmp(name, "cmAuthor") == 0)
        doc_author(r, xml_attribute(x, "name"));
    else if (strcmp(name, "author") == 0) {
        b->in_authors++;
        doc_author(r, xml_attribute(x, "name"));
    }
    if (strcmp(name, "moveFrom") == 0) b->in_moved++; /* stands again where it was moved to */
}

static void body_end(void *ctx, const char *name, const char *space)
{
    struct body *b = ctx;
    (void)space;
    if (strcmp(name, "t") == 0)
        b->in_text--;
    else if (strcmp(name, "rPh") == 0)
        b->in_phonetic--;
    else if (strcmp(name, "author") == 0)
        b->in_authors--;
    else if (strcmp(name, "moveFrom") == 0)
        b->in_moved--;
    else if (strcmp(name, "p") == 0 || strcmp(name, "si") == 0)
        doc_break(b->r);
    else if (strcmp(name, "is") == 0) {
        b->in_inline--;
        doc_break(b->r);
    }
}

static void body_text(void *ctx, struct sg_str s)
{
    struct body *b = ctx;
    if (b->in_authors)
        doc_author(b->r, s);
    else if (b->in_text && !b->in_moved && !b->in_phonetic && (!b->is_sheet || b->in_inline))
        doc_text(b->r, s);
}
static const struct xml_calls body_calls = { body_begin, body_end, body_text };

/* Parts with text or authors in the order of reading; a number may stand before ".xml". */
static const char *const text_parts[] = {
    "word/document",
    "word/footnotes",
    "word/endnotes",
    "word/header",
    "word/footer",
    "word/comments",
    "word/people",
    "xl/sharedStrings",
    "xl/worksheets/sheet",
    "xl/comments",
    "xl/threadedComments/threadedComment",
    "xl/persons/person",
    "ppt/slides/slide",
    "ppt/notesSlides/notesSlide",
    "ppt/comments/comment",
    "ppt/commentAuthors",
    "ppt/authors",
};
enum { TEXT_PARTS = sizeof text_parts / sizeof *text_parts, SHEET_PART = 8, SLIDE_PART = 12 };

struct part {
    unsigned rank;
    uint64_t number;
    size_t index;
};
static int by_order(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool is_part(struct sg_str name, unsigned rank, uint64_t *ret_number)
{
    if (!doc_begins(name, text_parts[rank]) || !doc_ends(name, ".xml")) return false;
    size_t begin = strlen(text_parts[rank]);
    if (name.len < begin + 4) return false;
    struct sg_str digits = { name.data + begin, name.len - begin - 4 };
    *ret_number = 0;
    return !digits.len || sg_parse_u64(digits, ret_number, NULL) == SG_OK;
}

static enum sg_code read_body(struct reading *r, struct zip *z, struct sg_err *err)
{
    struct part *parts = calloc(z->n, sizeof *parts);
    size_t n = 0, slides = 0;
    if (!parts) return sg_fail_nomem(err, "a document's parts");
    for (size_t i = 0; i < z->n; i++)
        for (unsigned rank = 0; rank < TEXT_PARTS; rank++)
            if (is_part(z->entries[i].name, rank, &parts[n].number)) {
                parts[n].rank = rank;
                parts[n++].index = i;
                slides += rank == SLIDE_PART;
                break;
            }
    qsort(parts, n, sizeof *parts, by_order);
    struct body b = { .r = r, .first = SG_TIME_NONE, .last = SG_TIME_NONE };
    for (size_t i = 0; i < n; i++) {
        struct body one = { .r = r, .is_sheet = parts[i].rank == SHEET_PART, .first = b.first, .last = b.last };
        xml_part(r, z, &z->entries[parts[i].index], &body_calls, &one);
        b.first = one.first;
        b.last = one.last;
        doc_break(r);
    }
    free(parts);
    if (slides) fact_number(&r->facts, FACT_SLIDES, (int64_t)slides);
    fact_time(&r->facts, FACT_CHANGES_FIRST, b.first);
    fact_time(&r->facts, FACT_CHANGES_LAST, b.last);
    return SG_OK;
}

/* Names of custom properties: labels, reviews, systems that the file went through. */
static void custom_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct reading *r = ctx;
    (void)space;
    if (strcmp(name, "property") == 0) fact_item(&r->facts, FACT_CUSTOM, xml_attribute(x, "name"));
}
static const struct xml_calls custom_calls = { .begin = custom_begin };

static enum sg_code read_parts(struct reading *r, struct zip *z, struct sg_err *err)
{
    unsigned n_rels = 0;
    zip_times(r, z);
    read_values(r, z, "docProps/core.xml", core, sizeof core / sizeof *core);
    read_values(r, z, "docProps/app.xml", app, sizeof app / sizeof *app);
    xml_part(r, z, zip_find(z, "docProps/custom.xml"), &custom_calls, r);
    struct settings settings = { .r = r };
    xml_part(r, z, zip_find(z, "word/settings.xml"), &settings_calls, &settings);
    xml_part(r, z, zip_find(z, "word/styles.xml"), &styles_calls, r);
    xml_part(r, z, zip_find(z, "xl/workbook.xml"), &workbook_calls, r);
    for (size_t i = 0; i < z->n; i++) {
        if (doc_ends(z->entries[i].name, "/vbaProject.bin")) fact_true(&r->facts, FACT_MACROS);
        if (doc_ends(z->entries[i].name, ".rels") && n_rels++ < 512) xml_part(r, z, &z->entries[i], &rels_calls, r);
    }
    return read_body(r, z, err);
}

enum sg_code read_ooxml(struct reading *r, struct sg_err *err)
{
    struct zip z;
    SG_TRY(zip_open(r->bytes, &z, err));
    enum sg_code code = read_parts(r, &z, err);
    zip_release(&z);
    return code;
}
