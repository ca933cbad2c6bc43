/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: lanes by platform, time left to right, relays as curves, the chain in bold. */
#include <math.h>
#include <stdlib.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline.h"

enum { GUTTER = 128, LINKS_MAX = 600, LABELS_MAX = 90 };
#define BAND 34.0 /* above the lanes, for the calendar's names */
#define AXIS 46.0

static const char *text_of(struct sg_buf *b)
{
    const char *s = sg_buf_cstr(b);
    return s ? s : "";
}

static bool touches(const struct timeline *t, const struct sg_story_period *p)
{
    return p->to >= axis_from(&t->axis) && p->from <= axis_to(&t->axis);
}

/* What the calendar holds beside the picture: one paragraph above it. */
static double draw_beside(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y, bool is_drawn)
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
    return words.len ? picture_wrap(c, PICTURE_MARGIN, y + 3, PICTURE_WIDTH - 2 * PICTURE_MARGIN, &f, text_of(&words),
                                    is_drawn)
                     : y;
}

static void draw_calendar(struct canvas *c, const struct timeline *t, const struct sg_story *s)
{
    double free_from[2] = { 0, 0 };
    for (size_t i = 0; i < s->n_calendar; i++) {
        const struct sg_story_period *p = &s->calendar[i];
        if (!touches(t, p)) continue;
        double a = axis_x(&t->axis, p->from), b = fmax(axis_x(&t->axis, p->to), a + 1.5);
        sg_auto_buf words = { 0 };
        sg_buf_printf(&words, "%s: ", p->name);
        sg_say_time(&words, p->from, SG_TO_MINUTE);
        sg_buf_text(&words, " to ");
        sg_say_time(&words, p->to, SG_TO_MINUTE);
        canvas_group(c, text_of(&words));
        canvas_rect(c, a, t->y0, b - a, t->y1 - t->y0, 0, &(struct paint){ .fill = 0xe69f00, .fill_alpha = 0.13 });
        canvas_rect(c, a, t->y0 - 3, b - a, 3, 0, &(struct paint){ .fill = 0xe69f00, .fill_alpha = 0.9 });
        struct font f = { .size = 11.5, .is_bold = true, .color = 0x7a5200 };
        sg_buf_clear(&words);
        sg_buf_text(&words, p->name);
        if (p->from >= axis_from(&t->axis)) {
            sg_buf_text(&words, ", from ");
            sg_say_clock(&words, p->from, SG_TO_MINUTE);
        }
        picture_fit(c, &f, PICTURE_WIDTH / 2.0, &words);
        double w = canvas_text_width(c, &f, text_of(&words));
        double x = fmin(a, t->x1 - w);
        int row = x >= free_from[0] ? 0 : x >= free_from[1] ? 1 : -1;
        if (row >= 0) {
            canvas_text(c, x, t->y0 - 8 - row * 14, &f, text_of(&words));
            free_from[row] = x + w + 12;
        }
        canvas_group_end(c);
    }
}

/* Longer than a few days: a clock alone does not tell when. */
static bool is_long(const struct timeline *t)
{
    return axis_to(&t->axis) - axis_from(&t->axis) > 4 * SG_DAY;
}

static void draw_lanes(struct canvas *c, const struct timeline *t)
{
    for (size_t i = 0; i < t->n_lanes; i++) {
        const struct lane *l = &t->lanes[i];
        canvas_rect(c, t->x0, l->y, t->x1 - t->x0, l->h, 0,
                    &(struct paint){ .fill = i % 2 ? 0xffffff : 0xf6f7f9, .fill_alpha = 1 });
        struct font bold = { .size = 14, .is_bold = true, .color = map_platform_look(l->platform).color };
        struct font small = { .size = 11, .color = GREY };
        sg_auto_buf words = { 0 };
        sg_buf_text(&words, l->name);
        picture_fit(c, &bold, GUTTER - 12, &words);
        double middle = l->y + l->h / 2;
        canvas_text(c, PICTURE_MARGIN, middle - 3, &bold, text_of(&words));
        sg_buf_clear(&words);
        sg_say_many(&words, l->n_posts, "post", "posts");
        if (l->n_ghosts) sg_buf_printf(&words, ", %u not held", l->n_ghosts);
        canvas_text(c, PICTURE_MARGIN, middle + 13, &small, text_of(&words));
    }
}

/* Where the scale changes: a cut through the lanes and a mark on the axis. */
static void draw_axis(struct canvas *c, const struct timeline *t)
{
    struct axis_tick ticks[AXIS_TICKS_MAX];
    size_t n = axis_ticks(&t->axis, 46, ticks);
    struct font clock = { .size = 11, .color = INK, .anchor = CANVAS_MIDDLE };
    struct font date = { .size = 11.5, .is_bold = true, .color = INK };
    int64_t day = INT64_MIN;
    double free_from = 0;
    sg_auto_buf year = { 0 }; /* the last one written */
    canvas_move(c, t->x0, t->y1);
    canvas_line(c, t->x1, t->y1);
    canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = 1, .line = 1 });
    for (size_t i = 0; i < n; i++) {
        sg_auto_buf words = { 0 };
        canvas_move(c, ticks[i].x, t->y0);
        canvas_line(c, ticks[i].x, t->y1 + 5);
        canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = 0.13, .line = 0.8 });
        bool is_midnight = ticks[i].time % SG_DAY == 0;
        if (is_midnight && is_long(t))
            sg_say_day(&words, ticks[i].time);
        else
            sg_say_clock(&words, ticks[i].time, SG_TO_MINUTE);
        canvas_text(c, ticks[i].x, t->y1 + 18, &clock, text_of(&words));
        int64_t today = ticks[i].time / SG_DAY - (ticks[i].time % SG_DAY < 0);
        if (today == day) continue;
        sg_buf_clear(&words);
        sg_say_date(&words, ticks[i].time);
        const char *this_year = strrchr(text_of(&words), ' ');
        if (is_midnight && is_long(t)) { /* the tick itself says the day */
            day = today;
            if (!this_year || sg_str_same(sg_buf_view(&year), sg_str(this_year))) continue;
            sg_auto_buf only = { 0 };
            sg_buf_text(&only, this_year + 1);
            sg_buf_clear(&words);
            sg_buf_str(&words, sg_buf_view(&only));
        }
        double w = canvas_text_width(c, &date, text_of(&words)), x = fmin(ticks[i].x - 14, t->x1 - w);
        if (x < free_from) continue;
        canvas_text(c, x, t->y1 + 35, &date, text_of(&words));
        free_from = x + w + 10;
        day = today;
        this_year = strrchr(text_of(&words), ' ');
        sg_buf_clear(&year);
        sg_buf_printf(&year, " %s", this_year ? this_year + 1 : text_of(&words));
    }
    for (size_t k = 1; k < t->axis.n; k++) {
        double x = t->axis.pieces[k].x0;
        canvas_move(c, x, t->y0);
        canvas_line(c, x, t->y1);
        canvas_paint(c, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.55, .line = 1, .is_dashed = true });
        canvas_rect(c, x - 4, t->y1 - 5, 8, 10, 0, &(struct paint){ .fill = 0xffffff, .fill_alpha = 1 });
        for (int side = -1; side <= 1; side += 2) {
            canvas_move(c, x + side * 3 - 3, t->y1 + 6);
            canvas_line(c, x + side * 3 + 3, t->y1 - 6);
            canvas_paint(c, &(struct paint){ .stroke = INK, .stroke_alpha = 1, .line = 1.2 });
        }
    }
}

static void draw_columns(struct canvas *c, const struct timeline *t, struct label_field *taken)
{
    double width = (t->x1 - t->x0) / TIMELINE_COLUMNS;
    for (size_t i = 0; i < t->n_lanes; i++) {
        const struct lane *l = &t->lanes[i];
        if (!l->n_columns) continue;
        uint32_t most = 1;
        for (int k = 0; k < TIMELINE_COLUMNS; k++)
            if (l->column[k] > most) most = l->column[k];
        double floor_y = l->y + l->h - l->strip, tall = (l->h - l->strip) * 0.45;
        for (int k = 0; k < TIMELINE_COLUMNS; k++) {
            if (!l->column[k]) continue;
            double h = fmax(1.5, tall * sqrt((double)l->column[k] / most));
            canvas_rect(c, t->x0 + k * width + 0.4, floor_y - h, width - 0.8, h, 0,
                        &(struct paint){ .fill = map_platform_look(l->platform).color, .fill_alpha = 0.35 });
        }
        sg_auto_buf words = { 0 };
        sg_say_count(&words, l->n_columns);
        sg_buf_printf(&words, " more posts as bars, the tallest of %u", most);
        struct font f = { .size = 10, .color = GREY, .has_halo = true };
        canvas_text(c, t->x0 + 6, l->y + 13, &f, text_of(&words));
        label_field_hard(taken, (struct box){ t->x0 + 6, l->y + 3, canvas_text_width(c, &f, text_of(&words)), 13 });
    }
}

/* ---- relays ---- */

struct curve {
    double x0, y0, x1, y1, x2, y2, x3, y3;
};

/* From mark to mark, leaving and arriving along the time; within a lane as an arch. */
static struct curve curve_between(const struct mark *a, const struct mark *b)
{
    double dx = b->x - a->x, dy = b->y - a->y, d = fmax(hypot(dx, dy), 1);
    double reach = fmax(fabs(dx) * 0.5, fmin(24, d * 0.5)),
           arch = a->lane == b->lane ? -fmin(34, 8 + fabs(dx) * 0.12) : 0;
    struct curve k = { .x1 = a->x + reach, .y1 = a->y + arch, .x2 = b->x - reach, .y2 = b->y + arch };
    double ax = k.x1 - a->x, ay = k.y1 - a->y, al = fmax(hypot(ax, ay), 1), bx = k.x2 - b->x, by = k.y2 - b->y,
           bl = fmax(hypot(bx, by), 1);
    k.x0 = a->x + ax / al * a->r;
    k.y0 = a->y + ay / al * a->r;
    k.x3 = b->x + bx / bl * (b->r + 2);
    k.y3 = b->y + by / bl * (b->r + 2);
    return k;
}

static void draw_curve(struct canvas *c, const struct curve *k, const struct paint *p, double head)
{
    canvas_move(c, k->x0, k->y0);
    canvas_curve(c, k->x1, k->y1, k->x2, k->y2, k->x3, k->y3);
    canvas_paint(c, p);
    if (head <= 0) return;
    double dx = k->x3 - k->x2, dy = k->y3 - k->y2, d = fmax(hypot(dx, dy), 0.01);
    dx /= d;
    dy /= d;
    canvas_move(c, k->x3 + dx, k->y3 + dy);
    canvas_line(c, k->x3 - dx * head - dy * head * 0.5, k->y3 - dy * head + dx * head * 0.5);
    canvas_line(c, k->x3 - dx * head + dy * head * 0.5, k->y3 - dy * head - dx * head * 0.5);
    canvas_close(c);
    canvas_paint(c, &(struct paint){ .fill = p->stroke, .fill_alpha = p->stroke_alpha });
}

static void mark_soft(struct label_field *f, const struct curve *k)
{
    for (int i = 1; i < 16; i++) {
        double u = i / 16.0, v = 1 - u;
        double x = v * v * v * k->x0 + 3 * v * v * u * k->x1 + 3 * v * u * u * k->x2 + u * u * u * k->x3;
        double y = v * v * v * k->y0 + 3 * v * v * u * k->y1 + 3 * v * u * u * k->y2 + u * u * u * k->y3;
        label_field_soft(f, (struct box){ x - 3, y - 3, 6, 6 });
    }
}

/* `ret_hidden` gets how many relays have an end that is no mark, or are too many. */
static void draw_links(struct canvas *c, const struct timeline *t, const struct sg_story *s, bool with_inferred,
                       struct label_field *f, uint32_t *ret_hidden)
{
    uint32_t drawn = 0, hidden = 0;
    for (size_t i = 0; i < s->n_links; i++) {
        const struct sg_story_link *l = &s->links[i];
        bool is_inferred = sg_link_is_inferred((enum sg_link_kind)l->kind);
        if (is_inferred && !with_inferred) continue;
        uint32_t a = t->mark_of[sg_post_original(s, l->parent)], b = t->mark_of[sg_post_original(s, l->child)];
        if (a == b && a != SG_NO_INDEX) continue;
        if (a == SG_NO_INDEX || b == SG_NO_INDEX || drawn >= LINKS_MAX) {
            hidden++;
            continue;
        }
        const struct mark *p = &t->marks[a], *q = &t->marks[b];
        if (p->step && q->step == p->step + 1) continue; /* drawn in bold below */
        struct curve k = curve_between(p, q);
        uint32_t color = map_platform_look(t->lanes[p->lane].platform).color;
        draw_curve(
            c, &k,
            &(struct paint){
                .stroke = color, .stroke_alpha = is_inferred ? 0.7 : 0.6, .line = 1.3, .is_dashed = is_inferred },
            5);
        mark_soft(f, &k);
        drawn++;
    }
    for (size_t i = 1; i < s->n_chain; i++) {
        uint32_t a = t->mark_of[sg_post_original(s, s->chain[i - 1].post)];
        uint32_t b = t->mark_of[sg_post_original(s, s->chain[i].post)];
        if (a == SG_NO_INDEX || b == SG_NO_INDEX || a == b) continue;
        uint32_t link = s->chain[i].link;
        bool is_inferred = link == SG_NO_INDEX || sg_link_is_inferred((enum sg_link_kind)s->links[link].kind);
        struct curve k = curve_between(&t->marks[a], &t->marks[b]);
        draw_curve(c, &k, &(struct paint){ .stroke = 0xffffff, .stroke_alpha = 0.85, .line = 6.5 }, 0);
        draw_curve(c, &k,
                   &(struct paint){ .stroke = CHAIN_COLOR, .stroke_alpha = 1, .line = 3, .is_dashed = is_inferred },
                   11);
        mark_soft(f, &k);
        mark_soft(f, &k);
        label_field_hard(f, (struct box){ k.x3 - 8, k.y3 - 8, 16, 16 }); /* the arrow's head */
    }
    *ret_hidden = hidden;
}

/* ---- marks and labels ---- */

static enum map_shape shape_of(uint8_t kind)
{
    static const enum map_shape shapes[SG_POST_KINDS] = {
        [SG_POST] = MAP_DISC,           [SG_REPOST] = MAP_TRIANGLE, [SG_QUOTE] = MAP_DIAMOND,
        [SG_REPLY] = MAP_TRIANGLE_DOWN, [SG_ARTICLE] = MAP_SQUARE,  [SG_STATEMENT] = MAP_HEXAGON
    };
    return kind < SG_POST_KINDS ? shapes[kind] : MAP_DISC;
}

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
    if (p->source != SG_NO_INDEX)
        sg_buf_printf(out, ", %s row %llu", s->sources[p->source].file, (unsigned long long)p->row);
    if (with_text && *p->text) sg_buf_printf(out, ": %s", p->text);
}

static void draw_mark(struct canvas *c, const struct timeline *t, const struct sg_story *s, const struct mark *m,
                      bool with_text)
{
    const struct sg_story_post *p = &s->posts[m->post];
    uint32_t color = map_platform_look(t->lanes[m->lane].platform).color;
    sg_auto_buf tip = { 0 };
    say_tip(&tip, s, p, with_text);
    canvas_group(c, text_of(&tip));
    bool is_bar = m->bar1 > m->bar0;
    if (is_bar)
        canvas_rect(c, m->bar0, m->y - 2, m->bar1 - m->bar0, 4, 2,
                    &(struct paint){ .fill = color, .fill_alpha = 0.22 });
    struct paint look = { .fill = color, .fill_alpha = 0.9, .stroke = 0xffffff, .stroke_alpha = 1, .line = 1.2 };
    if (p->is_ghost || is_bar)
        look = (struct paint){ .fill = 0xffffff,
                               .fill_alpha = 1,
                               .stroke = color,
                               .stroke_alpha = 1,
                               .line = m->step ? 2.5 : 1.6,
                               .is_dashed = p->is_ghost };
    else if (m->step)
        look.stroke = CHAIN_COLOR, look.line = 2.2;
    canvas_shape(c, shape_of(p->kind), m->x, m->y, m->r, &look);
    if (m->step) {
        sg_auto_buf number = { 0 };
        sg_buf_printf(&number, "%u", m->step);
        struct font f = {
            .size = 11.5, .is_bold = true, .anchor = CANVAS_MIDDLE, .color = p->is_ghost || is_bar ? INK : 0xffffff
        };
        canvas_text(c, m->x, m->y + 4.2, &f, text_of(&number));
    }
    canvas_group_end(c);
}

static bool draw_label(struct canvas *c, const struct timeline *t, const struct sg_story *s, const struct mark *m,
                       struct label_field *f)
{
    const struct sg_story_post *p = &s->posts[m->post];
    bool is_big = m->step || m->is_first;
    sg_auto_buf name = { 0 };
    sg_auto_buf time = { 0 };
    struct font bold = { .size = is_big ? 12.5 : 10.5, .is_bold = is_big, .color = INK, .has_halo = true };
    struct font small = { .size = is_big ? 11 : 9.5, .color = is_big ? INK : GREY, .has_halo = true };
    if (p->is_ghost && p->account == SG_NO_INDEX)
        sg_buf_text(&name, *p->id ? p->id : "not in the evidence");
    else
        sg_say_author(&name, s, p);
    picture_fit(c, &bold, 190, &name);
    if (p->is_ghost && !p->is_ordered) sg_buf_text(&time, "before ");
    if (is_long(t)) {
        sg_say_day(&time, p->time);
        if (p->precision < SG_TO_DAY) sg_buf_text(&time, ", ");
    }
    if (!is_long(t) || p->precision < SG_TO_DAY) sg_say_clock(&time, p->time, p->precision);
    if (is_big && p->audience > 0) {
        sg_buf_text(&time, " · ");
        sg_say_short(&time, p->audience);
        sg_buf_text(&time, " followers");
    }
    double w = fmax(canvas_text_width(c, &bold, text_of(&name)), canvas_text_width(c, &small, text_of(&time)));
    double h = bold.size + small.size + 5;
    struct box at;
    double r = m->r * canvas_shape_reach(shape_of(p->kind)) * 1.1;
    if (!label_field_place(f, m->x, m->y, r, w, h, m->step ? 150 : is_big ? 90 : t->n_marks < 40 ? 60 : 34, &at))
        return false;
    picture_leader(c, f, m->x, m->y, r, &at);
    canvas_text(c, at.x, at.y + bold.size, &bold, text_of(&name));
    canvas_text(c, at.x, at.y + bold.size + small.size + 2, &small, text_of(&time));
    return true;
}

/* ---- below the picture ---- */

static double draw_chain(struct canvas *c, const struct sg_story *s, double y, bool is_drawn)
{
    if (s->n_chain == 0) return y;
    struct font head = { .size = 13.5, .is_bold = true, .color = INK }, f = { .size = 12.5, .color = INK };
    struct font number = { .size = 11, .is_bold = true, .color = 0xffffff, .anchor = CANVAS_MIDDLE };
    if (is_drawn) canvas_text(c, PICTURE_MARGIN, y + 14, &head, "The way it went, in this evidence");
    y += 24;
    for (size_t i = 0; i < s->n_chain; i++) {
        const struct sg_story_post *p = &s->posts[s->chain[i].post];
        uint32_t link = s->chain[i].link;
        sg_auto_buf words = { 0 };
        sg_say_time(&words, p->time, p->precision);
        sg_buf_printf(&words, ", %s, ", sg_post_platform(s, p));
        sg_say_author(&words, s, p);
        if (p->is_ghost) sg_buf_text(&words, " (not in the evidence; the time is the latest possible)");
        if (link != SG_NO_INDEX && i > 0) {
            const struct sg_story_link *l = &s->links[link];
            sg_buf_printf(&words, ": %s %zu", sg_say_verb((enum sg_link_kind)l->kind), i);
            if (sg_link_is_inferred((enum sg_link_kind)l->kind))
                sg_buf_printf(&words, " (inferred, confidence %.2f)", (double)l->confidence);
            sg_buf_text(&words, ", ");
            sg_say_gap(&words, p->time - s->posts[s->chain[i - 1].post].time);
            sg_buf_text(&words, " later");
        }
        if (i + 1 == s->n_chain && *s->milestone_why) sg_buf_printf(&words, " (%s)", s->milestone_why);
        picture_fit(c, &f, PICTURE_WIDTH - 2 * PICTURE_MARGIN - 26, &words);
        if (is_drawn) {
            canvas_shape(c, MAP_DISC, PICTURE_MARGIN + 9, y + 8, 8.5,
                         &(struct paint){ .fill = map_platform_look(p->platform).color, .fill_alpha = 1 });
            sg_auto_buf digits = { 0 };
            sg_buf_printf(&digits, "%zu", i + 1);
            canvas_text(c, PICTURE_MARGIN + 9, y + 12, &number, text_of(&digits));
            canvas_text(c, PICTURE_MARGIN + 26, y + 12.5, &f, text_of(&words));
        }
        y += 21;
    }
    return y + 8;
}

struct legend {
    struct canvas *c;
    double x, y;
    bool is_drawn;
};

/* Room for one entry; where its sample's middle is. */
static double legend_entry(struct legend *g, double sample, const char *words)
{
    struct font f = { .size = 11.5, .color = INK };
    double w = sample + 8 + canvas_text_width(g->c, &f, words) + 20;
    if (g->x + w > PICTURE_WIDTH - PICTURE_MARGIN + 20) {
        g->x = PICTURE_MARGIN;
        g->y += 22;
    }
    if (g->is_drawn) canvas_text(g->c, g->x + sample + 8, g->y + 4, &f, words);
    double middle = g->x + sample / 2;
    g->x += w;
    return middle;
}

static void legend_line(struct legend *g, const struct paint *p, const char *words)
{
    double x = legend_entry(g, 30, words);
    if (!g->is_drawn) return;
    canvas_move(g->c, x - 15, g->y);
    canvas_line(g->c, x + 15, g->y);
    canvas_paint(g->c, p);
}

static void legend_mark(struct legend *g, enum map_shape shape, double r, const struct paint *p, const char *words)
{
    double x = legend_entry(g, 2 * r, words);
    if (g->is_drawn) canvas_shape(g->c, shape, x, g->y, r, p);
}

static double draw_legend(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y, bool is_drawn)
{
    struct legend g = { c, PICTURE_MARGIN, y + 10, is_drawn };
    struct paint solid = { .fill = GREY, .fill_alpha = 1 };
    bool has_kind[SG_POST_KINDS] = { false }, has_bars = false;
    for (size_t i = 0; i < t->n_marks; i++) {
        has_kind[s->posts[t->marks[i].post].kind % SG_POST_KINDS] = true;
        has_bars |= t->marks[i].bar1 > t->marks[i].bar0;
    }
    for (uint8_t k = 0; k < SG_POST_KINDS; k++)
        if (has_kind[k]) legend_mark(&g, shape_of(k), 6, &solid, sg_post_kind_name((enum sg_post_kind)k));
    legend_mark(&g, MAP_DISC, 9, &solid, "larger area: larger audience");
    if (s->n_ghosts)
        legend_mark(
            &g, MAP_DISC, 6,
            &(struct paint){
                .fill = 0xffffff, .fill_alpha = 1, .stroke = GREY, .stroke_alpha = 1, .line = 1.6, .is_dashed = true },
            "referred to, not in the evidence; at its latest possible time");
    if (s->n_chain > 1)
        legend_line(&g, &(struct paint){ .stroke = CHAIN_COLOR, .stroke_alpha = 1, .line = 3 }, "the chain");
    legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 1, .line = 1.3 }, "relay seen");
    legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 1, .line = 1.3, .is_dashed = true },
                "relay inferred");
    if (has_bars)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.3, .line = 4 },
                    "time known only to the hour or day: decides no order");
    if (t->axis.n > 1)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.8, .line = 1, .is_dashed = true },
                    "// the scale of time changes");
    return g.y + 20;
}

static void draw_plot(struct canvas *c, const struct timeline *t, const struct sg_story *s,
                      const struct sg_map_options *o, struct label_field *f, uint32_t *ret_hidden)
{
    draw_lanes(c, t);
    draw_calendar(c, t, s);
    draw_axis(c, t);
    draw_columns(c, t, f);
    f->bounds = (struct box){ t->x0 + 2, t->y0 + 2, t->x1 - t->x0 - 4, t->y1 - t->y0 - 4 };
    for (size_t i = 0; i < t->n_marks; i++) {
        const struct mark *m = &t->marks[i];
        double r = m->r * canvas_shape_reach(shape_of(s->posts[m->post].kind)) * 1.1 + 1;
        label_field_hard(f, (struct box){ m->x - r, m->y - r, 2 * r, 2 * r });
    }
    draw_links(c, t, s, o->with_inferred, f, ret_hidden);
    for (size_t i = t->n_marks; i-- > 0;) /* the most important on top */
        draw_mark(c, t, s, &t->marks[i], o->with_text);
    for (size_t i = 0, labels = 0; i < t->n_marks && labels < LABELS_MAX; i++)
        labels += draw_label(c, t, s, &t->marks[i], f);
}

enum sg_code map_timeline_draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o,
                               struct sg_err *err)
{
    struct timeline t = { 0 };
    struct label_field f = { 0 };
    sg_auto_buf about = { 0 };
    sg_auto_buf more = { 0 };
    uint32_t hidden = 0;
    double scale = (o->width ? o->width : PICTURE_WIDTH) / (double)PICTURE_WIDTH;
    enum sg_code code = timeline_plan(&t, s, PICTURE_MARGIN + GUTTER, PICTURE_WIDTH - PICTURE_MARGIN, err);
    if (code != SG_OK) return code;
    double top = draw_beside(c, &t, s, picture_head(c, s, o, false), false) + BAND;
    double below = draw_legend(c, &t, s, draw_chain(c, s, AXIS, false), false);
    double foot = picture_foot(c, 0, "", false) + 18; /* a line of reserve for what is hidden */
    double lanes = o->height ? fmax(o->height / scale - top - below - foot, 40.0 * (double)t.n_lanes) : 0;
    timeline_place(&t, top, lanes);
    picture_describe(&about, s, "Timeline");
    code = canvas_begin(c, PICTURE_WIDTH, t.y1 + below + foot, scale, picture_title(s, o), text_of(&about), err);
    if (code != SG_OK) goto out;
    draw_beside(c, &t, s, picture_head(c, s, o, true), true);
    draw_plot(c, &t, s, o, &f, &hidden);
    double y = draw_chain(c, s, t.y1 + AXIS, true);
    y = draw_legend(c, &t, s, y, true);
    if (hidden) {
        sg_say_many(&more, hidden, "relay among the posts shown as bars is not drawn. ",
                    "relays among the posts shown as bars are not drawn. ");
    }
    if (t.n_outside) {
        sg_say_many(&more, t.n_outside, "post whose day lies outside the picture is not drawn.",
                    "posts whose days lie outside the picture are not drawn.");
    }
    picture_foot(c, y, text_of(&more), true);
    if (f.failed) code = sg_fail_nomem(err, "the timeline's labels");
out:
    label_field_release(&f);
    timeline_release(&t);
    return code;
}
