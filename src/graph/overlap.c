/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "graph/graph_internal.h"

enum { ROUNDS = 400 };

/* Discs sorted by their left edge are swept: only those whose spans of x meet are compared. */
struct span {
    double left;
    uint32_t i;
};

static int compare_spans(const void *a, const void *b)
{
    const struct span *s = a, *t = b;
    if (s->left != t->left) return s->left < t->left ? -1 : 1;
    return (s->i > t->i) - (s->i < t->i);
}

/* Parts two discs by half of what they overlap each; discs in one place are parted along a direction that their
 * numbers give, so that the result is the same every time. */
static bool part(double *x, double *y, const double *radius, double gap, uint32_t i, uint32_t j)
{
    double need = radius[i] + radius[j] + gap, dx = x[j] - x[i], dy = y[j] - y[i], d = hypot(dx, dy);
    if (d >= need - 1e-6) return false;
    if (d < 1e-9) {
        double angle = 2.399963229728653 * (double)(i + j + 1); /* the golden angle */
        dx = cos(angle);
        dy = sin(angle);
        d = 1;
        need += 1;
    }
    double move = (need - d) / (2 * d) + 1e-9;
    x[i] -= dx * move;
    y[i] -= dy * move;
    x[j] += dx * move;
    y[j] += dy * move;
    return true;
}

bool sg_overlap_remove(size_t n, double *x, double *y, const double *radius, double gap)
{
    struct span *spans = calloc(n ? n : 1, sizeof *spans);
    if (!spans) return false;
    double widest = 0;
    for (size_t i = 0; i < n; i++)
        widest = fmax(widest, radius[i]);
    bool moved = true;
    for (int round = 0; moved && round < ROUNDS; round++) {
        moved = false;
        for (size_t i = 0; i < n; i++)
            spans[i] = (struct span){ x[i] - radius[i], (uint32_t)i };
        qsort(spans, n, sizeof *spans, compare_spans);
        for (size_t a = 0; a < n; a++) {
            uint32_t i = spans[a].i;
            double reach = spans[a].left + 2 * radius[i] + gap;
            for (size_t b = a + 1; b < n && spans[b].left <= reach; b++)
                moved |= part(x, y, radius, gap, i, spans[b].i);
        }
    }
    free(spans);
    return true;
}
