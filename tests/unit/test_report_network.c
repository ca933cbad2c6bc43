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

#include "planted_story.h"
#include "report/canvas.h"
#include "report/map_files.h"

static const struct sg_map_options usual = { .with_inferred = true, .seed = 1, .view = SG_MAP_NETWORK };

static void test_the_chain_runs_to_the_right_whatever_the_seed(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    struct map_model m = { 0 };
    struct sg_err err = { 0 };
    double x[PLANTED_POSTS], y[PLANTED_POSTS], radius[PLANTED_POSTS];
    assert_int_equal(map_model_init(&m, s, &usual, &err), SG_OK);
    map_model_radii(&m, 6, 18, radius);
    for (int with_chain = 1; with_chain >= 0; with_chain--) {
        for (size_t i = 0; i < m.n_edges; i++)
            m.edges[i].is_chain = m.edges[i].is_chain && with_chain;
        for (uint64_t seed = 1; seed <= 20; seed++) {
            double chain = 0, all = 0;
            assert_int_equal(map_model_layout(&m, radius, 14, seed, x, y, &err), SG_OK);
            for (size_t i = 0; i < m.n_edges; i++) {
                double step = x[m.edges[i].to] - x[m.edges[i].from];
                all += step;
                if (m.edges[i].is_chain) chain += step;
            }
            if (with_chain ? chain <= 0 : all <= 0) fail_msg("seed %d: %g, all %g", (int)seed, chain, all);
        }
    }
    map_model_release(&m);
    sg_story_free(s);
}

static void test_an_edge_begins_with_its_earliest_relay(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    struct map_model m = { 0 };
    struct sg_err err = { 0 };
    assert_int_equal(map_model_init(&m, s, &usual, &err), SG_OK);
    size_t n_relays = 0;
    for (size_t i = 0; i < m.n_edges; i++) {
        const struct map_edge *e = &m.edges[i];
        sg_time first = INT64_MAX, last = INT64_MIN;
        for (size_t k = 0; k < s->n_links; k++) {
            const struct sg_story_link *l = &s->links[k];
            if (m.node_of[l->parent] != e->from || m.node_of[l->child] != e->to || (int)l->kind != (int)e->kind)
                continue;
            sg_time t = s->posts[l->child].time;
            first = t < first ? t : first;
            last = t > last ? t : last;
            n_relays++;
        }
        assert_true(e->first == first && e->last == last);
        if (i > 0) assert_true(map_edge_compare(e - 1, e) < 0);
    }
    assert_int_equal(n_relays, s->n_links);
    map_model_release(&m);
    sg_story_free(s);
}

static double height_of(const struct sg_story *s)
{
    sg_auto_buf out = { 0 };
    struct sg_err err = { 0 };
    assert_int_equal(sg_map_format_find("svg")->write(s, &usual, &out, &err), SG_OK);
    const char *at = strstr(sg_buf_cstr(&out), " height=\"");
    assert_non_null(at);
    return strtod(at + strlen(" height=\""), NULL);
}

static void test_a_picture_of_few_nodes_is_as_high_as_they_need(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    double many = height_of(s);
    s->n_links = 1; /* one pair, which lies flat */
    s->n_chain = 0;
    s->n_firsts = 0;
    double pair = height_of(s);
    if (pair > 460 || pair >= many) fail_msg("a pair's picture is %g high, a story's %g", pair, many);
    sg_story_free(s);
}

static void test_arrows_end_at_the_rim(void **state)
{
    (void)state;
    static const struct {
        enum map_shape shape;
        double dx, dy, rim;
    } row[] = {
        { MAP_DISC, 1, 2, 1 },           { MAP_SQUARE, 1, 0, 0.8862 }, /* half the side of a square of the area pi */
        { MAP_SQUARE, -1, 1, 1.2533 },   { MAP_DIAMOND, 1, 0, 1.2533 },   { MAP_DIAMOND, 1, 1, 0.8862 },
        { MAP_TRIANGLE, 0, -1, 1.5551 }, { MAP_TRIANGLE, 0, 1, 0.7776 },  { MAP_TRIANGLE_DOWN, 0, 1, 1.5551 },
        { MAP_HEXAGON, 0, 1, 0.9523 },   { MAP_PENTAGON, 0, -1, 1.1495 },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double rim = canvas_shape_rim(row[i].shape, row[i].dx, row[i].dy);
        if (fabs(rim - row[i].rim) > 1e-3) fail_msg("row %zu: %g, not %g", i, rim, row[i].rim);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_chain_runs_to_the_right_whatever_the_seed),
        cmocka_unit_test(test_an_edge_begins_with_its_earliest_relay),
        cmocka_unit_test(test_a_picture_of_few_nodes_is_as_high_as_they_need),
        cmocka_unit_test(test_arrows_end_at_the_rim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
