/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <sys/stat.h>

#include "base/hash.h"
#include "casefile_folder.h"

static void append(struct sg_case *c, const char *action, const char *details)
{
    struct sg_err err;
    if (sg_custody_append(c, action, sg_str(details), &err) != SG_OK) fail_msg("%s", err.text);
}

/* A finding as a command keeps it: the file, then the line. */
static void keep_by(struct sg_case *c, const char *action, const char *name, const char *bytes)
{
    struct sg_err err = { 0 };
    sg_auto_buf relative = { 0 };
    char hex[SG_SHA256_HEX], details[400];
    if (sg_case_finding_write(c, name, sg_str(bytes), &relative, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(sg_sha256_of(bytes, strlen(bytes), hex, &err), SG_OK);
    snprintf(details, sizeof details, "{\"finding\":\"%s\",\"finding_sha256\":\"%s\"}", sg_buf_cstr(&relative), hex);
    append(c, action, details);
}

static void keep(struct sg_case *c, const char *name, const char *bytes)
{
    keep_by(c, "coordination", name, bytes);
}

static void collect(void *ctx, const char *sentence)
{
    sg_buf_text(ctx, sentence);
    sg_buf_char(ctx, '\n');
}

static struct sg_case_findings list(struct sg_case *c, struct sg_buf *notices)
{
    struct sg_err err = { 0 };
    struct sg_case_findings f = { 0 };
    sg_buf_clear(notices);
    if (sg_case_findings(c, "coordination", collect, notices, &f, &err) != SG_OK) fail_msg("%s", err.text);
    return f;
}

static size_t n_problems(struct sg_case *c, enum sg_custody_problem expected)
{
    struct sg_err err = { 0 };
    struct sg_custody_report r = { 0 };
    if (sg_custody_verify(c, NULL, &r, &err) != SG_OK) fail_msg("%s", err.text);
    size_t n = r.n_findings;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(r.findings[i].problem, expected);
    sg_custody_report_release(&r);
    return n;
}

static void test_the_newest_comes_first_and_knows_what_came_after(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_buf notices = { 0 };
    assert_int_equal(list(c, &notices).n, 0);
    keep(c, "coordination-1.json", "{}");
    append(c, "add", "{\"path\":\"/nowhere/a.csv\",\"sha256\":\"x\"}");
    append(c, "add", "{\"path\":\"/nowhere/a.csv\",\"sha256\":\"x\",\"is_known\":true}");
    append(c, "origin", "{\"query\":\"#x\"}");
    keep(c, "coordination-2.json", "{\"a\":1}");
    sg_auto_findings f = list(c, &notices);
    assert_int_equal(f.n, 2);
    assert_string_equal(sg_path_name(f.items[0].path), "coordination-2.json");
    assert_int_equal(f.items[0].n_sources_after, 0);
    assert_int_equal(f.items[1].n_sources_after, 1);
    assert_int_equal(f.items[1].line, 2);
    assert_int_equal(notices.len, 0);
    sg_case_free(c);
    folder_free(folder);
}

static void test_asking_again_replaces_the_finding(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_buf notices = { 0 };
    keep(c, "coordination-1.json", "{}");
    keep(c, "coordination-1.json", "{\"more\":1}");
    sg_auto_findings f = list(c, &notices);
    assert_int_equal(f.n, 1);
    assert_int_equal(f.items[0].line, 3);
    assert_int_equal(notices.len, 0); /* the first line's bytes are gone, as they should be */
    assert_int_equal(n_problems(c, SG_CUSTODY_CHANGED), 0);
    sg_case_free(c);
    folder_free(folder);
}

static void test_what_changed_or_is_gone_is_passed_over_and_told(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_buf notices = { 0 };
    keep(c, "coordination-1.json", "{}");
    keep(c, "coordination-2.json", "{}");
    free(file_in(folder, "findings/coordination-1.json", "{ }"));
    assert_int_equal(n_problems(c, SG_CUSTODY_CHANGED), 1);
    sg_auto_findings f = list(c, &notices);
    assert_int_equal(f.n, 1);
    assert_non_null(strstr(sg_buf_cstr(&notices), "findings/coordination-1.json: passed over: the file is not what"));
    sg_auto_char gone = sg_path_join(folder, "findings/coordination-1.json");
    assert_int_equal(unlink(gone), 0);
    assert_int_equal(n_problems(c, SG_CUSTODY_MISSING), 1);
    sg_auto_findings left = list(c, &notices);
    assert_int_equal(left.n, 1);
    assert_non_null(strstr(sg_buf_cstr(&notices), "the file is gone"));
    sg_case_free(c);
    folder_free(folder);
}

static void test_a_pipe_or_a_device_in_a_findings_place_is_passed_over(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_buf notices = { 0 };
    keep(c, "coordination-1.json", "{}");
    keep(c, "coordination-2.json", "{}");
    sg_auto_char pipe = sg_path_join(folder, "findings/coordination-1.json");
    sg_auto_char link = sg_path_join(folder, "findings/coordination-2.json");
    assert_int_equal(unlink(pipe), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink("/dev/zero", link), 0);
    alarm(60); /* nobody ever writes into that pipe */
    sg_auto_findings f = list(c, &notices);
    alarm(0);
    assert_int_equal(f.n, 0);
    assert_non_null(strstr(sg_buf_cstr(&notices), "coordination-1.json: passed over: it is no file"));
    assert_non_null(strstr(sg_buf_cstr(&notices), "coordination-2.json: passed over: it is no file"));
    sg_case_free(c);
    folder_free(folder);
}

static void test_a_line_leads_to_no_file_outside_the_findings(void **state)
{
    (void)state;
    static const char *const names[] = { "case.json",           "findings/../case.json", "/etc/passwd", "findings/",
                                         "findings/.hidden",    "findings/a/b",          "",            "../x",
                                         "findings/a\\u0000b" };
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_buf notices = { 0 };
    for (size_t i = 0; i < ROWS(names); i++) {
        char details[300];
        snprintf(details, sizeof details, "{\"finding\":\"%s\",\"finding_sha256\":\"%064d\"}", names[i], 0);
        append(c, "coordination", details);
    }
    append(c, "coordination", "{\"finding\":7,\"finding_sha256\":\"x\"}");
    append(c, "coordination", "{\"finding\":\"findings/a.json\",\"finding_sha256\":\"short\"}");
    assert_int_equal(list(c, &notices).n, 0);
    assert_int_equal(notices.len, 0);
    sg_case_free(c);
    folder_free(folder);
}

static void test_what_is_kept_tells_who_made_it_when_and_what_came_after(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_time began = sg_time_now();
    sg_auto_buf notices = { 0 }, out = { 0 };
    struct sg_err err = { 0 };
    keep_by(c, "indicators", "indicators-1.json", "{}");
    keep(c, "coordination-1.json", "{}");
    keep_by(c, "leak verify", "leak-1.json", "{}");
    keep_by(c, "lookalike", "lookalike-1.json", "{}");
    append(c, "leak add", "{\"path\":\"/nowhere/a\",\"sha256\":\"x\"}");
    keep_by(c, "lookalike", "lookalike-2.json", "{\"a\":2}");
    keep(c, "coordination-2.json", "{\"a\":1}");
    keep_by(c, "origin", "origin-1.json", "{}");
    sg_auto_findings kept = { 0 };
    assert_int_equal(sg_case_kept(c, collect, &notices, &kept, &err), SG_OK);
    assert_int_equal(notices.len, 0);
    static const struct {
        const char *name, *kind, *action, *anew;
        uint64_t line, n_after;
    } row[] = {
        { "coordination-2.json", "coordination", "coordination", "sillage coordination", 8, 0 },
        { "coordination-1.json", "coordination", "coordination", "sillage coordination", 3, 1 },
        { "leak-1.json", "leak", "leak verify", "sillage leak verify", 4, 1 },
        { "lookalike-2.json", "lookalikes", "lookalike", "sillage lookalike", 7, 0 },
        { "indicators-1.json", "indicators", "indicators", "sillage indicators FEED", 2, 1 },
    };
    assert_int_equal(kept.n, ROWS(row));
    struct sg_json_out j = sg_json_out(&out, false);
    sg_json_object(&j);
    sg_case_kept_json(&kept, &j);
    sg_json_object_end(&j);
    const char *json = sg_buf_cstr(&out);
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct sg_case_finding *f = &kept.items[i];
        assert_string_equal(sg_path_name(f->path), row[i].name);
        assert_string_equal(f->kind->name, row[i].kind);
        assert_string_equal(f->kind->action, row[i].action);
        assert_int_equal(f->line, row[i].line);
        assert_int_equal(f->n_sources_after, row[i].n_after);
        assert_true(f->made >= began - SG_SECOND && f->made <= sg_time_now());
        sg_auto_buf expected = { 0 };
        char at[SG_TIME_TEXT];
        sg_time_format(f->made, at);
        sg_buf_printf(&expected,
                      "{\"kind\":\"%s\",\"command\":\"%s\",\"made\":\"%s\",\"file\":\"findings/%s\",\"sha256\":\"%s\","
                      "\"line\":%d,\"sources_added\":%d,\"anew\":\"%s\"}",
                      row[i].kind, row[i].action, at, row[i].name, f->sha256, (int)row[i].line,
                      (int)row[i].n_after, row[i].anew);
        json = strstr(json, sg_buf_cstr(&expected));
        if (!json) fail_msg("%s is not where it belongs in %s", sg_buf_cstr(&expected), sg_buf_cstr(&out));
    }
    sg_case_free(c);
    folder_free(folder);
}

/* Of look-alikes the newest alone is used: what is older is not read, and of a newest that is gone that is told. */
static void test_behind_the_newest_that_is_whole_nothing_is_looked_at(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    struct sg_err err = { 0 };
    const char *const names[] = { "lookalike-1.json", "lookalike-2.json", "lookalike-3.json" };
    for (size_t i = 0; i < ROWS(names); i++)
        keep_by(c, "lookalike", names[i], "{}");
    for (size_t n_gone = 0; n_gone < 2; n_gone++) { /* the oldest, then the newest as well */
        sg_auto_buf notices = { 0 };
        sg_auto_findings kept = { 0 };
        sg_auto_char kept_in = sg_case_path(c, SG_FINDINGS_FOLDER);
        sg_auto_char path = sg_path_join(kept_in, names[n_gone * 2]);
        assert_int_equal(remove(path), 0);
        assert_int_equal(sg_case_kept(c, collect, &notices, &kept, &err), SG_OK);
        assert_int_equal(kept.n, 1);
        assert_string_equal(sg_path_name(kept.items[0].path), names[2 - n_gone]);
        if (n_gone)
            assert_non_null(strstr(sg_buf_cstr(&notices), "lookalike-3.json: passed over"));
        else
            assert_int_equal(notices.len, 0);
    }
    sg_case_free(c);
    folder_free(folder);
}

static void test_a_case_of_which_nothing_was_asked_keeps_nothing(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_findings kept = { 0 };
    assert_int_equal(sg_case_kept(c, NULL, NULL, &kept, NULL), SG_OK);
    assert_int_equal(kept.n, 0);
    sg_auto_buf out = { 0 };
    struct sg_json_out j = sg_json_out(&out, false);
    sg_json_object(&j);
    sg_case_kept_json(&kept, &j);
    sg_json_object_end(&j);
    assert_string_equal(sg_buf_cstr(&out), "{\"findings\":[]}");
    sg_case_free(c);
    folder_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_newest_comes_first_and_knows_what_came_after),
        cmocka_unit_test(test_asking_again_replaces_the_finding),
        cmocka_unit_test(test_what_changed_or_is_gone_is_passed_over_and_told),
        cmocka_unit_test(test_a_pipe_or_a_device_in_a_findings_place_is_passed_over),
        cmocka_unit_test(test_a_line_leads_to_no_file_outside_the_findings),
        cmocka_unit_test(test_what_is_kept_tells_who_made_it_when_and_what_came_after),
        cmocka_unit_test(test_behind_the_newest_that_is_whole_nothing_is_looked_at),
        cmocka_unit_test(test_a_case_of_which_nothing_was_asked_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
