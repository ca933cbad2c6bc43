/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the room's files share.  Method: doc/method/lookalikes.md. */
#ifndef SG_LOOKALIKE_INTERNAL_H
#define SG_LOOKALIKE_INTERNAL_H

#include "lookalike/lookalike.h"
#include "lookalike/tables.h"
#include "objects/objects.h"

/* ---- a name, read (name.c) ---- */

#define LOOK_NAME_MAX 253
#define LOOK_LABEL_MAX 63
#define LOOK_LABELS_MAX 127
#define LOOK_SHOWN_MAX 1024
#define LOOK_DRAWN_MAX 1024

/* Where one drawn byte of an international name comes from. */
struct look_cell {
    uint32_t scalar, key; /* key: a hash of all that the scalar is drawn as */
    uint16_t at;          /* of the scalar in `shown` */
    uint8_t len;          /* of it */
    bool has_mark;        /* drawn without an accent that it has */
};
struct look_label {
    uint16_t ascii, shown, drawn; /* where it begins */
    uint16_t n_ascii, n_shown, n_drawn;
    uint16_t slot;  /* 10 bits of a hash of it */
    uint32_t flags; /* SG_LOOK_… */
};
/* A host name in three spellings.  Of an ASCII name the three are one text. */
struct look_name {
    const char *shown;
    const uint8_t *drawn; /* one byte a letter as it looks; letters that look like no ASCII one are 0x80 and above */
    const struct look_cell *cells; /* one a drawn byte; NULL: ASCII */
    size_t n_ascii, n_shown, n_drawn;
    unsigned n_labels;
    uint32_t flags;
    bool is_address;
    char ascii[LOOK_NAME_MAX + 3];
    struct look_label labels[LOOK_LABELS_MAX + 1];
    char shown_text[LOOK_SHOWN_MAX];
    uint8_t drawn_text[LOOK_DRAWN_MAX];
    struct look_cell cell_list[LOOK_DRAWN_MAX];
};
struct look_reader {
    struct sg_idn *idn; /* of a zeroed one: made at the first name that needs it */
    struct sg_buf ascii, shown;
};
/* With all that it will ever need, so that no name is unreadable for want of memory; zeroed serves, too. */
enum sg_code look_reader_init(struct look_reader *r, struct sg_err *err) SG_CHECKED;
void look_reader_release(struct look_reader *r);
/* NULL, or why it is no name: a fixed sentence. */
const char *look_name_read(struct look_reader *r, struct sg_str text, struct look_name *ret);

/* ---- folds: what passes for each other becomes the same symbol (fold.c) ---- */

/* CLASS maps letter by letter; GLYPH joins several that pass for one (rn: m); SOUND joins what sounds alike too. */
enum look_fold_kind { LOOK_CLASS, LOOK_GLYPH, LOOK_SOUND, LOOK_FOLDS };
#define LOOK_FOLD_MAX 64
struct look_folds;
enum sg_code look_folds_new(const struct look_tables *t, struct look_folds **ret, struct sg_err *err) SG_CHECKED;
void look_folds_free(struct look_folds *f);
const uint8_t *look_classes(const struct look_folds *f); /* 256: each byte's class */
/* A text folded, hyphens left out, at most LOOK_FOLD_MAX symbols; of each, the first byte of the text and the one
 * behind the last that it stands for. */
struct look_folded {
    unsigned n;
    uint8_t s[LOOK_FOLD_MAX];
    uint8_t from[LOOK_FOLD_MAX], to[LOOK_FOLD_MAX];
};
/* From letters, or from `base`, which is the CLASS fold of the same text; false: it is the same as `base`, and `ret` is
 * untouched. */
void look_fold_class(const struct look_folds *f, const uint8_t *text, size_t n, struct look_folded *ret);
bool look_fold(const struct look_folds *f, enum look_fold_kind kind, const struct look_folded *base,
               struct look_folded *ret);

/* ---- the index over deletion neighbourhoods (index.c) ---- */

/* Of one text: its hash, and what is needed for those of all texts with one or two symbols left out. */
struct look_hashes {
    unsigned n;
    uint64_t whole, one[LOOK_FOLD_MAX], first[LOOK_FOLD_MAX]; /* without i: one[i]; without i < j: first[i] + one[j] */
};
uint64_t look_hash(const uint8_t *s, size_t n);
void look_hash_all(const uint8_t *s, size_t n, struct look_hashes *ret);
/* The hash of one symbol more, at the end or at the front (`power`: 1 at first). */
uint64_t look_hash_behind(uint64_t hash, uint8_t symbol);
uint64_t look_hash_before(uint64_t hash, uint8_t symbol, uint64_t *power);

struct look_entry {
    uint32_t check, value;
};
struct look_index;
struct look_index *look_index_new(void);
void look_index_free(struct look_index *x);
#define LOOK_INDEX_MAX 48000000 /* entries: about 0.8 GB while it is built */
bool look_index_add(struct look_index *x, uint64_t hash, uint32_t value); /* false: no memory, or full */
bool look_index_is_full(const struct look_index *x);
bool look_index_build(struct look_index *x);
/* The first `max` entries under a hash, by value; most often none, told by a few bits of one word. */
struct look_filter {
    const uint64_t *words;
    unsigned shift;
};
struct look_filter look_index_filter(const struct look_index *x);
static inline bool look_filter_has(struct look_filter f, uint64_t hash)
{
    uint64_t mixed = hash * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t bits = UINT64_C(1) << (mixed & 63) | UINT64_C(1) << ((mixed >> 6) & 63);
    return (f.words[mixed >> f.shift] & bits) == bits;
}
size_t look_index_find(const struct look_index *x, uint64_t hash, size_t max, const struct look_entry **ret);
/* Have the memory brought near that look_index_find will need: first the one, some time later the other. */
void look_index_fetch_bucket(const struct look_index *x, uint64_t hash);
void look_index_fetch_entries(const struct look_index *x, uint64_t hash);

/* ---- distance (distance.c) ---- */

/* A text to which others are held: where each symbol stands in it. Zeroed before its first use. */
struct look_places {
    uint64_t of[256];
    unsigned n;
};
void look_places_set(struct look_places *p, const uint8_t *s, unsigned n);  /* n at most 64 */
void look_places_clear(struct look_places *p, const uint8_t *s, unsigned n); /* of the same text */
/* Omissions, insertions, substitutions and transpositions (each letter touched once) from one to the other. O(n). */
unsigned look_distance(const struct look_places *p, const uint8_t *s, unsigned n);

/* ---- texts inside others (brands.c) ---- */

/* A trie of folded texts of at least LOOK_INSIDE_LEAST symbols, entered by their first ones. */
#define LOOK_INSIDE_LEAST 5
struct look_trie;
struct look_trie *look_trie_new(void);
void look_trie_free(struct look_trie *t);
bool look_trie_add(struct look_trie *t, const uint8_t *s, size_t n, uint32_t value); /* false: no memory */
bool look_trie_build(struct look_trie *t);
/* Calls for each text that stands in `s`, from left to right, shorter ones first, until `take` says false. */
typedef bool (*look_trie_take)(void *ctx, uint32_t value, size_t from, size_t to);
void look_trie_walk(const struct look_trie *t, const uint8_t *s, size_t n, look_trie_take take, void *ctx);

/* ---- the explaining alignment (align.c) ---- */

struct look_text {
    const uint8_t *bytes;
    size_t n;
    const struct look_cell *cells; /* NULL: ASCII */
    const char *shown;             /* of the cells */
};
#define LOOK_ALIGN_MAX 72
struct look_pairs; /* the tables' pairs, ready for alignment */
enum sg_code look_pairs_new(const struct look_tables *t, const struct look_folds *f, struct look_pairs **ret,
                            struct sg_err *err) SG_CHECKED;
void look_pairs_free(struct look_pairs *p);
struct look_aligned {
    uint32_t tricks, n_steps;
    struct sg_look_step steps[SG_LOOK_STEPS];
    unsigned cost, edits, confusables, hyphens; /* edits: steps that are neither of the other two */
    unsigned substitutions; /* among the edits */
    unsigned weak; /* confusables that can be told apart with a second look */
};
struct look_align_room; /* scratch */
struct look_align_room *look_align_room_new(void);
void look_align_room_free(struct look_align_room *r);
/* The cheapest way from `a` to `b`; false: there is none cheaper than `dearest`. O(n × band). */
bool look_align(const struct look_pairs *p, struct look_align_room *r, struct look_text a, struct look_text b,
                unsigned dearest, struct look_aligned *ret);

/* ---- severity (severity.c) ---- */

enum look_place {
    LOOK_SAME_SUFFIX, /* registrable, below the protected name's own suffix */
    LOOK_OTHER_SUFFIX,
    LOOK_PRIVATE_SUFFIX, /* below a suffix that a company gives away (github.io) */
    LOOK_BELOW_STRANGER, /* the label is not the registrable one */
    LOOK_MORE_SUFFIX,    /* the whole name, and one more suffix behind it */
    LOOK_WHOLE_BELOW_STRANGER
};
enum look_words {
    LOOK_NO_WORDS, LOOK_WITH_LURE, LOOK_WITH_FILLER, LOOK_WITH_STRANGE
};
struct look_evidence {
    unsigned letters; /* of the protected text */
    unsigned edits, confusables, hyphens, substitutions, weak;
    enum look_place place;
    enum look_words words;
    bool is_glued;    /* no hyphen or dot between the name and the words */
    bool is_common;
    bool makes_word;  /* what its letters became is a known word itself */
    bool is_split;    /* hyphens within, besides those of the protected text or instead of them */
    bool has_ending;  /* its own ending is written behind it */
    bool has_short_ending; /* … of two letters, with which many words begin */
    bool is_mixed;    /* scripts */
    bool leaves_closed; /* its own suffix is closed to strangers, this one is not */
};
enum sg_severity look_severity(const struct look_evidence *e, uint32_t *ret_grounds);

#endif
