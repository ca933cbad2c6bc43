/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a finding holds of an answer: the significant pairs, and nothing that they do not need. */
#include <stdlib.h>

#include "report/coordination_rows.h"

/* For each list of the whole: where an item went, or SG_NO_INDEX. */
struct places {
    uint32_t *accounts, *pairs, *objects, *posts, *sources, *signals;
};

static void places_release(struct places *p)
{
    free(p->accounts);
    free(p->pairs);
    free(p->objects);
    free(p->posts);
    free(p->sources);
    free(p->signals);
}

static uint32_t *nowhere(size_t n)
{
    uint32_t *places = malloc((n + 1) * sizeof *places);
    for (size_t i = 0; places && i < n; i++)
        places[i] = SG_NO_INDEX;
    return places;
}

static enum sg_code places_init(struct places *p, const struct sg_coordination *c, struct sg_err *err)
{
    *p = (struct places){ .accounts = nowhere(c->n_accounts),
                          .pairs = nowhere(c->n_pairs),
                          .objects = nowhere(c->n_objects),
                          .posts = nowhere(c->n_posts),
                          .sources = nowhere(c->n_sources),
                          .signals = nowhere(c->n_signals) };
    bool is_fine = p->accounts && p->pairs && p->objects && p->posts && p->sources && p->signals;
    return is_fine ? SG_OK : sg_fail_nomem(err, "a finding");
}

/* Marks first (0: wanted), numbers afterwards, so that the order is kept. */
static void want(uint32_t *places, uint32_t i)
{
    if (i != SG_NO_INDEX) places[i] = 0;
}

static size_t number(uint32_t *places, size_t n)
{
    uint32_t next = 0;
    for (size_t i = 0; i < n; i++)
        if (places[i] != SG_NO_INDEX) places[i] = next++;
    return next;
}

static void want_evidence(struct places *at, const struct sg_coordination *c, const struct sg_step_pair *p)
{
    for (uint64_t k = 0; k < p->n_steps; k++) {
        const struct sg_step *s = &c->steps[p->first_step + k];
        want(at->objects, s->object);
        want(at->posts, s->post_a);
        want(at->posts, s->post_b);
    }
}

static void choose(struct places *at, const struct sg_coordination *c, struct sg_coordination *to)
{
    for (size_t i = 0; i < c->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[i];
        if (!p->is_significant) continue;
        want(at->pairs, (uint32_t)i);
        want(at->accounts, p->a);
        want(at->accounts, p->b);
        want_evidence(at, c, p);
        to->n_parts += p->n_parts;
        to->n_steps += (size_t)p->n_steps;
    }
    for (size_t i = 0; i < c->n_members; i++)
        want(at->accounts, c->members[i]);
    for (size_t i = 0; i < c->n_groups; i++)
        want(at->accounts, c->groups[i].leader);
    for (size_t i = 0; i < c->n_group_objects; i++)
        want(at->objects, c->group_objects[i]);
    for (size_t i = 0; i < c->n_common; i++)
        want(at->objects, c->common[i].object);
    for (size_t i = 0; i < c->n_posts; i++) {
        if (at->posts[i] == SG_NO_INDEX) continue;
        want(at->sources, c->posts[i].source);
        want(at->accounts, c->posts[i].account);
    }
    for (size_t i = 0; i < c->n_accounts; i++)
        if (at->accounts[i] != SG_NO_INDEX) want(at->signals, c->accounts[i].signals);
    to->n_accounts = number(at->accounts, c->n_accounts);
    to->n_pairs = number(at->pairs, c->n_pairs);
    to->n_objects = number(at->objects, c->n_objects);
    to->n_posts = number(at->posts, c->n_posts);
    to->n_sources = number(at->sources, c->n_sources);
    to->n_signals = number(at->signals, c->n_signals);
}

static uint32_t moved(const uint32_t *places, uint32_t i)
{
    return i == SG_NO_INDEX ? i : places[i];
}

/* ---- taking ---- */

static enum sg_code make_room(struct sg_coordination *to, const struct sg_coordination *c, struct sg_err *err)
{
    struct sg_arena *a = to->arena;
    to->accounts = sg_arena_alloc(a, to->n_accounts, sizeof *to->accounts);
    to->pairs = sg_arena_alloc(a, to->n_pairs, sizeof *to->pairs);
    to->parts = sg_arena_alloc(a, to->n_parts, sizeof *to->parts);
    to->steps = sg_arena_alloc(a, to->n_steps, sizeof *to->steps);
    to->objects = sg_arena_alloc(a, to->n_objects, sizeof *to->objects);
    to->posts = sg_arena_alloc(a, to->n_posts, sizeof *to->posts);
    to->sources = sg_arena_alloc(a, to->n_sources, sizeof *to->sources);
    to->signals = sg_arena_alloc(a, to->n_signals, sizeof *to->signals);
    to->members = sg_arena_alloc(a, c->n_members, sizeof *to->members);
    to->groups = sg_arena_alloc(a, c->n_groups, sizeof *to->groups);
    to->group_objects = sg_arena_alloc(a, c->n_group_objects, sizeof *to->group_objects);
    to->common = sg_arena_alloc(a, c->n_common, sizeof *to->common);
    bool is_fine = to->accounts && to->pairs && to->parts && to->steps && to->objects && to->posts && to->sources &&
                   to->signals && to->members && to->groups && to->group_objects && to->common;
    return is_fine ? SG_OK : sg_fail_nomem(err, "a finding");
}

static void take_pairs(struct sg_coordination *to, const struct sg_coordination *c, const struct places *at)
{
    uint32_t part = 0;
    uint64_t step = 0;
    for (size_t i = 0; i < c->n_pairs; i++) {
        if (at->pairs[i] == SG_NO_INDEX) continue;
        const struct sg_step_pair *from = &c->pairs[i];
        struct sg_step_pair *p = &to->pairs[at->pairs[i]];
        *p = *from;
        p->a = at->accounts[from->a];
        p->b = at->accounts[from->b];
        p->first_part = part;
        p->first_step = step;
        for (uint32_t k = 0; k < from->n_parts; k++)
            to->parts[part++] = c->parts[from->first_part + k];
        for (uint64_t k = 0; k < from->n_steps; k++) {
            struct sg_step *s = &to->steps[step++];
            *s = c->steps[from->first_step + k];
            s->object = at->objects[s->object];
            s->post_a = at->posts[s->post_a];
            s->post_b = at->posts[s->post_b];
        }
    }
}

static void take_rows(struct sg_coordination *to, const struct sg_coordination *c, const struct places *at)
{
    for (size_t i = 0; i < c->n_accounts; i++) {
        if (at->accounts[i] == SG_NO_INDEX) continue;
        struct sg_step_account *a = &to->accounts[at->accounts[i]];
        *a = c->accounts[i];
        a->signals = moved(at->signals, a->signals);
    }
    for (size_t i = 0; i < c->n_posts; i++) {
        if (at->posts[i] == SG_NO_INDEX) continue;
        struct sg_step_post *p = &to->posts[at->posts[i]];
        *p = c->posts[i];
        p->account = at->accounts[p->account];
        p->source = moved(at->sources, p->source);
    }
    for (size_t i = 0; i < c->n_objects; i++)
        if (at->objects[i] != SG_NO_INDEX) to->objects[at->objects[i]] = c->objects[i];
    for (size_t i = 0; i < c->n_sources; i++)
        if (at->sources[i] != SG_NO_INDEX) to->sources[at->sources[i]] = c->sources[i];
    for (size_t i = 0; i < c->n_signals; i++)
        if (at->signals[i] != SG_NO_INDEX) to->signals[at->signals[i]] = c->signals[i];
    for (size_t i = 0; i < c->n_members; i++)
        to->members[i] = at->accounts[c->members[i]];
    for (size_t i = 0; i < c->n_group_objects; i++)
        to->group_objects[i] = at->objects[c->group_objects[i]];
    for (size_t i = 0; i < c->n_common; i++) {
        to->common[i] = c->common[i];
        to->common[i].object = at->objects[c->common[i].object];
    }
    for (size_t i = 0; i < c->n_groups; i++) {
        to->groups[i] = c->groups[i];
        to->groups[i].leader = moved(at->accounts, c->groups[i].leader);
    }
}

static enum sg_code take(struct sg_coordination *to, const struct sg_coordination *c, struct places *at,
                         struct sg_err *err)
{
    struct sg_arena *arena = to->arena;
    *to = *c; /* what is not chosen from is shared */
    to->arena = arena;
    to->n_parts = to->n_steps = 0;
    choose(at, c, to);
    SG_TRY(make_room(to, c, err));
    take_pairs(to, c, at);
    take_rows(to, c, at);
    return SG_OK;
}

enum sg_code coordination_select(const struct sg_coordination *c, struct sg_coordination **ret, struct sg_err *err)
{
    struct sg_coordination *to;
    SG_TRY(sg_coordination_new(&to, err));
    struct places at;
    enum sg_code code = places_init(&at, c, err);
    if (code == SG_OK) code = take(to, c, &at, err);
    places_release(&at);
    if (code == SG_OK)
        *ret = to;
    else
        sg_coordination_free(to);
    return code;
}
