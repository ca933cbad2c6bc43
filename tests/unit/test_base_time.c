/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include "unit.h"

static void test_times_are_read_in_every_form_that_exports_use(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want; /* NULL: refused */
        uint32_t precision;
    } row[] = {
        { "2017-05-05", "2017-05-05T00:00:00Z", SG_TO_DAY },
        { "2017-05-05T18Z", "2017-05-05T18:00:00Z", SG_TO_HOUR },
        { "2017-05-05T18:49Z", "2017-05-05T18:49:00Z", SG_TO_MINUTE },
        { " 2017-05-05 18:49:30 ", "2017-05-05T18:49:30Z", SG_EXACT },
        { "2017-05-05T20:49:30+02:00", "2017-05-05T18:49:30Z", SG_EXACT },
        { "2017-05-05T14:49:30-0400", "2017-05-05T18:49:30Z", SG_EXACT },
        { "2017-05-05T18:49:30.25Z", "2017-05-05T18:49:30.25Z", SG_EXACT },
        { "2017-05-05T18:49:30,000001 UTC", "2017-05-05T18:49:30.000001Z", SG_EXACT },
        { "Fri May 05 18:49:30 +0000 2017", "2017-05-05T18:49:30Z", SG_EXACT },
        { "Fri May  5 18:49:30 +0000 2017", "2017-05-05T18:49:30Z", SG_EXACT },
        { "5/5/2017 18:49", "2017-05-05T18:49:00Z", SG_TO_MINUTE },
        { "1494010170", "2017-05-05T18:49:30Z", SG_EXACT },
        { "1494010170.5", "2017-05-05T18:49:30.5Z", SG_EXACT },
        { "1494010170123", "2017-05-05T18:49:30.123Z", SG_EXACT },
        { "1494010170123456", "2017-05-05T18:49:30.123456Z", SG_EXACT },
        { "2016-02-29", "2016-02-29T00:00:00Z", SG_TO_DAY },
        { "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", SG_EXACT },
        { "", NULL, 0 },
        { "2017", NULL, 0 },
        { "0", NULL, 0 },
        { "yesterday", NULL, 0 },
        { "2017-02-29", NULL, 0 },
        { "2017-13-01", NULL, 0 },
        { "2017-05-05T25:00Z", NULL, 0 },
        { "2017-05-05T18:49Zjunk", NULL, 0 },
        { "2017-05-05T18:49+99:00", NULL, 0 },
        { "9999999999999999", NULL, 0 },
        { "12345678901234567890", NULL, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_time t = 42;
        uint32_t precision = 7;
        struct sg_err err = { 0 };
        enum sg_code code = sg_time_parse(sg_str(row[i].text), &t, &precision, &err);
        if (!row[i].want) {
            if (code != SG_EINPUT || !err.text[0]) fail_msg("'%s' was not refused with a sentence", row[i].text);
            continue;
        }
        char text[SG_TIME_TEXT];
        if (code != SG_OK) fail_msg("'%s': %s", row[i].text, err.text);
        sg_time_format(t, text);
        assert_string_equal(text, row[i].want);
        assert_int_equal(precision, row[i].precision);
    }
}

static void test_a_time_is_shown_no_finer_than_it_is_known(void **state)
{
    (void)state;
    static const struct {
        uint32_t precision;
        const char *want;
    } row[] = {
        { SG_EXACT, "2017-05-05T18:49:30Z" },
        { SG_TO_MINUTE, "2017-05-05T18:49Z" },
        { SG_TO_HOUR, "2017-05-05T18Z" },
        { SG_TO_DAY, "2017-05-05" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char text[SG_TIME_TEXT];
        sg_time_format_precise(INT64_C(1494010170) * SG_SECOND, row[i].precision, text);
        assert_string_equal(text, row[i].want);
    }
}

static void test_every_day_of_four_centuries_survives_a_round_trip(void **state)
{
    (void)state;
    for (int64_t day = sg_days_from_civil(1900, 1, 1); day < sg_days_from_civil(2200, 12, 31); day++) {
        char text[SG_TIME_TEXT];
        sg_time t;
        uint32_t precision;
        sg_time_format(day * SG_DAY, text);
        if (sg_time_parse(sg_str(text), &t, &precision, NULL) != SG_OK || t != day * SG_DAY)
            fail_msg("%s does not survive", text);
    }
}

static void test_durations_have_units_or_are_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t want; /* -1: refused */
    } row[] = {
        { "45s", 45 * SG_SECOND }, { "5m", 5 * SG_MINUTE }, { "2h", 2 * SG_HOUR }, { "1d", SG_DAY },
        { "60", 60 * SG_SECOND },  { "-1", -1 },            { "5w", -1 },          { "", -1 },
        { "99999999999999d", -1 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        int64_t got = -1;
        enum sg_code code = sg_duration_parse(sg_str(row[i].text), &got, NULL);
        assert_int_equal(code == SG_OK, row[i].want >= 0);
        assert_int_equal(got, row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_read_in_every_form_that_exports_use),
        cmocka_unit_test(test_a_time_is_shown_no_finer_than_it_is_known),
        cmocka_unit_test(test_every_day_of_four_centuries_survives_a_round_trip),
        cmocka_unit_test(test_durations_have_units_or_are_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
