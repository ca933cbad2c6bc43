/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/headers_judge.h"

#include <stdbool.h>

#include "model/leak.h"

static sg_time size_of(sg_time t)
{
    return t < 0 ? -t : t;
}

/* A clock that is right but for its zone: a whole number of hours (or 30 and 45 minutes' zones) off. */
static bool is_zone_mistake(sg_time gap, sg_time most)
{
    sg_time size = size_of(gap), rest = size % (30 * SG_MINUTE);
    return size <= most + 3 * SG_MINUTE && size > 27 * SG_MINUTE && (rest <= 3 * SG_MINUTE || rest >= 27 * SG_MINUTE);
}

/* Clocks that nobody sets are wrong by up to an hour or so; in mail of 2002, every fortieth way shows one. */
static int judge_backwards(sg_time difference)
{
    if (size_of(difference) <= 90 * SG_MINUTE) return SG_NOTE;
    return is_zone_mistake(difference, 14 * SG_HOUR) ? SG_LOW : SG_MEDIUM;
}

static bool is_habit(sg_time gap, const sg_time *nearby, size_t n)
{
    sg_time tolerance = size_of(gap) / 20 > 10 * SG_MINUTE ? size_of(gap) / 20 : 10 * SG_MINUTE;
    size_t n_alike = 0;
    for (size_t i = 0; i < n; i++)
        n_alike += size_of(nearby[i] - gap) <= tolerance;
    return n_alike >= 2;
}

static int judge_late(sg_time gap, sg_time slowest, const sg_time *nearby, size_t n)
{
    sg_time limit = slowest > SG_DAY ? slowest * 3 : 3 * SG_DAY; /* a weekend in an outbox */
    if (gap <= SG_DAY) return LEAK_FITS;
    return gap > limit && !is_habit(gap, nearby, n) ? SG_LOW : SG_NOTE;
}

int leak_judge_date(sg_time gap, sg_time gap_second, const sg_time *nearby, size_t n_nearby, sg_time slowest)
{
    if (gap >= -15 * SG_MINUTE) return judge_late(gap, slowest, nearby, n_nearby);
    if (is_habit(gap, nearby, n_nearby) || is_zone_mistake(gap, SG_HOUR)) return SG_NOTE; /* summer time */
    if (gap_second != SG_TIME_NONE && size_of(gap_second) < 15 * SG_MINUTE)
        return SG_NOTE; /* the first server's clock */
    return judge_backwards(gap);
}

int leak_judge_hop(sg_time difference, sg_time sender_usual, sg_time receiver_usual)
{
    const sg_time tolerance = 10 * SG_MINUTE;
    sg_time usual = sender_usual < receiver_usual ? sender_usual : receiver_usual;
    if (usual > 0) usual = 0;
    if (difference >= -tolerance || difference - usual >= -tolerance) return LEAK_FITS;
    return judge_backwards(difference);
}

int leak_judge_thread_index(sg_time gap, sg_time longest)
{
    sg_time limit = longest > 2 * SG_DAY ? longest : 2 * SG_DAY;
    if (gap >= -15 * SG_MINUTE && gap <= limit) return LEAK_FITS;
    if (gap < 0) return is_zone_mistake(gap, SG_HOUR) || gap >= -SG_HOUR ? SG_NOTE : SG_MEDIUM;
    return SG_MEDIUM;
}
