/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "leak_by_hand.h"

#include "leak/gaps.h"

/* Working weeks of `rate` mails a day and quiet week-ends. */
static void weeks(uint32_t *days, size_t n, uint32_t rate)
{
    for (size_t i = 0; i < n; i++)
        days[i] = i % 7 < 5 ? rate : 0;
}

static void test_days_without_mail_are_told_where_there_ought_to_be_some(void **state)
{
    (void)state;
    static const struct {
        uint32_t rate;
        size_t from, to; /* emptied, to excluded */
        size_t found;
    } row[] = {
        { 10, 0, 0, 0 },    /* week-ends alone are no gap */
        { 10, 70, 75, 1 },  /* a working week */
        { 10, 70, 72, 1 },  /* two working days: twenty mails that did not come */
        { 10, 70, 71, 0 },  /* one: ten, e^-10 is not below one in a million */
        { 1, 70, 75, 0 },   /* who gets one a day may get none in a week */
        { 1, 70, 98, 1 },   /* not in a month */
        { 10, 0, 14, 0 },   /* before the first mail there is nothing */
        { 10, 126, 140, 0 } /* nor after the last */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint32_t days[140];
        struct leak_hole holes[8];
        weeks(days, 140, row[i].rate);
        for (size_t d = row[i].from; d < row[i].to; d++)
            days[d] = 0;
        size_t n = leak_missing_days(days, 140, holes, 8);
        if (n != row[i].found) fail_msg("row %zu: %zu gaps", i, n);
        if (n && ((size_t)holes[0].from > row[i].from || (size_t)holes[0].to + 1 < row[i].to))
            fail_msg("row %zu: from %d to %d", i, (int)holes[0].from, (int)holes[0].to);
    }
}

static void test_a_number_in_a_name_is_its_last(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *after;
        int64_t number;
        bool is;
    } row[] = {
        { "leak.zip/12/0034.eml", "leak.zip/12/", ".eml", 34, true },
        { "7", "", "", 7, true },
        { "mail.eml", "", "", 0, false },
        { "1234567890123456789", "", "", 0, false }, /* too long for a number */
        { "", "", "", 0, false },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_str before, after;
        int64_t number;
        bool is = leak_numbered(sg_str(row[i].name), &before, &after, &number);
        if (is != row[i].is) fail_msg("row %zu", i);
        if (is && (number != row[i].number || !sg_str_is(before, row[i].before) || !sg_str_is(after, row[i].after)))
            fail_msg("row %zu: %d", i, (int)number);
    }
}

static void test_numbers_that_are_missing_from_a_row_are_told(void **state)
{
    (void)state;
    struct by_hand_mail mails[60];
    char names[60][16];
    size_t n = 0;
    for (int i = 1; i <= 40; i++) {
        if (i == 7 || (i >= 20 && i < 25)) continue;
        snprintf(names[n], sizeof names[n], "box/%03d.eml", i);
        mails[n] = (struct by_hand_mail){ .id = names[n], .day = 1 };
        n++;
    }
    struct leak_run r;
    struct sg_err err;
    by_hand(&r, mails, n);
    assert_int_equal(leak_gaps(&r, &err), SG_OK);
    assert_int_equal(r.answer->n_gaps, 2);
    assert_string_equal(r.answer->gaps[0].from, "box/007.eml");
    assert_string_equal(r.answer->gaps[0].to, "box/007.eml");
    assert_int_equal(r.answer->gaps[0].n, 1);
    assert_string_equal(r.answer->gaps[1].from, "box/020.eml");
    assert_string_equal(r.answer->gaps[1].to, "box/024.eml");
    assert_int_equal(r.answer->gaps[1].n, 5);
    by_hand_release(&r);
    by_hand(&r, mails, 12); /* a dozen numbered names is no row */
    assert_int_equal(leak_gaps(&r, &err), SG_OK);
    assert_int_equal(r.answer->n_gaps, 0);
    by_hand_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_without_mail_are_told_where_there_ought_to_be_some),
        cmocka_unit_test(test_a_number_in_a_name_is_its_last),
        cmocka_unit_test(test_numbers_that_are_missing_from_a_row_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
