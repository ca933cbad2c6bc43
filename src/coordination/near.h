/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Near-equal texts: posts in the order of time become classes of equal word shingles, and crossings between classes
 * that are nearly the same.  Method and figures: doc/method/near-text.md.
 *
 *   near_shingles.c  a text to its sorted set of shingles and to band keys; exact similarity
 *   near_index.c     the classes seen within the window, found again by their bands
 *   near_crossings.c their order
 *   near_stream.c    batches of posts: sketched by all threads, matched in their order by one
 *   near_text.c      the store's posts into the stream
 */
#ifndef SG_COORDINATION_NEAR_H
#define SG_COORDINATION_NEAR_H

#include "coordination/coordination_internal.h"
#include "objects/objects.h"

enum {
    NEAR_WORDS = 512,      /* of a text that are looked at: its first ones */
    NEAR_WORDS_MIN = 4,    /* fewer prove nothing; a letter that stands alone as a word counts half */
    NEAR_SHINGLE_MAX = 16, /* words */
    NEAR_BANDS_MAX = 64,
    NEAR_HASHES_MAX = 128,
    NEAR_PARTNERS = 500, /* candidates that a new class is compared with */
    NEAR_STEPS = 2000    /* entries of one bucket that are looked at for them */
};
#define NEAR_CROSSINGS (UINT64_C(1) << 26) /* kept; from half of them on a class is compared with fewer and fewer */

/* ---- near_shingles.c ---- */

/* MinHash with banding: `rows` minima make one of `bands` keys. */
struct near_bands {
    uint32_t rows, bands;
    uint32_t factor[NEAR_HASHES_MAX], mask[NEAR_HASHES_MAX]; /* hash i of x is (x ^ mask[i]) * factor[i] */
};
/* The most rows with which two texts of exactly `similarity` share one of at most 25 bands with probability 0.999
 * (below 0.11 with less: 64 bands of one row). */
void near_bands_choose(double similarity, struct near_bands *ret);

/* A text's set of shingles.  n 0: too short to say anything. */
struct near_sketch {
    uint64_t identity, check; /* two independent hashes of the set: equal sets are found by both */
    uint32_t n;
};
/* `ret_shingles` has room for NEAR_WORDS, `ret_keys` for bands->bands; the shingles come sorted and different. */
void near_sketch(struct sg_extractor *x, struct sg_str text, uint32_t shingle, const struct near_bands *bands,
                 struct near_sketch *ret, uint64_t *ret_shingles, uint32_t *ret_keys);
/* Is the Jaccard similarity of two such sets at least `similarity`?  O(a_n + b_n), less for most that are not. */
bool near_is_similar(const uint64_t *a, uint32_t a_n, const uint64_t *b, uint32_t b_n, double similarity);

/* ---- near_index.c ---- */

struct near_counts {
    uint64_t n_short;               /* texts too short */
    uint64_t n_unchecked;           /* classes that came up with more likely partners than were compared */
    uint64_t n_compared, n_similar; /* pairs of classes */
    uint32_t n_live_max;            /* classes within one window, at most */
};
struct near_index;
enum sg_code near_index_new(sg_time window, double similarity, const struct near_bands *bands, struct near_index **ret,
                            struct sg_err *err) SG_CHECKED;
void near_index_free(struct near_index *ix);
/* One text, not earlier than the one before; `ret_class` is its number, by first appearance. */
enum sg_code near_index_take(struct near_index *ix, sg_time time, const struct near_sketch *s, const uint64_t *shingles,
                             const uint32_t *keys, uint32_t *ret_class, struct sg_err *err) SG_CHECKED;
/* Moves the classes' identities and the crossings (in no order, with repeats) into `l`; the index can only be freed
 * then. */
enum sg_code near_index_end(struct near_index *ix, struct layer *l, struct sg_err *err) SG_CHECKED;
const struct near_counts *near_index_counts(const struct near_index *ix);

/* ---- near_crossings.c ---- */

/* By a, then b; each once.  O(n). */
enum sg_code near_crossings_sort(struct crossing *c, size_t *n, struct sg_err *err) SG_CHECKED;

/* ---- near_stream.c ---- */

struct near_settings {
    sg_time window;
    double similarity; /* above 0, at most 1 */
    uint32_t shingle;  /* from 1 to NEAR_SHINGLE_MAX */
    unsigned threads;  /* 0: as many as the machine has, at most 8 */
};
struct near_post {
    sg_time time;
    uint64_t post, author; /* author 0: unknown; left out and counted */
    struct sg_str text;    /* borrowed for the call */
};
struct near_stream;
enum sg_code near_stream_new(const struct near_settings *s, struct accounts *accounts, struct near_stream **ret,
                             struct sg_err *err) SG_CHECKED;
void near_stream_free(struct near_stream *n);
/* Posts in the order of time; an earlier one than the last is SG_EINPUT. */
enum sg_code near_stream_add(struct near_stream *n, const struct near_post *p, struct sg_err *err) SG_CHECKED;
/* The finished layer, which the caller releases; nothing can be added afterwards. */
enum sg_code near_stream_end(struct near_stream *n, struct layer *ret, struct sg_err *err) SG_CHECKED;
const struct near_counts *near_stream_counts(const struct near_stream *n);

#endif
