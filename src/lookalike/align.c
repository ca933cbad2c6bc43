/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cheapest explanation: how one text becomes another by typed steps, each with a price (F. J. Damerau, 1964,
 * extended by pieces of several letters).  Prices order explanations; they are no probabilities.
 */
#include <stdlib.h>

#include "base/text.h"
#include "lookalike/lookalike_internal.h"

enum {
    COST_SAME_LOOK = 3, /* another script's letter that is drawn the same */
    COST_MARK = 5,      /* … but for an accent */
    COST_GLYPHS = 3,    /* plus up to 8 for what can be told apart */
    COST_CHAINED = 2,   /* more when a pair follows from others only */
    COST_HYPHEN = 6,
    COST_PLURAL = 9,
    COST_SOUNDS = 9, /* plus up to 2 */
    COST_DOUBLING = 9,
    COST_KEYBOARD = 9, /* not more than the same two letters' sound: the finger is the simpler explanation */
    COST_TRANSPOSITION = 9,
    COST_OMISSION = 12,
    COST_INSERTION = 12,
    COST_BIT_FLIP = 13,
    COST_SUBSTITUTION = 16,
    COST_NEVER = 10000
};
#define BAND 10   /* how far the two places may lie apart beyond what the lengths ask */
#define WEAK 70   /* likeness below which a second look tells two pieces apart */
#define UNLIKE 50 /* … and below which the first one does: confusable in a hurry, but an edit like another */

struct turn { /* a piece becomes another */
    uint8_t from[6], to[6], n_from, n_to;
    uint8_t cost, trick;
    bool is_weak, is_edit;
};
struct look_pairs {
    const struct look_tables *tables;
    const uint8_t *classes;
    size_t n;
    uint16_t begin[257]; /* by the class of `from`'s first byte */
    struct turn turns[];
};

static bool fits(const struct look_pair *p)
{
    return p->a.len && p->b.len && p->a.len <= 6 && p->b.len <= 6;
}

static struct turn turn_of(struct sg_str from, struct sg_str to, unsigned likeness, bool is_sound)
{
    unsigned unlike = 100 - (likeness > 100 ? 100 : likeness);
    struct turn t = { .n_from = (uint8_t)from.len, .n_to = (uint8_t)to.len };
    memcpy(t.from, from.data, from.len);
    memcpy(t.to, to.data, to.len);
    t.trick = is_sound ? SG_TRICK_HOMOPHONE : SG_TRICK_CONFUSABLE;
    t.cost = (uint8_t)(is_sound ? COST_SOUNDS + unlike / 40 : COST_GLYPHS + unlike / 12);
    t.is_weak = !is_sound && likeness < WEAK;
    t.is_edit = is_sound || likeness < UNLIKE;
    return t;
}

static void sort_turns(struct look_pairs *p)
{
    /* By class of the first byte, stable: the tables' order settles ties.  Few hundred rows. */
    for (size_t i = 1; i < p->n; i++) {
        struct turn t = p->turns[i];
        size_t k = i;
        for (; k && p->classes[p->turns[k - 1].from[0]] > p->classes[t.from[0]]; k--)
            p->turns[k] = p->turns[k - 1];
        p->turns[k] = t;
    }
    for (unsigned c = 0, at = 0; c <= 256; c++) {
        while (at < p->n && p->classes[p->turns[at].from[0]] < c)
            at++;
        p->begin[c] = (uint16_t)at;
    }
}

enum sg_code look_pairs_new(const struct look_tables *t, const struct look_folds *f, struct look_pairs **ret,
                            struct sg_err *err)
{
    size_t most = 2 * (t->n_glyphs + t->n_sounds);
    if (most > UINT16_MAX) return sg_fail(err, SG_ELIMIT, "more pairs of look-alike letters than the matcher holds");
    struct look_pairs *p = calloc(1, sizeof *p + most * sizeof p->turns[0]);
    if (!p) return sg_fail_nomem(err, "the pairs of look-alike letters");
    p->tables = t;
    p->classes = look_classes(f);
    for (int is_sound = 0; is_sound < 2; is_sound++) {
        const struct look_pair *pairs = is_sound ? t->sounds : t->glyphs;
        size_t n = is_sound ? t->n_sounds : t->n_glyphs;
        for (size_t i = 0; i < n; i++) {
            if (!fits(&pairs[i])) continue;
            p->turns[p->n++] = turn_of(pairs[i].a, pairs[i].b, pairs[i].likeness, is_sound);
            p->turns[p->n++] = turn_of(pairs[i].b, pairs[i].a, pairs[i].likeness, is_sound);
        }
    }
    sort_turns(p);
    *ret = p;
    return SG_OK;
}

void look_pairs_free(struct look_pairs *p)
{
    free(p);
}

/* ---- the table of costs ---- */

struct way {
    uint16_t cost;
    uint8_t trick; /* SG_TRICKS: the same letter */
    uint8_t i, j;  /* how much of either it took */
    bool is_weak, is_edit;
};
struct look_align_room {
    struct way at[LOOK_ALIGN_MAX + 1][LOOK_ALIGN_MAX + 1];
};

struct look_align_room *look_align_room_new(void)
{
    return calloc(1, sizeof(struct look_align_room));
}

void look_align_room_free(struct look_align_room *r)
{
    free(r);
}

static inline void offer(struct way *w, unsigned cost, unsigned trick, unsigned i, unsigned j)
{
    if (cost < w->cost) *w = (struct way){ (uint16_t)cost, (uint8_t)trick, (uint8_t)i, (uint8_t)j, false, true };
}

static inline uint32_t scalar_at(const struct look_text *t, size_t i)
{
    return t->cells ? t->cells[i].scalar : t->bytes[i];
}

/* Letters that look like no ASCII one share a byte only by chance: what they are drawn as is compared. */
static bool is_drawn_same(const struct look_text *a, size_t i, const struct look_text *b, size_t j)
{
    if (a->bytes[i] != b->bytes[j]) return false;
    if (a->bytes[i] < 0x80) return true;
    return a->cells && b->cells && a->cells[i].key == b->cells[j].key;
}

static unsigned cost_of_look(const struct look_text *a, size_t i, const struct look_text *b, size_t j)
{
    if (scalar_at(a, i) == scalar_at(b, j)) return 0;
    bool has_mark = (a->cells && a->cells[i].has_mark) != (b->cells && b->cells[j].has_mark);
    return has_mark ? COST_MARK : COST_SAME_LOOK;
}

static unsigned substitution(const struct look_pairs *p, uint8_t a, uint8_t b, unsigned *ret_trick)
{
    if (a < 128 && b < 128 && p->tables->beside[a][b]) {
        *ret_trick = SG_TRICK_KEYBOARD;
        return COST_KEYBOARD;
    }
    if (a < 128 && b < 128 && a != '-' && b != '-' && ((a ^ b) & ((a ^ b) - 1)) == 0) {
        *ret_trick = SG_TRICK_BIT_FLIP;
        return COST_BIT_FLIP;
    }
    *ret_trick = SG_TRICK_SUBSTITUTION;
    return COST_SUBSTITUTION;
}

static bool has_class(const uint8_t *classes, const uint8_t *text, const uint8_t *piece, size_t n, bool *ret_is_exact)
{
    for (size_t i = 0; i < n; i++) {
        if (classes[text[i]] != classes[piece[i]]) return false;
        *ret_is_exact = *ret_is_exact && text[i] == piece[i];
    }
    return true;
}

struct board {
    const struct look_pairs *p;
    struct look_align_room *r;
    struct look_text a, b;
};

static void offer_turns(const struct board *d, size_t i, size_t j, unsigned cost)
{
    const struct look_pairs *p = d->p;
    unsigned class = p->classes[d->a.bytes[i]];
    for (unsigned k = p->begin[class]; k < p->begin[class + 1]; k++) {
        const struct turn *t = &p->turns[k];
        bool is_exact = true;
        if (t->n_from > d->a.n - i || t->n_to > d->b.n - j) continue;
        if (p->classes[t->to[0]] != p->classes[d->b.bytes[j]]) continue;
        if (!has_class(p->classes, d->a.bytes + i, t->from, t->n_from, &is_exact)) continue;
        if (!has_class(p->classes, d->b.bytes + j, t->to, t->n_to, &is_exact)) continue;
        /* "i" for "l" where both sides have the same letter is no step at all. */
        if (t->n_from == t->n_to && !memcmp(d->a.bytes + i, d->b.bytes + j, t->n_to)) continue;
        unsigned sum = cost + t->cost + (is_exact ? 0 : COST_CHAINED);
        struct way *w = &d->r->at[i + t->n_from][j + t->n_to];
        if (sum < w->cost) *w = (struct way){ (uint16_t)sum, t->trick, t->n_from, t->n_to, t->is_weak, t->is_edit };
    }
}

static void offer_omission(const struct board *d, size_t i, size_t j, unsigned cost)
{
    struct way *w = &d->r->at[i + 1][j];
    uint8_t a = d->a.bytes[i];
    if (a == '-')
        offer(w, cost + COST_HYPHEN, SG_TRICK_HYPHEN, 1, 0);
    else if (a == 's' && i + 1 == d->a.n && j == d->b.n && i)
        offer(w, cost + COST_PLURAL, SG_TRICK_PLURAL, 1, 0);
    else
        offer(w, cost + COST_OMISSION, SG_TRICK_OMISSION, 1, 0);
}

static void offer_insertion(const struct board *d, size_t i, size_t j, unsigned cost)
{
    struct way *w = &d->r->at[i][j + 1];
    uint8_t b = d->b.bytes[j];
    if (b == '-')
        offer(w, cost + COST_HYPHEN, SG_TRICK_HYPHEN, 0, 1);
    else if (b == 's' && i == d->a.n && j + 1 == d->b.n)
        offer(w, cost + COST_PLURAL, SG_TRICK_PLURAL, 0, 1);
    else if (i && j && b == d->b.bytes[j - 1] && b == d->a.bytes[i - 1])
        offer(w, cost + COST_DOUBLING, SG_TRICK_DOUBLING, 0, 1);
    else
        offer(w, cost + COST_INSERTION, SG_TRICK_INSERTION, 0, 1);
}

static void offer_transposition(const struct board *d, size_t i, size_t j, unsigned cost)
{
    const uint8_t *a = d->a.bytes + i, *b = d->b.bytes + j;
    if (d->a.n - i < 2 || d->b.n - j < 2 || a[0] != b[1] || a[1] != b[0] || a[0] == a[1]) return;
    bool is_hyphen = a[0] == '-' || a[1] == '-';
    offer(&d->r->at[i + 2][j + 2], cost + (is_hyphen ? COST_HYPHEN : COST_TRANSPOSITION),
          is_hyphen ? SG_TRICK_HYPHEN : SG_TRICK_TRANSPOSITION, 2, 2);
}

static void offer_letter(const struct board *d, size_t i, size_t j, unsigned cost)
{
    struct way *w = &d->r->at[i + 1][j + 1];
    if (is_drawn_same(&d->a, i, &d->b, j)) {
        unsigned more = cost_of_look(&d->a, i, &d->b, j);
        if (cost + more < w->cost)
            *w = (struct way){
                (uint16_t)(cost + more), more ? SG_TRICK_CONFUSABLE : SG_TRICKS, 1, 1, more == COST_MARK, false
            };
        return;
    }
    unsigned trick = 0, more = substitution(d->p, d->a.bytes[i], d->b.bytes[j], &trick);
    offer(w, cost + more, trick, 1, 1);
}

/* Costs to reach each pair of places from those before it, in a band; forward, so that a step needs no look back. */
static bool fill(const struct board *d, unsigned dearest)
{
    size_t n = d->a.n, m = d->b.n;
    size_t ahead = BAND + (m > n ? m - n : 0), behind = BAND + (n > m ? n - m : 0);
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++)
            d->r->at[i][j].cost = COST_NEVER;
    d->r->at[0][0] = (struct way){ 0 };
    for (size_t i = 0; i <= n; i++) {
        size_t from = i > behind ? i - behind : 0, to = i + ahead < m ? i + ahead : m;
        for (size_t j = from; j <= to; j++) {
            unsigned cost = d->r->at[i][j].cost;
            if (cost >= dearest) continue;
            if (i < n && j < m) {
                offer_letter(d, i, j, cost);
                offer_transposition(d, i, j, cost);
                offer_turns(d, i, j, cost);
            }
            if (i < n) offer_omission(d, i, j, cost);
            if (j < m) offer_insertion(d, i, j, cost);
        }
    }
    return d->r->at[n][m].cost < dearest;
}

/* ---- the way back, as steps ---- */

/* Pieces of `t` from `at`, n drawn bytes, as UTF-8: each scalar once. */
static void write_part(const struct look_text *t, size_t at, size_t n, char out[SG_LOOK_PART])
{
    size_t len = 0;
    uint16_t last = UINT16_MAX;
    for (size_t i = at; i < at + n; i++) {
        const char *from = t->cells ? t->shown + t->cells[i].at : (const char *)t->bytes + i;
        size_t bytes = t->cells ? t->cells[i].len : 1;
        if (t->cells && t->cells[i].at == last) continue;
        if (t->cells) last = t->cells[i].at;
        if (len + bytes >= SG_LOOK_PART) break;
        memcpy(out + len, from, bytes);
        len += bytes;
    }
    out[len] = '\0';
}

static void count(struct look_aligned *ret, const struct way *w)
{
    ret->tricks |= 1u << w->trick;
    if (w->trick == SG_TRICK_HYPHEN)
        ret->hyphens++;
    else if (w->is_edit)
        ret->edits++;
    else {
        ret->confusables++;
        ret->weak += w->is_weak;
    }
    ret->substitutions += w->trick == SG_TRICK_SUBSTITUTION || w->trick == SG_TRICK_BIT_FLIP;
}

/* All but the steps' texts, which are long and written before they are read. */
static void clear(struct look_aligned *a)
{
    a->tricks = a->n_steps = 0;
    a->cost = a->edits = a->confusables = a->hyphens = 0;
    a->substitutions = a->weak = 0;
}

bool look_align(const struct look_pairs *p, struct look_align_room *r, struct look_text a, struct look_text b,
                unsigned dearest, struct look_aligned *ret)
{
    struct board d = { p, r, a, b };
    struct {
        uint8_t i, j;
    } places[2 * LOOK_ALIGN_MAX + 2];
    size_t n_places = 0;
    clear(ret);
    if (a.n == b.n && !a.cells && !b.cells && !memcmp(a.bytes, b.bytes, a.n)) return dearest > 0;
    if (a.n > LOOK_ALIGN_MAX || b.n > LOOK_ALIGN_MAX || !fill(&d, dearest)) return false;
    ret->cost = r->at[a.n][b.n].cost;
    for (size_t i = a.n, j = b.n; i || j;) {
        const struct way *w = &r->at[i][j];
        if (w->trick != SG_TRICKS) {
            places[n_places].i = (uint8_t)i;
            places[n_places++].j = (uint8_t)j;
        }
        i -= w->i;
        j -= w->j;
    }
    while (n_places--) {
        size_t i = places[n_places].i, j = places[n_places].j;
        const struct way *w = &r->at[i][j];
        count(ret, w);
        if (ret->n_steps == SG_LOOK_STEPS) continue;
        struct sg_look_step *s = &ret->steps[ret->n_steps++];
        s->trick = (enum sg_trick)w->trick;
        write_part(&a, i - w->i, w->i, s->from);
        write_part(&b, j - w->j, w->j, s->to);
    }
    return true;
}
