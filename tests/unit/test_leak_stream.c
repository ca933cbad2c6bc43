/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long columns of a leak's mails, a piece at a time from the store: each mail once, at whatever border.  Against the
 * embedded engine, or a ClickHouse server when SILLAGE_TEST_URL names one. */
#include "leak_by_hand.h"

#include <stdio.h>

#include "unit.h"

#include "store_in_folder.h"

/* Two pieces of 4,096 and a bit with a date, of which some hundred on each border share it; more than one without. */
enum { DATED = 2 * 4096 + 10, UNDATED = 4096 + 5, MAILS = DATED + UNDATED };

static struct leak_run run;
static unsigned char seen[MAILS];
static struct sg_err err;

static int64_t day_of(size_t i)
{
    if (i >= DATED) return -1;
    return i >= 4000 && i < 4200 ? 4000 : i >= 8100 ? 8100 : (int64_t)i;
}

static void put(struct sg_builder *b, size_t i, uint64_t row)
{
    char text[40];
    sg_builder_number(b, SG_LM_ITEM, (int64_t)(i + 1));
    sg_builder_number(b, SG_LM_DATE, i >= DATED ? SG_TIME_NONE : (17167 + day_of(i)) * SG_DAY);
    snprintf(text, sizeof text, "text %zu", i);
    sg_builder_text(b, SG_LM_TEXT, sg_str(text));
    snprintf(text, sizeof text, "header %zu", i);
    sg_builder_text(b, SG_LM_HEADERS, sg_str(text));
    sg_builder_number(b, SG_LM_SOURCE, 1);
    sg_builder_number(b, SG_LM_ROW, (int64_t)row);
    sg_builder_number(b, SG_LM_BATCH, 1);
    sg_builder_end_row(b);
}

/* Each 100th mail lies in two places, and has two rows; one that was added since the leak was loaded has one. */
static void fill(struct sg_store *s)
{
    struct sg_builder b;
    uint64_t row = 0;
    assert_int_equal(sg_builder_init(&b, &sg_store_messages, &err), SG_OK);
    for (size_t i = 0; i <= MAILS; i++)
        for (int place = 0; place < (i % 100 == 0 ? 2 : 1); place++)
            put(&b, i, ++row);
    store_put(s, &sg_store_messages, &b, 1, 1);
}

/* ---- what is promised ---- */

static enum sg_code take(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *e)
{
    size_t i = (size_t)(m - run.mails), *last = ctx;
    char text[40];
    (void)e;
    seen[i]++;
    snprintf(text, sizeof text, "text %zu", i);
    if (!sg_str_is(values[0], text)) fail_msg("mail %zu: \"%.*s\"", i, (int)values[0].len, values[0].data);
    snprintf(text, sizeof text, "header %zu", i);
    assert_true(sg_str_is(values[1], text));
    assert_true(*last == SIZE_MAX || i > *last); /* the leak's order */
    *last = i;
    return SG_OK;
}

static void test_each_mail_comes_once_and_in_order(void **state)
{
    (void)state;
    static const char *const names[] = { "text", "headers" };
    size_t last = SIZE_MAX;
    memset(seen, 0, sizeof seen);
    if (leak_each_mail(&run, names, 2, take, &last, &err) != SG_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < MAILS; i++)
        if (seen[i] != 1) fail_msg("mail %zu came %d times", i, seen[i]);
}

static enum sg_code stop(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *e)
{
    (void)m, (void)values;
    return ++*(int *)ctx == 5 ? sg_fail(e, SG_EINPUT, "enough") : SG_OK;
}

static void test_who_takes_may_end_it(void **state)
{
    (void)state;
    static const char *const names[] = { "text" };
    int n = 0;
    assert_int_equal(leak_each_mail(&run, names, 1, stop, &n, &err), SG_EINPUT);
    assert_string_equal(err.text, "enough");
    assert_int_equal(n, 5);
}

static const uint32_t *asked;

static enum sg_code take_text(void *ctx, size_t i, struct sg_str text, struct sg_err *e)
{
    char expected[40];
    (void)e;
    assert_int_equal(i, (*(size_t *)ctx)++);
    snprintf(expected, sizeof expected, "text %u", asked[i]);
    if (!sg_str_is(text, expected)) fail_msg("%zu: \"%.*s\", not \"%s\"", i, (int)text.len, text.data, expected);
    return SG_OK;
}

/* More than are asked for at once, in any order, some of them twice. */
static void test_texts_come_in_the_order_asked_for(void **state)
{
    (void)state;
    static uint32_t mails[1203];
    size_t n = 0;
    for (size_t i = 0; i < ROWS(mails); i++)
        mails[i] = (uint32_t)(i * 7919 % MAILS);
    mails[1] = mails[0];
    mails[2] = MAILS - 1;
    asked = mails;
    if (leak_texts(&run, mails, ROWS(mails), take_text, &n, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(n, ROWS(mails));
}

/* ---- where it stands ---- */

static int set_up(void **state)
{
    static struct by_hand_mail mails[MAILS];
    (void)state;
    for (size_t i = 0; i < MAILS; i++)
        mails[i] = (struct by_hand_mail){ .day = day_of(i) };
    by_hand(&run, mails, MAILS);
    run.store = store_new();
    if (!run.store) return -1;
    fill(run.store);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    int status = store_end(run.store);
    by_hand_release(&run);
    return status;
}

int main(void)
{
    if (!store_is_there("mails from the store")) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_mail_comes_once_and_in_order),
        cmocka_unit_test(test_who_takes_may_end_it),
        cmocka_unit_test(test_texts_come_in_the_order_asked_for),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
