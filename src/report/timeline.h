/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline's plan (what is drawn as a mark, where, and what only as a band of counts), and the parts that draw it.
 */
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
    uint32_t parent;   /* the last mark of its lane that it points to, or SG_NO_INDEX */
    uint32_t step;     /* place in the chain from 1, or 0 */
    uint32_t children; /* posts that lead back to it directly */
    enum map_shape shape;
    bool is_first;
};
/* From top to bottom: its name (in a narrow picture), the marks, the band, the strip. */
struct lane {
    char name[80]; /* escaped where it is drawn */
    uint32_t platform;
    uint32_t n_posts, n_ghosts;
    uint32_t n_marks, n_columns; /* posts drawn each, posts drawn as counts */
    double y, h, head;
    double band;  /* height of the band of counts */
    double strip; /* the lowest part, that coarse times lie in */
    uint32_t column[TIMELINE_COLUMNS];
    double level[TIMELINE_COLUMNS]; /* of the band, 0 to 1: the square root of the smoothed count */
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
    double width;          /* of the page */
    bool is_narrow;        /* lanes are named inside the plot */
};

/* Lanes, marks and axis of a page `width` wide. */
enum sg_code timeline_plan(struct timeline *t, const struct sg_story *s, double width, struct sg_err *err) SG_CHECKED;
/* Gives the lanes `height` in all (0: as they need) from y0 on, and every mark its place. */
void timeline_place(struct timeline *t, double y0, double height);
void timeline_release(struct timeline *t);
uint32_t timeline_lane_of(const struct timeline *t, const struct sg_story_post *p);
/* A coarse post whose whole span lies before or after the axis. */
bool timeline_is_outside(const struct timeline *t, const struct sg_story_post *p);
/* The lane's band: its foot, and its upper edge at x. */
double timeline_band_floor(const struct lane *l);
double timeline_band_edge(const struct timeline *t, const struct lane *l, double x);
/* Longer than a few days: a clock alone does not tell when. */
bool timeline_is_long(const struct timeline *t);

/* ---- drawing; what is measured only is not drawn ---- */

#define TIMELINE_AXIS 46.0 /* below them, for the clock */

/* Periods of the calendar that lie beside the picture, as a paragraph; the y below. */
double timeline_draw_beside(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y,
                            bool is_drawn);
/* Above the lanes, for the names of the calendar's periods. */
double timeline_calendar_room(const struct timeline *t, const struct sg_story *s);
void timeline_draw_lanes(struct canvas *c, const struct timeline *t, struct label_field *f);
void timeline_draw_calendar(struct canvas *c, const struct timeline *t, const struct sg_story *s);
void timeline_draw_axis(struct canvas *c, const struct timeline *t, struct label_field *f);
void timeline_draw_bands(struct canvas *c, const struct timeline *t, struct label_field *f);
void timeline_draw_bars(struct canvas *c, const struct timeline *t); /* the spans of coarse times */
void timeline_draw_marks(struct canvas *c, const struct timeline *t, const struct sg_story *s, bool with_text);
void timeline_draw_labels(struct canvas *c, const struct timeline *t, const struct sg_story *s, struct label_field *f);

struct timeline_relay_counts {
    uint32_t hidden; /* relays that no line stands for */
    uint32_t bundled;
    uint32_t n_bundles;
};
enum sg_code timeline_draw_relays(struct canvas *c, const struct timeline *t, const struct sg_story *s,
                                  bool with_inferred, struct label_field *f, struct timeline_relay_counts *ret,
                                  struct sg_err *err) SG_CHECKED;
double timeline_draw_chain(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y,
                           bool is_drawn);
double timeline_draw_legend(struct canvas *c, const struct timeline *t, const struct sg_story *s, bool has_bundles,
                            double y, bool is_drawn);

#endif
