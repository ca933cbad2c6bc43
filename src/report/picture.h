/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both pictures have: head, foot, wrapped text, marks. */
#ifndef SG_REPORT_PICTURE_H
#define SG_REPORT_PICTURE_H

#include "report/canvas.h"
#include "report/labels.h"
#include "report/report.h"

enum { PICTURE_WIDTH = 1200, PICTURE_NARROWEST = 560 };
enum { INK = 0x1b1f24, GREY = 0x5f6873, PALE = 0xe4e7eb, CHAIN_COLOR = 0x1b1f24 };

/*
 * The page's width in units: a picture of 1200 pixels or more is the same page scaled up, a smaller one is laid out
 * anew so that its letters stay readable, and below PICTURE_NARROWEST that page is scaled down.
 */
double picture_width(const struct sg_map_options *o);
double picture_scale(const struct sg_map_options *o); /* pixels in a unit */
double picture_margin(double width);
/* The words in it; "" without memory, which the buffer remembers. */
const char *picture_text(struct sg_buf *words);

/* Draws (or only measures, when `is_drawn` is false) text in lines of at most `width`; the y below the last line. */
double picture_wrap(struct canvas *c, double x, double y, double width, const struct font *f, const char *text,
                    bool is_drawn);
/* Cut with "…" so that it is at most `width` wide. */
void picture_fit(struct canvas *c, const struct font *f, double width, struct sg_buf *text);
/* Title and subtitle; the y below them. */
double picture_head(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o, bool is_drawn);
double picture_foot(struct canvas *c, double y, double width, const char *more, bool is_drawn);
/* What the picture shows, for people who do not see it. */
void picture_describe(struct sg_buf *out, const struct sg_story *s, const char *view);
const char *picture_title(const struct sg_story *s, const struct sg_map_options *o);
/* From a mark's rim to its label, when the label is not beside it; later labels keep off it. */
void picture_leader(struct canvas *c, struct label_field *f, double x, double y, double r, const struct box *label);

/* Around the marks of accounts that acted in step with others, beyond the rim; and a legend's entry that says so, at x
 * or on a line of its own: the y of its line. */
#define PICTURE_IN_STEP "acted in step with others (a pattern of posts, no verdict)"
extern const struct paint picture_ring;
double picture_ring_entry(struct canvas *c, double x, double y, double width, bool is_drawn);

enum sg_code map_timeline_draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o,
                               struct sg_err *err) SG_CHECKED;
enum sg_code map_network_draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o,
                              struct sg_err *err) SG_CHECKED;

#endif
