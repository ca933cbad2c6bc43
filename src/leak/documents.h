/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What documents say of their own past, judged on plain structs.  Method: doc/method/document-timelines.md. */
#ifndef SG_LEAK_DOCUMENTS_H
#define SG_LEAK_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

/* As the store's columns of the same names (model/leak_tables.h).  Strings are interned; "" is unknown. */
struct leak_document {
    uint32_t item, carrier; /* carrier: the mail that carried it first, an item, or SG_NO_INDEX */
    sg_time carried;        /* when that was; SG_TIME_NONE */
    const char *carrier_lang;
    const char *format, *author, *editor, *application, *app_version, *template_name, *company, *lang, *ids, *camera,
        *authors;
    sg_time created, modified, printed, entry_first, entry_last, xmp_created, xmp_modified, taken;
    int64_t zone, revision, minutes, saves;
    bool is_in_batch;
};

/* Whether it says in which zone its times are. */
bool leak_document_knows_zone(const struct leak_document *d);
/* Saved after `limit` by a clock that tells: LEAK_FITS or an enum sg_severity; zones unknown or mistaken make a note.
 */
int leak_judge_saved(const struct leak_document *d, sg_time limit);

struct leak_contradiction {
    enum leak_contradicting {
        LEAK_CREATED_AFTER_MODIFIED,
        LEAK_INFO_AGAINST_XMP,
        LEAK_ENTRIES_AFTER_MODIFIED,
        LEAK_MINUTES_TOO_MANY,
        LEAK_FIRST_REVISION_OLD,
        LEAK_BEFORE_ITS_PROGRAM,
        LEAK_TAKEN_AFTER_SAVED,
        LEAK_CONTRADICTIONS
    } kind;
    int severity; /* enum sg_severity */
    const char *what;
    char one[96], other[96];
};
/* What of a document's metadata cannot be true together, by what honest programs write.  Returns how many. */
size_t leak_contradictions(const struct leak_document *d, struct leak_contradiction ret[static LEAK_CONTRADICTIONS]);
/* Whether the metadata of that kind are there to be compared at all. */
bool leak_can_contradict(const struct leak_document *d, enum leak_contradicting kind);

/* The script that most letters of a name are in: "Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Han or kana",
 * "Hangul", "Armenian", "Georgian", "Thai", "Devanagari", "another"; "" without letters. */
const char *leak_script(struct sg_str name);

/* Documents that share revision marks.  `ret_shared[i]`: how many marks of document i another one has too;
 * `ret_others[i]`: how many documents are tied to it, directly or through others.  Marks of more than a fifth of the
 * documents (and of more than three) are a template's.  O(n log n) in the marks. */
enum sg_code leak_shared_history(const struct leak_document *d, size_t n, uint32_t *ret_shared, uint32_t *ret_others,
                                 struct sg_err *err) SG_CHECKED;

#endif
