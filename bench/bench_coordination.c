/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs within 60 s over ten million shares made in memory: addresses whose popularity falls as their rank, each shared
 * in a burst that dies away over days, by accounts of unequal diligence.  The limit that it is held against is what any
 * way must do first: bringing the same events into the order of object and time (a radix sort, in the same run).
 *
 *     bench_coordination [EVENTS]
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "bench.h"
#include "coordination/coordination_internal.h"

enum { ACCOUNTS = 200000, OBJECTS = 1000000, REPEATS = 3 };

static void simulate(struct event *e, size_t n)
{
    uint64_t random = 1;
    for (size_t i = 0; i < n; i++) {
        /* Rank as exp(u log N): shares fall as 1 / rank. */
        uint32_t object = (uint32_t)exp(sg_random_unit(&random) * log(OBJECTS)) - 1;
        double diligence = sg_random_unit(&random), late = -log(1 - sg_random_unit(&random));
        uint64_t birth = object * UINT64_C(0x9e3779b97f4a7c15) % (90 * 86400u);
        e[i] = (struct event){ .object = object,
                               .account = (uint32_t)(diligence * diligence * ACCOUNTS),
                               .post = i + 1,
                               .time = ((sg_time)birth + (sg_time)(late * 5 * 86400)) * SG_SECOND };
    }
}

static uint32_t digit(const struct event *e, int pass)
{
    uint64_t key = pass < 3 ? (uint64_t)e->time / SG_SECOND : e->object;
    return (uint32_t)(key >> (pass < 3 ? pass * 8 : (pass - 3) * 8)) & 255;
}

/* Least digit first: seconds (24 bits), then objects (24 bits). */
static void radix_sort(struct event *e, struct event *other, size_t n)
{
    for (int pass = 0; pass < 6; pass++) {
        size_t at[257] = { 0 };
        for (size_t i = 0; i < n; i++)
            at[digit(&e[i], pass) + 1]++;
        for (int d = 0; d < 256; d++)
            at[d + 1] += at[d];
        for (size_t i = 0; i < n; i++)
            other[at[digit(&e[i], pass)]++] = e[i];
        struct event *swapped = e;
        e = other;
        other = swapped;
    }
}

/* Lines of /proc/self/status are in KiB. */
static double status_mib(const char *name)
{
    char line[256];
    double kib = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, name, strlen(name)) == 0) kib = strtod(line + strlen(name) + 1, NULL);
    if (f) fclose(f);
    return kib / 1024;
}

static void forget_peak(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");
    if (!f) return;
    fputs("5", f);
    fclose(f);
}

static bool layer_of(struct layer *l, struct event *e, size_t n)
{
    *l = (struct layer){ .by = SG_BY_LINK, .events = e, .n_events = n, .n_objects = OBJECTS };
    l->first = calloc(OBJECTS + 1, sizeof *l->first);
    for (size_t i = 0; l->first && i < n; i++)
        l->first[e[i].object + 1]++;
    for (uint32_t o = 0; l->first && o < OBJECTS; o++)
        l->first[o + 1] += l->first[o];
    return l->first != NULL;
}

static bool measure(struct event *made, struct event *e, struct event *other, size_t n, double *ret_sort,
                    double *ret_count)
{
    struct layer l;
    struct sg_err err = { 0 };
    struct pairs p;
    struct sweep_request r = { .window = 60 * SG_SECOND,
                               .min_weight = 2,
                               .min_participation = 2,
                               .max_crowd = 1000,
                               .memory = (size_t)512 << 20 };
    memcpy(e, made, n * sizeof *e);
    double begin = bench_now();
    radix_sort(e, other, n);
    *ret_sort = bench_now() - begin;
    if (!layer_of(&l, e, n)) return false;
    forget_peak();
    double before = status_mib("VmRSS");
    begin = bench_now();
    if (pairs_count(&l, &r, &p, &err) != SG_OK) {
        printf("%s\n", err.text);
        free(l.first);
        return false;
    }
    *ret_count = bench_now() - begin;
    printf("%zu shares, %lu co-actions, %lu pairs (%zu at least twice), %lu events crowded: %.1f million events/s, "
           "%.2f times the sort; %.0f MiB beyond the events (%.0f with them)\n",
           n, (unsigned long)p.total_weight, (unsigned long)p.n_all, p.n, (unsigned long)p.n_crowded,
           (double)n / *ret_count / 1e6, *ret_count / *ret_sort, status_mib("VmHWM") - before,
           status_mib("VmHWM") - before + (double)n * sizeof *e / 1048576);
    pairs_release(&p);
    free(l.first);
    return true;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    struct event *made = malloc(n * sizeof *made), *e = malloc(n * sizeof *e), *other = malloc(n * sizeof *other);
    double ratios[REPEATS];
    bool is_well = made && e && other;
    if (is_well) simulate(made, n);
    for (int i = 0; is_well && i < REPEATS; i++) {
        double sort, count;
        is_well = measure(made, e, other, n, &sort, &count);
        ratios[i] = count / sort;
    }
    if (is_well) {
        qsort(ratios, REPEATS, sizeof *ratios, compare);
        printf("coordination: counting takes %.2f times as long as sorting the events, median of %d\n",
               ratios[REPEATS / 2], REPEATS);
    }
    free(made);
    free(e);
    free(other);
    return !is_well;
}
