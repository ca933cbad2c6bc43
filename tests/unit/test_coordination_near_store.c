/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Near texts from the store's rows: the embedded engine, or a ClickHouse server when SILLAGE_TEST_URL names one. */
#include "unit.h"

#include "coordination/coordination_internal.h"
#include "model/post.h"
#include "store_in_folder.h"

#define CAT "the cat sat on the mat and looked at the old dog"
enum { SOURCE = 90 };

/* Not in the order of time. */
static const struct {
    const char *account, *text;
    sg_time at; /* seconds */
    enum sg_post_kind kind;
    unsigned flags;
} rows[] = {
    { "ben", CAT " again", 5, SG_POST, 0 },
    { "anna", "The CAT sat on the mat, and looked at the old dog! https://t.co/abcdefghij", 0, SG_POST, 0 },
    { "carl", "RT @anna: " CAT, 6, SG_REPOST, 0 }, /* not in his own name */
    { "dora", CAT " '\\\n\t and so on", 66, SG_QUOTE, 0 },
    { "emil", CAT, 7, SG_POST, SG_POST_SUMMARY }, /* nor these */
    { "", CAT, 8, SG_POST, 0 },
    { "ben", "good morning", 9, SG_POST, 0 },
    { "fritz", CAT, -3600, SG_REPLY, 0 },
};

static void put_row(struct sg_builder *b, size_t i)
{
    sg_auto_buf key = { 0 };
    if (rows[i].account[0]) sg_account_key(&key, sg_str("twitter"), sg_str(rows[i].account));
    sg_builder_number(b, SG_SP_POST, (int64_t)i + 1);
    sg_builder_number(b, SG_SP_TIME, rows[i].at * SG_SECOND);
    sg_builder_text(b, SG_SP_PLATFORM, sg_str("twitter"));
    sg_builder_text(b, SG_SP_ACCOUNT, sg_str(rows[i].account));
    sg_builder_text(b, SG_SP_ACCOUNT_KEY, sg_buf_view(&key));
    sg_builder_number(b, SG_SP_KIND, rows[i].kind);
    sg_builder_text(b, SG_SP_TEXT, sg_str(rows[i].text));
    sg_builder_number(b, SG_SP_FLAGS, rows[i].flags);
    sg_builder_number(b, SG_SP_SOURCE, SOURCE);
    sg_builder_number(b, SG_SP_ROW, (int64_t)i + 1);
    sg_builder_end_row(b);
}

static struct layer load(struct sg_store *s, const char *condition, const struct sg_coordination_options *o,
                         struct accounts *accounts)
{
    struct layer l;
    struct sg_err err = { 0 };
    const struct load_request r = { s, sg_str(condition), o };
    if (layer_load(&r, SG_BY_NEAR_TEXT, accounts, &l, &err) != SG_OK) fail_msg("%s", err.text);
    return l;
}

static void test_near_texts_come_from_the_store(void **state)
{
    struct accounts accounts = { 0 };
    struct sg_coordination_options o;
    sg_coordination_options_default(&o);
    struct layer l = load(*state, "", &o, &accounts);
    sg_auto_buf key = { 0 };
    sg_account_key(&key, sg_str("twitter"), sg_str("fritz"));
    assert_int_equal(l.n_events, 4);
    assert_int_equal(l.n_objects, 3); /* anna and fritz say the same */
    assert_int_equal(l.n_without_account, 1);
    assert_int_equal(l.n_short, 1);
    assert_int_equal(l.n_crossings, 1); /* dora is 61 s after ben, and 66 after anna */
    assert_true(accounts.identity[0] == sg_account_identity(sg_buf_view(&key))); /* the first in time */
    layer_release(&l);
    o.window = 61 * SG_SECOND;
    l = load(*state, "", &o, &accounts);
    assert_int_equal(l.n_crossings, 2);
    layer_release(&l);
    o.window = SG_SECOND;
    o.sweeps = true; /* up to an hour */
    l = load(*state, "", &o, &accounts);
    assert_int_equal(l.n_crossings, 3);
    layer_release(&l);
    accounts_release(&accounts);
}

static void test_near_texts_of_a_part(void **state)
{
    struct accounts accounts = { 0 };
    struct sg_coordination_options o;
    sg_coordination_options_default(&o);
    struct layer l = load(*state, "account = 'anna' OR account = 'ben' AND time > 0", &o, &accounts);
    assert_int_equal(l.n_events, 2);
    assert_int_equal(l.n_crossings, 1);
    layer_release(&l);
    l = load(*state, "account = 'nobody'", &o, &accounts);
    assert_int_equal(l.n_events + l.n_objects + l.n_crossings, 0);
    layer_release(&l);
    accounts_release(&accounts);
}

static int set_up(void **state)
{
    struct sg_err err;
    struct sg_builder b;
    *state = store_new();
    if (!*state) return -1;
    assert_int_equal(sg_builder_init(&b, &sg_store_posts, &err), SG_OK);
    for (size_t i = 0; i < ROWS(rows); i++)
        put_row(&b, i);
    store_put(*state, &sg_store_posts, &b, SOURCE, 0);
    return 0;
}

static int tear_down(void **state)
{
    return store_end(*state);
}

int main(void)
{
    if (!store_is_there("near texts from the store")) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_texts_come_from_the_store),
        cmocka_unit_test(test_near_texts_of_a_part),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
