/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that stand around a name: which of them are known, as bait or as filler. */
#include <stdlib.h>

#include "base/text.h"
#include "lookalike/matcher.h"

#define WORD_MAX 24
#define SPLITS 4 /* words that one run without hyphens may be made of */

struct look_wordlist {
    const struct look_tables *tables;
    struct look_index *index; /* by hash; value: number in tables->words */
    struct look_filter filter;
    uint32_t lengths_before[256], lengths_behind[256]; /* by the first or last byte: bits of lengths */
};

enum sg_code look_wordlist_new(const struct look_tables *t, struct look_wordlist **ret, struct sg_err *err)
{
    struct look_wordlist *w = calloc(1, sizeof *w);
    bool is_ok = w && (w->index = look_index_new());
    for (size_t i = 0; is_ok && i < t->n_words; i++) {
        struct sg_str s = t->words[i].text;
        if (!s.len || s.len > WORD_MAX) continue;
        is_ok = look_index_add(w->index, look_hash((const uint8_t *)s.data, s.len), (uint32_t)i);
        w->lengths_before[(uint8_t)s.data[0]] |= 1u << s.len;
        w->lengths_behind[(uint8_t)s.data[s.len - 1]] |= 1u << s.len;
    }
    if (!is_ok || !look_index_build(w->index)) {
        look_wordlist_free(w);
        return sg_fail_nomem(err, "the list of words");
    }
    w->tables = t;
    w->filter = look_index_filter(w->index);
    *ret = w;
    return SG_OK;
}

void look_wordlist_free(struct look_wordlist *w)
{
    if (!w) return;
    look_index_free(w->index);
    free(w);
}

static const struct look_word *find(const struct look_wordlist *w, const uint8_t *s, size_t n, uint64_t hash)
{
    const struct look_entry *e = NULL;
    if (!look_filter_has(w->filter, hash)) return NULL;
    size_t found = look_index_find(w->index, hash, 8, &e);
    for (size_t i = 0; i < found; i++)
        if (sg_str_same(w->tables->words[e[i].value].text, sg_str_n((const char *)s, n)))
            return &w->tables->words[e[i].value];
    return NULL;
}

static inline bool has_length(uint32_t bits, size_t n)
{
    return (bits >> n) & 1;
}

/* Of those found, shortest first, the last `max`, longest first. */
static size_t longest_first(const uint8_t *found, size_t n, uint8_t *ret, size_t max)
{
    size_t k = 0;
    for (size_t i = n; i-- > 0 && k < max;)
        ret[k++] = found[i];
    return k;
}

size_t look_words_before(const struct look_wordlist *w, const uint8_t *s, size_t n, uint8_t *ret, size_t max)
{
    uint8_t found[WORD_MAX];
    size_t k = 0;
    uint64_t hash = 0;
    uint32_t lengths = n ? w->lengths_before[s[0]] : 0;
    for (size_t i = 1; i <= n && i <= WORD_MAX && lengths >> i; i++) {
        hash = look_hash_behind(hash, s[i - 1]);
        if (has_length(lengths, i) && find(w, s, i, hash)) found[k++] = (uint8_t)i;
    }
    return longest_first(found, k, ret, max);
}

size_t look_words_behind(const struct look_wordlist *w, const uint8_t *s, size_t n, uint8_t *ret, size_t max)
{
    uint8_t found[WORD_MAX];
    size_t k = 0;
    uint64_t hash = 0, power = 1;
    uint32_t lengths = n ? w->lengths_behind[s[n - 1]] : 0;
    for (size_t i = 1; i <= n && i <= WORD_MAX && lengths >> i; i++) {
        hash = look_hash_before(hash, s[n - i], &power);
        if (has_length(lengths, i) && find(w, s + n - i, i, hash)) found[k++] = (uint8_t)i;
    }
    return longest_first(found, k, ret, max);
}

static enum look_words graver(enum look_words a, enum look_words b)
{
    static const uint8_t rank[] = { [LOOK_NO_WORDS] = 0, [LOOK_WITH_FILLER] = 1, [LOOK_WITH_LURE] = 2 };
    return rank[a] > rank[b] ? a : b;
}

/* A run of letters cut into known words, as few as can be; bounded by SPLITS. */
static bool split(const struct look_wordlist *w, const uint8_t *s, size_t n, unsigned left, enum look_words *ret)
{
    uint8_t lengths[WORD_MAX];
    while (n && sg_is_digit((char)*s)) {
        s++;
        n--;
    }
    if (!n) return true;
    if (!left) return false;
    size_t found = look_words_before(w, s, n, lengths, 3);
    for (size_t i = 0; i < found; i++) {
        enum look_words rest = LOOK_NO_WORDS;
        bool is_all = left == SPLITS && lengths[i] == n;
        if (lengths[i] < 3 && !is_all) continue; /* two letters beside others say nothing */
        if (!split(w, s + lengths[i], n - lengths[i], left - 1, &rest)) continue;
        bool is_filler = find(w, s, lengths[i], look_hash(s, lengths[i]))->kind == LOOK_FILLER;
        *ret = graver(graver(*ret, rest), is_filler ? LOOK_WITH_FILLER : LOOK_WITH_LURE);
        return true;
    }
    return false;
}

enum look_words look_words_kind(const struct look_wordlist *w, const uint8_t *s, size_t n)
{
    enum look_words kind = LOOK_NO_WORDS;
    bool is_strange = false;
    for (size_t i = 0; i < n;) {
        size_t from = i;
        enum look_words one = LOOK_NO_WORDS;
        while (i < n && s[i] != '-')
            i++;
        if (i > from) {
            bool is_known = split(w, s + from, i - from, SPLITS, &one);
            is_strange |= !is_known;
            if (is_known) kind = graver(kind, one == LOOK_NO_WORDS ? LOOK_WITH_FILLER : one);
        }
        i += i < n;
    }
    if (is_strange) return LOOK_WITH_STRANGE;
    return n && kind == LOOK_NO_WORDS ? LOOK_WITH_FILLER : kind;
}
