/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph_net.h"

/* A graph and the communities found in it. */
struct divided {
    struct net g;
    uint32_t found[MAX_NODES];
    size_t n_found;
    double modularity;
};

/* The definition, over all pairs of nodes. */
static double modularity_by_pairs(const struct divided *net, const uint32_t *community, double resolution)
{
    double *a = calloc(net->g.n * net->g.n + 1, sizeof *a), *k = calloc(net->g.n + 1, sizeof *k), total = 0, q = 0;
    assert_non_null(a);
    assert_non_null(k);
    for (size_t e = 0; e < net->g.m; e++) {
        if (net->g.from[e] == net->g.to[e]) continue;
        a[net->g.from[e] * net->g.n + net->g.to[e]] += net->g.weight[e];
        a[net->g.to[e] * net->g.n + net->g.from[e]] += net->g.weight[e];
        k[net->g.from[e]] += net->g.weight[e];
        k[net->g.to[e]] += net->g.weight[e];
        total += 2 * net->g.weight[e];
    }
    for (size_t i = 0; i < net->g.n && total > 0; i++)
        for (size_t j = 0; j < net->g.n; j++)
            if (community[i] == community[j]) q += (a[i * net->g.n + j] - resolution * k[i] * k[j] / total) / total;
    free(a);
    free(k);
    return q;
}

/* Whether the nodes of community `c` reach each other without leaving it: spreads a mark along edges until none moves.
 */
static bool is_connected(const struct divided *net, uint32_t c)
{
    uint8_t seen[MAX_NODES] = { 0 };
    bool grows = true;
    for (size_t i = 0; i < net->g.n; i++)
        if (net->found[i] == c) {
            seen[i] = 1;
            break;
        }
    while (grows) {
        grows = false;
        for (size_t e = 0; e < net->g.m; e++) {
            uint32_t a = net->g.from[e], b = net->g.to[e];
            if (net->found[a] != c || net->found[b] != c || seen[a] == seen[b]) continue;
            seen[a] = seen[b] = 1;
            grows = true;
        }
    }
    for (size_t i = 0; i < net->g.n; i++)
        if (net->found[i] == c && !seen[i]) return false;
    return true;
}

/* Larger first, then the smaller first node; nodes without an edge at the end, each alone. */
static void check_numbers(const struct divided *net)
{
    size_t size[MAX_NODES] = { 0 }, first[MAX_NODES];
    bool is_linked[MAX_NODES] = { 0 };
    for (size_t e = 0; e < net->g.m; e++)
        if (net->g.from[e] != net->g.to[e]) is_linked[net->g.from[e]] = is_linked[net->g.to[e]] = true;
    for (size_t i = 0; i < net->g.n; i++) {
        assert_true(net->found[i] < net->n_found);
        if (size[net->found[i]]++ == 0) first[net->found[i]] = i;
    }
    for (size_t c = 0; c < net->n_found; c++) {
        assert_true(size[c] > 0);
        if (!is_linked[first[c]]) assert_int_equal(size[c], 1);
        if (c == 0) continue;
        assert_true(is_linked[first[c - 1]] || !is_linked[first[c]]);
        assert_true(size[c - 1] >= size[c]);
        if (size[c - 1] == size[c] && is_linked[first[c - 1]] == is_linked[first[c]])
            assert_true(first[c - 1] < first[c]);
    }
}

/* Finds communities and checks whatever must hold of any. */
static void find(struct divided *net, struct sg_communities_options options)
{
    struct sg_graph g = graph_of(&net->g);
    struct sg_err err = { 0 };
    if (sg_graph_communities(&g, &options, net->found, &net->n_found, &net->modularity, &err) != SG_OK)
        fail_msg("%s", err.text);
    check_numbers(net);
    for (uint32_t c = 0; c < net->n_found; c++)
        if (!is_connected(net, c)) fail_msg("community %u is not connected", c);
    double q = modularity_by_pairs(net, net->found, options.resolution > 0 ? options.resolution : 1);
    if (fabs(q - net->modularity) > 1e-9 * fmax(1, fabs(q)))
        fail_msg("modularity %.12f, by its definition %.12f", net->modularity, q);
}

/* W. W. Zachary, "An information flow model for conflict and fission in small groups", Journal of Anthropological
 * Research 33(4), 1977: who met whom outside the club. */
static void add_karate_club(struct divided *net)
{
    /* clang-format off */
    static const uint8_t met[78][2] = {
        {1,2}, {1,3}, {1,4}, {1,5}, {1,6}, {1,7}, {1,8}, {1,9}, {1,11}, {1,12}, {1,13}, {1,14}, {1,18}, {1,20}, {1,22},
        {1,32}, {2,3}, {2,4}, {2,8}, {2,14}, {2,18}, {2,20}, {2,22}, {2,31}, {3,4}, {3,8}, {3,9}, {3,10}, {3,14},
        {3,28}, {3,29}, {3,33}, {4,8}, {4,13}, {4,14}, {5,7}, {5,11}, {6,7}, {6,11}, {6,17}, {7,17}, {9,31}, {9,33},
        {9,34}, {10,34}, {14,34}, {15,33}, {15,34}, {16,33}, {16,34}, {19,33}, {19,34}, {20,34}, {21,33}, {21,34},
        {23,33}, {23,34}, {24,26}, {24,28}, {24,30}, {24,33}, {24,34}, {25,26}, {25,28}, {25,32}, {26,32}, {27,30},
        {27,34}, {28,34}, {29,32}, {29,34}, {30,33}, {30,34}, {31,33}, {31,34}, {32,33}, {32,34}, {33,34}
    };
    /* clang-format on */
    net->g.n = 34;
    for (size_t e = 0; e < ROWS(met); e++)
        add(&net->g, met[e][0] - 1u, met[e][1] - 1u, 1);
}

static void add_clique(struct divided *net, uint32_t first, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        for (uint32_t k = 0; k < i; k++)
            add(&net->g, first + i, first + k, 1);
    if (net->g.n < first + size) net->g.n = first + size;
}

static void add_ring_of_cliques(struct divided *net, uint32_t n_cliques, uint32_t size)
{
    for (uint32_t c = 0; c < n_cliques; c++) {
        add_clique(net, c * size, size);
        add(&net->g, c * size, (c + 1) % n_cliques * size + 1, 1);
    }
}

/* U. Brandes and others, "On modularity clustering", IEEE TKDE 20(2), 2008, prove 0.4198 to be the most there is. */
static void test_the_karate_club_reaches_its_best_known_modularity(void **state)
{
    (void)state;
    static struct divided net;
    double best = 0;
    add_karate_club(&net);
    for (uint64_t seed = 0; seed < 20; seed++) {
        find(&net, (struct sg_communities_options){ .seed = seed });
        best = fmax(best, net.modularity);
        if (net.modularity < 0.415 || net.modularity > 0.41979)
            fail_msg("seed %d: modularity %.6f", (int)seed, net.modularity);
    }
    assert_true(best > 0.41978);
}

/* S. Fortunato and M. Barthelemy, "Resolution limit in community detection", PNAS 104(1), 2007: of 30 cliques of 5 in a
 * ring, modularity joins two and two (0.888) rather than keep them apart (0.876). */
static void test_a_ring_of_cliques_falls_into_its_cliques_or_into_pairs_where_modularity_wants_pairs(void **state)
{
    (void)state;
    static const struct {
        uint32_t n_cliques, size;
        double resolution, modularity;
        size_t n_found,
            least; /* with at least so many seeds: who pairs at random leaves some alone between two pairs */
    } row[] = {
        { 10, 5, 1, 10 / 11. - 1 / 10., 10, 10 },
        { 30, 5, 1, 21 / 22. - 1 / 15., 15, 0 },
        { 30, 5, 3, 10 / 11. - 3 / 30., 30, 10 },
        { 7, 3, 1, 3 / 4. - 1 / 7., 7, 10 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        static struct divided net;
        size_t n_reached = 0;
        net = (struct divided){ 0 };
        add_ring_of_cliques(&net, row[i].n_cliques, row[i].size);
        for (uint64_t seed = 0; seed < 10; seed++) {
            find(&net, (struct sg_communities_options){ .seed = seed, .resolution = row[i].resolution });
            if (net.modularity < row[i].modularity - 0.005 || net.modularity > row[i].modularity + 1e-12)
                fail_msg("row %zu, seed %d: modularity %.6f", i, (int)seed, net.modularity);
            for (uint32_t k = 0; k < net.g.n; k++)
                assert_int_equal(net.found[k], net.found[k / row[i].size * row[i].size]);
            n_reached += net.n_found == row[i].n_found && net.modularity > row[i].modularity - 1e-12;
        }
        if (n_reached < row[i].least) fail_msg("row %zu: reached with %zu seeds of 10", i, n_reached);
    }
}

static void test_two_cliques_without_a_tie_are_two_communities_and_the_rest_is_alone(void **state)
{
    (void)state;
    static struct divided net;
    static const uint32_t expected[] = { 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 3 };
    add_clique(&net, 1, 4);
    add_clique(&net, 5, 5);
    add(&net.g, 10, 10, 9); /* a self-edge ties nobody */
    net.g.n = 11;
    find(&net, (struct sg_communities_options){ 0 });
    assert_int_equal(net.n_found, 4);
    assert_memory_equal(net.found, expected, sizeof expected);
}

/* L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2, 1985: 1 for the same, 0 for chance. */
static double adjusted_rand(const uint32_t *a, const uint32_t *b, size_t n)
{
    double both = 0, in_a = 0, in_b = 0, pairs = (double)n * (double)(n - 1) / 2;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            both += a[i] == a[k] && b[i] == b[k];
            in_a += a[i] == a[k];
            in_b += b[i] == b[k];
        }
    double chance = in_a * in_b / pairs;
    return (both - chance) / ((in_a + in_b) / 2 - chance);
}

static void test_planted_communities_are_found_again(void **state)
{
    (void)state;
    static struct divided net;
    static uint32_t planted[MAX_NODES];
    uint64_t random = 1;
    net.g.n = 1000;
    for (uint32_t i = 0; i < net.g.n; i++)
        planted[i] = i % 20;
    while (net.g.m < 10000) { /* about 14 of 20 ends of a node's edges lie in its community */
        uint32_t a = draw(&random, 1000),
                 b = draw(&random, 10) < 7 ? draw(&random, 50) * 20 + a % 20 : draw(&random, 1000);
        add(&net.g, a, b, 1);
    }
    for (uint64_t seed = 0; seed < 6; seed++) { /* half of them in a single run */
        find(&net, (struct sg_communities_options){ .seed = seed, .iterations = seed % 2 });
        double rand = adjusted_rand(net.found, planted, net.g.n);
        if (rand < 0.99) fail_msg("seed %d: adjusted Rand index %.4f", (int)seed, rand);
    }
}

/* Two halves of a clique, tied strongly inside and weakly across; the other way round for the same edges unweighted. */
static void test_weights_and_both_directions_count(void **state)
{
    (void)state;
    static struct divided net;
    static const uint32_t expected[] = { 0, 1, 0, 1, 0, 1 };
    for (uint32_t i = 0; i < 6; i++)
        for (uint32_t k = 0; k < 6; k++) /* each pair twice, once a direction */
            if (i != k) add(&net.g, i, k, i % 2 == k % 2 ? 5 : 1);
    net.g.n = 6;
    find(&net, (struct sg_communities_options){ 0 });
    assert_int_equal(net.n_found, 2);
    assert_memory_equal(net.found, expected, sizeof expected);
    assert_true(fabs(net.modularity - (60 / 78. - 0.5)) < 1e-12);
}

static void test_resolution_goes_from_one_community_to_each_node_alone(void **state)
{
    (void)state;
    static struct divided net;
    static const double resolution[] = { 1e-9, 0.5, 1, 2, 8, 1e9 };
    size_t before = 0;
    add_karate_club(&net);
    for (size_t i = 0; i < ROWS(resolution); i++) {
        find(&net, (struct sg_communities_options){ .resolution = resolution[i] });
        if (net.n_found < before) fail_msg("resolution %g: %zu after %zu", resolution[i], net.n_found, before);
        if (i == 0) assert_int_equal(net.n_found, 1);
        before = net.n_found;
    }
    assert_int_equal(net.n_found, 34);
}

/* Every division of up to 8 nodes, as growth strings: node i joins one of the groups so far or opens the next. */
static double best_of_all(const struct divided *net, uint32_t *division, uint32_t i, uint32_t n_groups)
{
    double best = -1;
    if (i == net->g.n) return modularity_by_pairs(net, division, 1);
    for (division[i] = 0; division[i] <= n_groups; division[i]++) {
        uint32_t at = division[i];
        best = fmax(best, best_of_all(net, division, i + 1, at == n_groups ? n_groups + 1 : n_groups));
    }
    return best;
}

static void test_small_graphs_reach_the_best_of_all_divisions(void **state)
{
    (void)state;
    uint64_t random = 5;
    size_t n_reached = 0, n_graphs = 60;
    for (size_t k = 0; k < n_graphs; k++) {
        static struct divided net;
        uint32_t division[8];
        net = (struct divided){ .g.n = 4 + k % 4 };
        add_at_random(&net.g, &random, 2 * net.g.n, 4);
        find(&net, (struct sg_communities_options){ .seed = k });
        double best = best_of_all(&net, division, 0, 0);
        if (net.modularity > best + 1e-12 || net.modularity < best - 0.05)
            fail_msg("graph %zu: %.6f of %.6f", k, net.modularity, best);
        n_reached += net.modularity > best - 1e-12;
    }
    if (n_reached < n_graphs * 9 / 10) fail_msg("the best was reached in %zu of %zu graphs", n_reached, n_graphs);
}

/* More runs with the same seed go on where fewer stopped, and no step may lose what is won. */
static void test_modularity_never_falls_from_one_iteration_to_the_next(void **state)
{
    (void)state;
    static struct divided net;
    uint64_t random = 8;
    net.g.n = 200;
    add_at_random(&net.g, &random, 500, 5);
    for (uint64_t seed = 0; seed < 10; seed++) {
        double before = -1;
        for (unsigned k = 1; k <= 8; k++) {
            find(&net, (struct sg_communities_options){ .seed = seed, .iterations = k });
            if (net.modularity < before - 1e-12)
                fail_msg("seed %d: %.9f after %u iterations, %.9f before", (int)seed, net.modularity, k, before);
            before = net.modularity;
        }
    }
}

static void test_no_single_node_would_be_better_off_elsewhere(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (size_t k = 0; k < 30; k++) {
        static struct divided net;
        static const double resolution[] = { 0.5, 1, 3 };
        net = (struct divided){ .g.n = 20 };
        add_at_random(&net.g, &random, 50, 9);
        find(&net, (struct sg_communities_options){ .seed = k, .resolution = resolution[k % 3] });
        for (size_t i = 0; i < net.g.n; i++) {
            uint32_t own = net.found[i];
            for (uint32_t c = 0; c <= net.n_found; c++) { /* the last one is empty */
                net.found[i] = c;
                double q = modularity_by_pairs(&net, net.found, resolution[k % 3]);
                if (q > net.modularity + 1e-9) fail_msg("graph %zu: node %zu gains in community %u", k, i, c);
            }
            net.found[i] = own;
        }
    }
}

/* Sparse, dense, with and without weights, self-edges, parallels and nodes alone: `find` checks what must hold. */
static void test_communities_of_random_graphs_are_connected_and_their_modularity_is_true(void **state)
{
    (void)state;
    uint64_t random = 9;
    for (uint32_t k = 0; k < 120; k++) {
        static struct divided net;
        net = (struct divided){ .g.n = 1 + draw(&random, 80) };
        size_t m = draw(&random, 1 + 4 * (uint32_t)net.g.n);
        add_at_random(&net.g, &random, m, k % 3 ? 1000 : 1);
        for (size_t e = 0; e < m; e++)
            net.g.weight[e] /= 7;
        find(&net, (struct sg_communities_options){ .seed = k, .resolution = k % 4, .iterations = k % 3 });
    }
}

/* A power of two changes no sum, so it must change no community, however near the ends of what a number can hold. */
static void test_the_unit_of_the_weights_does_not_matter(void **state)
{
    (void)state;
    static struct divided net, scaled;
    static const int power[] = { -900, -30, 30, 900 };
    uint64_t random = 3;
    net.g.n = 60;
    add_at_random(&net.g, &random, 200, 9);
    find(&net, (struct sg_communities_options){ 0 });
    for (size_t i = 0; i < ROWS(power); i++) {
        scaled = net;
        for (size_t e = 0; e < net.g.m; e++)
            scaled.g.weight[e] = ldexp(net.g.weight[e], power[i]);
        struct sg_graph g = graph_of(&scaled.g);
        assert_int_equal(sg_graph_communities(&g, &(struct sg_communities_options){ 0 }, scaled.found, &scaled.n_found,
                                              &scaled.modularity, NULL),
                         SG_OK);
        assert_memory_equal(scaled.found, net.found, net.g.n * sizeof *net.found);
        assert_true(scaled.modularity == net.modularity);
    }
}

static void test_the_same_seed_gives_the_same_answer(void **state)
{
    (void)state;
    static struct divided a, b;
    uint64_t random = 2;
    bool differs = false;
    a.g.n = 300;
    add_at_random(&a.g, &random, 900, 1);
    for (uint64_t seed = 0; seed < 5; seed++) {
        find(&a, (struct sg_communities_options){ .seed = seed });
        b = a;
        memset(b.found, 255, sizeof b.found);
        find(&b, (struct sg_communities_options){ .seed = seed });
        assert_memory_equal(a.found, b.found, a.g.n * sizeof *a.found);
        assert_true(a.modularity == b.modularity);
        find(&b, (struct sg_communities_options){ .seed = seed + 1 });
        differs |= memcmp(a.found, b.found, a.g.n * sizeof *a.found) != 0;
    }
    assert_true(differs); /* a random graph has many divisions that are nearly as good */
}

static void test_odd_graphs_are_divided_or_refused_and_outputs_stay_untouched(void **state)
{
    (void)state;
    static const uint32_t zero[] = { 0, 0 }, one[] = { 1, 1 }, far[] = { 7 };
    static const double bad[] = { -1 }, nan_weight[] = { NAN }, huge[] = { 1e308, 1e308 };
    static const struct {
        const char *what;
        struct sg_graph g;
        double resolution;
        enum sg_code code;
        size_t n;
    } row[] = {
        { "no node", { 0, 0, NULL, NULL, NULL, NULL }, 0, SG_OK, 0 },
        { "one node", { 1, 0, NULL, NULL, NULL, NULL }, 0, SG_OK, 1 },
        { "nodes without an edge", { 2, 0, NULL, NULL, NULL, NULL }, 0, SG_OK, 2 },
        { "a self-edge", { 2, 1, zero, zero, NULL, NULL }, 0, SG_OK, 2 },
        { "two nodes", { 2, 1, zero, one, NULL, NULL }, 0, SG_OK, 1 },
        { "an edge to nowhere", { 2, 1, zero, far, NULL, NULL }, 0, SG_EINPUT, 0 },
        { "a negative weight", { 2, 1, zero, one, bad, NULL }, 0, SG_EINPUT, 0 },
        { "no number", { 2, 1, zero, one, nan_weight, NULL }, 0, SG_EINPUT, 0 },
        { "weights beyond all numbers", { 2, 2, zero, one, huge, NULL }, 0, SG_EINPUT, 0 },
        { "a negative resolution", { 2, 1, zero, one, NULL, NULL }, -1, SG_EINPUT, 0 },
        { "no resolution", { 2, 1, zero, one, NULL, NULL }, NAN, SG_EINPUT, 0 },
        { "endless resolution", { 2, 1, zero, one, NULL, NULL }, INFINITY, SG_EINPUT, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint32_t found[2] = { 77, 77 };
        size_t n = 99;
        double q = 55;
        struct sg_err err = { 0 };
        struct sg_communities_options options = { .resolution = row[i].resolution };
        enum sg_code code = sg_graph_communities(&row[i].g, &options, found, &n, &q, &err);
        if (code != row[i].code) fail_msg("%s: code %d (%s)", row[i].what, code, err.text);
        if (code == SG_OK ? n != row[i].n || !isfinite(q) : n != 99 || q != 55 || found[0] != 77 || !err.text[0])
            fail_msg("%s: %zu communities, modularity %g", row[i].what, n, q);
        for (size_t k = 0; code == SG_OK && k < row[i].g.n_nodes; k++)
            if (found[k] >= n) fail_msg("%s: node %zu is in community %u", row[i].what, k, found[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_karate_club_reaches_its_best_known_modularity),
        cmocka_unit_test(test_a_ring_of_cliques_falls_into_its_cliques_or_into_pairs_where_modularity_wants_pairs),
        cmocka_unit_test(test_two_cliques_without_a_tie_are_two_communities_and_the_rest_is_alone),
        cmocka_unit_test(test_planted_communities_are_found_again),
        cmocka_unit_test(test_weights_and_both_directions_count),
        cmocka_unit_test(test_resolution_goes_from_one_community_to_each_node_alone),
        cmocka_unit_test(test_small_graphs_reach_the_best_of_all_divisions),
        cmocka_unit_test(test_modularity_never_falls_from_one_iteration_to_the_next),
        cmocka_unit_test(test_no_single_node_would_be_better_off_elsewhere),
        cmocka_unit_test(test_communities_of_random_graphs_are_connected_and_their_modularity_is_true),
        cmocka_unit_test(test_the_unit_of_the_weights_does_not_matter),
        cmocka_unit_test(test_the_same_seed_gives_the_same_answer),
        cmocka_unit_test(test_odd_graphs_are_divided_or_refused_and_outputs_stay_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
