/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of texts with equal shingles, and which of them are nearly the same.
 *
 * A class is live while its latest text is within the window.  When a class becomes live, it is compared with the live
 * ones that share a band with it.  That is enough: of two posts within the window the earlier one's class is live when
 * the later one comes, and whichever of the two classes became live last was compared with the other then.
 */
#include <stdlib.h>

#include "coordination/near.h"

#define NONE UINT32_MAX

struct live {
    uint64_t *shingles;
    uint32_t n, class;
    sg_time last;
    uint64_t touched;      /* counts up: the larger, the later its latest text */
    uint32_t older, newer; /* by that; the free ones are chained by `newer` */
};
/* Entry e stands for band e % bands of live class e / bands. */
struct entry {
    uint32_t key, before, after;
};
struct near_index {
    sg_time window;
    double similarity;
    uint32_t bands;
    /* all classes */
    uint64_t *identity, *check;
    uint32_t *live_of;
    uint32_t n_classes, classes_cap;
    uint32_t *slots; /* open addressing: class + 1 */
    size_t n_slots;
    /* the live ones */
    struct live *live;
    struct entry *entries;
    uint32_t *heads; /* by key: the latest entry of a bucket, the others after it by age */
    size_t n_heads;  /* a power of two */
    uint64_t touches;
    uint32_t n_live, live_cap, first_free, oldest, newest;

    struct crossing *crossings;
    size_t n_crossings, crossings_cap;
    struct near_counts counts;
};

enum sg_code near_index_new(sg_time window, double similarity, const struct near_bands *bands, struct near_index **ret,
                            struct sg_err *err)
{
    struct near_index *ix = calloc(1, sizeof *ix);
    if (!ix) return sg_fail_nomem(err, "near texts");
    ix->window = window;
    ix->similarity = similarity;
    ix->bands = bands->bands;
    ix->first_free = ix->oldest = ix->newest = NONE;
    *ret = ix;
    return SG_OK;
}

void near_index_free(struct near_index *ix)
{
    if (!ix) return;
    for (uint32_t at = ix->oldest; at != NONE; at = ix->live[at].newer)
        free(ix->live[at].shingles);
    free(ix->identity);
    free(ix->check);
    free(ix->live_of);
    free(ix->slots);
    free(ix->live);
    free(ix->entries);
    free(ix->heads);
    free(ix->crossings);
    free(ix);
}

const struct near_counts *near_index_counts(const struct near_index *ix)
{
    return &ix->counts;
}

/* `*items` gets room for `cap` items of `size` bytes; untouched without memory. */
static enum sg_code make_room(void *items, size_t cap, size_t size, struct sg_err *err)
{
    void *old, *grown;
    memcpy(&old, items, sizeof old);
    if (cap > SIZE_MAX / size || !(grown = realloc(old, cap * size))) return sg_fail_nomem(err, "near texts");
    memcpy(items, &grown, sizeof grown);
    return SG_OK;
}

/* ---- classes ---- */

static enum sg_code grow_slots(struct near_index *ix, struct sg_err *err)
{
    size_t n = ix->n_slots ? ix->n_slots * 2 : 4096;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots) return sg_fail_nomem(err, "the classes of near texts");
    for (uint32_t c = 0; c < ix->n_classes; c++) {
        size_t at = ix->identity[c] & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = c + 1;
    }
    free(ix->slots);
    ix->slots = slots;
    ix->n_slots = n;
    return SG_OK;
}

static enum sg_code grow_classes(struct near_index *ix, struct sg_err *err)
{
    if (ix->n_classes >= UINT32_C(1) << 31)
        return sg_fail(err, SG_ELIMIT, "more than two thousand million different texts: narrow the query");
    uint32_t cap = ix->classes_cap ? ix->classes_cap + ix->classes_cap / 2 : 4096;
    SG_TRY(make_room(&ix->identity, cap, sizeof *ix->identity, err));
    SG_TRY(make_room(&ix->check, cap, sizeof *ix->check, err));
    SG_TRY(make_room(&ix->live_of, cap, sizeof *ix->live_of, err));
    ix->classes_cap = cap;
    return SG_OK;
}

static enum sg_code class_of(struct near_index *ix, const struct near_sketch *s, uint32_t *ret, struct sg_err *err)
{
    if (ix->n_classes >= ix->n_slots / 2) SG_TRY(grow_slots(ix, err));
    size_t at = s->identity & (ix->n_slots - 1);
    for (uint32_t c; (c = ix->slots[at]); at = (at + 1) & (ix->n_slots - 1)) {
        if (ix->identity[c - 1] != s->identity || ix->check[c - 1] != s->check) continue;
        *ret = c - 1;
        return SG_OK;
    }
    if (ix->n_classes == ix->classes_cap) SG_TRY(grow_classes(ix, err));
    *ret = ix->n_classes;
    ix->identity[*ret] = s->identity;
    ix->check[*ret] = s->check;
    ix->live_of[*ret] = NONE;
    ix->slots[at] = ++ix->n_classes;
    return SG_OK;
}

/* ---- buckets ---- */

static void put_entry(struct near_index *ix, uint32_t e)
{
    uint32_t *head = &ix->heads[ix->entries[e].key & (ix->n_heads - 1)];
    ix->entries[e].before = NONE;
    ix->entries[e].after = *head;
    if (*head != NONE) ix->entries[*head].before = e;
    *head = e;
}

static void take_entry(struct near_index *ix, uint32_t e)
{
    const struct entry *it = &ix->entries[e];
    if (it->after != NONE) ix->entries[it->after].before = it->before;
    if (it->before != NONE)
        ix->entries[it->before].after = it->after;
    else
        ix->heads[it->key & (ix->n_heads - 1)] = it->after;
}

/* Entries are put in again by age: the latest comes first in its bucket. */
static enum sg_code grow_heads(struct near_index *ix, size_t n_entries, struct sg_err *err)
{
    size_t n = 4096;
    while (n < n_entries)
        n *= 2;
    if (n > ix->n_heads) {
        SG_TRY(make_room(&ix->heads, n, sizeof *ix->heads, err));
        ix->n_heads = n;
    }
    for (size_t i = 0; i < ix->n_heads; i++)
        ix->heads[i] = NONE;
    for (uint32_t at = ix->oldest; at != NONE; at = ix->live[at].newer)
        for (uint32_t band = 0; band < ix->bands; band++)
            put_entry(ix, at * ix->bands + band);
    return SG_OK;
}

/* ---- the live ones, by age ---- */

/* Out of the order of age and out of its buckets. */
static void leave(struct near_index *ix, uint32_t at)
{
    const struct live *it = &ix->live[at];
    *(it->older != NONE ? &ix->live[it->older].newer : &ix->oldest) = it->newer;
    *(it->newer != NONE ? &ix->live[it->newer].older : &ix->newest) = it->older;
    for (uint32_t band = 0; band < ix->bands; band++)
        take_entry(ix, at * ix->bands + band);
}

static void append_live(struct near_index *ix, uint32_t at)
{
    ix->live[at].older = ix->newest;
    ix->live[at].newer = NONE;
    *(ix->newest != NONE ? &ix->live[ix->newest].newer : &ix->oldest) = at;
    ix->newest = at;
}

static void forget_before(struct near_index *ix, sg_time now)
{
    uint32_t at;
    while ((at = ix->oldest) != NONE && (uint64_t)now - (uint64_t)ix->live[at].last > (uint64_t)ix->window) {
        struct live *it = &ix->live[at];
        leave(ix, at);
        ix->live_of[it->class] = NONE;
        free(it->shingles);
        it->shingles = NULL;
        it->newer = ix->first_free;
        ix->first_free = at;
        ix->n_live--;
    }
}

static enum sg_code grow_live(struct near_index *ix, struct sg_err *err)
{
    uint32_t cap = ix->live_cap ? ix->live_cap * 2 : 1024;
    if (cap > NONE / 2 / ix->bands)
        return sg_fail(err, SG_ELIMIT, "too many different texts within one window: choose a shorter one");
    SG_TRY(make_room(&ix->live, cap, sizeof *ix->live, err));
    SG_TRY(make_room(&ix->entries, (size_t)cap * ix->bands, sizeof *ix->entries, err));
    SG_TRY(grow_heads(ix, (size_t)cap * ix->bands, err));
    for (uint32_t at = cap; at-- > ix->live_cap;) {
        ix->live[at] = (struct live){ .newer = ix->first_free };
        ix->first_free = at;
    }
    ix->live_cap = cap;
    return SG_OK;
}

/* ---- partners ---- */

/* Two classes may meet again and again: before there is more room the repeats go. */
static enum sg_code add_crossing(struct near_index *ix, uint32_t a, uint32_t b, struct sg_err *err)
{
    if (ix->n_crossings == ix->crossings_cap) {
        SG_TRY(near_crossings_sort(ix->crossings, &ix->n_crossings, err));
        if (ix->n_crossings >= ix->crossings_cap / 2) {
            size_t cap = ix->crossings_cap ? ix->crossings_cap * 2 : 4096;
            SG_TRY(make_room(&ix->crossings, cap, sizeof *ix->crossings, err));
            ix->crossings_cap = cap;
        }
    }
    ix->crossings[ix->n_crossings++] = (struct crossing){ a < b ? a : b, a < b ? b : a };
    return SG_OK;
}

/* Falls from NEAR_PARTNERS to nothing as the crossings use up what may be kept. */
static uint32_t most_partners(const struct near_index *ix)
{
    uint64_t left = NEAR_CROSSINGS > ix->n_crossings ? NEAR_CROSSINGS - ix->n_crossings : 0;
    uint64_t share = left / (NEAR_CROSSINGS / 2 / NEAR_PARTNERS);
    return share < NEAR_PARTNERS ? (uint32_t)share : NEAR_PARTNERS;
}

/* Where the search stands in the bucket of each band. */
struct cursors {
    const uint32_t *keys;
    uint32_t entry[NEAR_BANDS_MAX], steps[NEAR_BANDS_MAX];
    uint64_t touched[NEAR_BANDS_MAX]; /* of the entry's class; 0 at the end */
    bool is_cut;
};

/* To `e` or the first one after it with the band's key. */
static void move_cursor(const struct near_index *ix, struct cursors *c, uint32_t band, uint32_t e)
{
    c->touched[band] = 0;
    for (; e != NONE; e = ix->entries[e].after) {
        if (c->steps[band]++ == NEAR_STEPS) {
            c->is_cut = true;
            return;
        }
        if (ix->entries[e].key != c->keys[band]) continue;
        c->entry[band] = e;
        c->touched[band] = ix->live[e / ix->bands].touched;
        return;
    }
}

/* The live ones that share a band, each once, the latest first over all bands. */
static enum sg_code find_partners(struct near_index *ix, uint32_t class, uint32_t n, const uint64_t *shingles,
                                  const uint32_t *keys, struct sg_err *err)
{
    struct cursors c = { .keys = keys };
    uint32_t n_met = 0, most = most_partners(ix);
    for (uint32_t band = 0; band < ix->bands; band++)
        move_cursor(ix, &c, band, ix->heads[keys[band] & (ix->n_heads - 1)]);
    for (;; n_met++) {
        uint64_t latest = 0;
        uint32_t entry = NONE;
        for (uint32_t band = 0; band < ix->bands; band++) {
            if (c.touched[band] <= latest) continue;
            latest = c.touched[band];
            entry = c.entry[band];
        }
        c.is_cut |= entry != NONE && n_met == most;
        if (entry == NONE || n_met == most) break;
        const struct live *it = &ix->live[entry / ix->bands];
        if (near_is_similar(shingles, n, it->shingles, it->n, ix->similarity)) {
            ix->counts.n_similar++;
            SG_TRY(add_crossing(ix, class, it->class, err));
        }
        for (uint32_t band = 0; band < ix->bands; band++)
            if (c.touched[band] == latest) move_cursor(ix, &c, band, ix->entries[c.entry[band]].after);
    }
    ix->counts.n_compared += n_met;
    ix->counts.n_unchecked += c.is_cut;
    return SG_OK;
}

/* Puts a live class first: in the order of age, and in its buckets. */
static void touch(struct near_index *ix, uint32_t at, sg_time time)
{
    ix->live[at].last = time;
    ix->live[at].touched = ++ix->touches;
    append_live(ix, at);
    for (uint32_t band = 0; band < ix->bands; band++)
        put_entry(ix, at * ix->bands + band);
}

static enum sg_code enter(struct near_index *ix, sg_time time, uint32_t class, const struct near_sketch *s,
                          const uint64_t *shingles, const uint32_t *keys, struct sg_err *err)
{
    if (ix->first_free == NONE) SG_TRY(grow_live(ix, err));
    SG_TRY(find_partners(ix, class, s->n, shingles, keys, err));
    uint64_t *copy = malloc(s->n * sizeof *copy);
    if (!copy) return sg_fail_nomem(err, "near texts");
    memcpy(copy, shingles, s->n * sizeof *copy);
    uint32_t at = ix->first_free;
    ix->first_free = ix->live[at].newer;
    ix->live[at] = (struct live){ .shingles = copy, .n = s->n, .class = class };
    for (uint32_t band = 0; band < ix->bands; band++)
        ix->entries[at * ix->bands + band].key = keys[band];
    touch(ix, at, time);
    ix->live_of[class] = at;
    if (++ix->n_live > ix->counts.n_live_max) ix->counts.n_live_max = ix->n_live;
    return SG_OK;
}

enum sg_code near_index_take(struct near_index *ix, sg_time time, const struct near_sketch *s, const uint64_t *shingles,
                             const uint32_t *keys, uint32_t *ret_class, struct sg_err *err)
{
    uint32_t class;
    forget_before(ix, time);
    SG_TRY(class_of(ix, s, &class, err));
    uint32_t at = ix->live_of[class];
    if (at == NONE) {
        SG_TRY(enter(ix, time, class, s, shingles, keys, err));
    } else {
        leave(ix, at);
        touch(ix, at, time);
    }
    *ret_class = class;
    return SG_OK;
}

enum sg_code near_index_end(struct near_index *ix, struct layer *l, struct sg_err *err)
{
    if (!ix->identity) SG_TRY(grow_classes(ix, err)); /* a layer without objects has the array all the same */
    l->object = ix->identity;
    l->n_objects = ix->n_classes;
    l->crossings = ix->crossings;
    l->n_crossings = ix->n_crossings;
    ix->identity = NULL;
    ix->crossings = NULL;
    ix->n_crossings = ix->crossings_cap = 0;
    return SG_OK;
}
