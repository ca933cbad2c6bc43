/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of data/lookalike/ are built into the program as text and read here once.  They are the program's own: a
 * line that cannot be read is a fault of the build, which tests/unit/test_lookalike_tables.c finds by counting. */
#include "lookalike/tables.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lookalike/tables_data.h"

/* ---- reading ---- */

static bool next_line(struct sg_str *rest, struct sg_str *ret_line)
{
    while (rest->len) {
        const char *end = memchr(rest->data, '\n', rest->len);
        size_t len = end ? (size_t)(end - rest->data) : rest->len, step = len + (end != NULL);
        *ret_line = sg_str_n(rest->data, len);
        *rest = sg_str_n(rest->data + step, rest->len - step);
        if (len && ret_line->data[0] != '#') return true;
    }
    return false;
}

static struct sg_str cut(struct sg_str *rest, char mark)
{
    const char *end = rest->len ? memchr(rest->data, mark, rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->data) : rest->len, step = len + (end != NULL);
    struct sg_str piece = sg_str_n(rest->data, len);
    *rest = sg_str_n(rest->data + step, rest->len - step);
    return piece;
}

static uint8_t small_number(struct sg_str digits)
{
    unsigned v = 0;
    for (size_t i = 0; i < digits.len && v < 100; i++)
        v = v * 10 + (unsigned)(digits.data[i] - '0');
    return (uint8_t)v;
}

/* One more place at the end of an array whose capacity is the next power of two. */
static void *one_more(void *array, size_t *n, size_t size)
{
    void **where = array;
    if ((*n & (*n - 1)) == 0) {
        void *bigger = realloc(*where, (*n ? *n * 2 : 1) * size);
        if (!bigger) return NULL;
        *where = bigger;
    }
    void *place = (char *)*where + *n * size;
    memset(place, 0, size);
    ++*n;
    return place;
}

static bool load_pairs(struct sg_str rest, struct look_pair **pairs, size_t *n)
{
    struct sg_str line;
    while (next_line(&rest, &line)) {
        struct look_pair *p = one_more(pairs, n, sizeof *p);
        if (!p) return false;
        p->a = cut(&line, '\t');
        p->b = cut(&line, '\t');
        p->likeness = small_number(cut(&line, '\t'));
    }
    return true;
}

static uint8_t word_kind(struct sg_str name)
{
    return sg_str_is(name, "lure") ? LOOK_LURE : sg_str_is(name, "service") ? LOOK_SERVICE : LOOK_FILLER;
}

static bool load_words(struct look_tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_words, sg_data_words_len), line;
    while (next_line(&rest, &line)) {
        uint8_t kind = word_kind(cut(&line, '\t'));
        struct sg_str lang = cut(&line, '\t');
        while (line.len) {
            struct look_word *w = one_more(&t->words, &t->n_words, sizeof *w);
            if (!w) return false;
            *w = (struct look_word){ .text = cut(&line, ' '), .kind = kind };
            if (lang.len == 2) memcpy(w->lang, lang.data, 2);
        }
    }
    return true;
}

static bool load_common(struct look_tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_common, sg_data_common_len), line;
    while (next_line(&rest, &line)) {
        cut(&line, '\t'); /* the language, for readers of the file */
        while (line.len) {
            struct sg_str *w = one_more(&t->common, &t->n_common, sizeof *w);
            if (!w) return false;
            *w = cut(&line, ' ');
        }
    }
    return true;
}

/* The letters that a set is of: its line stands above those that name it. */
static struct sg_str letters_of(struct sg_str name)
{
    struct sg_str rest = sg_str_n(sg_data_suffixes, sg_data_suffixes_len), line;
    while (name.len && next_line(&rest, &line))
        if (sg_str_is(cut(&line, '\t'), "letters") && sg_str_same(cut(&line, '\t'), name)) return line;
    return sg_str_n(NULL, 0);
}

static bool load_suffixes(struct look_tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_suffixes, sg_data_suffixes_len), line;
    while (next_line(&rest, &line)) {
        if (!sg_str_is(cut(&line, '\t'), "ending")) continue;
        struct look_suffix *s = one_more(&t->suffixes, &t->n_suffixes, sizeof *s);
        if (!s) return false;
        s->text = cut(&line, '\t');
        s->least = small_number(cut(&line, '\t'));
        s->weight = small_number(cut(&line, '\t'));
        s->extra = letters_of(line);
    }
    return true;
}

/* ---- keyboards ---- */

enum { KEYS_MAX = 64 };
struct key {
    uint8_t letter;
    int row, left; /* in quarters of a key's width */
};
struct layout {
    struct sg_str name;
    struct key keys[KEYS_MAX];
    size_t n;
    int row;
};

static bool is_of_names(char c)
{
    return sg_is_alnum(c) || c == '-';
}

static void touch(struct look_tables *t, const struct layout *l, uint8_t bit)
{
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->n; k++) {
            int rows = abs(l->keys[i].row - l->keys[k].row), wide = abs(l->keys[i].left - l->keys[k].left);
            if (i == k || !((rows == 0 && wide == 4) || (rows == 1 && wide < 4))) continue;
            t->beside[l->keys[i].letter][l->keys[k].letter] |= bit;
        }
}

static void add_row(struct layout *l, int left, struct sg_str keys)
{
    for (size_t i = 0; i < keys.len && l->n < KEYS_MAX; i++)
        if (is_of_names(keys.data[i]))
            l->keys[l->n++] = (struct key){ (uint8_t)keys.data[i], l->row, left + 4 * (int)i };
}

static void load_keyboards(struct look_tables *t)
{
    static const struct {
        const char *name;
        uint8_t bit;
    } layouts[] = { { "qwerty", LOOK_QWERTY }, { "azerty", LOOK_AZERTY }, { "qwertz", LOOK_QWERTZ } };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        struct layout l = { .name = sg_str(layouts[i].name), .row = -1 };
        struct sg_str rest = sg_str_n(sg_data_keyboards, sg_data_keyboards_len), line;
        while (next_line(&rest, &line)) {
            struct sg_str name = cut(&line, '\t');
            bool same_row = name.len && name.data[name.len - 1] == '+';
            name.len -= same_row;
            if (!sg_str_same(name, l.name)) continue;
            l.row += !same_row;
            int left = small_number(cut(&line, '\t'));
            add_row(&l, left, line);
        }
        touch(t, &l, layouts[i].bit);
    }
}

/* ---- order and search ---- */

static int compare(struct sg_str a, struct sg_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.data, b.data, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* `text` is the first member of what is searched. */
static int by_text(const void *a, const void *b)
{
    return compare(*(const struct sg_str *)a, *(const struct sg_str *)b);
}

static int by_pair(const void *a, const void *b)
{
    const struct look_pair *x = a, *y = b;
    int order = compare(x->a, y->a);
    return order ? order : compare(x->b, y->b);
}

const struct look_word *look_word_find(const struct look_tables *t, struct sg_str text)
{
    return bsearch(&text, t->words, t->n_words, sizeof *t->words, by_text);
}

bool look_is_common(const struct look_tables *t, struct sg_str text)
{
    return bsearch(&text, t->common, t->n_common, sizeof *t->common, by_text) != NULL;
}

static bool is_plain_word(const struct look_tables *t, struct sg_str text)
{
    const struct look_word *word = look_word_find(t, text);
    return look_is_common(t, text) || (word && word->kind != LOOK_SERVICE);
}

bool look_is_word(const struct look_tables *t, struct sg_str text)
{
    enum { STEM_LEAST = 4 };
    static const char *const endings[] = { "s", "es", "ed", "er", "ers", "ing", "ings" };
    if (is_plain_word(t, text)) return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        char stem[64];
        if (text.len < n + STEM_LEAST || text.len >= sizeof stem ||
            memcmp(text.data + text.len - n, endings[i], n) != 0)
            continue;
        n = text.len - n;
        memcpy(stem, text.data, n);
        stem[n] = 'e'; /* serve, serving */
        if (is_plain_word(t, sg_str_n(stem, n)) || (i > 1 && is_plain_word(t, sg_str_n(stem, n + 1)))) return true;
    }
    return false;
}

const struct look_suffix *look_suffix_find(const struct look_tables *t, struct sg_str text)
{
    return bsearch(&text, t->suffixes, t->n_suffixes, sizeof *t->suffixes, by_text);
}

/* ---- once ---- */

static void release(struct look_tables *t)
{
    free(t->glyphs);
    free(t->sounds);
    free(t->words);
    free(t->common);
    free(t->suffixes);
    *t = (struct look_tables){ 0 };
}

static bool load(struct look_tables *t)
{
    if (!load_pairs(sg_str_n(sg_data_glyphs, sg_data_glyphs_len), &t->glyphs, &t->n_glyphs) ||
        !load_pairs(sg_str_n(sg_data_sounds, sg_data_sounds_len), &t->sounds, &t->n_sounds) || !load_words(t) ||
        !load_common(t) || !load_suffixes(t))
        return false;
    load_keyboards(t);
    qsort(t->glyphs, t->n_glyphs, sizeof *t->glyphs, by_pair);
    qsort(t->sounds, t->n_sounds, sizeof *t->sounds, by_pair);
    qsort(t->words, t->n_words, sizeof *t->words, by_text);
    qsort(t->common, t->n_common, sizeof *t->common, by_text);
    qsort(t->suffixes, t->n_suffixes, sizeof *t->suffixes, by_text);
    return true;
}

enum sg_code look_tables(const struct look_tables **ret, struct sg_err *err)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct look_tables tables;
    static bool is_loaded;
    pthread_mutex_lock(&lock);
    if (!is_loaded && !(is_loaded = load(&tables))) release(&tables);
    bool is_there = is_loaded;
    pthread_mutex_unlock(&lock);
    if (!is_there) return sg_fail_nomem(err, "the tables of tricks");
    *ret = &tables;
    return SG_OK;
}
