/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_layout                               rounds of growing graphs: nanoseconds a round, a node and an edge
 * bench_layout graph KIND NODES EDGES        writes a graph: attachment, planted or mixed
 * bench_layout scatter NODES PLACES          writes places at random, for the peer to start from
 * bench_layout places EDGES ROUNDS THREADS PLACES    lays out; prints the milliseconds a round
 * bench_layout judge EDGES PLACES            prints normalised stress and neighbourhood preservation
 * bench_layout error EDGES PLACES            prints how far the repulsion is from the exact sum
 * bench/layout.py runs the last five against a peer.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench.h"
#include "base/random.h"
#include "graph/layout_internal.h"

struct edges {
    size_t n_nodes, n, cap;
    uint32_t *from, *to;
};
struct places {
    size_t n;
    double *x, *y;
};

static void *must(void *p)
{
    if (p) return p;
    fputs("bench_layout: no memory\n", stderr);
    exit(1);
}

static void add(struct edges *e, size_t from, size_t to)
{
    if (e->n == e->cap) {
        e->cap = e->cap ? 2 * e->cap : 1024;
        e->from = must(realloc(e->from, e->cap * sizeof *e->from));
        e->to = must(realloc(e->to, e->cap * sizeof *e->to));
    }
    e->from[e->n] = (uint32_t)from;
    e->to[e->n++] = (uint32_t)to;
    if (from >= e->n_nodes) e->n_nodes = from + 1;
    if (to >= e->n_nodes) e->n_nodes = to + 1;
}

static size_t below(uint64_t *seed, size_t n)
{
    return (size_t)(sg_random_unit(seed) * (double)n);
}

/* ---- Graphs */

/* Preferential attachment (Barabási and Albert, 1999): each node brings five edges, to ends of earlier edges. */
static void attachment(struct edges *e, size_t n, uint64_t seed)
{
    for (size_t i = 5; i < n; i++) {
        size_t target[5], found = 0;
        while (found < 5) {
            size_t pick = below(&seed, 2 * e->n + 5), to;
            to = pick < 5 ? pick : (pick - 5) % 2 ? e->to[(pick - 5) / 2] : e->from[(pick - 5) / 2];
            bool is_new = true;
            for (size_t k = 0; k < found; k++)
                is_new = is_new && target[k] != to;
            if (is_new) target[found++] = to;
        }
        for (size_t k = 0; k < 5; k++)
            add(e, i, target[k]);
    }
}

/* Communities of 100 nodes with eight neighbours inside and one outside in the mean. */
static void planted(struct edges *e, size_t n, uint64_t seed)
{
    for (size_t k = 0; k < 4 * n; k++) {
        size_t a = below(&seed, n), b = a / 100 * 100 + below(&seed, 100);
        if (a != b && b < n) add(e, a, b);
    }
    for (size_t k = 0; k < n / 2; k++)
        add(e, below(&seed, n), below(&seed, n));
}

/* After the benchmark graphs of Lancichinetti, Fortunato and Radicchi (2008): communities and degrees by power laws, a
 * fifth of the edges leads outside.  Ends are drawn by u^-1/2, which gives degrees an exponent near 3. */
static void mixed(struct edges *e, size_t n, uint64_t seed)
{
    for (size_t begin = 0; begin < n;) {
        size_t size = (size_t)(20 / sqrt(1 - 0.99 * sg_random_unit(&seed)));
        if (size > n - begin) size = n - begin;
        for (size_t k = 0; k < 4 * size; k++) {
            double u = sg_random_unit(&seed), v = sg_random_unit(&seed);
            size_t a = begin + (size_t)(u * u * (double)size), b = begin + (size_t)(v * v * (double)size);
            if (sg_random_unit(&seed) < 0.2) b = below(&seed, n);
            if (a != b) add(e, a, b);
        }
        begin += size;
    }
}

static bool make(const char *kind, size_t n, struct edges *e)
{
    if (strcmp(kind, "attachment") == 0)
        attachment(e, n, 7);
    else if (strcmp(kind, "planted") == 0)
        planted(e, n, 7);
    else if (strcmp(kind, "mixed") == 0)
        mixed(e, n, 7);
    else
        return false;
    return true;
}

/* ---- Files: a line holds two numbers. */

static FILE *open_or_exit(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);
    if (f) return f;
    fprintf(stderr, "bench_layout: %s: %s\n", path, strerror(errno));
    exit(1);
}

static struct edges read_edges(const char *path)
{
    struct edges e = { 0 };
    FILE *f = open_or_exit(path, "r");
    for (unsigned long from, to; fscanf(f, "%lu %lu", &from, &to) == 2;)
        add(&e, from, to);
    fclose(f);
    return e;
}

static struct places read_places(const char *path, size_t n)
{
    struct places p = { n, must(calloc(n, sizeof *p.x)), must(calloc(n, sizeof *p.y)) };
    FILE *f = open_or_exit(path, "r");
    for (size_t i = 0; i < n; i++)
        if (fscanf(f, "%lf %lf", &p.x[i], &p.y[i]) != 2) {
            fprintf(stderr, "bench_layout: %s has %zu places, not %zu\n", path, i, n);
            exit(1);
        }
    fclose(f);
    return p;
}

static void write_places(const char *path, const struct places *p)
{
    FILE *f = open_or_exit(path, "w");
    for (size_t i = 0; i < p->n; i++)
        fprintf(f, "%.9g %.9g\n", p->x[i], p->y[i]);
    fclose(f);
}

/* ---- Laying out */

struct clock {
    double first, last, first_cpu, last_cpu;
    unsigned rounds;
};

/* Of all threads together. */
static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void note(void *ctx, unsigned done, unsigned total)
{
    struct clock *c = ctx;
    (void)total;
    c->last = bench_now();
    c->last_cpu = cpu_now();
    if (done == 1) {
        c->first = c->last;
        c->first_cpu = c->last_cpu;
    }
    c->rounds = done;
}

/* Seconds: of a round, of all threads in it, and of what came before the first one's end. */
struct cost {
    double round, cpu, start;
};

/* With the settings that the peer infers. */
static struct cost lay_out(const struct edges *e, unsigned rounds, unsigned threads, struct places *p)
{
    struct sg_graph g = { e->n_nodes, e->n, e->from, e->to, NULL, NULL };
    struct clock clock = { 0 };
    struct sg_layout_options o = { .seed = 7,
                                   .iterations = rounds,
                                   .is_strong_gravity = true,
                                   .gravity = 0.05,
                                   .scaling = 10,
                                   .theta = 0.5,
                                   .threads = threads,
                                   .progress = note,
                                   .progress_ctx = &clock };
    struct sg_err err;
    *p = (struct places){ e->n_nodes, must(calloc(e->n_nodes, sizeof *p->x)), must(calloc(e->n_nodes, sizeof *p->y)) };
    double begin = bench_now();
    if (sg_graph_layout(&g, &o, p->x, p->y, &err) != SG_OK) {
        fprintf(stderr, "bench_layout: %s\n", err.text);
        exit(1);
    }
    double more = clock.rounds > 1 ? clock.rounds - 1 : 1;
    return (struct cost){ (clock.last - clock.first) / more, (clock.last_cpu - clock.first_cpu) / more,
                          clock.first - begin };
}

static void release(struct edges *e, struct places *p)
{
    free(e->from);
    free(e->to);
    free(p->x);
    free(p->y);
}

static void grow(void)
{
    puts("preferential attachment, five edges a node, 20 rounds, two threads\n"
         "   nodes     edges  ms a round  ns a round, node and edge (processor)  start, s  bytes a node and edge");
    for (size_t n = 10000; n <= 1000000; n *= n == 50000 || n == 10000 ? 5 : 4) {
        struct edges e = { 0 };
        struct places p;
        struct rusage before, after;
        make("attachment", n, &e);
        getrusage(RUSAGE_SELF, &before);
        struct cost c = lay_out(&e, 20, 2, &p);
        getrusage(RUSAGE_SELF, &after);
        double things = (double)(e.n_nodes + e.n);
        printf("%8zu  %8zu  %10.2f  %25.1f %11.1f  %8.2f  %21.0f\n", e.n_nodes, e.n, c.round * 1e3,
               c.round * 1e9 / things, c.cpu * 1e9 / things, c.start,
               (double)(after.ru_maxrss - before.ru_maxrss) * 1024 / things);
        release(&e, &p);
    }
}

/* ---- Judging */

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

static void judge(const struct edges *e, const struct places *p)
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

static int usage(void)
{
    fputs("usage: bench_layout [graph KIND NODES EDGES | scatter NODES PLACES | places EDGES ROUNDS THREADS PLACES |\n"
          "                     judge EDGES PLACES | error EDGES PLACES]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct edges e = { 0 };
    struct places p = { 0 };
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 1) {
        grow();
    } else if (strcmp(what, "graph") == 0 && argc == 5) {
        if (!make(argv[2], strtoul(argv[3], NULL, 10), &e)) return usage();
        FILE *f = open_or_exit(argv[4], "w");
        for (size_t k = 0; k < e.n; k++)
            fprintf(f, "%u %u\n", e.from[k], e.to[k]);
        fclose(f);
    } else if (strcmp(what, "scatter") == 0 && argc == 4) {
        uint64_t seed = 7;
        p.n = strtoul(argv[2], NULL, 10);
        p.x = must(calloc(p.n, sizeof *p.x));
        p.y = must(calloc(p.n, sizeof *p.y));
        for (size_t i = 0; i < p.n; i++) {
            p.x[i] = 1000 * sg_random_unit(&seed) - 500;
            p.y[i] = 1000 * sg_random_unit(&seed) - 500;
        }
        write_places(argv[3], &p);
    } else if (strcmp(what, "places") == 0 && argc == 6) {
        e = read_edges(argv[2]);
        struct cost c = lay_out(&e, (unsigned)strtoul(argv[3], NULL, 10), (unsigned)strtoul(argv[4], NULL, 10), &p);
        printf("%.4f %.1f\n", c.round * 1e3, c.start * 1e3);
        write_places(argv[5], &p);
    } else if ((strcmp(what, "judge") == 0 || strcmp(what, "error") == 0) && argc == 4) {
        e = read_edges(argv[2]);
        p = read_places(argv[3], e.n_nodes);
        if (*what == 'j')
            judge(&e, &p);
        else
            print_error(&e, &p);
    } else {
        return usage();
    }
    release(&e, &p);
    return 0;
}
