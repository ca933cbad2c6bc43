/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of protected names made into an index. */
#include <stdlib.h>

#include "base/text.h"
#include "lookalike/matcher.h"

/* ---- the faces of each name ---- */

/* While it is built: faces and what they show. */
struct build {
    struct sg_matcher *m;
    struct look_reader reader;
    struct look_name *name;
    struct raw_face *faces;
    size_t n, cap, n_own_cap;
};
struct raw_face {
    struct look_text text;
    struct look_face face;
    size_t order;
};

static bool keep_text(struct sg_matcher *m, struct look_text *t)
{
    uint8_t *bytes = sg_arena_alloc(m->arena, t->n + 1, 1);
    if (!bytes) return false;
    memcpy(bytes, t->bytes, t->n);
    t->bytes = bytes;
    if (!t->cells) return true;
    struct look_cell *cells = sg_arena_alloc(m->arena, t->n, sizeof *cells);
    size_t from = t->cells[0].at, to = t->cells[t->n - 1].at + t->cells[t->n - 1].len;
    char *shown = sg_arena_alloc(m->arena, to - from + 1, 1);
    if (!cells || !shown) return false;
    memcpy(shown, t->shown + from, to - from);
    for (size_t i = 0; i < t->n; i++) {
        cells[i] = t->cells[i];
        cells[i].at = (uint16_t)(cells[i].at - from);
    }
    t->cells = cells;
    t->shown = shown;
    return true;
}

static bool add_face(struct build *b, struct look_text text, uint32_t name, struct sg_str suffix,
                     enum look_face_kind kind)
{
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 256;
        struct raw_face *more = reallocarray(b->faces, cap, sizeof *more);
        if (!more) return false;
        b->faces = more;
        b->cap = cap;
    }
    const char *kept = sg_arena_string(b->m->arena, suffix);
    if (!kept || !keep_text(b->m, &text)) return false;
    b->faces[b->n] = (struct raw_face){ text, { 0, name, sg_str_n(kept, suffix.len), kind }, b->n };
    b->n++;
    return true;
}

static bool add_own(struct build *b, const char *domain)
{
    struct sg_matcher *m = b->m;
    if (m->n_own == b->n_own_cap) {
        size_t cap = b->n_own_cap ? b->n_own_cap * 2 : 256;
        struct sg_str *more = reallocarray(m->own, cap, sizeof *more);
        if (!more) return false;
        m->own = more;
        b->n_own_cap = cap;
    }
    const char *kept = sg_arena_string(m->arena, sg_str(domain));
    if (!kept) return false;
    m->own[m->n_own++] = sg_str(kept);
    return true;
}

static struct look_text label_text(const struct look_name *name, unsigned l)
{
    const struct look_label *label = &name->labels[l];
    return (struct look_text){ name->drawn + label->drawn, label->n_drawn,
                               name->cells ? name->cells + label->drawn : NULL, name->shown };
}

/* "exampleorg": the label with what follows it, the dots left out. */
static bool add_glued(struct build *b, uint32_t owner, unsigned l, struct sg_str suffix)
{
    const struct look_name *name = b->name;
    uint8_t bytes[LOOK_LABEL_MAX];
    struct look_text text = label_text(name, l);
    size_t n = 0;
    if (text.cells || text.n + suffix.len > sizeof bytes) return true; /* punycode is written in no other label */
    memcpy(bytes, text.bytes, text.n);
    n = text.n;
    for (size_t i = 0; i < suffix.len; i++)
        if (suffix.data[i] != '.') bytes[n++] = (uint8_t)suffix.data[i];
    if (n < LOOK_INSIDE_LEAST) return true;
    text = (struct look_text){ .bytes = bytes, .n = n };
    return add_face(b, text, owner, suffix, LOOK_FACE_GLUED);
}

/* The label in front of the public suffix; a public suffix itself is its first label and the rest. */
static unsigned own_label(const struct look_name *name)
{
    struct sg_str host = { name->ascii, name->n_ascii }, suffix = sg_public_suffix(host, NULL);
    size_t at = (size_t)(suffix.data - host.data);
    unsigned l = 0;
    while (l + 1 < name->n_labels && name->labels[l + 1].ascii < at)
        l++;
    return l;
}

static enum sg_code add_domain(struct build *b, uint32_t owner, const char *domain, struct sg_str *ret_suffix,
                               struct sg_err *err)
{
    const char *why = look_name_read(&b->reader, sg_str(domain), b->name);
    if (why) return sg_fail(err, SG_EINPUT, "%s cannot be protected: %s", domain, why);
    unsigned l = own_label(b->name);
    size_t behind = l + 1 < b->name->n_labels ? b->name->labels[l + 1].ascii : b->name->n_ascii;
    struct sg_str suffix = { b->name->ascii + behind, b->name->n_ascii - behind };
    if (!add_own(b, domain) || !add_face(b, label_text(b->name, l), owner, suffix, LOOK_FACE_LABEL) ||
        !add_glued(b, owner, l, suffix))
        return sg_fail_nomem(err, "an index of protected names");
    if (ret_suffix) {
        const char *kept = sg_arena_string(b->m->arena, suffix);
        if (!kept) return sg_fail_nomem(err, "an index of protected names");
        *ret_suffix = sg_str_n(kept, suffix.len);
    }
    return SG_OK;
}

static enum sg_code add_name(struct build *b, uint32_t i, const struct sg_protected_name *p, struct sg_err *err)
{
    struct sg_str suffix = { 0 };
    SG_TRY(add_domain(b, i, p->domain, &suffix, err));
    for (size_t k = 0; k < p->n_aliases; k++)
        SG_TRY(add_domain(b, i, p->aliases[k], NULL, err));
    for (size_t k = 0; k < p->n_brands; k++) {
        struct look_text text = { .bytes = (const uint8_t *)p->brands[k], .n = strlen(p->brands[k]) };
        if (!text.n || text.n > LOOK_LABEL_MAX) continue;
        if (!add_face(b, text, i, suffix, LOOK_FACE_BRAND)) return sg_fail_nomem(err, "an index of protected names");
    }
    return SG_OK;
}

/* ---- patterns: each text once ---- */

static int by_text(const void *x, const void *y)
{
    const struct raw_face *a = x, *b = y;
    size_t n = a->text.n < b->text.n ? a->text.n : b->text.n;
    int c = memcmp(a->text.bytes, b->text.bytes, n);
    if (c) return c;
    if (a->text.n != b->text.n) return a->text.n < b->text.n ? -1 : 1;
    if (!a->text.cells != !b->text.cells) return a->text.cells ? 1 : -1;
    bool a_glued = a->face.kind == LOOK_FACE_GLUED, b_glued = b->face.kind == LOOK_FACE_GLUED;
    if (a_glued != b_glued) return a_glued ? 1 : -1;
    return (a->order > b->order) - (a->order < b->order);
}

static bool is_same_pattern(const struct raw_face *a, const struct raw_face *b)
{
    return !a->text.cells && !b->text.cells && a->text.n == b->text.n &&
           !memcmp(a->text.bytes, b->text.bytes, a->text.n) &&
           (a->face.kind == LOOK_FACE_GLUED) == (b->face.kind == LOOK_FACE_GLUED);
}

static unsigned letters_of(struct look_text t)
{
    unsigned n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += t.bytes[i] != '-';
    return n;
}

/* How many edits of a text are looked for: short texts are near to too many others, and what two letters may be left
 * out of grows with the square of a text. */
#define LONGEST_OF_TWO 24
static unsigned edits_for(unsigned letters, bool is_glued)
{
    if (is_glued) return letters >= 7 ? 1 : 0;
    if (letters > LONGEST_OF_TWO) return 1;
    return letters >= 6 ? 2 : letters >= 4 ? 1 : 0;
}

/* `ending` is written behind it and no part of the word. */
static bool is_common(const struct sg_matcher *m, struct look_text t, struct sg_str ending)
{
    char plain[LOOK_LABEL_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < t.n && n < sizeof plain; i++)
        if (t.bytes[i] != '-') plain[n++] = (char)t.bytes[i];
    for (size_t i = 0; i < ending.len && n; i++)
        n -= ending.data[i] != '.';
    return look_is_word(m->tables, sg_str_n(plain, n));
}

static void make_patterns(struct build *b)
{
    struct sg_matcher *m = b->m;
    for (size_t i = 0; i < b->n; i++) {
        bool is_new = !i || !is_same_pattern(&b->faces[i - 1], &b->faces[i]);
        if (is_new) {
            struct look_pattern *p = &m->patterns[m->n_patterns++];
            bool is_glued = b->faces[i].face.kind == LOOK_FACE_GLUED;
            *p = (struct look_pattern){ .text = b->faces[i].text, .face = (uint32_t)i, .is_glued = is_glued };
            p->letters = letters_of(p->text);
            p->edits = edits_for(p->letters, is_glued);
            p->is_common = is_common(m, p->text, is_glued ? b->faces[i].face.suffix : sg_str(""));
        }
        m->faces[i] = b->faces[i].face;
        m->faces[i].pattern = (uint32_t)m->n_patterns - 1;
        m->patterns[m->n_patterns - 1].n_faces++;
    }
    m->n_faces = b->n;
}

/* ---- the index ---- */

/* Two edits of a name of six or seven letters matter below its own suffix only. */
static unsigned suffix_asked(const struct sg_matcher *m, const struct look_pattern *p)
{
    struct sg_str suffix = m->faces[p->face].suffix;
    if (p->letters > 7) return 0;
    for (uint32_t i = 1; i < p->n_faces; i++)
        if (!sg_str_same(m->faces[p->face + i].suffix, suffix)) return 0;
    return look_suffix_bits(suffix);
}

static bool add_near(struct sg_matcher *m, uint32_t pattern, const struct look_folded *s, enum look_fold_kind fold,
                     unsigned deletions)
{
    struct look_hashes h;
    struct look_pattern *p = &m->patterns[pattern];
    unsigned suffix = suffix_asked(m, p);
    uint8_t *kept = sg_arena_alloc(m->arena, s->n, 1);
    if (!kept) return false;
    memcpy(kept, s->s, s->n);
    p->folds[fold] = kept;
    p->n_folds[fold] = (uint8_t)s->n;
    look_hash_all(s->s, s->n, &h);
    if (!look_index_add(m->near, h.whole, look_value(0, fold, 0, pattern))) return false;
    for (unsigned i = 0; deletions >= 1 && i < s->n; i++) {
        if (!look_index_add(m->near, h.one[i], look_value(1, fold, 0, pattern))) return false;
        for (unsigned j = i + 1; deletions >= 2 && j < s->n; j++)
            if (!look_index_add(m->near, h.first[i] + h.one[j], look_value(2, fold, suffix, pattern))) return false;
    }
    for (unsigned d = 0; d <= deletions; d++) /* a text with d symbols left out meets this one with e left out */
        for (unsigned e = 0; e <= deletions; e++)
            if (s->n + d >= e && s->n + d - e <= LOOK_FOLD_MAX && m->deletions[s->n + d - e] < d)
                m->deletions[s->n + d - e] = (uint8_t)d;
    return true;
}

static bool add_pattern(struct sg_matcher *m, uint32_t i)
{
    const struct look_pattern *p = &m->patterns[i];
    struct look_folded plain, other;
    look_fold_class(m->folds, p->text.bytes, p->text.n, &plain);
    if (!plain.n) return true;
    if (!add_near(m, i, &plain, LOOK_CLASS, p->edits)) return false;
    if (!look_trie_add(m->inside, plain.s, plain.n, i)) return false;
    if (look_fold(m->folds, LOOK_GLYPH, &plain, &other) &&
        (!add_near(m, i, &other, LOOK_GLYPH, p->edits) || !look_trie_add(m->inside, other.s, other.n, i)))
        return false;
    if (p->letters < 4 || p->is_glued) return true;
    if (!look_fold(m->folds, LOOK_SOUND, &plain, &other)) return true;
    return add_near(m, i, &other, LOOK_SOUND, p->letters >= 6 ? 1 : 0);
}

static uint64_t hash_back(struct sg_str s)
{
    uint64_t h = 0;
    for (size_t i = s.len; i-- > 0;)
        h = (h ^ (unsigned char)s.data[i]) * UINT64_C(0x100000001b3);
    return h;
}

static enum sg_code index_all(struct sg_matcher *m, struct sg_err *err)
{
    bool is_ok = true;
    for (size_t i = 0; is_ok && i < m->n_patterns; i++)
        is_ok = add_pattern(m, (uint32_t)i);
    for (size_t i = 0; is_ok && i < m->n_own; i++)
        is_ok = look_index_add(m->own_index, hash_back(m->own[i]), (uint32_t)i);
    if (!is_ok && look_index_is_full(m->near))
        return sg_fail(err, SG_ELIMIT,
                       "the protected names are too many or too long for one index: judge by parts of the list");
    if (!is_ok || !look_index_build(m->near) || !look_index_build(m->own_index) || !look_trie_build(m->inside))
        return sg_fail_nomem(err, "an index of protected names");
    return SG_OK;
}

static enum sg_code build_all(struct build *b, const struct sg_protected *p, struct sg_err *err)
{
    struct sg_matcher *m = b->m;
    for (size_t i = 0; i < p->n; i++)
        SG_TRY(add_name(b, (uint32_t)i, &p->names[i], err));
    for (size_t i = 0; i < p->n_allowed; i++)
        if (!add_own(b, p->allowed[i])) return sg_fail_nomem(err, "an index of protected names");
    if (b->n > LOOK_PATTERNS_MAX)
        return sg_fail(err, SG_ELIMIT, "more names and brands than an index holds (%u)", LOOK_PATTERNS_MAX);
    if (b->n) qsort(b->faces, b->n, sizeof *b->faces, by_text);
    m->patterns = calloc(b->n + 1, sizeof *m->patterns);
    m->faces = calloc(b->n + 1, sizeof *m->faces);
    if (!m->patterns || !m->faces) return sg_fail_nomem(err, "an index of protected names");
    make_patterns(b);
    return index_all(m, err);
}

enum sg_code sg_matcher_new(const struct sg_protected *p, struct sg_matcher **ret, struct sg_err *err)
{
    struct sg_matcher *m = calloc(1, sizeof *m);
    if (!m) return sg_fail_nomem(err, "an index of protected names");
    struct build b = { .m = m, .name = malloc(sizeof *b.name) };
    m->arena = sg_arena_new();
    m->near = look_index_new();
    m->own_index = look_index_new();
    m->inside = look_trie_new();
    enum sg_code code = look_tables(&m->tables, err);
    if (code == SG_OK && (!b.name || !m->arena || !m->near || !m->own_index || !m->inside))
        code = sg_fail_nomem(err, "an index of protected names");
    if (code == SG_OK) code = look_folds_new(m->tables, &m->folds, err);
    if (code == SG_OK) code = look_pairs_new(m->tables, m->folds, &m->pairs, err);
    if (code == SG_OK) code = look_wordlist_new(m->tables, &m->words, err);
    if (code == SG_OK) code = build_all(&b, p, err);
    look_reader_release(&b.reader);
    free(b.name);
    free(b.faces);
    if (code != SG_OK) {
        sg_matcher_free(m);
        return code;
    }
    *ret = m;
    return SG_OK;
}

void sg_matcher_free(struct sg_matcher *m)
{
    if (!m) return;
    look_folds_free(m->folds);
    look_pairs_free(m->pairs);
    look_wordlist_free(m->words);
    look_index_free(m->near);
    look_index_free(m->own_index);
    look_trie_free(m->inside);
    sg_arena_free(m->arena);
    free(m->patterns);
    free(m->faces);
    free(m->own);
    free(m);
}

/* ---- its own ---- */

bool look_is_own(const struct sg_matcher *m, const struct look_name *name)
{
    struct look_filter filter = look_index_filter(m->own_index);
    uint64_t h = 0;
    unsigned l = name->n_labels - 1;
    for (size_t i = name->n_ascii; i-- > 0;) {
        h = (h ^ (unsigned char)name->ascii[i]) * UINT64_C(0x100000001b3);
        if (i != name->labels[l].ascii) continue;
        l -= l > 0;
        if (!look_filter_has(filter, h)) continue;
        const struct look_entry *e = NULL;
        size_t n = look_index_find(m->own_index, h, 64, &e);
        for (size_t k = 0; k < n; k++)
            if (sg_str_same(m->own[e[k].value], sg_str_n(name->ascii + i, name->n_ascii - i))) return true;
    }
    return false;
}
