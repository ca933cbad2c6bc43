/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The posts of the accounts asked for, from the store, account by account: memory is one account's posts, 32 bytes for
 * each text that others have too and 24 for each repost whose original's time is known, of ROWS_CHUNK accounts at a
 * time; then 32 bytes for every account of the evidence.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "coordination/rows.h"
#include "coordination/signals.h"

/* A text of its own is as long as those that make a co-action (load.c). */
enum { LEAST_LETTERS = 12 };

/* A repost and when its original was posted. */
struct original {
    uint64_t author, repost;
    sg_time time;
};
struct asked {
    uint64_t identity;
    uint32_t signals; /* index into c->signals */
};
struct looking {
    struct sg_coordination *c;
    const struct load_request *r;
    struct asked *asked;  /* by identity */
    uint64_t *identities; /* of these */
    size_t n;
    bool is_exact;
    struct signal_text *texts;
    size_t n_texts, cap_texts;
    struct original *originals; /* by author, then repost */
    size_t n_originals, cap_originals;
    uint64_t author; /* of the posts being gathered */
    struct signal_post *posts;
    size_t n_posts, cap_posts;
    struct signal_account *all;
    size_t n_all, cap_all;
    uint64_t *forms; /* of c->signals */
};

static enum sg_code make_room(void **items, size_t *cap, size_t n, size_t size, struct sg_err *err)
{
    if (n < *cap) return SG_OK;
    size_t more = *cap ? *cap + *cap / 2 : 1024;
    void *grown = realloc(*items, more * size);
    if (!grown) return sg_fail_nomem(err, "how the accounts post");
    *items = grown;
    *cap = more;
    return SG_OK;
}
#define MAKE_ROOM(items, cap, n, err) make_room((void **)&(items), &(cap), (n), sizeof *(items), (err))

static int compare_asked(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    return (a->identity > b->identity) - (a->identity < b->identity);
}

static struct sg_signals *signals_of(const struct looking *k, uint64_t identity)
{
    const struct asked key = { identity, 0 };
    const struct asked *at = bsearch(&key, k->asked, k->n, sizeof key, compare_asked);
    return at ? &k->c->signals[at->signals] : NULL;
}

/* ---- texts and originals ---- */

/* Two rows a text that several accounts have, the earlier first; one row: nobody else has it. */
static enum sg_code take_text(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct looking *k = ctx;
    uint64_t own = sg_batch_u64(b, 0, row), who = sg_batch_u64(b, 1, row);
    sg_time since = sg_batch_i64(b, 2, row);
    if (k->n_texts && k->texts[k->n_texts - 1].own == own) {
        k->texts[k->n_texts - 1].second = since;
        return SG_OK;
    }
    /* The text before had one row only: its place is free again. */
    if (k->n_texts && k->texts[k->n_texts - 1].second == SG_TIME_NONE) k->n_texts--;
    SG_TRY(MAKE_ROOM(k->texts, k->cap_texts, k->n_texts, err));
    k->texts[k->n_texts++] = (struct signal_text){ own, who, since, SG_TIME_NONE };
    return SG_OK;
}

static enum sg_code take_repost(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct looking *k = ctx;
    sg_time time = sg_batch_i64(b, 4, row);
    if (!sg_batch_u8(b, 5, row) && !sg_post_id_clock(sg_batch_text(b, 2, row), sg_batch_text(b, 3, row), &time))
        return SG_OK;
    SG_TRY(MAKE_ROOM(k->originals, k->cap_originals, k->n_originals, err));
    k->originals[k->n_originals++] = (struct original){ sg_batch_u64(b, 0, row), sg_batch_u64(b, 1, row), time };
    return SG_OK;
}

static int compare_originals(const void *x, const void *y)
{
    const struct original *a = x, *b = y;
    if (a->author != b->author) return a->author < b->author ? -1 : 1;
    return (a->repost > b->repost) - (a->repost < b->repost);
}

/* ---- one account ---- */

/* An id's clock has milliseconds where the post has seconds, so a repost may seem to come up to a second too early. */
static enum sg_code react(const struct looking *k, struct sg_signals *ret, struct sg_err *err)
{
    sg_time *reactions = malloc((k->n_posts + 1) * sizeof *reactions);
    if (!reactions) return sg_fail_nomem(err, "an account's reposts");
    size_t n = 0;
    for (size_t i = 0; i < k->n_posts; i++) {
        const struct original key = { k->author, k->posts[i].post, 0 };
        const struct original *o =
            k->n_originals ? bsearch(&key, k->originals, k->n_originals, sizeof key, compare_originals) : NULL;
        if (!o || k->posts[i].precision != SG_EXACT || k->posts[i].time < o->time - SG_SECOND) continue;
        reactions[n++] = k->posts[i].time > o->time ? k->posts[i].time - o->time : 0;
    }
    signals_of_reactions(reactions, n, ret);
    free(reactions);
    return SG_OK;
}

static enum sg_code end_account(struct looking *k, struct sg_err *err)
{
    struct sg_signals *to = signals_of(k, k->author);
    const struct signal_texts texts = { k->texts, k->n_texts };
    if (k->n_posts && to) {
        SG_TRY(signals_of_posts(k->posts, k->n_posts, &texts, k->author, k->is_exact, to, err));
        SG_TRY(react(k, to, err));
    }
    k->n_posts = 0;
    return SG_OK;
}

static enum sg_code take_post(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct looking *k = ctx;
    uint64_t author = sg_batch_u64(b, 0, row);
    if (author != k->author) SG_TRY(end_account(k, err));
    k->author = author;
    const char *client = sg_arena_string(k->c->arena, sg_batch_text(b, 5, row));
    if (!client) return sg_fail_nomem(err, "the clients");
    SG_TRY(MAKE_ROOM(k->posts, k->cap_posts, k->n_posts, err));
    k->posts[k->n_posts++] = (struct signal_post){ .time = sg_batch_i64(b, 2, row),
                                                   .post = sg_batch_u64(b, 1, row),
                                                   .own = sg_batch_u64(b, 6, row),
                                                   .precision = sg_batch_u32(b, 3, row),
                                                   .kind = sg_batch_u8(b, 4, row),
                                                   .client = client };
    return SG_OK;
}

static enum sg_code look_at(struct looking *k, struct sg_param accounts, struct sg_err *err)
{
    static const enum sg_type texts[] = { SG_U64, SG_U64, SG_I64 };
    static const enum sg_type reposts[] = { SG_U64, SG_U64, SG_TEXT, SG_TEXT, SG_I64, SG_U8 };
    static const enum sg_type posts[] = { SG_U64, SG_U64, SG_I64, SG_U32, SG_U8, SG_TEXT, SG_U64 };
    struct sg_store *store = k->r->store;
    sg_auto_buf children = { 0 };
    SG_TRY(load_posts_condition(k->r, "child", &children, err));
    const struct sg_param params[] = { accounts,
                                       rows_condition(k->r->condition),
                                       { .name = "posts", .kind = SG_PARAM_SQL, .text = sg_buf_view(&children) },
                                       { .name = "letters", .kind = SG_PARAM_U64, .u64 = LEAST_LETTERS } };
    k->n_texts = k->n_originals = k->n_posts = 0;
    SG_TRY(sg_store_each(store, "signals_texts", params, 4, texts, 3, take_text, k, err));
    if (k->n_texts && k->texts[k->n_texts - 1].second == SG_TIME_NONE) k->n_texts--;
    SG_TRY(sg_store_each(store, "signals_reposts", params, 4, reposts, 6, take_repost, k, err));
    SG_TRY(sg_store_each(store, "signals_posts", params, 4, posts, 7, take_post, k, err));
    return end_account(k, err);
}

/* ---- all accounts of the evidence ---- */

/* A date as JSON has it: a string in quotes, or a number. */
static sg_time parse_made(struct sg_str raw)
{
    sg_time time;
    uint32_t precision;
    if (raw.len >= 2 && raw.data[0] == '"') raw = sg_str_n(raw.data + 1, raw.len - 2);
    return raw.len && sg_time_parse(raw, &time, &precision, NULL) == SG_OK ? time : SG_TIME_NONE;
}

static enum sg_code take_account(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct looking *k = ctx;
    bool is_template;
    sg_time began = sg_batch_i64(b, 2, row);
    struct signal_account a = { .identity = sg_batch_u64(b, 0, row),
                                .form = signals_name_form(sg_batch_text(b, 1, row), &is_template),
                                .began = began == INT64_MAX ? SG_TIME_NONE : began,
                                .created = parse_made(sg_batch_text(b, 3, row)) };
    SG_TRY(MAKE_ROOM(k->all, k->cap_all, k->n_all, err));
    k->all[k->n_all++] = a;
    struct sg_signals *to = signals_of(k, a.identity);
    if (!to) return SG_OK;
    to->created = a.created;
    to->first_post = a.began;
    to->is_name_template = is_template;
    k->forms[to - k->c->signals] = a.form;
    return SG_OK;
}

struct stem {
    uint64_t form;
    uint32_t group, signals;
};
static int compare_stems(const void *x, const void *y)
{
    const struct stem *a = x, *b = y;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return (a->form > b->form) - (a->form < b->form);
}

/* Three or more of one group whose names differ in their digits only have a template too. */
static enum sg_code compare_names(struct looking *k, const uint32_t *accounts, struct sg_err *err)
{
    struct stem *stems = malloc((k->n + 1) * sizeof *stems);
    if (!stems) return sg_fail_nomem(err, "the accounts' names");
    size_t n = 0;
    for (uint32_t i = 0; i < k->n; i++) {
        uint32_t group = k->c->accounts[accounts[i]].group;
        if (k->forms[i] && group != SG_NO_INDEX) stems[n++] = (struct stem){ k->forms[i], group, i };
    }
    qsort(stems, n, sizeof *stems, compare_stems);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && compare_stems(&stems[to], &stems[from]) == 0;)
            to++;
        for (size_t i = from; i < to && to - from >= 3; i++)
            k->c->signals[stems[i].signals].is_name_template = true;
    }
    free(stems);
    return SG_OK;
}

/* ---- the order of it ---- */

/* Seconds say something where at least one kind of co-action has them. */
static bool has_seconds(const struct sg_coordination *c)
{
    for (size_t i = 0; i < c->n_layers; i++)
        if (c->layers[i].granularity % SG_MINUTE != 0 || c->layers[i].granularity == 0) return true;
    return c->n_layers == 0;
}

static enum sg_code set_up(struct looking *k, const uint32_t *accounts, struct sg_err *err)
{
    struct sg_coordination *c = k->c;
    const struct signal_texts none = { 0 };
    k->is_exact = has_seconds(c);
    k->asked = malloc((k->n + 1) * sizeof *k->asked);
    k->identities = malloc((k->n + 1) * sizeof *k->identities);
    k->forms = calloc(k->n + 1, sizeof *k->forms);
    c->signals = sg_arena_alloc(c->arena, k->n, sizeof *c->signals);
    if (!k->asked || !k->identities || !k->forms || !c->signals) return sg_fail_nomem(err, "how the accounts post");
    for (uint32_t i = 0; i < k->n; i++) {
        c->accounts[accounts[i]].signals = i;
        k->asked[i] = (struct asked){ c->accounts[accounts[i]].identity, i };
        SG_TRY(signals_of_posts(NULL, 0, &none, 0, false, &c->signals[i], err));
    }
    c->n_signals = k->n;
    qsort(k->asked, k->n, sizeof *k->asked, compare_asked);
    for (size_t i = 0; i < k->n; i++)
        k->identities[i] = k->asked[i].identity;
    return SG_OK;
}

static enum sg_code look(struct looking *k, const uint32_t *accounts, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_I64, SG_TEXT };
    SG_TRY(set_up(k, accounts, err));
    for (size_t from = 0; from < k->n; from += ROWS_CHUNK)
        SG_TRY(look_at(k, rows_list("accounts", k->identities, k->n, from), err));
    const struct sg_param condition = rows_condition(k->r->condition);
    SG_TRY(sg_store_each(k->r->store, "signals_accounts", &condition, 1, types, 4, take_account, k, err));
    signals_of_company(k->all, k->n_all, k->forms, k->c->signals, k->n);
    return compare_names(k, accounts, err);
}

enum sg_code signals_load(struct sg_coordination *c, const struct load_request *r, const uint32_t *accounts, size_t n,
                          struct sg_err *err)
{
    struct looking k = { .c = c, .r = r, .n = n };
    enum sg_code code = look(&k, accounts, err);
    free(k.asked);
    free(k.identities);
    free(k.texts);
    free(k.originals);
    free(k.posts);
    free(k.all);
    free(k.forms);
    return code;
}
