/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How they may have got in, as the page tells it: doc/formats/page-json.md, "entry". */
#ifndef SG_REPORT_WEB_ENTRY_H
#define SG_REPORT_WEB_ENTRY_H

#include "report/web_coordination.h"

/* How many names, and how many indicators, a page holds; the rest is counted. */
enum { SG_PAGE_ENTRY_ROWS = 1000 };

/* One JSON object on one line.  Mail addresses and numbers of persons are masked always; titles, and what of a URL
 * stands behind its host, are in it with o->with_text only; accounts when the options tell them. */
enum sg_code web_entry_json(const struct sg_page_findings *f, const struct sg_page_options *o, struct sg_buf *out,
                            struct sg_err *err) SG_CHECKED;

#endif
