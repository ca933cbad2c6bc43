/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers_seen.h"

#define MAIL "From: ann@example.org\nMessage-ID: <1@example.org>\nSubject: s\n\nbody\n"

static void put(const char *dir, const char *name, const char *text)
{
    free(put_file(dir, name, sg_str(text)));
}

static void assert_paths(const struct seen *s, const char *const *paths, size_t n)
{
    assert_int_equal(s->n, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(s->leaf[i].path, paths[i]);
}

static void test_folder_is_walked_by_the_bytes_of_its_paths(void **state)
{
    static const char *const paths[] = { "B.txt", "a-b.txt", "a/1.txt", "a/2.eml", "z.txt", "\xc3\xa4.txt" };
    for (size_t i = ROWS(paths); i-- > 0;)
        put(*state, paths[i], strstr(paths[i], ".eml") ? MAIL : paths[i]);
    put(*state, ".hidden", "x");
    put(*state, ".git/config", "x");
    char *link = sg_path_join(*state, "link.txt");
    assert_int_equal(symlink("/etc/passwd", link), 0);
    free(link);
    struct seen s = { 0 };
    seen_walk(&s, *state, NULL);
    assert_paths(&s, paths, ROWS(paths));
    assert_string_equal(s.result.format, "folder");
    assert_int_equal(s.leaf[3].leaf.kind, SG_LEAF_MESSAGE);
    assert_int_equal(s.leaf[4].leaf.kind, SG_LEAF_BYTES);
    assert_bytes(&s.leaf[0], "B.txt");
    seen_says(&s, "2 hidden names and 1 links");
    seen_release(&s);
}

static void test_folder_reads_the_names_it_is_given(void **state)
{
    static const char *const names[] = { "a.txt", "gone.txt", "sub/b.txt", NULL };
    put(*state, "a.txt", "a");
    put(*state, "other.txt", "o");
    put(*state, "sub/b.txt", "b");
    struct seen s = { 0 };
    struct sg_err err;
    struct sg_walk_sink sink = seen_sink(&s);
    assert_int_equal(sg_walk(*state, names, NULL, &sink, &s.result, &err), SG_OK);
    assert_int_equal(s.n, 2);
    assert_string_equal(s.leaf[1].path, "sub/b.txt");
    assert_int_equal(s.leaf[1].leaf.number, 3); /* what cannot be opened keeps its number */
    assert_int_equal(s.leaf[1].leaf.part, 2);
    seen_says(&s, "2 gone.txt: cannot be opened");
    seen_release(&s);
}

static void test_maildir_files_are_messages_whatever_they_hold(void **state)
{
    static const char *const paths[] = {
        ".Sent/cur/3:2,S", "cur/1:2,S", "cur/2:2,", "dovecot.index", "new/4", "tmp/5"
    };
    for (size_t i = 0; i < ROWS(paths); i++)
        put(*state, paths[i], "no header here");
    put(*state, ".Sent/new/.keep", "");
    put(*state, ".Other/x", "no Maildir");
    struct seen s = { 0 };
    seen_walk(&s, *state, NULL);
    assert_paths(&s, paths, ROWS(paths));
    for (size_t i = 0; i < s.n; i++)
        assert_int_equal(s.leaf[i].leaf.kind, i == 3 ? SG_LEAF_BYTES : SG_LEAF_MESSAGE);
    assert_string_equal(s.result.format, "maildir");
    seen_release(&s);
}

static void test_folder_named_cur_alone_is_no_maildir(void **state)
{
    put(*state, "cur/a.txt", "text");
    struct seen s = { 0 };
    seen_walk(&s, *state, NULL);
    assert_int_equal(s.leaf[0].leaf.kind, SG_LEAF_BYTES);
    seen_release(&s);
}

static void test_mail_is_known_by_its_header(void **state)
{
    static const struct {
        const char *name, *text;
        bool is_mail;
    } row[] = {
        { "a", MAIL, true },
        { "b", "Received: from x by y; Fri, 5 May 2017 18:49:30 +0000\nDate: x\n\n.", true },
        { "c",
          "\xef\xbb\xbf"
          "From: a@example.org\r\nTo: b@example.org\r\n\r\nx",
          true },
        { "d.eml", "Subject: alone\n\nx", true },
        { "e.txt", "Subject: alone\n\nx", false },
        { "f.txt", "From: the desk of\nDear all,\n", false },
        { "g.http", "HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\n\n", false },
        { "h.c", "int main(void) { return 0; }\n", false },
        { "i", "X-Mailer: y\nTo: z\n folded\n\nbody", true },
        { "j", "", false },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        put(*state, row[i].name, row[i].text);
    struct seen s = { 0 };
    seen_walk(&s, *state, NULL);
    assert_int_equal(s.n, ROWS(row));
    for (size_t i = 0; i < s.n; i++)
        if ((s.leaf[i].leaf.kind == SG_LEAF_MESSAGE) != row[i].is_mail) fail_msg("%s", row[i].name);
    seen_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_folder_is_walked_by_the_bytes_of_its_paths, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_folder_reads_the_names_it_is_given, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_maildir_files_are_messages_whatever_they_hold, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_folder_named_cur_alone_is_no_maildir, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_mail_is_known_by_its_header, make_dir, drop_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
