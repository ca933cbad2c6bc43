/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel without the store, for bench/coordination.py: events in memory, as they came, to the edge list in a file.
 *
 *     coordination_kernel EVENTS.csv PAIRS.csv      prints the seconds
 *
 * EVENTS.csv holds tag,account,t (seconds), tags as numbers, under a header.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "coordination/coordination_internal.h"

enum { LINE = 4096 };

static _Noreturn void bench_fail(const char *why)
{
    fprintf(stderr, "coordination_kernel: %s\n", why);
    exit(1);
}

static void *must(void *p)
{
    if (!p) bench_fail("no memory");
    return p;
}

struct table {
    struct event *events;
    size_t n, cap;
    char **names; /* of each account */
    struct accounts accounts, tags;
};

/* FNV-1a: a name's identity within this benchmark. */
static uint64_t identity_of(const char *name)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return h;
}

static void read_line(struct table *t, char *line)
{
    struct sg_err err;
    char *name = strchr(line, ','), *time = strrchr(line, ',');
    if (!name || name == time) bench_fail("a line of the events has not three fields");
    *name++ = *time++ = '\0';
    size_t len = strlen(name);
    if (len > 1 && name[0] == '"') name[len - 1] = '\0', name++;
    uint32_t account, tag, before = t->accounts.n;
    if (accounts_number(&t->accounts, identity_of(name), &account, &err) != SG_OK ||
        accounts_number(&t->tags, strtoull(line, NULL, 10), &tag, &err) != SG_OK)
        bench_fail(err.text);
    if (t->accounts.n > before) {
        t->names = must(realloc(t->names, (account + 1) * sizeof *t->names));
        t->names[account] = must(strdup(name));
    }
    if (t->n == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 65536;
        t->events = must(realloc(t->events, t->cap * sizeof *t->events));
    }
    t->events[t->n] = (struct event){ strtoll(time, NULL, 10) * SG_SECOND, t->n, tag, account };
    t->n++;
}

static void read_events(struct table *t, const char *path)
{
    char line[LINE];
    FILE *f = fopen(path, "r");
    if (!f || !fgets(line, sizeof line, f)) bench_fail("the events cannot be read");
    while (fgets(line, sizeof line, f))
        read_line(t, line);
    fclose(f);
}

static void write_pairs(const struct table *t, const struct pairs *pairs, const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f) bench_fail("the pairs cannot be written");
    fprintf(f, "account_a,account_b,weight\n");
    for (size_t i = 0; i < pairs->n; i++) {
        const char *a = t->names[pairs->items[i].a], *b = t->names[pairs->items[i].b];
        bool turns = strcmp(a, b) > 0;
        fprintf(f, "%s,%s,%" PRIu32 "\n", turns ? b : a, turns ? a : b, pairs->items[i].weight);
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc != 3) return fprintf(stderr, "usage: coordination_kernel EVENTS.csv PAIRS.csv\n"), 2;
    struct table t = { 0 };
    struct sg_err err;
    read_events(&t, argv[1]);
    struct layer l = { .by = SG_BY_HASHTAG, .events = t.events, .n_events = t.n, .object = t.tags.identity,
                       .n_objects = t.tags.n };
    const struct sweep_request request = { .window = 60 * SG_SECOND, .min_weight = 1, .only_weights = true,
                                           .memory = (size_t)512 << 20, .threads = 2 };
    struct pairs pairs;
    double begin = bench_now();
    if (layer_finish(&l, &err) != SG_OK || pairs_count(&l, &request, &pairs, &err) != SG_OK) bench_fail(err.text);
    write_pairs(&t, &pairs, argv[2]);
    printf("%f\n", bench_now() - begin);
    for (uint32_t i = 0; i < t.accounts.n; i++)
        free(t.names[i]);
    free(t.names);
    free(t.tags.slots); /* the layer has the rest */
    accounts_release(&t.accounts);
    pairs_release(&pairs);
    layer_release(&l);
    return 0;
}
