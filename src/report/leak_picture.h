/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_REPORT_LEAK_PICTURE_H
#define SG_REPORT_LEAK_PICTURE_H

#include "report/canvas.h"
#include "report/leak.h"

/* When mails were sent, by verdict, and documents made and saved; what was saved together is marked. */
enum sg_code leak_picture(const struct sg_leak *l, const struct sg_leak_report_options *o, enum canvas_kind kind,
                          struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
