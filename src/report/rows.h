/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a finding's document: which field of which struct stands under which key.  One table writes and reads, so
 * the two cannot differ.  leak_rows.h and entry_rows.h are such tables.
 */
#ifndef SG_REPORT_ROWS_H
#define SG_REPORT_ROWS_H

#include "base/json_out.h"
#include "report/fields.h"

enum row_kind {
    ROW_TEXT,    /* const char * */
    ROW_PLAIN,   /* the same, the name of a thing or a hash: never masked */
    ROW_CONTENT, /* the same, words of the evidence itself: left out ("") unless asked for */
    ROW_HEX,     /* char[65] */
    ROW_TIME,    /* sg_time; SG_TIME_NONE is null */
    ROW_U32,
    ROW_U64,
    ROW_I64,     /* -1 is null */
    ROW_BOOL,
    ROW_SHARE,   /* float */
    ROW_ID,      /* uint64_t, 16 hex digits; 0 is null */
    ROW_ENUM,    /* a number below the names' count, by its name; "" is null */
    ROW_ENUM8,   /* the same in a uint8_t */
    ROW_BITS,    /* uint32_t: the names of its bits */
    ROW_BITS8,
    ROW_OWN      /* from here on a document's own kinds */
};
struct row_field {
    const char *key; /* NULL ends a table */
    unsigned kind;
    size_t offset;
    const char *const *names; /* NULL-terminated */
};
struct row_list {
    const char *key;           /* NULL ends a document's lists */
    size_t items, count, size; /* offsets in the answer of the pointer and the number; bytes of a row */
    const struct row_field *fields;
};

/* ---- writing ---- */

struct row_writer {
    struct sg_json_out *j;
    bool with_content, is_masked;
    const void *answer;
    void (*own)(const struct row_writer *w, const void *at, const struct row_field *f);
};
void rows_put_fields(const struct row_writer *w, const void *row, const struct row_field *fields);
void rows_put_text(const struct row_writer *w, const char *text, bool is_content);
void rows_put_bits(struct sg_json_out *j, uint32_t bits, const char *const *names);
void rows_put_index(struct sg_json_out *j, uint32_t i); /* SG_NO_INDEX is null */
const void *rows_of(const void *answer, const struct row_list *list, size_t *ret_n);

/* ---- reading ---- */

typedef void rows_own_fn(struct reading *r, void *at, const struct row_field *f);
void rows_read_fields(struct reading *r, void *row, const struct row_field *fields, rows_own_fn *own);
/* Counts the document's lists and takes room for their rows. */
void rows_make_room(struct reading *r, struct sg_json doc, void *answer, const struct row_list *lists);
/* Calls `read` with r->at at each row of each list, up to the first fault. */
void rows_read_lists(struct reading *r, struct sg_json doc, void *answer, const struct row_list *lists,
                     void (*read)(struct reading *r, void *row, const struct row_list *list));

#endif
