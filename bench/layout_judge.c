/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout_judge quality EDGES PLACES    prints normalised stress and neighbourhood preservation
 * layout_judge error EDGES PLACES      prints how far the repulsion is from the exact sum
 * For bench/layout.py.
 */
#include <math.h>
#include <stdbool.h>

#include "graph/layout_internal.h"
#include "layout_files.h"

struct rows {
    size_t *row;
    uint32_t *end;
};

static struct rows rows_of(const struct edges *e)
{
    size_t n = e->n_nodes;
    struct rows r = { must(calloc(n + 2, sizeof *r.row)), must(calloc(2 * e->n + 1, sizeof *r.end)) };
    for (size_t k = 0; k < e->n; k++) {
        r.row[e->from[k] + 2]++;
        r.row[e->to[k] + 2]++;
    }
    for (size_t i = 0; i < n; i++)
        r.row[i + 2] += r.row[i + 1];
    for (size_t k = 0; k < e->n; k++) {
        r.end[r.row[e->from[k] + 1]++] = e->to[k];
        r.end[r.row[e->to[k] + 1]++] = e->from[k];
    }
    return r;
}

/* Steps from one node to all; UINT32_MAX where there is no way. */
static void walk(const struct rows *r, size_t n, uint32_t from, uint32_t *steps, uint32_t *queue)
{
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < n; i++)
        steps[i] = UINT32_MAX;
    steps[from] = 0;
    queue[tail++] = from;
    while (head < tail) {
        uint32_t i = queue[head++];
        for (size_t k = r->row[i]; k < r->row[i + 1]; k++)
            if (steps[r->end[k]] == UINT32_MAX) {
                steps[r->end[k]] = steps[i] + 1;
                queue[tail++] = r->end[k];
            }
    }
}

/* Mean of ((s |p_i - p_j| - d_ij) / d_ij)^2 over the pairs of 200 nodes with all others, d_ij in steps along edges, at
 * the scale s that makes it least (Gansner, Koren and North, 2004). */
static double stress_of(const struct edges *e, const struct rows *r, const struct places *p)
{
    uint32_t *steps = must(calloc(p->n, sizeof *steps)), *queue = must(calloc(p->n, sizeof *queue));
    double one = 0, two = 0, pairs = 0;
    size_t stride = p->n > 200 ? p->n / 200 : 1;
    for (size_t i = 0; i < e->n_nodes; i += stride) {
        walk(r, p->n, (uint32_t)i, steps, queue);
        for (size_t j = 0; j < p->n; j++) {
            if (j == i || steps[j] == UINT32_MAX) continue;
            double ratio = hypot(p->x[i] - p->x[j], p->y[i] - p->y[j]) / steps[j];
            one += ratio;
            two += ratio * ratio;
            pairs++;
        }
    }
    free(steps);
    free(queue);
    return two > 0 ? 1 - one * one / two / pairs : 1;
}

struct near {
    double d2;
    uint32_t i;
};

static int compare_near(const void *a, const void *b)
{
    const struct near *s = a, *t = b;
    if (s->d2 != t->d2) return s->d2 < t->d2 ? -1 : 1;
    return (s->i > t->i) - (s->i < t->i);
}

/* Mean share of a node's k neighbours that are among the k nodes nearest to it in the picture, over 500 nodes. */
static double preservation_of(const struct rows *r, const struct places *p)
{
    struct near *near = must(calloc(p->n, sizeof *near));
    double sum = 0, count = 0;
    size_t stride = p->n > 500 ? p->n / 500 : 1;
    for (size_t i = 0; i < p->n; i += stride) {
        size_t k = r->row[i + 1] - r->row[i], hits = 0, n = 0;
        if (k == 0) continue;
        for (size_t j = 0; j < p->n; j++) {
            double dx = p->x[i] - p->x[j], dy = p->y[i] - p->y[j];
            if (j != i) near[n++] = (struct near){ dx * dx + dy * dy, (uint32_t)j };
        }
        qsort(near, n, sizeof *near, compare_near);
        for (size_t a = 0; a < k && a < n; a++)
            for (size_t b = r->row[i]; b < r->row[i + 1]; b++)
                if (r->end[b] == near[a].i) {
                    hits++;
                    break;
                }
        sum += (double)hits / (double)k;
        count++;
    }
    free(near);
    return count > 0 ? sum / count : 1;
}

static void print_quality(const struct edges *e, const struct places *p)
{
    struct rows r = rows_of(e);
    printf("%.4f %.4f\n", stress_of(e, &r, p), preservation_of(&r, p));
    free(r.row);
    free(r.end);
}

/* Root of the mean square of the difference, over that of the exact sum. */
static void print_error(const struct edges *e, const struct places *p)
{
    size_t n = p->n;
    float *x = must(calloc(n, 5 * sizeof *x)), *y = x + n, *mass = y + n, *fx = mass + n, *fy = fx + n;
    double square = 0, wrong = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)p->x[i];
        y[i] = (float)p->y[i];
        mass[i] = 1;
        square += p->x[i] * p->x[i] + p->y[i] * p->y[i];
    }
    for (size_t k = 0; k < e->n; k++) {
        mass[e->from[k]]++;
        mass[e->to[k]]++;
    }
    struct sg_tree *tree = must(sg_tree_new(n, 1));
    struct sg_bodies bodies = { n, x, y, mass, NULL };
    if (!sg_tree_repel(tree, NULL, &bodies, 0.5f, (float)sqrt(square / (double)n), false, fx, fy)) must(NULL);
    for (size_t i = 0; i < n; i++) {
        double sx = 0, sy = 0;
        for (size_t j = 0; j < n; j++) {
            double dx = (double)x[i] - x[j], dy = (double)y[i] - y[j], d2 = dx * dx + dy * dy;
            if (d2 == 0) continue;
            sx += mass[j] * dx / d2;
            sy += mass[j] * dy / d2;
        }
        double m2 = (double)mass[i] * mass[i];
        wrong += m2 * ((fx[i] - sx) * (fx[i] - sx) + (fy[i] - sy) * (fy[i] - sy));
        all += m2 * (sx * sx + sy * sy);
    }
    printf("%.3g\n", sqrt(wrong / all));
    sg_tree_free(tree);
    free(x);
}

int main(int argc, char **argv)
{
    bool is_quality = argc == 4 && strcmp(argv[1], "quality") == 0;
    if (!is_quality && !(argc == 4 && strcmp(argv[1], "error") == 0)) {
        fputs("usage: layout_judge quality|error EDGES PLACES\n", stderr);
        return 2;
    }
    struct edges e = read_edges(argv[2]);
    struct places p = read_places(argv[3], e.n_nodes);
    if (is_quality)
        print_quality(&e, &p);
    else
        print_error(&e, &p);
    release(&e, &p);
    return 0;
}
