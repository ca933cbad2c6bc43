/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside mail/: the parser's memory, and what the files of this room do for each other. */
#ifndef SG_MAIL_MAIL_INTERNAL_H
#define SG_MAIL_MAIL_INTERNAL_H

#include "base/text.h"
#include "mail/mail.h"

/* ---- memory that one message needs and the next one uses again ---- */

struct scratch_block;
struct scratch {
    struct scratch_block *first, *now;
    bool failed; /* something was asked for since the last reset that there was no memory for */
};
void scratch_reset(struct scratch *s); /* everything taken is gone; large blocks are given back */
void scratch_release(struct scratch *s);
char *scratch_take(struct scratch *s, size_t len);                  /* NULL without memory */
struct sg_str scratch_copy(struct scratch *s, struct sg_str text);  /* empty without memory */
struct sg_str scratch_lower(struct scratch *s, struct sg_str text); /* itself when it is lower case already */

struct sg_mail_parser {
    struct sg_mail mail;
    struct scratch scratch;
    struct sg_buf decoded, utf8, phrase; /* of the part or name at hand */
    struct sg_mail_field fields[SG_MAIL_FIELDS]; /* pages that no mail has needed stay untouched */
    struct sg_mail_part parts[SG_MAIL_PARTS];
};

/* ---- lines (lines.c) ---- */

uint32_t mail_line_defects(struct sg_str bytes);
/* The first place in [at, end), `at` being the start of a line, where a line begins with "--"; or NULL. */
const char *mail_next_dashes(const char *at, const char *end);
/* How many of the bytes from the start are ASCII. */
size_t mail_ascii_run(const char *s, size_t len);
static inline bool mail_is_blank(char c)
{
    return c == ' ' || c == '\t';
}
static inline bool mail_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- header fields (fields.c) ---- */

/* The field that begins at `at`; returns where the next one does, NULL when the line is no field. */
const char *mail_field_at(const char *at, const char *end, struct sg_mail_field *ret);
/* Past the empty line at `at`; NULL when the line is not empty. */
const char *mail_empty_line(const char *at, const char *end);
/* A "From " or ">From " line that mailboxes leave behind: returns where it ends, else NULL. */
const char *mail_from_line(const char *at, const char *end);
/* The first field of that name in a header; false when there is none. */
bool mail_header_find(struct sg_str header, const char *name, struct sg_str *ret_value);

/* ---- values with parameters (params.c): text/plain; charset="x"; name*0=… ---- */

struct params {
    struct sg_str rest;
};
/* The first word of the value, as written; the parameters follow. */
struct sg_str params_open(struct params *it, struct sg_str value);
/* The next parameter as written: `ret_value` without quotes around it.  false at the end. */
bool params_next(struct params *it, struct sg_str *ret_name, struct sg_str *ret_value, bool *ret_is_quoted);
/* The value of one parameter, RFC 2231 pieces joined, as UTF-8 without control characters, in `out`; false: absent. */
bool params_text(struct sg_str value, const char *name, struct sg_buf *out);
/* The value without the backslashes that quote a character of it. */
struct sg_str params_plain(struct scratch *s, struct sg_str value, bool is_quoted);

/* ---- decoders (decode.c): append what they read, and tell false when they met something else ---- */

bool decode_base64(struct sg_str in, struct sg_buf *out);
bool decode_q_word(struct sg_str in, struct sg_buf *out);

/* ---- text ---- */

/* A set of addresses, each a line of `out` once. */
enum { URLS_MOST = 200, URLS_SLOTS = 512 };
struct urls {
    struct sg_buf *out; /* NULL: nothing is gathered */
    size_t n;
    uint64_t seen[URLS_SLOTS];
};
void urls_open(struct urls *u, struct sg_buf *out);
void urls_add(struct urls *u, struct sg_str url);
void urls_in_text(struct urls *u, struct sg_str text);

void html_text(struct sg_str html, struct sg_buf *out, struct urls *urls);
/* The character reference at s[0] == '&': its length; 0 when it is none. */
size_t html_entity(const char *s, size_t len, uint32_t *ret_scalar);
/* Appends UTF-8 without control characters; line ends and tabs become blanks. */
void mail_clean(struct sg_str text, struct sg_buf *out);

#endif
