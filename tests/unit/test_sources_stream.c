/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sources/sources.h"
#include "sources/sources.h"

#include "unit.h"

static const struct {
    const char *name;
    int (*filter)(struct archive *);
} packers[] = {
    { "plain", NULL },
    { "gzip", archive_write_add_filter_gzip },
    { "zstd", archive_write_add_filter_zstd },
    { "xz", archive_write_add_filter_xz },
    { "bzip2", archive_write_add_filter_bzip2 },
};

/* Lines that differ and do not pack too well. */
static void fill(struct sg_buf *out, size_t bytes)
{
    uint64_t x = 88172645463325252u;
    while (out->len < bytes) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        sg_buf_printf(out, "%llx,%zu\n", (unsigned long long)x, out->len);
    }
    assert_false(out->failed);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    if (len) assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static size_t pack(size_t packer, const char *path, const struct sg_buf *bytes)
{
    if (!packers[packer].filter) {
        write_file(path, bytes->data, bytes->len);
        return bytes->len;
    }
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    assert_int_equal(packers[packer].filter(a), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format_raw(a), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    if (bytes->len) assert_int_equal(archive_write_data(a, bytes->data, bytes->len), bytes->len);
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(a);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    fclose(f);
    return size;
}

/* Reads to the end or the fault; compares what comes with `want`; gives its length. */
static size_t drain(const char *path, const struct sg_buf *want, size_t step, enum sg_code *ret_code,
    struct sg_err *err)
{
    struct sg_stream *in;
    size_t got = 0;
    *ret_code = sg_stream_open(path, &in, err);
    if (*ret_code != SG_OK) return 0;
    for (;;) {
        struct sg_str window;
        bool is_end;
        *ret_code = sg_stream_peek(in, step, &window, &is_end, err);
        if (*ret_code != SG_OK || (is_end && !window.len)) break;
        assert_true(got + window.len <= want->len);
        assert_memory_equal(window.data, want->data + got, window.len);
        size_t n = window.len > step && !is_end ? step : window.len;
        assert_int_equal(sg_stream_offset(in), got);
        sg_stream_skip(in, n);
        got += n;
    }
    sg_stream_free(in);
    return got;
}

static void test_every_packing_gives_the_same_bytes(void **state)
{
    const char *path = *state;
    static const size_t sizes[] = { 0, 1, 4096, 5000000 };
    for (size_t s = 0; s < ROWS(sizes); s++) {
        sg_auto_buf text = { 0 };
        fill(&text, sizes[s]);
        for (size_t p = 0; p < ROWS(packers); p++) {
            enum sg_code code;
            struct sg_err err = { 0 };
            pack(p, path, &text);
            if (drain(path, &text, 70000, &code, &err) != text.len || code != SG_OK)
                fail_msg("%s of %zu bytes: %s", packers[p].name, sizes[s], err.text);
        }
    }
}

static void test_a_packed_file_that_is_cut_gives_what_came_before_and_then_says_where(void **state)
{
    const char *path = *state;
    static const size_t sizes[] = { 3000, 3000000 };
    for (size_t s = 0; s < ROWS(sizes); s++)
        for (size_t p = 1; p < ROWS(packers); p++) {
            sg_auto_buf text = { 0 };
            enum sg_code code;
            struct sg_err err = { 0 };
            char said[64];
            fill(&text, sizes[s]);
            size_t size = pack(p, path, &text);
            assert_int_equal(truncate(path, (off_t)(size * 2 / 3)), 0);
            size_t got = drain(path, &text, 1000, &code, &err);
            assert_int_equal(code, SG_EINPUT);
            snprintf(said, sizeof said, "after %zu unpacked bytes", got);
            if (!strstr(err.text, said) || !strstr(err.text, path)) fail_msg("%s: %s", packers[p].name, err.text);
            assert_true(got < text.len);
            if (p == 1) assert_true(got > sizes[s] / 2); /* gzip gives all that can be known */
            if (sizes[s] > 1000000 && p != 4) assert_true(got > sizes[s] / 3);
        }
}

static void test_bytes_behind_the_packed_data_are_not_lost_without_a_word(void **state)
{
    const char *path = *state;
    for (size_t p = 1; p < ROWS(packers); p++) {
        sg_auto_buf text = { 0 };
        enum sg_code code;
        struct sg_err err = { 0 };
        fill(&text, 1000);
        pack(p, path, &text);
        FILE *f = fopen(path, "ab");
        assert_non_null(f);
        fputs("and something else entirely", f);
        fclose(f);
        drain(path, &text, 1000, &code, &err);
        if (code == SG_OK) fail_msg("%s: nothing was said", packers[p].name);
    }
}

static void test_packed_files_one_behind_the_other_are_one(void **state)
{
    const char *path = *state;
    sg_auto_buf half = { 0 };
    sg_auto_buf whole = { 0 };
    sg_auto_buf packed = { 0 };
    enum sg_code code;
    struct sg_err err = { 0 };
    fill(&half, 100000);
    sg_buf_add(&whole, half.data, half.len);
    sg_buf_add(&whole, half.data, half.len);
    size_t size = pack(1, path, &half);
    FILE *f = fopen(path, "rb");
    assert_true(f && sg_buf_room(&packed, 2 * size));
    assert_int_equal(fread(packed.data, 1, size, f), size);
    fclose(f);
    memcpy(packed.data + size, packed.data, size);
    write_file(path, packed.data, 2 * size);
    assert_int_equal(drain(path, &whole, 1000, &code, &err), whole.len);
    assert_int_equal(code, SG_OK);
}

static void test_a_reader_that_leaves_early_is_not_waited_for(void **state)
{
    const char *path = *state;
    sg_auto_buf text = { 0 };
    struct sg_stream *in;
    struct sg_str window;
    bool is_end;
    struct sg_err err;
    fill(&text, 5000000);
    pack(2, path, &text);
    assert_int_equal(sg_stream_open(path, &in, &err), SG_OK);
    assert_int_equal(sg_stream_peek(in, 10, &window, &is_end, &err), SG_OK);
    assert_false(is_end);
    sg_stream_free(in);
    assert_int_equal(sg_stream_open(path, &in, &err), SG_OK);
    sg_stream_free(in);
}

static void test_what_is_no_file_is_named(void **state)
{
    (void)state;
    struct sg_stream *in;
    struct sg_err err = { 0 };
    assert_int_equal(sg_stream_open("/nowhere/at all", &in, &err), SG_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere/at all"));
    assert_int_equal(sg_stream_open("/", &in, &err), SG_EINPUT);
    assert_non_null(strstr(err.text, "folder"));
}

static int make_path(void **state)
{
    char *path = strdup("/tmp/sillage-stream-XXXXXX");
    int fd = path ? mkstemp(path) : -1;
    if (fd < 0) return -1;
    close(fd);
    *state = path;
    return 0;
}

static int drop_path(void **state)
{
    remove(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_packing_gives_the_same_bytes),
        cmocka_unit_test(test_a_packed_file_that_is_cut_gives_what_came_before_and_then_says_where),
        cmocka_unit_test(test_bytes_behind_the_packed_data_are_not_lost_without_a_word),
        cmocka_unit_test(test_packed_files_one_behind_the_other_are_one),
        cmocka_unit_test(test_a_reader_that_leaves_early_is_not_waited_for),
        cmocka_unit_test(test_what_is_no_file_is_named),
    };
    return cmocka_run_group_tests(tests, make_path, drop_path);
}
