/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mail of a leak is its newest, when some clocks are wrong.  Method: doc/method/document-timelines.md. */
#ifndef SG_LEAK_NEWEST_H
#define SG_LEAK_NEWEST_H

#include <stddef.h>

#include "base/time.h"

/* The place of the newest time in a rising list that does not stand alone in its future: at most one time in 500, and
 * one, is passed over when a pause lies before it that is ten times as long as usual then, and a week.  n > 0. */
size_t leak_newest(const sg_time *times, size_t n);

#endif
