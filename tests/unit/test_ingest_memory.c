/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a reader's batch becomes rows of three tables: starve.h. */
#include "starve.h"

#include "ingest/ingest_internal.h"

/* A post that brings only its address, and references given as addresses: of another post, and of a page. */
static void put_posts(struct sg_builder *b)
{
    static const struct {
        const char *platform, *account, *url, *refs, *objects;
    } row[] = {
        { "", "", "https://twitter.com/alpha/status/12", "", "" },
        { "web", "Clerk", "https://www.example.org/story?utm_source=x",
          "quote\turl\thttps://twitter.com/alpha/status/12\t", "" },
        { "", "", "no address",
          "reply\turl\thttps://b\xc3\xbc"
          "cher.example/x\t\nreply\turl\tno address\t",
          "" },
        { "Forum", "beta", "", "reply\t\t\tgamma", "url:https://pastebin.com/abcdefgh" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_builder_number(b, SG_P_TIME, 5);
        sg_builder_text(b, SG_P_PLATFORM, sg_str(row[i].platform));
        sg_builder_text(b, SG_P_ACCOUNT, sg_str(row[i].account));
        sg_builder_text(b, SG_P_URL, sg_str(row[i].url));
        sg_builder_text(b, SG_P_REFS, sg_str(row[i].refs));
        sg_builder_text(b, SG_P_OBJECTS, sg_str(row[i].objects));
        sg_builder_number(b, SG_P_ROW, (int64_t)i + 1);
        sg_builder_end_row(b);
    }
}

static void give_text(const struct ArrowArray *rows, size_t column)
{
    for (int64_t i = 0; i < sg_batch_rows(rows); i++) {
        struct sg_str s = sg_batch_text(rows, column, i);
        give(s.data, s.len);
        give("\n", 1);
    }
}

static bool prepare(void)
{
    struct sg_builder posts = { 0 };
    struct sg_preparer *p = NULL;
    struct sg_prepared rows = { 0 };
    sg_auto_batch read = { 0 };
    size_t left = good_calls;
    good_calls = SIZE_MAX;
    assert_int_equal(sg_builder_init(&posts, &sg_post_table, NULL), SG_OK);
    put_posts(&posts);
    assert_int_equal(sg_builder_finish(&posts, &read, NULL), SG_OK);
    assert_int_equal(sg_preparer_new(7, "", &p, NULL), SG_OK);
    good_calls = left;
    enum sg_code code = sg_prepare(p, &read, 0, &rows, NULL);
    if (code == SG_OK) {
        enum { DERIVED_PLATFORM = 1, DERIVED_ID = 2 };
        give_text(&rows.derived, DERIVED_PLATFORM);
        give_text(&rows.derived, DERIVED_ID);
        give_text(&rows.links, SG_SL_PLATFORM);
        give_text(&rows.links, SG_SL_ID);
        give_text(&rows.objects, SG_SO_VALUE);
    } else {
        assert_int_equal(code, SG_ENOMEM);
    }
    sg_prepared_release(&rows);
    sg_preparer_free(p);
    sg_builder_release(&posts);
    return code == SG_OK;
}

static void test_posts_and_links_bear_their_names_or_it_fails(void **state)
{
    (void)state;
    starve("posts", prepare);
    n_gave = 0;
    assert_true(prepare());
    gave[n_gave] = '\0';
    assert_string_equal(gave, "twitter\nweb\nweb\nforum\n"
                              "12\nhttps://example.org/story\n\n\n"
                              "twitter\nweb\nforum\npastebin\n"
                              "12\nhttps://xn--bcher-kva.example/x\n\nabcdefgh\n"
                              "https://pastebin.com/abcdefgh\npastebin.com\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_posts_and_links_bear_their_names_or_it_fails) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
