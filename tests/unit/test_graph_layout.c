/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph_room.h"

#include <string.h>

static const struct sg_layout_options plain = { .seed = 1, .gap = 2 };

static void test_same_seed_gives_the_same_places_and_another_seed_others(void **state)
{
    (void)state;
    uint32_t from[40], to[40];
    double a[2][41], b[2][41];
    for (uint32_t i = 0; i < 40; i++) {
        from[i] = i / 3;
        to[i] = i + 1;
    }
    struct sg_graph g = { 41, 40, from, to, NULL, NULL };
    lay_out(&g, &plain, a[0], a[1]);
    lay_out(&g, &plain, b[0], b[1]);
    assert_memory_equal(a, b, sizeof a);
    lay_out(&g, &(struct sg_layout_options){ .seed = 2 }, b[0], b[1]);
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_any_number_of_threads_gives_the_same_places(void **state)
{
    (void)state;
    struct room *r = new_room();
    plant(r, 0, 4000, 100, 3, 0.5);
    for (size_t i = 4000; i < 4900; i++) /* small parts: pairs and triples; then single nodes */
        if (i % 3) join(r, i, i + 1 - i % 2);
    for (size_t i = 0; i < 5000; i++)
        r->radius[i] = 1 + (double)(i % 5);
    struct sg_graph g = { 5000, r->n_edges, r->from, r->to, NULL, r->radius };
    static const unsigned threads[] = { 2, 3, 8 };
    for (int prevents = 0; prevents < 2; prevents++) {
        struct sg_layout_options o = { .seed = 9, .iterations = 25, .threads = 1, .prevents_overlap = prevents };
        lay_out(&g, &o, r->x, r->y);
        for (size_t k = 0; k < ROWS(threads); k++) {
            o.threads = threads[k];
            lay_out(&g, &o, r->other_x, r->other_y);
            if (memcmp(r->x, r->other_x, sizeof r->x) != 0 || memcmp(r->y, r->other_y, sizeof r->y) != 0)
                fail_msg("%u threads give another picture than one", threads[k]);
        }
    }
    free(r);
}

static void test_two_nodes_settle_where_attraction_equals_repulsion(void **state)
{
    (void)state;
    static const uint32_t zero[] = { 0 }, one[] = { 1 };
    static const double four[] = { 4 }, radius[] = { 2, 3 };
    /* Both have the mass m = 2, so they repel by scaling * 4 / d. */
    static const struct {
        const char *what;
        struct sg_layout_options o;
        const double *weight, *radius;
        double d;
    } row[] = {
        { "d = 40 / d", { .gravity = -1 }, NULL, NULL, 6.32455532 },
        { "d = 4 / d", { .gravity = -1, .scaling = 1 }, NULL, NULL, 2 },
        { "4 d = 40 / d", { .gravity = -1, .edge_influence = 1 }, four, NULL, 3.16227766 },
        { "2 d = 40 / d, the root of the weight", { .gravity = -1 }, four, NULL, 4.47213595 },
        { "d = 40 / d, weights do not count", { .gravity = -1, .edge_influence = -1 }, four, NULL, 6.32455532 },
        { "log(1 + d) = 40 / d", { .gravity = -1, .is_linlog = true }, NULL, NULL, 14.46961474 },
        { "d + 2 = 40 / d", { .gravity = 1 }, NULL, NULL, 5.40312424 },
        { "d + 3 d = 40 / d", { .gravity = 3, .is_strong_gravity = true }, NULL, NULL, 3.16227766 },
        { "d = 40 / d, outbound: both have the mean mass",
          { .gravity = -1, .is_outbound = true },
          NULL,
          NULL,
          6.32455532 },
        { "1 = 40 / s^2 from rim to rim", { .gravity = -1, .prevents_overlap = true }, NULL, radius, 11.32455532 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        double x[2], y[2];
        struct sg_graph g = { 2, 1, zero, one, row[i].weight, row[i].radius };
        struct sg_layout_options o = row[i].o;
        o.iterations = 3000;
        lay_out(&g, &o, x, y);
        double d = hypot(x[0] - x[1], y[0] - y[1]);
        if (fabs(d - row[i].d) > 0.01 * row[i].d) fail_msg("%s: %g apart, not %g", row[i].what, d, row[i].d);
    }
}

/* Repulsion at every body by the definition, and how far the tree is from it. */
static double error_of(const struct sg_bodies *b, float theta)
{
    float *fx = calloc(b->n, sizeof *fx), *fy = calloc(b->n, sizeof *fy);
    struct sg_tree *t = sg_tree_new(b->n, 1);
    assert_true(fx && fy && t && sg_tree_repel(t, NULL, b, theta, 700, false, fx, fy));
    double wrong = 0, all = 0;
    for (size_t i = 0; i < b->n; i++) {
        double sx = 0, sy = 0;
        for (size_t j = 0; j < b->n; j++) {
            double dx = (double)b->x[i] - b->x[j], dy = (double)b->y[i] - b->y[j], d2 = dx * dx + dy * dy, f = 0;
            double space = b->radius ? sqrt(d2) - b->radius[i] - b->radius[j] : sqrt(d2);
            if (i != j) f = space > 0 ? b->mass[j] / (space * space) : 100 * b->mass[j];
            sx += dx * f;
            sy += dy * f;
        }
        wrong += (fx[i] - sx) * (fx[i] - sx) + (fy[i] - sy) * (fy[i] - sy);
        all += sx * sx + sy * sy;
    }
    sg_tree_free(t);
    free(fx);
    free(fy);
    return sqrt(wrong / all);
}

static void test_the_tree_comes_near_the_exact_sum(void **state)
{
    (void)state;
    enum { N = 2000 };
    static float x[N], y[N], mass[N], radius[N];
    uint64_t seed = 3;
    for (size_t i = 0; i < N; i++) { /* half evenly, half in one dense spot, a few very heavy */
        double width = i % 2 ? 2000 : 20;
        x[i] = (float)(width * (sg_random_unit(&seed) - 0.5) + (i % 2 ? 0 : 300));
        y[i] = (float)(width * (sg_random_unit(&seed) - 0.5));
        mass[i] = i % 100 ? 1 + (float)(i % 7) : 1000;
        radius[i] = 0.01f;
    }
    static const struct {
        float theta;
        double most;
    } row[] = { { 0.1f, 5e-5 }, { 0.5f, 2e-3 }, { 1.0f, 5e-2 } };
    struct sg_bodies b = { N, x, y, mass, NULL };
    for (size_t i = 0; i < ROWS(row); i++) {
        double error = error_of(&b, row[i].theta);
        if (error > row[i].most) fail_msg("theta %g: wrong by %g", (double)row[i].theta, error);
    }
    for (size_t n = 1; n < 40; n++) { /* up to three leaves, all body by body */
        double error = n > 1 ? error_of(&(struct sg_bodies){ n, x, y, mass, NULL }, 0.01f) : 0;
        if (error > 1e-5) fail_msg("%zu bodies: wrong by %g", n, error);
    }
    b.radius = radius;
    double error = error_of(&b, 0.1f);
    if (error > 1e-3) fail_msg("from rim to rim: wrong by %g", error);
}

static void test_bodies_in_one_place_come_apart(void **state)
{
    (void)state;
    enum { N = 100 };
    float x[N] = { 0 }, y[N] = { 0 }, mass[N], fx[N], fy[N];
    for (size_t i = 0; i < N; i++)
        mass[i] = 1;
    struct sg_bodies b = { N, x, y, mass, NULL };
    struct sg_tree *t = sg_tree_new(N, 1);
    assert_non_null(t);
    assert_true(sg_tree_repel(t, NULL, &b, 0.5f, 10, false, fx, fy));
    for (size_t i = 0; i < N; i++) {
        assert_true(isfinite(fx[i]) && isfinite(fy[i]) && hypotf(fx[i], fy[i]) > 0);
        assert_true(hypotf(x[i], y[i]) < 1e-3f);
    }
    sg_tree_free(t);
}

static void expect_free_discs(const struct sg_graph *g, double gap, const double *x, const double *y)
{
    for (size_t i = 0; i < g->n_nodes; i++)
        for (size_t k = 0; k < i; k++)
            if (hypot(x[i] - x[k], y[i] - y[k]) < g->radius[i] + g->radius[k] + gap - 0.01)
                fail_msg("nodes %zu and %zu overlap", i, k);
}

static void test_discs_do_not_overlap_even_when_all_begin_in_one_crowd(void **state)
{
    (void)state;
    struct room *r = new_room();
    for (size_t i = 0; i < 300; i++) {
        r->radius[i] = 2 + (double)(i % 17);
        join(r, i % 4, i);
    }
    struct sg_graph g = { 300, r->n_edges, r->from, r->to, NULL, r->radius };
    lay_out(&g, &plain, r->x, r->y);
    expect_free_discs(&g, plain.gap, r->x, r->y);
    free(r);
}

static void test_discs_of_a_large_graph_do_not_overlap(void **state)
{
    (void)state;
    struct room *r = new_room();
    plant(r, 0, 3000, 100, 3, 0.3);
    for (size_t i = 0; i < 3000; i++)
        r->radius[i] = i % 500 ? 1 + (double)(i % 11) : 150;
    struct sg_graph g = { 3000, r->n_edges, r->from, r->to, NULL, r->radius };
    lay_out(&g, &(struct sg_layout_options){ .iterations = 50, .gap = 1 }, r->x, r->y);
    expect_free_discs(&g, 1, r->x, r->y);
    free(r);
}

static void test_hostile_graphs_are_laid_out(void **state)
{
    (void)state;
    struct room *r = new_room();
    struct sg_graph g = { 0, 0, r->from, r->to, r->weight, NULL };
    for (int shape = 0; shape < 5; shape++) {
        static const double weights[] = { 1e300, 1e-300, 1, 1e12 };
        r->n_edges = 0;
        for (size_t i = 1; i < 3000; i++)
            switch (shape) {
            case 0:
                join(r, 0, i);
                break; /* a star */
            case 1:
                join(r, i - 1, i);
                break; /* a path */
            case 2:
                join(r, i / 2, i);
                break; /* a tree */
            case 3:
                join(r, i % 2, (i + 1) % 2);
                break; /* one pair, joined again and again */
            default:
                join(r, i % 50, i * 7 % 50);
                break; /* crowded, with self-edges and huge weights */
            }
        for (size_t e = 0; e < r->n_edges; e++)
            r->weight[e] = shape < 4 ? 1 : weights[e % 4];
        g.n_nodes = 3000;
        g.n_edges = r->n_edges;
        lay_out(&g, &(struct sg_layout_options){ .iterations = 20, .edge_influence = 1 }, r->x, r->y);
        lay_out(&g, &(struct sg_layout_options){ .iterations = 20, .scaling = 1e6, .gravity = 1e6, .is_linlog = true },
                r->x, r->y);
    }
    free(r);
}

struct told {
    unsigned calls, done, total;
};

static void tell(void *ctx, unsigned done, unsigned total)
{
    struct told *t = ctx;
    assert_int_equal(done, t->done + 1);
    assert_true(done <= total);
    *t = (struct told){ t->calls + 1, done, total };
}

static void test_progress_is_told_round_by_round(void **state)
{
    (void)state;
    static const uint32_t from[] = { 0, 1 }, to[] = { 1, 2 };
    double x[3], y[3];
    struct sg_graph g = { 3, 2, from, to, NULL, NULL };
    for (unsigned asked = 0; asked < 100; asked += 33) {
        struct told told = { 0 };
        struct sg_layout_result result = { 0 };
        lay_out(&g,
                &(struct sg_layout_options){
                    .iterations = asked, .progress = tell, .progress_ctx = &told, .ret_result = &result },
                x, y);
        assert_int_equal(told.calls, result.iterations);
        assert_int_equal(told.done, told.total);
        if (asked)
            assert_int_equal(result.iterations, asked);
        else
            assert_true(result.is_settled);
    }
}

static void test_odd_graphs_are_laid_out_or_refused_and_outputs_stay_untouched(void **state)
{
    (void)state;
    static const uint32_t zero[] = { 0 }, one[] = { 1 }, far[] = { 7 };
    static const double bad[] = { -1 }, nan_weight[] = { NAN }, no_number[] = { NAN };
    static const struct {
        const char *what;
        struct sg_graph g;
        struct sg_layout_options o;
        enum sg_code code;
    } row[] = {
        { "no node", { 0, 0, NULL, NULL, NULL, NULL }, { 0 }, SG_OK },
        { "one node", { 1, 0, NULL, NULL, NULL, NULL }, { 0 }, SG_OK },
        { "a self-edge", { 1, 1, zero, zero, NULL, NULL }, { 0 }, SG_OK },
        { "two nodes", { 2, 1, zero, one, NULL, NULL }, { 0 }, SG_OK },
        { "two nodes without an edge", { 2, 0, NULL, NULL, NULL, NULL }, { 0 }, SG_OK },
        { "an edge to nowhere", { 2, 1, zero, far, NULL, NULL }, { 0 }, SG_EINPUT },
        { "a negative weight", { 2, 1, zero, one, bad, NULL }, { 0 }, SG_EINPUT },
        { "no number", { 2, 1, zero, one, nan_weight, NULL }, { 0 }, SG_EINPUT },
        { "a negative radius", { 1, 0, NULL, NULL, NULL, bad }, { 0 }, SG_EINPUT },
        { "a radius that is no number", { 1, 0, NULL, NULL, NULL, no_number }, { 0 }, SG_EINPUT },
        { "a gap that is no number", { 1, 0, NULL, NULL, NULL, NULL }, { .gap = NAN }, SG_EINPUT },
        { "endless gravity", { 1, 0, NULL, NULL, NULL, NULL }, { .gravity = INFINITY }, SG_EINPUT },
        { "negative scaling", { 1, 0, NULL, NULL, NULL, NULL }, { .scaling = -1 }, SG_EINPUT },
        { "a wide opening angle", { 1, 0, NULL, NULL, NULL, NULL }, { .theta = 3 }, SG_EINPUT },
        { "influence that is no number", { 1, 0, NULL, NULL, NULL, NULL }, { .edge_influence = NAN }, SG_EINPUT },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        double x[2] = { 12345, 12345 }, y[2] = { 12345, 12345 };
        struct sg_err err = { 0 };
        enum sg_code code = sg_graph_layout(&row[i].g, &row[i].o, x, y, &err);
        if (code != row[i].code) fail_msg("%s: code %d (%s)", row[i].what, code, err.text);
        for (size_t k = 0; k < 2; k++) {
            if (code != SG_OK && x[k] != 12345) fail_msg("%s: an output was touched", row[i].what);
            if (!isfinite(x[k]) || !isfinite(y[k])) fail_msg("%s: a place is no number", row[i].what);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_gives_the_same_places_and_another_seed_others),
        cmocka_unit_test(test_any_number_of_threads_gives_the_same_places),
        cmocka_unit_test(test_two_nodes_settle_where_attraction_equals_repulsion),
        cmocka_unit_test(test_the_tree_comes_near_the_exact_sum),
        cmocka_unit_test(test_bodies_in_one_place_come_apart),
        cmocka_unit_test(test_discs_do_not_overlap_even_when_all_begin_in_one_crowd),
        cmocka_unit_test(test_discs_of_a_large_graph_do_not_overlap),
        cmocka_unit_test(test_hostile_graphs_are_laid_out),
        cmocka_unit_test(test_progress_is_told_round_by_round),
        cmocka_unit_test(test_odd_graphs_are_laid_out_or_refused_and_outputs_stay_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
