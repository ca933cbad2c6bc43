/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the timeline's marks: lanes and their names, the calendar's periods, the axis. */
#include <math.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline.h"

enum { NAME_GAP = 12 };

static bool touches(const struct timeline *t, const struct sg_story_period *p)
{
    return p->to >= axis_from(&t->axis) && p->from <= axis_to(&t->axis);
}

bool timeline_is_long(const struct timeline *t)
{
    return axis_to(&t->axis) - axis_from(&t->axis) > 4 * SG_DAY;
}

double timeline_draw_beside(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y,
                            bool is_drawn)
{
    sg_auto_buf words = { 0 };
    struct font f = { .size = 12, .color = INK };
    for (int after = 0; after < 2; after++) {
        bool is_begun = false;
        for (size_t i = 0; i < s->n_calendar; i++) {
            const struct sg_story_period *p = &s->calendar[i];
            if (touches(t, p) || (p->from > axis_to(&t->axis)) != after) continue;
            sg_buf_text(&words, is_begun ? " · "
                                : after  ? (words.len ? "   After it: " : "After this picture: ")
                                         : "Before this picture: ");
            is_begun = true;
            sg_say_date(&words, p->from);
            sg_buf_printf(&words, " %s", p->name);
        }
    }
    double margin = picture_margin(t->width);
    return words.len ? picture_wrap(c, margin, y + 3, t->width - 2 * margin, &f, picture_text(&words), is_drawn) : y;
}

double timeline_calendar_room(const struct timeline *t, const struct sg_story *s)
{
    for (size_t i = 0; i < s->n_calendar; i++)
        if (touches(t, &s->calendar[i])) return 34;
    return 14;
}

/* A period's name above the lanes, in the first of two rows that is free. */
static void name_period(struct canvas *c, const struct timeline *t, const struct sg_story_period *p, double from,
                        double free_from[2])
{
    struct font f = { .size = 11.5, .is_bold = true, .color = 0x7a5200 };
    sg_auto_buf words = { 0 };
    sg_buf_text(&words, p->name);
    if (p->from >= axis_from(&t->axis)) {
        sg_buf_text(&words, ", from ");
        sg_say_clock(&words, p->from, SG_TO_MINUTE);
    }
    picture_fit(c, &f, t->width / 2, &words);
    double w = canvas_text_width(c, &f, picture_text(&words)), x = fmin(from, t->x1 - w);
    int row = x >= free_from[0] ? 0 : x >= free_from[1] ? 1 : -1;
    if (row < 0) return;
    canvas_text(c, x, t->y0 - 8 - row * 14, &f, picture_text(&words));
    free_from[row] = x + w + 12;
}

void timeline_draw_calendar(struct canvas *c, const struct timeline *t, const struct sg_story *s)
{
    double free_from[2] = { 0, 0 };
    for (size_t i = 0; i < s->n_calendar; i++) {
        const struct sg_story_period *p = &s->calendar[i];
        if (!touches(t, p)) continue;
        /* One that begins before the axis or ends after it goes on to the picture's edge. */
        double a = p->from < axis_from(&t->axis) ? t->x0 : axis_x(&t->axis, p->from);
        double b = p->to > axis_to(&t->axis) ? t->x1 : fmax(axis_x(&t->axis, p->to), a + 1.5);
        sg_auto_buf words = { 0 };
        sg_buf_printf(&words, "%s: ", p->name);
        sg_say_time(&words, p->from, SG_TO_MINUTE);
        sg_buf_text(&words, " to ");
        sg_say_time(&words, p->to, SG_TO_MINUTE);
        canvas_group(c, picture_text(&words));
        canvas_rect(c, a, t->y0, b - a, t->y1 - t->y0, 0, &(struct paint){ .fill = 0xe69f00, .fill_alpha = 0.11 });
        canvas_rect(c, a, t->y0 - 3, b - a, 3, 0, &(struct paint){ .fill = 0xe69f00, .fill_alpha = 0.9 });
        name_period(c, t, p, a, free_from);
        canvas_group_end(c);
    }
}

/* In a wide picture to the left of the plot, in a narrow one inside, on the lane's first line. */
static void name_lane(struct canvas *c, const struct timeline *t, const struct lane *l, struct label_field *f)
{
    struct font bold = { .size = t->is_narrow ? 12.5 : 14,
                         .is_bold = true,
                         .color = map_platform_look(l->platform).color };
    struct font small = { .size = 11, .color = GREY };
    double margin = picture_margin(t->width), middle = l->y + l->h / 2;
    sg_auto_buf name = { 0 };
    sg_auto_buf count = { 0 };
    sg_buf_text(&name, l->name);
    sg_say_many(&count, l->n_posts, "post", "posts");
    if (l->n_ghosts) sg_buf_printf(&count, ", %u not held", l->n_ghosts);
    if (!t->is_narrow) {
        picture_fit(c, &bold, t->x0 - margin - NAME_GAP, &name);
        picture_fit(c, &small, t->x0 - margin - 4, &count);
        canvas_text(c, margin, middle - 3, &bold, picture_text(&name));
        canvas_text(c, margin, middle + 13, &small, picture_text(&count));
        return;
    }
    picture_fit(c, &bold, t->width / 3, &name);
    double w = canvas_text_width(c, &bold, picture_text(&name));
    canvas_text(c, t->x0 + 5, l->y + 15, &bold, picture_text(&name));
    canvas_text(c, t->x0 + 12 + w, l->y + 15, &small, picture_text(&count));
    label_field_hard(f, (struct box){ t->x0, l->y, 20 + w + canvas_text_width(c, &small, picture_text(&count)), 19 });
}

void timeline_draw_lanes(struct canvas *c, const struct timeline *t, struct label_field *f)
{
    for (size_t i = 0; i < t->n_lanes; i++) {
        const struct lane *l = &t->lanes[i];
        if (i % 2 == 0)
            canvas_rect(c, t->x0, l->y, t->x1 - t->x0, l->h, 0, &(struct paint){ .fill = 0xf5f6f8, .fill_alpha = 1 });
        name_lane(c, t, l, f);
        /* A label that lies across two lanes belongs to none. */
        if (i > 0) label_field_soft(f, (struct box){ t->x0, l->y - 1, t->x1 - t->x0, 2 });
    }
}

/* The day, or at a midnight that says its day already only the year; nothing where it would touch the one before. */
static void write_day(struct canvas *c, const struct timeline *t, const struct axis_tick *tick, bool only_year,
                      double *free_from, struct sg_buf *last_year)
{
    struct font date = { .size = 11.5, .is_bold = true, .color = INK };
    sg_auto_buf words = { 0 };
    sg_auto_buf year = { 0 };
    sg_say_date(&words, tick->time);
    const char *space = strrchr(picture_text(&words), ' ');
    sg_buf_text(&year, space ? space + 1 : picture_text(&words));
    if (only_year && sg_str_same(sg_buf_view(&year), sg_buf_view(last_year))) return;
    const char *text = only_year ? picture_text(&year) : picture_text(&words);
    double w = canvas_text_width(c, &date, text), x = fmin(tick->x - 14, t->x1 - w);
    if (x < *free_from) return;
    canvas_text(c, x, t->y1 + 35, &date, text);
    *free_from = x + w + 10;
    sg_buf_clear(last_year);
    sg_buf_str(last_year, sg_buf_view(&year));
}

static void draw_ticks(struct canvas *c, const struct timeline *t)
{
    struct axis_tick ticks[AXIS_TICKS_MAX];
    size_t n = axis_ticks(&t->axis, 46, ticks);
    struct font clock = { .size = 11, .color = INK, .anchor = CANVAS_MIDDLE };
    int64_t day = INT64_MIN;
    double free_from = 0;
    sg_auto_buf year = { 0 };
    for (size_t i = 0; i < n; i++) {
        sg_auto_buf words = { 0 };
        bool is_midnight = ticks[i].time % SG_DAY == 0, names_day = is_midnight && timeline_is_long(t);
        canvas_move(c, ticks[i].x, t->y0);
        canvas_line(c, ticks[i].x, t->y1 + 5);
        canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = is_midnight ? 0.22 : 0.1, .line = 0.8 });
        if (names_day)
            sg_say_day(&words, ticks[i].time);
        else
            sg_say_clock(&words, ticks[i].time, SG_TO_MINUTE);
        canvas_text(c, ticks[i].x, t->y1 + 18, &clock, picture_text(&words));
        int64_t today = ticks[i].time / SG_DAY - (ticks[i].time % SG_DAY < 0);
        if (today == day) continue;
        double before = free_from;
        write_day(c, t, &ticks[i], names_day, &free_from, &year);
        if (names_day || free_from > before) day = today;
    }
}

void timeline_draw_axis(struct canvas *c, const struct timeline *t, struct label_field *f)
{
    draw_ticks(c, t);
    canvas_move(c, t->x0, t->y1);
    canvas_line(c, t->x1, t->y1);
    canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = 1, .line = 1 });
    for (size_t k = 1; k < t->axis.n; k++) { /* where the scale changes: a cut through the lanes and on the axis */
        double x = t->axis.pieces[k].x0;
        canvas_move(c, x, t->y0);
        canvas_line(c, x, t->y1);
        canvas_paint(c, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.55, .line = 1, .is_dashed = true });
        label_field_soft(f, (struct box){ x - 1, t->y0, 2, t->y1 - t->y0 });
        canvas_rect(c, x - 4, t->y1 - 5, 8, 10, 0, &(struct paint){ .fill = 0xffffff, .fill_alpha = 1 });
        for (int side = -1; side <= 1; side += 2) {
            canvas_move(c, x + side * 3 - 3, t->y1 + 6);
            canvas_line(c, x + side * 3 + 3, t->y1 - 6);
            canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = 1, .line = 1.2 });
        }
    }
}
