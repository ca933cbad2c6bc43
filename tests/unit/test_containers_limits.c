/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>

#include "base/pack.h"
#include "containers_seen.h"

#define MIB ((size_t)1 << 20)

static void zip_with(struct sg_buf *out, const char *name, struct sg_str bytes)
{
    struct archive *a = write_archive(out, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, name, bytes);
    end_archive(a);
}

/* `mib` of zeros as one entry, and honest files before and behind. */
static void make_bomb(struct sg_buf *out, int format, size_t mib)
{
    sg_auto_buf zeros = { 0 };
    assert_true(sg_buf_room(&zeros, mib * MIB));
    memset(zeros.data, 0, mib * MIB);
    zeros.len = mib * MIB;
    struct archive *a = write_archive(out, format, format == ARCHIVE_FORMAT_ZIP ? 0 : ARCHIVE_FILTER_GZIP, NULL);
    add_entry(a, "before.txt", sg_str("before"));
    add_entry(a, "bomb.bin", sg_buf_view(&zeros));
    add_entry(a, "behind.txt", sg_str("behind"));
    end_archive(a);
}

static void test_zip_bomb_is_refused_and_the_rest_is_read(void **state)
{
    (void)state;
    sg_auto_buf bomb = { 0 };
    struct seen s = { 0 };
    make_bomb(&bomb, ARCHIVE_FORMAT_ZIP, 80);
    assert_in_range(bomb.len, 1, 80 * MIB / 500);
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&bomb), NULL), SG_OK);
    assert_int_equal(s.n, 3);
    assert_bytes(seen_at(&s, "in/before.txt"), "before");
    assert_bytes(seen_at(&s, "in/behind.txt"), "behind");
    const struct seen_leaf *l = seen_at(&s, "in/bomb.bin");
    assert_int_equal(l->leaf.flags, SG_PLACE_NOT_OPENED);
    assert_int_equal(l->bytes.len, 0);
    seen_says(&s, "more than 300 times");
    seen_release(&s);
}

static void test_bomb_inside_an_archive_does_not_stop_the_outer_one(void **state)
{
    (void)state;
    sg_auto_buf bomb = { 0 }, outer = { 0 };
    struct seen s = { 0 };
    make_bomb(&bomb, ARCHIVE_FORMAT_TAR_USTAR, 80);
    struct archive *a = write_archive(&outer, ARCHIVE_FORMAT_ZIP, 0, "zip:compression=store");
    add_entry(a, "bomb.tar.gz", sg_buf_view(&bomb));
    add_entry(a, "honest.txt", sg_str("honest"));
    end_archive(a);
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&outer), NULL), SG_OK);
    assert_bytes(seen_at(&s, "in/honest.txt"), "honest");
    assert_bytes(seen_at(&s, "in/bomb.tar/before.txt"), "before");
    seen_says(&s, "more than 300 times");
    seen_release(&s);
}

/* An archive in an archive, beyond the limit: the innermost stays closed. */
static void test_nesting_ends_at_the_depth(void **state)
{
    (void)state;
    sg_auto_buf now = { 0 };
    struct seen s = { 0 };
    zip_with(&now, "core.txt", sg_str("the core"));
    for (int i = 0; i < 12; i++) {
        sg_auto_buf next = { 0 };
        zip_with(&next, "n.zip", sg_buf_view(&now));
        sg_buf_release(&now);
        now = next;
        next = (struct sg_buf){ 0 };
    }
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&now), NULL), SG_OK);
    assert_int_equal(s.n, 8); /* the source itself is the first of the eight that are opened */
    assert_int_equal(s.leaf[7].leaf.kind, SG_LEAF_BYTES);
    assert_int_equal(s.leaf[7].leaf.flags, SG_PLACE_NOT_OPENED);
    assert_true(s.leaf[7].bytes.len > 0);
    assert_int_equal(s.n_rejects, 1);
    seen_says(&s, "lies in 8 others");
    seen_release(&s);
}

/* Packed zeros hold the same packed zeros over and over: depth and ratio both stop it. */
static void test_gzip_in_gzip_ends_at_the_depth(void **state)
{
    (void)state;
    sg_auto_buf now = { 0 };
    struct seen s = { 0 };
    struct sg_err err;
    sg_buf_text(&now, "core");
    for (int i = 0; i < 20; i++) {
        sg_auto_buf next = { 0 };
        assert_int_equal(sg_gzip(sg_buf_view(&now), 9, &next, &err), SG_OK);
        sg_buf_release(&now);
        now = next;
        next = (struct sg_buf){ 0 };
    }
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&now), NULL), SG_OK);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_NOT_OPENED);
    seen_release(&s);
}

static void put16(struct sg_buf *b, unsigned v)
{
    sg_buf_char(b, (char)(v & 255));
    sg_buf_char(b, (char)(v >> 8 & 255));
}
static void put32(struct sg_buf *b, uint32_t v)
{
    put16(b, v & 65535);
    put16(b, v >> 16);
}

static void zip_entry(struct sg_buf *b, bool is_central, const char *name, uint32_t size, uint32_t at)
{
    sg_buf_text(b, is_central ? "PK\1\2" : "PK\3\4");
    if (is_central) put16(b, 20);
    put16(b, 20), put16(b, 0), put16(b, 0), put32(b, 0); /* version, flags, stored, time */
    put32(b, 0), put32(b, size), put32(b, size);         /* sum, packed, unpacked */
    put16(b, (unsigned)strlen(name)), put16(b, 0);
    if (is_central) put16(b, 0), put16(b, 0), put16(b, 0), put32(b, 0), put32(b, at);
    sg_buf_text(b, name);
}

/* An entry that holds the whole file it lies in, by its claim: its bytes begin at the file's first one.  Like a zip
 * that unpacks to itself, it goes on for ever if nothing stops it. */
static void test_zip_whose_entry_is_the_zip_itself_ends(void **state)
{
    (void)state;
    sg_auto_buf zip = { 0 };
    struct seen s = { 0 };
    /* Each entry's data is the rest of the file, and begins with the next local header: every one of them is a zip
     * again. */
    enum { ENTRIES = 40 };
    uint32_t at[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
        at[i] = (uint32_t)zip.len;
        zip_entry(&zip, false, "r.zip", 0, 0);
    }
    uint32_t directory = (uint32_t)zip.len;
    uint32_t end = directory + ENTRIES * (46 + 5);
    for (int i = 0; i < ENTRIES; i++) {
        uint32_t data = at[i] + 30 + 5, size = end + 22 - data;
        memcpy(zip.data + at[i] + 18, &size, 4);
        memcpy(zip.data + at[i] + 22, &size, 4);
        zip_entry(&zip, true, "r.zip", size, at[i]);
    }
    sg_buf_text(&zip, "PK\5\6");
    put16(&zip, 0), put16(&zip, 0), put16(&zip, ENTRIES), put16(&zip, ENTRIES);
    put32(&zip, end - directory), put32(&zip, directory), put16(&zip, 0);
    const struct sg_walk_limits limits = { .items = 5000, .bytes = 64 * MIB };
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&zip), &limits), SG_OK);
    assert_in_range(s.n, 1, 5000);
    assert_true(s.n_rejects > 0);
    seen_release(&s);
}

static void test_items_and_bytes_have_limits(void **state)
{
    (void)state;
    sg_auto_buf tar = { 0 };
    char big[1000] = "big";
    struct archive *a = write_archive(&tar, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    for (int i = 0; i < 20; i++)
        add_entry(a, "file", sg_str_n(big, sizeof big));
    end_archive(a);
    struct seen s = { 0 };
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&tar), &(struct sg_walk_limits){ .items = 7 }), SG_OK);
    assert_int_equal(s.n, 7);
    assert_int_equal(s.n_rejects, 1);
    seen_says(&s, "more than the limit of 7 items");
    seen_release(&s);
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&tar), &(struct sg_walk_limits){ .bytes = 5500 }), SG_OK);
    assert_in_range(s.n, 5, 6);
    seen_says(&s, "more than the limit of 5500 bytes");
    seen_release(&s);
}

static void test_large_item_is_hashed_and_large_nested_one_is_not_opened(void **state)
{
    sg_auto_buf tar = { 0 }, inner = { 0 };
    static char noise[9000];
    struct sg_err err;
    char hex[SG_SHA256_HEX];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * i * 2654435761u >> 13);
    zip_with(&inner, "in.bin", sg_str_n(noise, sizeof noise));
    struct archive *a = write_archive(&tar, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    add_entry(a, "large.bin", sg_str_n(noise, sizeof noise));
    add_entry(a, "nested.zip", sg_buf_view(&inner));
    add_entry(a, "small.txt", sg_str("small"));
    end_archive(a);
    char *path = put_file(*state, "t.tar", sg_buf_view(&tar));
    struct seen s = { 0 };
    const struct sg_walk_limits limits = { .item_bytes = 4000, .nested_bytes = 5000 };
    seen_walk(&s, path, &limits);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_TOO_LARGE);
    assert_int_equal(s.leaf[0].leaf.size, sizeof noise);
    assert_int_equal(sg_sha256_of(noise, sizeof noise, hex, &err), SG_OK);
    assert_string_equal(s.leaf[0].leaf.sha256, hex);
    assert_int_equal(s.leaf[1].leaf.flags, SG_PLACE_TOO_LARGE | SG_PLACE_NOT_OPENED);
    assert_int_equal(s.leaf[1].leaf.size, inner.len);
    assert_int_equal(sg_sha256_of(inner.data, inner.len, hex, &err), SG_OK);
    assert_string_equal(s.leaf[1].leaf.sha256, hex);
    assert_bytes(&s.leaf[2], "small");
    assert_int_equal(s.n_rejects, 2);
    seen_release(&s);
    free(path);
}

#define FROM "From ann@example.org Fri May  5 18:49:30 2017\n"
static void test_large_mbox_in_an_archive_is_read_as_a_stream(void **state)
{
    (void)state;
    sg_auto_buf box = { 0 }, zip = { 0 };
    char hex[SG_SHA256_HEX];
    struct sg_err err;
    for (int i = 0; i < 2000; i++)
        sg_buf_printf(&box, FROM "From: ann@example.org\nMessage-ID: <%d@example.org>\n\nnumber %d\n\n", i, i * 7919);
    struct archive *a = write_archive(&zip, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, "first.txt", sg_str("first"));
    add_entry(a, "all.mbox", sg_buf_view(&box));
    add_entry(a, "last.txt", sg_str("last"));
    end_archive(a);
    struct seen s = { 0 };
    const struct sg_walk_limits limits = { .nested_bytes = 50000 };
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&zip), &limits), SG_OK);
    assert_int_equal(s.n, 2003);
    assert_int_equal(s.n_rejects, 0);
    assert_int_equal(sg_sha256_of(box.data, box.len, hex, &err), SG_OK);
    assert_int_equal(s.leaf[1].leaf.kind, SG_LEAF_CONTAINER);
    assert_string_equal(s.leaf[1].leaf.sha256, hex);
    assert_int_equal(s.leaf[1].leaf.size, box.len);
    assert_bytes(seen_at(&s, "in/all.mbox/2000"),
                 "From: ann@example.org\nMessage-ID: <1999@example.org>\n\nnumber 15830081\n");
    assert_bytes(seen_at(&s, "in/last.txt"), "last");
    seen_release(&s);
}

static void test_tar_that_claims_too_much_gives_what_is_there(void **state)
{
    (void)state;
    sg_auto_buf tar = { 0 };
    struct archive *a = write_archive(&tar, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    add_entry(a, "first.txt", sg_str("first"));
    add_entry(a, "huge.bin", sg_str("only this"));
    end_archive(a);
    char *header = tar.data + 1024; /* "huge.bin": 8 GiB less one, and its sum made right */
    memcpy(header + 124, "77777777777", 11);
    memset(header + 148, ' ', 8);
    unsigned sum = 0;
    for (int i = 0; i < 512; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    struct seen s = { 0 };
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&tar), NULL), SG_OK);
    assert_int_equal(s.n, 2);
    assert_bytes(&s.leaf[0], "first");
    assert_int_equal(s.leaf[1].leaf.flags, SG_PLACE_BROKEN);
    assert_true(s.leaf[1].bytes.len >= 9);
    assert_memory_equal(s.leaf[1].bytes.data, "only this", 9);
    seen_says(&s, "missing");
    seen_release(&s);
}

static void test_many_entries_are_walked_and_counted(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    sg_auto_buf tar = { 0 };
    char name[32];
    struct archive *a = write_archive(&tar, ARCHIVE_FORMAT_TAR_USTAR, 0, NULL);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "%06d", i);
        add_entry(a, name, sg_str(""));
    }
    end_archive(a);
    struct seen s = { .first = MANY - 1, .last = MANY };
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&tar), NULL), SG_OK);
    assert_int_equal(s.result.leaves, MANY);
    assert_int_equal(s.n, 2);
    assert_string_equal(s.leaf[1].path, "in/099999");
    assert_int_equal(s.leaf[1].leaf.part, MANY - 1);
    seen_release(&s);
}

static enum sg_code fail_leaf(void *ctx, const struct sg_leaf *leaf, struct sg_err *err)
{
    (void)leaf;
    ++*(int *)ctx;
    return sg_fail(err, SG_EIO, "no more");
}
static void test_a_failing_sink_ends_the_walk(void **state)
{
    (void)state;
    sg_auto_buf zip = { 0 };
    struct archive *a = write_archive(&zip, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, "a", sg_str("1"));
    add_entry(a, "b", sg_str("2"));
    end_archive(a);
    int n = 0;
    struct sg_err err;
    struct sg_walk_result r;
    const struct sg_walk_sink sink = { .leaf = fail_leaf, .ctx = &n };
    assert_int_equal(sg_walk_bytes(sg_buf_view(&zip), "in", 0, NULL, &sink, &r, &err), SG_EIO);
    assert_int_equal(n, 1);
}

static void test_what_ended_the_process_stays_closed_and_then_is_left(void **state)
{
    (void)state;
    static const struct {
        uint64_t behind;
        unsigned times;
        const char *paths;
    } cases[] = {
        { 99, 1, "in/a in/b.zip in/b.zip/x in/c " },
        { 1, 1, "in/a in/b.zip! in/c " },
        { 1, 2, "in/a " },
        { 2, 2, "in/a in/b.zip in/c " },
        { 2, 3, "in/a in/b.zip " },
        { 3, 2, "in/a in/b.zip in/b.zip/x " },
    };
    sg_auto_buf inner = { 0 };
    sg_auto_buf zip = { 0 };
    struct archive *a = write_archive(&inner, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, "x", sg_str("1"));
    end_archive(a);
    a = write_archive(&zip, ARCHIVE_FORMAT_ZIP, 0, NULL);
    add_entry(a, "a", sg_str("1"));
    add_entry(a, "b.zip", sg_buf_view(&inner));
    add_entry(a, "c", sg_str("2"));
    end_archive(a);
    for (size_t i = 0; i < ROWS(cases); i++) {
        const struct sg_walk_closing closing = { cases[i].behind, cases[i].times };
        const struct sg_walk_limits limits = { .closings = &closing, .n_closings = 1 };
        struct seen s = { 0 };
        struct sg_err err;
        const struct sg_walk_sink sink = seen_sink(&s);
        sg_auto_buf paths = { 0 };
        assert_int_equal(sg_walk_bytes(sg_buf_view(&zip), "in", 0, &limits, &sink, &s.result, &err), SG_OK);
        for (size_t k = 0; k < s.n; k++)
            sg_buf_printf(&paths, "%s%s ", s.leaf[k].path, s.leaf[k].leaf.flags & SG_PLACE_NOT_OPENED ? "!" : "");
        assert_string_equal(sg_buf_cstr(&paths), cases[i].paths);
        seen_release(&s);
    }
}

int main(void)
{
    setenv("TZ", "UTC0", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zip_bomb_is_refused_and_the_rest_is_read),
        cmocka_unit_test(test_bomb_inside_an_archive_does_not_stop_the_outer_one),
        cmocka_unit_test(test_nesting_ends_at_the_depth),
        cmocka_unit_test(test_gzip_in_gzip_ends_at_the_depth),
        cmocka_unit_test(test_zip_whose_entry_is_the_zip_itself_ends),
        cmocka_unit_test(test_items_and_bytes_have_limits),
        cmocka_unit_test_setup_teardown(test_large_item_is_hashed_and_large_nested_one_is_not_opened, make_dir,
                                        drop_dir),
        cmocka_unit_test(test_large_mbox_in_an_archive_is_read_as_a_stream),
        cmocka_unit_test(test_tar_that_claims_too_much_gives_what_is_there),
        cmocka_unit_test(test_many_entries_are_walked_and_counted),
        cmocka_unit_test(test_a_failing_sink_ends_the_walk),
        cmocka_unit_test(test_what_ended_the_process_stays_closed_and_then_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
