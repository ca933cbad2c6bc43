/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's text taken apart: what its writer wrote, what is quoted at which level, what is only dress. */
#ifndef SG_LEAK_QUOTE_TEXT_H
#define SG_LEAK_QUOTE_TEXT_H

#include "leak/words.h"

enum quote_kind {
    QUOTE_TEXT,       /* words of the mail itself (level 0) or of a mail quoted in it (1: the one it answers, 2: …) */
    QUOTE_INTRODUCED, /* "On …, X wrote:", the block of header lines before an unmarked quote */
    QUOTE_SIGNATURE,  /* below "-- " */
    QUOTE_FOOTER      /* of a mailing list or a mail service */
};
/* Words in a row of one kind and level.  Blank lines do not part a piece; another level or kind does. */
struct quote_piece {
    uint32_t first, n; /* words */
    uint8_t kind, level;
};
enum {
    QUOTE_LEVELS = 16 /* deeper ones count as the last */,
    QUOTE_WORDS = 1 << 18 /* beyond them a text is not looked at */
};

/* Zeroed is empty.  Filled again by each quote_split, which keeps the memory. */
struct quote_text {
    struct sg_buf words;          /* struct word */
    struct sg_buf pieces;         /* struct quote_piece */
    struct sg_buf lines, scratch; /* inside */
    bool is_cut;                  /* more than QUOTE_WORDS words */
};
void quote_text_release(struct quote_text *t);
/* `text` is UTF-8 with '\n'; it is not copied.  O(len). */
enum sg_code quote_split(struct sg_str text, struct quote_text *t, struct sg_err *err) SG_CHECKED;

static inline const struct word *quote_words(const struct quote_text *t)
{
    return (const void *)t->words.data;
}
static inline size_t quote_n_words(const struct quote_text *t)
{
    return t->words.len / sizeof(struct word);
}
static inline const struct quote_piece *quote_pieces(const struct quote_text *t)
{
    return (const void *)t->pieces.data;
}
static inline size_t quote_n_pieces(const struct quote_text *t)
{
    return t->pieces.len / sizeof(struct quote_piece);
}
static inline bool quote_is_own(const struct quote_piece *p)
{
    return p->kind == QUOTE_TEXT && p->level == 0;
}

/* ---- quote_phrases.c: what clients write around a quote, in the languages of their users ---- */

/* "From: …", "Von: …", "*Enviado:* …": which of a header block's lines it is. */
enum quote_label { LABEL_NONE, LABEL_FROM, LABEL_DATE, LABEL_TO, LABEL_SUBJECT, LABEL_OTHER };
enum quote_label quote_label(struct sg_str line);
bool quote_is_separator(struct sg_str line); /* "-----Original Message-----", "Begin forwarded message:" */
bool quote_has_wrote(struct sg_str line);    /* ends with "wrote:", "a écrit :", "schrieb:" … */
bool quote_has_footer_word(struct sg_str line);
bool quote_is_sent_from(struct sg_str line); /* "Sent from my …" */

#endif
