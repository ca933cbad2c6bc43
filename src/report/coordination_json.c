/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/coordination-json.md; the reader of the same is coordination_read.c. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "report/coordination_rows.h"

enum { DRAIN_BYTES = 1 << 20 };

struct writing {
    struct sg_json_out j;
    const struct sg_coordination *c;
    const struct sg_coordination_report_options *o;
    uint32_t *pair_of_step, *account_of_signals;
    struct sg_err *err;
};

static enum sg_code drain(struct writing *w, size_t from)
{
    struct sg_buf *out = w->j.out;
    if (!w->o->drain || out->len <= from) return SG_OK;
    SG_TRY(sg_buf_check(out, w->err));
    SG_TRY(w->o->drain(w->o->drain_ctx, sg_buf_view(out), w->err));
    sg_buf_clear(out);
    return SG_OK;
}

/* ---- pieces ---- */

/* A row of a list is an object on a line of its own. */
static void row(struct sg_json_out *j)
{
    sg_json_object(j);
    j->indent = false;
}
static void row_end(struct sg_json_out *j)
{
    sg_json_object_end(j);
    j->indent = true;
}

static void list(struct sg_json_out *j, const char *key)
{
    sg_json_key(j, key);
    sg_json_array(j);
}

static void identity(struct sg_json_out *j, uint64_t v)
{
    char hex[17];
    snprintf(hex, sizeof hex, "%016" PRIx64, v);
    sg_json_ktext(j, "identity", hex);
}

static void index_or_null(struct sg_json_out *j, const char *key, uint32_t v)
{
    sg_json_key(j, key);
    if (v == SG_NO_INDEX)
        sg_json_null(j);
    else
        sg_json_u64(j, v);
}

static void double_or_null(struct sg_json_out *j, const char *key, bool is_known, double v)
{
    sg_json_kdouble(j, key, is_known ? v : NAN);
}

static void u64_or_null(struct sg_json_out *j, const char *key, bool is_known, uint64_t v)
{
    sg_json_key(j, key);
    if (is_known)
        sg_json_u64(j, v);
    else
        sg_json_null(j);
}

static void indices(struct sg_json_out *j, const char *key, const uint32_t *items, size_t n)
{
    list(j, key);
    for (size_t i = 0; i < n; i++)
        sg_json_u64(j, items[i]);
    sg_json_array_end(j);
}

/* ---- the question ---- */

static void layer(struct writing *w, size_t i)
{
    coordination_layer_json(&w->j, &w->c->layers[i]);
}

static void common(struct writing *w, size_t i)
{
    const struct sg_step_common *m = &w->c->common[i];
    struct sg_json_out *j = &w->j;
    sg_json_ktext(j, "kind", sg_coaction_name(w->c->layers[m->layer].by));
    sg_json_ktext(j, "value", w->c->objects[m->object].value);
    sg_json_ku64(j, "layer", m->layer);
    sg_json_ku64(j, "object", m->object);
    coordination_common_json(j, m);
}

/* ---- the answer ---- */

static void account(struct writing *w, size_t i)
{
    const struct sg_step_account *a = &w->c->accounts[i];
    struct sg_json_out *j = &w->j;
    sg_json_ktext(j, "platform", a->platform);
    sg_json_ktext(j, "account", a->name);
    sg_json_ktext(j, "name", a->display);
    identity(j, a->identity);
    sg_json_kbool(j, "replaced", a->is_replaced);
    u64_or_null(j, "audience", a->audience >= 0, (uint64_t)a->audience);
    sg_json_ku64(j, "posts", a->n_posts);
    index_or_null(j, "group", a->group);
    index_or_null(j, "signals", a->signals);
}

static void part(struct sg_json_out *j, const struct sg_step_part *p, bool is_tested)
{
    sg_json_object(j);
    sg_json_ktext(j, "kind", sg_coaction_name(p->by));
    sg_json_ku64(j, "weight", p->weight);
    sg_json_ku64(j, "fast", p->fast);
    u64_or_null(j, "joint", is_tested, p->joint);
    double_or_null(j, "expected_by_company", is_tested, p->expected_by_company);
    double_or_null(j, "expected_by_timing", is_tested, p->expected_by_timing);
    double_or_null(j, "p", is_tested, p->p);
    sg_json_object_end(j);
}

static void pair(struct writing *w, size_t i)
{
    const struct sg_step_pair *p = &w->c->pairs[i];
    struct sg_json_out *j = &w->j;
    bool is_tested = coordination_is_tested(w->c);
    sg_json_ku64(j, "a", p->a);
    sg_json_ku64(j, "b", p->b);
    sg_json_ku64(j, "weight", p->weight);
    sg_json_ku64(j, "fast", p->fast);
    u64_or_null(j, "joint", is_tested, p->joint);
    double_or_null(j, "expected", is_tested, p->expected);
    double_or_null(j, "p", is_tested, p->p);
    double_or_null(j, "q", is_tested, p->q);
    sg_json_kdouble(j, "balance", p->balance);
    sg_json_ktext(j, "first", coordination_first(p));
    sg_json_ku64(j, "a_first", p->a_first);
    sg_json_ku64(j, "b_first", p->b_first);
    sg_json_ku64(j, "a_posts", p->a_posts);
    sg_json_ku64(j, "b_posts", p->b_posts);
    sg_json_kdouble(j, "mean_gap_s", p->mean_gap);
    sg_json_kbool(j, "significant", p->is_significant);
    sg_json_kbool(j, "above_cut", p->is_above);
    index_or_null(j, "group", p->group);
    list(j, "steps");
    sg_json_u64(j, p->n_steps ? p->first_step : 0);
    sg_json_u64(j, p->n_steps);
    sg_json_array_end(j);
    list(j, "parts");
    for (uint32_t k = 0; k < p->n_parts; k++)
        part(j, &w->c->parts[p->first_part + k], is_tested);
    sg_json_array_end(j);
}

static void group(struct writing *w, size_t i)
{
    const struct sg_step_group *g = &w->c->groups[i];
    struct sg_json_out *j = &w->j;
    indices(j, "members", w->c->members + g->first_member, g->n_members);
    sg_json_ku64(j, "pairs", g->n_pairs);
    coordination_kinds_json(j, g->kinds);
    sg_json_ku64(j, "weight", g->weight);
    sg_json_kdouble(j, "density", g->density);
    sg_json_kdouble(j, "median_gap_s", g->median_gap);
    sg_json_kdouble(j, "p90_gap_s", g->p90_gap);
    sg_json_ktime(j, "from", g->from);
    sg_json_ktime(j, "to", g->to);
    index_or_null(j, "leader", g->leader);
    sg_json_kdouble(j, "leader_share", g->leader_share);
    indices(j, "objects", w->c->group_objects + g->first_object, g->n_objects_kept);
    sg_json_ku64(j, "n_objects", g->n_objects);
    double_or_null(j, "least_p", coordination_is_tested(w->c), g->least_p);
    list(j, "consistent_with");
    for (const char *tag = g->tags; *tag;) {
        size_t len = strcspn(tag, " ");
        if (len) sg_json_str(j, sg_str_n(tag, len));
        tag += len + (tag[len] == ' ');
    }
    sg_json_array_end(j);
}

static void object(struct writing *w, size_t i)
{
    const struct sg_step_object *o = &w->c->objects[i];
    sg_json_ktext(&w->j, "kind", sg_coaction_name(o->by));
    sg_json_ktext(&w->j, "value", o->value);
    identity(&w->j, o->identity);
}

static void step(struct writing *w, size_t i)
{
    const struct sg_step *s = &w->c->steps[i];
    struct sg_json_out *j = &w->j;
    index_or_null(j, "pair", w->pair_of_step[i]);
    sg_json_ktext(j, "kind", sg_coaction_name(s->by));
    sg_json_ku64(j, "object", s->object);
    sg_json_ku64(j, "post_a", s->post_a);
    sg_json_ku64(j, "post_b", s->post_b);
    coordination_seconds_json(j, "gap_s", s->gap);
    sg_json_kdouble(j, "counted", (double)s->counted);
}

static void post(struct writing *w, size_t i)
{
    const struct sg_step_post *p = &w->c->posts[i];
    struct sg_json_out *j = &w->j;
    sg_json_ktext(j, "platform", p->platform);
    sg_json_ktext(j, "id", p->id);
    identity(j, p->post);
    sg_json_ku64(j, "account", p->account);
    sg_json_ktime(j, "time", p->time);
    sg_json_ku64(j, "precision_s", p->precision);
    sg_json_ktext(j, "url", p->url);
    sg_json_key(j, "source");
    if (p->source == SG_NO_INDEX)
        sg_json_null(j);
    else {
        const struct sg_story_source *s = &w->c->sources[p->source];
        sg_json_object(j);
        sg_json_ktext(j, "file", s->file);
        sg_json_ktext(j, "sha256", s->sha256);
        sg_json_ku64(j, "row", p->row);
        sg_json_ku64(j, "offset", p->offset);
        sg_json_ktext(j, "member", p->member);
        sg_json_object_end(j);
    }
    if (w->o->with_text) sg_json_ktext(j, "text", p->text);
}

/* ---- figures ---- */

static void signals(struct writing *w, size_t i)
{
    const struct sg_signals *s = &w->c->signals[i];
    struct sg_json_out *j = &w->j;
    index_or_null(j, "account", w->account_of_signals[i]);
    sg_json_ku64(j, "posts", s->n_posts);
    sg_json_kdouble(j, "gap_entropy_bits", s->gap_entropy);
    sg_json_kdouble(j, "repeated_gaps", s->repeated_gaps);
    sg_json_kdouble(j, "round_seconds", s->round_seconds);
    sg_json_kdouble(j, "longest_rest_h", s->longest_rest);
    sg_json_kdouble(j, "repost_share", s->repost_share);
    sg_json_kdouble(j, "reply_share", s->reply_share);
    sg_json_kdouble(j, "median_reaction_s", s->median_reaction);
    sg_json_kdouble(j, "fast_reactions", s->fast_reactions);
    sg_json_kdouble(j, "copied_texts", s->copied_texts);
    sg_json_kdouble(j, "repeated_texts", s->repeated_texts);
    sg_json_ktext(j, "client", s->client);
    sg_json_kdouble(j, "client_share", s->client_share);
    sg_json_kbool(j, "name_template", s->is_name_template);
    sg_json_ku64(j, "like_names", s->n_like_name);
    sg_json_ktime(j, "created", s->created);
    sg_json_ku64(j, "created_near", s->n_created_near);
    sg_json_ktime(j, "first_post", s->first_post);
    sg_json_ku64(j, "started_near", s->n_started_near);
}

static void sweep(struct writing *w, size_t i)
{
    coordination_sweep_json(&w->j, &w->c->sweep[i]);
}

static void null_check(struct sg_json_out *j, const struct sg_null_check *n)
{
    sg_json_key(j, "null_check");
    if (n->runs == 0) {
        sg_json_null(j);
        return;
    }
    row(j);
    coordination_null_json(j, n);
    row_end(j);
}

static enum sg_code rows(struct writing *w, const char *key, size_t n, void (*write)(struct writing *w, size_t i))
{
    list(&w->j, key);
    for (size_t i = 0; i < n; i++) {
        row(&w->j);
        write(w, i);
        row_end(&w->j);
        SG_TRY(drain(w, DRAIN_BYTES));
    }
    sg_json_array_end(&w->j);
    return SG_OK;
}

static enum sg_code document(struct writing *w)
{
    const struct sg_coordination *c = w->c;
    struct sg_json_out *j = &w->j;
    sg_json_object(j);
    sg_json_ku64(j, "format", 1);
    sg_json_ktext(j, "query", c->settings.query);
    sg_coordination_settings_json(j, &c->settings);
    sg_json_ku64(j, "posts_asked", c->n_posts_asked);
    sg_json_ktime(j, "from", c->from);
    sg_json_ktime(j, "to", c->to);
    SG_TRY(rows(w, "layers", c->n_layers, layer));
    SG_TRY(rows(w, "common", c->n_common, common));
    sg_json_ku64(j, "tests", c->n_tests);
    sg_json_ku64(j, "significant", c->n_significant);
    sg_json_kdouble(j, "weight_cut", c->weight_cut);
    SG_TRY(rows(w, "accounts", c->n_accounts, account));
    SG_TRY(rows(w, "pairs", c->n_pairs, pair));
    SG_TRY(rows(w, "groups", c->n_groups, group));
    SG_TRY(rows(w, "objects", c->n_objects, object));
    SG_TRY(rows(w, "steps", c->n_steps, step));
    SG_TRY(rows(w, "posts", c->n_posts, post));
    SG_TRY(rows(w, "signals", c->n_signals, signals));
    SG_TRY(rows(w, "sweep", c->n_sweep, sweep));
    null_check(j, &c->null);
    sg_json_object_end(j);
    sg_buf_char(j->out, '\n');
    SG_TRY(sg_buf_check(j->out, w->err));
    return drain(w, 0);
}

/* Both ways between accounts and their figures, pairs and their evidence. */
static enum sg_code turn_round(struct writing *w)
{
    const struct sg_coordination *c = w->c;
    w->account_of_signals = malloc((c->n_signals + 1) * sizeof *w->account_of_signals);
    if (!w->account_of_signals) return sg_fail_nomem(w->err, "the figures of accounts");
    for (size_t i = 0; i < c->n_signals; i++)
        w->account_of_signals[i] = SG_NO_INDEX;
    for (size_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].signals != SG_NO_INDEX) w->account_of_signals[c->accounts[i].signals] = (uint32_t)i;
    return coordination_pair_of_step(c, &w->pair_of_step, w->err);
}

static enum sg_code write_whole(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                struct sg_buf *out, struct sg_err *err)
{
    struct writing w = { .j = sg_json_out(out, true), .c = c, .o = o, .err = err };
    enum sg_code code = turn_round(&w);
    if (code == SG_OK) code = document(&w);
    free(w.pair_of_step);
    free(w.account_of_signals);
    return code;
}

enum sg_code sg_report_coordination_json(const struct sg_coordination *c,
                                         const struct sg_coordination_report_options *o, struct sg_buf *out,
                                         struct sg_err *err)
{
    if (!o->only_significant) return write_whole(c, o, out, err);
    struct sg_coordination *part;
    SG_TRY(coordination_select(c, &part, err));
    enum sg_code code = write_whole(part, o, out, err);
    sg_coordination_free(part);
    return code;
}
