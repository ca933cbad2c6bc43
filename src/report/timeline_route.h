/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a line from one place of the timeline to another, past the marks between. */
#ifndef SG_REPORT_TIMELINE_ROUTE_H
#define SG_REPORT_TIMELINE_ROUTE_H

#include "report/timeline.h"

struct place {
    double x, y, r; /* r 0: no mark, a place on a band or a knot */
    uint32_t lane;
    uint32_t mark; /* SG_NO_INDEX: none */
    bool is_level; /* lines leave it and come to it along time */
};
struct curve {
    double x0, y0, x1, y1, x2, y2, x3, y3; /* ends where the arrow's head begins */
    double tip_x, tip_y;
};
/* The marks by x, so that those near a line are found at once. */
struct obstacles {
    uint32_t *by_x;
    double widest;
};
enum sg_code obstacles_init(struct obstacles *o, const struct timeline *t, struct sg_err *err) SG_CHECKED;
void obstacles_release(struct obstacles *o);

/*
 * The best of a few shapes (along time, straight, down and along, an arch …): short, not behind marks, and with the
 * arrow's head, `head` long, clear of every mark.  O(shapes · marks near).
 */
struct curve timeline_route(const struct timeline *t, const struct obstacles *o, const struct place *a,
                            const struct place *b, double head);
void curve_draw(struct canvas *c, const struct curve *k, const struct paint *p, double head);
void curve_point(const struct curve *k, double u, double *ret_x, double *ret_y);
/* Labels keep off the line where they can, off its head always. */
void curve_keep_free(struct label_field *f, const struct curve *k, double line, double head);

#endif
