/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_near_text [POSTS [WINDOW_SECONDS [THREADS]]]: near-equal texts (doc/method/near-text.md) over a made stream of
 * posts, 100,000 a day with a rhythm by the hour, against a limit measured in the same run: normalising, cutting into
 * words and hashing the same texts on one thread.  Then the recall over six hours, against all pairs.
 *
 * The mix: 45 % fresh texts of 5 to 30 words of a vocabulary of 50,000 by Zipf's law, a tenth of them with a common
 * beginning; 20 % exact copies of a text of the last thousands, half with another link or mention before; 15 % copies
 * with one to three words changed, dropped or put in; 10 % from 200 templates with two places to fill; 10 % shorter
 * than 4 words.
 */
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/random.h"
#include "bench.h"
#include "coordination/near.h"

enum { VOCABULARY = 50000, WORDS_MAX = 40, RECENT = 8192, TEMPLATES = 200, BLOCK = 1 << 18, ACCOUNTS = 1000000 };

struct phrase {
    uint32_t words[WORDS_MAX];
    uint32_t n;
};
struct maker {
    uint64_t random;
    double *shares; /* of the vocabulary, summed up */
    char (*word)[16];
    struct phrase recent[RECENT], templates[TEMPLATES];
    uint64_t n;
    double seconds;
};
struct block {
    struct near_post posts[BLOCK];
    struct sg_buf texts;
    size_t n;
};

static uint32_t draw_word(struct maker *m)
{
    double u = sg_random_unit(&m->random) * m->shares[VOCABULARY - 1];
    uint32_t low = 0, high = VOCABULARY - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->shares[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct phrase draw_phrase(struct maker *m, uint32_t least, uint32_t most)
{
    struct phrase p = { .n = least + sg_random_below(&m->random, most - least + 1) };
    for (uint32_t i = 0; i < p.n; i++)
        p.words[i] = draw_word(m);
    return p;
}

static bool maker_init(struct maker *m)
{
    m->random = 1;
    m->shares = malloc(VOCABULARY * sizeof *m->shares);
    m->word = malloc(VOCABULARY * sizeof *m->word);
    if (!m->shares || !m->word) return false;
    for (uint32_t i = 0; i < VOCABULARY; i++) {
        m->shares[i] = (i ? m->shares[i - 1] : 0) + 1 / (i + 2.7);
        size_t len = 0; /* frequent words are short */
        for (uint32_t rest = i + 7; rest && len < 12; rest /= 20) {
            m->word[i][len++] = "bcdfghklmnprstvwzjxq"[rest % 20];
            m->word[i][len++] = "aeiou"[(rest ^ i) % 5];
        }
        m->word[i][len] = '\0';
    }
    for (size_t i = 0; i < TEMPLATES; i++)
        m->templates[i] = draw_phrase(m, 10, 25);
    for (size_t i = 0; i < RECENT; i++)
        m->recent[i] = draw_phrase(m, 5, 30);
    return true;
}

static void change(struct maker *m, struct phrase *p)
{
    for (uint32_t k = 1 + sg_random_below(&m->random, 3); k > 0; k--) {
        uint32_t at = sg_random_below(&m->random, p->n), how = sg_random_below(&m->random, 3);
        if (how == 0) {
            p->words[at] = draw_word(m);
        } else if (how == 1 && p->n > 5) {
            memmove(p->words + at, p->words + at + 1, (--p->n - at) * sizeof *p->words);
        } else if (p->n < WORDS_MAX) {
            memmove(p->words + at + 1, p->words + at, (p->n++ - at) * sizeof *p->words);
            p->words[at] = draw_word(m);
        }
    }
}

static struct phrase next_phrase(struct maker *m, bool *ret_is_copy)
{
    uint32_t kind = sg_random_below(&m->random, 100);
    struct phrase *recent = &m->recent[sg_random_below(&m->random, RECENT)];
    struct phrase p;
    *ret_is_copy = kind >= 45 && kind < 65;
    if (kind < 45) {
        p = draw_phrase(m, 5, 30);
        if (kind < 5) memcpy(p.words, m->templates[kind].words, 4 * sizeof *p.words);
    } else if (kind < 65) {
        return *recent;
    } else if (kind < 80) {
        p = *recent;
        change(m, &p);
    } else if (kind < 90) {
        p = m->templates[sg_random_below(&m->random, TEMPLATES)];
        p.words[p.n / 3] = draw_word(m);
        p.words[p.n - 2] = draw_word(m);
    } else {
        return draw_phrase(m, 1, 3);
    }
    m->recent[m->n % RECENT] = p;
    return p;
}

static void put_text(struct maker *m, struct sg_buf *out)
{
    bool is_copy;
    struct phrase p = next_phrase(m, &is_copy);
    if (is_copy && p.words[0] & 1) sg_buf_text(out, "@somebody ");
    for (uint32_t i = 0; i < p.n; i++) {
        if (i) sg_buf_char(out, ' ');
        sg_buf_text(out, m->word[p.words[i]]);
        if (i % 9 == 8) sg_buf_char(out, ',');
    }
    if (m->n % 3 == 0) sg_buf_printf(out, " https://t.co/%010llu", (unsigned long long)m->n);
}

static void make_block(struct maker *m, struct block *b, size_t n)
{
    sg_buf_clear(&b->texts);
    b->n = n;
    for (size_t i = 0; i < n; i++, m->n++) {
        double hour = fmod(m->seconds / 3600, 24), u = sg_random_unit(&m->random);
        double rate = 100000.0 / 86400 * (1 + 0.8 * sin((hour - 9) / 24 * 6.283185307));
        size_t from = b->texts.len;
        m->seconds += -log(1 - sg_random_unit(&m->random)) / rate;
        put_text(m, &b->texts);
        b->posts[i] = (struct near_post){ .time = (sg_time)(m->seconds * SG_SECOND),
                                          .post = m->n + 1,
                                          .author = 1 + (uint64_t)(u * u * u * ACCOUNTS),
                                          .text = { NULL, b->texts.len - from } };
    }
    for (size_t i = 0, at = 0; i < n; at += b->posts[i++].text.len)
        b->posts[i].text.data = b->texts.data + at;
}

/* ---- the limit, and the run ---- */

/* Of all threads. */
static double processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double words_alone(struct sg_extractor *x, const struct block *b, uint64_t *sum)
{
    uint64_t words[NEAR_WORDS];
    double start = processor_time();
    for (size_t i = 0; i < b->n; i++) {
        size_t unspaced, n = sg_words(x, b->posts[i].text, words, NEAR_WORDS, &unspaced);
        for (size_t k = 0; k < n; k++)
            *sum ^= words[k];
    }
    return processor_time() - start;
}

static enum sg_code feed(struct near_stream *n, const struct block *b, struct sg_err *err)
{
    for (size_t i = 0; i < b->n; i++)
        SG_TRY(near_stream_add(n, &b->posts[i], err));
    return SG_OK;
}

static enum sg_code run(struct maker *m, struct block *b, size_t n_posts, const struct near_settings *s,
                        struct sg_extractor *x, struct sg_err *err)
{
    struct accounts accounts = { 0 };
    struct near_stream *n = NULL;
    struct layer l = { 0 };
    double alone = 0, spent = 0, worked = 0, start, start_work;
    uint64_t sum = 0, bytes = 0;
    SG_TRY(near_stream_new(s, &accounts, &n, err));
    enum sg_code code = SG_OK;
    for (size_t done = 0; done < n_posts && code == SG_OK; done += b->n) {
        make_block(m, b, n_posts - done < BLOCK ? n_posts - done : BLOCK);
        bytes += b->texts.len;
        alone += words_alone(x, b, &sum);
        start = bench_now();
        start_work = processor_time();
        code = feed(n, b, err);
        spent += bench_now() - start;
        worked += processor_time() - start_work;
    }
    start = bench_now();
    start_work = processor_time();
    if (code == SG_OK) code = near_stream_end(n, &l, err);
    spent += bench_now() - start;
    worked += processor_time() - start_work;
    if (code == SG_OK) {
        const struct near_counts *c = near_stream_counts(n);
        struct rusage used;
        getrusage(RUSAGE_SELF, &used);
        printf("%zu posts over %.1f days, %.0f MB of text, window %.0f s, similarity %.2f, shingles of %u, check "
               "%016llx\n",
               n_posts, m->seconds / 86400, (double)bytes * 1e-6, (double)s->window * 1e-6, s->similarity, s->shingle,
               (unsigned long long)sum);
        printf(
            "near texts   %7.2f s  %9.0f posts/s;  processor time of all threads %.2f s, %.2f x words and hashes alone "
            "(%.2f s)\n",
            spent, (double)n_posts / spent, worked, worked / alone, alone);
        printf("%zu events, %u classes, %zu crossings, %llu too short, %u classes within a window at most\n",
               l.n_events, l.n_objects, l.n_crossings, (unsigned long long)c->n_short, c->n_live_max);
        printf("%llu candidates compared (%.2f a class), %.1f %% of them similar, %llu classes not compared with all\n",
               (unsigned long long)c->n_compared, (double)c->n_compared / l.n_objects,
               100 * (double)c->n_similar / (double)(c->n_compared ? c->n_compared : 1),
               (unsigned long long)c->n_unchecked);
        printf("peak memory %.0f MiB\n", (double)used.ru_maxrss / 1024);
    }
    layer_release(&l);
    near_stream_free(n);
    accounts_release(&accounts);
    return code;
}

/* ---- all pairs ---- */

struct seen {
    uint64_t identity, shingles[WORDS_MAX];
    uint32_t n;
    sg_time time;
};
static int compare_crossings(const void *x, const void *y)
{
    const struct crossing *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}
static int compare_identities(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}
static uint32_t object_of(const struct layer *l, uint64_t identity)
{
    const uint64_t *at = bsearch(&identity, l->object, l->n_objects, sizeof identity, compare_identities);
    return at ? (uint32_t)(at - l->object) : UINT32_MAX;
}

static size_t sketch_all(struct sg_extractor *x, const struct block *b, const struct near_settings *s, struct seen *ret)
{
    struct near_bands bands;
    uint64_t shingles[NEAR_WORDS];
    uint32_t keys[NEAR_BANDS_MAX];
    size_t n = 0;
    near_bands_choose(s->similarity, &bands);
    for (size_t i = 0; i < b->n; i++) {
        struct near_sketch k;
        near_sketch(x, b->posts[i].text, s->shingle, &bands, &k, shingles, keys);
        if (!k.n) continue;
        ret[n] = (struct seen){ .identity = k.identity, .n = k.n, .time = b->posts[i].time };
        memcpy(ret[n++].shingles, shingles, k.n * sizeof *shingles);
    }
    return n;
}

/* Crossings by all pairs of posts within the window; sorted, each once.  NULL without memory. */
static struct crossing *all_pairs(const struct seen *seen, size_t n, const struct layer *l,
                                  const struct near_settings *s, size_t *ret_n)
{
    size_t cap = 1 << 16, kept = 0;
    struct crossing *c = malloc(cap * sizeof *c);
    uint32_t *object = malloc((n + 1) * sizeof *object);
    for (size_t i = 0; object && i < n; i++)
        object[i] = object_of(l, seen[i].identity);
    for (size_t j = 0; object && j < n; j++) {
        for (size_t i = j; i-- > 0 && seen[j].time - seen[i].time <= s->window;) {
            if (object[i] == object[j] ||
                !near_is_similar(seen[i].shingles, seen[i].n, seen[j].shingles, seen[j].n, s->similarity))
                continue;
            if (c && kept == cap) c = realloc(c, (cap *= 2) * sizeof *c);
            if (!c) break;
            c[kept++] = (struct crossing){ object[i] < object[j] ? object[i] : object[j],
                                           object[i] < object[j] ? object[j] : object[i] };
        }
    }
    free(object);
    *ret_n = kept;
    if (c && near_crossings_sort(c, ret_n, NULL) == SG_OK) return c;
    free(c);
    return NULL;
}

static enum sg_code recall(struct maker *m, struct block *b, const struct near_settings *s, struct sg_extractor *x,
                           struct sg_err *err)
{
    struct accounts accounts = { 0 };
    struct near_stream *n = NULL;
    struct layer l = { 0 };
    make_block(m, b, 25000);
    SG_TRY(near_stream_new(s, &accounts, &n, err));
    enum sg_code code = feed(n, b, err);
    if (code == SG_OK) code = near_stream_end(n, &l, err);
    struct seen *seen = malloc(b->n * sizeof *seen);
    if (code == SG_OK && !seen) code = sg_fail_nomem(err, "all pairs");
    if (code == SG_OK) {
        size_t n_true, found = 0, n_seen = sketch_all(x, b, s, seen);
        double start = bench_now();
        struct crossing *c = all_pairs(seen, n_seen, &l, s, &n_true);
        for (size_t i = 0; c && i < n_true; i++)
            found += bsearch(&c[i], l.crossings, l.n_crossings, sizeof *c, compare_crossings) != NULL;
        printf("all pairs of %zu posts (%.1f hours): %zu near pairs of classes, %zu found, recall %.5f, %zu false; "
               "%.2f s\n",
               b->n, (double)(b->posts[b->n - 1].time - b->posts[0].time) / SG_HOUR, n_true, found,
               (double)found / (double)(n_true ? n_true : 1), l.n_crossings - found, bench_now() - start);
        if (!c) code = sg_fail_nomem(err, "all pairs");
        if (c && ((double)found < 0.99 * (double)n_true || found != l.n_crossings))
            code = sg_fail(err, SG_EINPUT, "a recall below 0.99, or false pairs");
        free(c);
    }
    free(seen);
    layer_release(&l);
    near_stream_free(n);
    accounts_release(&accounts);
    return code;
}

static long argument(int argc, char **argv, int at, long otherwise)
{
    return argc > at ? atol(argv[at]) : otherwise;
}

int main(int argc, char **argv)
{
    long n_posts = argument(argc, argv, 1, 1000000), window = argument(argc, argv, 2, 3600);
    const struct near_settings s = {
        .window = window * SG_SECOND, .similarity = 0.7, .shingle = 2, .threads = (unsigned)argument(argc, argv, 3, 0)
    };
    struct sg_err err = { 0 };
    struct maker *m = calloc(1, sizeof *m);
    struct block *b = calloc(1, sizeof *b);
    struct sg_extractor *x = NULL;
    enum sg_code code = m && b && maker_init(m) ? SG_OK : sg_fail_nomem(&err, "the posts");
    if (code == SG_OK) code = sg_extractor_new(&x, &err);
    if (code == SG_OK) code = run(m, b, (size_t)n_posts, &s, x, &err);
    if (code == SG_OK) code = recall(m, b, &s, x, &err);
    if (code != SG_OK) fprintf(stderr, "bench_near_text: %s\n", err.text);
    sg_extractor_free(x);
    if (b) sg_buf_release(&b->texts);
    if (m) {
        free(m->shares);
        free(m->word);
    }
    free(b);
    free(m);
    return code != SG_OK;
}
