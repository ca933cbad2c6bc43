/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "lookalike/lookalike_internal.h"
#include "unit.h"

struct tools {
    const struct look_tables *tables;
    struct look_folds *folds;
    struct look_pairs *pairs;
    struct look_align_room *room;
};

static int set_up(void **state)
{
    struct tools *t = calloc(1, sizeof *t);
    struct sg_err err;
    if (!t || look_tables(&t->tables, &err) != SG_OK || look_folds_new(t->tables, &t->folds, &err) != SG_OK ||
        look_pairs_new(t->tables, t->folds, &t->pairs, &err) != SG_OK || !(t->room = look_align_room_new()))
        return -1;
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct tools *t = *state;
    look_align_room_free(t->room);
    look_pairs_free(t->pairs);
    look_folds_free(t->folds);
    free(t);
    return 0;
}

static struct look_text text(const char *s)
{
    return (struct look_text){ .bytes = (const uint8_t *)s, .n = strlen(s) };
}

static void the_cheapest_explanation_is_given_in_order(void **state)
{
    const struct tools *t = *state;
    static const struct {
        const char *a, *b, *steps;
    } row[] = {
        { "example", "example", "" },
        { "example", "exarnple", "confusable m rn;" },
        { "example", "examp1e", "confusable l 1;" },
        { "wellpoint", "we11point", "confusable l 1;confusable l 1;" },
        { "swallow", "svvallovv", "confusable w vv;confusable w vv;" },
        { "model", "mocle1", "confusable d cl;confusable l 1;" },
        { "example", "exmple", "omission a ;" },
        { "example", "exampqle", "insertion  q;" },
        { "example", "examplle", "doubling  l;" },
        { "example", "xeample", "transposition ex xe;" },
        { "example", "exanple", "keyboard m n;" }, /* or confusable: whichever is nearer in the tables */
        { "north", "nor-th", "hyphen  -;" },
        { "no-rth", "north", "hyphen - ;" },
        { "no-rth", "nor-th", "hyphen -r r-;" },
        { "north", "norths", "plural  s;" },
        { "norths", "north", "plural s ;" },
        { "phonet", "fonet", "homophone ph f;" },
        { "example", "exmpel", "omission a ;transposition le el;" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct look_aligned got;
        char said[400] = "";
        if (!look_align(t->pairs, t->room, text(row[i].a), text(row[i].b), 100, &got)) fail_msg("%s: none", row[i].b);
        for (uint32_t k = 0; k < got.n_steps; k++) {
            strcat(said, sg_trick_names[got.steps[k].trick]);
            strcat(strcat(said, " "), got.steps[k].from);
            strcat(strcat(strcat(said, " "), got.steps[k].to), ";");
        }
        if (!strcmp(row[i].b, "exanple") ? got.n_steps != 1 : strcmp(said, row[i].steps) != 0)
            fail_msg("%s to %s: %s", row[i].a, row[i].b, said);
        assert_int_equal(got.cost == 0, got.n_steps == 0);
    }
}

/* Prices and kinds as doc/method/lookalikes.md has them; a glyph pair's likeness as data/lookalike/glyphs.tsv does. */
static void steps_have_their_prices_and_kinds(void **state)
{
    const struct tools *t = *state;
    static const struct {
        const char *a, *b;
        uint32_t tricks;
        unsigned cost, edits, confusables, hyphens, substitutions, weak;
    } row[] = {
        { "model", "rnodel", 1u << SG_TRICK_CONFUSABLE, 3, 0, 1, 0, 0, 0 }, /* 95: the same */
        { "sand", "5and", 1u << SG_TRICK_CONFUSABLE, 5, 0, 1, 0, 0, 0 },    /* 70: just so */
        { "model", "nnodel", 1u << SG_TRICK_CONFUSABLE, 5, 0, 1, 0, 0, 1 }, /* 65: a second look tells */
        { "quote", "qvote", 1u << SG_TRICK_CONFUSABLE, 7, 0, 1, 0, 0, 1 },  /* 50: just confusable */
        { "north", "ncrth", 1u << SG_TRICK_CONFUSABLE, 8, 1, 0, 0, 0, 0 },  /* 40: an edit like another */
        { "three", "thr3e", 1u << SG_TRICK_CONFUSABLE, 7, 1, 0, 0, 0, 0 },  /* 45 */
        { "quote", "quobe", 1u << SG_TRICK_SUBSTITUTION, 16, 1, 0, 0, 1, 0 },
        { "natal", "nctal", 1u << SG_TRICK_BIT_FLIP, 13, 1, 0, 0, 1, 0 },
        { "nor-th", "normth", 1u << SG_TRICK_SUBSTITUTION, 16, 1, 0, 0, 1, 0 }, /* one bit, but no slip of memory */
        { "quote", "wuote", 1u << SG_TRICK_KEYBOARD, 9, 1, 0, 0, 0, 0 },
        { "quote", "uqote", 1u << SG_TRICK_TRANSPOSITION, 9, 1, 0, 0, 0, 0 },
        { "north", "nrth", 1u << SG_TRICK_OMISSION, 12, 1, 0, 0, 0, 0 },
        { "north", "norxth", 1u << SG_TRICK_INSERTION, 12, 1, 0, 0, 0, 0 },
        { "quote", "quotte", 1u << SG_TRICK_DOUBLING, 9, 1, 0, 0, 0, 0 },
        { "quote", "quotes", 1u << SG_TRICK_PLURAL, 9, 1, 0, 0, 0, 0 },
        { "s", "", 1u << SG_TRICK_OMISSION, 12, 1, 0, 0, 0, 0 }, /* the plural of nothing */
        { "phonet", "fonet", 1u << SG_TRICK_HOMOPHONE, 9, 1, 0, 0, 0, 0 },
        { "north", "nohrth", 1u << SG_TRICK_HOMOPHONE, 10, 1, 0, 0, 0, 0 },
        { "north", "nor-th", 1u << SG_TRICK_HYPHEN, 6, 0, 0, 1, 0, 0 },
        { "no-rth", "nor-th", 1u << SG_TRICK_HYPHEN, 6, 0, 0, 1, 0, 0 },
        { "model", "moclel", 1u << SG_TRICK_CONFUSABLE, 4, 0, 1, 0, 0, 0 },
        { "model", "moc1el", 1u << SG_TRICK_CONFUSABLE, 6, 0, 1, 0, 0, 0 }, /* d for cl, and 1 for l: less near */
        { "model", "rno-cle", 1u << SG_TRICK_CONFUSABLE | 1u << SG_TRICK_HYPHEN | 1u << SG_TRICK_OMISSION, 25, 1, 2, 1,
          0, 0 },
        /* places that lie three apart on the way */
        { "mamemirnarnerni", "rnarnernimamemi", 1u << SG_TRICK_CONFUSABLE, 18, 0, 6, 0, 0, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct look_aligned got;
        if (!look_align(t->pairs, t->room, text(row[i].a), text(row[i].b), row[i].cost + 1, &got))
            fail_msg("%s to %s: dearer than %u", row[i].a, row[i].b, row[i].cost);
        if (got.cost != row[i].cost || got.tricks != row[i].tricks)
            fail_msg("%s to %s: %u, tricks %x", row[i].a, row[i].b, got.cost, got.tricks);
        if (got.edits != row[i].edits || got.confusables != row[i].confusables || got.hyphens != row[i].hyphens ||
            got.substitutions != row[i].substitutions || got.weak != row[i].weak)
            fail_msg("%s to %s: edits %u, confusables %u, hyphens %u, substitutions %u, weak %u", row[i].a, row[i].b,
                     got.edits, got.confusables, got.hyphens, got.substitutions, got.weak);
        assert_false(look_align(t->pairs, t->room, text(row[i].a), text(row[i].b), row[i].cost, &got));
    }
}

/* Letters beyond ASCII: what they are drawn as, and whether an accent was left off, decide. */
static void letters_of_other_scripts_have_their_prices(void **state)
{
    const struct tools *t = *state;
    static const struct {
        struct look_cell real, other;
        uint8_t drawn[2];
        enum sg_trick trick;
        unsigned cost, weak;
    } row[] = {
        { { 'e', 1, 0, 1, false }, { 0x435, 1, 0, 2, false }, "ee", SG_TRICK_CONFUSABLE, 3, 0 }, /* Cyrillic е */
        { { 'e', 1, 0, 1, false }, { 0xe9, 1, 0, 2, true }, "ee", SG_TRICK_CONFUSABLE, 5, 1 },   /* é */
        { { 0x4f8b, 1, 0, 3, false }, { 0x4f8c, 1, 0, 3, false }, "\x80\x80", SG_TRICK_CONFUSABLE, 3, 0 },
        { { 0x4f8b, 1, 0, 3, false }, { 0x53f0, 2, 0, 3, false }, "\x80\x80", SG_TRICK_SUBSTITUTION, 16, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct look_text a = { &row[i].drawn[0], 1, &row[i].real, "\xe4\xbe\x8b" },
                         b = { &row[i].drawn[1], 1, &row[i].other, "\xe4\xbe\x8b" };
        struct look_aligned got;
        assert_true(look_align(t->pairs, t->room, a, b, 100, &got));
        if (got.cost != row[i].cost || got.tricks != 1u << row[i].trick || got.weak != row[i].weak)
            fail_msg("row %zu: %u, tricks %x, weak %u", i, got.cost, got.tricks, got.weak);
    }
}

static void what_is_too_dear_is_not_explained(void **state)
{
    const struct tools *t = *state;
    struct look_aligned got;
    assert_false(look_align(t->pairs, t->room, text("example"), text("stranger"), 40, &got));
    assert_false(look_align(t->pairs, t->room, text("example"), text("exmple"), 5, &got));
    char longer[LOOK_ALIGN_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_false(look_align(t->pairs, t->room, text("example"), text(longer), 60000, &got));
}

/* The bit-parallel distance against the table that it stands for. */
static unsigned distance_by_table(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    unsigned d[32][32];
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            unsigned least = i && j ? d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : (unsigned)(i + j);
            if (i && d[i - 1][j] + 1 < least) least = d[i - 1][j] + 1;
            if (j && d[i][j - 1] + 1 < least) least = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < least)
                least = d[i - 2][j - 2] + 1;
            d[i][j] = least;
        }
    return d[n][m];
}

static void distances_are_those_of_the_table(void **state)
{
    (void)state;
    uint32_t seed = 7;
    struct look_places *places = calloc(1, sizeof *places);
    assert_non_null(places);
    for (int i = 0; i < 20000; i++) {
        char text_of[2][16];
        for (int k = 0; k < 2; k++) {
            size_t n = (seed = seed * 1664525u + 1013904223u) >> 28;
            for (size_t c = 0; c < n; c++)
                text_of[k][c] = (char)('a' + ((seed = seed * 1664525u + 1013904223u) >> 30));
            text_of[k][n] = '\0';
        }
        unsigned n = (unsigned)strlen(text_of[0]), m = (unsigned)strlen(text_of[1]);
        look_places_set(places, (const uint8_t *)text_of[0], n);
        unsigned got = look_distance(places, (const uint8_t *)text_of[1], m);
        look_places_clear(places, (const uint8_t *)text_of[0], n);
        if (got != distance_by_table(text_of[0], text_of[1])) fail_msg("%s to %s: %u", text_of[0], text_of[1], got);
    }
    free(places);
}

static void hashes_without_letters_are_those_of_what_is_left(void **state)
{
    (void)state;
    const uint8_t s[] = "internationalbank";
    size_t n = sizeof s - 1;
    struct look_hashes h;
    look_hash_all(s, n, &h);
    assert_true(h.whole == look_hash(s, n));
    for (size_t i = 0; i < n; i++) {
        uint8_t one[32], two[32];
        memcpy(one, s, i);
        memcpy(one + i, s + i + 1, n - i - 1);
        assert_true(h.one[i] == look_hash(one, n - 1));
        for (size_t j = i; j + 1 < n; j++) {
            memcpy(two, one, j);
            memcpy(two + j, one + j + 1, n - j - 2);
            assert_true(h.first[i] + h.one[j + 1] == look_hash(two, n - 2));
        }
    }
}

static void folds_join_what_passes_for_each_other(void **state)
{
    const struct tools *t = *state;
    static const struct {
        const char *a, *b;
        enum look_fold_kind kind;
    } row[] = {
        { "h0l1ow", "holiow", LOOK_CLASS },    { "exarnple", "exannple", LOOK_GLYPH },
        { "exarnple", "example", LOOK_GLYPH }, { "svvan", "swan", LOOK_GLYPH },
        { "c1ock", "dock", LOOK_GLYPH },       { "no-rth", "n-0rth", LOOK_CLASS },
        { "photo", "foto", LOOK_SOUND },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct look_folded f[2];
        for (size_t k = 0; k < 2; k++) {
            const char *s = k ? row[i].b : row[i].a;
            struct look_folded plain;
            look_fold_class(t->folds, (const uint8_t *)s, strlen(s), &plain);
            if (row[i].kind == LOOK_CLASS || !look_fold(t->folds, row[i].kind, &plain, &f[k])) f[k] = plain;
        }
        if (f[0].n != f[1].n || memcmp(f[0].s, f[1].s, f[0].n) != 0) fail_msg("%s and %s", row[i].a, row[i].b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cheapest_explanation_is_given_in_order),
        cmocka_unit_test(steps_have_their_prices_and_kinds),
        cmocka_unit_test(letters_of_other_scripts_have_their_prices),
        cmocka_unit_test(what_is_too_dear_is_not_explained),
        cmocka_unit_test(distances_are_those_of_the_table),
        cmocka_unit_test(hashes_without_letters_are_those_of_what_is_left),
        cmocka_unit_test(folds_join_what_passes_for_each_other),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
