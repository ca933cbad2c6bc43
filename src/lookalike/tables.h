/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of data/lookalike/, as built into the program: what matcher and generator both know of tricks. */
#ifndef SG_LOOKALIKE_TABLES_H
#define SG_LOOKALIKE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Two pieces of a name that pass for each other, either way; a not after b in byte order; ASCII. */
struct look_pair {
    struct sg_str a, b;
    uint8_t likeness; /* 1 to 100: how hard they are to tell apart, or how alike they sound */
};
enum look_word_kind {
    LOOK_LURE,    /* what phishing names carry: login, secure, verify, mail, portal, update … in several languages */
    LOOK_SERVICE, /* names of services that are used as bait: onedrive, sharepoint, outlook, webmail, adfs … */
    LOOK_FILLER   /* what real names carry as often: my, the, online, group, news, www */
};
struct look_word {
    struct sg_str text; /* ASCII letters and digits, lower case */
    uint8_t kind;
    char lang[3];       /* "en", "fr", …, "" for any */
};
enum { LOOK_QWERTY = 1, LOOK_AZERTY = 2, LOOK_QWERTZ = 4 };
struct look_suffix {
    struct sg_str text;  /* "com" */
    uint8_t least;       /* fewest letters of a name below it */
    uint8_t weight;      /* 0 to 100: how often look-alikes are registered below it; 0: only when it is the name's own */
    struct sg_str extra; /* UTF-8: the letters beyond a-z, 0-9 and '-' that its registry accepts; empty: none */
};
struct look_tables {
    struct look_pair *glyphs, *sounds;
    size_t n_glyphs, n_sounds;
    struct look_word *words; /* by text; at most 24 letters */
    size_t n_words;
    struct sg_str *common;   /* words and names of everyday language that names hold for reasons of their own; by text */
    size_t n_common;
    struct look_suffix *suffixes; /* by text */
    size_t n_suffixes;
    uint8_t beside[128][128]; /* LOOK_QWERTY | …: on which layouts the two keys (letters, digits, '-') touch */
};
/* Read once, the same for everybody, never freed before the program ends.  NULL and a sentence without memory. */
enum sg_code look_tables(const struct look_tables **ret, struct sg_err *err) SG_CHECKED;
const struct look_word *look_word_find(const struct look_tables *t, struct sg_str text);     /* NULL: unknown */
bool look_is_common(const struct look_tables *t, struct sg_str text);
/* Common, or around names (no service), or either with a regular English ending: advertising. */
bool look_is_word(const struct look_tables *t, struct sg_str text);
const struct look_suffix *look_suffix_find(const struct look_tables *t, struct sg_str text); /* NULL: unknown */

#endif
