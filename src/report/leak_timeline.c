/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak's times as files: each on a line, or drawn (leak_picture.c). */
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "report/leak_picture.h"
#include "report/leak_rows.h"

/* One time of an item. */
struct moment {
    sg_time time;
    uint32_t item;
    const char *what; /* "sent", "received", "created", "saved" */
};

/* Calls `take` for every time that is known, in the order of items. */
static void each_moment(const struct sg_leak *l, void (*take)(void *ctx, const struct moment *m), void *ctx)
{
    for (uint32_t i = 0; i < l->n_items; i++) {
        const struct sg_leak_item *item = &l->items[i];
        bool is_mail = item->kind == SG_ITEM_MESSAGE;
        const struct moment all[] = { { item->created, i, "created" },
                                      { item->date, i, is_mail ? "sent" : "saved" },
                                      { item->received, i, "received" } };
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            if (all[k].time != SG_TIME_NONE) take(ctx, &all[k]);
    }
}

struct writing {
    const struct sg_leak *l;
    const struct sg_leak_report_options *o;
    struct sg_buf *out;
    struct sg_json_out *j;
};

/* Paths tell of what is in the files: they are left out where content is. */
static const char *path_of(const struct writing *w, const struct sg_leak_item *item)
{
    return w->o->with_content ? item->path : "";
}

static void mask_into(const struct writing *w, const char *text, struct sg_buf *out)
{
    if (w->o->is_masked)
        sg_mask_personal(sg_str(text), out);
    else
        sg_buf_text(out, text);
}

static const char *by_of(const struct sg_leak_item *item)
{
    return item->kind == SG_ITEM_MESSAGE ? item->from : *item->editor ? item->editor : item->author;
}

static const struct sg_leak_finding *gravest(const struct sg_leak *l, const struct sg_leak_item *item)
{
    return item->n_findings && l->findings[item->first_finding].severity != SG_NOTE ? &l->findings[item->first_finding]
                                                                                   : NULL;
}

/* ---- csv ---- */

static void put_csv(void *ctx, const struct moment *m)
{
    const struct writing *w = ctx;
    const struct sg_leak_item *item = &w->l->items[m->item];
    const struct sg_leak_finding *f = gravest(w->l, item);
    char time[SG_TIME_TEXT];
    sg_auto_buf by = { 0 }, path = { 0 };
    sg_time_format(m->time, time);
    mask_into(w, by_of(item), &by);
    mask_into(w, path_of(w, item), &path);
    sg_buf_printf(w->out, "%s,%s,%016" PRIx64 ",%s,", time, m->what, item->id, sg_item_kind_name(item->kind));
    sg_escape_csv(w->out, sg_buf_view(&by));
    sg_buf_printf(w->out, ",%s,%s,", f ? sg_leak_rules[f->rule].id : "", f ? sg_severity_names[f->severity] : "");
    sg_escape_csv(w->out, sg_buf_view(&path));
    sg_buf_text(w->out, "\r\n");
    w->out->failed |= by.failed || path.failed;
}

static enum sg_code write_csv(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                              struct sg_err *err)
{
    struct writing w = { .l = l, .o = o, .out = out };
    sg_buf_text(out, "time,what,id,kind,by,finding,severity,path\r\n");
    each_moment(l, put_csv, &w);
    return sg_buf_check(out, err);
}

/* ---- json ---- */

static void put_json(void *ctx, const struct moment *m)
{
    const struct writing *w = ctx;
    const struct sg_leak_item *item = &w->l->items[m->item];
    const struct sg_leak_finding *f = gravest(w->l, item);
    char id[17];
    sg_auto_buf by = { 0 }, path = { 0 };
    snprintf(id, sizeof id, "%016" PRIx64, item->id);
    mask_into(w, by_of(item), &by);
    mask_into(w, path_of(w, item), &path);
    sg_json_object(w->j);
    sg_json_ktime(w->j, "time", m->time);
    sg_json_ktext(w->j, "what", m->what);
    sg_json_ktext(w->j, "id", id);
    sg_json_ktext(w->j, "kind", sg_item_kind_name(item->kind));
    sg_json_kstr(w->j, "by", sg_buf_view(&by));
    sg_json_ktext(w->j, "finding", f ? sg_leak_rules[f->rule].id : NULL);
    sg_json_ktext(w->j, "severity", f ? sg_severity_names[f->severity] : NULL);
    sg_json_kstr(w->j, "path", sg_buf_view(&path));
    sg_json_object_end(w->j);
    w->out->failed |= by.failed || path.failed;
}

static enum sg_code write_json(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                               struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, false);
    struct writing w = { .l = l, .o = o, .out = out, .j = &j };
    sg_json_object(&j);
    sg_json_ki64(&j, "format", 1);
    sg_json_ktime(&j, "theft", l->settings.theft);
    sg_json_key(&j, "times");
    sg_json_array(&j);
    each_moment(l, put_json, &w);
    sg_json_array_end(&j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}

/* ---- pictures ---- */

static enum sg_code write_svg(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                              struct sg_err *err)
{
    return leak_picture(l, o, CANVAS_SVG, out, err);
}

static enum sg_code write_png(const struct sg_leak *l, const struct sg_leak_report_options *o, struct sg_buf *out,
                              struct sg_err *err)
{
    return leak_picture(l, o, CANVAS_PNG, out, err);
}

const struct sg_leak_format sg_leak_timeline_formats[] = {
    { "svg", write_svg }, { "png", write_png }, { "csv", write_csv }, { "json", write_json }, { NULL, NULL },
};
