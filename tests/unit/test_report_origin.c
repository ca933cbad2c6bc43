/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka needs these before it, in this order. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "planted_story.h"
#include "report/report.h"

static const char *tell(struct sg_story *s, bool as_json, struct sg_report_options o, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    out->len = 0;
    enum sg_code code = (as_json ? sg_report_origin_json : sg_report_origin_text)(s, &o, out, &err);
    if (code != SG_OK) fail_msg("%s", err.text);
    return sg_buf_cstr(out);
}

static void test_json_holds_every_promised_field(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "\"query\": \"#macronleaks\"",
        "\"posts\": 25",
        "\"accounts\": 19",
        "\"platforms\": [",
        "\"range\": {",
        "\"from\": \"2017-05-05T11:17:39Z\"",
        "\"to\": \"2017-05-07T10:19:00Z\"",
        "\"roots\": [",
        "\"firsts\": [",
        "\"chain\": [",
        "\"ghosts\": [",
        "\"missing_share\": 0.0909091",
        "\"evidence_posts\": 25",
        "\"inferred\": [",
        "\"duplicates\": []",
        "\"coarse\": [",
        "\"calendar\": [",
        "\"milestone\": {",
        "\"how\": \"root\"",
        "\"how\": \"permalink\"",
        "\"how\": \"inferred\"",
        "\"confidence\": 0.71",
        "\"method\": \"co-object\"",
        "\"gap_seconds\": 2525",
        "\"latest_possible_time\": \"2017-05-05T18:20:00Z\"",
        "\"file\": \"planted.csv\"",
        "\"row\": 2",
        "\"account\": \"JackPosobiec\"",
        "\"begins_after_milestone_seconds\": 8935",
    };
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    const char *json = tell(s, true, (struct sg_report_options){ 0 }, &out);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(json, wanted[i])) fail_msg("the JSON lacks %s", wanted[i]);
    assert_null(strstr(json, "secret words"));
    assert_non_null(strstr(tell(s, true, (struct sg_report_options){ .with_text = true }, &out), "secret words"));
    sg_story_free(s);
}

static void test_text_reads_as_sentences(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "The story '#macronleaks': 25 posts by 19 accounts, on 5 platforms, from 5 May 2017 11:17 UTC to 7 May 2017 "
        "10:19 UTC.",
        "Earliest in this evidence: langannerch on archive.org, 5 May 2017 11:17:39 UTC.  [planted.csv:2]",
        "  3. 5 May 2017 18:35 UTC, 4chan, anonymous (/pol/), 36 minutes later: links to EMLEAKS on pastebin.",
        "probably via @JackPosobiec on twitter (inferred, co-object, confidence 0.71)",
        "1 post with a coarser time may be earlier",
        "it began 2 h 28 min after the milestone.",
        "“Earliest” means earliest in this evidence",
        "9% of the 11 explicit links lead to posts that are not in the evidence.",
        "2 posts have times known only to the hour or day",
    };
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    const char *text = tell(s, false, (struct sg_report_options){ .columns = 400 }, &out);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(text, wanted[i])) fail_msg("the text lacks: %s", wanted[i]);
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "secret words"));
    assert_non_null(strchr(tell(s, false, (struct sg_report_options){ .color = true }, &out), '\033'));
    sg_story_free(s);
}

static void test_roots_that_decide_an_order_come_first(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    const char *text = tell(s, false, (struct sg_report_options){ .columns = 400 }, &out);
    const char *ordered = strstr(text, "\nRoots: no explicit parent"),
               *coarse = strstr(text, "\nRoots too, at some time");
    assert_non_null(ordered);
    assert_non_null(coarse);
    assert_true(ordered < coarse);
    for (uint32_t i = 0; i < s->n_posts; i++)
        s->posts[i].is_root = s->posts[i].is_root && s->posts[i].is_ordered;
    assert_null(strstr(tell(s, false, (struct sg_report_options){ 0 }, &out), "Roots too"));
    sg_story_free(s);
}

static void test_links_against_the_clock_are_told_only_where_there_are_any(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    const char *text = tell(s, false, (struct sg_report_options){ .columns = 400 }, &out);
    assert_null(strstr(text, "own clock"));
    assert_null(strstr(text, "to itself"));
    s->n_contradictions = 2;
    s->n_self_links = 1;
    text = tell(s, false, (struct sg_report_options){ .columns = 400 }, &out);
    assert_non_null(strstr(text, "2 links point to posts that are later by their own clocks: "));
    assert_non_null(strstr(text, "1 link of a post to itself is left out."));
    const char *json = tell(s, true, (struct sg_report_options){ 0 }, &out);
    assert_non_null(strstr(json, "\"clock_contradictions\": 2"));
    assert_non_null(strstr(json, "\"self_links\": 1"));
    sg_story_free(s);
}

static void test_who_gives_no_name_is_anonymous(void **state)
{
    (void)state;
    static const char *const names[] = { "", "Anonymous" };
    for (size_t i = 0; i < 2; i++) {
        struct sg_story *s = planted_story();
        sg_auto_buf out = { 0 };
        s->accounts[s->posts[5].account].name = names[i];
        const char *text = tell(s, false, (struct sg_report_options){ .columns = 400 }, &out);
        assert_non_null(strstr(text, "  3. 5 May 2017 18:35 UTC, 4chan, an anonymous post, 36 minutes later"));
        assert_non_null(strstr(text, "links to an anonymous post on 4chan"));
        sg_story_free(s);
    }
}

static void test_lines_keep_to_the_columns(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    static const int columns[] = { 40, 80, 100, 0 };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char *text = tell(s, false, (struct sg_report_options){ .columns = columns[i] }, &out);
        size_t most = columns[i] ? (size_t)columns[i] : 80, width = 0;
        for (const char *p = text; *p; p++) {
            if (((unsigned char)*p & 0xc0) != 0x80) width++;
            if (*p == '\n') width = 0;
            if (width > most) fail_msg("a line is longer than %zu columns", most);
        }
    }
    sg_story_free(s);
}

static void test_nothing_of_the_evidence_steers_the_terminal_or_breaks_the_json(void **state)
{
    (void)state;
    static const char *const hostile[] = { "\033[2J\033]0;x\a", "a\nb", "\"},{\"x\":\"", "\xff\xfe",
                                           "\xe2\x80\xae"
                                           "evil" };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct sg_story *s = planted_story();
        s->query = s->accounts[1].name = s->sources[0].file = s->platforms[0].name = s->calendar[0].name = hostile[i];
        for (size_t k = 0; k < s->n_posts; k++)
            s->posts[k].text = s->posts[k].id = hostile[i];
        sg_auto_buf out = { 0 };
        const char *text = tell(s, false, (struct sg_report_options){ .with_text = true }, &out);
        for (const char *p = text; *p; p++)
            if ((unsigned char)*p < 0x20 && *p != '\n') fail_msg("row %zu: a control character came through", i);
        assert_true(sg_utf8_is_valid(out.data, out.len));
        assert_null(strstr(text, "\xe2\x80\xae"));
        const char *json = tell(s, true, (struct sg_report_options){ .with_text = true }, &out);
        assert_true(sg_utf8_is_valid(out.data, out.len));
        assert_null(strstr(json, "\"},{\"x\""));
        sg_story_free(s);
    }
}

static void test_empty_and_long_stories_are_told_too(void **state)
{
    (void)state;
    struct sg_story *s = NULL;
    sg_auto_buf out = { 0 };
    assert_int_equal(sg_story_new(&s, NULL), SG_OK);
    s->query = "nothing";
    s->from = s->to = SG_TIME_NONE;
    assert_string_equal(tell(s, false, (struct sg_report_options){ 0 }, &out),
                        "No post of this case matches 'nothing'.\n");
    assert_non_null(strstr(tell(s, true, (struct sg_report_options){ 0 }, &out), "\"from\": null"));
    sg_story_free(s);
    s = planted_crowd(500);
    assert_non_null(
        strstr(tell(s, false, (struct sg_report_options){ .max_list = 10 }, &out), "more; --json lists them all."));
    sg_story_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_holds_every_promised_field),
        cmocka_unit_test(test_text_reads_as_sentences),
        cmocka_unit_test(test_roots_that_decide_an_order_come_first),
        cmocka_unit_test(test_links_against_the_clock_are_told_only_where_there_are_any),
        cmocka_unit_test(test_who_gives_no_name_is_anonymous),
        cmocka_unit_test(test_lines_keep_to_the_columns),
        cmocka_unit_test(test_nothing_of_the_evidence_steers_the_terminal_or_breaks_the_json),
        cmocka_unit_test(test_empty_and_long_stories_are_told_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
