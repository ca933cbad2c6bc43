/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <libexif/exif-data.h>
#include <zlib.h>

#include "documents_read.h"

static void put(struct sg_buf *b, bool is_big, unsigned bytes, uint64_t v)
{
    for (unsigned i = 0; i < bytes; i++)
        sg_buf_char(b, (char)(v >> 8 * (is_big ? bytes - 1 - i : i)));
}

struct field {
    unsigned tag, type;
    const char *text; /* of type 2; otherwise `number` */
    unsigned number;
};

/* A TIFF directory at `at`, which must be where `b` ends; texts lie behind it. */
static void directory(struct sg_buf *b, size_t base, bool is_big, const struct field *fields, size_t n)
{
    size_t behind = b->len - base + 2 + 12 * n + 4;
    sg_auto_buf texts = { 0 };
    put(b, is_big, 2, n);
    for (size_t i = 0; i < n; i++) {
        put(b, is_big, 2, fields[i].tag);
        put(b, is_big, 2, fields[i].type);
        if (fields[i].type == 2) {
            size_t len = strlen(fields[i].text) + 1;
            put(b, is_big, 4, len);
            if (len <= 4) {
                sg_buf_add(b, fields[i].text, len);
                for (size_t k = len; k < 4; k++)
                    sg_buf_char(b, '\0');
            } else {
                put(b, is_big, 4, behind + texts.len);
                sg_buf_add(&texts, fields[i].text, len);
            }
        } else {
            put(b, is_big, 4, 1);
            put(b, is_big, fields[i].type == 3 ? 2 : 4, fields[i].number);
            if (fields[i].type == 3) put(b, is_big, 2, 0);
        }
    }
    put(b, is_big, 4, 0);
    sg_buf_str(b, sg_buf_view(&texts));
}

static void tiff(struct sg_buf *b, bool is_big)
{
    size_t base = b->len;
    struct field first[] = { { 0x100, 3, NULL, 640 },     { 0x101, 3, NULL, 480 },
                             { 0x10f, 2, "Maker", 0 },    { 0x110, 2, "Maker Model 7", 0 },
                             { 0x131, 2, "Editor 9", 0 }, { 0x132, 2, "2017:05:05 20:49:30", 0 },
                             { 0x13b, 2, "Ann", 0 },      { 0x8769, 4, NULL, 0 },
                             { 0x8825, 4, NULL, 9999 } };
    static const struct field exif[] = { { 0x9003, 2, "2017:03:01 09:00:00", 0 },
                                         { 0x9004, 2, "2017:03:02 09:00:00", 0 },
                                         { 0x9010, 2, "+02:00", 0 },
                                         { 0x9011, 2, "+01:00", 0 },
                                         { 0xa431, 2, "SN-0042", 0 } };
    sg_buf_text(b, is_big ? "MM" : "II");
    put(b, is_big, 2, 42);
    put(b, is_big, 4, 8);
    struct sg_buf trial = { 0 };
    sg_buf_add(&trial, "12345678", 8);
    directory(&trial, 0, is_big, first, ROWS(first));
    first[7].number = (unsigned)trial.len;
    sg_buf_release(&trial);
    directory(b, base, is_big, first, ROWS(first));
    directory(b, base, is_big, exif, ROWS(exif));
}

static void segment(struct sg_buf *b, unsigned marker, const void *bytes, size_t len)
{
    put(b, true, 2, 0xff00 | marker);
    put(b, true, 2, len + 2);
    sg_buf_add(b, bytes, len);
}

static const char xmp[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
    "<rdf:Description xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:ModifyDate=\"2018-01-01T00:00:00Z\" "
    "xmp:CreatorTool=\"Paint\"/></rdf:RDF></x:xmpmeta>";

static void jpeg(struct sg_buf *b, bool is_big)
{
    static const char frame[] = "\x08\x01\xe0\x02\x80\x03";
    sg_auto_buf exif = { 0 }, packet = { 0 };
    sg_buf_add(&exif, "Exif\0", 6);
    tiff(&exif, is_big);
    sg_buf_add(&packet, "http://ns.adobe.com/xap/1.0/", 29);
    sg_buf_text(&packet, xmp);
    put(b, true, 2, 0xffd8);
    segment(b, 0xe1, exif.data, exif.len);
    segment(b, 0xe1, packet.data, packet.len);
    segment(b, 0xfe, "made by hand", 12);
    segment(b, 0xc0, frame, 6);
    put(b, true, 2, 0xffda);
}

static void expect_exif(const struct read *r, const char *format)
{
    struct sg_document d = r->doc;
    assert_string_equal(r->err.text, "");
    assert_int_equal(r->code, SG_OK);
    assert_int_equal(r->kind, SG_ITEM_IMAGE);
    assert_string_equal(d.format, format);
    assert_true(d.camera.len == 13 && memcmp(d.camera.data, "Maker Model 7", 13) == 0);
    assert_true(d.author.len == 3 && memcmp(d.author.data, "Ann", 3) == 0);
    assert_true(d.application.len == 8 && memcmp(d.application.data, "Editor 9", 8) == 0);
    expect_time(d.taken, "2017-03-01T08:00:00Z");
    expect_time(d.created, "2017-03-02T09:00:00Z"); /* no zone beside it */
    expect_time(d.modified, "2017-05-05T18:49:30Z");
    assert_int_equal(d.zone, 120);
}

static void test_jpeg_tells_each_column_in_both_byte_orders(void **state)
{
    (void)state;
    for (int is_big = 0; is_big < 2; is_big++) {
        sg_auto_buf b = { 0 };
        auto_read r;
        jpeg(&b, is_big);
        read_buf(&r, &b);
        expect_exif(&r, "jpeg");
        expect_time(r.doc.xmp_modified, "2018-01-01T00:00:00Z");
        expect_text(r.doc.facts,
                    "{\"camera_serial\":\"SN-0042\",\"comment\":\"made by hand\",\"gps\":true,\"height\":480,"
                    "\"local_times\":true,\"width\":640,\"xmp_tool\":\"Paint\"}");
    }
}

/* What libexif sees in the same bytes. */
static void test_exif_is_read_as_libexif_reads_it(void **state)
{
    (void)state;
    for (int is_big = 0; is_big < 2; is_big++) {
        sg_auto_buf b = { 0 };
        auto_read r;
        jpeg(&b, is_big);
        read_buf(&r, &b);
        ExifData *data = exif_data_new_from_data((const unsigned char *)b.data, (unsigned)b.len);
        assert_non_null(data);
        const struct {
            ExifIfd directory;
            ExifTag tag;
            const struct sg_buf *ours;
        } row[] = { { EXIF_IFD_0, EXIF_TAG_MODEL, &r.doc.camera },
                    { EXIF_IFD_0, EXIF_TAG_ARTIST, &r.doc.author },
                    { EXIF_IFD_0, EXIF_TAG_SOFTWARE, &r.doc.application } };
        for (size_t i = 0; i < ROWS(row); i++) {
            char theirs[64];
            ExifEntry *entry = exif_content_get_entry(data->ifd[row[i].directory], row[i].tag);
            assert_non_null(entry);
            exif_entry_get_value(entry, theirs, sizeof theirs);
            assert_true(sg_str_is(sg_buf_view(row[i].ours), theirs));
        }
        exif_data_unref(data);
    }
}

static void test_tiff_is_read_wherever_its_directory_lies(void **state)
{
    (void)state;
    sg_auto_buf b = { 0 };
    auto_read r;
    tiff(&b, false);
    read_buf(&r, &b);
    expect_exif(&r, "tiff");
    expect_has(r.doc.facts, "\"width\":640");
}

static void chunk(struct sg_buf *b, const char *type, const void *bytes, size_t len)
{
    put(b, true, 4, len);
    sg_buf_text(b, type);
    sg_buf_add(b, bytes, len);
    put(b, true, 4, crc32_z(crc32_z(0, (const unsigned char *)type, 4), bytes, len));
}

static void png(struct sg_buf *b)
{
    sg_auto_buf exif = { 0 }, packet = { 0 }, packed = { 0 };
    unsigned char squeezed[64];
    uLongf n = sizeof squeezed;
    tiff(&exif, true);
    sg_buf_add(&packet, "XML:com.adobe.xmp\0\0\0\0", 22);
    sg_buf_text(&packet, xmp);
    assert_int_equal(compress(squeezed, &n, (const unsigned char *)"packed words", 12), Z_OK);
    sg_buf_add(&packed, "Comment\0", 9);
    sg_buf_add(&packed, squeezed, n);
    sg_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
    chunk(b, "IHDR", "\0\0\2\x80\0\0\1\xe0\x08\2\0\0\0", 13);
    chunk(b, "tEXt", "Author\0Ann", 10);
    chunk(b, "tEXt", "Title\0caf\xe9", 10);
    chunk(b, "zTXt", packed.data, packed.len);
    chunk(b, "tEXt", "parameters\0x", 12);
    chunk(b, "iTXt", packet.data, packet.len);
    chunk(b, "tIME", "\x07\xe1\5\5\x12\x31\x1e", 7);
    chunk(b, "IDAT", "", 0);
    chunk(b, "eXIf", exif.data, exif.len);
    chunk(b, "IEND", "", 0);
}

static void test_png_tells_each_column(void **state)
{
    (void)state;
    sg_auto_buf b = { 0 };
    auto_read r;
    png(&b);
    read_buf(&r, &b);
    assert_int_equal(r.code, SG_OK);
    assert_string_equal(r.doc.format, "png");
    expect_text(r.doc.author, "Ann");
    expect_text(r.doc.title, "café");
    expect_text(r.doc.camera, "Maker Model 7");
    expect_time(r.doc.modified, "2017-05-05T18:49:30Z");
    expect_time(r.doc.xmp_modified, "2018-01-01T00:00:00Z");
    expect_has(r.doc.facts, "\"comment\":\"packed words\"");
    expect_has(r.doc.facts, "\"custom\":[\"parameters\"]");
    expect_has(r.doc.facts, "\"height\":480");
    expect_has(r.doc.facts, "\"width\":640");
}

static void test_webp_and_gif_tell_their_size(void **state)
{
    (void)state;
    sg_auto_buf b = { 0 }, exif = { 0 };
    auto_read r;
    auto_read g;
    tiff(&exif, false);
    sg_buf_add(&b, "RIFF....WEBPVP8X\x0a\0\0\0\x08\0\0\0\x7f\2\0\xdf\1\0EXIF", 34);
    put(&b, false, 4, exif.len);
    sg_buf_str(&b, sg_buf_view(&exif));
    read_buf(&r, &b);
    expect_exif(&r, "webp");
    expect_has(r.doc.facts, "\"height\":480");
    expect_has(r.doc.facts, "\"width\":640");
    read_bytes(&g, "GIF89a\x80\2\xe0\1......", 16, "x.gif");
    assert_int_equal(g.code, SG_OK);
    expect_text(g.doc.facts, "{\"height\":480,\"width\":640}");
}

static void test_lies_about_sizes_and_places_end(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        size_t len;
        enum sg_code code;
    } row[] = {
        { "a text of four thousand million bytes",
          "\xff\xd8\xff\xe1\0\x22"
          "Exif\0\0II*\0\x08\0\0\0\1\0\x10\1\2\0\xff\xff\xff\xff\x1a\0\0\0\0\0\0\0\xff\xda\0\2",
          42, SG_EINPUT },
        { "sixty-five thousand entries",
          "\xff\xd8\xff\xe1\0\x16"
          "Exif\0\0II*\0\x08\0\0\0\xff\xff\0\0\0\0\xff\xda\0\2",
          30, SG_EINPUT },
        { "a directory that is its own EXIF directory",
          "\xff\xd8\xff\xe1\0\x22"
          "Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\0\0\0\0\xff\xda\0\2",
          42, SG_OK },
        { "a directory beyond the end", "II*\0\xff\xff\xff\xff......", 14, SG_EINPUT },
        { "a segment of one byte", "\xff\xd8\xff\xe1\0\1....", 10, SG_EINPUT },
        { "a chunk of two thousand million bytes", "\x89PNG\r\n\x1a\n\x7f\xff\xff\xffIHDR....", 20, SG_EINPUT },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        auto_read r;
        read_bytes(&r, row[i].bytes, row[i].len, "x");
        if (r.code != row[i].code) fail_msg("%s: %d %s", row[i].name, r.code, r.err.text);
    }
}

static void test_segments_without_end_meet_a_limit(void **state)
{
    (void)state;
    sg_auto_buf b = { 0 };
    auto_read r;
    put(&b, true, 2, 0xffd8);
    for (int i = 0; i < 200000; i++)
        segment(&b, 0xe2, "", 0);
    read_buf(&r, &b);
    assert_int_equal(r.code, SG_ELIMIT);
}

static void test_cut_or_damaged_anywhere_does_no_harm(void **state)
{
    (void)state;
    struct sg_buf files[3] = { { 0 }, { 0 }, { 0 } };
    jpeg(&files[0], false);
    png(&files[1]);
    tiff(&files[2], true);
    for (size_t k = 0; k < 3; k++) {
        unsigned told = 0;
        for (size_t len = 0; len < files[k].len; len++) {
            auto_read r;
            read_bytes(&r, files[k].data, len, "x");
            told += r.code == SG_EINPUT;
        }
        assert_true(told > files[k].len / 2);
        for (size_t i = 0; i < files[k].len; i++) {
            auto_read r;
            files[k].data[i] ^= 0xff;
            read_buf(&r, &files[k]);
            files[k].data[i] ^= 0xff;
        }
    }
    for (size_t k = 0; k < 3; k++)
        sg_buf_release(&files[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jpeg_tells_each_column_in_both_byte_orders),
        cmocka_unit_test(test_exif_is_read_as_libexif_reads_it),
        cmocka_unit_test(test_tiff_is_read_wherever_its_directory_lies),
        cmocka_unit_test(test_png_tells_each_column),
        cmocka_unit_test(test_webp_and_gif_tell_their_size),
        cmocka_unit_test(test_lies_about_sizes_and_places_end),
        cmocka_unit_test(test_segments_without_end_meet_a_limit),
        cmocka_unit_test(test_cut_or_damaged_anywhere_does_no_harm),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
