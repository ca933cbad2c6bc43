/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a document: its type is found, its properties and text are read, and what comes out is clean. */
#include <stdlib.h>

#include "base/text.h"
#include "documents/documents.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_clean(const struct sg_buf *b, bool has_lines)
{
    if (b->failed) return; /* no memory */
    if (!sg_utf8_is_valid(b->data, b->len)) abort();
    for (size_t i = 0; i < b->len;) {
        uint32_t c = sg_utf8_next(b->data, b->len, &i);
        if (sg_is_control(c) && !(has_lines && c == '\n')) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sg_documents *library;
    if (!library && sg_documents_new(&library, NULL) != SG_OK) abort();
    struct sg_str bytes = { (const char *)data, size };
    struct sg_document doc;
    struct sg_err err = { 0 };
    const char *type;
    sg_document_init(&doc);
    enum sg_item_kind kind = sg_documents_type(library, bytes, "x", &type);
    if (kind < 0 || kind >= SG_ITEM_KINDS || !type) abort();
    enum sg_code code = sg_document_read(library, bytes, "x", type, &doc, &err);
    if (code != SG_OK && !err.text[0]) abort();
    if (doc.text.len > SG_DOCUMENT_TEXT) abort();
    const struct sg_buf *lines[] = { &doc.title,         &doc.author,  &doc.editor, &doc.application, &doc.app_version,
                                     &doc.template_name, &doc.company, &doc.lang,   &doc.camera,      &doc.facts };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_clean(lines[i], false);
    expect_clean(&doc.ids, true);
    expect_clean(&doc.authors, true);
    expect_clean(&doc.text, true);
    sg_document_release(&doc);
    return 0;
}
