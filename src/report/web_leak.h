/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak judged, as the page tells it: doc/formats/page-json.md. */
#ifndef SG_REPORT_WEB_LEAK_H
#define SG_REPORT_WEB_LEAK_H

#include "model/leak.h"
#include "report/web.h"

/* How much of a leak a page holds; the rest is counted. */
enum { SG_PAGE_LEAK_ITEMS = 3000, SG_PAGE_LEAK_TIMES = 5000, SG_PAGE_LEAK_ROWS = 30 };

/* One JSON object on one line.  Addresses and numbers of persons are masked always; subjects, names of files, paths and
 * words of the leak are in it with o->with_text only. */
enum sg_code web_leak_json(const struct sg_leak *l, const char *sha256, uint64_t n_stale,
                           const struct sg_page_options *o, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
