/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list of protected names is made into (matcher.c) and judging reads (judge.c, candidates.c, evidence.c). */
#ifndef SG_LOOKALIKE_MATCHER_H
#define SG_LOOKALIKE_MATCHER_H

#include "lookalike/lookalike_internal.h"

enum look_face_kind { LOOK_FACE_LABEL, LOOK_FACE_BRAND, LOOK_FACE_GLUED /* the whole name without its dots */ };

/* A text that stands for a protected name. */
struct look_face {
    uint32_t pattern, name;
    struct sg_str suffix; /* ASCII */
    enum look_face_kind kind;
};
/* Each text once. */
struct look_pattern {
    struct look_text text;
    unsigned letters; /* without hyphens */
    unsigned edits;   /* that are looked for */
    bool is_common, is_glued;
    uint32_t face, n_faces;           /* its faces, in the list's order */
    const uint8_t *folds[LOOK_FOLDS]; /* NULL: not in the index */
    uint8_t n_folds[LOOK_FOLDS];
};
#define LOOK_PATTERNS_MAX (1u << 21)

struct look_wordlist; /* words.c */

struct sg_matcher {
    const struct look_tables *tables;
    struct look_folds *folds;
    struct look_pairs *pairs;
    struct look_wordlist *words;
    struct sg_arena *arena;
    struct look_pattern *patterns;
    size_t n_patterns;
    struct look_face *faces;
    size_t n_faces;
    struct sg_str *own; /* protected, aliases, allowed */
    size_t n_own;
    struct look_index *own_index; /* by the hash of the name read from its end; value: number in `own` */
    struct look_index *near;      /* folded texts and their deletions */
    struct look_trie *inside;
    uint8_t deletions[LOOK_FOLD_MAX + 1]; /* of a text of so many symbols: how many are worth trying */
};

/* What the index keeps with a text: how many symbols were left out of which fold of which pattern, and, where only
 * names below the same suffix matter, seven bits of that suffix (0: any). */
static inline uint32_t look_value(unsigned deletions, enum look_fold_kind fold, unsigned suffix, uint32_t pattern)
{
    return (uint32_t)deletions << 30 | (uint32_t)fold << 28 | (uint32_t)suffix << 21 | pattern;
}
static inline unsigned look_value_deletions(uint32_t v)
{
    return v >> 30;
}
static inline enum look_fold_kind look_value_fold(uint32_t v)
{
    return (enum look_fold_kind)((v >> 28) & 3);
}
static inline unsigned look_value_suffix(uint32_t v)
{
    return (v >> 21) & 127;
}
static inline uint32_t look_value_pattern(uint32_t v)
{
    return v & (LOOK_PATTERNS_MAX - 1);
}
static inline unsigned look_suffix_bits(struct sg_str suffix)
{
    return (unsigned)((look_hash((const uint8_t *)suffix.data, suffix.len) * UINT64_C(0x9e3779b97f4a7c15)) >> 57) | 1;
}

/* The name, or one above it, is protected, an alias or allowed. */
bool look_is_own(const struct sg_matcher *m, const struct look_name *name);

/* ---- words around a name (words.c) ---- */

enum sg_code look_wordlist_new(const struct look_tables *t, struct look_wordlist **ret, struct sg_err *err) SG_CHECKED;
void look_wordlist_free(struct look_wordlist *w);
/* Lengths of the known words that `s` begins or ends with, longest first, at most `max`. */
size_t look_words_before(const struct look_wordlist *w, const uint8_t *s, size_t n, uint8_t *ret, size_t max);
size_t look_words_behind(const struct look_wordlist *w, const uint8_t *s, size_t n, uint8_t *ret, size_t max);
/* What a run of words, hyphens and digits around a name is; LOOK_NO_WORDS when it is empty. */
enum look_words look_words_kind(const struct look_wordlist *w, const uint8_t *s, size_t n);

/* ---- candidates (candidates.c) ---- */

struct look_candidate {
    uint32_t pattern;
    uint16_t label, from, to; /* the piece, in the drawn name */
    uint8_t deletions;        /* left out on both sides together: what is fewer is likelier alike */
};
#define LOOK_CANDIDATES 48
struct look_candidates {
    size_t n;
    struct look_candidate list[LOOK_CANDIDATES];
};
/* Labels that are near nothing, as they were last met; zeroed before its first use. */
#define LOOK_KNOWN 1024
struct look_known {
    uint8_t n;
    char text[LOOK_LABEL_MAX];
};
struct look_cache {
    struct look_known slots[LOOK_KNOWN];
};
void look_propose(const struct sg_matcher *m, struct look_cache *known, const struct look_name *name,
                  struct look_candidates *ret);

#endif
