/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted in step, as sentences, as documents and as graphs; and read back. */
#ifndef SG_REPORT_COORDINATION_H
#define SG_REPORT_COORDINATION_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/coordination.h"

struct sg_coordination_report_options {
    bool with_text;        /* posts' texts, where the answer holds them */
    bool only_significant; /* JSON: what a finding of the case holds */
    size_t max_list;       /* rows of a list of the text; 0 = all */
    bool color;            /* ANSI colours, for a terminal */
    int columns;           /* width of the terminal, 0 = 80 */
    /* JSON: called with what is written so far whenever it is more than a megabyte, and at the end; `out` is empty
     * afterwards.  NULL: all of it stays in `out`. */
    enum sg_code (*drain)(void *ctx, struct sg_str bytes, struct sg_err *err);
    void *drain_ctx;
};

/* Sentences that a person can read aloud. */
enum sg_code sg_report_coordination_text(const struct sg_coordination *c,
                                         const struct sg_coordination_report_options *o, struct sg_buf *out,
                                         struct sg_err *err) SG_CHECKED;
/* The document that doc/formats/coordination-json.md describes. */
enum sg_code sg_report_coordination_json(const struct sg_coordination *c,
                                         const struct sg_coordination_report_options *o, struct sg_buf *out,
                                         struct sg_err *err) SG_CHECKED;
/* "settings": {…} of it, into the object that is open. */
struct sg_json_out;
void sg_coordination_settings_json(struct sg_json_out *j, const struct sg_coordination_settings *s);
/*
 * The same document, read.  Strict: a field of another type, an index that leads nowhere, a number out of its range are
 * SG_EINPUT with `name` (a file's) and the place; what is written again has the same bytes.  Fields that are not
 * described are passed over.  O(document).
 */
enum sg_code sg_report_coordination_read(struct sg_str json, const char *name, struct sg_coordination **ret,
                                         struct sg_err *err) SG_CHECKED;

/* A line a pair: account_a,account_b,weight.  Of every pair that the answer holds. */
enum sg_code sg_report_coordination_pairs(const struct sg_coordination *c, struct sg_buf *out,
                                          struct sg_err *err) SG_CHECKED;

/* Whether a pair is one that was found: significant where that was asked for, else above the cut, else any. */
bool sg_coordination_is_found(const struct sg_coordination *c, const struct sg_step_pair *p);

/* Files, by suffix: gexf and graphml (accounts, and the pairs that were found), csv (every pair with all columns),
 * json. */
struct sg_coordination_format {
    const char *suffix;
    enum sg_code (*write)(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                          struct sg_buf *out, struct sg_err *err);
};
extern const struct sg_coordination_format sg_coordination_formats[];                 /* ends with a NULL suffix */
const struct sg_coordination_format *sg_coordination_format_find(const char *suffix); /* NULL when unknown */

#endif
