/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pairs of several kinds of co-action put together. */
#include "unit.h"

#include <math.h>

#include "coordination_by_hand.h"

enum { ACCOUNTS = 8, TOGETHER = 5, ALONE = 40 };

/* Accounts 0 and 1 together at some objects, seconds apart; the others each at objects that they share an hour later.
 */
static size_t act(struct event *events, uint32_t apart_s, uint64_t post)
{
    size_t n = 0;
    for (uint32_t i = 0; i < TOGETHER; i++)
        for (uint32_t who = 0; who < 2; who++)
            events[n++] = (struct event){ (2 * i * SG_HOUR) + who * apart_s * SG_SECOND, ++post, i, who };
    for (uint32_t i = 0; i < ALONE; i++)
        events[n++] = (struct event){ i * SG_HOUR / 3, ++post, TOGETHER + i / 4, 2 + i % (ACCOUNTS - 2) };
    return n;
}

struct answer {
    struct sg_coordination *c;
    struct event events[2][2 * TOGETHER + ALONE];
    struct layer layers[2];
    struct accounts accounts;
    uint32_t *number;
};

static void find(struct answer *a)
{
    struct sg_err err = { 0 };
    for (uint32_t k = 0; k < 2; k++) {
        size_t n = act(a->events[k], 1 + 4 * k, 1000 * k);
        a->layers[k] = layer_by_hand(a->events[k], n, TOGETHER + ALONE / 4);
        a->layers[k].by = k ? SG_BY_HASHTAG : SG_BY_LINK;
        a->layers[k].granularity = SG_SECOND;
    }
    for (uint32_t i = 0, number; i < ACCOUNTS; i++) {
        assert_int_equal(accounts_number(&a->accounts, 100 + i, &number, &err), SG_OK);
        assert_int_equal(number, i);
    }
    const struct find_request r = {
        .sweep = { .fast_window = 2 * SG_SECOND, .min_weight = 2, .threads = 1, .memory = (size_t)16 << 20 },
        .fdr = 0.05,
    };
    const sg_time windows[2] = { SG_MINUTE, SG_MINUTE };
    assert_int_equal(sg_coordination_new(&a->c, &err), SG_OK);
    if (pairs_find(a->layers, 2, windows, &a->accounts, &r, a->c, &a->number, &err) != SG_OK) fail_msg("%s", err.text);
}

static void answer_release(struct answer *a)
{
    sg_coordination_free(a->c);
    accounts_release(&a->accounts);
    free(a->layers[0].first);
    free(a->layers[1].first);
    free(a->number);
}

/* Two looks at the same accounts are two chances to be surprised: the better of them counts half. */
static void test_a_pair_of_two_kinds_is_one_pair_tested_twice(void **state)
{
    (void)state;
    struct answer a = { 0 };
    find(&a);
    assert_int_equal(a.c->n_pairs, 1);
    const struct sg_step_pair *p = &a.c->pairs[0];
    const struct sg_step_part *link = &a.c->parts[p->first_part], *tag = link + 1;
    assert_true(p->n_parts == 2 && link->by == SG_BY_LINK && tag->by == SG_BY_HASHTAG);
    assert_true(p->kinds == (1u << SG_BY_LINK | 1u << SG_BY_HASHTAG));
    assert_true(link->p > 0 && link->p < 0.01 && tag->p > 0);
    assert_true(p->p == 2 * fmin(link->p, tag->p));
    assert_int_equal(p->joint, link->joint + tag->joint);
    assert_true(p->expected == fmax(link->expected_by_company, link->expected_by_timing) +
                                   fmax(tag->expected_by_company, tag->expected_by_timing));
    assert_true(p->weight == 2 * TOGETHER && p->fast == TOGETHER); /* of the links alone, 1 s apart */
    assert_true(p->a_first == 2 * TOGETHER && p->b_first == 0 && p->mean_gap == 3);
    assert_int_equal(a.c->n_tests, ACCOUNTS * (ACCOUNTS - 1) / 2);
    assert_true(fabs(p->q - p->p * (double)a.c->n_tests) < 1e-12);
    assert_true(p->is_significant == (p->q <= 0.05));
    assert_true(a.c->n_accounts == 2 && a.c->accounts[0].identity == 100 && a.number[1] == 1);
    answer_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pair_of_two_kinds_is_one_pair_tested_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
