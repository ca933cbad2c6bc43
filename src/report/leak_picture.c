/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/leak_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/axis.h"
#include "report/page.h"
#include "report/picture.h"
#include "report/say.h"

enum { COLUMNS = 180, DOTS_MOST = 4000, LINES_MOST = 600, BATCH_ROWS = 2, BATCHES_NAMED = 16 };
enum { VERIFIED = 0x1b7f5c, SIGNED = 0xd69b1e, UNSIGNED = 0x9aa5b1, DOCUMENT = 0x2f6db3, AGAINST = 0xb3261e };

#define WIDTH 1200.0
#define LEFT 150.0
#define RIGHT 1170.0
#define MAILS_TOP 104.0
#define MAILS_BASE 264.0
#define MADE 330.0  /* middle of the strip of making */
#define SAVED 430.0 /* and of saving */
#define STRIP 34.0  /* half of a strip's height */
#define AXIS_Y 506.0 /* two rows of batches' names fit above */
#define HEIGHT 620.0

struct drawing {
    struct canvas *c;
    const struct sg_leak *l;
    const struct sg_leak_report_options *o;
    struct axis axis;
    sg_time *times; /* scratch: every time that is shown, sorted */
    size_t n_times;
    struct span {
        double from, to;
    } named[BATCH_ROWS][BATCHES_NAMED]; /* where names of batches stand */
    size_t n_named[BATCH_ROWS];
};

/* ---- time ---- */

static int compare_times(const void *x, const void *y)
{
    sg_time a = *(const sg_time *)x, b = *(const sg_time *)y;
    return (a > b) - (a < b);
}

static void note_time(struct drawing *d, sg_time t)
{
    if (t != SG_TIME_NONE) d->times[d->n_times++] = t;
}

/* From the first to the last time; one time in five hundred at either end may lie outside, since wrong clocks would
 * press everything else together.  What was found is inside all the same. */
static void find_range(struct drawing *d)
{
    const struct sg_leak *l = d->l;
    for (size_t i = 0; i < l->n_items; i++) {
        note_time(d, l->items[i].date);
        if (l->items[i].kind != SG_ITEM_MESSAGE) note_time(d, l->items[i].created);
    }
    if (!d->n_times) note_time(d, 0);
    qsort(d->times, d->n_times, sizeof *d->times, compare_times);
    size_t cut = d->n_times / 500;
    sg_time from = d->times[cut], to = d->times[d->n_times - 1 - cut];
    for (size_t i = 0; i < l->n_batches; i++) {
        if (l->batches[i].from < from) from = l->batches[i].from;
        if (l->batches[i].to > to) to = l->batches[i].to;
    }
    if (l->settings.theft != SG_TIME_NONE) {
        from = l->settings.theft < from ? l->settings.theft : from;
        to = l->settings.theft > to ? l->settings.theft : to;
    }
    sg_time margin = (to - from) / 50 + SG_HOUR;
    d->axis = (struct axis){ .n = 1, .pieces = { { from - margin, to + margin, LEFT, RIGHT } } };
}

static bool is_inside(const struct drawing *d, sg_time t)
{
    return t != SG_TIME_NONE && t >= axis_from(&d->axis) && t <= axis_to(&d->axis);
}

static void draw_axis(const struct drawing *d)
{
    struct axis_tick ticks[AXIS_TICKS_MAX];
    size_t n = axis_ticks(&d->axis, 132, ticks);
    const struct font f = { .size = 12, .color = GREY, .anchor = CANVAS_MIDDLE };
    bool is_short = axis_to(&d->axis) - axis_from(&d->axis) < 4 * SG_DAY;
    for (size_t i = 0; i < n; i++) {
        canvas_move(d->c, ticks[i].x, MAILS_TOP);
        canvas_line(d->c, ticks[i].x, AXIS_Y);
        canvas_paint(d->c, &(struct paint){ .stroke = PALE, .stroke_alpha = 1, .line = 1 });
        sg_auto_buf words = { 0 };
        if (is_short)
            sg_say_clock(&words, ticks[i].time, SG_TO_MINUTE);
        else
            sg_say_date(&words, ticks[i].time);
        canvas_text(d->c, ticks[i].x, AXIS_Y + 18, &f, picture_text(&words));
    }
}

/* ---- mails: a column each stretch of time, by verdict ---- */

static size_t column_of(const struct drawing *d, sg_time t)
{
    double share = (axis_x(&d->axis, t) - LEFT) / (RIGHT - LEFT);
    size_t i = share <= 0 ? 0 : (size_t)(share * COLUMNS);
    return i < COLUMNS ? i : COLUMNS - 1;
}

static uint32_t count_columns(const struct drawing *d, uint32_t counts[COLUMNS][SG_VERDICTS])
{
    uint32_t most = 1;
    for (size_t i = 0; i < d->l->n_items; i++) {
        const struct sg_leak_item *item = &d->l->items[i];
        if (item->kind == SG_ITEM_MESSAGE && is_inside(d, item->date))
            counts[column_of(d, item->date)][item->verdict]++;
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        uint32_t sum = 0;
        for (int v = 0; v < SG_VERDICTS; v++)
            sum += counts[i][v];
        if (sum > most) most = sum;
    }
    return most;
}

static void draw_mails(const struct drawing *d)
{
    static const struct {
        enum sg_verdict verdict;
        uint32_t color;
    } rows[] = { { SG_VERIFIED, VERIFIED }, { SG_SIGNED_UNVERIFIED, SIGNED }, { SG_UNSIGNED, UNSIGNED } };
    uint32_t counts[COLUMNS][SG_VERDICTS] = { { 0 } };
    uint32_t most = count_columns(d, counts);
    double unit = (MAILS_BASE - MAILS_TOP) / most, w = (RIGHT - LEFT) / COLUMNS;
    sg_auto_buf scale = { 0 };
    sg_say_count(&scale, most);
    canvas_text(d->c, LEFT - 6, MAILS_TOP + 9, &(struct font){ .size = 11, .color = GREY, .anchor = CANVAS_RIGHT },
                picture_text(&scale));
    for (size_t i = 0; i < COLUMNS; i++) {
        double y = MAILS_BASE;
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            double h = counts[i][rows[k].verdict] * unit;
            if (h <= 0) continue;
            y -= h;
            canvas_rect(d->c, LEFT + (double)i * w, y, w - 0.6, h, 0,
                        &(struct paint){ .fill = rows[k].color, .fill_alpha = 1 });
        }
    }
    canvas_move(d->c, LEFT, MAILS_BASE);
    canvas_line(d->c, RIGHT, MAILS_BASE);
    canvas_paint(d->c, &(struct paint){ .stroke = GREY, .stroke_alpha = 1, .line = 1 });
}

/* ---- documents ---- */

/* A dot's height in its strip: by its id, so that the same document lies at the same height in both. */
static double height_of(const struct sg_leak_item *item)
{
    return ((double)(item->id >> 40 & 0xffff) / 65535.0 - 0.5) * 2 * STRIP * 0.86;
}

static bool is_against(const struct drawing *d, const struct sg_leak_item *item)
{
    return item->n_findings && d->l->findings[item->first_finding].severity >= SG_MEDIUM;
}

static void dot(const struct drawing *d, sg_time t, double y, uint32_t color, double alpha)
{
    if (is_inside(d, t))
        canvas_shape(d->c, MAP_DISC, axis_x(&d->axis, t), y, 2.6,
                     &(struct paint){ .fill = color, .fill_alpha = alpha });
}

/* Plain documents first, what something speaks against on top, joined from making to saving. */
static void draw_documents(const struct drawing *d)
{
    uint32_t n_dots = 0, n_lines = 0;
    for (int against = 0; against < 2; against++)
        for (size_t i = 0; i < d->l->n_items; i++) {
            const struct sg_leak_item *item = &d->l->items[i];
            if (item->kind == SG_ITEM_MESSAGE || is_against(d, item) != against || n_dots >= DOTS_MOST) continue;
            if (item->date == SG_TIME_NONE && item->created == SG_TIME_NONE) continue;
            uint32_t color = against ? AGAINST : DOCUMENT;
            double y = height_of(item);
            if (against && n_lines < LINES_MOST && is_inside(d, item->created) && is_inside(d, item->date)) {
                canvas_move(d->c, axis_x(&d->axis, item->created), MADE + y);
                canvas_line(d->c, axis_x(&d->axis, item->date), SAVED + y);
                canvas_paint(d->c, &(struct paint){ .stroke = AGAINST, .stroke_alpha = 0.35, .line = 1 });
                n_lines++;
            }
            dot(d, item->created, MADE + y, color, against ? 0.9 : 0.55);
            dot(d, item->date, SAVED + y, color, against ? 0.9 : 0.55);
            n_dots++;
        }
}

/* The row in which a name from `x` on has room, or BATCH_ROWS. */
static size_t free_row(const struct drawing *d, double x, double w)
{
    size_t row = 0;
    for (; row < BATCH_ROWS; row++) {
        bool is_free = d->n_named[row] < BATCHES_NAMED;
        for (size_t i = 0; i < d->n_named[row] && is_free; i++)
            is_free = x + w + 12 < d->named[row][i].from || d->named[row][i].to + 12 < x;
        if (is_free) break;
    }
    return row;
}

/* Below the strip, where no line runs; a batch whose name has no room is marked all the same. */
static void name_batch(struct drawing *d, const struct sg_leak_batch *b, double x)
{
    sg_auto_buf words = { 0 };
    int64_t minutes = (b->to - b->from + SG_MINUTE - 1) / SG_MINUTE; /* upwards, as the finding says it */
    sg_say_many(&words, b->n, "document saved within ", "documents saved within ");
    sg_say_gap(&words, minutes > 1 ? minutes * SG_MINUTE : SG_MINUTE);
    sg_buf_text(&words, ", ");
    sg_say_time(&words, b->from, SG_TO_MINUTE);
    if (*b->editor) {
        sg_buf_text(&words, ", by “");
        if (d->o->is_masked)
            sg_mask_personal(sg_str(b->editor), &words);
        else
            sg_buf_text(&words, b->editor);
        sg_buf_text(&words, "”");
    }
    struct font f = { .size = 12, .is_bold = true, .color = AGAINST, .has_halo = true };
    picture_fit(d->c, &f, RIGHT - LEFT, &words);
    double w = canvas_text_width(d->c, &f, picture_text(&words));
    x = fmax(LEFT, fmin(x - 2, RIGHT - w));
    size_t row = free_row(d, x, w);
    if (row == BATCH_ROWS) return;
    d->named[row][d->n_named[row]++] = (struct span){ x, x + w };
    canvas_text(d->c, x, SAVED + STRIP + 19 + 15.0 * (double)row, &f, picture_text(&words));
}

static void draw_batches(struct drawing *d)
{
    for (size_t i = 0; i < d->l->n_batches; i++) {
        const struct sg_leak_batch *b = &d->l->batches[i];
        double x = axis_x(&d->axis, b->from), w = fmax(axis_x(&d->axis, b->to) - x, 3);
        canvas_rect(d->c, x - 1, SAVED - STRIP - 4, w, 2 * STRIP + 8, 0,
                    &(struct paint){ .fill = AGAINST, .fill_alpha = 0.22 });
    }
    for (size_t i = 0; i < d->l->n_batches; i++)
        name_batch(d, &d->l->batches[i], axis_x(&d->axis, d->l->batches[i].from));
}

/* A moment that matters: a line through everything, named above. */
static void draw_moment(const struct drawing *d, sg_time t, const char *what, double y, uint32_t color)
{
    if (!is_inside(d, t)) return;
    sg_auto_buf words = { 0 };
    double x = axis_x(&d->axis, t);
    canvas_move(d->c, x, MAILS_TOP - 6);
    canvas_line(d->c, x, AXIS_Y);
    canvas_paint(d->c, &(struct paint){ .stroke = color, .stroke_alpha = 1, .line = 1.2, .is_dashed = true });
    sg_buf_printf(&words, "%s, ", what);
    sg_say_date(&words, t);
    struct font f = { .size = 12, .color = color, .has_halo = true };
    double w = canvas_text_width(d->c, &f, picture_text(&words));
    canvas_text(d->c, fmax(LEFT, fmin(x - w / 2, RIGHT - w)), y, &f, picture_text(&words));
}

/* ---- words around it ---- */

static void draw_names(const struct drawing *d)
{
    static const struct {
        double y;
        const char *name, *more;
    } rows[] = { { (MAILS_TOP + MAILS_BASE) / 2, "Mails", "by date" },
                 { MADE, "Documents", "when made" },
                 { SAVED, "Documents", "when last saved" } };
    const struct font bold = { .size = 14, .is_bold = true, .color = INK }, small = { .size = 11, .color = GREY };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        canvas_text(d->c, 24, rows[i].y - 2, &bold, rows[i].name);
        canvas_text(d->c, 24, rows[i].y + 13, &small, rows[i].more);
    }
}

static void draw_legend(const struct drawing *d)
{
    static const struct {
        uint32_t color;
        const char *name;
    } rows[] = { { VERIFIED, "verified" },
                 { SIGNED, "signed, not verified" },
                 { UNSIGNED, "unsigned" },
                 { DOCUMENT, "document" },
                 { AGAINST, "document that something speaks against: its making joined to its saving" } };
    const struct font f = { .size = 12, .color = INK };
    double x = LEFT;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        canvas_rect(d->c, x, AXIS_Y + 38, 11, 11, 2, &(struct paint){ .fill = rows[i].color, .fill_alpha = 1 });
        canvas_text(d->c, x + 17, AXIS_Y + 48, &f, rows[i].name);
        x += 17 + canvas_text_width(d->c, &f, rows[i].name) + 22;
    }
    sg_auto_buf words = { 0 };
    size_t outside = 0;
    for (size_t i = 0; i < d->n_times; i++)
        outside += !is_inside(d, d->times[i]);
    sg_buf_text(&words, "Times are what mails and documents say of themselves, in UTC; both can be planted.");
    if (outside) {
        sg_buf_text(&words, " Outside this picture: ");
        sg_say_many(&words, (int64_t)outside, "time.", "times.");
    }
    picture_wrap(d->c, LEFT, AXIS_Y + 64, RIGHT - LEFT, &(struct font){ .size = 12, .color = GREY },
                 picture_text(&words), true);
}

static void draw_head(const struct drawing *d)
{
    sg_auto_buf words = { 0 };
    canvas_text(d->c, 24, 36, &(struct font){ .size = 22, .is_bold = true, .color = INK }, "When the leak was written");
    sg_say_many(&words, (int64_t)d->l->totals.messages, "mail", "mails");
    sg_buf_text(&words, ", ");
    sg_say_many(&words, (int64_t)d->l->totals.documents, "document", "documents");
    if (d->l->totals.first != SG_TIME_NONE) {
        sg_buf_text(&words, "; mails from ");
        sg_say_date(&words, d->l->totals.first);
        sg_buf_text(&words, " to ");
        sg_say_date(&words, d->l->totals.last);
    }
    canvas_text(d->c, 24, 58, &(struct font){ .size = 13, .color = GREY }, picture_text(&words));
}

static enum sg_code draw(struct drawing *d, struct sg_buf *out, struct sg_err *err)
{
    find_range(d);
    SG_TRY(canvas_begin(d->c, WIDTH, HEIGHT, 1, "When the leak was written",
                        "Mails by date and verdict; documents by when they were made and last saved.", err));
    draw_head(d);
    draw_axis(d);
    draw_names(d);
    draw_mails(d);
    draw_documents(d);
    draw_batches(d);
    bool is_confirmed = d->l->totals.confirmed != SG_TIME_NONE; /* one wrong clock must not move the line */
    draw_moment(d, is_confirmed ? d->l->totals.confirmed : d->l->totals.last, "newest mail", 82, INK);
    draw_moment(d, d->l->settings.theft, "said to be taken", 97, AGAINST);
    draw_legend(d);
    return canvas_finish(d->c, out, err);
}

enum sg_code leak_picture(const struct sg_leak *l, const struct sg_leak_report_options *o, enum canvas_kind kind,
                          struct sg_buf *out, struct sg_err *err)
{
    canvas_auto *c = NULL;
    SG_TRY(canvas_new(kind, &c, err));
    struct drawing d = { .c = c, .l = l, .o = o, .times = malloc((2 * l->n_items + 2) * sizeof *d.times) };
    enum sg_code code = d.times ? draw(&d, out, err) : sg_fail_nomem(err, "the leak's picture");
    free(d.times);
    return code;
}
