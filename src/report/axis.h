/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time to x in pieces: where much happens an hour is wide, where nothing happens it is narrow.  Each piece has one
 * scale, its own ticks and visible ends.  The pieces are those that explain the rates of events best (the fitness of
 * Bayesian blocks; Scargle et al., "Studies in astronomical time series analysis VI", Astrophysical Journal 764, 2013).
 */
#ifndef SG_REPORT_AXIS_H
#define SG_REPORT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"

enum { AXIS_PIECES_MAX = 6, AXIS_TICKS_MAX = 128 };
struct axis_piece {
    sg_time from, to;
    double x0, x1;
};
struct axis {
    struct axis_piece pieces[AXIS_PIECES_MAX];
    size_t n;
};
struct axis_event {
    sg_time time;
    double weight;
};
struct axis_tick {
    sg_time time;
    double x;
};

/* `events` are sorted by time here; at least one.  O(n log n). */
void axis_build(struct axis *a, struct axis_event *events, size_t n, double x0, double x1);
double axis_x(const struct axis *a, sg_time t);    /* outside: the nearer end */
sg_time axis_time(const struct axis *a, double x); /* the inverse; outside: the nearer end */
/* Round times of every piece, at least `spacing` apart; how many were written. */
size_t axis_ticks(const struct axis *a, double spacing, struct axis_tick ticks[static AXIS_TICKS_MAX]);
static inline sg_time axis_from(const struct axis *a)
{
    return a->pieces[0].from;
}
static inline sg_time axis_to(const struct axis *a)
{
    return a->pieces[a->n - 1].to;
}

#endif
