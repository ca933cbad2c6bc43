/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where words begin and end in texts of any language, well enough to find names in them.  Ill-formed UTF-8 is no
 * letter. */
#ifndef SG_REPORT_LETTERS_H
#define SG_REPORT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

/* Letters of scripts that part words with blanks, Latin apart, since endings and articles of other scripts stand
 * against Latin names; and letters of scripts that do not, where each is a word of its own. */
enum sign { NO_LETTER, LATIN, SPACED, UNSPACED };
/* The first sign, and in *ret_size how many bytes it has; `len` is not 0. */
enum sign letters_sign(const char *s, size_t len, size_t *ret_size);

bool letters_is_plain(char c); /* A to Z, a to z, digits, '_' */
bool letters_begin(const char *s, size_t len);

/* How many bytes at the beginning are: */
typedef size_t length_fn(const char *s, size_t len);
size_t letters_word(const char *s, size_t len); /* a run of letters of one kind */
size_t letters_part(const char *s, size_t len); /* letters, digits or one '_', as in "posts_of_jane2017.csv" */
size_t letters_run(const char *s, size_t len);  /* letters of any kind */
size_t letters_gap(const char *s, size_t len);  /* signs that are no letters */

/* Takes what is no letter from both ends. */
void letters_trim(const char **s, size_t *len);
/* Writes `s` in small letters, Latin, Greek and Cyrillic; its length stays. */
void letters_fold(const char *s, size_t len, char *lower);

#endif
