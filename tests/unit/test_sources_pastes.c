/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "sources/readers.h"
#include "sources_posts.h"
#include "unit.h"

static void put(const char *dir, const char *name, const char *text)
{
    struct sg_err err;
    char *path = sg_path_join(dir, name);
    assert_int_equal(sg_fs_write(path, sg_str(text), &err), SG_OK);
    free(path);
}

static void make_folder(const char *dir, const char *name)
{
    struct sg_err err;
    char *path = sg_path_join(dir, name);
    assert_int_equal(sg_fs_mkdir(path, &err), SG_OK);
    free(path);
}

static struct sg_folder *listed(const char *dir)
{
    struct sg_folder *f;
    struct sg_err err = { 0 };
    if (sg_folder_list(dir, &f, &err) != SG_OK) fail_msg("%s", err.text);
    return f;
}

static void read_pastes(const struct sg_folder *f, struct posts *p)
{
    struct sg_read_options options = { .precision = -1, .reject = posts_reject, .reject_ctx = p };
    void *self;
    struct sg_err err = { 0 };
    assert_int_equal(sg_reader_pastes.open(f, &options, &self, &err), SG_OK);
    for (;;) {
        sg_auto_batch batch = { 0 };
        if (sg_reader_pastes.next(self, &batch, &err) != SG_OK) fail_msg("%s", err.text);
        if (!batch.release) break;
        posts_take(p, &batch);
    }
    sg_reader_pastes.close(self);
}

static void test_pastes_take_their_times_from_what_lies_beside_them(void **state)
{
    const char *dir = *state;
    struct posts p = { 0 };
    make_folder(dir, "sub");
    put(dir, "AbCd1234.txt", "a paste\nof two lines");
    put(dir, "AbCd1234.json", "{\"key\":\"AbCd1234\",\"user\":\"ann\",\"date\":\"1493998200\",\"title\":\"T\","
        "\"size\":20,"
                              "\"full_url\":\"https://pastebin.com/AbCd1234\"}");
    put(dir, "sub/Zz0011Yy", "named without an ending");
    put(dir, "NoTime00.txt", "x");
    put(dir, "Broken00.txt", "y");
    put(dir, "Broken00.json", "{\"date\":");
    put(dir, "dates.csv", "key,time\nZz0011Yy,2017-05-05T18:31Z\nBroken00,2017-05-05\n");
    struct sg_folder *f = listed(dir);
    struct sg_read_options options = { .precision = -1 };
    assert_true(sg_folder_reader_probe(f, &options) == &sg_reader_pastes);
    read_pastes(f, &p);
    assert_string_equal(sg_buf_cstr(&p.text),
                        "time=2017-05-05T15:30:00Z platform=pastebin id=AbCd1234 account=ann text=a paste/of two lines "
                        "url=https://pastebin.com/AbCd1234 extra={\"title\":\"T\",\"size\":\"20\"} row=2 offset=0 "
                        "member=AbCd1234.txt\n"
                        "time=2017-05-05 platform=pastebin id=Broken00 text=y url=https://pastebin.com/Broken00 row=4 "
                        "offset=0 member=Broken00.txt\n"
                        "time=2017-05-05T18:31Z platform=pastebin id=Zz0011Yy text=named without an ending "
                        "url=https://pastebin.com/Zz0011Yy row=7 offset=0 member=sub/Zz0011Yy\n");
    assert_int_equal(p.rejected, 1);
    assert_int_equal(p.mended, 1);
    assert_non_null(strstr(sg_buf_cstr(&p.rejects), "5@0: the paste has no time: neither NoTime00.json nor dates.csv"));
    posts_release(&p);
    sg_folder_free(f);
}

static void test_a_folder_is_listed_in_byte_order_without_what_is_hidden_or_linked(void **state)
{
    const char *dir = *state;
    make_folder(dir, "b");
    make_folder(dir, ".git");
    put(dir, "b/x", "1");
    put(dir, "b.txt", "22");
    put(dir, "a", "333");
    put(dir, ".hidden", "4");
    put(dir, ".git/config", "5");
    char *link = sg_path_join(dir, "linked"), *loop = sg_path_join(dir, "b/loop");
    assert_int_equal(symlink("/etc/hostname", link), 0);
    assert_int_equal(symlink(dir, loop), 0);
    free(link);
    free(loop);
    struct sg_folder *f = listed(dir);
    static const char *const want[] = { "a", "b.txt", "b/x" };
    assert_int_equal(sg_folder_count(f), 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(sg_folder_name(f, i), want[i]);
    struct sg_read_options options = { .precision = -1 };
    assert_null(sg_folder_reader_probe(f, &options));
    sg_folder_free(f);
}

static void test_a_folders_hash_is_that_of_its_manifest(void **state)
{
    const char *dir = *state;
    char hex[65], want[SG_SHA256_HEX], one[SG_SHA256_HEX], two[SG_SHA256_HEX];
    uint64_t bytes;
    struct sg_err err = { 0 };
    sg_auto_buf manifest = { 0 };
    make_folder(dir, "s");
    put(dir, "s/one", "1");
    put(dir, "two", "22");
    assert_int_equal(sg_sha256_of("1", 1, one, &err), SG_OK);
    assert_int_equal(sg_sha256_of("22", 2, two, &err), SG_OK);
    sg_buf_printf(&manifest, "%s  s/one\n%s  two\n", one, two);
    assert_int_equal(sg_sha256_of(manifest.data, manifest.len, want, &err), SG_OK);
    struct sg_folder *f = listed(dir);
    assert_int_equal(sg_folder_hash(f, NULL, hex, &bytes, &err), SG_OK);
    assert_string_equal(hex, want);
    assert_int_equal(bytes, 3);
    sg_folder_free(f);
    put(dir, "bad\nname", "x");
    f = listed(dir);
    assert_int_equal(sg_folder_hash(f, NULL, hex, &bytes, &err), SG_EINPUT);
    sg_folder_free(f);
}

static void test_limits_and_what_is_no_folder_are_told(void **state)
{
    const char *dir = *state;
    struct sg_folder *f;
    struct sg_err err = { 0 };
    char deep[64] = "";
    assert_int_equal(sg_folder_list("/nowhere/at/all", &f, &err), SG_ENOTFOUND);
    put(dir, "file", "x");
    char *file = sg_path_join(dir, "file");
    assert_int_equal(sg_folder_list(file, &f, &err), SG_EIO);
    free(file);
    for (int i = 0; i < SG_FOLDER_DEPTH; i++)
        strcat(deep, i ? "/d" : "d");
    make_folder(dir, deep);
    assert_int_equal(sg_folder_list(dir, &f, &err), SG_ELIMIT);
}

static int make_dir(void **state)
{
    char *dir = strdup("/tmp/sillage-pastes-XXXXXX");
    *state = dir;
    return dir && mkdtemp(dir) ? 0 : -1;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st;
    (void)type;
    (void)place;
    return remove(path);
}

static int drop_dir(void **state)
{
    nftw(*state, drop, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pastes_take_their_times_from_what_lies_beside_them, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_a_folder_is_listed_in_byte_order_without_what_is_hidden_or_linked,
            make_dir,
                                        drop_dir),
        cmocka_unit_test_setup_teardown(test_a_folders_hash_is_that_of_its_manifest, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_limits_and_what_is_no_folder_are_told, make_dir, drop_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
