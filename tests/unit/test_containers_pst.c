/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PST files that are none: each is a reject, and nothing hangs. */
#include "containers_seen.h"

enum { SIZE = 32768 };

static void put(char *at, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (char)(v >> 8 * i);
}

/* A header of the 64-bit form as [MS-PST] 2.2.2.6 lays it down, with trees at the given places. */
static void make_header(char *h, unsigned version, uint64_t end, uint64_t nodes, uint64_t blocks)
{
    memcpy(h, "!BDN", 4);
    memcpy(h + 8, "SM", 2);
    put(h + 10, version, 2);
    put(h + 0xb8, end, 8);
    put(h + 0xe0, nodes, 8);
    put(h + 0xf0, blocks, 8);
}

static void test_pst_that_cannot_be_read_is_a_reject(void **state)
{
    static const struct {
        const char *what;
        unsigned version;
        uint64_t size, end, nodes, blocks;
        uint8_t fill;
        const char *says;
    } row[] = {
        { "header alone is cut", 23, 100, 100, 64, 64, 0, "header alone is longer" },
        { "unknown version", 99, SIZE, SIZE, 1024, 2048, 0, "version 99" },
        { "index behind the end", 23, SIZE, 1 << 30, 1 << 29, 2048, 0, "index lies behind" },
        { "index of zeros", 23, SIZE, SIZE, 1024, 2048, 0, "cannot be read" },
        { "index of ones", 23, SIZE, SIZE, 1024, 2048, 0xff, "cannot be read" },
        { "index is the header", 23, SIZE, SIZE, 0, 0, 0, "cannot be read" },
        { "32-bit, zeros", 14, SIZE, SIZE, 1024, 2048, 0, "cannot be read" },
        { "newest, zeros", 36, SIZE, SIZE, 4096, 8192, 0, "cannot be read" },
    };
    static char bytes[SIZE];
    for (size_t i = 0; i < ROWS(row); i++) {
        memset(bytes, row[i].fill, sizeof bytes);
        memset(bytes, 0, 512);
        make_header(bytes, row[i].version, row[i].end, row[i].nodes, row[i].blocks);
        char *path = put_file(*state, "d/bad.pst", sg_str_n(bytes, row[i].size)), *dir = sg_path_join(*state, "d");
        struct seen s = { 0 }, held = { 0 };
        seen_walk(&s, dir, NULL);
        if (s.n != 1 || s.n_rejects != 1) fail_msg("%s: %zu leaves, %zu rejects", row[i].what, s.n, s.n_rejects);
        assert_int_equal(s.leaf[0].leaf.kind, SG_LEAF_CONTAINER);
        assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_BROKEN | SG_PLACE_NOT_OPENED);
        assert_int_equal(strlen(s.leaf[0].leaf.sha256), 64);
        seen_says(&s, row[i].says);
        /* From memory, as an attachment. */
        assert_int_equal(seen_walk_bytes(&held, sg_str_n(bytes, row[i].size), NULL), SG_OK);
        assert_int_equal(held.n, 0);
        seen_says(&held, row[i].says);
        assert_string_equal(held.result.format, "pst");
        seen_release(&s);
        seen_release(&held);
        free(path);
        free(dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pst_that_cannot_be_read_is_a_reject, make_dir, drop_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
