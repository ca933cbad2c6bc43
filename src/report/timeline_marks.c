/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline's posts: marks, their labels, and bands of counts where there are too many for marks. */
#include <math.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline.h"

enum { LABELS_MAX = 90 };

/* ---- bands ---- */

/* How long the column's stretch of the axis is. */
static int64_t column_span(const struct timeline *t, int k)
{
    double width = (t->x1 - t->x0) / TIMELINE_COLUMNS;
    return axis_time(&t->axis, t->x0 + (k + 1) * width) - axis_time(&t->axis, t->x0 + k * width);
}

static void say_band(struct sg_buf *out, const struct timeline *t, const struct lane *l)
{
    int peak = 0;
    for (int k = 0; k < TIMELINE_COLUMNS; k++)
        if (l->column[k] > l->column[peak]) peak = k;
    sg_say_many(out, l->n_columns, "more post as a band", "more posts as a band");
    int64_t span = column_span(t, peak);
    if (span < SG_SECOND) return;
    sg_buf_text(out, ", at its densest ");
    sg_say_count(out, l->column[peak]);
    sg_buf_text(out, " within ");
    sg_say_gap(out, span);
}

static void draw_band(struct canvas *c, const struct timeline *t, const struct lane *l, struct label_field *f)
{
    double width = (t->x1 - t->x0) / TIMELINE_COLUMNS, foot = timeline_band_floor(l);
    uint32_t color = map_platform_look(l->platform).color;
    for (int k = 0; k < TIMELINE_COLUMNS; k++) { /* one hill for each stretch without an empty column */
        if (l->level[k] <= 0) continue;
        double x = t->x0 + k * width;
        canvas_move(c, x, foot);
        for (; k < TIMELINE_COLUMNS && l->level[k] > 0; k++, x += width) {
            double y = foot - l->band * l->level[k];
            if (k == 0 || l->level[k - 1] <= 0)
                canvas_line(c, x, y);
            else /* from the middle of the column before to the middle of this one */
                canvas_curve(c, x, foot - l->band * l->level[k - 1], x, y, x + width / 2, y);
            label_field_soft(f, (struct box){ x, y, width, foot - y });
        }
        canvas_line(c, x, foot - l->band * l->level[k - 1]);
        canvas_line(c, x, foot);
        canvas_close(c);
        canvas_paint(
            c, &(struct paint){ .fill = color, .fill_alpha = 0.3, .stroke = color, .stroke_alpha = 0.55, .line = 0.8 });
    }
}

void timeline_draw_bands(struct canvas *c, const struct timeline *t, struct label_field *f)
{
    for (size_t i = 0; i < t->n_lanes; i++) {
        const struct lane *l = &t->lanes[i];
        if (!l->n_columns) continue;
        draw_band(c, t, l, f);
        struct font font = { .size = 10, .color = GREY, .has_halo = true };
        sg_auto_buf words = { 0 };
        say_band(&words, t, l);
        double y = timeline_band_floor(l) - 5;
        canvas_text(c, t->x0 + 6, y, &font, picture_text(&words));
        label_field_hard(f, (struct box){ t->x0 + 6, y - 10, canvas_text_width(c, &font, picture_text(&words)), 13 });
    }
}

/* ---- marks ---- */

static void say_tip(struct sg_buf *out, const struct sg_story *s, const struct sg_story_post *p, bool with_text)
{
    sg_say_author(out, s, p);
    sg_buf_printf(out, ", %s on %s, ", sg_post_kind_name((enum sg_post_kind)p->kind), sg_post_platform(s, p));
    if (p->is_ghost) sg_buf_text(out, "not in the evidence, at the latest ");
    sg_say_time(out, p->time, p->precision);
    if (p->audience >= 0) {
        sg_buf_text(out, ", audience ");
        sg_say_count(out, p->audience);
    }
    if (map_post_group(s, p) != SG_NO_INDEX)
        sg_buf_printf(out, ", acted in step with others, group %u", map_post_group(s, p) + 1);
    if (p->source != SG_NO_INDEX)
        sg_buf_printf(out, ", %s row %llu", s->sources[p->source].file, (unsigned long long)p->row);
    if (with_text && *p->text) sg_buf_printf(out, ": %s", p->text);
}

void timeline_draw_bars(struct canvas *c, const struct timeline *t)
{
    for (size_t i = 0; i < t->n_marks; i++) {
        const struct mark *m = &t->marks[i];
        if (m->bar1 <= m->bar0) continue;
        canvas_rect(c, m->bar0, m->y - 2, m->bar1 - m->bar0, 4, 2,
                    &(struct paint){ .fill = map_platform_look(t->lanes[m->lane].platform).color, .fill_alpha = 0.2 });
    }
}

static void draw_mark(struct canvas *c, const struct timeline *t, const struct sg_story *s, const struct mark *m,
                      bool with_text)
{
    const struct sg_story_post *p = &s->posts[m->post];
    uint32_t color = map_platform_look(t->lanes[m->lane].platform).color;
    bool is_bar = m->bar1 > m->bar0, is_hollow = p->is_ghost || is_bar;
    sg_auto_buf tip = { 0 };
    say_tip(&tip, s, p, with_text);
    canvas_group(c, picture_text(&tip));
    struct paint look = { .fill = color, .fill_alpha = 0.92, .stroke = 0xffffff, .stroke_alpha = 1, .line = 1.2 };
    if (is_hollow)
        look = (struct paint){ .fill = 0xffffff,
                               .fill_alpha = 1,
                               .stroke = color,
                               .stroke_alpha = 1,
                               .line = m->step ? 2.5 : 1.6,
                               .is_dashed = p->is_ghost };
    else if (m->step) { /* a white ring around the black one lifts it off lines and neighbours */
        canvas_shape(c, m->shape, m->x, m->y, m->r + 2.6, &(struct paint){ .fill = 0xffffff, .fill_alpha = 1 });
        look.stroke = CHAIN_COLOR, look.line = 2.2;
    }
    canvas_shape(c, m->shape, m->x, m->y, m->r, &look);
    if (map_post_group(s, p) != SG_NO_INDEX)
        canvas_shape(c, m->shape, m->x, m->y, m->r + (m->step ? 3.4 : 2.2), &picture_ring);
    if (m->step) {
        sg_auto_buf number = { 0 };
        sg_buf_printf(&number, "%u", m->step);
        struct font f = { .size = 11.5, .is_bold = true, .anchor = CANVAS_MIDDLE, .color = is_hollow ? INK : 0xffffff };
        canvas_text(c, m->x, m->y + 4.2, &f, picture_text(&number));
    }
    canvas_group_end(c);
}

void timeline_draw_marks(struct canvas *c, const struct timeline *t, const struct sg_story *s, bool with_text)
{
    for (size_t i = t->n_marks; i-- > 0;) /* the most important on top */
        draw_mark(c, t, s, &t->marks[i], with_text);
}

/* ---- labels ---- */

static void say_label(const struct timeline *t, const struct sg_story *s, const struct mark *m, struct sg_buf *name,
                      struct sg_buf *time)
{
    const struct sg_story_post *p = &s->posts[m->post];
    if (p->is_ghost && p->account == SG_NO_INDEX)
        sg_buf_text(name, *p->id ? p->id : "not in the evidence");
    else
        sg_say_author(name, s, p);
    if (p->is_ghost && !p->is_ordered) sg_buf_text(time, "before ");
    if (timeline_is_long(t)) {
        sg_say_day(time, p->time);
        if (p->precision < SG_TO_DAY) sg_buf_text(time, ", ");
    }
    if (!timeline_is_long(t) || p->precision < SG_TO_DAY) sg_say_clock(time, p->time, p->precision);
    if ((m->step || m->is_first) && p->audience > 0) {
        sg_buf_text(time, " · ");
        sg_say_short(time, p->audience);
        sg_buf_text(time, " followers");
    }
    if (m->children >= 10 && t->lanes[m->lane].n_columns) { /* most of these are in the band */
        sg_buf_text(time, " · ");
        sg_say_many(time, m->children, "relay", "relays");
    }
}

static bool draw_label(struct canvas *c, const struct timeline *t, const struct sg_story *s, const struct mark *m,
                       struct label_field *f)
{
    bool is_big = m->step || m->is_first;
    sg_auto_buf name = { 0 };
    sg_auto_buf time = { 0 };
    struct font bold = { .size = is_big ? 12.5 : 10.5, .is_bold = is_big, .color = INK, .has_halo = true };
    struct font small = { .size = is_big ? 11 : 9.5, .color = is_big ? INK : GREY, .has_halo = true };
    say_label(t, s, m, &name, &time);
    picture_fit(c, &bold, t->is_narrow ? 150 : 190, &name);
    double w =
        fmax(canvas_text_width(c, &bold, picture_text(&name)), canvas_text_width(c, &small, picture_text(&time)));
    double h = bold.size + small.size + 5, r = m->r * canvas_shape_reach(m->shape) * 1.1;
    double reach = m->step ? 150 : is_big ? 90 : t->n_marks < 40 ? 60 : 34;
    /* In its own lane; only those that the story is told by may go into another. */
    const struct lane *l = &t->lanes[m->lane];
    struct box at, whole = f->bounds;
    f->bounds.y = fmax(whole.y, l->y);
    f->bounds.h = fmin(whole.y + whole.h, l->y + l->h) - f->bounds.y;
    bool is_placed = label_field_place(f, m->x, m->y, r, w, h, reach, &at);
    f->bounds = whole;
    if (!is_placed && !(is_big && label_field_place(f, m->x, m->y, r, w, h, reach, &at))) return false;
    picture_leader(c, f, m->x, m->y, r, &at);
    canvas_text(c, at.x, at.y + bold.size, &bold, picture_text(&name));
    canvas_text(c, at.x, at.y + bold.size + small.size + 2, &small, picture_text(&time));
    return true;
}

void timeline_draw_labels(struct canvas *c, const struct timeline *t, const struct sg_story *s, struct label_field *f)
{
    size_t most = t->is_narrow ? LABELS_MAX / 2 : LABELS_MAX;
    for (size_t i = 0, labels = 0; i < t->n_marks && labels < most; i++)
        labels += draw_label(c, t, s, &t->marks[i], f);
}
