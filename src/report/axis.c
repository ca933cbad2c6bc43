/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/axis.h"

#include <math.h>
#include <stdlib.h>

enum { GROUPS_MAX = 200 };
static const double PIECE_COST = 3.5, NARROWEST = 0.09;

static int compare_events(const void *a, const void *b)
{
    const struct axis_event *e = a, *f = b;
    return (e->time > f->time) - (e->time < f->time);
}

/* Events to at most GROUPS_MAX distinct times, of about equal weight. */
static size_t group(const struct axis_event *events, size_t n, struct axis_event *groups)
{
    double total = 0, seen = 0;
    for (size_t i = 0; i < n; i++)
        total += events[i].weight;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_new = m == 0 || (events[i].time != groups[m - 1].time &&
                                 (n < GROUPS_MAX || seen >= total * (double)m / (GROUPS_MAX - 1)));
        if (is_new && m < GROUPS_MAX) groups[m++] = (struct axis_event){ events[i].time, 0 };
        groups[m - 1].weight += events[i].weight;
        seen += events[i].weight;
    }
    groups[m - 1].time = events[n - 1].time;
    return m;
}

/* Cuts the gaps between groups into pieces; ret_cut[k] is the group where piece k ends. */
static size_t cut(const struct axis_event *g, size_t n, size_t *ret_cut)
{
    double weight[GROUPS_MAX] = { 0 }, best[AXIS_PIECES_MAX + 1][GROUPS_MAX];
    size_t from[AXIS_PIECES_MAX + 1][GROUPS_MAX] = { { 0 } };
    double span = (double)(g[n - 1].time - g[0].time), least = span / 4000;
    for (size_t i = 1; i < n; i++)
        weight[i] = weight[i - 1] + (g[i - 1].weight + g[i].weight) / 2;
    for (int k = 0; k <= AXIS_PIECES_MAX; k++)
        for (size_t i = 0; i < n; i++)
            best[k][i] = k == 0 && i == 0 ? 0 : -INFINITY;
    for (int k = 1; k < AXIS_PIECES_MAX; k++)
        for (size_t i = 1; i < n; i++)
            for (size_t j = 0; j < i; j++) {
                double w = weight[i] - weight[j], d = fmax((double)(g[i].time - g[j].time), least) / span;
                double fit = best[k - 1][j] + w * log(w / d) - PIECE_COST;
                if (fit > best[k][i]) {
                    best[k][i] = fit;
                    from[k][i] = j;
                }
            }
    int pieces = 1;
    for (int k = 2; k < AXIS_PIECES_MAX; k++)
        if (best[k][n - 1] > best[pieces][n - 1]) pieces = k;
    size_t at = n - 1;
    for (int k = pieces; k > 0; k--) {
        ret_cut[k - 1] = at;
        at = from[k][at];
    }
    return (size_t)pieces;
}

/* A mark on a seam is hard to read: the denser piece takes a little of its neighbour's empty time. */
static void move_seams(struct axis *a, const double *weight)
{
    for (size_t k = 1; k < a->n; k++) {
        struct axis_piece *l = &a->pieces[k - 1], *r = &a->pieces[k];
        double dl = (double)(l->to - l->from), dr = (double)(r->to - r->from);
        bool left_is_denser = weight[k - 1] / dl > weight[k] / dr;
        sg_time by = (sg_time)fmin(left_is_denser ? dr * 0.1 : dl * 0.1, 0.06 * (left_is_denser ? dl : dr));
        sg_time seam = l->to + (left_is_denser ? by : -by);
        l->to = r->from = seam;
    }
}

static void share_width(struct axis *a, const double *weight, double x0, double x1)
{
    double share[AXIS_PIECES_MAX], total = 0, span = (double)(axis_to(a) - axis_from(a));
    for (size_t k = 0; k < a->n; k++) {
        share[k] = pow(weight[k], 0.62) * pow((double)(a->pieces[k].to - a->pieces[k].from) / span, 0.12);
        total += share[k];
    }
    double wide = 0, raised = 0;
    for (size_t k = 0; k < a->n; k++) {
        share[k] /= total;
        if (share[k] < NARROWEST)
            raised += NARROWEST;
        else
            wide += share[k];
    }
    double x = x0;
    for (size_t k = 0; k < a->n; k++) {
        double part = share[k] < NARROWEST ? NARROWEST : share[k] / wide * (1 - raised);
        a->pieces[k].x0 = x;
        x = k + 1 == a->n ? x1 : x + part * (x1 - x0);
        a->pieces[k].x1 = x;
    }
}

void axis_build(struct axis *a, struct axis_event *events, size_t n, double x0, double x1)
{
    struct axis_event groups[GROUPS_MAX] = { { 0 } };
    size_t cuts[AXIS_PIECES_MAX] = { 0 };
    qsort(events, n, sizeof *events, compare_events);
    *a = (struct axis){ .n = 1 };
    if (events[n - 1].time - events[0].time < SG_MINUTE) {
        a->pieces[0] =
            (struct axis_piece){ events[0].time - 5 * SG_MINUTE, events[n - 1].time + 5 * SG_MINUTE, x0, x1 };
        return;
    }
    size_t m = group(events, n, groups);
    double weight[AXIS_PIECES_MAX] = { 0 };
    a->n = cut(groups, m, cuts);
    for (size_t k = 0, at = 0; k < a->n; k++) {
        a->pieces[k].from = groups[at].time;
        for (; at < cuts[k]; at++)
            weight[k] += (groups[at].weight + groups[at + 1].weight) / 2;
        a->pieces[k].to = groups[at].time;
    }
    move_seams(a, weight);
    share_width(a, weight, x0, x1);
}

double axis_x(const struct axis *a, sg_time t)
{
    if (t <= axis_from(a)) return a->pieces[0].x0;
    for (size_t k = 0; k < a->n; k++) {
        const struct axis_piece *p = &a->pieces[k];
        if (t <= p->to) return p->x0 + (p->x1 - p->x0) * (double)(t - p->from) / (double)(p->to - p->from);
    }
    return a->pieces[a->n - 1].x1;
}

sg_time axis_time(const struct axis *a, double x)
{
    if (x <= a->pieces[0].x0) return axis_from(a);
    for (size_t k = 0; k < a->n; k++) {
        const struct axis_piece *p = &a->pieces[k];
        if (x <= p->x1) return p->from + (sg_time)((x - p->x0) / (p->x1 - p->x0) * (double)(p->to - p->from));
    }
    return axis_to(a);
}

static const int64_t YEAR = 31556952; /* seconds, on average */

/* A step of so many seconds, or of so many months. */
struct step {
    int64_t seconds;
    int months;
};
static const struct step steps[] = {
    { 60, 0 },       { 120, 0 },       { 300, 0 },        { 600, 0 },     { 900, 0 },     { 1800, 0 },
    { 3600, 0 },     { 7200, 0 },      { 10800, 0 },      { 21600, 0 },   { 43200, 0 },   { 86400, 0 },
    { 172800, 0 },   { 604800, 0 },    { 1209600, 0 },    { 2629746, 1 }, { 5259492, 2 }, { 7889238, 3 },
    { 15778476, 6 }, { 31556952, 12 }, { 157784760, 60 },
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The step's tick number i: weeks begin on Monday (1970 began on a Thursday), months on their first day. */
static sg_time tick_time(const struct step *s, int64_t i)
{
    if (s->months) {
        int64_t month = i * s->months, year = floor_div(month, 12);
        return sg_days_from_civil(year, (unsigned)(month - year * 12) + 1, 1) * SG_DAY;
    }
    return i * s->seconds * SG_SECOND + (s->seconds % 604800 == 0 ? 4 * SG_DAY : 0);
}

static int64_t tick_before(const struct step *s, sg_time t)
{
    if (!s->months) return floor_div(t, s->seconds * SG_SECOND) - 1;
    return floor_div((floor_div(t, YEAR * SG_SECOND) + 1970) * 12, s->months) - 12 / s->months - 1;
}

size_t axis_ticks(const struct axis *a, double spacing, struct axis_tick ticks[static AXIS_TICKS_MAX])
{
    size_t n = 0;
    double last = -INFINITY;
    for (size_t k = 0; k < a->n; k++) {
        const struct axis_piece *p = &a->pieces[k];
        double per_second = (p->x1 - p->x0) / (double)(p->to - p->from) * (double)SG_SECOND;
        size_t s = 0, last_step = sizeof steps / sizeof *steps - 1;
        while (s < last_step && (double)steps[s].seconds * per_second < spacing)
            s++;
        int64_t i = tick_before(&steps[s], p->from);
        for (sg_time t; (t = tick_time(&steps[s], i)) <= p->to && n < AXIS_TICKS_MAX; i++) {
            double x = axis_x(a, t);
            if (t < p->from || x - last < spacing * 0.85) continue;
            ticks[n++] = (struct axis_tick){ t, x };
            last = x;
        }
    }
    return n;
}
