/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups from pairs that were found. */
#include "unit.h"

#include <math.h>

#include "coordination/coordination_internal.h"

struct found {
    uint32_t a, b, joint;
    uint64_t weight;
    bool is_significant, is_above;
};

static struct sg_coordination *answer_with(const struct found *found, size_t n, uint32_t n_accounts, double fdr,
                                           uint32_t min_group)
{
    struct sg_coordination *c = NULL;
    struct sg_err err;
    if (sg_coordination_new(&c, &err) != SG_OK) fail_msg("%s", err.text);
    c->settings.fdr = fdr;
    c->settings.min_group = min_group;
    c->settings.seed = 1;
    c->n_accounts = n_accounts;
    c->n_pairs = n;
    c->accounts = sg_arena_alloc(c->arena, n_accounts, sizeof *c->accounts);
    c->pairs = sg_arena_alloc(c->arena, n, sizeof *c->pairs);
    c->parts = sg_arena_alloc(c->arena, 2 * n, sizeof *c->parts);
    assert_true(c->accounts && c->pairs && c->parts);
    for (size_t i = 0; i < n; i++) {
        /* Besides, one joint act of a kind in which chance expects three: it ties nobody, and unties nobody. */
        c->parts[c->n_parts++] = (struct sg_step_part){ .joint = found[i].joint,
                                                        .expected_by_company = i % 2 ? 0.5 : 0,
                                                        .expected_by_timing = i % 2 ? 0.25 : 0.5 };
        c->parts[c->n_parts++] = (struct sg_step_part){ .joint = 1, .expected_by_company = 3 };
        c->pairs[i] = (struct sg_step_pair){ .a = found[i].a,
                                             .b = found[i].b,
                                             .first_part = (uint32_t)(2 * i),
                                             .n_parts = 2,
                                             .joint = found[i].joint + 1,
                                             .weight = found[i].weight,
                                             .expected = 3.5,
                                             .p = 1e-6 / (double)(i + 1),
                                             .kinds = 1u << (i % 2 ? SG_BY_LINK : SG_BY_TEXT),
                                             .is_significant = found[i].is_significant,
                                             .is_above = found[i].is_above };
    }
    if (groups_find(c, &err) != SG_OK) fail_msg("%s", err.text);
    return c;
}

static struct sg_coordination *answer_of(const struct found *found, size_t n, uint32_t n_accounts, double fdr)
{
    return answer_with(found, n, n_accounts, fdr, 3);
}

/* Two groups: 0 1 2 3 (all pairs but one), 5 6 7; 4 hangs on by one pair, 8 and 9 are a pair alone; 3 and 5 met by
 * chance. */
static const struct found PAIRS[] = {
    { 0, 1, 10, 12, true, false }, { 0, 2, 9, 9, true, false },  { 0, 3, 8, 8, true, false },
    { 1, 2, 12, 20, true, true },  { 1, 3, 2, 2, false, false }, { 2, 3, 10, 10, true, false },
    { 3, 4, 6, 6, true, false },   { 3, 5, 4, 4, false, false }, { 5, 6, 30, 30, true, true },
    { 5, 7, 20, 20, true, true },  { 6, 7, 10, 90, true, true }, { 8, 9, 40, 40, true, true },
};

static void test_groups_are_members_tied_to_two_others(void **state)
{
    (void)state;
    struct sg_coordination *c = answer_of(PAIRS, ROWS(PAIRS), 10, 0.05);
    static const uint32_t group[] = { 0, 0, 0, 0, SG_NO_INDEX, 1, 1, 1, SG_NO_INDEX, SG_NO_INDEX };
    for (size_t i = 0; i < ROWS(group); i++)
        if (c->accounts[i].group != group[i]) fail_msg("account %zu is in group %u", i, c->accounts[i].group);
    assert_int_equal(c->n_groups, 2);
    const struct sg_step_group *g = c->groups;
    static const uint32_t members[] = { 2, 0, 1, 3, 5, 6, 7 }; /* strengths 29.5, 25.5, 21, 17; 49, 39, 29 */
    assert_int_equal(c->n_members, ROWS(members));
    assert_memory_equal(c->members, members, sizeof members);
    assert_true(g[0].first_member == 0 && g[0].n_members == 4 && g[0].n_pairs == 5 && g[0].weight == 59);
    assert_true(g[1].first_member == 4 && g[1].n_members == 3 && g[1].n_pairs == 3 && g[1].weight == 140);
    assert_true(fabs(g[0].density - 5.0 / 6) < 1e-12 && fabs(g[1].density - 1) < 1e-12);
    assert_true(g[0].kinds == (1u << SG_BY_LINK | 1u << SG_BY_TEXT));
    assert_true(fabs(g[0].least_p - 1e-6 / 6) < 1e-18 && fabs(g[1].least_p - 1e-6 / 11) < 1e-18);
    assert_true(g[0].leader == SG_NO_INDEX && g[0].tags[0] == 0);
    assert_int_equal(c->pairs[4].group, 0); /* both are in it, though this pair was not found */
    assert_int_equal(c->pairs[6].group, SG_NO_INDEX);
    assert_int_equal(c->pairs[7].group, SG_NO_INDEX);
    sg_coordination_free(c);
}

static void test_groups_without_significance_are_those_of_marked_pairs(void **state)
{
    (void)state;
    struct sg_coordination *c = answer_of(PAIRS, ROWS(PAIRS), 10, 0);
    assert_int_equal(c->n_groups, 1);
    assert_int_equal(c->groups[0].n_members, 3);
    assert_int_equal(c->groups[0].weight, 140);
    assert_int_equal(c->accounts[1].group, SG_NO_INDEX);
    sg_coordination_free(c);
}

static void test_groups_of_nothing_are_none(void **state)
{
    (void)state;
    struct sg_coordination *c = answer_of(PAIRS, 0, 10, 0.05);
    assert_int_equal(c->n_groups, 0);
    sg_coordination_free(c);
    c = answer_of(PAIRS + 3, 1, 10, 0.05); /* a pair is no group */
    assert_int_equal(c->n_groups, 0);
    sg_coordination_free(c);
}

/* Who asks for groups of two wants pairs: then one tie is enough. */
static void test_groups_of_two_may_be_asked_for(void **state)
{
    (void)state;
    struct sg_coordination *c = answer_with(PAIRS, ROWS(PAIRS), 10, 0.05, 2);
    assert_int_equal(c->n_groups, 3);
    assert_int_equal(c->groups[0].n_members, 5);
    assert_true(c->accounts[8].group == 2 && c->accounts[9].group == 2 && c->groups[2].weight == 40);
    sg_coordination_free(c);
}

static void test_groups_of_one_size_stand_the_heavier_first(void **state)
{
    (void)state;
    static const struct found pairs[] = { { 0, 1, 9, 2, true, false }, { 0, 2, 9, 2, true, false },
                                          { 1, 2, 9, 2, true, false }, { 3, 4, 9, 7, true, false },
                                          { 3, 5, 9, 7, true, false }, { 4, 5, 9, 7, true, false } };
    struct sg_coordination *c = answer_of(pairs, ROWS(pairs), 6, 0.05);
    assert_int_equal(c->n_groups, 2);
    assert_true(c->groups[0].weight == 21 && c->accounts[3].group == 0 && c->accounts[0].group == 1);
    sg_coordination_free(c);
}

/* A long row of pairs is stripped from its ends; a ring stays. */
static void test_groups_are_stripped_to_what_holds_together(void **state)
{
    (void)state;
    struct found row[40];
    for (uint32_t i = 0; i < 39; i++)
        row[i] = (struct found){ i, i + 1, 5, 5, true, false };
    struct sg_coordination *c = answer_of(row, 39, 40, 0.05);
    assert_int_equal(c->n_groups, 0);
    sg_coordination_free(c);
    row[0] = (struct found){ 0, 1, 5, 5, true, false };
    row[1] = (struct found){ 0, 2, 5, 5, true, false };
    row[2] = (struct found){ 1, 2, 5, 5, true, false };
    for (uint32_t i = 3; i < 6; i++)
        row[i] = (struct found){ i - 1, i, 1, 1, true, false };
    c = answer_of(row, 6, 40, 0.05);
    assert_int_equal(c->n_groups, 1);
    assert_int_equal(c->groups[0].n_members, 3);
    sg_coordination_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_are_members_tied_to_two_others),
        cmocka_unit_test(test_groups_without_significance_are_those_of_marked_pairs),
        cmocka_unit_test(test_groups_of_nothing_are_none),
        cmocka_unit_test(test_groups_of_two_may_be_asked_for),
        cmocka_unit_test(test_groups_of_one_size_stand_the_heavier_first),
        cmocka_unit_test(test_groups_are_stripped_to_what_holds_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
