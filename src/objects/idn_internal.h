/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What idn.c and idn_drawn.c share; ICU's types stay in the .c files. */
#ifndef SG_OBJECTS_IDN_INTERNAL_H
#define SG_OBJECTS_IDN_INTERNAL_H

#include "objects/objects.h"

enum { IDN_SLOTS = 8192, IDN_SHORT = 18, IDN_LONG = 128 }; /* the longest skeleton of one scalar has 30 bytes */

enum {
    DRAWN_KNOWN = 1,    /* the slot is in use */
    DRAWN_MARK = 2,     /* combining marks were left off */
    DRAWN_LATIN = 4,    /* by UTS 39 alone, letters and digits of ASCII */
    DRAWN_INVISIBLE = 8
};
struct drawn {
    uint32_t scalar;
    uint8_t len, flags;
    char text[IDN_SHORT];
};

struct sg_idn {
    void *names, *spoof; /* UIDNA, USpoofChecker */
    const void *nfd;     /* UNormalizer2, ICU's own */
    struct drawn *slots; /* IDN_SLOTS, each scalar has its one place */
    char text[IDN_LONG]; /* what is too long for a slot */
    char ascii[128];     /* in lower case */
};

/* What a scalar beyond ASCII is drawn as; `ret_flags` DRAWN_….  Borrowed until the next call. */
struct sg_str idn_drawn(struct sg_idn *x, uint32_t scalar, unsigned *ret_flags);

#endif
