/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a leak's document. */
#ifndef SG_REPORT_LEAK_ROWS_H
#define SG_REPORT_LEAK_ROWS_H

#include "base/json_out.h"
#include "model/leak.h"
#include "report/leak.h"
#include "report/rows.h"

enum leak_field_kind {
    LEAK_ITEM = ROW_OWN, /* index into items; SG_NO_INDEX is null */
    LEAK_THREAD,
    LEAK_COPIES,
    LEAK_RULE,
    LEAK_OTHERS,         /* first and number (two uint32_t side by side) in answer->others */
    LEAK_COPY_ITEMS,
    LEAK_BATCH_ITEMS,
    LEAK_FACTS           /* the same in answer->facts */
};
extern const struct row_field leak_item_fields[], leak_mail_fields[], leak_document_fields[], leak_finding_fields[],
    leak_signature_fields[], leak_thread_fields[], leak_missing_fields[], leak_copies_fields[], leak_diff_fields[],
    leak_quote_fields[], leak_batch_fields[], leak_count_fields[], leak_gap_fields[];

extern const struct row_list leak_document_lists[]; /* in the document's order */

extern const char *const leak_place_flags[]; /* by bit */

/* Facts whose values are words of the leak itself. */
bool leak_fact_is_content(const char *name);

void leak_put_fields(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                     const void *row, const struct row_field *fields);

#endif
