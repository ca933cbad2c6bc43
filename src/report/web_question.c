/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a finding was asked for and what was looked at, in the page's document. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/coordination_rows.h"
#include "report/web_coordination.h"
#include "report/web_internal.h"

/* ---- pieces ---- */

void web_thousandths(struct sg_json_out *j, double v)
{
    char text[64];
    if (!isfinite(v) || fabs(v) > 1e15) {
        sg_json_double(j, v);
        return;
    }
    int64_t k = llround(v * 1000);
    uint64_t size = k < 0 ? (uint64_t)-k : (uint64_t)k;
    int n = snprintf(text, sizeof text, "%s%llu.%03llu", k < 0 ? "-" : "", (unsigned long long)(size / 1000),
                     (unsigned long long)(size % 1000));
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.') n--;
    sg_json_raw(j, sg_str_n(text, (size_t)n));
}

void web_moment(struct sg_json_out *j, sg_time t)
{
    if (t == SG_TIME_NONE)
        sg_json_null(j);
    else
        sg_json_i64(j, t / 1000 - (t % 1000 < 0));
}

void web_kmoment(struct sg_json_out *j, const char *key, sg_time t)
{
    sg_json_key(j, key);
    web_moment(j, t);
}

/* ---- the question ---- */

void web_question_layers(struct sg_json_out *j, const struct sg_coordination *c)
{
    sg_json_key(j, "layers");
    sg_json_array(j);
    for (size_t i = 0; i < c->n_layers; i++) {
        sg_json_object(j);
        coordination_layer_json(j, &c->layers[i]);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_key(j, "common");
    sg_json_array(j);
    for (size_t i = 0; i < c->n_common; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "kind", sg_coaction_name(c->layers[c->common[i].layer].by));
        sg_json_ktext(j, "value", c->objects[c->common[i].object].value);
        coordination_common_json(j, &c->common[i]);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

void web_question_checks(struct sg_json_out *j, const struct sg_coordination *c)
{
    sg_json_key(j, "sweep");
    sg_json_array(j);
    for (size_t i = 0; i < c->n_sweep; i++) {
        sg_json_object(j);
        coordination_sweep_json(j, &c->sweep[i]);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_key(j, "null_check");
    if (c->null.runs == 0) {
        sg_json_null(j);
        return;
    }
    sg_json_object(j);
    coordination_null_json(j, &c->null);
    sg_json_object_end(j);
}

/* ---- methods ---- */

/* As a person reads it: what was not asked for is left out. */
static void asked(struct sg_json_out *j, const struct sg_coordination_settings *s)
{
    sg_auto_buf kinds = { 0 };
    coordination_kinds(&kinds, s->kinds, ", ");
    j->out->failed |= kinds.failed;
    sg_json_ktext(j, "like", sg_like_names[s->like]);
    sg_json_kstr(j, "kinds", sg_buf_view(&kinds));
    coordination_seconds_json(j, "window_s", s->window);
    sg_json_kbool(j, "window_estimated", s->is_window_estimated);
    if (s->fast_window > 0) coordination_seconds_json(j, "fast_window_s", s->fast_window);
    sg_json_ku64(j, "min_weight", s->min_weight);
    sg_json_ku64(j, "min_participation", s->min_participation);
    sg_json_ku64(j, "min_group", s->min_group);
    if (s->edge_percentile > 0) sg_json_kdouble(j, "edge_percentile", s->edge_percentile);
    sg_json_kdouble(j, "fdr", s->fdr);
    sg_json_ku64(j, "max_crowd", s->max_crowd);
    if (s->without_reposts) sg_json_kbool(j, "without_reposts", true);
    sg_json_ku64(j, "shuffles", s->shuffles);
    sg_json_ku64(j, "seed", s->seed);
}

/* The newest finding that has texts compared, or NULL; and how many accounts were looked at in all. */
static const struct sg_coordination *with_near_texts(const struct sg_page_findings *f, uint64_t *ret_looked_at)
{
    const struct sg_coordination *near = NULL;
    for (size_t k = 0; k < f->n; k++) {
        const struct sg_coordination *c = f->items[k].found;
        if (!near && c->settings.kinds >> SG_BY_NEAR_TEXT & 1) near = c;
        *ret_looked_at += c->n_signals;
    }
    return near;
}

void web_findings_methods(struct sg_json_out *j, const struct sg_page_findings *f)
{
    if (!f || !f->n) return;
    uint64_t n_looked_at = 0;
    const struct sg_coordination *newest = f->items[0].found, *near = with_near_texts(f, &n_looked_at);
    web_method(j, "coordination");
    asked(j, &newest->settings);
    sg_json_ku64(j, "tests", newest->n_tests);
    sg_json_ku64(j, "significant", newest->n_significant);
    sg_json_ku64(j, "groups", newest->n_groups);
    web_method_end(j);
    if (near) {
        web_method(j, "near-text");
        sg_json_kdouble(j, "similarity", near->settings.similarity);
        sg_json_ku64(j, "shingle", near->settings.shingle);
        web_method_end(j);
    }
    if (n_looked_at) {
        web_method(j, "automation");
        sg_json_ku64(j, "accounts", n_looked_at);
        web_method_end(j);
    }
}
