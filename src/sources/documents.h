/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts a stream into JSON documents without reading it whole: one object a line (NDJSON), objects one after another or
 * printed over several lines, or the elements of a top-level array.  The cut is by brackets and quotes; whether a
 * document is right JSON is the parser's to say.
 */
#ifndef SG_SOURCES_DOCUMENTS_H
#define SG_SOURCES_DOCUMENTS_H

#include "sources/sources.h"

struct sg_document {
    struct sg_str text; /* data NULL: the input has ended.  Borrowed until the next call */
    size_t spare;       /* readable bytes behind `text` */
    uint64_t offset;    /* of its first byte in the unpacked stream */
    const char *fault;  /* NULL, or why this is no document: a sentence's end ("ends in the middle"); `text` is then the
                           beginning of what was passed over */
};

struct sg_documents {
    struct sg_stream *in; /* borrowed; set this, zero the rest */
    struct sg_str window;
    size_t pos;
    bool is_begun, is_at_end, is_in_array, is_by_line, has_error;
    bool is_resyncing;
    unsigned n_long_faults;
    char sign[64]; /* how the array's first element begins: '{' to the end of its first key */
    size_t sign_len;
    struct sg_err error;
};

/* The next document or fault.  After a fault reading goes on at the next line or, inside an array, at the next element.
 * A failing stream ends like a short file; its error comes with the call after the last document. */
enum sg_code sg_documents_next(struct sg_documents *d, struct sg_document *ret, struct sg_err *err) SG_CHECKED;

#endif
