/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the case carries — links of posts, mails and documents, senders, servers, files — looked through for names that
 * imitate protected ones, and for indicators.  Method: doc/method/how-they-got-in.md. */
#ifndef SG_ENTRY_ENTRY_H
#define SG_ENTRY_ENTRY_H

#include "lookalike/lookalike.h"
#include "model/entry.h"
#include "model/indicators.h"
#include "store/store.h"

struct sg_entry_options {
    const struct sg_protected *names;       /* NULL: look for indicators only */
    const char *list, *list_sha256;         /* of the file that they come from; NULL: arguments */
    const struct sg_indicators *indicators; /* finished; NULL: look for look-alikes only */
    enum sg_severity least;                 /* names below it are counted only */
    const struct sg_story_period *periods;  /* the case's calendar */
    size_t n_periods;
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total); /* NULL allowed */
    void *ctx;
};
/*
 * One pass over the distinct hosts of posts, one over mails, one over documents, one over items when hashes are listed.
 * Memory: the hits, 64 bytes a distinct host, address or URL up to 64 MiB and as much for long ones; no row of evidence
 * is held.
 */
enum sg_code sg_entry_find(struct sg_store *store, const struct sg_entry_options *o, struct sg_entry **ret,
                           struct sg_err *err) SG_CHECKED;

#endif
