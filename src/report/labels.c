/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/labels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void label_field_release(struct label_field *f)
{
    if (!f) return;
    free(f->hard);
    free(f->soft);
    memset(f, 0, sizeof *f);
}

static void add(struct label_field *f, struct box **boxes, size_t *n, size_t *cap, struct box b)
{
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 256;
        struct box *grown = realloc(*boxes, more * sizeof *grown);
        if (!grown) {
            f->failed = true;
            return;
        }
        *boxes = grown;
        *cap = more;
    }
    (*boxes)[(*n)++] = b;
}

void label_field_hard(struct label_field *f, struct box b)
{
    add(f, &f->hard, &f->n_hard, &f->cap_hard, b);
}
void label_field_soft(struct label_field *f, struct box b)
{
    add(f, &f->soft, &f->n_soft, &f->cap_soft, b);
}

static bool meets(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

bool label_field_is_free(const struct label_field *f, const struct box *b)
{
    const struct box *o = &f->bounds;
    if (b->x < o->x || b->y < o->y || b->x + b->w > o->x + o->w || b->y + b->h > o->y + o->h) return false;
    for (size_t i = 0; i < f->n_hard; i++)
        if (meets(b, &f->hard[i])) return false;
    return true;
}

/* How bad a place is: INFINITY when it cannot be. */
static double cost(const struct label_field *f, const struct box *b, double distance)
{
    if (!label_field_is_free(f, b)) return INFINITY;
    double sum = distance;
    for (size_t i = 0; i < f->n_soft; i++)
        sum += 12 * meets(b, &f->soft[i]);
    return sum;
}

/* Whether a line from the mark's rim to the label would cross a label or another mark. */
static bool is_blocked(const struct label_field *f, double x, double y, double r, const struct box *b)
{
    double lx = fmin(fmax(x, b->x), b->x + b->w), ly = fmin(fmax(y, b->y), b->y + b->h), d = hypot(lx - x, ly - y);
    for (double along = r * 1.6 + 4; along < d; along += 4) {
        struct box point = { x + (lx - x) * along / d - 1, y + (ly - y) * along / d - 1, 2, 2 };
        for (size_t i = 0; i < f->n_hard; i++)
            if (meets(&point, &f->hard[i])) return true;
    }
    return false;
}

bool label_field_place(struct label_field *f, double x, double y, double r, double w, double h, double reach,
                       struct box *ret)
{
    enum { DIRECTIONS = 24 };
    double best = INFINITY;
    struct box found = { 0 };
    for (double away = 3; away <= reach && best > away; away += away < 20 ? 4 : 9)
        for (int k = 0; k < DIRECTIONS; k++) {
            /* Right first, then around; the label's near edge lies `away` from the mark's rim. */
            int turn = k % 2 ? (k + 1) / 2 : -k / 2;
            double angle = turn * 2 * M_PI / DIRECTIONS, dx = cos(angle), dy = sin(angle);
            double cx = x + dx * (r + away) + (fabs(dx) < 0.2 ? 0 : dx > 0 ? w / 2 : -w / 2);
            double cy = y + dy * (r + away) + dy * h / 2;
            struct box b = { cx - w / 2, cy - h / 2, w, h };
            double c = cost(f, &b, away + 0.35 * abs(turn));
            if (c < best && !is_blocked(f, x, y, r, &b)) {
                best = c;
                found = b;
            }
        }
    if (!isfinite(best)) return false;
    label_field_hard(f, (struct box){ found.x - 4, found.y - 1, found.w + 8, found.h + 2 });
    *ret = found;
    return true;
}
