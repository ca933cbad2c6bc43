/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "casefile_folder.h"
#include "planted_finding.h"
#include "report/coordination.h"
#include "server/found.h"

static const struct sg_page_options options = { .kind = SG_PAGE_LIVE, .seed = 1, .made = SG_TIME_NONE };

struct asking {
    struct sg_case *c;
    struct sg_found *found;
};

static struct asking begin(const char *folder)
{
    struct asking a = { 0 };
    struct sg_err err;
    assert_int_equal(sg_case_open(folder, &a.c, &err), SG_OK);
    assert_int_equal(sg_found_new(&options, folder, &a.found, &err), SG_OK);
    return a;
}

static void end(struct asking *a)
{
    sg_found_free(a->found);
    sg_case_free(a->c);
}

static struct sg_found_state *hold(const struct asking *a)
{
    struct sg_found_state *s = NULL;
    struct sg_err err = { 0 };
    if (sg_found_hold(a->found, a->c, &s, &err) != SG_OK) fail_msg("%s", err.text);
    return s;
}

static void write_file(const struct asking *a, const char *name, struct sg_str bytes)
{
    sg_auto_buf relative = { 0 };
    assert_int_equal(sg_case_finding_write(a->c, name, bytes, &relative, NULL), SG_OK);
}

static void note(const struct asking *a, const char *name, struct sg_str bytes)
{
    char hex[SG_SHA256_HEX], details[256];
    assert_int_equal(sg_sha256_of(bytes.data, bytes.len, hex, NULL), SG_OK);
    snprintf(details, sizeof details, "{\"finding\":\"findings/%s\",\"finding_sha256\":\"%s\"}", name, hex);
    assert_int_equal(sg_custody_append(a->c, "coordination", sg_str(details), NULL), SG_OK);
}

static void write_planted(struct sg_buf *out)
{
    struct sg_coordination *c = planted_finding();
    const struct sg_coordination_report_options o = { .only_significant = true };
    struct sg_err err = { 0 };
    if (sg_report_coordination_json(c, &o, out, &err) != SG_OK) fail_msg("%s", err.text);
    sg_coordination_free(c);
}

/* As if it had been written long ago. */
static void age(const struct asking *a)
{
    sg_auto_char folder = sg_case_path(a->c, SG_FINDINGS_FOLDER);
    const struct timespec times[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
    assert_int_equal(utimensat(AT_FDCWD, folder, times, 0), 0);
}

static void test_a_case_without_findings(void **state)
{
    struct asking a = begin(*state);
    struct sg_found_state *first = hold(&a), *second = hold(&a);
    assert_int_equal(sg_found_in(first)->n, 0);
    assert_int_equal(sg_found_kept(first)->n, 0);
    assert_true(first == second && sg_found_is_lasting(first));
    sg_found_drop(first);
    sg_found_drop(second);
    end(&a);
}

static void test_a_finding_that_comes_is_found_and_kept(void **state)
{
    struct asking a = begin(*state);
    struct sg_found_state *before = hold(&a);
    sg_auto_buf json = { 0 };
    write_planted(&json);
    write_file(&a, "one.json", sg_buf_view(&json));
    struct sg_found_state *between = hold(&a); /* its line is not in the log yet */
    assert_int_equal(sg_found_in(between)->n, 0);
    assert_false(sg_found_is_lasting(between));
    note(&a, "one.json", sg_buf_view(&json));
    struct sg_found_state *after = hold(&a);
    assert_int_equal(sg_found_in(after)->n, 1);
    assert_int_equal(sg_found_kept(after)->n, 1);
    assert_string_equal(sg_path_name(sg_found_kept(after)->items[0].path), "one.json");
    assert_int_equal(sg_found_in(before)->n, 0); /* who holds it still may */
    assert_int_equal(sg_found_kept(before)->n, 0);
    sg_found_drop(before);
    sg_found_drop(between);
    sg_found_drop(after);
    age(&a);
    struct sg_found_state *old = hold(&a), *again = hold(&a);
    assert_true(old == again && sg_found_is_lasting(old)); /* not read again */
    assert_int_equal(sg_found_in(old)->n, 1);
    assert_int_equal(sg_found_in(old)->known.n, PLANTED_STEPPERS);
    char hex[SG_SHA256_HEX];
    assert_int_equal(sg_sha256_of(json.data, json.len, hex, NULL), SG_OK);
    assert_string_equal(sg_found_in(old)->known.finding, hex);
    assert_null(memmem(sg_found_in(old)->items[0].json.data, sg_found_in(old)->items[0].json.len, "quiet_jane", 10));
    sg_found_drop(old);
    sg_found_drop(again);
    end(&a);
}

static void test_what_cannot_be_read_is_passed_over(void **state)
{
    struct asking a = begin(*state);
    static const char *const bad[] = { "{\"format\": 1, \"pairs\": 7}", "[", "", "{\"format\":2}" };
    sg_auto_buf json = { 0 };
    write_planted(&json);
    write_file(&a, "good.json", sg_buf_view(&json));
    note(&a, "good.json", sg_buf_view(&json));
    for (size_t i = 0; i < ROWS(bad); i++) {
        char name[16];
        snprintf(name, sizeof name, "bad%zu.json", i);
        write_file(&a, name, sg_str(bad[i]));
        note(&a, name, sg_str(bad[i]));
    }
    struct sg_found_state *s = hold(&a);
    assert_int_equal(sg_found_in(s)->n, 1);
    sg_found_drop(s);
    end(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_case_without_findings, case_set_up, case_tear_down),
        cmocka_unit_test_setup_teardown(test_a_finding_that_comes_is_found_and_kept, case_set_up, case_tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read_is_passed_over, case_set_up, case_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
