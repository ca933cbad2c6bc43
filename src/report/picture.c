/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/picture.h"

#include <math.h>

#include "report/map_files.h"
#include "report/say.h"

enum { PIXELS_WIDE_MIN = 200 };

double picture_width(const struct sg_map_options *o)
{
    if (o->width <= 0 || o->width >= PICTURE_WIDTH) return PICTURE_WIDTH;
    return o->width < PICTURE_NARROWEST ? PICTURE_NARROWEST : o->width;
}

double picture_scale(const struct sg_map_options *o)
{
    return o->width > 0 ? o->width / picture_width(o) : 1;
}

double picture_margin(double width)
{
    return width < 900 ? 14 : 24;
}

const char *picture_text(struct sg_buf *words)
{
    const char *s = sg_buf_cstr(words);
    return s ? s : "";
}

double picture_wrap(struct canvas *c, double x, double y, double width, const struct font *f, const char *text,
                    bool is_drawn)
{
    sg_auto_buf line = { 0 };
    double height = f->size * 1.4;
    while (*text) {
        size_t word = strcspn(text, " ");
        size_t before = line.len;
        if (before) sg_buf_char(&line, ' ');
        sg_buf_add(&line, text, word);
        const char *words = sg_buf_cstr(&line);
        if (before && words && canvas_text_width(c, f, words) > width) {
            line.len = before;
            words = sg_buf_cstr(&line);
            if (is_drawn && words) canvas_text(c, x, y + f->size, f, words);
            y += height;
            line.len = 0;
            continue; /* the same word again, on a fresh line */
        }
        text += word;
        text += strspn(text, " ");
    }
    if (line.len) {
        const char *words = sg_buf_cstr(&line);
        if (is_drawn && words) canvas_text(c, x, y + f->size, f, words);
        y += height;
    }
    return y;
}

void picture_fit(struct canvas *c, const struct font *f, double width, struct sg_buf *text)
{
    const char *words = sg_buf_cstr(text);
    if (!words || canvas_text_width(c, f, words) <= width) return;
    size_t low = 0, high = text->len;
    sg_auto_buf tried = { 0 };
    while (low < high) { /* the longest beginning that fits with the mark */
        size_t mid = (low + high + 1) / 2;
        sg_buf_clear(&tried);
        sg_buf_add(&tried, text->data, mid);
        sg_buf_text(&tried, "…");
        words = sg_buf_cstr(&tried);
        if (words && canvas_text_width(c, f, words) <= width)
            low = mid;
        else
            high = mid - 1;
    }
    while (low > 0 && low < text->len && ((unsigned char)text->data[low] & 0xc0) == 0x80)
        low--; /* not in the middle of a letter */
    text->len = low;
    sg_buf_text(text, "…");
}

const char *picture_title(const struct sg_story *s, const struct sg_map_options *o)
{
    if (o->title && *o->title) return o->title;
    return *s->query ? s->query : "All posts";
}

static void subtitle(struct sg_buf *out, const struct sg_story *s)
{
    sg_say_many(out, s->n_evidence, "post", "posts");
    sg_buf_text(out, " by ");
    sg_say_many(out, (int64_t)s->n_accounts, "account", "accounts");
    sg_buf_text(out, " on ");
    sg_say_many(out, (int64_t)s->n_platforms, "platform", "platforms");
    if (s->from != SG_TIME_NONE && s->n_evidence) {
        sg_buf_text(out, ", ");
        sg_say_time(out, s->from, SG_TO_MINUTE);
        sg_buf_text(out, " to ");
        sg_say_time(out, s->to, SG_TO_MINUTE);
    }
    sg_buf_text(out, " · ");
    sg_say_many(out, s->n_explicit, "explicit relay", "explicit relays");
    sg_buf_text(out, ", ");
    sg_say_count(out, s->n_inferred);
    sg_buf_text(out, " inferred");
    if (s->n_explicit)
        sg_buf_printf(out, " · %.0f%% of explicit relays lead out of the evidence", s->missing_share * 100);
}

void picture_describe(struct sg_buf *out, const struct sg_story *s, const char *view)
{
    sg_buf_text(out, view);
    sg_buf_text(out, ": ");
    subtitle(out, s);
    sg_buf_text(out, ".");
    for (size_t i = 0; i < s->n_chain; i++) {
        const struct sg_story_post *p = &s->posts[s->chain[i].post];
        sg_buf_text(out, i ? ", then " : " The chain: ");
        sg_say_author(out, s, p);
        sg_buf_printf(out, " on %s, ", sg_post_platform(s, p));
        sg_say_time(out, p->time, p->precision);
    }
    if (s->n_chain) sg_buf_char(out, '.');
}

double picture_head(struct canvas *c, const struct sg_story *s, const struct sg_map_options *o, bool is_drawn)
{
    sg_auto_buf words = { 0 };
    double page = picture_width(o), margin = picture_margin(page), width = page - 2 * margin, y = margin - 4;
    bool is_narrow = page < 900;
    struct font big = { .size = is_narrow ? 20 : 25, .is_bold = true, .color = INK };
    struct font small = { .size = is_narrow ? 12 : 13, .color = GREY };
    sg_buf_text(&words, picture_title(s, o));
    picture_fit(c, &big, width, &words);
    y = picture_wrap(c, margin, y, width, &big, picture_text(&words), is_drawn);
    sg_buf_clear(&words);
    subtitle(&words, s);
    return picture_wrap(c, margin, y + 1, width, &small, picture_text(&words), is_drawn);
}

double picture_foot(struct canvas *c, double y, double width, const char *more, bool is_drawn)
{
    sg_auto_buf words = { 0 };
    struct font small = { .size = 11, .color = GREY };
    sg_buf_text(&words,
                "“Earliest” means earliest in this evidence. Solid lines were seen (a repost, quote, reply or link); "
                "dashed lines are inferred. Times are UTC. ");
    sg_buf_text(&words, more);
    double margin = picture_margin(width);
    return picture_wrap(c, margin, y, width - 2 * margin, &small, picture_text(&words), is_drawn) + 14;
}

void picture_leader(struct canvas *c, struct label_field *f, double x, double y, double r, const struct box *label)
{
    double lx = fmin(fmax(x, label->x), label->x + label->w), ly = fmin(fmax(y, label->y + 2), label->y + label->h - 2);
    double d = hypot(lx - x, ly - y);
    if (d - r < 9) return;
    for (double along = r; along < d; along += 4)
        label_field_hard(f, (struct box){ x + (lx - x) * along / d - 1, y + (ly - y) * along / d - 1, 2, 2 });
    canvas_move(c, x + (lx - x) * r / d, y + (ly - y) * r / d);
    canvas_line(c, lx, ly);
    canvas_paint(c, &(struct paint){ .stroke = GREY, .stroke_alpha = 0.8, .line = 0.8 });
}

const struct paint picture_ring = { .stroke = 0x7b2d8b, .stroke_alpha = 1, .line = 1.6 };

double picture_ring_entry(struct canvas *c, double x, double y, double width, bool is_drawn)
{
    struct font f = { .size = 12, .color = INK };
    double margin = picture_margin(width);
    if (x + 24 + canvas_text_width(c, &f, PICTURE_IN_STEP) > width - margin) {
        x = margin;
        y += 22;
    }
    if (is_drawn) {
        canvas_shape(c, MAP_DISC, x + 8, y, 4, &(struct paint){ .fill = GREY, .fill_alpha = 1 });
        canvas_shape(c, MAP_DISC, x + 8, y, 7, &picture_ring);
        canvas_text(c, x + 22, y + 4.5, &f, PICTURE_IN_STEP);
    }
    return y;
}

static enum sg_code draw(enum canvas_kind kind, const struct sg_story *s, const struct sg_map_options *o,
                         struct sg_buf *out, struct sg_err *err)
{
    if (o->width < 0 || o->height < 0 || (o->width > 0 && o->width < PIXELS_WIDE_MIN))
        return sg_fail(err, SG_EUSAGE,
                       "a picture of width %d and height %d cannot be drawn; the width must be %d or more", o->width,
                       o->height, PIXELS_WIDE_MIN);
    canvas_auto *c = NULL;
    SG_TRY(canvas_new(kind, &c, err));
    if (o->view == SG_MAP_NETWORK)
        SG_TRY(map_network_draw(c, s, o, err));
    else
        SG_TRY(map_timeline_draw(c, s, o, err));
    return canvas_finish(c, out, err);
}

enum sg_code map_svg_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                           struct sg_err *err)
{
    return draw(CANVAS_SVG, s, o, out, err);
}

enum sg_code map_png_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                           struct sg_err *err)
{
    return draw(CANVAS_PNG, s, o, out, err);
}
