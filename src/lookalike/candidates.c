/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which protected texts a name may imitate, and with which of its letters: the index is asked for whole labels, for
 * runs of words between hyphens, for what is left when known words are taken off either end, and for texts that stand
 * inside. Bounds, so that no name costs much: a label of more than RUN_TOKENS words is asked only in runs of
 * RUN_LONGEST; ENDS words at either end; SCAN entries under one hash; LOOK_CANDIDATES in all. Labels are asked from the
 * right, and one text is kept at no more than PLACES places: who fills a name with short protected ones must not hide
 * the label that was registered.
 */
#include "lookalike/matcher.h"

enum { RUN_TOKENS = 8, RUN_LONGEST = 3, TOKENS = 32, ENDS = 4, STRIPS = 2, SCAN = 64, PLACES = 4 };

struct search {
    const struct sg_matcher *m;
    struct look_filter filter;
    const struct look_name *name;
    struct look_candidates *out;
    struct look_cache *known;
    unsigned label, suffix;    /* suffix: the bits of what follows the label */
    size_t base;               /* of the label, in the drawn name */
    struct look_places places; /* of the folded piece that is asked for, once it is needed */
    const struct look_folded *folded;
    bool has_places, is_passed_over; /* something was, for what follows the label or for want of room */
};
/* A run of letters within the label. */
struct piece {
    size_t from, to;
    bool is_whole, is_apart; /* apart: hyphens or ends on both sides */
};

static void keep(struct search *s, uint32_t pattern, size_t from, size_t to, unsigned deletions)
{
    struct look_candidates *c = s->out;
    struct look_candidate one = { pattern, (uint16_t)s->label, (uint16_t)(s->base + from), (uint16_t)(s->base + to),
                                  (uint8_t)deletions };
    size_t worst = c->n, places = 0; /* worst: of this label; of this text there, once it has its places */
    for (size_t i = 0; i < c->n; i++)
        places += c->list[i].pattern == pattern;
    for (size_t i = 0; i < c->n; i++) {
        struct look_candidate *o = &c->list[i];
        if (o->pattern == one.pattern && o->from == one.from && o->to == one.to) {
            if (one.deletions < o->deletions) o->deletions = one.deletions;
            return;
        }
        if (o->label != one.label || (places >= PLACES && o->pattern != pattern)) continue;
        if (worst == c->n || o->deletions >= c->list[worst].deletions) worst = i;
    }
    if (c->n < LOOK_CANDIDATES && places < PLACES)
        c->list[c->n++] = one;
    else {
        s->is_passed_over = true;
        if (worst < c->n && one.deletions < c->list[worst].deletions) c->list[worst] = one;
    }
}

/* Are so many letters left out of the piece and of the pattern worth an alignment? */
static bool is_worth(const struct look_pattern *p, const struct piece *piece, unsigned of_piece, unsigned of_pattern)
{
    unsigned most = of_piece > of_pattern ? of_piece : of_pattern;
    if (most > p->edits) return false;
    if (piece->is_whole) return true;
    if (p->letters <= 3) return !most && piece->is_apart;
    return most == 0 || (most == 1 && p->letters >= 6);
}

/* A shared text with k symbols left out on either side promises a distance of k, but may be of up to twice as much. */
static bool is_as_near(struct search *s, const struct look_pattern *p, enum look_fold_kind fold, unsigned of_piece,
                       unsigned of_pattern)
{
    if (!s->has_places) look_places_set(&s->places, s->folded->s, s->folded->n);
    s->has_places = true;
    return look_distance(&s->places, p->folds[fold], p->n_folds[fold]) <=
           (of_piece > of_pattern ? of_piece : of_pattern);
}

static void __attribute__((noinline))
ask_index(struct search *s, uint64_t hash, const struct piece *piece, unsigned deletions)
{
    const struct look_entry *e = NULL;
    size_t n = look_index_find(s->m->near, hash, SCAN, &e);
    for (size_t i = 0; i < n; i++) {
        unsigned of_pattern = look_value_deletions(e[i].value), suffix = look_value_suffix(e[i].value);
        uint32_t pattern = look_value_pattern(e[i].value);
        if (deletions + of_pattern >= 3 && suffix && suffix != s->suffix) {
            s->is_passed_over = true;
            continue;
        }
        const struct look_pattern *p = &s->m->patterns[pattern];
        if (!is_worth(p, piece, deletions, of_pattern)) continue;
        if (deletions + of_pattern && !is_as_near(s, p, look_value_fold(e[i].value), deletions, of_pattern)) continue;
        keep(s, pattern, piece->from, piece->to, deletions + of_pattern);
    }
}

/* Questions that the table of bits let through wait here, so that memory is fetched for many at once. */
enum { WAITING = 32 };
struct waiting {
    unsigned n;
    struct {
        uint64_t hash;
        unsigned deletions;
    } list[WAITING];
};

static void __attribute__((noinline)) ask_waiting(struct search *s, struct waiting *w, const struct piece *piece)
{
    for (unsigned i = 0; i < w->n; i++)
        look_index_fetch_bucket(s->m->near, w->list[i].hash);
    for (unsigned i = 0; i < w->n; i++)
        look_index_fetch_entries(s->m->near, w->list[i].hash);
    for (unsigned i = 0; i < w->n; i++)
        ask_index(s, w->list[i].hash, piece, w->list[i].deletions);
    w->n = 0;
}

static inline void ask(struct search *s, struct waiting *w, uint64_t hash, const struct piece *piece,
                       unsigned deletions)
{
    if (!look_filter_has(s->filter, hash)) return;
    if (w->n == WAITING) ask_waiting(s, w, piece);
    w->list[w->n].hash = hash;
    w->list[w->n++].deletions = deletions;
}

static void ask_hashes(struct search *s, struct waiting *w, const struct look_folded *f, const struct piece *piece,
                       unsigned tries)
{
    struct look_hashes h;
    look_hash_all(f->s, f->n, &h);
    ask(s, w, h.whole, piece, 0);
    for (unsigned i = 0; i < h.n; i++)
        ask(s, w, h.one[i], piece, 1);
    for (unsigned i = 0; tries >= 2 && i < h.n; i++)
        for (unsigned j = i + 1; j < h.n; j++)
            ask(s, w, h.first[i] + h.one[j], piece, 2);
}

static void ask_fold(struct search *s, const struct look_folded *f, const struct piece *piece, unsigned most)
{
    unsigned tries = s->m->deletions[f->n];
    if (!f->n) return;
    if (tries > most) tries = most;
    struct waiting w;
    w.n = 0;
    s->folded = f;
    if (tries)
        ask_hashes(s, &w, f, piece, tries);
    else
        ask(s, &w, look_hash(f->s, f->n), piece, 0);
    ask_waiting(s, &w, piece);
    if (s->has_places) look_places_clear(&s->places, f->s, f->n);
    s->has_places = false;
}

/* A part of a fold, as a fold of its own. */
static void part_of(const struct look_folded *f, unsigned from, unsigned to, struct look_folded *ret)
{
    ret->n = to - from;
    memcpy(ret->s, f->s + from, ret->n);
    memcpy(ret->from, f->from + from, ret->n);
    memcpy(ret->to, f->to + from, ret->n);
}

static void ask_piece(struct search *s, const struct look_folded *plain, const struct piece *piece)
{
    struct look_folded other;
    unsigned most = piece->is_whole ? 2 : 1;
    ask_fold(s, plain, piece, most);
    if (look_fold(s->m->folds, LOOK_GLYPH, plain, &other)) ask_fold(s, &other, piece, most);
    if (piece->is_apart && look_fold(s->m->folds, LOOK_SOUND, plain, &other)) ask_fold(s, &other, piece, 1);
}

/* The letters between two places of the label; hyphens are not in the fold. */
static void ask_run(struct search *s, const struct look_folded *label, unsigned from, unsigned to, bool is_apart)
{
    struct look_folded run;
    if (from >= to) return;
    part_of(label, from, to, &run);
    ask_piece(s, &run, &(struct piece){ label->from[from], label->to[to - 1], false, is_apart });
}

static void ask_runs(struct search *s, const struct look_folded *label)
{
    uint8_t begins[TOKENS + 1];
    unsigned tokens = 0;
    for (unsigned i = 0; i < label->n && tokens < TOKENS; i++)
        if (!i || label->from[i] > label->to[i - 1]) begins[tokens++] = (uint8_t)i;
    if (tokens < 2) return;
    begins[tokens] = (uint8_t)label->n;
    unsigned longest = tokens > RUN_TOKENS ? RUN_LONGEST : tokens - 1;
    for (unsigned i = 0; i < tokens; i++)
        for (unsigned k = 1; k <= longest && i + k <= tokens; k++)
            ask_run(s, label, begins[i], begins[i + k], true);
}

/* What is left without known words in front and behind; words are read as they are written. */
static void ask_stripped(struct search *s, const struct look_folded *label, const uint8_t *text)
{
    uint8_t plain[LOOK_FOLD_MAX], before[ENDS * STRIPS + 1], behind[ENDS * STRIPS + 1], more[ENDS];
    size_t n = label->n, n_before = 1, n_behind = 1;
    if (n < 6) return;
    for (size_t i = 0; i < n; i++)
        plain[i] = text[label->from[i]];
    before[0] = behind[0] = 0;
    for (size_t k = 0; k < n_before; k++) {
        size_t room = sizeof before - n_before;
        size_t found =
            look_words_before(s->m->words, plain + before[k], n - before[k], more, room < ENDS ? room : ENDS);
        for (size_t i = 0; i < found; i++)
            before[n_before++] = (uint8_t)(before[k] + more[i]);
    }
    for (size_t k = 0; k < n_behind; k++) {
        size_t room = sizeof behind - n_behind;
        size_t found = look_words_behind(s->m->words, plain, n - behind[k], more, room < ENDS ? room : ENDS);
        for (size_t i = 0; i < found; i++)
            behind[n_behind++] = (uint8_t)(behind[k] + more[i]);
    }
    for (size_t i = 0; i < n_before; i++)
        for (size_t k = 0; k < n_behind; k++)
            if (i + k && (size_t)before[i] + behind[k] + 3 < n)
                ask_run(s, label, before[i], (unsigned)(n - behind[k]), false);
}

struct inside {
    struct search *s;
    const struct look_folded *f;
};

static bool take_inside(void *ctx, uint32_t pattern, size_t from, size_t to)
{
    struct inside *in = ctx;
    keep(in->s, pattern, in->f->from[from], in->f->to[to - 1], 0);
    return true;
}

static bool is_known_empty(const struct search *s, const struct look_label *l)
{
    const struct look_known *k = &s->known->slots[l->slot];
    return k->n == l->n_ascii && !memcmp(k->text, s->name->ascii + l->ascii, k->n);
}

/* Labels come again and again (www, mail, a domain with all its hosts): one that no protected text is near is
 * remembered. */
static void remember_empty(struct search *s, const struct look_label *l)
{
    struct look_known *k = &s->known->slots[l->slot];
    k->n = (uint8_t)l->n_ascii;
    memcpy(k->text, s->name->ascii + l->ascii, k->n);
}

static void ask_label(struct search *s)
{
    const struct look_label *l = &s->name->labels[s->label];
    const uint8_t *text = s->name->drawn + l->drawn;
    struct look_folded plain, glyphs;
    look_fold_class(s->m->folds, text, l->n_drawn, &plain);
    if (!plain.n) return;
    s->base = l->drawn;
    ask_piece(s, &plain, &(struct piece){ 0, l->n_drawn, true, true });
    look_trie_walk(s->m->inside, plain.s, plain.n, take_inside, &(struct inside){ s, &plain });
    if (look_fold(s->m->folds, LOOK_GLYPH, &plain, &glyphs))
        look_trie_walk(s->m->inside, glyphs.s, glyphs.n, take_inside, &(struct inside){ s, &glyphs });
    ask_runs(s, &plain);
    ask_stripped(s, &plain, text);
}

void look_propose(const struct sg_matcher *m, struct look_cache *known, const struct look_name *name,
                  struct look_candidates *ret)
{
    struct search s = { .m = m, .known = known, .filter = look_index_filter(m->near), .name = name, .out = ret };
    ret->n = 0;
    for (unsigned l = name->n_labels; l-- > 0;) {
        if (l + 1 == name->n_labels) continue;
        const struct look_label *label = &name->labels[l];
        if (is_known_empty(&s, label)) continue;
        size_t before = ret->n, behind = name->labels[l + 1].ascii;
        s.label = l;
        s.is_passed_over = false;
        s.suffix = look_suffix_bits(sg_str_n(name->ascii + behind, name->n_ascii - behind));
        ask_label(&s);
        if (ret->n == before && before < LOOK_CANDIDATES && !s.is_passed_over) remember_empty(&s, label);
    }
}
