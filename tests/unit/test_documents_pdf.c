/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "documents_read.h"

enum { OBJECTS = 32 };
struct pdf {
    struct sg_buf out;
    size_t at[OBJECTS]; /* where each object begins; 0: not in this section */
    size_t xref;        /* of the section before; 0: none */
};

static void object(struct pdf *p, unsigned n, const char *body)
{
    p->at[n] = p->out.len;
    sg_buf_printf(&p->out, "%u 0 obj\n%s\nendobj\n", n, body);
}
static void stream(struct pdf *p, unsigned n, const char *keys, const char *text)
{
    p->at[n] = p->out.len;
    sg_buf_printf(&p->out, "%u 0 obj\n<< %s /Length %zu >>\nstream\n%s\nendstream\nendobj\n", n, keys, strlen(text),
                  text);
}

/* Ends a section: a table of what it holds, one subsection an object, and the trailer. */
static void section(struct pdf *p, const char *trailer)
{
    size_t xref = p->out.len;
    sg_buf_text(&p->out, "xref\n0 1\n0000000000 65535 f \n");
    for (unsigned n = 1; n < OBJECTS; n++)
        if (p->at[n]) sg_buf_printf(&p->out, "%u 1\n%010zu 00000 n \n", n, p->at[n]);
    sg_buf_printf(&p->out, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R %s ", OBJECTS, trailer);
    if (p->xref) sg_buf_printf(&p->out, "/Prev %zu ", p->xref);
    sg_buf_printf(&p->out, ">>\nstartxref\n%zu\n%%%%EOF\n", xref);
    p->xref = xref;
    memset(p->at, 0, sizeof p->at);
}

static const char info[] =
    "<< /Title (Plan \\(draft\\)) /Author <FEFF041E0442> /Creator (Writer 5) /Producer (Printer 2.1) "
    "/CreationDate (D:20170301090000+01'00') /ModDate (D:20170505204930+02'00') >>";
static const char xmp[] =
    "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
    "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "
    "xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
    "xmp:CreateDate=\"2017-03-01T09:00:00+01:00\" xmpMM:DocumentID=\"uuid:one\"><xmp:ModifyDate>2017-05-04T10:00:00Z"
    "</xmp:ModifyDate><xmp:MetadataDate>2017-05-06T10:00:00Z</xmp:MetadataDate><xmpMM:InstanceID>uuid:two"
    "</xmpMM:InstanceID><dc:creator><rdf:Seq><rdf:li>Somebody "
    "else</rdf:li></rdf:Seq></dc:creator><xmpMM:History><rdf:Seq>"
    "<rdf:li rdf:parseType=\"Resource\"><stEvt:action>saved</stEvt:action><stEvt:when>2017-05-04T10:00:00Z</stEvt:when>"
    "<stEvt:softwareAgent>Layout 9</stEvt:softwareAgent></rdf:li><rdf:li stEvt:action=\"converted\"/></rdf:Seq>"
    "</xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
#define IDS "/ID [<00112233445566778899AABBCCDDEEFF> <FFEEDDCCBBAA99887766554433221100>]"

static void write_body(struct pdf *p)
{
    sg_buf_text(&p->out, "%PDF-1.6\n%\xe2\xe3\xcf\xd3\n");
    object(p, 1,
           "<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R /OpenAction 9 0 R /Names << /EmbeddedFiles << /Names "
           "[(a.txt) 7 0 R] >> >> >>");
    object(p, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    object(p, 3,
           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 << /Type "
           "/Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>");
    stream(p, 4, "", "BT /F1 12 Tf 20 200 Td (Hello reader) Tj 0 -20 Td (second line) Tj ET");
    object(p, 5, info);
    stream(p, 6, "/Type /Metadata /Subtype /XML", xmp);
    object(p, 7, "<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 8 0 R >> >>");
    stream(p, 8, "/Type /EmbeddedFile", "inside");
    object(p, 9, "<< /S /JavaScript /JS (app.alert\\(1\\)) >>");
}

static void write_pdf(struct pdf *p)
{
    write_body(p);
    section(p, IDS);
}

static void test_each_column_is_told(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    auto_read r;
    write_pdf(&p);
    read_buf(&r, &p.out);
    assert_string_equal(r.err.text, "");
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "pdf");
    expect_text(r.doc.title, "Plan (draft)");
    expect_text(r.doc.author, "От"); /* Info's word comes before the packet's */
    expect_text(r.doc.application, "Printer 2.1");
    expect_time(r.doc.created, "2017-03-01T08:00:00Z");
    expect_time(r.doc.modified, "2017-05-05T18:49:30Z");
    assert_int_equal(r.doc.zone, 120);
    expect_time(r.doc.xmp_created, "2017-03-01T08:00:00Z");
    expect_time(r.doc.xmp_modified, "2017-05-04T10:00:00Z");
    assert_int_equal(r.doc.saves, 0);
    expect_text(r.doc.ids, "pdf-first:00112233445566778899aabbccddeeff\npdf:ffeeddccbbaa99887766554433221100\n"
                           "xmp-document:uuid:one\nxmp-instance:uuid:two");
    expect_text(r.doc.facts,
                "{\"attachments\":[\"a.txt\"],\"creator\":\"Writer 5\",\"history\":[\"saved 2017-05-04T10:00:00Z "
                "Layout 9\",\"converted\"],\"javascript\":true,\"pages\":1,\"pdf_version\":\"PDF-1.6\","
                "\"xmp_metadata\":\"2017-05-06T10:00:00Z\"}");
    expect_text(r.doc.text, "Hello reader\nsecond line\n");
    sg_buf_release(&p.out);
}

static void test_saves_in_place_are_counted(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    write_pdf(&p);
    for (int saves = 1; saves <= 3; saves++) {
        auto_read r;
        object(&p, 5, "<< /Author (Last) /ModDate (D:20170601000000) >>");
        section(&p, IDS);
        read_buf(&r, &p.out);
        assert_int_equal(r.doc.saves, saves);
        expect_text(r.doc.author, "Last");
        expect_time(r.doc.modified, "2017-06-01T00:00:00Z");
        assert_true(r.doc.zone == 0 || r.doc.zone == SG_LM_NO_ZONE);
        expect_has(r.doc.facts, "\"local_times\":true"); /* that date has no zone */
    }
    sg_buf_release(&p.out);
}

static void test_the_first_part_of_a_linearised_file_is_no_save(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    auto_read r;
    write_body(&p);
    sg_buf_text(&p.out, "startxref\r\n0\r\n%%EOF\r\n");
    section(&p, "");
    read_buf(&r, &p.out);
    assert_int_equal(r.doc.saves, 0);
    sg_buf_release(&p.out);
}

static void test_loops_end(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned n;
        const char *body, *trailer;
    } row[] = {
        { "a page tree that is its own child", 2, "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>", IDS },
        { "a page tree in two steps", 3, "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>", IDS },
        { "a count that lies", 2, "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", IDS },
        { "a reference to itself", 5, "5 0 R", IDS },
        { "a length that is its own stream", 4, "<< /Length 4 0 R >>\nstream\nx\nendstream", IDS },
        { "names in a circle", 1, "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 1 0 R >> /Kids [1 0 R] >>",
          IDS },
        { "tables in a circle", 3, "<< >>", "/Prev 0000000009 /XRefStm 9" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct pdf p = { 0 };
        auto_read r;
        write_body(&p);
        object(&p, row[i].n, row[i].body);
        section(&p, row[i].trailer);
        read_buf(&r, &p.out);
        if (r.code != SG_OK && r.code != SG_EINPUT && r.code != SG_ELIMIT) fail_msg("%s: %d", row[i].name, r.code);
        assert_string_equal(r.doc.format, "pdf");
        assert_int_equal(r.doc.saves, 0);
        sg_buf_release(&p.out);
    }
}

static void test_a_table_that_names_itself_as_the_one_before_ends(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    auto_read r;
    write_body(&p);
    p.xref = p.out.len; /* /Prev points at the table that it stands in */
    section(&p, IDS);
    read_buf(&r, &p.out);
    assert_true(r.code == SG_OK || r.code == SG_EINPUT);
    sg_buf_release(&p.out);
}

static void test_a_file_cut_anywhere_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    unsigned with_packet = 0;
    write_pdf(&p);
    for (size_t len = 0; len < p.out.len; len += 61) {
        auto_read r;
        read_bytes(&r, p.out.data, len, "x.pdf");
        if (len < 20) continue; /* too short to be known as a PDF at all */
        assert_string_equal(r.doc.format, "pdf");
        with_packet += r.doc.xmp_created != SG_TIME_NONE;
    }
    assert_true(with_packet > 5); /* the packet is found without its object */
    sg_buf_release(&p.out);
}

static void test_a_password_is_told(void **state)
{
    (void)state;
    struct pdf p = { 0 };
    auto_read r;
    write_body(&p);
    object(&p, 10,
           "<< /Filter /Standard /V 1 /R 2 /P -4 /O (01234567890123456789012345678901) /U "
           "(01234567890123456789012345678901) >>");
    section(&p, IDS " /Encrypt 10 0 R");
    read_buf(&r, &p.out);
    assert_int_equal(r.code, SG_EINPUT);
    assert_non_null(strstr(r.err.text, "encrypted"));
    expect_has(r.doc.facts, "\"encrypted\":true");
    sg_buf_release(&p.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_column_is_told),
        cmocka_unit_test(test_saves_in_place_are_counted),
        cmocka_unit_test(test_the_first_part_of_a_linearised_file_is_no_save),
        cmocka_unit_test(test_loops_end),
        cmocka_unit_test(test_a_table_that_names_itself_as_the_one_before_ends),
        cmocka_unit_test(test_a_file_cut_anywhere_is_read_as_far_as_it_goes),
        cmocka_unit_test(test_a_password_is_told),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
