/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the evidence says of the chosen posts and objects. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "coordination/evidence.h"
#include "coordination/rows.h"

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* ---- what objects are ---- */

/* An object and what finds it: its own identity, or a post that carries it. */
struct sought {
    uint64_t key;
    uint32_t object; /* index into c->objects */
};
static int compare_sought(const void *x, const void *y)
{
    const struct sought *a = x, *b = y;
    int order = compare_u64(a->key, b->key);
    return order ? order : compare_u64(a->object, b->object);
}

struct seeking {
    struct sg_coordination *c;
    struct sought *sought; /* by key */
    size_t n;
    uint64_t *keys; /* different ones, ascending */
    size_t n_keys;
    struct tag *tags; /* hashtags of the posts sought */
    size_t n_tags, cap_tags;
};
struct tag {
    uint64_t post, object;
    const char *value;
};

static void seeking_release(struct seeking *s)
{
    free(s->sought);
    free(s->keys);
    free(s->tags);
}

static enum sg_code seeking_init(struct seeking *s, struct sg_coordination *c, struct sg_err *err)
{
    *s = (struct seeking){ .c = c,
                           .sought = malloc((c->n_objects + 1) * sizeof *s->sought),
                           .keys = malloc((c->n_objects + 1) * sizeof *s->keys) };
    return s->sought && s->keys ? SG_OK : sg_fail_nomem(err, "the objects' values");
}

/* The objects of some kinds, by identity or by the first post that carries each. */
static void seek(struct seeking *s, uint32_t kinds, const struct gathered *g, const struct object_place *places)
{
    s->n = s->n_keys = s->n_tags = 0;
    for (uint32_t i = 0; i < s->c->n_objects; i++) {
        if (!(kinds & UINT32_C(1) << s->c->objects[i].by)) continue;
        uint64_t key = s->c->objects[i].identity;
        if (g) {
            const struct layer *l = &g->layers[places[i].layer];
            key = l->events[l->first[places[i].object]].post;
        }
        s->sought[s->n++] = (struct sought){ key, i };
    }
    qsort(s->sought, s->n, sizeof *s->sought, compare_sought);
    for (size_t i = 0; i < s->n; i++)
        if (!i || s->sought[i].key != s->sought[i - 1].key) s->keys[s->n_keys++] = s->sought[i].key;
}

/* The first one with a key: those after it with the same key follow. */
static size_t first_sought(const struct seeking *s, uint64_t key)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->sought[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Each statement takes its keys in pieces. */
static enum sg_code ask_sought(struct seeking *s, struct sg_store *store, const char *statement, const char *name,
                               const enum sg_type *types, size_t n_types, sg_row_take take, struct sg_err *err)
{
    for (size_t from = 0; from < s->n_keys; from += ROWS_CHUNK) {
        struct sg_param list = rows_list(name, s->keys, s->n_keys, from);
        SG_TRY(sg_store_each(store, statement, &list, 1, types, n_types, take, s, err));
    }
    return SG_OK;
}

static enum sg_code set_value(struct seeking *s, uint32_t object, struct sg_str value, struct sg_err *err)
{
    const char *text = sg_arena_string(s->c->arena, value);
    if (!text) return sg_fail_nomem(err, "the objects' values");
    s->c->objects[object].value = text;
    return SG_OK;
}

static enum sg_code take_value(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct seeking *s = ctx;
    uint64_t key = sg_batch_u64(b, 0, row);
    for (size_t i = first_sought(s, key); i < s->n && s->sought[i].key == key; i++)
        SG_TRY(set_value(s, s->sought[i].object, sg_batch_text(b, 1, row), err));
    return SG_OK;
}

/* A reposted post as platform/id, an account replied to as platform/name: what the link says of it. */
static enum sg_code take_link(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct seeking *s = ctx;
    uint64_t key = sg_batch_u64(b, 0, row), parent = sg_batch_u64(b, 2, row);
    uint8_t kind = sg_batch_u8(b, 1, row);
    struct sg_str platform = sg_batch_text(b, 3, row), id = sg_batch_text(b, 4, row),
                  account = sg_batch_text(b, 5, row);
    sg_auto_buf account_key = { 0 }, value = { 0 };
    if (account.len) sg_account_key(&account_key, platform, account);
    SG_TRY(sg_buf_check(&account_key, err));
    for (size_t i = first_sought(s, key); i < s->n && s->sought[i].key == key; i++) {
        const struct sg_step_object *o = &s->c->objects[s->sought[i].object];
        bool is_repost = o->by == SG_BY_REPOST && kind == SG_LINK_REPOST && parent == o->identity && id.len;
        bool is_reply = o->by == SG_BY_REPLY && kind == SG_LINK_REPLY && account.len &&
                        sg_account_identity(sg_buf_view(&account_key)) == o->identity;
        if (!is_repost && !is_reply) continue;
        sg_buf_clear(&value);
        sg_buf_str(&value, platform);
        sg_buf_char(&value, '/');
        sg_buf_str(&value, is_repost ? id : account);
        SG_TRY(sg_buf_check(&value, err));
        /* A name may be written in several ways: the first in byte order, whatever the order of the rows. */
        if (o->value[0] && strcmp(sg_buf_cstr(&value), o->value) >= 0) continue;
        SG_TRY(set_value(s, s->sought[i].object, sg_buf_view(&value), err));
    }
    return SG_OK;
}

/* ---- pairs of hashtags ---- */

static enum sg_code take_tag(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct seeking *s = ctx;
    if (s->n_tags == s->cap_tags) {
        size_t cap = s->cap_tags ? 2 * s->cap_tags : 1024;
        struct tag *grown = realloc(s->tags, cap * sizeof *grown);
        if (!grown) return sg_fail_nomem(err, "the pairs of hashtags");
        s->tags = grown;
        s->cap_tags = cap;
    }
    const char *value = sg_arena_string(s->c->arena, sg_batch_text(b, 2, row));
    if (!value) return sg_fail_nomem(err, "the pairs of hashtags");
    s->tags[s->n_tags++] = (struct tag){ sg_batch_u64(b, 0, row), sg_batch_u64(b, 1, row), value };
    return SG_OK;
}

static int compare_tags(const void *x, const void *y)
{
    const struct tag *a = x, *b = y;
    int order = compare_u64(a->post, b->post);
    return order ? order : compare_u64(a->object, b->object);
}

/* The two tags of a post whose identities make the pair's; load.c says how. */
static enum sg_code name_tag_pair(struct seeking *s, uint64_t post, uint32_t object, struct sg_err *err)
{
    size_t from = 0, high = s->n_tags, to;
    while (from < high) {
        size_t middle = from + (high - from) / 2;
        if (s->tags[middle].post < post)
            from = middle + 1;
        else
            high = middle;
    }
    for (to = from; to < s->n_tags && s->tags[to].post == post;)
        to++;
    for (size_t i = from; i < to; i++) {
        for (size_t j = i + 1; j < to; j++) {
            const uint64_t both[2] = { s->tags[i].object, s->tags[j].object };
            if (sg_siphash(both, sizeof both) != s->c->objects[object].identity) continue;
            bool is_turned = strcmp(s->tags[i].value, s->tags[j].value) > 0;
            sg_auto_buf value = { 0 };
            sg_buf_printf(&value, "%s %s", s->tags[is_turned ? j : i].value, s->tags[is_turned ? i : j].value);
            SG_TRY(sg_buf_check(&value, err));
            return set_value(s, object, sg_buf_view(&value), err);
        }
    }
    return SG_OK;
}

static enum sg_code name_tag_pairs(struct seeking *s, struct sg_err *err)
{
    if (s->n_tags) qsort(s->tags, s->n_tags, sizeof *s->tags, compare_tags);
    for (size_t i = 0; i < s->n; i++)
        SG_TRY(name_tag_pair(s, s->sought[i].key, s->sought[i].object, err));
    return SG_OK;
}

static enum sg_code load_values(struct seeking *s, const struct gathered *g, const struct object_place *places,
                                struct sg_err *err)
{
    static const enum sg_type values[] = { SG_U64, SG_TEXT }, tags[] = { SG_U64, SG_U64, SG_TEXT };
    static const enum sg_type links[] = { SG_U64, SG_U8, SG_U64, SG_TEXT, SG_TEXT, SG_TEXT };
    struct sg_store *store = g->load->store;
    seek(s,
         1u << SG_BY_LINK | 1u << SG_BY_DOMAIN | 1u << SG_BY_HASHTAG | 1u << SG_BY_MENTION | 1u << SG_BY_MEDIA |
             1u << SG_BY_OBJECT,
         NULL, NULL);
    SG_TRY(ask_sought(s, store, "coordination_values", "objects", values, 2, take_value, err));
    seek(s, 1u << SG_BY_REPOST | 1u << SG_BY_REPLY, g, places);
    SG_TRY(ask_sought(s, store, "trace_links", "posts", links, 6, take_link, err));
    seek(s, 1u << SG_BY_HASHTAG_PAIR, g, places);
    SG_TRY(ask_sought(s, store, "coordination_tags", "posts", tags, 3, take_tag, err));
    return name_tag_pairs(s, err);
}

enum sg_code evidence_load_objects(struct sg_coordination *c, const struct gathered *g,
                                   const struct object_place *places, struct sg_err *err)
{
    struct seeking s;
    enum sg_code code = seeking_init(&s, c, err);
    if (code == SG_OK) code = load_values(&s, g, places, err);
    seeking_release(&s);
    return code;
}
