/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Damerau's distance in its restricted form, a column of the table a machine word: H. Hyyrö, "A bit-vector algorithm
 * for computing Levenshtein and Damerau edit distances", Nordic Journal of Computing 10, 2003.
 */
#include "lookalike/lookalike_internal.h"

void look_places_set(struct look_places *p, const uint8_t *s, unsigned n)
{
    p->n = n;
    for (unsigned i = 0; i < n; i++)
        p->of[s[i]] |= UINT64_C(1) << i;
}

void look_places_clear(struct look_places *p, const uint8_t *s, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        p->of[s[i]] = 0;
}

unsigned look_distance(const struct look_places *p, const uint8_t *s, unsigned n)
{
    uint64_t plus = UINT64_MAX, minus = 0, diagonal = 0, before = 0;
    uint64_t last = p->n ? UINT64_C(1) << (p->n - 1) : 0;
    unsigned distance = p->n;
    if (!p->n) return n;
    for (unsigned i = 0; i < n; i++) {
        uint64_t here = p->of[s[i]];
        uint64_t crossed = ((~diagonal & here) << 1) & before;
        diagonal = (((here & plus) + plus) ^ plus) | here | minus | crossed;
        uint64_t up = minus | ~(diagonal | plus), down = diagonal & plus;
        distance += (up & last) != 0;
        distance -= (down & last) != 0;
        up = up << 1 | 1;
        plus = down << 1 | ~(diagonal | up);
        minus = up & diagonal;
        before = here;
    }
    return distance;
}
