/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judging of one mail's times, on plain numbers.  Method and figures: doc/method/header-forensics.md. */
#ifndef SG_LEAK_HEADERS_JUDGE_H
#define SG_LEAK_HEADERS_JUDGE_H

#include <stddef.h>

#include "base/time.h"

/* What to make of a time: LEAK_FITS, or an enum sg_severity. */
enum { LEAK_FITS = -1 };

/*
 * `gap`: first server's time less Date.  `gap_second`: the second server's less Date, SG_TIME_NONE without one.
 * `nearby`: the gaps of the same sender's other mails of those weeks: two alike are a clock that was wrong, which is a
 * note. `slowest`: how long the leak's slowest honest mails take.
 */
int leak_judge_date(sg_time gap, sg_time gap_second, const sg_time *nearby, size_t n_nearby, sg_time slowest);

/* `difference`: a server's time less that of the one before it.  `sender_usual` and `receiver_usual`: the middle of
 * what these two servers show in other mails of those weeks, 0 when not known. */
int leak_judge_hop(sg_time difference, sg_time sender_usual, sg_time receiver_usual);

/* `gap`: Date less the last time in Thread-Index.  `longest`: as other mails of this leak have it. */
int leak_judge_thread_index(sg_time gap, sg_time longest);

#endif
