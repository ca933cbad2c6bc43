/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>
#include <unistd.h>

#include "casefile_folder.h"
#include "server/watch.h"

static void append(const char *folder, const char *action)
{
    struct sg_case *c = NULL;
    struct sg_err err;
    assert_int_equal(sg_case_open(folder, &c, &err), SG_OK);
    assert_int_equal(sg_custody_append(c, action, sg_str("{}"), &err), SG_OK);
    sg_case_free(c);
}

static void test_asking_is_no_change_and_writing_is(void **state)
{
    const char *folder = *state;
    struct sg_watch w;
    struct sg_err err;
    assert_int_equal(sg_watch_init(&w, folder, &err), SG_OK);
    uint64_t before = sg_watch_look(&w);
    assert_int_equal(sg_watch_look(&w), before);
    static const char *const asking[] = { "origin", "map", "report", "serve", "serve story", "serve map" };
    for (size_t i = 0; i < ROWS(asking); i++) {
        append(folder, asking[i]);
        assert_int_equal(sg_watch_look(&w), before);
    }
    static const char *const writing[] = { "add", "calendar add", "calendar remove", "torn line", "what comes later" };
    for (size_t i = 0; i < ROWS(writing); i++) {
        append(folder, writing[i]);
        append(folder, "origin"); /* behind it, before anybody looks */
        assert_int_equal(sg_watch_look(&w), before + 1 + i);
        assert_int_equal(sg_watch_look(&w), before + 1 + i);
    }
    sg_watch_release(&w);
}

static void test_a_writer_is_seen_before_it_notes_anything(void **state)
{
    const char *folder = *state;
    struct sg_watch w;
    struct sg_err err;
    assert_int_equal(sg_watch_init(&w, folder, &err), SG_OK);
    uint64_t before = sg_watch_look(&w);
    struct sg_case *c = NULL;
    assert_int_equal(sg_case_open(folder, &c, &err), SG_OK);
    assert_int_equal(sg_case_lock(c, NULL, NULL, &err), SG_OK);
    assert_int_equal(sg_watch_look(&w), before + 1);
    sg_case_free(c);
    assert_int_equal(sg_watch_look(&w), before + 1);
    sg_watch_release(&w);
}

static void test_a_log_that_was_cut_or_replaced_is_a_change(void **state)
{
    const char *folder = *state;
    struct sg_watch w;
    struct sg_err err;
    append(folder, "origin");
    assert_int_equal(sg_watch_init(&w, folder, &err), SG_OK);
    uint64_t before = sg_watch_look(&w);
    assert_int_equal(truncate(w.custody, 10), 0);
    assert_int_equal(sg_watch_look(&w), before + 1);
    assert_int_equal(unlink(w.custody), 0);
    assert_int_equal(sg_watch_look(&w), before + 2);
    append(folder, "origin");
    assert_int_equal(sg_watch_look(&w), before + 3);
    sg_watch_release(&w);
}

static int set_up(void **state)
{
    char *folder = folder_new();
    sg_case_free(case_in(folder));
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    folder_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_asking_is_no_change_and_writing_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_writer_is_seen_before_it_notes_anything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_log_that_was_cut_or_replaced_is_a_change, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
