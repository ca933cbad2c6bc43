/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What makes a name look like another one.  A judgement is a plain value that owns nothing; its texts are borrowed from
 * nobody.  Method: doc/method/lookalikes.md.
 */
#ifndef SG_MODEL_LOOKALIKE_H
#define SG_MODEL_LOOKALIKE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/severity.h"

/* Numbers are kept in findings: add at the end. */
enum sg_trick {
    SG_TRICK_CONFUSABLE,    /* letters that pass for others: another script, rn for m, 0 for o */
    SG_TRICK_OMISSION,      /* a letter left out */
    SG_TRICK_INSERTION,     /* a letter put in */
    SG_TRICK_DOUBLING,      /* a letter written twice */
    SG_TRICK_TRANSPOSITION, /* two neighbours changed places */
    SG_TRICK_KEYBOARD,      /* the key beside it (QWERTY, AZERTY or QWERTZ) */
    SG_TRICK_BIT_FLIP,      /* one bit of the letter's byte is another */
    SG_TRICK_SUBSTITUTION,  /* another letter, for none of these reasons */
    SG_TRICK_HYPHEN,        /* a hyphen put in, left out or moved */
    SG_TRICK_PLURAL,        /* an s at the end, or none */
    SG_TRICK_HOMOPHONE,     /* sounds the same: ph for f */
    SG_TRICK_TLD,           /* the same name below another public suffix */
    SG_TRICK_COMBOSQUAT,    /* the name with other words before or behind it: login-, -secure */
    SG_TRICK_SUBDOMAIN,     /* the name in front of a stranger's domain: example.org.stranger.net */
    SG_TRICK_SUFFIX,        /* the whole name with one more public suffix behind it: example.org.com */
    SG_TRICK_EMBEDDED_TLD,  /* its own ending written as letters of the name: exampleorg */
    SG_TRICKS
};
extern const char *const sg_trick_names[]; /* "confusable", …, "embedded-tld"; NULL at the end */

/* What the name itself is, besides the tricks: bits. */
enum {
    SG_LOOK_IDN = 1,          /* has letters beyond ASCII: punycode in the DNS */
    SG_LOOK_MIXED_SCRIPT = 2, /* one label mixes scripts that no language mixes (UTS 39, section 5) */
    SG_LOOK_WHOLE_SCRIPT = 4, /* one label is of one other script, and every letter of it passes for a Latin one */
    SG_LOOK_INVISIBLE = 8     /* holds letters or marks that cannot be seen */
};
extern const char *const sg_look_flag_names[]; /* "idn", "mixed-script", "whole-script", "invisible"; NULL at the end */

/* Why the severity is what it is: bits. */
enum sg_ground {
    SG_GROUND_SAME_ON_SCREEN,   /* the whole name, ending included, can hardly be told from it on a screen */
    SG_GROUND_SAME_SUFFIX,      /* below the same public suffix */
    SG_GROUND_WHOLE_NAME,       /* the whole protected name, its ending included, stands inside */
    SG_GROUND_LURE_WORD,        /* a word that phishing names carry: login, secure, mail */
    SG_GROUND_ONE_SMALL_STEP,   /* one step from it */
    SG_GROUND_SEVERAL_STEPS,    /* several steps: each makes chance likelier */
    SG_GROUND_LONG_NAME,        /* too long to be alike by chance */
    SG_GROUND_SHORT_NAME,       /* short: many names are as near to it by chance */
    SG_GROUND_COMMON_WORD,      /* a word of everyday language: many names hold it for reasons of their own */
    SG_GROUND_MIXED_SCRIPT,
    SG_GROUND_UNRELATED_WORDS,  /* what stands around the name is no known lure */
    SG_GROUND_PART_OF_WORD,     /* the name is only a part of a longer run of letters */
    SG_GROUNDS
};
extern const char *const sg_ground_names[]; /* "same-on-screen", …; NULL at the end */

/* One step from the protected name to this one. */
#define SG_LOOK_PART 48
struct sg_look_step {
    enum sg_trick trick;
    char from[SG_LOOK_PART], to[SG_LOOK_PART]; /* UTF-8, terminated, cut at a letter: "m" and "rn"; "fr" and "com";
                                                  "" and "login-" ; of a transposition the pair before and after */
};
#define SG_LOOK_STEPS 8 /* further ones are in `tricks` only */

struct sg_lookalike {
    uint32_t protected_name; /* number of the name in the list it was judged by (an alias counts for its owner) */
    uint32_t tricks;         /* bits, 1 << enum sg_trick; never 0 */
    uint32_t flags, grounds; /* bits */
    enum sg_severity severity; /* low, medium or high */
    uint32_t n_steps;
    struct sg_look_step steps[SG_LOOK_STEPS];
};

#endif
