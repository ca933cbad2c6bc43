/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/canvas.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "report/map_files.h"

/* 200 million pixels are 800 MB; Cairo's own limit is 32767 a side. */
enum { SIDE_MAX = 32000 };
static const double PIXELS_MAX = 200e6;
static const char FONT[] = "DejaVu Sans";

struct canvas {
    enum canvas_kind kind;
    cairo_surface_t *surface; /* one pixel until canvas_begin, and always so for SVG, where it only measures */
    cairo_t *cr;
    struct sg_buf svg, path;
};

void canvas_free(struct canvas *c)
{
    if (!c) return;
    if (c->cr) cairo_destroy(c->cr);
    if (c->surface) cairo_surface_destroy(c->surface);
    sg_buf_release(&c->svg);
    sg_buf_release(&c->path);
    free(c);
}

void canvas_freep(struct canvas **c)
{
    canvas_free(*c);
}

static enum sg_code open_surface(struct canvas *c, int width, int height, struct sg_err *err)
{
    if (c->cr) cairo_destroy(c->cr);
    if (c->surface) cairo_surface_destroy(c->surface);
    c->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    c->cr = cairo_create(c->surface);
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS)
        return sg_fail(err, SG_ENOMEM, "a picture of %d x %d pixels cannot be drawn (%s); ask for a smaller one", width,
                       height, cairo_status_to_string(cairo_status(c->cr)));
    /* The same letters at any scale: hinting would move them. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(c->cr, options);
    cairo_font_options_destroy(options);
    return SG_OK;
}

enum sg_code canvas_new(enum canvas_kind kind, struct canvas **ret, struct sg_err *err)
{
    struct canvas *c = calloc(1, sizeof *c);
    if (!c) return sg_fail_nomem(err, "a picture");
    c->kind = kind;
    enum sg_code code = open_surface(c, 1, 1, err);
    if (code != SG_OK) {
        canvas_free(c);
        return code;
    }
    *ret = c;
    return SG_OK;
}

static void set_font(struct canvas *c, const struct font *f)
{
    cairo_select_font_face(c->cr, FONT, CAIRO_FONT_SLANT_NORMAL,
                           f->is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c->cr, f->size);
}

/* Cairo refuses ill-formed UTF-8 for good, so nothing unclean reaches it. */
static const char *clean(struct sg_buf *words, const char *text)
{
    sg_escape_terminal(words, sg_str(text));
    const char *s = sg_buf_cstr(words);
    return s ? s : "";
}

double canvas_text_width(struct canvas *c, const struct font *f, const char *text)
{
    sg_auto_buf words = { 0 };
    cairo_text_extents_t e;
    set_font(c, f);
    cairo_text_extents(c->cr, clean(&words, text), &e);
    return e.x_advance;
}

static void attribute(struct sg_buf *out, const char *name, double v)
{
    sg_buf_printf(out, " %s=\"", name);
    map_hundredths(out, v);
    sg_buf_char(out, '"');
}

/* `id` may be NULL. */
static void element_text(struct sg_buf *out, const char *name, const char *id, const char *text)
{
    sg_auto_buf words = { 0 };
    sg_buf_printf(out, "<%s", name);
    if (id) sg_buf_printf(out, " id=\"%s\"", id);
    sg_buf_char(out, '>');
    sg_escape_xml(out, sg_str(clean(&words, text)));
    sg_buf_printf(out, "</%s>\n", name);
}

enum sg_code canvas_begin(struct canvas *c, double width, double height, double scale, const char *title,
                          const char *description, struct sg_err *err)
{
    double w = ceil(width * scale - 1e-6), h = ceil(height * scale - 1e-6);
    if (w < 1 || h < 1 || w > SIDE_MAX || h > SIDE_MAX || w * h > PIXELS_MAX)
        return sg_fail(err, SG_EUSAGE,
                       "a picture of %.0f x %.0f pixels is asked for; at most %d a side and %.0f million in all can be "
                       "drawn: ask for a smaller width",
                       w, h, SIDE_MAX, PIXELS_MAX / 1e6);
    if (c->kind == CANVAS_PNG) {
        SG_TRY(open_surface(c, (int)w, (int)h, err));
        cairo_set_source_rgb(c->cr, 1, 1, 1);
        cairo_paint(c->cr);
        cairo_scale(c->cr, scale, scale);
        return SG_OK;
    }
    sg_buf_printf(&c->svg,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" width=\"%.0f\" "
                  "height=\"%.0f\" viewBox=\"0 0 ",
                  w, h);
    map_hundredths(&c->svg, w / scale);
    sg_buf_char(&c->svg, ' ');
    map_hundredths(&c->svg, h / scale);
    sg_buf_text(&c->svg,
                "\" font-family=\"'DejaVu Sans',Verdana,sans-serif\" fill=\"none\" stroke-linejoin=\"round\">\n");
    element_text(&c->svg, "title", "t", title);
    element_text(&c->svg, "desc", "d", description);
    canvas_rect(c, 0, 0, width, height + 1, 0, &(struct paint){ .fill = 0xffffff, .fill_alpha = 1 });
    return SG_OK;
}

/* ---- paint ---- */

static void svg_paint(struct sg_buf *out, const struct paint *p)
{
    if (p->fill_alpha > 0) {
        sg_buf_printf(out, " fill=\"#%06x\"", (unsigned)p->fill);
        if (p->fill_alpha < 1) attribute(out, "fill-opacity", p->fill_alpha);
    }
    if (p->stroke_alpha > 0 && p->line > 0) {
        sg_buf_printf(out, " stroke=\"#%06x\"", (unsigned)p->stroke);
        attribute(out, "stroke-width", p->line);
        if (p->stroke_alpha < 1) attribute(out, "stroke-opacity", p->stroke_alpha);
        if (p->is_dashed) sg_buf_text(out, " stroke-dasharray=\"5 4\"");
    }
    sg_buf_text(out, "/>\n");
}

static void set_color(cairo_t *cr, uint32_t rgb, double alpha)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, alpha);
}

static void png_paint(struct canvas *c, const struct paint *p)
{
    if (p->fill_alpha > 0) {
        set_color(c->cr, p->fill, p->fill_alpha);
        cairo_fill_preserve(c->cr);
    }
    if (p->stroke_alpha > 0 && p->line > 0) {
        set_color(c->cr, p->stroke, p->stroke_alpha);
        cairo_set_line_width(c->cr, p->line);
        cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(c->cr, (const double[]){ 5, 4 }, p->is_dashed ? 2 : 0, 0);
        cairo_stroke_preserve(c->cr);
    }
    cairo_new_path(c->cr);
}

static void path_points(struct canvas *c, char letter, const double *v, int n)
{
    sg_buf_char(&c->path, letter);
    for (int i = 0; i < n; i++) {
        if (i) sg_buf_char(&c->path, ' ');
        map_hundredths(&c->path, v[i]);
    }
}

void canvas_move(struct canvas *c, double x, double y)
{
    if (c->kind == CANVAS_PNG)
        cairo_move_to(c->cr, x, y);
    else
        path_points(c, 'M', (const double[]){ x, y }, 2);
}

void canvas_line(struct canvas *c, double x, double y)
{
    if (c->kind == CANVAS_PNG)
        cairo_line_to(c->cr, x, y);
    else
        path_points(c, 'L', (const double[]){ x, y }, 2);
}

void canvas_curve(struct canvas *c, double x1, double y1, double x2, double y2, double x, double y)
{
    if (c->kind == CANVAS_PNG)
        cairo_curve_to(c->cr, x1, y1, x2, y2, x, y);
    else
        path_points(c, 'C', (const double[]){ x1, y1, x2, y2, x, y }, 6);
}

void canvas_close(struct canvas *c)
{
    if (c->kind == CANVAS_PNG)
        cairo_close_path(c->cr);
    else
        sg_buf_char(&c->path, 'Z');
}

void canvas_paint(struct canvas *c, const struct paint *p)
{
    if (c->kind == CANVAS_PNG) {
        png_paint(c, p);
        return;
    }
    sg_buf_text(&c->svg, "<path d=\"");
    sg_buf_str(&c->svg, sg_buf_view(&c->path));
    sg_buf_char(&c->svg, '"');
    svg_paint(&c->svg, p);
    c->path.len = 0;
}

void canvas_rect(struct canvas *c, double x, double y, double w, double h, double corner, const struct paint *p)
{
    if (c->kind == CANVAS_PNG) {
        if (corner > 0) {
            cairo_arc(c->cr, x + w - corner, y + corner, corner, -M_PI / 2, 0);
            cairo_arc(c->cr, x + w - corner, y + h - corner, corner, 0, M_PI / 2);
            cairo_arc(c->cr, x + corner, y + h - corner, corner, M_PI / 2, M_PI);
            cairo_arc(c->cr, x + corner, y + corner, corner, M_PI, 3 * M_PI / 2);
            cairo_close_path(c->cr);
        } else
            cairo_rectangle(c->cr, x, y, w, h);
        png_paint(c, p);
        return;
    }
    sg_buf_text(&c->svg, "<rect");
    attribute(&c->svg, "x", x);
    attribute(&c->svg, "y", y);
    attribute(&c->svg, "width", w);
    attribute(&c->svg, "height", h);
    if (corner > 0) attribute(&c->svg, "rx", corner);
    svg_paint(&c->svg, p);
}

static void disc(struct canvas *c, double x, double y, double r, const struct paint *p)
{
    if (c->kind == CANVAS_PNG) {
        cairo_arc(c->cr, x, y, r, 0, 2 * M_PI);
        cairo_close_path(c->cr);
        png_paint(c, p);
        return;
    }
    sg_buf_text(&c->svg, "<circle");
    attribute(&c->svg, "cx", x);
    attribute(&c->svg, "cy", y);
    attribute(&c->svg, "r", r);
    svg_paint(&c->svg, p);
}

/* Corners, the first one's angle in degrees, and the radius that gives the area of a disc of radius 1. */
static const struct {
    int corners;
    double first, swell;
} polygons[MAP_SHAPES] = {
    [MAP_SQUARE] = { 4, 45, 1.2533 }, [MAP_DIAMOND] = { 4, 0, 1.2533 },        [MAP_TRIANGLE] = { 3, -90, 1.5551 },
    [MAP_HEXAGON] = { 6, 0, 1.0996 }, [MAP_TRIANGLE_DOWN] = { 3, 90, 1.5551 }, [MAP_PENTAGON] = { 5, -90, 1.1495 },
};

static bool is_disc(enum map_shape shape)
{
    return shape == MAP_DISC || shape >= MAP_SHAPES;
}

double canvas_shape_reach(enum map_shape shape)
{
    static const double reach[MAP_SHAPES] = { 1, 0.9, 1.26, 1.36, 1.1, 1.36, 1.15 };
    return shape < MAP_SHAPES ? reach[shape] : 1;
}

double canvas_shape_rim(enum map_shape shape, double dx, double dy)
{
    if (is_disc(shape)) return 1;
    double half = M_PI / polygons[shape].corners, first = polygons[shape].first * M_PI / 180;
    double off = remainder(atan2(dy, dx) - first - half, 2 * half); /* from the middle of the side that is met */
    return polygons[shape].swell * cos(half) / cos(off);
}

void canvas_shape(struct canvas *c, enum map_shape shape, double x, double y, double r, const struct paint *p)
{
    if (is_disc(shape)) {
        disc(c, x, y, r, p);
        return;
    }
    for (int i = 0; i < polygons[shape].corners; i++) {
        double angle = (polygons[shape].first + 360.0 * i / polygons[shape].corners) * M_PI / 180;
        double px = x + r * polygons[shape].swell * cos(angle), py = y + r * polygons[shape].swell * sin(angle);
        if (i == 0)
            canvas_move(c, px, py);
        else
            canvas_line(c, px, py);
    }
    canvas_close(c);
    canvas_paint(c, p);
}

/* ---- text ---- */

static void png_text(struct canvas *c, double x, double baseline, const struct font *f, const char *text)
{
    set_font(c, f);
    if (f->anchor != CANVAS_LEFT) {
        cairo_text_extents_t e;
        cairo_text_extents(c->cr, text, &e);
        x -= f->anchor == CANVAS_MIDDLE ? e.x_advance / 2 : e.x_advance;
    }
    cairo_move_to(c->cr, x, baseline);
    if (f->has_halo) {
        cairo_text_path(c->cr, text);
        set_color(c->cr, 0xffffff, 0.9);
        cairo_set_line_width(c->cr, 3);
        cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(c->cr, NULL, 0, 0);
        cairo_stroke(c->cr);
        cairo_move_to(c->cr, x, baseline);
    }
    set_color(c->cr, f->color, 1);
    cairo_show_text(c->cr, text);
    cairo_new_path(c->cr);
}

void canvas_text(struct canvas *c, double x, double baseline, const struct font *f, const char *text)
{
    sg_auto_buf words = { 0 };
    const char *safe = clean(&words, text);
    if (c->kind == CANVAS_PNG) {
        png_text(c, x, baseline, f, safe);
        return;
    }
    static const char *const anchors[] = { "", " text-anchor=\"middle\"", " text-anchor=\"end\"" };
    sg_buf_text(&c->svg, "<text");
    attribute(&c->svg, "x", x);
    attribute(&c->svg, "y", baseline);
    attribute(&c->svg, "font-size", f->size);
    sg_buf_printf(&c->svg, "%s%s fill=\"#%06x\"%s>", f->is_bold ? " font-weight=\"bold\"" : "", anchors[f->anchor],
                  (unsigned)f->color,
                  f->has_halo ? " stroke=\"#fff\" stroke-width=\"3\" stroke-opacity=\".9\" paint-order=\"stroke\""
                              : "");
    sg_escape_xml(&c->svg, sg_str(safe));
    sg_buf_text(&c->svg, "</text>\n");
}

void canvas_group(struct canvas *c, const char *tip)
{
    if (c->kind == CANVAS_PNG) return;
    sg_buf_text(&c->svg, "<g>");
    element_text(&c->svg, "title", NULL, tip);
}

void canvas_group_end(struct canvas *c)
{
    if (c->kind == CANVAS_SVG) sg_buf_text(&c->svg, "</g>\n");
}

static cairo_status_t append(void *to, const unsigned char *bytes, unsigned len)
{
    sg_buf_add(to, bytes, len);
    return ((struct sg_buf *)to)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

enum sg_code canvas_finish(struct canvas *c, struct sg_buf *out, struct sg_err *err)
{
    if (c->kind == CANVAS_SVG) {
        if (c->svg.failed || c->path.failed) return sg_fail_nomem(err, "a picture");
        sg_buf_str(out, sg_buf_view(&c->svg));
        sg_buf_text(out, "</svg>\n");
        return sg_buf_check(out, err);
    }
    cairo_status_t status = cairo_status(c->cr);
    if (status == CAIRO_STATUS_SUCCESS) {
        cairo_surface_flush(c->surface);
        status = cairo_surface_write_to_png_stream(c->surface, append, out);
    }
    if (status != CAIRO_STATUS_SUCCESS)
        return sg_fail(err, status == CAIRO_STATUS_NO_MEMORY ? SG_ENOMEM : SG_EIO, "the picture could not be drawn: %s",
                       cairo_status_to_string(status));
    return sg_buf_check(out, err);
}
