/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How unusual a mail is for its sender, on plain numbers.  Method: doc/method/header-forensics.md, "Habits". */
#ifndef SG_LEAK_HABITS_H
#define SG_LEAK_HABITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum leak_trait {
    LEAK_CLIENT,
    LEAK_ID_FORM,
    LEAK_BUILD,
    LEAK_BOUNDARY,
    LEAK_ORDER, /* a program's */
    LEAK_ZONE,
    LEAK_HOUR, /* a place's */
    LEAK_CHARSET,
    LEAK_LANG, /* a tongue's */
    LEAK_ID_DOMAIN,
    LEAK_FIRST_HOP, /* a way's */
    LEAK_TRAITS
};
enum leak_side { LEAK_PROGRAM, LEAK_PLACE, LEAK_TONGUE, LEAK_WAY, LEAK_SIDES };
extern const char *const leak_trait_names[LEAK_TRAITS];

/* One trait of a mail against the sender's other mails, itself left out. */
struct leak_trait_use {
    bool is_known; /* the mail and the sender have it */
    uint32_t n, n_same, n_rarer,
        n_once; /* the sender's mails; with this value; with one as rare; with one of its own */
    double
        elsewhere; /* share of the mails of the sender's domain, or of the leak, whose value is as rare as this one */
    uint32_t n_near, n_near_same; /* the sender's mails of those days, and those with this value */
};
/* The chance that a mail of this sender has a value so rare.  Never 0. */
double leak_trait_chance(const struct leak_trait_use *u);

struct leak_unusual {
    double chance;                      /* of the rarest side alone or of the two rarest, whichever is less */
    double chance_of_two;               /* of the two rarest sides together */
    enum leak_trait traits[LEAK_SIDES]; /* what is unusual, the rarest first */
    size_t n_traits;
};
/*
 * Traits of one side hang together: a new program brings its own ids and build.  Each side counts once, by its rarest
 * trait, and the two rarest sides are combined.  `together(ctx, a, b)`: the chance of trait b's value among the
 * sender's mails that have trait a's, when there are any, else 0.
 */
void leak_unusual(const struct leak_trait_use uses[LEAK_TRAITS],
                  double (*together)(void *ctx, enum leak_trait a, enum leak_trait b), void *ctx,
                  struct leak_unusual *ret);

/* Signing habits: `n` of a domain's other mails in the months around, `n_signed` of them signed; of those that took the
 * same way (client and first server) `n_way`, signed `n_way_signed`, and over how many days they lie.  LEAK_FITS or an
 * enum sg_severity (leak/headers_judge.h). */
int leak_judge_unsigned(uint32_t n, uint32_t n_signed, uint32_t n_way, uint32_t n_way_signed, double way_days);

#endif
