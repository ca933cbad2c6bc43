/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ghosts, the posts' final order, and links between indices.  Method: doc/method/origin.md. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "trace/trace_internal.h"

uint64_t trace_ghost_of_account(struct sg_str platform, struct sg_str account)
{
    sg_auto_buf key = { 0 };
    sg_buf_text(&key, "posts of ");
    sg_account_key(&key, platform, account);
    return sg_siphash(key.data, key.len);
}

/* The latest moment at which the parent can have been there: the child's, or the end of its coarse time. */
static sg_time latest_for_parent(const struct sg_story_post *child)
{
    return child->is_ordered ? child->time : trace_latest(child);
}

static enum sg_code ghost_new(struct trace_set *set, const struct trace_ref *r, sg_time time, uint32_t precision,
                              struct sg_err *err)
{
    struct trace_row row = { .post = r->parent,
                             .time = time,
                             .precision = precision,
                             .kind = SG_POST,
                             .audience = -1,
                             .platform = sg_str(r->platform),
                             .id = sg_str(r->id),
                             .account = sg_str(r->account),
                             .source = UINT64_MAX };
    SG_TRY(trace_set_post(set, &row, err));
    struct sg_story_post *g = &set->posts[set->n_posts - 1];
    g->is_ghost = true;
    g->is_ordered = false;
    return SG_OK;
}

enum sg_code trace_ghosts_add(struct trace_set *set, struct sg_err *err)
{
    size_t n_evidence = set->n_posts;
    for (size_t i = 0; i < set->n_refs; i++) {
        const struct trace_ref *r = &set->refs[i];
        uint32_t c = trace_map_get(&set->by_post, r->child), g = trace_map_get(&set->by_post, r->parent);
        if (c == SG_NO_INDEX || c >= n_evidence || (g != SG_NO_INDEX && g < n_evidence)) continue;
        sg_time time = latest_for_parent(&set->posts[c]);
        uint32_t precision = set->posts[c].precision;
        if (g == SG_NO_INDEX) {
            SG_TRY(ghost_new(set, r, time, precision, err));
            continue;
        }
        struct sg_story_post *ghost = &set->posts[g];
        if (time < ghost->time || (time == ghost->time && precision < ghost->precision)) {
            ghost->time = time;
            ghost->precision = precision;
        }
        /* Several links may name it, some without its author, some spelling him otherwise: the smallest name stays. */
        const char **name = &set->extra[g].account;
        if (r->account[0] && (!(*name)[0] || strcmp(r->account, *name) < 0)) *name = r->account;
    }
    for (size_t g = n_evidence; g < set->n_posts; g++) {
        struct sg_story_post *ghost = &set->posts[g];
        sg_time clock;
        if (!sg_post_id_clock(sg_str(set->extra[g].platform), sg_str(ghost->id), &clock)) continue;
        if (clock > ghost->time + SG_MINUTE) {
            ghost->flags |= SG_POST_CLOCK; /* its id says that it came after a post that points to it */
            continue;
        }
        ghost->time = clock;
        ghost->precision = SG_EXACT;
        ghost->is_ordered = true;
    }
    return SG_OK;
}

/* ---- final order ---- */

struct order {
    sg_time time;
    uint64_t post;
    uint32_t index;
};
static int by_time(const void *pa, const void *pb)
{
    const struct order *a = pa, *b = pb;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    return a->post < b->post ? -1 : a->post > b->post;
}

static int by_u64(const void *pa, const void *pb)
{
    uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return a < b ? -1 : a > b;
}

struct source_ids {
    struct trace_map seen; /* id to its index */
    uint64_t *ids;
    size_t n, cap;
};

/* Source ids of the evidence, ascending, as the story's sources; posts get their index. */
static enum sg_code number_sources(struct trace_set *set, struct source_ids *of, struct sg_err *err)
{
    struct sg_story *s = set->story;
    for (size_t i = 0; i < set->n_posts; i++) {
        uint64_t id = set->extra[i].source;
        if (s->posts[i].is_ghost || trace_map_get(&of->seen, id) != SG_NO_INDEX) continue;
        TRACE_ROOM(of->ids, of->cap, of->n, "the story's sources", err);
        if (!trace_map_put(&of->seen, id, 0)) return sg_fail_nomem(err, "the story's sources");
        of->ids[of->n++] = id;
    }
    if (of->n) qsort(of->ids, of->n, sizeof *of->ids, by_u64);
    s->sources = sg_story_alloc(s, of->n + 1, sizeof *s->sources);
    if (!s->sources) return sg_fail_nomem(err, "the story's sources");
    for (size_t i = 0; i < of->n; i++) {
        s->sources[i] = (struct sg_story_source){ .id = of->ids[i], .file = "", .sha256 = "" };
        if (!trace_map_put(&of->seen, of->ids[i], (uint32_t)i)) return sg_fail_nomem(err, "the story's sources");
    }
    s->n_sources = of->n;
    for (size_t i = 0; i < set->n_posts; i++)
        if (!s->posts[i].is_ghost) s->posts[i].source = trace_map_get(&of->seen, set->extra[i].source);
    return SG_OK;
}

struct namer {
    struct trace_map platforms_seen, accounts_seen; /* hash of the name to its index */
    struct sg_buf key;
    struct sg_story_platform *platforms;
    struct sg_story_account *accounts;
    size_t n_platforms, cap_platforms, n_accounts, cap_accounts;
};

static enum sg_code number_platform(struct namer *n, const char *name, uint32_t *ret, struct sg_err *err)
{
    uint64_t hash = sg_siphash(name, strlen(name));
    uint32_t k = trace_map_get(&n->platforms_seen, hash);
    if (k == SG_NO_INDEX) {
        TRACE_ROOM(n->platforms, n->cap_platforms, n->n_platforms, "the story's platforms", err);
        k = (uint32_t)n->n_platforms;
        if (!trace_map_put(&n->platforms_seen, hash, k)) return sg_fail_nomem(err, "the story's platforms");
        n->platforms[n->n_platforms++] = (struct sg_story_platform){ .name = name };
    }
    *ret = k;
    return SG_OK;
}

static enum sg_code number_account(struct namer *n, const struct sg_story_post *p, const struct trace_extra *x,
                                   uint32_t *ret, struct sg_err *err)
{
    sg_buf_clear(&n->key);
    sg_account_key(&n->key, sg_str(x->platform), sg_str(x->account));
    SG_TRY(sg_buf_check(&n->key, err));
    uint64_t hash = sg_account_identity(sg_buf_view(&n->key));
    uint32_t a = trace_map_get(&n->accounts_seen, hash);
    if (a == SG_NO_INDEX) {
        TRACE_ROOM(n->accounts, n->cap_accounts, n->n_accounts, "the story's accounts", err);
        a = (uint32_t)n->n_accounts;
        if (!trace_map_put(&n->accounts_seen, hash, a)) return sg_fail_nomem(err, "the story's accounts");
        n->accounts[n->n_accounts++] = (struct sg_story_account){
            .platform = p->platform,
            .name = x->account,
            .display = "",
            .audience = -1,
            .first = p->time,
            .identity = x->account[0] ? hash : 0,
            .group = SG_NO_INDEX,
        };
    }
    *ret = a;
    return SG_OK;
}

/* Platforms and accounts are numbered as they first appear, so the order of loading does not show.  Platforms by their
 * first post that may decide an order, where there is one: a day without a clock begins before everything else. */
static enum sg_code number_names(struct trace_set *set, struct namer *n, struct sg_err *err)
{
    struct sg_story *s = set->story;
    uint32_t unused;
    for (size_t i = 0; i < set->n_posts; i++)
        if (s->posts[i].precision <= SG_TO_MINUTE && !s->posts[i].is_ghost)
            SG_TRY(number_platform(n, set->extra[i].platform, &unused, err));
    for (size_t i = 0; i < set->n_posts; i++) {
        struct sg_story_post *p = &s->posts[i];
        const struct trace_extra *x = &set->extra[i], *before = i ? x - 1 : NULL;
        if (before && before->platform == x->platform)
            p->platform = p[-1].platform;
        else
            SG_TRY(number_platform(n, x->platform, &p->platform, err));
        if (p->is_ghost && x->account[0] == '\0') continue;
        if (before && before->platform == x->platform && before->account == x->account && p[-1].account != SG_NO_INDEX)
            p->account = p[-1].account;
        else
            SG_TRY(number_account(n, p, x, &p->account, err));
        struct sg_story_account *account = &n->accounts[p->account];
        account->last = p->time;
        if (!account->display[0]) account->display = x->name;
        if (p->audience > account->audience) account->audience = p->audience;
    }
    s->platforms = sg_story_alloc(s, n->n_platforms + 1, sizeof *s->platforms);
    s->accounts = sg_story_alloc(s, n->n_accounts + 1, sizeof *s->accounts);
    if (!s->platforms || !s->accounts) return sg_fail_nomem(err, "the story's accounts");
    if (n->n_platforms) memcpy(s->platforms, n->platforms, n->n_platforms * sizeof *s->platforms);
    if (n->n_accounts) memcpy(s->accounts, n->accounts, n->n_accounts * sizeof *s->accounts);
    s->n_platforms = n->n_platforms;
    s->n_accounts = n->n_accounts;
    return SG_OK;
}

static enum sg_code reorder(struct trace_set *set, struct order *order, struct sg_err *err)
{
    struct sg_story *s = set->story;
    size_t n = set->n_posts;
    for (size_t i = 0; i < n; i++)
        order[i] = (struct order){ .time = set->posts[i].time, .post = set->posts[i].post, .index = (uint32_t)i };
    if (n) qsort(order, n, sizeof *order, by_time);
    s->posts = sg_story_alloc(s, n + 1, sizeof *s->posts);
    struct trace_extra *extra = malloc((n + 1) * sizeof *extra);
    if (!s->posts || !extra) {
        free(extra);
        return sg_fail_nomem(err, "the story's posts");
    }
    for (size_t i = 0; i < n; i++) {
        s->posts[i] = set->posts[order[i].index];
        extra[i] = set->extra[order[i].index];
        if (!trace_map_put(&set->by_post, s->posts[i].post, (uint32_t)i)) {
            free(extra);
            return sg_fail_nomem(err, "the story's posts");
        }
    }
    s->n_posts = n;
    free(set->extra);
    set->extra = extra;
    free(set->posts);
    set->posts = NULL;
    set->cap_posts = 0;
    return SG_OK;
}

enum sg_code trace_posts_sort(struct trace_set *set, struct sg_err *err)
{
    struct order *order = malloc((set->n_posts + 1) * sizeof *order);
    if (!order) return sg_fail_nomem(err, "the story's posts");
    enum sg_code code = reorder(set, order, err);
    free(order);
    SG_TRY(code);
    struct source_ids ids = { 0 };
    code = number_sources(set, &ids, err);
    trace_map_release(&ids.seen);
    free(ids.ids);
    SG_TRY(code);
    struct namer namer = { 0 };
    code = number_names(set, &namer, err);
    trace_map_release(&namer.platforms_seen);
    trace_map_release(&namer.accounts_seen);
    sg_buf_release(&namer.key);
    free(namer.platforms);
    free(namer.accounts);
    return code;
}

/* ---- links ---- */

static int by_child(const void *pa, const void *pb)
{
    const struct sg_story_link *a = pa, *b = pb;
    if (a->child != b->child) return a->child < b->child ? -1 : 1;
    bool ia = sg_link_is_inferred(a->kind), ib = sg_link_is_inferred(b->kind);
    if (ia != ib) return ia ? 1 : -1;
    if (a->confidence != b->confidence) return a->confidence > b->confidence ? -1 : 1;
    if (a->parent != b->parent) return a->parent < b->parent ? -1 : 1;
    return a->kind < b->kind ? -1 : a->kind > b->kind;
}

enum sg_code trace_links_sort(struct sg_story *story, uint32_t **ret_index, struct sg_err *err)
{
    if (story->n_links >= SG_NO_INDEX) return sg_fail(err, SG_ELIMIT, "a story holds at most 4 billion links");
    uint32_t *index = calloc(story->n_posts + 2, sizeof *index);
    if (!index) return sg_fail_nomem(err, "the story's links");
    if (story->n_links) qsort(story->links, story->n_links, sizeof *story->links, by_child);
    for (size_t i = 0; i < story->n_links; i++)
        index[story->links[i].child + 1]++;
    for (size_t i = 0; i < story->n_posts; i++)
        index[i + 1] += index[i];
    *ret_index = index;
    return SG_OK;
}

/* Needs duplicates to be known: a link that names a repeated post stands at the one that stays. */
enum sg_code trace_links_make(struct trace_set *set, struct sg_err *err)
{
    struct sg_story *s = set->story;
    s->links = sg_story_alloc(s, set->n_refs + 1, sizeof *s->links);
    if (!s->links) return sg_fail_nomem(err, "the story's links");
    size_t n = 0;
    for (size_t i = 0; i < set->n_refs; i++) {
        const struct trace_ref *r = &set->refs[i];
        uint32_t c = trace_map_get(&set->by_post, r->child), p = trace_map_get(&set->by_post, r->parent);
        if (c == SG_NO_INDEX || p == SG_NO_INDEX) continue;
        if (c == p) {
            set->n_self_links++;
            continue;
        }
        if (s->posts[c].duplicate_of != SG_NO_INDEX) c = s->posts[c].duplicate_of;
        if (s->posts[p].duplicate_of != SG_NO_INDEX) p = s->posts[p].duplicate_of;
        if (c == p) continue;
        const struct sg_story_post *child = &s->posts[c], *parent = &s->posts[p];
        if (parent->is_ghost) {
            if (parent->flags & SG_POST_CLOCK) set->n_contradictions++;
        } else if (parent->time > trace_latest(child) + SG_SECOND) {
            /* A second of grace: sources round to the second, some up and some down. */
            set->n_contradictions++;
            continue;
        }
        s->links[n++] =
            (struct sg_story_link){ .child = c, .parent = p, .kind = r->kind, .confidence = 1, .method = "" };
    }
    s->n_links = n;
    uint32_t *index = NULL;
    SG_TRY(trace_links_sort(s, &index, err));
    free(index);
    size_t kept = 0; /* the same pair once, by its most telling kind, which sorts first */
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || s->links[i].child != s->links[kept - 1].child ||
            s->links[i].parent != s->links[kept - 1].parent)
            s->links[kept++] = s->links[i];
    s->n_links = kept;
    return SG_OK;
}
