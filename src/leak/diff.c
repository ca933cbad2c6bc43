/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/diff.h"

#include <stdlib.h>

#include "leak/words.h"

struct gap {
    uint32_t a, a_end, b, b_end, stage;
};
struct anchor {
    uint32_t a, b, before;
}; /* before: the anchor that precedes it in the chain, plus one */
struct slot {
    uint64_t hash;
    uint32_t a, b;
    uint8_t n_a, n_b;
}; /* n: 0, 1, 2 (more) */

static const uint32_t stages[] = { 4, 2, 1 }; /* words an anchor has */
enum { STAGES = sizeof stages / sizeof *stages };

void differ_release(struct differ *d)
{
    if (!d) return;
    sg_buf_release(&d->slots);
    sg_buf_release(&d->anchors);
    sg_buf_release(&d->table);
    sg_buf_release(&d->todo);
    sg_buf_release(&d->pieces);
}

static void *room(struct sg_buf *b, size_t count, size_t size)
{
    b->len = 0;
    if (count > SIZE_MAX / 2 / size || !sg_buf_room(b, count * size + 1)) return NULL;
    return b->data;
}

static bool same(uint32_t x, uint32_t y)
{
    return x == y && x != WORD_UNKNOWN;
}

static void add_run(struct sg_buf *runs, uint32_t a, uint32_t b, uint32_t n)
{
    struct diff_run *last = runs->len ? (struct diff_run *)(void *)(runs->data + runs->len) - 1 : NULL;
    if (last && last->a + last->n == a && last->b + last->n == b) {
        last->n += n;
        return;
    }
    struct diff_run run = { a, b, n };
    sg_buf_add(runs, &run, sizeof run);
}

/* ---- a small gap: the longest common subsequence, by the usual table ---- */

static enum sg_code exact(struct differ *d, const uint32_t *a, const uint32_t *b, const struct gap *g,
                          struct sg_buf *runs, struct sg_err *err)
{
    uint32_t na = g->a_end - g->a, nb = g->b_end - g->b, wide = nb + 1;
    uint16_t *t = room(&d->table, (size_t)(na + 1) * wide, sizeof *t);
    if (!t) return sg_fail_nomem(err, "a word difference");
    memset(t + (size_t)na * wide, 0, wide * sizeof *t);
    for (uint32_t i = na; i-- > 0;) {
        t[(size_t)i * wide + nb] = 0;
        for (uint32_t j = nb; j-- > 0;) {
            const uint16_t down = t[(size_t)(i + 1) * wide + j], right = t[(size_t)i * wide + j + 1];
            t[(size_t)i * wide + j] = same(a[g->a + i], b[g->b + j]) ? (uint16_t)(t[(size_t)(i + 1) * wide + j + 1] + 1)
                                                                     : (down > right ? down : right);
        }
    }
    for (uint32_t i = 0, j = 0; i < na && j < nb;) {
        if (same(a[g->a + i], b[g->b + j])) {
            add_run(runs, g->a + i++, g->b + j++, 1);
        } else if (t[(size_t)(i + 1) * wide + j] >= t[(size_t)i * wide + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    return SG_OK;
}

/* ---- anchors ---- */

static uint64_t gram(const uint32_t *w, uint32_t n)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < n; i++) {
        if (w[i] == WORD_UNKNOWN) return 0;
        h = (h ^ w[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 29;
    }
    return h | 1;
}

static struct slot *find(struct slot *slots, size_t n_slots, uint64_t hash)
{
    size_t at = (size_t)(hash >> 8) & (n_slots - 1);
    while (slots[at].hash && slots[at].hash != hash)
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

/* Grams that stand once in both sides of the gap, in the order of b. */
static enum sg_code unique_grams(struct differ *d, const uint32_t *a, const uint32_t *b, const struct gap *g,
                                 uint32_t k, struct sg_err *err)
{
    uint32_t grams_b = g->b_end - g->b - k + 1;
    size_t n_slots = 16;
    while (n_slots < (size_t)grams_b * 2)
        n_slots *= 2;
    struct slot *slots = room(&d->slots, n_slots, sizeof *slots);
    if (!slots) return sg_fail_nomem(err, "a word difference");
    memset(slots, 0, n_slots * sizeof *slots);
    for (uint32_t j = g->b; j + k <= g->b_end; j++) {
        uint64_t h = gram(b + j, k);
        if (!h) continue;
        struct slot *s = find(slots, n_slots, h);
        *s = (struct slot){ .hash = h, .b = j, .n_b = (uint8_t)(s->n_b < 2 ? s->n_b + 1 : 2) };
    }
    for (uint32_t i = g->a; i + k <= g->a_end; i++) {
        uint64_t h = gram(a + i, k);
        struct slot *s = h ? find(slots, n_slots, h) : NULL;
        if (!s || !s->hash) continue;
        s->a = i;
        if (s->n_a < 2) s->n_a++;
    }
    d->anchors.len = 0;
    for (uint32_t j = g->b; j + k <= g->b_end; j++) {
        uint64_t h = gram(b + j, k);
        struct slot *s = h ? find(slots, n_slots, h) : NULL;
        if (!s || s->n_a != 1 || s->n_b != 1) continue;
        struct anchor anchor = { .a = s->a, .b = j };
        sg_buf_add(&d->anchors, &anchor, sizeof anchor);
    }
    return sg_buf_check(&d->anchors, err);
}

/* The longest chain that rises in a too: patience sorting.  Keeps it in `anchors`; returns its length. */
static enum sg_code chain(struct differ *d, uint32_t *ret_n, struct sg_err *err)
{
    struct anchor *all = (void *)d->anchors.data;
    uint32_t n = (uint32_t)(d->anchors.len / sizeof *all), longest = 0;
    uint32_t *top = room(&d->table, n, sizeof *top);
    if (!top) return sg_fail_nomem(err, "a word difference");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t low = 0, high = longest;
        while (low < high) {
            uint32_t mid = (low + high) / 2;
            if (all[top[mid]].a < all[i].a)
                low = mid + 1;
            else
                high = mid;
        }
        all[i].before = low ? top[low - 1] + 1 : 0;
        top[low] = i;
        if (low == longest) longest++;
    }
    uint32_t at = longest ? top[longest - 1] + 1 : 0;
    for (uint32_t k = longest; k-- > 0; at = all[at - 1].before)
        top[k] = at - 1;
    for (uint32_t k = 0; k < longest; k++)
        all[k] = all[top[k]];
    *ret_n = longest;
    return SG_OK;
}

/* Matches one gap as far as its stage can, and puts what is left between onto `todo`, the last part first. */
static enum sg_code split(struct differ *d, const uint32_t *a, const uint32_t *b, const struct gap *g,
                          struct sg_err *err)
{
    uint32_t k = stages[g->stage], n = 0;
    if (g->a_end - g->a >= k && g->b_end - g->b >= k) {
        SG_TRY(unique_grams(d, a, b, g, k, err));
        SG_TRY(chain(d, &n, err));
    }
    const struct anchor *anchors = (void *)d->anchors.data;
    struct gap rest = *g;
    rest.stage++;
    sg_buf_clear(&d->pieces);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = anchors[i].a, y = anchors[i].b;
        if (x < rest.a || y < rest.b) continue; /* inside what the one before was extended to */
        uint32_t x_end = x, y_end = y;
        while (x > rest.a && y > rest.b && same(a[x - 1], b[y - 1]))
            x--, y--;
        while (x_end < g->a_end && y_end < g->b_end && same(a[x_end], b[y_end]))
            x_end++, y_end++;
        struct gap left = { rest.a, x, rest.b, y, g->stage + 1 }, run = { x, x_end, y, y_end, UINT32_MAX };
        sg_buf_add(&d->pieces, &left, sizeof left);
        sg_buf_add(&d->pieces, &run, sizeof run);
        rest.a = x_end;
        rest.b = y_end;
    }
    sg_buf_add(&d->pieces, &rest, sizeof rest);
    SG_TRY(sg_buf_check(&d->pieces, err));
    for (size_t i = d->pieces.len / sizeof rest; i-- > 0;)
        sg_buf_add(&d->todo, (const struct gap *)(void *)d->pieces.data + i, sizeof rest);
    return sg_buf_check(&d->todo, err);
}

/* Takes what both ends share off the gap; the end's run goes below it on `todo`. */
static void trim(struct differ *d, const uint32_t *a, const uint32_t *b, struct gap *g, struct sg_buf *runs)
{
    uint32_t n = 0;
    while (g->a + n < g->a_end && g->b + n < g->b_end && same(a[g->a + n], b[g->b + n]))
        n++;
    if (n) add_run(runs, g->a, g->b, n);
    g->a += n;
    g->b += n;
    for (n = 0; g->a_end - n > g->a && g->b_end - n > g->b && same(a[g->a_end - n - 1], b[g->b_end - n - 1]);)
        n++;
    g->a_end -= n;
    g->b_end -= n;
    struct gap run = { g->a_end, g->a_end + n, g->b_end, g->b_end + n, UINT32_MAX };
    if (n) sg_buf_add(&d->todo, &run, sizeof run);
}

enum sg_code diff_words(struct differ *d, const uint32_t *a, size_t na, const uint32_t *b, size_t nb,
                        struct sg_buf *runs, struct sg_err *err)
{
    if (na > UINT32_MAX / 2 || nb > UINT32_MAX / 2)
        return sg_fail(err, SG_ELIMIT, "a text of more than 2 billion words");
    sg_buf_clear(runs);
    sg_buf_clear(&d->todo);
    struct gap g = { 0, (uint32_t)na, 0, (uint32_t)nb, 0 };
    sg_buf_add(&d->todo, &g, sizeof g);
    SG_TRY(sg_buf_check(&d->todo, err));
    while (d->todo.len) {
        d->todo.len -= sizeof g;
        memcpy(&g, d->todo.data + d->todo.len, sizeof g);
        if (g.stage == UINT32_MAX) {
            add_run(runs, g.a, g.b, g.a_end - g.a);
            continue;
        }
        trim(d, a, b, &g, runs);
        if (g.a == g.a_end || g.b == g.b_end) continue;
        if ((uint64_t)(g.a_end - g.a) * (g.b_end - g.b) <= DIFF_EXACT)
            SG_TRY(exact(d, a, b, &g, runs, err));
        else if (g.stage < STAGES)
            SG_TRY(split(d, a, b, &g, err));
    }
    SG_TRY(sg_buf_check(&d->todo, err));
    return sg_buf_check(runs, err);
}
