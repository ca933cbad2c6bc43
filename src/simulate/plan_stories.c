/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stories that jump between platforms: a multivariate Hawkes process (Hawkes 1971), drawn as what it is, a branching
 * process: events of the background come at rate mu, and each event on platform i causes a Poisson number of mean
 * W[i][j] on platform j, each after an exponential delay.  So every event's cause is known.
 */
#include <stdlib.h>

#include "simulate/simulate_internal.h"

enum { GENERATIONS = 300, EVENTS_MAX = 200000 };

double story_mean(const struct world *w, double ret[static PLATFORMS])
{
    double now[PLATFORMS], next[PLATFORMS], sum = 0;
    for (unsigned k = 0; k < PLATFORMS; k++)
        now[k] = ret[k] = platform_kinds[k].background * w->story_scale * (double)w->story_window / (double)SG_HOUR;
    for (int g = 0; g < GENERATIONS; g++) {
        for (unsigned j = 0; j < PLATFORMS; j++) {
            next[j] = 0;
            for (unsigned i = 0; i < PLATFORMS; i++)
                next[j] += now[i] * story_weights[i][j];
        }
        for (unsigned k = 0; k < PLATFORMS; k++)
            ret[k] += now[k] = next[k];
    }
    for (unsigned k = 0; k < PLATFORMS; k++)
        sum += ret[k];
    return sum;
}

static enum sg_code add_event(struct world *w, uint32_t story, unsigned platform, sg_time t, uint32_t parent,
                              struct sg_err *err)
{
    struct story *s = &w->stories[story];
    if (w->n_plan - s->first >= EVENTS_MAX) return SG_OK; /* the weights keep far below it */
    struct planned p = { .time = t,
                         .platform = (uint8_t)platform,
                         .what = PLANNED_STORY,
                         .owner = story,
                         .parent = parent,
                         .shown = NO_INDEX,
                         .root = NO_INDEX,
                         .tag = s->tag };
    if (s->root == NO_INDEX || t < w->plan[s->root].time) s->root = w->n_plan;
    return plan_add(w, &p, err);
}

static enum sg_code add_offspring(struct world *w, uint32_t story, uint32_t event, uint64_t *state, struct sg_err *err)
{
    struct planned cause = w->plan[event];
    for (unsigned j = 0; j < PLATFORMS; j++)
        for (double at = draw_exponential(state); at < story_weights[cause.platform][j];
             at += draw_exponential(state)) {
            sg_time delay = (sg_time)(draw_exponential(state) * (double)STORY_DELAY) + 1;
            SG_TRY(add_event(w, story, j, cause.time + delay, event, err));
        }
    return SG_OK;
}

static enum sg_code add_story(struct world *w, uint32_t i, struct sg_err *err)
{
    uint64_t s = draw_for(w->o.seed, SALT_STORY, 0, i);
    struct story *story = &w->stories[i];
    sg_time room = w->length - w->story_window - 12 * STORY_DELAY;
    *story = (struct story){ .first = w->n_plan,
                             .root = NO_INDEX,
                             .tag = tag_of(NAME_STORY, i),
                             .link = link_of(NAME_STORY, i),
                             .begin = w->o.start };
    double unit = sg_random_unit(&s);
    if (room > 0) story->begin += (sg_time)(unit * (double)room);
    for (unsigned k = 0; k < PLATFORMS; k++) {
        double mean_gap = (double)SG_HOUR / (platform_kinds[k].background * w->story_scale);
        sg_time end = story->begin + w->story_window;
        double t = (double)story->begin + draw_exponential(&s) * mean_gap;
        for (; t < (double)end; t += draw_exponential(&s) * mean_gap)
            SG_TRY(add_event(w, i, k, (sg_time)t, NO_INDEX, err));
    }
    for (uint32_t e = story->first; e < w->n_plan; e++)
        SG_TRY(add_offspring(w, i, e, &s, err));
    story->n = w->n_plan - story->first;
    return SG_OK;
}

enum sg_code plan_stories(struct world *w, struct sg_err *err)
{
    double mean[PLATFORMS];
    w->stories = calloc((size_t)w->o.stories + 1, sizeof *w->stories);
    if (!w->stories) return sg_fail_nomem(err, "the simulated stories");
    w->story_window = w->length * 4 / 10 < 36 * SG_HOUR ? w->length * 4 / 10 : 36 * SG_HOUR;
    w->story_scale = 1;
    double all = story_mean(w, mean) * w->o.stories, most = (double)w->o.posts / 10;
    if (all > most) w->story_scale = most / all;
    for (uint32_t i = 0; i < w->o.stories; i++)
        SG_TRY(add_story(w, i, err));
    return SG_OK;
}

/* ---- who posts them, and how ---- */

/* What an event caused on its own platform is: of a thousand. */
static uint8_t draw_kind(unsigned platform, uint64_t *s)
{
    unsigned of_thousand = sg_random_below(s, 1000);
    switch (platform) {
    case TWITTER:
        return of_thousand < 600 ? SG_REPOST : of_thousand < 800 ? SG_REPLY : SG_QUOTE;
    case TELEGRAM:
        return of_thousand < 800 ? SG_REPOST : SG_POST;
    case REDDIT:
        return of_thousand < 850 ? SG_REPLY : SG_REPOST;
    case CHAN:
        return SG_REPLY;
    default:
        return SG_POST;
    }
}

static void cast_event(struct world *w, uint32_t e, uint64_t *s)
{
    struct planned *p = &w->plan[e];
    const struct planned *cause = p->parent == NO_INDEX ? NULL : &w->plan[p->parent];
    bool is_own_link = draw_is(s, 600), names = draw_is(s, 700), copies = draw_is(s, 200);
    uint8_t kind = draw_kind(p->platform, s);
    p->account = draw_account(w, p->platform, p->time, s);
    if (cause && cause->platform == p->platform &&
        cause->account == p->account) /* hardly anybody passes on themselves */
        p->account = draw_account(w, p->platform, p->time, s);
    p->language = w->platforms[p->platform].who[p->account].language;
    p->text = sg_random(s) | 1;
    if (is_own_link) p->link = w->stories[p->owner].link;
    p->root = cause ? cause->root : e;
    if (!cause) return;
    if (cause->platform == p->platform && kind != SG_POST) {
        p->kind = kind;
        bool is_behind = p->platform == CHAN ? cause->kind != SG_POST : cause->kind == SG_REPOST;
        p->shown = is_behind ? cause->shown : p->parent;
        return;
    }
    p->names_parent = names;
    if (!copies) return;
    const struct planned *said = cause->kind == SG_REPOST ? &w->plan[cause->shown] : cause;
    p->text = said->text;
    p->language = said->language;
}

/* Posts that others refer to are taken away, the first of a story on each platform never. */
static void delete_some(struct world *w, const struct story *story, uint64_t *s)
{
    uint32_t first[PLATFORMS];
    for (unsigned k = 0; k < PLATFORMS; k++)
        first[k] = NO_INDEX;
    for (uint32_t e = story->first; e < story->first + story->n; e++) {
        uint32_t *f = &first[w->plan[e].platform];
        if (*f == NO_INDEX || w->plan[e].time < w->plan[*f].time) *f = e;
    }
    for (uint32_t e = story->first; e < story->first + story->n; e++) {
        uint32_t shown = w->plan[e].shown;
        if (shown == NO_INDEX || sg_random_unit(s) >= w->o.deleted) continue;
        struct planned *p = &w->plan[shown];
        bool is_thread = p->platform == CHAN && p->kind == SG_POST;
        if (shown != first[p->platform] && !is_thread) p->is_deleted = true;
    }
}

void cast_stories(struct world *w)
{
    for (uint32_t i = 0; i < w->o.stories; i++) {
        uint64_t s = draw_for(w->o.seed, SALT_STORY, 1, i);
        for (uint32_t e = w->stories[i].first; e < w->stories[i].first + w->stories[i].n; e++)
            cast_event(w, e, &s);
        delete_some(w, &w->stories[i], &s);
    }
}
