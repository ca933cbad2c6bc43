/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>

#include "base/pack.h"
#include "containers_seen.h"

#define MAIL "From: ann@example.org\nTo: bob@example.org\nMessage-ID: <1@example.org>\nSubject: s\n\nbody\n"

static void walk_buf(struct seen *s, const struct sg_buf *b)
{
    if (seen_walk_bytes(s, sg_buf_view(b), NULL) != SG_OK) fail_msg("not a container");
}

static void test_archive_of_each_format_gives_its_files(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, filter;
        bool has_time;
    } row[] = {
        { "zip", ARCHIVE_FORMAT_ZIP, 0, true },
        { "7z", ARCHIVE_FORMAT_7ZIP, 0, true },
        { "tar", ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, 0, true },
        { "tar", ARCHIVE_FORMAT_TAR_USTAR, 0, true },
        { "tar", ARCHIVE_FORMAT_TAR_GNUTAR, 0, true },
        { "cpio", ARCHIVE_FORMAT_CPIO_POSIX, 0, true },
        { "cpio", ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, 0, true },
        { "ar", ARCHIVE_FORMAT_AR_GNU, 0, true },
        { "iso", ARCHIVE_FORMAT_ISO9660, 0, true },
        { "tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, true },
        { "tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ, true },
        { "tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD, true },
        { "tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2, true },
        { "zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_GZIP, true },
        { "cpio", ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_ZSTD, true },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf bytes = { 0 };
        struct seen s = { 0 };
        struct archive *a = write_archive(&bytes, row[i].format, row[i].filter, NULL);
        add_entry(a, "a.txt", sg_str("plain text"));
        add_entry(a, "mail.eml", sg_str(MAIL));
        end_archive(a);
        walk_buf(&s, &bytes);
        if (s.n != 2 || s.n_rejects)
            fail_msg("row %zu, %s: %zu leaves, %s", i, row[i].name, s.n, sg_buf_cstr(&s.rejects));
        assert_string_equal(s.result.format, row[i].name);
        const struct seen_leaf *text = seen_at(&s, "in/a.txt"), *mail = seen_at(&s, "in/mail.eml");
        assert_bytes(text, "plain text");
        assert_bytes(mail, MAIL);
        assert_int_equal(text->leaf.kind, SG_LEAF_BYTES);
        assert_int_equal(mail->leaf.kind, SG_LEAF_MESSAGE);
        assert_string_equal(text->name, "a.txt");
        if (row[i].has_time) assert_int_equal(text->leaf.stored, 1494010170 * SG_SECOND);
        seen_release(&s);
    }
}

static void test_archive_inside_archive_is_opened_and_numbered_in_order(void **state)
{
    sg_auto_buf zip = { 0 }, tar = { 0 }, gz = { 0 };
    struct sg_err err;
    struct archive *a = write_archive(&zip, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, "deep/one.txt", sg_str("1"));
    add_entry(a, "deep/two.txt", sg_str("2"));
    end_archive(a);
    assert_int_equal(sg_gzip(sg_str("packed by itself"), 6, &gz, &err), SG_OK);
    a = write_archive(&tar, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, NULL);
    add_entry(a, "first.txt", sg_str("0"));
    add_entry(a, "in.zip", sg_buf_view(&zip));
    add_entry(a, "note.txt.gz", sg_buf_view(&gz));
    add_entry(a, "last.txt", sg_str("3"));
    end_archive(a);
    char *path = put_file(*state, "dump.tar.gz", sg_buf_view(&tar));
    struct seen s = { 0 };
    seen_walk(&s, path, NULL);
    static const struct {
        const char *path;
        uint64_t container;
        uint32_t part;
    } row[] = { { "dump.tar/first.txt", 0, 0 },
                { "dump.tar/in.zip", 0, 1 },
                { "dump.tar/in.zip/deep/one.txt", 2, 0 },
                { "dump.tar/in.zip/deep/two.txt", 2, 1 },
                { "dump.tar/note.txt", 0, 2 },
                { "dump.tar/last.txt", 0, 3 } };
    assert_int_equal(s.n, ROWS(row));
    for (size_t i = 0; i < s.n; i++) {
        assert_string_equal(s.leaf[i].path, row[i].path);
        assert_int_equal(s.leaf[i].leaf.number, i + 1);
        assert_int_equal(s.leaf[i].leaf.container, row[i].container);
        assert_int_equal(s.leaf[i].leaf.part, row[i].part);
    }
    char hex[SG_SHA256_HEX];
    assert_int_equal(sg_sha256_of(zip.data, zip.len, hex, &err), SG_OK);
    assert_int_equal(s.leaf[1].leaf.kind, SG_LEAF_CONTAINER);
    assert_string_equal(s.leaf[1].leaf.sha256, hex);
    assert_int_equal(s.leaf[1].leaf.size, zip.len);
    assert_bytes(&s.leaf[4], "packed by itself");
    seen_release(&s);
    free(path);
}

static void test_archive_names_are_only_names(void **state)
{
    static const struct {
        const char *name, *path;
    } row[] = {
        { "../../up.txt", "t.tar/../../up.txt" },
        { "/etc/passwd", "t.tar/\xe2\x88\x95"
                         "etc/passwd" },
        { "./a//b/./c", "t.tar/a/b/c" },
        { "line\nend", "t.tar/line\\x0Aend" },
        { "\xff\xfe", "t.tar/\\xFF\\xFE" },
        { "\xd0\xb8\xd0\xbc\xd1\x8f.txt", "t.tar/\xd0\xb8\xd0\xbc\xd1\x8f.txt" },
    };
    sg_auto_buf bytes = { 0 };
    struct archive *a = write_archive(&bytes, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_copy_pathname(e, row[i].name);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_size(e, 1);
        assert_true(archive_write_header(a, e) >= ARCHIVE_WARN);
        archive_write_data(a, "x", 1);
        archive_entry_free(e);
    }
    end_archive(a);
    char *dir = sg_path_join(*state, "deep/er"), *path = put_file(dir, "t.tar", sg_buf_view(&bytes));
    struct seen s = { 0 };
    seen_walk(&s, path, NULL);
    assert_int_equal(s.n, ROWS(row));
    for (size_t i = 0; i < s.n; i++)
        assert_string_equal(s.leaf[i].path, row[i].path);
    seen_release(&s);
    char *escaped = sg_path_join(*state, "up.txt");
    assert_false(sg_fs_exists(escaped));
    free(escaped);
    free(path);
    free(dir);
}

static void add_odd(struct archive *a, const char *name, unsigned type, const char *to)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    if (type) archive_entry_set_filetype(e, type);
    if (type == AE_IFLNK) archive_entry_set_symlink(e, to);
    if (!type) archive_entry_set_hardlink(e, to);
    archive_entry_set_perm(e, 0644);
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    archive_entry_free(e);
}

static void test_archive_links_and_devices_are_rejected_and_take_a_number(void **state)
{
    (void)state;
    sg_auto_buf bytes = { 0 };
    struct archive *a = write_archive(&bytes, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    add_odd(a, "folder", AE_IFDIR, NULL);
    add_odd(a, "link", AE_IFLNK, "/etc/passwd");
    add_odd(a, "second", 0, "link");
    add_odd(a, "null", AE_IFCHR, NULL);
    add_odd(a, "pipe", AE_IFIFO, NULL);
    add_entry(a, "link/under.txt", sg_str("x"));
    end_archive(a);
    struct seen s = { 0 };
    walk_buf(&s, &bytes);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.leaf[0].leaf.number, 5);
    assert_int_equal(s.leaf[0].leaf.part, 4);
    assert_int_equal(s.n_rejects, 4);
    seen_says(&s, "1 in/link: is a link to \"/etc/passwd\"");
    seen_says(&s, "2 in/second: is a second name of \"link\"");
    seen_says(&s, "3 in/null: is a device");
    seen_says(&s, "4 in/pipe: is a pipe");
    seen_release(&s);
    struct seen last = { .first = 5, .last = 5 };
    walk_buf(&last, &bytes);
    assert_int_equal(last.n, 1);
    assert_int_equal(last.n_rejects, 0);
    seen_release(&last);
}

static void test_archive_cut_short_gives_what_came_before(void **state)
{
    (void)state;
    static const struct {
        int format, filter;
    } row[] = { { ARCHIVE_FORMAT_ZIP, 0 },
                { ARCHIVE_FORMAT_TAR_USTAR, 0 },
                { ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP },
                { ARCHIVE_FORMAT_CPIO_POSIX, 0 },
                { ARCHIVE_FORMAT_AR_GNU, 0 } };
    char noise[20000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * i * 2654435761u >> 13);
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf bytes = { 0 };
        struct archive *a = write_archive(&bytes, row[i].format, row[i].filter, NULL);
        add_entry(a, "one.txt", sg_str("whole"));
        add_entry(a, "two.bin", sg_str_n(noise, sizeof noise));
        end_archive(a);
        bytes.len = 9000;
        struct seen s = { 0 };
        walk_buf(&s, &bytes);
        assert_bytes(seen_at(&s, "in/one.txt"), "whole");
        const struct seen_leaf *cut = seen_at(&s, "in/two.bin");
        if (cut->leaf.flags != SG_PLACE_BROKEN || cut->bytes.len == 0 || s.n_rejects == 0)
            fail_msg("row %zu: flags %u, %zu bytes, %zu rejects", i, cut->leaf.flags, cut->bytes.len, s.n_rejects);
        assert_memory_equal(cut->bytes.data, noise, cut->bytes.len);
        seen_says(&s, "missing");
        seen_release(&s);
    }
}

static void test_packed_file_cut_short_is_flagged(void **state)
{
    (void)state;
    sg_auto_buf gz = { 0 }, text = { 0 };
    struct sg_err err;
    struct seen s = { 0 };
    for (int i = 0; i < 5000; i++)
        sg_buf_printf(&text, "line %d of a text\n", i * 7919);
    assert_int_equal(sg_gzip(sg_buf_view(&text), 6, &gz, &err), SG_OK);
    gz.len /= 2;
    walk_buf(&s, &gz);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_BROKEN);
    assert_in_range(s.leaf[0].bytes.len, 1000, text.len - 1);
    assert_memory_equal(s.leaf[0].bytes.data, text.data, s.leaf[0].bytes.len);
    seen_says(&s, "cut short");
    seen_release(&s);
}

static void test_archive_encrypted_entries_are_named(void **state)
{
    (void)state;
    sg_auto_buf bytes = { 0 };
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format_zip(a), ARCHIVE_OK);
    if (archive_write_set_options(a, "zip:encryption=traditional") != ARCHIVE_OK ||
        archive_write_set_passphrase(a, "secret") != ARCHIVE_OK) {
        print_message("skipped: libarchive cannot encrypt here\n");
        archive_write_free(a);
        skip();
    }
    assert_int_equal(archive_write_open(a, &bytes, NULL, grow, NULL), ARCHIVE_OK);
    add_entry(a, "locked.txt", sg_str("nobody reads this"));
    end_archive(a);
    struct seen s = { 0 };
    walk_buf(&s, &bytes);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_ENCRYPTED);
    assert_int_equal(s.leaf[0].bytes.len, 0);
    assert_string_equal(s.leaf[0].path, "in/locked.txt");
    seen_says(&s, "is encrypted");
    seen_release(&s);
}

static void zip_of(struct sg_buf *out, const char *const *names, const char *content, bool is_stored)
{
    struct archive *a = write_archive(out, ARCHIVE_FORMAT_ZIP, 0, is_stored ? "zip:compression=store" : NULL);
    for (size_t i = 0; names[i]; i++)
        add_entry(a, names[i], sg_str(content));
    end_archive(a);
}

static void test_zip_documents_are_leaves(void **state)
{
    static const struct {
        const char *what, *names[6], *content;
        bool is_stored, is_document;
    } row[] = {
        { "docx", { "[Content_Types].xml", "_rels/.rels", "word/document.xml" }, "<x/>", false, true },
        { "docx, types last", { "word/document.xml", "_rels/.rels", "[Content_Types].xml" }, "<x/>", false, true },
        { "odt", { "mimetype", "content.xml" }, "application/vnd.oasis.opendocument.text", true, true },
        { "jar", { "META-INF/MANIFEST.MF", "A.class" }, "x", false, true },
        { "apk", { "AndroidManifest.xml", "res/x", "classes.dex" }, "x", false, true },
        { "zip", { "mail.txt", "docs/[Content_Types].xml" }, "x", false, false },
        { "zip with a file of that name alone", { "a", "[Content_Types].xml" }, "x", false, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf bytes = { 0 };
        struct seen s = { 0 };
        zip_of(&bytes, row[i].names, row[i].content, row[i].is_stored);
        char *path = put_file(*state, "d/file", sg_buf_view(&bytes)), *dir = sg_path_join(*state, "d");
        seen_walk(&s, dir, NULL);
        if ((s.leaf[0].leaf.kind == SG_LEAF_BYTES) != row[i].is_document)
            fail_msg("%s: kind %d", row[i].what, s.leaf[0].leaf.kind);
        if (row[i].is_document) assert_int_equal(s.leaf[0].bytes.len, bytes.len);
        seen_release(&s);
        free(path);
        free(dir);
    }
}

static void test_bytes_that_are_no_container_call_nothing(void **state)
{
    (void)state;
    static const char *const row[] = { "",     "plain",   "PK", MAIL, "%PDF-1.4\n", "BZh means nothing here",
                                       "!BDN", "\x1f\x8b" };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct seen s = { 0 };
        assert_int_equal(seen_walk_bytes(&s, sg_str(row[i]), NULL), SG_ENOTFOUND);
        assert_int_equal(s.n + s.n_rejects, 0);
        seen_release(&s);
    }
}

static void test_source_that_is_not_there_is_an_error(void **state)
{
    char *path = sg_path_join(*state, "none");
    struct seen s = { 0 };
    struct sg_err err;
    struct sg_walk_sink sink = seen_sink(&s);
    assert_int_equal(sg_walk(path, NULL, NULL, &sink, &s.result, &err), SG_EIO);
    assert_non_null(strstr(err.text, "none"));
    free(path);
}

int main(void)
{
    setenv("TZ", "UTC0", 1); /* zip's times have no zone */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archive_of_each_format_gives_its_files),
        cmocka_unit_test_setup_teardown(test_archive_inside_archive_is_opened_and_numbered_in_order, make_dir,
                                        drop_dir),
        cmocka_unit_test_setup_teardown(test_archive_names_are_only_names, make_dir, drop_dir),
        cmocka_unit_test(test_archive_links_and_devices_are_rejected_and_take_a_number),
        cmocka_unit_test(test_archive_cut_short_gives_what_came_before),
        cmocka_unit_test(test_packed_file_cut_short_is_flagged),
        cmocka_unit_test(test_archive_encrypted_entries_are_named),
        cmocka_unit_test_setup_teardown(test_zip_documents_are_leaves, make_dir, drop_dir),
        cmocka_unit_test(test_bytes_that_are_no_container_call_nothing),
        cmocka_unit_test_setup_teardown(test_source_that_is_not_there_is_an_error, make_dir, drop_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
