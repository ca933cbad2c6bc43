/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inferred links: which are drawn, which are not, and how sure they are; and the time that a large story takes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "trace_planted.h"

enum { WORDS = 77 };

static void analyse(struct trace_set *set, bool with_inferred)
{
    struct sg_origin_options o;
    struct trace_target target = { .kind = TRACE_TO_AUDIENCE };
    struct sg_err err = { 0 };
    sg_origin_options_default(&o);
    o.with_inferred = with_inferred;
    if (trace_analyse(set, &o, &target, &err) != SG_OK) fail_msg("%s", err.text);
}

static void test_trace_equal_words_of_two_accounts_give_an_inferred_link(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        sg_time time;
        uint32_t precision, letters;
        const char *account;
        uint64_t words;
        uint8_t link; /* of the later post to a post outside the evidence */
        const char *link_id, *link_account;
        bool is_linked;
    } row[] = {
        { "28 minutes later", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, 0, NULL, NULL, true },
        { "the same minute", AT(22, 6, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, 0, NULL, NULL, false },
        { "seconds of that minute", AT(22, 6, 30), SG_EXACT, 93, "Pamela", WORDS, 0, NULL, NULL, false },
        { "the next minute", AT(22, 7, 0), SG_EXACT, 93, "Pamela", WORDS, 0, NULL, NULL, true },
        { "a coarse time", AT(23, 0, 0), SG_TO_HOUR, 93, "Pamela", WORDS, 0, NULL, NULL, false },
        { "after the window", AT(46, 7, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, 0, NULL, NULL, false },
        { "the same account", AT(22, 34, 0), SG_TO_MINUTE, 93, "south", WORDS, 0, NULL, NULL, false },
        { "an unknown account", AT(22, 34, 0), SG_TO_MINUTE, 93, "", WORDS, 0, NULL, NULL, false },
        { "other words", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS + 1, 0, NULL, NULL, false },
        { "few letters", AT(22, 34, 0), SG_TO_MINUTE, 19, "Pamela", WORDS, 0, NULL, NULL, false },
        { "a repost of a known post", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, SG_LINK_REPOST, "5", NULL,
          false },
        { "a link, no repost", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, SG_LINK_PERMALINK, "5", NULL, true },
        { "a repost of that account", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, SG_LINK_REPOST, "", "South",
          true },
        { "a repost of another", AT(22, 34, 0), SG_TO_MINUTE, 93, "Pamela", WORDS, SG_LINK_REPOST, "", "x", false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        plant_post(&set, &(struct planted_post){ 1, AT(22, 6, 0), SG_TO_MINUTE, "twitter", "South", -1, true, WORDS, 93,
                                                 1, 0, "" });
        plant_post(&set, &(struct planted_post){ 2, row[i].time, row[i].precision, "twitter", row[i].account, -1, true,
                                                 row[i].words, row[i].letters, 1, 0, "" });
        if (row[i].link)
            plant_link(&set,
                       &(struct planted_link){ 2, 500, row[i].link, "twitter", row[i].link_id, row[i].link_account });
        analyse(&set, true);
        const struct sg_story_link *l = link_of(set.story, 2, 1);
        if ((l != NULL) != row[i].is_linked) fail_msg("%s", row[i].why);
        if (l) {
            assert_int_equal(l->kind, SG_LINK_SAME_TEXT);
            assert_string_equal(l->method, "same-text");
            assert_true(l->confidence > 0 && l->confidence < 1);
            assert_true(set.story->posts[index_of(set.story, 2)].is_root == true); /* inferred is not seen */
            assert_int_equal(set.story->n_inferred, 1);
        }
        assert_null(link_of(set.story, 1, 2));
        trace_set_release(&set);
    }
}

static void test_trace_a_post_that_points_to_the_later_copy_is_not_its_source(void **state)
{
    (void)state;
    for (int points = 0; points < 2; points++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        /* Within the second of grace that rounding is given: the link is kept, though its parent is later. */
        plant_post(&set, &(struct planted_post){ 1, AT(22, 6, 0), SG_EXACT, "twitter", "South", 9, true, WORDS, 93, 1,
                                                 0, "1" });
        plant_post(&set, &(struct planted_post){ 2, AT(22, 6, 1), SG_EXACT, "twitter", "Pamela", 8, true, WORDS, 93, 1,
                                                 0, "2" });
        if (points) plant_link(&set, &(struct planted_link){ 1, 2, SG_LINK_REPLY, "twitter", "2", NULL });
        analyse(&set, true);
        assert_int_equal(set.story->n_explicit, points);
        assert_int_equal(set.story->n_inferred, !points);
        trace_set_release(&set);
    }
}

static void test_trace_same_text_points_to_the_earliest_copy_by_the_written_formula(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    static const char *const names[] = { "a", "b", "c", "a" };
    for (uint64_t i = 0; i < 4; i++)
        plant_post(&set, &(struct planted_post){ i + 1, AT(1 + (int)i, 0, 0), SG_EXACT, "x", names[i], -1, true, WORDS,
                                                 80, 1, 0, "" });
    analyse(&set, true);
    const struct sg_story_link *b = link_of(set.story, 2, 1), *c = link_of(set.story, 3, 1);
    assert_non_null(b);
    assert_non_null(c);
    assert_int_equal(set.story->n_inferred, 2); /* 'a' repeats itself */
    /* (1 - 2^-2) / (1 + 4/24) and (1 - 2^-2) / (1 + 8/24) / (1 + log2 2) */
    assert_true(fabs(b->confidence - 0.75 / (1 + 4.0 / 24)) < 1e-6);
    assert_true(fabs(c->confidence - 0.75 / (1 + 8.0 / 24) / 2) < 1e-6);
    trace_set_release(&set);
}

static void test_trace_inferred_links_stay_out_when_not_wanted(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    plant_post(&set, &(struct planted_post){ 1, AT(1, 0, 0), SG_EXACT, "x", "a", -1, true, WORDS, 80, 1, 0, "" });
    plant_post(&set, &(struct planted_post){ 2, AT(2, 0, 0), SG_EXACT, "x", "b", -1, true, WORDS, 80, 1, 0, "" });
    analyse(&set, false);
    assert_int_equal(set.story->n_links, 0);
    trace_set_release(&set);
}

/* Two posts; what they share decides. */
static void test_trace_shared_things_give_a_link_when_they_tell_something(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        unsigned rare, common; /* things both carry: few others do, everybody does */
        unsigned apart;        /* things that each carries alone */
        bool same_parent, is_match, own_parent;
        const char *platform;
        int64_t audience;
        bool is_linked;
    } row[] = {
        { "the same thread and tag", 0, 1, 0, true, true, false, "twitter", 100000, true },
        { "only the tag of everybody", 0, 1, 0, false, true, false, "twitter", 100000, false },
        { "only the thread", 0, 0, 1, true, true, false, "twitter", 100000, false },
        { "two rare things", 2, 1, 0, false, true, false, "twitter", 100000, true },
        { "one rare thing", 1, 1, 0, false, true, false, "twitter", 100000, false },
        { "two rare things among many others", 2, 1, 6, false, true, false, "twitter", 100000, false },
        { "another platform", 2, 1, 0, true, true, false, "gab", 100000, false },
        { "reached, not found", 2, 1, 0, true, false, false, "twitter", 100000, false },
        { "a parent of its own there", 2, 1, 0, true, true, true, "twitter", 100000, false },
        { "an unknown audience", 2, 1, 0, true, true, false, "twitter", -1, true },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        plant_post(&set, &(struct planted_post){ 1, AT(18, 49, 0), SG_TO_MINUTE, row[i].platform, "a", row[i].audience,
                                                 row[i].is_match, 0, 0, 1, 0, "" });
        plant_post(&set, &(struct planted_post){ 2, AT(19, 31, 5), SG_EXACT, "twitter", "b", 9, true, 0, 0, 1, 0, "" });
        for (uint64_t k = 10; k < 20; k++)
            plant_post(
                &set, &(struct planted_post){ k, AT(21, 0, 0), SG_EXACT, "twitter", "later", 9, true, 0, 0, 1, 0, "" });
        for (uint64_t p = 1; p < 20; p++) {
            if (p > 2 && p < 10) continue;
            for (unsigned k = 0; k < row[i].common; k++)
                plant_thing(&set, &(struct planted_thing){ p, 900 + k, SG_OBJECT_HASHTAG });
            for (unsigned k = 0; k < row[i].rare && p <= 2; k++)
                plant_thing(&set, &(struct planted_thing){ p, 800 + k, SG_OBJECT_URL });
            for (unsigned k = 0; k < row[i].apart && p <= 2; k++)
                plant_thing(&set, &(struct planted_thing){ p, 100 * p + k, SG_OBJECT_URL });
        }
        for (uint64_t p = 1; p <= 2 && row[i].same_parent; p++)
            plant_link(&set, &(struct planted_link){ p, 400, SG_LINK_PERMALINK, "4chan", "pol/1", NULL });
        if (row[i].own_parent) plant_link(&set, &(struct planted_link){ 2, 500, SG_LINK_REPLY, "twitter", "5", NULL });
        analyse(&set, true);
        const struct sg_story_link *l = link_of(set.story, 2, 1);
        if ((l != NULL) != row[i].is_linked) fail_msg("%s", row[i].why);
        if (l) {
            assert_string_equal(l->method, "co-object");
            assert_true(l->confidence >= 0.2f && l->confidence < 1);
        }
        trace_set_release(&set);
    }
}

/* Processor time for a story of n posts: reposts, copied words, shared tags and addresses, spread over three days. */
static double seconds_for(uint64_t n)
{
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    char account[32], id[32];
    uint64_t random = 1;
    for (uint64_t i = 1; i <= n; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t r = random >> 33;
        snprintf(account, sizeof account, "account%llu", (unsigned long long)(r % 20000));
        snprintf(id, sizeof id, "%llu", (unsigned long long)i);
        plant_post(&set, &(struct planted_post){ i, AT(0, 0, 0) + (sg_time)(r % 259200) * SG_SECOND, SG_EXACT,
                                                 r % 10 ? "twitter" : "gab", account, (int64_t)(r % 100000), true,
                                                 1 + r % 50000, 60, 1 + r % 3, 0, id });
        plant_thing(&set, &(struct planted_thing){ i, 1, SG_OBJECT_HASHTAG });
        plant_thing(&set, &(struct planted_thing){ i, 2 + r % 40, SG_OBJECT_HASHTAG });
        plant_thing(&set, &(struct planted_thing){ i, 100 + r % 3000, SG_OBJECT_URL });
        if (r % 2) {
            snprintf(id, sizeof id, "%llu", (unsigned long long)(1 + r % n));
            plant_link(&set, &(struct planted_link){ i, 1 + r % n, SG_LINK_REPOST, "twitter", id, NULL });
        }
    }
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    analyse(&set, true);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    print_message("%u posts, %u explicit and %u inferred links: %.3f s\n", (unsigned)n, set.story->n_explicit,
                  set.story->n_inferred, seconds);
    assert_int_equal(set.story->n_evidence + set.story->n_duplicates, n);
    trace_set_release(&set);
    return seconds;
}

/* Measured in itself and not in seconds, which are another machine's or a busy one's: were each post held against each
 * other, sixteen times the posts would take 256 times as long.  The least of three is what the work takes. */
static void test_trace_sixteen_times_the_posts_take_about_as_many_times_as_long(void **state)
{
    (void)state;
    double few = 1e9, many = 1e9;
    for (int i = 0; i < 3; i++) {
        few = fmin(few, seconds_for(12500));
        many = fmin(many, seconds_for(200000));
    }
    if (many > 80 * few) fail_msg("%.3f s, and %.3f s for sixteen times as many posts", few, many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_equal_words_of_two_accounts_give_an_inferred_link),
        cmocka_unit_test(test_trace_a_post_that_points_to_the_later_copy_is_not_its_source),
        cmocka_unit_test(test_trace_same_text_points_to_the_earliest_copy_by_the_written_formula),
        cmocka_unit_test(test_trace_inferred_links_stay_out_when_not_wanted),
        cmocka_unit_test(test_trace_shared_things_give_a_link_when_they_tell_something),
        cmocka_unit_test(test_trace_sixteen_times_the_posts_take_about_as_many_times_as_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
