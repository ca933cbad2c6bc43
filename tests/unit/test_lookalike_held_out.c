/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that no rule was made for, each judged beside the one name that it imitates, or is honestly near to. */
#include <stdio.h>

#include "base/fs.h"
#include "lookalike/lookalike.h"
#include "unit.h"

struct shares {
    size_t rows, above_low, low;
};

static void judge_one(const char *name, const char *protected_name, struct shares *to)
{
    struct sg_err err = { 0 };
    struct sg_protected *list;
    struct sg_matcher *m;
    struct sg_judge *j;
    struct sg_judged judged;
    if (sg_protected_new(&list, &err) != SG_OK || sg_protected_add(list, sg_str(protected_name), &err) != SG_OK ||
        sg_matcher_new(list, &m, &err) != SG_OK || sg_judge_new(m, &j, &err) != SG_OK)
        fail_msg("%s: %s", protected_name, err.text);
    enum sg_judgement is = sg_judge(j, sg_str(name), &judged);
    to->rows++;
    if (is == SG_JUDGED_UNREADABLE) fail_msg("%s: %s", name, judged.reason);
    if (is == SG_JUDGED_ALIKE) ++*(judged.look.severity > SG_LOW ? &to->above_low : &to->low);
    sg_judge_free(j);
    sg_matcher_free(m);
    sg_protected_free(list);
}

static struct shares judge_file(const char *path)
{
    sg_auto_buf bytes = { 0 };
    struct sg_err err = { 0 };
    struct shares s = { 0 };
    if (sg_fs_read(path, 1 << 20, &bytes, &err) != SG_OK) fail_msg("%s", err.text);
    const char *text = sg_buf_cstr(&bytes);
    for (const char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        char name[254], protected_name[254];
        if (*line == '#' || strncmp(line, "name\t", 5) == 0) continue;
        assert_int_equal(sscanf(line, "%253s %253s", name, protected_name), 2);
        judge_one(name, protected_name, &s);
    }
    print_message("# %s: %zu rows, %zu above low, %zu low, %zu not seen\n", path, s.rows, s.above_low, s.low,
                  s.rows - s.above_low - s.low);
    return s;
}

static void test_three_of_four_names_of_reports_are_above_low(void **state)
{
    (void)state;
    struct shares s = judge_file("tests/data/lookalikes_held_out.tsv");
    assert_int_equal(s.rows, 136);
    assert_true(s.above_low * 4 >= s.rows * 3 - 4);
    assert_true((s.above_low + s.low) * 10 >= s.rows * 9);
}

static void test_one_of_ten_honest_neighbours_is_above_low(void **state)
{
    (void)state;
    struct shares s = judge_file("tests/data/lookalikes_honest.tsv");
    assert_int_equal(s.rows, 148);
    assert_true(s.above_low * 10 <= s.rows + 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_of_four_names_of_reports_are_above_low),
        cmocka_unit_test(test_one_of_ten_honest_neighbours_is_above_low),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
