/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/post.h"

#include "base/hash.h"
#include "unit.h"

static void test_kinds_are_known_by_the_names_that_exports_use(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum sg_post_kind kind;
    } row[] = {
        { "post", SG_POST },     { "", SG_POST },         { "Retweet", SG_REPOST },   { "R", SG_REPOST },
        { "boost", SG_REPOST },  { "Q", SG_QUOTE },       { "replied_to", SG_REPLY }, { "article", SG_ARTICLE },
        { "banana", SG_POST_KINDS },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(sg_post_kind_from(sg_str(row[i].name)), row[i].kind);
    for (int k = 0; k < SG_POST_KINDS; k++)
        assert_int_equal(sg_post_kind_from(sg_str(sg_post_kind_name((enum sg_post_kind)k))), k);
}

static void test_an_identity_depends_on_every_part_of_a_name(void **state)
{
    (void)state;
    assert_int_equal(sg_post_identity(sg_str("twitter"), sg_str("1")), sg_siphash("twitter\n1", 9));
    assert_int_not_equal(sg_post_identity(sg_str("twitter"), sg_str("1")),
                         sg_post_identity(sg_str("twitte"), sg_str("r1")));
    assert_int_not_equal(sg_post_identity_of_row(1, 2, sg_str("a"), false),
                         sg_post_identity_of_row(1, 2, sg_str("a"), true));
    assert_int_not_equal(sg_object_identity(SG_OBJECT_HASHTAG, sg_str("x")),
                         sg_object_identity(SG_OBJECT_MENTION, sg_str("x")));
}

static void test_an_account_key_ignores_case_and_tells_platforms_apart(void **state)
{
    (void)state;
    sg_auto_buf key = { 0 };
    sg_account_key(&key, sg_str("twitter"), sg_str("WikiLeaks"));
    assert_string_equal(sg_buf_cstr(&key), "twitter/wikileaks");
}

static void test_the_columns_and_their_numbers_agree(void **state)
{
    (void)state;
    static const struct {
        const struct sg_table *table;
        size_t column;
        const char *name;
    } row[] = {
        { &sg_post_table, SG_P_AUDIENCE, "audience" },      { &sg_post_table, SG_P_MEMBER, "member" },
        { &sg_store_posts, SG_SP_FINGERPRINT, "fingerprint" }, { &sg_store_posts, SG_SP_BATCH, "batch" },
        { &sg_store_links, SG_SL_BATCH, "batch" },          { &sg_store_objects, SG_SO_BATCH, "batch" },
        { &sg_store_sources, SG_SS_AT, "at" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(row[i].table->fields[row[i].column].name, row[i].name);
    assert_int_equal(sg_post_table.n_fields, SG_P_COLUMNS);
    assert_int_equal(sg_store_posts.n_fields, SG_SP_COLUMNS);
    assert_int_equal(sg_store_links.n_fields, SG_SL_COLUMNS);
    assert_int_equal(sg_store_objects.n_fields, SG_SO_COLUMNS);
    assert_int_equal(sg_store_sources.n_fields, SG_SS_COLUMNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_are_known_by_the_names_that_exports_use),
        cmocka_unit_test(test_an_identity_depends_on_every_part_of_a_name),
        cmocka_unit_test(test_an_account_key_ignores_case_and_tells_platforms_apart),
        cmocka_unit_test(test_the_columns_and_their_numbers_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
