/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "read_all.h"
#include "sources/html_text.h"
#include "sources/readers.h"

static const char thread[] =
    "{\"posts\":[{\"no\":123,\"now\":\"05\\/05\\/17(Fri)14:00:00\",\"name\":\"Anonymous\",\"sub\":\"Leak &amp; more\","
    "\"com\":\"see "
    "https:\\/\\/pastebin.com\\/ab<wbr>cd<br>now\",\"filename\":\"a\",\"ext\":\".png\",\"tim\":1494007200123,"
    "\"md5\":\"1B2M2Y8AsgTpgAmY7PhCfg==\",\"time\":1494007200,\"resto\":0,\"id\":\"AbCd1234\",\"country\":\"FR\","
    "\"unique_ips\":42},"
    "{\"no\":124,\"name\":\"Anonymous\",\"com\":\"<a href=\\\"#p123\\\" class=\\\"quotelink\\\">&gt;&gt;123<\\/a><br>"
    "<span class=\\\"quote\\\">&gt;implying<\\/span> <span class=\\\"deadlink\\\">&gt;&gt;99<\\/span> &gt;&gt;124 "
    "<a href=\\\"\\/b\\/thread\\/5#p5\\\" "
    "class=\\\"quotelink\\\">&gt;&gt;&gt;\\/b\\/5<\\/a>\",\"time\":1494007260,\"resto\":123},"
    "{\"no\":125,\"name\":\"Q\",\"trip\":\"!ITPb.qbhqo\",\"com\":\"hi\",\"time\":1494007320,\"resto\":123}]}";

static void test_a_thread_becomes_posts_and_replies(void **state)
{
    (void)state;
    static const struct sg_read_options options = { .precision = -1, .channel = "/pol/" };
    struct read_all all;
    read_all_bytes(&all, &sg_reader_4chan, "x.json", thread, strlen(thread), &options);
    assert_int_equal(all.code, SG_OK);
    assert_int_equal(all.score, 95);
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.n_rows, 3);
    assert_cell(&all, 0, SG_P_PLATFORM, "4chan");
    assert_cell(&all, 0, SG_P_ID, "pol/123");
    assert_cell(&all, 0, SG_P_CHANNEL, "pol");
    assert_cell(&all, 0, SG_P_TEXT, "Leak & more\nsee https://pastebin.com/abcd\nnow");
    assert_cell(&all, 0, SG_P_ACCOUNT, "Anonymous (ID AbCd1234, pol/123)");
    assert_cell(&all, 0, SG_P_NAME, "Anonymous");
    assert_cell(&all, 0, SG_P_URL, "https://boards.4chan.org/pol/thread/123");
    assert_cell(&all, 0, SG_P_OBJECTS, "media:md5/d41d8cd98f00b204e9800998ecf8427e"); /* MD5 of nothing */
    assert_cell(&all, 0, SG_P_REFS, "");
    assert_cell(&all, 0, SG_P_EXTRA, "{\"country\":\"FR\",\"filename\":\"a\",\"ext\":\".png\",\"tim\":1494007200123}");
    assert_number(&all, 0, SG_P_AUDIENCE, 42);
    assert_number(&all, 0, SG_P_KIND, SG_POST);
    assert_time(&all, 0, "2017-05-05T18:00:00Z");
    assert_cell(&all, 1, SG_P_TEXT, ">>123\n>implying >>99 >>124 >>>/b/5");
    assert_cell(&all, 1, SG_P_REFS, "reply\t\tpol/123\t\nreply\t\tpol/99\t\nreply\t\tb/5\t");
    assert_cell(&all, 1, SG_P_ACCOUNT, "");
    assert_cell(&all, 1, SG_P_URL, "https://boards.4chan.org/pol/thread/123#p124");
    assert_number(&all, 1, SG_P_AUDIENCE, -1);
    assert_number(&all, 1, SG_P_KIND, SG_REPLY);
    assert_number(&all, 1, SG_P_ROW, 2);
    assert_cell(&all, 2, SG_P_ACCOUNT, "Q!ITPb.qbhqo");
    assert_cell(&all, 2, SG_P_REFS, "reply\t\tpol/123\t");
    read_all_free(&all);
}

static void test_the_board_comes_from_the_path_or_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *path, *id;
    } row[] = {
        { "/data/pol/thread/123.json", "pol/123" },
        { "pol/thread/123.json.gz", "pol/123" },
        { "a/b/res/123.json", "b/123" },
        { "x/pol-123.json", "pol/123" },
        { "POL_123.json", "pol/123" },
        { "thread-123.json", NULL },
        { "thread/123.json", NULL },
        { "123.json", NULL },
        { "2017-05.json", NULL },
        { "-", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct read_all all;
        read_all_bytes(&all, &sg_reader_4chan, row[i].path, thread, strlen(thread), NULL);
        if (row[i].id) {
            if (all.code != SG_OK) fail_msg("%s: %s", row[i].path, all.err.text);
            assert_cell(&all, 0, SG_P_ID, row[i].id);
        } else {
            assert_int_equal(all.code, SG_EINPUT);
            assert_non_null(strstr(all.err.text, "--channel BOARD"));
        }
        read_all_free(&all);
    }
}

static void test_bad_posts_are_told_and_the_rest_goes_in(void **state)
{
    (void)state;
    static const char bad[] =
        "{\"posts\":[{\"no\":1,\"resto\":0},{\"com\":\"x\",\"time\":5},7,{\"no\":2,\"time\":\"then\",\"resto\":1},"
        "{\"no\":3,\"time\":1494007200,\"resto\":1}]}";
    static const char *const words[] = { "no time", "no number", "no number", "then" };
    struct read_all all;
    read_all_bytes(&all, &sg_reader_4chan, "pol-1.json", bad, strlen(bad), NULL);
    assert_int_equal(all.n_rows, 1);
    assert_int_equal(all.n_rejects, 4);
    for (size_t i = 0; i < 4; i++) {
        if (!strstr(all.rejects[i].reason, words[i])) fail_msg("%zu: %s", i, all.rejects[i].reason);
        assert_int_equal(all.rejects[i].row, i + 1);
    }
    assert_string_equal(all.rejects[0].raw, "{\"no\":1,\"resto\":0}");
    read_all_free(&all);
    read_all_bytes(&all, &sg_reader_4chan, "pol-1.json", "{}", 2, NULL);
    assert_int_equal(all.n_rejects, 1);
    read_all_free(&all);
}

static void test_an_archive_thread_is_read(void **state)
{
    (void)state;
    static const char archive[] =
        "{\"123\":{\"op\":{\"num\":\"123\",\"subnum\":\"0\",\"thread_num\":\"123\",\"op\":\"1\",\"timestamp\":"
        "1494007200,"
        "\"fourchan_date\":\"5/5/17(Fri)14:00\",\"name\":\"Anonymous\",\"poster_hash\":\"xyz\",\"title\":\"T\","
        "\"comment\":\"a <b> "
        "&amp;\",\"board\":{\"shortname\":\"pol\"},\"media\":{\"media_hash\":\"1B2M2Y8AsgTpgAmY7PhCfg==\"}},"
        "\"posts\":{\"124\":{\"num\":\"124\",\"thread_num\":\"123\",\"timestamp\":1494007260,\"comment\":\">>"
        "123\\nyes\","
        "\"board\":{\"shortname\":\"pol\"}},"
        "\"123_1\":{\"num\":\"123\",\"subnum\":\"1\",\"thread_num\":\"123\",\"timestamp\":1494007320,"
        "\"comment\":\"ghost\",\"board\":{\"shortname\":\"pol\"}}}}}";
    struct read_all all;
    read_all_bytes(&all, &sg_reader_4chan, "archive.json", archive, strlen(archive), NULL);
    assert_int_equal(all.code, SG_OK);
    assert_int_equal(all.n_rejects, 0);
    assert_int_equal(all.n_rows, 3);
    assert_cell(&all, 0, SG_P_ID, "pol/123");
    assert_cell(&all, 0, SG_P_TEXT, "T\na <b> &amp;");
    assert_cell(&all, 0, SG_P_OBJECTS, "media:md5/d41d8cd98f00b204e9800998ecf8427e");
    assert_cell(&all, 1, SG_P_REFS, "reply\t\tpol/123\t");
    assert_cell(&all, 2, SG_P_ID, "pol/123_1");
    assert_cell(&all, 2, SG_P_REFS, "reply\t\tpol/123\t");
    assert_number(&all, 2, SG_P_KIND, SG_REPLY);
    read_all_free(&all);
}

static void test_html_becomes_the_words_one_sees(void **state)
{
    (void)state;
    static const struct {
        const char *html, *text;
    } row[] = {
        { "a<br>b<br/>c", "a\nb\nc" },
        { "exam<wbr>ple.org", "example.org" },
        { "&gt;&lt;&amp;&quot;&#039;&#x27;&#128512;", "><&\"''\xf0\x9f\x98\x80" },
        { "&amp;lt;", "&lt;" },
        { "&bogus; &; &#; &#x; & &#0;", "&bogus; &; &#; &#x; & \xef\xbf\xbd" },
        { "&#99999999999;", "&#99999999999;" },
        { "&#9999999;", "\xef\xbf\xbd" },
        { "1 < 2 > 0", "1 < 2 > 0" },
        { "<a title=\"x>y\">z</a>", "z" },
        { "<a", "<a" },
        { "<3 <span", "<3 <span" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_buf out = { 0 };
        sg_html_text(&out, sg_str(row[i].html));
        if (strcmp(sg_buf_cstr(&out), row[i].text) != 0) fail_msg("%s: %s", row[i].html, sg_buf_cstr(&out));
        sg_buf_release(&out);
    }
}

static void test_a_bad_post_of_an_archive_is_kept_by_itself(void **state)
{
    (void)state;
    static const char bad[] = "{\"num\":\"124\",\"thread_num\":\"123\",\"comment\":\"b\"}";
    sg_auto_buf text = { 0 };
    struct read_all all;
    sg_buf_printf(&text,
                  "{\"123\":{\"op\":{\"num\":\"123\",\"thread_num\":\"123\",\"timestamp\":1494007200,"
                  "\"board\":{\"shortname\":\"pol\"}},\"posts\":{\"124\":%s}}}",
                  bad);
    static const struct sg_read_options options = { .precision = -1, .channel = "pol" };
    read_all_bytes(&all, &sg_reader_4chan, "x.json", text.data, text.len, &options);
    assert_int_equal(all.code, SG_OK);
    assert_int_equal(all.n_rows, 1);
    assert_int_equal(all.n_rejects, 1);
    assert_int_equal(all.rejects[0].row, 2);
    assert_string_equal(all.rejects[0].raw, bad);
    read_all_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bad_post_of_an_archive_is_kept_by_itself),
        cmocka_unit_test(test_a_thread_becomes_posts_and_replies),
        cmocka_unit_test(test_the_board_comes_from_the_path_or_is_asked_for),
        cmocka_unit_test(test_bad_posts_are_told_and_the_rest_goes_in),
        cmocka_unit_test(test_an_archive_thread_is_read),
        cmocka_unit_test(test_html_becomes_the_words_one_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
