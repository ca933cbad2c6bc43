/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak judged, as sentences, as documents, as a timeline; and read back. */
#ifndef SG_REPORT_LEAK_H
#define SG_REPORT_LEAK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/leak.h"

struct sg_leak_report_options {
    bool with_content; /* subjects, words that differ, file names; left out otherwise where a file leaves the case */
    bool is_masked;    /* addresses, phone numbers, card and account numbers masked */
    size_t max_list;   /* rows of a list of the text; 0 = all */
    bool color;
    int columns;       /* width of the terminal, 0 = 80 */
};
/* Sentences that a person can read aloud. */
enum sg_code sg_report_leak_text(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                                 struct sg_err *err) SG_CHECKED;
/* One item, with its signatures and findings. */
enum sg_code sg_report_leak_show(const struct sg_leak *l, uint32_t item, const struct sg_leak_report_options *o,
                                 struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* The document that doc/formats/leak-json.md describes. */
enum sg_code sg_report_leak_json(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                                 struct sg_err *err) SG_CHECKED;
/* One object on a line, as `leak list --json` prints it. */
enum sg_code sg_report_leak_item(const struct sg_leak *l, uint32_t item, const struct sg_leak_report_options *o,
                                 struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* The document read, strictly: what is written again has the same bytes. */
enum sg_code sg_report_leak_read(struct sg_str json, const char *name, struct sg_leak **ret,
                                 struct sg_err *err) SG_CHECKED;
/* A finding's sentence: the rule's reason with its facts put in, control characters made visible. */
void sg_leak_reason(const struct sg_leak *l, const struct sg_leak_finding *f, const struct sg_leak_report_options *o,
                    struct sg_buf *out);

/* Appends text with mail addresses, phone numbers, card and account (IBAN) numbers masked: "j…@example.org",
 * "+33 … 12".  Method: doc/method/privacy.md. */
void sg_mask_personal(struct sg_str text, struct sg_buf *out);
/* There is something in it that sg_mask_personal takes out, or an '@' at all.  Takes no memory. */
bool sg_is_personal(struct sg_str text);

/* Files of the timeline of documents and mails, by suffix: svg, png, csv, json. */
struct sg_leak_format {
    const char *suffix;
    enum sg_code (*write)(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                          struct sg_err *err);
};
extern const struct sg_leak_format sg_leak_timeline_formats[]; /* ends with a NULL suffix */

#endif
