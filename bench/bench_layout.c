/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_layout                               rounds of growing graphs: nanoseconds a round, a node and an edge
 * bench_layout graph KIND NODES EDGES        writes a graph: attachment, planted or mixed
 * bench_layout scatter NODES PLACES          writes places at random, for the peer to start from
 * bench_layout places EDGES ROUNDS THREADS PLACES    lays out; prints the milliseconds a round
 * bench/layout.py runs the last three against a peer.
 */
#include <math.h>
#include <sys/resource.h>

#include "base/random.h"
#include "bench.h"
#include "graph/graph.h"
#include "layout_files.h"

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
            add_edge(e, i, target[k]);
    }
}

/* Communities of 100 nodes with eight neighbours inside and one outside in the mean. */
static void planted(struct edges *e, size_t n, uint64_t seed)
{
    for (size_t k = 0; k < 4 * n; k++) {
        size_t a = below(&seed, n), b = a / 100 * 100 + below(&seed, 100);
        if (a != b && b < n) add_edge(e, a, b);
    }
    for (size_t k = 0; k < n / 2; k++)
        add_edge(e, below(&seed, n), below(&seed, n));
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
            if (a != b) add_edge(e, a, b);
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

/* Seconds of a round and of what came before the first one's end; cpu: of all threads together. */
struct cost {
    double round, cpu, start, start_cpu;
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
    double begin = bench_now(), begin_cpu = cpu_now();
    if (sg_graph_layout(&g, &o, p->x, p->y, &err) != SG_OK) {
        fprintf(stderr, "bench_layout: %s\n", err.text);
        exit(1);
    }
    double more = clock.rounds > 1 ? clock.rounds - 1 : 1;
    return (struct cost){ (clock.last - clock.first) / more, (clock.last_cpu - clock.first_cpu) / more,
                          clock.first - begin, clock.first_cpu - begin_cpu };
}

/* The power of nodes and edges with which seconds grow. */
static double exponent(double few, double many, double seconds_few, double seconds_many)
{
    return log(seconds_many / seconds_few) / log(many / few);
}

static void grow(void)
{
    static const size_t sizes[] = { 10000, 50000, 250000, 1000000 };
    double few = 0;
    struct cost first = { 0 };
    puts("preferential attachment, five edges a node, 20 rounds, two threads\n"
         "   nodes     edges  ms a round  ns a round, node and edge (processor)  start, s  bytes a node and edge");
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct edges e = { 0 };
        struct places p;
        struct rusage before, after;
        make("attachment", sizes[k], &e);
        getrusage(RUSAGE_SELF, &before);
        struct cost c = lay_out(&e, 20, 2, &p);
        getrusage(RUSAGE_SELF, &after);
        double things = (double)(e.n_nodes + e.n);
        printf("%8zu  %8zu  %10.2f  %25.1f %11.1f  %8.2f  %21.0f\n", e.n_nodes, e.n, c.round * 1e3,
               c.round * 1e9 / things, c.cpu * 1e9 / things, c.start,
               (double)(after.ru_maxrss - before.ru_maxrss) * 1024 / things);
        release(&e, &p);
        if (k == 0) {
            few = things;
            first = c;
        } else if (k + 1 == sizeof sizes / sizeof *sizes) {
            printf("from the smallest to the largest a round's time grows with the power %.2f of nodes and edges, its "
                   "processor time with %.2f, the start's with %.2f (1: linear)\n",
                   exponent(few, things, first.round, c.round), exponent(few, things, first.cpu, c.cpu),
                   exponent(few, things, first.start_cpu, c.start_cpu));
        }
    }
}

static int usage(void)
{
    fputs("usage: bench_layout [graph KIND NODES EDGES | scatter NODES PLACES | places EDGES ROUNDS THREADS PLACES]\n",
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
    } else {
        return usage();
    }
    release(&e, &p);
    return 0;
}
