/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files generated_<format>.c share.  Formats: doc/method/lookalike-names.md, "As a list". */
#ifndef SG_EXCHANGE_GENERATED_INTERNAL_H
#define SG_EXCHANGE_GENERATED_INTERNAL_H

#include "exchange/exchange.h"

void generated_list_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_csv_begin(struct sg_buf *out);
void generated_csv_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_json_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_rpz_begin(struct sg_buf *out);
void generated_rpz_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_sigma_begin(struct sg_buf *out);
void generated_sigma_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_sigma_end(struct sg_buf *out, size_t n);
void generated_yara_begin(struct sg_buf *out);
void generated_yara_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number);
void generated_yara_end(struct sg_buf *out, size_t n);
void generated_nothing(struct sg_buf *out);           /* begins a format that has no head */
void generated_no_more(struct sg_buf *out, size_t n); /* ends one that has no tail */

/* The tricks' names, parted by `mark`. */
void generated_tricks(struct sg_buf *out, const struct sg_lookalike *look, const char *mark);
/* A name with every byte but letters, digits, hyphens and dots written by `format`, which has one number: "\\x%02x". */
void generated_name(struct sg_buf *out, const char *domain, const char *format);

#endif
