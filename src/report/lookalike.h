/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-alikes told: a judgement as a sentence and as JSON, what a case holds of them. */
#ifndef SG_REPORT_LOOKALIKE_H
#define SG_REPORT_LOOKALIKE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json_out.h"
#include "model/entry.h"
#include "model/lookalike.h"

/* "“rn” stands for “m”; ends in .com, not .fr. High: hard to tell apart on a screen.": what was done, then why the
 * severity.  `protected_name` in ASCII or Unicode.  Control characters are made visible. */
void sg_lookalike_reason(const struct sg_lookalike *l, const char *protected_name, struct sg_buf *out);
/* The keys tricks, severity, reason, flags, grounds, steps, in this order, into an open object that has domain and
 * protected: doc/formats/lookalike-json.md. */
void sg_lookalike_json(struct sg_json_out *j, const struct sg_lookalike *l, const char *protected_name);

/* ---- what a case holds ---- */

struct sg_entry_report_options {
    bool with_content; /* subjects, titles, paths, what of a URL stands behind its host; left out otherwise */
    bool is_masked;    /* addresses of people masked; in the text, accounts of posts left out */
    size_t max_list;   /* names of the text; 0: all */
    bool color;
    int columns;       /* width of the terminal, 0 = 80 */
};
/* Sentences: how they may have got in; then the names, then the matches. */
enum sg_code sg_report_entry_text(const struct sg_entry *e, const struct sg_entry_report_options *o, struct sg_buf *out,
                                  struct sg_err *err) SG_CHECKED;
/* One object a name on a line, as `lookalike --json` prints them in a case: doc/formats/lookalike-json.md. */
enum sg_code sg_report_entry_lines(const struct sg_entry *e, const struct sg_entry_report_options *o,
                                   struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* doc/formats/entry-json.md */
enum sg_code sg_report_entry_json(const struct sg_entry *e, const struct sg_entry_report_options *o, struct sg_buf *out,
                                  struct sg_err *err) SG_CHECKED;
/* Read strictly: only what sg_report_entry_json wrote with content and unmasked, byte for byte; SG_EINPUT names the
 * place.  Costs writing it once more. */
enum sg_code sg_report_entry_read(struct sg_str json, const char *name, struct sg_entry **ret,
                                  struct sg_err *err) SG_CHECKED;

#endif
