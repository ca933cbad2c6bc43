/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers drawn from a seed, the same on every machine: SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014).  The state is one number; a seed is its first value.
 */
#ifndef SG_BASE_RANDOM_H
#define SG_BASE_RANDOM_H

#include <stdint.h>

static inline uint64_t sg_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* From 0, below 1. */
static inline double sg_random_unit(uint64_t *state)
{
    return (double)(sg_random(state) >> 11) / 9007199254740992.0;
}

/* From 0, below `n`; n > 0. */
static inline uint32_t sg_random_below(uint64_t *state, uint32_t n)
{
    return (uint32_t)((sg_random(state) >> 32) * n >> 32);
}

#endif
