/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Relays as lines.  Those of one kind that leave close together in one lane and arrive close together in another are
 * bundled: branches from the marks into a trunk whose width stands for their number, and out of it again.
 * doc/formats/map-files.md says what that keeps and what it loses.
 */
#include <math.h>
#include <stdlib.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline_relays.h"

/* Of the groups with an end in a band only the largest are lines. */
enum { LINES_MAX = 600, BAND_LINES_MAX = 16, BRANCHES_MAX = 60 };
static const double BIN = 60;

/* Relays [first, first + n) that are drawn together. */
struct bundle {
    size_t first, n;
    bool is_on_band, is_shown;
};

static struct place place_of(const struct timeline *t, const struct sg_story *s, uint32_t post)
{
    uint32_t mark = t->mark_of[post];
    if (mark != SG_NO_INDEX) {
        const struct mark *m = &t->marks[mark];
        return (struct place){ m->x, m->y, m->r, m->lane, mark, false };
    }
    uint32_t lane = timeline_lane_of(t, &s->posts[post]);
    double x = axis_x(&t->axis, s->posts[post].time);
    return (struct place){ x, timeline_band_edge(t, &t->lanes[lane], x), 0, lane, SG_NO_INDEX, false };
}

static int compare_relays(const void *a, const void *b)
{
    const struct relay *l = a, *r = b;
    ORDER(l->is_inferred, r->is_inferred);
    ORDER(l->on_band, r->on_band);
    ORDER(l->from.lane, r->from.lane);
    ORDER(l->to.lane, r->to.lane);
    ORDER(l->from_bin, r->from_bin);
    ORDER(l->to_bin, r->to_bin);
    return (l->link > r->link) - (l->link < r->link);
}

static bool is_same_group(const struct relay *l, const struct relay *r)
{
    return l->is_inferred == r->is_inferred && l->on_band == r->on_band && l->from.lane == r->from.lane &&
           l->to.lane == r->to.lane && l->from_bin == r->from_bin && l->to_bin == r->to_bin;
}

static int compare_bundles(const void *a, const void *b)
{
    const struct bundle *l = a, *r = b;
    ORDER(r->n, l->n);
    return (l->first > r->first) - (l->first < r->first);
}

/* Relays of the same bins belong together: of the same stretch of the axis, or with a band, which is one, the same
 * mark. */
static uint32_t bin_of(const struct timeline *t, const struct place *p, uint8_t on_band)
{
    if (on_band) return p->mark;
    return (uint32_t)((p->x - t->x0) / BIN);
}

/* All relays that are not steps of the chain; `ret_hidden` counts those that cannot be drawn. */
static size_t collect(const struct timeline *t, const struct sg_story *s, bool with_inferred, struct relay *relays,
                      uint32_t *ret_hidden)
{
    size_t n = 0;
    for (uint32_t i = 0; i < s->n_links; i++) {
        const struct sg_story_link *l = &s->links[i];
        struct relay r = { .is_inferred = sg_link_is_inferred((enum sg_link_kind)l->kind), .link = i };
        if (r.is_inferred && !with_inferred) continue;
        uint32_t parent = sg_post_original(s, l->parent), child = sg_post_original(s, l->child);
        if (parent == child) continue;
        if (timeline_is_outside(t, &s->posts[parent]) || timeline_is_outside(t, &s->posts[child])) {
            ++*ret_hidden;
            continue;
        }
        r.from = place_of(t, s, parent);
        r.to = place_of(t, s, child);
        uint32_t a = r.from.mark, b = r.to.mark;
        if (a != SG_NO_INDEX && b != SG_NO_INDEX && t->marks[a].step && t->marks[b].step == t->marks[a].step + 1)
            continue; /* drawn in bold */
        r.on_band = (uint8_t)((a == SG_NO_INDEX) + 2 * (b == SG_NO_INDEX));
        if (r.on_band && r.from.lane == r.to.lane) { /* the band itself shows when they came */
            ++*ret_hidden;
            continue;
        }
        r.from_bin = bin_of(t, &r.from, r.on_band);
        r.to_bin = bin_of(t, &r.to, r.on_band);
        relays[n++] = r;
    }
    return n;
}

/* Relays that no rail has taken, largest bundles first; those that are not shown are counted. */
static size_t make_bundles(struct relay *relays, size_t n, struct bundle *bundles, uint32_t *ret_hidden)
{
    size_t made = 0, lines = 0, on_band = 0, left = 0;
    for (size_t i = 0; i < n; i++)
        if (!relays[i].is_on_rail) relays[left++] = relays[i];
    qsort(relays, left, sizeof *relays, compare_relays);
    for (size_t i = 0; i < left; i++) {
        if (i == 0 || !is_same_group(&relays[i - 1], &relays[i]))
            bundles[made++] = (struct bundle){ .first = i, .is_on_band = relays[i].on_band != 0 };
        bundles[made - 1].n++;
    }
    qsort(bundles, made, sizeof *bundles, compare_bundles);
    for (size_t i = 0; i < made; i++) {
        struct bundle *b = &bundles[i];
        size_t *used = b->is_on_band ? &on_band : &lines;
        b->is_shown = b->is_on_band ? b->n >= BUNDLE_MIN && *used < BAND_LINES_MAX : *used < LINES_MAX;
        if (b->is_shown)
            *used += b->is_on_band || b->n >= BUNDLE_MIN ? 1 : b->n;
        else
            *ret_hidden += (uint32_t)b->n;
    }
    return made;
}

/* ---- lines ---- */

struct paint relay_paint(const struct drawing *d, const struct relay *r, double line, double alpha)
{
    uint32_t color = map_platform_look(d->t->lanes[r->from.lane].platform).color;
    return (struct paint){ .stroke = color, .stroke_alpha = alpha, .line = line, .is_dashed = r->is_inferred };
}

double relay_width(size_t n)
{
    return fmin(1.2 + 1.1 * sqrt((double)n - 1), 12);
}

void relay_line(struct drawing *d, const struct place *from, const struct place *to, const struct paint *p, double head)
{
    struct curve k = timeline_route(d->t, &d->obstacles, from, to, head);
    curve_draw(d->c, &k, p, head);
    curve_keep_free(d->f, &k, p->line, head);
}

void relay_count(struct drawing *d, double x, double y, size_t n)
{
    if (n < 8) return;
    struct font f = { .size = 10, .is_bold = true, .color = INK, .anchor = CANVAS_MIDDLE, .has_halo = true };
    sg_auto_buf words = { 0 };
    sg_say_count(&words, (int64_t)n);
    double w = canvas_text_width(d->c, &f, picture_text(&words)) + 4;
    struct box b = { x - w / 2, y - 6, w, 13 };
    if (!label_field_is_free(d->f, &b)) return;
    canvas_text(d->c, x, y + 3.6, &f, picture_text(&words));
    label_field_hard(d->f, b);
}

/*
 * Where a trunk begins or ends: at the mark itself when there is only one; else in a knot beside the marks, on the side
 * of the other end.  Places on a band come together on the band.
 */
static struct place knot(const struct timeline *t, const struct relay *r, size_t n, bool is_end, double other_x)
{
    const struct place *first = is_end ? &r->to : &r->from;
    double x = 0, y = 0, left = INFINITY, right = -INFINITY;
    bool is_one = true, is_on_band = false;
    for (size_t i = 0; i < n; i++) {
        const struct place *p = is_end ? &r[i].to : &r[i].from;
        is_one &= p->mark == first->mark && p->mark != SG_NO_INDEX;
        is_on_band |= p->mark == SG_NO_INDEX;
        x += p->x / (double)n;
        y += p->y / (double)n;
        left = fmin(left, p->x - p->r);
        right = fmax(right, p->x + p->r);
    }
    if (is_one) return *first;
    const struct lane *l = &t->lanes[first->lane];
    struct place at = { x, y, 0, first->lane, SG_NO_INDEX, !is_on_band };
    if (is_on_band)
        at.y = timeline_band_edge(t, l, x);
    else if (is_end)
        at.x = fmax(left - 16, fmin(other_x, left - 2));
    else
        at.x = fmin(right + 16, fmax(other_x, right + 2));
    return at;
}

static void draw_branches(struct drawing *d, const struct relay *r, size_t n, const struct place *knot_at, bool is_end)
{
    uint32_t last = SG_NO_INDEX;
    size_t drawn = 0;
    for (size_t i = 0; i < n && drawn < BRANCHES_MAX; i++) {
        const struct place *p = is_end ? &r[i].to : &r[i].from;
        if (p->mark == SG_NO_INDEX || p->mark == knot_at->mark || p->mark == last) continue;
        last = p->mark;
        drawn++;
        struct paint look = relay_paint(d, &r[i], 1, 0.6);
        if (is_end)
            relay_line(d, knot_at, p, &look, 4.5);
        else
            relay_line(d, p, knot_at, &look, 0);
    }
}

static void draw_bundle(struct drawing *d, const struct relay *r, size_t n)
{
    struct place to = knot(d->t, r, n, true, r->from.x), from = knot(d->t, r, n, false, to.x);
    double line = relay_width(n), head = 0;
    draw_branches(d, r, n, &from, false);
    if (to.mark != SG_NO_INDEX || r->to.mark == SG_NO_INDEX) head = 5 + line * 1.6;
    struct curve k = timeline_route(d->t, &d->obstacles, &from, &to, head);
    struct paint p = relay_paint(d, r, line, n > 1 ? 0.5 : 0.35);
    curve_draw(d->c, &k, &p, head);
    curve_keep_free(d->f, &k, line, head);
    draw_branches(d, r, n, &to, true);
    double x, y;
    curve_point(&k, 0.5, &x, &y);
    relay_count(d, x, y, n);
}

static void draw_chain_line(struct drawing *d, const struct sg_story *s, size_t i)
{
    uint32_t a = d->t->mark_of[sg_post_original(s, s->chain[i - 1].post)];
    uint32_t b = d->t->mark_of[sg_post_original(s, s->chain[i].post)];
    if (a == SG_NO_INDEX || b == SG_NO_INDEX || a == b) return;
    uint32_t link = s->chain[i].link;
    bool is_inferred = link == SG_NO_INDEX || sg_link_is_inferred((enum sg_link_kind)s->links[link].kind);
    struct place from = place_of(d->t, s, d->t->marks[a].post), to = place_of(d->t, s, d->t->marks[b].post);
    from.r += 1.5; /* outside of the rings */
    to.r += 1.5;
    struct curve k = timeline_route(d->t, &d->obstacles, &from, &to, 11);
    curve_draw(d->c, &k, &(struct paint){ .stroke = 0xffffff, .stroke_alpha = 0.9, .line = 7 }, 0);
    curve_draw(d->c, &k,
               &(struct paint){ .stroke = CHAIN_COLOR, .stroke_alpha = 1, .line = 3, .is_dashed = is_inferred }, 11);
    curve_keep_free(d->f, &k, 3, 13);
    curve_keep_free(d->f, &k, 3, 0); /* twice as hard to cross */
}

enum sg_code timeline_draw_relays(struct canvas *c, const struct timeline *t, const struct sg_story *s,
                                  bool with_inferred, struct label_field *f, struct timeline_relay_counts *ret,
                                  struct sg_err *err)
{
    struct relay *relays = calloc(s->n_links + 1, sizeof *relays);
    struct bundle *bundles = calloc(s->n_links + 1, sizeof *bundles);
    struct drawing d = { .c = c, .t = t, .f = f };
    *ret = (struct timeline_relay_counts){ 0 };
    enum sg_code code =
        relays && bundles ? obstacles_init(&d.obstacles, t, err) : sg_fail_nomem(err, "the timeline's relays");
    if (code == SG_OK) {
        size_t n = collect(t, s, with_inferred, relays, &ret->hidden);
        relay_rails(&d, relays, n, ret);
        size_t made = make_bundles(relays, n, bundles, &ret->hidden);
        for (size_t i = 0; i < made; i++) { /* the widest lie below */
            const struct bundle *b = &bundles[i];
            const struct relay *r = &relays[b->first];
            if (!b->is_shown) continue;
            if (b->n >= BUNDLE_MIN || b->is_on_band) {
                draw_bundle(&d, r, b->n);
                ret->n_bundles += b->n > 1;
                ret->bundled += b->n > 1 ? (uint32_t)b->n : 0;
                continue;
            }
            struct paint p = relay_paint(&d, r, 1.3, r->is_inferred ? 0.75 : 0.65);
            for (size_t k = 0; k < b->n; k++)
                relay_line(&d, &r[k].from, &r[k].to, &p, 6);
        }
        for (size_t i = 1; i < s->n_chain; i++)
            draw_chain_line(&d, s, i);
    }
    obstacles_release(&d.obstacles);
    free(relays);
    free(bundles);
    return code;
}
