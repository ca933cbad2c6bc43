/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "documents_read.h"
#include "zip_fixture.h"

static const char rtf[] =
    "{\\rtf1\\ansi\\ansicpg1251\\deflang1049{\\fonttbl{\\f0 Times;}}{\\*\\rsidtbl \\rsid1193046\\rsid10976062}"
    "{\\*\\generator Word 11;}{\\*\\revtbl {Unknown;}{Reviewer;}}"
    "{\\info{\\title Plan}{\\author \\'d0\\'e5\\'e4}{\\operator Desk "
    "\\u1044?wo}{\\creatim\\yr2017\\mo3\\dy1\\hr8\\min30}"
    "{\\revtim\\yr2017\\mo5\\dy5\\hr20\\min49}{\\version4}{\\edmins17}{\\*\\company Example}}"
    "\\rsidroot10976062 First \\'cc \\u-10179?\\u-8704?\\par second\\tab cell{\\*\\unknown hidden}{\\pict "
    "00ff}\\'7b\\}}";

static void test_rtf_tells_each_column(void **state)
{
    (void)state;
    auto_read r;
    read_bytes(&r, rtf, sizeof rtf - 1, "x.rtf");
    assert_int_equal(r.code, SG_OK);
    assert_int_equal(r.kind, SG_ITEM_DOCUMENT);
    assert_string_equal(r.doc.format, "rtf");
    expect_text(r.doc.title, "Plan");
    expect_text(r.doc.author, "Ред");
    expect_text(r.doc.editor, "Desk Дwo");
    expect_text(r.doc.company, "Example");
    expect_text(r.doc.application, "Word 11");
    expect_text(r.doc.lang, "ru-RU");
    expect_time(r.doc.created, "2017-03-01T08:30:00Z");
    expect_time(r.doc.modified, "2017-05-05T20:49:00Z");
    assert_int_equal(r.doc.revision, 4);
    assert_int_equal(r.doc.minutes, 17);
    expect_text(r.doc.ids, "rsid:00A77B3E\nrsid:00123456");
    expect_text(r.doc.authors, "Reviewer");
    expect_text(r.doc.text, "First М 😀\nsecond cell{}\n");
}

static void test_rtf_that_is_cut_or_nests_without_end_is_told(void **state)
{
    (void)state;
    sg_auto_buf deep = { 0 };
    auto_read r;
    sg_buf_text(&deep, "{\\rtf1 ");
    for (int i = 0; i < 100000; i++)
        sg_buf_char(&deep, '{');
    for (int i = 0; i < 100000; i++)
        sg_buf_char(&deep, '}');
    sg_buf_text(&deep, "end}");
    read_buf(&r, &deep);
    assert_int_equal(r.code, SG_ELIMIT);
    expect_text(r.doc.text, "end\n");
    for (size_t len = 6; len < sizeof rtf - 1; len++) {
        auto_read cut;
        read_bytes(&cut, rtf, len, "x.rtf");
        assert_int_equal(cut.code, SG_EINPUT);
    }
}

static void test_html_tells_its_meta_and_text(void **state)
{
    (void)state;
    static const char html[] =
        "<!DOCTYPE html>\n<html lang=\"fr\"><head><META charset=windows-1252><title>Caf\xe9 &amp; co</title>"
        "<meta name=\"author\" content='Desk &quot;One&quot;'><meta name=generator content=\"Site 3\">"
        "<meta property=\"article:published_time\" content=\"2017-05-05T20:00:00+02:00\">"
        "<!--[if gte mso 9]><xml><o:LastAuthor>Desk Two</o:LastAuthor><o:TotalTime>5</o:TotalTime></xml><![endif]-->"
        "</head><body><p>Hello</p><script>no()</script><p>there</p></body></html>";
    auto_read r;
    read_bytes(&r, html, sizeof html - 1, "x");
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "html");
    assert_int_equal(r.kind, SG_ITEM_TEXT);
    expect_text(r.doc.title, "Café & co");
    expect_text(r.doc.author, "Desk \"One\"");
    expect_text(r.doc.editor, "Desk Two");
    expect_text(r.doc.application, "Site 3");
    expect_text(r.doc.lang, "fr");
    expect_time(r.doc.created, "2017-05-05T18:00:00Z");
    assert_int_equal(r.doc.minutes, 5);
    expect_has(r.doc.text, "Hello");
    expect_has(r.doc.text, "there");
    expect_not(r.doc.text, "no()");
}

static void test_plain_text_gives_its_text_alone(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
        size_t len;
    } row[] = { { "a\r\nb\tc", "a\nb c", 6 },
                { "caf\xe9", "café", 4 },
                { "\xff\xfe"
                  "a\0\x14\x04",
                  "aД", 6 },
                { "up\xe2\x80\xae"
                  "down",
                  "updown", 9 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        auto_read r;
        read_bytes(&r, row[i].bytes, row[i].len, "x.txt");
        assert_int_equal(r.code, SG_ENOTFOUND);
        assert_null(r.doc.format);
        expect_text(r.doc.text, row[i].text);
        expect_text(r.doc.facts, "{}");
    }
}

static void test_the_type_is_told_by_content_first(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *name, *type;
        enum sg_item_kind kind;
    } row[] = {
        { "%PDF-1.4\n", "x.docx", "application/pdf", SG_ITEM_DOCUMENT },
        { "\xff\xd8\xff\xe0..", "x", "image/jpeg", SG_ITEM_IMAGE },
        { "\x89PNG\r\n\x1a\n..", "x", "image/png", SG_ITEM_IMAGE },
        { "GIF89a..", "x", "image/gif", SG_ITEM_IMAGE },
        { "{\\rtf1 x}", "x.doc", "text/rtf", SG_ITEM_DOCUMENT },
        { "7z\xbc\xaf\x27\x1c...", "x", "application/x-7z-compressed", SG_ITEM_ARCHIVE },
        { "Rar!\x1a\x07", "x", "application/x-rar", SG_ITEM_ARCHIVE },
        { "!BDN....", "x", "application/vnd.ms-outlook-pst", SG_ITEM_ARCHIVE },
        { "\n <!DocType HTML><p>x", "x.txt", "text/html", SG_ITEM_TEXT },
        { "<?xml version=\"1.0\"?><a/>", "x", "application/xml", SG_ITEM_TEXT },
        { "<?xml version=\"1.0\"?><svg/>", "x", "image/svg+xml", SG_ITEM_IMAGE },
        { "Received: by x\r\n id 1\r\nDate: today\r\n\r\nhello", "x", "message/rfc822", SG_ITEM_MESSAGE },
        { "From a@example.org Thu\nFrom: a@example.org\nTo: b@example.org\n\nx", "x", "application/mbox",
          SG_ITEM_ARCHIVE },
        { "Note: this is\nno mail", "x", "text/plain", SG_ITEM_TEXT },
        { "a,b\n1,2\n", "x.CSV", "text/csv", SG_ITEM_TEXT },
        { "a,b\n1,2\n", "x", "text/plain", SG_ITEM_TEXT },
        { "BEGIN:VCARD\nN:x", "x", "text/vcard", SG_ITEM_TEXT },
        { "\x1f\x9d\x90\1\2\3\4\5", "x", "application/x-compress", SG_ITEM_OTHER }, /* libmagic's word */
        { "\1\2\3\4\5\6", "x.pdf", "application/octet-stream", SG_ITEM_OTHER },
        { "", "x.pdf", "application/octet-stream", SG_ITEM_OTHER },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *type;
        enum sg_item_kind kind = sg_documents_type(library, sg_str(row[i].bytes), row[i].name, &type);
        if (kind != row[i].kind || strcmp(type, row[i].type) != 0) fail_msg("row %zu: %s, kind %d", i, type, kind);
    }
    static const struct {
        struct zip_fixture_entry entries[2];
        const char *type;
    } zips[] = {
        { { { "a.txt", "x" }, { "word/document.xml", "x" } }, "application/zip" },
        { { { "[Content_Types].xml", "x" }, { "xl/workbook.bin", "x" } },
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        { { { "mimetype", "application/epub+zip", .is_stored = true }, { "x", "x" } }, "application/epub+zip" },
        { { { "mimetype", "text/x-anything", .is_stored = true }, { "x", "x" } }, "application/zip" },
    };
    for (size_t i = 0; i < ROWS(zips); i++) {
        sg_auto_buf zip = { 0 };
        const char *type;
        zip_fixture(&zip, zips[i].entries, 2);
        (void)sg_documents_type(library, sg_buf_view(&zip), "x", &type);
        assert_string_equal(type, zips[i].type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rtf_tells_each_column),
        cmocka_unit_test(test_rtf_that_is_cut_or_nests_without_end_is_told),
        cmocka_unit_test(test_html_tells_its_meta_and_text),
        cmocka_unit_test(test_plain_text_gives_its_text_alone),
        cmocka_unit_test(test_the_type_is_told_by_content_first),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
