/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What pictures are drawn on: an SVG whose text stays text, or pixels.  One drawing code serves both.  Units are those
 * of a picture 1200 wide; `scale` makes them pixels.  Texts may be anything: control characters and ill-formed bytes
 * are made harmless here.
 */
#ifndef SG_REPORT_CANVAS_H
#define SG_REPORT_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/map_model.h"

enum canvas_kind { CANVAS_SVG, CANVAS_PNG };
enum canvas_anchor { CANVAS_LEFT, CANVAS_MIDDLE, CANVAS_RIGHT };

/* An alpha of 0 leaves that part out. */
struct paint {
    uint32_t fill, stroke; /* 0xRRGGBB */
    double fill_alpha, stroke_alpha, line;
    bool is_dashed;
};
struct font {
    double size;
    bool is_bold;
    uint32_t color;
    enum canvas_anchor anchor;
    bool has_halo; /* a white rim, over lines */
};

struct canvas;
enum sg_code canvas_new(enum canvas_kind kind, struct canvas **ret, struct sg_err *err) SG_CHECKED;
void canvas_free(struct canvas *c); /* NULL allowed */

/* Measuring works at once, drawing after canvas_begin. */
double canvas_text_width(struct canvas *c, const struct font *f, const char *text);
enum sg_code canvas_begin(struct canvas *c, double width, double height, double scale, const char *title,
                          const char *description, struct sg_err *err) SG_CHECKED;

void canvas_rect(struct canvas *c, double x, double y, double w, double h, double corner, const struct paint *p);
void canvas_shape(struct canvas *c, enum map_shape shape, double x, double y, double r, const struct paint *p);
/* How far the shape goes to the sides of its middle, in radii. */
double canvas_shape_reach(enum map_shape shape);
/* How far its rim is from its middle in the direction dx, dy, in radii. */
double canvas_shape_rim(enum map_shape shape, double dx, double dy);
/* A path: move, then lines and curves, then paint (which ends it). */
void canvas_move(struct canvas *c, double x, double y);
void canvas_line(struct canvas *c, double x, double y);
void canvas_curve(struct canvas *c, double x1, double y1, double x2, double y2, double x, double y);
void canvas_close(struct canvas *c);
void canvas_paint(struct canvas *c, const struct paint *p);
void canvas_text(struct canvas *c, double x, double baseline, const struct font *f, const char *text);
/* What stands between these shows `tip` when pointed at. */
void canvas_group(struct canvas *c, const char *tip);
void canvas_group_end(struct canvas *c);

/* The whole file, appended to `out`. */
enum sg_code canvas_finish(struct canvas *c, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#define canvas_auto __attribute__((cleanup(canvas_freep))) struct canvas
void canvas_freep(struct canvas **c);

#endif
