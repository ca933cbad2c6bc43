/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka needs these before it, in this order. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <math.h>
#include <string.h>

#include "graph/graph.h"

static const struct sg_layout_options plain = { .seed = 1, .gap = 2 };

static void test_same_seed_gives_the_same_places(void **state)
{
    (void)state;
    uint32_t from[40], to[40];
    double a[2][41], b[2][41];
    for (uint32_t i = 0; i < 40; i++) {
        from[i] = i / 3;
        to[i] = i + 1;
    }
    struct sg_graph g = { 41, 40, from, to, NULL, NULL };
    assert_int_equal(sg_graph_layout(&g, &plain, a[0], a[1], NULL), SG_OK);
    assert_int_equal(sg_graph_layout(&g, &plain, b[0], b[1], NULL), SG_OK);
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(sg_graph_layout(&g, &(struct sg_layout_options){ .seed = 2 }, b[0], b[1], NULL), SG_OK);
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_discs_do_not_overlap_even_when_all_begin_in_one_crowd(void **state)
{
    (void)state;
    enum { N = 300 };
    double x[N], y[N], r[N];
    uint32_t from[N], to[N];
    for (uint32_t i = 0; i < N; i++) {
        r[i] = 2 + i % 17;
        from[i] = i % 4;
        to[i] = i;
    }
    struct sg_graph g = { N, N, from, to, NULL, r };
    assert_int_equal(sg_graph_layout(&g, &plain, x, y, NULL), SG_OK);
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < i; k++)
            if (hypot(x[i] - x[k], y[i] - y[k]) < r[i] + r[k] + plain.gap - 0.01)
                fail_msg("nodes %zu and %zu overlap", i, k);
}

static void test_two_cliques_lie_apart(void **state)
{
    (void)state;
    uint32_t from[32], to[32];
    double x[10], y[10], inside = 0, across = 0;
    size_t m = 0;
    for (uint32_t i = 0; i < 10; i++)
        for (uint32_t k = 0; k < i; k++)
            if (i / 5 == k / 5) {
                from[m] = i;
                to[m++] = k;
            }
    from[m] = 0;
    to[m++] = 9;
    struct sg_graph g = { 10, m, from, to, NULL, NULL };
    assert_int_equal(sg_graph_layout(&g, &plain, x, y, NULL), SG_OK);
    for (uint32_t i = 0; i < 10; i++)
        for (uint32_t k = 0; k < i; k++)
            *(i / 5 == k / 5 ? &inside : &across) += hypot(x[i] - x[k], y[i] - y[k]);
    assert_true(across / 25 > 1.5 * inside / 20);
}

static void test_odd_graphs_are_laid_out_or_refused_and_outputs_stay_untouched(void **state)
{
    (void)state;
    static const uint32_t zero[] = { 0 }, one[] = { 1 }, far[] = { 7 };
    static const double bad[] = { -1 }, nan_weight[] = { NAN };
    static const struct {
        const char *what;
        struct sg_graph g;
        enum sg_code code;
    } row[] = {
        { "no node", { 0, 0, NULL, NULL, NULL, NULL }, SG_OK },
        { "one node", { 1, 0, NULL, NULL, NULL, NULL }, SG_OK },
        { "a self-edge", { 1, 1, zero, zero, NULL, NULL }, SG_OK },
        { "two nodes", { 2, 1, zero, one, NULL, NULL }, SG_OK },
        { "an edge to nowhere", { 2, 1, zero, far, NULL, NULL }, SG_EINPUT },
        { "a negative weight", { 2, 1, zero, one, bad, NULL }, SG_EINPUT },
        { "no number", { 2, 1, zero, one, nan_weight, NULL }, SG_EINPUT },
        { "a negative radius", { 1, 0, NULL, NULL, NULL, bad }, SG_EINPUT },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double x[2] = { 12345, 12345 }, y[2] = { 12345, 12345 };
        struct sg_err err = { 0 };
        enum sg_code code = sg_graph_layout(&row[i].g, &plain, x, y, &err);
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
        cmocka_unit_test(test_same_seed_gives_the_same_places),
        cmocka_unit_test(test_discs_do_not_overlap_even_when_all_begin_in_one_crowd),
        cmocka_unit_test(test_two_cliques_lie_apart),
        cmocka_unit_test(test_odd_graphs_are_laid_out_or_refused_and_outputs_stay_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
