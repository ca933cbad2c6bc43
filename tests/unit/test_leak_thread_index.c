/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/thread_index.h"
#include "unit.h"

#include "leak/headers_judge.h"
#include "model/leak.h"

static sg_time at(const char *text)
{
    sg_time t = 0;
    uint32_t precision;
    assert_int_equal(sg_time_parse(sg_str(text), &t, &precision, NULL), SG_OK);
    return t;
}

/* The first is decoded in public at community.metaspike.com/t/thread-index-header-field/175: begun 2018-07-16
 * 07:40:00.2799616, its answer 14:03:22.5476096 later.  The second is of the form that servers write. */
static void test_times_are_those_of_published_examples(void **state)
{
    (void)state;
    static const struct {
        const char *index, *began, *last;
        size_t n_answers;
    } row[] = {
        { "AdQc2DN7rLoS3hgnE/O76rpFzxN/EwAddF4A", "2018-07-16T07:40:00.279961Z", "2018-07-16T21:43:22.827571Z", 1 },
        { "AdQc2DN7rLoS3hgnE/O76rpFzxN/\r\n\tEwAddF4A", "2018-07-16T07:40:00.279961Z", "2018-07-16T21:43:22.827571Z",
          1 },
        { "AdQc2DN7rLoS3hgnE/O76rpFzxN/Ew==", "2018-07-16T07:40:00.279961Z", "2018-07-16T07:40:00.279961Z", 0 },
        { "AQHacXJ8gUaWpjfpJEajZXTSH5C1lA==", "2024-03-08T16:05:48.0Z", NULL, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct leak_thread_index t;
        char text[SG_TIME_TEXT];
        if (!leak_thread_index_read(sg_str(row[i].index), &t)) fail_msg("row %zu is not read", i);
        assert_int_equal(t.n_answers, row[i].n_answers);
        sg_time_format(t.began, text);
        sg_time off = t.began - at(row[i].began);
        if (off < -2 * SG_SECOND || off > 2 * SG_SECOND) fail_msg("row %zu began %s", i, text);
        if (!row[i].last) continue;
        assert_in_range(t.last - at(row[i].last) + 1000, 0, 2000);
        assert_int_equal(t.last, t.last_summed);
    }
}

static void test_what_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const row[] = { "", "AdQc", "????", "/////////////////////////////////////////////w==",
                                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct leak_thread_index t;
        if (leak_thread_index_read(sg_str(row[i]), &t)) fail_msg("row %zu is read", i);
    }
}

static void test_endless_answers_are_cut(void **state)
{
    (void)state;
    static char text[1 << 16];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = '/';
    text[0] = 'A';
    text[1] = 'd';
    struct leak_thread_index t;
    assert_true(leak_thread_index_read(sg_str_n(text, sizeof text), &t));
    assert_int_equal(t.n_answers, 200);
    assert_true(t.last > t.began && t.last_summed > t.last);
}

static void test_an_answer_follows_its_parent(void **state)
{
    (void)state;
    struct leak_thread_index parent, answer, other;
    assert_true(leak_thread_index_read(sg_str("AdQc2DN7rLoS3hgnE/O76rpFzxN/Ew=="), &parent));
    assert_true(leak_thread_index_read(sg_str("AdQc2DN7rLoS3hgnE/O76rpFzxN/EwAddF4A"), &answer));
    assert_true(leak_thread_index_read(sg_str("AdQc2DN7rLoS3hgnE/O76rpFzxN/FwAddF4A"), &other));
    assert_true(leak_thread_index_follows(&answer, &parent));
    assert_false(leak_thread_index_follows(&parent, &answer));
    assert_false(leak_thread_index_follows(&other, &parent));
    assert_false(leak_thread_index_follows(&parent, &parent));
}

static void test_an_index_fits_when_the_mail_was_written_soon_after(void **state)
{
    (void)state;
    static const struct {
        sg_time gap, longest;
        int severity;
    } row[] = {
        { 0, 0, LEAK_FITS },
        { 20 * SG_HOUR, 0, LEAK_FITS },    /* a draft of yesterday */
        { -10 * SG_MINUTE, 0, LEAK_FITS }, /* the server's clock */
        { -SG_HOUR, 0, SG_NOTE },          /* summer time */
        { -5 * SG_HOUR, 0, SG_MEDIUM },    /* begun after it was sent */
        { 20 * SG_DAY, 0, SG_MEDIUM },
        { 20 * SG_DAY, 30 * SG_DAY, LEAK_FITS }, /* here they all are so slow */
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_judge_thread_index(row[i].gap, row[i].longest) != row[i].severity) fail_msg("row %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_those_of_published_examples),
        cmocka_unit_test(test_what_is_none_is_refused),
        cmocka_unit_test(test_endless_answers_are_cut),
        cmocka_unit_test(test_an_answer_follows_its_parent),
        cmocka_unit_test(test_an_index_fits_when_the_mail_was_written_soon_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
