/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph_net.h"

/* A graph and what was chosen of it. */
struct reduced {
    struct net g;
    uint8_t keeps_node[MAX_NODES], keeps_edge[MAX_EDGES];
    struct sg_backbone_counts counts;
};

static bool is_linked(const struct reduced *net, uint32_t i)
{
    for (size_t e = 0; e < net->g.m; e++)
        if (net->g.from[e] != net->g.to[e] && (net->g.from[e] == i || net->g.to[e] == i)) return true;
    return false;
}

/* The counts against the marks, and no kept edge without both of its ends. */
static void check_counts(const struct reduced *net)
{
    struct sg_backbone_counts n = { 0 };
    for (uint32_t i = 0; i < net->g.n; i++) {
        assert_true(net->keeps_node[i] <= 1);
        n.kept_nodes += net->keeps_node[i];
        n.hidden_nodes += !net->keeps_node[i] && is_linked(net, i);
        n.hidden_isolated += !net->keeps_node[i] && !is_linked(net, i);
    }
    for (size_t e = 0; e < net->g.m; e++) {
        assert_true(net->keeps_edge[e] <= 1);
        if (net->keeps_edge[e]) assert_true(net->keeps_node[net->g.from[e]] && net->keeps_node[net->g.to[e]]);
        n.kept_edges += net->keeps_edge[e];
        n.hidden_edges += !net->keeps_edge[e];
        n.hidden_weight += net->keeps_edge[e] ? 0 : net->g.weight[e];
    }
    assert_int_equal(net->counts.kept_nodes, n.kept_nodes);
    assert_int_equal(net->counts.hidden_nodes, n.hidden_nodes);
    assert_int_equal(net->counts.hidden_isolated, n.hidden_isolated);
    assert_int_equal(net->counts.kept_edges, n.kept_edges);
    assert_int_equal(net->counts.hidden_edges, n.hidden_edges);
    assert_true(net->counts.hidden_weight == n.hidden_weight);
    assert_int_equal(n.kept_nodes + n.hidden_nodes + n.hidden_isolated, net->g.n);
}

static void choose(struct reduced *net, struct sg_backbone_options options)
{
    struct sg_graph g = graph_of(&net->g);
    struct sg_err err = { 0 };
    if (sg_graph_backbone(&g, &options, net->keeps_node, net->keeps_edge, &net->counts, &err) != SG_OK)
        fail_msg("%s", err.text);
    check_counts(net);
}

/* Gives every node the smallest number of its part, over the edges between kept nodes: all of them, or the kept ones.
 */
static size_t count_parts(const struct reduced *net, bool kept_edges_only)
{
    uint32_t part[MAX_NODES];
    size_t n = 0;
    bool moves = true;
    for (uint32_t i = 0; i < net->g.n; i++)
        part[i] = i;
    while (moves) {
        moves = false;
        for (size_t e = 0; e < net->g.m; e++) {
            uint32_t *a = &part[net->g.from[e]], *b = &part[net->g.to[e]];
            if (kept_edges_only && !net->keeps_edge[e]) continue;
            if (!net->keeps_node[net->g.from[e]] || !net->keeps_node[net->g.to[e]] || *a == *b) continue;
            *a = *b = *a < *b ? *a : *b;
            moves = true;
        }
    }
    for (uint32_t i = 0; i < net->g.n; i++)
        n += net->keeps_node[i] && part[i] == i;
    return n;
}

static void test_alpha_of_a_star_is_its_closed_formula(void **state)
{
    (void)state;
    static struct reduced net;
    double log_alpha[6];
    net.g.n = 5;
    for (uint32_t i = 1; i < 5; i++) /* strength 10, four edges: (1 - w/10)^3; a leaf's only edge says nothing */
        add(&net.g, i % 2 ? 0 : i, i % 2 ? i : 0, i);
    add(&net.g, 0, 0, 99);
    struct sg_graph g = graph_of(&net.g);
    assert_int_equal(sg_graph_disparity(&g, log_alpha, NULL), SG_OK);
    for (uint32_t i = 1; i < 5; i++)
        assert_true(fabs(exp(log_alpha[i - 1]) - pow(1 - i / 10., 3)) < 1e-12);
    assert_true(log_alpha[4] == 0);
}

static void test_alpha_takes_the_smaller_end_and_both_directions_as_one(void **state)
{
    (void)state;
    static struct reduced net;
    double log_alpha[5];
    /* Node 0 has edges of 2 + 2, 4 and 4 (k = 3, s = 12), node 1 one of 4 and one of 12 (k = 2, s = 16), node 3 and 4
     * end. */
    net.g.n = 5;
    add(&net.g, 0, 1, 2);
    add(&net.g, 1, 0, 2);
    add(&net.g, 0, 2, 4);
    add(&net.g, 0, 3, 4);
    add(&net.g, 1, 4, 12);
    struct sg_graph g = graph_of(&net.g);
    assert_int_equal(sg_graph_disparity(&g, log_alpha, NULL), SG_OK);
    const double expected[] = { 4 / 9., 4 / 9., 4 / 9., 4 / 9., 1 / 4. }; /* (1 - 4/12)^2 < (1 - 4/16); 1 - 12/16 */
    for (size_t e = 0; e < 5; e++)
        if (fabs(exp(log_alpha[e]) - expected[e]) > 1e-12) fail_msg("edge %zu: %.6f", e, exp(log_alpha[e]));
}

/* The same from the definition: every weight, strength and degree counted over all edges. */
static void test_alpha_of_random_graphs_is_what_the_definition_says(void **state)
{
    (void)state;
    static struct reduced net;
    static double log_alpha[MAX_EDGES], between[40][40];
    uint64_t random = 7;
    net.g.n = 40;
    add_at_random(&net.g, &random, 400, 9);
    for (size_t e = 0; e < net.g.m; e++) {
        if (net.g.from[e] == net.g.to[e]) continue;
        between[net.g.from[e]][net.g.to[e]] += net.g.weight[e];
        between[net.g.to[e]][net.g.from[e]] += net.g.weight[e];
    }
    struct sg_graph g = graph_of(&net.g);
    assert_int_equal(sg_graph_disparity(&g, log_alpha, NULL), SG_OK);
    for (size_t e = 0; e < net.g.m; e++) {
        double expected = 1;
        for (size_t end = 0; end < 2 && net.g.from[e] != net.g.to[e]; end++) {
            uint32_t i = end ? net.g.from[e] : net.g.to[e], k = end ? net.g.to[e] : net.g.from[e];
            double strength = 0, degree = 0;
            for (size_t j = 0; j < net.g.n; j++) {
                strength += between[i][j];
                degree += between[i][j] > 0;
            }
            expected = fmin(expected, pow(1 - between[i][k] / strength, degree - 1));
        }
        if (fabs(exp(log_alpha[e]) - expected) > 1e-12)
            fail_msg("edge %zu: %g, not %g", e, exp(log_alpha[e]), expected);
    }
}

static void test_within_the_limits_nothing_is_hidden(void **state)
{
    (void)state;
    static struct reduced net;
    uint64_t random = 1;
    net.g.n = 30;
    add_at_random(&net.g, &random, 20, 9); /* some nodes without an edge, some self-edges */
    static const size_t limit[][2] = { { 30, 20 }, { 31, 21 }, { 0, 0 }, { 30, 0 }, { 0, 20 } };
    for (size_t i = 0; i < ROWS(limit); i++) {
        choose(&net, (struct sg_backbone_options){ .max_nodes = limit[i][0], .max_edges = limit[i][1] });
        assert_int_equal(net.counts.kept_nodes, 30);
        assert_int_equal(net.counts.kept_edges, 20);
    }
}

static void test_limits_are_exact_and_the_forest_keeps_the_parts_together(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (size_t k = 0; k < 100; k++) {
        static struct reduced net;
        net = (struct reduced){ .g.n = 60 };
        add_at_random(&net.g, &random, 40 + draw(&random, 200), 9);
        size_t max_nodes = 2 + draw(&random, 60), max_edges = 1 + draw(&random, 150), between = 0;
        choose(&net, (struct sg_backbone_options){ .max_nodes = max_nodes, .max_edges = max_edges });
        size_t parts = count_parts(&net, false), forest = net.counts.kept_nodes - parts;
        for (size_t e = 0; e < net.g.m; e++)
            between += net.keeps_node[net.g.from[e]] && net.keeps_node[net.g.to[e]];
        assert_int_equal(net.counts.kept_nodes, max_nodes < 60 ? max_nodes : 60);
        assert_int_equal(count_parts(&net, true), parts);
        size_t wanted = max_edges > forest ? max_edges : forest;
        assert_int_equal(net.counts.kept_edges, wanted < between ? wanted : between);
    }
}

/* With room for the forest alone its weight is the most there is: no hidden edge is heavier than one on the way around.
 */
static void test_the_forest_is_the_heaviest(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (size_t k = 0; k < 30; k++) {
        static struct reduced net, without;
        net = (struct reduced){ .g.n = 20 };
        add_at_random(&net.g, &random, 60, 9);
        choose(&net, (struct sg_backbone_options){ .max_edges = 1 });
        for (size_t e = 0; e < net.g.m; e++) {
            if (net.keeps_edge[e] || net.g.from[e] == net.g.to[e]) continue;
            without = net; /* over kept edges as heavy as this one alone its ends must meet already */
            for (size_t i = 0; i < net.g.m; i++)
                without.keeps_edge[i] &= net.g.weight[i] >= net.g.weight[e];
            size_t before = count_parts(&without, true);
            without.keeps_edge[e] = 1;
            if (count_parts(&without, true) != before) fail_msg("graph %zu: edge %zu belongs into the forest", k, e);
        }
    }
}

/* Beyond the forest no hidden edge has a smaller alpha than a kept one. */
static void test_the_most_significant_edges_come_next(void **state)
{
    (void)state;
    static struct reduced net;
    uint64_t random = 4;
    double log_alpha[MAX_EDGES], least_kept = -INFINITY, most_hidden = INFINITY;
    uint8_t in_forest[MAX_EDGES];
    net.g.n = 40;
    while (net.g.m < 300) {
        uint32_t a = draw(&random, 40), b = draw(&random, 40);
        if (a != b) add(&net.g, a, b, 1 + draw(&random, 1000));
    }
    struct sg_graph g = graph_of(&net.g);
    assert_int_equal(sg_graph_disparity(&g, log_alpha, NULL), SG_OK);
    choose(&net, (struct sg_backbone_options){ .max_edges = 1 });
    memcpy(in_forest, net.keeps_edge, sizeof in_forest);
    choose(&net, (struct sg_backbone_options){ .max_edges = 120 });
    assert_int_equal(net.counts.kept_edges, 120);
    for (size_t e = 0; e < net.g.m; e++) {
        if (in_forest[e]) assert_true(net.keeps_edge[e]);
        if (!in_forest[e] && net.keeps_edge[e]) least_kept = fmax(least_kept, log_alpha[e]);
        if (!net.keeps_edge[e]) most_hidden = fmin(most_hidden, log_alpha[e]);
    }
    assert_true(least_kept <= most_hidden && isfinite(least_kept) && isfinite(most_hidden));
}

/* All of one clique weigh the same: the first edges stay.  Twins of one pair are settled by their own weight. */
static void test_ties_are_settled_by_weight_and_number(void **state)
{
    (void)state;
    static struct reduced net;
    static const uint8_t expected[] = { 1, 1, 1, 1, 0, 0 };
    static struct reduced twins;
    static const uint8_t heavier[] = { 0, 1, 1 };
    net.g.n = 4;
    add(&net.g, 0, 1, 3);
    add(&net.g, 0, 2, 3);
    add(&net.g, 0, 3, 3);
    add(&net.g, 1, 2, 3);
    add(&net.g, 1, 3, 3);
    add(&net.g, 2, 3, 3);
    choose(&net, (struct sg_backbone_options){ .max_edges = 4 });
    assert_memory_equal(net.keeps_edge, expected, sizeof expected);
    twins.g.n = 2;
    add(&twins.g, 0, 1, 1);
    add(&twins.g, 1, 0, 3);
    add(&twins.g, 0, 1, 2);
    choose(&twins, (struct sg_backbone_options){ .max_edges = 2 });
    assert_memory_equal(twins.keeps_edge, heavier, sizeof heavier);
}

static void test_nodes_go_by_score_and_hang_on_no_hidden_one(void **state)
{
    (void)state;
    /* 0-1-2 is a path, 3-4 a pair, 5 alone, 6 has an edge to itself. */
    static const struct {
        double score[7];
        size_t max_nodes;
        uint8_t must[7], kept[7];
    } row[] = {
        { { 9, 8, 7, 6, 5, 4, 3 }, 3, { 0 }, { 1, 1, 1, 0, 0, 0, 0 } },
        { { 9, 0, 8, 7, 6, 5, 4 }, 2, { 0 }, { 0, 0, 0, 1, 1, 0, 0 } }, /* 0 and 2 hang on 1 */
        { { 9, 0, 8, 7, 6, 5, 4 }, 4, { 0 }, { 1, 1, 0, 1, 1, 0, 0 } }, /* with 1 comes the better of them */
        { { 8, 0, 9, 7, 6, 5, 4 }, 4, { 0 }, { 0, 1, 1, 1, 1, 0, 0 } },
        { { 9, 0, 8, 7, 6, 5, 4 }, 3, { 0 }, { 0, 0, 0, 1, 1, 1, 0 } },   /* one place is too few for 1 and 0 */
        { { 1, 2, 3, 4, 5, 99, 98 }, 6, { 0 }, { 1, 1, 1, 1, 1, 1, 0 } }, /* alone comes last, whatever the score */
        { { 9, 8, 7, 6, 5, 4, 3 }, 3, { [5] = 1 }, { 1, 1, 0, 0, 0, 1, 0 } },
        { { 9, 8, 7, 6, 5, 4, 3 }, 1, { [3] = 1, [2] = 9 }, { 0, 0, 1, 1, 0, 0, 0 } }, /* more than the limit */
        { { -9, -8, -7, -6, -5, -4, -3 }, 2, { 0 }, { 0, 0, 0, 1, 1, 0, 0 } },
    };
    static struct reduced net;
    net.g.n = 7;
    add(&net.g, 0, 1, 1);
    add(&net.g, 1, 2, 1);
    add(&net.g, 3, 4, 1);
    add(&net.g, 6, 6, 1);
    for (size_t i = 0; i < ROWS(row); i++) {
        choose(&net, (struct sg_backbone_options){
                         .max_nodes = row[i].max_nodes, .must_keep = row[i].must, .score = row[i].score });
        if (memcmp(net.keeps_node, row[i].kept, 7) != 0) fail_msg("row %zu", i);
    }
}

static void test_edges_that_must_be_kept_bring_their_ends(void **state)
{
    (void)state;
    static struct reduced net;
    uint8_t must_edge[MAX_EDGES] = { 0 };
    uint64_t random = 6;
    net.g.n = 50;
    add_at_random(&net.g, &random, 300, 9);
    for (size_t e = 0; e < 300; e += 30)
        must_edge[e] = 1;
    choose(&net, (struct sg_backbone_options){ .max_nodes = 5, .max_edges = 3, .must_keep_edge = must_edge });
    for (size_t e = 0; e < 300; e += 30)
        assert_true(net.keeps_edge[e] && net.keeps_node[net.g.from[e]] && net.keeps_node[net.g.to[e]]);
    assert_true(net.counts.kept_nodes <= 20);
    assert_true(net.counts.kept_edges <= 10 + 19);
}

static void test_odd_graphs_are_handled_or_refused_and_outputs_stay_untouched(void **state)
{
    (void)state;
    static const uint32_t zero[] = { 0 }, one[] = { 1 }, far[] = { 7 };
    static const double bad[] = { 0, NAN }, fine[] = { -3, 0 };
    static const struct {
        const char *what;
        struct sg_graph g;
        const double *score;
        enum sg_code code;
    } row[] = {
        { "no node", { 0, 0, NULL, NULL, NULL, NULL }, NULL, SG_OK },
        { "one node", { 1, 0, NULL, NULL, NULL, NULL }, NULL, SG_OK },
        { "a self-edge", { 1, 1, zero, zero, NULL, NULL }, NULL, SG_OK },
        { "scores below nothing", { 2, 1, zero, one, NULL, NULL }, fine, SG_OK },
        { "an edge to nowhere", { 2, 1, zero, far, NULL, NULL }, NULL, SG_EINPUT },
        { "a weight of nothing", { 2, 1, zero, one, bad, NULL }, NULL, SG_EINPUT },
        { "a score that is none", { 2, 1, zero, one, NULL, NULL }, bad, SG_EINPUT },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint8_t node[2] = { 77, 77 }, edge[1] = { 77 };
        double log_alpha[1] = { 77 };
        struct sg_backbone_counts counts = { .kept_nodes = 77 };
        struct sg_err err = { 0 };
        struct sg_backbone_options options = { .max_nodes = 1, .max_edges = 1, .score = row[i].score };
        enum sg_code code = sg_graph_backbone(&row[i].g, &options, node, edge, &counts, &err);
        if (code != row[i].code) fail_msg("%s: code %d (%s)", row[i].what, code, err.text);
        if (code == SG_OK) continue;
        if (node[0] != 77 || edge[0] != 77 || counts.kept_nodes != 77 || !err.text[0])
            fail_msg("%s: an output was touched", row[i].what);
        if (row[i].score) continue;
        assert_int_equal(sg_graph_disparity(&row[i].g, log_alpha, NULL), code);
        assert_true(log_alpha[0] == 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha_of_a_star_is_its_closed_formula),
        cmocka_unit_test(test_alpha_takes_the_smaller_end_and_both_directions_as_one),
        cmocka_unit_test(test_alpha_of_random_graphs_is_what_the_definition_says),
        cmocka_unit_test(test_within_the_limits_nothing_is_hidden),
        cmocka_unit_test(test_limits_are_exact_and_the_forest_keeps_the_parts_together),
        cmocka_unit_test(test_the_forest_is_the_heaviest),
        cmocka_unit_test(test_the_most_significant_edges_come_next),
        cmocka_unit_test(test_ties_are_settled_by_weight_and_number),
        cmocka_unit_test(test_nodes_go_by_score_and_hang_on_no_hidden_one),
        cmocka_unit_test(test_edges_that_must_be_kept_bring_their_ends),
        cmocka_unit_test(test_odd_graphs_are_handled_or_refused_and_outputs_stay_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
