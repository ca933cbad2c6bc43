/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

#include "casefile_folder.h"
#include "server/watch.h"

struct looking {
    struct sg_watch watch;
    struct sg_case *c;
};

static struct looking begin(const char *folder)
{
    struct looking l = { 0 };
    struct sg_err err;
    assert_int_equal(sg_case_open(folder, &l.c, &err), SG_OK);
    assert_int_equal(sg_watch_init(&l.watch, folder, &err), SG_OK);
    assert_int_equal(sg_watch_look(&l.watch), 1);
    return l;
}

static void end(struct looking *l)
{
    sg_watch_release(&l->watch);
    sg_case_free(l->c);
}

static void test_asking_is_no_change(void **state)
{
    struct looking l = begin(*state);
    struct sg_err err;
    static const char *const asking[] = { "origin", "map", "report", "serve", "serve story", "what comes later" };
    for (size_t i = 0; i < ROWS(asking); i++) {
        assert_int_equal(sg_custody_append(l.c, asking[i], sg_str("{}"), &err), SG_OK);
        assert_int_equal(sg_watch_look(&l.watch), 1);
    }
    end(&l);
}

static void test_a_writer_is_seen_before_it_notes_anything(void **state)
{
    struct looking l = begin(*state);
    struct sg_err err;
    for (uint64_t i = 2; i < 5; i++) {
        usleep(20000); /* as long as any command takes: a file's time moves in steps of some milliseconds */
        assert_int_equal(sg_case_lock(l.c, NULL, NULL, &err), SG_OK);
        assert_int_equal(sg_watch_look(&l.watch), i);
        sg_case_unlock(l.c);
        assert_int_equal(sg_watch_look(&l.watch), i);
    }
    end(&l);
}

static void test_a_calendar_that_changes_is_a_change(void **state)
{
    struct looking l = begin(*state);
    struct sg_err err;
    assert_int_equal(sg_case_calendar_add(l.c, "a day", 1, 2, &err), SG_OK);
    assert_int_equal(sg_watch_look(&l.watch), 2);
    assert_int_equal(sg_case_calendar_remove(l.c, "a day", &err), SG_OK);
    assert_int_equal(sg_watch_look(&l.watch), 3);
    assert_int_equal(sg_watch_look(&l.watch), 3);
    end(&l);
}

static void test_a_case_that_goes_and_comes_is_a_change(void **state)
{
    struct looking l = begin(*state);
    sg_auto_char path = sg_case_path(l.c, "case.json");
    sg_auto_char other = sg_case_path(l.c, "gone.json");
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(sg_watch_look(&l.watch), 2);
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(sg_watch_look(&l.watch), 3);
    end(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_asking_is_no_change, case_set_up, case_tear_down),
        cmocka_unit_test_setup_teardown(test_a_writer_is_seen_before_it_notes_anything, case_set_up, case_tear_down),
        cmocka_unit_test_setup_teardown(test_a_calendar_that_changes_is_a_change, case_set_up, case_tear_down),
        cmocka_unit_test_setup_teardown(test_a_case_that_goes_and_comes_is_a_change, case_set_up, case_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
