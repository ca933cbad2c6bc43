/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crossings in their order: by byte, least significant first; a flood of near texts makes tens of millions. */
#include <stdlib.h>

#include "coordination/near.h"

enum { BYTES = 8 };

static unsigned byte_of(const struct crossing *c, int byte)
{
    return (byte < 4 ? c->b >> (8 * byte) : c->a >> (8 * (byte - 4))) & 255;
}

static size_t drop_repeats(struct crossing *c, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || c[i].a != c[i - 1].a || c[i].b != c[i - 1].b) c[kept++] = c[i];
    return kept;
}

enum sg_code near_crossings_sort(struct crossing *c, size_t *n, struct sg_err *err)
{
    size_t counts[BYTES][256] = { { 0 } };
    struct crossing *other = malloc((*n + 1) * sizeof *other), *from = c, *to = other;
    if (!other) return sg_fail_nomem(err, "the crossings of near texts");
    for (size_t i = 0; i < *n; i++)
        for (int byte = 0; byte < BYTES; byte++)
            counts[byte][byte_of(&c[i], byte)]++;
    for (int byte = 0; byte < BYTES && *n; byte++) {
        if (counts[byte][byte_of(&from[0], byte)] == *n) continue; /* all alike */
        size_t at[256], sum = 0;
        for (int k = 0; k < 256; k++) {
            at[k] = sum;
            sum += counts[byte][k];
        }
        for (size_t i = 0; i < *n; i++)
            to[at[byte_of(&from[i], byte)]++] = from[i];
        struct crossing *swap = from;
        from = to;
        to = swap;
    }
    if (from != c) memcpy(c, from, *n * sizeof *c);
    free(other);
    *n = drop_repeats(c, *n);
    return SG_OK;
}
