/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one account posts: figures whose answer is known in closed form. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "coordination/signals.h"

#define NOON (INT64_C(17290) * SG_DAY + 12 * SG_HOUR)

static const struct signal_texts no_texts = { 0 };

static struct sg_signals signals(const struct signal_post *posts, size_t n, bool is_exact)
{
    struct sg_signals s;
    struct sg_err err;
    if (signals_of_posts(posts, n, &no_texts, 1, is_exact, &s, &err) != SG_OK) fail_msg("%s", err.text);
    return s;
}

/* `n` posts, post i at `at(i)` seconds after noon. */
static struct signal_post *make(size_t n, int64_t (*at)(size_t i))
{
    struct signal_post *posts = calloc(n, sizeof *posts);
    assert_non_null(posts);
    for (size_t i = 0; i < n; i++)
        posts[i] = (struct signal_post){ .time = NOON + at(i) * SG_SECOND, .post = i + 1, .client = "" };
    return posts;
}

static int64_t each_minute(size_t i)
{
    return (int64_t)i * 60;
}
static int64_t growing(size_t i)
{
    return (int64_t)(i * (i + 1) / 2);
}
static int64_t four_scales(size_t i) /* gaps of 1, 10, 100, 1000 s in turn */
{
    static const int64_t sum[] = { 0, 1, 11, 111 };
    return (int64_t)(i / 4) * 1111 + sum[i % 4];
}
static int64_t before_1970(size_t i)
{
    return -NOON / SG_SECOND - 86400 + (int64_t)i * 60;
}

static void test_signals_gaps_have_the_entropy_of_their_scales(void **state)
{
    (void)state;
    static const struct {
        int64_t (*at)(size_t);
        size_t n;
        double entropy, repeated, round;
    } row[] = {
        { each_minute, 41, 0, 1, 1 },       { four_scales, 41, 2, 1, -1 },
        { growing, 32, -1, 0, -1 }, /* gaps of 1, 2, 3 … 31 s: none twice */
        { before_1970, 41, 0, 1, 1 },       { each_minute, 20, 0, 1, 1 },
        { each_minute, 19, NAN, NAN, NAN }, /* too few to tell */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct signal_post *posts = make(row[i].n, row[i].at);
        struct sg_signals s = signals(posts, row[i].n, true);
        assert_int_equal(s.n_posts, row[i].n);
        if (isnan(row[i].entropy))
            assert_true(isnan(s.gap_entropy) && isnan(s.repeated_gaps) && isnan(s.round_seconds));
        else
            assert_true(s.repeated_gaps == row[i].repeated);
        if (row[i].entropy >= 0) assert_true(fabs(s.gap_entropy - row[i].entropy) < 1e-12);
        if (row[i].round >= 0) assert_true(s.round_seconds == row[i].round);
        free(posts);
    }
    /* 1, 2-3, 4-7, 8-15, 16-31: bins of 1, 2, 4, 8 and 16 of 31 */
    struct signal_post *posts = make(32, growing);
    double bits = 0;
    for (int n = 1; n <= 16; n *= 2)
        bits -= n / 31.0 * log2(n / 31.0);
    assert_true(fabs(signals(posts, 32, true).gap_entropy - bits) < 1e-12);
    free(posts);
}

static void test_signals_clocks_without_seconds_say_nothing_of_seconds(void **state)
{
    (void)state;
    struct signal_post *posts = make(41, each_minute);
    struct sg_signals s = signals(posts, 41, false); /* the evidence stops at minutes without saying so */
    assert_true(isnan(s.round_seconds) && isnan(s.repeated_gaps) && s.gap_entropy == 0);
    for (size_t i = 0; i < 41; i++)
        posts[i].precision = SG_TO_MINUTE;
    s = signals(posts, 41, true); /* or says so */
    assert_true(isnan(s.round_seconds) && isnan(s.repeated_gaps) && s.gap_entropy == 0);
    for (size_t i = 0; i < 41; i++)
        posts[i].precision = SG_TO_DAY;
    s = signals(posts, 41, true);
    assert_true(isnan(s.gap_entropy) && isnan(s.longest_rest));
    free(posts);
}

static void test_signals_rest_is_the_longest_silence_of_the_day_across_midnight(void **state)
{
    (void)state;
    enum { DAYS = 8, HOURS = 16, N = DAYS * HOURS };
    struct signal_post posts[N];
    for (size_t i = 0; i < N; i++) /* at the hours 6 to 21, minute 30 */
        posts[i] = (struct signal_post){ .time = (INT64_C(17290) + (int64_t)(i / HOURS)) * SG_DAY +
                                                 (6 + (int64_t)(i % HOURS)) * SG_HOUR + 30 * SG_MINUTE,
                                         .post = i,
                                         .client = "" };
    /* 21:31 to 6:29 */
    assert_true(fabs(signals(posts, N, true).longest_rest - (9 - 1.0 / 60)) < 1e-12);
    assert_true(isnan(signals(posts, 6 * HOURS, true).longest_rest)); /* six days only */
    assert_true(isnan(signals(posts, 49, true).longest_rest));
    static struct signal_post always[7 * 1440];
    for (size_t i = 0; i < ROWS(always); i++)
        always[i] = (struct signal_post){ .time = NOON + (int64_t)i * SG_MINUTE, .client = "" };
    assert_true(signals(always, ROWS(always), true).longest_rest == 0);
}

static void test_signals_shares_of_kinds_and_clients(void **state)
{
    (void)state;
    static const struct signal_post posts[] = {
        { .time = 1, .kind = SG_REPOST, .client = "Zebra" }, { .time = 2, .kind = SG_REPOST, .client = "Ape" },
        { .time = 3, .kind = SG_REPLY, .client = "Zebra" },  { .time = 4, .kind = SG_POST, .client = "Ape" },
        { .time = 5, .kind = SG_POST, .client = "" },
    };
    struct sg_signals s = signals(posts, ROWS(posts), true);
    assert_true(s.repost_share == 0.4 && s.reply_share == 0.2);
    assert_string_equal(s.client, "Ape"); /* of equals the first in byte order */
    assert_true(s.client_share == 0.5);   /* of those that name one */
    s = signals(NULL, 0, true);
    assert_true(isnan(s.repost_share) && isnan(s.client_share) && s.n_posts == 0);
    assert_string_equal(s.client, "");
}

static void test_signals_texts_copied_and_repeated(void **state)
{
    (void)state;
    enum { ME = 1, OTHER = 2 };
    static const struct signal_text items[] = {
        { 10, OTHER, 100, 200 }, /* others had it at 100, me at 200 */
        { 20, ME, 100, 200 },    /* me first, another at 200 */
        { 30, OTHER, 300, 300 },
    };
    const struct signal_texts texts = { items, ROWS(items) };
    static const struct signal_post posts[] = {
        { .time = 100, .own = 20, .client = "" }, { .time = 200, .own = 10, .client = "" },
        { .time = 250, .own = 20, .client = "" }, /* by now the other had it too */
        { .time = 300, .own = 30, .client = "" }, /* at the same moment: not before */
        { .time = 400, .own = 40, .client = "" }, /* nobody else's */
        { .time = 500, .own = 0, .client = "" },
    };
    struct sg_signals s;
    struct sg_err err;
    assert_int_equal(signals_of_posts(posts, ROWS(posts), &texts, ME, true, &s, &err), SG_OK);
    assert_true(s.copied_texts == 0.4 && s.repeated_texts == 0.2);
    assert_int_equal(signals_of_posts(posts, 4, &texts, ME, true, &s, &err), SG_OK);
    assert_true(isnan(s.copied_texts) && isnan(s.repeated_texts));
}

static void test_signals_reactions(void **state)
{
    (void)state;
    sg_time times[] = { 90 * SG_SECOND, 5 * SG_SECOND, SG_HOUR, 5 * SG_SECOND + 1, 0, 20 * SG_SECOND };
    struct sg_signals s = { .median_reaction = NAN, .fast_reactions = NAN };
    signals_of_reactions(times, 4, &s);
    assert_true(isnan(s.median_reaction) && isnan(s.fast_reactions));
    signals_of_reactions(times, ROWS(times), &s);
    assert_true(s.fast_reactions == 2.0 / 6);
    assert_true(fabs(s.median_reaction - (5.000001 + 20) / 2) < 1e-9);
}

static void test_signals_names_of_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool is_same, is_template;
    } row[] = {
        { "Anna48213377", "Ben90021845", true, true },       { "Anna48213377", "Ben9002184", false, true },
        { "Anna_M48213377", "Ben_X90021845", true, true },   { "Anna_48213377", "Ben90021845", false, true },
        { "\xC3\x89va48213377", "Ben90021845", true, true }, { "patriot76", "Patriot99", true, false },
        { "patriot76", "patriot766", false, false },         { "patriot76", "rebel76", false, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        bool is_template;
        uint64_t a = signals_name_form(sg_str(row[i].a), &is_template);
        if (a == 0 || is_template != row[i].is_template) fail_msg("row %zu", i);
        uint64_t b = signals_name_form(sg_str(row[i].b), &is_template);
        if ((a == b) != row[i].is_same) fail_msg("row %zu: %s and %s", i, row[i].a, row[i].b);
    }
    static const char *const none[] = { "", "wikileaks", "12345678", "a1", "_1_2", "\xF0\x9F\x98\x80" };
    for (size_t i = 0; i < ROWS(none); i++) {
        bool is_template;
        if (signals_name_form(sg_str(none[i]), &is_template) != 0 || is_template) fail_msg("%s", none[i]);
    }
}

static void test_signals_company_counts_the_others(void **state)
{
    (void)state;
    struct signal_account all[] = {
        { 1, 7, NOON, NOON },
        { 2, 7, NOON + SG_HOUR, NOON - SG_DAY },
        { 3, 7, NOON + SG_HOUR + 1, NOON + SG_DAY + 1 },
        { 4, 0, SG_TIME_NONE, SG_TIME_NONE },
        { 5, 8, NOON - SG_HOUR, SG_TIME_NONE },
        { 6, 0, SG_TIME_NONE, SG_TIME_NONE },
    };
    struct sg_signals s[] = {
        { .created = NOON, .first_post = NOON },
        { .created = SG_TIME_NONE, .first_post = SG_TIME_NONE },
        { .created = SG_TIME_NONE, .first_post = NOON - SG_HOUR },
    };
    const uint64_t forms[] = { 7, 0, 8 };
    signals_of_company(all, ROWS(all), forms, s, ROWS(s));
    static const uint32_t expected[][3] = { { 2, 1, 2 }, { 0, 0, 0 }, { 0, 0, 1 } };
    for (size_t i = 0; i < ROWS(s); i++) {
        assert_int_equal(s[i].n_like_name, expected[i][0]);
        assert_int_equal(s[i].n_created_near, expected[i][1]);
        assert_int_equal(s[i].n_started_near, expected[i][2]);
    }
}

/* What the method page gives for scale. */
static void test_signals_random_moments_have_the_entropy_that_is_given_for_scale(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct signal_post *posts = calloc(N, sizeof *posts);
    assert_non_null(posts);
    uint64_t random = 1;
    sg_time t = NOON;
    for (size_t i = 0; i < N; i++) {
        t += (sg_time)(-log(1 - sg_random_unit(&random)) * 3600 * SG_SECOND);
        posts[i] = (struct signal_post){ .time = t, .client = "" };
    }
    struct sg_signals s = signals(posts, N, true);
    assert_true(fabs(s.gap_entropy - 2.83) < 0.02);
    assert_true(fabs(s.round_seconds - 1.0 / 60) < 0.002);
    free(posts);
}

/* A range stands there only with its source, and what has none says so. */
static void test_signals_references_say_whose_they_are(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct sg_signal_reference *r = sg_signal_references; r->name; r++, n++) {
        bool has_range = !isnan(r->low) || !isnan(r->high);
        bool says_none = strncmp(r->source, "no published range", 18) == 0;
        if (has_range == says_none) fail_msg("%s", r->name);
        for (const struct sg_signal_reference *q = sg_signal_references; q != r; q++)
            assert_string_not_equal(q->name, r->name);
    }
    assert_int_equal(n, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_gaps_have_the_entropy_of_their_scales),
        cmocka_unit_test(test_signals_clocks_without_seconds_say_nothing_of_seconds),
        cmocka_unit_test(test_signals_rest_is_the_longest_silence_of_the_day_across_midnight),
        cmocka_unit_test(test_signals_shares_of_kinds_and_clients),
        cmocka_unit_test(test_signals_texts_copied_and_repeated),
        cmocka_unit_test(test_signals_reactions),
        cmocka_unit_test(test_signals_names_of_one_form),
        cmocka_unit_test(test_signals_company_counts_the_others),
        cmocka_unit_test(test_signals_random_moments_have_the_entropy_that_is_given_for_scale),
        cmocka_unit_test(test_signals_references_say_whose_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
