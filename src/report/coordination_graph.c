/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coordination_graph.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"
#include "report/map_files.h"
#include "report/report.h"

enum { SIZE_LEAST = 6, SIZE_MOST = 40, NO_GROUP_COLOR = 0x8a929c };

void step_graph_release(struct step_graph *g)
{
    free(g->nodes);
    free(g->edges);
    free(g->node_of);
    free(g->strength);
    free(g->x);
    free(g->y);
    memset(g, 0, sizeof *g);
}

static enum sg_code gather(struct step_graph *g, struct sg_err *err)
{
    const struct sg_coordination *c = g->c;
    g->nodes = calloc(c->n_accounts + 1, sizeof *g->nodes);
    g->edges = calloc(c->n_pairs + 1, sizeof *g->edges);
    g->node_of = calloc(c->n_accounts + 1, sizeof *g->node_of);
    g->strength = calloc(c->n_accounts + 1, sizeof *g->strength);
    if (!g->nodes || !g->edges || !g->node_of || !g->strength) return sg_fail_nomem(err, "the graph of accounts");
    for (size_t i = 0; i < c->n_pairs; i++) {
        if (!sg_coordination_is_found(c, &c->pairs[i])) continue;
        g->edges[g->n_edges++] = (uint32_t)i;
        g->node_of[c->pairs[i].a] = g->node_of[c->pairs[i].b] = 1;
    }
    for (size_t i = 0; i < c->n_accounts; i++) {
        bool is_in = g->node_of[i];
        g->node_of[i] = is_in ? (uint32_t)g->n_nodes : SG_NO_INDEX;
        if (is_in) g->nodes[g->n_nodes++] = (uint32_t)i;
    }
    for (size_t i = 0; i < g->n_edges; i++) {
        const struct sg_step_pair *p = &c->pairs[g->edges[i]];
        g->strength[g->node_of[p->a]] += p->weight;
        g->strength[g->node_of[p->b]] += p->weight;
    }
    return SG_OK;
}

static enum sg_code place(struct step_graph *g, struct sg_err *err)
{
    if (g->n_nodes > MAP_LAYOUT_NODES_MAX) return SG_OK;
    uint32_t *from = calloc(g->n_edges + 1, sizeof *from), *to = calloc(g->n_edges + 1, sizeof *to);
    double *weight = calloc(g->n_edges + 1, sizeof *weight), *radius = calloc(g->n_nodes + 1, sizeof *radius);
    g->x = calloc(g->n_nodes + 1, sizeof *g->x);
    g->y = calloc(g->n_nodes + 1, sizeof *g->y);
    enum sg_code code = SG_OK;
    if (from && to && weight && radius && g->x && g->y) {
        for (size_t i = 0; i < g->n_edges; i++) {
            const struct sg_step_pair *p = &g->c->pairs[g->edges[i]];
            from[i] = g->node_of[p->a];
            to[i] = g->node_of[p->b];
            weight[i] = fmax((double)p->weight, 1);
        }
        for (size_t i = 0; i < g->n_nodes; i++)
            radius[i] = step_node_size(g, i);
        const struct sg_graph graph = { g->n_nodes, g->n_edges, from, to, weight, radius };
        const struct sg_layout_options options = { .seed = g->c->settings.seed, .gap = 4 };
        code = sg_graph_layout(&graph, &options, g->x, g->y, err);
    } else
        code = sg_fail_nomem(err, "the graph's layout");
    free(from);
    free(to);
    free(weight);
    free(radius);
    return code;
}

enum sg_code step_graph_init(struct step_graph *g, const struct sg_coordination *c, struct sg_err *err)
{
    struct step_graph made = { .c = c, .has_platforms = coordination_has_platforms(c) };
    enum sg_code code = gather(&made, err);
    if (code == SG_OK) code = place(&made, err);
    if (code == SG_OK)
        *g = made;
    else
        step_graph_release(&made);
    return code;
}

void step_graph_describe(struct sg_buf *out, const struct step_graph *g)
{
    sg_buf_text(out, "Accounts that acted in step");
    if (*g->c->settings.query) sg_buf_printf(out, " in '%s'", g->c->settings.query);
    if (coordination_is_tested(g->c))
        sg_buf_printf(out, ", more often than chance explains (false-discovery rate %g)", g->c->settings.fdr);
    sg_buf_text(out, "; by ");
    coordination_kinds(out, g->c->settings.kinds, ", ");
    sg_buf_char(out, '.');
}

static const struct sg_step_account *account_of(const struct step_graph *g, size_t i)
{
    return &g->c->accounts[g->nodes[i]];
}

void step_node_label(struct sg_buf *out, const struct step_graph *g, size_t node)
{
    sg_say_name(out, account_of(g, node)->platform, sg_str(account_of(g, node)->name));
}

uint32_t step_node_color(const struct step_graph *g, size_t node)
{
    uint32_t group = account_of(g, node)->group;
    return group == SG_NO_INDEX ? NO_GROUP_COLOR : map_platform_look(group).color;
}

unsigned step_node_size(const struct step_graph *g, size_t node)
{
    double size = SIZE_LEAST + sqrt((double)g->strength[node]) / 2;
    return (unsigned)fmin(size, SIZE_MOST);
}

/* ---- attributes ---- */

#define WRITES(name)                                                                                                   \
    static void name##_of(struct sg_buf *out, const struct step_graph *g, size_t i);                                   \
    static void name(struct sg_buf *out, const void *of, size_t i)                                                     \
    {                                                                                                                  \
        name##_of(out, of, i);                                                                                         \
    }                                                                                                                  \
    static void name##_of(struct sg_buf *out, const struct step_graph *g, size_t i)
#define PAIR(g, i) (&(g)->c->pairs[(g)->edges[i]])

/* clang-format off */
WRITES(node_label)    { step_node_label(out, g, i); }
WRITES(node_key)      { coordination_key(out, account_of(g, i), g->has_platforms); }
WRITES(node_platform) { sg_buf_text(out, account_of(g, i)->platform); }
WRITES(node_account)  { sg_buf_text(out, account_of(g, i)->name); }
WRITES(node_name)     { sg_buf_text(out, account_of(g, i)->display); }
WRITES(node_posts)    { sg_buf_printf(out, "%" PRIu64, account_of(g, i)->n_posts); }
WRITES(node_strength) { sg_buf_printf(out, "%" PRIu64, g->strength[i]); }
WRITES(node_size)     { sg_buf_printf(out, "%u", step_node_size(g, i)); }
WRITES(node_r)        { sg_buf_printf(out, "%u", step_node_color(g, i) >> 16); }
WRITES(node_g)        { sg_buf_printf(out, "%u", step_node_color(g, i) >> 8 & 255); }
WRITES(node_b)        { sg_buf_printf(out, "%u", step_node_color(g, i) & 255); }
WRITES(node_x)        { if (g->x) map_hundredths(out, g->x[i]); }
WRITES(node_y)        { if (g->y) map_hundredths(out, -g->y[i]); } /* Gephi's y points up */

WRITES(edge_weight)      { sg_buf_printf(out, "%" PRIu64, PAIR(g, i)->weight); }
WRITES(edge_kinds)       { coordination_kinds(out, PAIR(g, i)->kinds, " "); }
WRITES(edge_fast)        { sg_buf_printf(out, "%" PRIu64, PAIR(g, i)->fast); }
WRITES(edge_joint)       { if (coordination_is_tested(g->c)) sg_buf_printf(out, "%u", PAIR(g, i)->joint); }
WRITES(edge_expected)    { if (coordination_is_tested(g->c)) sg_buf_printf(out, "%.6g", PAIR(g, i)->expected); }
WRITES(edge_p)           { if (coordination_is_tested(g->c)) sg_buf_printf(out, "%.6g", PAIR(g, i)->p); }
WRITES(edge_q)           { if (coordination_is_tested(g->c)) sg_buf_printf(out, "%.6g", PAIR(g, i)->q); }
WRITES(edge_balance)     { if (isfinite(PAIR(g, i)->balance)) sg_buf_printf(out, "%.6g", PAIR(g, i)->balance); }
WRITES(edge_mean_gap)    { if (isfinite(PAIR(g, i)->mean_gap)) sg_buf_printf(out, "%.6g", PAIR(g, i)->mean_gap); }
WRITES(edge_a_first)     { sg_buf_printf(out, "%u", PAIR(g, i)->a_first); }
WRITES(edge_b_first)     { sg_buf_printf(out, "%u", PAIR(g, i)->b_first); }
WRITES(edge_significant) { graph_truth(out, PAIR(g, i)->is_significant); }
WRITES(edge_above)       { graph_truth(out, PAIR(g, i)->is_above); }
/* clang-format on */

static void group_number(struct sg_buf *out, uint32_t group)
{
    if (group != SG_NO_INDEX) sg_buf_printf(out, "%u", group);
}
WRITES(node_group)
{
    group_number(out, account_of(g, i)->group);
}
WRITES(edge_group)
{
    group_number(out, PAIR(g, i)->group);
}
WRITES(node_audience)
{
    if (account_of(g, i)->audience >= 0) sg_buf_printf(out, "%" PRId64, account_of(g, i)->audience);
}

const struct graph_attribute step_node_attributes[] = {
    { "label", GRAPH_STRING, GRAPH_IN_GRAPHML, false, node_label },
    { "key", GRAPH_STRING, GRAPH_IN_BOTH, false, node_key },
    { "platform", GRAPH_STRING, GRAPH_IN_BOTH, false, node_platform },
    { "account", GRAPH_STRING, GRAPH_IN_BOTH, false, node_account },
    { "name", GRAPH_STRING, GRAPH_IN_BOTH, false, node_name },
    { "group", GRAPH_INTEGER, GRAPH_IN_BOTH, false, node_group },
    { "strength", GRAPH_LONG, GRAPH_IN_BOTH, false, node_strength },
    { "posts", GRAPH_LONG, GRAPH_IN_BOTH, false, node_posts },
    { "audience", GRAPH_LONG, GRAPH_IN_BOTH, false, node_audience },
    { "size", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, false, node_size },
    { "r", GRAPH_INTEGER, GRAPH_IN_GRAPHML, false, node_r },
    { "g", GRAPH_INTEGER, GRAPH_IN_GRAPHML, false, node_g },
    { "b", GRAPH_INTEGER, GRAPH_IN_GRAPHML, false, node_b },
    { "x", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, false, node_x },
    { "y", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, false, node_y },
    { 0 },
};

const struct graph_attribute step_edge_attributes[] = {
    { "weight", GRAPH_DOUBLE, GRAPH_IN_GRAPHML, false, edge_weight },
    { "kinds", GRAPH_STRING, GRAPH_IN_BOTH, false, edge_kinds },
    { "edge_group", GRAPH_INTEGER, GRAPH_IN_BOTH, false, edge_group },
    { "fast", GRAPH_LONG, GRAPH_IN_BOTH, false, edge_fast },
    { "joint", GRAPH_LONG, GRAPH_IN_BOTH, false, edge_joint },
    { "expected", GRAPH_DOUBLE, GRAPH_IN_BOTH, false, edge_expected },
    { "p", GRAPH_DOUBLE, GRAPH_IN_BOTH, false, edge_p },
    { "q", GRAPH_DOUBLE, GRAPH_IN_BOTH, false, edge_q },
    { "balance", GRAPH_DOUBLE, GRAPH_IN_BOTH, false, edge_balance },
    { "mean_gap_s", GRAPH_DOUBLE, GRAPH_IN_BOTH, false, edge_mean_gap },
    { "source_first", GRAPH_INTEGER, GRAPH_IN_BOTH, false, edge_a_first },
    { "target_first", GRAPH_INTEGER, GRAPH_IN_BOTH, false, edge_b_first },
    { "significant", GRAPH_BOOLEAN, GRAPH_IN_BOTH, false, edge_significant },
    { "above_cut", GRAPH_BOOLEAN, GRAPH_IN_BOTH, false, edge_above },
    { 0 },
};
