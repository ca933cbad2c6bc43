/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/habits.h"

#include <math.h>

#include "leak/headers_judge.h"
#include "model/leak.h"

const char *const leak_trait_names[LEAK_TRAITS] = { "client",
                                                    "form of the Message-ID",
                                                    "structure",
                                                    "form of the boundary",
                                                    "order of the header's fields",
                                                    "zone",
                                                    "time of day",
                                                    "charset",
                                                    "language",
                                                    "domain of the Message-ID",
                                                    "first server" };

static enum leak_side side_of(enum leak_trait t)
{
    if (t <= LEAK_ORDER) return LEAK_PROGRAM;
    if (t <= LEAK_HOUR) return LEAK_PLACE;
    return t <= LEAK_LANG ? LEAK_TONGUE : LEAK_WAY;
}

double leak_trait_chance(const struct leak_trait_use *u)
{
    if (!u->is_known || u->n == 0) return 1;
    double chance;
    if (u->n_same)
        chance = (double)u->n_rarer / u->n;
    else { /* something new: how often the sender comes with that (Good and Turing), and how odd it is in the leak */
        double anything_new = (u->n_once + 0.5) / (u->n + 1.0);
        chance = anything_new * (u->elsewhere > 0.01 ? u->elsewhere : 0.01);
    }
    /* Travel and new devices come in runs: what those days' other mails show too is no surprise. */
    double near = u->n_near_same ? (double)u->n_near_same / (u->n_near + 1.0) : 0;
    if (near > chance) chance = near;
    return chance < 1 ? chance : 1;
}

/* The chance that two of LEAK_SIDES independent chances have a product so small, whichever two they are. */
static double of_two(double product)
{
    const double pairs = LEAK_SIDES * (LEAK_SIDES - 1) / 2.0;
    double p = pairs * product * (1 - log(product));
    return p < 1 ? p : 1;
}

struct side {
    double chance;
    enum leak_trait trait;
};

/* A side's rarest trait.  Its others hang so closely together with it that they are no further draws. */
static struct side rarest(const double chances[LEAK_TRAITS], const struct leak_trait_use uses[LEAK_TRAITS],
                          enum leak_side side)
{
    struct side s = { 1, LEAK_TRAITS };
    for (int t = 0; t < LEAK_TRAITS; t++)
        if (side_of((enum leak_trait)t) == side && uses[t].is_known &&
            (s.trait == LEAK_TRAITS || chances[t] < s.chance))
            s = (struct side){ chances[t], (enum leak_trait)t };
    return s;
}

static void by_chance(struct side *sides)
{
    for (int i = 1; i < LEAK_SIDES; i++)
        for (int k = i; k > 0 && sides[k].chance < sides[k - 1].chance; k--) {
            struct side s = sides[k];
            sides[k] = sides[k - 1];
            sides[k - 1] = s;
        }
}

void leak_unusual(const struct leak_trait_use uses[LEAK_TRAITS],
                  double (*together)(void *ctx, enum leak_trait a, enum leak_trait b), void *ctx,
                  struct leak_unusual *ret)
{
    double chances[LEAK_TRAITS];
    struct side sides[LEAK_SIDES];
    for (int t = 0; t < LEAK_TRAITS; t++)
        chances[t] = leak_trait_chance(&uses[t]);
    for (int s = 0; s < LEAK_SIDES; s++)
        sides[s] = rarest(chances, uses, (enum leak_side)s);
    by_chance(sides);
    *ret = (struct leak_unusual){ .chance = 1, .chance_of_two = 1 };
    for (int i = 0; i < LEAK_SIDES && sides[i].chance < 0.05; i++)
        ret->traits[ret->n_traits++] = sides[i].trait;
    if (ret->n_traits == 0) return;
    double alone = sides[0].chance * LEAK_SIDES; /* it may be any of them */
    ret->chance = alone < 1 ? alone : 1;
    if (ret->n_traits < 2) return;
    double second = sides[1].chance;
    double given = together ? together(ctx, sides[0].trait, sides[1].trait) : 0;
    if (given > second) second = given;
    double both = of_two(sides[0].chance * second);
    ret->chance_of_two = both;
    if (both < ret->chance) ret->chance = both;
}

/* Up to one mail in 50 unsigned is an oversight.  Up to one in 16 may be a habit, which shows in the client and server
 * that it goes by: where those sign nearly all else, many unsigned ones are no habit (much planted mail is one). */
int leak_judge_unsigned(uint32_t n, uint32_t n_signed, uint32_t n_way, uint32_t n_way_signed, double way_days)
{
    uint32_t n_unsigned = n - n_signed, n_way_unsigned = n_way - n_way_signed;
    if (n < 20 || (uint64_t)n_unsigned * 16 > n) return LEAK_FITS;
    bool is_other_way = n_way_unsigned >= 5 && n_way_unsigned * 3 >= n_way && way_days >= 30;
    if (is_other_way) return SG_NOTE;
    if (n_unsigned <= 1 || (uint64_t)n_unsigned * 50 <= n) return SG_MEDIUM;
    return n_way >= 20 && (uint64_t)n_way_unsigned * 16 <= n_way ? SG_LOW : SG_NOTE;
}
