/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/time.h"
#include "lookalike/lookalike.h"

#include "unit.h"

#define HEADER "# sillage: look-alikes told before, version 1\n"
#define NOW (INT64_C(1494010170) * SG_SECOND) /* 2017-05-05T18:49:30Z */

static char folder[64], path[96];

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/sillage-seen-%ld", (long)getpid());
    snprintf(path, sizeof path, "%s/seen", folder);
    return mkdir(folder, 0700);
}
static int end(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct sg_seen *opened(void)
{
    struct sg_seen *s = NULL;
    struct sg_err err;
    if (sg_seen_open(path, &s, &err) != SG_OK) fail_msg("%s", err.text);
    return s;
}
static bool is_new(struct sg_seen *s, const char *domain, const char *owner)
{
    bool is = false;
    assert_int_equal(sg_seen_add(s, sg_str(domain), owner, &is, NULL), SG_OK);
    return is;
}
static void assert_file(const char *text)
{
    sg_auto_buf bytes = { 0 };
    assert_int_equal(sg_fs_read(path, 1 << 20, &bytes, NULL), SG_OK);
    assert_string_equal(sg_buf_cstr(&bytes), text);
}

static void a_pair_is_new_once(void **state)
{
    (void)state;
    unlink(path);
    struct sg_seen *s = opened();
    assert_true(is_new(s, "examp1e.org", "example.org"));
    assert_false(is_new(s, "examp1e.org", "example.org"));
    assert_true(is_new(s, "examp1e.org", "example.net")); /* another owner: another pair */
    assert_int_equal(sg_seen_save(s, NOW + 999999, NULL), SG_OK);
    assert_false(is_new(s, "examp1e.org", "example.net"));
    assert_true(is_new(s, "a.example", "example.org"));
    assert_int_equal(sg_seen_save(s, NOW + SG_DAY, NULL), SG_OK);
    sg_seen_free(s);
    s = opened();
    assert_false(is_new(s, "examp1e.org", "example.org"));
    assert_false(is_new(s, "a.example", "example.org"));
    assert_true(is_new(s, "examp1e.org.example", "example.org"));
    assert_int_equal(sg_seen_save(s, NOW + 2 * SG_DAY, NULL), SG_OK);
    sg_seen_free(s);
    assert_file(HEADER "a.example\texample.org\t2017-05-06T18:49:30Z\n"
                       "examp1e.org\texample.net\t2017-05-05T18:49:30Z\n"
                       "examp1e.org\texample.org\t2017-05-05T18:49:30Z\n"
                       "examp1e.org.example\texample.org\t2017-05-07T18:49:30Z\n");
}

static void order_of_adding_does_not_show(void **state)
{
    (void)state;
    sg_auto_buf first = { 0 };
    for (int round = 0; round < 2; round++) {
        unlink(path);
        struct sg_seen *s = opened();
        for (int i = 0; i < 5000; i++) {
            char name[32];
            snprintf(name, sizeof name, "n%d.example", round ? 4999 - i : i);
            assert_true(is_new(s, name, "example.org"));
        }
        assert_int_equal(sg_seen_save(s, NOW, NULL), SG_OK);
        sg_seen_free(s);
        sg_auto_buf bytes = { 0 };
        assert_int_equal(sg_fs_read(path, 1 << 20, &bytes, NULL), SG_OK);
        if (round) assert_true(sg_str_same(sg_buf_view(&first), sg_buf_view(&bytes)));
        sg_buf_str(&first, sg_buf_view(&bytes));
    }
    struct sg_seen *s = opened(); /* and it reads what it wrote */
    assert_false(is_new(s, "n4711.example", "example.org"));
    assert_true(is_new(s, "n5000.example", "example.org"));
    sg_seen_free(s);
}

static void an_empty_or_absent_file_is_empty(void **state)
{
    (void)state;
    static const char *const texts[] = { "", HEADER, NULL };
    for (size_t i = 0; i < ROWS(texts); i++) {
        unlink(path);
        if (texts[i]) assert_int_equal(sg_fs_write(path, sg_str(texts[i]), NULL), SG_OK);
        struct sg_seen *s = opened();
        assert_true(is_new(s, "examp1e.org", "example.org"));
        sg_seen_free(s);
        assert_int_equal(sg_fs_exists(path), texts[i] != NULL); /* what was absent is, when nothing was saved */
    }
    unlink(path);
    struct sg_seen *s = opened();
    assert_int_equal(sg_seen_save(s, NOW, NULL), SG_OK);
    sg_seen_free(s);
    assert_file(HEADER);
}

static void what_is_something_else_is_refused_and_left_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
    } rows[] = {
        { "examp1e.org\n", ":1:" },
        { "# sillage: look-alikes told before, version 2\n", ":1:" },
        { "# sillage: look-alikes told before, version 1", ":1:" },
        { HEADER "a\tb\t2017-05-05T18:49:30Z", ":2:" }, /* cut short */
        { HEADER "a\tb\t2017-05-05T18:49:30Z\nc\td\t2017-05", ":3:" },
        { HEADER "a\tb\n", ":2:" },
        { HEADER "\n", ":2:" },
        { HEADER "a\tb\t2017-05-05T18:49:30Z\tc\n", ":2:" },
        { HEADER "\tb\t2017-05-05T18:49:30Z\n", ":2:" },
        { HEADER "a\t\t2017-05-05T18:49:30Z\n", ":2:" },
        { HEADER "a b\tb\t2017-05-05T18:49:30Z\n", ":2:" },
        { HEADER "a\x1b[m\tb\t2017-05-05T18:49:30Z\n", ":2:" },
        { HEADER "a\xff\tb\t2017-05-05T18:49:30Z\n", ":2:" },
        { HEADER "a\tb\t2017-02-30T18:49:30Z\n", ":2:" },
        { HEADER "a\tb\t2017-05-05 18:49:30Z\n", ":2:" },
        { HEADER "a\tb\t2017-05-05T18:49:30Z\r\n", ":2:" },
        { HEADER "b\tb\t2017-05-05T18:49:30Z\na\tb\t2017-05-05T18:49:30Z\n", ":3:" },
        { HEADER "a\tb\t2017-05-05T18:49:30Z\na\tb\t2017-05-06T18:49:30Z\n", ":3:" }, /* twice */
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        assert_int_equal(sg_fs_write(path, sg_str(rows[i].text), NULL), SG_OK);
        struct sg_seen *s = NULL;
        struct sg_err err;
        if (sg_seen_open(path, &s, &err) != SG_EINPUT) fail_msg("row %zu was taken", i);
        assert_null(s);
        if (!strstr(err.text, rows[i].line) || !strstr(err.text, path)) fail_msg("row %zu: %s", i, err.text);
        assert_null(strchr(err.text, '\x1b'));
        assert_file(rows[i].text);
    }
}

static void only_a_file_can_hold_it(void **state)
{
    (void)state;
    char pipe[128], link[128];
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(symlink("nothing", link), 0);
    const char *const rows[] = { folder, pipe, "/dev/null", link };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct sg_seen *s = NULL;
        if (sg_seen_open(rows[i], &s, NULL) != SG_EUSAGE) fail_msg("%s was taken", rows[i]);
    }
    unlink(pipe);
    unlink(link);
}

static void a_link_and_permissions_stay(void **state)
{
    (void)state;
    char link[128];
    struct stat st;
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(sg_fs_write(path, sg_str(HEADER), NULL), SG_OK);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(symlink("seen", link), 0);
    struct sg_seen *s = NULL;
    assert_int_equal(sg_seen_open(link, &s, NULL), SG_OK);
    assert_true(is_new(s, "examp1e.org", "example.org"));
    assert_int_equal(sg_seen_save(s, NOW, NULL), SG_OK);
    sg_seen_free(s);
    assert_file(HEADER "examp1e.org\texample.org\t2017-05-05T18:49:30Z\n");
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    unlink(link);
}

/* Two that read before either wrote: the second to write would forget what the first one told. */
static void one_at_a_time_has_it(void **state)
{
    (void)state;
    unlink(path);
    for (int round = 0; round < 2; round++) { /* absent, and there */
        struct sg_seen *s = opened(), *other = NULL;
        struct sg_err err;
        assert_int_equal(sg_seen_open(path, &other, &err), SG_EEXIST);
        assert_non_null(strstr(err.text, path));
        assert_int_equal(is_new(s, "examp1e.org", "example.org"), round == 0);
        assert_int_equal(sg_seen_save(s, NOW, NULL), SG_OK);
        sg_seen_free(s);
    }
    sg_seen_free(opened());
}

static void names_that_would_break_a_line_are_not_kept(void **state)
{
    (void)state;
    unlink(path);
    struct sg_seen *s = opened();
    char big[1100];
    memset(big, 'a', sizeof big);
    static const struct sg_str odd[] = { { "", 0 },       { "a\tb", 3 },  { "a\nb", 3 },  { "a b", 3 },
                                         { "a\0b", 3 }, { "\xff", 1 }, { "#a", 2 } };
    bool is = true;
    for (size_t i = 0; i < ROWS(odd); i++)
        assert_int_equal(sg_seen_add(s, odd[i], "example.org", &is, NULL), SG_EINPUT);
    assert_int_equal(sg_seen_add(s, sg_str_n(big, sizeof big), "example.org", &is, NULL), SG_EINPUT);
    assert_int_equal(sg_seen_add(s, sg_str("a"), "b\tc", &is, NULL), SG_EINPUT);
    assert_true(is); /* untouched */
    assert_true(is_new(s, "xn--bcher-kva.example", "bücher.example"));
    sg_seen_free(s);
}

static void a_file_that_cannot_be_written_is_told_at_once_and_later(void **state)
{
    (void)state;
    char nowhere[128];
    struct sg_seen *s = NULL;
    struct sg_err err;
    snprintf(nowhere, sizeof nowhere, "%s/no/such/folder", folder);
    assert_int_equal(sg_seen_open(nowhere, &s, &err), SG_EIO);
    assert_non_null(strstr(err.text, nowhere));
    assert_null(s);
    snprintf(nowhere, sizeof nowhere, "%s/sub", folder);
    assert_int_equal(mkdir(nowhere, 0700), 0);
    strcat(nowhere, "/seen");
    assert_int_equal(sg_seen_open(nowhere, &s, NULL), SG_OK);
    assert_true(is_new(s, "examp1e.org", "example.org"));
    assert_int_equal(unlink(nowhere), 0);
    *strrchr(nowhere, '/') = '\0';
    assert_int_equal(rmdir(nowhere), 0); /* gone while names are judged */
    assert_int_equal(sg_seen_save(s, NOW, &err), SG_EIO);
    assert_non_null(strstr(err.text, nowhere));
    assert_int_equal(sg_seen_save(s, INT64_MIN / 2, &err), SG_EUSAGE);
    assert_false(is_new(s, "examp1e.org", "example.org")); /* a later save has it still */
    sg_seen_free(s);
    sg_seen_free(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_new_once),
        cmocka_unit_test(order_of_adding_does_not_show),
        cmocka_unit_test(an_empty_or_absent_file_is_empty),
        cmocka_unit_test(what_is_something_else_is_refused_and_left_alone),
        cmocka_unit_test(names_that_would_break_a_line_are_not_kept),
        cmocka_unit_test(only_a_file_can_hold_it),
        cmocka_unit_test(a_link_and_permissions_stay),
        cmocka_unit_test(one_at_a_time_has_it),
        cmocka_unit_test(a_file_that_cannot_be_written_is_told_at_once_and_later),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
