/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "read_all.h"
#include "sources/readers.h"

/* 2017-05-05T18:49:30Z as an id: (ms - 1288834974657) << 22 */
#define ID_A "860567142527926272"

static void test_a_v1_post_fills_every_column(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(&all, &sg_reader_x,
                  "{\"created_at\":\"Fri May 05 18:49:30 +0000 2017\",\"id\":860567142527926272,"
                  "\"id_str\":\"860567142527926272\",\"text\":\"cut\",\"extended_tweet\":{\"full_text\":\"a &amp; b "
                  "&lt;c&gt; &x\","
                  "\"entities\":{\"urls\":[{\"url\":\"https://t.co/x\",\"expanded_url\":\"http://a.org/x y\"}],"
                  "\"media\":[{\"id_str\":\"77\"}]}},\"entities\":{\"urls\":[{\"expanded_url\":\"http://wrong.org\"}]},"
                  "\"source\":\"<a href=\\\"http://x\\\">Web Client</a>\",\"lang\":\"en\",\"retweet_count\":3,"
                  "\"user\":{\"id_str\":\"9\",\"screen_name\":\"JackPosobiec\",\"name\":\"Jack \xf0\x9f\x87\xba\","
                  "\"followers_count\":100000}}\n");
    assert_int_equal(all.code, SG_OK);
    assert_true(all.score > 90);
    assert_int_equal(all.n_rows, 1);
    assert_int_equal(all.n_rejects, 0);
    assert_time(&all, 0, "2017-05-05T18:49:30Z");
    assert_cell(&all, 0, SG_P_PLATFORM, "twitter");
    assert_cell(&all, 0, SG_P_ID, "860567142527926272");
    assert_cell(&all, 0, SG_P_ACCOUNT, "JackPosobiec");
    assert_cell(&all, 0, SG_P_NAME, "Jack \xf0\x9f\x87\xba");
    assert_cell(&all, 0, SG_P_TEXT, "a & b <c> &x");
    assert_cell(&all, 0, SG_P_URLS, "http://a.org/x%20y");
    assert_cell(&all, 0, SG_P_OBJECTS, "media:twitter/77");
    assert_cell(&all, 0, SG_P_CLIENT, "Web Client");
    assert_cell(&all, 0, SG_P_LANG, "en");
    assert_cell(&all, 0, SG_P_REFS, "");
    assert_cell(&all, 0, SG_P_EXTRA, "{\"user_id\":\"9\",\"retweet_count\":3}");
    assert_number(&all, 0, SG_P_AUDIENCE, 100000);
    assert_number(&all, 0, SG_P_KIND, SG_POST);
    assert_number(&all, 0, SG_P_FLAGS, 0);
    assert_number(&all, 0, SG_P_ROW, 1);
    assert_number(&all, 0, SG_P_OFFSET, 0);
    read_all_free(&all);
}

#define USER(name) "\"user\":{\"id_str\":\"1\",\"screen_name\":\"" name "\"}"
#define TIME "\"created_at\":\"Fri May 05 18:49:30 +0000 2017\""

static void test_v1_relations_become_references_and_embedded_posts(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(
        &all, &sg_reader_x,
        "[{" TIME ",\"id_str\":\"11\",\"text\":\"RT @o: cut\"," USER(
            "r") ",\"quoted_status_id_str\":\"9\",\"entities\":{\"urls\":[{\"expanded_url\":\"http://"
                 "no\"}]},\"retweeted_status\":{" TIME
                 ",\"id_str\":\"10\",\"full_text\":\"whole\",\"entities\":{\"urls\":[{\"expanded_url\":\"http://"
                 "o.org\"}]}," USER(
                     "o") ",\"quoted_status_id_str\":\"9\"}},{" TIME
                          ",\"id_str\":\"12\",\"text\":\"RT\"," USER(
                              "s") ",\"retweeted_status\":{" TIME
                                   ",\"id_str\":\"10\",\"full_text\":\"whole\"," USER(
                                       "o") "}},"
                                            "{" TIME ",\"id_str\":\"13\",\"text\":\"@o yes\"," USER(
                                                "t") ",\"in_reply_to_status_id_str\":\"10\",\"in_reply_to_screen_"
                                                     "name\":\"o\"},"
                                                     "{" TIME ",\"id_str\":\"14\",\"text\":\"look\"," USER(
                                                         "u") ",\"quoted_status_id_str\":\"20\",\"quoted_status\":"
                                                              "{" TIME
                                                              ",\"id_str\":\"20\",\"text\":\"q\"," USER(
                                                                  "v") "}},"
                                                                       "{" TIME
                                                                       ",\"id_str\":\"15\",\"text\":\"@o hi\"," USER(
                                                                           "t") ",\"in_reply_to_screen_name\":\"o\"}]");
    assert_int_equal(all.n_rejects, 0);
    static const struct {
        const char *id, *account, *text, *refs;
        int64_t kind, flags, row;
    } row[] = {
        { "11", "r", "whole", "repost\t\t10\to", SG_REPOST, 0, 1 },
        { "10", "o", "whole", "quote\t\t9\t", SG_QUOTE, SG_POST_EMBEDDED, 1 },
        { "12", "s", "whole", "repost\t\t10\to", SG_REPOST, 0, 2 },
        { "13", "t", "@o yes", "reply\t\t10\to", SG_REPLY, 0, 3 },
        { "14", "u", "look", "quote\t\t20\tv", SG_QUOTE, 0, 4 },
        { "20", "v", "q", "", SG_POST, SG_POST_EMBEDDED, 4 },
        { "15", "t", "@o hi", "", SG_POST, 0, 5 },
    };
    assert_int_equal(all.n_rows, sizeof row / sizeof *row);
    for (int64_t i = 0; i < all.n_rows; i++) {
        assert_cell(&all, i, SG_P_ID, row[i].id);
        assert_cell(&all, i, SG_P_ACCOUNT, row[i].account);
        assert_cell(&all, i, SG_P_TEXT, row[i].text);
        assert_cell(&all, i, SG_P_REFS, row[i].refs);
        assert_number(&all, i, SG_P_KIND, row[i].kind);
        assert_number(&all, i, SG_P_FLAGS, row[i].flags);
        assert_number(&all, i, SG_P_ROW, row[i].row);
    }
    assert_cell(&all, 0, SG_P_URLS, "http://o.org");
    read_all_free(&all);
}

static void test_a_v2_page_is_put_together_from_its_includes(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(
        &all, &sg_reader_x,
        "{\"data\":[{\"id\":\"2\",\"author_id\":\"u1\",\"created_at\":\"2017-05-05T18:49:30.000Z\",\"text\":\"RT "
        "@orig: cu\","
        "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"1\"}],\"edit_history_tweet_ids\":[\"2\"]},"
        "{\"id\":\"3\",\"author_id\":\"u1\",\"created_at\":\"2017-05-05T18:50:30.000Z\",\"text\":\"x &amp; y\","
        "\"note_tweet\":{\"text\":\"long &amp; longer\"},\"in_reply_to_user_id\":\"u2\",\"lang\":\"fr\","
        "\"public_metrics\":{\"like_count\":4},\"attachments\":{\"media_keys\":[\"3_55\"]},"
        "\"entities\":{\"urls\":[{\"expanded_url\":\"http://e\",\"unwound_url\":\"http://u\"}]},"
        "\"referenced_tweets\":[{\"type\":\"replied_to\",\"id\":\"8\"},{\"type\":\"quoted\",\"id\":\"1\"}]},"
        "{\"id\":\"4\",\"author_id\":\"gone\",\"created_at\":\"2017-05-05T18:51:30.000Z\",\"text\":\"RT @far: z\","
        "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"99\"}]}],"
        "\"includes\":{\"users\":[{\"id\":\"u1\",\"username\":\"me\",\"name\":\"Me\",\"public_metrics\":{\"followers_"
        "count\":5}},"
        "{\"id\":\"u2\",\"username\":\"orig\"}],\"tweets\":[{\"id\":\"1\",\"author_id\":\"u2\","
        "\"created_at\":\"2017-05-05T18:00:00.000Z\",\"text\":\"the whole\"}]},\"meta\":{\"newest_id\":\"4\"}}");
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.score, 95);
    assert_int_equal(all.n_rows, 4);
    assert_cell(&all, 0, SG_P_TEXT, "the whole");
    assert_cell(&all, 0, SG_P_REFS, "repost\t\t1\torig");
    assert_cell(&all, 0, SG_P_ACCOUNT, "me");
    assert_number(&all, 0, SG_P_AUDIENCE, 5);
    assert_cell(&all, 1, SG_P_TEXT, "long & longer");
    assert_cell(&all, 1, SG_P_REFS, "reply\t\t8\torig\nquote\t\t1\torig");
    assert_cell(&all, 1, SG_P_URLS, "http://u");
    assert_cell(&all, 1, SG_P_OBJECTS, "media:twitter/55");
    assert_cell(&all, 1, SG_P_EXTRA, "{\"user_id\":\"u1\",\"like_count\":4}");
    assert_number(&all, 1, SG_P_KIND, SG_QUOTE);
    assert_number(&all, 1, SG_P_ROW, 2);
    assert_cell(&all, 2, SG_P_ACCOUNT, "");
    assert_cell(&all, 2, SG_P_REFS, "repost\t\t99\tfar");
    assert_cell(&all, 3, SG_P_ID, "1");
    assert_cell(&all, 3, SG_P_ACCOUNT, "orig");
    assert_number(&all, 3, SG_P_FLAGS, SG_POST_EMBEDDED);
    read_all_free(&all);
}

static void test_v2_posts_one_by_one_and_flattened_are_read(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(&all, &sg_reader_x,
                  "{\"data\":{\"id\":\"3\",\"author_id\":\"u\",\"created_at\":\"2017-05-05T18:49:30Z\",\"text\":\"a\"},"
                  "\"includes\":{\"users\":[{\"id\":\"u\",\"username\":\"n\"}]}}\n"
                  "{\"id\":\"5\",\"author_id\":\"w\",\"created_at\":\"2017-05-05T18:49:30Z\",\"text\":\"RT @f: b\","
                  "\"author\":{\"id\":\"w\",\"username\":\"flat\"},\"referenced_tweets\":[{\"type\":\"retweeted\","
                  "\"id\":\"4\",\"text\":\"b "
                  "whole\",\"created_at\":\"2017-05-05T18:00:00Z\",\"author\":{\"username\":\"f\"}}]}\n");
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.n_rows, 3);
    assert_cell(&all, 0, SG_P_ACCOUNT, "n");
    assert_cell(&all, 1, SG_P_ACCOUNT, "flat");
    assert_cell(&all, 1, SG_P_TEXT, "b whole");
    assert_cell(&all, 1, SG_P_REFS, "repost\t\t4\tf");
    assert_cell(&all, 2, SG_P_ID, "4");
    assert_number(&all, 2, SG_P_FLAGS, SG_POST_EMBEDDED);
    assert_number(&all, 2, SG_P_ROW, 2);
    read_all_free(&all);
}

static void test_a_browser_capture_is_read(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(&all, &sg_reader_x,
                  "{\"item_id\":\"31\",\"source_platform_url\":\"https://x.com\",\"data\":{\"rest_id\":\"31\","
                  "\"source\":\"<a>iPhone</a>\",\"views\":{\"count\":\"12\"},"
                  "\"core\":{\"user_results\":{\"result\":{\"core\":{\"screen_name\":\"web\",\"name\":\"W\"},"
                  "\"legacy\":{\"followers_count\":8}}}},"
                  "\"legacy\":{" TIME
                  ",\"id_str\":\"31\",\"user_id_str\":\"6\",\"full_text\":\"RT @o: c\",\"retweeted_status_result\":"
                  "{\"result\":{\"tweet\":{\"rest_id\":\"30\",\"core\":{\"user_results\":{\"result\":{\"legacy\":{"
                  "\"screen_name\":\"o\"}}}},"
                  "\"legacy\":{" TIME ",\"id_str\":\"30\",\"full_text\":\"short\"},"
                  "\"note_tweet\":{\"note_tweet_results\":{\"result\":{\"text\":\"all of it\"}}}}}}}}}\n"
                  "{\"rest_id\":\"33\",\"__typename\":\"Tweet\",\"quoted_status_result\":{\"result\":{\"__typename\":"
                  "\"TweetTombstone\","
                  "\"tombstone\":{}}},\"legacy\":{" TIME ",\"full_text\":\"q\",\"quoted_status_id_str\":\"32\"}}\n");
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.n_rows, 3);
    assert_cell(&all, 0, SG_P_ID, "31");
    assert_cell(&all, 0, SG_P_ACCOUNT, "web");
    assert_cell(&all, 0, SG_P_TEXT, "all of it");
    assert_cell(&all, 0, SG_P_REFS, "repost\t\t30\to");
    assert_cell(&all, 0, SG_P_CLIENT, "iPhone");
    assert_cell(&all, 0, SG_P_EXTRA, "{\"user_id\":\"6\",\"view_count\":\"12\"}");
    assert_number(&all, 0, SG_P_AUDIENCE, 8);
    assert_cell(&all, 1, SG_P_ID, "30");
    assert_cell(&all, 2, SG_P_REFS, "quote\t\t32\t");
    read_all_free(&all);
}

static void test_the_clock_in_the_id_is_compared_and_used(void **state)
{
    (void)state;
    static const struct {
        const char *created_at, *id, *time;
        int64_t flags;
    } row[] = {
        { "\"Fri May 05 18:49:30 +0000 2017\"", "\"" ID_A "\"", "2017-05-05T18:49:30Z", 0 },
        { "\"Fri May 05 18:50:29 +0000 2017\"", "\"" ID_A "\"", "2017-05-05T18:50:29Z", 0 },
        { "\"Fri May 05 20:49:30 +0000 2017\"", "\"" ID_A "\"", "2017-05-05T20:49:30Z", SG_POST_CLOCK },
        { "\"Fri May 05 18:40:30 +0000 2017\"", "\"" ID_A "\"", "2017-05-05T18:40:30Z", SG_POST_CLOCK },
        { "null", "\"" ID_A "\"", "2017-05-05T18:49:30Z", 0 },
        { "null", ID_A, "2017-05-05T18:49:30Z", 0 }, /* a number, taken by its digits */
        { "\"Fri May 05 18:50:29 +0000 2006\"", "\"20\"", "2006-05-05T18:50:29Z", 0 }, /* older than such ids */
        { "\"yesterday\"", "\"" ID_A "\"", "2017-05-05T18:49:30Z", SG_POST_CLOCK },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char json[512];
        struct read_all all;
        snprintf(json, sizeof json, "{\"created_at\":%s,\"id_str\":%s,\"text\":\"t\"," USER("u") "}", row[i].created_at,
                 row[i].id);
        read_all_text(&all, &sg_reader_x, json);
        if (all.n_rows != 1) fail_msg("row %zu: %s", i, all.n_rejects ? all.rejects[0].reason : all.err.text);
        int64_t at = 0;
        const struct ArrowArray *b = read_all_at(&all, &at);
        char text[SG_TIME_TEXT];
        sg_time_format(sg_batch_i64(b, SG_P_TIME, 0) / SG_SECOND * SG_SECOND, text);
        if (strcmp(text, row[i].time) != 0) fail_msg("row %zu: %s", i, text);
        assert_number(&all, 0, SG_P_FLAGS, row[i].flags);
        read_all_free(&all);
    }
}

#define GOOD "{" TIME ",\"id_str\":\"1\",\"text\":\"good\"," USER("u") "}\n"

static void test_what_cannot_be_read_is_told_and_the_rest_goes_in(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
        int64_t rows; /* of three lines, the middle one being this */
        bool is_kept;
    } row[] = {
        { "{" TIME ",\"id_str\":\"1\",\"te", "breaks off", 2, false },
        { "{\"delete\":{\"status\":{\"id_str\":\"1\"}}}", "notice", 2, false },
        { "{\"id_str\":\"1\",\"text\":\"t\"}", "no created_at", 2, false },
        { "{\"id_str\":\"1\"}", "no post", 2, false },
        { "{\"errors\":[{}]}", "errors", 2, false },
        { "{" TIME ",\"id_str\":\"1\",\"text\":01}", "number", 2, false },
        { "{\"created_at\":\"Fri May 35 18:49:30 +0000 2017\",\"id_str\":\"1\",\"text\":\"t\"}", "2017", 2, false },
        { "not json", "not a JSON object", 2, false },
        { "7", "not a JSON object", 2, false },
        { "[7]", "no post", 2, false },
        { "{" TIME ",\"id_str\":\"5\",\"text\":\"\\ud83d x\"," USER("u") "}", "U+FFFD", 3, true },
        { "{" TIME ",\"id_str\":\"5\",\"text\":\"a\xff\"," USER("u") "}", "U+FFFD", 3, true },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_buf file = { 0 };
        struct read_all all;
        sg_buf_text(&file, GOOD);
        sg_buf_text(&file, row[i].line);
        sg_buf_text(&file, "\n" GOOD);
        read_all_text(&all, &sg_reader_x, sg_buf_cstr(&file));
        sg_buf_release(&file);
        if (all.n_rejects != 1 || all.n_rows != row[i].rows)
            fail_msg("row %zu: %zu rejects, %lld rows", i, all.n_rejects, (long long)all.n_rows);
        if (!strstr(all.rejects[0].reason, row[i].words)) fail_msg("row %zu: %s", i, all.rejects[0].reason);
        assert_int_equal(all.rejects[0].row, 2);
        assert_int_equal(all.rejects[0].offset, strlen(GOOD));
        assert_int_equal(all.rejects[0].is_kept, row[i].is_kept);
        /* The line's beginning, or in an array the record's. */
        assert_int_equal(all.rejects[0].raw[0], row[i].line[row[i].line[0] == '[']);
        assert_number(&all, all.n_rows - 1, SG_P_ROW, 3);
        read_all_free(&all);
    }
}

static void test_an_id_beyond_64_bits_keeps_its_digits(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(&all, &sg_reader_x, "{" TIME ",\"id\":123456789012345678901234567890,\"text\":\"t\"," USER("u") "}");
    assert_int_equal(all.n_rows, 1);
    assert_int_equal(all.n_rejects, 0);
    assert_cell(&all, 0, SG_P_ID, "123456789012345678901234567890");
    read_all_free(&all);
}

static void test_options_are_respected(void **state)
{
    (void)state;
    static const struct sg_read_options options = { .precision = 60, .platform = "truth", .channel = "list" };
    struct read_all all;
    read_all_bytes(&all, &sg_reader_x, "t", GOOD, strlen(GOOD), &options);
    assert_cell(&all, 0, SG_P_PLATFORM, "truth");
    assert_cell(&all, 0, SG_P_CHANNEL, "list");
    assert_time(&all, 0, "2017-05-05T18:49:00Z");
    assert_number(&all, 0, SG_P_PRECISION, 60);
    read_all_free(&all);
}

static void test_an_empty_shell_does_not_stand_for_the_whole_post(void **state)
{
    (void)state;
    struct read_all all;
    read_all_text(&all, &sg_reader_x,
                  "{\"id_str\":\"11\",\"text\":\"a\",\"created_at\":\"2017-05-05T18:49:30Z\",\"user\":{},"
                  "\"quoted_status\":{\"id_str\":\"9\",\"user\":{\"screen_name\":\"q\"}}}\n"
                  "{\"id_str\":\"12\",\"text\":\"b\",\"created_at\":\"2017-05-05T18:50:30Z\",\"user\":{},"
                  "\"quoted_status\":{\"id_str\":\"9\",\"text\":\"whole\",\"created_at\":\"2017-05-05T18:40:00Z\"}}\n");
    assert_int_equal(all.code, SG_OK);
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.n_rows, 3);
    assert_cell(&all, 0, SG_P_REFS, "quote\t\t9\tq");
    assert_cell(&all, 2, SG_P_ID, "9");
    assert_cell(&all, 2, SG_P_TEXT, "whole");
    read_all_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_shell_does_not_stand_for_the_whole_post),
        cmocka_unit_test(test_a_v1_post_fills_every_column),
        cmocka_unit_test(test_v1_relations_become_references_and_embedded_posts),
        cmocka_unit_test(test_a_v2_page_is_put_together_from_its_includes),
        cmocka_unit_test(test_v2_posts_one_by_one_and_flattened_are_read),
        cmocka_unit_test(test_a_browser_capture_is_read),
        cmocka_unit_test(test_the_clock_in_the_id_is_compared_and_used),
        cmocka_unit_test(test_what_cannot_be_read_is_told_and_the_rest_goes_in),
        cmocka_unit_test(test_an_id_beyond_64_bits_keeps_its_digits),
        cmocka_unit_test(test_options_are_respected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
