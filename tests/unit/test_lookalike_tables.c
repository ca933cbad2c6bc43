/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "lookalike/tables.h"

#include "unit.h"

static const struct look_tables *t;

static int load(void **state)
{
    (void)state;
    struct sg_err err;
    return look_tables(&t, &err) == SG_OK ? 0 : -1;
}

static int compare(struct sg_str a, struct sg_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.data, b.data, n);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_plain(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!sg_is_digit(s.data[i]) && !(s.data[i] >= 'a' && s.data[i] <= 'z')) return false;
    return s.len > 0;
}

static void check_pairs(const struct look_pair *p, size_t n, size_t least)
{
    assert_true(n >= least);
    for (size_t i = 0; i < n; i++) {
        int order = i ? compare(p[i - 1].a, p[i].a) : -1;
        bool is_right = is_plain(p[i].a) && is_plain(p[i].b) && compare(p[i].a, p[i].b) < 0 && p[i].likeness >= 1 &&
                        p[i].likeness <= 100 && (order < 0 || (order == 0 && compare(p[i - 1].b, p[i].b) < 0));
        if (!is_right) fail_msg("pair %zu: %.*s, %.*s", i, (int)p[i].a.len, p[i].a.data, (int)p[i].b.len, p[i].b.data);
    }
}

static void test_tables_hold_pairs_in_order_and_once(void **state)
{
    (void)state;
    check_pairs(t->glyphs, t->n_glyphs, 50);
    check_pairs(t->sounds, t->n_sounds, 80);
}

static void test_tables_hold_words_in_order_and_once(void **state)
{
    (void)state;
    size_t kinds[3] = { 0 };
    assert_true(t->n_words >= 350 && t->n_common >= 1500);
    for (size_t i = 0; i < t->n_words; i++) {
        const struct look_word *w = &t->words[i];
        if (!is_plain(w->text) || w->text.len < 2 || w->text.len > 24 || w->kind > LOOK_FILLER ||
            (i && compare(w[-1].text, w->text) >= 0))
            fail_msg("word %zu: %.*s", i, (int)w->text.len, w->text.data);
        kinds[w->kind]++;
    }
    assert_true(kinds[LOOK_LURE] > 100 && kinds[LOOK_SERVICE] > 50 && kinds[LOOK_FILLER] > 100);
    for (size_t i = 0; i < t->n_common; i++)
        if (!is_plain(t->common[i]) || (i && compare(t->common[i - 1], t->common[i]) >= 0))
            fail_msg("common word %zu: %.*s", i, (int)t->common[i].len, t->common[i].data);
}

static void test_tables_find_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int kind;
        const char *lang;
    } row[] = {
        { "login", LOOK_LURE, "" },
        { "connexion", LOOK_LURE, "fr" },
        { "anmelden", LOOK_LURE, "de" },
        { "acceso", LOOK_LURE, "es" },
        { "accesso", LOOK_LURE, "it" },
        { "senha", LOOK_LURE, "pt" },
        { "inloggen", LOOK_LURE, "nl" },
        { "haslo", LOOK_LURE, "pl" },
        { "vhod", LOOK_LURE, "ru" },
        { "giris", LOOK_LURE, "tr" },
        { "webmail", LOOK_SERVICE, "" },
        { "my", LOOK_FILLER, "" },
        { "logi", -1, "" },
        { "", -1, "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct look_word *w = look_word_find(t, sg_str(row[i].word));
        if ((w ? w->kind : -1) != row[i].kind || (w && strcmp(w->lang, row[i].lang) != 0))
            fail_msg("row %zu: %s", i, row[i].word);
    }
    assert_true(look_is_common(t, sg_str("orange")) && look_is_common(t, sg_str("senat")));
    assert_false(look_is_common(t, sg_str("oranges1")) || look_is_common(t, sg_str("")));
}

static void test_tables_know_what_registries_take(void **state)
{
    (void)state;
    for (size_t i = 0; i < t->n_suffixes; i++) {
        const struct look_suffix *s = &t->suffixes[i];
        bool is_right =
            s->least >= 1 && s->least <= 5 && s->weight <= 100 && sg_utf8_is_valid(s->extra.data, s->extra.len);
        for (size_t at = 0; at < s->extra.len && is_right;)
            is_right = sg_utf8_next(s->extra.data, s->extra.len, &at) > 127;
        if (!is_right || (i && compare(s[-1].text, s->text) >= 0))
            fail_msg("ending %zu: %.*s", i, (int)s->text.len, s->text.data);
    }
    assert_true(t->n_suffixes >= 150);
    static const struct {
        const char *suffix, *letter;
        bool takes;
    } row[] = {
        { "fr", "é", true },  { "fr", "ł", false },    { "pl", "ł", true },
        { "de", "ı", true },  { "nl", "ë", false },    { "com", "а", true },
        { "org", "ѕ", true }, { "co.uk", "é", false }, { "com", "ɡ", false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct look_suffix *s = look_suffix_find(t, sg_str(row[i].suffix));
        bool takes = s && s->extra.len && memmem(s->extra.data, s->extra.len, row[i].letter, strlen(row[i].letter));
        if (!s || takes != row[i].takes) fail_msg("row %zu: .%s and %s", i, row[i].suffix, row[i].letter);
    }
    assert_null(look_suffix_find(t, sg_str("no-such-ending")));
}

static void test_tables_know_which_keys_touch(void **state)
{
    (void)state;
    static const struct {
        char a, b;
        unsigned layouts;
    } row[] = {
        { 'g', 'h', LOOK_QWERTY | LOOK_AZERTY | LOOK_QWERTZ },
        { 'q', 'w', LOOK_QWERTY | LOOK_AZERTY | LOOK_QWERTZ },
        { 'a', 'z', LOOK_AZERTY | LOOK_QWERTY },
        { 'm', 'l', LOOK_AZERTY },
        { 'y', 'x', LOOK_QWERTZ },
        { 'z', 'u', LOOK_QWERTZ },
        { '0', '-', LOOK_QWERTY },
        { '6', '7', LOOK_QWERTY | LOOK_AZERTY | LOOK_QWERTZ },
        { '-', 't', LOOK_AZERTY },
        { 'a', 'p', 0 },
        { 'q', 'q', 0 },
        { 's', 'w', LOOK_QWERTY | LOOK_QWERTZ | LOOK_AZERTY },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        unsigned found = t->beside[(unsigned char)row[i].a][(unsigned char)row[i].b];
        if (found != row[i].layouts) fail_msg("row %zu: %c and %c touch on %u", i, row[i].a, row[i].b, found);
    }
    for (size_t a = 0; a < 128; a++)
        for (size_t b = 0; b < 128; b++)
            assert_int_equal(t->beside[a][b], t->beside[b][a]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_hold_pairs_in_order_and_once),
        cmocka_unit_test(test_tables_hold_words_in_order_and_once),
        cmocka_unit_test(test_tables_find_words),
        cmocka_unit_test(test_tables_know_what_registries_take),
        cmocka_unit_test(test_tables_know_which_keys_touch),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
