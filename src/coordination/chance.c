/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does chance explain a pair?  Neither who happens to be together nor when may do so.  Method:
 * doc/method/coordination.md. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "coordination/chance_internal.h"

enum { MAX_THREADS = 8, PAIRS_A_TASK = 256 };

struct testing {
    const struct company *company;
    const struct timing *timing;
    uint32_t n_accounts;
    const struct pair *pairs;
    size_t n;
    struct tested *ret;
    atomic_size_t next;
};

static uint32_t capped(double n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static struct tested test_pair(const struct testing *t, const struct pair *pair)
{
    struct tested r = { .p = 1 };
    if (pair->a >= t->n_accounts || pair->b >= t->n_accounts) return r; /* nothing of one of them in this layer */
    struct meetings met = { 0 };
    double mean[N_CLASSES] = { 0 }, joint = 0;
    timing_meet(t->timing, pair->a, pair->b, &met);
    company_expect(t->company, pair->a, pair->b, mean);
    struct tail_part company[FULL_WEIGHT] = { 0 }, timing[FULL_WEIGHT] = { 0 };
    uint64_t company_sum = 0, timing_sum = 0;
    for (unsigned c = 0; c < N_CLASSES; c++) {
        company[class_weight[c] - 1].mean += mean[c];
        company_sum += class_weight[c] * met.joint[c];
        joint += (double)met.joint[c];
        r.company += mean[c];
    }
    for (unsigned w = 1; w <= FULL_WEIGHT; w++) {
        company[w - 1].weight = w;
        timing[w - 1] = (struct tail_part){ w, met.trials[w], met.mean[w] };
        timing_sum += w * met.success[w];
        r.timing += met.mean[w];
    }
    r.joint = capped(joint);
    r.p = fmax(tail_at_least(company, FULL_WEIGHT, company_sum), tail_at_least(timing, FULL_WEIGHT, timing_sum));
    return r;
}

static void *work(void *arg)
{
    struct testing *t = arg;
    for (size_t i; (i = atomic_fetch_add(&t->next, PAIRS_A_TASK)) < t->n;)
        for (size_t k = i; k < t->n && k < i + PAIRS_A_TASK; k++)
            t->ret[k] = test_pair(t, &t->pairs[k]);
    return NULL;
}

/* Each pair is tested by itself, so the number of threads cannot be seen in the result.  A thread that does not start
 * is no failure: the others do its part. */
static void test_all(struct testing *t, unsigned threads)
{
    if (!threads) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        threads = n > 0 ? (unsigned)n : 1;
    }
    if (threads > MAX_THREADS) threads = MAX_THREADS;
    pthread_t helper[MAX_THREADS];
    unsigned n_helpers = 0;
    while (n_helpers + 1 < threads && t->n > PAIRS_A_TASK && pthread_create(&helper[n_helpers], NULL, work, t) == 0)
        n_helpers++;
    work(t);
    for (unsigned i = 0; i < n_helpers; i++)
        pthread_join(helper[i], NULL);
}

enum sg_code chance_test(const struct layer *l, const struct chance_request *r, const struct pair *pairs, size_t n,
                         struct tested *ret, struct sg_err *err)
{
    if (!n) return SG_OK;
    struct acts acts = { 0 };
    struct company company = { 0 };
    struct timing timing = { 0 };
    SG_TRY(acts_make(l, r->window, &acts, err));
    enum sg_code code = company_make(&acts, r->max_crowd, &company, err);
    if (code == SG_OK) code = timing_make(&acts, r->max_crowd, &timing, err);
    struct testing t = { &company, &timing, acts.n_accounts, pairs, n, ret, 0 };
    acts_release(&acts);
    if (code == SG_OK) test_all(&t, r->threads);
    company_release(&company);
    timing_release(&timing);
    return code;
}
