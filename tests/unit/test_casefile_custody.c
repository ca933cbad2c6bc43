/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <sys/wait.h>

#include "base/hash.h"
#include "casefile_folder.h"

static void append(struct sg_case *c, const char *action, const char *details)
{
    struct sg_err err;
    if (sg_custody_append(c, action, sg_str(details), &err) != SG_OK) fail_msg("%s", err.text);
}

/* An "add" entry for a file as it is now. */
static void append_add(struct sg_case *c, const char *path, const char *extra)
{
    struct sg_err err;
    char hex[SG_SHA256_HEX], details[1024];
    assert_int_equal(sg_sha256_file(path, hex, NULL, &err), SG_OK);
    snprintf(details, sizeof details, "{\"path\":\"%s\",\"sha256\":\"%s\"%s}", path, hex, extra);
    append(c, "add", details);
}

static struct sg_custody_report verify(struct sg_case *c)
{
    struct sg_err err;
    struct sg_custody_report r = { 0 };
    if (sg_custody_verify(c, NULL, &r, &err) != SG_OK) fail_msg("%s", err.text);
    return r;
}

static void replace(const char *folder, const char *name, const char *from, const char *to)
{
    sg_auto_char before = contents(folder, name);
    char *at = strstr(before, from);
    assert_non_null(at);
    struct sg_buf after = { 0 };
    sg_buf_add(&after, before, (size_t)(at - before));
    sg_buf_text(&after, to);
    sg_buf_text(&after, at + strlen(from));
    free(file_in(folder, name, sg_buf_cstr(&after)));
    sg_buf_release(&after);
}

static void test_each_line_carries_the_hash_of_the_line_before(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    append(c, "origin", "{\"query\":\"#x\"}");
    append(c, "map", "{\n  \"path\": \"m.svg\"\n}"); /* laid out over lines: kept on one */
    sg_auto_char log = contents(folder, "custody.jsonl");
    char previous[SG_SHA256_HEX];
    memset(previous, '0', 64);
    previous[64] = '\0';
    int n = 0;
    struct sg_err err;
    for (char *line = log; *line; n++) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        assert_non_null(strstr(line, previous));
        assert_int_equal(sg_sha256_of(line, strlen(line), previous, &err), SG_OK);
        line = end + 1;
    }
    assert_int_equal(n, 3);
    char head[SG_SHA256_HEX];
    uint64_t lines;
    assert_int_equal(sg_custody_tail(c, &lines, head, &err), SG_OK);
    assert_int_equal(lines, 3);
    assert_string_equal(head, previous);
    struct sg_custody_report r = verify(c);
    assert_int_equal(r.n_findings, 0);
    assert_int_equal(r.lines, 3);
    assert_string_equal(r.head, head);
    sg_custody_report_release(&r);
    sg_case_free(c);
    folder_free(folder);
}

static void test_details_that_are_no_object_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "[]", "1", "{", "{\"a\":1}{\"b\":2}" };
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_char before = contents(folder, "custody.jsonl");
    for (size_t i = 0; i < ROWS(bad); i++) {
        struct sg_err err;
        if (sg_custody_append(c, "origin", sg_str(bad[i]), &err) == SG_OK) fail_msg("row %zu", i);
    }
    sg_auto_char after = contents(folder, "custody.jsonl");
    assert_string_equal(before, after);
    sg_case_free(c);
    folder_free(folder);
}

static void test_an_edited_line_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        uint64_t line; /* of the first finding */
    } row[] = {
        { "\"query\":\"#first\"", "\"query\":\"#other\"", 3 }, /* line 3 no longer fits line 2 */
        { "\"n\":2", "\"n\":5", 2 },
        { "\"action\":\"origin\"", "\"action\":\"", 2 },
        { "{\"n\":2", "x", 2 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char *folder = folder_new();
        struct sg_case *c = case_in(folder);
        append(c, "origin", "{\"query\":\"#first\"}");
        append(c, "map", "{\"query\":\"#second\"}");
        replace(folder, "custody.jsonl", row[i].from, row[i].to);
        struct sg_custody_report r = verify(c);
        if (r.n_findings == 0 || r.findings[0].problem != SG_CUSTODY_CHAIN || r.findings[0].line != row[i].line)
            fail_msg("row %zu: %zu findings, line %d", i, r.n_findings, r.n_findings ? (int)r.findings[0].line : 0);
        sg_custody_report_release(&r);
        append(c, "origin", "{}"); /* work goes on */
        sg_case_free(c);
        folder_free(folder);
    }
}

static void test_a_missing_line_or_log_is_found(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    append(c, "origin", "{}");
    append(c, "map", "{}");
    sg_auto_char log = contents(folder, "custody.jsonl");
    free(file_in(folder, "custody.jsonl", strchr(log, '\n') + 1)); /* the first line is gone */
    struct sg_custody_report r = verify(c);
    assert_int_equal(r.n_findings, 1);
    assert_int_equal(r.findings[0].line, 1);
    sg_custody_report_release(&r);
    free(file_in(folder, "custody.jsonl", ""));
    r = verify(c);
    assert_int_equal(r.n_findings, 1);
    sg_custody_report_release(&r);
    sg_auto_char path = sg_path_join(folder, "custody.jsonl");
    unlink(path);
    r = verify(c);
    assert_int_equal(r.n_findings, 1);
    sg_custody_report_release(&r);
    sg_case_free(c);
    folder_free(folder);
}

static void test_a_torn_line_is_set_aside_and_told(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_char before = contents(folder, "custody.jsonl");
    struct sg_buf torn = { 0 };
    sg_buf_text(&torn, before);
    sg_buf_text(&torn, "{\"n\":2,\"time\":\"20");
    free(file_in(folder, "custody.jsonl", sg_buf_cstr(&torn)));
    sg_buf_release(&torn);
    struct sg_custody_report r = verify(c);
    assert_int_equal(r.n_findings, 1);
    assert_int_equal(r.findings[0].line, 2);
    sg_custody_report_release(&r);
    append(c, "origin", "{\"query\":\"#x\"}");
    sg_auto_char kept = contents(folder, "custody.torn");
    assert_string_equal(kept, "{\"n\":2,\"time\":\"20\n");
    r = verify(c);
    assert_int_equal(r.n_findings, 0);
    assert_int_equal(r.lines, 3);
    sg_custody_report_release(&r);
    sg_auto_char after = contents(folder, "custody.jsonl");
    assert_non_null(strstr(after, "\"action\":\"torn line\""));
    sg_case_free(c);
    folder_free(folder);
}

static void test_changed_and_missing_sources_are_named(void **state)
{
    (void)state;
    char *folder = folder_new(), *evidence = folder_new();
    struct sg_case *c = case_in(folder);
    sg_auto_char same = file_in(evidence, "same.csv", "a,b\n");
    sg_auto_char changed = file_in(evidence, "changed.csv", "a,b\n1,2\n");
    sg_auto_char gone = file_in(evidence, "gone.csv", "x\n");
    append_add(c, same, "");
    append_add(c, same, ""); /* twice: counted once */
    append_add(c, changed, "");
    append_add(c, gone, "");
    struct sg_custody_report r = verify(c);
    assert_int_equal(r.n_findings, 0);
    assert_int_equal(r.sources, 3);
    sg_custody_report_release(&r);
    free(file_in(evidence, "changed.csv", "a,b\n1,3\n"));
    unlink(gone);
    r = verify(c);
    assert_int_equal(r.n_findings, 2);
    assert_int_equal(r.findings[0].problem, SG_CUSTODY_CHANGED);
    assert_string_equal(r.findings[0].path, changed);
    assert_int_equal(r.findings[0].line, 4);
    assert_int_equal(r.findings[1].problem, SG_CUSTODY_MISSING);
    assert_string_equal(r.findings[1].path, gone);
    sg_custody_report_release(&r);
    sg_case_free(c);
    folder_free(folder);
    folder_free(evidence);
}

static void test_copies_and_lists_of_folders_are_checked(void **state)
{
    (void)state;
    char *folder = folder_new(), *pastes = folder_new();
    struct sg_case *c = case_in(folder);
    struct sg_err err;
    sg_auto_char one = file_in(pastes, "one.txt", "1");
    sg_auto_char two = file_in(pastes, "two words.txt", "2");
    char a[SG_SHA256_HEX], b[SG_SHA256_HEX], list[400], details[800], hash[SG_SHA256_HEX];
    assert_int_equal(sg_sha256_file(one, a, NULL, &err), SG_OK);
    assert_int_equal(sg_sha256_file(two, b, NULL, &err), SG_OK);
    snprintf(list, sizeof list, "%s  one.txt\n%s  two words.txt\n", a, b);
    free(file_in(folder, "inputs/list", list));
    assert_int_equal(sg_sha256_of(list, strlen(list), hash, &err), SG_OK);
    snprintf(details, sizeof details, "{\"path\":\"%s\",\"sha256\":\"%s\",\"manifest\":\"inputs/list\"}", pastes, hash);
    append(c, "add", details);
    free(file_in(folder, "inputs/stdin", "from a pipe"));
    assert_int_equal(sg_sha256_of("from a pipe", 11, hash, &err), SG_OK);
    snprintf(details, sizeof details, "{\"path\":\"-\",\"sha256\":\"%s\",\"copy\":\"inputs/stdin\"}", hash);
    append(c, "add", details);
    struct sg_custody_report r = verify(c);
    if (r.n_findings) fail_msg("%s: %s", r.findings[0].path, r.findings[0].text);
    sg_custody_report_release(&r);
    free(file_in(pastes, "two words.txt", "3"));
    free(file_in(folder, "inputs/stdin", "from a pope"));
    r = verify(c);
    assert_int_equal(r.n_findings, 2);
    assert_string_equal(r.findings[0].path, two);
    assert_int_equal(r.findings[1].problem, SG_CUSTODY_CHANGED);
    sg_custody_report_release(&r);
    sg_case_free(c);
    folder_free(folder);
    folder_free(pastes);
}

static void test_names_that_lead_out_of_the_case_are_not_followed(void **state)
{
    (void)state;
    static const char *const extra[] = { "\"copy\":\"../../etc/passwd\"", "\"copy\":\"/etc/passwd\"",
                                         "\"manifest\":\"a/../../b\"" };
    for (size_t i = 0; i < ROWS(extra); i++) {
        char *folder = folder_new();
        struct sg_case *c = case_in(folder);
        char details[300], zeros[65];
        memset(zeros, '0', 64);
        zeros[64] = '\0';
        snprintf(details, sizeof details, "{\"path\":\"-\",\"sha256\":\"%s\",%s}", zeros, extra[i]);
        append(c, "add", details);
        struct sg_custody_report r = verify(c);
        assert_int_equal(r.n_findings, 1);
        assert_int_equal(r.findings[0].problem, SG_CUSTODY_CHAIN);
        sg_custody_report_release(&r);
        sg_case_free(c);
        folder_free(folder);
    }
}

static void test_many_writers_make_one_chain(void **state)
{
    (void)state;
    enum { WRITERS = 4, LINES = 10 };
    char *folder = folder_new();
    struct sg_case *c = case_in(folder);
    pid_t children[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct sg_err err;
            for (int n = 0; n < LINES; n++)
                if (sg_custody_append(c, "origin", sg_str("{}"), &err) != SG_OK) _exit(1);
            _exit(0);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    struct sg_custody_report r = verify(c);
    assert_int_equal(r.n_findings, 0);
    assert_int_equal(r.lines, 1 + WRITERS * LINES);
    sg_custody_report_release(&r);
    sg_case_free(c);
    folder_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_line_carries_the_hash_of_the_line_before),
        cmocka_unit_test(test_details_that_are_no_object_are_refused),
        cmocka_unit_test(test_an_edited_line_is_named),
        cmocka_unit_test(test_a_missing_line_or_log_is_found),
        cmocka_unit_test(test_a_torn_line_is_set_aside_and_told),
        cmocka_unit_test(test_changed_and_missing_sources_are_named),
        cmocka_unit_test(test_copies_and_lists_of_folders_are_checked),
        cmocka_unit_test(test_names_that_lead_out_of_the_case_are_not_followed),
        cmocka_unit_test(test_many_writers_make_one_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
