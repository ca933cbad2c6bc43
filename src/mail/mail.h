/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading mail: RFC 5322 and MIME (RFC 2045-2047, 2231, 6532), forgiving where mail is.  Bytes stay untouched:
 * everything points into the message that was given, because a signature must see every byte.
 */
#ifndef SG_MAIL_MAIL_H
#define SG_MAIL_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

/* Beyond these the rest is left unopened, and a defect says so. */
enum { SG_MAIL_FIELDS = 4096, SG_MAIL_PARTS = 4096, SG_MAIL_DEPTH = 24 };

enum { /* struct sg_mail.defects, kept in the store */
    SG_MAIL_NO_HEADER = 1,         /* nothing that reads as a field */
    SG_MAIL_MIXED_LINE_ENDS = 2,
    SG_MAIL_BARE_CR = 4,
    SG_MAIL_NUL_BYTES = 8,
    SG_MAIL_NO_END_BOUNDARY = 16,  /* cut short, or a client that forgets */
    SG_MAIL_BAD_ENCODING = 32,     /* base64 or quoted-printable that holds something else */
    SG_MAIL_BAD_CHARSET = 64,      /* unknown, or bytes that it does not have: U+FFFD stands for them */
    SG_MAIL_TOO_MANY_FIELDS = 128,
    SG_MAIL_TOO_MANY_PARTS = 256,
    SG_MAIL_TOO_DEEP = 512,
    SG_MAIL_BAD_DATE = 1024,
    SG_MAIL_REPEATED_FIELD = 2048, /* a second From, Date, Subject, Message-ID… */
    SG_MAIL_LONG_LINE = 4096,      /* a line of more than 998 bytes */
    SG_MAIL_RAW_8BIT_HEADER = 8192, /* bytes above 127 in the header that are not UTF-8 */
    SG_MAIL_NO_SEPARATOR = 16384    /* a line that is no field ended the header; the body begins with it */
};

struct sg_mail_field {
    struct sg_str name;  /* as written */
    struct sg_str value; /* between ':' and the closing line end, folds as found */
    struct sg_str line;  /* all of it, with its line ends */
};
enum sg_mail_encoding { SG_MAIL_IDENTITY, SG_MAIL_QUOTED_PRINTABLE, SG_MAIL_BASE64, SG_MAIL_UUENCODE };
#define SG_MAIL_NO_PART UINT32_MAX

struct sg_mail_part {
    uint32_t parent, depth;  /* parts stand in the order of the message; part 0 is the message itself */
    struct sg_str type;      /* "text/plain", lower case; what holds by default is filled in */
    struct sg_str charset;   /* lower case; "" when not said */
    struct sg_str name;      /* file name, decoded to UTF-8; "" */
    struct sg_str disposition; /* "attachment", "inline", "" */
    struct sg_str content_id;  /* without <> */
    struct sg_str boundary;    /* of a multipart */
    enum sg_mail_encoding encoding;
    bool is_multipart, is_message; /* message/rfc822: its body is a mail of its own, and not parsed here */
    bool is_attachment;      /* to be listed as an item: not the text that is shown */
    struct sg_str header, body; /* as found, encoded */
};

/* What was parsed; belongs to the parser and holds until its next parse.  Points into the message's bytes and the
 * parser's memory. */
struct sg_mail {
    struct sg_str bytes, header, body; /* header: with its last line end, without the empty line behind it */
    const struct sg_mail_field *fields; /* of the message's own header */
    size_t n_fields;
    const struct sg_mail_part *parts;
    size_t n_parts;
    uint32_t defects;
};

struct sg_mail_parser;
enum sg_code sg_mail_parser_new(struct sg_mail_parser **ret, struct sg_err *err) SG_CHECKED;
void sg_mail_parser_free(struct sg_mail_parser *p); /* NULL allowed */
/* Any bytes are a mail of some kind: fails without memory only.  O(bytes).  A leading mbox "From " line is passed
 * over (and belongs to no field). */
enum sg_code sg_mail_parse(struct sg_mail_parser *p, struct sg_str bytes, const struct sg_mail **ret,
                           struct sg_err *err) SG_CHECKED;

/* The header alone, for whoever has no body: fields into `fields` (room for `most`), and how many there are (at most
 * `most`).  Same rules as sg_mail_parse. */
size_t sg_mail_split_header(struct sg_str header, struct sg_mail_field *fields, size_t most);

/* The n-th field (from 0) of that name, case ignored, or NULL. */
const struct sg_mail_field *sg_mail_field(const struct sg_mail *m, const char *name, size_t n);

/* Appends a part's content, decoded; ORs into *defects. */
void sg_mail_decode(const struct sg_mail_part *part, struct sg_buf *out, uint32_t *defects);
/* Appends bytes of `charset` as UTF-8 ("" or unknown: UTF-8 if they are, else windows-1252). */
void sg_mail_to_utf8(struct sg_str charset, struct sg_str bytes, struct sg_buf *out, uint32_t *defects);
/* Opens the converters of the usual charsets for this thread now.  Afterwards no file is opened for a charset any more
 * (those that were not prepared count as unknown): for a process that gives up its files. */
void sg_mail_prepare_charsets(void);
/* Appends a field's value unfolded, RFC 2047 words decoded, as UTF-8 without control characters. */
void sg_mail_words(struct sg_str value, struct sg_buf *out);
/*
 * Appends the readable text: of alternatives the plain one unless it is empty, of HTML its text; inline text parts one
 * after the other; line ends are '\n'; format=flowed (RFC 3676) is joined.  `ret_charset` (borrowed) gets the charset
 * of the first of them.  `urls` (NULL allowed) gets addresses in href and src of HTML parts, and http(s) addresses in
 * plain text, one a line, each once, at most 200.
 */
void sg_mail_text(struct sg_mail_parser *p, const struct sg_mail *m, struct sg_buf *out, struct sg_buf *urls,
                  struct sg_str *ret_charset, uint32_t *defects);
/* Appends the text of an HTML document (UTF-8): block elements are lines, blockquote and Outlook's and Gmail's quote
 * blocks begin with "> " a level, script and style are left out.  O(len). */
void sg_mail_html_text(struct sg_str html, struct sg_buf *out);

struct sg_mail_address {
    struct sg_str name;    /* decoded into the parser's memory; "" */
    struct sg_str address; /* "local@domain", ASCII letters in lower case, comments and blanks removed */
};
/* Addresses of a From, To… value, groups opened; at most `most`.  Strings live until the next parse. */
size_t sg_mail_addresses(struct sg_mail_parser *p, struct sg_str value, struct sg_mail_address *ret, size_t most);
/* Whether memory ran out for something of an address since the last parse: those that were given are not whole. */
bool sg_mail_is_short(const struct sg_mail_parser *p);
/* RFC 5322 dates with their obsolete forms and what clients write instead (no weekday, two-digit years, zone names,
 * "GMT+0200", ctime).  false: none.  `ret_zone` minutes east, INT64_MIN when not said ("-0000", none). */
bool sg_mail_date(struct sg_str value, sg_time *ret, int64_t *ret_zone);
/* The next message id "<…>" in `value` at *pos, without <>; false at the end. */
bool sg_mail_next_id(struct sg_str value, size_t *pos, struct sg_str *ret);
/* "mixed(alternative(plain,html),application/pdf)", text/ left out. At most 512 bytes, then "…". */
void sg_mail_structure(const struct sg_mail *m, struct sg_buf *out);

/* What one Received says. */
struct sg_mail_hop {
    struct sg_str from, from_address, by, with; /* host as claimed; [IP] or host seen by the receiver; "" */
    sg_time time; int64_t zone; /* SG_TIME_NONE; INT64_MIN */
};
bool sg_mail_hop(struct sg_str value, struct sg_mail_hop *ret);

/* The language of a text, ISO 639-1, or "" when not sure: function words for en fr de es it pt nl pl, scripts for ru
 * uk el ar he zh ja ko.  Method: doc/method/language.md. O(the first 8 KiB). */
const char *sg_language(struct sg_str text);

#endif
