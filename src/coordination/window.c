/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window that the data suggest, by CooRnet's rule (Giglietto, Righetti, Rossi and Marino 2020,
 * doi 10.1080/1369118X.2020.1739732, as its program has it): of the objects whose second share came fastest, the time
 * that they typically took to gather a part of their shares.
 */
#include <math.h>
#include <stdlib.h>

#include "coordination/coordination_internal.h"

/* Of one object with more than one share, in microseconds after the first. */
struct pace {
    double second, reached;
};

static int compare_seconds(const void *x, const void *y)
{
    const struct pace *a = x, *b = y;
    return (a->second > b->second) - (a->second < b->second);
}
static int compare_reached(const void *x, const void *y)
{
    const struct pace *a = x, *b = y;
    return (a->reached > b->reached) - (a->reached < b->reached);
}

/* Linear between the two nearest (Hyndman and Fan 1996, type 7). */
static void quantile_at(size_t n, double share, size_t *low, size_t *high, double *part)
{
    double at = share * (double)(n - 1);
    *low = (size_t)at;
    *high = *low + 1 < n ? *low + 1 : *low;
    *part = at - (double)*low;
}

static size_t gather(const struct layer *l, double reached, struct pace *paces)
{
    size_t n = 0;
    for (uint32_t o = 0; o < l->n_objects; o++) {
        const struct event *e = l->events + l->first[o];
        size_t shares = l->first[o + 1] - l->first[o];
        if (shares < 2) continue;
        /* The first share beyond that part: of rank floor(reached * shares) + 1. */
        size_t at = (size_t)(reached * (double)shares);
        if (at >= shares) continue;
        double first = (double)e[0].time;
        paces[n++] = (struct pace){ (double)e[1].time - first, (double)e[at].time - first };
    }
    return n;
}

enum sg_code window_estimate(const struct layer *l, double fastest, double reached, sg_time *ret, struct sg_err *err)
{
    struct pace *paces = malloc(((size_t)l->n_objects + 1) * sizeof *paces);
    if (!paces) return sg_fail_nomem(err, "estimating the window");
    size_t n = gather(l, reached, paces), low, high;
    double part, window = 0;
    if (n) {
        qsort(paces, n, sizeof *paces, compare_seconds);
        quantile_at(n, fastest, &low, &high, &part);
        double limit = paces[low].second + part * (paces[high].second - paces[low].second);
        size_t kept = 0;
        while (kept < n && paces[kept].second <= limit)
            kept++;
        qsort(paces, kept, sizeof *paces, compare_reached);
        quantile_at(kept, reached, &low, &high, &part);
        window = paces[low].reached + part * (paces[high].reached - paces[low].reached);
    }
    free(paces);
    *ret = window > 0 ? (sg_time)llround(window) : SG_SECOND;
    return SG_OK;
}
