/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of sums, and the control of false discoveries, against figures found by other means. */
#include "unit.h"

#include <math.h>

#include "coordination/chance_internal.h"

static void test_chance_tail_is_right_where_it_is_known(void **state)
{
    (void)state;
    static const struct {
        struct tail_part part;
        uint64_t t;
        double p;
    } row[] = {
        { { 1, 0, 1 }, 0, 1 },
        { { 1, 0, 1 }, 1, 0.63212055882855768 },
        { { 1, 0, 1 }, 5, 0.0036598468273437131 },
        { { 8, 0, 1 }, 40, 0.0036598468273437131 }, /* five of weight 8 */
        { { 8, 0, 1 }, 33, 0.0036598468273437131 }, /* which four do not reach */
        { { 1, 0, 1e-9 }, 1, 1e-9 },
        { { 1, 0, 1e-6 }, 2, 4.99999666667e-13 },
        { { 1, 10, 5 }, 8, 0.0546875 },
        { { 8, 10, 0.3 }, 80, 5.9049e-16 },          /* all ten of ten: 0.03^10 */
        { { 1, 10, 10 }, 10, 1 },                    /* certain */
        { { 1, 10, 5 }, 11, 1e-300 },                /* impossible */
        { { 1, 2000, 200 }, 2000, 1e-300 },          /* 0.1^2000 is no double */
        { { 1, 600, 540 }, 600, 3.51160503939e-28 }, /* 0.9^600 */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        double p = tail_at_least(&row[i].part, 1, row[i].t);
        if (!(fabs(p / row[i].p - 1) < 1e-4)) fail_msg("row %zu: %g, not %g", i, p, row[i].p);
    }
}

/* ---- the saddlepoint against a sum carried out ---- */

enum { MOST = 8192 };
static long double sum_of[MOST], next_sum[MOST];

/* All of the distribution up to MOST, in extended precision. */
static void carry_out(const struct tail_part *part, size_t n)
{
    memset(sum_of, 0, sizeof sum_of);
    sum_of[0] = 1;
    for (size_t i = 0; i < n; i++) {
        long double m = part[i].trials, mean = part[i].mean, p = m > 0 ? mean / m : 0;
        long double term = m > 0 ? powl(1 - p, m) : expl(-mean);
        memset(next_sum, 0, sizeof next_sum);
        for (uint32_t j = 0; j * part[i].weight < MOST && !(m > 0 && j > m); j++) {
            for (uint32_t k = j * part[i].weight; k < MOST; k++)
                next_sum[k] += sum_of[k - j * part[i].weight] * term;
            term *= m > 0 ? (m - j) / (j + 1) * p / (1 - p) : mean / (j + 1);
        }
        memcpy(sum_of, next_sum, sizeof sum_of);
    }
}

static void test_chance_tail_agrees_with_the_sum_carried_out(void **state)
{
    (void)state;
    static const struct tail_part row[][4] = {
        { { 8, 0, 60 }, { 4, 0, 20 }, { 2, 0, 30 }, { 1, 0, 80 } },
        { { 8, 0, 2 }, { 4, 0, 10 }, { 1, 0, 300 }, { 0 } },
        { { 8, 0, 100 }, { 0 }, { 0 }, { 0 } }, /* a lattice */
        { { 8, 400, 12 }, { 6, 100, 8 }, { 2, 300, 150 }, { 0 } },
        { { 8, 3000, 100 }, { 0 }, { 0 }, { 0 } },
        { { 3, 90, 80 }, { 5, 200, 100 }, { 1, 70, 1 }, { 0 } },
        { { 8, 0, 0.5 }, { 4, 0, 0.02 }, { 1, 0, 0.3 }, { 0 } },
        { { 8, 10, 0.4 }, { 7, 3, 0.3 }, { 2, 5, 3 }, { 0 } },
    };
    double worst = 0;
    unsigned n_looked = 0;
    for (size_t i = 0; i < ROWS(row); i++) {
        size_t n = 0;
        uint32_t span = row[i][1].weight ? 1 : row[i][0].weight;
        while (n < 4 && row[i][n].weight)
            n++;
        carry_out(row[i], n);
        long double tail = 0;
        for (uint32_t t = MOST; t-- > 1;) {
            tail += sum_of[t];
            if (t % span || tail < 1e-13L || tail > 0.999L || t % (7 * span)) continue;
            double p = tail_at_least(row[i], n, t), off = fabs(p / (double)tail - 1);
            if (off > worst) worst = off;
            n_looked++;
            if (off > 0.03) fail_msg("row %zu, t %u: %g, not %g", i, t, p, (double)tail);
        }
    }
    print_message("%u tails from 0.999 to 1e-13: at most %.2f %% off\n", n_looked, 100 * worst);
    assert_true(n_looked > 300);
}

static void test_chance_discoveries_are_those_of_the_paper(void **state)
{
    (void)state;
    /* The example of Benjamini and Hochberg (1995), section 3.2: at 0.05 four of 15 are found. */
    static const double p[] = { 0.3240, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298,
                                0.0344, 0.0459, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000 };
    double q[ROWS(p)];
    struct sg_err err;
    assert_int_equal(discovery_q(p, ROWS(p), ROWS(p), q, &err), SG_OK);
    unsigned n_found = 0;
    for (size_t i = 0; i < ROWS(p); i++)
        n_found += q[i] <= 0.05;
    assert_int_equal(n_found, 4);
    assert_true(fabs(q[4] - 0.0095 * 15 / 4) < 1e-12); /* the fourth smallest */
    for (size_t i = 0; i < ROWS(p); i++)
        for (size_t k = 0; k < ROWS(p); k++)
            assert_true(p[i] > p[k] || q[i] <= q[k]);               /* never the other way round */
    assert_int_equal(discovery_q(p, ROWS(p), 150, q, &err), SG_OK); /* ten times the tests */
    assert_true(fabs(q[1] - 0.0001 * 150) < 1e-12);
    assert_true(fabs(q[14] - 1) < 1e-12);
    assert_int_equal(discovery_q(p, 0, 10, q, &err), SG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance_tail_is_right_where_it_is_known),
        cmocka_unit_test(test_chance_tail_agrees_with_the_sum_carried_out),
        cmocka_unit_test(test_chance_discoveries_are_those_of_the_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
