/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents, as small as their readers allow: OOXML (ECMA-376), PDF 1.4, JPEG with EXIF 2.2, text. */
#include <stdio.h>

#include "base/text.h"
#include "simulate/leak_internal.h"

const char *const sim_document_suffixes[DOC_KINDS] = { "docx", "xlsx", "pdf", "jpg", "txt" };
const char *const sim_document_types[DOC_KINDS] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf", "image/jpeg", "text/plain"
};
static const char *const foreign_editors[] = { "Отдел печати", "Редактор", "Экономист", "Канцелярия" };

void sim_document_name(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    const struct sim_person *p = &w->people[d->author];
    uint64_t s = sim_draw(d->family, LEAK_DOCUMENTS, 1);
    sg_auto_buf words = { 0 };
    sim_words_subject(&words, d->family, p->lang);
    for (size_t i = 0, n = 0; i < words.len && n < 32; i++, n++) { /* letters, digits and dashes stay */
        char c = words.data[i];
        if (sg_is_alnum(c)) sg_buf_char(out, sg_lower(c));
        if (c == ' ' && out->len && out->data[out->len - 1] != '-') sg_buf_char(out, '-');
    }
    sg_buf_printf(out, "-%u-v%u.%s", sim_between(&s, 100, 99999), d->revision, sim_document_suffixes[d->kind]);
    out->failed |= words.failed;
}

static const char *editor_of(const struct sim_world *w, const struct sim_document *d)
{
    uint64_t s = sim_draw(d->seed, LEAK_DOCUMENTS, 2);
    if (d->marks & DOC_MARK_SCRIPT) return foreign_editors[sg_random_below(&s, 4)];
    return w->people[d->editor].name;
}

/* A document that contradicts itself says that it was made long after it was saved. */
static sg_time created_of(const struct sim_document *d)
{
    uint64_t s = sim_draw(d->seed, LEAK_DOCUMENTS, 3);
    if (!(d->marks & DOC_MARK_CONTRADICTION)) return d->created;
    return (d->modified + sim_between(&s, 15, 120) * SG_DAY) / SG_MINUTE * SG_MINUTE;
}

static void put_text(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    enum sim_language lang = w->people[d->author].lang;
    for (unsigned i = 0; i < 6u + d->revision; i++) { /* versions share their beginning */
        sim_words_sentence(out, sim_draw(i < 5 ? d->family : d->seed, LEAK_TEXT, i), lang);
        sg_buf_char(out, '\n');
    }
}

/* ---- OOXML ---- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
#define OPEN "http://schemas.openxmlformats.org/"

static void put_core(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    char created[SG_TIME_TEXT], modified[SG_TIME_TEXT];
    sg_time_format(created_of(d), created);
    sg_time_format(d->modified, modified);
    sg_buf_text(out, XML "<cp:coreProperties xmlns:cp=\"" OPEN "package/2006/metadata/core-properties\" "
                         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:creator>");
    sg_escape_xml(out, sg_str(w->people[d->author].name));
    sg_buf_text(out, "</dc:creator><cp:lastModifiedBy>");
    sg_escape_xml(out, sg_str(editor_of(w, d)));
    sg_buf_printf(
        out,
        "</cp:lastModifiedBy><cp:revision>%u</cp:revision><dcterms:created xsi:type=\"dcterms:W3CDTF\">%s"
        "</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">%s</dcterms:modified></cp:coreProperties>",
        d->revision, created, modified);
}

static void put_app(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    uint64_t s = sim_draw(d->seed, LEAK_DOCUMENTS, 4);
    sg_time minutes = (d->modified - d->created) / SG_MINUTE;
    unsigned spent = sim_between(&s, 2, 240);
    static const char *const versions[] = { "14.0000", "15.0000", "16.0000" };
    sg_buf_printf(out,
                  XML "<Properties xmlns=\"" OPEN "officeDocument/2006/extended-properties\"><Template>%s</Template>"
                      "<TotalTime>%u</TotalTime><Application>%s</Application><Company>",
                  d->kind == DOC_DOCX ? "Normal.dotm" : "", minutes > 0 && (sg_time)spent < minutes ? spent : 1,
                  d->kind == DOC_DOCX ? "Microsoft Office Word" : "Microsoft Excel");
    sg_escape_xml(out, sg_str(sim_orgs[w->people[d->author].org].title));
    sg_buf_printf(out, "</Company><AppVersion>%s</AppVersion></Properties>", versions[d->editor % 3]);
}

/* Each saving adds a mark; the first is the template's, which an organisation shares. */
static void put_settings(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    uint64_t root = sim_draw(w->o.seed, LEAK_DOCUMENTS, 1000 + w->people[d->author].org);
    sg_buf_text(out, XML "<w:settings xmlns:w=\"" OPEN "wordprocessingml/2006/main\"><w:rsids>");
    sg_buf_printf(out, "<w:rsidRoot w:val=\"00%06X\"/><w:rsid w:val=\"00%06X\"/>", (unsigned)(root >> 40),
                  (unsigned)(root >> 40));
    for (unsigned i = 0; i < d->revision; i++)
        sg_buf_printf(out, "<w:rsid w:val=\"00%06X\"/>", (unsigned)(sim_draw(d->family, LEAK_DOCUMENTS, 20 + i) >> 40));
    sg_buf_text(out, "</w:rsids></w:settings>");
}

static void put_word(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out)
{
    static const char *const langs[LEAK_LANGUAGES] = { "en-GB", "fr-FR", "de-DE" };
    sg_auto_buf text = { 0 };
    put_text(w, d, &text);
    sg_buf_text(out, XML "<w:document xmlns:w=\"" OPEN "wordprocessingml/2006/main\"><w:body>");
    for (struct sg_str rest = sg_buf_view(&text); rest.len;) {
        const char *end = memchr(rest.data, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.data) : rest.len;
        sg_buf_printf(out, "<w:p><w:r><w:rPr><w:lang w:val=\"%s\"/></w:rPr><w:t>", langs[w->people[d->author].lang]);
        sg_escape_xml(out, sg_str_n(rest.data, len));
        sg_buf_text(out, "</w:t></w:r></w:p>");
        rest = sg_str_n(rest.data + len + (end ? 1 : 0), rest.len - len - (end ? 1 : 0));
    }
    sg_buf_text(out, "<w:sectPr/></w:body></w:document>");
    out->failed |= text.failed;
}

static void put_sheet(const struct sim_document *d, struct sg_buf *out)
{
    sg_buf_text(out, XML "<worksheet xmlns=\"" OPEN "spreadsheetml/2006/main\"><sheetData>");
    for (unsigned row = 1; row <= 12; row++) {
        uint64_t s = sim_draw(row < 9 ? d->family : d->seed, LEAK_TEXT, row);
        sg_buf_printf(out, "<row r=\"%u\"><c r=\"A%u\" t=\"inlineStr\"><is><t>", row, row);
        sim_words_subject(out, sg_random(&s), LEAK_FR);
        sg_buf_printf(out, "</t></is></c><c r=\"B%u\"><v>%u</v></c></row>", row, sim_between(&s, 100, 90000));
    }
    sg_buf_text(out, "</sheetData></worksheet>");
}

static enum sg_code write_office(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out,
                                 struct sg_err *err)
{
    bool is_word = d->kind == DOC_DOCX;
    const char *main = is_word ? "word/document.xml" : "xl/workbook.xml";
    const char *type = is_word ? "wordprocessingml.document.main" : "spreadsheetml.sheet.main";
    struct sim_zip z = { 0 };
    sg_auto_buf b = { 0 };
    sg_time stored = d->seed % 5 == 0 && !(d->marks & DOC_MARK_CONTRADICTION) ? d->modified : SG_TIME_NONE;
    enum sg_code code = SG_OK;
#define ENTRY(name, packs)                                                                                             \
    if (code == SG_OK) code = sim_zip_add(&z, out, name, sg_buf_view(&b), stored, packs, err);                         \
    b.len = 0
    sg_buf_printf(
        &b,
        XML
        "<Types xmlns=\"" OPEN "package/2006/content-types\"><Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
        "ContentType=\"application/xml\"/><Override PartName=\"/%s\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.%s+xml\"/>%s<Override "
        "PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
        "<Override PartName=\"/docProps/app.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/></Types>",
        main, type,
        is_word ? ""
                : "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-"
                  "officedocument.spreadsheetml.worksheet+xml\"/>");
    ENTRY("[Content_Types].xml", false);
    sg_buf_printf(
        &b,
        XML "<Relationships xmlns=\"" OPEN "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OPEN
            "officeDocument/2006/relationships/officeDocument\" Target=\"%s\"/><Relationship Id=\"rId2\" Type=\"" OPEN
            "package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/><Relationship "
            "Id=\"rId3\" Type=\"" OPEN "officeDocument/2006/relationships/extended-properties\" "
            "Target=\"docProps/app.xml\"/></Relationships>",
        main);
    ENTRY("_rels/.rels", false);
    if (is_word) {
        put_word(w, d, &b);
        ENTRY(main, true);
        sg_buf_text(&b, XML "<Relationships xmlns=\"" OPEN
                            "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OPEN
                            "officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/></Relationships>");
        ENTRY("word/_rels/document.xml.rels", false);
        put_settings(w, d, &b);
        ENTRY("word/settings.xml", false);
    } else {
        sg_buf_text(&b, XML "<workbook xmlns=\"" OPEN "spreadsheetml/2006/main\" xmlns:r=\"" OPEN
                            "officeDocument/2006/relationships\"><sheets><sheet name=\"1\" sheetId=\"1\" "
                            "r:id=\"rId1\"/></sheets></workbook>");
        ENTRY(main, false);
        sg_buf_text(&b, XML
                    "<Relationships xmlns=\"" OPEN "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OPEN
                    "officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
        ENTRY("xl/_rels/workbook.xml.rels", false);
        put_sheet(d, &b);
        ENTRY("xl/worksheets/sheet1.xml", true);
    }
    put_core(w, d, &b);
    ENTRY("docProps/core.xml", false);
    put_app(w, d, &b);
    ENTRY("docProps/app.xml", false);
#undef ENTRY
    sim_zip_end(&z, out);
    sim_zip_release(&z);
    return code;
}

/* ---- PDF ---- */

static void put_pdf_date(struct sg_buf *out, sg_time t, int zone)
{
    struct sim_clock c = sim_clock_at(t, zone);
    unsigned east = (unsigned)(zone < 0 ? -zone : zone);
    sg_buf_printf(out, "(D:%04d%02u%02u%02u%02u%02u%c%02u'%02u')", c.year, c.month, c.day, c.hour, c.minute, c.second,
                  zone < 0 ? '-' : '+', east / 60, east % 60);
}

/* A string of a PDF, in Latin-1 and escaped. */
static void put_pdf_string(struct sg_buf *out, struct sg_str s)
{
    sg_auto_buf latin = { 0 };
    sim_encode_charset(&latin, s, CHARSET_LATIN1);
    sg_buf_char(out, '(');
    for (size_t i = 0; i < latin.len; i++) {
        if (strchr("()\\", latin.data[i])) sg_buf_char(out, '\\');
        sg_buf_char(out, latin.data[i]);
    }
    sg_buf_char(out, ')');
    out->failed |= latin.failed;
}

static void put_xmp(const struct sim_document *d, struct sg_buf *out)
{
    char created[SG_TIME_TEXT], modified[SG_TIME_TEXT];
    uint64_t s = sim_draw(d->family, LEAK_DOCUMENTS, 6);
    bool is_off = d->marks & DOC_MARK_CONTRADICTION;
    sg_time_format(d->created, created);
    sg_time_format(d->modified - (is_off ? 45 * SG_DAY : 0), modified);
    sg_buf_printf(
        out,
        "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
        "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">"
        "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><xmpMM:DocumentID>uuid:",
        created, modified);
    sim_hex(out, &s, 32, false);
    sg_buf_text(out, "</xmpMM:DocumentID></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>");
}

static enum sg_code write_pdf(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out,
                              struct sg_err *err)
{
    enum { OBJECTS = 7 };
    size_t offsets[OBJECTS + 1] = { 0 };
    sg_auto_buf text = { 0 }, stream = { 0 };
    const struct sim_person *p = &w->people[d->author];
    int zone = sim_offset(p->zone, d->modified);
    bool has_xmp = d->seed % 2 == 0 || d->marks & DOC_MARK_CONTRADICTION;
    uint64_t first = sim_draw(d->family, LEAK_DOCUMENTS, 7), second = sim_draw(d->seed, LEAK_DOCUMENTS, 7);
    put_text(w, d, &text);
    sg_buf_text(&stream, "BT /F1 10 Tf 40 780 Td 14 TL\n");
    for (struct sg_str rest = sg_buf_view(&text); rest.len;) {
        const char *end = memchr(rest.data, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.data) : rest.len;
        put_pdf_string(&stream, sg_str_n(rest.data, len));
        sg_buf_text(&stream, " Tj T*\n");
        rest = sg_str_n(rest.data + len + (end ? 1 : 0), rest.len - len - (end ? 1 : 0));
    }
    sg_buf_text(&stream, "ET\n");
    sg_buf_text(out, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
    offsets[1] = out->len;
    sg_buf_printf(out, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R%s >>\nendobj\n", has_xmp ? " /Metadata 7 0 R" : "");
    offsets[2] = out->len;
    sg_buf_text(out, "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
    offsets[3] = out->len;
    sg_buf_text(out, "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
                     "/Font << /F1 5 0 R >> >> "
                     ">>\nendobj\n");
    offsets[4] = out->len;
    sg_buf_printf(out, "4 0 obj\n<< /Length %zu >>\nstream\n", stream.len);
    sg_buf_str(out, sg_buf_view(&stream));
    sg_buf_text(out, "endstream\nendobj\n");
    offsets[5] = out->len;
    sg_buf_text(out,
                "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj\n");
    offsets[6] = out->len;
    sg_buf_text(out, "6 0 obj\n<< /Author ");
    put_pdf_string(out, sg_str(p->name));
    sg_buf_text(out, d->family % 3 ? " /Creator (Microsoft Word 2013) /Producer (Microsoft Word 2013)"
                                   : " /Creator (Writer) /Producer (LibreOffice 5.1)");
    sg_buf_text(out, " /CreationDate ");
    put_pdf_date(out, d->created, zone);
    sg_buf_text(out, " /ModDate ");
    put_pdf_date(out, d->modified, zone);
    sg_buf_text(out, " >>\nendobj\n");
    if (has_xmp) {
        sg_buf_clear(&stream);
        put_xmp(d, &stream);
        offsets[7] = out->len;
        sg_buf_printf(out, "7 0 obj\n<< /Type /Metadata /Subtype /XML /Length %zu >>\nstream\n", stream.len);
        sg_buf_str(out, sg_buf_view(&stream));
        sg_buf_text(out, "\nendstream\nendobj\n");
    }
    size_t xref = out->len;
    unsigned n = has_xmp ? OBJECTS + 1 : OBJECTS;
    sg_buf_printf(out, "xref\n0 %u\n0000000000 65535 f \n", n);
    for (unsigned i = 1; i < n; i++)
        sg_buf_printf(out, "%010zu 00000 n \n", offsets[i]);
    sg_buf_printf(out,
                  "trailer\n<< /Size %u /Root 1 0 R /Info 6 0 R /ID [<%016llx%016llx> <%016llx%016llx>] "
                  ">>\nstartxref\n%zu\n%%%%EOF\n",
                  n, (unsigned long long)first, (unsigned long long)~first, (unsigned long long)second,
                  (unsigned long long)~second, xref);
    SG_TRY(sg_buf_check(&text, err));
    return sg_buf_check(&stream, err);
}

/* ---- JPEG ---- */

static void put16le(struct sg_buf *out, unsigned v)
{
    sg_buf_char(out, (char)(v & 255));
    sg_buf_char(out, (char)(v >> 8 & 255));
}

static void put_tag(struct sg_buf *out, unsigned tag, unsigned type, unsigned count, unsigned value)
{
    put16le(out, tag);
    put16le(out, type);
    put16le(out, count);
    put16le(out, 0);
    put16le(out, value);
    put16le(out, 0);
}

static void put_exif(const struct sim_document *d, struct sg_buf *out)
{
    enum {
        IFD = 8,
        TAGS = 4,
        STRINGS = IFD + 2 + 12 * TAGS + 4,
        SIZE = 20,
        SUB = STRINGS + 3 * SIZE,
        SUB_STRINGS = SUB + 2 + 12 + 4,
        END = SUB_STRINGS + SIZE
    };
    static const char *const makes[] = { "Canonet", "Nikolux", "Phone Works" };
    struct sim_clock c = sim_clock_at(d->created, 60);
    char strings[4][SIZE] = { { 0 } };
    sg_auto_buf date = { 0 };
    snprintf(strings[0], SIZE, "%s", makes[d->author % 3]);
    snprintf(strings[1], SIZE, "Model %u", d->author % 7 + 1);
    sg_buf_printf(&date, "%04d:%02u:%02u %02u:%02u:%02u", c.year, c.month, c.day, c.hour, c.minute, c.second);
    for (unsigned i = 2; i < 4; i++)
        if (date.len < SIZE) memcpy(strings[i], date.data, date.len);
    sg_buf_add(out, "\xff\xe1", 2);
    sg_buf_char(out, (char)((END + 8) >> 8));
    sg_buf_char(out, (char)((END + 8) & 255));
    sg_buf_add(out, "Exif\0\0II*\0\x08\0\0\0", 14);
    put16le(out, TAGS);
    put_tag(out, 0x010f, 2, SIZE, STRINGS);
    put_tag(out, 0x0110, 2, SIZE, STRINGS + SIZE);
    put_tag(out, 0x0132, 2, SIZE, STRINGS + 2 * SIZE);
    put_tag(out, 0x8769, 4, 1, SUB);
    put16le(out, 0);
    put16le(out, 0);
    sg_buf_add(out, strings[0], 3 * SIZE);
    put16le(out, 1);
    put_tag(out, 0x9003, 2, SIZE, SUB_STRINGS);
    put16le(out, 0);
    put16le(out, 0);
    sg_buf_add(out, strings[3], SIZE);
    out->failed |= date.failed;
}

/* One grey dot, a comment that tells it from others. */
static void write_jpeg(const struct sim_document *d, struct sg_buf *out)
{
    static const unsigned char frame[] = { 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0 };
    static const unsigned char scan[] = { 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9 };
    sg_buf_add(out, "\xff\xd8", 2);
    if (d->seed % 10 < 7)
        put_exif(d, out);
    else
        sg_buf_add(out, "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 18);
    sg_buf_add(out, "\xff\xfe\0\x12", 4);
    sg_buf_printf(out, "%016llx", (unsigned long long)d->seed);
    sg_buf_add(out, "\xff\xdb\0\x43\0", 5);
    for (unsigned i = 0; i < 64; i++)
        sg_buf_char(out, 16);
    sg_buf_add(out, frame, sizeof frame);
    for (unsigned table = 0; table < 2; table++) { /* one code of one bit, for nothing */
        sg_buf_add(out, "\xff\xc4\0\x14", 4);
        sg_buf_char(out, (char)(table << 4));
        sg_buf_char(out, 1);
        for (unsigned i = 0; i < 16; i++)
            sg_buf_char(out, 0);
    }
    sg_buf_add(out, scan, sizeof scan);
}

enum sg_code sim_write_document(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out,
                                struct sg_err *err)
{
    switch (d->kind) {
    case DOC_DOCX:
    case DOC_XLSX:
        SG_TRY(write_office(w, d, out, err));
        break;
    case DOC_PDF:
        SG_TRY(write_pdf(w, d, out, err));
        break;
    case DOC_JPEG:
        write_jpeg(d, out);
        break;
    default:
        put_text(w, d, out);
        break;
    }
    return sg_buf_check(out, err);
}
