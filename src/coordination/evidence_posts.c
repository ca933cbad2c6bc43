/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the chosen posts stand in the evidence: file, row, and the words when they were asked for. */
#include <stdlib.h>
#include <string.h>

#include "coordination/evidence.h"
#include "coordination/rows.h"

struct place {
    uint64_t post;
    uint32_t index; /* into c->posts */
};
struct citing {
    struct sg_coordination *c;
    struct place *places; /* by post */
    uint64_t *source;     /* of each post */
    uint8_t *is_embedded;
    uint8_t *is_known; /* has a row */
    uint64_t *missing; /* posts asked for in a statement */
    struct sg_param words;
};

static int compare_places(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    return (a->post > b->post) - (a->post < b->post);
}

static int compare_ids(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* A post that came by itself stays before one inside another's record, then the lowest source and row: as trace/ has
 * it. */
static bool is_better(const struct citing *t, uint32_t i, uint8_t is_embedded, uint64_t source, uint64_t row,
                      struct sg_str member)
{
    if (!t->is_known[i]) return true;
    const struct sg_step_post *p = &t->c->posts[i];
    if (is_embedded != t->is_embedded[i]) return is_embedded < t->is_embedded[i];
    if (source != t->source[i]) return source < t->source[i];
    if (row != p->row) return row < p->row;
    size_t len = strlen(p->member), least = member.len < len ? member.len : len;
    int order = least ? memcmp(member.data, p->member, least) : 0;
    return order ? order < 0 : member.len < len;
}

static enum sg_code take_post(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct citing *t = ctx;
    struct sg_arena *arena = t->c->arena;
    const struct place key = { sg_batch_u64(b, 0, row), 0 };
    const struct place *at = bsearch(&key, t->places, t->c->n_posts, sizeof key, compare_places);
    uint8_t is_embedded = sg_batch_u8(b, 5, row);
    uint64_t source = sg_batch_u64(b, 6, row), number = sg_batch_u64(b, 7, row);
    struct sg_str member = sg_batch_text(b, 9, row);
    if (!at || !is_better(t, at->index, is_embedded, source, number, member)) return SG_OK;
    struct sg_step_post *p = &t->c->posts[at->index];
    t->is_known[at->index] = 1;
    t->is_embedded[at->index] = is_embedded;
    t->source[at->index] = source;
    p->precision = sg_batch_u32(b, 1, row);
    p->platform = sg_arena_string(arena, sg_batch_text(b, 2, row));
    p->id = sg_arena_string(arena, sg_batch_text(b, 3, row));
    p->url = sg_arena_string(arena, sg_batch_text(b, 4, row));
    p->row = number;
    p->offset = sg_batch_u64(b, 8, row);
    p->member = sg_arena_string(arena, member);
    p->text = sg_arena_string(arena, sg_batch_text(b, 10, row));
    return p->platform && p->id && p->url && p->member && p->text ? SG_OK : sg_fail_nomem(err, "the evidence");
}

static enum sg_code ask_posts(struct citing *t, struct sg_store *store, const uint64_t *ids, size_t n,
                              struct sg_str times, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_U32, SG_TEXT, SG_TEXT, SG_TEXT, SG_U8,
                                          SG_U64, SG_U64, SG_U64,  SG_TEXT, SG_TEXT };
    const struct sg_param params[] = { rows_list("posts", ids, n, 0),
                                       { .name = "times", .kind = SG_PARAM_SQL, .text = times },
                                       t->words };
    return sg_store_each(store, "coordination_posts", params, 3, types, sizeof types / sizeof *types, take_post, t,
                         err);
}

/* Posts lie in the order of time, in the store too: a piece of them is a piece of it. */
static enum sg_code ask_by_time(struct citing *t, struct sg_store *store, struct sg_err *err)
{
    const struct sg_coordination *c = t->c;
    for (size_t from = 0; from < c->n_posts; from += ROWS_CHUNK) {
        size_t n = c->n_posts - from > ROWS_CHUNK ? ROWS_CHUNK : c->n_posts - from;
        for (size_t i = 0; i < n; i++)
            t->missing[i] = c->posts[from + i].post;
        sg_auto_buf times = { 0 };
        sg_buf_printf(&times, "time >= %lld AND time <= %lld", (long long)c->posts[from].time,
                      (long long)c->posts[from + n - 1].time);
        SG_TRY(sg_buf_check(&times, err));
        SG_TRY(ask_posts(t, store, t->missing, n, sg_buf_view(&times), err));
    }
    return SG_OK;
}

/* Those whose time in the kind of co-action is not that of the post itself. */
static enum sg_code ask_missing(struct citing *t, struct sg_store *store, struct sg_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < t->c->n_posts; i++)
        if (!t->is_known[i]) t->missing[n++] = t->c->posts[i].post;
    for (size_t from = 0; from < n; from += ROWS_CHUNK)
        SG_TRY(ask_posts(t, store, t->missing + from, n - from, sg_str("1"), err));
    return SG_OK;
}

/* ---- sources ---- */

static struct sg_story_source *find_source(const struct sg_coordination *c, uint64_t id)
{
    size_t low = 0, high = c->n_sources;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->sources[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->n_sources && c->sources[low].id == id ? &c->sources[low] : NULL;
}

static enum sg_code take_source(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct citing *t = ctx;
    struct sg_story_source *s = find_source(t->c, sg_batch_u64(b, 0, row));
    if (!s) return SG_OK;
    s->file = sg_arena_string(t->c->arena, sg_batch_text(b, 1, row));
    s->sha256 = sg_arena_string(t->c->arena, sg_batch_text(b, 2, row));
    return s->file && s->sha256 ? SG_OK : sg_fail_nomem(err, "the sources");
}

static enum sg_code put_sources(struct citing *t, struct sg_store *store, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_TEXT };
    struct sg_coordination *c = t->c;
    uint64_t *ids = t->missing;
    size_t n = 0;
    for (size_t i = 0; i < c->n_posts; i++)
        if (t->is_known[i]) ids[n++] = t->source[i];
    qsort(ids, n, sizeof *ids, compare_ids);
    size_t unique = 0;
    for (size_t i = 0; i < n; i++)
        if (!i || ids[i] != ids[i - 1]) ids[unique++] = ids[i];
    c->sources = sg_arena_alloc(c->arena, unique, sizeof *c->sources);
    if (!c->sources) return sg_fail_nomem(err, "the sources");
    for (size_t i = 0; i < unique; i++)
        c->sources[i] = (struct sg_story_source){ ids[i], "", "" };
    c->n_sources = unique;
    for (size_t i = 0; i < c->n_posts; i++)
        if (t->is_known[i]) c->posts[i].source = (uint32_t)(find_source(c, t->source[i]) - c->sources);
    return unique ? sg_store_each(store, "trace_sources", NULL, 0, types, 3, take_source, t, err) : SG_OK;
}

static enum sg_code cite(struct citing *t, struct sg_store *store, struct sg_err *err)
{
    for (uint32_t i = 0; i < t->c->n_posts; i++)
        t->places[i] = (struct place){ t->c->posts[i].post, i };
    qsort(t->places, t->c->n_posts, sizeof *t->places, compare_places);
    SG_TRY(ask_by_time(t, store, err));
    SG_TRY(ask_missing(t, store, err));
    return put_sources(t, store, err);
}

enum sg_code evidence_load_posts(struct sg_coordination *c, const struct load_request *r, struct sg_err *err)
{
    size_t n = c->n_posts + 1;
    struct citing t = {
        .c = c,
        .places = malloc(n * sizeof *t.places),
        .source = malloc(n * sizeof *t.source),
        .is_embedded = calloc(n, 1),
        .is_known = calloc(n, 1),
        .missing = malloc(n * sizeof *t.missing),
        .words = { .name = "words", .kind = SG_PARAM_SQL, .text = sg_str(r->options->with_text ? "text" : "''") }
    };
    enum sg_code code =
        t.places && t.source && t.is_embedded && t.is_known && t.missing ? SG_OK : sg_fail_nomem(err, "the evidence");
    if (code == SG_OK) code = cite(&t, r->store, err);
    free(t.places);
    free(t.source);
    free(t.is_embedded);
    free(t.is_known);
    free(t.missing);
    return code;
}
