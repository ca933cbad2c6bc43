/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/map_export.h"

#include <stdlib.h>

#include "report/map_files.h"
#include "report/say.h"

void map_export_release(struct map_export *e)
{
    if (!e) return;
    map_model_release(&e->model);
    free(e->community);
    free(e->x);
    free(e->y);
    free(e->times);
    free(e->first_time);
    memset(e, 0, sizeof *e);
}

/* The edge that a link is part of, or NULL: the model leaves out links of duplicates and, if asked, inferred ones. */
static const struct map_edge *edge_of(const struct map_export *e, const struct sg_story_link *l)
{
    const struct map_model *m = &e->model;
    enum sg_link_kind kind = (enum sg_link_kind)l->kind;
    if (e->story->posts[l->child].duplicate_of != SG_NO_INDEX || m->n_edges == 0 ||
        (!e->options->with_inferred && sg_link_is_inferred(kind)))
        return NULL;
    struct map_edge key = { .from = m->node_of[l->parent], .to = m->node_of[l->child], .kind = kind };
    return bsearch(&key, m->edges, m->n_edges, sizeof key, map_edge_compare);
}

/* A story's links are sorted by child and its posts by time, so the times of each edge come in their order. */
static enum sg_code gather_times(struct map_export *e, struct sg_err *err)
{
    const struct sg_story *s = e->story;
    const struct map_model *m = &e->model;
    size_t *next = calloc(m->n_edges + 1, sizeof *next);
    e->first_time = calloc(m->n_edges + 2, sizeof *e->first_time);
    e->times = calloc(s->n_links + 1, sizeof *e->times);
    bool is_fine = next && e->first_time && e->times;
    for (size_t i = 0; is_fine && i < m->n_edges; i++)
        e->first_time[i + 1] = next[i + 1] = e->first_time[i] + m->edges[i].weight;
    for (size_t i = 0; is_fine && i < s->n_links; i++) {
        const struct map_edge *edge = edge_of(e, &s->links[i]);
        if (edge) e->times[next[edge - m->edges]++] = s->posts[s->links[i].child].time;
    }
    free(next);
    return is_fine ? SG_OK : sg_fail_nomem(err, "the map's relays");
}

static enum sg_code place_nodes(struct map_export *e, struct sg_err *err)
{
    const struct map_model *m = &e->model;
    if (m->n_nodes > MAP_LAYOUT_NODES_MAX) return SG_OK;
    double *radius = calloc(m->n_nodes + 1, sizeof *radius);
    e->x = calloc(m->n_nodes + 1, sizeof *e->x);
    e->y = calloc(m->n_nodes + 1, sizeof *e->y);
    enum sg_code code = SG_OK;
    if (radius && e->x && e->y) {
        for (size_t i = 0; i < m->n_nodes; i++)
            radius[i] = map_node_size(&m->nodes[i]);
        code = map_model_layout(m, radius, 4, e->options->seed, e->x, e->y, err);
    } else
        code = sg_fail_nomem(err, "the map's layout");
    free(radius);
    return code;
}

enum sg_code map_export_init(struct map_export *e, const struct sg_story *s, const struct sg_map_options *o,
                             struct sg_err *err)
{
    struct map_export made = { .story = s, .options = o };
    size_t n_communities;
    enum sg_code code = map_model_init(&made.model, s, o, err);
    if (code == SG_OK) code = gather_times(&made, err);
    if (code == SG_OK) {
        for (size_t i = 0; i < made.model.n_nodes; i++)
            if (made.model.nodes[i].post != SG_NO_INDEX) made.has |= GRAPH_OF_POSTS;
        if (map_has_groups(s)) made.has |= GRAPH_OF_GROUPS;
        made.community = calloc(made.model.n_nodes + 1, sizeof *made.community);
        code = made.community ? map_model_communities(&made.model, o->seed, made.community, &n_communities, NULL, err)
                              : sg_fail_nomem(err, "the map's communities");
    }
    if (code == SG_OK) code = place_nodes(&made, err);
    if (code == SG_OK)
        *e = made;
    else
        map_export_release(&made);
    return code;
}

void map_export_describe(struct sg_buf *out, const struct map_export *e)
{
    sg_buf_text(out, e->options->title ? e->options->title : e->story->query);
    sg_buf_printf(out, ". Nodes are %s; inferred relays are %s.",
                  e->options->nodes == SG_MAP_POSTS ? "posts" : "accounts",
                  e->options->with_inferred ? "in" : "left out");
}
