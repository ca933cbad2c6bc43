/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all co-actions of a group have in common: how far apart, from when to when, about what, who comes first.  One
 * pass; memory: a histogram and twelve objects a group, two numbers an account.
 */
#include <stdlib.h>
#include <string.h>

#include "coordination/evidence.h"

/* Gaps are counted to the second below an hour, above it in 64 parts an octave: at most 1.6 % off. */
enum { EXACT_SECONDS = 3600, PARTS = 64, OCTAVES = 24 /* a year is below 2^14 hours */ };

struct group_figures {
    uint64_t *bins; /* n_bins */
    uint64_t n;
    sg_time from, to;
    uint64_t n_objects;
    struct carried objects[FIGURES_OBJECTS];
    size_t n_kept;
    uint32_t members_here; /* at the object being counted */
    uint64_t n_here;
};
struct figures {
    struct sg_coordination *c;
    struct group_figures *groups;
    size_t n_bins;
    uint32_t *seen;    /* of each account: the last object that it was counted at */
    uint32_t *touched; /* groups at the object being counted */
    size_t n_touched;
    uint32_t layer, object, serial; /* serial 0: none yet */
};

static size_t bin_of(sg_time gap)
{
    uint64_t s = (uint64_t)(gap < 0 ? -gap : gap) / SG_SECOND;
    if (s < EXACT_SECONDS) return s;
    size_t octave = 0;
    while (octave + 1 < OCTAVES && s >= (uint64_t)EXACT_SECONDS << (octave + 1))
        octave++;
    uint64_t unit = (uint64_t)EXACT_SECONDS << octave;
    uint64_t part = (s - unit) * PARTS / unit;
    return EXACT_SECONDS + octave * PARTS + (part < PARTS ? part : PARTS - 1);
}

static double bin_seconds(size_t bin)
{
    if (bin < EXACT_SECONDS) return (double)bin;
    size_t octave = (bin - EXACT_SECONDS) / PARTS, part = (bin - EXACT_SECONDS) % PARTS;
    return (double)((uint64_t)EXACT_SECONDS << octave) * (1 + (double)part / PARTS);
}

/* The least gap that at least the share num/den of them does not pass. */
static double quantile(const struct group_figures *g, size_t n_bins, uint64_t num, uint64_t den)
{
    uint64_t rank = (g->n * num + den - 1) / den, so_far = 0;
    size_t i = 0;
    if (g->n == 0) return 0;
    while (i + 1 < n_bins && (so_far += g->bins[i]) < rank)
        i++;
    return bin_seconds(i);
}

enum sg_code figures_new(struct sg_coordination *c, struct figures **ret, struct sg_err *err)
{
    struct figures *f = calloc(1, sizeof *f);
    if (!f) return sg_fail_nomem(err, "the groups' figures");
    f->c = c;
    for (size_t i = 0; i < c->n_layers; i++) {
        size_t n = bin_of(c->layers[i].window) + 1;
        if (n > f->n_bins) f->n_bins = n;
    }
    f->groups = calloc(c->n_groups + 1, sizeof *f->groups);
    f->seen = calloc(c->n_accounts + 1, sizeof *f->seen);
    f->touched = calloc(c->n_groups + 1, sizeof *f->touched);
    if (!f->groups || !f->seen || !f->touched) {
        figures_free(f);
        return sg_fail_nomem(err, "the groups' figures");
    }
    *ret = f;
    return SG_OK;
}

void figures_free(struct figures *f)
{
    if (!f) return;
    for (size_t i = 0; f->groups && i < f->c->n_groups; i++)
        free(f->groups[i].bins);
    free(f->groups);
    free(f->seen);
    free(f->touched);
    free(f);
}

/* ---- objects ---- */

static bool is_more(const struct carried *a, const struct carried *b)
{
    if (a->n_members != b->n_members) return a->n_members > b->n_members;
    return a->n > b->n; /* else the one that came first stays first */
}

static void keep_object(struct group_figures *g, struct carried o)
{
    size_t at = g->n_kept;
    while (at > 0 && is_more(&o, &g->objects[at - 1]))
        at--;
    if (at == FIGURES_OBJECTS) return;
    size_t n = g->n_kept < FIGURES_OBJECTS ? g->n_kept++ : FIGURES_OBJECTS - 1;
    memmove(&g->objects[at + 1], &g->objects[at], (n - at) * sizeof *g->objects);
    g->objects[at] = o;
}

static void end_object(struct figures *f)
{
    for (size_t i = 0; i < f->n_touched; i++) {
        struct group_figures *g = &f->groups[f->touched[i]];
        g->n_objects++;
        keep_object(g, (struct carried){ f->layer, f->object, g->members_here, g->n_here });
        g->members_here = 0;
        g->n_here = 0;
    }
    f->n_touched = 0;
}

static void count_member(struct figures *f, struct group_figures *g, uint32_t account)
{
    if (f->seen[account] == f->serial) return;
    f->seen[account] = f->serial;
    g->members_here++;
}

enum sg_code figures_add(struct figures *f, const struct sg_step_pair *p, const struct kept *k, struct sg_err *err)
{
    struct group_figures *g = &f->groups[p->group];
    if (!f->serial || k->layer != f->layer || k->object != f->object) {
        end_object(f);
        f->layer = k->layer;
        f->object = k->object;
        f->serial++;
    }
    if (!g->bins) {
        g->bins = calloc(f->n_bins, sizeof *g->bins);
        if (!g->bins) return sg_fail_nomem(err, "the groups' figures");
    }
    sg_time early = k->time_a < k->time_b ? k->time_a : k->time_b, late = k->time_a < k->time_b ? k->time_b : k->time_a;
    if (!g->n || early < g->from) g->from = early;
    if (!g->n || late > g->to) g->to = late;
    size_t bin = bin_of(late - early);
    g->bins[bin < f->n_bins ? bin : f->n_bins - 1]++;
    g->n++;
    if (!g->n_here++) f->touched[f->n_touched++] = p->group;
    count_member(f, g, p->a);
    count_member(f, g, p->b);
    return SG_OK;
}

size_t figures_objects(const struct figures *f, uint32_t group, const struct carried **ret)
{
    *ret = f->groups[group].objects;
    return f->groups[group].n_kept;
}

/* ---- leaders ---- */

/* Who comes strictly first most often; of equals, the one whose name comes first. */
static enum sg_code find_leaders(struct sg_coordination *c, struct sg_err *err)
{
    struct turns {
        uint64_t first, all;
    } *turns = calloc(c->n_accounts + 1, sizeof *turns);
    if (!turns) return sg_fail_nomem(err, "the groups' leaders");
    for (size_t i = 0; i < c->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[i];
        if (p->group == SG_NO_INDEX) continue;
        turns[p->a].first += p->a_first;
        turns[p->b].first += p->b_first;
        turns[p->a].all += p->weight;
        turns[p->b].all += p->weight;
    }
    for (size_t i = 0; i < c->n_groups; i++)
        c->groups[i].leader = SG_NO_INDEX;
    for (uint32_t i = 0; i < c->n_accounts; i++) {
        if (c->accounts[i].group == SG_NO_INDEX || turns[i].first == 0) continue;
        struct sg_step_group *g = &c->groups[c->accounts[i].group];
        if (g->leader != SG_NO_INDEX && turns[i].first <= turns[g->leader].first) continue;
        g->leader = i;
        g->leader_share = turns[i].all ? (double)turns[i].first / (double)turns[i].all : 0;
    }
    free(turns);
    return SG_OK;
}

static enum sg_code tag(struct sg_coordination *c, struct sg_step_group *g, struct sg_err *err)
{
    sg_auto_buf tags = { 0 };
    for (const struct sg_disarm_technique *t = sg_disarm_techniques; t->id; t++)
        if (t->kinds & g->kinds) sg_buf_printf(&tags, "%s%s", tags.len ? " " : "", t->id);
    SG_TRY(sg_buf_check(&tags, err));
    g->tags = sg_arena_string(c->arena, sg_buf_view(&tags));
    return g->tags ? SG_OK : sg_fail_nomem(err, "the groups' tags");
}

enum sg_code figures_end(struct figures *f, struct sg_err *err)
{
    struct sg_coordination *c = f->c;
    end_object(f);
    SG_TRY(find_leaders(c, err));
    for (size_t i = 0; i < c->n_groups; i++) {
        struct sg_step_group *to = &c->groups[i];
        const struct group_figures *from = &f->groups[i];
        SG_TRY(tag(c, to, err));
        to->from = from->n ? from->from : SG_TIME_NONE;
        to->to = from->n ? from->to : SG_TIME_NONE;
        to->n_objects = from->n_objects;
        to->median_gap = quantile(from, f->n_bins, 1, 2);
        to->p90_gap = quantile(from, f->n_bins, 9, 10);
    }
    return SG_OK;
}
