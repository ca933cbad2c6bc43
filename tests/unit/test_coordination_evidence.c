/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which co-actions are kept of the pairs inside groups, and what the groups' figures are.  No store: what the evidence
 * says of the posts is asked in test_coordination_store. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "coordination/evidence.h"
#include "coordination_by_hand.h"

#define NOON (INT64_C(17290) * SG_DAY + 12 * SG_HOUR)

/* In place of those that ask the store. */
enum sg_code evidence_load_objects(struct sg_coordination *c, const struct gathered *g,
                                   const struct object_place *places, struct sg_err *err)
{
    (void)g;
    (void)err;
    for (size_t i = 0; i < c->n_objects; i++)
        assert_true(c->objects[i].identity == 1000 + places[i].object);
    return SG_OK;
}
enum sg_code evidence_load_posts(struct sg_coordination *c, const struct load_request *r, struct sg_err *err)
{
    (void)r;
    (void)err;
    for (size_t i = 1; i < c->n_posts; i++)
        assert_true(c->posts[i].time > c->posts[i - 1].time ||
                    (c->posts[i].time == c->posts[i - 1].time && c->posts[i].post > c->posts[i - 1].post));
    return SG_OK;
}

/* An answer with one layer, `n_accounts` accounts that are numbered backwards, and one group of all pairs given. */
struct planted {
    struct sg_coordination *c;
    struct layer layer;
    struct sweep_request sweep;
    struct gathered g;
};

static void plant(struct planted *p, struct event *events, size_t n, uint32_t n_objects, uint32_t n_accounts,
                  size_t n_pairs)
{
    struct sg_err err;
    *p = (struct planted){ .sweep = { .window = SG_MINUTE,
                                      .fast_window = SG_HOUR,
                                      .max_crowd = 1000,
                                      .memory = (size_t)16 << 20,
                                      .threads = 1 } };
    assert_int_equal(sg_coordination_new(&p->c, &err), SG_OK);
    p->layer = layer_by_hand(events, n, n_objects);
    p->layer.object = calloc(n_objects + 1, sizeof *p->layer.object);
    uint32_t *numbers = sg_arena_alloc(p->c->arena, n_accounts, sizeof *numbers);
    struct sg_coordination *c = p->c;
    c->layers = sg_arena_alloc(c->arena, 1, sizeof *c->layers);
    c->accounts = sg_arena_alloc(c->arena, n_accounts, sizeof *c->accounts);
    c->pairs = sg_arena_alloc(c->arena, n_pairs, sizeof *c->pairs);
    c->groups = sg_arena_alloc(c->arena, 1, sizeof *c->groups);
    assert_true(p->layer.object && numbers && c->layers && c->accounts && c->pairs && c->groups);
    for (uint32_t i = 0; i < n_objects; i++)
        p->layer.object[i] = 1000 + i;
    c->layers[0] = (struct sg_step_layer){ .by = SG_BY_HASHTAG, .window = SG_MINUTE };
    for (uint32_t i = 0; i < n_accounts; i++) {
        numbers[i] = n_accounts - 1 - i;
        c->accounts[i].identity = numbers[i] + 1;
    }
    c->n_layers = c->n_groups = 1;
    c->n_accounts = n_accounts;
    c->n_pairs = n_pairs;
    c->groups[0] = (struct sg_step_group){ .kinds = 1u << SG_BY_HASHTAG | 1u << SG_BY_TEXT };
    p->g = (struct gathered){ .layers = &p->layer, .n_layers = 1, .account_of = numbers, .sweep = &p->sweep };
}

static void gather(struct planted *p)
{
    struct sg_err err;
    if (evidence_gather(p->c, &p->g, &err) != SG_OK) fail_msg("%s", err.text);
}

static void uproot(struct planted *p)
{
    free(p->layer.first);
    free(p->layer.object);
    sg_coordination_free(p->c);
}

/* Sixty objects: accounts 0 and 1 at each, two seconds apart; at object o another o / 10 accounts between. */
static void test_evidence_keeps_the_co_actions_at_small_crowds(void **state)
{
    (void)state;
    enum { OBJECTS = 60 };
    struct event events[OBJECTS * 8];
    size_t n = 0;
    for (uint32_t o = 0; o < OBJECTS; o++) {
        sg_time t = NOON + (OBJECTS - o) * SG_HOUR;
        events[n++] = (struct event){ t, o * 10, o, 0 };
        events[n++] = (struct event){ t + 2 * SG_SECOND, o * 10 + 1, o, 1 };
        for (uint32_t k = 0; k < o / 10; k++)
            events[n++] = (struct event){ t + SG_SECOND, o * 10 + 2 + k, o, 2 + k };
    }
    struct planted p;
    plant(&p, events, n, OBJECTS, 7, 1);
    /* c's accounts are numbered backwards: number 0 is account 6, number 1 account 5 */
    p.c->accounts[5].group = p.c->accounts[6].group = 0;
    for (int i = 0; i < 5; i++)
        p.c->accounts[i].group = SG_NO_INDEX;
    p.c->pairs[0] = (struct sg_step_pair){ .a = 5, .b = 6, .weight = OBJECTS, .b_first = OBJECTS };
    p.c->common = (struct sg_step_common[]){ { .layer = 0, .object = OBJECTS - 1 } };
    p.c->n_common = 1;
    gather(&p);
    const struct sg_coordination *c = p.c;
    assert_int_equal(c->pairs[0].first_step, 0);
    assert_int_equal(c->pairs[0].n_steps, EVIDENCE_A_PAIR);
    assert_int_equal(c->n_steps, EVIDENCE_A_PAIR);
    assert_int_equal(c->n_posts, 2 * EVIDENCE_A_PAIR);
    for (uint32_t i = 0; i < EVIDENCE_A_PAIR; i++) {
        const struct sg_step *s = &c->steps[i];
        /* ten objects a crowd, the later the object the earlier its time */
        uint32_t object = i / 10 * 10 + 9 - i % 10;
        assert_true(c->objects[s->object].identity == 1000 + object);
        assert_int_equal(c->posts[s->post_a].post, object * 10 + 1);
        assert_int_equal(c->posts[s->post_b].post, object * 10);
        assert_int_equal(c->posts[s->post_a].account, 5);
        assert_true(s->gap == -2 * SG_SECOND);
        assert_true(s->counted == (i < 20 ? 1.0f : 0.5f)); /* crowds of 2 and 3; of 4, 5 and 6 */
        assert_int_equal(s->by, SG_BY_HASHTAG);
    }
    assert_true(c->objects[c->common[0].object].identity == 1000 + OBJECTS - 1); /* an index now */
    const struct sg_step_group *g = &c->groups[0];
    assert_int_equal(g->n_objects, OBJECTS); /* of all, not of the kept */
    assert_int_equal(g->n_objects_kept, FIGURES_OBJECTS);
    assert_int_equal(c->n_group_objects, FIGURES_OBJECTS);
    assert_true(g->from == NOON + SG_HOUR && g->to == NOON + OBJECTS * SG_HOUR + 2 * SG_SECOND);
    assert_true(g->median_gap == 2 && g->p90_gap == 2);
    assert_int_equal(g->leader, 6);
    assert_true(g->leader_share == 1);
    assert_string_equal(g->tags, "T0049.002 T0084.001");
    uproot(&p);
}

/* More co-actions than are kept in all: every pair has to make do with the same. */
static void test_evidence_is_shared_out_among_many_pairs(void **state)
{
    (void)state;
    enum { PAIRS = 5001, OBJECTS = 50 };
    struct event *events = malloc((size_t)PAIRS * OBJECTS * 2 * sizeof *events);
    assert_non_null(events);
    size_t n = 0;
    for (uint32_t i = 0; i < PAIRS; i++)
        for (uint32_t o = 0; o < (i == 0 ? 3 : OBJECTS); o++)
            for (uint32_t k = 0; k < 2; k++, n++)
                events[n] = (struct event){ NOON + i * SG_HOUR + k * SG_SECOND, n, o, 2 * i + k };
    struct planted p;
    plant(&p, events, n, OBJECTS, 2 * PAIRS, PAIRS);
    for (uint32_t i = 0; i < PAIRS; i++)
        p.c->pairs[i] = (struct sg_step_pair){ .a = 2 * i, .b = 2 * i + 1, .weight = i == PAIRS - 1 ? 3 : OBJECTS };
    gather(&p);
    /* 3 + 5,000 x 39 is the most below 200,000 */
    assert_int_equal(p.c->n_steps, 3 + 5000 * 39);
    for (uint32_t i = 0; i < PAIRS; i++)
        assert_int_equal(p.c->pairs[i].n_steps, i == PAIRS - 1 ? 3 : 39);
    assert_true(p.c->groups[0].median_gap == 1 && p.c->groups[0].n_objects == OBJECTS);
    uproot(&p);
    free(events);
}

static void test_evidence_objects_of_a_group_are_those_of_most_members(void **state)
{
    (void)state;
    /* object 0: accounts 0 1; object 1: 0 1 2; object 2: 0 1 four times over; the group has no more to say of account 3
     */
    struct event events[] = {
        { NOON, 1, 0, 0 },
        { NOON + SG_SECOND, 2, 0, 1 },
        { NOON, 3, 1, 0 },
        { NOON + 3 * SG_SECOND, 4, 1, 1 },
        { NOON + 7 * SG_SECOND, 5, 1, 2 },
        { NOON, 9, 1, 3 },
        { NOON, 6, 2, 0 },
        { NOON, 7, 2, 1 },
        { NOON + 30 * SG_SECOND, 10, 2, 1 },
        { NOON + 45 * SG_SECOND, 11, 2, 1 },
        { NOON + 60 * SG_SECOND, 8, 2, 1 },
    };
    struct planted p;
    plant(&p, events, ROWS(events), 3, 4, 4);
    struct sg_coordination *c = p.c; /* number 0 is account 3, 1 is 2, 2 is 1, 3 is 0 */
    c->accounts[0].group = SG_NO_INDEX;
    c->pairs[0] = (struct sg_step_pair){ .a = 0, .b = 1, .weight = 1, .group = SG_NO_INDEX };
    c->pairs[1] = (struct sg_step_pair){ .a = 1, .b = 2, .weight = 1, .b_first = 1 };
    c->pairs[2] = (struct sg_step_pair){ .a = 1, .b = 3, .weight = 1, .b_first = 1 };
    c->pairs[3] = (struct sg_step_pair){ .a = 2, .b = 3, .weight = 6, .b_first = 5 };
    gather(&p);
    const struct sg_step_group *g = &c->groups[0];
    static const uint64_t expected[] = { 1001, 1002, 1000 };
    assert_int_equal(g->n_objects, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(c->objects[c->group_objects[g->first_object + i]].identity == expected[i]);
    assert_int_equal(c->pairs[0].n_steps, 0);
    assert_int_equal(c->n_steps, 8);
    /* gaps 0, 1, 3, 4, 7, 30, 45, 60 */
    assert_true(g->median_gap == 4 && g->p90_gap == 60);
    assert_int_equal(g->leader, 3);
    assert_true(g->leader_share == 6.0 / 7);
    uproot(&p);
}

/* Object o has o accounts at once, and one of them again an hour later. */
static void test_evidence_tells_the_commonest_objects(void **state)
{
    (void)state;
    enum { OBJECTS = 40 };
    struct event events[OBJECTS * OBJECTS];
    size_t n = 0;
    for (uint32_t o = 0; o < OBJECTS; o++) {
        for (uint32_t k = 0; k < o; k++, n++)
            events[n] = (struct event){ NOON + k, n, o, k };
        events[n] = (struct event){ NOON + SG_HOUR, n, o, 0 };
        n++;
    }
    struct planted p;
    plant(&p, events, n, OBJECTS, OBJECTS, 0);
    const struct accounts accounts = { .n = OBJECTS };
    struct sg_err err;
    p.g.accounts = &accounts;
    p.sweep.max_crowd = 32;
    assert_int_equal(common_find(p.c, &p.g, &err), SG_OK);
    assert_int_equal(p.c->n_common, 20);
    for (uint32_t i = 0; i < 20; i++) {
        const struct sg_step_common *o = &p.c->common[i];
        uint32_t crowd = OBJECTS - 1 - i;
        assert_int_equal(o->object, crowd);
        assert_int_equal(o->n_events, crowd + 1);
        assert_int_equal(o->n_accounts, crowd);
        assert_int_equal(o->largest_crowd, crowd);
        assert_true(o->least_weight == chance_counted(crowd, 32));
        assert_true(crowd > 32 ? o->least_weight == 0 : o->least_weight > 0 && o->least_weight <= 0.25);
    }
    uproot(&p);
    /* Without crowds from 4 on nothing is weighed down. */
    plant(&p, events, 10, 4, OBJECTS, 0); /* objects 0 to 3 */
    p.g.accounts = &accounts;
    assert_int_equal(common_find(p.c, &p.g, &err), SG_OK);
    assert_int_equal(p.c->n_common, 0);
    uproot(&p);
}

static void test_evidence_of_no_group_is_empty(void **state)
{
    (void)state;
    struct planted p;
    plant(&p, (struct event[]){ { 0 } }, 0, 0, 2, 1);
    p.c->n_groups = 0;
    p.c->pairs[0] = (struct sg_step_pair){ .a = 0, .b = 1, .group = SG_NO_INDEX };
    gather(&p);
    assert_true(p.c->n_steps == 0 && p.c->n_posts == 0 && p.c->n_objects == 0 && p.c->n_group_objects == 0);
    uproot(&p);
}

/* Above an hour the histogram's bins are at most a 64th wide. */
static void test_evidence_gaps_of_days_are_near(void **state)
{
    (void)state;
    static const int64_t gaps[] = { 3599, 3600, 7199, 7200, 90061, 2000000, 31622400 };
    for (size_t i = 0; i < ROWS(gaps); i++) {
        struct sg_coordination *c;
        struct sg_err err;
        struct figures *f = NULL;
        assert_int_equal(sg_coordination_new(&c, &err), SG_OK);
        c->layers = &(struct sg_step_layer){ .window = 366 * SG_DAY };
        c->groups = &(struct sg_step_group){ 0 };
        c->accounts = (struct sg_step_account[]){ { .group = 0 }, { .group = 0 } };
        c->n_layers = c->n_groups = 1;
        c->n_accounts = 2;
        assert_int_equal(figures_new(c, &f, &err), SG_OK);
        const struct sg_step_pair pair = { .a = 0, .b = 1 };
        const struct kept kept = { .time_a = NOON + gaps[i] * SG_SECOND, .time_b = NOON };
        assert_int_equal(figures_add(f, &pair, &kept, &err), SG_OK);
        assert_int_equal(figures_end(f, &err), SG_OK);
        double least = gaps[i] < 3600 ? (double)gaps[i] : (double)gaps[i] * 64 / 65;
        if (c->groups[0].median_gap < least || c->groups[0].median_gap > (double)gaps[i])
            fail_msg("%ld: %g", (long)gaps[i], c->groups[0].median_gap);
        assert_int_equal(c->groups[0].leader, SG_NO_INDEX);
        figures_free(f);
        sg_coordination_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_keeps_the_co_actions_at_small_crowds),
        cmocka_unit_test(test_evidence_is_shared_out_among_many_pairs),
        cmocka_unit_test(test_evidence_objects_of_a_group_are_those_of_most_members),
        cmocka_unit_test(test_evidence_tells_the_commonest_objects),
        cmocka_unit_test(test_evidence_of_no_group_is_empty),
        cmocka_unit_test(test_evidence_gaps_of_days_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
