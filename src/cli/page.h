/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people: aligned columns, wrapped paragraphs, numbers that can be read. */
#ifndef SG_CLI_PAGE_H
#define SG_CLI_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"

/* Terminal cells of UTF-8 text that holds no control characters: wide signs take two, combining marks none. */
size_t page_width(struct sg_str s);
/* `s`, or its beginning and "…", in at most `columns` cells. */
void page_cut(struct sg_buf *out, struct sg_str s, int columns);

void page_number(struct sg_buf *out, uint64_t v);                                   /* 875,047 */
void page_bytes(struct sg_buf *out, double bytes);                                  /* 181 MB */
void page_count(struct sg_buf *out, uint64_t n, const char *one, const char *many); /* "1 post", "2 posts" */
void page_time(struct sg_buf *out, sg_time t, uint32_t precision);                  /* "2017-05-05 18:49:30" */

/* A paragraph, broken between words at `columns`, each line behind `indent` blanks. */
void page_paragraph(struct sg_buf *out, const char *text, int indent, int columns);

struct page_column {
    const char *title;
    bool is_number; /* to the right */
    bool is_cut;    /* gives way when the terminal is narrow; one column of a table at most */
};
struct page {
    const struct page_column *columns;
    size_t n_columns;
    struct sg_buf text;
    struct sg_buf ends; /* size_t: where each cell's text ends */
};
static inline struct page page_of(const struct page_column *columns, size_t n_columns)
{
    return (struct page){ .columns = columns, .n_columns = n_columns };
}
void page_release(struct page *p);
#define auto_page __attribute__((cleanup(page_release))) struct page

/* Cells row by row; text from evidence is escaped here. */
void page_cell(struct page *p, struct sg_str text);
void page_cell_number(struct page *p, uint64_t v);
void page_cell_time(struct page *p, sg_time t, uint32_t precision);
/* `columns` 0: nothing is cut. */
enum sg_code page_print(struct page *p, int columns, bool color, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
