/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where posts stand: ranks, times, the shuffle, and the numbers that ids are made of. */
#include "simulate/simulate_internal.h"

uint64_t world_posts(const struct world *w, unsigned platform)
{
    return w->platforms[platform].n_background + w->platforms[platform].n_planned;
}

/* ---- ranks ---- */

uint32_t planned_before(const struct platform *p, uint64_t i)
{
    uint32_t lo = 0, hi = p->n_planned;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (p->before[mid] <= i)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct planned *planned_at(const struct world *w, unsigned platform, uint64_t rank, uint64_t *ret_i)
{
    const struct platform *p = &w->platforms[platform];
    uint32_t lo = 0, hi = p->n_planned;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (p->before[mid] + mid < rank)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < p->n_planned && p->before[lo] + lo == rank) return &w->plan[p->planned[lo]];
    *ret_i = rank - lo;
    return NULL;
}

/* ---- when ---- */

/* One post in each n-th part of what is expected in all, somewhere inside it. */
sg_time background_time(const struct world *w, unsigned platform, uint64_t i)
{
    const struct platform *p = &w->platforms[platform];
    uint64_t s = draw_for(w->o.seed, SALT_TIME, platform, i);
    double share = ((double)i + sg_random_unit(&s)) / (double)p->n_background, at = share * p->hours[p->n_hours];
    uint32_t h = p->hour_of[share < 1 ? (unsigned)(share * CELLS) : CELLS - 1];
    while (h + 1 < p->n_hours && p->hours[h + 1] <= at)
        h++;
    sg_time begin = (sg_time)h * SG_HOUR, left = w->length - begin;
    double part = (at - p->hours[h]) / (p->hours[h + 1] - p->hours[h]);
    return w->o.start + begin + (sg_time)(part * (double)(left < SG_HOUR ? left : SG_HOUR));
}

sg_time post_time(const struct world *w, unsigned platform, uint64_t place)
{
    uint64_t i = 0;
    const struct planned *p = planned_at(w, platform, place, &i);
    return p ? p->time : background_time(w, platform, i);
}

/* ---- the shuffle ---- */

/* A permutation of 0 … n-1: a Feistel network over an even number of bits, walked until it falls inside (Black and
 * Rogaway, "Ciphers with arbitrary finite domains", 2002). */
static uint64_t permuted(const struct world *w, unsigned platform, uint64_t x, bool is_back)
{
    enum { ROUNDS = 4 };
    uint64_t n = world_posts(w, platform);
    unsigned half = 1;
    while (half < 31 && n > UINT64_C(1) << 2 * half)
        half++;
    uint64_t mask = (UINT64_C(1) << half) - 1;
    do {
        uint64_t left = x >> half, right = x & mask;
        for (unsigned i = 0; i < ROUNDS; i++) {
            unsigned round = is_back ? ROUNDS - 1 - i : i;
            uint64_t in = is_back ? left : right;
            uint64_t mixed =
                (is_back ? right : left) ^ (draw_for(w->o.seed, SALT_SHUFFLE, platform * ROUNDS + round, in) & mask);
            if (is_back) {
                right = left;
                left = mixed;
            } else {
                left = right;
                right = mixed;
            }
        }
        x = left << half | right;
    } while (x >= n);
    return x;
}

/* Only among posts that are there, so that their times are the same ones, dealt out anew. */
static uint64_t walked(const struct world *w, unsigned platform, uint64_t x, bool is_back)
{
    do
        x = permuted(w, platform, x, is_back);
    while (!post_is_there(w, platform, x));
    return x;
}

uint64_t place_of(const struct world *w, unsigned platform, uint64_t rank)
{
    if (!w->o.shuffles_times || !post_is_there(w, platform, rank)) return rank;
    return walked(w, platform, rank, false);
}

uint64_t rank_at(const struct world *w, unsigned platform, uint64_t place)
{
    if (!post_is_there(w, platform, place)) return NO_RANK;
    return w->o.shuffles_times ? walked(w, platform, place, true) : place;
}

/* X's ids hold their time above the lowest 22 bits; the places below it keep them apart. */
uint64_t post_number(const struct world *w, const struct ref *r)
{
    uint64_t place = place_of(w, r->platform, r->rank);
    if (r->platform != TWITTER) return place + 1;
    uint64_t ms = (uint64_t)(post_time(w, TWITTER, place) / 1000 - INT64_C(1288834974657));
    return ms << 22 | (place & 0x3fffff);
}
