/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How it was asked for and what was looked at, as a finding's document and the page's both say it. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json_out.h"
#include "report/coordination_rows.h"

/* Seconds, exactly: a window may be many days long and still have microseconds. */
void coordination_seconds_json(struct sg_json_out *j, const char *key, sg_time us)
{
    char text[40];
    uint64_t size = us < 0 ? (uint64_t)0 - (uint64_t)us : (uint64_t)us;
    int n =
        snprintf(text, sizeof text, "%s%" PRIu64 ".%06" PRIu64, us < 0 ? "-" : "", size / SG_SECOND, size % SG_SECOND);
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.') n--;
    sg_json_key(j, key);
    sg_json_raw(j, sg_str_n(text, (size_t)n));
}

void coordination_kinds_json(struct sg_json_out *j, uint32_t mask)
{
    sg_json_key(j, "kinds");
    sg_json_array(j);
    for (int by = 0; by < SG_COACTIONS; by++)
        if (mask >> by & 1) sg_json_text(j, sg_coaction_name((enum sg_coaction)by));
    sg_json_array_end(j);
}

void sg_coordination_settings_json(struct sg_json_out *j, const struct sg_coordination_settings *s)
{
    bool is_laid_out = j->indent;
    sg_json_key(j, "settings");
    sg_json_object(j);
    j->indent = false; /* on one line */
    sg_json_ktext(j, "like", sg_like_names[s->like]);
    coordination_kinds_json(j, s->kinds);
    coordination_seconds_json(j, "window_s", s->window);
    sg_json_kbool(j, "window_estimated", s->is_window_estimated);
    coordination_seconds_json(j, "fast_window_s", s->fast_window);
    sg_json_ku64(j, "min_weight", s->min_weight);
    sg_json_ku64(j, "min_participation", s->min_participation);
    sg_json_ku64(j, "min_group", s->min_group);
    sg_json_kdouble(j, "edge_percentile", s->edge_percentile);
    sg_json_kdouble(j, "fdr", s->fdr);
    sg_json_ku64(j, "max_crowd", s->max_crowd);
    sg_json_kbool(j, "without_reposts", s->without_reposts);
    sg_json_kdouble(j, "similarity", s->similarity);
    sg_json_ku64(j, "shingle", s->shingle);
    sg_json_ku64(j, "shuffles", s->shuffles);
    sg_json_ku64(j, "seed", s->seed);
    sg_json_object_end(j);
    j->indent = is_laid_out;
}

void coordination_layer_json(struct sg_json_out *j, const struct sg_step_layer *l)
{
    sg_json_ktext(j, "kind", sg_coaction_name(l->by));
    sg_json_ku64(j, "events", l->n_events);
    sg_json_ku64(j, "objects", l->n_objects);
    sg_json_ku64(j, "accounts", l->n_accounts);
    sg_json_ku64(j, "without_account", l->n_without_account);
    sg_json_ku64(j, "pairs", l->n_pairs);
    sg_json_ku64(j, "total_weight", l->total_weight);
    coordination_seconds_json(j, "window_s", l->window);
    coordination_seconds_json(j, "granularity_s", l->granularity);
    sg_json_ku64(j, "crowded_events", l->n_crowded);
    sg_json_ku64(j, "pairs_below", l->n_below);
    sg_json_ku64(j, "short_texts", l->n_short);
    sg_json_ku64(j, "unchecked_texts", l->n_unchecked);
}

void coordination_common_json(struct sg_json_out *j, const struct sg_step_common *m)
{
    sg_json_ku64(j, "events", m->n_events);
    sg_json_ku64(j, "accounts", m->n_accounts);
    sg_json_ku64(j, "largest_crowd", m->largest_crowd);
    sg_json_kdouble(j, "least_weight", m->least_weight);
}

void coordination_sweep_json(struct sg_json_out *j, const struct sg_sweep_row *s)
{
    coordination_seconds_json(j, "window_s", s->window);
    sg_json_ku64(j, "pairs", s->n_pairs);
    sg_json_ku64(j, "significant", s->n_significant);
    sg_json_ku64(j, "groups", s->n_groups);
    sg_json_ku64(j, "accounts", s->n_accounts);
    sg_json_kdouble(j, "overlap", s->overlap);
}

void coordination_null_json(struct sg_json_out *j, const struct sg_null_check *n)
{
    sg_json_ku64(j, "runs", n->runs);
    sg_json_ku64(j, "runs_with_group", n->runs_with_group);
    sg_json_kdouble(j, "pairs_mean", n->pairs_mean);
    sg_json_kdouble(j, "pairs_max", n->pairs_max);
    sg_json_kdouble(j, "observed_over_expected", n->observed_over_expected);
}
