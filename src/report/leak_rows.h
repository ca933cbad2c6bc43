/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a leak's document: which field of which struct stands under which key.  One table writes and reads, so the
 * two cannot differ.
 */
#ifndef SG_REPORT_LEAK_ROWS_H
#define SG_REPORT_LEAK_ROWS_H

#include "base/json_out.h"
#include "model/leak.h"
#include "report/leak.h"

enum leak_field_kind {
    LEAK_TEXT,      /* const char * */
    LEAK_CONTENT,   /* the same, words of the leak itself: left out ("") unless asked for */
    LEAK_HEX,       /* char[65] */
    LEAK_TIME,      /* sg_time; SG_TIME_NONE is null */
    LEAK_U32,
    LEAK_U64,
    LEAK_I64,       /* -1 is null */
    LEAK_BOOL,
    LEAK_SHARE,     /* float */
    LEAK_ID,        /* uint64_t, 16 hex digits; 0 is null */
    LEAK_ITEM,      /* index into items; SG_NO_INDEX is null */
    LEAK_THREAD,
    LEAK_COPIES,
    LEAK_ENUM,      /* a number below the names' count, by its name; "" is null */
    LEAK_ENUM8,     /* the same in a uint8_t */
    LEAK_BITS,      /* uint32_t: the names of its bits */
    LEAK_BITS8,
    LEAK_RULE,
    LEAK_OTHERS,    /* first and number (two uint32_t side by side) in answer->others */
    LEAK_COPY_ITEMS,
    LEAK_BATCH_ITEMS,
    LEAK_FACTS      /* the same in answer->facts */
};
struct leak_field {
    const char *key;
    enum leak_field_kind kind;
    size_t offset;
    const char *const *names; /* NULL-terminated */
};
/* Fields end with a NULL key. */
extern const struct leak_field leak_item_fields[], leak_mail_fields[], leak_document_fields[], leak_finding_fields[],
    leak_signature_fields[], leak_thread_fields[], leak_missing_fields[], leak_copies_fields[], leak_diff_fields[],
    leak_quote_fields[], leak_batch_fields[], leak_count_fields[], leak_gap_fields[];

/* The document's lists, in its order. */
struct leak_list {
    const char *key;
    size_t items, count, size; /* offsets in struct sg_leak of the pointer and the number; bytes of a row */
    const struct leak_field *fields;
};
extern const struct leak_list leak_document_lists[]; /* ends with a NULL key */

extern const char *const leak_place_flags[]; /* by bit */

/* Facts whose values are words of the leak itself. */
bool leak_fact_is_content(const char *name);

void leak_put_fields(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                     const void *row, const struct leak_field *fields);

#endif
