/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole map as one document: doc/formats/map-files.md. */
#include <stdio.h>

#include "report/map_files.h"
#include "report/post_json.h"
#include "report/say.h"

static void numbered(struct sg_json_out *j, const char *key, char letter, size_t i)
{
    char id[32];
    snprintf(id, sizeof id, "%c%zu", letter, i);
    sg_json_ktext(j, key, id);
}

static void group(struct sg_json_out *j, uint32_t group)
{
    sg_json_key(j, "group");
    if (group == SG_NO_INDEX)
        sg_json_null(j);
    else
        sg_json_u64(j, group);
}

static void node(struct sg_json_out *j, const struct sg_story *s, const struct map_node *n, size_t i, bool with_text,
                 bool has_groups)
{
    sg_auto_buf words = { 0 };
    sg_json_object(j);
    numbered(j, "id", 'n', i);
    map_node_label(&words, s, n);
    sg_json_kstr(j, "label", sg_buf_view(&words));
    sg_buf_clear(&words);
    map_node_key(&words, s, n);
    sg_json_kstr(j, "key", sg_buf_view(&words));
    sg_json_ktext(j, "platform", s->platforms[n->platform].name);
    bool is_named = n->account != SG_NO_INDEX && s->accounts[n->account].name[0];
    sg_json_ktext(j, "account", is_named ? s->accounts[n->account].name : NULL);
    sg_json_ktime(j, "first", n->first);
    sg_json_ktime(j, "last", n->last);
    sg_json_ku64(j, "posts", n->n_posts);
    sg_json_key(j, "audience");
    if (n->audience >= 0)
        sg_json_i64(j, n->audience);
    else
        sg_json_null(j);
    sg_json_ku64(j, "in", n->n_in);
    sg_json_ku64(j, "out", n->n_out);
    sg_json_kbool(j, "ghost", n->is_ghost);
    sg_json_kbool(j, "root", n->is_root);
    sg_json_kbool(j, "chain", n->is_chain);
    if (has_groups) group(j, map_node_group(s, n));
    if (n->post != SG_NO_INDEX) {
        sg_json_key(j, "post");
        sg_post_json(j, s, n->post, with_text);
    }
    sg_json_object_end(j);
}

static void edge(struct sg_json_out *j, const struct map_edge *e, size_t i)
{
    sg_json_object(j);
    numbered(j, "id", 'e', i);
    numbered(j, "source", 'n', e->from);
    numbered(j, "target", 'n', e->to);
    sg_json_ku64(j, "weight", e->weight);
    sg_json_ktext(j, "kind", sg_link_kind_name(e->kind));
    sg_json_ktime(j, "first", e->first);
    sg_json_ktime(j, "last", e->last);
    sg_json_kbool(j, "inferred", sg_link_is_inferred(e->kind));
    sg_json_key(j, "confidence");
    sg_auto_buf number = { 0 };
    map_hundredths(&number, e->confidence);
    sg_json_raw(j, sg_buf_view(&number));
    sg_json_object_end(j);
}

enum sg_code map_json_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                            struct sg_err *err)
{
    struct map_model m = { 0 };
    SG_TRY(map_model_init(&m, s, o, err));
    bool has_groups = map_has_groups(s);
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_json_key(&j, "story");
    sg_json_object(&j);
    sg_story_json(&j, s, o->with_text);
    sg_calendar_json(&j, s);
    sg_json_object_end(&j);
    sg_json_ktext(&j, "title", o->title ? o->title : s->query);
    sg_json_ktext(&j, "node_is", o->nodes == SG_MAP_POSTS ? "post" : "account");
    sg_json_kbool(&j, "with_inferred", o->with_inferred);
    sg_json_key(&j, "nodes");
    sg_json_array(&j);
    for (size_t i = 0; i < m.n_nodes; i++)
        node(&j, s, &m.nodes[i], i, o->with_text, has_groups);
    sg_json_array_end(&j);
    sg_json_key(&j, "edges");
    sg_json_array(&j);
    for (size_t i = 0; i < m.n_edges; i++)
        edge(&j, &m.edges[i], i);
    sg_json_array_end(&j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    map_model_release(&m);
    return sg_buf_check(out, err);
}
