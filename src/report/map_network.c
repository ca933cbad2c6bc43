/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network: who relayed whom. */
#include <math.h>
#include <stdlib.h>

#include "report/map_files.h"
#include "report/picture.h"
#include "report/say.h"

enum { NODES_MAX = 3000, EDGES_MAX = 12000, LABELS_MAX = 70, SQUARE = 780, HEIGHT_LEAST = 288 };
enum { ASIDE = 50, ABOVE = 24 }; /* room for names between the nodes and the frame */

static const double SCALE_MAX = 2.2; /* of the places: more only puts few nodes far apart */

struct network {
    struct map_model all;
    struct map_choice choice;
    struct map_model shown; /* the choice's: linked nodes only, the strongest first; edges by weight */
    double *x, *y, *r;
    bool has_groups; /* somebody of the story acted in step with others */
};

static void release(struct network *w)
{
    map_model_release(&w->all);
    map_choice_release(&w->choice);
    free(w->x);
    free(w->y);
    free(w->r);
}

static int compare_weights(const void *a, const void *b)
{
    const struct map_edge *e = a, *f = b;
    if (e->weight != f->weight) return e->weight > f->weight ? -1 : 1;
    if (e->from != f->from) return e->from < f->from ? -1 : 1;
    if (e->to != f->to) return e->to < f->to ? -1 : 1;
    return (e->kind > f->kind) - (e->kind < f->kind);
}

static enum sg_code choose(struct network *w, const struct sg_story *s, struct sg_err *err)
{
    SG_TRY(map_choose(&w->choice, &w->all, s, &(struct map_limits){ NODES_MAX, EDGES_MAX, false }, err));
    w->shown = w->choice.shown;
    if (w->shown.n_edges) qsort(w->shown.edges, w->shown.n_edges, sizeof *w->shown.edges, compare_weights);
    return SG_OK;
}

static void size_nodes(struct network *w)
{
    double swell = w->shown.n_nodes < 60 ? 1 : w->shown.n_nodes < 400 ? 0.75 : 0.45;
    map_model_radii(&w->shown, 6 * swell, 18 * swell, w->r);
}

/* What the places take, rims included; empty without a node. */
static struct box extent(const struct network *w)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < w->shown.n_nodes; i++) {
        left = fmin(left, w->x[i] - w->r[i]);
        right = fmax(right, w->x[i] + w->r[i]);
        top = fmin(top, w->y[i] - w->r[i]);
        bottom = fmax(bottom, w->y[i] + w->r[i]);
    }
    return w->shown.n_nodes ? (struct box){ left, top, right - left, bottom - top } : (struct box){ 0 };
}

/* As high as the places are when they fill the width: few nodes in a flat picture leave no empty half below. */
static double fitting_height(const struct network *w, double page)
{
    struct box b = extent(w);
    double most = w->shown.n_nodes < 12 ? 480 : fmax(SQUARE * page / PICTURE_WIDTH, 480);
    double needed = b.h * fmin((page - 2 * picture_margin(page) - 2 * ASIDE) / fmax(b.w, 1), SCALE_MAX) + 2 * ABOVE;
    return fmax(fmin(needed, most), HEIGHT_LEAST);
}

/* Scales the places into the frame. */
static void fit(struct network *w, const struct box *frame)
{
    struct box b = extent(w);
    double sx = frame->w / fmax(b.w, 1), sy = frame->h / fmax(b.h, 1), k = fmin(fmin(sx, sy), SCALE_MAX);
    /* When one direction has room to spare, half of it is used: distances are a picture's, not a measure. */
    double kx = fmin(k * 1.6, sx), ky = fmin(k * 1.6, sy);
    for (size_t i = 0; i < w->shown.n_nodes; i++) {
        w->x[i] = frame->x + frame->w / 2 + (w->x[i] - b.x - b.w / 2) * kx;
        w->y[i] = frame->y + frame->h / 2 + (w->y[i] - b.y - b.h / 2) * ky;
        w->r[i] *= fmin(1, sqrt(k)); /* in a crowd the large ones may cover small ones */
        if (w->r[i] < 1.5) w->r[i] = 1.5;
    }
}

/* A relay's way from rim to rim: a quadratic curve by way of a third point. */
struct arc {
    double x0, y0, mx, my, x1, y1;
    double dx, dy;   /* the direction at its end */
    double straight; /* from rim to rim */
};

/* How much the ring around a member of a group adds to its radius. */
static double ring(const struct sg_story *s, const struct network *w, size_t i)
{
    return map_node_group(s, &w->shown.nodes[i]) == SG_NO_INDEX ? 0 : fmax(1.8, fmin(3.6, 0.35 * w->r[i]));
}

/* The point where a line from the node's middle to x, y is `off` beyond the rim. */
static void leave(const struct sg_story *s, const struct network *w, size_t i, double x, double y, double off,
                  double *ret_x, double *ret_y)
{
    double dx = x - w->x[i], dy = y - w->y[i], d = fmax(hypot(dx, dy), 0.01);
    double r =
        (w->r[i] + ring(s, w, i)) * canvas_shape_rim(map_platform_look(w->shown.nodes[i].platform).shape, dx, dy) + off;
    *ret_x = w->x[i] + dx / d * r;
    *ret_y = w->y[i] + dy / d * r;
}

static bool find_arc(const struct sg_story *s, const struct network *w, const struct map_edge *e, struct arc *a)
{
    double dx = w->x[e->to] - w->x[e->from], dy = w->y[e->to] - w->y[e->from], d = hypot(dx, dy);
    if (d < 1e-6) return false;
    double bend = fmin(0.12, 30 / d), middle = 0.5 + (w->r[e->from] - w->r[e->to]) / (2 * d);
    a->mx = w->x[e->from] + dx * middle - dy * bend;
    a->my = w->y[e->from] + dy * middle + dx * bend;
    leave(s, w, e->from, a->mx, a->my, 0, &a->x0, &a->y0);
    leave(s, w, e->to, a->mx, a->my, 2, &a->x1, &a->y1);
    double hx = w->x[e->to] - a->mx, hy = w->y[e->to] - a->my, h = fmax(hypot(hx, hy), 0.01);
    a->dx = hx / h;
    a->dy = hy / h;
    a->straight = fmax(d - w->r[e->from] - w->r[e->to], 0);
    return true;
}

static void draw_arc(struct canvas *c, const struct arc *a, double head, const struct paint *p)
{
    double bx = a->x1 - a->dx * head, by = a->y1 - a->dy * head; /* where the head begins */
    canvas_move(c, a->x0, a->y0);
    canvas_curve(c, a->x0 + (a->mx - a->x0) * 0.667, a->y0 + (a->my - a->y0) * 0.667, bx + (a->mx - a->x1) * 0.6,
                 by + (a->my - a->y1) * 0.6, a->x1 - a->dx * head * 0.8, a->y1 - a->dy * head * 0.8);
    canvas_paint(c, p);
    canvas_move(c, a->x1, a->y1);
    canvas_line(c, bx - a->dy * head * 0.45, by + a->dx * head * 0.45);
    canvas_line(c, bx + a->dy * head * 0.45, by - a->dx * head * 0.45);
    canvas_close(c);
    canvas_paint(c, &(struct paint){ .fill = p->stroke, .fill_alpha = p->stroke_alpha });
}

static void keep_names_off(struct label_field *f, const struct arc *a)
{
    for (int k = 1; k < 8; k++) {
        double u = k / 8.0, v = 1 - u;
        label_field_soft(f, (struct box){ v * v * a->x0 + 2 * v * u * a->mx + u * u * a->x1 - 4,
                                          v * v * a->y0 + 2 * v * u * a->my + u * u * a->y1 - 4, 8, 8 });
    }
}

static void draw_edges(struct canvas *c, const struct sg_story *s, const struct network *w, struct label_field *f)
{
    bool is_crowded = w->shown.n_edges > 400;
    double light = fmin(1, sqrt(400.0 / fmax((double)w->shown.n_edges, 1))); /* thousands of lines must not be a blot */
    for (size_t i = w->shown.n_edges; i-- > 0;) {
        const struct map_edge *e = &w->shown.edges[i];
        struct arc a;
        if (!find_arc(s, w, e, &a)) continue;
        bool is_light = is_crowded && !e->is_chain;
        double line = (is_crowded ? 0.6 : 1.3) * (1 + 0.6 * log2((double)e->weight)) + (e->is_chain ? 1.2 : 0);
        double head = (is_light ? 2.5 : w->shown.n_edges > 120 && !e->is_chain ? 4 : 6) + line;
        uint32_t color = map_platform_look(w->shown.nodes[e->from].platform).color;
        struct paint p = { .stroke = e->is_chain ? CHAIN_COLOR : color,
                           .stroke_alpha = is_light ? 0.12 + 0.28 * light : 0.6,
                           .line = line,
                           .is_dashed = sg_link_is_inferred(e->kind) };
        if (e->is_chain) p.stroke_alpha = 0.9;
        draw_arc(c, &a, fmin(head, 0.6 * a.straight), &p);
        if (!is_light) keep_names_off(f, &a);
    }
}

static void draw_node(struct canvas *c, const struct sg_story *s, const struct network *w, size_t i)
{
    const struct map_node *v = &w->shown.nodes[i];
    struct map_look look = map_platform_look(v->platform);
    sg_auto_buf tip = { 0 };
    map_node_key(&tip, s, v);
    sg_buf_text(&tip, ": ");
    sg_say_many(&tip, v->n_posts, "post", "posts");
    sg_buf_text(&tip, ", relayed ");
    sg_say_many(&tip, v->n_out, "time", "times");
    sg_buf_text(&tip, ", relays others ");
    sg_say_many(&tip, v->n_in, "time", "times");
    if (ring(s, w, i) > 0) sg_buf_printf(&tip, "; acted in step with others, group %u", map_node_group(s, v) + 1);
    canvas_group(c, picture_text(&tip));
    struct paint p = { .fill = look.color,
                       .fill_alpha = 0.92,
                       .stroke = v->is_chain ? CHAIN_COLOR : 0xffffff,
                       .stroke_alpha = 1,
                       .line = v->is_chain ? 2.2 : fmin(1, w->r[i] * 0.2) };
    if (v->is_ghost)
        p = (struct paint){ .fill = 0xffffff,
                            .fill_alpha = 1,
                            .stroke = look.color,
                            .stroke_alpha = 1,
                            .line = 1.6,
                            .is_dashed = w->r[i] > 4 };
    canvas_shape(c, look.shape, w->x[i], w->y[i], w->r[i], &p);
    if (ring(s, w, i) > 0) canvas_shape(c, look.shape, w->x[i], w->y[i], w->r[i] + ring(s, w, i), &picture_ring);
    canvas_group_end(c);
}

static bool draw_label(struct canvas *c, const struct sg_story *s, const struct network *w, size_t i,
                       struct label_field *f)
{
    const struct map_node *v = &w->shown.nodes[i];
    sg_auto_buf words = { 0 };
    struct font font = { .size = v->is_chain ? 13 : 11, .is_bold = v->is_chain, .color = INK, .has_halo = true };
    map_node_label(&words, s, v);
    picture_fit(c, &font, 200, &words);
    struct box at;
    double width = canvas_text_width(c, &font, picture_text(&words));
    double r = (w->r[i] + ring(s, w, i)) * canvas_shape_reach(map_platform_look(v->platform).shape) * 1.1;
    if (!label_field_place(f, w->x[i], w->y[i], r, width, font.size + 3, v->is_chain ? 90 : 26, &at)) return false;
    picture_leader(c, f, w->x[i], w->y[i], r, &at);
    canvas_text(c, at.x, at.y + font.size, &font, picture_text(&words));
    return true;
}

static double draw_legend(struct canvas *c, const struct sg_story *s, const struct network *w, double y, double page,
                          bool is_drawn)
{
    struct font f = { .size = 12, .color = INK };
    double margin = picture_margin(page), x = margin;
    bool is_seen[64] = { false };
    for (size_t i = 0; i < w->shown.n_nodes; i++)
        if (w->shown.nodes[i].platform < 64) is_seen[w->shown.nodes[i].platform] = true;
    y += 16;
    for (uint32_t i = 0; i < s->n_platforms && i < 64; i++) {
        if (!is_seen[i]) continue;
        sg_auto_buf name = { 0 };
        sg_buf_text(&name, s->platforms[i].name);
        picture_fit(c, &f, 150, &name);
        double width = 24 + canvas_text_width(c, &f, picture_text(&name)) + 22;
        if (x + width > page - margin) {
            x = margin;
            y += 22;
        }
        struct map_look look = map_platform_look(i);
        if (is_drawn) {
            canvas_shape(c, look.shape, x + 8, y, 7, &(struct paint){ .fill = look.color, .fill_alpha = 1 });
            canvas_text(c, x + 22, y + 4.5, &f, picture_text(&name));
        }
        x += width;
    }
    if (w->has_groups) y = picture_ring_entry(c, x, y, page, is_drawn);
    return y + 20;
}

/* Nodes that are not drawn though they acted in step: who carries the same things relays nobody. */
static size_t count_hidden_members(const struct sg_story *s, const struct network *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->all.n_nodes; i++)
        n += w->choice.place[i] == SG_NO_INDEX && map_node_group(s, &w->all.nodes[i]) != SG_NO_INDEX;
    return n;
}

static void say_hidden(struct sg_buf *out, const struct sg_story *s, const struct network *w, const char *noun)
{
    sg_buf_printf(
        out,
        "Arrows point from the one who was relayed to the one who relayed; area by audience or by relays, the larger "
        "share; black rims and arrows mark the chain; hollow: not in the evidence. ");
    if (w->choice.n_hidden_nodes || w->choice.n_hidden_edges) {
        sg_buf_text(out, "Only the strongest part is drawn: ");
        sg_say_count(out, (int64_t)w->choice.n_hidden_nodes);
        sg_buf_printf(out, " linked %s and ", noun);
        sg_say_count(out, (int64_t)w->choice.n_hidden_edges);
        sg_buf_text(out, " relays are hidden. ");
    }
    if (w->choice.n_alone) {
        sg_say_count(out, (int64_t)w->choice.n_alone);
        sg_buf_printf(out, " %s without any relay in this evidence left out.", noun);
    }
    size_t n_members = count_hidden_members(s, w);
    if (n_members) {
        sg_buf_text(out, " Of those that are not drawn ");
        sg_say_count(out, (int64_t)n_members);
        sg_buf_text(out, " acted in step with others.");
    }
}

static enum sg_code draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o, struct network *w,
                         struct label_field *f, struct sg_err *err)
{
    sg_auto_buf about = { 0 };
    sg_auto_buf more = { 0 };
    double scale = picture_scale(o), page = picture_width(o), margin = picture_margin(page), wide = page - 2 * margin;
    double top = picture_head(c, s, o, false) + 8;
    say_hidden(&more, s, w, o->nodes == SG_MAP_POSTS ? "posts" : "accounts");
    double below = picture_foot(c, draw_legend(c, s, w, 0, page, false), page, picture_text(&more), false);
    double height = o->height ? fmax(o->height / scale - top - below, 200) : fitting_height(w, page);
    picture_describe(&about, s, "Network");
    SG_TRY(canvas_begin(c, page, top + height + below, scale, picture_title(s, o), picture_text(&about), err));
    picture_head(c, s, o, true);
    struct box frame = { margin + ASIDE, top + ABOVE, wide - 2 * ASIDE, height - 2 * ABOVE };
    canvas_rect(c, margin, top, wide, height, 4,
                &(struct paint){ .fill = 0xf8f9fa, .fill_alpha = 1, .stroke = PALE, .stroke_alpha = 1, .line = 1 });
    fit(w, &frame);
    f->bounds = (struct box){ margin + 4, top + 4, wide - 8, height - 8 };
    for (size_t i = 0; i < w->shown.n_nodes; i++) {
        double r =
            (w->r[i] + ring(s, w, i)) * canvas_shape_reach(map_platform_look(w->shown.nodes[i].platform).shape) * 1.05 +
            1;
        struct box b = { w->x[i] - r, w->y[i] - r, 2 * r, 2 * r };
        if (w->shown.n_nodes > 600 && w->r[i] < 5)
            label_field_soft(f, b); /* in a crowd of points a hub's name matters more */
        else
            label_field_hard(f, b);
    }
    draw_edges(c, s, w, f);
    for (size_t i = w->shown.n_nodes; i-- > 0;)
        draw_node(c, s, w, i);
    size_t most = w->shown.n_nodes > 600 ? LABELS_MAX / 3 : LABELS_MAX;
    for (size_t i = 0, labels = 0; i < w->shown.n_nodes && i < 400 && labels < most; i++)
        labels += draw_label(c, s, w, i, f);
    if (w->shown.n_nodes == 0) {
        struct font empty = { .size = 15, .color = GREY, .anchor = CANVAS_MIDDLE };
        canvas_text(c, page / 2, top + height / 2, &empty, "No relay was seen or inferred in this evidence.");
    }
    picture_foot(c, draw_legend(c, s, w, top + height, page, true), page, picture_text(&more), true);
    return f->failed ? sg_fail_nomem(err, "the network's labels") : SG_OK;
}

enum sg_code map_network_draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o,
                              struct sg_err *err)
{
    struct network w = { 0 };
    struct label_field f = { 0 };
    SG_TRY(map_model_init(&w.all, s, o, err));
    enum sg_code code = choose(&w, s, err);
    if (code != SG_OK) goto out;
    w.x = calloc(w.shown.n_nodes + 1, sizeof *w.x);
    w.y = calloc(w.shown.n_nodes + 1, sizeof *w.y);
    w.r = calloc(w.shown.n_nodes + 1, sizeof *w.r);
    if (!w.x || !w.y || !w.r) {
        code = sg_fail_nomem(err, "the network");
        goto out;
    }
    for (size_t i = 0; i < w.shown.n_nodes; i++)
        w.has_groups |= map_node_group(s, &w.shown.nodes[i]) != SG_NO_INDEX;
    size_nodes(&w);
    code = map_model_layout(&w.shown, w.r, 14, o->seed, w.x, w.y, err);
    if (code == SG_OK) code = draw(c, s, o, &w, &f, err);
out:
    label_field_release(&f);
    release(&w);
    return code;
}
