/* SPDX-License-Identifier: GPL-3.0-or-later */
/* truth.json: doc/formats/truth-json.md describes it. */
#include "base/fs.h"
#include "base/json_out.h"
#include "simulate/simulate_internal.h"

struct teller {
    const struct world *w;
    struct sg_json_out j;
    struct sg_buf scratch;
};

static const char *name_of(const struct world *w, unsigned platform)
{
    return w->platforms[platform].kind->name;
}

static struct ref ref_of(const struct world *w, uint32_t planned)
{
    const struct planned *p = &w->plan[planned];
    return (struct ref){ .rank = p->rank, .account = p->account, .platform = p->platform, .kind = p->kind };
}

static void tell_id(struct teller *t, const struct ref *r)
{
    sg_buf_clear(&t->scratch);
    pen_id(t->w, &t->scratch, r);
    sg_json_str(&t->j, sg_buf_view(&t->scratch));
}

/* "twitter:123" */
static void tell_full_id(struct teller *t, uint32_t planned)
{
    struct ref r = ref_of(t->w, planned);
    sg_buf_clear(&t->scratch);
    sg_buf_printf(&t->scratch, "%s:", name_of(t->w, r.platform));
    pen_id(t->w, &t->scratch, &r);
    sg_json_str(&t->j, sg_buf_view(&t->scratch));
}

/* "twitter/quiet_river_1c" */
static void tell_account(struct teller *t, unsigned platform, uint32_t account)
{
    sg_buf_clear(&t->scratch);
    sg_buf_printf(&t->scratch, "%s/", name_of(t->w, platform));
    pen_handle(t->w, &t->scratch, platform, account);
    sg_json_str(&t->j, sg_buf_view(&t->scratch));
}

static sg_time shown_time(const struct world *w, uint32_t planned)
{
    const struct planned *p = &w->plan[planned];
    return post_shown_time(w, p->platform, place_of(w, p->platform, p->rank));
}

/* ---- what was asked for ---- */

static void tell_options(struct teller *t)
{
    const struct sg_simulate_options *o = &t->w->o;
    struct sg_json_out *j = &t->j;
    sg_json_key(j, "options");
    sg_json_object(j);
    sg_json_ku64(j, "posts", o->posts);
    sg_json_ku64(j, "accounts", o->accounts);
    sg_json_kdouble(j, "days", o->days);
    sg_json_ktime(j, "start", o->start);
    sg_json_ku64(j, "stories", o->stories);
    sg_json_ku64(j, "groups", o->groups);
    sg_json_ku64(j, "group_size", o->group_size);
    sg_json_ku64(j, "group_acts", o->group_acts);
    sg_json_kdouble(j, "group_spread_s", (double)o->group_spread / (double)SG_SECOND);
    sg_json_kdouble(j, "camouflage", o->camouflage);
    sg_json_kbool(j, "without_groups", o->without_groups);
    sg_json_kbool(j, "shuffled_times", o->shuffles_times);
    sg_json_kbool(j, "only_shares", o->only_shares);
    sg_json_kdouble(j, "deleted", o->deleted);
    sg_json_kdouble(j, "lossy", o->lossy);
    sg_json_kdouble(j, "clock_errors", o->clock_errors);
    sg_json_object_end(j);
}

static void tell_platforms(struct teller *t, const struct written *files)
{
    struct sg_json_out *j = &t->j;
    sg_json_key(j, "platforms");
    sg_json_array(j);
    for (unsigned k = 0; k < t->w->n_platforms; k++) {
        const struct platform *p = &t->w->platforms[k];
        sg_json_object(j);
        sg_json_ktext(j, "name", p->kind->name);
        sg_json_ku64(j, "posts", files[k].rows);
        sg_json_kdouble(j, "posts_a_day", (double)files[k].rows / t->w->o.days);
        sg_json_ku64(j, "accounts", p->n_accounts);
        sg_json_ku64(j, "group_members", p->n_members);
        sg_json_ku64(j, "hours_east", p->kind->zone);
        sg_json_kdouble(j, "reposts", p->kind->repost / 1000.0);
        sg_json_kdouble(j, "quotes", p->kind->quote / 1000.0);
        sg_json_kdouble(j, "replies", p->kind->reply / 1000.0);
        sg_json_ku64(j, "bursts", p->n_bursts);
        sg_json_ku64(j, "deleted", files[k].deleted);
        sg_json_ku64(j, "refers_to_deleted", files[k].ghosts);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

/* ---- stories ---- */

static void tell_by_platform(struct teller *t, const char *key, const double *values)
{
    struct sg_json_out *j = &t->j;
    sg_json_key(j, key);
    sg_json_object(j);
    for (unsigned k = 0; k < PLATFORMS; k++)
        sg_json_kdouble(j, platform_kinds[k].name, values[k]);
    sg_json_object_end(j);
}

static void tell_hawkes(struct teller *t)
{
    struct sg_json_out *j = &t->j;
    double background[PLATFORMS], mean[PLATFORMS];
    for (unsigned k = 0; k < PLATFORMS; k++)
        background[k] = platform_kinds[k].background * t->w->story_scale;
    story_mean(t->w, mean);
    sg_json_key(j, "hawkes");
    sg_json_object(j);
    sg_json_kdouble(j, "window_s", (double)t->w->story_window / (double)SG_SECOND);
    sg_json_kdouble(j, "mean_delay_s", (double)STORY_DELAY / (double)SG_SECOND);
    tell_by_platform(t, "background_an_hour", background);
    sg_json_key(j, "weights");
    sg_json_object(j);
    for (unsigned k = 0; k < PLATFORMS; k++)
        tell_by_platform(t, platform_kinds[k].name, story_weights[k]);
    sg_json_object_end(j);
    tell_by_platform(t, "mean_events_a_story", mean);
    sg_json_object_end(j);
}

static void tell_moment(struct teller *t, uint32_t planned, bool has_cause)
{
    struct sg_json_out *j = &t->j;
    const struct planned *p = &t->w->plan[planned];
    struct ref r = ref_of(t->w, planned);
    sg_json_object(j);
    sg_json_ktext(j, "platform", name_of(t->w, p->platform));
    sg_json_key(j, "post");
    tell_id(t, &r);
    sg_json_ktime(j, "time", shown_time(t->w, planned) / SG_SECOND * SG_SECOND);
    if (has_cause) {
        sg_json_key(j, "cause");
        if (p->parent == NO_INDEX)
            sg_json_null(j);
        else
            tell_full_id(t, p->parent);
    }
    sg_json_object_end(j);
}

/* Counts of events, and of who caused them. */
static void tell_counts(struct teller *t, const struct story *s)
{
    double events[PLATFORMS] = { 0 }, background[PLATFORMS] = { 0 }, caused[PLATFORMS][PLATFORMS] = { 0 };
    for (uint32_t e = s->first; e < s->first + s->n; e++) {
        const struct planned *p = &t->w->plan[e];
        events[p->platform]++;
        if (p->parent == NO_INDEX)
            background[p->platform]++;
        else
            caused[t->w->plan[p->parent].platform][p->platform]++;
    }
    tell_by_platform(t, "events", events);
    tell_by_platform(t, "background", background);
    sg_json_key(&t->j, "caused");
    sg_json_object(&t->j);
    for (unsigned k = 0; k < PLATFORMS; k++)
        tell_by_platform(t, platform_kinds[k].name, caused[k]);
    sg_json_object_end(&t->j);
}

static void tell_firsts(struct teller *t, const struct story *s)
{
    sg_json_key(&t->j, "first");
    sg_json_array(&t->j);
    for (unsigned k = 0; k < PLATFORMS; k++) {
        uint32_t first = NO_INDEX;
        for (uint32_t e = s->first; e < s->first + s->n; e++)
            if (t->w->plan[e].platform == k && (first == NO_INDEX || t->w->plan[e].time < t->w->plan[first].time))
                first = e;
        if (first != NO_INDEX) tell_moment(t, first, true);
    }
    sg_json_array_end(&t->j);
}

static void tell_story(struct teller *t, uint32_t i)
{
    struct sg_json_out *j = &t->j;
    const struct story *s = &t->w->stories[i];
    sg_json_object(j);
    sg_json_ku64(j, "id", i);
    sg_buf_clear(&t->scratch);
    sg_buf_char(&t->scratch, '#');
    words_tag(&t->scratch, s->tag);
    sg_json_kstr(j, "query", sg_buf_view(&t->scratch));
    sg_buf_clear(&t->scratch);
    words_link(&t->scratch, s->link);
    sg_json_kstr(j, "link", sg_buf_view(&t->scratch));
    sg_json_ktime(j, "begin", s->begin / SG_SECOND * SG_SECOND);
    tell_counts(t, s);
    sg_json_key(j, "root");
    if (s->root == NO_INDEX)
        sg_json_null(j);
    else
        tell_moment(t, s->root, false);
    tell_firsts(t, s);
    sg_json_key(j, "deleted");
    sg_json_array(j);
    for (uint32_t e = s->first; e < s->first + s->n; e++)
        if (t->w->plan[e].is_deleted) tell_full_id(t, e);
    sg_json_array_end(j);
    sg_json_object_end(j);
}

/* ---- groups ---- */

static void tell_object(struct teller *t, const struct act *act)
{
    static const char *const kinds[GROUP_KINDS] = {
        "text", "near-text", "url", "hashtag", "hashtag", "repost", "repost"
    };
    struct sg_json_out *j = &t->j;
    uint32_t shown = act->kind == GROUP_TARGET ? act->target : act->first;
    const struct planned *p = &t->w->plan[shown];
    struct ref r = ref_of(t->w, shown);
    sg_json_ktext(j, "kind", kinds[act->kind]);
    sg_json_key(j, "object");
    if (act->kind == GROUP_TARGET || act->kind == GROUP_EACH_OTHER) {
        tell_id(t, &r);
        return;
    }
    sg_buf_clear(&t->scratch);
    if (act->kind == GROUP_LINK)
        words_link(&t->scratch, p->link);
    else if (act->kind == GROUP_TAG || act->kind == GROUP_POPULAR)
        words_tag(&t->scratch, p->tag);
    else
        words_text(&t->scratch, p->text, p->language, p->is_long, 0);
    sg_json_str(j, sg_buf_view(&t->scratch));
}

static void tell_act(struct teller *t, const struct group *g, const struct act *act)
{
    struct sg_json_out *j = &t->j;
    sg_json_object(j);
    tell_object(t, act);
    sg_json_key(j, "posts");
    sg_json_array(j);
    for (uint32_t e = act->first; e < act->first + act->n; e++) {
        struct ref r = ref_of(t->w, e);
        tell_id(t, &r);
    }
    sg_json_array_end(j);
    sg_json_key(j, "members");
    sg_json_array(j);
    for (uint32_t e = act->first; e < act->first + act->n; e++)
        sg_json_u64(j, t->w->plan[e].account - g->first_member);
    sg_json_array_end(j);
    sg_json_key(j, "times");
    sg_json_array(j);
    for (uint32_t e = act->first; e < act->first + act->n; e++)
        sg_json_time(j, shown_time(t->w, e) / SG_SECOND * SG_SECOND);
    sg_json_array_end(j);
    sg_json_object_end(j);
}

static void tell_group(struct teller *t, uint32_t i)
{
    struct sg_json_out *j = &t->j;
    const struct group *g = &t->w->groups[i];
    sg_json_object(j);
    sg_json_ku64(j, "id", i);
    sg_json_ktext(j, "kind", group_kind_names[g->kind]);
    sg_json_ktext(j, "platform", name_of(t->w, g->platform));
    sg_json_kbool(j, "tight", g->is_tight);
    sg_json_kdouble(j, "spread_s", (double)g->spread / (double)SG_SECOND);
    sg_json_kdouble(j, "participation", g->participation / 1000.0);
    sg_json_key(j, "members");
    sg_json_array(j);
    for (uint32_t m = 0; m < g->n_members; m++)
        tell_account(t, g->platform, g->first_member + m);
    sg_json_array_end(j);
    sg_json_key(j, "acts");
    sg_json_array(j);
    for (uint32_t a = 0; a < g->n_acts; a++)
        tell_act(t, g, &g->acts[a]);
    sg_json_array_end(j);
    sg_json_object_end(j);
}

/* ---- the rest ---- */

static void tell_clocks(struct teller *t)
{
    struct sg_json_out *j = &t->j;
    sg_json_key(j, "clock_errors");
    sg_json_array(j);
    for (unsigned k = 0; k < t->w->n_platforms; k++)
        for (uint32_t a = 0; a < t->w->platforms[k].n_accounts; a++) {
            if (!t->w->platforms[k].who[a].shift) continue;
            sg_json_object(j);
            sg_json_key(j, "account");
            tell_account(t, k, a);
            sg_json_ki64(j, "shift_s", t->w->platforms[k].who[a].shift);
            sg_json_object_end(j);
        }
    sg_json_array_end(j);
}

static void tell_file(struct teller *t, const char *folder, const char *name, const struct written *f)
{
    struct sg_json_out *j = &t->j;
    sg_json_object(j);
    sg_buf_clear(&t->scratch);
    sg_buf_printf(&t->scratch, "%s%s", folder, name);
    sg_json_kstr(j, "name", sg_buf_view(&t->scratch));
    sg_json_ktext(j, "sha256", f->sha256);
    sg_json_ku64(j, "bytes", f->bytes);
    sg_json_ku64(j, "rows", f->rows);
    sg_json_object_end(j);
}

static void tell_all(struct teller *t, const struct written *files)
{
    struct sg_json_out *j = &t->j;
    sg_json_object(j);
    sg_json_ku64(j, "format", 1);
    sg_json_ku64(j, "seed", t->w->o.seed);
    tell_options(t);
    tell_platforms(t, files);
    tell_hawkes(t);
    sg_json_key(j, "stories");
    sg_json_array(j);
    for (uint32_t i = 0; i < t->w->o.stories; i++)
        tell_story(t, i);
    sg_json_array_end(j);
    sg_json_key(j, "groups");
    sg_json_array(j);
    for (uint32_t i = 0; i < t->w->o.groups; i++)
        tell_group(t, i);
    sg_json_array_end(j);
    tell_clocks(t);
    sg_json_key(j, "files");
    sg_json_array(j);
    for (unsigned k = 0; k < t->w->n_platforms; k++)
        tell_file(t, "evidence/", t->w->platforms[k].kind->file, &files[k]);
    tell_file(t, "", "cascades.csv", &files[PLATFORMS]);
    sg_json_array_end(j);
    sg_json_object_end(j);
}

enum sg_code truth_write(const struct world *w, const struct written *files, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    struct teller t = { .w = w, .j = sg_json_out(&out, false) };
    tell_all(&t, files);
    sg_buf_char(&out, '\n');
    enum sg_code code = sg_buf_check(&t.scratch, err);
    sg_buf_release(&t.scratch);
    SG_TRY(code);
    SG_TRY(sg_buf_check(&out, err));
    sg_auto_char path = sg_path_join(w->o.folder, "truth.json");
    if (!path) return sg_fail_nomem(err, "truth.json");
    return sg_fs_write(path, sg_buf_view(&out), err);
}
