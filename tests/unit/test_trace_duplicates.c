/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two rows that are one post, and two posts that only look alike. */
#include "trace_planted.h"

enum { WORDS = 77, TAG = 900, OTHER_TAG = 901 };

static void analyse(struct trace_set *set)
{
    struct sg_origin_options o;
    struct trace_target target = { .kind = TRACE_TO_AUDIENCE };
    struct sg_err err = { 0 };
    sg_origin_options_default(&o);
    if (trace_analyse(set, &o, &target, &err) != SG_OK) fail_msg("%s", err.text);
}

static void test_trace_one_identity_is_one_post_whatever_the_order_of_rows(void **state)
{
    (void)state;
    static const struct planted_post rows[] = {
        { 1, AT(1, 0, 0), SG_EXACT, "x", "embedded", 7, false, 5, 50, 1, SG_POST_EMBEDDED, "i" },
        { 1, AT(1, 0, 0), SG_EXACT, "x", "second", -1, true, 5, 50, 3, 0, "i" },
        { 1, AT(1, 0, 0), SG_EXACT, "x", "first", 3, false, 5, 50, 2, 0, "i" },
    };
    for (size_t turn = 0; turn < ROWS(rows); turn++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        for (size_t i = 0; i < ROWS(rows); i++)
            plant_post(&set, &rows[(i + turn) % ROWS(rows)]);
        analyse(&set);
        const struct sg_story *s = set.story;
        assert_int_equal(s->n_posts, 1);
        assert_int_equal(s->n_duplicates, 0);
        assert_string_equal(s->accounts[s->posts[0].account].name, "first");
        assert_true(s->posts[0].is_match);
        assert_true(s->posts[0].audience == 7);
        trace_set_release(&set);
    }
}

struct pair {
    const char *why;
    struct planted_post a, b;
    bool is_one;
    uint64_t keeper;
};

static void test_trace_same_account_moment_and_words_in_two_sources_is_one_post(void **state)
{
    (void)state;
#define A(...)                                                                                                         \
    {                                                                                                                  \
        1, AT(18, 0, 0), SG_TO_MINUTE, "twitter", "Bob", -1, true, WORDS, 40, 1, 0, ""                                 \
    }
    static const struct pair row[] = {
        { "as the rule says",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "bob", -1, true, WORDS, 40, 2, 0, "" },
          true,
          1 },
        { "native id stays",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "bob", -1, true, WORDS, 40, 2, 0, "9" },
          true,
          2 },
        { "same source",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "bob", -1, true, WORDS, 40, 1, 0, "" },
          false,
          0 },
        { "next minute",
          A(),
          { 2, AT(18, 1, 0), SG_EXACT, "twitter", "bob", -1, true, WORDS, 40, 2, 0, "" },
          false,
          0 },
        { "that day", A(), { 2, AT(0, 0, 0), SG_TO_DAY, "twitter", "bob", -1, true, WORDS, 40, 2, 0, "" }, true, 1 },
        { "other account",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "eve", -1, true, WORDS, 40, 2, 0, "" },
          false,
          0 },
        { "other platform",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "gab", "bob", -1, true, WORDS, 40, 2, 0, "" },
          false,
          0 },
        { "other words",
          A(),
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "bob", -1, true, WORDS + 1, 40, 2, 0, "" },
          false,
          0 },
        { "too short",
          { 1, AT(18, 0, 0), SG_TO_MINUTE, "twitter", "Bob", -1, true, WORDS, 7, 1, 0, "" },
          { 2, AT(18, 0, 30), SG_EXACT, "twitter", "bob", -1, true, WORDS, 7, 2, 0, "" },
          false,
          0 },
    };
#undef A
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        plant_post(&set, &row[i].a);
        plant_post(&set, &row[i].b);
        analyse(&set);
        const struct sg_story *s = set.story;
        if (s->n_duplicates != row[i].is_one || s->n_matches != (row[i].is_one ? 1 : 2)) fail_msg("%s", row[i].why);
        if (row[i].is_one) {
            uint32_t keeper = index_of(s, row[i].keeper), other = index_of(s, 3 - row[i].keeper);
            if (s->posts[other].duplicate_of != keeper) fail_msg("%s: the wrong row stays", row[i].why);
        }
        trace_set_release(&set);
    }
}

static void test_trace_a_summary_is_the_post_when_minute_account_and_tags_leave_no_choice(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        bool second_full, has_tags, other_tags, same_source;
        uint32_t minutes;
        bool is_one;
    } row[] = {
        { "as the rule says", false, true, false, false, 0, true },
        { "two candidates", true, true, false, false, 0, false },
        { "no tags", false, false, false, false, 0, false },
        { "other tags", false, true, true, false, 0, false },
        { "one source", false, true, false, true, 0, false },
        { "a minute later", false, true, false, false, 1, false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct trace_set set;
        assert_int_equal(trace_set_init(&set, NULL), SG_OK);
        struct planted_post summary = {
            1, AT(21, 48, 0), SG_TO_MINUTE, "twitter", "Bob", -1, true, 5, 60, 1, SG_POST_SUMMARY, ""
        };
        struct planted_post full = { 2,
                                     AT(21, 48 + row[i].minutes, 0),
                                     SG_TO_MINUTE,
                                     "twitter",
                                     "Bob",
                                     -1,
                                     true,
                                     6,
                                     60,
                                     row[i].same_source ? 1 : 2,
                                     0,
                                     "" };
        struct planted_post second = { 3, AT(21, 48, 0), SG_TO_MINUTE, "twitter", "Bob", -1, true, 7, 60, 2, 0, "" };
        plant_post(&set, &summary);
        plant_post(&set, &full);
        if (row[i].second_full) plant_post(&set, &second);
        for (uint64_t p = 1; p <= 3 && row[i].has_tags; p++) {
            plant_thing(&set, &(struct planted_thing){ p, TAG, SG_OBJECT_HASHTAG });
            if (!row[i].other_tags || p > 1)
                plant_thing(&set, &(struct planted_thing){ p, OTHER_TAG, SG_OBJECT_HASHTAG });
            plant_thing(&set, &(struct planted_thing){ p, 5000 + p, SG_OBJECT_URL });
        }
        analyse(&set);
        if (set.story->n_duplicates != row[i].is_one) fail_msg("%s", row[i].why);
        if (row[i].is_one)
            assert_int_equal(set.story->posts[index_of(set.story, 1)].duplicate_of, index_of(set.story, 2));
        trace_set_release(&set);
    }
}

static void test_trace_links_of_a_repetition_stand_at_the_post_that_stays(void **state)
{
    (void)state;
    struct trace_set set;
    assert_int_equal(trace_set_init(&set, NULL), SG_OK);
    plant_post(&set, &(struct planted_post){ 1, AT(18, 0, 0), SG_TO_MINUTE, "twitter", "Bob", -1, false, WORDS, 40, 1,
                                             0, "" });
    plant_post(
        &set, &(struct planted_post){ 2, AT(18, 0, 0), SG_TO_MINUTE, "twitter", "Bob", -1, true, WORDS, 40, 2, 0, "" });
    plant_post(&set,
               &(struct planted_post){ 3, AT(17, 0, 0), SG_TO_MINUTE, "4chan", "", -1, false, 0, 0, 2, 0, "pol/1" });
    plant_link(&set, &(struct planted_link){ 2, 3, SG_LINK_PERMALINK, "4chan", "pol/1", NULL });
    analyse(&set);
    const struct sg_story *s = set.story;
    assert_int_equal(s->posts[index_of(s, 2)].duplicate_of, index_of(s, 1));
    assert_non_null(link_of(s, 1, 3));
    assert_null(link_of(s, 2, 3));
    assert_true(s->posts[index_of(s, 1)].is_match); /* the query found this post, in its other row */
    assert_int_equal(s->n_matches, 1);
    assert_int_equal(s->n_roots, 1);
    assert_int_equal(s->n_chain, 2);
    trace_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_one_identity_is_one_post_whatever_the_order_of_rows),
        cmocka_unit_test(test_trace_same_account_moment_and_words_in_two_sources_is_one_post),
        cmocka_unit_test(test_trace_a_summary_is_the_post_when_minute_account_and_tags_leave_no_choice),
        cmocka_unit_test(test_trace_links_of_a_repetition_stand_at_the_post_that_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
