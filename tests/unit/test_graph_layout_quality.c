/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That the picture shows what the graph holds. */
#include "graph_room.h"

static void test_planted_communities_lie_closer_inside_than_between(void **state)
{
    (void)state;
    struct room *r = new_room();
    enum { N = 1000, SIZE = 100 };
    plant(r, 0, N, SIZE, 4, 0.5);
    struct sg_graph g = { N, r->n_edges, r->from, r->to, NULL, NULL };
    struct sg_layout_result result = { 0 };
    lay_out(&g, &(struct sg_layout_options){ .is_linlog = true, .ret_result = &result }, r->x, r->y);
    assert_true(result.is_settled && result.iterations > 0 && result.n_parts >= 1);
    double inside = 0, across = 0, n_inside = 0, n_across = 0;
    size_t nearest_is_inside = 0;
    for (size_t i = 0; i < N; i++) {
        double nearest = INFINITY;
        bool is_inside = false;
        for (size_t k = 0; k < N; k++) {
            double d = hypot(r->x[i] - r->x[k], r->y[i] - r->y[k]);
            if (k == i) continue;
            *(i / SIZE == k / SIZE ? &inside : &across) += d;
            *(i / SIZE == k / SIZE ? &n_inside : &n_across) += 1;
            if (d < nearest) {
                nearest = d;
                is_inside = i / SIZE == k / SIZE;
            }
        }
        nearest_is_inside += is_inside;
    }
    double ratio = across / n_across / (inside / n_inside);
    if (ratio < 2) fail_msg("between communities it is only %g times as far as inside", ratio);
    if (nearest_is_inside < N * 8 / 10)
        fail_msg("only %zu of 1000 have a nearest node of their own", nearest_is_inside);
    free(r);
}

/* ---- Quality against a plain ForceAtlas2: every pair by itself, a random start, a speed for each node as in
 * graphology-layout-forceatlas2, whose settings for this size are used on both sides. */

enum { FEW = 400, FEW_SIZE = 20, FEW_ROUNDS = 100, FEW_STARTS = 3 };

struct plain_node {
    double x, y, fx, fy, old_fx, old_fy, mass, convergence;
};

static void push(struct plain_node *a, struct plain_node *b, double f)
{
    double dx = a->x - b->x, dy = a->y - b->y;
    a->fx += dx * f;
    a->fy += dy * f;
    b->fx -= dx * f;
    b->fy -= dy * f;
}

static void plain_round(const struct room *r, struct plain_node *v)
{
    for (size_t i = 0; i < FEW; i++) {
        v[i].old_fx = v[i].fx;
        v[i].old_fy = v[i].fy;
        v[i].fx = -0.05 * v[i].mass * v[i].x;
        v[i].fy = -0.05 * v[i].mass * v[i].y;
    }
    for (size_t i = 0; i < FEW; i++)
        for (size_t k = 0; k < i; k++) {
            double dx = v[i].x - v[k].x, dy = v[i].y - v[k].y;
            push(&v[i], &v[k], 10 * v[i].mass * v[k].mass / (dx * dx + dy * dy));
        }
    for (size_t e = 0; e < r->n_edges; e++)
        push(&v[r->from[e]], &v[r->to[e]], -1);
    for (size_t i = 0; i < FEW; i++) {
        double swing = v[i].mass * hypot(v[i].fx - v[i].old_fx, v[i].fy - v[i].old_fy);
        double traction = hypot(v[i].fx + v[i].old_fx, v[i].fy + v[i].old_fy) / 2;
        double speed = v[i].convergence * log(1 + traction) / (1 + sqrt(swing));
        double force2 = v[i].fx * v[i].fx + v[i].fy * v[i].fy;
        v[i].convergence = fmin(1, sqrt(speed * force2 / (1 + sqrt(swing))));
        v[i].x += v[i].fx * speed / (1 + log(FEW));
        v[i].y += v[i].fy * speed / (1 + log(FEW));
    }
}

static void lay_out_plainly(const struct room *r, uint64_t seed, double *x, double *y)
{
    static struct plain_node v[FEW];
    for (size_t i = 0; i < FEW; i++)
        v[i] = (struct plain_node){ .x = 1000 * sg_random_unit(&seed) - 500,
                                    .y = 1000 * sg_random_unit(&seed) - 500,
                                    .mass = 1,
                                    .convergence = 1 };
    for (size_t e = 0; e < r->n_edges; e++)
        if (r->from[e] != r->to[e]) {
            v[r->from[e]].mass++;
            v[r->to[e]].mass++;
        }
    for (int k = 0; k < FEW_ROUNDS; k++)
        plain_round(r, v);
    for (size_t i = 0; i < FEW; i++) {
        x[i] = v[i].x;
        y[i] = v[i].y;
    }
}

/* Steps along edges between all pairs (Floyd and Warshall); FEW where there is no way. */
static void measure_steps(const struct room *r, uint16_t steps[FEW][FEW])
{
    for (size_t i = 0; i < FEW; i++)
        for (size_t k = 0; k < FEW; k++)
            steps[i][k] = i == k ? 0 : FEW;
    for (size_t e = 0; e < r->n_edges; e++)
        if (r->from[e] != r->to[e]) steps[r->from[e]][r->to[e]] = steps[r->to[e]][r->from[e]] = 1;
    for (size_t via = 0; via < FEW; via++)
        for (size_t i = 0; i < FEW; i++)
            for (size_t k = 0; k < FEW; k++)
                if (steps[i][via] + steps[via][k] < steps[i][k])
                    steps[i][k] = (uint16_t)(steps[i][via] + steps[via][k]);
}

/* Adds normalised stress at the best scale, and the mean share of a node's neighbours among as many nodes nearest to
 * it. */
static void judge(uint16_t steps[FEW][FEW], const double *x, const double *y, double *stress, double *sum_kept)
{
    double one = 0, two = 0, pairs = 0, kept = 0;
    for (size_t i = 0; i < FEW; i++) {
        size_t degree = 0, hits = 0;
        for (size_t k = 0; k < FEW; k++) {
            if (k == i || steps[i][k] == FEW) continue;
            double d = hypot(x[i] - x[k], y[i] - y[k]), ratio = d / steps[i][k];
            one += ratio;
            two += ratio * ratio;
            pairs++;
            degree += steps[i][k] == 1;
        }
        for (size_t k = 0; k < FEW; k++) {
            size_t nearer = 0;
            if (steps[i][k] != 1) continue;
            for (size_t j = 0; j < FEW; j++)
                nearer += j != i && hypot(x[i] - x[j], y[i] - y[j]) < hypot(x[i] - x[k], y[i] - y[k]);
            hits += nearer < degree;
        }
        kept += degree ? (double)hits / (double)degree / FEW : 0;
    }
    *stress += 1 - one * one / two / pairs;
    *sum_kept += kept;
}

static void test_the_picture_is_no_worse_than_that_of_a_plain_layout(void **state)
{
    (void)state;
    struct room *r = new_room();
    static uint16_t steps[FEW][FEW];
    double stress = 0, kept = 0, plain_stress = 0, plain_kept = 0;
    plant(r, 0, FEW, FEW_SIZE, 4, 0.5);
    struct sg_graph g = { FEW, r->n_edges, r->from, r->to, NULL, NULL };
    struct sg_layout_options o = {
        .iterations = FEW_ROUNDS, .is_strong_gravity = true, .gravity = 0.05, .scaling = 10
    };
    measure_steps(r, steps);
    for (o.seed = 1; o.seed <= FEW_STARTS; o.seed++) {
        lay_out_plainly(r, o.seed, r->x, r->y);
        judge(steps, r->x, r->y, &plain_stress, &plain_kept);
        lay_out(&g, &o, r->x, r->y);
        judge(steps, r->x, r->y, &stress, &kept);
    }
    if (stress > plain_stress) fail_msg("stress %g, plainly %g", stress / FEW_STARTS, plain_stress / FEW_STARTS);
    if (kept < plain_kept) fail_msg("%g neighbours kept, plainly %g", kept / FEW_STARTS, plain_kept / FEW_STARTS);
    assert_true(plain_kept > 0.1 * FEW_STARTS);
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_communities_lie_closer_inside_than_between),
        cmocka_unit_test(test_the_picture_is_no_worse_than_that_of_a_plain_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
