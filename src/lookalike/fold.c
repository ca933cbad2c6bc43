/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folds.  Pieces that the tables pair are joined into groups (union-find), and a group has one symbol, so that both
 * sides of a comparison become the same.  Groups chain (l–i–j) and are therefore coarser than likeness: a fold only
 * proposes, the alignment decides.
 */
#include <stdlib.h>

#include "base/text.h"
#include "lookalike/lookalike_internal.h"

#define PIECE_MAX 6
#define PIECES_MAX 1024
#define ALIKE 60 /* pairs below this likeness do not join groups */

struct piece {
    uint8_t s[PIECE_MAX], n;
    int parent;
};
struct rule {
    uint8_t s[PIECE_MAX], n, symbol;
};
struct rules {
    struct rule list[PIECES_MAX]; /* by first symbol, then longest first */
    uint16_t begin[257];
    uint64_t second[256][2]; /* bits of the second symbols (below 128) that some rule with this first one has */
};
struct look_folds {
    uint8_t classes[256];
    struct rules by[LOOK_FOLDS]; /* GLYPH and SOUND */
};
struct groups {
    struct piece list[PIECES_MAX];
    int n;
};

static int find(struct groups *g, int i)
{
    while (g->list[i].parent != i)
        i = g->list[i].parent = g->list[g->list[i].parent].parent;
    return i;
}

static int piece_of(struct groups *g, const uint8_t classes[256], struct sg_str text)
{
    struct piece p = { .n = (uint8_t)text.len };
    if (!text.len || text.len > PIECE_MAX) return -1;
    for (size_t i = 0; i < text.len; i++)
        p.s[i] = classes[(unsigned char)text.data[i]];
    for (int i = 0; i < g->n; i++)
        if (g->list[i].n == p.n && !memcmp(g->list[i].s, p.s, p.n)) return i;
    if (g->n == PIECES_MAX) return -1;
    p.parent = g->n;
    g->list[g->n] = p;
    return g->n++;
}

static void join(struct groups *g, const uint8_t classes[256], const struct look_pair *pairs, size_t n, bool single)
{
    for (size_t i = 0; i < n; i++) {
        if (pairs[i].likeness < ALIKE || (single && (pairs[i].a.len != 1 || pairs[i].b.len != 1))) continue;
        int a = piece_of(g, classes, pairs[i].a), b = piece_of(g, classes, pairs[i].b);
        if (a < 0 || b < 0) continue;
        a = find(g, a);
        b = find(g, b);
        g->list[a > b ? a : b].parent = a > b ? b : a;
    }
}

static int by_first_then_longest(const void *a, const void *b)
{
    const struct rule *x = a, *y = b;
    if (x->s[0] != y->s[0]) return x->s[0] < y->s[0] ? -1 : 1;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return memcmp(x->s, y->s, x->n);
}

/* Each group's symbol: its smallest single one, or one of its own below ' ', which no name holds. */
static void make_rules(struct groups *g, struct rules *r)
{
    uint8_t symbol[PIECES_MAX] = { 0 }, fresh = 1;
    size_t n = 0;
    for (int i = 0; i < g->n; i++) {
        int root = find(g, i);
        const struct piece *p = &g->list[i];
        if (p->n == 1 && (!symbol[root] || p->s[0] < symbol[root])) symbol[root] = p->s[0];
    }
    for (int i = 0; i < g->n; i++)
        if (!symbol[find(g, i)] && fresh < ' ') symbol[find(g, i)] = fresh++;
    for (int i = 0; i < g->n; i++) {
        const struct piece *p = &g->list[i];
        uint8_t to = symbol[find(g, i)];
        if (!to || (p->n == 1 && p->s[0] == to)) continue;
        r->list[n] = (struct rule){ .n = p->n, .symbol = to };
        memcpy(r->list[n++].s, p->s, p->n);
    }
    qsort(r->list, n, sizeof *r->list, by_first_then_longest);
    for (unsigned c = 0, at = 0; c <= 256; c++) {
        while (at < n && r->list[at].s[0] < c)
            at++;
        r->begin[c] = (uint16_t)at;
    }
    memset(r->second, 0, sizeof r->second);
    for (size_t i = 0; i < n; i++) {
        uint64_t *bits = r->second[r->list[i].s[0]];
        if (r->list[i].n == 1)
            bits[0] = bits[1] = UINT64_MAX;
        else
            bits[r->list[i].s[1] >> 6 & 1] |= UINT64_C(1) << (r->list[i].s[1] & 63);
    }
}

static void make_classes(struct groups *g, uint8_t classes[256])
{
    for (int i = 0; i < g->n; i++) {
        int root = find(g, i);
        uint8_t least = g->list[i].s[0];
        for (int k = 0; k < g->n; k++)
            if (find(g, k) == root && g->list[k].s[0] < least) least = g->list[k].s[0];
        classes[g->list[i].s[0]] = least;
    }
}

enum sg_code look_folds_new(const struct look_tables *t, struct look_folds **ret, struct sg_err *err)
{
    struct look_folds *f = calloc(1, sizeof *f);
    struct groups *g = calloc(1, sizeof *g);
    if (!f || !g) {
        free(f);
        free(g);
        return sg_fail_nomem(err, "the folds of look-alike letters");
    }
    uint8_t same[256];
    for (unsigned c = 0; c < 256; c++)
        same[c] = f->classes[c] = (uint8_t)c;
    join(g, same, t->glyphs, t->n_glyphs, true);
    make_classes(g, f->classes);
    g->n = 0;
    join(g, f->classes, t->glyphs, t->n_glyphs, false);
    make_rules(g, &f->by[LOOK_GLYPH]);
    join(g, f->classes, t->sounds, t->n_sounds, false);
    make_rules(g, &f->by[LOOK_SOUND]);
    free(g);
    *ret = f;
    return SG_OK;
}

void look_folds_free(struct look_folds *f)
{
    free(f);
}

const uint8_t *look_classes(const struct look_folds *f)
{
    return f->classes;
}

void look_fold_class(const struct look_folds *f, const uint8_t *text, size_t n, struct look_folded *ret)
{
    unsigned k = 0;
    for (size_t i = 0; i < n && k < LOOK_FOLD_MAX && i < UINT8_MAX; i++) {
        if (text[i] == '-') continue;
        ret->s[k] = f->classes[text[i]];
        ret->from[k] = (uint8_t)i;
        ret->to[k++] = (uint8_t)(i + 1);
    }
    ret->n = k;
}

static bool is_at(const struct rule *rule, const uint8_t *s, size_t left)
{
    size_t i = 0;
    if (rule->n > left) return false;
    while (i < rule->n && rule->s[i] == s[i])
        i++;
    return i == rule->n;
}

static const struct rule *find_rule(const struct rules *r, const uint8_t *s, size_t left)
{
    for (unsigned i = r->begin[s[0]]; i < r->begin[s[0] + 1]; i++)
        if (is_at(&r->list[i], s, left)) return &r->list[i];
    return NULL;
}

static inline const struct rule *rule_at(const struct rules *r, const uint8_t *s, size_t left)
{
    uint8_t second = left > 1 ? s[1] : 0;
    if (!(r->second[s[0]][second >> 6 & 1] >> (second & 63) & 1)) return NULL;
    return find_rule(r, s, left);
}

bool look_fold(const struct look_folds *f, enum look_fold_kind kind, const struct look_folded *base,
               struct look_folded *ret)
{
    const struct rules *r = &f->by[kind];
    unsigned k = 0;
    while (k < base->n && !rule_at(r, base->s + k, base->n - k))
        k++;
    if (k == base->n) return false;
    memcpy(ret->s, base->s, k);
    memcpy(ret->from, base->from, k);
    memcpy(ret->to, base->to, k);
    for (unsigned i = k; i < base->n;) {
        const struct rule *rule = rule_at(r, base->s + i, base->n - i);
        unsigned n = rule ? rule->n : 1;
        ret->s[k] = rule ? rule->symbol : base->s[i];
        ret->from[k] = base->from[i];
        ret->to[k++] = base->to[i + n - 1];
        i += n;
    }
    ret->n = k;
    return true;
}
