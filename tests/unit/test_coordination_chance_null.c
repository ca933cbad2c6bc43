/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formulas against what they are formulas of: layers whose accounts were dealt out anew. */
#include "coordination_planted.h"

enum { RUNS = 12, N_ACCOUNTS = 250 };
static const sg_time WINDOW = 60 * SG_SECOND;

static struct planted_options world(uint64_t seed, uint32_t bursts, uint32_t burst_size)
{
    struct planted_options o = PLANTED;
    o.seed = seed;
    o.n_accounts = N_ACCOUNTS;
    o.acts = 80;
    o.bursts = bursts;
    o.burst_size = burst_size;
    return o;
}

struct tally {
    double tests, joint, company, timing, below[3]; /* p at most 1e-2, 1e-3, 1e-4 */
};

/* All pairs of one shuffled layer. */
static void tally_up(const struct layer *l, struct tally *t)
{
    static struct pair pairs[N_ACCOUNTS * (N_ACCOUNTS - 1) / 2];
    static struct tested tested[ROWS(pairs)];
    size_t n = 0;
    for (uint32_t a = 0; a < N_ACCOUNTS; a++)
        for (uint32_t b = a + 1; b < N_ACCOUNTS; b++)
            pairs[n++] = (struct pair){ .a = a, .b = b };
    const struct chance_request r = { .window = WINDOW, .max_crowd = 1000, .threads = 1 };
    struct sg_err err;
    if (chance_test(l, &r, pairs, n, tested, &err) != SG_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < n; i++) {
        t->tests++;
        t->joint += tested[i].joint;
        t->company += tested[i].company;
        t->timing += tested[i].timing;
        for (int k = 0; k < 3; k++)
            t->below[k] += tested[i].p <= pow(10, -2 - k);
    }
}

static void test_chance_expects_what_shuffles_give(void **state)
{
    (void)state;
    static const struct {
        uint32_t bursts, size;
    } row[] = { { 0, 80 }, { 10, 80 }, { 60, 80 }, { 200, 125 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct tally t = { 0 };
        for (uint64_t seed = 1; seed <= RUNS; seed++) {
            struct planted_options o = world(seed, row[i].bursts, row[i].size);
            struct planted p = planted_make(&o);
            struct layer shuffled;
            struct sg_err err;
            uint64_t random = seed;
            assert_int_equal(layer_shuffle(&p.layer, WINDOW, &random, &shuffled, &err), SG_OK);
            tally_up(&shuffled, &t);
            layer_release(&shuffled);
            planted_release(&p);
        }
        print_message("%3u bursts: %.0f pairs, observed/expected %.4f, p <= 1e-2, 1e-3, 1e-4: %.2f %.2f %.2f of what a "
                      "uniform p gives\n",
                      row[i].bursts, t.tests, t.joint / t.company, t.below[0] / t.tests * 1e2,
                      t.below[1] / t.tests * 1e3, t.below[2] / t.tests * 1e4);
        assert_true(fabs(t.joint / t.company - 1) < 0.02);
        for (int k = 0; k < 3; k++) { /* uniform or conservative, within what counting so many allows */
            double uniform = t.tests * pow(10, -2 - k);
            assert_true(t.below[k] <= uniform + 4 * sqrt(uniform));
        }
    }
}

static int by_account_and_hour(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return a[0] != b[0] ? (a[0] > b[0]) - (a[0] < b[0]) : (a[1] > b[1]) - (a[1] < b[1]);
}

/* Account and hour of every event, sorted. */
static uint64_t (*habits_of(const struct layer *l))[2]
{
    uint64_t(*r)[2] = malloc((l->n_events + 1) * sizeof *r);
    assert_non_null(r);
    for (size_t i = 0; i < l->n_events; i++) {
        r[i][0] = l->events[i].account;
        r[i][1] = (uint64_t)(l->events[i].time / SG_HOUR);
    }
    qsort(r, l->n_events, sizeof *r, by_account_and_hour);
    return r;
}

static void test_chance_shuffle_keeps_habits_and_moments(void **state)
{
    (void)state;
    struct planted_options o = world(3, 40, 80);
    o.acts = 300; /* bins are then of one hour, and the first begins at a full one or not */
    struct planted p = planted_make(&o);
    struct layer once, twice, other;
    struct sg_err err;
    uint64_t random = 5;
    assert_int_equal(layer_shuffle(&p.layer, WINDOW, &random, &once, &err), SG_OK);
    assert_true(once.n_events < p.layer.n_events && once.n_events > p.layer.n_events * 9 / 10); /* bursts became acts */
    /* Acts shuffled again are the same acts. */
    random = 6;
    assert_int_equal(layer_shuffle(&once, WINDOW, &random, &twice, &err), SG_OK);
    assert_int_equal(twice.n_events, once.n_events);
    size_t n_moved = 0;
    for (size_t i = 0; i < once.n_events; i++) {
        assert_true(twice.events[i].time == once.events[i].time && twice.events[i].object == once.events[i].object);
        assert_true(!i || twice.events[i].object != twice.events[i - 1].object ||
                    twice.events[i].time > twice.events[i - 1].time ||
                    (twice.events[i].time == twice.events[i - 1].time &&
                     twice.events[i].account >= twice.events[i - 1].account));
        n_moved += twice.events[i].account != once.events[i].account;
    }
    assert_true(n_moved > once.n_events / 2);
    sg_time from = INT64_MAX;
    for (size_t i = 0; i < once.n_events; i++)
        if (once.events[i].time < from) from = once.events[i].time;
    for (size_t i = 0; i < once.n_events; i++) { /* count hours from the first event, as the bins do */
        once.events[i].time -= from;
        twice.events[i].time -= from;
    }
    uint64_t(*habits)[2] = habits_of(&once), (*same)[2] = habits_of(&twice);
    assert_memory_equal(habits, same, once.n_events * sizeof *habits);
    free(habits);
    free(same);
    random = 5;
    assert_int_equal(layer_shuffle(&p.layer, WINDOW, &random, &other, &err), SG_OK);
    for (size_t i = 0; i < other.n_events; i++) {
        other.events[i].time -= from;
        assert_memory_equal(&other.events[i], &once.events[i],
                            sizeof *other.events); /* the same seed, the same layer */
    }
    layer_release(&once);
    layer_release(&twice);
    layer_release(&other);
    planted_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance_expects_what_shuffles_give),
        cmocka_unit_test(test_chance_shuffle_keeps_habits_and_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
