/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the room: loading (SQL to a set) is one half, analysis (a set to a story) the other, and the second needs no
 * store, so planted stories test it.
 */
#ifndef SG_TRACE_INTERNAL_H
#define SG_TRACE_INTERNAL_H

#include "base/hash.h"
#include "model/story.h"
#include "objects/objects.h"
#include "trace/trace.h"

/* ---- queries: text to tokens to a condition ---- */

#define TRACE_QUERY_BYTES ((size_t)16 << 10)
#define TRACE_QUERY_TERMS 1000
#define TRACE_QUERY_DEPTH 64

enum trace_token_kind {
    TRACE_END,
    TRACE_OPEN,
    TRACE_CLOSE,
    TRACE_AND,
    TRACE_OR,
    TRACE_NOT,
    TRACE_WORD,    /* a word or a "phrase" */
    TRACE_TAG,     /* #tag */
    TRACE_MENTION, /* @account */
    TRACE_FIELD    /* name:value */
};
struct trace_token {
    enum trace_token_kind kind;
    struct sg_str text;  /* the value; borrowed from the query, or from the lexer's scratch when it held escapes */
    struct sg_str field; /* TRACE_FIELD: its name, as written */
    size_t at;           /* byte where it begins */
};
struct trace_lexer {
    struct sg_str query;
    size_t pos;
    struct sg_buf scratch; /* the current token's text, when it is not a piece of the query */
};
/* Checks size and encoding of the query. */
enum sg_code trace_lexer_init(struct trace_lexer *x, struct sg_str query, struct sg_err *err) SG_CHECKED;
void trace_lexer_release(struct trace_lexer *x);
enum sg_code trace_lexer_next(struct trace_lexer *x, struct trace_token *ret, struct sg_err *err) SG_CHECKED;
/* Characters before byte `at`, plus one: what a person counts. */
size_t trace_query_place(struct sg_str query, size_t at);

/* ---- identity to index ---- */

struct trace_map {
    uint64_t *keys;
    uint32_t *values; /* SG_NO_INDEX: empty */
    size_t n, cap;
};
void trace_map_release(struct trace_map *m);
uint32_t trace_map_get(const struct trace_map *m, uint64_t key);       /* SG_NO_INDEX when absent */
bool trace_map_put(struct trace_map *m, uint64_t key, uint32_t value); /* false: no memory */

/* ---- the set: what was loaded ---- */

/* One row of posts; strings borrowed for the call. */
struct trace_row {
    uint64_t post;
    sg_time time;
    uint32_t precision;
    uint8_t kind, flags;
    bool is_match;
    int64_t audience;
    uint64_t fingerprint;
    uint32_t letters; /* of the text, links and handles left out */
    uint64_t source, row, offset;
    struct sg_str platform, id, account, name, lang, channel, url, text, member;
};
/* Beside each post: what the story does not keep.  Strings are the story's. */
struct trace_extra {
    const char *platform, *account, *name;
    uint64_t source;
    uint32_t letters;
};
/* An explicit link as stored; strings are the story's. */
struct trace_ref {
    uint64_t child, parent;
    uint8_t kind;
    const char *platform, *id, *account;
};
/* A thing that a post carries: first by identities, after trace_carries_index by indices. */
struct trace_carry {
    uint64_t post, object;
    uint8_t kind;
};
struct trace_set {
    struct sg_story *story;
    struct sg_story_post *posts;
    struct trace_extra *extra;
    size_t n_posts, cap_posts;
    struct trace_ref *refs;
    size_t n_refs, cap_refs;
    struct trace_carry *carries;
    size_t n_carries, cap_carries;
    struct trace_map by_post; /* identity to index in posts */
    uint32_t n_self_links, n_contradictions; /* for the story */
};
enum sg_code trace_set_init(struct trace_set *set, struct sg_err *err) SG_CHECKED;
void trace_set_release(struct trace_set *set);
/* A row whose identity is there already is the same post: the row that came by itself wins over one embedded in
 * another's record, then the lowest source and row. */
enum sg_code trace_set_post(struct trace_set *set, const struct trace_row *row, struct sg_err *err) SG_CHECKED;
enum sg_code trace_set_ref(struct trace_set *set, uint64_t child, uint64_t parent, uint8_t kind, struct sg_str platform,
                           struct sg_str id, struct sg_str account, struct sg_err *err) SG_CHECKED;
enum sg_code trace_set_carry(struct trace_set *set, uint64_t post, uint64_t object, uint8_t kind,
                             struct sg_err *err) SG_CHECKED;
/* An array that doubles and may move; give back what it returns. */
void *trace_grow(void *data, size_t *cap, size_t n, size_t size); /* NULL without memory: the array stays as it was */
/* Room for one more item, or the caller returns SG_ENOMEM. */
#define TRACE_ROOM(array, cap, n, what, err)                                                                           \
    do {                                                                                                               \
        void *grown_ = trace_grow((array), &(cap), (n), sizeof *(array));                                              \
        if (!grown_) return sg_fail_nomem((err), (what));                                                              \
        (array) = grown_;                                                                                              \
    } while (0)

/* ---- loading ---- */

enum sg_code trace_load(struct sg_store *store, struct sg_str condition, const struct sg_origin_options *options,
                        struct trace_set *set, struct sg_err *err) SG_CHECKED;
enum sg_code trace_load_sources(struct sg_store *store, struct sg_story *story, struct sg_err *err) SG_CHECKED;

/* ---- analysis ---- */

/* Which post `--to` means. */
struct trace_target {
    enum { TRACE_TO_AUDIENCE, TRACE_TO_ACCOUNT, TRACE_TO_POST } kind;
    struct sg_str account; /* without '@' */
    uint64_t post;         /* identity, when the address or platform:id gives one */
    struct sg_str url;     /* as written, when an address */
    const char *asked;     /* for the message when nothing is found */
};
enum sg_code trace_target_parse(const char *to, struct trace_target *ret, struct sg_err *err) SG_CHECKED;

/* The set becomes the story: everything that sg_origin promises but the names of source files.  Sorts and frees parts
 * of the set on its way. */
enum sg_code trace_analyse(struct trace_set *set, const struct sg_origin_options *options,
                           const struct trace_target *target, struct sg_err *err) SG_CHECKED;

/* The links of each post: index[child] .. index[child + 1] in story->links, which is sorted by child. */
enum sg_code trace_links_sort(struct sg_story *story, uint32_t **ret_index, struct sg_err *err) SG_CHECKED;

/* ancestors.c: posts that refs name and the evidence lacks; final order of posts; refs to links. */
enum sg_code trace_ghosts_add(struct trace_set *set, struct sg_err *err) SG_CHECKED;
enum sg_code trace_posts_sort(struct trace_set *set, struct sg_err *err) SG_CHECKED;
enum sg_code trace_links_make(struct trace_set *set, struct sg_err *err) SG_CHECKED;
/* The identity of the one ghost that stands for all unidentified posts of an account. */
uint64_t trace_ghost_of_account(struct sg_str platform, struct sg_str account);

/* carries.c: which post carries what, by indices. */
struct trace_carries {
    uint32_t *of_post;   /* of_post[p] .. of_post[p + 1] in objects */
    uint32_t *objects;   /* object numbers, ascending within a post */
    uint8_t *kinds;      /* of an object number: enum sg_object_kind */
    uint32_t *on_object; /* on_object[o] .. on_object[o + 1] in posts */
    uint32_t *posts;     /* ascending, which is time order */
    size_t n_objects, n;
};
enum sg_code trace_carries_index(struct trace_set *set, struct trace_carries *ret, struct sg_err *err) SG_CHECKED;
void trace_carries_release(struct trace_carries *c);

enum sg_code trace_duplicates(struct trace_set *set, const struct trace_carries *carries,
                              struct sg_err *err) SG_CHECKED;

/* infer.c and infer_shared.c: append to `out` */
struct trace_inferred {
    struct sg_story_link *links;
    size_t n, cap;
};
enum sg_code trace_infer_same_text(const struct trace_set *set, int64_t window, const uint32_t *links_of,
                                   struct trace_inferred *out, struct sg_err *err) SG_CHECKED;
enum sg_code trace_infer_co_object(const struct trace_set *set, const struct trace_carries *carries, int64_t window,
                                   const uint32_t *links_of, struct trace_inferred *out, struct sg_err *err) SG_CHECKED;

/* chain.c */
enum sg_code trace_chain(struct sg_story *story, const uint32_t *links_of, const struct trace_target *target,
                         struct sg_err *err) SG_CHECKED;

/* The last microsecond that a post's stated time allows. */
static inline sg_time trace_latest(const struct sg_story_post *p)
{
    return p->precision ? p->time + (sg_time)p->precision * SG_SECOND - 1 : p->time;
}
/* Earlier for certain: the times as known do not overlap. */
static inline bool trace_is_before(const struct sg_story_post *a, const struct sg_story_post *b)
{
    return trace_latest(a) < b->time;
}
static inline bool trace_counts(const struct sg_story_post *p)
{
    return !p->is_ghost && p->duplicate_of == SG_NO_INDEX;
}

#endif
