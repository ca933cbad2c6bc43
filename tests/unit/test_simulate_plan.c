/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the simulation is made of, against closed formulas. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "simulate/simulate_internal.h"

static void make(struct world *w, const struct sg_simulate_options *o)
{
    struct sg_err err = { 0 };
    if (world_init(w, o, &err) != SG_OK) fail_msg("%s", err.text);
}

static struct sg_simulate_options options(void)
{
    struct sg_simulate_options o;
    sg_simulate_options_default(&o);
    o.folder = "nowhere";
    return o;
}

static void assert_near(double found, double expected, double tolerance, const char *what)
{
    if (found < expected * (1 - tolerance) || found > expected * (1 + tolerance))
        fail_msg("%s: %g, expected %g, give or take %g %%", what, found, expected, tolerance * 100);
}

/* Mean 1, variance 1, and the share above 1 is 1/e. */
static void test_exponential_draws_have_their_moments(void **state)
{
    (void)state;
    enum { N = 200000 };
    uint64_t s = 7;
    double sum = 0, squares = 0;
    unsigned above = 0;
    for (int i = 0; i < N; i++) {
        double x = draw_exponential(&s);
        sum += x;
        squares += x * x;
        above += x > 1;
    }
    assert_near(sum / N, 1, 0.01, "mean");
    assert_near(squares / N, 2, 0.03, "second moment");
    assert_near(above / (double)N, 0.36788, 0.02, "share above 1");
}

/* A thousand stories against (I - W)^-1 mu T.  The standard error of a platform's mean is between 1 and 3 %. */
static void test_stories_have_as_many_events_as_hawkes_formula_says(void **state)
{
    (void)state;
    struct world w;
    struct sg_simulate_options o = options();
    o.posts = 2000000;
    o.accounts = 1000;
    o.stories = 1000;
    o.groups = 0;
    make(&w, &o);
    assert_true(w.story_scale == 1);
    double mean[PLATFORMS], found[PLATFORMS] = { 0 };
    story_mean(&w, mean);
    for (uint32_t i = 0; i < w.n_plan; i++)
        found[w.plan[i].platform]++;
    /* The formula itself: m = mu T + W' m. */
    for (unsigned j = 0; j < PLATFORMS; j++) {
        double sum = platform_kinds[j].background * 36;
        for (unsigned i = 0; i < PLATFORMS; i++)
            sum += story_weights[i][j] * mean[i];
        assert_near(mean[j], sum, 1e-9, "the formula");
        assert_near(found[j] / o.stories, mean[j], j == PASTEBIN ? 0.08 : 0.05, platform_kinds[j].name);
    }
    world_release(&w);
}

/* A cause lies before its effect, by 45 minutes on the mean, in the same story. */
static void test_every_event_has_its_cause_before_it(void **state)
{
    (void)state;
    struct world w;
    struct sg_simulate_options o = options();
    o.posts = 500000;
    o.accounts = 1000;
    o.stories = 200;
    make(&w, &o);
    double sum = 0;
    unsigned n = 0;
    for (uint32_t i = 0; i < w.n_plan; i++) {
        const struct planned *p = &w.plan[i];
        if (p->what != PLANNED_STORY || p->parent == NO_INDEX) continue;
        const struct planned *cause = &w.plan[p->parent];
        assert_true(cause->time < p->time && cause->owner == p->owner && p->root == cause->root);
        if (p->shown != NO_INDEX) assert_int_equal(w.plan[p->shown].platform, p->platform);
        sum += (double)(p->time - cause->time);
        n++;
    }
    assert_near(sum / n, (double)STORY_DELAY, 0.03, "mean delay");
    world_release(&w);
}

/* Order, parents before children, and ids that are never used twice. */
static void test_the_background_is_in_order_and_points_back(void **state)
{
    (void)state;
    struct world w;
    struct sg_simulate_options o = options();
    o.posts = 20000;
    make(&w, &o);
    for (unsigned k = 0; k < PLATFORMS; k++) {
        sg_time last = 0;
        uint64_t number = 0;
        for (uint64_t r = 0; r < world_posts(&w, k); r++) {
            struct content c;
            post_content(&w, k, r, &c);
            sg_time t = post_time(&w, k, r);
            uint64_t now = post_number(&w, &c.self);
            assert_true(t >= last && now > number);
            assert_true(c.self.rank == r && c.self.account < w.platforms[k].n_accounts);
            assert_int_equal(c.self.is_there, post_is_there(&w, k, r));
            if (c.parent.rank != NO_RANK && c.parent.platform == k) assert_true(c.parent.rank < r);
            if (c.parent.rank != NO_RANK) assert_true(c.root.rank != NO_RANK);
            if (c.shown.rank != NO_RANK) assert_true(c.shown.rank < r && c.shown.kind != SG_REPOST);
            last = t;
            number = now;
        }
    }
    world_release(&w);
}

static void test_a_shuffle_deals_out_each_place_once(void **state)
{
    (void)state;
    struct world w;
    struct sg_simulate_options o = options();
    o.posts = 3000;
    o.shuffles_times = true;
    make(&w, &o);
    unsigned moved = 0, n = 0;
    for (unsigned k = 0; k < PLATFORMS; k++) {
        uint8_t *seen = calloc(world_posts(&w, k), 1);
        assert_non_null(seen);
        for (uint64_t r = 0; r < world_posts(&w, k); r++) {
            uint64_t place = place_of(&w, k, r);
            assert_true(place < world_posts(&w, k) && !seen[place]);
            seen[place] = 1;
            if (!post_is_there(&w, k, r)) continue;
            assert_true(rank_at(&w, k, place) == r);
            moved += place != r;
            n++;
        }
        free(seen);
    }
    assert_true(moved > n * 9 / 10);
    world_release(&w);
}

/* Zipf's law within an octave's coarseness, Pareto's tail, sleep. */
static void test_popularity_and_activity_are_heavy_tailed_and_people_sleep(void **state)
{
    (void)state;
    uint64_t s = 3;
    unsigned first = 0, high = 0, night = 0, day = 0;
    for (int i = 0; i < 100000; i++) {
        uint32_t r = draw_zipf(&s, 10);
        assert_true(r >= 1 && r < 1024);
        first += r == 1;
        high += r >= 512;
    }
    assert_near(first / 1e5, 0.1, 0.05, "the commonest");
    assert_near(high / 1e5, 0.1, 0.05, "the rarest half");
    struct world w;
    struct sg_simulate_options o = options();
    o.posts = 50000;
    make(&w, &o);
    const struct platform *p = &w.platforms[TWITTER];
    unsigned *posts = calloc(p->n_accounts, sizeof *posts), most = 0, people = p->n_accounts - p->n_members;
    assert_non_null(posts);
    for (uint64_t r = 0; r < world_posts(&w, TWITTER); r++) {
        struct content c;
        post_content(&w, TWITTER, r, &c);
        const struct who *who = &p->who[c.self.account];
        posts[c.self.account]++;
        if (who->rhythm == SLEEPLESS || c.plan) continue;
        unsigned hour = (unsigned)(post_time(&w, TWITTER, r) / SG_HOUR + who->rhythm) % HOURS;
        night += hour >= 1 && hour < 5;
        day += hour >= 18 && hour < 22;
    }
    for (uint32_t a = 0; a < people; a++)
        if (posts[a] > most) most = posts[a];
    assert_true(day > 20 * night);
    assert_true(most > 20 * world_posts(&w, TWITTER) / p->n_accounts);
    free(posts);
    world_release(&w);
}

/* Members' posts that are like anyone's, beside those of joint actions. */
static void test_camouflage_is_the_share_that_was_asked_for(void **state)
{
    (void)state;
    static const double shares[] = { 0, 0.5, 0.8 };
    for (size_t i = 0; i < ROWS(shares); i++) {
        struct world w;
        struct sg_simulate_options o = options();
        o.posts = 60000;
        o.camouflage = shares[i];
        make(&w, &o);
        double joint = 0, others = 0;
        for (unsigned k = 0; k < PLATFORMS; k++)
            for (uint64_t r = 0; r < world_posts(&w, k); r++) {
                struct content c;
                post_content(&w, k, r, &c);
                if (c.self.account < w.platforms[k].n_accounts - w.platforms[k].n_members) continue;
                if (c.plan && c.plan->what == PLANNED_JOINT)
                    joint++;
                else
                    others++;
            }
        assert_true(joint > 500);
        if (shares[i] > 0)
            assert_near(others / (joint + others), shares[i], 0.06, "camouflage");
        else
            assert_true(others == 0);
        world_release(&w);
    }
}

static void test_options_out_of_range_are_refused(void **state)
{
    (void)state;
    struct sg_err err;
    struct sg_simulate_options o = options();
    assert_int_equal(sg_simulate_options_check(&o, &err), SG_OK);
    o.camouflage = 0.99;
    assert_int_equal(sg_simulate_options_check(&o, &err), SG_EUSAGE);
    o = options();
    o.group_size = 1;
    assert_int_equal(sg_simulate_options_check(&o, &err), SG_EUSAGE);
    o = options();
    o.posts = 0;
    assert_int_equal(sg_simulate_options_check(&o, &err), SG_EUSAGE);
    o = options();
    o.folder = "";
    assert_int_equal(sg_simulate_options_check(&o, &err), SG_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponential_draws_have_their_moments),
        cmocka_unit_test(test_stories_have_as_many_events_as_hawkes_formula_says),
        cmocka_unit_test(test_every_event_has_its_cause_before_it),
        cmocka_unit_test(test_the_background_is_in_order_and_points_back),
        cmocka_unit_test(test_a_shuffle_deals_out_each_place_once),
        cmocka_unit_test(test_popularity_and_activity_are_heavy_tailed_and_people_sleep),
        cmocka_unit_test(test_camouflage_is_the_share_that_was_asked_for),
        cmocka_unit_test(test_options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
