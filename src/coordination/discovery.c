/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57(1), 1995. */
#include <math.h>
#include <stdlib.h>

#include "coordination/coordination_internal.h"

struct one {
    double p;
    size_t at;
};

static int by_p(const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    return (a->p > b->p) - (a->p < b->p);
}

enum sg_code discovery_q(const double *p, size_t n, uint64_t n_tests, double *ret_q, struct sg_err *err)
{
    struct one *sorted = malloc((n + 1) * sizeof *sorted);
    if (!sorted) return sg_fail_nomem(err, "the tests");
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct one){ p[i], i };
    qsort(sorted, n, sizeof *sorted, by_p);
    double least = 1, tests = (double)(n_tests > n ? n_tests : n);
    for (size_t i = n; i-- > 0;) {
        least = fmin(least, sorted[i].p * tests / (double)(i + 1));
        ret_q[sorted[i].at] = least;
    }
    free(sorted);
    return SG_OK;
}
