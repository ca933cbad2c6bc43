/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a post that comes as HTML. */
#ifndef SG_SOURCES_HTML_TEXT_H
#define SG_SOURCES_HTML_TEXT_H

#include "base/buf.h"

/*
 * Appends what a reader of the page would see: <br>, </p> and </div> end a line, <wbr> is nothing (boards put it into
 * long addresses), other tags fall away, character references become characters.  What looks like neither stays as it
 * is.  O(len).
 */
void sg_html_text(struct sg_buf *out, struct sg_str html);

#endif
