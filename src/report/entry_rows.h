/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the document of what a case holds of look-alikes and indicators: doc/formats/entry-json.md. */
#ifndef SG_REPORT_ENTRY_ROWS_H
#define SG_REPORT_ENTRY_ROWS_H

#include "model/entry.h"
#include "report/rows.h"

/* Of the document; 1 knew eight places. */
enum { ENTRY_FORMAT = 2 };

enum entry_field_kind {
    ENTRY_VALUE = ROW_OWN, /* const char *, as entry_put_value tells it */
    ENTRY_CARRIERS,        /* uint64_t[SG_ENTRY_WHERES], an object by the places' names */
    ENTRY_SIGHTINGS,       /* first and number (two uint32_t side by side) in answer->sightings: the rows themselves */
    ENTRY_FIRST_MAIL,      /* place in answer->sightings; written as place among its name's own; SG_NO_INDEX is null */
    ENTRY_STEPS,           /* of the struct sg_lookalike */
    ENTRY_ALLOWED,         /* names and their number (a pointer and a size_t side by side) */
    ENTRY_PROTECTED,       /* index into the answer's protected names */
    ENTRY_FEED,
    ENTRY_PERIOD,          /* SG_NO_INDEX is null, as it is in the next */
    ENTRY_NAME
};
extern const struct row_field entry_settings_fields[], entry_total_fields[]; /* of the struct sg_entry */
extern const struct row_field entry_sighting_fields[];
extern const struct row_list entry_document_lists[];

/* The place of a name's first mail among its own sightings, SG_NO_INDEX without one. */
uint32_t entry_first_mail_place(const struct sg_entry_name *name);

/* The host of a URL or of a mail address; anything else as it is. */
struct sg_str entry_host_of(const char *value);
/* What stood in the evidence: without content only the host of a URL, without user or port; addresses of people masked
 * when asked.  Not escaped. */
void entry_put_value(struct sg_buf *out, const char *value, bool with_content, bool is_masked);
/* {"mail-link":1, …}: carriers by where it stood, all places or only those that have one. */
void entry_put_carriers(struct sg_json_out *j, const uint64_t n[static SG_ENTRY_WHERES], bool with_zeros);

#endif
