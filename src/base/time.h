/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Times are signed microseconds since 1970-01-01T00:00:00Z (proleptic Gregorian, no leap seconds).  Beside a time
 * stands its precision in seconds: 0 means "to the second or better", 60 to the minute, 3600 to the hour, 86400 to the
 * day.  A time known to the minute is stored as that minute's start.
 */
#ifndef SG_BASE_TIME_H
#define SG_BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef int64_t sg_time;
#define SG_SECOND INT64_C(1000000)
#define SG_MINUTE (60 * SG_SECOND)
#define SG_HOUR (60 * SG_MINUTE)
#define SG_DAY (24 * SG_HOUR)
#define SG_TIME_NONE INT64_MIN /* "not known" */

enum { SG_EXACT = 0, SG_TO_MINUTE = 60, SG_TO_HOUR = 3600, SG_TO_DAY = 86400 };

/* Civil date (UTC) to days since 1970; year any, month 1..12, day 1..31, all assumed valid. */
int64_t sg_days_from_civil(int64_t year, unsigned month, unsigned day);

/*
 * Reads one time, surrounding blanks allowed.  Accepted: ISO 8601 / RFC 3339 (`2017-05-05`, `2017-05-05T18:49Z`,
 * `2017-05-05 18:49:00.123+02:00`; `T` or blank; `,` or `.` for fractions; zone Z, UTC, GMT, ±hh, ±hhmm, ±hh:mm,
 * absent = UTC), X v1.1 (`Fri May 05 18:49:30 +0000 2017`), `M/D/YYYY H:MM` as US exports write it, and Unix seconds,
 * milliseconds or microseconds (9 or 10, 13, 16 digits; a fraction is allowed after seconds).
 * Years 1900..2200.  `ret_precision` gets what the text itself says (seconds absent: 60; clock absent: 86400).
 * SG_EINPUT when it is none of these or the date does not exist.  O(len), no allocation, no locale.
 */
enum sg_code sg_time_parse(struct sg_str text, sg_time *ret_time, uint32_t *ret_precision,
                           struct sg_err *err) SG_CHECKED;

/* "2017-05-05T18:49:30Z", or with a fraction when there is one ("…30.123456Z"). */
#define SG_TIME_TEXT 32
void sg_time_format(sg_time t, char text[static SG_TIME_TEXT]);
/* As above, cut to what `precision` knows: "2017-05-05T18:49Z", "2017-05-05T18Z" (to the hour), "2017-05-05". */
void sg_time_format_precise(sg_time t, uint32_t precision, char text[static SG_TIME_TEXT]);

/* Durations: "45s", "5m", "2h", "1d", or a bare number of seconds. */
enum sg_code sg_duration_parse(struct sg_str text, int64_t *ret_us, struct sg_err *err) SG_CHECKED;

/* Now, for logs and custody only: no clock reaches a result. */
sg_time sg_time_now(void);

#endif
