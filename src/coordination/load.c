/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store's rows to events.  A kind of co-action is one row of the table below: the statement that finds who did it,
 * and what that statement wants to know.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "coordination/coordination_internal.h"
#include "model/post.h"

/* Texts of fewer letters coincide by chance (doc/method/same-text.md). */
enum { MIN_LETTERS = 12 };

struct source_of {
    const char *statement;
    int kind; /* enum sg_object_kind or sg_link_kind, as the statement takes it */
    const char *post; /* what the statement calls a post, for the query's condition */
};
static const struct source_of sources[SG_COACTIONS] = {
    [SG_BY_REPOST] = { "coordination_links", SG_LINK_REPOST, "child" },
    [SG_BY_LINK] = { "coordination_objects", SG_OBJECT_URL, "post" },
    [SG_BY_DOMAIN] = { "coordination_objects", SG_OBJECT_DOMAIN, "post" },
    [SG_BY_HASHTAG] = { "coordination_objects", SG_OBJECT_HASHTAG, "post" },
    [SG_BY_HASHTAG_PAIR] = { "coordination_objects", SG_OBJECT_HASHTAG, "post" },
    [SG_BY_TEXT] = { "coordination_same_texts", 0, "post" },
    [SG_BY_REPLY] = { "coordination_replies", SG_LINK_REPLY, "child" },
    [SG_BY_MENTION] = { "coordination_objects", SG_OBJECT_MENTION, "post" },
    [SG_BY_MEDIA] = { "coordination_objects", SG_OBJECT_MEDIA, "post" },
    [SG_BY_OBJECT] = { "coordination_objects", SG_OBJECT_OTHER, "post" },
};

static enum sg_code grow(void **items, size_t size, size_t n, size_t *cap, struct sg_err *err)
{
    if (n < *cap) return SG_OK;
    if (n >= UINT32_MAX)
        return sg_fail(err, SG_ELIMIT, "more than four thousand million events of one kind: narrow the query");
    size_t more = *cap ? *cap + *cap / 2 : 65536;
    void *grown = realloc(*items, more * size);
    if (!grown) return sg_fail_nomem(err, "the events of who did what when");
    *items = grown;
    *cap = more;
    return SG_OK;
}

/* What is known of a layer while its rows come. */
struct loading {
    struct accounts *accounts;
    struct layer *layer;
    struct accounts objects; /* a numbering of identities like any other */
    uint64_t last_object, last_author; /* rows often come object by object */
    uint32_t object_number, author_number;
    size_t cap;
};

static enum sg_code take_row(struct loading *l, uint64_t object, sg_time time, uint64_t author, uint64_t post,
                             struct sg_err *err)
{
    struct layer *layer = l->layer;
    if (author == 0) {
        layer->n_without_account++;
        return SG_OK;
    }
    if (!l->objects.n || object != l->last_object) SG_TRY(accounts_number(&l->objects, object, &l->object_number, err));
    if (author != l->last_author) SG_TRY(accounts_number(l->accounts, author, &l->author_number, err));
    l->last_object = object;
    l->last_author = author;
    SG_TRY(grow((void **)&layer->events, sizeof *layer->events, layer->n_events, &l->cap, err));
    layer->events[layer->n_events++] =
        (struct event){ .time = time, .post = post, .object = l->object_number, .account = l->author_number };
    return SG_OK;
}

static enum sg_code read_rows(const struct load_request *r, struct sg_answer *a, struct loading *l, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_I64, SG_U64, SG_U64 };
    bool is_checked = false;
    for (;;) {
        sg_auto_batch b = { 0 };
        SG_TRY(sg_answer_next(a, &b, err));
        if (!b.release) return SG_OK;
        for (size_t i = 0; i < 4 && !is_checked; i++)
            if (sg_answer_columns(a) != 4 || sg_answer_column_type(a, i) != types[i])
                return sg_fail(err, SG_EINPUT,
                               "the store answers in another form than expected: was the case made by another "
                               "version?");
        is_checked = true;
        for (int64_t i = 0; i < sg_batch_rows(&b); i++)
            SG_TRY(take_row(l, sg_batch_u64(&b, 0, i), sg_batch_i64(&b, 1, i), sg_batch_u64(&b, 2, i),
                            sg_batch_u64(&b, 3, i), err));
        if (r->options->progress)
            r->options->progress(r->options->progress_ctx, "reading who did what", l->layer->n_events, 0);
    }
}

enum sg_code load_posts_condition(const struct load_request *r, const char *post, struct sg_buf *ret,
                                  struct sg_err *err)
{
    if (r->condition.len) {
        sg_buf_printf(ret, "%s IN (SELECT post FROM posts WHERE ", post);
        sg_buf_str(ret, r->condition);
        sg_buf_char(ret, ')');
    } else {
        sg_buf_char(ret, '1');
    }
    return sg_buf_check(ret, err);
}

static enum sg_code ask(const struct load_request *r, enum sg_coaction by, struct loading *l, struct sg_err *err)
{
    /* A peer compares those who reply to one post. */
    static const struct source_of replies_to_posts = { "coordination_links", SG_LINK_REPLY, "child" };
    bool is_to_post = by == SG_BY_REPLY && r->options->like == SG_LIKE_CNT;
    const struct source_of *s = is_to_post ? &replies_to_posts : &sources[by];
    sg_auto_buf posts = { 0 };
    SG_TRY(load_posts_condition(r, s->post, &posts, err));
    const struct sg_param params[] = {
        { .name = "kind", .kind = SG_PARAM_U64, .u64 = (uint64_t)s->kind },
        { .name = "posts", .kind = SG_PARAM_SQL, .text = sg_buf_view(&posts) },
        { .name = "kinds", .kind = SG_PARAM_SQL, .text = sg_str(r->options->without_reposts ? "post_kind != 1" : "1") },
        { .name = "letters", .kind = SG_PARAM_U64, .u64 = MIN_LETTERS },
    };
    struct sg_answer *a = NULL;
    SG_TRY(sg_store_ask(r->store, s->statement, params, sizeof params / sizeof *params, &a, err));
    enum sg_code code = read_rows(r, a, l, err);
    sg_answer_free(a);
    return code;
}

/* ---- pairs of hashtags ---- */

/* More in one post are a list of tags; its pairs would say nothing. */
enum { TAGS_A_POST = 20 };

static int compare_posts(const void *x, const void *y)
{
    const struct event *a = x, *b = y;
    if (a->post != b->post) return a->post < b->post ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

static enum sg_code pair_tags(struct loading *l, const uint64_t *tags, struct event *events, size_t n,
                              struct sg_err *err)
{
    if (n) qsort(events, n, sizeof *events, compare_posts);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && events[to].post == events[from].post;)
            to++;
        size_t end = to - from > TAGS_A_POST ? from + TAGS_A_POST : to;
        for (size_t i = from; i < end; i++) {
            for (size_t j = i + 1; j < end; j++) {
                uint64_t x = tags[events[i].object], y = tags[events[j].object];
                if (x == y) continue;
                uint64_t both[2] = { x < y ? x : y, x < y ? y : x };
                uint64_t author = l->accounts->identity[events[i].account];
                SG_TRY(take_row(l, sg_siphash(both, sizeof both), events[i].time, author, events[i].post, err));
            }
        }
    }
    return SG_OK;
}

static enum sg_code load_tag_pairs(const struct load_request *r, struct loading *l, struct sg_err *err)
{
    struct layer single = { .by = SG_BY_HASHTAG };
    struct loading tags = { .accounts = l->accounts, .layer = &single };
    enum sg_code code = ask(r, SG_BY_HASHTAG_PAIR, &tags, err);
    l->layer->n_without_account = single.n_without_account;
    if (code == SG_OK) code = pair_tags(l, tags.objects.identity, single.events, single.n_events, err);
    free(single.events);
    accounts_release(&tags.objects);
    return code;
}

enum sg_code layer_load(const struct load_request *r, enum sg_coaction by, struct accounts *accounts, struct layer *ret,
                        struct sg_err *err)
{
    *ret = (struct layer){ .by = by };
    if (by == SG_BY_NEAR_TEXT) return layer_load_near_texts(r, accounts, ret, err);
    struct loading l = { .accounts = accounts, .layer = ret };
    enum sg_code code = by == SG_BY_HASHTAG_PAIR ? load_tag_pairs(r, &l, err) : ask(r, by, &l, err);
    ret->object = l.objects.identity;
    ret->n_objects = l.objects.n;
    free(l.objects.slots);
    if (code == SG_OK) code = layer_finish(ret, err);
    if (code != SG_OK) layer_release(ret);
    return code;
}
