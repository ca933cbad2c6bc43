/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers_seen.h"

#define FROM "From ann@example.org Fri May  5 18:49:30 2017\n"
#define HEAD "From: ann@example.org\nSubject: s\nMessage-ID: <a@example.org>\n"

static void walk_text(struct seen *s, const char *text)
{
    assert_int_equal(seen_walk_bytes(s, sg_str(text), NULL), SG_OK);
}

static void test_mbox_messages_are_parted_where_a_from_line_follows_an_empty_one(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        size_t n;
        const char *message[3];
    } row[] = {
        { "two", FROM HEAD "\nbody\n\n" FROM HEAD "\nother\n\n", 2, { HEAD "\nbody\n", HEAD "\nother\n" } },
        { "no empty line at the end",
          FROM HEAD "\nbody\n\n" FROM HEAD "\nother",
          2,
          { HEAD "\nbody\n", HEAD "\nother" } },
        { "CRLF",
          "From a Fri May  5 18:49:30 2017\r\nA: b\r\n\r\nx\r\n\r\nFrom b Fri May  5 18:49:30 2017\r\nA: "
          "c\r\n\r\ny\r\n",
          2,
          { "A: b\r\n\r\nx\r\n", "A: c\r\n\r\ny\r\n" } },
        { "a sentence is no From line",
          FROM HEAD "\n\nFrom here on it is clear\n\n" FROM HEAD "\n.\n",
          2,
          { HEAD "\n\nFrom here on it is clear\n", HEAD "\n.\n" } },
        { "a date is not enough inside a paragraph",
          FROM HEAD "\nas I said\n" FROM "x\n\n" FROM HEAD "\n.\n",
          2,
          { HEAD "\nas I said\n" FROM "x\n", HEAD "\n.\n" } },
        { "mboxo is left as it is",
          FROM HEAD "\n>From now on\n\n" FROM HEAD "\n.\n",
          2,
          { HEAD "\n>From now on\n", HEAD "\n.\n" } },
        { "several empty lines belong to the message but for one",
          FROM HEAD "\nx\n\n\n\n" FROM HEAD "\n.\n",
          2,
          { HEAD "\nx\n\n\n", HEAD "\n.\n" } },
        { "no body", FROM "A: b\n\n" FROM "A: c\n\n", 2, { "A: b\n\n", "A: c\n\n" } },
        { "three",
          FROM "A: b\n\n1\n\n" FROM "A: c\n\n2\n\n" FROM "A: d\n\n3\n",
          3,
          { "A: b\n\n1\n", "A: c\n\n2\n", "A: d\n\n3\n" } },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct seen s = { 0 };
        walk_text(&s, row[i].text);
        if (s.n != row[i].n) fail_msg("%s: %zu messages", row[i].what, s.n);
        for (size_t k = 0; k < s.n; k++) {
            if (!sg_str_is(sg_buf_view(&s.leaf[k].bytes), row[i].message[k]))
                fail_msg("%s: message %zu is \"%s\"", row[i].what, k + 1, sg_buf_cstr(&s.leaf[k].bytes));
            assert_int_equal(s.leaf[k].leaf.kind, SG_LEAF_MESSAGE);
            assert_int_equal(s.leaf[k].leaf.number, k + 1);
            assert_int_equal(s.leaf[k].leaf.part, k);
        }
        assert_string_equal(s.result.format, "mbox");
        assert_int_equal(s.n_rejects, 0);
        seen_release(&s);
    }
}

static void test_mbox_from_lines_are_known_by_their_date(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool is;
        sg_time time;
    } row[] = {
        { "From a@example.org Fri May  5 18:49:30 2017", true, 1494010170 * SG_SECOND },
        { "From - Fri May 05 18:49:30 2017", true, 1494010170 * SG_SECOND },
        { "From 1566@xxx Fri May 05 18:49:30 +0000 2017", true, 1494010170 * SG_SECOND },
        { "From a Fri May  5 20:49:30 2017 +0200", true, 1494010170 * SG_SECOND },
        { "From ann at example.org  Fri May  5 18:49:30 2017", true, 1494010170 * SG_SECOND },
        { "From a Fri May  5 18:49 2017", true, 1494010140 * SG_SECOND },
        { "From a Fri May  5 18:49:30 EDT 2017 remote from host", true, 1494010170 * SG_SECOND },
        { "From a Fri May  5 25:49:30 2017", false, 0 },
        { "From a Fri May 32 18:49:30 2017", false, 0 },
        { "From Monday on, the May 5 18:49 train is gone", false, 0 },
        { "From the beginning of the year to its end", false, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct seen s = { 0 };
        sg_auto_buf text = { 0 };
        sg_buf_printf(&text, FROM HEAD "\nx\n\n%s\n" HEAD "\ny\n", row[i].line);
        walk_text(&s, sg_buf_cstr(&text));
        if (s.n != (row[i].is ? 2 : 1)) fail_msg("\"%s\": %zu messages", row[i].line, s.n);
        if (row[i].is && s.leaf[1].leaf.stored != row[i].time)
            fail_msg("\"%s\": %lld", row[i].line, (long long)s.leaf[1].leaf.stored);
        seen_release(&s);
    }
}

static void test_mboxrd_is_told_by_doubly_escaped_lines_and_undone(void **state)
{
    (void)state;
    struct seen s = { 0 };
    walk_text(&s, FROM HEAD "\n>From here\n\n" FROM HEAD "\n>>From there\nx\n\n" FROM HEAD "\n> quoted\n");
    assert_int_equal(s.n, 3);
    assert_bytes(&s.leaf[0], HEAD "\nFrom here\n");
    assert_bytes(&s.leaf[1], HEAD "\n>From there\nx\n");
    assert_bytes(&s.leaf[2], HEAD "\n> quoted\n");
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_UNESCAPED);
    assert_int_equal(s.leaf[2].leaf.flags, 0);
    seen_release(&s);
    /* Inside a quote such lines are in any form. */
    walk_text(&s, FROM HEAD "\n>From here\n\n" FROM HEAD "\n> you said\n>>From there\n> yes\n");
    assert_bytes(&s.leaf[0], HEAD "\n>From here\n");
    assert_int_equal(s.leaf[0].leaf.flags, 0);
    seen_release(&s);
}

static void test_mboxcl_lengths_are_believed_where_they_fit(void **state)
{
    (void)state;
    static const char body[] = "one\n\n" FROM "two\n";
    sg_auto_buf text = { 0 };
    struct seen s = { 0 };
    sg_buf_printf(&text, FROM HEAD "Content-Length: %zu\n\n%s\n" FROM HEAD "Content-Length: 4\n\nend\n", strlen(body),
                  body);
    walk_text(&s, sg_buf_cstr(&text));
    assert_int_equal(s.n, 2);
    assert_int_equal(s.leaf[0].bytes.len, strlen(HEAD "Content-Length: 57\n\n") + strlen(body));
    assert_memory_equal(s.leaf[0].bytes.data + s.leaf[0].bytes.len - strlen(body), body, strlen(body));
    seen_says(&s, "1 lines in it would begin a message");
    seen_release(&s);
    /* Lies are not believed. */
    static const char *const lies[] = { "3", "0", "99999999", "18446744073709551615", "-1", "x" };
    for (size_t i = 0; i < ROWS(lies); i++) {
        sg_buf_clear(&text);
        sg_buf_printf(&text, FROM HEAD "Content-Length: %s\n\nfirst\n\n" FROM HEAD "\nsecond\n", lies[i]);
        walk_text(&s, sg_buf_cstr(&text));
        if (s.n != 2) fail_msg("Content-Length: %s gave %zu messages", lies[i], s.n);
        seen_release(&s);
    }
}

static void test_mbox_of_one_message_is_that_message(void **state)
{
    struct seen s = { 0 };
    char *path = put_file(*state, "0001.eml", sg_str(FROM HEAD "\nbody\n\n"));
    seen_walk(&s, path, NULL);
    assert_int_equal(s.n, 1);
    assert_bytes(&s.leaf[0], HEAD "\nbody\n\n");
    assert_int_equal(s.leaf[0].leaf.kind, SG_LEAF_MESSAGE);
    assert_int_equal(s.leaf[0].leaf.container, 0);
    assert_int_equal(s.leaf[0].leaf.stored, 1494010170 * SG_SECOND);
    assert_string_equal(s.leaf[0].path, "0001.eml");
    assert_string_equal(s.result.format, "eml");
    seen_release(&s);
    free(path);
}

static void test_mbox_skips_what_is_not_wanted_and_numbers_stay(void **state)
{
    struct seen all = { 0 }, some = { .first = 3, .last = 4 };
    char *path = put_file(*state, "many/box",
                          sg_str(FROM HEAD "\n1\n\n" FROM HEAD "\n2\n\n" FROM HEAD "\n3\n\n" FROM HEAD "\n4\n"));
    char *dir = sg_path_join(*state, "many");
    seen_walk(&all, dir, NULL);
    seen_walk(&some, dir, NULL);
    assert_int_equal(all.n, 5); /* the mbox and its four */
    assert_int_equal(all.leaf[0].leaf.kind, SG_LEAF_CONTAINER);
    assert_int_equal(strlen(all.leaf[0].leaf.sha256), 64);
    assert_int_equal(some.n, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(some.leaf[i].path, all.leaf[i + 2].path);
        assert_int_equal(some.leaf[i].leaf.number, all.leaf[i + 2].leaf.number);
        assert_bytes(&some.leaf[i], sg_buf_cstr(&all.leaf[i + 2].bytes));
    }
    assert_string_equal(some.leaf[0].path, "box/2");
    assert_int_equal(some.result.leaves, all.result.leaves);
    seen_release(&all);
    seen_release(&some);
    free(dir);
    free(path);
}

static void test_mbox_hashes_a_message_with_an_endless_header_line(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 }, message = { 0 };
    struct seen s = { 0 };
    struct sg_err err;
    char hex[SG_SHA256_HEX];
    const struct sg_walk_limits limits = { .item_bytes = 4096 };
    sg_buf_text(&message, "From: a@example.org\nX-Long: ");
    for (size_t i = 0; i < 600000; i++) /* longer than any window */
        sg_buf_char(&message, 'x');
    sg_buf_text(&message, "\n\nbody\n");
    sg_buf_text(&text, FROM HEAD "\nfirst\n\n" FROM);
    sg_buf_str(&text, sg_buf_view(&message));
    sg_buf_text(&text, "\n" FROM HEAD "\nlast\n");
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&text), &limits), SG_OK);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.leaf[1].leaf.flags, SG_PLACE_TOO_LARGE);
    assert_int_equal(s.leaf[1].leaf.size, message.len);
    assert_int_equal(s.leaf[1].bytes.len, 0);
    assert_int_equal(sg_sha256_of(message.data, message.len, hex, &err), SG_OK);
    assert_string_equal(s.leaf[1].leaf.sha256, hex);
    assert_bytes(&s.leaf[2], HEAD "\nlast\n");
    seen_says(&s, "larger than 4096 bytes");
    seen_release(&s);
}

#define REAL "../shared/data/mail/spamassassin-ham.tar.zst"
static void test_mbox_real_mails_all_come_out_as_messages(void **state)
{
    (void)state;
    const char *path = REAL;
    if (!sg_fs_exists(path)) {
        print_message("skipped: %s is not here\n", path);
        skip();
    }
    struct seen s = { 0 };
    seen_walk(&s, path, NULL);
    size_t messages = 0, with_from_line = 0;
    for (size_t i = 0; i < s.n; i++) {
        messages += s.leaf[i].leaf.kind == SG_LEAF_MESSAGE;
        with_from_line += s.leaf[i].bytes.len > 5 && memcmp(s.leaf[i].bytes.data, "From ", 5) == 0;
        if (s.leaf[i].leaf.kind != SG_LEAF_MESSAGE) print_message("no message: %s\n", s.leaf[i].path);
    }
    assert_int_equal(messages, 2750);
    assert_int_equal(with_from_line, 0);
    assert_int_equal(s.n_rejects, 0);
    assert_string_equal(s.result.format, "tar");
    seen_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mbox_messages_are_parted_where_a_from_line_follows_an_empty_one),
        cmocka_unit_test(test_mbox_from_lines_are_known_by_their_date),
        cmocka_unit_test(test_mboxrd_is_told_by_doubly_escaped_lines_and_undone),
        cmocka_unit_test(test_mboxcl_lengths_are_believed_where_they_fit),
        cmocka_unit_test_setup_teardown(test_mbox_of_one_message_is_that_message, make_dir, drop_dir),
        cmocka_unit_test_setup_teardown(test_mbox_skips_what_is_not_wanted_and_numbers_stay, make_dir, drop_dir),
        cmocka_unit_test(test_mbox_hashes_a_message_with_an_endless_header_line),
        cmocka_unit_test(test_mbox_real_mails_all_come_out_as_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
