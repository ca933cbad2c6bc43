/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "casefile_folder.h"

static void test_a_new_case_keeps_what_it_was_given(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    struct sg_case *c = NULL;
    assert_int_equal(sg_case_init(folder, "Une affaire \"étrange\"", "http://u:p@host:8123/db", &err), SG_OK);
    assert_int_equal(sg_case_open(folder, &c, &err), SG_OK);
    assert_string_equal(c->title, "Une affaire \"étrange\"");
    assert_string_equal(c->store_url, "http://u:p@host:8123/db");
    assert_int_equal(c->version, SG_CASE_VERSION);
    assert_int_equal(c->n_calendar, 0);
    assert_true(c->created > 0);
    struct stat st;
    sg_auto_char file = sg_case_path(c, "case.json");
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 077, 0); /* it holds a password */
    sg_case_free(c);
    folder_free(folder);
}

static void test_a_case_is_refused_inside_another(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    sg_case_free(case_in(folder));
    assert_int_equal(sg_case_init(folder, "again", NULL, &err), SG_EEXIST);
    sg_auto_char below = sg_path_join(folder, "not/there/yet");
    assert_int_equal(sg_case_init(below, "inside", NULL, &err), SG_EEXIST);
    assert_non_null(strstr(err.text, folder));
    assert_false(sg_fs_exists(below));
    folder_free(folder);
}

static void test_bad_store_addresses_are_refused(void **state)
{
    (void)state;
    static const char *const urls[] = { "", "host:8123", "ftp://host/", "http://ho st/", "http://host/\n" };
    for (size_t i = 0; i < ROWS(urls); i++) {
        char *folder = folder_new();
        struct sg_err err;
        assert_int_equal(sg_case_init(folder, "t", urls[i], &err), SG_EUSAGE);
        folder_free(folder);
    }
}

static void test_a_case_is_found_from_a_folder_below(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    struct sg_case *c = NULL;
    sg_case_free(case_in(folder));
    sg_auto_char below = sg_path_join(folder, "a/b");
    sg_auto_char before = getcwd(NULL, 0);
    assert_int_equal(sg_fs_mkdir(below, &err), SG_OK);
    assert_int_equal(chdir(below), 0);
    assert_int_equal(sg_case_open(NULL, &c, &err), SG_OK);
    sg_auto_char real = realpath(folder, NULL);
    assert_string_equal(c->folder, real);
    sg_case_free(c);
    c = NULL;
    assert_int_equal(sg_case_open(below, &c, &err), SG_ENOTFOUND); /* a named folder is taken at its word */
    assert_null(c);
    assert_int_equal(chdir(before), 0);
    folder_free(folder);
}

static void test_a_damaged_description_is_an_error_with_its_file(void **state)
{
    (void)state;
    static const struct {
        const char *json, *says;
    } row[] = {
        { "", "case.json" },
        { "{", "case.json" },
        { "[]", "not the description" },
        { "{\"format\":\"other\",\"version\":1}", "not the description" },
        { "{\"format\":\"sillage-case\",\"version\":0}", "version" },
        { "{\"format\":\"sillage-case\",\"version\":\"1\"}", "version" },
        { "{\"format\":\"sillage-case\",\"version\":2}", "format version 2" },
        { "{\"format\":\"sillage-case\",\"version\":9000000000}", "format version 9000000000" },
        { "{\"format\":\"sillage-case\",\"version\":1,\"title\":\"t\",\"created\":\"noon\"}", "time" },
        { "{\"format\":\"sillage-case\",\"version\":1,\"title\":\"t\",\"created\":\"2017-05-05\",\"calendar\":[1]}",
          "time" },
        { "{\"format\":\"sillage-case\",\"version\":1,\"created\":\"2017-05-05\",\"calendar\":[{\"name\":\"x\","
          "\"from\":"
          "\"2017-05-05\",\"to\":\"2017-05-04\"}]}",
          "ends early" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char *folder = folder_new();
        struct sg_err err;
        struct sg_case *c = NULL;
        sg_auto_char file = file_in(folder, "case.json", row[i].json);
        if (sg_case_open(folder, &c, &err) != SG_EINPUT || c || !strstr(err.text, row[i].says) ||
            !strstr(err.text, file))
            fail_msg("row %zu: %s", i, err.text);
        folder_free(folder);
    }
}

static void test_a_newer_case_names_both_versions(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    struct sg_case *c = NULL;
    sg_auto_char file = file_in(folder, "case.json", "{\"format\":\"sillage-case\",\"version\":7}");
    assert_int_equal(sg_case_open(folder, &c, &err), SG_EINPUT);
    assert_non_null(strstr(err.text, "version 7"));
    assert_non_null(strstr(err.text, "up to 1"));
    folder_free(folder);
}

static void test_the_calendar_is_kept_in_time_order_and_by_name(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    struct sg_case *c = case_in(folder), *again = NULL;
    assert_int_equal(sg_case_calendar_add(c, "silence", 200 * SG_SECOND, 300 * SG_SECOND, &err), SG_OK);
    assert_int_equal(sg_case_calendar_add(c, "debate", 100 * SG_SECOND, 100 * SG_SECOND, &err), SG_OK);
    assert_int_equal(sg_case_calendar_add(c, "silence", 50 * SG_SECOND, 300 * SG_SECOND, &err), SG_OK);
    assert_int_equal(sg_case_calendar_add(c, "", 1, 2, &err), SG_EUSAGE);
    assert_int_equal(sg_case_calendar_add(c, "\xff", 1, 2, &err), SG_EUSAGE);
    assert_int_equal(sg_case_calendar_add(c, "backwards", 2, 1, &err), SG_EUSAGE);
    assert_int_equal(sg_case_open(folder, &again, &err), SG_OK);
    assert_int_equal(again->n_calendar, 2);
    assert_string_equal(again->calendar[0].name, "silence");
    assert_int_equal(again->calendar[0].from, 50 * SG_SECOND);
    assert_string_equal(again->calendar[1].name, "debate");
    /* What another program added meanwhile is not lost. */
    assert_int_equal(sg_case_calendar_add(again, "server outage", 10 * SG_SECOND, 20 * SG_SECOND, &err), SG_OK);
    assert_int_equal(sg_case_calendar_remove(c, "debate", &err), SG_OK);
    assert_int_equal(c->n_calendar, 2);
    assert_string_equal(c->calendar[0].name, "server outage");
    assert_int_equal(sg_case_calendar_remove(c, "debate", &err), SG_ENOTFOUND);
    sg_case_free(c);
    sg_case_free(again);
    folder_free(folder);
}

struct waited {
    int calls;
    char who[128];
};
static void note_waiting(void *ctx, const char *who)
{
    struct waited *w = ctx;
    w->calls++;
    snprintf(w->who, sizeof w->who, "%s", who);
}

static void test_a_second_writer_waits_and_is_told_for_whom(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_err err;
    sg_case_free(case_in(folder));
    int held[2], done[2];
    assert_int_equal(pipe(held), 0);
    assert_int_equal(pipe(done), 0);
    pid_t child = fork();
    if (child == 0) {
        struct sg_case *c = NULL;
        char byte = 0;
        if (sg_case_open(folder, &c, &err) != SG_OK) _exit(1);
        c->holder = "sillage add";
        if (sg_case_lock(c, NULL, NULL, &err) != SG_OK || write(held[1], "x", 1) != 1) _exit(1);
        if (read(done[0], &byte, 1) != 1) _exit(1);
        _exit(0); /* without unlocking: the lock dies with the process */
    }
    char byte;
    assert_int_equal(read(held[0], &byte, 1), 1);
    struct sg_case *c = NULL;
    assert_int_equal(sg_case_open(folder, &c, &err), SG_OK);
    assert_true(sg_case_is_locked(c));
    assert_int_equal(write(done[1], "x", 1), 1);
    struct waited waited = { 0 };
    assert_int_equal(sg_case_lock(c, note_waiting, &waited, &err), SG_OK);
    char expected[128];
    snprintf(expected, sizeof expected, "sillage add, process %ld", (long)child);
    if (waited.calls) assert_string_equal(waited.who, expected); /* the child may have gone first */
    assert_true(waited.calls <= 1);
    sg_case_unlock(c);
    assert_false(sg_case_is_locked(c));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    sg_case_free(c);
    folder_free(folder);
    for (int i = 0; i < 2; i++) {
        close(held[i]);
        close(done[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_case_keeps_what_it_was_given),
        cmocka_unit_test(test_a_case_is_refused_inside_another),
        cmocka_unit_test(test_bad_store_addresses_are_refused),
        cmocka_unit_test(test_a_case_is_found_from_a_folder_below),
        cmocka_unit_test(test_a_damaged_description_is_an_error_with_its_file),
        cmocka_unit_test(test_a_newer_case_names_both_versions),
        cmocka_unit_test(test_the_calendar_is_kept_in_time_order_and_by_name),
        cmocka_unit_test(test_a_second_writer_waits_and_is_told_for_whom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
