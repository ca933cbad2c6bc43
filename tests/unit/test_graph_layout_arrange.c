/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the parts of a graph stand in one picture. */
#include "graph_room.h"

#include <time.h>

/* A rectangle about the discs of the nodes from `begin` to before `end`. */
struct frame {
    double left, right, top, low;
};

static struct frame frame_of(const struct sg_graph *g, const double *x, const double *y, size_t begin, size_t end)
{
    struct frame f = { INFINITY, -INFINITY, INFINITY, -INFINITY };
    for (size_t i = begin; i < end; i++) {
        double r = g->radius ? g->radius[i] : 0;
        f.left = fmin(f.left, x[i] - r);
        f.right = fmax(f.right, x[i] + r);
        f.top = fmin(f.top, y[i] - r);
        f.low = fmax(f.low, y[i] + r);
    }
    return f;
}

static bool overlap(const struct frame *a, const struct frame *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->low && b->top < a->low;
}

static double width_of(struct frame f)
{
    return f.right - f.left;
}

static double wide_by_high(struct frame f)
{
    return width_of(f) / (f.low - f.top);
}

/* 400 nodes in one part, thirty paths of three or four from 400 on, and a hundred nodes alone. */
enum { LARGEST = 400, PATHS = 30, ALONE = 100, ALL = LARGEST + PATHS * 4 + ALONE };

static struct sg_graph graph_of_many_parts(struct room *r)
{
    for (size_t i = 1; i < LARGEST; i++) {
        join(r, i / 2, i);
        join(r, i * 7 % LARGEST, i);
    }
    for (size_t k = 0; k < PATHS; k++)
        for (size_t i = 1; i < 3 + k % 2; i++)
            join(r, LARGEST + 4 * k + i - 1, LARGEST + 4 * k + i);
    for (size_t i = 0; i < ALL; i++)
        r->radius[i] = 1 + (double)(i % 5);
    return (struct sg_graph){ ALL, r->n_edges, r->from, r->to, NULL, r->radius };
}

static void test_parts_stand_below_the_largest_and_none_overlap(void **state)
{
    (void)state;
    struct room *r = new_room();
    struct sg_graph g = graph_of_many_parts(r);
    struct sg_layout_result result = { 0 };
    struct frame part[1 + PATHS + PATHS + ALONE];
    size_t n = 0, begin = LARGEST;
    lay_out(&g, &(struct sg_layout_options){ .gap = 1, .ret_result = &result }, r->x, r->y);
    part[n++] = frame_of(&g, r->x, r->y, 0, LARGEST);
    while (begin < ALL) {
        size_t k = (begin - LARGEST) / 4, end = begin + 1;
        if (k < PATHS && (begin - LARGEST) % 4 == 0) end = begin + 3 + k % 2;
        part[n++] = frame_of(&g, r->x, r->y, begin, end);
        begin = end;
    }
    assert_int_equal(n, result.n_parts);
    for (size_t i = 1; i < n; i++) {
        if (part[i].top < part[0].low) fail_msg("part %zu stands beside the largest", i);
        for (size_t k = 0; k < i; k++)
            if (overlap(&part[i], &part[k])) fail_msg("parts %zu and %zu overlap", i, k);
    }
    free(r);
}

static void test_a_picture_of_many_parts_is_wider_than_high(void **state)
{
    (void)state;
    struct room *r = new_room();
    struct sg_graph many = graph_of_many_parts(r);
    struct sg_graph pairs = { 2000, 1000, r->from + 10000, r->to + 10000, NULL, NULL };
    for (size_t i = 0; i < 1000; i++) {
        r->from[10000 + i] = (uint32_t)(2 * i);
        r->to[10000 + i] = (uint32_t)(2 * i + 1);
    }
    const struct {
        const char *what;
        struct sg_graph g;
        double least, most;
    } row[] = {
        { "a thousand nodes alone", { 1000, 0, NULL, NULL, NULL, NULL }, 1.5, 2.1 },
        { "a thousand pairs", pairs, 1.5, 2.1 },
        { "a large part and many small ones", many, 1.5, 2.1 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        lay_out(&row[i].g, &(struct sg_layout_options){ .gap = 1 }, r->x, r->y);
        double shape = wide_by_high(frame_of(&row[i].g, r->x, r->y, 0, row[i].g.n_nodes));
        if (shape < row[i].least || shape > row[i].most) fail_msg("%s: %g times as wide as high", row[i].what, shape);
    }
    free(r);
}

/* A round part has the most nodes, and a longer one is wider. */
static void test_rows_use_the_width_of_the_widest_part(void **state)
{
    (void)state;
    enum { ROUND = 150, LONG = 140, AT = ROUND + LONG, N = AT + 400 };
    struct room *r = new_room();
    for (size_t i = 0; i < ROUND; i++)
        for (size_t k = 1; k < 40; k++)
            join(r, i, (i + k) % ROUND);
    for (size_t i = ROUND + 1; i < AT; i++)
        join(r, i - 1, i);
    struct sg_graph g = { N, r->n_edges, r->from, r->to, NULL, NULL };
    lay_out(&g, &(struct sg_layout_options){ .gap = 1 }, r->x, r->y);
    double largest = width_of(frame_of(&g, r->x, r->y, 0, ROUND)),
           widest = width_of(frame_of(&g, r->x, r->y, ROUND, AT)), alone = width_of(frame_of(&g, r->x, r->y, AT, N));
    if (widest < 1.5 * largest) fail_msg("the long part is %g wide, the round one %g", widest, largest);
    if (alone < 0.8 * widest) fail_msg("%g of %g wide are used", alone, widest);
    free(r);
}

static void test_the_long_axis_lies_flat(void **state)
{
    (void)state;
    enum { N = 60 };
    struct room *r = new_room();
    for (size_t i = 1; i < N; i++)
        join(r, i - 1, i);
    for (uint64_t seed = 1; seed < 6; seed++) {
        struct sg_graph g = { N, r->n_edges, r->from, r->to, NULL, NULL };
        double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
        lay_out(&g, &(struct sg_layout_options){ .seed = seed }, r->x, r->y);
        for (size_t i = 0; i < N; i++) {
            mx += r->x[i] / N;
            my += r->y[i] / N;
        }
        for (size_t i = 0; i < N; i++) {
            xx += (r->x[i] - mx) * (r->x[i] - mx);
            yy += (r->y[i] - my) * (r->y[i] - my);
            xy += (r->x[i] - mx) * (r->y[i] - my);
        }
        if (xx < 4 * yy || fabs(xy) > 1e-6 * xx) fail_msg("seed %d: %g across, %g up, %g", (int)seed, xx, yy, xy);
    }
    free(r);
}

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void test_very_many_nodes_alone_take_no_time(void **state)
{
    (void)state;
    enum { N = 300000 };
    double *x = calloc(N, 3 * sizeof *x), *y = x + N, *radius = y + N;
    assert_non_null(x);
    for (size_t i = 0; i < N; i++)
        radius[i] = 1 + (double)(i % 9);
    struct sg_graph g = { N, 0, NULL, NULL, NULL, radius };
    double begin = processor_seconds();
    lay_out(&g, &(struct sg_layout_options){ .gap = 1 }, x, y);
    double took = processor_seconds() - begin;
    if (took > 5) fail_msg("%g s of processor time", took);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_stand_below_the_largest_and_none_overlap),
        cmocka_unit_test(test_a_picture_of_many_parts_is_wider_than_high),
        cmocka_unit_test(test_rows_use_the_width_of_the_widest_part),
        cmocka_unit_test(test_the_long_axis_lies_flat),
        cmocka_unit_test(test_very_many_nodes_alone_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
