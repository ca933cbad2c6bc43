/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQL to a set: the matches, reposts of them, their links, what these point back to (round by round), and what all of
 * them carry.  Posts are named to the store by lists of bounded size, or, when the query found very many, by the query
 * itself.
 */
#include <stdlib.h>

#include "trace/trace_internal.h"

enum { CHUNK = 10000 /* keeps a statement below the engines' 256 KiB */, MANY = 4 * CHUNK, MAX_ROUNDS = 64 };

struct loader {
    struct sg_store *store;
    struct sg_str condition;
    const struct sg_origin_options *options;
    struct trace_set *set;
    bool is_match; /* of the posts being loaded */
    uint64_t n_rows; /* of all answers so far */
};

/* ---- one statement ---- */

static enum sg_code check_columns(const struct sg_answer *a, const char *statement, const enum sg_type *types, size_t n,
                                  struct sg_err *err)
{
    if (sg_answer_columns(a) != n)
        return sg_fail(err, SG_EINPUT,
                       "%s: the store answers with %zu columns, expected %zu: was the case made by another "
                       "version?",
                       statement, sg_answer_columns(a), n);
    for (size_t i = 0; i < n; i++)
        if (sg_answer_column_type(a, i) != types[i])
            return sg_fail(err, SG_EINPUT,
                           "%s: column %zu (%s) is %s, expected %s: was the case made by another version?", statement,
                           i + 1, sg_answer_column_name(a, i), sg_type_engine(sg_answer_column_type(a, i)),
                           sg_type_engine(types[i]));
    return SG_OK;
}

typedef enum sg_code (*take_row)(struct loader *l, const struct ArrowArray *batch, int64_t row, struct sg_err *err);

static enum sg_code read_answer(struct loader *l, struct sg_answer *a, const char *statement, const enum sg_type *types,
                                size_t n_types, take_row take, struct sg_err *err)
{
    bool is_checked = false;
    for (;;) {
        sg_auto_batch batch = { 0 };
        SG_TRY(sg_answer_next(a, &batch, err));
        if (!batch.release) return SG_OK;
        if (!is_checked) SG_TRY(check_columns(a, statement, types, n_types, err));
        is_checked = true;
        for (int64_t row = 0; row < sg_batch_rows(&batch); row++)
            SG_TRY(take(l, &batch, row, err));
        l->n_rows += (uint64_t)sg_batch_rows(&batch);
        if (l->options->progress) l->options->progress(l->options->progress_ctx, "loading the story", l->n_rows);
    }
}

static enum sg_code ask(struct loader *l, const char *statement, const struct sg_param *params, size_t n_params,
                        const enum sg_type *types, size_t n_types, take_row take, struct sg_err *err)
{
    struct sg_answer *a = NULL;
    SG_TRY(sg_store_ask(l->store, statement, params, n_params, &a, err));
    enum sg_code code = read_answer(l, a, statement, types, n_types, take, err);
    sg_answer_free(a);
    return code;
}

/* ---- posts ---- */

static enum sg_code take_post(struct loader *l, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    struct trace_row row = {
        .post = sg_batch_u64(b, 0, i),
        .time = sg_batch_i64(b, 1, i),
        .precision = sg_batch_u32(b, 2, i),
        .platform = sg_batch_text(b, 3, i),
        .id = sg_batch_text(b, 4, i),
        .account = sg_batch_text(b, 5, i),
        .name = sg_batch_text(b, 6, i),
        .kind = sg_batch_u8(b, 7, i),
        .fingerprint = sg_batch_u64(b, 8, i),
        .letters = sg_batch_u32(b, 9, i),
        .lang = sg_batch_text(b, 10, i),
        .audience = sg_batch_i64(b, 11, i),
        .channel = sg_batch_text(b, 12, i),
        .url = sg_batch_text(b, 13, i),
        .flags = sg_batch_u8(b, 14, i),
        .source = sg_batch_u64(b, 15, i),
        .row = sg_batch_u64(b, 16, i),
        .offset = sg_batch_u64(b, 17, i),
        .member = sg_batch_text(b, 18, i),
        .text = sg_batch_text(b, 19, i),
        .is_match = l->is_match,
    };
    SG_TRY(trace_set_post(l->set, &row, err));
    if (l->set->n_posts > l->options->max_posts)
        return sg_fail(err, SG_ELIMIT,
                       "the story has more than %llu posts: narrow the query with since:, until: or more words",
                       (unsigned long long)l->options->max_posts);
    return SG_OK;
}

static enum sg_code load_posts(struct loader *l, struct sg_str condition, bool is_match, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_U32, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT,
                                          SG_U8,  SG_U64, SG_U32, SG_TEXT, SG_I64,  SG_TEXT, SG_TEXT,
                                          SG_U8,  SG_U64, SG_U64, SG_U64,  SG_TEXT, SG_TEXT };
    struct sg_param params[] = {
        { .name = "condition", .kind = SG_PARAM_SQL, .text = condition },
        { .name = "words", .kind = SG_PARAM_SQL, .text = sg_str(l->options->with_text ? "text" : "''") },
    };
    l->is_match = is_match;
    return ask(l, "trace_posts", params, 2, types, sizeof types / sizeof *types, take_post, err);
}

/* ---- what hangs on posts; `posts` is "(1,2,3)" or "(SELECT post …)" ---- */

static enum sg_code take_link(struct loader *l, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    return trace_set_ref(l->set, sg_batch_u64(b, 0, i), sg_batch_u64(b, 2, i), sg_batch_u8(b, 1, i),
                         sg_batch_text(b, 3, i), sg_batch_text(b, 4, i), sg_batch_text(b, 5, i), err);
}

static enum sg_code load_links(struct loader *l, struct sg_str posts, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_U8, SG_U64, SG_TEXT, SG_TEXT, SG_TEXT };
    struct sg_param param = { .name = "posts", .kind = SG_PARAM_SQL, .text = posts };
    return ask(l, "trace_links", &param, 1, types, sizeof types / sizeof *types, take_link, err);
}

static enum sg_code take_carry(struct loader *l, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    return trace_set_carry(l->set, sg_batch_u64(b, 0, i), sg_batch_u64(b, 1, i), sg_batch_u8(b, 2, i), err);
}

static enum sg_code load_carries(struct loader *l, struct sg_str posts, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_U64, SG_U8 };
    struct sg_param param = { .name = "posts", .kind = SG_PARAM_SQL, .text = posts };
    return ask(l, "trace_objects", &param, 1, types, sizeof types / sizeof *types, take_carry, err);
}

/* Posts by a condition that is itself a statement over `posts`. */
static enum sg_code load_by(struct loader *l, const char *condition_name, struct sg_str posts, struct sg_err *err)
{
    struct sg_param param = { .name = "posts", .kind = SG_PARAM_SQL, .text = posts };
    sg_auto_buf statement = { 0 }, condition = { 0 };
    SG_TRY(sg_sql(condition_name, &param, 1, &statement, err));
    sg_buf_text(&condition, "post IN (\n");
    sg_buf_str(&condition, sg_buf_view(&statement));
    sg_buf_text(&condition, "\n)");
    SG_TRY(sg_buf_check(&condition, err));
    return load_posts(l, sg_buf_view(&condition), false, err);
}

static enum sg_code load_reposts(struct loader *l, struct sg_str posts, struct sg_err *err)
{
    return load_by(l, "trace_reposts", posts, err);
}

static enum sg_code load_parents(struct loader *l, struct sg_str posts, struct sg_err *err)
{
    return load_by(l, "trace_parents", posts, err);
}

static enum sg_code load_listed(struct loader *l, struct sg_str posts, struct sg_err *err)
{
    sg_auto_buf condition = { 0 };
    sg_buf_text(&condition, "post IN ");
    sg_buf_str(&condition, posts);
    SG_TRY(sg_buf_check(&condition, err));
    return load_posts(l, sg_buf_view(&condition), false, err);
}

/* ---- many posts ---- */

typedef enum sg_code (*over_posts)(struct loader *l, struct sg_str posts, struct sg_err *err);

static enum sg_code over_list(struct loader *l, const uint64_t *ids, size_t n, over_posts what, struct sg_err *err)
{
    sg_auto_buf list = { 0 };
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t to = n - from > CHUNK ? from + CHUNK : n;
        sg_buf_clear(&list);
        for (size_t i = from; i < to; i++)
            sg_buf_printf(&list, "%c%llu", i == from ? '(' : ',', (unsigned long long)ids[i]);
        sg_buf_char(&list, ')');
        SG_TRY(sg_buf_check(&list, err));
        SG_TRY(what(l, sg_buf_view(&list), err));
    }
    return SG_OK;
}

/* Over the query's own posts, ids[0 .. n). */
static enum sg_code over_matches(struct loader *l, const uint64_t *ids, size_t n, over_posts what, struct sg_err *err)
{
    if (n <= MANY) return over_list(l, ids, n, what, err);
    sg_auto_buf query = { 0 };
    sg_buf_text(&query, "(SELECT post FROM posts WHERE ");
    sg_buf_str(&query, l->condition);
    sg_buf_char(&query, ')');
    SG_TRY(sg_buf_check(&query, err));
    return what(l, sg_buf_view(&query), err);
}

/* Identities of the set's posts from `from` on; the caller frees. */
static enum sg_code ids_from(const struct trace_set *set, size_t from, uint64_t **ret, size_t *ret_n,
                             struct sg_err *err)
{
    size_t n = set->n_posts - from;
    uint64_t *ids = malloc((n + 1) * sizeof *ids);
    if (!ids) return sg_fail_nomem(err, "the story's posts");
    for (size_t i = 0; i < n; i++)
        ids[i] = set->posts[from + i].post;
    *ret = ids;
    *ret_n = n;
    return SG_OK;
}

/* What the refs from `from` on point to and neither was loaded nor asked for; the caller frees. */
static enum sg_code unknown_parents(const struct trace_set *set, size_t from, struct trace_map *asked, uint64_t **ret,
                                    size_t *ret_n, struct sg_err *err)
{
    uint64_t *ids = malloc((set->n_refs - from + 1) * sizeof *ids);
    size_t n = 0;
    if (!ids) return sg_fail_nomem(err, "the story's links");
    for (size_t i = from; i < set->n_refs; i++) {
        const struct trace_ref *r = &set->refs[i];
        if (r->id[0] == '\0' || trace_map_get(&set->by_post, r->parent) != SG_NO_INDEX ||
            trace_map_get(asked, r->parent) != SG_NO_INDEX)
            continue;
        if (!trace_map_put(asked, r->parent, 0)) {
            free(ids);
            return sg_fail_nomem(err, "the story's links");
        }
        ids[n++] = r->parent;
    }
    *ret = ids;
    *ret_n = n;
    return SG_OK;
}

/* Links of the posts from `from_post` on, then the parents that they name, and so on back. */
static enum sg_code follow(struct loader *l, size_t n_matches, struct trace_map *asked, struct sg_err *err)
{
    struct trace_set *set = l->set;
    size_t from_post = 0, from_ref = 0;
    for (int round = 0; round < MAX_ROUNDS && from_post < set->n_posts; round++) {
        uint64_t *ids = NULL;
        size_t n = 0;
        SG_TRY(ids_from(set, from_post, &ids, &n, err));
        from_post = set->n_posts;
        enum sg_code code = SG_OK;
        if (round == 0) {
            code = over_matches(l, ids, n_matches, load_links, err);
            if (code == SG_OK) code = over_list(l, ids + n_matches, n - n_matches, load_links, err);
        } else {
            code = over_list(l, ids, n, load_links, err);
        }
        free(ids);
        ids = NULL;
        if (code == SG_OK) code = unknown_parents(set, from_ref, asked, &ids, &n, err);
        from_ref = set->n_refs;
        if (code == SG_OK && round == 0 && n > MANY && n_matches > MANY) {
            code = over_matches(l, NULL, n_matches, load_parents, err);
            /* Those of reposts may be missing still. */
            size_t left = 0;
            for (size_t i = 0; i < n; i++)
                if (trace_map_get(&set->by_post, ids[i]) == SG_NO_INDEX) ids[left++] = ids[i];
            n = n_matches < from_post ? left : 0;
        }
        if (code == SG_OK) code = over_list(l, ids, n, load_listed, err);
        free(ids);
        SG_TRY(code);
    }
    return SG_OK;
}

static enum sg_code load_all(struct loader *l, struct trace_map *asked, struct sg_err *err)
{
    struct trace_set *set = l->set;
    SG_TRY(load_posts(l, l->condition, true, err));
    size_t n_matches = set->n_posts, n = 0;
    if (n_matches == 0) return SG_OK;
    uint64_t *ids = NULL;
    SG_TRY(ids_from(set, 0, &ids, &n, err));
    enum sg_code code = over_matches(l, ids, n_matches, load_reposts, err);
    free(ids);
    SG_TRY(code);
    SG_TRY(follow(l, n_matches, asked, err));
    SG_TRY(ids_from(set, 0, &ids, &n, err));
    code = over_matches(l, ids, n_matches, load_carries, err);
    if (code == SG_OK) code = over_list(l, ids + n_matches, n - n_matches, load_carries, err);
    free(ids);
    return code;
}

enum sg_code trace_load(struct sg_store *store, struct sg_str condition, const struct sg_origin_options *options,
                        struct trace_set *set, struct sg_err *err)
{
    struct loader l = { .store = store, .condition = condition, .options = options, .set = set };
    struct trace_map asked = { 0 };
    enum sg_code code = load_all(&l, &asked, err);
    trace_map_release(&asked);
    return code;
}

/* ---- sources ---- */

static struct sg_story_source *find_source(const struct sg_story *story, uint64_t id)
{
    size_t lo = 0, hi = story->n_sources; /* ascending by id */
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (story->sources[middle].id < id)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < story->n_sources && story->sources[lo].id == id ? &story->sources[lo] : NULL;
}

static enum sg_code read_sources(struct sg_answer *a, struct sg_story *story, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_TEXT };
    for (;;) {
        sg_auto_batch b = { 0 };
        SG_TRY(sg_answer_next(a, &b, err));
        if (!b.release) return SG_OK;
        SG_TRY(check_columns(a, "trace_sources", types, 3, err));
        for (int64_t row = 0; row < sg_batch_rows(&b); row++) {
            struct sg_story_source *source = find_source(story, sg_batch_u64(&b, 0, row));
            if (!source) continue;
            source->file = sg_story_string(story, sg_batch_text(&b, 1, row));
            source->sha256 = sg_story_string(story, sg_batch_text(&b, 2, row));
            if (!source->file || !source->sha256) return sg_fail_nomem(err, "the story's sources");
        }
    }
}

enum sg_code trace_load_sources(struct sg_store *store, struct sg_story *story, struct sg_err *err)
{
    struct sg_answer *a = NULL;
    SG_TRY(sg_store_ask(store, "trace_sources", NULL, 0, &a, err));
    enum sg_code code = read_sources(a, story, err);
    sg_answer_free(a);
    return code;
}
