/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups: communities of the pairs that chance does not explain.  Method: doc/method/coordination.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coordination/coordination_internal.h"
#include "graph/graph.h"

enum { LEAST_TIES = 2 }; /* of a member, to others of its group: one alone may be chance */
static const double LEAST_EXCESS = 1e-3;

/* The graph: nodes are accounts of chosen pairs. */
struct net {
    size_t n_nodes, n_edges;
    uint32_t *account;          /* of each node, rising */
    uint32_t *node;             /* of each account, or SG_NO_INDEX */
    uint32_t *pair, *from, *to; /* of each edge */
    double *weight;
    uint32_t *community, *ties, *others; /* of each node; others: its neighbours in the community, by exclusive or */
    double *strength;
    uint32_t *group; /* of each community */
};

static void net_release(struct net *g)
{
    void *const all[] = { g->account,   g->node, g->pair,   g->from,     g->to,   g->weight,
                          g->community, g->ties, g->others, g->strength, g->group };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

static bool is_chosen(const struct sg_coordination *c, const struct sg_step_pair *p)
{
    return c->settings.fdr > 0 ? p->is_significant : p->is_above;
}

/* Joint acts in excess of the expected, each kind by itself: what is common in one takes nothing from another. */
static double excess(const struct sg_coordination *c, const struct sg_step_pair *p)
{
    double sum = 0;
    for (uint32_t i = p->first_part; i < p->first_part + p->n_parts; i++) {
        const struct sg_step_part *part = &c->parts[i];
        sum += fmax(0, part->joint - fmax(part->expected_by_company, part->expected_by_timing));
    }
    return fmax(sum, LEAST_EXCESS);
}

static enum sg_code net_make(const struct sg_coordination *c, struct net *g, struct sg_err *err)
{
    size_t n = 0;
    g->node = calloc(c->n_accounts + 1, sizeof *g->node);
    if (!g->node) return sg_fail_nomem(err, "groups");
    for (size_t i = 0; i < c->n_pairs; i++) {
        if (!is_chosen(c, &c->pairs[i])) continue;
        g->node[c->pairs[i].a] = g->node[c->pairs[i].b] = 1;
        n++;
    }
    for (size_t i = 0; i < c->n_accounts; i++)
        g->node[i] = g->node[i] ? (uint32_t)g->n_nodes++ : SG_NO_INDEX;
    g->account = malloc((g->n_nodes + 1) * sizeof *g->account);
    g->pair = malloc((n + 1) * sizeof *g->pair);
    g->from = malloc((n + 1) * sizeof *g->from);
    g->to = malloc((n + 1) * sizeof *g->to);
    g->weight = malloc((n + 1) * sizeof *g->weight);
    g->community = malloc((g->n_nodes + 1) * sizeof *g->community);
    g->ties = calloc(g->n_nodes + 1, sizeof *g->ties);
    g->others = calloc(g->n_nodes + 1, sizeof *g->others);
    g->strength = calloc(g->n_nodes + 1, sizeof *g->strength);
    g->group = malloc((g->n_nodes + 1) * sizeof *g->group);
    if (!g->account || !g->pair || !g->from || !g->to || !g->weight || !g->community || !g->ties || !g->others ||
        !g->strength || !g->group)
        return sg_fail_nomem(err, "groups");
    for (uint32_t i = 0; i < c->n_accounts; i++)
        if (g->node[i] != SG_NO_INDEX) g->account[g->node[i]] = i;
    for (uint32_t i = 0; i < c->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[i];
        if (!is_chosen(c, p)) continue;
        g->pair[g->n_edges] = i;
        g->from[g->n_edges] = g->node[p->a];
        g->to[g->n_edges] = g->node[p->b];
        g->weight[g->n_edges++] = c->settings.fdr > 0 ? excess(c, p) : (double)p->weight;
    }
    return SG_OK;
}

static bool is_inside(const struct net *g, size_t e)
{
    uint32_t of = g->community[g->from[e]];
    return of != SG_NO_INDEX && of == g->community[g->to[e]];
}

/*
 * Takes out who is tied to its community by one pair alone, again and again: with a false discovery in twenty, a single
 * pair would often bring in a stranger.  The last neighbour of a node is what is left of `others`.  O(pairs).
 */
static void strip_loose_ends(struct net *g)
{
    for (size_t e = 0; e < g->n_edges; e++) {
        if (!is_inside(g, e)) continue;
        g->ties[g->from[e]]++;
        g->ties[g->to[e]]++;
        g->others[g->from[e]] ^= g->to[e];
        g->others[g->to[e]] ^= g->from[e];
    }
    for (uint32_t i = 0; i < g->n_nodes; i++)
        for (uint32_t at = i; g->community[at] != SG_NO_INDEX && g->ties[at] < LEAST_TIES;) {
            uint32_t other = g->others[at];
            g->community[at] = SG_NO_INDEX;
            if (!g->ties[at]) break;
            g->ties[other]--;
            g->others[other] ^= at;
            at = other;
        }
}

static int largest_first(const void *x, const void *y)
{
    const struct sg_step_group *a = x, *b = y;
    if (a->n_members != b->n_members) return a->n_members > b->n_members ? -1 : 1;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return (a->n_objects > b->n_objects) - (a->n_objects < b->n_objects);
}

struct member {
    uint32_t account;
    double strength;
};
static int strongest_first(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    if (a->strength != b->strength) return a->strength > b->strength ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

/* What is known of each community.  Until they are sorted, first_member is its number, and n_objects its first account.
 */
static void measure(const struct sg_coordination *c, struct net *g, struct sg_step_group *groups, size_t n)
{
    for (uint32_t i = 0; i < n; i++)
        groups[i] = (struct sg_step_group){
            .first_member = i, .leader = SG_NO_INDEX, .least_p = 1, .tags = "", .median_gap = NAN, .p90_gap = NAN
        };
    for (uint32_t i = 0; i < g->n_nodes; i++)
        if (g->community[i] != SG_NO_INDEX && !groups[g->community[i]].n_members++)
            groups[g->community[i]].n_objects = g->account[i];
    for (size_t e = 0; e < g->n_edges; e++) {
        if (!is_inside(g, e)) continue;
        struct sg_step_group *group = &groups[g->community[g->from[e]]];
        const struct sg_step_pair *p = &c->pairs[g->pair[e]];
        group->n_pairs++;
        group->kinds |= p->kinds;
        group->weight += p->weight;
        group->least_p = fmin(group->least_p, p->p);
        g->strength[g->from[e]] += g->weight[e];
        g->strength[g->to[e]] += g->weight[e];
    }
    for (size_t i = 0; i < n; i++)
        groups[i].density =
            groups[i].n_members > 1 ? groups[i].n_pairs / (groups[i].n_members * (groups[i].n_members - 1.0) / 2) : 0;
}

/* Keeps the groups that are large enough and lists their members. */
static enum sg_code list_members(struct sg_coordination *c, struct net *g, struct sg_step_group *groups, size_t n,
                                 struct sg_err *err)
{
    size_t n_members = 0, n_groups = 0;
    qsort(groups, n, sizeof *groups, largest_first);
    for (size_t i = 0; i < n; i++)
        g->group[i] = SG_NO_INDEX;
    for (uint32_t i = 0; i < n && groups[i].n_members >= c->settings.min_group && groups[i].n_members; i++) {
        g->group[groups[i].first_member] = i;
        groups[i].first_member = (uint32_t)n_members;
        groups[i].n_objects = 0;
        n_members += groups[i].n_members;
        n_groups++;
    }
    struct member *members = malloc((n_members + 1) * sizeof *members);
    uint32_t *filled = calloc(n_groups + 1, sizeof *filled);
    c->groups = sg_arena_alloc(c->arena, n_groups, sizeof *c->groups);
    c->members = sg_arena_alloc(c->arena, n_members, sizeof *c->members);
    enum sg_code code = members && filled && c->groups && c->members ? SG_OK : sg_fail_nomem(err, "groups");
    for (uint32_t i = 0; code == SG_OK && i < g->n_nodes; i++) {
        uint32_t group = g->community[i] == SG_NO_INDEX ? SG_NO_INDEX : g->group[g->community[i]];
        if (group == SG_NO_INDEX) continue;
        c->accounts[g->account[i]].group = group;
        members[groups[group].first_member + filled[group]++] = (struct member){ g->account[i], g->strength[i] };
    }
    for (size_t i = 0; code == SG_OK && i < n_groups; i++)
        qsort(members + groups[i].first_member, groups[i].n_members, sizeof *members, strongest_first);
    for (size_t i = 0; code == SG_OK && i < n_members; i++)
        c->members[i] = members[i].account;
    if (code == SG_OK) {
        if (n_groups) memcpy(c->groups, groups, n_groups * sizeof *groups);
        c->n_groups = n_groups;
        c->n_members = n_members;
    }
    free(members);
    free(filled);
    return code;
}

static enum sg_code find_in(struct sg_coordination *c, struct net *g, struct sg_err *err)
{
    SG_TRY(net_make(c, g, err));
    const struct sg_graph graph = {
        .n_nodes = g->n_nodes, .n_edges = g->n_edges, .from = g->from, .to = g->to, .weight = g->weight
    };
    const struct sg_communities_options options = { .seed = c->settings.seed };
    size_t n = 0;
    SG_TRY(sg_graph_communities(&graph, &options, g->community, &n, NULL, err));
    if (c->settings.fdr > 0 && c->settings.min_group > LEAST_TIES) strip_loose_ends(g);
    struct sg_step_group *groups = malloc((n + 1) * sizeof *groups);
    if (!groups) return sg_fail_nomem(err, "groups");
    measure(c, g, groups, n);
    enum sg_code code = list_members(c, g, groups, n, err);
    free(groups);
    return code;
}

enum sg_code groups_find(struct sg_coordination *c, struct sg_err *err)
{
    for (size_t i = 0; i < c->n_accounts; i++)
        c->accounts[i].group = SG_NO_INDEX;
    struct net g = { 0 };
    enum sg_code code = find_in(c, &g, err);
    net_release(&g);
    SG_TRY(code);
    for (size_t i = 0; i < c->n_pairs; i++) {
        struct sg_step_pair *p = &c->pairs[i];
        uint32_t a = c->accounts[p->a].group, b = c->accounts[p->b].group;
        p->group = a == b ? a : SG_NO_INDEX;
    }
    return SG_OK;
}
