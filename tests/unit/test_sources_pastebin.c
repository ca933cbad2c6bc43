/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "read_all.h"
#include "sources/readers.h"

#define PASTE                                                                                                          \
    "{\"scrape_url\":\"https:\\/\\/scrape.pastebin.com\\/api_scrape_item.php?i=0CeaNm8Y\",\"full_url\":"               \
    "\"https:\\/\\/pastebin.com\\/0CeaNm8Y\",\"date\":\"1494010980\",\"key\":\"0CeaNm8Y\",\"size\":\"890\","           \
    "\"expire\":\"0\",\"title\":\"Once we log\",\"syntax\":\"text\",\"user\":\"admin\",\"hits\":\"15\"}"

static void test_a_listing_is_read_as_array_and_as_lines(void **state)
{
    (void)state;
    static const char *const files[] = { "[" PASTE ",\n" PASTE "]", PASTE "\n" PASTE "\n",
                                         "\n[\n" PASTE "\n,\n" PASTE "]\n" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct read_all all;
        read_all_text(&all, &sg_reader_pastebin, files[i]);
        assert_int_equal(all.code, SG_OK);
        assert_int_equal(all.score, 95);
        assert_int_equal(all.n_rejects, 0);
        assert_int_equal(all.n_rows, 2);
        assert_cell(&all, 1, SG_P_PLATFORM, "pastebin");
        assert_cell(&all, 1, SG_P_ID, "0CeaNm8Y");
        assert_cell(&all, 1, SG_P_ACCOUNT, "admin");
        assert_cell(&all, 1, SG_P_TEXT, "Once we log");
        assert_cell(&all, 1, SG_P_URL, "https://pastebin.com/0CeaNm8Y");
        assert_cell(&all, 1, SG_P_EXTRA, "{\"size\":\"890\",\"syntax\":\"text\",\"hits\":\"15\"}");
        assert_time(&all, 1, "2017-05-05T19:03:00Z");
        assert_number(&all, 1, SG_P_AUDIENCE, -1);
        assert_number(&all, 1, SG_P_ROW, 2);
        read_all_free(&all);
    }
}

static void test_bodies_numbers_and_nobody(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text, *account, *url;
    } row[] = {
        { "{\"key\":\"k\",\"date\":1494010980,\"syntax\":\"t\",\"title\":\"T\",\"body\":\"B\\n1\",\"user\":\"\"}",
          "T\nB\n1", "", "https://pastebin.com/k" },
        { "{\"key\":\"k\",\"date\":\"1494010980\",\"syntax\":\"t\",\"title\":\"\",\"content\":\"C\"}", "C", "",
          "https://pastebin.com/k" },
        { "{\"key\":\"k\",\"date\":\"1494010980\",\"syntax\":\"t\"}", "", "", "https://pastebin.com/k" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct read_all all;
        read_all_text(&all, &sg_reader_pastebin, row[i].json);
        assert_int_equal(all.n_rows, 1);
        assert_cell(&all, 0, SG_P_TEXT, row[i].text);
        assert_cell(&all, 0, SG_P_ACCOUNT, row[i].account);
        assert_cell(&all, 0, SG_P_URL, row[i].url);
        read_all_free(&all);
    }
}

static void test_bad_pastes_are_told(void **state)
{
    (void)state;
    static const char file[] =
        "[{\"date\":\"1494010980\"},{\"key\":\"k\"},{\"key\":\"k\",\"date\":\"soon\"},5,{\"date\":\"1";
    struct read_all all;
    read_all_bytes(&all, &sg_reader_pastebin, "t", file, strlen(file), NULL);
    assert_int_equal(all.code, SG_OK);
    assert_int_equal(all.n_rows, 0);
    assert_int_equal(all.n_rejects, 5);
    static const char *const words[] = { "no key", "no date", "soon", "not a JSON object", "cut off" };
    for (size_t i = 0; i < 5; i++) {
        if (!strstr(all.rejects[i].reason, words[i])) fail_msg("%zu: %s", i, all.rejects[i].reason);
        assert_int_equal(all.rejects[i].row, i + 1);
    }
    read_all_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_listing_is_read_as_array_and_as_lines),
        cmocka_unit_test(test_bodies_numbers_and_nobody),
        cmocka_unit_test(test_bad_pastes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
