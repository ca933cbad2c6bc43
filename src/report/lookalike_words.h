/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside report/: parts of a judgement told. */
#ifndef SG_REPORT_LOOKALIKE_WORDS_H
#define SG_REPORT_LOOKALIKE_WORDS_H

#include "base/json_out.h"
#include "model/lookalike.h"

/* [{"trick", "from", "to"}, …] */
void lookalike_put_steps(struct sg_json_out *j, const struct sg_lookalike *l);
/* "“rn” stands for “m”; ends in .com, not .fr": the first half of the reason, without a full stop. */
void lookalike_say_steps(const struct sg_lookalike *l, const char *protected_name, struct sg_buf *out);

#endif
