/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of timeline_relays.c and timeline_rails.c: relays with both their places, and how lines look. */
#ifndef SG_REPORT_TIMELINE_RELAYS_H
#define SG_REPORT_TIMELINE_RELAYS_H

#include "report/timeline_route.h"

/* So many relays are drawn as one. */
enum { BUNDLE_MIN = 4 };

struct relay {
    struct place from, to;
    uint32_t from_bin, to_bin;
    bool is_inferred;
    uint8_t on_band; /* which ends are no marks: 1 its beginning, 2 its end */
    bool is_on_rail;
    uint32_t link;
};
struct drawing {
    struct canvas *c;
    const struct timeline *t;
    struct obstacles obstacles;
    struct label_field *f;
};

#define ORDER(l, r)                                                                                                    \
    if ((l) != (r)) return (l) < (r) ? -1 : 1

struct paint relay_paint(const struct drawing *d, const struct relay *r, double line, double alpha);
/* A line that stands for n relays is so wide. */
double relay_width(size_t n);
void relay_line(struct drawing *d, const struct place *from, const struct place *to, const struct paint *p,
                double head);
/* The number where it is large enough to matter and there is room. */
void relay_count(struct drawing *d, double x, double y, size_t n);

/*
 * Draws what one mark sent into one lane, when that is enough for a bundle, as a rail along the lane's edge, and marks
 * those relays.  Sorts `relays`.
 */
void relay_rails(struct drawing *d, struct relay *relays, size_t n, struct timeline_relay_counts *counts);

#endif
