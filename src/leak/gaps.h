/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_LEAK_GAPS_H
#define SG_LEAK_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct leak_run;
/* Days without any mail where there ought to be some, and numbers missing from numbered names: answer->gaps.  Method:
 * doc/method/gaps.md. */
enum sg_code leak_gaps(struct leak_run *r, struct sg_err *err) SG_CHECKED;

/* ---- the two tests, on plain numbers ---- */

struct leak_hole {
    int64_t from, to; /* both missing */
};
/* Runs of days without mail whose chance is below one in a million, by the usual number on that weekday in the 60 days
 * around: `per_day` has `n` counts.  At most `most`. O(n). */
size_t leak_missing_days(const uint32_t *per_day, size_t n, struct leak_hole *ret, size_t most);

/* A name with a number in it ("mail 0012.eml"): what is before and behind it.  false: none, or of more than
 * 18 digits. */
bool leak_numbered(struct sg_str name, struct sg_str *ret_before, struct sg_str *ret_after, int64_t *ret_number);

#endif
