/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak_by_hand.h"

#include "leak/subject.h"

static void find(struct leak_run *r, const struct by_hand_mail *mails, size_t n)
{
    struct sg_err err;
    by_hand(r, mails, n);
    assert_int_equal(leak_threads(r, &err), SG_OK);
}

static void test_answers_join_by_ids_even_when_the_first_mail_is_missing(void **state)
{
    (void)state;
    static const struct by_hand_mail mails[] = {
        { "b@x", "a@x", NULL, "Re: plan", "b@x", "to\ta@x\t", 1 },
        { "c@x", "a@x", "a@x", "Re: plan", "c@x", "to\ta@x\t", 2 },
        { "d@x", "c@x", "a@x c@x", "other words", "a@x", "to\tc@x\t", 3 },
        { "e@x", NULL, NULL, "plan", "e@x", "to\tf@x\t", 4 },
    };
    struct leak_run r;
    find(&r, mails, 4);
    assert_int_equal(r.answer->n_threads, 1);
    assert_int_equal(r.answer->threads[0].n_mails, 3);
    assert_int_equal(r.answer->threads[0].n_missing, 1);
    assert_int_equal(r.mails[2].parent, 1);
    assert_int_equal(r.mails[0].parent, SG_NO_INDEX);
    assert_int_equal(r.mails[0].thread, r.mails[2].thread);
    assert_int_not_equal(r.mails[0].thread, r.mails[3].thread);
    assert_int_equal(r.answer->n_missing, 1);
    assert_string_equal(r.answer->missing[0].message_id, "a@x");
    assert_int_equal(r.answer->missing[0].n_replies, 2);
    assert_int_equal(r.answer->missing[0].reply, 0);
    assert_int_equal(r.answer->totals.replies, 3);
    assert_int_equal(r.answer->totals.replies_in_leak, 1);
    by_hand_release(&r);
}

static void test_a_subject_joins_only_answers_that_come_soon_and_between_the_same_people(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *from, *recipients;
        int64_t day;
        bool joins;
    } row[] = {
        { "Re: Budget", "b@x", "to\ta@x\tA", 5, true },
        { "AW: [team] Budget", "b@x", "to\ta@x\tA", 5, true },
        { "RE : Budget", "a@x", "to\tb@x\t", 5, true },
        { "Budget", "b@x", "to\ta@x\tA", 5, false },     /* no answer by its prefix */
        { "Re: Budget", "q@y", "to\tr@y\t", 5, false },  /* strangers */
        { "Re: Budget", "b@x", "to\ta@x\tA", 60, false }, /* two months later */
        { "Re: Budgets", "b@x", "to\ta@x\tA", 5, false },
        { "Re: Budget", "b@x", "to\ta@x\tA", -1, false }, /* without a date nothing is soon */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct by_hand_mail mails[] = {
            { "a@x", NULL, NULL, "Budget", "a@x", "to\tb@x\tB", 1 },
            { "b@x", NULL, NULL, row[i].subject, row[i].from, row[i].recipients, row[i].day },
        };
        struct leak_run r;
        find(&r, mails, 2);
        if ((r.mails[1].parent == 0) != row[i].joins) fail_msg("row %zu: %s", i, row[i].subject);
        assert_int_equal(r.answer->n_threads, row[i].joins);
        by_hand_release(&r);
    }
}

static void test_circles_and_mails_that_answer_themselves_end(void **state)
{
    (void)state;
    static const struct by_hand_mail mails[] = {
        { "a@x", "b@x", NULL, "one", "a@x", "", 1 },
        { "b@x", "a@x", NULL, "two", "b@x", "", 2 },
        { "c@x", "c@x", "c@x", "three", "c@x", "", 3 },
        { "", "b@x", NULL, "without an id", "d@x", "", 4 },
        { "", NULL, NULL, "another without an id", "e@x", "", 5 },
    };
    struct leak_run r;
    find(&r, mails, 5);
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t steps = 0;
        for (uint32_t up = i; up != SG_NO_INDEX; up = r.mails[up].parent)
            assert_true(++steps < 10);
    }
    assert_int_equal(r.mails[2].parent, SG_NO_INDEX);
    assert_int_equal(r.mails[3].parent, 1);
    assert_int_not_equal(r.mails[3].thread, r.mails[4].thread);
    by_hand_release(&r);
}

static void test_what_stands_before_a_subject_is_taken_off(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *plain;
        bool is_answer;
    } row[] = {
        { "Re: Plan", "plan", true },
        { "RE: AW: Plan B", "plan b", true },
        { "Re[2]: Plan", "plan", true },
        { "Re (3): Plan", "plan", true },
        { "[list] Re: Plan", "plan", true },
        { "Fwd: Plan", "plan", false },
        { "Réf : Plan", "plan", true },
        { "Plan: Re", "plan: re", false },
        { "Results: good", "results: good", false },
        { "  Two   blanks\t here ", "two blanks here", false },
        { "[only a tag]", "[only a tag]", false },
        { "Re:", "", true },
        { "", "", false },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        sg_auto_buf plain = { 0 };
        bool is_answer = subject_plain(sg_str(row[i].subject), &plain);
        if (is_answer != row[i].is_answer || !sg_str_is(sg_buf_view(&plain), row[i].plain))
            fail_msg("row %zu: \"%s\" gives \"%.*s\", %d", i, row[i].subject, (int)plain.len, plain.data, is_answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_join_by_ids_even_when_the_first_mail_is_missing),
        cmocka_unit_test(test_a_subject_joins_only_answers_that_come_soon_and_between_the_same_people),
        cmocka_unit_test(test_circles_and_mails_that_answer_themselves_end),
        cmocka_unit_test(test_what_stands_before_a_subject_is_taken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
