/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below the timeline: the chain step by step, and what the signs mean. */
#include <math.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline.h"

static void say_step(struct sg_buf *out, const struct sg_story *s, size_t i)
{
    const struct sg_story_post *p = &s->posts[s->chain[i].post];
    uint32_t link = s->chain[i].link;
    sg_say_time(out, p->time, p->precision);
    sg_buf_printf(out, ", %s, ", sg_post_platform(s, p));
    sg_say_author(out, s, p);
    if (p->is_ghost) sg_buf_text(out, " (not in the evidence; the time is the latest possible)");
    if (link != SG_NO_INDEX && i > 0) {
        const struct sg_story_link *l = &s->links[link];
        sg_buf_printf(out, ": %s %zu", sg_say_verb((enum sg_link_kind)l->kind), i);
        if (sg_link_is_inferred((enum sg_link_kind)l->kind))
            sg_buf_printf(out, " (inferred, confidence %.2f)", (double)l->confidence);
        sg_buf_text(out, ", ");
        sg_say_gap(out, p->time - s->posts[s->chain[i - 1].post].time);
        sg_buf_text(out, " later");
    }
    if (i + 1 == s->n_chain && *s->milestone_why) sg_buf_printf(out, " (%s)", s->milestone_why);
}

double timeline_draw_chain(struct canvas *c, const struct timeline *t, const struct sg_story *s, double y,
                           bool is_drawn)
{
    if (s->n_chain == 0) return y;
    struct font head = { .size = 13.5, .is_bold = true, .color = INK }, f = { .size = 12.5, .color = INK };
    struct font number = { .size = 11, .is_bold = true, .color = 0xffffff, .anchor = CANVAS_MIDDLE };
    double margin = picture_margin(t->width);
    if (is_drawn) canvas_text(c, margin, y + 14, &head, "The way it went, in this evidence");
    y += 24;
    for (size_t i = 0; i < s->n_chain; i++) {
        sg_auto_buf words = { 0 };
        say_step(&words, s, i);
        if (is_drawn) {
            sg_auto_buf digits = { 0 };
            sg_buf_printf(&digits, "%zu", i + 1);
            canvas_shape(c, MAP_DISC, margin + 9, y + 8, 8.5,
                         &(struct paint){ .fill = map_platform_look(s->posts[s->chain[i].post].platform).color,
                                          .fill_alpha = 1 });
            canvas_text(c, margin + 9, y + 12, &number, picture_text(&digits));
        }
        y = picture_wrap(c, margin + 26, y, t->width - 2 * margin - 26, &f, picture_text(&words), is_drawn) + 3.5;
    }
    return y + 8;
}

struct legend {
    struct canvas *c;
    double x, y, margin, right;
    bool is_drawn;
};

/* Room for one entry; where its sample's middle is. */
static double legend_entry(struct legend *g, double sample, const char *words)
{
    struct font f = { .size = 11.5, .color = INK };
    double w = sample + 8 + canvas_text_width(g->c, &f, words) + 20;
    if (g->x + w > g->right + 20) {
        g->x = g->margin;
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

static void legend_marks(struct legend *g, const struct timeline *t, const struct sg_story *s, bool *ret_has_bars)
{
    struct paint solid = { .fill = GREY, .fill_alpha = 1 };
    enum map_shape shape[SG_POST_KINDS] = { 0 };
    bool has_kind[SG_POST_KINDS] = { false };
    for (size_t i = 0; i < t->n_marks; i++) {
        uint8_t kind = s->posts[t->marks[i].post].kind % SG_POST_KINDS;
        has_kind[kind] = true;
        shape[kind] = t->marks[i].shape;
        *ret_has_bars |= t->marks[i].bar1 > t->marks[i].bar0;
    }
    for (uint8_t k = 0; k < SG_POST_KINDS; k++)
        if (has_kind[k]) legend_mark(g, shape[k], 6, &solid, sg_post_kind_name((enum sg_post_kind)k));
    legend_mark(g, MAP_DISC, 9, &solid, "larger area: larger audience");
    if (s->n_ghosts)
        legend_mark(
            g, MAP_DISC, 6,
            &(struct paint){
                .fill = 0xffffff, .fill_alpha = 1, .stroke = GREY, .stroke_alpha = 1, .line = 1.6, .is_dashed = true },
            "referred to, not in the evidence; at its latest possible time");
    for (size_t i = 0; i < t->n_marks; i++) {
        if (map_post_group(s, &s->posts[t->marks[i].post]) == SG_NO_INDEX) continue;
        legend_mark(g, MAP_DISC, 6, &picture_ring, PICTURE_IN_STEP);
        break;
    }
}

double timeline_draw_legend(struct canvas *c, const struct timeline *t, const struct sg_story *s, bool has_bundles,
                            double y, bool is_drawn)
{
    double margin = picture_margin(t->width);
    struct legend g = { c, margin, y + 10, margin, t->width - margin, is_drawn };
    bool has_bars = false;
    legend_marks(&g, t, s, &has_bars);
    if (s->n_chain > 1)
        legend_line(&g, &(struct paint){ .stroke = CHAIN_COLOR, .stroke_alpha = 1, .line = 3 }, "the chain");
    if (s->n_explicit) legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 1, .line = 1.3 }, "relay seen");
    if (s->n_inferred)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 1, .line = 1.3, .is_dashed = true },
                    "relay inferred");
    if (has_bundles)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.5, .line = 7 },
                    "relays close together, bundled: the more, the wider");
    if (has_bars)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.3, .line = 4 },
                    "time known only to the hour or day: decides no order");
    if (t->axis.n > 1)
        legend_line(&g, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.8, .line = 1, .is_dashed = true },
                    "// the scale of time changes");
    return g.y + 20;
}
