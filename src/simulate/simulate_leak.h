/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A leak whose truth is known: the mail and documents of invented organisations, some of them damaged on the way, some
 * altered, some planted; and truth.json, which says of each item what it is.  What it models and what not:
 * doc/method/simulate.md.
 */
#ifndef SG_SIMULATE_LEAK_H
#define SG_SIMULATE_LEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/time.h"

/* Start from sg_simulate_leak_options_default.  Shares are of the mails asked for, or of the documents. */
struct sg_simulate_leak_options {
    const char *folder;       /* made when absent; must be empty */
    uint64_t seed;            /* 1 */
    uint32_t mails;           /* honest, damaged and altered ones and planted ones together: 20,000 */
    uint32_t documents;       /* without the batch: 0: a twentieth of the mails */
    double damaged;           /* share harmed on the way though honest: 0.03; what mailing lists do comes on top */
    double altered;           /* share that are copies with other words: 0.01 */
    double planted;           /* share that were never sent: 0.01 */
    double planted_documents; /* share of the documents: 0.02 */
    double duplicates;        /* share that lie byte for byte in a second place: 0.05 */
    uint32_t lookalikes;      /* mails with a name that imitates an organisation's own, in the first month: 0 */
    uint32_t batch;           /* documents re-saved within four minutes: 25; 0: none */
    double days;              /* 840 */
    sg_time start;            /* 2015-01-01 */
    unsigned threads;         /* 0: as many as the machine has, at most 8; no influence on the bytes */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};
struct sg_simulate_leak_result {
    uint64_t mails, documents, bytes; /* distinct items; bytes below FOLDER/leak */
    uint64_t damaged, altered, planted, planted_documents, keys, lookalikes;
};
void sg_simulate_leak_options_default(struct sg_simulate_leak_options *o);
/* Writes FOLDER/leak/ (what `leak add` takes), FOLDER/keys.csv and FOLDER/truth.json.  The same options give the same
 * bytes.  SG_EEXIST when the folder is not empty, SG_EUSAGE for options out of range.  Memory: all documents, and some
 * hundred bytes a mail. */
enum sg_code sg_simulate_leak(const struct sg_simulate_leak_options *o, struct sg_simulate_leak_result *ret,
                              struct sg_err *err) SG_CHECKED;

#endif
