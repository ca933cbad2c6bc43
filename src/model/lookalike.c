/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/lookalike.h"

#include <stddef.h>

const char *const sg_trick_names[] = { "confusable",   "omission", "insertion",    "doubling",  "transposition",
                                       "keyboard",     "bit-flip", "substitution", "hyphen",    "plural",
                                       "homophone",    "tld",      "combosquat",   "subdomain", "suffix",
                                       "embedded-tld", NULL };
const char *const sg_look_flag_names[] = { "idn", "mixed-script", "whole-script", "invisible", NULL };
const char *const sg_ground_names[] = { "same-on-screen", "same-suffix", "whole-name",  "lure-word",
                                        "one-small-step", "several-steps", "long-name", "short-name",
                                        "common-word",    "mixed-script", "unrelated-words", "part-of-word", NULL };

_Static_assert(sizeof sg_trick_names / sizeof *sg_trick_names == SG_TRICKS + 1, "a name for each trick");
_Static_assert(sizeof sg_ground_names / sizeof *sg_ground_names == SG_GROUNDS + 1, "a name for each ground");
