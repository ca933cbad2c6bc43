/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One finding of the page's document: doc/formats/page-json.md. */
#include "report/web_coordination.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/coordination_rows.h"
#include "report/web_internal.h"

/* A finding and the numbers that its parts have in the page; SG_NO_INDEX: not there. */
struct part {
    const struct sg_coordination *c;
    const struct sg_page_steppers *shown;
    const struct sg_page_options *o;
    uint32_t *platform;  /* of each shown account */
    uint32_t *platforms; /* an account of each platform */
    size_t n_platforms;
    uint32_t *objects, *object_at, *posts, *post_at; /* those in, and back */
    size_t n_objects, n_posts;
    uint32_t *signals; /* shown accounts that were looked at */
    uint32_t *signal_at;
    size_t n_signals;
    struct row {
        const struct sg_step *step;
        uint32_t pair;  /* as shown */
        bool is_turned; /* the page's a is the finding's b */
    } * steps;
    uint32_t *first_step; /* of each shown pair */
    size_t n_steps;
    double *x, *y;
};

static void part_release(struct part *p)
{
    free(p->platform);
    free(p->platforms);
    free(p->objects);
    free(p->object_at);
    free(p->posts);
    free(p->post_at);
    free(p->signals);
    free(p->signal_at);
    free(p->steps);
    free(p->first_step);
    free(p->x);
    free(p->y);
}

/* ---- what is in ---- */

static enum sg_code make_room(struct part *p, struct sg_err *err)
{
    const struct sg_coordination *c = p->c;
    const struct sg_page_steppers *s = p->shown;
    p->platform = calloc(s->n_accounts + 1, sizeof *p->platform);
    p->platforms = calloc(s->n_accounts + 1, sizeof *p->platforms);
    p->objects = calloc(c->n_objects + 1, sizeof *p->objects);
    p->object_at = calloc(c->n_objects + 1, sizeof *p->object_at);
    p->posts = calloc(c->n_posts + 1, sizeof *p->posts);
    p->post_at = calloc(c->n_posts + 1, sizeof *p->post_at);
    p->signals = calloc(s->n_accounts + 1, sizeof *p->signals);
    p->signal_at = calloc(s->n_accounts + 1, sizeof *p->signal_at);
    p->steps = calloc(s->n_all_steps + 1, sizeof *p->steps);
    p->first_step = calloc(s->n_pairs + 1, sizeof *p->first_step);
    p->x = calloc(s->n_accounts + 1, sizeof *p->x);
    p->y = calloc(s->n_accounts + 1, sizeof *p->y);
    bool is_fine = p->platform && p->platforms && p->objects && p->object_at && p->posts && p->post_at && p->signals &&
                   p->signal_at && p->steps && p->first_step && p->x && p->y;
    return is_fine ? SG_OK : sg_fail_nomem(err, "a finding's page");
}

/* Platforms are few. */
static void number_platforms(struct part *p)
{
    const struct sg_step_account *a = p->c->accounts;
    for (size_t i = 0; i < p->shown->n_accounts; i++) {
        uint32_t account = p->shown->accounts[i], k = 0;
        while (k < p->n_platforms && strcmp(a[p->platforms[k]].platform, a[account].platform) != 0)
            k++;
        if (k == p->n_platforms) p->platforms[p->n_platforms++] = account;
        p->platform[i] = k;
    }
}

/* Chosen ones hold 1; in their order they get numbers. */
static size_t number(uint32_t *at, size_t n, uint32_t *items)
{
    size_t next = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool is_in = at[i];
        at[i] = is_in ? (uint32_t)next : SG_NO_INDEX;
        if (is_in) items[next++] = i;
    }
    return next;
}

/* The page's a stands before its b, whose name comes first is not told: with some names replaced that would say between
 * which two others they lie. */
static bool is_turned(const struct part *p, uint32_t i)
{
    const struct sg_step_pair *pair = &p->c->pairs[p->shown->pairs[i]];
    return p->shown->account_at[pair->a] > p->shown->account_at[pair->b];
}

static void choose(struct part *p)
{
    const struct sg_coordination *c = p->c;
    for (uint32_t i = 0; i < p->shown->n_pairs; i++) {
        const struct sg_step_pair *pair = &c->pairs[p->shown->pairs[i]];
        p->first_step[i] = (uint32_t)p->n_steps;
        for (uint32_t k = 0; k < p->shown->n_steps[i]; k++) {
            const struct sg_step *step = &c->steps[pair->first_step + k];
            p->steps[p->n_steps++] = (struct row){ step, i, is_turned(p, i) };
            p->object_at[step->object] = p->post_at[step->post_a] = p->post_at[step->post_b] = 1;
        }
    }
    for (size_t i = 0; i < c->n_group_objects; i++)
        p->object_at[c->group_objects[i]] = 1;
    p->n_objects = number(p->object_at, c->n_objects, p->objects);
    p->n_posts = number(p->post_at, c->n_posts, p->posts);
    for (uint32_t i = 0; i < p->shown->n_accounts; i++) {
        bool was_looked_at = c->accounts[p->shown->accounts[i]].signals != SG_NO_INDEX;
        p->signal_at[i] = was_looked_at ? (uint32_t)p->n_signals : SG_NO_INDEX;
        if (was_looked_at) p->signals[p->n_signals++] = i;
    }
}

/* ---- who ---- */

static void accounts(struct sg_json_out *j, const struct part *p)
{
    const struct sg_step_account *a = p->c->accounts;
    const uint32_t *in = p->shown->accounts;
    size_t n = p->shown->n_accounts;
    sg_json_key(j, "accounts");
    sg_json_object(j);
    WEB_COLUMN(j, "platform", n, i, p->platform[i]);
    WEB_TEXTS(j, "name", n, i, a[in[i]].name);
    WEB_TEXTS(j, "display", n, i, a[in[i]].display);
    WEB_COLUMN(j, "replaced", n, i, a[in[i]].is_replaced);
    WEB_COLUMN(j, "audience", n, i, a[in[i]].audience);
    WEB_COLUMN(j, "posts", n, i, a[in[i]].n_posts);
    WEB_COLUMN(j, "group", n, i, web_or_none(a[in[i]].group));
    WEB_COLUMN(j, "signals", n, i, web_or_none(p->signal_at[i]));
    web_places(j, "x", p->x, n);
    web_places(j, "y", p->y, n);
    sg_json_object_end(j);
    sg_json_key(j, "platforms");
    sg_json_array(j);
    for (uint32_t i = 0; i < p->n_platforms; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "name", a[p->platforms[i]].platform);
        web_look(j, i);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void pairs(struct sg_json_out *j, const struct part *p)
{
    const struct sg_step_pair *all = p->c->pairs;
    const uint32_t *in = p->shown->pairs, *at = p->shown->account_at;
    size_t n = p->shown->n_pairs;
    bool is_tested = coordination_is_tested(p->c);
    sg_json_key(j, "pairs");
    sg_json_object(j);
    WEB_COLUMN(j, "a", n, i, at[is_turned(p, i) ? all[in[i]].b : all[in[i]].a]);
    WEB_COLUMN(j, "b", n, i, at[is_turned(p, i) ? all[in[i]].a : all[in[i]].b]);
    WEB_COLUMN(j, "weight", n, i, all[in[i]].weight);
    WEB_COLUMN(j, "joint", n, i, all[in[i]].joint);
    WEB_EACH(j, "expected", n, i, sg_json_double, all[in[i]].expected);
    WEB_EACH(j, "p", n, i, sg_json_double, is_tested ? all[in[i]].p : (double)NAN);
    WEB_EACH(j, "q", n, i, sg_json_double, is_tested ? all[in[i]].q : (double)NAN);
    WEB_EACH(j, "balance", n, i, web_thousandths, all[in[i]].balance);
    WEB_COLUMN(j, "a_first", n, i, is_turned(p, i) ? all[in[i]].b_first : all[in[i]].a_first);
    WEB_COLUMN(j, "b_first", n, i, is_turned(p, i) ? all[in[i]].a_first : all[in[i]].b_first);
    WEB_EACH(j, "mean_gap", n, i, web_thousandths, all[in[i]].mean_gap);
    WEB_COLUMN(j, "kinds", n, i, all[in[i]].kinds);
    WEB_COLUMN(j, "group", n, i, web_or_none(all[in[i]].group));
    WEB_COLUMN(j, "step", n, i, p->shown->n_steps[i] ? (int64_t)p->first_step[i] : -1);
    WEB_COLUMN(j, "steps", n, i, p->shown->n_steps[i]);
    sg_json_object_end(j);
    WEB_TEXTS(j, "kinds", SG_COACTIONS, i, sg_coaction_name((enum sg_coaction)i));
}

/* ---- groups ---- */

/* "T0049.003 T0019" as a list. */
static void tags(struct sg_json_out *j, const char *words)
{
    sg_json_key(j, "tags");
    sg_json_array(j);
    for (const char *at = words + strspn(words, " "); *at;) {
        size_t n = strcspn(at, " ");
        sg_json_str(j, sg_str_n(at, n));
        at += n;
        at += strspn(at, " ");
    }
    sg_json_array_end(j);
}

static void group(struct sg_json_out *j, const struct part *p, const struct sg_step_group *g)
{
    const struct sg_coordination *c = p->c;
    sg_json_object(j);
    sg_json_key(j, "members");
    sg_json_array(j);
    for (uint32_t i = 0; i < g->n_members; i++) {
        uint32_t at = p->shown->account_at[c->members[g->first_member + i]];
        if (at != SG_NO_INDEX) sg_json_u64(j, at);
    }
    sg_json_array_end(j);
    sg_json_ku64(j, "pairs", g->n_pairs);
    sg_json_ku64(j, "kinds", g->kinds);
    sg_json_ku64(j, "weight", g->weight);
    sg_json_kdouble(j, "density", g->density);
    sg_json_key(j, "median_gap");
    web_thousandths(j, g->median_gap);
    sg_json_key(j, "p90_gap");
    web_thousandths(j, g->p90_gap);
    web_kmoment(j, "from", g->from);
    web_kmoment(j, "to", g->to);
    sg_json_ki64(j, "leader", web_index(p->shown->account_at, g->leader));
    sg_json_kdouble(j, "leader_share", g->leader_share);
    WEB_COLUMN(j, "objects", g->n_objects_kept, i, p->object_at[c->group_objects[g->first_object + i]]);
    sg_json_ku64(j, "n_objects", g->n_objects);
    sg_json_kdouble(j, "least_p", coordination_is_tested(c) ? g->least_p : (double)NAN);
    tags(j, g->tags);
    sg_json_object_end(j);
}

static void groups(struct sg_json_out *j, const struct part *p)
{
    sg_json_key(j, "groups");
    sg_json_array(j);
    for (size_t i = 0; i < p->c->n_groups; i++)
        group(j, p, &p->c->groups[i]);
    sg_json_array_end(j);
}

/* ---- evidence ---- */

static void objects(struct sg_json_out *j, const struct part *p)
{
    const struct sg_step_object *o = p->c->objects;
    sg_json_key(j, "objects");
    sg_json_object(j);
    WEB_COLUMN(j, "kind", p->n_objects, i, o[p->objects[i]].by);
    WEB_TEXTS(j, "value", p->n_objects, i, o[p->objects[i]].value);
    sg_json_object_end(j);
}

static void steps(struct sg_json_out *j, const struct part *p)
{
    const struct row *r = p->steps;
    size_t n = p->n_steps;
    sg_json_key(j, "steps");
    sg_json_object(j);
    WEB_COLUMN(j, "pair", n, i, r[i].pair);
    WEB_COLUMN(j, "kind", n, i, r[i].step->by);
    WEB_COLUMN(j, "object", n, i, p->object_at[r[i].step->object]);
    WEB_COLUMN(j, "a", n, i, p->post_at[r[i].is_turned ? r[i].step->post_b : r[i].step->post_a]);
    WEB_COLUMN(j, "b", n, i, p->post_at[r[i].is_turned ? r[i].step->post_a : r[i].step->post_b]);
    WEB_EACH(j, "gap", n, i, web_thousandths, (r[i].is_turned ? -1.0 : 1.0) * (double)r[i].step->gap / SG_SECOND);
    WEB_EACH(j, "counted", n, i, web_thousandths, (double)r[i].step->counted);
    sg_json_object_end(j);
}

static void posts(struct sg_json_out *j, const struct part *p)
{
    const struct sg_step_post *all = p->c->posts;
    const uint32_t *in = p->posts;
    size_t n = p->n_posts;
    sg_json_key(j, "posts");
    sg_json_object(j);
    WEB_COLUMN(j, "account", n, i, web_index(p->shown->account_at, all[in[i]].account));
    WEB_EACH(j, "time", n, i, web_moment, all[in[i]].time);
    WEB_COLUMN(j, "precision", n, i, all[in[i]].precision);
    WEB_COLUMN(j, "source", n, i, web_or_none(all[in[i]].source));
    WEB_COLUMN(j, "row", n, i, all[in[i]].row);
    WEB_COLUMN(j, "offset", n, i, all[in[i]].offset);
    WEB_TEXTS(j, "id", n, i, all[in[i]].id);
    WEB_TEXTS(j, "url", n, i, all[in[i]].url);
    WEB_TEXTS(j, "member", n, i, all[in[i]].member);
    if (p->o->with_text) WEB_TEXTS(j, "text", n, i, all[in[i]].text);
    sg_json_object_end(j);
}

/* ---- figures ---- */

static void flag(struct sg_json_out *j, bool v)
{
    sg_json_i64(j, v);
}

static void signals(struct sg_json_out *j, const struct part *p)
{
    const struct sg_signals *all = p->c->signals;
    const uint32_t *in = p->signals;
    size_t n = p->n_signals;
#define FIGURES(key, write, field)                                                                                     \
    WEB_EACH(j, key, n, i, write, all[p->c->accounts[p->shown->accounts[in[i]]].signals].field)
    sg_json_key(j, "signals");
    sg_json_object(j);
    WEB_COLUMN(j, "account", n, i, in[i]);
    FIGURES("posts", sg_json_u64, n_posts);
    FIGURES("gap_entropy_bits", web_thousandths, gap_entropy);
    FIGURES("repeated_gaps", web_thousandths, repeated_gaps);
    FIGURES("round_seconds", web_thousandths, round_seconds);
    FIGURES("longest_rest_h", web_thousandths, longest_rest);
    FIGURES("repost_share", web_thousandths, repost_share);
    FIGURES("reply_share", web_thousandths, reply_share);
    FIGURES("median_reaction_s", web_thousandths, median_reaction);
    FIGURES("fast_reactions", web_thousandths, fast_reactions);
    FIGURES("copied_texts", web_thousandths, copied_texts);
    FIGURES("repeated_texts", web_thousandths, repeated_texts);
    FIGURES("client_share", web_thousandths, client_share);
    FIGURES("name_template", flag, is_name_template);
    FIGURES("like_names", sg_json_u64, n_like_name);
    FIGURES("created", web_moment, created);
    FIGURES("created_near", sg_json_u64, n_created_near);
    FIGURES("first_post", web_moment, first_post);
    FIGURES("started_near", sg_json_u64, n_started_near);
    FIGURES("client", sg_json_text, client);
    sg_json_object_end(j);
#undef FIGURES
}

/* ---- the door ---- */

static void hidden(struct sg_json_out *j, const struct part *p)
{
    sg_json_key(j, "hidden");
    sg_json_object(j);
    sg_json_ku64(j, "accounts", p->shown->n_hidden_accounts);
    sg_json_ku64(j, "pairs", p->shown->n_hidden_pairs);
    sg_json_ku64(j, "steps", p->shown->n_hidden_steps);
    sg_json_object_end(j);
}

static void head(struct sg_json_out *j, const struct part *p, const struct sg_page_finding *f, size_t number)
{
    const struct sg_coordination *c = p->c;
    char id[24];
    snprintf(id, sizeof id, "c%zu", number);
    sg_json_ktext(j, "id", id);
    sg_json_ktext(j, "sha256", f->sha256);
    sg_json_ktext(j, "query", c->settings.query);
    sg_json_ktext(j, "title", c->settings.query);
    sg_coordination_settings_json(j, &c->settings);
    sg_json_ku64(j, "posts_asked", c->n_posts_asked);
    web_kmoment(j, "from", c->from);
    web_kmoment(j, "to", c->to);
    sg_json_ku64(j, "tests", c->n_tests);
    sg_json_ku64(j, "significant", c->n_significant);
    sg_json_ku64(j, "stale", f->n_stale);
    web_question_layers(j, c);
}

static enum sg_code write_part(struct part *p, const struct sg_page_finding *f, size_t number, struct sg_buf *out,
                               struct sg_err *err)
{
    SG_TRY(make_room(p, err));
    number_platforms(p);
    choose(p);
    SG_TRY(web_steppers_place(p->c, p->shown, p->o->seed, p->x, p->y, err));
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    head(&j, p, f, number);
    accounts(&j, p);
    pairs(&j, p);
    groups(&j, p);
    objects(&j, p);
    steps(&j, p);
    posts(&j, p);
    web_sources(&j, p->c->sources, p->c->n_sources);
    signals(&j, p);
    web_question_checks(&j, p->c);
    hidden(&j, p);
    sg_json_object_end(&j);
    return sg_buf_check(out, err);
}

enum sg_code web_finding_json(const struct sg_page_finding *f, size_t number, const struct sg_page_options *o,
                              struct sg_buf *out, struct sg_err *err)
{
    struct part p = { .c = f->found, .shown = &f->shown, .o = o };
    enum sg_code code = write_part(&p, f, number, out, err);
    part_release(&p);
    return code;
}
