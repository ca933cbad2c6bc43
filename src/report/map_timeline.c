/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: lanes by platform, time left to right, relays as curves, the chain in bold. */
#include <math.h>

#include "report/map_files.h"
#include "report/say.h"
#include "report/timeline.h"

static enum sg_code draw_plot(struct canvas *c, const struct timeline *t, const struct sg_story *s,
                              const struct sg_map_options *o, struct label_field *f, struct timeline_relay_counts *ret,
                              struct sg_err *err)
{
    timeline_draw_lanes(c, t, f);
    timeline_draw_calendar(c, t, s);
    timeline_draw_axis(c, t, f);
    timeline_draw_bands(c, t, f);
    timeline_draw_bars(c, t);
    f->bounds = (struct box){ t->x0 + 2, t->y0 + 2, t->x1 - t->x0 - 4, t->y1 - t->y0 - 4 };
    for (size_t i = 0; i < t->n_marks; i++) {
        const struct mark *m = &t->marks[i];
        double r = m->r * canvas_shape_reach(m->shape) * 1.1 + 1;
        label_field_hard(f, (struct box){ m->x - r, m->y - r, 2 * r, 2 * r });
    }
    SG_TRY(timeline_draw_relays(c, t, s, o->with_inferred, f, ret, err));
    timeline_draw_marks(c, t, s, o->with_text);
    timeline_draw_labels(c, t, s, f);
    return f->failed ? sg_fail_nomem(err, "the timeline's labels") : SG_OK;
}

static void say_left_out(struct sg_buf *out, const struct timeline *t, const struct timeline_relay_counts *n)
{
    if (n->hidden)
        sg_say_many(out, n->hidden, "relay is not drawn: an end of it has no mark of its own, or there are too many. ",
                    "relays are not drawn: an end of theirs has no mark of its own, or there are too many. ");
    if (t->n_outside)
        sg_say_many(out, t->n_outside, "post whose day lies outside the picture is not drawn.",
                    "posts whose days lie outside the picture are not drawn.");
}

static enum sg_code draw(struct canvas *c, struct timeline *t, const struct sg_story *s, const struct sg_map_options *o,
                         struct label_field *f, struct sg_err *err)
{
    sg_auto_buf about = { 0 };
    sg_auto_buf more = { 0 };
    struct timeline_relay_counts n = { 0 };
    double scale = picture_scale(o), top, below, foot;
    top = timeline_draw_beside(c, t, s, picture_head(c, s, o, false), false) + timeline_calendar_room(t, s);
    below = timeline_draw_legend(c, t, s, true, timeline_draw_chain(c, t, s, TIMELINE_AXIS, false), false);
    foot = picture_foot(c, 0, t->width, "", false) + 18; /* a line of reserve for what is hidden */
    double lanes = o->height ? fmax(o->height / scale - top - below - foot, 40.0 * (double)t->n_lanes) : 0;
    timeline_place(t, top, lanes);
    picture_describe(&about, s, "Timeline");
    SG_TRY(canvas_begin(c, t->width, t->y1 + below + foot, scale, picture_title(s, o), picture_text(&about), err));
    timeline_draw_beside(c, t, s, picture_head(c, s, o, true), true);
    SG_TRY(draw_plot(c, t, s, o, f, &n, err));
    double y = timeline_draw_chain(c, t, s, t->y1 + TIMELINE_AXIS, true);
    y = timeline_draw_legend(c, t, s, n.n_bundles > 0, y, true);
    say_left_out(&more, t, &n);
    picture_foot(c, y, t->width, picture_text(&more), true);
    return SG_OK;
}

enum sg_code map_timeline_draw(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o,
                               struct sg_err *err)
{
    struct timeline t = { 0 };
    struct label_field f = { 0 };
    SG_TRY(timeline_plan(&t, s, picture_width(o), err));
    enum sg_code code = draw(c, &t, s, o, &f, err);
    label_field_release(&f);
    timeline_release(&t);
    return code;
}
