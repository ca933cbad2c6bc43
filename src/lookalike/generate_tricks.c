/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tricks of model/lookalike.h forward, one function each, and how much each weighs.  Method:
 * doc/method/lookalike-names.md. */
#include <string.h>

#include "base/text.h"
#include "lookalike/generate_internal.h"

/* How likely somebody is to register a name by this trick, against the others; likeness, word and ending come on top.
 */
static const double weights[SG_TRICKS] = {
    [SG_TRICK_CONFUSABLE] = 0.85, [SG_TRICK_OMISSION] = 0.60,      [SG_TRICK_INSERTION] = 0.30,
    [SG_TRICK_DOUBLING] = 0.50,   [SG_TRICK_TRANSPOSITION] = 0.50, [SG_TRICK_KEYBOARD] = 0.40,
    [SG_TRICK_BIT_FLIP] = 0.12,   [SG_TRICK_HYPHEN] = 0.75,        [SG_TRICK_PLURAL] = 0.70,
    [SG_TRICK_HOMOPHONE] = 0.55,  [SG_TRICK_COMBOSQUAT] = 0.90,
};

struct making {
    const struct look_tables *t;
    const struct generated_letters *letters;
    const struct generated_label *l;
    generated_variant_take take;
    void *ctx;
};

static void utf8(char out[SG_LOOK_PART], const uint32_t *s, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n && len + 5 <= SG_LOOK_PART; i++) {
        uint32_t c = s[i];
        if (c < 0x80) {
            out[len++] = (char)c;
        } else if (c < 0x800) {
            out[len++] = (char)(0xc0 | c >> 6);
            out[len++] = (char)(0x80 | (c & 63));
        } else if (c < 0x10000) {
            out[len++] = (char)(0xe0 | c >> 12);
            out[len++] = (char)(0x80 | (c >> 6 & 63));
            out[len++] = (char)(0x80 | (c & 63));
        } else {
            out[len++] = (char)(0xf0 | c >> 18);
            out[len++] = (char)(0x80 | (c >> 12 & 63));
            out[len++] = (char)(0x80 | (c >> 6 & 63));
            out[len++] = (char)(0x80 | (c & 63));
        }
    }
    out[len] = '\0';
}

/* `cut` scalars at `at` become `to`; nothing is made when the label grows too long. */
static bool replaced(const struct making *m, size_t at, size_t cut, const uint32_t *to, size_t n_to,
                     struct generated_label *ret)
{
    const struct generated_label *l = m->l;
    if (l->n - cut + n_to > GENERATED_LABEL_MAX) return false;
    memcpy(ret->s, l->s, at * sizeof *ret->s);
    if (n_to) memcpy(ret->s + at, to, n_to * sizeof *ret->s);
    memcpy(ret->s + at + n_to, l->s + at + cut, (l->n - at - cut) * sizeof *ret->s);
    ret->n = l->n - cut + n_to;
    return true;
}

static bool give(const struct making *m, enum sg_trick trick, const struct generated_label *made, const uint32_t *from,
                 size_t n_from, const uint32_t *to, size_t n_to, double likeness)
{
    char from_text[SG_LOOK_PART], to_text[SG_LOOK_PART];
    utf8(from_text, from, n_from);
    utf8(to_text, to, n_to);
    struct generated_variant v = { made, trick, from_text, to_text, weights[trick] * likeness };
    return m->take(m->ctx, &v);
}

static bool put(const struct making *m, enum sg_trick trick, size_t at, size_t cut, const uint32_t *to, size_t n_to,
                double likeness)
{
    struct generated_label made;
    if (!replaced(m, at, cut, to, n_to, &made)) return true;
    return give(m, trick, &made, m->l->s + at, cut, to, n_to, likeness);
}

static bool is_vowel(uint32_t c)
{
    return c && c < 128 && strchr("aeiouy", (int)c);
}
static bool is_plain(uint32_t c)
{
    return c < 128 && (sg_is_digit((char)c) || (c >= 'a' && c <= 'z'));
}

/* ---- letters left out, written twice, in another order ---- */

/* The first letter is missed at once; of two that are the same, and of vowels, one is easily lost. */
static bool omissions(const struct making *m)
{
    for (size_t i = 0; i < m->l->n; i++) {
        uint32_t c = m->l->s[i];
        if (c == '-') continue;
        bool is_double = i && m->l->s[i - 1] == c;
        double likeness = !i ? 0.5 : is_double ? 1.0 : is_vowel(c) ? 0.9 : 0.8;
        if (!put(m, SG_TRICK_OMISSION, i, 1, NULL, 0, likeness)) return false;
    }
    return true;
}

static bool doublings(const struct making *m)
{
    for (size_t i = 0; i < m->l->n; i++) {
        uint32_t two[2] = { m->l->s[i], m->l->s[i] };
        if (two[0] != '-' && !put(m, SG_TRICK_DOUBLING, i, 1, two, 2, i ? 1.0 : 0.7)) return false;
    }
    return true;
}

static bool transpositions(const struct making *m)
{
    for (size_t i = 0; i + 1 < m->l->n; i++) {
        uint32_t turned[2] = { m->l->s[i + 1], m->l->s[i] };
        if (turned[0] == turned[1]) continue;
        bool has_hyphen = turned[0] == '-' || turned[1] == '-';
        if (!put(m, SG_TRICK_TRANSPOSITION, i, 2, turned, 2, i ? 1.0 : 0.6)) return false;
        if (has_hyphen && !put(m, SG_TRICK_HYPHEN, i, 2, turned, 2, 0.5)) return false;
    }
    return true;
}

/* ---- fingers and bits ---- */

/* The more layouts, the more hands. */
static double layouts(uint8_t bits)
{
    unsigned n = (bits & LOOK_QWERTY ? 1u : 0) + (bits & LOOK_AZERTY ? 1u : 0) + (bits & LOOK_QWERTZ ? 1u : 0);
    return n == 3 ? 1.0 : n == 2 ? 0.8 : bits & LOOK_QWERTY ? 0.7 : 0.5;
}

static bool keyboard_at(const struct making *m, size_t i)
{
    const uint8_t *beside = m->t->beside[m->l->s[i]];
    for (uint32_t key = '-'; key <= 'z'; key++) {
        if (!beside[key]) continue;
        double likeness = layouts(beside[key]) * (sg_is_digit((char)key) || key == '-' ? 0.5 : 1.0);
        uint32_t before[2] = { key, m->l->s[i] }, behind[2] = { m->l->s[i], key };
        if (!put(m, SG_TRICK_KEYBOARD, i, 1, &key, 1, likeness)) return false;
        if (key == '-') continue;
        if (!put(m, SG_TRICK_INSERTION, i, 0, before, 1, likeness * 0.8)) return false;
        if (!put(m, SG_TRICK_INSERTION, i + 1, 0, behind + 1, 1, likeness * 0.8)) return false;
    }
    return true;
}

static bool bit_flips_at(const struct making *m, size_t i)
{
    for (unsigned bit = 0; bit < 7; bit++) {
        uint32_t flipped = m->l->s[i] ^ (1u << bit);
        if ((is_plain(flipped) || flipped == '-') && !put(m, SG_TRICK_BIT_FLIP, i, 1, &flipped, 1, 1.0)) return false;
    }
    return true;
}

/* Any letter or digit at the end: not a slip, but a name that was still free. */
static bool additions(const struct making *m)
{
    for (uint32_t c = '0'; c <= 'z'; c++)
        if (is_plain(c) && !put(m, SG_TRICK_INSERTION, m->l->n, 0, &c, 1, sg_is_digit((char)c) ? 0.7 : 0.5))
            return false;
    return true;
}

static bool slips(const struct making *m)
{
    for (size_t i = 0; i < m->l->n; i++) {
        if (!is_plain(m->l->s[i]) && m->l->s[i] != '-') continue;
        if (!keyboard_at(m, i) || !bit_flips_at(m, i)) return false;
    }
    return additions(m);
}

/* ---- hyphens and plurals ---- */

static bool hyphens(const struct making *m)
{
    const uint32_t hyphen = '-', s[2] = { 'e', 's' };
    for (size_t i = 1; i < m->l->n; i++) {
        if (m->l->s[i] == '-' && !put(m, SG_TRICK_HYPHEN, i, 1, NULL, 0, 1.0)) return false;
        if (m->l->s[i] != '-' && m->l->s[i - 1] != '-' && !put(m, SG_TRICK_HYPHEN, i, 0, &hyphen, 1, 0.7)) return false;
    }
    for (size_t i = 1; i <= m->l->n; i++) { /* i: behind a word */
        if (m->l->s[i - 1] == '-' || (i < m->l->n && m->l->s[i] != '-')) continue;
        uint32_t last = m->l->s[i - 1];
        if (last == 's' && !put(m, SG_TRICK_PLURAL, i - 1, 1, NULL, 0, 1.0)) return false;
        bool hisses = last == 's' || last == 'x' || last == 'z';
        if (!put(m, SG_TRICK_PLURAL, i, 0, hisses ? s : s + 1, hisses ? 2 : 1, 1.0)) return false;
    }
    return true;
}

/* ---- what looks or sounds the same ---- */

static size_t scalars(struct sg_str ascii, uint32_t out[8])
{
    size_t n = ascii.len < 8 ? ascii.len : 8;
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)ascii.data[i];
    return n;
}

static bool stands_at(const struct generated_label *l, size_t at, const uint32_t *piece, size_t n)
{
    return at + n <= l->n && memcmp(l->s + at, piece, n * sizeof *piece) == 0;
}

/* Seen several times in one name, a weak likeness gives itself away. */
#define EVERYWHERE_LEAST 0.4

/* `from` by `to` at every place of it at once: we11point for wellpoint. */
static bool everywhere(const struct making *m, enum sg_trick trick, const uint32_t *from, size_t n_from,
                       const uint32_t *to, size_t n_to, double likeness)
{
    struct generated_label made = { .n = 0 };
    size_t places = 0;
    for (size_t i = 0; i < m->l->n;) {
        bool is_here = stands_at(m->l, i, from, n_from);
        size_t more = is_here ? n_to : 1;
        if (made.n + more > GENERATED_LABEL_MAX) return true;
        memcpy(made.s + made.n, is_here ? to : m->l->s + i, more * sizeof *made.s);
        made.n += more;
        places += is_here;
        i += is_here ? n_from : 1;
    }
    return places < 2 || give(m, trick, &made, from, n_from, to, n_to, likeness);
}

static bool exchanged(const struct making *m, enum sg_trick trick, const uint32_t *from, size_t n_from,
                      const uint32_t *to, size_t n_to, double likeness)
{
    for (size_t i = 0; i < m->l->n; i++)
        if (stands_at(m->l, i, from, n_from) && !put(m, trick, i, n_from, to, n_to, likeness)) return false;
    return likeness < EVERYWHERE_LEAST || everywhere(m, trick, from, n_from, to, n_to, likeness * 0.9);
}

/* Squared: what is half as alike is far less than half as useful to whoever pays for it. */
static bool pairs(const struct making *m, enum sg_trick trick, const struct look_pair *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t a[8], b[8];
        size_t n_a = scalars(p[i].a, a), n_b = scalars(p[i].b, b);
        double likeness = p[i].likeness / 100.0 * (p[i].likeness / 100.0);
        if (!exchanged(m, trick, a, n_a, b, n_b, likeness) || !exchanged(m, trick, b, n_b, a, n_a, likeness))
            return false;
    }
    return true;
}

static bool letters_beyond_ascii(const struct making *m)
{
    for (size_t i = 0; i < m->letters->n; i++) {
        const struct generated_letter *x = &m->letters->items[i];
        uint32_t from[8];
        size_t n = scalars(sg_str(x->drawn), from);
        if (n && !exchanged(m, SG_TRICK_CONFUSABLE, from, n, &x->scalar, 1, x->has_mark ? 0.55 : 0.9)) return false;
    }
    return true;
}

enum script { LATIN, GREEK, CYRILLIC, OTHER };
static enum script script_of(uint32_t c)
{
    if (c < 0x370 || (c >= 0x1e00 && c < 0x1f00)) return LATIN;
    return c < 0x400 ? GREEK : c < 0x530 ? CYRILLIC : OTHER;
}

/* Every letter by one of the same drawing in another script, as registries want it: one script a label. */
static bool whole_script(const struct making *m, enum script script)
{
    struct generated_label made = { .n = m->l->n };
    bool has_letter = false;
    for (size_t i = 0; i < m->l->n; i++) {
        uint32_t c = m->l->s[i];
        made.s[i] = c;
        if (c >= 128 || c == '-' || sg_is_digit((char)c)) continue;
        for (size_t k = 0; k < m->letters->n && made.s[i] == c; k++) {
            const struct generated_letter *x = &m->letters->items[k];
            bool is_it = script_of(x->scalar) == script && !x->has_mark && x->drawn[0] == (char)c && !x->drawn[1];
            if (is_it) made.s[i] = x->scalar;
        }
        if (made.s[i] == c) return true; /* one letter has no double */
        has_letter = true;
    }
    return !has_letter || give(m, SG_TRICK_CONFUSABLE, &made, m->l->s, m->l->n, made.s, made.n, 1.0);
}

/* The other way: a protected name with letters beyond ASCII, written without. */
static bool letters_made_plain(const struct making *m)
{
    struct generated_label made = { .n = 0 };
    bool has_changed = false;
    for (size_t i = 0; i < m->l->n; i++) {
        uint32_t to[8] = { m->l->s[i] };
        size_t n = 1;
        for (size_t k = 0; k < m->letters->n; k++) {
            const struct generated_letter *x = &m->letters->items[k];
            if (x->scalar != m->l->s[i] || !x->drawn[0]) continue;
            n = scalars(sg_str(x->drawn), to);
            if (!put(m, SG_TRICK_CONFUSABLE, i, 1, to, n, 0.9)) return false;
            has_changed = true;
            break;
        }
        if (made.n + n > GENERATED_LABEL_MAX) return true;
        memcpy(made.s + made.n, to, n * sizeof *to);
        made.n += n;
    }
    return !has_changed || give(m, SG_TRICK_CONFUSABLE, &made, m->l->s, m->l->n, made.s, made.n, 1.0);
}

bool generated_letter_tricks(const struct look_tables *t, const struct generated_letters *letters,
                             const struct generated_label *l, generated_variant_take take, void *ctx)
{
    struct making m = { t, letters, l, take, ctx };
    return omissions(&m) && doublings(&m) && transpositions(&m) && slips(&m) && hyphens(&m) &&
           pairs(&m, SG_TRICK_CONFUSABLE, t->glyphs, t->n_glyphs) &&
           pairs(&m, SG_TRICK_HOMOPHONE, t->sounds, t->n_sounds) && letters_beyond_ascii(&m) &&
           whole_script(&m, GREEK) && whole_script(&m, CYRILLIC) && letters_made_plain(&m);
}

/* ---- words ---- */

/* Languages that people expect below an ending of a country. */
static bool speaks(struct sg_str suffix, const char *lang)
{
    static const struct {
        const char *ending, *langs;
    } known[] = {
        { "fr", "fr" }, { "be", "fr nl" }, { "ch", "de fr it" }, { "ca", "fr" }, { "lu", "fr de" }, { "de", "de" },
        { "at", "de" }, { "li", "de" },    { "es", "es" },       { "mx", "es" }, { "ar", "es" },    { "cl", "es" },
        { "pe", "es" }, { "ve", "es" },    { "ec", "es" },       { "it", "it" }, { "pt", "pt" },    { "br", "pt" },
        { "nl", "nl" }, { "pl", "pl" },    { "ru", "ru" },       { "su", "ru" }, { "by", "ru" },    { "kz", "ru" },
        { "tr", "tr" }, { "ma", "fr" },    { "tn", "fr" },       { "re", "fr" },
    };
    const char *dot = suffix.len ? memrchr(suffix.data, '.', suffix.len) : NULL;
    struct sg_str last = dot ? sg_str_n(dot + 1, (size_t)(suffix.data + suffix.len - dot - 1)) : suffix;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (sg_str_is(last, known[i].ending)) return strstr(known[i].langs, lang) != NULL;
    return false;
}

static double word_weight(const struct look_word *w, struct sg_str suffix)
{
    double kind = w->kind == LOOK_LURE ? 1.0 : w->kind == LOOK_SERVICE ? 0.95 : 0.5;
    double lang = !w->lang[0] ? 1.0 : speaks(suffix, w->lang) ? 0.9 : strcmp(w->lang, "en") == 0 ? 0.8 : 0.35;
    return kind * lang;
}

static bool with_word(const struct making *m, struct sg_str word, bool is_before, bool has_hyphen, double weight)
{
    struct generated_label made = { .n = 0 };
    uint32_t added[GENERATED_LABEL_MAX + 1];
    size_t n = 0;
    if (word.len + 1 + m->l->n > GENERATED_LABEL_MAX) return true;
    if (!is_before && has_hyphen) added[n++] = '-';
    for (size_t i = 0; i < word.len; i++)
        added[n++] = (unsigned char)word.data[i];
    if (is_before && has_hyphen) added[n++] = '-';
    memcpy(made.s, is_before ? added : m->l->s, (is_before ? n : m->l->n) * sizeof *added);
    made.n = is_before ? n : m->l->n;
    memcpy(made.s + made.n, is_before ? m->l->s : added, (is_before ? m->l->n : n) * sizeof *added);
    made.n += is_before ? m->l->n : n;
    return give(m, SG_TRICK_COMBOSQUAT, &made, NULL, 0, added, n, weight);
}

bool generated_word_tricks(const struct look_tables *t, struct sg_str suffix, const struct generated_label *l,
                           generated_variant_take take, void *ctx)
{
    struct making m = { t, NULL, l, take, ctx };
    for (size_t i = 0; i < t->n_words; i++) {
        double weight = word_weight(&t->words[i], suffix);
        for (unsigned way = 0; way < 4; way++) {
            bool is_before = way & 1, has_hyphen = !(way & 2);
            if (!with_word(&m, t->words[i].text, is_before, has_hyphen, has_hyphen ? weight : weight * 0.75))
                return false;
        }
    }
    return true;
}
