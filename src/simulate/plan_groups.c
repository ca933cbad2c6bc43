/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acts in step: groups, their joint actions, and who takes part in each. */
#include <stdlib.h>

#include "simulate/simulate_internal.h"

enum { SIZE_LEAST = 5, SIZE_MORE = 8, ACTS_LEAST = 12, ACTS_MORE = 29, POPULAR = 63, OWN_TAGS = 3 };

static struct group draw_group(struct world *w, uint32_t g, uint32_t people, uint64_t *s)
{
    static const uint8_t platforms[] = { TWITTER, TWITTER, TELEGRAM, TWITTER, REDDIT };
    const struct sg_simulate_options *o = &w->o;
    struct group group = { .kind = (uint8_t)(g % GROUP_KINDS), .is_tight = (g + g / GROUP_KINDS) % 2 == 0 };
    group.platform = o->only_shares ? 0 : platforms[g % sizeof platforms];
    group.rhythm = (uint8_t)sg_random_below(s, HOURS);
    group.language = (uint8_t)sg_random_below(s, LANGUAGES);
    group.n_members = o->group_size ? o->group_size : SIZE_LEAST + sg_random_below(s, SIZE_MORE);
    group.n_acts = o->group_acts ? o->group_acts : ACTS_LEAST + sg_random_below(s, ACTS_MORE);
    group.participation = 700 + sg_random_below(s, 301);
    uint32_t seconds = group.is_tight ? 3 + sg_random_below(s, 13) : 20 + sg_random_below(s, 41);
    group.spread = o->group_spread ? o->group_spread : seconds * SG_SECOND;
    struct platform *p = &w->platforms[group.platform];
    group.first_member = people_of(w, group.platform, people) + p->n_members;
    p->n_members += group.n_members;
    return group;
}

/* A whole second at which the group is up, with room for what belongs to the act before and after it. */
static sg_time draw_moment(const struct world *w, const struct group *group, uint64_t *s)
{
    sg_time room = w->length - group->spread, t = w->o.start;
    for (int i = 0; i < 64; i++) {
        t = w->o.start + (sg_time)(sg_random_unit(s) * (double)room) / SG_SECOND * SG_SECOND;
        if (is_awake(group->rhythm, t, s)) break;
    }
    return t;
}

/* At least two, unless the group has one. */
static uint32_t draw_members(const struct group *group, uint32_t ret[static GROUP_MEMBERS_MAX], uint64_t *s)
{
    uint32_t n, least = group->n_members < 2 ? group->n_members : 2;
    do {
        n = 0;
        for (uint32_t m = 0; m < group->n_members; m++)
            if (draw_is(s, group->participation)) ret[n++] = group->first_member + m;
    } while (n < least);
    return n;
}

/* What all posts of an act share. */
static struct planned draw_object(const struct group *group, uint32_t g, uint32_t a, uint8_t kind, uint64_t *s)
{
    struct planned p = { .platform = group->platform,
                         .what = PLANNED_JOINT,
                         .owner = g,
                         .act = a,
                         .parent = NO_INDEX,
                         .shown = NO_INDEX,
                         .root = NO_INDEX,
                         .language = group->language,
                         .text = sg_random(s) | 1 };
    bool is_popular = draw_is(s, 300);
    uint32_t popular_link = draw_zipf(s, 12), popular_tag = 1 + sg_random_below(s, POPULAR),
             own = sg_random_below(s, OWN_TAGS);
    p.is_long = kind == GROUP_NEAR;
    if (kind == GROUP_LINK)
        p.link = is_popular ? link_of(NAME_GLOBAL, popular_link) : link_of(NAME_GROUP, (uint64_t)g << 32 | a);
    if (kind == GROUP_TAG) p.tag = tag_of(NAME_GROUP, g * OWN_TAGS + own);
    if (kind == GROUP_POPULAR) p.tag = tag_of(NAME_GLOBAL, popular_tag);
    return p;
}

static void set_original(struct planned *p, uint32_t original)
{
    p->parent = p->shown = p->root = original;
    p->kind = SG_REPOST;
}

/* The post of a stranger that the group will repost. */
static enum sg_code add_target(struct world *w, const struct group *group, struct planned p, uint32_t account,
                               sg_time t, struct act *act, uint64_t *s, struct sg_err *err)
{
    sg_time earlier = (30 + (sg_time)sg_random_below(s, 571)) * SG_SECOND;
    p.time = t - earlier < w->o.start ? w->o.start : t - earlier;
    p.what = PLANNED_TARGET;
    p.account = account;
    p.language = group->language;
    act->target = w->n_plan;
    return plan_add(w, &p, err);
}

static enum sg_code add_act(struct world *w, uint32_t g, uint32_t a, uint32_t target, uint64_t *s, struct sg_err *err)
{
    struct group *group = &w->groups[g];
    struct act *act = &group->acts[a];
    uint32_t members[GROUP_MEMBERS_MAX], n = draw_members(group, members, s), lead = sg_random_below(s, n);
    act->kind = group->kind == GROUP_MIXED ? (uint8_t)sg_random_below(s, GROUP_MIXED) : group->kind;
    act->target = NO_INDEX;
    struct planned common = draw_object(group, g, a, act->kind, s);
    sg_time t = draw_moment(w, group, s);
    if (act->kind == GROUP_TARGET) SG_TRY(add_target(w, group, common, target, t, act, s, err));
    act->first = w->n_plan;
    act->n = n;
    for (uint32_t i = 0; i < n; i++) {
        struct planned p = common;
        p.account = members[(lead + i) % n];
        bool is_first = i == 0 && act->kind == GROUP_EACH_OTHER;
        uint32_t seconds = (uint32_t)(group->spread / SG_SECOND);
        uint32_t later = is_first ? 0 : sg_random_below(s, seconds + 1);
        if (!is_first && later == 0 && act->kind == GROUP_EACH_OTHER && seconds) later = 1;
        p.time = t + later * SG_SECOND;
        if (act->kind == GROUP_TARGET) set_original(&p, act->target);
        if (act->kind == GROUP_EACH_OTHER && i) set_original(&p, act->first);
        if (act->kind == GROUP_NEAR) p.change = sg_random(s) | 1;
        if (act->kind == GROUP_LINK || act->kind == GROUP_TAG || act->kind == GROUP_POPULAR) p.text = sg_random(s) | 1;
        SG_TRY(plan_add(w, &p, err));
    }
    return SG_OK;
}

enum sg_code plan_groups(struct world *w, uint32_t people, struct sg_err *err)
{
    w->groups = calloc((size_t)w->o.groups + 1, sizeof *w->groups);
    if (!w->groups) return sg_fail_nomem(err, "the simulated groups");
    for (uint32_t g = 0; g < w->o.groups; g++) {
        uint64_t s = draw_for(w->o.seed, SALT_GROUP, 0, g);
        struct group *group = &w->groups[g];
        *group = draw_group(w, g, people, &s);
        group->acts = calloc(group->n_acts, sizeof *group->acts);
        if (!group->acts) return sg_fail_nomem(err, "the simulated groups");
        uint32_t target = sg_random_below(&s, people_of(w, group->platform, people));
        for (uint32_t a = 0; a < group->n_acts; a++)
            SG_TRY(add_act(w, g, a, target, &s, err));
    }
    return SG_OK;
}
