/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records of a CSV or TSV stream: RFC 4180, LF or CR LF, fields in double quotes spanning delimiters, line ends and
 * doubled quotes.  A quote that does not begin a field is a letter like any other.  Only LF and CR LF end a record:
 * U+0085, U+2028 and a lone CR are text.
 */
#ifndef SG_SOURCES_CSV_H
#define SG_SOURCES_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sources/sources.h"

#define SG_CSV_COLUMNS_MAX ((size_t)4096)

enum sg_csv_what {
    SG_CSV_END,
    SG_CSV_RECORD,
    SG_CSV_BAD /* `reason` says why; reading goes on behind it */
};

struct sg_csv {
    struct sg_stream *in; /* borrowed */
    char delimiter;
    /* The record that was given last, borrowed until the next call. */
    struct sg_str *fields;
    size_t n_fields;
    uint64_t row, offset; /* 1-based, the header included; its first byte */
    struct sg_str raw;    /* without the line end; of a bad record perhaps only the beginning */
    char reason[160];

    /* The tokenizer's own. */
    struct sg_str window;
    size_t pos; /* in the window: where the next record begins */
    bool is_at_end;   /* nothing follows the window */
    bool is_end_seen; /* nothing follows what is being tokenized */
    bool is_skipping; /* the line that was refused goes on behind the window */
    size_t *doubled; /* fields of this record that hold doubled quotes */
    size_t n_doubled;
    struct sg_buf scratch;
    uint64_t wasted; /* bytes looked at in vain behind open quotes */
};

/* `delimiter` 0: the commonest of comma, semicolon and tab in the first line.  Passes over a byte order mark. */
enum sg_code sg_csv_open(struct sg_csv *c, struct sg_stream *in, char delimiter, struct sg_err *err) SG_CHECKED;
void sg_csv_release(struct sg_csv *c); /* NULL and zeroed allowed */
/* Empty lines are passed over.  O(bytes); behind open quotes, see csv.c. */
enum sg_code sg_csv_next(struct sg_csv *c, enum sg_csv_what *ret, struct sg_err *err) SG_CHECKED;
/* The commonest of comma, semicolon and tab in the first line of `head`, outside quotes; comma when there is none. */
char sg_csv_sniff(struct sg_str head);

#endif
