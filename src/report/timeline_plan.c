/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/say.h"
#include "report/timeline.h"

/* So many posts of a lane are drawn one by one; of a fuller lane only the most important, the rest as counts. */
enum { LANE_MARKS_MAX = 140, FULL_LANE_MARKS = 50, GUTTER = 128, NARROW = 900, BAND_HEIGHT = 72 };

void timeline_release(struct timeline *t)
{
    if (!t) return;
    free(t->marks);
    free(t->mark_of);
    memset(t, 0, sizeof *t);
}

static void make_lanes(struct timeline *t, const struct sg_story *s)
{
    for (size_t i = 0; i < s->n_platforms; i++) {
        bool is_rest = i >= TIMELINE_LANES_MAX - 1 && s->n_platforms > TIMELINE_LANES_MAX;
        size_t at = is_rest ? TIMELINE_LANES_MAX - 1 : i;
        struct lane *l = &t->lanes[at];
        if (at == t->n_lanes) {
            t->n_lanes++;
            l->platform = (uint32_t)i;
            if (is_rest)
                snprintf(l->name, sizeof l->name, "%zu others", s->n_platforms - at);
            else
                snprintf(l->name, sizeof l->name, "%s", s->platforms[i].name);
        }
    }
}

uint32_t timeline_lane_of(const struct timeline *t, const struct sg_story_post *p)
{
    return p->platform < t->n_lanes ? p->platform : (uint32_t)t->n_lanes - 1;
}

struct rank {
    double score;
    uint32_t post;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct rank *r = a, *q = b;
    if (r->score != q->score) return r->score > q->score ? -1 : 1;
    return (r->post > q->post) - (r->post < q->post);
}

static enum map_shape shape_of(uint8_t kind)
{
    static const enum map_shape shapes[SG_POST_KINDS] = {
        [SG_POST] = MAP_DISC,           [SG_REPOST] = MAP_TRIANGLE, [SG_QUOTE] = MAP_DIAMOND,
        [SG_REPLY] = MAP_TRIANGLE_DOWN, [SG_ARTICLE] = MAP_SQUARE,  [SG_STATEMENT] = MAP_HEXAGON
    };
    return kind < SG_POST_KINDS ? shapes[kind] : MAP_DISC;
}

static double score(const struct sg_story_post *p, const struct mark *m)
{
    double v = log2(2 + (double)(p->audience > 0 ? p->audience : 0)) + 3 * log2(1 + m->children);
    v += m->step ? 1000 : 0;
    v += m->is_first ? 300 : 0;
    v += p->is_root && m->children ? 30 : 0;
    v += p->is_ghost && m->children ? 20 : 0;
    return v;
}

/* Everything that is known of each post without its place; `all` has one mark a post. */
static void describe(const struct sg_story *s, struct mark *all)
{
    for (uint32_t i = 0; i < s->n_posts; i++)
        all[i].post = i;
    for (size_t i = 0; i < s->n_links; i++)
        all[sg_post_original(s, s->links[i].parent)].children++;
    for (size_t i = 0; i < s->n_chain; i++)
        all[sg_post_original(s, s->chain[i].post)].step = (uint32_t)i + 1;
    for (size_t i = 0; i < s->n_firsts; i++)
        all[sg_post_original(s, s->firsts[i].post)].is_first = true;
    int64_t largest = 1;
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (s->posts[i].audience > largest) largest = s->posts[i].audience;
    double swell = s->n_posts < 60 ? 1 : s->n_posts < 150 ? 0.75 : 0.5;
    for (uint32_t i = 0; i < s->n_posts; i++) {
        double share = s->posts[i].audience > 0 ? (double)s->posts[i].audience / (double)largest : 0;
        all[i].shape = shape_of(s->posts[i].kind);
        all[i].r = fmax(swell * (5.5 + 13 * sqrt(share)), all[i].step ? 9.5 : 0);
    }
}

/* Ordered posts and ghosts make the axis; coarse ones only when there are no others. */
static enum sg_code make_axis(struct timeline *t, const struct sg_story *s, const struct mark *all, struct sg_err *err)
{
    struct axis_event *events = calloc(s->n_posts + 2, sizeof *events);
    if (!events) return sg_fail_nomem(err, "the map's time axis");
    size_t n = 0;
    for (int pass = 0; pass < 2 && n == 0; pass++)
        for (uint32_t i = 0; i < s->n_posts; i++) {
            const struct sg_story_post *p = &s->posts[i];
            if (p->duplicate_of != SG_NO_INDEX || (pass == 0 && p->precision > SG_TO_MINUTE)) continue;
            double weight = all[i].step ? 4 : all[i].is_first ? 3 : 1;
            events[n++] = (struct axis_event){ p->time, weight };
            if (pass == 1) events[n++] = (struct axis_event){ p->time + p->precision * SG_SECOND, 0.5 };
            if (n > s->n_posts) break;
        }
    if (n == 0) events[n++] = (struct axis_event){ 0, 1 };
    axis_build(&t->axis, events, n, t->x0 + 22, t->x1 - 26);
    free(events);
    return SG_OK;
}

static void count_in_column(struct timeline *t, struct lane *l, sg_time time)
{
    double at = (axis_x(&t->axis, time) - t->x0) / (t->x1 - t->x0) * TIMELINE_COLUMNS;
    int column = at < 0 ? 0 : at >= TIMELINE_COLUMNS ? TIMELINE_COLUMNS - 1 : (int)at;
    l->column[column]++;
    l->n_columns++;
}

bool timeline_is_outside(const struct timeline *t, const struct sg_story_post *p)
{
    return p->precision > SG_TO_MINUTE &&
           (p->time + p->precision * SG_SECOND <= axis_from(&t->axis) || p->time >= axis_to(&t->axis));
}

static void choose_marks(struct timeline *t, const struct sg_story *s, const struct mark *all, const struct rank *ranks,
                         size_t n)
{
    double part = t->width / PICTURE_WIDTH; /* a narrow lane is full sooner */
    uint32_t limit = (uint32_t)(LANE_MARKS_MAX * part), full = (uint32_t)(FULL_LANE_MARKS * part);
    for (size_t k = 0; k < n; k++) {
        uint32_t i = ranks[k].post;
        const struct sg_story_post *p = &s->posts[i];
        struct lane *l = &t->lanes[timeline_lane_of(t, p)];
        uint32_t most = l->n_posts + l->n_ghosts > limit ? full : limit;
        bool is_coarse = p->precision > SG_TO_MINUTE;
        if (timeline_is_outside(t, p)) {
            t->n_outside++;
            continue;
        }
        if (l->n_marks >= most && !all[i].step) {
            count_in_column(t, l, p->time);
            continue;
        }
        struct mark m = all[i];
        m.lane = timeline_lane_of(t, p);
        m.bar0 = axis_x(&t->axis, p->time);
        m.bar1 = is_coarse ? axis_x(&t->axis, p->time + p->precision * SG_SECOND) : m.bar0;
        m.x = (m.bar0 + m.bar1) / 2;
        if (is_coarse) m.r = 4.5;
        l->n_marks++;
        t->mark_of[i] = (uint32_t)t->n_marks;
        t->marks[t->n_marks++] = m;
    }
}

/* Marks of a full lane and of a narrow picture are smaller, in all lanes alike: areas are to be compared. */
static void shrink_marks(struct timeline *t)
{
    double area[TIMELINE_LANES_MAX] = { 0 }, room = 34 * (t->x1 - t->x0), scale = t->is_narrow ? 0.8 : 1;
    for (size_t i = 0; i < t->n_marks; i++) {
        double side = 2 * t->marks[i].r * canvas_shape_reach(t->marks[i].shape);
        area[t->marks[i].lane] += side * side;
    }
    for (size_t i = 0; i < t->n_lanes; i++)
        if (area[i] > room) scale = fmin(scale, sqrt(room / area[i]));
    for (size_t i = 0; i < t->n_marks; i++)
        t->marks[i].r = fmax(t->marks[i].r * scale, t->marks[i].step ? 9.5 : fmin(t->marks[i].r, 3.5));
}

/* A post came after what it points to, also when it tells only its day. */
static void find_after(struct timeline *t, const struct sg_story *s)
{
    for (size_t i = 0; i < t->n_marks; i++)
        t->marks[i].after = t->marks[i].bar0, t->marks[i].parent = SG_NO_INDEX;
    for (size_t i = 0; i < s->n_links; i++) {
        uint32_t child = t->mark_of[sg_post_original(s, s->links[i].child)];
        if (child == SG_NO_INDEX) continue;
        uint32_t parent = t->mark_of[sg_post_original(s, s->links[i].parent)];
        if (parent != SG_NO_INDEX && t->marks[parent].lane == t->marks[child].lane) t->marks[child].parent = parent;
        double x = axis_x(&t->axis, s->posts[sg_post_original(s, s->links[i].parent)].time) + 24;
        if (x > t->marks[child].after) t->marks[child].after = x;
    }
}

enum sg_code timeline_plan(struct timeline *t, const struct sg_story *s, double width, struct sg_err *err)
{
    double margin = picture_margin(width);
    struct timeline made = { .width = width, .is_narrow = width < NARROW, .x1 = width - margin };
    made.x0 = made.is_narrow ? margin : margin + GUTTER;
    struct mark *all = calloc(s->n_posts + 1, sizeof *all);
    struct rank *ranks = calloc(s->n_posts + 1, sizeof *ranks);
    made.marks = calloc(s->n_posts + 1, sizeof *made.marks);
    made.mark_of = calloc(s->n_posts + 1, sizeof *made.mark_of);
    enum sg_code code = SG_OK;
    if (!all || !ranks || !made.marks || !made.mark_of) {
        code = sg_fail_nomem(err, "the timeline");
        goto out;
    }
    make_lanes(&made, s);
    describe(s, all);
    code = make_axis(&made, s, all, err);
    if (code != SG_OK) goto out;
    size_t n = 0;
    for (uint32_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        made.mark_of[i] = SG_NO_INDEX;
        if (p->duplicate_of != SG_NO_INDEX) continue;
        ranks[n++] = (struct rank){ score(p, &all[i]), i };
        struct lane *l = &made.lanes[timeline_lane_of(&made, p)];
        l->n_posts += !p->is_ghost;
        l->n_ghosts += p->is_ghost;
    }
    qsort(ranks, n, sizeof *ranks, compare_ranks);
    choose_marks(&made, s, all, ranks, n);
    shrink_marks(&made);
    find_after(&made, s);
    *t = made;
    made = (struct timeline){ 0 };
out:
    free(all);
    free(ranks);
    timeline_release(&made);
    return code;
}

/* ---- bands ---- */

double timeline_band_floor(const struct lane *l)
{
    return l->y + l->h - l->strip;
}

double timeline_band_edge(const struct timeline *t, const struct lane *l, double x)
{
    double at = (x - t->x0) / (t->x1 - t->x0) * TIMELINE_COLUMNS;
    int column = at < 0 ? 0 : at >= TIMELINE_COLUMNS ? TIMELINE_COLUMNS - 1 : (int)at;
    return timeline_band_floor(l) - l->band * l->level[column];
}

static size_t piece_of(const struct timeline *t, int column)
{
    double x = t->x0 + (column + 0.5) * (t->x1 - t->x0) / TIMELINE_COLUMNS;
    size_t k = 0;
    while (k + 1 < t->axis.n && x > t->axis.pieces[k].x1)
        k++;
    return k;
}

/*
 * Counts to heights: weights 1 2 1 over neighbours of the same piece of the axis (over a cut the scale changes), more
 * often where posts are few, so that a thin lane is a hill and no fence; then the square root, so that a quiet hour
 * beside a loud one still shows.
 */
static void smooth(const struct timeline *t, struct lane *l)
{
    double was[TIMELINE_COLUMNS], most = 0, mean = (double)l->n_columns / TIMELINE_COLUMNS;
    size_t piece[TIMELINE_COLUMNS];
    int passes = mean >= 4 ? 1 : (int)fmin(ceil(4 / fmax(mean, 0.01)), 14);
    for (int k = 0; k < TIMELINE_COLUMNS; k++) {
        l->level[k] = l->column[k];
        piece[k] = piece_of(t, k);
    }
    for (int pass = 0; pass < passes; pass++) {
        memcpy(was, l->level, sizeof was);
        for (int k = 0; k < TIMELINE_COLUMNS; k++) {
            double left = k > 0 && piece[k - 1] == piece[k] ? was[k - 1] : was[k];
            double right = k + 1 < TIMELINE_COLUMNS && piece[k + 1] == piece[k] ? was[k + 1] : was[k];
            l->level[k] = (left + 2 * was[k] + right) / 4;
            most = pass + 1 == passes ? fmax(most, l->level[k]) : 0;
        }
    }
    for (int k = 0; k < TIMELINE_COLUMNS; k++)
        l->level[k] = most > 0 && l->level[k] > most / 2000 ? fmax(sqrt(l->level[k] / most), 0.02) : 0;
}

/* ---- places ---- */

static bool is_bar(const struct mark *m)
{
    return m->bar1 > m->bar0;
}

/* Whether mark k, a bar's, lies on one of those placed before it. */
static bool is_taken(const struct timeline *t, size_t k)
{
    const struct mark *m = &t->marks[k];
    for (size_t i = 0; i < k; i++) {
        const struct mark *o = &t->marks[i];
        if (o->lane == m->lane && is_bar(o) && hypot(o->x - m->x, o->y - m->y) < o->r + m->r + 1.5) return true;
    }
    return false;
}

/* The nearest free height to the lane's middle line, among the marks placed before. */
static double free_height(const struct timeline *t, size_t k, const struct lane *l)
{
    const struct mark *m = &t->marks[k];
    double low = l->y + l->head + m->r + 8, high = timeline_band_floor(l) - l->band - m->r - 6,
           middle = (low + high) / 2;
    double best = middle, least = INFINITY;
    for (int try = 0; try < 60; try++) {
        double y = middle + (try % 2 ? -1 : 1) * ((try + 1) / 2) * 3.0, overlap = 0;
        if (y < low || y > high) continue;
        for (size_t i = 0; i < k; i++) {
            const struct mark *o = &t->marks[i];
            if (o->lane != m->lane || is_bar(o)) continue;
            double d = hypot(o->x - m->x, o->y - y), need = (o->r + m->r) * 1.15 + 2; /* corners */
            if (o->parent == k || m->parent == i) need += 12; /* the line between them is to be seen */
            if (d < need) overlap += need - d;
        }
        if (overlap <= 0) return y;
        if (overlap < least) {
            least = overlap;
            best = y;
        }
    }
    return best;
}

static void place_bars(struct timeline *t, size_t lane)
{
    const struct lane *l = &t->lanes[lane];
    double row_end[TIMELINE_COARSE_ROWS] = { -1e9, -1e9, -1e9 };
    uint32_t used = 0;
    for (size_t i = 0; i < t->n_marks; i++) {
        struct mark *m = &t->marks[i];
        if (m->lane != lane || !is_bar(m)) continue;
        uint32_t row = used % TIMELINE_COARSE_ROWS;
        for (uint32_t k = 0; k < TIMELINE_COARSE_ROWS; k++)
            if (m->bar0 > row_end[k]) {
                row = k;
                break;
            }
        row_end[row] = fmax(row_end[row], m->bar1);
        used++;
        /* Bars of one day lie on one another: their marks are dealt out along the bar. */
        double from = fmin(m->after, m->bar1);
        m->x = from + (m->bar1 - from) * (0.5 + 0.38 * sin(2.4 * used));
        m->y = l->y + l->h - l->strip + 8 + row * 11.0;
        for (int try = 0; try < 40 && is_taken(t, i); try++)
            m->x = m->x + 11 < m->bar1 ? m->x + 11 : from + fmin(6, (m->bar1 - from) / 2);
    }
}

void timeline_place(struct timeline *t, double y0, double height)
{
    double y = y0, wanted = 0;
    for (size_t i = 0; i < t->n_lanes; i++) {
        struct lane *l = &t->lanes[i];
        bool has_bars = false;
        for (size_t k = 0; k < t->n_marks; k++)
            has_bars |= t->marks[k].lane == i && is_bar(&t->marks[k]);
        l->strip = has_bars ? 38 : 4;
        l->head = t->is_narrow ? 18 : 0;
        l->band = l->n_columns ? BAND_HEIGHT : 0;
        l->h = l->head + (t->is_narrow ? 72 : 84) + l->strip + fmin(l->n_marks, 60) * 1.9 + l->band;
        smooth(t, l);
        /* One or two lanes have the page to themselves. */
        if (t->n_lanes < 3 && l->n_marks > 3 && !l->n_columns) l->h *= t->n_lanes == 1 ? 1.7 : 1.3;
        wanted += l->h;
    }
    for (size_t i = 0; i < t->n_lanes; i++) {
        struct lane *l = &t->lanes[i];
        if (height > 0) {
            l->h *= height / wanted;
            l->band *= fmin(1, height / wanted);
        }
        if (l->strip > l->h / 2) l->strip = l->h / 2;
        l->y = y;
        y += l->h;
        place_bars(t, i);
    }
    for (size_t k = 0; k < t->n_marks; k++)
        if (!is_bar(&t->marks[k])) t->marks[k].y = free_height(t, k, &t->lanes[t->marks[k].lane]);
    t->y0 = y0;
    t->y1 = y;
}
