/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's words, as they are compared: blind to wrapping, blanks, kinds of quotation marks and dashes.  Method:
 * doc/method/quote-chains.md, "Words". */
#ifndef SG_LEAK_WORDS_H
#define SG_LEAK_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "leak/ids.h"

struct word {
    uint64_t hash;    /* of its normal form */
    uint32_t at, len; /* in the text, as written */
    bool starts_line, ends_line;
};

/* Appends the words (struct word) of text[from, to), which is one line, to `words`. */
void words_of_line(struct sg_str text, size_t from, size_t to, struct sg_buf *scratch, struct sg_buf *words);
/* Appends the normal form of one word as written. */
void word_normal(struct sg_str word, struct sg_buf *out);

/* A word that is none of those with a number (leak/ids.h): equal to nothing. */
#define WORD_UNKNOWN LEAK_ID_NONE

#endif
