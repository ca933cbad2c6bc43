/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who happens to be together: accounts are dealt out anew among the acts of one calendar bin.  Each account keeps its
 * acts in every bin, each object its moments; whoever shares them is drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "coordination/chance_internal.h"

const uint32_t class_weight[N_CLASSES] = { 8, 4, 3, 2, 1 };
static const uint32_t class_from[N_CLASSES] = { 0, 4, 8, 16, 64 };

unsigned crowd_class(uint32_t crowd, uint32_t max_crowd)
{
    if (max_crowd && crowd > max_crowd) return N_CLASSES;
    unsigned class = 0;
    while (class + 1 < N_CLASSES && crowd >= class_from[class + 1])
        class ++;
    return class;
}

double chance_counted(uint32_t crowd, uint32_t max_crowd)
{
    unsigned class = crowd_class(crowd, max_crowd);
    return class < N_CLASSES ? (double)class_weight[class] / FULL_WEIGHT : 0;
}

void company_release(struct company *k)
{
    if (!k) return;
    free(k->present);
    free(k->first);
    free(k->last);
    free(k->rate);
    *k = (struct company){ 0 };
}

/*
 * Adds up the pairs of acts at one object within the window, by bin and class, the class of a pair being that of its
 * larger crowd.  A sliding histogram of classes: O(acts), however many pairs there are.
 */
static void count_slots(const struct acts *a, uint32_t max_crowd, struct company *k)
{
    for (uint32_t f = 0; f < a->n_families; f++) {
        uint64_t held[2][N_CLASSES] = { { 0 } }; /* acts within the window before this one, by the bin's parity */
        size_t low = a->first[f];
        for (size_t i = low; i < a->first[f + 1]; i++) {
            const struct act *t = &a->items[i];
            for (; (uint64_t)t->time - (uint64_t)a->items[low].time > (uint64_t)a->window; low++) {
                unsigned class = crowd_class(a->items[low].crowd, max_crowd);
                if (class < N_CLASSES) held[act_bin(a, &a->items[low]) & 1][class]--;
            }
            unsigned mine = crowd_class(t->crowd, max_crowd);
            if (mine == N_CLASSES) continue;
            uint32_t bin = act_bin(a, t);
            for (unsigned c = 0; c < N_CLASSES; c++) {
                unsigned class = c > mine ? c : mine;
                k->rate[bin][class] += (double)held[bin & 1][c];
                if (bin) k->rate[bin - 1][N_CLASSES + class] += (double)held[~bin & 1][c];
            }
            held[bin & 1][mine]++;
        }
    }
}

/* Fills `present` from the accounts in the order of bins. */
static void count_presence(const struct acts *a, const uint32_t *n_in, const uint32_t *in_order, struct company *k)
{
    const uint32_t *next = in_order;
    for (uint32_t b = 0; b < a->n_bins; b++)
        for (uint32_t i = 0; i < n_in[b]; i++, next++) {
            size_t *last = &k->last[*next];
            if (*last > k->first[*next] && k->present[*last - 1].bin == b)
                k->present[*last - 1].n++;
            else
                k->present[(*last)++] = (struct presence){ b, 1 };
        }
}

/*
 * From numbers of slots to the chance of a pair of acts: each slot pair is held by one of the pairs of acts that are
 * not of one account, n * n less the sum of the accounts' squares.
 */
static enum sg_code count_to_rate(const struct acts *a, const uint32_t *n_in, struct company *k, struct sg_err *err)
{
    double(*alike)[2] =
        calloc(a->n_bins + (size_t)1, sizeof *alike); /* pairs of one account: in a bin, in it and the next */
    if (!alike) return sg_fail_nomem(err, "who was there when");
    for (uint32_t n = 0; n < a->n_accounts; n++)
        for (size_t i = k->first[n]; i < k->last[n]; i++) {
            const struct presence *p = &k->present[i];
            alike[p->bin][0] += (double)p->n * p->n;
            if (i + 1 < k->last[n] && p[1].bin == p->bin + 1) alike[p->bin][1] += (double)p->n * p[1].n;
        }
    for (uint32_t b = 0; b < a->n_bins; b++) {
        double n = n_in[b], next = b + 1 < a->n_bins ? n_in[b + 1] : 0;
        double pairs = (n * n - alike[b][0]) / 2, across = n * next - alike[b][1];
        for (unsigned c = 0; c < N_CLASSES; c++) {
            k->rate[b][c] = pairs > 0 ? k->rate[b][c] / pairs : 0;
            k->rate[b][N_CLASSES + c] = across > 0 ? k->rate[b][N_CLASSES + c] / across : 0;
        }
    }
    free(alike);
    return SG_OK;
}

enum sg_code company_make(const struct acts *a, uint32_t max_crowd, struct company *ret, struct sg_err *err)
{
    struct company k = {
        .present = malloc((a->n + 1) * sizeof *k.present),
        .first = calloc(a->n_accounts + (size_t)1, sizeof *k.first),
        .last = malloc((a->n_accounts + (size_t)1) * sizeof *k.last),
        .rate = calloc(a->n_bins + (size_t)1, sizeof *k.rate),
    };
    uint32_t *n_in = calloc(a->n_bins + (size_t)1, sizeof *n_in), *in_order = malloc((a->n + 1) * sizeof *in_order);
    size_t *at = malloc((a->n_bins + (size_t)1) * sizeof *at);
    enum sg_code code = SG_OK;
    if (!k.present || !k.first || !k.last || !k.rate || !n_in || !in_order || !at) {
        code = sg_fail_nomem(err, "who was there when");
    } else {
        for (size_t i = 0; i < a->n; i++) {
            n_in[act_bin(a, &a->items[i])]++;
            k.first[a->items[i].account + 1]++;
        }
        at[0] = 0;
        for (uint32_t b = 0; b + 1 < a->n_bins; b++)
            at[b + 1] = at[b] + n_in[b];
        for (uint32_t n = 0; n < a->n_accounts; n++)
            k.first[n + 1] += k.first[n];
        memcpy(k.last, k.first, (a->n_accounts + (size_t)1) * sizeof *k.last);
        for (size_t i = 0; i < a->n; i++)
            in_order[at[act_bin(a, &a->items[i])]++] = a->items[i].account;
        count_presence(a, n_in, in_order, &k);
        count_slots(a, max_crowd, &k);
        code = count_to_rate(a, n_in, &k, err);
    }
    if (code == SG_OK) {
        *ret = k;
        k = (struct company){ 0 };
    }
    free(n_in);
    free(in_order);
    free(at);
    company_release(&k);
    return code;
}

static void add(double *mean, const double *rate, double pairs)
{
    for (unsigned c = 0; c < N_CLASSES; c++)
        mean[c] += rate[c] * pairs;
}

void company_expect(const struct company *k, uint32_t a, uint32_t b, double ret_mean[static N_CLASSES])
{
    const struct presence *x = k->present + k->first[a], *x_end = k->present + k->last[a];
    const struct presence *y = k->present + k->first[b], *y_end = k->present + k->last[b];
    while (x < x_end && y < y_end) {
        double pairs = (double)x->n * y->n;
        if (x->bin == y->bin) {
            const double *rate = k->rate[x->bin];
            add(ret_mean, rate, pairs);
            if (y + 1 < y_end && y[1].bin == x->bin + 1) add(ret_mean, rate + N_CLASSES, (double)x->n * y[1].n);
            if (x + 1 < x_end && x[1].bin == y->bin + 1) add(ret_mean, rate + N_CLASSES, (double)x[1].n * y->n);
            x++;
            y++;
        } else if (x->bin < y->bin) {
            if (x->bin + 1 == y->bin) add(ret_mean, k->rate[x->bin] + N_CLASSES, pairs);
            x++;
        } else {
            if (y->bin + 1 == x->bin) add(ret_mean, k->rate[y->bin] + N_CLASSES, pairs);
            y++;
        }
    }
}
