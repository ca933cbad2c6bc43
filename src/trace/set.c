/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was loaded, before it is analysed; nothing here depends on the order in which the store gave it. */
#include <stdlib.h>
#include <string.h>

#include "trace/trace_internal.h"

/* ---- map ---- */

static size_t slot_of(const struct trace_map *m, uint64_t key)
{
    /* Identities are hashes already; the product spreads those that a test or a source numbers from 1. */
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (m->cap - 1);
}

void trace_map_release(struct trace_map *m)
{
    if (!m) return;
    free(m->keys);
    free(m->values);
    *m = (struct trace_map){ 0 };
}

uint32_t trace_map_get(const struct trace_map *m, uint64_t key)
{
    if (m->cap == 0) return SG_NO_INDEX;
    for (size_t i = slot_of(m, key);; i = (i + 1) & (m->cap - 1)) {
        if (m->values[i] == SG_NO_INDEX) return SG_NO_INDEX;
        if (m->keys[i] == key) return m->values[i];
    }
}

static void map_place(struct trace_map *m, uint64_t key, uint32_t value)
{
    size_t i = slot_of(m, key);
    while (m->values[i] != SG_NO_INDEX && m->keys[i] != key)
        i = (i + 1) & (m->cap - 1);
    if (m->values[i] == SG_NO_INDEX) m->n++;
    m->keys[i] = key;
    m->values[i] = value;
}

static bool map_double(struct trace_map *m)
{
    struct trace_map bigger = { .cap = m->cap ? m->cap * 2 : 1024 };
    bigger.keys = calloc(bigger.cap, sizeof *bigger.keys);
    bigger.values = malloc(bigger.cap * sizeof *bigger.values);
    if (!bigger.keys || !bigger.values) {
        trace_map_release(&bigger);
        return false;
    }
    memset(bigger.values, 0xFF, bigger.cap * sizeof *bigger.values); /* SG_NO_INDEX */
    for (size_t i = 0; i < m->cap; i++)
        if (m->values[i] != SG_NO_INDEX) map_place(&bigger, m->keys[i], m->values[i]);
    trace_map_release(m);
    *m = bigger;
    return true;
}

bool trace_map_put(struct trace_map *m, uint64_t key, uint32_t value)
{
    if (m->n + 1 > m->cap / 2 && !map_double(m)) return false;
    map_place(m, key, value);
    return true;
}

/* ---- set ---- */

void *trace_grow(void *data, size_t *cap, size_t n, size_t size)
{
    if (n < *cap) return data;
    size_t more = *cap ? *cap * 2 : 256;
    if (more <= *cap || more > SIZE_MAX / size) return NULL;
    void *bigger = realloc(data, more * size);
    if (bigger) *cap = more;
    return bigger;
}

enum sg_code trace_set_init(struct trace_set *set, struct sg_err *err)
{
    struct sg_story *story = NULL;
    SG_TRY(sg_story_new(&story, err));
    *set = (struct trace_set){ .story = story };
    return SG_OK;
}

void trace_set_release(struct trace_set *set)
{
    if (!set) return;
    free(set->posts);
    free(set->extra);
    free(set->refs);
    free(set->carries);
    trace_map_release(&set->by_post);
    sg_story_free(set->story);
    *set = (struct trace_set){ 0 };
}

/* `before` is the string of the row before: platforms, languages and channels come in runs. */
static const char *keep(struct sg_story *story, struct sg_str text, const char *before)
{
    if (before && strlen(before) == text.len && (text.len == 0 || memcmp(before, text.data, text.len) == 0))
        return before;
    return sg_story_string(story, text);
}

/* Which of two rows of one post stays. */
static bool row_wins(const struct trace_row *row, const struct sg_story_post *p, const struct trace_extra *x)
{
    int a = row->flags & SG_POST_EMBEDDED, b = p->flags & SG_POST_EMBEDDED;
    if (a != b) return a < b;
    if (row->source != x->source) return row->source < x->source;
    if (row->row != p->row) return row->row < p->row;
    if (row->offset != p->offset) return row->offset < p->offset;
    size_t len = strlen(p->member);
    size_t least = row->member.len < len ? row->member.len : len;
    int order = least ? memcmp(row->member.data, p->member, least) : 0;
    return order ? order < 0 : row->member.len < len;
}

static enum sg_code fill(struct trace_set *set, size_t i, const struct trace_row *row, struct sg_err *err)
{
    struct sg_story *s = set->story;
    const struct sg_story_post *bp = i ? &set->posts[i - 1] : NULL;
    const struct trace_extra *bx = i ? &set->extra[i - 1] : NULL;
    struct sg_story_post p = {
        .post = row->post,
        .time = row->time,
        .precision = row->precision,
        .account = SG_NO_INDEX,
        .kind = row->kind,
        .flags = row->flags,
        .is_match = row->is_match,
        .is_ordered = row->precision <= SG_TO_MINUTE,
        .duplicate_of = SG_NO_INDEX,
        .audience = row->audience,
        .fingerprint = row->fingerprint,
        .source = SG_NO_INDEX,
        .row = row->row,
        .offset = row->offset,
        .id = sg_story_string(s, row->id),
        .url = keep(s, row->url, bp ? bp->url : NULL),
        .lang = keep(s, row->lang, bp ? bp->lang : NULL),
        .channel = keep(s, row->channel, bp ? bp->channel : NULL),
        .text = keep(s, row->text, bp ? bp->text : NULL),
        .member = keep(s, row->member, bp ? bp->member : NULL),
    };
    struct trace_extra x = {
        .platform = keep(s, row->platform, bx ? bx->platform : NULL),
        .account = keep(s, row->account, bx ? bx->account : NULL),
        .name = keep(s, row->name, bx ? bx->name : NULL),
        .source = row->source,
        .letters = row->letters,
    };
    if (!p.id || !p.url || !p.lang || !p.channel || !p.text || !p.member || !x.platform || !x.account || !x.name)
        return sg_fail_nomem(err, "the story's posts");
    set->posts[i] = p;
    set->extra[i] = x;
    return SG_OK;
}

enum sg_code trace_set_post(struct trace_set *set, const struct trace_row *row, struct sg_err *err)
{
    uint32_t there = trace_map_get(&set->by_post, row->post);
    if (there != SG_NO_INDEX) {
        struct sg_story_post *p = &set->posts[there];
        bool is_match = p->is_match || row->is_match;
        int64_t known = p->audience;
        if (row_wins(row, p, &set->extra[there])) SG_TRY(fill(set, there, row, err));
        p->is_match = is_match;
        /* Both rows are this very post, so the larger count that one of them gives is the post's. */
        if (known > p->audience) p->audience = known;
        if (row->audience > p->audience) p->audience = row->audience;
        return SG_OK;
    }
    if (set->n_posts >= SG_NO_INDEX - 1) return sg_fail(err, SG_ELIMIT, "a story holds at most 4 billion posts");
    size_t cap = set->cap_posts;
    TRACE_ROOM(set->posts, cap, set->n_posts, "the story's posts", err);
    TRACE_ROOM(set->extra, set->cap_posts, set->n_posts, "the story's posts", err);
    SG_TRY(fill(set, set->n_posts, row, err));
    if (!trace_map_put(&set->by_post, row->post, (uint32_t)set->n_posts))
        return sg_fail_nomem(err, "the story's posts");
    set->n_posts++;
    return SG_OK;
}

enum sg_code trace_set_ref(struct trace_set *set, uint64_t child, uint64_t parent, uint8_t kind, struct sg_str platform,
                           struct sg_str id, struct sg_str account, struct sg_err *err)
{
    TRACE_ROOM(set->refs, set->cap_refs, set->n_refs, "the story's links", err);
    const struct trace_ref *before = set->n_refs ? &set->refs[set->n_refs - 1] : NULL;
    struct trace_ref r = { .child = child,
                           .parent = parent,
                           .kind = kind,
                           .platform = keep(set->story, platform, before ? before->platform : NULL),
                           .id = sg_story_string(set->story, id),
                           .account = sg_story_string(set->story, account) };
    if (!r.platform || !r.id || !r.account) return sg_fail_nomem(err, "the story's links");
    /* Where only the account is known, the identity is that of the one ghost that stands for it. */
    if (id.len == 0) r.parent = trace_ghost_of_account(platform, account);
    set->refs[set->n_refs++] = r;
    return SG_OK;
}

enum sg_code trace_set_carry(struct trace_set *set, uint64_t post, uint64_t object, uint8_t kind, struct sg_err *err)
{
    TRACE_ROOM(set->carries, set->cap_carries, set->n_carries, "what the story's posts carry", err);
    set->carries[set->n_carries++] = (struct trace_carry){ .post = post, .object = object, .kind = kind };
    return SG_OK;
}
