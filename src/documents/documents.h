/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document says about itself, and its text.  Runs inside sillage-reader: it may crash. */
#ifndef SG_DOCUMENTS_DOCUMENTS_H
#define SG_DOCUMENTS_DOCUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "model/leak_tables.h"

struct sg_documents; /* what the libraries need, set up once (libmagic's tables…) before the process is locked up */
enum sg_code sg_documents_new(struct sg_documents **ret, struct sg_err *err) SG_CHECKED;
void sg_documents_free(struct sg_documents *d);

/* The media type and the kind, by content first and name second.  Never fails: "application/octet-stream". `ret_type`
 * is static or belongs to `d` until the next call.  Office files are told apart ("…wordprocessingml.document"). */
enum sg_item_kind sg_documents_type(struct sg_documents *d, struct sg_str bytes, const char *name,
                                    const char **ret_type);

/* As the store's columns of the same names (model/leak_tables.h); texts are UTF-8 without control characters. */
struct sg_document {
    const char *format; /* static; NULL: not a document that we read */
    struct sg_buf title, author, editor, application, app_version, template_name, company, lang, ids, camera, authors,
        facts, text;
    sg_time created, modified, printed, entry_first, entry_last, xmp_created, xmp_modified, taken;
    int64_t zone, revision, minutes, saves;
};
void sg_document_init(struct sg_document *doc);
void sg_document_release(struct sg_document *doc);
enum { SG_DOCUMENT_TEXT = 4 << 20 }; /* bytes of text that are kept; the rest is cut and `facts` says so */
/*
 * SG_ENOTFOUND: a type without metadata (plain text gives its text all the same).  SG_EINPUT with a sentence when it is
 * damaged or encrypted: what was read before that is in `ret`.  Limits: entries, XML depth and size, pages, objects;
 * SG_ELIMIT says which.  No external entity is ever loaded.
 */
enum sg_code sg_document_read(struct sg_documents *d, struct sg_str bytes, const char *name, const char *type,
                              struct sg_document *ret, struct sg_err *err) SG_CHECKED;

#endif
