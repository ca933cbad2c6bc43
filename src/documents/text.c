/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text: nothing is said about it, its text is kept. */
#include "documents/documents_internal.h"

enum sg_code read_text(struct reading *r, struct sg_err *err)
{
    sg_auto_buf utf8 = { 0 };
    struct sg_str s = r->bytes;
    if (s.len > 4 * (size_t)SG_DOCUMENT_TEXT) s.len = 4 * (size_t)SG_DOCUMENT_TEXT; /* more cannot be kept */
    if (doc_begins(s, "\xff\xfe") || doc_begins(s, "\xfe\xff"))
        doc_utf16(&utf8, s.data + 2, s.len - 2, s.data[0] == '\xfe');
    else
        doc_utf8(sg_str(""), s, &utf8);
    SG_TRY(sg_buf_check(&utf8, err));
    doc_text(r, sg_buf_view(&utf8));
    return sg_fail(err, SG_ENOTFOUND, "a plain text says nothing about itself");
}
