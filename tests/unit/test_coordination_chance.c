/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What counts as a joint act, and what chance is expected to do, on layers small enough to reckon by hand. */
#include "coordination_planted.h"

static struct layer layer_of(const struct event *events, size_t n, uint32_t n_objects, const struct crossing *crossings,
                             size_t n_crossings)
{
    struct layer l = { .by = SG_BY_LINK, .n_events = n, .n_objects = n_objects, .n_crossings = n_crossings };
    struct sg_err err;
    l.events = malloc((n + 1) * sizeof *l.events);
    l.object = malloc((n_objects + 1) * sizeof *l.object);
    l.crossings = malloc((n_crossings + 1) * sizeof *l.crossings);
    assert_true(l.events && l.object && l.crossings);
    for (size_t i = 0; i < n; i++) {
        l.events[i] = events[i];
        l.events[i].time *= SG_SECOND; /* the tables speak of seconds */
        l.events[i].post = i + 1;
    }
    for (uint32_t i = 0; i < n_objects; i++)
        l.object[i] = i;
    if (n_crossings) memcpy(l.crossings, crossings, n_crossings * sizeof *crossings);
    if (layer_finish(&l, &err) != SG_OK) fail_msg("%s", err.text);
    return l;
}

static struct tested test_one(const struct layer *l, uint32_t a, uint32_t b, uint32_t max_crowd)
{
    const struct chance_request r = { .window = 60 * SG_SECOND, .max_crowd = max_crowd, .threads = 1 };
    const struct pair pair = { .a = a, .b = b };
    struct tested ret;
    struct sg_err err;
    if (chance_test(l, &r, &pair, 1, &ret, &err) != SG_OK) fail_msg("%s", err.text);
    return ret;
}

static void test_chance_counts_joint_acts(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct event events[8]; /* seconds, object, account: of accounts 0 and 1, then others */
        uint32_t max_crowd, joint;
    } row[] = {
        { "both ends of the window", { { 0, 0, 0, 0 }, { 60, 0, 0, 1 }, { 500, 0, 0, 0 }, { 561, 0, 0, 1 } }, 0, 1 },
        { "another object", { { 0, 0, 0, 0 }, { 0, 0, 1, 1 } }, 0, 0 },
        { "a burst is one act",
          { { 0, 0, 0, 0 }, { 10, 0, 0, 0 }, { 60, 0, 0, 0 }, { 5, 0, 0, 1 }, { 9, 0, 0, 1 } },
          0,
          1 },
        { "two acts of one, one of the other", { { 0, 0, 0, 0 }, { 61, 0, 0, 0 }, { 30, 0, 0, 1 } }, 0, 2 },
        { "a burst at another object is another act",
          { { 0, 0, 0, 0 }, { 0, 0, 2, 0 }, { 5, 0, 0, 1 }, { 5, 0, 2, 1 } },
          0,
          2 },
        { "near texts", { { 0, 0, 3, 0 }, { 5, 0, 4, 1 } }, 0, 1 },
        { "near texts' bursts", { { 0, 0, 3, 0 }, { 1, 0, 4, 0 }, { 5, 0, 4, 1 }, { 6, 0, 3, 1 } }, 0, 1 },
        { "a crowd of four", { { 0, 0, 0, 0 }, { 5, 0, 0, 1 }, { 6, 0, 0, 2 }, { 7, 0, 0, 3 } }, 4, 1 },
        { "a crowd of four is too many", { { 0, 0, 0, 0 }, { 5, 0, 0, 1 }, { 6, 0, 0, 2 }, { 7, 0, 0, 3 } }, 3, 0 },
    };
    const struct crossing crossings[] = { { 3, 4 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        size_t n = 0;
        while (n < 8 && (row[i].events[n].time || row[i].events[n].object || row[i].events[n].account || !n))
            n++;
        struct layer l = layer_of(row[i].events, n, 5, crossings, 1);
        struct tested t = test_one(&l, 0, 1, row[i].max_crowd);
        if (t.joint != row[i].joint) fail_msg("%s: %u joint acts, not %u", row[i].what, t.joint, row[i].joint);
        assert_true(t.p > 0 && t.p <= 1 && t.company >= 0 && t.timing >= 0);
        layer_release(&l);
    }
}

/* One hour, four acts at one object far apart but for two: 2 * 1 slot pair / (4 * 3). */
static void test_chance_expects_company_by_hand(void **state)
{
    (void)state;
    const struct event events[] = { { 0, 0, 0, 0 }, { 30, 0, 0, 1 }, { 600, 0, 0, 2 }, { 1200, 0, 0, 3 } };
    struct layer l = layer_of(events, ROWS(events), 1, NULL, 0);
    struct tested t = test_one(&l, 0, 1, 0);
    assert_true(fabs(t.company - 2.0 / 12) < 1e-12);
    assert_true(fabs(test_one(&l, 2, 3, 0).company - 2.0 / 12) < 1e-12); /* whoever they are */
    /* Two trials at most half an hour apart, each with the even chance: times are multiples of 30 s, the window has
     * 2 steps and half an hour 60, the moment itself counted half.  So few others: their own rhythm is next to nothing.
     */
    double even = 2.5 / 60.5, own = 9.0 / (9 + 16 * 16), share = 1.0 / 3;
    assert_true(fabs(t.timing - (even + own * own * (share - even))) < 1e-6);
    assert_true(fabs(t.p - 1 + exp(-2.0 / 12)) < 1e-9); /* company explains it better: P(Poisson >= 1) */
    layer_release(&l);
}

/* Account 0 often acts 90 s and 180 s before account 2, so that 10 s before account 1 is less of a surprise. */
static void test_chance_reads_an_accounts_own_lags(void **state)
{
    (void)state;
    struct event events[42] = { { 0, 0, 0, 0 }, { 10, 0, 0, 1 } };
    for (uint32_t i = 0; i < 20; i++) {
        events[2 + 2 * i] = (struct event){ 10000 * (i + 1), 0, i + 1, 0 };
        events[3 + 2 * i] = (struct event){ 10000 * (i + 1) + (i % 2 ? 90 : 180), 0, i + 1, 2 };
    }
    struct layer l = layer_of(events, ROWS(events), 21, NULL, 0);
    /* Of times in steps of 10 s, from the window on: 6 steps to twice, 12 from there to four times, of 180. */
    double even = 20 / 180.5, shares = 10.0 / 21 + 0 + 10.0 / 20; /* the accounts' shares at 90 s, and at 180 s */
    double second = 10 + 20 * (6 * even + shares) / 23, fourth = 10 + 20 * (12 * even + shares) / 23;
    double usual = second / 41 / 6 * pow(2 * second / fourth, 2.0 / 3) * 6.5, own = 1.0 / (1 + 16 * 16);
    assert_true(2 * second / fourth < pow(2, 1.5)); /* less than twofold */
    assert_true(fabs(test_one(&l, 0, 1, 0).timing - (usual + own * own * (1 - usual))) < 1e-6);
    /* Lags that end at twice the window are no interest that fades: fewer of them count than there are. */
    for (uint32_t i = 0; i < 20; i++)
        events[3 + 2 * i].time = 10000 * (i + 1) + 90;
    layer_release(&l);
    l = layer_of(events, ROWS(events), 21, NULL, 0);
    fourth = 20 * 12 * even / 23;
    usual = 4 * (fourth / 41 / 12) * 2 * 6.5;
    assert_true(fabs(test_one(&l, 0, 1, 0).timing - (usual + own * own * (1 - usual))) < 1e-6);
    layer_release(&l);
}

/*
 * So few acts that a calendar bin is 16 hours: two of them lie in the first, three in the second, and the only joint
 * act is across.  Of the 2 * 3 pairs across, one is of one account: whoever they are, two acts on both sides are joint
 * by 1/5.
 */
static void test_chance_expects_company_across_bins(void **state)
{
    (void)state;
    const struct event events[] = {
        { 0, 0, 1, 2 }, { 57590, 0, 0, 0 }, { 57610, 0, 0, 1 }, { 60000, 0, 1, 3 }, { 61000, 0, 1, 2 }
    };
    static const struct {
        uint32_t a, b;
        double company;
    } row[] = { { 0, 1, 0.2 }, { 1, 0, 0.2 }, { 0, 3, 0.2 }, { 0, 2, 0.2 },
                { 2, 0, 0.2 }, { 1, 2, 0.2 }, { 2, 1, 0.2 }, { 1, 3, 0 } };
    struct layer l = layer_of(events, ROWS(events), 2, NULL, 0);
    for (size_t i = 0; i < ROWS(row); i++) {
        double found = test_one(&l, row[i].a, row[i].b, 0).company;
        if (fabs(found - row[i].company) > 1e-12) fail_msg("%u and %u: %g", row[i].a, row[i].b, found);
    }
    layer_release(&l);
}

/* Ten of ten in the same minute, nobody else there; the rest of the world is about all the time. */
static void test_chance_finds_all_ten_of_ten(void **state)
{
    (void)state;
    static struct event events[20 + 24 * 200];
    size_t n = 0;
    for (uint32_t i = 0; i < 20; i++)
        events[n++] = (struct event){ 3600 * 2 * (i / 2) + 7 * (i % 2), 0, i / 2, i % 2 };
    for (uint32_t i = 0; i < 24 * 200; i++)
        events[n++] = (struct event){ 17 * i + 3, 0, 10 + i % 97, 2 + i % 211 };
    struct layer l = layer_of(events, n, 107, NULL, 0);
    struct tested t = test_one(&l, 0, 1, 0);
    assert_int_equal(t.joint, 10);
    assert_true(t.p < 1e-12 && t.company < 0.01 && t.timing < 0.5);
    struct tested other = test_one(&l, 2, 40, 0);
    assert_true(other.p > 0.01);
    assert_true(test_one(&l, 0, 4000000, 0).p >= 1); /* an account that this layer does not have */
    layer_release(&l);
}

static void test_chance_is_the_same_with_any_number_of_threads(void **state)
{
    (void)state;
    struct planted_options o = PLANTED;
    o.n_accounts = 150;
    struct planted p = planted_make(&o);
    struct sg_err err;
    size_t n = 0, size = 150 * 149 / 2;
    struct pair *pairs = calloc(size, sizeof *pairs);
    struct tested *one = calloc(size, sizeof *one), *four = calloc(size, sizeof *four);
    assert_true(pairs && one && four);
    for (uint32_t a = 0; a < 150; a++)
        for (uint32_t b = a + 1; b < 150; b++)
            pairs[n++] = (struct pair){ .a = a, .b = b };
    struct chance_request r = { .window = 60 * SG_SECOND, .max_crowd = 1000, .threads = 1 };
    assert_int_equal(chance_test(&p.layer, &r, pairs, n, one, &err), SG_OK);
    r.threads = 4;
    assert_int_equal(chance_test(&p.layer, &r, pairs, n, four, &err), SG_OK);
    for (size_t i = 0; i < n; i++)
        assert_true(one[i].joint == four[i].joint && one[i].p == four[i].p && one[i].company == four[i].company &&
                    one[i].timing == four[i].timing);
    free(pairs);
    free(one);
    free(four);
    planted_release(&p);
}

static void test_chance_survives_empty_and_extreme_layers(void **state)
{
    (void)state;
    struct layer none = layer_of(NULL, 0, 0, NULL, 0);
    assert_int_equal(test_one(&none, 0, 1, 0).joint, 0);
    layer_release(&none);
    const struct event events[] = { { 0, 0, 0, 0 }, { 1, 0, 0, 1 }, { 2, 0, 0, 0 } };
    struct layer far = layer_of(events, ROWS(events), 1, NULL, 0);
    far.events[0].time = INT64_MIN;
    far.events[2].time = INT64_MAX;
    struct tested t = test_one(&far, 0, 1, 0);
    assert_true(t.joint == 0 && t.p >= 1);
    uint8_t can[2] = { 0 };
    struct sg_err err;
    assert_int_equal(chance_eligible(&far, 60 * SG_SECOND, can, &err), SG_OK);
    assert_true(can[0] && !can[1]);
    layer_release(&far);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance_counts_joint_acts),
        cmocka_unit_test(test_chance_expects_company_by_hand),
        cmocka_unit_test(test_chance_reads_an_accounts_own_lags),
        cmocka_unit_test(test_chance_expects_company_across_bins),
        cmocka_unit_test(test_chance_finds_all_ten_of_ten),
        cmocka_unit_test(test_chance_is_the_same_with_any_number_of_threads),
        cmocka_unit_test(test_chance_survives_empty_and_extreme_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
