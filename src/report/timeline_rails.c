/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One post, many relays: a line leaves it, runs along the edge of the lane where the relays are, and gives off a branch
 * to each; it is as wide as the relays that are still to come.  Nothing is lost: every rail belongs to one post.
 */
#include <math.h>
#include <stdlib.h>

#include "report/timeline_relays.h"

enum { SLOTS = 4 };
static const double SLOT_HEIGHT = 5, LEAD = 14;

/* How far the rails of a lane's upper and lower edge are taken. */
struct edges {
    double end[TIMELINE_LANES_MAX][2][SLOTS];
};

static int compare_for_rails(const void *a, const void *b)
{
    const struct relay *l = a, *r = b;
    ORDER(l->is_inferred, r->is_inferred);
    ORDER(l->from.x, r->from.x);
    ORDER(l->from.mark, r->from.mark);
    ORDER(l->to.lane, r->to.lane);
    ORDER(r->on_band, l->on_band);
    ORDER(l->to.x, r->to.x);
    ORDER(l->link, r->link);
    return 0;
}

static bool can_ride(const struct relay *r)
{
    return !r->on_band && r->to.x > r->from.x + r->from.r + 2 * LEAD;
}

static double rail_height(struct edges *e, const struct drawing *d, const struct relay *first, double end)
{
    const struct lane *l = &d->t->lanes[first->to.lane];
    int side = first->from.lane > first->to.lane, slot = 0; /* from below: the lower edge */
    while (slot < SLOTS - 1 && e->end[first->to.lane][side][slot] > first->from.x)
        slot++;
    e->end[first->to.lane][side][slot] = end;
    double from_edge = 5 + slot * SLOT_HEIGHT;
    return side ? timeline_band_floor(l) - l->band - from_edge : l->y + l->head + from_edge;
}

static void draw_piece(struct drawing *d, const struct relay *r, double x0, double x1, double y, size_t n)
{
    struct paint p = relay_paint(d, r, relay_width(n), 0.55);
    if (x1 <= x0) return;
    canvas_move(d->c, x0, y);
    canvas_line(d->c, x1, y);
    canvas_paint(d->c, &p);
    label_field_soft(d->f, (struct box){ x0, y - p.line / 2 - 1, x1 - x0, p.line + 2 });
}

/* Relays r[0] to r[n - 1], by the x of their goals, on one rail. */
static void draw_rail(struct drawing *d, struct edges *e, const struct relay *r, size_t n)
{
    double y = rail_height(e, d, r, r[n - 1].to.x), at = r->from.x + LEAD;
    struct place begin = { at, y, 0, r->to.lane, SG_NO_INDEX, true };
    struct paint p = relay_paint(d, r, relay_width(n), 0.55);
    relay_line(d, &r->from, &begin, &p, 0);
    p = relay_paint(d, r, 1.1, 0.6);
    for (size_t i = 0; i < n; i++) {
        const struct place *to = &r[i].to;
        struct place off = {
            fmax(at, to->x - fmin(10 + fabs(to->y - y) * 0.3, 26)), y, 0, to->lane, SG_NO_INDEX, true
        };
        draw_piece(d, r, at, off.x, y, n - i);
        relay_line(d, &off, to, &p, 5);
        at = off.x;
    }
    relay_count(d, r->from.x + LEAD + 16, y, n);
}

void relay_rails(struct drawing *d, struct relay *relays, size_t n, struct timeline_relay_counts *counts)
{
    struct edges edges = { 0 };
    qsort(relays, n, sizeof *relays, compare_for_rails);
    for (size_t i = 0, end; i < n; i = end) {
        const struct relay *r = &relays[i];
        for (end = i + 1; end < n; end++) {
            const struct relay *o = &relays[end];
            if (o->is_inferred != r->is_inferred || o->from.mark != r->from.mark || o->to.lane != r->to.lane) break;
        }
        size_t from = i; /* by the x of their goals: from one on they all can */
        while (from < end && !can_ride(&relays[from]))
            from++;
        if (end - from < BUNDLE_MIN) continue;
        draw_rail(d, &edges, &relays[from], end - from);
        for (size_t k = from; k < end; k++)
            relays[k].is_on_rail = true;
        counts->bundled += (uint32_t)(end - from);
        counts->n_bundles++;
    }
}
