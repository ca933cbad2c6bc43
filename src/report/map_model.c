/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/map_model.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "graph/graph.h"
#include "report/say.h"

void map_model_release(struct map_model *m)
{
    if (!m) return;
    free(m->nodes);
    free(m->edges);
    free(m->node_of);
    memset(m, 0, sizeof *m);
}

static void meet_post(struct map_node *n, const struct sg_story_post *p)
{
    if (p->time < n->first || n->first == SG_TIME_NONE) n->first = p->time;
    if (p->time > n->last || n->last == SG_TIME_NONE) n->last = p->time;
    if (p->audience > n->audience) n->audience = p->audience;
    n->n_posts += !p->is_ghost;
    n->is_ghost &= p->is_ghost;
    n->is_root |= p->is_root;
}

static void make_nodes(struct map_model *m, const struct sg_story *s, enum sg_map_nodes kind, uint32_t *node_of_account)
{
    uint32_t *node_of = m->node_of;
    for (size_t i = 0; i < s->n_accounts; i++)
        node_of_account[i] = SG_NO_INDEX;
    for (uint32_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (p->duplicate_of != SG_NO_INDEX) continue;
        bool is_shared = kind == SG_MAP_ACCOUNTS && p->account != SG_NO_INDEX;
        uint32_t at = is_shared ? node_of_account[p->account] : SG_NO_INDEX;
        if (at == SG_NO_INDEX) {
            at = (uint32_t)m->n_nodes++;
            m->nodes[at] = (struct map_node){ .post = is_shared ? SG_NO_INDEX : i,
                                              .account = p->account,
                                              .platform = p->platform,
                                              .first = SG_TIME_NONE,
                                              .last = SG_TIME_NONE,
                                              .audience = -1,
                                              .is_ghost = true };
            if (is_shared) node_of_account[p->account] = at;
        }
        meet_post(&m->nodes[at], p);
        node_of[i] = at;
    }
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (s->posts[i].duplicate_of != SG_NO_INDEX) node_of[i] = node_of[s->posts[i].duplicate_of];
    for (size_t i = 0; i < s->n_chain; i++)
        m->nodes[node_of[s->chain[i].post]].is_chain = true;
}

int map_edge_compare(const void *a, const void *b)
{
    const struct map_edge *e = a, *f = b;
    if (e->from != f->from) return e->from < f->from ? -1 : 1;
    if (e->to != f->to) return e->to < f->to ? -1 : 1;
    return (e->kind > f->kind) - (e->kind < f->kind);
}

static void merge_edges(struct map_model *m)
{
    if (m->n_edges == 0) return;
    qsort(m->edges, m->n_edges, sizeof *m->edges, map_edge_compare);
    size_t kept = 0;
    for (size_t i = 1; i < m->n_edges; i++) {
        struct map_edge *a = &m->edges[kept], *b = &m->edges[i];
        if (map_edge_compare(a, b) != 0) {
            m->edges[++kept] = *b;
            continue;
        }
        a->weight += b->weight;
        a->is_chain |= b->is_chain;
        a->first = b->first < a->first ? b->first : a->first;
        a->last = b->last > a->last ? b->last : a->last;
        a->confidence = b->confidence > a->confidence ? b->confidence : a->confidence;
    }
    m->n_edges = kept + 1;
}

/* `is_step` has room for a mark on each link. */
static void make_edges(struct map_model *m, const struct sg_story *s, bool with_inferred, bool *is_step)
{
    for (size_t i = 0; i < s->n_chain; i++)
        if (s->chain[i].link != SG_NO_INDEX) is_step[s->chain[i].link] = true;
    for (size_t i = 0; i < s->n_links; i++) {
        const struct sg_story_link *l = &s->links[i];
        enum sg_link_kind kind = (enum sg_link_kind)l->kind;
        /* A duplicate's links are its original's too. */
        if (s->posts[l->child].duplicate_of != SG_NO_INDEX || (!with_inferred && sg_link_is_inferred(kind))) continue;
        sg_time t = s->posts[l->child].time;
        m->edges[m->n_edges++] =
            (struct map_edge){ .from = m->node_of[l->parent],
                               .to = m->node_of[l->child],
                               .kind = kind,
                               .weight = 1,
                               .first = t,
                               .last = t,
                               .is_chain = is_step[i],
                               .confidence = sg_link_is_inferred(kind) ? (double)l->confidence : 1 };
    }
    merge_edges(m);
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct map_edge *e = &m->edges[i];
        if (e->from == e->to) continue;
        m->nodes[e->from].n_out += e->weight;
        m->nodes[e->to].n_in += e->weight;
    }
}

enum sg_code map_model_init(struct map_model *m, const struct sg_story *s, const struct sg_map_options *o,
                            struct sg_err *err)
{
    struct map_model made = { 0 };
    uint32_t *node_of_account = calloc(s->n_accounts + 1, sizeof *node_of_account);
    bool *is_step = calloc(s->n_links + 1, sizeof *is_step);
    made.nodes = calloc(s->n_posts + 1, sizeof *made.nodes);
    made.edges = calloc(s->n_links + 1, sizeof *made.edges);
    made.node_of = calloc(s->n_posts + 1, sizeof *made.node_of);
    bool is_fine = node_of_account && is_step && made.nodes && made.edges && made.node_of;
    if (is_fine) {
        make_nodes(&made, s, o->nodes, node_of_account);
        make_edges(&made, s, o->with_inferred, is_step);
        *m = made;
    } else
        map_model_release(&made);
    free(node_of_account);
    free(is_step);
    return is_fine ? SG_OK : sg_fail_nomem(err, "the map's nodes and edges");
}

void map_node_key(struct sg_buf *out, const struct sg_story *s, const struct map_node *n)
{
    sg_buf_text(out, s->platforms[n->platform].name);
    sg_buf_char(out, '/');
    if (n->post == SG_NO_INDEX) {
        sg_buf_text(out, s->accounts[n->account].name);
        return;
    }
    const struct sg_story_post *p = &s->posts[n->post];
    if (*p->id)
        sg_buf_text(out, p->id);
    else
        sg_buf_printf(out, "%016" PRIx64, p->post);
}

void map_node_label(struct sg_buf *out, const struct sg_story *s, const struct map_node *n)
{
    if (n->account == SG_NO_INDEX) {
        map_node_key(out, s, n);
        return;
    }
    sg_say_account(out, s, n->platform, n->account);
    if (n->post == SG_NO_INDEX) return;
    sg_buf_char(out, ' ');
    sg_say_clock(out, s->posts[n->post].time, s->posts[n->post].precision);
}

uint32_t map_post_group(const struct sg_story *s, const struct sg_story_post *p)
{
    return p->account == SG_NO_INDEX ? SG_NO_INDEX : s->accounts[p->account].group;
}

uint32_t map_node_group(const struct sg_story *s, const struct map_node *n)
{
    if (n->post != SG_NO_INDEX) return map_post_group(s, &s->posts[n->post]);
    return n->account == SG_NO_INDEX ? SG_NO_INDEX : s->accounts[n->account].group;
}

bool map_has_groups(const struct sg_story *s)
{
    for (size_t i = 0; i < s->n_accounts; i++)
        if (s->accounts[i].group != SG_NO_INDEX) return true;
    return false;
}

struct map_look map_platform_look(uint32_t platform)
{
    /* Okabe and Ito's eight, black and yellow left to other uses; beyond six the shapes go on. */
    static const uint32_t colors[] = { 0x0072b2, 0xd55e00, 0x009e73, 0xe69f00, 0xcc79a7, 0x56b4e9 };
    return (struct map_look){ colors[platform % (sizeof colors / sizeof *colors)],
                              (enum map_shape)(platform % MAP_SHAPES) };
}

void map_model_radii(const struct map_model *m, double least, double span, double *ret_radius)
{
    int64_t audience = 1;
    uint32_t out = 1;
    for (size_t i = 0; i < m->n_nodes; i++) {
        if (m->nodes[i].audience > audience) audience = m->nodes[i].audience;
        if (m->nodes[i].n_out > out) out = m->nodes[i].n_out;
    }
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct map_node *v = &m->nodes[i];
        double a = v->audience > 0 ? (double)v->audience / (double)audience : 0, b = (double)v->n_out / out;
        ret_radius[i] = least + span * sqrt(fmax(a, b));
    }
}

/* ---- the model as graph/ takes it ---- */

struct map_graph {
    uint32_t *from, *to;
    double *weight; /* relays, an inferred one counting its confidence */
};

static void graph_release(struct map_graph *g)
{
    free(g->from);
    free(g->to);
    free(g->weight);
}
#define auto_graph __attribute__((cleanup(graph_release))) struct map_graph

static enum sg_code graph_init(struct map_graph *g, const struct map_model *m, struct sg_err *err)
{
    g->from = calloc(m->n_edges + 1, sizeof *g->from);
    g->to = calloc(m->n_edges + 1, sizeof *g->to);
    g->weight = calloc(m->n_edges + 1, sizeof *g->weight);
    if (!g->from || !g->to || !g->weight) return sg_fail_nomem(err, "the map's graph");
    for (size_t i = 0; i < m->n_edges; i++) {
        g->from[i] = m->edges[i].from;
        g->to[i] = m->edges[i].to;
        g->weight[i] = map_edge_weight(&m->edges[i]);
    }
    return SG_OK;
}

enum sg_code map_model_communities(const struct map_model *m, uint64_t seed, uint32_t *ret_community, size_t *ret_n,
                                   double *ret_modularity, struct sg_err *err)
{
    auto_graph arrays = { 0 };
    SG_TRY(graph_init(&arrays, m, err));
    struct sg_graph g = { m->n_nodes, m->n_edges, arrays.from, arrays.to, arrays.weight, NULL };
    return sg_graph_communities(&g, &(struct sg_communities_options){ .seed = seed }, ret_community, ret_n,
                                ret_modularity, err);
}

/* Mirrors the picture when the story would run to the left: the chain's steps decide, without a chain all relays. */
static void run_rightwards(const struct map_model *m, double *x)
{
    double chain = 0, all = 0;
    for (size_t i = 0; i < m->n_edges; i++) {
        double step = x[m->edges[i].to] - x[m->edges[i].from];
        all += step;
        if (m->edges[i].is_chain) chain += step;
    }
    if (chain < 0 || (chain == 0 && all < 0))
        for (size_t i = 0; i < m->n_nodes; i++)
            x[i] = 0 - x[i]; /* 0 stays 0, not -0 */
}

enum sg_code map_model_layout_with(const struct map_model *m, const double *radius,
                                   const struct sg_layout_options *options, double *ret_x, double *ret_y,
                                   struct sg_err *err)
{
    auto_graph arrays = { 0 };
    SG_TRY(graph_init(&arrays, m, err));
    struct sg_graph g = { m->n_nodes, m->n_edges, arrays.from, arrays.to, arrays.weight, radius };
    SG_TRY(sg_graph_layout(&g, options, ret_x, ret_y, err));
    run_rightwards(m, ret_x);
    return SG_OK;
}

enum sg_code map_model_layout(const struct map_model *m, const double *radius, double gap, uint64_t seed, double *ret_x,
                              double *ret_y, struct sg_err *err)
{
    return map_model_layout_with(m, radius, &(struct sg_layout_options){ .seed = seed, .gap = gap }, ret_x, ret_y, err);
}
