/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The property sets are written by libgsf, the streams of Word, Excel and PowerPoint by hand. */
#include "unit.h"

#include <gsf/gsf.h>

#include "documents_read.h"

struct stream {
    const char *name;
    const struct sg_buf *bytes;
};

static void add_stream(GsfOutfile *file, const char *name, const void *bytes, size_t len)
{
    GsfOutput *out = gsf_outfile_new_child(file, name, FALSE);
    if (len) assert_true(gsf_output_write(out, len, bytes));
    gsf_output_close(out);
    g_object_unref(out);
}

static void add_text(GsfDocMetaData *meta, const char *name, const char *text)
{
    GValue *value = g_new0(GValue, 1);
    g_value_init(value, G_TYPE_STRING);
    g_value_set_string(value, text);
    gsf_doc_meta_data_insert(meta, g_strdup(name), value);
}
static void add_time(GsfDocMetaData *meta, const char *name, gint64 unix_seconds)
{
    GsfTimestamp *stamp = gsf_timestamp_new();
    GValue *value = g_new0(GValue, 1);
    gsf_timestamp_set_time(stamp, (guint64)unix_seconds);
    g_value_init(value, GSF_TIMESTAMP_TYPE);
    gsf_timestamp_to_value(stamp, value);
    gsf_timestamp_free(stamp);
    gsf_doc_meta_data_insert(meta, g_strdup(name), value);
}

static void add_properties(GsfOutfile *file, gboolean is_second)
{
    GsfDocMetaData *meta = gsf_doc_meta_data_new();
    add_text(meta, GSF_META_NAME_TITLE, "Memo");
    add_text(meta, GSF_META_NAME_CREATOR, "Desk One");
    add_text(meta, GSF_META_NAME_LAST_SAVED_BY, "Редактор");
    add_text(meta, GSF_META_NAME_TEMPLATE, "Normal.dot");
    add_text(meta, GSF_META_NAME_GENERATOR, "Microsoft Word 9.0");
    add_text(meta, GSF_META_NAME_COMPANY, "Example");
    add_text(meta, GSF_META_NAME_REVISION_COUNT, "3");
    add_time(meta, GSF_META_NAME_DATE_CREATED, 1488355200);
    add_time(meta, GSF_META_NAME_DATE_MODIFIED, 1494010170);
    GsfOutput *out =
        gsf_outfile_new_child(file, is_second ? "\005DocumentSummaryInformation" : "\005SummaryInformation", FALSE);
    assert_true(gsf_doc_meta_data_write_to_msole(meta, out, is_second));
    gsf_output_close(out);
    g_object_unref(out);
    g_object_unref(meta);
}

static void write_file(struct sg_buf *ret, const struct stream *streams, size_t n)
{
    GsfOutput *memory = gsf_output_memory_new();
    GsfOutfile *file = gsf_outfile_msole_new(memory);
    add_properties(file, FALSE);
    add_properties(file, TRUE);
    for (size_t i = 0; i < n; i++)
        add_stream(file, streams[i].name, streams[i].bytes->data, streams[i].bytes->len);
    gsf_output_close(GSF_OUTPUT(file));
    g_object_unref(file);
    sg_buf_add(ret, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)), (size_t)gsf_output_size(memory));
    gsf_output_close(memory);
    g_object_unref(memory);
}

static void put(struct sg_buf *b, unsigned bytes, uint64_t v)
{
    for (; bytes; bytes--, v >>= 8)
        sg_buf_char(b, (char)(v & 0xff));
}
static void put_at(struct sg_buf *b, size_t at, unsigned bytes, uint64_t v)
{
    for (; bytes; bytes--, v >>= 8)
        b->data[at++] = (char)(v & 0xff);
}
static void put_wide(struct sg_buf *b, const char *ascii)
{
    for (; *ascii; ascii++)
        put(b, 2, (unsigned char)*ascii);
}

enum { CLX = 0x1a2, SAVED_BY = 0x2d2, RMARK = 0x232, FIB = 0x400 };

/* Two pieces of text, one narrow and one wide, a list of who saved, and one of who marked. */
static void write_word(struct sg_buf *word, struct sg_buf *table, unsigned flags)
{
    static const char narrow[] = "Caf\xe9 \x13 HYPERLINK x \x14link\x15\r", wide[] = "wide\r";
    for (size_t i = 0; i < FIB; i++)
        sg_buf_char(word, '\0');
    put_at(word, 0, 2, 0xa5ec);
    put_at(word, 6, 2, 0x0419);
    put_at(word, 10, 2, 0x0200 | flags);
    sg_buf_add(word, narrow, sizeof narrow - 1);
    put_wide(word, wide);
    uint32_t n1 = sizeof narrow - 1, n2 = n1 + sizeof wide - 1;
    put_at(word, CLX, 4, table->len);
    put(table, 1, 1); /* properties, passed over */
    put(table, 2, 2);
    put(table, 2, 0);
    put(table, 1, 2);
    put(table, 4, 12 + 16);
    put(table, 4, 0);
    put(table, 4, n1);
    put(table, 4, n2);
    put(table, 2, 0);
    put(table, 4, FIB * 2 | 0x40000000);
    put(table, 4, 0);
    put(table, 4, FIB + n1);
    put(table, 2, 0);
    put_at(word, CLX + 4, 4, table->len);
    put_at(word, SAVED_BY, 4, table->len);
    size_t before = table->len;
    put(table, 2, 0xffff);
    put(table, 2, 2);
    put(table, 2, 0);
    put(table, 2, 8);
    put_wide(table, "Desk Two");
    put(table, 2, 9);
    put_wide(table, "H:\\a.docx");
    put_at(word, SAVED_BY + 4, 4, table->len - before);
    put_at(word, RMARK, 4, table->len);
    before = table->len;
    put(table, 2, 0xffff);
    put(table, 2, 1);
    put(table, 2, 0);
    put(table, 2, 6);
    put_wide(table, "Marker");
    put_at(word, RMARK + 4, 4, table->len - before);
}

static void write_doc(struct sg_buf *ret, unsigned flags)
{
    sg_auto_buf word = { 0 }, table = { 0 };
    write_word(&word, &table, flags);
    const struct stream streams[] = { { "WordDocument", &word }, { "1Table", &table } };
    write_file(ret, streams, ROWS(streams));
}

static void test_word_tells_each_column(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    auto_read r;
    write_doc(&file, 0);
    read_buf(&r, &file);
    assert_string_equal(r.err.text, "");
    assert_int_equal(r.code, SG_OK);
    assert_int_equal(r.kind, SG_ITEM_DOCUMENT);
    assert_string_equal(r.doc.format, "doc");
    expect_text(r.doc.title, "Memo");
    expect_text(r.doc.author, "Desk One");
    expect_text(r.doc.editor, "Редактор");
    expect_text(r.doc.template_name, "Normal.dot");
    expect_text(r.doc.application, "Microsoft Word 9.0");
    expect_text(r.doc.company, "Example");
    expect_text(r.doc.lang, "ru-RU");
    expect_time(r.doc.created, "2017-03-01T08:00:00Z");
    expect_time(r.doc.modified, "2017-05-05T18:49:30Z");
    assert_int_equal(r.doc.revision, 3);
    expect_text(r.doc.authors, "Marker\nDesk Two");
    expect_has(r.doc.facts, "\"saved_by\":[\"Desk Two: H:\\\\a.docx\"]");
    expect_text(r.doc.text, "Café link\nwide\n");
}

static void test_encryption_is_told(void **state)
{
    (void)state;
    sg_auto_buf doc = { 0 }, xlsx = { 0 }, package = { 0 };
    auto_read r;
    auto_read s;
    write_doc(&doc, 0x100);
    read_buf(&r, &doc);
    assert_int_equal(r.code, SG_EINPUT);
    expect_has(r.doc.facts, "\"encrypted\":true");
    expect_text(r.doc.author, "Desk One"); /* the properties lie open */
    sg_buf_text(&package, "????????");
    write_file(&xlsx, &(struct stream){ "EncryptedPackage", &package }, 1);
    read_buf(&s, &xlsx);
    assert_int_equal(s.code, SG_EINPUT);
    assert_string_equal(s.type, "application/encrypted");
    expect_has(s.doc.facts, "\"encrypted\":true");
}

static void record(struct sg_buf *b, unsigned type, const struct sg_buf *body)
{
    put(b, 2, type);
    put(b, 2, body->len);
    sg_buf_str(b, sg_buf_view(body));
}

static void test_excel_tells_its_user_and_strings_over_two_records(void **state)
{
    (void)state;
    sg_auto_buf book = { 0 }, user = { 0 }, country = { 0 }, sheet = { 0 }, sst = { 0 }, more = { 0 }, file = { 0 };
    put(&user, 2, 8);
    put(&user, 1, 0);
    sg_buf_text(&user, "Desk Six    ");
    record(&book, 0x5c, &user);
    put(&country, 2, 33);
    put(&country, 2, 7);
    record(&book, 0x8c, &country);
    sg_buf_text(&sheet, "......");
    record(&book, 0x85, &sheet);
    put(&sst, 4, 2);
    put(&sst, 4, 2);
    put(&sst, 2, 3);
    put(&sst, 1, 0);
    sg_buf_text(&sst, "one");
    put(&sst, 2, 6);
    put(&sst, 1, 0);
    sg_buf_text(&sst, "br");
    record(&book, 0xfc, &sst);
    put(&more, 1, 1); /* the rest is wide */
    put_wide(&more, "oken");
    record(&book, 0x3c, &more);
    write_file(&file, &(struct stream){ "Workbook", &book }, 1);
    auto_read r;
    read_buf(&r, &file);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "xls");
    expect_text(r.doc.text, "one\nbroken\n");
    expect_has(r.doc.facts, "\"country\":\"program 33, system 7\"");
    expect_has(r.doc.facts, "\"write_access\":\"Desk Six\"");
    expect_has(r.doc.facts, "\"sheets\":1");
}

static void test_powerpoint_tells_its_user_and_text(void **state)
{
    (void)state;
    sg_auto_buf user = { 0 }, document = { 0 }, file = { 0 };
    put(&user, 2, 0);
    put(&user, 2, 0x0ff6);
    put(&user, 4, 28);
    put(&user, 4, 0x14);
    put(&user, 4, 0xe391c05f);
    put(&user, 4, 0);
    put(&user, 2, 10);
    put(&user, 6, 0);
    sg_buf_text(&user, "Desk Seven");
    put(&document, 2, 15);
    put(&document, 2, 0x03ee);
    put(&document, 4, 24);
    put(&document, 2, 0);
    put(&document, 2, 0x0fa8);
    put(&document, 4, 5);
    sg_buf_text(&document, "A\rtwo");
    put(&document, 2, 0);
    put(&document, 2, 0x0fa0);
    put(&document, 4, 6);
    put_wide(&document, "end");
    const struct stream streams[] = { { "PowerPoint Document", &document }, { "Current User", &user } };
    write_file(&file, streams, ROWS(streams));
    auto_read r;
    read_buf(&r, &file);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "ppt");
    expect_text(r.doc.text, "A\ntwo\nend\n");
    expect_has(r.doc.facts, "\"write_access\":\"Desk Seven\"");
}

static void test_a_file_cut_or_damaged_anywhere_does_no_harm(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    unsigned whole = 0;
    write_doc(&file, 0);
    for (size_t len = 0; len < file.len; len += 97) {
        auto_read r;
        read_bytes(&r, file.data, len, "x.doc");
        whole += r.code == SG_OK && r.doc.author.len && r.doc.text.len == 16;
    }
    assert_int_equal(whole, 0); /* the directory lies at the end */
    for (size_t i = 8; i < file.len; i += 41) {
        auto_read r;
        file.data[i] ^= 0x7f;
        read_buf(&r, &file);
        whole += r.doc.author.len > 0;
        file.data[i] ^= 0x7f;
    }
    assert_true(whole > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word_tells_each_column),
        cmocka_unit_test(test_encryption_is_told),
        cmocka_unit_test(test_excel_tells_its_user_and_strings_over_two_records),
        cmocka_unit_test(test_powerpoint_tells_its_user_and_text),
        cmocka_unit_test(test_a_file_cut_or_damaged_anywhere_does_no_harm),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
