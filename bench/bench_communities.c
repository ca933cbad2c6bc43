/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_communities [EDGES]: our Leiden against igraph's (Debian's python3-igraph), best time and mean modularity of
 * three seeds on both sides, as many iterations on both.  Ours makes its neighbour lists in this time, igraph has them.
 */
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "graph/graph.h"

#define BENCH_EDGES "../shared/measure/reference/layout_ba10k_50k.txt.gz" /* from the repository's root */
#define PEER "/usr/bin/python3 bench/communities_igraph.py"

struct edges {
    struct sg_buf from, to;
    size_t n, n_nodes;
};
struct result {
    double seconds, modularity;
};

static void add_edge(struct edges *e, uint32_t a, uint32_t b)
{
    sg_buf_add(&e->from, &a, sizeof a);
    sg_buf_add(&e->to, &b, sizeof b);
    e->n++;
    if (e->n_nodes <= a) e->n_nodes = a + 1;
    if (e->n_nodes <= b) e->n_nodes = b + 1;
}

static struct sg_graph graph_of(const struct edges *e)
{
    return (struct sg_graph){ .n_nodes = e->n_nodes,
                              .n_edges = e->n,
                              .from = (const uint32_t *)(const void *)e->from.data,
                              .to = (const uint32_t *)(const void *)e->to.data };
}

/* Lines of two numbers. */
static enum sg_code read_edges(const char *path, struct edges *ret, struct sg_err *err)
{
    sg_auto_buf text = { 0 };
    SG_TRY(bench_load(path, &text, err));
    const char *at = sg_buf_cstr(&text);
    for (char *end; at; at = end) {
        unsigned long a = strtoul(at, &end, 10);
        if (end == at) break;
        add_edge(ret, (uint32_t)a, (uint32_t)strtoul(end, &end, 10));
    }
    SG_TRY(sg_buf_check(&ret->from, err));
    return sg_buf_check(&ret->to, err);
}

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* 100,000 nodes in 100 communities and 1,000,000 edges, 7 of 10 within a community. */
static enum sg_code plant_edges(struct edges *ret, struct sg_err *err)
{
    uint64_t random = 1;
    while (ret->n < 1000000) {
        uint32_t a = draw(&random, 100000);
        uint32_t b = draw(&random, 10) < 7 ? draw(&random, 1000) * 100 + a % 100 : draw(&random, 100000);
        if (a != b) add_edge(ret, a, b);
    }
    SG_TRY(sg_buf_check(&ret->from, err));
    return sg_buf_check(&ret->to, err);
}

static enum sg_code run_ours(const struct edges *e, unsigned iterations, uint64_t seed, struct result *ret,
                             struct sg_err *err)
{
    struct sg_graph g = graph_of(e);
    struct sg_communities_options options = { .seed = seed, .iterations = iterations };
    size_t n;
    uint32_t *community = malloc((e->n_nodes + 1) * sizeof *community);
    if (!community) return sg_fail_nomem(err, "the benchmark");
    double start = bench_now();
    enum sg_code code = sg_graph_communities(&g, &options, community, &n, &ret->modularity, err);
    ret->seconds = bench_now() - start;
    free(community);
    return code;
}

/* SG_ENOTFOUND when igraph is not there. */
static enum sg_code run_peer(const char *path, unsigned iterations, uint64_t seed, struct result *ret,
                             struct sg_err *err)
{
    char command[256];
    snprintf(command, sizeof command, PEER " %s %u %u 2>/dev/null", path, iterations, (unsigned)seed);
    FILE *out = popen(command, "r");
    if (!out) return sg_fail(err, SG_EIO, "%s cannot be started", PEER);
    int n = fscanf(out, "%lf %lf", &ret->seconds, &ret->modularity);
    pclose(out);
    return n == 2 ? SG_OK : SG_ENOTFOUND;
}

static void take(struct result *best, struct result one)
{
    if (best->seconds == 0 || one.seconds < best->seconds) best->seconds = one.seconds;
    best->modularity += one.modularity / 3;
}

static enum sg_code compare(const struct edges *e, const char *name, const char *path, unsigned iterations,
                            struct sg_err *err)
{
    struct result ours = { 0 }, theirs = { 0 }, one;
    bool has_peer = true;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        SG_TRY(run_ours(e, iterations, seed, &one, err));
        take(&ours, one);
        if (!has_peer || iterations == 0) continue; /* igraph has no such end that can be compared */
        enum sg_code code = run_peer(path, iterations, seed, &one, err);
        if (code == SG_OK) take(&theirs, one);
        if (code == SG_ENOTFOUND) has_peer = false;
    }
    printf("%-24s ", name);
    if (iterations)
        printf("%2u iterations", iterations);
    else
        printf("until settled");
    printf("  ours %6.3f s  Q %.4f", ours.seconds, ours.modularity);
    if (iterations && has_peer)
        printf("  igraph %6.3f s  Q %.4f  %5.2f x as fast (goal: 1), Q %.4f x (goal: 0.995)", theirs.seconds,
               theirs.modularity, theirs.seconds / ours.seconds, ours.modularity / theirs.modularity);
    else if (iterations)
        printf("  igraph: skipped, /usr/bin/python3 has none (Debian: python3-igraph)");
    printf("\n");
    return SG_OK;
}

/* As lines, for the peer. */
static enum sg_code write_edges(const struct edges *e, int file, struct sg_err *err)
{
    struct sg_graph g = graph_of(e);
    FILE *out = fdopen(file, "w");
    if (!out) return sg_fail(err, SG_EIO, "a temporary file cannot be written");
    for (size_t i = 0; i < g.n_edges; i++)
        fprintf(out, "%u %u\n", g.from[i], g.to[i]);
    return fclose(out) == 0 ? SG_OK : sg_fail(err, SG_EIO, "a temporary file cannot be written");
}

static enum sg_code measure(const struct edges *e, const char *name, struct sg_err *err)
{
    static const unsigned iterations[] = { 2, 10, 0 };
    char path[] = "/tmp/sillage-bench-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) return sg_fail(err, SG_EIO, "a temporary file cannot be made");
    enum sg_code code = write_edges(e, file, err);
    for (size_t i = 0; code == SG_OK && i < sizeof iterations / sizeof *iterations; i++)
        code = compare(e, name, path, iterations[i], err);
    unlink(path);
    return code;
}

static enum sg_code run(const char *path, struct edges *reference, struct edges *planted, struct sg_err *err)
{
    if (sg_fs_exists(path)) {
        SG_TRY(read_edges(path, reference, err));
        SG_TRY(measure(reference, "edges from the file", err));
    } else {
        printf("bench_communities: a graph skipped, there is no %s (name another as the first argument)\n", path);
    }
    SG_TRY(plant_edges(planted, err));
    return measure(planted, "planted, 100k and 1M", err);
}

int main(int argc, char **argv)
{
    struct sg_err err = { 0 };
    struct edges reference = { 0 }, planted = { 0 };
    enum sg_code code = run(argc > 1 ? argv[1] : BENCH_EDGES, &reference, &planted, &err);
    if (code != SG_OK) fprintf(stderr, "bench_communities: %s\n", err.text);
    sg_buf_release(&reference.from);
    sg_buf_release(&reference.to);
    sg_buf_release(&planted.from);
    sg_buf_release(&planted.to);
    return code != SG_OK;
}
