/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "documents_read.h"
#include "zip_fixture.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define CORE(inside)                                                                                                   \
    XML "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "     \
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\">" inside            \
        "</cp:coreProperties>"
#define APP(inside)                                                                                                    \
    XML "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">" inside      \
        "</Properties>"
#define WORD(tag, inside)                                                                                              \
    XML "<w:" tag " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                         \
        "xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\">" inside "</w:" tag ">"

static const char core[] = CORE(
    "<dc:title>Budget &amp; plan\n2017</dc:title><dc:creator>Desk One</dc:creator><cp:lastModifiedBy>Ред\xe2\x80\xae"
    "актор</cp:lastModifiedBy><cp:revision>7</cp:revision><cp:lastPrinted>1601-01-01T00:00:00Z</cp:lastPrinted>"
    "<dcterms:created>2017-03-01T08:00:00Z</dcterms:created><dcterms:modified>2017-05-05T18:49:30Z"
    "</dcterms:modified><dc:language>fr-FR</dc:language>");
static const char app[] = APP("<Template>Normal.dotm</Template><TotalTime>42</TotalTime><Pages>3</Pages>"
                              "<Application>Microsoft Office Word</Application><Company>Example</Company>"
                              "<AppVersion>15.0000</AppVersion><Manager>Chief</Manager>");
static const char settings[] =
    WORD("settings", "<w:rsids><w:rsidRoot w:val=\"00A77B3E\"/><w:rsid w:val=\"00123456\"/><w:rsid w:val=\"00A77B3E\"/>"
                     "<w:rsid w:val=\"oops\"/></w:rsids><w:themeFontLang w:val=\"ru-RU\"/>"
                     "<w15:docId w15:val=\"{11111111-2222-3333-4444-555555555555}\"/>");
static const char document[] = WORD(
    "document",
    "<w:body><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:rPr><w:lang w:val=\"de-DE\"/></w:rPr>"
    "<w:t>First</w:t><w:tab/><w:t>line</w:t></w:r></w:p><w:p><w:ins w:author=\"Reviewer\" "
    "w:date=\"2017-04-01T10:00:00Z\">"
    "<w:r><w:t>added</w:t></w:r></w:ins><w:del w:author=\"Other\" w:date=\"2017-04-03T10:00:00Z\"><w:r><w:delText>gone"
    "</w:delText></w:r></w:del></w:p></w:body>");
static const char rels[] =
    XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
        "Type=\"http://x/attachedTemplate\" Target=\"file:///C:\\Users\\desk\\House.dotx\" TargetMode=\"External\"/>"
        "<Relationship Id=\"r2\" Type=\"http://x/hyperlink\" Target=\"http://example.org/\" TargetMode=\"External\"/>"
        "</Relationships>";

#define AT(y, m, d, h, mi, s)                                                                                          \
    .date = (uint16_t)((y - 1980) << 9 | m << 5 | d), .time = (uint16_t)(h << 11 | mi << 5 | s / 2)
static const struct zip_fixture_entry docx[] = {
    { "[Content_Types].xml", XML "<Types/>", .date = 0x21 },
    { "docProps/core.xml", core, AT(2017, 5, 5, 20, 49, 30) },
    { "docProps/app.xml", app, AT(2017, 5, 5, 20, 51, 0) },
    { "word/settings.xml", settings },
    { "word/styles.xml", WORD("styles", "<w:lang w:val=\"en-GB\"/>") },
    { "word/document.xml", document },
    { "word/header1.xml", WORD("hdr", "<w:p><w:r><w:t>Head</w:t></w:r></w:p>") },
    { "word/comments.xml",
      WORD("comments", "<w:comment w:author=\"Margin\"><w:p><w:r><w:t>Why?</w:t></w:r></w:p></w:comment>") },
    { "word/_rels/settings.xml.rels", rels },
    { "word/vbaProject.bin", "x" },
};

static void test_word_tells_each_column(void **state)
{
    (void)state;
    sg_auto_buf zip = { 0 };
    auto_read r;
    zip_fixture(&zip, docx, ROWS(docx));
    read_buf(&r, &zip);
    assert_int_equal(r.code, SG_OK);
    assert_int_equal(r.kind, SG_ITEM_DOCUMENT);
    assert_string_equal(r.doc.format, "docm"); /* it has macros */
    expect_text(r.doc.title, "Budget & plan 2017");
    expect_text(r.doc.author, "Desk One");
    expect_text(r.doc.editor, "Редактор"); /* without the mark that turns text around */
    expect_time(r.doc.created, "2017-03-01T08:00:00Z");
    expect_time(r.doc.modified, "2017-05-05T18:49:30Z");
    expect_time(r.doc.printed, "none");
    assert_true(r.doc.zone == SG_LM_NO_ZONE);
    assert_int_equal(r.doc.revision, 7);
    assert_int_equal(r.doc.minutes, 42);
    assert_int_equal(r.doc.saves, -1);
    expect_text(r.doc.application, "Microsoft Office Word");
    expect_text(r.doc.app_version, "15.0000");
    expect_text(r.doc.template_name, "Normal.dotm");
    expect_text(r.doc.company, "Example");
    expect_text(r.doc.lang, "fr-FR");
    expect_text(r.doc.ids, "rsid:00A77B3E\nrsid:00123456\ndocid:{11111111-2222-3333-4444-555555555555}");
    expect_text(r.doc.authors, "Reviewer\nOther\nMargin");
    expect_text(r.doc.text, "First line\nadded\nHead\nWhy?\n");
    expect_time(r.doc.entry_first, "2017-05-05T20:49:30Z");
    expect_time(r.doc.entry_last, "2017-05-05T20:51:00Z");
    expect_text(r.doc.facts,
                "{\"changes_first\":\"2017-04-01T10:00:00Z\",\"changes_last\":\"2017-04-03T10:00:00Z\",\"deletions\":1,"
                "\"external\":[\"attachedTemplate file:///C:\\\\Users\\\\desk\\\\House.dotx\"],\"insertions\":1,"
                "\"languages\":[\"ru-RU\",\"de-DE\"],\"macros\":true,\"manager\":\"Chief\",\"pages\":3,"
                "\"template_path\":\"file:///C:\\\\Users\\\\desk\\\\House.dotx\",\"zip_host\":\"fat\"}");
}

static void test_excel_tells_its_folder_and_its_strings(void **state)
{
    (void)state;
    static const struct zip_fixture_entry xlsx[] = {
        { "[Content_Types].xml", XML "<Types/>" },
        { "xl/workbook.xml",
          XML "<workbook xmlns=\"http://m\" xmlns:x15ac=\"http://a\"><fileVersion appName=\"xl\" lastEdited=\"6\" "
              "rupBuild=\"14420\"/><x15ac:absPath url=\"C:\\Users\\desk\\Бюро\\\"/><sheets><sheet name=\"a\"/>"
              "<sheet name=\"b\"/></sheets></workbook>" },
        { "xl/sharedStrings.xml",
          XML "<sst><si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r><rPh><t>no</t></rPh></si></sst>" },
        { "xl/worksheets/sheet1.xml",
          XML "<worksheet><c t=\"inlineStr\"><is><t>three</t></is></c><c><v>17</v></c></worksheet>" },
        { "xl/comments1.xml", XML "<comments><authors><author>Cell Writer</author></authors></comments>" },
    };
    sg_auto_buf zip = { 0 };
    auto_read r;
    zip_fixture(&zip, xlsx, ROWS(xlsx));
    read_buf(&r, &zip);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "xlsx");
    expect_text(r.doc.text, "one\ntwo\nthree\n");
    expect_text(r.doc.authors, "Cell Writer");
    expect_has(r.doc.facts, "\"path\":\"C:\\\\Users\\\\desk\\\\Бюро\\\\\"");
    expect_has(r.doc.facts, "\"sheets\":2");
    expect_has(r.doc.facts, "\"file_version\":\"appName xl lastEdited 6 rupBuild 14420\"");
}

static void test_slides_stand_in_their_order(void **state)
{
    (void)state;
#define SLIDE(t)                                                                                                       \
    XML "<p:sld xmlns:p=\"http://p\" xmlns:a=\"http://a\"><a:p><a:r><a:rPr lang=\"pt-BR\"/><a:t>" t                    \
        "</a:t></a:r></a:p></p:sld>"
    static const struct zip_fixture_entry pptx[] = {
        { "[Content_Types].xml", XML "<Types/>" },
        { "ppt/presentation.xml", XML "<p/>" },
        { "ppt/slides/slide10.xml", SLIDE("ten") },
        { "ppt/slides/slide2.xml", SLIDE("two") },
        { "ppt/commentAuthors.xml", XML "<l><cmAuthor name=\"Speaker\"/></l>" },
    };
    sg_auto_buf zip = { 0 };
    auto_read r;
    zip_fixture(&zip, pptx, ROWS(pptx));
    read_buf(&r, &zip);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "pptx");
    expect_text(r.doc.text, "two\nten\n");
    expect_text(r.doc.authors, "Speaker");
    expect_has(r.doc.facts, "\"languages\":[\"pt-BR\"]");
    expect_has(r.doc.facts, "\"slides\":2");
}

#define ODF(tag, inside)                                                                                               \
    XML "<office:" tag                                                                                                 \
        " xmlns:office=\"urn:office\" xmlns:meta=\"urn:meta\" xmlns:dc=\"urn:dc\" xmlns:text=\"urn:text\" "            \
        "xmlns:xlink=\"urn:xlink\" xmlns:fo=\"urn:fo\" xmlns:style=\"urn:style\" xmlns:config=\"urn:config\">" inside  \
        "</office:" tag ">"
static void test_opendocument_tells_each_column(void **state)
{
    (void)state;
    static const struct zip_fixture_entry odt[] = {
        { "mimetype", "application/vnd.oasis.opendocument.text", .is_stored = true, AT(2017, 5, 1, 9, 0, 0) },
        { "meta.xml",
          ODF("document-meta",
              "<office:meta><dc:title>Note</dc:title><meta:initial-creator>Desk "
              "One</meta:initial-creator><dc:creator>Desk Two"
              "</dc:creator><meta:creation-date>2017-03-01T08:00:00.5</meta:creation-date><dc:date>2017-05-01T11:00:00"
              "</dc:date><meta:editing-cycles>12</meta:editing-cycles><meta:editing-duration>P1DT2H3M59S"
              "</meta:editing-duration><meta:generator>LibreOffice/5.2.6.2$Linux_X86_64 LibreOffice_project/abc"
              "</meta:generator><meta:template xlink:title=\"House\" "
              "xlink:href=\"/home/desk/house.ott\"/></office:meta>") },
        { "settings.xml",
          ODF("document-settings", "<config:config-item config:name=\"PrinterName\">Floor 3</config:config-item>"
                                   "<config:config-item config:name=\"Rsid\">1193046</config:config-item>") },
        { "styles.xml", ODF("document-styles", "<style:text-properties fo:language=\"fr\" fo:country=\"FR\"/>") },
        { "content.xml",
          ODF("document-content",
              "<text:tracked-changes><text:deletion><office:change-info><dc:creator>Reviewer</dc:creator>"
              "<dc:date>2017-04-02T00:00:00</dc:date></office:change-info><text:p>old words</text:p></text:deletion>"
              "</text:tracked-changes><text:h>Head</text:h><text:p>a<text:s "
              "text:c=\"2\"/>b<office:annotation><dc:creator>"
              "Margin</dc:creator><text:p>why</text:p></office:annotation>c</text:p>") },
    };
    sg_auto_buf zip = { 0 };
    auto_read r;
    zip_fixture(&zip, odt, ROWS(odt));
    read_buf(&r, &zip);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "odt");
    expect_text(r.doc.title, "Note");
    expect_text(r.doc.author, "Desk One");
    expect_text(r.doc.editor, "Desk Two");
    expect_time(r.doc.created, "2017-03-01T08:00:00.5Z");
    expect_time(r.doc.modified, "2017-05-01T11:00:00Z");
    assert_int_equal(r.doc.revision, 12);
    assert_int_equal(r.doc.minutes, 26 * 60 + 3);
    expect_text(r.doc.application, "LibreOffice");
    expect_text(r.doc.app_version, "5.2.6.2$Linux_X86_64");
    expect_text(r.doc.template_name, "House");
    expect_text(r.doc.lang, "fr-FR");
    expect_text(r.doc.ids, "rsid:00123456");
    expect_text(r.doc.authors, "Reviewer\nMargin");
    expect_text(r.doc.text, "Head\na  b\nwhy\nc\n");
    expect_time(r.doc.entry_last, "2017-05-01T09:00:00Z");
    expect_text(r.doc.facts,
                "{\"changes_first\":\"2017-04-02T00:00:00Z\",\"changes_last\":\"2017-04-02T00:00:00Z\",\"deletions\":1,"
                "\"generator\":\"LibreOffice/5.2.6.2$Linux_X86_64 LibreOffice_project/abc\",\"languages\":[\"fr-FR\"],"
                "\"local_times\":true,\"printer\":\"Floor "
                "3\",\"template_path\":\"/home/desk/house.ott\",\"zip_host\":\"fat\"}");
}

static void test_encrypted_opendocument_says_so(void **state)
{
    (void)state;
    static const struct zip_fixture_entry odt[] = {
        { "mimetype", "application/vnd.oasis.opendocument.spreadsheet", .is_stored = true },
        { "META-INF/manifest.xml", XML "<m xmlns=\"urn:m\"><encryption-data/></m>" },
        { "content.xml", "\x8f\x01\x02" },
    };
    sg_auto_buf zip = { 0 };
    auto_read r;
    zip_fixture(&zip, odt, ROWS(odt));
    read_buf(&r, &zip);
    assert_int_equal(r.code, SG_EINPUT);
    assert_string_equal(r.doc.format, "ods");
    expect_has(r.doc.facts, "\"encrypted\":true");
}

/* ---- hostile ones ---- */

/* A Word file whose document is `text`, everything else as it should be. */
static void read_with_document(struct read *r, const char *text, size_t len)
{
    struct zip_fixture_entry entries[ROWS(docx)];
    sg_auto_buf zip = { 0 };
    memcpy(entries, docx, sizeof docx);
    entries[5].text = text;
    entries[5].len = len;
    zip_fixture(&zip, entries, ROWS(entries));
    read_buf(r, &zip);
}

static void test_hostile_xml_is_not_expanded_and_the_rest_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *name, *xml, *says;
        enum sg_code code;
    } row[] = {
        { "a thousand million laughs",
          XML "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
              "\"&b;&b;&b;&b;&b;&b;&b;"
              "&b;&b;&b;\">]><l><p><t>&c;&c;&c;</t></p></l>",
          "document type", SG_EINPUT },
        { "an external entity", XML "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l><p><t>&x;</t></p></l>",
          "document type", SG_EINPUT },
        { "an external DTD", XML "<!DOCTYPE l SYSTEM \"http://example.org/x.dtd\"><l><p><t>t</t></p></l>",
          "document type", SG_EINPUT },
        { "an undeclared entity", XML "<l><p><t>&x;</t></p></l>", "well-formed", SG_EINPUT },
        { "cut off", XML "<l><p><t>half", "well-formed", SG_EINPUT },
        { "an unknown encoding", "<?xml version=\"1.0\" encoding=\"x-none\"?><l/>", "well-formed", SG_EINPUT },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        auto_read r;
        read_with_document(&r, row[i].xml, 0);
        if (r.code != row[i].code || !strstr(r.err.text, row[i].says))
            fail_msg("%s: %d %s", row[i].name, r.code, r.err.text);
        expect_text(r.doc.author, "Desk One");
        expect_not(r.doc.text, "root:");
        expect_not(r.doc.text, "lol");
        expect_has(r.doc.text, "Head");
    }
}

static void test_deep_nesting_ends_at_a_limit(void **state)
{
    (void)state;
    sg_auto_buf xml = { 0 };
    auto_read r;
    for (int i = 0; i < 100000; i++)
        sg_buf_text(&xml, "<a>");
    read_with_document(&r, xml.data, xml.len);
    assert_int_equal(r.code, SG_ELIMIT);
    expect_text(r.doc.author, "Desk One");
}

static void test_an_element_crowded_with_attributes_is_not_read(void **state)
{
    (void)state;
    for (int is_wide = 0; is_wide < 2; is_wide++) {
        sg_auto_buf xml = { 0 }, wide = { 0 };
        auto_read r;
        sg_buf_text(&xml, "<d><!-- = = --><p><t>a = b</t></p><e");
        for (int i = 0; i < 200000; i++)
            sg_buf_printf(&xml, " a%d='>'", i);
        sg_buf_text(&xml, "/></d>");
        sg_buf_text(&wide, "\xff\xfe");
        for (size_t i = 0; i < xml.len; i++)
            zip_le(&wide, 2, (unsigned char)xml.data[i]);
        read_with_document(&r, is_wide ? wide.data : xml.data, is_wide ? wide.len : xml.len);
        assert_int_equal(r.code, SG_ELIMIT);
        assert_non_null(strstr(r.err.text, "attributes"));
        expect_text(r.doc.author, "Desk One");
    }
}

static void test_a_bomb_is_not_unpacked(void **state)
{
    (void)state;
    const size_t size = 48 << 20;
    char *blanks = calloc(1, size);
    assert_non_null(blanks);
    memset(blanks, ' ', size);
    auto_read r;
    read_with_document(&r, blanks, size);
    free(blanks);
    assert_int_equal(r.code, SG_ELIMIT);
    assert_non_null(strstr(r.err.text, "bombs"));
    expect_text(r.doc.editor, "Редактор");
}

static void test_entries_that_lie_about_their_size_are_found_out(void **state)
{
    (void)state;
    static const uint32_t said[] = { 1, 100000, 0x7fffffff, 0xffffffff };
    for (size_t i = 0; i < ROWS(said); i++) {
        struct zip_fixture_entry entries[ROWS(docx)];
        sg_auto_buf zip = { 0 };
        auto_read r;
        memcpy(entries, docx, sizeof docx);
        entries[5].said_size = said[i];
        zip_fixture(&zip, entries, ROWS(entries));
        read_buf(&r, &zip);
        assert_int_not_equal(r.code, SG_OK);
        expect_text(r.doc.author, "Desk One");
        expect_has(r.doc.text, "Head");
    }
}

static void test_text_is_cut_at_its_limit_and_says_so(void **state)
{
    (void)state;
    sg_auto_buf xml = { 0 };
    auto_read r;
    uint32_t noise = 1;
    sg_buf_text(&xml, XML "<d><p><t>");
    for (size_t i = 0; i < 5 << 20; i++) {
        noise = noise * 1664525 + 1013904223;
        sg_buf_char(&xml, (char)('a' + (noise >> 24) % 26));
    }
    sg_buf_text(&xml, "</t></p></d>");
    read_with_document(&r, xml.data, xml.len);
    assert_int_equal(r.code, SG_OK);
    assert_int_equal(r.doc.text.len, SG_DOCUMENT_TEXT);
    expect_has(r.doc.facts, "\"text_cut\":true");
}

static void test_a_file_cut_anywhere_gives_what_was_there(void **state)
{
    (void)state;
    sg_auto_buf zip = { 0 };
    size_t with_author = 0;
    zip_fixture(&zip, docx, ROWS(docx));
    for (size_t len = 0; len < zip.len; len += 37) {
        auto_read r;
        read_bytes(&r, zip.data, len, "x.docx");
        assert_int_not_equal(r.code, SG_OK);
        with_author += r.doc.author.len > 0;
        if (r.doc.author.len) expect_has(r.doc.facts, "\"recovered\":true");
    }
    assert_true(with_author > 10);
}

static void test_damaged_bytes_do_no_harm(void **state)
{
    (void)state;
    sg_auto_buf zip = { 0 };
    unsigned damaged = 0;
    zip_fixture(&zip, docx, ROWS(docx));
    for (size_t i = 0; i < zip.len; i += 5) {
        auto_read r;
        zip.data[i] ^= 0x55;
        read_buf(&r, &zip);
        damaged += r.code != SG_OK;
        zip.data[i] ^= 0x55;
    }
    assert_true(damaged > 100); /* the checksums see it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word_tells_each_column),
        cmocka_unit_test(test_excel_tells_its_folder_and_its_strings),
        cmocka_unit_test(test_slides_stand_in_their_order),
        cmocka_unit_test(test_opendocument_tells_each_column),
        cmocka_unit_test(test_encrypted_opendocument_says_so),
        cmocka_unit_test(test_hostile_xml_is_not_expanded_and_the_rest_is_read),
        cmocka_unit_test(test_deep_nesting_ends_at_a_limit),
        cmocka_unit_test(test_an_element_crowded_with_attributes_is_not_read),
        cmocka_unit_test(test_a_bomb_is_not_unpacked),
        cmocka_unit_test(test_entries_that_lie_about_their_size_are_found_out),
        cmocka_unit_test(test_text_is_cut_at_its_limit_and_says_so),
        cmocka_unit_test(test_a_file_cut_anywhere_gives_what_was_there),
        cmocka_unit_test(test_damaged_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
