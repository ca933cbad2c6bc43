/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text to its set of word shingles, and the set to band keys: MinHash (Broder, "On the resemblance and containment of
 * documents", SEQUENCES 1997) with banding (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
 */
#include <math.h>

#include "base/hash.h"
#include "base/random.h"
#include "coordination/near.h"

/* ---- bands ---- */

#define SURE 0.999 /* that a pair at the threshold is a candidate */
enum { FEW_BANDS = 25, MOST_ROWS = 6, LANES = 8 };

void near_bands_choose(double similarity, struct near_bands *ret)
{
    *ret = (struct near_bands){ .rows = 1, .bands = 1 };
    for (uint32_t rows = 1; rows <= MOST_ROWS && similarity < 1; rows++) {
        double bands = ceil(log(1 - SURE) / log1p(-pow(similarity, rows)));
        if (rows > 1 && (bands > FEW_BANDS || rows * bands > NEAR_HASHES_MAX)) break;
        ret->rows = rows;
        ret->bands = bands < NEAR_BANDS_MAX ? (uint32_t)bands : NEAR_BANDS_MAX;
    }
    uint64_t state = 1;
    for (size_t i = 0; i < NEAR_HASHES_MAX; i++) {
        ret->factor[i] = (uint32_t)(sg_random(&state) >> 32) | 1;
        ret->mask[i] = (uint32_t)(sg_random(&state) >> 32);
    }
}

static inline uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

/* One group of lanes at a time: its minima stay in registers while all shingles pass. */
static inline __attribute__((always_inline)) void minima(const uint32_t *x, size_t n, const struct near_bands *b,
                                                         uint32_t *ret)
{
    size_t n_hashes = (size_t)b->rows * b->bands;
    for (size_t from = 0; from < n_hashes; from += LANES) {
        uint32_t least[LANES];
        for (size_t k = 0; k < LANES; k++)
            least[k] = UINT32_MAX;
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < LANES; k++) {
                uint32_t h = (x[i] ^ b->mask[from + k]) * b->factor[from + k];
                least[k] = h < least[k] ? h : least[k];
            }
        }
        for (size_t k = 0; k < LANES; k++)
            ret[from + k] = least[k];
    }
}

#ifdef __x86_64__
/* Whole numbers only: the same values, four times as fast (x86-64's first vector unit has no such minimum). */
__attribute__((target("avx2"))) static void minima_wide(const uint32_t *x, size_t n, const struct near_bands *b,
                                                        uint32_t *ret)
{
    minima(x, n, b, ret);
}
#endif

static void put_keys(const uint64_t *shingles, size_t n, const struct near_bands *b, uint32_t *ret_keys)
{
    uint32_t x[NEAR_WORDS], least[NEAR_HASHES_MAX];
    for (size_t i = 0; i < n; i++)
        x[i] = (uint32_t)(shingles[i] >> 16);
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        minima_wide(x, n, b, least);
    else
#endif
        minima(x, n, b, least);
    for (uint32_t band = 0; band < b->bands; band++) {
        uint64_t key = band;
        for (uint32_t row = 0; row < b->rows; row++)
            key = mix(key << 32 ^ key ^ least[band * b->rows + row]);
        ret_keys[band] = (uint32_t)key;
    }
}

/* ---- shingles ---- */

/* Few texts have more than some dozens of shingles, and those come in no order: insertion; else in halves. */
static void sort_set(uint64_t *a, size_t n, uint64_t *scratch)
{
    if (n > 24) {
        size_t half = n / 2;
        sort_set(a, half, scratch);
        sort_set(a + half, n - half, scratch);
        memcpy(scratch, a, half * sizeof *a);
        for (size_t i = 0, j = half, to = 0; i < half; to++)
            a[to] = j < n && a[j] < scratch[i] ? a[j++] : scratch[i++];
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint64_t v = a[i];
        size_t j = i;
        for (; j > 0 && a[j - 1] > v; j--)
            a[j] = a[j - 1];
        a[j] = v;
    }
}

static size_t put_shingles(const uint64_t *words, size_t n_words, uint32_t shingle, uint64_t *ret)
{
    uint64_t scratch[NEAR_WORDS];
    size_t n = n_words - shingle + 1, kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t h = words[i];
        for (uint32_t k = 1; k < shingle; k++)
            h = mix(h) + words[i + k];
        ret[i] = mix(h);
    }
    sort_set(ret, n, scratch);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || ret[i] != ret[i - 1]) ret[kept++] = ret[i];
    return kept;
}

void near_sketch(struct sg_extractor *x, struct sg_str text, uint32_t shingle, const struct near_bands *bands,
                 struct near_sketch *ret, uint64_t *ret_shingles, uint32_t *ret_keys)
{
    uint64_t words[NEAR_WORDS];
    size_t n_unspaced, n_words = sg_words(x, text, words, NEAR_WORDS, &n_unspaced);
    *ret = (struct near_sketch){ 0 };
    if (2 * n_words - n_unspaced < 2 * NEAR_WORDS_MIN || n_words < shingle) return;
    size_t n = put_shingles(words, n_words, shingle, ret_shingles);
    uint64_t check = n;
    for (size_t i = 0; i < n; i++)
        check = mix(check + ret_shingles[i]);
    *ret = (struct near_sketch){ sg_siphash(ret_shingles, n * sizeof *ret_shingles), check, (uint32_t)n };
    put_keys(ret_shingles, n, bands, ret_keys);
}

bool near_is_similar(const uint64_t *a, uint32_t a_n, const uint64_t *b, uint32_t b_n, double similarity)
{
    uint32_t both = a_n + b_n;
    /* In common they have at least s (a + b) / (1 + s); rounded down, since the last word is the division's. */
    double least = floor(similarity * both / (1 + similarity) - 1e-6);
    double may_miss = both - 2 * (least > 0 ? least : 0);
    uint32_t i = 0, j = 0, common = 0, limit = may_miss < both ? (uint32_t)may_miss : both;
    while (i < a_n && j < b_n) {
        uint64_t x = a[i], y = b[j];
        common += x == y;
        i += x <= y;
        j += y <= x;
        if (i + j - 2 * common > limit) return false;
    }
    /* The division is correctly rounded, as the reading of "0.8" was: 4 of 5 is 0.8. */
    return both && (double)common / (double)(both - common) >= similarity;
}
