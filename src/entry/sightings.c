/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each sighting stands: account and id of a post, path of an item, file and row of both. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "entry/entry_internal.h"

struct mark { /* a sighting and what it is about */
    uint64_t key;
    uint32_t sighting;
};
struct citing {
    struct seek_run *r;
    struct mark *marks; /* posts or items, by key */
    uint64_t *source;   /* of each sighting */
    size_t n;
};

static int by_key(const void *x, const void *y)
{
    const struct mark *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->sighting > b->sighting) - (a->sighting < b->sighting);
}

static size_t first_mark(const struct citing *t, uint64_t key)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->marks[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum sg_code take_post(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct citing *t = ctx;
    struct sg_arena *arena = t->r->e->arena;
    uint64_t key = sg_batch_u64(b, 0, row);
    const char *platform = sg_arena_string(arena, sg_batch_text(b, 2, row));
    const char *id = sg_arena_string(arena, sg_batch_text(b, 3, row));
    const char *account = sg_arena_string(arena, sg_batch_text(b, 4, row));
    if (!platform || !id || !account) return sg_fail_nomem(err, "what was found");
    for (size_t i = first_mark(t, key); i < t->n && t->marks[i].key == key; i++) {
        struct sg_entry_sighting *s = &t->r->e->sightings[t->marks[i].sighting];
        s->precision = sg_batch_u32(b, 1, row);
        s->platform = platform;
        s->id = id;
        s->by = account;
        s->row = sg_batch_u64(b, 6, row);
        t->source[t->marks[i].sighting] = sg_batch_u64(b, 5, row);
    }
    return SG_OK;
}

static enum sg_code take_place(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct citing *t = ctx;
    uint64_t key = sg_batch_u64(b, 0, row);
    const char *path = sg_arena_string(t->r->e->arena, sg_batch_text(b, 1, row));
    if (!path) return sg_fail_nomem(err, "what was found");
    for (size_t i = first_mark(t, key); i < t->n && t->marks[i].key == key; i++) {
        struct sg_entry_sighting *s = &t->r->e->sightings[t->marks[i].sighting];
        s->path = path;
        s->row = sg_batch_u64(b, 3, row);
        t->source[t->marks[i].sighting] = sg_batch_u64(b, 2, row);
    }
    return SG_OK;
}

static enum sg_code cite(struct citing *t, bool of_posts, struct sg_err *err)
{
    static const enum sg_type posts[] = { SG_U64, SG_U32, SG_TEXT, SG_TEXT, SG_TEXT, SG_U64, SG_U64 };
    static const enum sg_type places[] = { SG_U64, SG_TEXT, SG_U64, SG_U64 };
    uint64_t keys[SEEK_CHUNK];
    for (size_t i = 0, n = 0; i < t->n; i++) {
        if (!i || t->marks[i].key != t->marks[i - 1].key) keys[n++] = t->marks[i].key;
        if (!n || (n < SEEK_CHUNK && i + 1 < t->n)) continue;
        const struct sg_param list = {
            .name = of_posts ? "posts" : "items", .kind = SG_PARAM_U64_LIST, .list = keys, .list_len = n
        };
        SG_TRY(of_posts ? sg_store_each(t->r->store, "entry_posts", &list, 1, posts, 7, take_post, t, err)
                        : sg_store_each(t->r->store, "entry_places", &list, 1, places, 4, take_place, t, err));
        n = 0;
    }
    return SG_OK;
}

/* ---- sources ---- */

static struct sg_str without_folders(struct sg_str path)
{
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;
    return slash && path.len > 1 ? sg_str_n(slash + 1, path.len - (size_t)(slash - path.data) - 1) : path;
}

/* Marks are by source now. */
static enum sg_code take_source(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct citing *t = ctx;
    uint64_t key = sg_batch_u64(b, 0, row);
    size_t i = first_mark(t, key);
    if (i == t->n || t->marks[i].key != key) return SG_OK;
    const char *file = sg_arena_string(t->r->e->arena, without_folders(sg_batch_text(b, 1, row)));
    const char *sha256 = sg_arena_string(t->r->e->arena, sg_batch_text(b, 2, row));
    if (!file || !sha256) return sg_fail_nomem(err, "what was found");
    for (; i < t->n && t->marks[i].key == key; i++) {
        t->r->e->sightings[t->marks[i].sighting].file = file;
        t->r->e->sightings[t->marks[i].sighting].sha256 = sha256;
    }
    return SG_OK;
}

static enum sg_code cite_all(struct citing *t, const uint64_t *keys, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_TEXT };
    struct sg_entry *e = t->r->e;
    for (int of_posts = 0; of_posts < 2; of_posts++) {
        t->n = 0;
        for (uint32_t i = 0; i < e->n_sightings; i++)
            if ((e->sightings[i].where == SG_IN_POST_LINK) == of_posts) t->marks[t->n++] = (struct mark){ keys[i], i };
        if (t->n) qsort(t->marks, t->n, sizeof *t->marks, by_key);
        SG_TRY(cite(t, of_posts, err));
    }
    t->n = e->n_sightings;
    for (uint32_t i = 0; i < e->n_sightings; i++)
        t->marks[i] = (struct mark){ t->source[i], i };
    if (!t->n) return SG_OK;
    qsort(t->marks, t->n, sizeof *t->marks, by_key);
    return sg_store_each(t->r->store, "trace_sources", NULL, 0, types, 3, take_source, t, err);
}

enum sg_code seek_sightings(struct seek_run *r, const uint64_t *keys, struct sg_err *err)
{
    size_t n = r->e->n_sightings + 1;
    struct citing t = { .r = r, .marks = malloc(n * sizeof *t.marks), .source = calloc(n, sizeof *t.source) };
    enum sg_code code = t.marks && t.source ? cite_all(&t, keys, err) : sg_fail_nomem(err, "what was found");
    free(t.marks);
    free(t.source);
    return code;
}
