/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timeline_route.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = 16 };

/* ---- marks by x ---- */

struct by_x {
    double x;
    uint32_t mark;
};

static int compare_x(const void *a, const void *b)
{
    const struct by_x *l = a, *r = b;
    if (l->x != r->x) return l->x < r->x ? -1 : 1;
    return (l->mark > r->mark) - (l->mark < r->mark);
}

enum sg_code obstacles_init(struct obstacles *o, const struct timeline *t, struct sg_err *err)
{
    struct by_x *sorted = calloc(t->n_marks + 1, sizeof *sorted);
    *o = (struct obstacles){ .by_x = calloc(t->n_marks + 1, sizeof *o->by_x) };
    if (!sorted || !o->by_x) {
        free(sorted);
        obstacles_release(o);
        return sg_fail_nomem(err, "the timeline's relays");
    }
    for (uint32_t i = 0; i < t->n_marks; i++) {
        sorted[i] = (struct by_x){ t->marks[i].x, i };
        o->widest = fmax(o->widest, t->marks[i].r);
    }
    qsort(sorted, t->n_marks, sizeof *sorted, compare_x);
    for (size_t i = 0; i < t->n_marks; i++)
        o->by_x[i] = sorted[i].mark;
    free(sorted);
    return SG_OK;
}

void obstacles_release(struct obstacles *o)
{
    free(o->by_x);
    *o = (struct obstacles){ 0 };
}

static size_t first_right_of(const struct timeline *t, const struct obstacles *o, double x)
{
    size_t low = 0, high = t->n_marks;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->marks[o->by_x[mid]].x < x)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- shapes ---- */

/* Directions in degrees at both ends, 0 along time, 90 down; `is_down` turns them with the way to go. */
struct shape {
    double leave, arrive;
    bool turns;             /* up instead of down when the goal lies above */
    double in_lane, across; /* what it costs before anything is in the way */
};
enum { STRAIGHT = 999 };
static const struct shape shapes[] = {
    { 0, 180, false, 30, 30 }, /* around the side, for marks that stand on one another */
    { STRAIGHT, STRAIGHT, false, 12, 6 },
    { 0, 0, false, 6, 0 },
    { 90, 90, true, 60, 14 },
    { 0, 90, true, 30, 6 },
    { 90, 0, true, 30, 6 },
    { 45, 45, true, 14, 5 },
    { 45, 0, true, 14, 4 },
    { 0, 45, true, 14, 4 },
    { -45, 45, false, 0, 22 },
    { 45, -45, false, 3, 22 },
    { -75, 75, false, 5, 30 },
    { 75, -75, false, 7, 30 },
    { -25, 25, false, 1, 14 },
    { 25, -25, false, 4, 14 },
    { -90, 40, false, 9, 34 },
    { 90, -40, false, 11, 34 },
};

void curve_point(const struct curve *k, double u, double *ret_x, double *ret_y)
{
    double v = 1 - u;
    *ret_x = v * v * v * k->x0 + 3 * v * v * u * k->x1 + 3 * v * u * u * k->x2 + u * u * u * k->x3;
    *ret_y = v * v * v * k->y0 + 3 * v * v * u * k->y1 + 3 * v * u * u * k->y2 + u * u * u * k->y3;
}

static struct curve shaped(const struct place *a, const struct place *b, double leave, double arrive, double head)
{
    double lx = cos(leave), ly = sin(leave), ax = cos(arrive), ay = sin(arrive);
    double gap = b->r > 0 ? b->r + 2 : 0;
    struct curve k = {
        .x0 = a->x + lx * a->r, .y0 = a->y + ly * a->r, .tip_x = b->x - ax * gap, .tip_y = b->y - ay * gap
    };
    k.x3 = k.tip_x - ax * head * 0.8;
    k.y3 = k.tip_y - ay * head * 0.8;
    double d = hypot(k.x3 - k.x0, k.y3 - k.y0), reach = fmin(fmax(d * 0.42, 8), 150);
    k.x1 = k.x0 + lx * reach;
    k.y1 = k.y0 + ly * reach;
    k.x2 = k.x3 - ax * reach;
    k.y2 = k.y3 - ay * reach;
    return k;
}

/* ---- what is in the way ---- */

static double meets_mark(const struct mark *m, const double (*at)[2], bool is_end, double head)
{
    double sum = 0, r = m->r * canvas_shape_reach(m->shape);
    for (int i = 1; i < SAMPLES - 1; i++) {
        double d = hypot(at[i][0] - m->x, at[i][1] - m->y);
        if (d < (is_end ? m->r - 1 : r + 2)) sum += 7 + 2 * m->r;
    }
    if (!is_end) { /* the head: its tip, its middle and where it begins */
        for (int i = SAMPLES - 1; i < SAMPLES + 2; i++)
            if (hypot(at[i][0] - m->x, at[i][1] - m->y) < r + head * 0.5 + 1) sum += 90;
    }
    return sum;
}

/* In a narrow picture the lanes' names stand inside. */
static bool is_on_name(const struct timeline *t, const double at[2])
{
    for (size_t i = 0; i < t->n_lanes; i++)
        if (at[0] < t->x0 + 110 && at[1] > t->lanes[i].y && at[1] < t->lanes[i].y + t->lanes[i].head) return true;
    return false;
}

static double cost(const struct timeline *t, const struct obstacles *o, const struct curve *k, const struct place *a,
                   const struct place *b, double head)
{
    double at[SAMPLES + 2][2], length = 0, left = INFINITY, right = -INFINITY, sum = 0;
    double low = t->y0 + 1, high = t->y1 - 1;
    for (int i = 0; i < SAMPLES; i++) {
        curve_point(k, i / (SAMPLES - 1.0), &at[i][0], &at[i][1]);
        if (i) length += hypot(at[i][0] - at[i - 1][0], at[i][1] - at[i - 1][1]);
        if (t->is_narrow && is_on_name(t, at[i])) sum += 8;
        if (at[i][1] < low || at[i][1] > high || at[i][0] < t->x0 || at[i][0] > t->x1) sum += 60;
    }
    at[SAMPLES][0] = (k->x3 + k->tip_x) / 2;
    at[SAMPLES][1] = (k->y3 + k->tip_y) / 2;
    at[SAMPLES + 1][0] = k->tip_x;
    at[SAMPLES + 1][1] = k->tip_y;
    for (int i = 0; i < SAMPLES + 2; i++) {
        left = fmin(left, at[i][0]);
        right = fmax(right, at[i][0]);
    }
    double margin = 1.4 * o->widest + head + 4;
    for (size_t i = first_right_of(t, o, left - margin); i < t->n_marks; i++) {
        const struct mark *m = &t->marks[o->by_x[i]];
        if (m->x > right + margin) break;
        bool is_end = o->by_x[i] == a->mark || o->by_x[i] == b->mark;
        sum += meets_mark(m, (const double(*)[2])at, is_end, head);
        if (is_end && o->by_x[i] == a->mark && head > 0 && /* the head on its own source, when both touch */
            hypot(k->x3 - m->x, k->y3 - m->y) < m->r + head * 0.4)
            sum += 90;
    }
    double chord = hypot(k->x3 - k->x0, k->y3 - k->y0);
    sum += 2.5 * fmax(1.8 * head - chord, 0); /* what is left of a short line is hard to see */
    return sum + fmin((length - chord) * 0.35, 60) + length * 0.05;
}

struct curve timeline_route(const struct timeline *t, const struct obstacles *o, const struct place *a,
                            const struct place *b, double head)
{
    struct curve best = { 0 };
    double least = INFINITY, down = b->y >= a->y ? 1 : -1;
    double straight = atan2(b->y - a->y, b->x - a->x);
    bool is_level = a->lane == b->lane && fabs(b->y - a->y) < fabs(b->x - a->x);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *s = &shapes[i];
        double turn = (s->turns ? down : 1) * M_PI / 180, leave = s->leave * turn, arrive = s->arrive * turn;
        if (s->leave == STRAIGHT) leave = arrive = straight;
        if (s->leave == STRAIGHT && fabs(b->x - a->x) > fabs(b->y - a->y)) continue; /* a curve shows the time better */
        if ((a->is_level && s->leave != 0) || (b->is_level && s->arrive != 0)) continue;
        struct curve k = shaped(a, b, leave, arrive, head);
        double c = (is_level ? s->in_lane : s->across + 3 * (fabs(leave - straight) + fabs(arrive - straight))) +
                   cost(t, o, &k, a, b, head);
        if (c < least) {
            least = c;
            best = k;
        }
    }
    return best;
}

/* ---- drawing ---- */

void curve_draw(struct canvas *c, const struct curve *k, const struct paint *p, double head)
{
    canvas_move(c, k->x0, k->y0);
    canvas_curve(c, k->x1, k->y1, k->x2, k->y2, k->x3, k->y3);
    canvas_paint(c, p);
    double dx = k->tip_x - k->x3, dy = k->tip_y - k->y3, d = hypot(dx, dy);
    if (head <= 0 || d <= 0) return;
    dx *= head / d;
    dy *= head / d;
    double bx = k->tip_x - dx, by = k->tip_y - dy;
    canvas_move(c, k->tip_x, k->tip_y);
    canvas_line(c, bx - dy * 0.42, by + dx * 0.42);
    canvas_line(c, bx + dx * 0.18, by + dy * 0.18);
    canvas_line(c, bx + dy * 0.42, by - dx * 0.42);
    canvas_close(c);
    canvas_paint(c, &(struct paint){ .fill = p->stroke, .fill_alpha = fmin(1, p->stroke_alpha * 1.3) });
}

void curve_keep_free(struct label_field *f, const struct curve *k, double line, double head)
{
    double half = 2.5 + line / 2, h = head / 2 + 1;
    for (int i = 1; i < SAMPLES; i++) {
        double x, y;
        curve_point(k, i / (double)SAMPLES, &x, &y);
        label_field_soft(f, (struct box){ x - half, y - half, 2 * half, 2 * half });
    }
    if (head > 0)
        label_field_hard(f, (struct box){ (k->x3 + k->tip_x) / 2 - h, (k->y3 + k->tip_y) / 2 - h, 2 * h, 2 * h });
}
