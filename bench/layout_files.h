/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bench_layout and layout_judge share: edges and places, and their files, where a line holds two numbers. */
#ifndef SG_BENCH_LAYOUT_FILES_H
#define SG_BENCH_LAYOUT_FILES_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct edges {
    size_t n_nodes, n, cap;
    uint32_t *from, *to;
};
struct places {
    size_t n;
    double *x, *y;
};

static inline void *must(void *p)
{
    if (p) return p;
    fputs("bench: no memory\n", stderr);
    exit(1);
}

static inline void add_edge(struct edges *e, size_t from, size_t to)
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

static inline FILE *open_or_exit(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);
    if (f) return f;
    fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
    exit(1);
}

static inline struct edges read_edges(const char *path)
{
    struct edges e = { 0 };
    FILE *f = open_or_exit(path, "r");
    for (unsigned long from, to; fscanf(f, "%lu %lu", &from, &to) == 2;)
        add_edge(&e, from, to);
    fclose(f);
    return e;
}

static inline struct places read_places(const char *path, size_t n)
{
    struct places p = { n, must(calloc(n, sizeof *p.x)), must(calloc(n, sizeof *p.y)) };
    FILE *f = open_or_exit(path, "r");
    for (size_t i = 0; i < n; i++)
        if (fscanf(f, "%lf %lf", &p.x[i], &p.y[i]) != 2) {
            fprintf(stderr, "bench: %s has %zu places, not %zu\n", path, i, n);
            exit(1);
        }
    fclose(f);
    return p;
}

static inline void write_places(const char *path, const struct places *p)
{
    FILE *f = open_or_exit(path, "w");
    for (size_t i = 0; i < p->n; i++)
        fprintf(f, "%.9g %.9g\n", p->x[i], p->y[i]);
    fclose(f);
}

static inline void release(struct edges *e, struct places *p)
{
    free(e->from);
    free(e->to);
    free(p->x);
    free(p->y);
}

#endif
