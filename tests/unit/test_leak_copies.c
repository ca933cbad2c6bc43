/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "leak/copies.h"

#include "unit.h"

static struct sg_err err;
static struct copy_scratch scratch;

#define HEADER                                                                                                         \
    "From: press@example.org\nTo: desk@example.org\nDate: Fri, 5 May 2017 20:49:00 +0200\nSubject: "                   \
    "plan\nContent-Type: text/plain\n"
#define TEXT                                                                                                           \
    "We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\nThe papers are in the blue folder.\n"

struct side {
    const char *header, *text;
};

static enum sg_copy_kind kind_of(const struct side *a, const struct side *b, bool is_same_sent, bool is_other_form,
                                 struct copy_difference *d)
{
    struct copy_facts x, y;
    assert_int_equal(copy_facts(&scratch, sg_str(a->header), sg_str(a->text), &x, &err), SG_OK);
    assert_int_equal(copy_facts(&scratch, sg_str(b->header), sg_str(b->text), &y, &err), SG_OK);
    bool is_same = x.words == y.words && x.n_words == y.n_words;
    *d = (struct copy_difference){ 0 };
    if (!is_same) assert_int_equal(copy_compare(&scratch, sg_str(a->text), sg_str(b->text), d, &err), SG_OK);
    return copy_kind(&x, &y, is_same_sent, is_other_form, is_same ? NULL : d);
}

static void test_copies_are_told_apart_by_what_differs(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct side copy;
        bool is_other_form;
        enum sg_copy_kind kind;
    } row[] = {
        { "itself", { HEADER, TEXT }, false, SG_COPY_IDENTICAL },
        { "a mailbox's own fields", { "Status: RO\n" HEADER "X-Keywords: a\n", TEXT }, false, SG_COPY_IDENTICAL },
        { "folded fields in another order",
          { "Subject:\n plan\nFrom: press@example.org\nTo: desk@example.org\nDate: Fri, 5 May 2017 20:49:00 "
            "+0200\nContent-Type: text/plain\n",
            TEXT },
          false,
          SG_COPY_IDENTICAL },
        { "another way",
          { "Received: from a by b; Fri, 5 May 2017 20:49:10 +0200\nDelivered-To: x@example.net\n" HEADER, TEXT },
          false,
          SG_COPY_REDELIVERED },
        { "another encoding",
          { "From: press@example.org\nTo: desk@example.org\nDate: Fri, 5 May 2017 20:49:00 +0200\nSubject: "
            "plan\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
            TEXT },
          false,
          SG_COPY_REENCODED },
        { "wrapped otherwise",
          { "From: press@example.org\nTo: desk@example.org\nDate: Fri, 5 May 2017 20:49:00 +0200\nSubject: "
            "plan\nContent-Type: text/plain; format=flowed\n",
            "We shall pay the sum of 5,000 euros to the foundation\non the ninth of May. The papers are in the blue "
            "folder.\n" },
          false,
          SG_COPY_REENCODED },
        { "letters lost to a charset",
          { HEADER, "We shall pay the sum of 5,000 euros to the foundation on the ninth of M?ay.\nThe papers are in "
                    "the blue folder.\n" },
          false,
          SG_COPY_REENCODED },
        { "through a list",
          { "List-Id: <list.example.org>\n" HEADER, TEXT "_______________________________________________\nlist "
                                                         "mailing list\nhttp://lists.example.org/listinfo/list\n" },
          false,
          SG_COPY_LIST },
        { "the plain part of a mail that had an HTML part with more",
          { HEADER, TEXT "View this mail in your browser\n" },
          true,
          SG_COPY_REENCODED },
        { "another sum",
          { HEADER, "We shall pay the sum of 50,000 euros to the foundation on the ninth of May.\nThe papers are in "
                    "the blue folder.\n" },
          false,
          SG_COPY_ALTERED },
        { "another sum, in another form",
          { HEADER, "We shall pay the sum of 50,000 euros to the foundation on the ninth of May.\nThe papers are in "
                    "the blue folder.\n" },
          true,
          SG_COPY_ALTERED },
        { "a sentence more", { HEADER, TEXT "Burn this mail.\n" }, false, SG_COPY_ALTERED },
        { "a sentence more, through a list",
          { "List-Id: <list.example.org>\n" HEADER, "Burn this mail. " TEXT },
          false,
          SG_COPY_ALTERED },
        { "a word less",
          { HEADER, "We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\nThe papers are in the "
                    "folder.\n" },
          false,
          SG_COPY_ALTERED },
    };
    static const struct side first = { HEADER, TEXT };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct copy_difference d;
        enum sg_copy_kind kind = kind_of(&first, &row[i].copy, true, row[i].is_other_form, &d);
        if (kind != row[i].kind) fail_msg("%s: %s", row[i].what, sg_copy_names[kind]);
        kind = kind_of(&row[i].copy, &first, true, row[i].is_other_form, &d); /* the same from the other side */
        if (kind != row[i].kind) fail_msg("%s, turned round: %s", row[i].what, sg_copy_names[kind]);
    }
}

static void test_another_date_or_sender_is_an_alteration(void **state)
{
    (void)state;
    static const struct side first = { HEADER, TEXT }, listed = { "List-Id: <list.example.org>\n" HEADER, TEXT };
    struct copy_difference d;
    assert_int_equal(kind_of(&first, &first, false, false, &d), SG_COPY_ALTERED);
    assert_int_equal(kind_of(&first, &listed, false, false, &d), SG_COPY_ALTERED);
    assert_int_equal(kind_of(&first, &listed, true, false, &d), SG_COPY_LIST);
}

static void test_the_differing_words_are_shown(void **state)
{
    (void)state;
    static const struct {
        const char *b, *words, *other;
        uint32_t n;
    } row[] = {
        { "We shall pay the sum of 50,000 euros to the foundation on the ninth of May.\nThe papers are in the blue "
          "folder.\n",
          "5,000", "50,000", 1 },
        { "We shall not pay the sum of 5,000 euros to the foundation on the ninth of May.\nThe papers are in the blue "
          "folder.\n",
          "shall pay", "shall not pay", 1 },
        { "We shall pay the sum of 5,000 euros to the minister on the tenth of June.\nThe papers are in the blue "
          "folder.\n",
          "foundation", "minister", 3 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct copy_difference d;
        assert_int_equal(copy_compare(&scratch, sg_str(TEXT), sg_str(row[i].b), &d, &err), SG_OK);
        const struct copy_diff *diff = (const void *)scratch.diffs.data;
        assert_int_equal(d.n_changes, row[i].n);
        assert_int_equal(d.n_diffs, row[i].n);
        assert_string_equal(scratch.texts.data + diff->words, row[i].words);
        assert_string_equal(scratch.texts.data + diff->other_words, row[i].other);
        assert_false(d.is_cut);
    }
}

static void test_a_copy_cut_short_is_told_from_an_edited_one(void **state)
{
    (void)state;
    struct copy_difference d;
    assert_int_equal(
        copy_compare(&scratch, sg_str(TEXT), sg_str("We shall pay the sum of 5,000 euros to the\n"), &d, &err), SG_OK);
    assert_true(d.is_cut);
    assert_true(d.same == 1.0);
    assert_int_equal(d.n_changes, 1);
    assert_int_equal(
        copy_compare(&scratch, sg_str(TEXT), sg_str("Quite another thing was said by all of them.\n"), &d, &err),
        SG_OK);
    assert_false(d.is_cut);
    assert_true(d.same < 0.5);
}

static void test_no_more_than_twenty_differences_are_kept(void **state)
{
    (void)state;
    sg_auto_buf a = { 0 }, b = { 0 };
    for (int i = 0; i < 50; i++) {
        sg_buf_printf(&a, "word%d and then %d ", i, i);
        sg_buf_printf(&b, "word%d and then %d ", i, i + 1000);
    }
    struct copy_difference d;
    assert_int_equal(copy_compare(&scratch, sg_buf_view(&a), sg_buf_view(&b), &d, &err), SG_OK);
    assert_int_equal(d.n_changes, 50);
    assert_int_equal(d.n_diffs, 20);
}

static int end(void **state)
{
    (void)state;
    copy_scratch_release(&scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_are_told_apart_by_what_differs),
        cmocka_unit_test(test_another_date_or_sender_is_an_alteration),
        cmocka_unit_test(test_the_differing_words_are_shown),
        cmocka_unit_test(test_a_copy_cut_short_is_told_from_an_edited_one),
        cmocka_unit_test(test_no_more_than_twenty_differences_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
