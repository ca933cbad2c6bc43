/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stories whose origin is known, planted and found again. */
#include <stdlib.h>
#include <string.h>

#include "trace_planted.h"

enum { ITEM = 10, PASTE = 20, THREAD = 30, FIRST = 40, LARGE = 50, DAY = 60, LATE = 70 };
enum { TAG = 900, THREAD_URL = 901, OTHER_TAG = 902 };

/* The shape of the demo: an item, a paste of it, a thread about the paste, two tweets of the thread. */
static const struct planted_post demo[] = {
    { ITEM, AT(11, 17, 39), SG_EXACT, "archive.org", "uploader", -1, false, 0, 0, 1, 0, "item" },
    { PASTE, AT(17, 59, 0), SG_TO_MINUTE, "pastebin", "EMLEAKS", -1, false, 0, 0, 1, 0, "key" },
    { THREAD, AT(18, 35, 0), SG_TO_MINUTE, "4chan", "", -1, false, 0, 0, 1, 0, "pol/1" },
    { FIRST, AT(18, 49, 0), SG_TO_MINUTE, "twitter", "JackPosobiec", 100000, true, 0, 0, 1, 0, "" },
    { LARGE, AT(19, 31, 5), SG_EXACT, "twitter", "wikileaks", 4000000, true, 0, 0, 1, 0, "" },
    { DAY, AT(0, 0, 0), SG_TO_DAY, "twitter", "wikileaks", 5000000, true, 0, 0, 1, 0, "" },
    { LATE, AT(21, 13, 0), SG_TO_MINUTE, "twitter", "Pamela_Moore13", 53696, true, 0, 0, 1, 0, "" },
};
static const struct planted_link demo_links[] = {
    { PASTE, ITEM, SG_LINK_PERMALINK, "archive.org", "item", NULL },
    { THREAD, PASTE, SG_LINK_PERMALINK, "pastebin", "key", NULL },
    { FIRST, THREAD, SG_LINK_PERMALINK, "4chan", "pol/1", NULL },
    { LARGE, THREAD, SG_LINK_PERMALINK, "4chan", "pol/1", NULL },
};
static const struct planted_thing demo_things[] = {
    { FIRST, TAG, SG_OBJECT_HASHTAG },    { FIRST, THREAD_URL, SG_OBJECT_URL }, { LARGE, TAG, SG_OBJECT_HASHTAG },
    { LARGE, THREAD_URL, SG_OBJECT_URL }, { LATE, TAG, SG_OBJECT_HASHTAG },     { DAY, TAG, SG_OBJECT_HASHTAG },
};

/* Rows go in forwards or backwards: the store gives them in any order. */
static void plant_demo(struct trace_set *set, bool is_reversed)
{
    assert_int_equal(trace_set_init(set, NULL), SG_OK);
    for (size_t i = 0; i < ROWS(demo); i++)
        plant_post(set, &demo[is_reversed ? ROWS(demo) - 1 - i : i]);
    for (size_t i = 0; i < ROWS(demo_links); i++)
        plant_link(set, &demo_links[is_reversed ? ROWS(demo_links) - 1 - i : i]);
    for (size_t i = 0; i < ROWS(demo_things); i++)
        plant_thing(set, &demo_things[is_reversed ? ROWS(demo_things) - 1 - i : i]);
}

static void analyse(struct trace_set *set, const char *to)
{
    struct sg_origin_options o;
    struct sg_err err = { 0 };
    struct trace_target target;
    sg_origin_options_default(&o);
    assert_int_equal(trace_target_parse(to, &target, &err), SG_OK);
    if (trace_analyse(set, &o, &target, &err) != SG_OK) fail_msg("%s", err.text);
}

static void test_trace_chain_runs_from_the_earliest_root_through_the_platform_of_the_milestone(void **state)
{
    (void)state;
    static const uint64_t way[] = { ITEM, PASTE, THREAD, FIRST, LARGE };
    for (int is_reversed = 0; is_reversed < 2; is_reversed++) {
        struct trace_set set;
        plant_demo(&set, is_reversed);
        analyse(&set, NULL);
        const struct sg_story *s = set.story;
        assert_int_equal(s->n_chain, ROWS(way));
        for (size_t i = 0; i < ROWS(way); i++)
            assert_int_equal(s->posts[s->chain[i].post].post, way[i]);
        assert_int_equal(s->chain[0].link, SG_NO_INDEX);
        assert_int_equal(s->links[s->chain[3].link].kind, SG_LINK_PERMALINK);
        assert_int_equal(s->links[s->chain[4].link].kind, SG_LINK_CO_OBJECT);
        const struct sg_story_link *also = &s->links[s->chain[4].also];
        assert_int_equal(s->posts[also->parent].post, THREAD);
        assert_int_equal(also->kind, SG_LINK_PERMALINK);
        assert_int_equal(s->posts[s->milestone].post, LARGE);
        assert_string_equal(s->milestone_why, "largest audience");
        trace_set_release(&set);
    }
}

static void test_trace_a_larger_audience_elsewhere_is_not_denied(void **state)
{
    (void)state;
    enum { ELSEWHERE = 80 };
    static const struct {
        struct planted_post post;
        const char *why;
    } row[] = {
        { { ELSEWHERE, AT(20, 0, 0), SG_TO_MINUTE, "twitter", "minister", 9000000, true, 0, 0, 1, 0, "" },
          "largest audience among those who passed it on at a known time" },
        { { ELSEWHERE, AT(0, 0, 0), SG_TO_DAY, "twitter", "minister", 9000000, true, 0, 0, 1, 0, "" },
          "largest audience among those who passed it on at a known time" },
        { { ELSEWHERE, AT(20, 0, 0), SG_TO_MINUTE, "twitter", "minister", 9000000, false, 0, 0, 1, 0, "" },
          "largest audience" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        plant_demo(&set, false);
        plant_post(&set, &row[i].post);
        analyse(&set, NULL);
        assert_int_equal(set.story->posts[set.story->milestone].post, LARGE);
        assert_string_equal(set.story->milestone_why, row[i].why);
        trace_set_release(&set);
    }
}

static void test_trace_coarse_times_are_counted_and_decide_nothing(void **state)
{
    (void)state;
    struct trace_set set;
    plant_demo(&set, false);
    analyse(&set, NULL);
    const struct sg_story *s = set.story;
    assert_int_equal(s->n_coarse, 1);
    assert_true(s->from == AT(11, 17, 39) && s->to == AT(21, 13, 0));
    for (size_t i = 0; i < s->n_firsts; i++)
        assert_int_not_equal(s->posts[s->firsts[i].post].post, DAY);
    assert_int_equal(s->n_firsts, 4);
    assert_int_equal(s->posts[s->firsts[3].post].post, FIRST);
    assert_int_equal(s->firsts[3].n_coarse_earlier, 1);
    assert_int_equal(s->firsts[0].link, SG_NO_INDEX);
    assert_int_equal(s->posts[s->links[s->firsts[3].link].parent].post, THREAD);
    assert_int_equal(s->n_evidence, 7);
    assert_int_equal(s->n_matches, 4);
    assert_int_equal(s->n_match_accounts, 3);
    assert_int_equal(s->n_roots, 3);
    assert_true(s->posts[index_of(s, ITEM)].is_root);
    assert_false(s->posts[index_of(s, LARGE)].is_root);
    trace_set_release(&set);
}

static void test_trace_to_names_the_milestone(void **state)
{
    (void)state;
    static const struct {
        const char *to;
        uint64_t milestone;
        size_t n_chain;
    } row[] = {
        { "@jackposobiec", FIRST, 4 },
        { "JackPosobiec", FIRST, 4 },
        { "@Pamela_Moore13", LATE, 1 },
        { "@wikileaks", LARGE, 5 }, /* not the post known to the day only */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        plant_demo(&set, false);
        analyse(&set, row[i].to);
        assert_int_equal(set.story->posts[set.story->milestone].post, row[i].milestone);
        assert_int_equal(set.story->n_chain, row[i].n_chain);
        assert_string_equal(set.story->milestone_why, "asked for");
        trace_set_release(&set);
    }
    struct trace_set set;
    struct sg_origin_options o;
    struct trace_target target;
    struct sg_err err;
    sg_origin_options_default(&o);
    plant_demo(&set, false);
    assert_int_equal(trace_target_parse("@nobody", &target, &err), SG_OK);
    assert_int_equal(trace_analyse(&set, &o, &target, &err), SG_ENOTFOUND);
    assert_non_null(strstr(err.text, "@nobody"));
    trace_set_release(&set);
    assert_int_equal(trace_target_parse("twitter:", &target, &err), SG_EUSAGE);
    assert_int_equal(trace_target_parse("@", &target, &err), SG_EUSAGE);
    assert_int_equal(trace_target_parse("", &target, &err), SG_EUSAGE);
    assert_int_equal(trace_target_parse("4chan:pol/1", &target, &err), SG_OK);
    assert_true(target.post == sg_post_identity(sg_str("4chan"), sg_str("pol/1")));
}

static void test_trace_a_post_outside_the_evidence_stays_as_a_ghost(void **state)
{
    (void)state;
    static const struct planted_post posts[] = {
        { 1, AT(20, 0, 0), SG_TO_MINUTE, "twitter", "a", 5, true, 0, 0, 1, 0, "" },
        { 2, AT(19, 0, 0), SG_EXACT, "twitter", "b", 5, true, 0, 0, 1, 0, "" },
        { 3, AT(0, 0, 0), SG_TO_DAY, "web", "c", 5, true, 0, 0, 1, 0, "" },
    };
    /* Id 860567072231448577 was given at 2017-05-05T18:17:26.141Z: (id >> 22) + 1288834974657 ms. */
    static const struct planted_link links[] = {
        { 1, 100, SG_LINK_PERMALINK, "4chan", "pol/1", NULL },
        { 2, 100, SG_LINK_PERMALINK, "4chan", "pol/1", NULL },
        { 3, 100, SG_LINK_PERMALINK, "4chan", "pol/1", NULL },
        { 1, 200, SG_LINK_QUOTE, "twitter", "860567072231448577", "someone" },
        { 1, 300, SG_LINK_REPOST, "twitter", "", "other" },
        { 2, 301, SG_LINK_REPOST, "twitter", "", "OTHER" },
        { 2, 400, SG_LINK_REPLY, "twitter", "999999999999999999", NULL }, /* its clock says 2018 */
    };
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    for (size_t i = 0; i < ROWS(posts); i++)
        plant_post(&set, &posts[i]);
    for (size_t i = 0; i < ROWS(links); i++)
        plant_link(&set, &links[i]);
    analyse(&set, NULL);
    const struct sg_story *s = set.story;
    assert_int_equal(s->n_ghosts, 4);
    assert_int_equal(s->n_explicit, 7);
    assert_true(s->missing_share == 1.0);
    assert_int_equal(s->n_roots, 3);

    const struct sg_story_post *thread = &s->posts[index_of(s, 100)];
    assert_true(thread->is_ghost && !thread->is_ordered && thread->time == AT(19, 0, 0));
    assert_int_equal(thread->account, SG_NO_INDEX);
    assert_int_equal(thread->source, SG_NO_INDEX);
    assert_string_equal(s->platforms[thread->platform].name, "4chan");
    assert_string_equal(thread->id, "pol/1");

    const struct sg_story_post *tweet = &s->posts[index_of(s, 200)];
    assert_true(tweet->is_ghost && tweet->is_ordered && tweet->precision == SG_EXACT);
    assert_true(tweet->time == ((INT64_C(860567072231448577) >> 22) + INT64_C(1288834974657)) * 1000);
    assert_string_equal(s->accounts[tweet->account].name, "someone");

    /* Links that name only an account share one ghost. */
    const struct sg_story_post *unknown =
        &s->posts[index_of(s, trace_ghost_of_account(sg_str("twitter"), sg_str("other")))];
    assert_true(unknown->is_ghost && unknown->time == AT(19, 0, 0));
    assert_string_equal(s->accounts[unknown->account].name, "OTHER");

    const struct sg_story_post *odd = &s->posts[index_of(s, 400)];
    assert_true(odd->flags & SG_POST_CLOCK);
    assert_true(odd->time == AT(19, 0, 0) && !odd->is_ordered);
    assert_int_equal(set.n_contradictions, 1);
    trace_set_release(&set);
}

static void test_trace_links_against_the_clock_are_dropped_and_counted(void **state)
{
    (void)state;
    static const struct {
        sg_time child, parent;
        uint32_t child_precision, parent_precision;
        bool is_kept;
    } row[] = {
        { AT(18, 0, 0), AT(17, 0, 0), SG_EXACT, SG_EXACT, true },
        { AT(17, 0, 0), AT(18, 0, 0), SG_EXACT, SG_EXACT, false },
        { AT(18, 49, 0), AT(18, 49, 30), SG_TO_MINUTE, SG_EXACT, true }, /* within the minute: possible */
        { AT(18, 49, 0), AT(18, 50, 30), SG_TO_MINUTE, SG_EXACT, false },
        { AT(0, 0, 0), AT(18, 0, 0), SG_TO_DAY, SG_EXACT, true },
        { AT(0, 0, 0), AT(24, 0, 1), SG_TO_DAY, SG_EXACT, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        plant_post(&set, &(struct planted_post){ 1, row[i].child, row[i].child_precision, "x", "a", -1, true, 0, 0, 1,
                                                 0, "1" });
        plant_post(&set, &(struct planted_post){ 2, row[i].parent, row[i].parent_precision, "x", "b", -1, true, 0, 0, 1,
                                                 0, "2" });
        plant_link(&set, &(struct planted_link){ 1, 2, SG_LINK_REPLY, "x", "2", NULL });
        plant_link(&set, &(struct planted_link){ 1, 1, SG_LINK_PERMALINK, "x", "1", NULL });
        analyse(&set, NULL);
        if ((set.story->n_links == 1) != row[i].is_kept) fail_msg("row %zu: %zu links", i, set.story->n_links);
        assert_int_equal(set.n_contradictions, !row[i].is_kept);
        assert_int_equal(set.n_self_links, 1);
        trace_set_release(&set);
    }
}

static void test_trace_circles_of_equal_minutes_end(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    for (uint64_t i = 1; i <= 3; i++)
        plant_post(&set, &(struct planted_post){ i, AT(18, 0, 0), SG_TO_MINUTE, "x", i == 1 ? "a" : "b", (int64_t)i,
                                                 true, 0, 0, 1, 0,
                                                 i == 1   ? "1"
                                                 : i == 2 ? "2"
                                                          : "3" });
    plant_link(&set, &(struct planted_link){ 1, 2, SG_LINK_REPLY, "x", "2", NULL });
    plant_link(&set, &(struct planted_link){ 2, 3, SG_LINK_REPLY, "x", "3", NULL });
    plant_link(&set, &(struct planted_link){ 3, 1, SG_LINK_REPLY, "x", "1", NULL });
    analyse(&set, NULL);
    assert_int_equal(set.story->n_links, 3);
    assert_int_equal(set.story->n_roots, 0);
    assert_int_equal(set.story->posts[set.story->milestone].post, 3);
    assert_int_equal(set.story->n_chain, 3);
    trace_set_release(&set);
}

static void test_trace_a_pair_is_linked_once_by_its_most_telling_kind(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    plant_post(&set, &(struct planted_post){ 1, AT(1, 0, 0), SG_EXACT, "x", "a", -1, true, 0, 0, 1, 0, "1" });
    plant_post(&set, &(struct planted_post){ 2, AT(2, 0, 0), SG_EXACT, "x", "b", -1, true, 0, 0, 1, 0, "2" });
    plant_link(&set, &(struct planted_link){ 2, 1, SG_LINK_PERMALINK, "x", "1", NULL });
    plant_link(&set, &(struct planted_link){ 2, 1, SG_LINK_QUOTE, "x", "1", NULL });
    plant_link(&set, &(struct planted_link){ 2, 1, SG_LINK_QUOTE, "x", "1", NULL });
    analyse(&set, NULL);
    assert_int_equal(set.story->n_links, 1);
    assert_int_equal(set.story->links[0].kind, SG_LINK_QUOTE);
    assert_true(set.story->missing_share == 0);
    trace_set_release(&set);
}

static void test_trace_chain_takes_the_parent_that_leads_to_the_earliest_root(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    /* 5 points to 4 (whose root is 2, at two o'clock), to 3 (whose root is 1, at one) and to 6, known to the day. */
    for (uint64_t i = 1; i <= 5; i++) {
        char id[2] = { (char)('0' + i), '\0' };
        plant_post(&set,
                   &(struct planted_post){ i, AT((int)i, 0, 0), SG_EXACT, "x", "a", (int64_t)i, true, 0, 0, 1, 0, id });
    }
    plant_post(&set, &(struct planted_post){ 6, AT(0, 0, 0), SG_TO_DAY, "x", "b", 99, true, 0, 0, 1, 0, "6" });
    plant_link(&set, &(struct planted_link){ 5, 4, SG_LINK_REPLY, "x", "4", NULL });
    plant_link(&set, &(struct planted_link){ 5, 3, SG_LINK_PERMALINK, "x", "3", NULL });
    plant_link(&set, &(struct planted_link){ 5, 6, SG_LINK_PERMALINK, "x", "6", NULL });
    plant_link(&set, &(struct planted_link){ 4, 2, SG_LINK_REPLY, "x", "2", NULL });
    plant_link(&set, &(struct planted_link){ 3, 1, SG_LINK_REPLY, "x", "1", NULL });
    analyse(&set, NULL);
    const struct sg_story *s = set.story;
    assert_int_equal(s->n_chain, 3);
    assert_int_equal(s->posts[s->chain[0].post].post, 1);
    assert_int_equal(s->posts[s->chain[1].post].post, 3);
    assert_int_equal(s->posts[s->chain[2].post].post, 5);
    trace_set_release(&set);
}

/* Evidence may hold a thread of a million replies: no recursion, no square. */
static void test_trace_a_very_long_thread_is_walked(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    for (uint64_t i = 1; i <= N; i++) {
        plant_post(&set, &(struct planted_post){ i, AT(0, 0, 0) + (sg_time)i * SG_SECOND, SG_EXACT, "x", "a",
                                                 (int64_t)i, true, 0, 0, 1, 0, "" });
        if (i > 1) plant_link(&set, &(struct planted_link){ i, i - 1, SG_LINK_REPLY, "x", "id", NULL });
    }
    analyse(&set, NULL);
    assert_int_equal(set.story->n_chain, N);
    assert_int_equal(set.story->n_roots, 1);
    trace_set_release(&set);
}

static void test_trace_calendar_holds_what_lies_near(void **state)
{
    (void)state;
    static const struct sg_story_period calendar[] = {
        { "silence", AT(22, 0, 0), AT(66, 0, 0) },
        { "outage", AT(0, 0, 0) - 80 * SG_DAY, AT(0, 0, 0) - 79 * SG_DAY },
        { "too early", AT(0, 0, 0) - 100 * SG_DAY, AT(0, 0, 0) - 99 * SG_DAY },
        { "too late", AT(0, 0, 0) + 9 * SG_DAY, AT(0, 0, 0) + 10 * SG_DAY },
    };
    struct trace_set set;
    struct sg_origin_options o;
    struct trace_target target = { .kind = TRACE_TO_AUDIENCE };
    sg_origin_options_default(&o);
    o.calendar = calendar;
    o.n_calendar = ROWS(calendar);
    plant_demo(&set, false);
    assert_int_equal(trace_analyse(&set, &o, &target, NULL), SG_OK);
    assert_int_equal(set.story->n_calendar, 2);
    assert_string_equal(set.story->calendar[0].name, "outage");
    assert_string_equal(set.story->calendar[1].name, "silence");
    trace_set_release(&set);
}

static void test_trace_an_empty_story_is_a_story(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    analyse(&set, NULL);
    assert_int_equal(set.story->n_posts, 0);
    assert_int_equal(set.story->milestone, SG_NO_INDEX);
    assert_true(set.story->from == SG_TIME_NONE);
    trace_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_chain_runs_from_the_earliest_root_through_the_platform_of_the_milestone),
        cmocka_unit_test(test_trace_a_larger_audience_elsewhere_is_not_denied),
        cmocka_unit_test(test_trace_coarse_times_are_counted_and_decide_nothing),
        cmocka_unit_test(test_trace_to_names_the_milestone),
        cmocka_unit_test(test_trace_a_post_outside_the_evidence_stays_as_a_ghost),
        cmocka_unit_test(test_trace_links_against_the_clock_are_dropped_and_counted),
        cmocka_unit_test(test_trace_circles_of_equal_minutes_end),
        cmocka_unit_test(test_trace_a_pair_is_linked_once_by_its_most_telling_kind),
        cmocka_unit_test(test_trace_chain_takes_the_parent_that_leads_to_the_earliest_root),
        cmocka_unit_test(test_trace_a_very_long_thread_is_walked),
        cmocka_unit_test(test_trace_calendar_holds_what_lies_near),
        cmocka_unit_test(test_trace_an_empty_story_is_a_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
