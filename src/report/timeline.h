/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline's plan: what is drawn as a mark, where, and what only as a bar of counts. */
#ifndef SG_REPORT_TIMELINE_H
#define SG_REPORT_TIMELINE_H

#include "report/axis.h"
#include "report/picture.h"

enum { TIMELINE_LANES_MAX = 12, TIMELINE_COLUMNS = 256, TIMELINE_COARSE_ROWS = 3 };

struct mark {
    uint32_t post;
    uint32_t lane;
    double x, y, r;
    double bar0, bar1; /* a coarse time's span; equal when the time is known */
    double after;      /* the x of the latest post that it points to: its mark does not stand before that */
    uint32_t step;     /* place in the chain from 1, or 0 */
    uint32_t children; /* posts that lead back to it directly */
    bool is_first;
};
struct lane {
    char name[80]; /* escaped where it is drawn */
    uint32_t platform;
    uint32_t n_posts, n_ghosts;
    uint32_t n_marks, n_columns; /* posts drawn each, posts drawn as counts */
    double y, h, strip;          /* strip: the lower part that coarse times lie in */
    uint32_t column[TIMELINE_COLUMNS];
};
struct timeline {
    struct lane lanes[TIMELINE_LANES_MAX];
    size_t n_lanes;
    struct mark *marks; /* the most important first */
    size_t n_marks;
    uint32_t *mark_of;  /* of each post, SG_NO_INDEX when it has none */
    uint32_t n_outside; /* coarse posts whose span does not touch the axis */
    struct axis axis;
    double x0, x1, y0, y1; /* the plot */
};

/* Lanes, marks and axis. */
enum sg_code timeline_plan(struct timeline *t, const struct sg_story *s, double x0, double x1,
                           struct sg_err *err) SG_CHECKED;
/* Gives the lanes `height` in all (0: as they need) from y0 on, and every mark its place. */
void timeline_place(struct timeline *t, double y0, double height);
void timeline_release(struct timeline *t);

#endif
