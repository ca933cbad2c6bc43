/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of old Office's own streams, and the names that they keep. */
#ifndef SG_DOCUMENTS_OLE_TEXT_H
#define SG_DOCUMENTS_OLE_TEXT_H

#include "documents/documents_internal.h"

/* `table` is the stream "1Table" or "0Table", as word_table says. */
const char *word_table(struct sg_str word);
enum sg_code word_read(struct reading *r, struct sg_str word, struct sg_str table, struct sg_err *err) SG_CHECKED;
enum sg_code excel_read(struct reading *r, struct sg_str book, struct sg_err *err) SG_CHECKED;
void powerpoint_read(struct reading *r, struct sg_str document);
/* Whether the stream "Current User" says that the presentation is encrypted. */
bool powerpoint_user(struct reading *r, struct sg_str current);

#endif
